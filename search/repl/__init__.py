"""The prompt, and its manners without a terminal.

Only this package imports prompt_toolkit, and only `run` at a terminal does so.
"""

from __future__ import annotations

import sys

from search.api import Archive

__all__ = ["run"]


def run(archive: Archive, *, colour: bool) -> int:
    """Answer what is typed at a terminal, or each line of standard input where there is none; the exit code.

    The archive stays the caller's to close.
    """
    if all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        from search.repl.session import run_session

        return run_session(archive, colour=colour)
    from search.repl.pipe import run_plain

    return run_plain(archive, colour=colour)
