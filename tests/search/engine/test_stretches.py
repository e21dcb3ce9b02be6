"""Stretches over parts, against the definition: all ways to choose a span of each part."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import UsageError
from search.engine import stretches
from search.engine.positional import Find
from search.engine.postings import POSITION_BITS
from search.engine.proximity import Spans

Span = tuple[int, int]
SPANS = st.sets(st.tuples(st.integers(0, 40), st.sampled_from([0, 0, 0, 1, 3])), min_size=1, max_size=8)
"""Of one part in one document: first word, and how many more."""
POINTS = st.sets(st.tuples(st.integers(0, 40), st.just(0)), min_size=1, max_size=10)


def _documents(parts: int) -> st.SearchStrategy[list[list[set[Span]]]]:
    def lists(spans: st.SearchStrategy[set[Span]]) -> st.SearchStrategy[list[set[Span]]]:
        return st.lists(spans, min_size=parts, max_size=parts)

    # Without places in common: each part has every fourth place to itself.
    apart = lists(POINTS).map(
        lambda document: [{(place // 2 * 4 + number, 0) for place, _ in part} for number, part in enumerate(document)]
    )
    return st.lists(apart, min_size=1, max_size=4) | st.lists(lists(SPANS) | lists(POINTS), min_size=1, max_size=4)


DOCUMENTS = st.integers(2, 4).flatmap(_documents)


def expected(parts: list[list[Span]], within: list[int]) -> set[Span]:
    """Each part at most so far from the stretch over those before it, or inside; none on the place of another."""
    found = set()
    for chosen in product(*parts):
        first, last = chosen[0]
        for number, (begin, end) in enumerate(chosen[1:]):
            apart = all(begin > b or end < a for a, b in chosen[: number + 1])
            if not apart or begin - last > within[number] or first - end > within[number]:
                break
            first, last = min(first, begin), max(last, end)
        else:
            found.add((first, last))
    return found


def as_finds(documents: list[list[set[Span]]]) -> tuple[list[Find], list[list[list[Span]]]]:
    """Each part of the query over all documents, and the plain spans of each document."""
    plain = [[sorted((first, first + more) for first, more in part) for part in document] for document in documents]
    finds: list[Find] = []
    for number in range(len(documents[0])):
        keys = [
            ((doc << POSITION_BITS) + first, (doc << POSITION_BITS) + last)
            for doc, document in enumerate(plain)
            for first, last in document[number]
        ]
        spans = Spans(*(np.array(column, np.int64) for column in zip(*sorted(keys), strict=True)))
        finds.append(lambda _docs, spans=spans: spans)  # type: ignore[misc]
    return finds, plain


@pytest.mark.slow
@given(DOCUMENTS, st.lists(st.integers(1, 12), min_size=3, max_size=3), st.booleans())
def test_stretches_are_those_of_all_ways(documents: list[list[set[Span]]], within: list[int], few: bool) -> None:
    within = within[: len(documents[0]) - 1]
    finds, plain = as_finds(documents)
    wanted = [expected(document, within) for document in plain]
    docs = np.arange(len(documents))
    with pytest.MonkeyPatch.context() as patch:
        if few:
            patch.setattr(stretches, "_SPANS_AT_ONCE", 5)
            patch.setattr(stretches, "_SAMPLE", 3)
        holds = stretches.are_around(finds, within)(docs)
        found = stretches.around(finds, within)(docs)
    assert holds.tolist() == [bool(each) for each in wanted]
    edge = (1 << POSITION_BITS) - 1
    assert {(key >> POSITION_BITS, key & edge, last & edge) for key, last in zip(*map(list, found), strict=True)} == {
        (doc, *span) for doc, each in enumerate(wanted) for span in each
    }


def test_too_many_ways_are_refused_and_not_found_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sample that finds nothing proves nothing."""
    documents = [[{(place, 0) for place in range(40)}] * 3 + [{(90, 0)}]]
    finds, _ = as_finds(documents)
    monkeypatch.setattr(stretches, "_SAMPLE", 10)
    assert stretches.are_around(finds, [20, 20, 60])(np.arange(1)).all()
    monkeypatch.setattr(stretches, "_WAYS", 100)
    with pytest.raises(UsageError, match="too many ways"):
        stretches.are_around(finds, [20, 20, 5])(np.arange(1))
    with pytest.raises(UsageError, match="too many ways"):
        stretches.around(finds, [20, 20, 20])(np.arange(1))
