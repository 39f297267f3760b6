"""Formula texts of computed cells, in both editions, for a given layout of the workbook."""

from __future__ import annotations

from typing import Any, Protocol

from ..functions import native
from ..functions.registry import COLUMN, NUMBER, TEXT
from ..functions.states import RULES
from .fields import RULE, Across, Area, Field, Named, Ref, Rows, Span, reference, refers

UDF, NATIVE = "udf", "native"


class Layout(Protocol):
    """Where fields stand: what formula texts need of a workbook."""

    def cell(self, field: Field, row: int | None, seen_from: str) -> str:
        """The address of a cell, absolute, with its sheet where `seen_from` is another one."""
        ...

    def row_cell(self, field: Field, row: int) -> str:
        """The address of a cell of the same row, column fixed."""
        ...


def formula(field: Field, row: int | None, layout: Layout, edition: str) -> str:
    """The formula of a computed cell, without '='. `row` counts from 0 in its block, None for a
    single field."""
    function = field.function
    assert function is not None
    args = [_text(a, row, layout, field.sheet) for a in field.args]
    if edition == NATIVE or not function.in_cells:
        body = args[0] if _repeats(field, row) else function.native(*args)
    else:
        body = f"{function.name}({','.join(args)})"
    if edition == UDF and field.park:
        answers, given = field.park
        call = ",".join(_text(a, row, layout, field.sheet) for a in given)
        body = _asked(f"{answers.name}({call})", body, answers.result == TEXT)
    if function.rule in RULES:
        body = _with_state(field, args, body, row, layout)
    if field.guard and body != f'"{field.guard[1]}"':
        ref, state = reference(field.guard[0]), field.guard[1]
        watched = _text(ref, row, layout, field.sheet)
        if ref.scope == "column":
            body = f'IF(COUNTA({watched})=0,"{state}",{body})'
        elif field.is_text:
            body = f'IF(ISNUMBER({watched}),{body},"{state}")'
        else:
            computed = ref.field.function is not None
            waits = f"IF(ISNUMBER({watched}),{body},{watched})"
            body = waits if computed else native.number_or_state(watched, body)
    elif edition == UDF and function.in_cells and function.rule == COLUMN:
        raise ValueError(
            f"{field.id}: a total in a cell needs a guard, a blank workbook makes no call"
        )
    return body


def _asked(call: str, native_text: str, words: bool) -> str:
    """A call of Python, and what the cell computes itself where no answer comes. In Calc that may
    be Empty, which is no error: times 1 it is one, and of words that are put after an answer, which
    ends with a bracket, they alone are left."""
    if words:
        call = f'SUBSTITUTE({call}&{native_text},"）"&{native_text},"）")'
    else:
        call = f"{call}*1"
    return f"IFERROR({call},{native_text})"


def _repeats(field: Field, row: int | None) -> bool:
    """Whether a cell repeats a computed one, which is never blank, or a constant: its address says
    it all."""
    if field.function is None or field.function.name not in ("SAME", "SAME_TEXT"):
        return False
    arg = reference(field.args[0])
    if isinstance(arg, Rows):
        assert row is not None
        arg = reference(arg.items[row])
    if not isinstance(arg, Ref):
        return isinstance(arg, (int, float, str))
    of = arg.field
    at = arg.row if arg.scope == "at" else row
    if of.function is not None:
        return of.only is None or at in of.only
    return _is_written(arg, row)


def alike(field: Field) -> bool:
    """Whether the cells of a column have one formula but for the rows of their addresses, as far as
    it is declared."""
    if field.block is None or field.function is None:
        return False
    park = field.park[1] if field.park else ()
    given = [*field.args, *park, *(field.guard[:1] if field.guard else ()), field.state]
    if any(isinstance(reference(a), Rows) for a in given):
        return False
    return len({_repeats(field, row) for row in field.only or range(field.block.rows)}) == 1


def _is_written(arg: Ref, row: int | None) -> bool:
    """Whether a locked cell was written when the file was made."""
    field = arg.field
    if field.writer != RULE or field.spare:
        return False
    if field.block is None:
        return field.initial not in (None, "")
    at = arg.row if arg.scope == "at" else row
    rows = field.block.initial
    held = rows[at].get(field.key) if at is not None and at < len(rows) else None
    return arg.scope in ("at", "row") and held not in (None, "")


def _with_state(field: Field, args: list[str], body: str, row: int | None, layout: Layout) -> str:
    """The body where its operands are numbers, else their state: of several a helper holds it, one
    says so itself."""
    if field.state is not None:
        state = _text(field.state, row, layout, field.sheet)
        return f"IF({state}=1,{body},{state})"
    function = field.function
    assert function is not None
    bound = zip(function.params, field.args, args, strict=True)
    arg, text = next((a, t) for p, a, t in bound if p.kind == NUMBER and refers(a))
    if row is not None and isinstance(arg, Rows):
        arg = arg.items[row]
    arg = reference(arg)
    if isinstance(arg, Ref) and arg.field.function is None:  # typed, or never filled
        return native.number_or_state(text, body)
    return f"IF(ISNUMBER({text}),{body},{text})"


def _text(arg: Any, row: int | None, layout: Layout, sheet: str) -> str:
    arg = reference(arg)
    if isinstance(arg, Rows):
        assert row is not None
        return _text(arg.items[row], row, layout, sheet)
    if isinstance(arg, Across):
        assert row is not None
        return f"{layout.row_cell(arg.first, row)}:{layout.row_cell(arg.last, row)}"
    if isinstance(arg, Area):
        assert arg.first.block is not None
        end = layout.cell(arg.last, arg.first.block.rows - 1, arg.last.sheet)
        return f"{layout.cell(arg.first, 0, sheet)}:{end}"
    if isinstance(arg, Span):
        return (
            f"{layout.cell(arg.field, arg.first, sheet)}"
            f":{layout.cell(arg.field, arg.last, arg.field.sheet)}"
        )
    if isinstance(arg, Ref):
        if arg.scope == "row":
            assert row is not None
            return layout.row_cell(arg.field, row)
        if arg.scope == "at" or (arg.scope == "one" and arg.field.sheet == sheet):
            return layout.cell(arg.field, arg.row if arg.scope == "at" else None, sheet)
        if arg.scope == "column" and arg.field.sheet == sheet:
            assert arg.field.block is not None
            last = layout.cell(arg.field, arg.field.block.rows - 1, sheet)
            return f"{layout.cell(arg.field, 0, sheet)}:{last}"
        return arg.field.name
    if isinstance(arg, Named):
        return arg.name
    if isinstance(arg, (int, float)):
        return repr(arg)
    return '"' + str(arg).replace('"', '""') + '"'


def named(field: Field) -> list[Field]:
    """The fields whose defined names the formula of `field` uses."""
    park = field.park[1] if field.park else ()
    refs = [reference(a) for a in (*field.args, *park, *((field.guard[0],) if field.guard else ()))]
    flat = [reference(i) for r in refs for i in (r.items if isinstance(r, Rows) else (r,))]
    return [
        r.field
        for r in flat
        if isinstance(r, Ref) and r.scope in ("column", "one") and r.field.sheet != field.sheet
    ]
