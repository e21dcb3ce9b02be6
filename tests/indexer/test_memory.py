"""What building takes of memory: a bound that is given, not a part of the archive."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from indexer.analysis.fast.chunks import Chunks
from indexer.article import Article
from indexer.store import open_index
from indexer.store.invert import Inverter, record_of
from indexer.store.merge import merge
from indexer.store.segment import Segment
from tests.conftest import ROOT, environment

_MEMORY = 128 << 20
_BUILD = """
import sys
import tracemalloc
from pathlib import Path
from indexer.build import build
build(Path(sys.argv[1]), [sys.argv[2]], workers=1, find=None, memory=int(sys.argv[3]))
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def corpus(path: Path, articles: int) -> Path:
    """Articles of a thousand words, the common ones far more often than the rare ones."""
    chance = np.random.default_rng(3)
    words = [f"{'ba' * (n % 3)}word{n}" for n in range(30_000)]
    with path.open("w", encoding="utf-8") as lines:
        for number in range(articles):
            chosen = (chance.random(1000) ** 4 * len(words)).astype(int).tolist()
            text = " ".join(map(words.__getitem__, chosen))
            lines.write(json.dumps({"id": f"a{number}", "title": words[number % 100], "text": text}) + "\n")
    return path


def peak(index: Path, file: Path) -> int:
    """Bytes that were resident at most while a process of its own built the index."""
    command = [sys.executable, "-c", _BUILD, str(index), str(file), str(_MEMORY)]
    said = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    return int(said.stdout) * 1024


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    """Four times the articles, written as several segments and merged, take no more memory than the setting says, and
    hardly more than a quarter of them."""
    peaks = [peak(tmp_path / f"{n}", corpus(tmp_path / f"{n}.jsonl", n)) for n in (500, 2000)]
    with open_index(tmp_path / "2000") as opened:
        assert opened.statistics().articles == 2000
    assert peaks[1] < peaks[0] * 1.25
    assert peaks[1] < _MEMORY * 1.25


def looking_up(words: int) -> int:
    """Bytes that are taken on the way, beside what is kept, while one text of so many new words is looked up."""
    text = b" " + b" ".join(b"w%07d" % number for number in range(words)) + b" " * 16
    chunks = Chunks()
    tracemalloc.start()
    try:
        found = chunks.codes(text)
        kept, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found[0]) == words
    return most - kept


@pytest.mark.slow
def test_one_long_article_is_looked_up_a_piece_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of twice the new words takes no more on the way than the arrays that are in proportion to it."""
    monkeypatch.setattr("indexer.analysis.fast.chunks._CHUNKS_AT_ONCE", 1 << 14)
    some, more = (looking_up(words) for words in (50_000, 100_000))
    assert more - some < 50_000 * 50


def merging(folder: Path, articles: int) -> int:
    """Bytes of memory at most that merging takes: three segments together of so many articles, in which every other
    word is the same, a little at a time. The file that is mapped does not count."""
    others = [f"word{number}" for number in range(500)]
    segments = []
    for part in range(3):
        inverter = Inverter(folder=folder)
        for number in range(part, articles, 3):
            body = " ".join(f"common {others[(number + place) % 500]}" for place in range(500))
            article = Article(id=f"a{number}", body=body)
            inverter.add(article, (), *record_of(article, ()))
        inverter.write(folder / f"{part}.segment")
        segments.append(Segment(folder / f"{part}.segment"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.store.merge.RUN", 1 << 14)
        patch.setattr(
            "indexer.store.records.GROUP_SIZE", 1 << 18
        )  # so much of the records waits, whatever their number
        tracemalloc.start()
        try:
            merge(segments, folder / "merged")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.mark.slow
def test_merging_takes_no_more_for_a_word_that_is_everywhere(tmp_path: Path) -> None:
    """Four times the articles, and the occurrences of the commonest word, take hardly more memory."""
    few, many = (merging(tmp_path, articles) for articles in (600, 2400))
    assert many < few * 1.5
