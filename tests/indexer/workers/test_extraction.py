"""A document that is taken apart costs itself alone, whichever way the process that does it is started."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.store.lock import WriterLock
from indexer.workers.extraction import MEMORY, Extraction, Unreadable
from indexer.workers.process import way

HERE = "tests.indexer.workers.test_extraction"


@pytest.fixture(params=["fork", "anew"])
def extraction(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Extraction]:
    """One process, started either way."""
    monkeypatch.setattr("indexer.workers.extraction.way", lambda: request.param)
    with Extraction(1) as made:
        yield made


def echo(data: bytes) -> dict[str, Any]:
    return {"text": data.decode()}


def dies(data: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def dawdles(data: bytes) -> None:
    time.sleep(60)


def hoards(data: bytes) -> dict[str, Any]:
    return {"bytes": len(bytes(int(data)))}


def prints(data: bytes) -> dict[str, Any]:
    print("out", flush=True)
    print("err", file=sys.stderr, flush=True)
    os.write(1, b"out")
    return {}


def handles(data: bytes) -> dict[str, Any]:
    return {"files": [os.readlink(f"/proc/self/fd/{fd}") for fd in _open()], "parent": os.getppid()}


def _open() -> list[str]:
    listing = [fd for fd in os.listdir("/proc/self/fd") if os.path.lexists(f"/proc/self/fd/{fd}")]
    return [fd for fd in listing if not os.readlink(f"/proc/self/fd/{fd}").startswith("/proc")]


def test_one_that_ends_the_process_is_told_and_the_next_is_read(extraction: Extraction) -> None:
    """After a second try, in a process of its own; what was handed in before and behind it is read."""
    before = extraction.submit(f"{HERE}.echo", b"before")
    deadly = extraction.submit(f"{HERE}.dies", b"")
    behind = extraction.submit(f"{HERE}.echo", b"behind")
    assert before() == {"text": "before"}
    with pytest.raises(Unreadable, match="ended the process that read it"):
        deadly()
    assert behind() == {"text": "behind"}


def test_one_that_takes_too_long_is_ended(extraction: Extraction, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the next one is read."""
    assert extraction.submit(f"{HERE}.echo", b"first")() == {"text": "first"}
    monkeypatch.setattr("indexer.workers.extraction.SECONDS", 0.2)
    with pytest.raises(Unreadable, match="took more than"):
        extraction.submit(f"{HERE}.dawdles", b"")()
    assert extraction.submit(f"{HERE}.echo", b"next")() == {"text": "next"}


def test_memory_is_what_a_document_takes(extraction: Extraction) -> None:
    """Beside what its parent holds, however much that is."""
    held, fits, more = bytes(MEMORY // 2), MEMORY // 4 * 3, MEMORY // 8 * 9
    assert extraction.submit(f"{HERE}.hoards", str(fits).encode())() == {"bytes": fits}
    with pytest.raises(Unreadable, match="takes more than 1 GiB of memory"):
        extraction.submit(f"{HERE}.hoards", str(more).encode())()
    del held


def test_nothing_that_it_prints_is_seen(extraction: Extraction, capfd: pytest.CaptureFixture[str]) -> None:
    """Libraries warn of broken pages on both streams."""
    assert extraction.submit(f"{HERE}.prints", b"")() == {}
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="what a process has open is read from /proc")
def test_it_holds_none_of_its_parents_files(extraction: Extraction, tmp_path: Path) -> None:
    """Its own connection, and no lock or file that the parent had open: those end with the parent."""
    with WriterLock(tmp_path), (tmp_path / "open").open("w"):
        told = extraction.submit(f"{HERE}.handles", b"")()
    assert told is not None
    assert told["parent"] == os.getpid()
    assert not [name for name in told["files"] if str(tmp_path) in name]
    assert len([name for name in told["files"] if name.startswith("socket:")]) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked elsewhere")
def test_beside_a_thread_nothing_is_forked() -> None:
    """A lock that the thread holds would be held for ever in a fork."""
    assert way() == "fork"
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    try:
        assert way() == "anew"
    finally:
        ended.set()
        thread.join()
