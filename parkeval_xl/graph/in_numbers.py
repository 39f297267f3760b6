"""The formula of a cell in one line of numbers, where it is arithmetic of few figures:
86,502.51＝105,306.14－18,778.43."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isclose

from ..core.ledger import BASELINE, LEAKAGE, PROJECT
from .explain import COLUMN, Node
from .render import number_words

MOST = 8  # of more figures a sum is no line any more


@dataclass(frozen=True)
class Line:
    """A formula in numbers, and what the numbers give: shown only where that is the value of the
    cell."""

    text: str
    value: float


def in_numbers(node: Node) -> str:
    """The formula of a cell in numbers; empty where it is none of few figures. References are
    followed, and totals of one row."""
    while of := _refers_to(node):
        node = of
    write = _LINES.get(node.function)
    if write is None or not isinstance(node.value, float) or not node.children:
        return ""
    line = write(node)
    if line is None or not isclose(line.value, node.value, rel_tol=1e-9, abs_tol=1e-9):
        return ""
    unit = f" {node.unit}" if node.unit else ""
    return f"{_shown(node.value, node.pattern)}{unit}＝{line.text}"


def _refers_to(node: Node) -> Node | None:
    """The one cell whose figure a cell repeats."""
    if node.function == "SAME" and node.children:
        return node.children[0]
    if node.function == "DEMANDED" and len(node.children) == 2 and isinstance(node.value, float):
        return node.children[1]
    if node.function == "PARK_TOTAL" and len(node.children) == 3:
        cells = node.children[2].children
        return cells[0] if len(cells) == 1 and cells[0].value == node.value else None
    return None


def _shown(value: float, pattern: str) -> str:
    """A number as its cell shows it, a negative one in brackets."""
    text = number_words(value, pattern).partition("〔")[0] if pattern else f"{value:,.6g}"
    return f"（{text}）" if value < 0 else text


def _figures(node: Node) -> list[tuple[float, str]] | None:
    """The arguments of a cell that must all be numbers."""
    values = [
        (c.value, _shown(c.value, c.pattern)) for c in node.children if isinstance(c.value, float)
    ]
    return values if len(values) == len(node.children) else None


def _of_two(
    pattern: str, compute: Callable[[float, float], float]
) -> Callable[[Node], Line | None]:
    def write(node: Node) -> Line | None:
        figures = _figures(node)
        if figures is None or len(figures) != 2:
            return None
        (a, left), (b, right) = figures
        return Line(pattern.format(left, right), compute(a, b))

    return write


def _column(node: Node) -> dict[int, float]:
    """The numbers of a column by row."""
    cells = node.children if node.kind == COLUMN else [node]
    return {c.row or 0: c.value for c in cells if isinstance(c.value, float)}


def _labels(node: Node) -> dict[int, str]:
    return {c.row or 0: str(c.value) for c in node.children}


def _reduction(node: Node) -> Line | None:
    """Sums of the three roles, one less the others."""
    roles, emissions = _labels(node.children[0]), _column(node.children[1])
    sums = [
        sum(x for i, x in emissions.items() if roles.get(i) == role)
        for role in (BASELINE, PROJECT, LEAKAGE)
    ]
    return Line("－".join(_shown(x, node.pattern) for x in sums), sums[0] - sums[1] - sums[2])


def _of_roles(node: Node) -> Line | None:
    sums = [c.value if isinstance(c.value, float) else 0.0 for c in node.children]
    return Line("－".join(_shown(x, node.pattern) for x in sums), sums[0] - sums[1] - sums[2])


def _total(node: Node) -> Line | None:
    role, roles, emissions = node.children
    labels = _labels(roles)
    chosen = [x for i, x in _column(emissions).items() if labels.get(i) == role.value]
    if not 2 <= len(chosen) <= MOST:
        return None
    return Line("＋".join(_shown(x, node.pattern) for x in chosen), sum(chosen))


def _emission(node: Node) -> Line | None:
    activity, activity_unit, factor, factor_unit = node.children
    if (
        not isinstance(activity.value, float)
        or not isinstance(factor.value, float)
        or not isinstance(node.value, float)
    ):
        return None
    text = (
        f"{_shown(activity.value, activity.pattern)} "
        f"{activity_unit.value}×{_shown(factor.value, factor.pattern)} "
        f"{factor_unit.value}"
    )
    return Line(text, node.value)  # the units are converted between


def _utilisation(node: Node) -> Line | None:
    used, new, old = (sum(_column(c).values()) for c in node.children)
    mass = next(
        (c.pattern for column in node.children for c in (column, *column.children) if c.pattern), ""
    )
    if new + old <= 0:
        return None
    text = f"{_shown(used, mass)}÷（{_shown(new, mass)}＋{_shown(old, mass)}）"
    return Line(text + ("，最高为 100%" if used > new + old else ""), min(1.0, used / (new + old)))


_LINES: dict[str, Callable[[Node], Line | None]] = {
    "PARK_REDUCTION": _reduction,
    "BALANCE_OF_ROLES": _of_roles,
    "PARK_TOTAL": _total,
    "PARK_EMISSION": _emission,
    "PARK_UTILISATION": _utilisation,
    "PARK_SOLID_WASTE": _of_two("{}－{}", lambda a, b: a - b),
    "UTILISATION": _of_two("{}÷{}", lambda a, b: min(1.0, a / b) if b else 0.0),
    "DIFFERENCE": _of_two("{}－{}", lambda a, b: a - b),
    "PRODUCT": _of_two("{}×{}", lambda a, b: a * b),
    "DRY_MASS": _of_two("{}×（1－{}）", lambda a, b: a * (1 - b)),
    "RATIO": _of_two("{}÷{}", lambda a, b: a / b if b else 0.0),
    "CHANGE": _of_two("（{0}－{1}）÷|{1}|", lambda a, b: (a - b) / abs(b) if b else 0.0),
}
