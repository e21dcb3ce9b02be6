"""Building with worker processes: the same index as without, and a death that is told."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.article import Quotation
from indexer.build import build
from indexer.store import open_index
from indexer.store.doctor import doctor
from indexer.store.lock import WriterLock
from indexer.store.writer import IndexWriter
from indexer.workers.pool import Member, WorkerDied
from tests.conftest import ROOT, environment, tries
from tests.indexer.store.corpora import article


def corpus(folder: Path, files: int = 4, each: int = 150, version: int = 0) -> Path:
    """Files of JSON lines, some ids in two of them."""
    folder.mkdir(exist_ok=True)
    for number in range(files):
        first = number * each - (20 if number else 0)
        rows = []
        for nth in range(first, (number + 1) * each):
            made, _ = article(nth, version + number, words=150)
            text = f"“{made.body[:30]},” Ada said. {made.body}"
            rows.append(json.dumps({"id": made.id, "title": made.title, "text": text}))
        (folder / f"{number}.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    return folder


def everything(index: Path) -> dict[str, object]:
    with open_index(index) as opened:
        found = {}
        for doc in opened.articles.all_doc_ids():
            made = opened.article(int(doc))
            found[made.id] = (made, opened.stored(int(doc))[1])
        return found


@pytest.fixture(autouse=True)
def _workers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.workers.intake.ALONE", 50_000)
    monkeypatch.setattr("indexer.workers.intake.BATCH", 20_000)


@pytest.fixture(params=["fork", "anew"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Either way of starting a worker."""
    monkeypatch.setattr("indexer.workers.process.way", lambda: request.param)
    return str(request.param)


@pytest.mark.slow
@pytest.mark.usefixtures("way")
def test_workers_build_the_same_index(tmp_path: Path) -> None:
    """Articles, quotations, the count of what came of each, and the ledger are those of a build without workers; so
    they are when the files change and are built again."""
    folder = corpus(tmp_path / "news")
    for version in (0, 7):
        corpus(folder, version=version)
        alone = build(tmp_path / "alone", [str(folder)], workers=1)
        many = build(tmp_path / "many", [str(folder)], workers=3)
        assert (many.added, many.updated, many.unchanged, many.removed) == (
            alone.added, alone.updated, alone.unchanged, alone.removed
        )  # fmt: skip
        assert everything(tmp_path / "many") == everything(tmp_path / "alone")
        with open_index(tmp_path / "many") as one, open_index(tmp_path / "alone") as other:
            assert one.ledger() == other.ledger()
            assert one.statistics().quotations == other.statistics().quotations > 0
        assert doctor(tmp_path / "many") == []


@pytest.mark.slow
def test_quotations_can_be_left_out(tmp_path: Path) -> None:
    """`find=None` indexes articles alone, with workers as without."""
    build(tmp_path / "index", [str(corpus(tmp_path / "news"))], workers=2, find=None)
    with open_index(tmp_path / "index") as opened:
        assert opened.statistics().quotations == 0
        assert opened.statistics().articles == 600


def dies(body: str, /, *, language: str | None) -> list[Quotation]:
    """Ends the process on one article."""
    if "version2" in body and "word7 " in body:
        os.kill(os.getpid(), signal.SIGKILL)
    return []


@pytest.mark.slow
@pytest.mark.usefixtures("way")
def test_a_worker_that_dies_is_told_with_its_file(tmp_path: Path) -> None:
    """The file and the article that it was on; what was committed before is there, and nothing half."""
    folder = corpus(tmp_path / "news")
    index = tmp_path / "index"
    build(index, [str(folder / "0.jsonl")], workers=1, find=None)
    with pytest.raises(WorkerDied, match=r"SIGKILL.*2\.jsonl"):
        build(index, [str(folder)], workers=2, find=dies)
    assert len(everything(index)) == 150
    assert doctor(index) == []


def fails(body: str, /, *, language: str | None) -> list[Quotation]:
    """Finds the disk full on one article, and is wrong about another."""
    if "version2" in body and "word7 " in body:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if "version3" in body:
        raise KeyError("word7")
    return []


@pytest.mark.slow
@pytest.mark.usefixtures("way")
def test_an_error_in_a_worker_is_raised_here(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the system as what it is, with the folder that is full; another with the file that the worker was
    on. No worker prints anything: where it was is a note of the error."""
    folder = corpus(tmp_path / "news")
    index = tmp_path / "index"
    build(index, [str(folder / "0.jsonl")], workers=1, find=None)
    monkeypatch.setattr("indexer.workers.intake.ALONE", 0)
    with pytest.raises(OSError, match="No space left") as raised:
        build(index, [str(folder / "2.jsonl")], workers=2, find=fails)
    assert (raised.value.errno, raised.value.filename) == (errno.ENOSPC, str(index))
    with pytest.raises(RuntimeError, match=r"KeyError.*3\.jsonl") as other:
        build(index, [str(folder / "3.jsonl")], workers=2, find=fails)
    assert "in fails" in "".join(other.value.__notes__)
    assert capfd.readouterr() == ("", "")
    assert len(everything(index)) == 150
    assert doctor(index) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="what a process blocks is read from /proc")
def test_ctrl_c_while_a_worker_starts_is_the_parents(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is started anew does not answer it from its first instruction on; this process does."""
    monkeypatch.setattr("indexer.workers.process.way", lambda: "anew")
    member = Member(1 << 20, IndexWriter.maker, "")
    try:
        status = Path(f"/proc/{member.process.pid}/status").read_text()
    finally:
        member.end()
    blocked = int(next(line.split()[1] for line in status.splitlines() if line.startswith("SigBlk")), 16)
    assert blocked & 1 << (signal.SIGINT - 1)
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


_BUILD = """
import sys
from pathlib import Path
import indexer.build, indexer.workers.intake
indexer.workers.intake.ALONE = 50_000
indexer.build.build(Path(sys.argv[1]), [sys.argv[2]], workers=2)
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL][: tries(1, 2)])
def test_a_build_that_is_ended_leaves_the_last_commit_and_no_process(tmp_path: Path, how: signal.Signals) -> None:
    """Killed or interrupted with workers at work: the index is what it was, the workers end, a new build is whole."""
    folder = corpus(tmp_path / "news", files=8, each=400)
    index = tmp_path / "index"
    build(index, [str(folder / "0.jsonl")], workers=1)
    before = everything(index)
    process = subprocess.Popen(
        [sys.executable, "-c", _BUILD, str(index), str(folder)],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not children(process.pid) and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    workers = children(process.pid)
    assert workers
    time.sleep(0.1)
    process.send_signal(how)
    process.wait(timeout=60)
    while any(alive(worker) for worker in workers) and time.monotonic() < deadline + 60:
        time.sleep(0.05)
    assert not any(alive(worker) for worker in workers)
    assert everything(index) == before
    build(index, [str(folder)], workers=2)
    assert len(everything(index)) == 3200
    assert doctor(index) == []


@pytest.mark.skipif(sys.platform != "linux", reason="workers are forked on Linux only")
def test_a_forked_worker_holds_none_of_its_parents_files(tmp_path: Path) -> None:
    """It has its own connection, and no lock or file that the parent had open: those end with the parent."""
    with WriterLock(tmp_path):
        member = Member(1 << 20, IndexWriter.maker, "")
        held = {os.readlink(f"/proc/{member.process.pid}/fd/{fd}") for fd in _handles(member.process.pid)}
        member.end()
    assert not [name for name in held if str(tmp_path) in name]
    assert len([name for name in held if name.startswith("socket:")]) == 1


def _handles(pid: int) -> list[str]:
    """What the worker has open once it is at work: its thread reads."""
    deadline = time.monotonic() + 60
    while len(os.listdir(f"/proc/{pid}/task")) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    return os.listdir(f"/proc/{pid}/fd")


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
