"""What is committed survives: killed writers, full disks, readers meanwhile, two writers at once."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer.errors import IndexLocked, IndexNotFound
from indexer.store import IndexWriter, open_index, optimize
from indexer.store.doctor import doctor
from tests.conftest import ROOT, environment, tries
from tests.indexer.store.corpora import article, contents, fill


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Writing past `size` bytes of a file fails, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 7, 100, 300, 1000, 5000, 20_000, 60_000])
def test_a_failing_write_keeps_the_last_commit(tmp_path: Path, size: int) -> None:
    """No space for a segment, the ledger or the manifest: an OSError, and the generation before is whole."""
    index = tmp_path / "index"
    fill(index, range(50))
    with pytest.raises(OSError, match=r"\[Errno"), files_of_at_most(size):
        fill(index, range(50, 400))
    with open_index(index) as opened:
        assert opened.generation == 1
        assert contents(opened) == dict.fromkeys((f"n{n}" for n in range(50)), 0)
    assert [finding for finding in doctor(index) if finding.kind == "damage"] == []
    assert fill(index, range(50, 60)) == 2
    assert doctor(index, repair=True) == []


@pytest.mark.slow
def test_leaving_without_a_commit_keeps_nothing(tmp_path: Path) -> None:
    """Neither documents nor files of a writer that gave up."""
    index = tmp_path / "index"
    fill(index, range(5))
    before = sorted(os.listdir(index))
    with IndexWriter(index, memory=1) as writer:
        for number in range(20):
            writer.put(*article(number, version=1))
    assert sorted(os.listdir(index)) == before
    with open_index(index) as opened:
        assert set(contents(opened).values()) == {0}


def test_nothing_is_found_before_the_first_commit(tmp_path: Path) -> None:
    """A writer that never committed leaves no index."""
    with IndexWriter(tmp_path / "index") as writer:
        writer.put(*article(1))
    with pytest.raises(IndexNotFound):
        open_index(tmp_path / "index")


_HOLD = """
import sys, time
from pathlib import Path
from indexer.store import IndexWriter
with IndexWriter(Path(sys.argv[1])) as writer:
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.mark.slow
def test_a_second_writer_is_told_who_holds_the_lock_until_that_one_dies(tmp_path: Path) -> None:
    """IndexLocked names the process; a lock whose holder was killed does not block."""
    index = tmp_path / "index"
    fill(index, range(3))
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(index)], stdout=subprocess.PIPE, cwd=ROOT, env=environment()
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        for attempt in (lambda: IndexWriter(index), lambda: optimize(index), lambda: doctor(index, repair=True)):
            with pytest.raises(IndexLocked, match=f"process {holder.pid} on "):
                attempt()
        with open_index(index) as opened:
            assert opened.statistics().articles == 3
        assert doctor(index) == []
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
    assert fill(index, range(3, 6)) == 2


_READ = """
import sys, time
from pathlib import Path
from indexer.store import open_index
from tests.indexer.store.corpora import contents
index, until = Path(sys.argv[1]), Path(sys.argv[2])
seen = set()
while not until.exists():
    with open_index(index) as opened:
        state = contents(opened)
        assert set(state.values()) <= {0, 1}, state
        assert len(state) == opened.statistics().articles == opened.articles.doc_count()
        assert len(state) % 25 == 0, len(state)
        seen.add(opened.generation)
    if len(seen) > 3:
        until.with_name(f"seen-{sys.argv[3]}").touch()
"""


@pytest.mark.slow
def test_readers_in_other_processes_answer_throughout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While generations are committed and merged, two processes open the index over and over and see whole ones."""
    monkeypatch.setattr("indexer.store.writer.FANOUT", 3)
    index, until = tmp_path / "index", tmp_path / "done"
    fill(index, range(25))
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", _READ, str(index), str(until), str(nth)],
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment(),
        )
        for nth in range(2)
    ]
    seen = [tmp_path / f"seen-{nth}" for nth in range(2)]
    kept = open_index(index)
    begun = time.monotonic()
    for round_ in range(1, 1000):
        fill(index, range(25 * (round_ % 20), 25 * (round_ % 20) + 25), version=round_ // 20 % 2)
        if round_ % 10 == 0:
            optimize(index)
        long_enough = time.monotonic() - begun > tries(1, 8) and round_ > tries(8, 30)
        if any(reader.poll() is not None for reader in readers) or (long_enough and all(map(Path.exists, seen))):
            break
    until.touch()
    for reader in readers:
        _, errors = reader.communicate(timeout=120)
        assert reader.returncode == 0, errors.decode()
    assert all(map(Path.exists, seen))
    assert contents(kept) == dict.fromkeys((f"n{n}" for n in range(25)), 0)
    kept.close()
