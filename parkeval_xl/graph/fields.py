"""Fields and references: what an evaluation workbook is made of.

A field is an input or computed by one function of other fields. Fields stand alone (in `Items`) or
are a column of a `Block` of rows. Ids are ASCII and stable, labels are what a person reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..data import cited
from ..functions.registry import Function
from ..functions.rules import PARTS
from ..functions.states import RULES, state_of
from .names import declared_name, former_name

NUMBER, TEXT, CHOICE, UNIT, DATE = "number", "text", "choice", "unit", "date"
PARK, ASSESSOR, RULE, TOOL = (
    "park",
    "assessor",
    "rule",
    "tool",
)  # who writes an input; RULE is written when the file is made


@dataclass(eq=False, repr=False)
class Field:
    """One input or computed figure, or one column of them.

    `low` and `high` bound a number; `list_name` names a list of the hidden sheet for a drop-down;
    `required` makes an empty input a finding; `needed` says that a row in use lacks something
    without it, `fault` what the words of its row say of a wrong entry. `pattern` is the number
    format of the cell. `guard` delays a total: (reference, state text). `under` names the column on
    whose second line it stands, as a verified figure below the reported one.
    """

    key: str
    label: str
    kind: str = NUMBER
    unit: str = ""
    help: str = ""
    clause: str = ""
    choices: tuple[str, ...] = ()
    list_name: str = ""
    row_lists: tuple[str, ...] = ()  # of a column: the list of each row
    low: float | None = None
    high: float | None = None
    required: bool = False
    needed: bool = False
    fault: str = ""
    writer: str = PARK
    pattern: str = ""
    width: float = 10.0
    spare: bool = False  # of a RULE column: open to people in rows without a initial value
    hidden: bool = False
    function: Function | None = None
    args: tuple[Any, ...] = ()
    guard: tuple[Any, str] | None = None
    unitless: bool = False  # a pure number, though its row has a unit
    initial: Any = None  # what a single field is written with
    id: str = ""
    block: Block | None = None
    sheet: str = ""
    only: tuple[int, ...] | None = (
        None  # rows that are computed or open to people; the others stay empty
    )
    under: str = ""
    park: tuple[Function, tuple[Any, ...]] | None = None  # a PARK_ function that gives the same
    state: Any = None  # the helper that says whether its operands are all numbers, else why not

    def __post_init__(self) -> None:
        # people see the titles of documents, declarations have their codes
        self.label, self.help, self.clause = map(cited, (self.label, self.help, self.clause))
        if isinstance(self.initial, str):
            self.initial = cited(self.initial)

    def __repr__(self) -> str:
        # not with its references, which lead through the whole graph
        return f"Field({self.id or self.key})"

    @property
    def name(self) -> str:
        """The defined name of the cell or column in a workbook."""
        return declared_name(self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """The defined name, and that in files of earlier versions."""
        return self.name, former_name(self.id)

    def pattern_at(self, row: int | None) -> str:
        """The number format of a cell: the field's own, else that of its row."""
        rows = self.block.patterns if self.block and row is not None and self.kind == NUMBER else ()
        return self.pattern or (rows[row] if rows and row is not None else "")

    @property
    def bare_label(self) -> str:
        """The label without the sign it begins with, where columns are laid out as a
        calculation."""
        return self.label.lstrip("＝＋－÷（")

    @property
    def is_text(self) -> bool:
        """Whether cells of this field are read as text."""
        return self.kind in (TEXT, CHOICE, UNIT, DATE)

    @property
    def is_input(self) -> bool:
        """Whether a person or a rule enters it: whatever is not computed and not written by the
        tool."""
        return self.function is None and self.writer != TOOL


def Input(key: str, label: str, **more: Any) -> Field:
    """A field that the park fills."""
    return Field(key, label, **more)


def Verified(key: str, label: str = "核定值", **more: Any) -> Field:
    """The assessor's figure beside the reported one of the same key."""
    return Field(f"{key}_verified", label, writer=ASSESSOR, **more)


def Remark(key: str, label: str, **more: Any) -> Field:
    """A field that the assessor fills."""
    return Field(key, label, writer=ASSESSOR, **{"kind": TEXT} | more)


def Constant(key: str, label: str, **more: Any) -> Field:
    """A locked field that is written when the file is made: a rule of the evaluation, open to
    audit."""
    return Field(key, label, writer=RULE, **more)


def Written(key: str, label: str, **more: Any) -> Field:
    """A locked field that the tool writes as a dated value on refresh."""
    return Field(key, label, writer=TOOL, **more)


def Computed(key: str, label: str, function: Function, *args: Any, **more: Any) -> Field:
    """A field computed by `function` of `args`: references, per-row lists (`Rows`) or literals."""
    kind = TEXT if function.result == TEXT else NUMBER
    return Field(key, label, function=function, args=args, **{"kind": kind} | more)


@dataclass(frozen=True)
class Ref:
    """A reference. scope: `row` (same row), `column` (all rows), `one` (a single field), `at` (one
    row of a column)."""

    scope: str
    field: Field
    row: int = 0


@dataclass(frozen=True)
class Span:
    """Some neighbouring rows of a column as one range."""

    field: Field
    first: int
    last: int


@dataclass(frozen=True)
class Area:
    """Contiguous columns of a block as one matrix."""

    first: Field
    last: Field

    @property
    def fields(self) -> list[Field]:
        block = self.first.block
        assert block is not None
        columns = list(block.columns.values())
        return columns[columns.index(self.first) : columns.index(self.last) + 1]


@dataclass(frozen=True)
class Across(Area):
    """Neighbouring columns of the same row as one range."""


@dataclass(frozen=True)
class Named:
    """A text that stands under a defined name in a locked cell of a hidden sheet, such as the words
    of a closed list, each between two bars."""

    name: str
    value: str


@dataclass(frozen=True)
class Step:
    """A function applied within an argument: it gets a helper cell in the row of the field it
    stands in, so that a formula holds one idea. Equal steps of a row share one cell."""

    key: str
    label: str
    function: Function
    args: tuple[Any, ...]


def step(key: str, label: str, function: Function, *args: Any) -> Step:
    """A helper cell: `key` and `label` name its column."""
    return Step(key, label, function, args)


@dataclass(frozen=True)
class Rows:
    """An argument that differs by row: one reference or literal per row."""

    items: tuple[Any, ...]


class _This:
    def __getattr__(self, key: str) -> tuple[str, str]:
        return ("this", key)


this = _This()


class Block:
    """Rows with the same columns: a list with spare rows, or a table of fixed rows.

    `initial` holds the values rows are written with; a initial value of a RULE field is locked.
    `started_by` names the column whose content says that a row is in use. `fixed` blocks have no
    spare rows. `patterns` are number formats by row.
    """

    def __init__(
        self,
        id: str,
        title: str,
        rows: int,
        columns: Iterable[Field],
        *,
        initial: Sequence[Mapping[str, Any]] = (),
        started_by: str = "",
        fixed: bool = False,
        note: str = "",
        patterns: Sequence[str] = (),
    ) -> None:
        self.id, self.title, self.rows, self.initial, self.fixed, self.note = (
            id,
            cited(title),
            rows,
            list(initial),
            fixed,
            cited(note),
        )
        self.patterns = list(patterns)
        self.columns: dict[str, Field] = {}
        self.sheet = ""
        for column in columns:
            if hasattr(type(self), column.key):
                raise ValueError(f"{id}: a column cannot be called {column.key}")
            column.id, column.block = f"{id}.{column.key}", self
            self.columns[column.key] = column
        self.started_by = started_by or next(iter(self.columns))
        self._states: list[tuple[Any, Ref]] = []  # no dict: copies of a block are made cell by cell
        for column in list(self.columns.values()):
            self._complete(column)

    def _complete(self, column: Field) -> None:
        """References of a column bound to columns; its steps and its state become helper
        columns."""
        column.args = tuple(self._bind(a, column.only) for a in column.args)
        if column.park:
            column.park = column.park[0], tuple(self._bind(a) for a in column.park[1])
        if column.function is None:
            return
        operands, texts = operands_of(column)
        if not needs_state(column.function, operands):
            return
        rule = column.function.rule
        state = next((ref for key, ref in self._states if key == (rule, operands)), None)
        if state is None:
            helper = state_field(f"{column.key}_state", column.bare_label, rule, operands, texts)
            helper.only = column.only
            state = Ref("row", self._add(helper))
            self._states.append(((rule, operands), state))
        column.state = state

    def _add(self, helper: Field) -> Field:
        """A helper column, or the one that is there."""
        there = self.columns.get(helper.key)
        if there is None:
            helper.id, helper.block = f"{self.id}.{helper.key}", self
            self.columns[helper.key] = helper
            self._complete(helper)
            return helper
        bound = tuple(self._bind(a) for a in helper.args)
        if (there.function, there.args) != (helper.function, bound):
            raise ValueError(f"{there.id}: two helpers of one name compute different things")
        return there

    def helper(self, key: str, label: str, function: Function, *args: Any) -> Ref:
        """A helper column that waits for fields which are declared after its block."""
        return Ref("column", self._add(helper_of(Step(key, label, function, args))))

    @property
    def lines(self) -> int:
        """The sheet rows that one row takes."""
        return 2 if any(c.under for c in self.columns.values()) else 1

    def twin(self, column: Field) -> Field | None:
        """The column on the second line of a column."""
        return next((c for c in self.columns.values() if c.under == column.key), None)

    def column(self, key: str) -> Field:
        """The column a reference to `key` means: 采用 where the input is reviewed."""
        return self.columns.get(f"{key}_used") or self.columns[key]

    def _bind(self, arg: Any, only: tuple[int, ...] | None = None) -> Any:
        if isinstance(arg, tuple) and len(arg) == 2 and arg[0] == "this":
            key = arg[1]
            return Ref("row", self.columns[key[4:]] if key.startswith("raw_") else self.column(key))
        if isinstance(arg, Step):
            helper = helper_of(arg)
            helper.only = only
            return Ref("row", self._add(helper))
        return arg

    def __getattr__(self, key: str) -> Ref:
        if key.startswith("_") or "columns" not in self.__dict__:
            raise AttributeError(key)
        try:
            return Ref("column", self.column(key))
        except KeyError:
            raise AttributeError(key) from None

    def at(self, key: str, row: int) -> Ref:
        """One row of a column."""
        return Ref("at", self.column(key), row)


@dataclass
class Items:
    """Single fields, one a row: label, figure, explanation and companions (evidence, remark), found
    by their label."""

    id: str
    title: str
    fields: list[Field]
    companions: tuple[Field, ...] = ()
    value_label: str = "内容"
    note: str = ""
    sheet: str = ""
    rows: list[dict[str, Field]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.title, self.note = cited(self.title), cited(self.note)
        for item in self.fields:
            item.id = f"{self.id}.{item.key}"
            row = {"value": item}
            for model in self.companions if item.is_input else ():
                twin = Field(
                    **{
                        k: getattr(model, k)
                        for k in ("key", "label", "kind", "choices", "writer", "width", "help")
                    }
                )
                twin.id = f"{item.id}.{model.key}"
                row[model.key] = twin
            self.rows.append(row)
            self._complete(item, row)

    def _complete(self, field: Field, row: dict[str, Field]) -> None:
        """The steps and the state of a figure become helpers in its row."""
        field.args = tuple(
            Ref("one", self._add(helper_of(a), row)) if isinstance(a, Step) else a
            for a in field.args
        )
        if field.function is None:
            return
        operands, texts = operands_of(field)
        if needs_state(field.function, operands):
            rule = field.function.rule
            helper = state_field(f"{field.key}_state", field.label, rule, operands, texts)
            field.state = Ref("one", self._add(helper, row))

    def _add(self, helper: Field, row: dict[str, Field]) -> Field:
        item = row["value"]
        helper.id = f"{item.id}.{helper.key}"
        for other in row.values():
            if other.id == helper.id:
                return other
        row[f"helper{1 + sum(k.startswith('helper') for k in row)}"] = helper
        self._complete(helper, row)
        return helper

    def add(self, item: Field, helper: Field) -> None:
        """A helper cell in the row of an item, that other fields refer to."""
        self._add(helper, next(row for row in self.rows if row["value"] is item))

    @property
    def helpers(self) -> int:
        """The most helper cells of a row."""
        return max((sum(k.startswith("helper") for k in row) for row in self.rows), default=0)

    def __getitem__(self, key: str) -> Field:
        return next(f for f in self.fields if f.key == key)


Part = Block | Items


def helper_of(step: Step) -> Field:
    """The helper field of a step."""
    return Computed(step.key, step.label, step.function, *step.args, hidden=True)


def operands_of(field: Field) -> tuple[tuple[Any, ...], int]:
    """What the state of a result rests on, each once, literals left out: the figures, of parts then
    the texts; and how many of them are texts."""
    assert field.function is not None
    taken = [
        (p.kind, reference(a))
        for p, a in zip(field.function.params, field.args, strict=True)
        if refers(a)
    ]
    figures = dict.fromkeys(a for kind, a in taken if kind == NUMBER)
    words = dict.fromkeys(a for kind, a in taken if kind == TEXT)
    if field.function.rule != PARTS:
        return tuple(figures), 0
    return (*figures, *words), len(words)


def refers(arg: Any) -> bool:
    return isinstance(arg, (Ref, Field, Rows))


def needs_state(function: Function, operands: tuple[Any, ...]) -> bool:
    """Whether a helper says why there is no result: of one figure its own cell says so."""
    return function.rule in RULES and len(operands) > 1


def state_field(
    key: str, label: str, rule: str, operands: tuple[Any, ...], texts: int = 0
) -> Field:
    """The helper that holds 1 where all operands are numbers, else an error, 待填, 不适用 or
    nothing."""
    function = state_of(rule, len(operands) - texts, texts)
    return Computed(key, f"{label}·态", function, *operands, hidden=True)


def reference(arg: Any) -> Any:
    """A field standing for itself becomes a reference to it."""
    return Ref("one", arg) if isinstance(arg, Field) else arg


def references(field_: Field) -> list[Field]:
    """The fields a computed field reads, guards included."""
    out: list[Field] = []
    park = field_.park[1] if field_.park else ()
    for arg in (*field_.args, *park, *((field_.guard[0],) if field_.guard else ())):
        for item in arg.items if isinstance(arg, Rows) else (arg,):
            item = reference(item)
            out += (
                [item.field]
                if isinstance(item, (Ref, Span))
                else item.fields
                if isinstance(item, Area)
                else []
            )
    return out
