"""Look-ups: the figure or word beside a key. Keys are compared exactly; a key that stands twice is
not found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...core import values as v
from .. import native
from ..native import PENDING
from ..registry import operation
from .used import blank

BASES = ("处理量", "干基量", "产品量", "替代量", "残渣量", "堆存量", "填埋量", "焚烧量", "直接填报")


def _position(key: Any, keys: Sequence[str]) -> Any:
    """Per key the place of the one equal key, -1 where there is none or more than one."""
    places: dict[str, int] = {}
    for i, k in enumerate(keys):
        places[k] = -1 if k in places else i
    return v.by_cell(lambda k: places.get(k, -1), key, kind=int)


def _not_started(started: Any) -> Any:
    """What a look-up without a key gives."""
    return np.where(blank(started), v.EMPTY, v.PENDING)


def _find_native(key: str, keys: str, values: str, started: str) -> str:
    found = native.taken(f"INDEX({values},{native.position(key, keys)})")
    return native.errors_first(
        [key, started], f'IF({key}="",IF({started}="","",{PENDING}),{found})'
    )


def _held(key: Any, keys: Any, started: Any) -> Any:
    """The error or state instead of a look-up: an error among the keys breaks every look-up in
    them."""
    searched = np.where(blank(key), _not_started(started), v.error_within(keys))
    return v.unless(v.first_error(key, started), searched)


@operation("text texts numbers text -> number", native=_find_native)
def FIND_NUMBER(key: Any, keys: Any, values: Any, started: Any) -> Any:
    """The number beside the key; #N/A where the key is unknown; 待填 where a started row has no key
    yet."""
    at = _position(key, np.asarray(keys, object).ravel().tolist())
    return v.unless(
        _held(key, keys, started), np.where(at < 0, v.MISSING, values[..., np.maximum(at, 0)])
    )


@operation("text texts texts text -> text", native=lambda *args: f'{_find_native(*args)}&""')
def FIND_TEXT(key: Any, keys: Any, values: Any, started: Any) -> Any:
    """The text beside the key, by the rules of FIND_NUMBER."""
    at = _position(key, np.asarray(keys, object).ravel().tolist())
    held = _held(key, keys, started)
    found = np.where(
        at < 0, v.text(v.CellError.NA), np.asarray(values, object)[..., np.maximum(at, 0)]
    )
    return np.where(np.isnan(held), v.state_texts(held), found)


def _amount_native(route: str, basis: str, started: str, routes: str, area: str) -> str:
    found = native.taken(
        f"INDEX({area},{native.position(route, routes)},{native.position_among(basis, BASES)})"
    )
    body = f'IF(OR({basis}="",{route}=""),IF({started}="","",{PENDING}),{found})'
    return native.errors_first([route, basis, started], body)


@operation("text text text texts area -> number", native=_amount_native, clause="方法说明一")
def AMOUNT(route: Any, basis: Any, started: Any, routes: Any, area: Any) -> Any:
    """The mass a flow is reckoned on: by route (rows) and basis (columns, in the order of
    BASES)."""
    row = _position(route, np.asarray(routes, object).ravel().tolist())
    column = _position(basis, BASES)
    found = np.where(
        (row < 0) | (column < 0), v.MISSING, area[..., np.maximum(row, 0), np.maximum(column, 0)]
    )
    held = np.where(blank(route) | blank(basis), _not_started(started), v.error_within(routes))
    return v.unless(v.first_error(route, basis, started), v.unless(held, found))
