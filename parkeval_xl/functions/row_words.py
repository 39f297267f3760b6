"""What a row lacks or has wrong, in words: made from the declarations of its operands, two operands
a cell, then joined.

Conditions of single cells are those that every spreadsheet answers also where the cell is an error:
COUNTBLANK, COUNTIF with a constant, ISERROR.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from .native import PENDING
from .registry import NUMBER, OPERATIONS, TEXT, Function
from .written import expression

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

    def condition(self, x: str, *more: str) -> str:
        """The condition as a formula."""
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


def _registered(words: str, kinds: Iterable[str], result: str, formula: str) -> Function:
    """An operation of its own, named by its words: explanations say them. The parameters are x0,
    x1 and so on."""
    params = {f"x{i}": kind for i, kind in enumerate(kinds)}
    name = f"{NAMED}{words}"
    OPERATIONS[name] = expression(name, params, result, formula, words=words)
    return OPERATIONS[name]


@cache
def faults_function(faults: tuple[Fault, ...]) -> Function:
    """The words of those faults that hold, each after a 、."""
    kinds = [kind for fault in faults for kind in fault.kinds]
    rest = iter(f"x{i}" for i in range(len(kinds)))
    said = (f'IF({f.condition(*(next(rest) for _ in f.kinds))},"、{f.words}","")' for f in faults)
    return _registered("，".join(f.said for f in faults), kinds, TEXT, "&".join(said))


@cache
def joined_function(count: int) -> Function:
    """So many texts one after the other."""
    formula = "&".join(f"x{i}" for i in range(count))
    return _registered(f"{count} 项相连", (TEXT,) * count, TEXT, formula)


@cache
def sentence_function(lacking: bool, wrong: bool, always: bool) -> Function:
    """The lists of what a row lacks and of what is wrong in it, each behind its lead. Unless rows
    are `always` in use, the first argument is 1 where this one is: a row that is not lacks nothing,
    but may be wrong."""
    kinds = (*(() if always else (NUMBER,)), *(TEXT,) * (lacking + wrong))
    cells = [f"x{i}" for i in range(len(kinds))]
    lists = cells if always else cells[1:]

    def after(lead: str, items: str, condition: str) -> str:
        return f'IF({condition},"；{lead}"&MID({items},2,{MOST}),"")'

    told = f'{lists[0]}<>""' if always else f'AND({cells[0]}=1,{lists[0]}<>"")'
    out = [after(MISSING, lists[0], told)] if lacking else []
    out += [after(WRONG, lists[-1], f'{lists[-1]}<>""')] if wrong else []
    words = ["列出缺的" if always else "在用的行列出缺的"] if lacking else []
    words += ["列出错的"] if wrong else []
    return _registered("，".join(words), kinds, TEXT, "&".join(out))


@cache
def status_function(always: bool, empty: str = "") -> Function:
    """The words of a row: COMPLETE where nothing is said of it, and nothing while it is not begun.

    `always`: rows that are in use from the start. Else the first argument is 1 in a row begun, 0
    in one that is asked for and has nothing yet, of which `empty` is said.
    """
    kinds = (TEXT,) if always else (NUMBER, TEXT)
    said, other = f"x{len(kinds) - 1}", f'"{COMPLETE}"'
    if not always:
        none = f'IF(x0=0,"{empty}","")' if empty else '""'
        other = f"IF(x0=1,{other},{none})"
    words = f"缺的和错的，没有为{COMPLETE}"
    if not always:
        words += f"，全没填为“{empty}”，不在用为空" if empty else "，不在用为空"
    return _registered(words, kinds, TEXT, f'IF({said}<>"",MID({said},2,{MOST}),{other})')


@cache
def started_function(texts: int, figures: int) -> Function:
    """1 where any of the cells of a row, first texts, then figures, holds something, be it wrong;
    else nothing."""
    kinds = (*(TEXT,) * texts, *(NUMBER,) * figures)
    cells = "&".join(f"x{i}" for i in range(len(kinds)))
    words = f"{texts} 项文字、{figures} 项数中填了任一项为1"
    return _registered(words, kinds, NUMBER, f'IF(IFERROR({cells},1)="","",1)')
