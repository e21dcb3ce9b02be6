"""A build that was ended goes on where it was: files of lines, as crawls do (test_crawls)."""

from __future__ import annotations

import gzip
import json
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.build import BuildReport, build
from indexer.store import open_index
from indexer.store.doctor import doctor
from indexer.store.manifest import read_manifest
from tests.conftest import environment
from tests.indexer.test_crawls import Interrupt, articles

LINES = 150


def lines(folder: Path, name: str) -> Path:
    """Records of which some are broken, some state an id that stands before, and some lines are blank."""
    rows = []
    for number in range(LINES):
        row = json.dumps({"id": f"n{number}", "text": f"Article {number}. “We saw it {number},” Ada Lind said."})
        if number % 17 == 5:
            row = row[:-3]
        elif number % 19 == 7:
            row = json.dumps({"id": f"n{number // 2 * 2 - 2}", "text": f"Once more {number}."})
        rows.append(row + "\n" * (1 + (number % 23 == 0)))
    path = folder / name
    data = "".join(rows).encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


def told(report: BuildReport) -> list[tuple[str, str]]:
    return sorted((one.place, one.reason) for one in report.rejected)


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_an_interrupted_file_of_lines_goes_on_where_it_was(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Again and again, at any place: the same articles, the same told, and hardly an article read twice."""
    source = lines(tmp_path, name)
    whole = build(tmp_path / "whole", [str(source)], find=None)
    assert len(whole.rejected) > 10
    monkeypatch.setattr("indexer.build.COMMIT_SECONDS", 0.0)
    chance, read = random.Random(name), 0
    for _ in range(3):
        interrupt = Interrupt(chance.randrange(17, 45))
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path / "ix", [str(source)], find=None, workers=1, on_made=interrupt)
        read += len(interrupt.read)
    last = Interrupt(-1)
    report = build(tmp_path / "ix", [str(source)], find=None, workers=1, on_made=last)
    assert articles(tmp_path / "ix") == articles(tmp_path / "whole")
    assert told(report) == told(whole)
    assert report.added + report.unchanged == whole.added
    assert read + len(last.read) <= whole.added + 3 * 17
    assert doctor(tmp_path / "ix") == []
    again = [build(tmp_path / name, [str(source)], find=None) for name in ("ix", "whole")]
    assert again[0].bytes_read == again[1].bytes_read


def test_what_follows_an_interrupted_build_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another file takes articles over, the file itself changes, is pruned: nothing is twice, nothing lost."""
    source, index = lines(tmp_path, "a.jsonl"), tmp_path / "ix"
    monkeypatch.setattr("indexer.build.COMMIT_SECONDS", 0.0)
    with pytest.raises(KeyboardInterrupt):
        build(index, [str(source)], find=None, on_made=Interrupt(50))
    other = tmp_path / "b" / "b.jsonl"
    other.parent.mkdir()
    other.write_text('{"id": "n3", "text": "Taken over."}\n{"id": "n149", "text": "Before it was read."}\n')
    build(index, [str(other)], find=None)
    build(index, [str(source)], find=None)
    held = dict(articles(index))
    assert held["n3"] == "Taken over."
    assert len(held) == build(tmp_path / "whole", [str(source)], find=None).added
    assert doctor(index) == []
    source.write_text('{"id": "n0", "text": "Alone."}\n')
    build(index, [str(source)], find=None)
    assert dict(articles(index)) == {"n0": "Alone.", "n3": "Taken over.", "n149": "Before it was read."}
    source.unlink()
    build(index, [str(tmp_path)], find=None, prune=True)
    assert set(dict(articles(index))) == {"n3", "n149"}
    assert doctor(index) == []


_OFTEN = """
import indexer.build as build
from indexer.workers import intake
build.COMMIT_SECONDS, intake.ALONE, intake.BATCH = 0.02, 2000, 2000
from search.commands.start import main
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_keeps_what_was_committed_and_says_how_much(workers: str, tmp_path: Path) -> None:
    """A real process, interrupted once it has committed: what it says is kept is there, and the next run goes on."""
    source, index = tmp_path / "many.jsonl", tmp_path / "index"
    source.write_text("".join(f'{{"id": "n{n}", "text": "Article {n}."}}\n' for n in range(15_000)), "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", _OFTEN, "index", "-i", str(index), "-j", workers, str(source)],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    while process.poll() is None and not ((index / "manifest.json").exists() and read_manifest(index).generation > 2):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    with open_index(index) as opened:
        kept = opened.statistics().articles
    assert 0 < kept < 15_000
    assert re.search(rf"kept: {kept:,} articles of this run, {kept:,} articles in all, .*again to go on", said), said
    assert not [found for found in doctor(index) if found.kind == "damage"]
    report = build(index, [str(source)], find=None)
    assert (report.added, report.unchanged) == (15_000 - kept, kept)
    assert doctor(index) == []
