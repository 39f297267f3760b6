"""Arguments of the functions for Python only: numbers in any shape, or why they are none."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def numbers(function: str, **arguments: Any) -> list[npt.NDArray[np.float64]]:
    """The arguments as float arrays whose shapes broadcast; ValueError in words where one holds no
    finite number."""
    out = []
    for name, given in arguments.items():
        cells = np.asarray(given, object)
        wrong = [c for c in cells.ravel().tolist() if not _is_number(c)] or ["空"] * (
            cells.size == 0
        )
        if wrong:
            raise ValueError(f"{function} 的参数 {name}：“{str(wrong[0])[:40]}”不是数字")
        out.append(cells.astype(float))
    try:
        np.broadcast_shapes(*(a.shape for a in out))
    except ValueError:
        shapes = "、".join(str(a.shape) for a in out)
        raise ValueError(f"{function} 的各参数形状不同：{shapes}") from None
    return out


def plain(result: Any) -> Any:
    """A result as Python has it: a float for single figures, else the array."""
    return float(result) if np.ndim(result) == 0 else result


def _is_number(cell: Any) -> bool:
    if isinstance(cell, (bool, np.bool_)) or not isinstance(cell, (int, float, np.number)):
        return False
    try:
        return bool(np.isfinite(float(cell)))
    except OverflowError:
        return False
