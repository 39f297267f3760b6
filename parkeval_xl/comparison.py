"""The same park under each set of factors, side by side: default, conservative, standard table.

A column uses one set from top to bottom. What the rules wrote (factors, electricity by province, parameters nobody has
touched) is written anew by the rules of the other set; what people entered stays. A factor that a set has no row of its
own for keeps its default row: that is the rule of the look-up, and it is said by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .checks.exchanges import born_anew
from .checks.factors import boundary_words, by_rule, mixed
from .checks.finding import Situation
from .checks.reading import Row, known, listed, part, plain, rows, shown
from .evaluation import Evaluation
from .forms.born import to_array
from .forms.comparison import TOTAL, key_of, rows_of
from .forms.material import MaterialForms
from .forms.sheet import offered_sets
from .functions import unit_table
from .graph import Values

NOTHING = "各口径取值相同"
MOST = 12  # names in one sentence


@dataclass(frozen=True)
class Compared:
    """A material, or the total, under each set: reductions (a number, a state or an error) by the set's id, what differs
    from the set in use, and what a reader has to know."""

    id: str
    name: str
    in_use: str
    reductions: Mapping[str, Any]
    differs: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON has it."""
        return {"material": self.id, "in_use": self.in_use, "reductions": dict(self.reductions),
                "differs": {k: list(x) for k, x in self.differs.items()}, "notes": list(self.notes)}
