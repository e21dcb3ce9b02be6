"""A real terminal, and what somebody in front of it would see and type."""

from __future__ import annotations

import errno
import os
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import partial
from typing import Any, Protocol

import pyte

PATIENCE = 90.0
"""Seconds that a slow machine may take to reach a state of the screen."""

_ALTERNATE = 1049  # the mode of the other screen, which a program has for itself


class _Screen(pyte.Screen):  # type: ignore[misc]
    """Answers what a terminal is asked (where the cursor is), as a real one does, and has two screens, as one has."""

    reply: Callable[[str], object] = staticmethod(lambda text: None)
    _kept: tuple[Any, Any] | None = None

    @property
    def alternate(self) -> bool:
        """Whether the other screen is shown."""
        return self._kept is not None

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        super().set_mode(*modes, **kwargs)
        if _ALTERNATE in modes and kwargs.get("private") and self._kept is None:
            self._kept = deepcopy(self.buffer), deepcopy(self.cursor)
            self.erase_in_display(2)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        if _ALTERNATE in modes and kwargs.get("private") and self._kept is not None:
            self.buffer, self.cursor = self._kept
            self.cursor.y = min(self.cursor.y, self.lines - 1)
            self._kept = None

    def write_process_input(self, data: str) -> None:
        self.reply(data)


class Process(Protocol):
    """What a terminal has to know of the process at it."""

    pid: int

    def poll(self) -> int | None: ...


Begin = Callable[[str], Process]
"""Starts a process at the terminal of a name."""


def interpreter(command: Sequence[str], *, environment: Mapping[str, str]) -> Begin:
    """A program of its own, with the terminal as its controlling one."""

    def begin(terminal: str) -> Process:
        opened = os.open(terminal, os.O_RDWR | os.O_NOCTTY)
        try:
            return subprocess.Popen(command, env=dict(environment), preexec_fn=partial(os.login_tty, opened))
        finally:
            os.close(opened)

    return begin


class Terminal:
    """A pseudo-terminal with a process at it, and the screen that somebody in front of it would see."""

    def __init__(self, begin: Begin, *, rows: int, columns: int) -> None:
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._screen.reply = self.send
        self._open: int | None
        self._open, other = os.openpty()
        termios.tcsetwinsize(self._open, (rows, columns))
        self._process = begin(os.ttyname(other))
        os.close(other)
        self.output = b""

    @property
    def _side(self) -> int:
        assert self._open is not None, "the terminal is gone"
        return self._open

    def send(self, text: str | bytes) -> None:
        data = text.encode() if isinstance(text, str) else text
        while data:
            data = data[os.write(self._side, data) :]

    def line(self, text: str) -> None:
        self.send(f"{text}\r")

    def resize(self, rows: int, columns: int) -> None:
        self._screen.resize(rows, columns)
        cursor = self._screen.cursor  # which pyte leaves where it was
        cursor.y, cursor.x = min(cursor.y, rows - 1), min(cursor.x, columns - 1)
        termios.tcsetwinsize(self._side, (rows, columns))

    @property
    def lines(self) -> list[str]:
        """What is on the screen, without the spaces at the ends of lines."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def drawn(self) -> list[str]:
        """The rows, and below each with matches a row with ^ under them, with # under the one that is meant."""
        rows = []
        for number, line in enumerate(self.lines):
            cells = [self._screen.buffer[number][column] for column in range(self._screen.columns)]
            marks = "".join(
                ("#" if cell.reverse else "^") if cell.bold and cell.underscore else " " for cell in cells
            )
            rows += [line, marks.rstrip()] if marks.strip() else [line]
        return rows

    def style_of(self, text: str) -> pyte.screens.Char:
        """How the first character of the text, where it stands last on the screen, looks."""
        for row in reversed(range(self._screen.lines)):
            at = self._screen.display[row].rfind(text)
            if at >= 0:
                return self._screen.buffer[row][at]
        raise AssertionError(f"not on the screen: {text!r}\n{self.text}")

    def until(self, wanted: str | Callable[[], bool]) -> str:
        """Read until the screen fits a regular expression (^ and $ at lines), or a condition holds; the screen."""
        holds = wanted if callable(wanted) else lambda: re.search(wanted, self.text, re.MULTILINE) is not None
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline:
                raise AssertionError(f"never came: {wanted!r}\n--- screen\n{self.text}")
            if not self._read() and not holds():
                raise AssertionError(f"ended before {wanted!r} came\n--- screen\n{self.text}")
        return self.text

    def _read(self) -> bool:
        """Show what has come, and wait a little where nothing has; whether anything may still come."""
        if not select.select([self._side], [], [], 0.2)[0]:
            return True
        try:
            data = os.read(self._side, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            data = b""  # so Linux says that nobody has the terminal any more
        self.output += data
        self._stream.feed(data)
        return bool(data)

    def ready(self) -> None:
        """Until an empty prompt waits below all else."""
        self.until(lambda: self.prompt_line in ("onrecord>", ">"))

    def insist(self, key: str) -> None:
        """The key every few seconds until an empty prompt waits: `less` may drop an interrupt while it draws."""
        sent = 0.0

        def waiting() -> bool:
            nonlocal sent
            if self.prompt_line in ("onrecord>", ">"):
                return True
            if time.monotonic() - sent > 3:
                self.send(key)
                sent = time.monotonic()
            return False

        self.until(waiting)

    @property
    def reads(self) -> bool:
        """Whether the reader is open: it has the other screen of the terminal."""
        return self._screen.alternate

    @property
    def prompt_line(self) -> str:
        """The line that the cursor is in."""
        return self.lines[self._screen.cursor.y]

    def kill(self, number: signal.Signals) -> None:
        """The signal to the process of the session, and to no other."""
        os.kill(self._process.pid, number)

    def hang_up(self) -> int:
        """Close the terminal over the session; how that ended."""
        os.close(self._side)
        self._open = None
        return self._wait()

    @property
    def echoes(self) -> bool:
        """Whether the terminal itself shows what is typed, as it does for a shell and not for the prompt."""
        return bool(termios.tcgetattr(self._side)[3] & termios.ECHO)

    def leave(self) -> int:
        """Ctrl-D, and the exit code."""
        self.send("\x04")
        return self.ended()

    def ended(self) -> int:
        """Read to the end; the exit code, negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        while self._read():
            assert time.monotonic() < deadline, f"does not end\n--- screen\n{self.text}"
        assert b"Traceback" not in self.output
        return self._wait()

    def _wait(self) -> int:
        deadline = time.monotonic() + PATIENCE
        while (code := self._process.poll()) is None:
            assert time.monotonic() < deadline, f"does not end\n--- screen\n{self.text}"
            time.sleep(0.005)
        return code

    def close(self) -> None:
        """End it at once."""
        if self._process.poll() is None:
            self.kill(signal.SIGKILL)
            self._wait()
        if self._open is not None:
            os.close(self._open)
            self._open = None
