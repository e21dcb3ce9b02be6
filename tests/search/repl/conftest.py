"""A small archive written here, the prompt in a real terminal, and the prompt behind a pipe."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from indexer.article import Article, PublicationDate, Quotation
from indexer.store import IndexWriter
from search.api import Archive, open_archive
from search.repl.conversation import Conversation
from search.repl.state import Reply, View
from search.show.terminal import PLAIN
from tests.conftest import ROOT, Terminals
from tests.forked import COMMAND, Commands
from tests.terminal import Terminal


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
    found |= {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "PYTHONPATH": str(ROOT)}
    found |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "error"}
    for name, value in changes.items():
        found.pop(name, None)
        if value is not None:
            found[name] = value
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    path.mkdir()
    return path


Start = Callable[..., Terminal]


@pytest.fixture
def start(index_path: Path, home: Path, terminals: Terminals) -> Start:
    """Opens the prompt in a terminal of that size and waits until it asks for a line."""

    def begin(
        *,
        rows: int = 40,
        columns: int = 90,
        index: Path = index_path,
        code: str = COMMAND,
        fresh: bool = False,
        **changes: str | None,
    ) -> Terminal:
        env = environment(home, changes)
        terminal = terminals("-i", str(index), rows=rows, columns=columns, code=code, fresh=fresh, env=env)
        terminal.ready()
        return terminal

    return begin


Pipe = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def pipe(index_path: Path, home: Path, commands: Commands) -> Pipe:
    """Runs the prompt with these lines as its input and no terminal anywhere."""

    def run(*lines: str, code: str = COMMAND, **changes: str | None) -> subprocess.CompletedProcess[str]:
        arguments = ["-i", str(index_path)]
        given = "".join(f"{line}\n" for line in lines)
        ran = commands.run(arguments, given, folder=ROOT, environment=environment(home, changes), code=code)
        return subprocess.CompletedProcess(arguments, ran.code, ran.out, ran.err)

    return run
