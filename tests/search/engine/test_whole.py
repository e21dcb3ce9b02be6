"""An index of several segments is answered as if it had one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

from indexer.store import IndexWriter, open_index, optimize
from search.engine import InQuotation, Synonyms, count, rank
from search.engine.compiler import compile_query
from search.engine.positional_queries import AtLeast, InLead, Together
from tests.conftest import searcher, tries
from tests.search.engine import trees
from tests.search.engine.comparing import EVERYTHING, assert_same, by_engine
from tests.search.engine.conftest import Build, article
from tests.search.engine.test_differential import RELAXED, indexed
from tests.search.engine.test_rank import UNKNOWN

KNOWN = [
    query.Term("text", "peac"),
    query.Or([query.Term("text", "peac"), query.Term("text", "talk")]),
    query.Phrase("words", ["peace", "talks"]),
    query.Prefix("words", "ta"),
    query.Wildcard("words", "*al*"),
    query.FuzzyTerm("words", "peece"),
    query.TermRange("words", "now", "talks"),
    query.NumericRange("date", 730_000, None),
    query.Every("source"),
    query.Every("date_basis"),
    Synonyms([query.Term("words", "peace"), query.Term("words", "war")]),
    InQuotation(query.Term("quote", "talk")),
    query.And([query.Term("text", "war"), query.Not(query.Term("text", "peac"))]),
    Together([query.Term("text", "peac"), query.Term("text", "talk")], "sentence"),
    InLead(query.Term("body", "war")),
    AtLeast(query.Term("text", "peac"), 2),
]


@pytest.fixture
def index(build: Build) -> Any:
    """Five segments: one of them has none of the words, one has lost its only article."""
    return build(
        [article(0, "Peace talks now. Peace, they say.", date="2020-01-02", said=["Peace, they say"])],
        [article(1, "Rain.")],
        [article(2, "War or peace. Then talks.", date="1999"), article(3, "War", said=["War"])],
        [article(4, "Peace talks of peace")],
        [article(5, "They talk: talks now", date="2021-05-05", said=["talks now"])],
        remove=["a4"],
    )


@pytest.mark.slow
@pytest.mark.parametrize("tree", [*KNOWN, *UNKNOWN], ids=repr)
def test_segments_are_asked_as_one(index: Any, tree: query.Query) -> None:
    """Over all segments together a query finds, and scores, what it finds in them one after the other."""
    held = searcher(index).space("articles")
    whole = compile_query(tree, held.whole).run()  # type: ignore[arg-type]  # it has segments
    apart = [(scope, compile_query(tree, scope).run()) for scope in held.scopes]
    assert whole.docs.tolist() == [doc + scope.base for scope, found in apart for doc in found.docs.tolist()]
    assert whole.docs.size
    scores = np.concatenate([np.broadcast_to(found.scores, found.docs.shape) for _, found in apart])
    assert np.broadcast_to(whole.scores, whole.docs.shape).tolist() == pytest.approx(scores.tolist(), rel=1e-6)


@pytest.mark.slow
@settings(RELAXED, max_examples=tries(5, 15))
@given(data=st.data(), pairs=trees.corpora(least=4))
def test_segments_make_no_difference(
    data: st.DataObject, pairs: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is asked, four segments answer as they do when they are merged into one."""
    path = tmp_path_factory.mktemp("index")
    apart = indexed(path / "apart", [pairs[part::4] for part in range(4)])
    with IndexWriter(path / "merged") as writer:
        for part in range(4):
            for one, quotations in pairs[part::4]:
                writer.put(one, quotations)
            writer.commit({})
    optimize(path / "merged")
    merged = open_index(path / "merged")
    for space, drawn in (("articles", trees.article_trees()), ("quotations", trees.quotation_trees())):
        tree = data.draw(drawn)
        assert_same(by_engine(apart, tree, space), by_engine(merged, tree, space), repr(tree))
        first, other = (rank(searcher(one), tree, space=space, limit=3) for one in (apart, merged))  # type: ignore[arg-type]
        assert first.docs.tolist() == other.docs.tolist(), repr(tree)


def test_an_index_without_segments(build: Build) -> None:
    """Nothing is found in an index that has nothing."""
    index = build([])
    assert not index.segments
    assert count(searcher(index), query.Every()) == 0
    assert rank(searcher(index), query.Every(), limit=EVERYTHING).total == 0
