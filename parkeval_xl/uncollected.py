"""Work without the search for garbage in circles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Within, or in a function so decorated, no such search: evaluating, auditing and building make
    many objects and leave none in circles, and a search among them takes a seventh of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
