"""A pager of the user's own, for who has set one; without, long outputs are read in the reader."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from prompt_toolkit.utils import get_cwidth

from search.repl.endings import Ended, terminal_kept
from search.repl.interrupts import interrupts
from search.show.terminal import safe

_KNOWN = re.compile(r"((?:[\w./\-]*/)?(?:less|more|most))(?:\s+-[\w\-=]+)*")  # they take +LINE
_ABOVE = 2  # lines
_NOT_RUN = (126, 127)  # how a shell says that a command could not be run


def page(command: str, lines: Sequence[str], *, screen: int, start: int = 0) -> None:
    """Give the lines to a pager; print them where it cannot be run, or is `cat`.

    If line `start`, counted from 0, would not be on its first screen, a pager that can begins a little above it;
    `screen` is how many rows it has.
    """
    if start > screen * 2 // 3:
        # Towards the end the last screenful is shown, not what is left of one.
        command = beginning(command, max(min(start - _ABOVE, len(lines) - (screen - 1)), 0) + 1)
    text = "".join(f"{line}\n" for line in lines)
    if command.strip() == "cat" or not _page_with(command, text):
        sys.stdout.write(text)
        sys.stdout.flush()


def rows(lines: Sequence[str], width: int) -> int:
    """The rows that the lines take, the wrapped ones counted; colour takes none."""
    return sum(max(-(-get_cwidth(_bare(line)) // max(width, 1)), 1) for line in lines)


def beginning(command: str, line: int) -> str:
    """The command to page from that line on, counted from 1; unchanged for a pager that is not known to be able
    to."""
    named = _KNOWN.fullmatch(command.strip())
    if not named or _is_busybox(shutil.which(named[1]) or named[1]):
        return command
    return f"{command} +{line}"


def _is_busybox(program: str) -> bool:
    return Path(program).resolve().name == "busybox"


def _page_with(command: str, text: str) -> bool:
    """Whether the pager could be run. Colour is let through, and Ctrl-C is the pager's own business."""
    environment = {"LESS": "-RXK", "LESSCHARSET": "utf-8", "LESSSECURE": "1", **os.environ}
    try:
        with (
            interrupts("ignored"),
            terminal_kept(),
            subprocess.Popen(command, shell=True, stdin=subprocess.PIPE, env=environment) as running,
        ):
            try:
                running.communicate(text.encode("utf-8", "replace"))  # a reader who leaves early is no error to it
            except Ended:
                running.terminate()  # else we would wait for its user
                raise
            return running.returncode not in _NOT_RUN
    except OSError:
        return False


def _bare(line: str) -> str:
    """The line without escape sequences (ours are of the form ESC [ ... m)."""
    parts = line.split("\x1b[")
    return safe(parts[0] + "".join(part.partition("m")[2] for part in parts[1:]))
