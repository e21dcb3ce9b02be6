"""The writer as its users see it, against a plain dictionary."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article, PublicationDate, Quotation
from indexer.errors import IndexNotFound
from indexer.schema import NO_DATE
from indexer.store import FileState, IndexWriter, open_index, optimize
from indexer.store.doctor import doctor
from indexer.store.writer import FANOUT
from tests.conftest import tries
from tests.indexer.store.corpora import article, contents, fill

_steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 12), st.integers(0, 2)),
        st.tuples(st.just("remove"), st.integers(0, 12), st.just(0)),
        st.tuples(st.sampled_from(["commit", "optimize", "reopen"]), st.just(0), st.just(0)),
    ),
    max_size=40,
)


@pytest.mark.slow
@given(_steps, st.sampled_from([1, 1 << 14, 1 << 30]))
@settings(max_examples=tries(25, 50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_ends_as_a_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]], memory: int
) -> None:
    """Adds, replaces, removes, commits, merges and new writers, with batches of one article or of all."""
    index = tmp_path_factory.mktemp("any") / "index"
    committed: dict[str, int] = {}
    state: dict[str, int] = {}
    writer = IndexWriter(index, memory=memory)
    for what, number, version in [*steps, ("commit", 0, 0)]:
        name = f"n{number}"
        if what == "put":
            same = "unchanged" if state.get(name) == version else "updated"
            assert writer.put(*article(number, version, 8)) == (same if name in state else "added")
            state[name] = version
        elif what == "remove":
            assert writer.remove(name) == (state.pop(name, None) is not None)
        elif what == "commit":
            writer.commit({"f": FileState("s", tuple(state))})
            committed = dict(state)
        elif what == "optimize":
            writer.optimize()
            committed = dict(state)
        else:
            writer.__exit__(None, None, None)
            writer, state = IndexWriter(index, memory=memory), dict(committed)
    writer.__exit__(None, None, None)
    with open_index(index) as opened:
        assert contents(opened) == committed
        assert {name for name in (f"n{n}" for n in range(13)) if opened.find(name) is not None} == set(committed)
    assert doctor(index) == []


def test_an_index_gives_back_what_was_put(tmp_path: Path) -> None:
    """Articles and quotations by document number, across segments, with statistics, names, dates and the ledger."""
    index = tmp_path / "index"
    date = PublicationDate.parse("2022-03")
    quotations = [
        Quotation(text="No", start=6, end=8, speaker="Bo", cue="said"),
        Quotation(text="Yes", start=0, end=3, speaker="Ada", cue="said"),
    ]
    first = Article(id="one", body="Yes - No", title="Two words", source="The Post", date=date, extra={"k": [1]})
    with IndexWriter(index) as writer:
        assert writer.put(first, quotations) == "added"
        writer.commit({"a.txt": FileState("s", ("one",))})
        assert (
            writer.put(
                Article(id="two", body="More", source="Herald"),
                [quotations[0].__class__(text="More", start=0, end=4, speaker="Ada")],
            )
            == "added"
        )
        assert writer.commit({"a.txt": FileState("s", ("one", "two"))}) == 2
    with open_index(index) as opened:
        assert opened.article(0) == first
        assert opened.stored(0)[1] == [quotations[1], quotations[0]]
        assert list(opened.quotations_of(0)) == [0, 1]
        assert list(opened.quotations_of(1)) == [2]
        assert [opened.quotation_with_article(doc)[1].text for doc in range(3)] == ["Yes", "No", "More"]
        assert opened.article_of(np.array([2, 0], np.int32)).tolist() == [1, 0]
        assert (opened.find("two"), opened.find("three")) == (1, None)
        assert opened.dates()[0].tolist() == [dt.date(2022, 3, 1).toordinal(), NO_DATE]
        assert opened.source_names() == {"Herald": 1, "The Post": 1}
        assert list(opened.speaker_names().items()) == [("Ada", 2), ("Bo", 1)]
        statistics = opened.statistics()
        assert (statistics.articles, statistics.quotations, statistics.sources, statistics.undated) == (2, 3, 2, 1)
        assert (statistics.first, statistics.last, statistics.generation) == (
            dt.date(2022, 3, 1),
            dt.date(2022, 3, 31),
            2,
        )
        assert statistics.size_bytes == sum(f.stat().st_size for f in index.iterdir() if f.name != "lock")
        assert opened.ledger() == {"a.txt": FileState("s", ("one", "two"))}
        for wrong in (-1, 2):
            with pytest.raises(IndexError):
                opened.article(wrong)


def test_a_reader_keeps_its_generation(tmp_path: Path) -> None:
    """Later commits and merges remove the files that it reads from, and it answers as before."""
    index = tmp_path / "index"
    fill(index, range(10))
    with open_index(index) as opened:
        fill(index, range(5), version=1)
        optimize(index)
        assert set(contents(opened).values()) == {0}
        assert opened.generation == 1
    with open_index(index) as opened:
        assert opened.generation == 3
        assert len(opened.segments) == 1
        assert contents(opened) == {f"n{n}": int(n < 5) for n in range(10)}


@pytest.mark.slow
def test_the_number_of_segments_stays_logarithmic(tmp_path: Path) -> None:
    """Thirty commits of a few articles: fewer segments than the fan-out."""
    index = tmp_path / "index"
    for number in range(30):
        fill(index, [number])
        with open_index(index) as opened:
            assert len(opened.segments) < FANOUT
            assert opened.statistics().articles == number + 1
    assert doctor(index) == []


def test_optimizing_commits_what_is_pending(tmp_path: Path) -> None:
    """One batch that was never committed, and the removal of all there is, are seen after `optimize`."""
    with IndexWriter(tmp_path) as writer:
        writer.put(*article(1))
        assert writer.optimize() == 1
        with open_index(tmp_path) as opened:
            assert contents(opened) == {"n1": 0}
        writer.remove("n1")
        assert writer.optimize() == 2
    with open_index(tmp_path) as opened:
        assert contents(opened) == {}


def test_optimizing_twice_changes_nothing(tmp_path: Path) -> None:
    """One segment without deletions is left as it is, and no generation is made."""
    index = tmp_path / "index"
    fill(index, range(4))
    fill(index, range(2), version=1)
    assert (optimize(index), optimize(index)) == (3, 3)
    with pytest.raises(IndexNotFound):
        optimize(tmp_path / "none")
