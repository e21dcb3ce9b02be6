"""Several processes compare what one would, whatever becomes of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.errors import IndexCorrupt
from indexer.store import IndexWriter
from indexer.store.copies import together
from indexer.store.copies.comparing import compared
from indexer.store.copies.sharing import candidates
from indexer.store.copies.shelf import Shelf
from indexer.store.index import open_segment
from indexer.store.manifest import read_manifest
from indexer.store.writer import OpenSegment
from tests.indexer.store.copies.test_copies import changed, one, prose


@pytest.fixture
def shelf(tmp_path: Path) -> tuple[Shelf, Any, Any]:
    """An archive of some texts in many forms, and the pairs of it that are to be compared."""
    with IndexWriter(tmp_path) as writer:
        for text in range(6):
            for copy in range(12):
                body = changed(prose(text, 200), copy * 0.008, seed=copy)
                writer.put(one(f"{text}-{copy}", body, f"2022-03-0{copy // 4 + 1}"), [])
        writer.commit({})
    (entry,) = read_manifest(tmp_path).segments
    place = OpenSegment(entry, open_segment(tmp_path, entry)[0], None, number=0)
    pairs = candidates([place], [], Shelf([place]))
    assert len(pairs[0]) > 100
    return Shelf([place]), *pairs


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were forked."""
    pids: list[int] = []

    def fork(original: Callable[[], int] = os.fork) -> int:
        pid = original()
        pids.append(pid)
        return pid

    monkeypatch.setattr(os, "fork", fork)
    return pids


def _are_gone(pids: list[int]) -> bool:
    for pid in pids:
        with pytest.raises(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
    return True


def _dies(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fails(*_: object) -> None:
    raise IndexCorrupt("is damaged")


@pytest.mark.parametrize("helps", [compared, _dies, _fails, lambda *_: (np.zeros(3), np.zeros(3, np.uint8))])
def test_the_parts_make_the_whole(
    shelf: tuple[Shelf, Any, Any], monkeypatch: pytest.MonkeyPatch, forked: list[int], helps: Callable[..., Any]
) -> None:
    """In the order of the pairs; also where a process dies, fails, or brings half; and none is left behind."""
    monkeypatch.setattr(together, "_LEAST", 20)
    whole, here = compared(*shelf), os.getpid()

    def counted(*work: Any) -> Any:
        return compared(*work) if os.getpid() == here else helps(*work)

    monkeypatch.setattr(together, "compared", counted)
    with together.processes(3):
        shared, kinds = together.compared_together(*shelf)
    assert len(forked) == 2
    assert (shared.tolist(), kinds.tolist()) == (whole[0].tolist(), whole[1].tolist())
    assert len(set(kinds.tolist())) > 1
    assert _are_gone(forked)


def test_alone_nothing_is_forked(shelf: tuple[Shelf, Any, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for few pairs, not where one process was asked for; and what fails here is told as it is."""
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("a process was forked"))
    with together.processes(4):
        together.compared_together(*(shelf[0], shelf[1][:100], shelf[2][:100]))
    monkeypatch.setattr(together, "_LEAST", 20)
    together.compared_together(*shelf)


def test_an_error_here_leaves_no_process(
    shelf: tuple[Shelf, Any, Any], monkeypatch: pytest.MonkeyPatch, forked: list[int]
) -> None:
    """Those that are at work are ended, and the error is the caller's."""
    monkeypatch.setattr(together, "_LEAST", 20)
    monkeypatch.setattr(together, "compared", _fails)
    with together.processes(2), pytest.raises(IndexCorrupt, match="is damaged"):
        together.compared_together(*shelf)
    assert len(forked) == 1
    assert _are_gone(forked)
