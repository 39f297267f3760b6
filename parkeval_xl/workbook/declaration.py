"""What a file was made by: the version, and a fingerprint of formulas and rules.

Between two states of the program with the same version formulas may read differently. A file made
by the other one is older, not tampered with.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache

from .. import __version__
from ..forms import Plan, declare
from ..graph import NATIVE, UDF, formula
from .layout import new_layout


@lru_cache(maxsize=32)
def made_by(plan: Plan) -> str:
    """Version and fingerprint of what a new workbook of a plan is made of, like 0.1.0+3f2a9c1d."""
    declared = declare(replace(plan, sizes=(), received=()))
    layout, digest = new_layout(declared), hashlib.sha256()
    for field in declared.graph.order:
        row = None if field.block is None else field.only[0] if field.only else 0
        digest.update(
            "".join(formula(field, row, layout, edition) for edition in (NATIVE, UDF)).encode()
        )
    for field in declared.graph.inputs():
        initial = (
            field.initial
            if field.block is None
            else [b.get(field.key) for b in field.block.initial]
        )
        if not field.id.startswith("settings."):
            digest.update(f"{field.id}={initial!r}".encode())
    return f"{__version__}+{digest.hexdigest()[:8]}"
