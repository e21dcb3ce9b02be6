"""What is done to an index while faults are injected: every way to write to one, by the store and by the commands."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from indexer.build import build
from indexer.errors import WriterFailed
from indexer.store import FileState, IndexWriter, columns, optimize, writer
from indexer.store.doctor import doctor
from search.commands.cli import cli
from search.commands.console import run_guarded
from tests.indexer.store.corpora import article
from tests.torture.states import USERS

Prepare = Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class Operation:
    """`run` is done in a folder that `prepare` has filled: the index is in `index`, articles to read in `src`.

    `run` returns the exit code, of a command.
    """

    name: str
    prepare: Prepare
    run: Callable[[Path], int | None]
    reads: bool = False
    """Whether articles are read: then one may be rejected, and running it again brings everything in."""
    prunes: bool = False
    processes: int = 1

    @property
    def command(self) -> bool:
        """Whether it is run as a command, which says what is wrong and gives an exit code."""
        return self.reads or "command" in self.name


def nothing(place: Path) -> None:
    """No index, and a file of the user's beside where it will be."""
    (place / "beside.segment").write_bytes(USERS["beside.segment"])


def written(place: Path, *, times: int = 1) -> None:
    """An index of three segments, one with deleted articles, among files of the user's; `times` so many articles."""
    index = place / "index"
    _commit(index, range(8 * times))
    _commit(index, [1, *range(8 * times, 12 * times)], version=1, gone=[2, 5])
    _commit(index, range(12 * times, 15 * times))
    _put_users_files(place)


def littered(place: Path, *, times: int = 1) -> None:
    """The same, with what killed writers leave."""
    written(place, times=times)
    index = place / "index"
    for number in range(times):
        for kind in ("segment", "deleted", "ledger"):
            shutil.copyfile(next(index.glob(f"0*.{kind}")), index / f"{77 + number:06d}-abcdef.{kind}")
    for name in ("manifest.part", "waiting-0_abcdef.part"):
        (index / name).write_bytes(b"{")


def sources(place: Path, *, times: int = 1) -> None:
    """Articles to read."""
    nothing(place)
    folder = place / "src"
    folder.mkdir()
    for number in range(3):
        _write_lines(folder / f"{number}.jsonl", range(number * 4 * times, (number + 1) * 4 * times))
    for number in range(20, 23):
        body = article(number)[0].body
        (folder / f"{number}.txt").write_text(f"Title {number}\n\n{body}\n", "utf-8")


def changed(place: Path, *, times: int = 1) -> None:
    """An index of articles of which some were changed since, some are new and some are gone."""
    sources(place, times=times)
    build(place / "index", [str(place / "src")], workers=1)
    _put_users_files(place)
    kept = [number for number in range(4 * times, 8 * times) if number % 4 != 2]
    _write_lines(place / "src" / "1.jsonl", kept, version=1)
    _write_lines(place / "src" / "5.jsonl", range(100 * times, 103 * times))
    (place / "src" / "20.txt").unlink()


def _put_users_files(place: Path) -> None:
    for name, content in USERS.items():
        (place / name).write_bytes(content)


def _write_lines(path: Path, numbers: Sequence[int], *, version: int = 0) -> None:
    made = [article(number, version)[0] for number in numbers]
    rows = [{"id": one.id, "title": one.title, "body": one.body, "source": one.source} for one in made]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def _commit(
    index: Path, numbers: Sequence[int], *, version: int = 0, gone: Sequence[int] = (), memory: int = 1 << 24
) -> None:
    """Add or replace, remove, and commit with a ledger that names what is there."""
    with IndexWriter(index, memory=memory) as opened:
        here = {name for state in opened.ledger().values() for name in state.articles}
        for number in gone:
            opened.remove(f"n{number}")
        for number in numbers:
            opened.put(*article(number, version))
        here = (here | {f"n{number}" for number in numbers}) - {f"n{number}" for number in gone}
        opened.commit({"file": FileState("stamp", tuple(sorted(here)))})


def _first(place: Path) -> None:
    _commit(place / "index", range(5))


def _add(place: Path) -> None:
    _commit(place / "index", [0, 20, 21], version=2)


def _add_again(place: Path) -> None:
    """Commit again with a writer that has failed, which it refuses, and then with a new one."""
    with suppress(OSError), IndexWriter(place / "index") as opened:
        ledger = opened.ledger()
        opened.put(*article(0, version=2))
        try:
            opened.commit(ledger)
        except OSError:
            with pytest.raises(WriterFailed):
                opened.commit(ledger)
    _commit(place / "index", [0], version=2)


def _delete(place: Path) -> None:
    _commit(place / "index", [], gone=[0, 9, 13])


def _batches(place: Path) -> None:
    """Each article becomes a segment of its own, and some are merged."""
    _commit(place / "index", [0, 20, 21, 22], version=2, memory=1)


def _merge(place: Path) -> None:
    with mock.patch.object(writer, "FANOUT", 3):
        _commit(place / "index", [0, 20], version=2)


def _abandon(place: Path) -> None:
    with IndexWriter(place / "index", memory=1) as opened:
        opened.remove("n0")
        for number in (1, 20, 21):
            opened.put(*article(number, version=2))


def _optimize(place: Path) -> None:
    optimize(place / "index")


@contextmanager
def _on_disk(*, names: bool) -> Iterator[None]:
    """Columns that grow wait on disk, in files that have a name for a moment where the system has none without."""
    works = tempfile._O_TMPFILE_WORKS and not names  # type: ignore[attr-defined]
    with mock.patch.object(columns, "_SPILL", 64), mock.patch.object(tempfile, "_O_TMPFILE_WORKS", works):
        yield


def _spill(place: Path) -> None:
    with _on_disk(names=False):
        optimize(place / "index")


def _spill_named(place: Path) -> None:
    with _on_disk(names=True):
        optimize(place / "index")


def _repair(place: Path) -> None:
    doctor(place / "index", repair=True)


def _command(*arguments: str) -> Callable[[Path], int]:
    def run(_place: Path) -> int:
        return run_guarded(cli, [*arguments[:1], "-i", "index", *arguments[1:]])

    return run


def _with_workers(place: Path) -> int:
    """A build so small begins its workers only if it is made to."""
    with mock.patch.multiple("indexer.workers.intake", ALONE=0, BATCH=600):
        return _command("index", "--workers", "2", "src")(place)


_ONE = ("index", "--workers", "1", "src")
OPERATIONS = {
    made.name: made
    for made in (
        Operation("first", nothing, _first),
        Operation("add", written, _add),
        Operation("add-again", written, _add_again),
        Operation("delete", written, _delete),
        Operation("batches", written, _batches),
        Operation("merge", written, _merge),
        Operation("abandon", written, _abandon),
        Operation("optimize", written, _optimize),
        Operation("spill", written, _spill),
        Operation("spill-named", written, _spill_named),
        Operation("repair", littered, _repair),
        Operation("index-first", sources, _command(*_ONE), reads=True),
        Operation("index-again", changed, _command(*_ONE), reads=True),
        Operation("index-prune", changed, _command(*_ONE, "--prune"), reads=True, prunes=True),
        Operation("index-workers", changed, _with_workers, reads=True, processes=3),
        Operation("optimize-command", written, _command("optimize")),
        Operation("repair-command", littered, _command("doctor", "--repair")),
    )
}
