"""What a row lacks or has wrong, in words: made from the declarations of its operands, two operands
a cell, then joined.

Conditions of single cells are those that every spreadsheet answers also where the cell is an error:
COUNTBLANK, COUNTIF with a constant, ISERROR.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ..core import values as v
from .native import PENDING
from .registry import FREE, NUMBER, OPERATIONS, TEXT, Function, Param

LACKS, WAITS, FAILS, BREAKS, UNLISTED = "lacks", "waits", "fails", "breaks", "unlisted"
MISSING, WRONG, COMPLETE = "待填：", "有误：", "完整"
NAMED = "STATE_ROW_"  # begins the names of these functions
MOST = 255  # characters of a text that every host takes


@dataclass(frozen=True)
class Fault:
    """One thing asked of one cell of `kind`, and the words where it fails.

    `what`: LACKS, nothing or 待填 stands there; WAITS, 待填 stands there, and the cell knows
    whether it is asked for; FAILS, an error stands there, or a number below `low` or above `high`;
    BREAKS, an error stands there although none stands in `others`, further cells; UNLISTED, a word
    that is not in the list given as a second argument.
    """

    what: str
    words: str
    kind: str = NUMBER
    low: float | None = None
    high: float | None = None
    others: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its arguments."""
        return (TEXT, TEXT) if self.what == UNLISTED else (self.kind, *self.others)

    @property
    def said(self) -> str:
        """What is asked and said, for an explanation."""
        number = self.kind == NUMBER
        ends = (("小于", self.low), ("大于", self.high))
        beyond = "".join(f"或{sign}{end:g}" for sign, end in ends if end is not None)
        when = {
            LACKS: "没有数" if number else "没填",
            WAITS: "待填" if number else "为“待填”",
            FAILS: f"为错误值{beyond}" if number else "为错误",
            BREAKS: "单独为错误",
            UNLISTED: "不在可选项",
        }[self.what]
        return f"{when}时列出“{self.words}”"

    def native(self, x: str, *more: str) -> str:
        """The condition as a formula text."""
        waits = f"COUNTIF({x},{PENDING})"
        if self.what == UNLISTED:
            return f'ISERROR(FIND("|"&{x}&"|",{more[0]}))'
        if self.what == BREAKS:
            return f"ISERROR({x})*(1-ISERROR({'&'.join(more)}))"
        if self.what == FAILS:
            ends = (("<", self.low), (">", self.high))
            beyond = [f"{x}{sign}{end:g}" for sign, end in ends if end is not None]
            either = f"OR({','.join(beyond)})" if len(beyond) > 1 else "".join(beyond)
            return f"IFERROR(AND(ISNUMBER({x}),{either}),1)" if beyond else f"ISERROR({x})"
        return f"COUNTBLANK({x})+{waits}" if self.what == LACKS else waits

    def holds(self, x: Any, *more: Any) -> Any:
        """Where the condition holds."""
        if self.what == UNLISTED:
            return ~v.by_cell(lambda word, words: f"|{word}|" in words, x, *more, kind=bool)
        if self.what == BREAKS:
            return np.isnan(v.errors(x)) & ~np.isnan(v.first_error(*more))
        if self.what == FAILS:
            wrong = np.isnan(v.errors(x))
            for beyond, end in ((np.less, self.low), (np.greater, self.high)):
                wrong = wrong if end is None else wrong | beyond(x, end)
            return wrong
        if self.kind == TEXT:
            text = np.asarray(x, object)
            found = (text == v.PENDING_TEXT) | ((text == "") & (self.what == LACKS))
            return np.asarray(found, bool)
        return v.is_state(x, v.PENDING) | (v.is_state(x, v.EMPTY) & (self.what == LACKS))


def _registered(
    words: str, kinds: tuple[str, ...], result: str, kernel: Callable[..., Any], native: Any
) -> Function:
    """An operation of its own, named by its words: explanations say them."""
    params = tuple(Param(f"x{i}", kind, "", "") for i, kind in enumerate(kinds))
    name = f"{NAMED}{words}"
    OPERATIONS[name] = Function(
        name, params, result, FREE, kernel, native, "", "", "", False, words
    )
    return OPERATIONS[name]


@cache
def faults_function(faults: tuple[Fault, ...]) -> Function:
    """The words of those faults that hold, each after a 、."""
    kinds = tuple(kind for fault in faults for kind in fault.kinds)

    def each(args: tuple[Any, ...]) -> list[tuple[Fault, tuple[Any, ...]]]:
        rest = iter(args)
        return [(f, tuple(next(rest) for _ in f.kinds)) for f in faults]

    def kernel(*cells: Any) -> Any:
        return joined(*(np.where(f.holds(*x), f"、{f.words}", "") for f, x in each(cells)))

    def native(*cells: str) -> str:
        return "&".join(f'IF({f.native(*x)},"、{f.words}","")' for f, x in each(cells))

    return _registered("，".join(f.said for f in faults), kinds, TEXT, kernel, native)


def joined(*texts: Any) -> Any:
    """Texts one after the other."""
    out = np.asarray(texts[0], object)
    for text in texts[1:]:
        out = out + np.asarray(text, object)
    return out


@cache
def joined_function(count: int) -> Function:
    """So many texts one after the other."""
    kinds = (TEXT,) * count
    return _registered(f"{count} 项相连", kinds, TEXT, joined, lambda *cells: "&".join(cells))


@cache
def sentence_function(lacking: bool, wrong: bool, always: bool) -> Function:
    """The lists of what a row lacks and of what is wrong in it, each behind its lead. Unless rows
    are `always` in use, the first argument is 1 where this one is: a row that is not lacks nothing,
    but may be wrong."""
    kinds = (*(() if always else (NUMBER,)), *(TEXT,) * (lacking + wrong))

    def behind(lead: str, items: Any) -> Any:
        return v.by_cell(lambda x: x and f"；{lead}{x[1:]}", items, kind=object)

    def kernel(*cells: Any) -> Any:
        begun, lists = (None, cells) if always else (cells[0], cells[1:])
        out = [behind(MISSING, lists[0])] if lacking else []
        if lacking and not always:
            out[0] = np.where(begun == 1, out[0], "")
        return joined(*out, *([behind(WRONG, lists[-1])] if wrong else []))

    def after(lead: str, items: str, condition: str) -> str:
        return f'IF({condition},"；{lead}"&MID({items},2,{MOST}),"")'

    def native(*cells: str) -> str:
        begun, lists = ("", cells) if always else (cells[0], cells[1:])
        told = f'{lists[0]}<>""' if always else f'AND({begun}=1,{lists[0]}<>"")'
        out = [after(MISSING, lists[0], told)] if lacking else []
        return "&".join([*out, *([after(WRONG, lists[-1], f'{lists[-1]}<>""')] if wrong else [])])

    words = ["列出缺的" if always else "在用的行列出缺的"] if lacking else []
    words += ["列出错的"] if wrong else []
    return _registered("，".join(words), kinds, TEXT, kernel, native)


@cache
def status_function(always: bool, empty: str = "") -> Function:
    """The words of a row: COMPLETE where nothing is said of it, and nothing while it is not begun.

    `always`: rows that are in use from the start. Else the first argument is 1 in a row begun, 0
    in one that is asked for and has nothing yet, of which `empty` is said.
    """

    def whole(said: Any, otherwise: Any) -> Any:
        there = np.asarray(np.asarray(said, object) != "", bool)
        cut = v.by_cell(lambda x: x[1 : MOST + 1], said, kind=object)
        return np.where(there, cut, otherwise)

    def of_begun(begun: Any, said: Any) -> Any:
        return whole(said, np.where(begun == 1, COMPLETE, np.where(begun == 0, empty, "")))

    def native(*cells: str) -> str:
        said, other = cells[-1], f'"{COMPLETE}"'
        if not always:
            none = f'IF({cells[0]}=0,"{empty}","")' if empty else '""'
            other = f"IF({cells[0]}=1,{other},{none})"
        return f'IF({said}<>"",MID({said},2,{MOST}),{other})'

    words = f"缺的和错的，没有为{COMPLETE}"
    if always:
        return _registered(words, (TEXT,), TEXT, lambda said: whole(said, COMPLETE), native)
    words += f"，全没填为“{empty}”，不在用为空" if empty else "，不在用为空"
    return _registered(words, (NUMBER, TEXT), TEXT, of_begun, native)


@cache
def started_function(texts: int, figures: int) -> Function:
    """1 where any of the cells of a row, first texts, then figures, holds something, be it wrong;
    else nothing."""
    kinds = (*(TEXT,) * texts, *(NUMBER,) * figures)

    def kernel(*cells: Any) -> Any:
        held = [
            np.asarray(c, object) != "" if k == TEXT else ~v.is_state(c, v.EMPTY)
            for c, k in zip(cells, kinds, strict=True)
        ]
        any_held = np.logical_or.reduce(np.broadcast_arrays(*(np.asarray(h, bool) for h in held)))
        return np.where(any_held, 1.0, v.EMPTY)

    def native(*cells: str) -> str:
        return f'IF(IFERROR({"&".join(cells)},1)="","",1)'

    words = f"{texts} 项文字、{figures} 项数中填了任一项为1"
    return _registered(words, kinds, NUMBER, kernel, native)
