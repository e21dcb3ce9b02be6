"""Who hears Ctrl-C. While a line is typed it is a key; in between it must not tear anything half done."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

_AGAIN = 0.5  # seconds after which Ctrl-C is meant once more


class _Raised:
    """Raises KeyboardInterrupt, but not again while the first is on its way up, where it would end the session."""

    def __init__(self) -> None:
        self._last = float("-inf")

    def __call__(self, *_: object) -> None:
        now = time.monotonic()
        if now - self._last > _AGAIN:
            self._last = now
            raise KeyboardInterrupt


@contextmanager
def interrupts(are: Literal["raised", "ignored"]) -> Iterator[None]:
    """Within, an interrupt raises KeyboardInterrupt or does nothing. For the main thread."""
    # Not SIG_IGN: a program that we run would inherit it, and a handler it does not.
    before = signal.signal(signal.SIGINT, _Raised() if are == "raised" else lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
