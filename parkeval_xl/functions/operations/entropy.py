"""Weights by entropy, and those of both methods together (core.weighting)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core import values as v
from ...core import weighting
from .. import native
from ..native import ERROR, PENDING
from ..registry import ERRORS, operation
from .used import blank
from .weighting import rows_of

AHP, ENTROPY, MIXED = "层次分析法", "熵权法", "线性综合"


def _divergence_native(area: str, no: str, objects: str) -> str:
    row = f"INDEX({area},{no},1):INDEX({area},{no},{objects})"
    wrong = f'SUMPRODUCT((1-ISNUMBER({row}))*({row}<>"")*({row}<>{PENDING}))>0'
    entropy = f"(LN(SUM({row}))-SUMPRODUCT({row}*LN({row}+({row}=0)))/SUM({row}))/LN({objects})"
    value = f"IF(MIN({row})<0,{ERROR},IF(MAX({row})=MIN({row}),0,1-{entropy}))"
    body = (
        f"IF(ISERROR(SUM({row})),SUM({row}),IF({wrong},{ERROR},IF(COUNT({row})<{objects},"
        f"{PENDING},{value})))"
    )
    inside = f"AND({objects}>=2,{objects}<=COLUMNS({area}),{objects}=INT({objects}))"
    return native.number_or_state(objects, f"IF({inside},{body},{ERROR})")


@operation("area number number -> number", native=_divergence_native)
def DIVERGENCE(area: Any, no: Any, objects: Any) -> Any:
    """1 − entropy of a row of figures, of the first so many objects; negative figures are an
    error."""
    rows = rows_of(area, no)
    held = np.broadcast_to(objects, rows.shape[:-1])
    out = np.array(
        [
            _divergence(r, float(m))
            for r, m in zip(rows.reshape(-1, rows.shape[-1]), held.ravel(), strict=True)
        ]
    )
    return out.reshape(rows.shape[:-1])


def _divergence(row: Any, objects: float) -> float:
    if np.isnan(objects):
        return objects
    if not 2 <= objects <= len(row) or objects != int(objects):
        return v.ERROR
    figures = row[: int(objects)]
    held = v.error_within(figures)
    if np.isnan(held) or v.is_state(figures, v.NOT_APPLICABLE).any():
        return float(held) if np.isnan(held) else v.ERROR
    if np.isnan(figures).any():
        return v.PENDING
    return v.ERROR if figures.min() < 0 else weighting.divergence(figures)


@operation(
    "text number number number -> number",
    rule=ERRORS,
    native=lambda choice, ahp, entropy, share: (
        f'IF({choice}="{AHP}",{native.taken(ahp)},IF({choice}="{ENTROPY}",IF({entropy}="",'
        f"{PENDING},{entropy}),"
        f'IF({choice}="{MIXED}",IF(AND(ISNUMBER({ahp}),ISNUMBER({entropy}),ISNUMBER({share})),'
        f"IF(AND({share}>=0,{share}<=1),{share}*{ahp}+(1-{share})*{entropy},{ERROR}),{PENDING}),"
        f'IF({choice}="",{PENDING},{ERROR}))))'
    ),
)
def COMBINED_WEIGHT(choice: Any, ahp: Any, entropy: Any, share: Any) -> Any:
    """The weight by AHP, by entropy, or `share` of the one and the rest of the other."""
    known = v.is_number(ahp) & v.is_number(entropy) & v.is_number(share)
    inside = np.where((share >= 0) & (share <= 1), share * ahp + (1 - share) * entropy, v.ERROR)
    mixed = np.where(known, inside, v.PENDING)
    single = np.where(v.is_state(entropy, v.EMPTY), v.PENDING, entropy)
    found = np.where(choice == MIXED, mixed, np.where(blank(choice), v.PENDING, v.ERROR))
    return np.where(choice == AHP, ahp, np.where(choice == ENTROPY, single, found))
