"""Several terms as one: the documents of their union, in every place that a term may have in a query."""

from __future__ import annotations

import numpy as np
import pytest
from whoosh import query
from whoosh.query.spans import SpanNear2

from indexer.article import Article
from indexer.store import Index, IndexWriter, open_index
from search.engine import Synonyms, count, matching, rank
from search.engine.synonyms import synonym_entry
from tests.conftest import searcher
from tests.search.engine.comparing import by_searcher, keys_of

WORDS = ("peace", "Zelensky", "Zelenskyy", "talks", "talked", "of", "war")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """300 articles of a few words, in three segments, some of them deleted."""
    path = tmp_path_factory.mktemp("synonyms")
    random = np.random.default_rng(5)
    for part in range(3):
        with IndexWriter(path) as writer:
            for number in range(part * 100, part * 100 + 100):
                title, body = (" ".join(random.choice(WORDS, size)) for size in random.integers(0, 9, 2))
                writer.put(Article(id=str(number), title=title, body=body), [])
            for number in range(part * 100, part * 100 + 100, 7):
                writer.remove(str(number))
            writer.commit({})
    return open_index(path)


def names() -> Synonyms:
    return Synonyms([query.Term("text", "zelenski"), query.Term("words", "zelenskyy"), query.Term("words", "absent")])


TREES = {
    "alone": lambda: names(),
    "with a common word": lambda: query.And([names(), query.Term("text", "talk")]),
    "or another": lambda: query.Or([names(), query.Term("text", "war")]),
    "excluded": lambda: query.And([query.Every(), query.Not(names())]),
    "near": lambda: SpanNear2([query.Term("text", "peac"), names()], slop=2, ordered=True),
    "beside itself": lambda: SpanNear2([names(), names()], slop=1, ordered=True),
    "one term": lambda: Synonyms([query.Term("words", "zelenskyy")]),
    "none that is there": lambda: Synonyms([query.Term("words", "absent"), query.Term("text", "missing")]),
}


@pytest.mark.parametrize("shape", TREES)
def test_the_documents_are_those_of_whooshs_own_matchers(index: Index, shape: str) -> None:
    """To Whoosh the node is an Or."""
    keys = keys_of(index, "articles")
    found = {keys[doc] for doc in matching(searcher(index), TREES[shape]()).tolist()}
    assert found == set(by_searcher(index, TREES[shape](), "articles"))
    assert count(searcher(index), TREES[shape]()) == len(found)


def test_pruning_changes_nothing(index: Index) -> None:
    """The bound of a union holds for each of its postings."""
    tree = query.Or([names(), query.Term("text", "talk"), query.Term("text", "peac")])
    never, always = (rank(searcher(index), tree, limit=20, pruning=how) for how in ("never", "always"))
    assert never.docs.tolist() == always.docs.tolist()
    assert never.scores == pytest.approx(always.scores)


def test_a_copy_is_a_node_of_its_kind() -> None:
    """Whoosh's tree functions give back what they were given."""
    assert type(names().normalize()) is Synonyms
    assert isinstance(names(), query.Or)


def test_an_entry_is_kept(index: Index) -> None:
    """Asked again, the postings are not united again; other terms have an entry of their own."""
    held = searcher(index).space("articles")
    assert synonym_entry(held, names().named()) is synonym_entry(held, names().named())
    assert synonym_entry(held, names().named()) is not synonym_entry(held, names().named()[:1])
