"""A long crawl: interrupted it goes on where it was, damage costs its record, and what was told is told again."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import indexer.build
from indexer.article import Article
from indexer.build import BuildReport, build
from indexer.readers.source import Told
from indexer.store import open_index
from indexer.workers.progress import Progress
from tests.conftest import Run
from tests.indexer.readers.making import page, warc

pytestmark = pytest.mark.slow
PAGES, DAMAGED, SAME = 40, (7, 15, 16, 33), (4, 37)


def crawl(path: Path, *, packed: bool) -> Path:
    """A WARC of which some records are damaged, and one page is there twice: the second time far behind the first."""
    pages = [page().replace("two metres", f"{number} metres").encode() for number in range(PAGES)]
    pages[SAME[1]] = pages[SAME[0]]
    data = warc(pages, packed=packed)
    if not packed:
        data = data.replace(b"-37\r\n", b"-4\r\n")
    mark = b"\x1f\x8b\x08" if packed else b"WARC/1.0\r\nWARC-Type: response"
    places = [at for at in range(len(data)) if data.startswith(mark, at)]
    damaged = bytearray(data)
    for number in DAMAGED:
        at = places[number] + 12
        damaged[at : at + 48] = bytes(48) if packed else b"x" * 48
    path.write_bytes(bytes(damaged))
    return path


class Interrupt:
    """Presses Ctrl-C behind so many articles."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.read: list[str] = []

    def __call__(self, made: Told) -> None:
        if isinstance(made, Article):
            self.read.append(made.id)
            if len(self.read) == self.after:
                raise KeyboardInterrupt


def articles(index: Path) -> set[tuple[str, str]]:
    with open_index(index) as opened:
        return {(one.id, one.body) for doc in opened.articles.all_doc_ids() for one in [opened.article(int(doc))]}


def told(report: BuildReport) -> tuple[set[str], int]:
    """What was rejected, and how many were passed over."""
    return {f"{one.place} {one.reason}" for one in report.rejected}, sum(one.count for one in report.passed)


@pytest.mark.parametrize("packed", [True, False])
def test_an_interrupted_crawl_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    """Again and again: with the same articles, the same told, and hardly a page read twice."""
    source = crawl(tmp_path / ("crawl.warc.gz" if packed else "crawl.warc"), packed=packed)
    whole = build(tmp_path / "whole", [str(source)])
    assert len(whole.rejected) >= len(DAMAGED) - 1
    monkeypatch.setattr(indexer.build, "COMMIT_SECONDS", 0.0)
    read: list[str] = []
    for after in (14, 10):
        interrupt = Interrupt(after)
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path / "ix", [str(source)], on_made=interrupt)
        read += interrupt.read
    last = Interrupt(-1)
    report = build(tmp_path / "ix", [str(source)], on_made=last)
    read += last.read
    assert articles(tmp_path / "ix") == articles(tmp_path / "whole")
    assert told(report) == told(whole)
    assert len(read) < PAGES + 3 * 16  # what lay behind the last place that was committed


def test_a_crawl_that_changed_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it was interrupted is a place in the file as it was."""
    source = crawl(tmp_path / "crawl.warc", packed=False)
    monkeypatch.setattr(indexer.build, "COMMIT_SECONDS", 0.0)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path / "ix", [str(source)], on_made=Interrupt(20))
    source.write_bytes(source.read_bytes().replace(b" metres", b" meters"))
    build(tmp_path / "ix", [str(source)])
    build(tmp_path / "whole", [str(source)])
    assert articles(tmp_path / "ix") == articles(tmp_path / "whole")


def test_a_damaged_record_is_told_again_without_reading(tmp_path: Path, run: Run) -> None:
    """A file that has not changed is not read; what was wrong with it, and passed over in it, is told as before."""
    source = crawl(tmp_path / "a.warc.gz", packed=True)
    first = build(tmp_path / "ix", [str(source)])
    again = build(tmp_path / "ix", [str(source)])
    assert again.bytes_read == 0
    assert told(again) == told(first)
    assert again.unchanged == first.added
    shown = run("index", "-i", str(tmp_path / "ix"), str(source))
    assert shown.returncode == 1
    assert f"{sum(one.count for one in first.passed)} passed over" in shown.stdout
    assert "damaged record" in shown.stderr


def test_progress_moves_within_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the bytes of the file, never back."""
    source = crawl(tmp_path / "crawl.warc", packed=False)
    monkeypatch.setattr("indexer.workers.progress.TELL_SECONDS", 0.0)
    seen: list[Progress] = []
    build(tmp_path / "ix", [str(source)], on_progress=seen.append)
    done = [one.bytes_done for one in seen]
    assert done == sorted(done)
    assert done[-1] == source.stat().st_size
    assert len(set(done)) > 4


def test_lines_that_are_wrong_are_told_again(tmp_path: Path) -> None:
    """Of JSON lines as of a crawl: the sound ones are not read again for them."""
    source = tmp_path / "a.jsonl"
    source.write_text('{"text": "The dam holds."}\n{"text": \n{"text": "The river is low."}\n', "utf-8")
    first = build(tmp_path / "ix", [str(source)])
    again = build(tmp_path / "ix", [str(source)])
    assert [one.place for one in first.rejected] == [one.place for one in again.rejected]
    assert (first.added, again.unchanged, len(again.rejected)) == (2, 2, 1)


def test_chance_of_a_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted at random places, with commits at random times."""
    source = crawl(tmp_path / "crawl.warc.gz", packed=True)
    build(tmp_path / "whole", [str(source)])
    chance = random.Random(11)
    monkeypatch.setattr(indexer.build, "COMMIT_SECONDS", 0.0)
    for _ in range(3):
        try:
            build(tmp_path / "ix", [str(source)], on_made=Interrupt(chance.randrange(1, 40)))
        except KeyboardInterrupt:
            continue
    build(tmp_path / "ix", [str(source)])
    assert articles(tmp_path / "ix") == articles(tmp_path / "whole")
