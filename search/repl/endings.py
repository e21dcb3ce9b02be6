"""SIGTERM and SIGHUP at the prompt: what is under way is left in order, then the process ends as the signal wants.

By default they end a process where it stands: the terminal would stay without echo and line ends, its paste
bracketed, and a pager would go on without us.
"""

from __future__ import annotations

import os
import signal
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Ended(SystemExit):
    """Raised where the signal was heard. A SystemExit, because asyncio catches whatever else a callback raises."""


@contextmanager
def orderly_end() -> Iterator[None]:
    """Within, these signals raise `Ended`; once all is unwound, the process dies of the signal. For the main thread.

    A signal that was ignored (nohup) still is. A second one, while the first is being obeyed, ends the process at
    once.
    """
    heard: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        heard.append(number)
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        if _modes() is None:
            os.kill(os.getpid(), number)  # the terminal has gone, and nothing of it is left to be put in order
        raise Ended(128 + number)

    before = {each: signal.getsignal(each) for each in _SIGNALS}
    for each, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(each, end)
    try:
        yield
    finally:
        if heard:
            # The terminal may have gone: then there is nothing left to flush to.
            with suppress(OSError):
                sys.stdout.flush()
            signal.signal(heard[0], signal.SIG_DFL)
            os.kill(os.getpid(), heard[0])
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def terminal_kept() -> Iterator[None]:
    """Around a program that sets the terminal as it likes: when such a signal ends it too, it may not set it back."""
    before = _modes()
    try:
        yield
    except Ended:
        with suppress(OSError, termios.error):
            if before is not None:
                termios.tcsetattr(0, termios.TCSANOW, before)
        raise


def _modes() -> list[Any] | None:
    """How the terminal is set; None where there is none (any more)."""
    try:
        return termios.tcgetattr(0)
    except (OSError, termios.error):
        return None
