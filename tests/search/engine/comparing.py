"""Compares the engine with Whoosh, on our reader and on Whoosh's own index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from whoosh.query import Query
from whoosh.searching import Searcher

from search.engine import BM25, count, matching, rank
from tests.conftest import searcher
from tests.oracle import Key, StockIndex, everything, in_plain_words

EVERYTHING = 1 << 30


def by_engine(index: Any, tree: Query, space: str) -> dict[Key, float]:
    """All that the engine ranks, by key."""
    ranked = rank(searcher(index), tree, space=space, limit=EVERYTHING)
    assert ranked.total == len(ranked.docs) == count(searcher(index), tree, space=space)
    assert sorted(ranked.docs.tolist()) == matching(searcher(index), tree, space=space).tolist()
    keys = keys_of(index, space)
    return {keys[doc]: score for doc, score in zip(ranked.docs.tolist(), ranked.scores.tolist(), strict=True)}


def by_searcher(index: Any, tree: Query, space: str) -> dict[Key, float]:
    """All that a plain Whoosh searcher finds over our reader, by key."""
    searcher = Searcher(getattr(index, space), weighting=BM25(), closereader=False)
    keys = keys_of(index, space)
    return {keys[doc]: score for doc, score in everything(searcher, in_plain_words(tree)).items()}


def keys_of(index: Any, space: str) -> dict[int, Key]:
    """The key of every live document."""
    reader = getattr(index, space)
    if space == "articles":
        return {doc: (reader.stored_fields(doc)["id"], -1) for doc in reader.all_doc_ids()}
    keys: dict[int, Key] = {}
    number, last = 0, ""
    for doc in reader.all_doc_ids():
        article = reader.stored_fields(doc)["article"]
        number = number + 1 if article == last else 0
        keys[doc] = (article, number)
        last = article
    return keys


def assert_same(found: Mapping[Key, float], expected: Mapping[Key, float], message: str) -> None:
    """The same documents, and scores equal to 1e-4."""
    assert set(found) == set(expected), message
    assert dict(found) == pytest.approx(dict(expected), rel=1e-4, abs=1e-4), message


def assert_agree(index: Any, stock: StockIndex, tree: Query, space: str, like: Any = None) -> None:
    """The engine, a plain searcher over our reader and stock Whoosh give the same."""
    expected = stock.found(tree, space, like)
    assert_same(by_searcher(index, tree, space), expected, f"plain searcher: {tree!r}")
    assert_same(by_engine(index, tree, space), expected, f"engine: {tree!r}")


def assert_pruned_alike(index: Any, tree: Query, space: str, k: int) -> None:
    """Pruned and unpruned top k are the same documents with the same scores, and the same as the first k of all."""
    never = rank(searcher(index), tree, space=space, limit=k, pruning="never")
    always = rank(searcher(index), tree, space=space, limit=k, pruning="always")
    whole = rank(searcher(index), tree, space=space, limit=EVERYTHING, pruning="never")
    with pytest.MonkeyPatch.context() as patch:  # as in a large archive, where pruning is worth its cost
        patch.setattr("search.engine.disjunction._WORTH", 1)
        auto = rank(searcher(index), tree, space=space, limit=k)
    for pruned in (always, auto):
        assert never.docs.tolist() == pruned.docs.tolist() == whole.docs[:k].tolist(), repr(tree)
        assert never.scores.tolist() == pruned.scores.tolist() == whole.scores[:k].tolist(), repr(tree)
        assert never.total == pruned.total == whole.total, repr(tree)
