"""Who hears Ctrl-C. While a line is typed it is a key; in between it must not tear anything half done."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

_HANDLERS = {
    "raised": signal.default_int_handler,
    # Not SIG_IGN: a program that we run would inherit it, and a handler it does not.
    "ignored": lambda *_: None,
}


@contextmanager
def interrupts(are: Literal["raised", "ignored"]) -> Iterator[None]:
    """Within, an interrupt raises KeyboardInterrupt or does nothing. For the main thread."""
    before = signal.signal(signal.SIGINT, _HANDLERS[are])
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
