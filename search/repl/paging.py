"""Long output goes through a pager, short output straight to the screen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.utils import get_cwidth

from search.repl.endings import Ended, terminal_kept
from search.repl.interrupts import interrupts
from search.show.terminal import safe

_LESS = "less -RXK '-Ps?e(end) q back:Space more, q back.'"
_LESS_FROM = "less -RXK '-Ps?e(end) b before, q back:Space more, b before, q back.'"
_KNOWN = re.compile(r"((?:[\w./\-]*/)?(?:less|more|most))(?:\s+-[\w\-=]+)*")  # they take +LINE
_ABOVE = 2  # lines
_NOT_RUN = (126, 127)  # how a shell says that a command could not be run


def show(lines: Sequence[str], *, width: int, room: int, screen: int, start: int = 0) -> None:
    """Print the lines, through a pager if they take more than `room` rows of `width` columns.

    If line `start`, counted from 0, would not be on its first screen, a pager that can begins a little above it;
    `screen` is how many rows it has.
    """
    text = "".join(f"{line}\n" for line in lines)
    if rows(lines, width) > max(room, 1):
        command = pager()
        if command is None:
            _page_here(lines, width=width, room=room)
            return
        if command and start > screen * 2 // 3:
            # Towards the end the last screenful is shown, not what is left of one.
            command = beginning(command, max(min(start - _ABOVE, len(lines) - (screen - 1)), 0) + 1)
        if command and _page_with(command, text):
            return
    _print(text)


def rows(lines: Sequence[str], width: int) -> int:
    """The rows that the lines take, the wrapped ones counted; colour takes none."""
    return sum(max(-(-get_cwidth(_bare(line)) // max(width, 1)), 1) for line in lines)


def pager() -> str | None:
    """The shell command to page with: PAGER, else less; "" for none at all (PAGER empty or cat), None for our own."""
    wanted = os.environ.get("PAGER")
    if wanted is not None:
        return "" if wanted.strip() in ("", "cat") else wanted
    less = shutil.which("less")
    if less is None:
        return None
    # BusyBox has a less of its own, which knows fewer options.
    return "less -R" if _is_busybox(less) else _LESS


def beginning(command: str, line: int) -> str:
    """The command to page from that line on, counted from 1; unchanged for a pager that is not known to be able
    to."""
    if command == _LESS:
        return f"{_LESS_FROM} +{line}"
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


def _page_here(lines: Sequence[str], *, width: int, room: int) -> None:
    """A pager that needs nothing: a screenful, then Space or Enter for the next and q to stop."""
    asking: PromptSession[str] = PromptSession(key_bindings=_paging_keys(), erase_when_done=True)
    left = list(lines)
    while left:
        taken = 1
        while taken < len(left) and rows(left[: taken + 1], width) <= room:
            taken += 1
        _print("".join(f"{line}\n" for line in left[:taken]))
        del left[:taken]
        if left and asking.prompt("Space more, q back "[: max(width - 1, 1)]) == "q":
            return


def _paging_keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add(" ")
    @keys.add("enter")
    @keys.add("pagedown")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result="")

    @keys.add("q")
    @keys.add("escape", eager=True)
    @keys.add("c-c")
    @keys.add("c-d")
    @keys.add("<sigint>")
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result="q")

    @keys.add("<any>")
    def _(event: KeyPressEvent) -> None:
        """Nothing is typed here."""

    return keys


def _print(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _bare(line: str) -> str:
    """The line without escape sequences (ours are of the form ESC [ ... m)."""
    parts = line.split("\x1b[")
    return safe(parts[0] + "".join(part.partition("m")[2] for part in parts[1:]))
