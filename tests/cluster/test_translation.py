"""Every tree has its DSL, or a typed error; what can be told of that without a cluster."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import And, NullQuery, Or, Query, Term

from indexer.errors import NotOnCluster
from search.cluster.queries import ArchiveQueries
from search.cluster.queries.clause_counts import clauses_in
from search.cluster.queries.globs import MOST_EXPANSIONS, narrowed
from search.engine import InArticle, InQuotation
from search.engine.positional_queries import Around, AtLeast, InLead, Together
from search.language import parse
from tests.conftest import tries
from tests.search.engine.trees import WORDS, article_trees, quotation_trees


def fitting(pattern: Query) -> Sequence[str]:
    return ["ceasefire", "fire", "talks"]


ASKED = ArchiveQueries(expand=fitting)


def words(*each: str) -> list[Query]:
    return [Term("text", word) for word in each]


@given(article_trees(WORDS))
@settings(max_examples=tries(200, 2000))
def test_a_tree_over_articles_has_its_dsl_or_is_refused(tree: Query) -> None:
    """It is JSON, of no more clauses than Lucene takes; nothing else is raised than the refusal."""
    try:
        body = ASKED.articles(tree)
    except NotOnCluster:
        return
    assert json.loads(json.dumps(body)) == body
    assert 0 < clauses_in(body) <= 1024


@given(quotation_trees(WORDS))
@settings(max_examples=tries(200, 2000))
def test_a_tree_over_quotations_has_its_dsl_or_is_refused(tree: Query) -> None:
    """The same, of what finds them and of what counts them."""
    try:
        found = ASKED.quotations(tree)
    except NotOnCluster:
        return
    bodies = [found.articles(inner_hits={"size": 3}), found.counts()]
    assert json.loads(json.dumps(bodies)) == bodies
    assert 0 <= clauses_in(found.articles()) <= 1024
    assert len(found.counts()) == len(found.branches)


@pytest.mark.parametrize("space", ["articles", "quotations"])
def test_what_is_placed_has_its_dsl(space: Any) -> None:
    """Each class of queries about places, and each inside of another."""
    name = "text" if space == "articles" else "quote"
    a, b, c = (Term(name, word) for word in "abc")
    near = Around([a, b, c], [3, 200])
    for tree in (near, Around([a, b, a], [3, 2]), AtLeast(near, 2), Together([near, b], "sentence"),
                 Together([a, a, b], "paragraph"), AtLeast(Or([a, b]), 600), AtLeast(a, 900)):  # fmt: skip
        body = ASKED.articles(tree) if space == "articles" else ASKED.quotations(tree).articles()
        assert "intervals" in json.dumps(body)
    lead = Together([InLead(Term("body", "a")), InLead(Term("body", "b"))], "sentence")
    assert "opening" in json.dumps(ASKED.articles(lead))


@pytest.mark.parametrize(
    ("tree", "construct"),
    [
        (Around(words(*"abcd"), [50, 50, 50]), "many ways"),
        (Together([*words(*"ab"), *(Or(words(*pair)) for pair in ("ab", "bc", "ca", "ad"))], "sentence"), "6 parts"),
        (AtLeast(Or([Term("text", "a"), Around(words("a", "b"), [3])]), 900), "so many words"),
        (Or([Term("text", str(number)) for number in range(1100)]), "so many words"),
        (Together([Term("text", "a"), Term("title", "b")], "sentence"), "several fields"),
        (InQuotation(InArticle(Term("text", "a"))), "inside one on quotations"),
    ],
)
def test_what_has_no_exact_form_is_refused_by_name(tree: Query, construct: str) -> None:
    with pytest.raises(NotOnCluster, match=construct) as refused:
        ASKED.articles(tree)
    assert construct in refused.value.construct
    assert refused.value.hint


def test_too_many_clauses_on_articles_are_refused_of_quotations() -> None:
    tree = Or([And([Term("quote", str(n)), InArticle(Term("text", str(n)))]) for n in range(7)])
    with pytest.raises(NotOnCluster, match="more than 6 clauses on articles"):
        ASKED.quotations(tree)


def test_an_article_is_in_one_branch() -> None:
    """Of the ways in which two clauses on articles can be true, those in which nothing is found are left out."""
    one, other = InArticle(Term("text", "a")), InArticle(Term("text", "b"))
    quote = Term("quote", "q")
    assert len(ASKED.quotations(quote).branches) == 1
    assert len(ASKED.quotations(And([quote, one, other])).branches) == 1
    assert len(ASKED.quotations(Or([quote, And([one, other])])).branches) == 4
    assert len(ASKED.quotations(Or([And([quote, one]), other])).branches) == 3
    assert ASKED.quotations(NullQuery).branches == ()


def test_older_versions_score_differently() -> None:
    """Up to 2.x BM25 has a factor more, which is taken out."""

    def boost(version: tuple[int, ...], text: str) -> float:
        body = ArchiveQueries(expand=fitting, version=version).articles(parse(text).query)
        (found,) = body["term"].values()
        return float(found["boost"])

    assert boost((3, 8), "oil") == pytest.approx(2.2)
    assert boost((2, 19), "oil") == pytest.approx(2.2 / 3.4)
    assert boost((2, 19), "author:oil") == pytest.approx(1.0)


@given(
    st.sampled_from(["a*", "*a", "?b*", "a*b", "*", "ab?*c", "a?"]),
    st.sets(st.text("abc'(", min_size=1, max_size=9), min_size=1, max_size=4000),
)
@settings(max_examples=tries(10, 60))
def test_narrower_patterns_have_the_same_words(glob: str, surfaces: set[str]) -> None:
    """Between them, and none has too many."""
    many = sorted({f"{left}{right}" for left in surfaces for right in ("", "a", "bc", "cab")})
    fits = [word for word in many if fnmatchcase(word, glob)]
    each = [[word for word in many if re.fullmatch(part, word)] for part in narrowed(glob, fits)]
    assert {word for part in each for word in part} == set(fits)
    assert all(len(part) <= MOST_EXPANSIONS for part in each)
