"""A small archive written here, the prompt in a real terminal, and the prompt behind a pipe."""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest

from indexer.article import Article, PublicationDate, Quotation
from indexer.store import IndexWriter
from search.api import Archive, open_archive
from search.repl.conversation import Conversation
from search.repl.state import Reply, View
from search.show.terminal import PLAIN

PATIENCE = 30.0  # seconds that a slow machine may take to reach a state of the screen
COMMAND = "from search.commands.start import main; main()"
REPOSITORY = Path(__file__).resolve().parents[3]


def quoted(body: str, text: str, speaker: str | None, cue: str = "said") -> Quotation:
    """The quotation of these words in the body."""
    start = body.index(text)
    return Quotation(text=text, start=start, end=start + len(text), speaker=speaker, cue=cue, basis="cue")


def corpus() -> Iterator[tuple[Article, list[Quotation]]]:
    """Thirty articles about a lighthouse; one of them is long, one has neither source nor date."""
    outlets = ("Harbour Post", "Skerry Times", "Halyard")
    for day in range(1, 29):
        said = f"The lamp has burned for {day} nights" if day % 2 else f"Nobody asked the {day} keepers"
        speaker = "Ada Quill" if day % 2 else "Tomas Orlec"
        body = f"The lighthouse at Skerry stood on day {day}.\n\n“{said},” {speaker} said on the quay.\n\nGulls came."
        yield (
            Article(
                id=f"skerry-{day}",
                title=f"Lighthouse diary, day {day}",
                body=body,
                source=outlets[day % 3],
                date=PublicationDate.parse(f"2025-02-{day:02}"),
            ),
            [quoted(body, said, speaker)],
        )
    long = "\n\n".join(f"Paragraph {n} of the inquiry into the foghorn." for n in range(1, 121))
    yield (
        Article(
            id="foghorn", title="The foghorn inquiry", body=long, source="Halyard", date=_day(dt.date(2025, 3, 1))
        ),
        [],
    )
    yield Article(id="stray", title="A stray note on kelp", body="Kelp grows without a date."), []


def _day(day: dt.date) -> PublicationDate:
    return PublicationDate(day, day)


def write_index(path: Path, articles: Sequence[tuple[Article, list[Quotation]]]) -> int:
    with IndexWriter(path) as writer:
        for article, quotations in articles:
            writer.put(article, quotations)
        return writer.commit({})


@pytest.fixture(scope="session")
def index_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / ".onrecord"
    write_index(path, list(corpus()))
    return path


@pytest.fixture
def growing_index(tmp_path: Path) -> Path:
    """An index that a test may add to."""
    path = tmp_path / "growing" / ".onrecord"
    write_index(path, list(corpus())[:3])
    return path


@pytest.fixture
def add_article() -> Callable[[Path, str], int]:
    """Commits one more article, of these words, to an index; the new generation."""

    def add(path: Path, text: str) -> int:
        return write_index(path, [(Article(id=f"added-{text[:8]}", title=text, body=text), [])])

    return add


@pytest.fixture
def archive(index_path: Path) -> Iterator[Archive]:
    with open_archive(index_path) as opened:
        yield opened


@pytest.fixture
def answer(archive: Archive) -> Callable[..., Reply]:
    """Lines to one conversation, without any terminal; the reply to the last."""
    conversation = Conversation(archive)

    def say(*lines: str, width: int = 80, rows: int | None = None) -> Reply:
        replies = [conversation.answer(line, View(width=width, rows=rows, style=PLAIN)) for line in lines]
        return replies[-1]

    return say


def environment(home: Path, changes: Mapping[str, str | None] = {}) -> dict[str, str]:
    """That of this process, with a home of its own and no settings of whoever runs the tests."""
    dropped = {
        "PAGER",
        "ONRECORD_PAGER",
        "BROWSER",
        "LESS",
        "LESSOPEN",
        "NO_COLOR",
        "FORCE_COLOR",
        "ONRECORD_INDEX",
        "COLUMNS",
        "LINES",
    }
    found = {name: value for name, value in os.environ.items() if name not in dropped}
    found |= {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "PYTHONPATH": str(REPOSITORY)}
    found |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "error"}
    for name, value in changes.items():
        found.pop(name, None)
        if value is not None:
            found[name] = value
    return found


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


def _as_from_a_terminal() -> None:
    """Hear a hangup, also where the tests were started so that they do not."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class Terminal:
    """The prompt in a pseudo-terminal, and the screen that somebody in front of it would see."""

    def __init__(self, command: Sequence[str], *, rows: int, columns: int, env: Mapping[str, str]) -> None:
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            command[0],
            list(command[1:]),
            dimensions=(rows, columns),
            env=dict(env),
            timeout=PATIENCE,
            preexec_fn=_as_from_a_terminal,
        )
        self._child.delaybeforesend = None
        self._screen.reply = self._child.send
        self.output = b""

    def send(self, text: str | bytes) -> None:
        self._child.send(text)

    def line(self, text: str) -> None:
        self._child.send(f"{text}\r")

    def resize(self, rows: int, columns: int) -> None:
        self._screen.resize(rows, columns)
        cursor = self._screen.cursor  # which pyte leaves where it was
        cursor.y, cursor.x = min(cursor.y, rows - 1), min(cursor.x, columns - 1)
        self._child.setwinsize(rows, columns)

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
            try:
                data = self._child.read_nonblocking(65536, timeout=0.2)
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                if holds():
                    break
                raise AssertionError(f"ended before {wanted!r} came\n--- screen\n{self.text}") from None
            self.output += data
            self._stream.feed(data)
        return self.text

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
        self._child.kill(number)

    def hang_up(self) -> int:
        """Close the terminal over the session; how that ended."""
        self._child.ptyproc.fileobj.close()
        self._child.ptyproc.wait()
        return -int(self._child.ptyproc.signalstatus)

    @property
    def echoes(self) -> bool:
        """Whether the terminal itself shows what is typed, as it does for a shell and not for the prompt."""
        return bool(termios.tcgetattr(self._child.child_fd)[3] & termios.ECHO)

    def leave(self) -> int:
        """Ctrl-D, and the exit code."""
        self.send("\x04")
        return self.ended()

    def ended(self) -> int:
        self._child.expect(pexpect.EOF)
        data = self._child.before or b""
        self.output += data
        self._stream.feed(data)
        self._child.wait()
        assert b"Traceback" not in self.output
        return int(self._child.exitstatus if self._child.exitstatus is not None else -self._child.signalstatus)

    def close(self) -> None:
        """End it at once: pexpect's own way is to ask several times, and to sleep in between."""
        if self._child.isalive():
            self._child.kill(signal.SIGKILL)
            self._child.wait()
        self._child.ptyproc.delayafterclose = 0
        self._child.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    path.mkdir()
    return path


Start = Callable[..., Terminal]


@pytest.fixture
def start(index_path: Path, home: Path) -> Iterator[Start]:
    """Opens the prompt in a terminal of that size and waits until it asks for a line."""
    opened: list[Terminal] = []

    def begin(
        *, rows: int = 40, columns: int = 90, index: Path = index_path, code: str = COMMAND, **changes: str | None
    ) -> Terminal:
        command = [sys.executable, "-c", code, "-i", str(index)]
        terminal = Terminal(command, rows=rows, columns=columns, env=environment(home, changes))
        opened.append(terminal)
        terminal.ready()
        return terminal

    yield begin
    for terminal in opened:
        terminal.close()


Pipe = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def pipe(index_path: Path, home: Path) -> Pipe:
    """Runs the prompt with these lines as its input and no terminal anywhere."""

    def run(*lines: str, code: str = COMMAND, **changes: str | None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code, "-i", str(index_path)],
            input="".join(f"{line}\n" for line in lines),
            capture_output=True,
            encoding="utf-8",
            env=environment(home, changes),
            timeout=PATIENCE * 2,
        )

    return run
