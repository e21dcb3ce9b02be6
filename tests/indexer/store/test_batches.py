"""How a batch is held and sorted does not show in the segment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.store.columns import Columns, Entry
from indexer.store.invert import Inverter, record_of
from indexer.store.lexicon import Lexicon
from indexer.store.segment import Segment
from indexer.store.spill import SpillFile
from tests.conftest import tries
from tests.indexer.store.corpora import Batch, article, batches
from tests.indexer.store.reference import assert_same, documents

pytestmark = pytest.mark.slow

quick = settings(
    max_examples=tries(4, 12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(
    batch: Batch, path: Path, lexicon: Lexicon | None = None, *, spilled: int = -1
) -> dict[str, tuple[str, int, int]]:
    """The columns of the segment that a batch gives: type, count and checksum of each.

    What waits in memory is put on disk before the article `spilled`.
    """
    inverter = Inverter(lexicon, folder=path.parent)
    for place, (made, quotations) in enumerate(batch):
        if place == spilled:
            assert inverter.spill()
            assert not inverter.spill()
        inverter.add(made, quotations, *record_of(made, quotations))
    inverter.write(path)
    return {name: (entry.type, entry.length, entry.crc32) for name, entry in Columns(path).entries.items()}


@given(batches(), st.integers(0, 8))
@quick
def test_when_it_is_put_on_disk_does_not_show(tmp_path: Path, batch: Batch, after: int) -> None:
    """What waits in memory can be put on disk once, at any time; what is added later joins it there."""
    assert written(batch, tmp_path / "spilled", spilled=after) == written(batch, tmp_path / "kept")


@given(st.lists(batches(), min_size=2, max_size=3))
@quick
def test_what_was_learnt_before_does_not_show(tmp_path: Path, several: list[Batch]) -> None:
    """A batch gives the same columns after others as it gives to who has seen no word before."""
    lexicon = Lexicon()
    for batch in several:
        assert written(batch, tmp_path / "after", lexicon) == written(batch, tmp_path / "alone")


@given(st.lists(batches(), min_size=3, max_size=4), st.integers(0, 6000))
@quick
def test_what_was_forgotten_does_not_show(tmp_path: Path, several: list[Batch], most: int) -> None:
    """Nor does it show when a part of what was learnt is kept: that takes no more than it may, but for what is never
    forgotten, and knows no word that was not there."""
    lexicon = Lexicon()
    for batch in several:
        inverter = Inverter(lexicon, folder=tmp_path)
        for made, quotations in batch:
            inverter.add(made, quotations, *record_of(made, quotations))
        inverter.write(tmp_path / "after")
        found = {name: (entry.type, entry.length, entry.crc32) for name, entry in _entries(tmp_path / "after")}
        assert found == written(batch, tmp_path / "alone")
        before = lexicon
        lexicon = before.within(Lexicon().held + most, inverter.seen)
        left = list(lexicon.chunks.surfaces)
        assert lexicon is before or all(inverter.seen[before.words.index(word)] > 1 for word in left)


def _entries(path: Path) -> list[tuple[str, Entry]]:
    return list(Columns(path).entries.items())


def assert_holds(path: Path, batch: Batch) -> None:
    """The segment has what the schema says of the batch."""
    segment = Segment(path)
    articles, quotations = documents(batch)
    assert_same(segment.articles, articles)
    assert_same(segment.quotations, quotations)
    assert [segment.records.raw(doc) for doc in range(len(batch))] == [record_of(*each)[0] for each in batch]


@given(batches())
@quick
def test_waiting_on_disk_does_not_show(tmp_path: Path, batch: Batch) -> None:
    """Tokens and records that wait in files, and occurrences dealt into many buckets, are all there in the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.analysis.fast.chunks._IN_MEMORY", 4)
        patch.setattr("indexer.store.invert._PACKED", 4)
        patch.setattr("indexer.store.sorting.BUCKET", 25)
        patch.setattr("indexer.store.sorting._WAITING", 16)
        patch.setattr("indexer.store.sentence_lengths._AT_ONCE", 5)
        written(batch, tmp_path / "waiting", spilled=0)
    assert_holds(tmp_path / "waiting", batch)


def test_quotations_that_reach_over_a_piece(tmp_path: Path) -> None:
    """Tokens that are looked at a few at a time are quoted where they are."""
    batch = [article(number, words=300) for number in range(30)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.store.tokenfields.RUN", 11)
        patch.setattr("indexer.store.sorting.BUCKET", 500)
        written(batch, tmp_path / "pieces")
    assert_holds(tmp_path / "pieces", batch)


@pytest.mark.slow
def test_a_word_that_is_written_in_parts(tmp_path: Path) -> None:
    """Words that are in many articles are written a few postings at a time, and are all there."""
    batch = [article(number, words=300) for number in range(260)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.store.sort_keys.RUN", 60)
        patch.setattr("indexer.store.fieldwriter.RUN", 60)
        written(batch, tmp_path / "parts")
    assert_holds(tmp_path / "parts", batch)


def test_a_word_that_is_read_in_parts(tmp_path: Path) -> None:
    """Words of very many occurrences are sorted apart from the others, a few at a time, and are all there, those of a
    title that is too long for positions included."""
    batch = [article(number, words=300) for number in range(200)]
    title = " ".join(("harbour", "Harbours", "harbouring")[number % 7 % 3] for number in range(1500))
    batch += [(Article(id=f"t{number}", title=title, body="harbour " * 9), []) for number in range(3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.store.sorting.BUCKET", 3000)
        patch.setattr("indexer.store.sorting.LONG", 500)
        patch.setattr("indexer.store.sorting.RUN", 70)
        written(batch, tmp_path / "parts")
    assert_holds(tmp_path / "parts", batch)


@given(st.lists(st.lists(st.integers(0, 1 << 40), max_size=9)), st.integers(0, 60), st.integers(1, 7))
@quick
def test_a_spool_gives_back_what_it_was_given(tmp_path: Path, parts: list[list[int]], most: int, piece: int) -> None:
    """In order, as often as it is asked, whatever has gone to disk; and it leaves no file."""
    spool = SpillFile("uint64", tmp_path, most=most)
    for part in parts:
        spool.append(np.array(part, np.uint64))
    every = [number for part in parts for number in part]
    for _ in range(2):
        pieces = [found.tolist() for found in spool.pieces(piece)]
        assert [number for found in pieces for number in found] == every
        assert all(len(found) <= piece for found in pieces)
    assert spool.all().tolist() == every
    assert spool.count == len(every)
    spool.close()
    assert not list(tmp_path.iterdir())
