"""What a function is to every host: parameters with help, Python on arrays, and native formula
text.

`@park` registers a PARK_ function usable in cells; `@operation` registers what both editions write
as a native formula (references, 采用, products, look-ups). The decorated name stays callable with
numbers, lists or arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core import values as v
from . import rules
from .rules import (
    AREA,
    COLUMN,
    COLUMNS,
    EACH,
    ERRORS,
    FREE,
    NUMBER,
    NUMBERS,
    PARTS,
    TEXT,
    TEXTS,
    UNIT,
)

__all__ = [
    "AREA",
    "COLUMN",
    "EACH",
    "ERRORS",
    "FREE",
    "NUMBER",
    "NUMBERS",
    "OPERATIONS",
    "PARTS",
    "REGISTRY",
    "TEXT",
    "TEXTS",
    "UNIT",
    "Function",
    "Param",
    "call",
    "give_reason",
    "last_message",
    "operation",
    "parameters",
    "park",
    "register",
]


@dataclass(frozen=True)
class Param:
    """A parameter: what it takes and how it is explained in Excel's function wizard."""

    name: str
    kind: str
    help_zh: str
    help_en: str
    optional: bool = False


@dataclass(frozen=True)
class Function:
    """One function in all its forms.

    `rule` says how states travel (`rules`). `kernel` maps arrays to an array; scalar arguments have
    any shape, columns one more axis at the end. `native` turns argument texts into a formula text
    without the leading '='.
    """

    name: str
    params: tuple[Param, ...]
    result: str
    rule: str
    kernel: Callable[..., Any]
    native: Callable[..., str]
    doc_zh: str
    doc_en: str
    clause: str
    in_cells: bool
    words: str = ""  # what it does, in the few words of a printed explanation
    lifted: tuple[str, ...] = ()  # the tables it looks into that may have axes in front
    by_row: bool = (
        False  # each row adds its part: if a row alone gives the same, so does the column
    )
    formula: str = ""  # the expression it is; empty where it is written by hand
    why: str = ""  # why it is written by hand

    @property
    def verified(self) -> int | None:
        """Which argument is an assessor's figure: the reported view leaves it out."""
        return next((i for i, p in enumerate(self.params) if p.name == "verified"), None)

    def __call__(self, *args: Any, **named: Any) -> Any:
        """The result for numbers, lists or arrays, in order or by name. A wrong argument raises
        ValueError in words."""
        args = self._in_order(args, named)
        if problem := self._miscounted(args) or (self._unreadable(args) if self.in_cells else ""):
            raise ValueError(problem)
        arrays = [_from_python(p, a) for p, a in zip(self.params, args, strict=True)]
        if problem := self._misfit(arrays):
            raise ValueError(problem)
        _REASON.clear()
        try:
            result = self.kernel(*arrays)
        except ValueError as fault:  # arrays whose shapes do not fit
            raise ValueError(
                f"{self.name} 的各参数形状不同：{'、'.join(str(a.shape) for a in arrays)}"
            ) from fault
        return _to_python(self, result)

    def _in_order(self, args: Sequence[Any], named: Mapping[str, Any]) -> tuple[Any, ...]:
        """The arguments in the order of the parameters."""
        names = [p.name for p in self.params]
        rest = names[len(args) :]
        if wrong := [n for n in named if n not in rest]:
            known = "、".join(
                f"{p.name}（{p.help_zh}）" if p.help_zh else p.name for p in self.params
            )
            what = "给了两次" if wrong[0] in names else "没有这个参数"
            raise ValueError(f"{self.name}：{wrong[0]} {what}；参数为 {known}")
        if named and (missing := [n for n in rest if n not in named]):
            raise ValueError(f"{self.name} 缺少参数 {'、'.join(missing)}")
        return (*args, *(named[n] for n in rest if n in named))

    def _unreadable(self, args: Sequence[Any]) -> str:
        """Which argument holds something else than a number where a number belongs."""
        for param, arg in zip(self.params, args, strict=True):
            if param.kind not in (NUMBER, NUMBERS) or (
                isinstance(arg, np.ndarray) and arg.dtype.kind in "fiu"
            ):
                continue
            for cell in np.asarray(arg, object).ravel().tolist():
                if what := _no_number(cell):
                    named = f"{param.name}（{param.help_zh}）" if param.help_zh else param.name
                    return f"{self.name} 的参数 {named}：“{str(cell)[:40]}”{what}"
        return ""

    def _miscounted(self, args: Sequence[Any]) -> str:
        wanted = len(self.params)
        return (
            "" if len(args) == wanted else f"{self.name} 需要 {wanted} 个参数，得到 {len(args)} 个"
        )

    def _misfit(self, arrays: Sequence[Any]) -> str:
        """Columns must have the same rows; one cell fits every column."""
        rows = {
            a.shape[-1] for p, a in zip(self.params, arrays, strict=True) if p.kind in COLUMNS
        } - {1}
        return (
            ""
            if len(rows) < 2
            else f"{self.name} 的各区域行数不同：{'、'.join(map(str, sorted(rows)))}"
        )


REGISTRY: dict[str, Function] = {}
OPERATIONS: dict[str, Function] = {}
_REASON: list[str] = []


def register(
    table: dict[str, Function],
    signature: str,
    declared: Callable[..., Any],
    body: Callable[..., Any],
    native: Callable[..., str],
    *,
    rule: str,
    clause: str = "",
    help: Sequence[tuple[str, str]] = (),
    words: str = "",
    lifted: tuple[str, ...] = (),
    by_row: bool = False,
    formula: str = "",
    why: str = "",
) -> Function:
    """Enter a function into a table. `declared` gives its name, parameters and docstring, `body`
    computes, `native` writes; both under `rule`."""
    takes, gives = (part.split() for part in signature.split("->"))
    names = parameters(declared)
    texts = list(help) or [("", "")] * len(names)
    english, _, chinese = (declared.__doc__ or "").partition("\n\n")
    function = Function(
        declared.__name__,
        tuple(Param(n, k, zh, en) for n, k, (zh, en) in zip(names, takes, texts, strict=True)),
        gives[0],
        rule,
        rules.kernel(rule, takes, gives[0], body),
        rules.text(rule, takes, native),
        " ".join(chinese.split()),
        " ".join(english.split()),
        clause,
        table is REGISTRY,
        words,
        lifted,
        by_row,
        formula,
        why,
    )
    table[function.name] = function
    return function


def parameters(declared: Callable[..., Any]) -> tuple[str, ...]:
    """The names of the parameters of a declaration."""
    return declared.__code__.co_varnames[: declared.__code__.co_argcount]


def park(
    signature: str,
    *,
    rule: str,
    native: Callable[..., str],
    clause: str,
    help: Sequence[tuple[str, str]],
) -> Callable[[Callable[..., Any]], Function]:
    """Register a PARK_ function. `signature` is like "number unit number unit -> number"; `help` is
    (Chinese, English) per parameter; the docstring's first paragraph is English, the rest
    Chinese."""

    def wrap(body: Callable[..., Any]) -> Function:
        return register(
            REGISTRY, signature, body, body, native, rule=rule, clause=clause, help=help
        )

    return wrap


def operation(
    signature: str,
    *,
    rule: str = FREE,
    native: Callable[..., str],
    clause: str = "",
    words: str = "",
    why: str,
) -> Callable[[Callable[..., Any]], Function]:
    """Register an operation by hand, its Python and its text: only what no expression can say (see
    `written`), and `why`. `words` say what it does in a line of an explanation."""

    def wrap(body: Callable[..., Any]) -> Function:
        return register(
            OPERATIONS,
            signature,
            body,
            body,
            native,
            rule=rule,
            clause=clause,
            words=words,
            why=why,
        )

    return wrap


def give_reason(message: str) -> None:
    """Called by a kernel that yields an error: why, in words for a person."""
    _REASON.append(message)


def last_message() -> str:
    """Why the last `call` gave an error, in Chinese; empty where nothing is known."""
    return _REASON[0] if _REASON else ""


def reason(function: Function, cells: Sequence[Any]) -> str:
    """Why a function gives an error for single cells, in words; empty where it does not say."""
    _REASON.clear()
    of = zip(function.params, cells, strict=True)
    function.kernel(*(_from_host(p.kind, c) for p, c in of))
    return last_message()


def call(name: str, args: Sequence[Any]) -> Any:
    """A PARK_ function for a spreadsheet host: cell values and ranges (tuples of row tuples) in, a
    cell value out.

    Never raises for a user's mistake: that is an error value, explained by `last_message`.
    """
    _REASON.clear()
    function = REGISTRY.get(name)
    if function is None:
        give_reason(f"没有函数 {name}")
        return v.CellError.NAME
    if problem := function._miscounted(args):
        give_reason(problem)
        return v.CellError.VALUE
    arrays = [_from_host(p.kind, a) for p, a in zip(function.params, args, strict=True)]
    if problem := function._misfit(arrays):
        give_reason(problem)
        return v.CellError.VALUE
    result = function.kernel(*arrays)
    return (
        v.text_cell(str(np.asarray(result)[()]))
        if function.result == TEXT
        else v.cell(float(result))
    )


def _from_host(kind: str, arg: Any) -> Any:
    if isinstance(arg, (tuple, list)):
        cells = [c for row in arg for c in (row if isinstance(row, (tuple, list)) else (row,))]
        if kind in COLUMNS:
            return v.numbers(cells) if kind == NUMBERS else v.texts(cells)
        arg = cells[0] if len(cells) == 1 else v.CellError.VALUE
    if kind in COLUMNS:
        return v.numbers([arg]) if kind == NUMBERS else v.texts([arg])
    return np.float64(v.number(arg)) if kind == NUMBER else np.array(v.text(arg), object)


def _from_python(param: Param, arg: Any) -> Any:
    if param.kind in (NUMBER, NUMBERS):
        array = np.asarray(arg) if isinstance(arg, np.ndarray) else np.asarray(arg, object)
        if array.dtype.kind not in "fiu":
            array = v.by_cell(v.number, array)
        array = array.astype(float)
        if np.any(array.view(np.int64) == _PLAIN_NAN):
            raise ValueError(f"{param.name}: NaN 不是数字 (NaN is not a number)")
    else:
        array = v.by_cell(v.text, arg, kind=object)
    return array[None] if param.kind in COLUMNS and array.ndim == 0 else array


_PLAIN_NAN = np.float64("nan").view(np.int64)


def _no_number(cell: Any) -> str:
    """Why a cell is no number, in words; empty where it is one, or a state."""
    if isinstance(cell, v.CellError) or (isinstance(cell, str) and v.CellError.from_text(cell)):
        return "是错误值"
    try:
        held = v.number(cell)
    except OverflowError:
        return "超出数字的范围"
    return "不是数字" if not isinstance(cell, float) and bool(v.is_error(np.float64(held))) else ""


def _reason(function: Function, error: v.CellError) -> str:
    """Why a function gives an error, where its kernel did not say: beyond all numbers, or not what
    it is for."""
    what = "结果超出数字的范围" if error is v.CellError.NUM else "参数合在一起没有结果"
    return f"{error.text}（{what}）" + (f"；{function.doc_zh}" if function.doc_zh else "")


def _to_python(function: Function, result: Any) -> Any:
    array = np.asarray(result, object if function.result == TEXT else float)
    cells = [v.text_cell(c) if function.result == TEXT else v.cell(float(c)) for c in array.ravel()]
    wrong = next((c for c in cells if isinstance(c, v.CellError)), None)
    if wrong is not None:
        raise ValueError(f"{function.name}: {last_message() or _reason(function, wrong)}")
    if array.ndim == 0:
        return cells[0]
    if all(isinstance(c, float) for c in cells):
        return array
    return np.array(cells, object).reshape(array.shape)
