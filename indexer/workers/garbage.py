"""How often the interpreter looks for garbage in cycles while an archive is built.

A build makes objects that live on, and none in cycles: of some millions that an archive of 60 MB makes and lets go,
400 had to be collected. Looking through all that lives, again and again, took a twentieth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["seldom"]

_THRESHOLDS = (20_000, 20, 50)


@contextmanager
def seldom() -> Iterator[None]:
    """Look for cycles seldom; on leaving, as often as before."""
    before = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
