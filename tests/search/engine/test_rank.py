"""rank, count and matching: order, ties, dates, limits, and what crosses between articles and quotations."""

from __future__ import annotations

from math import log

import pytest
from whoosh import query
from whoosh.query import spans

from search.engine import InArticle, InQuotation, count, matching, rank
from tests.conftest import searcher
from tests.search.engine.conftest import Build, article


def ids(index, docs):
    """The ids of articles by number."""
    return [index.articles.stored_fields(int(doc))["id"] for doc in docs]


def test_the_formula(build: Build) -> None:
    """A term's score is BM25 with k1 = 1.2, b = 0.75 over live documents, exactly as written down."""
    index = build([article(0, "peace now"), article(1, "peace peace and quiet here"), article(2, "war")])
    ranked = rank(searcher(index), query.Term("text", "peac"))
    idf = log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    average = (2 + 5 + 1) / 3
    expected = {
        "a0": idf * 1 * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / average)),
        "a1": idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 5 / average)),
    }
    assert dict(zip(ids(index, ranked.docs), ranked.scores.tolist(), strict=True)) == pytest.approx(
        expected, rel=1e-6
    )
    assert ranked.total == 2


def test_titles_and_quotations_weigh_more(build: Build) -> None:
    """The same word counts most in a title, more in a quotation than in the rest of the body."""
    body = "truce said no one today at all"
    index = build([
        article(0, body), article(1, body, said=["truce said"]), article(2, "said no one today at all",
        title="truce"),
    ])  # fmt: skip
    assert ids(index, rank(searcher(index), query.Term("text", "truce")).docs) == ["a2", "a1", "a0"]


def test_ties_newest_first_undated_last_then_number(build: Build) -> None:
    """Equal scores are ordered by date, newest first, undated last; then by number, across segments too."""
    dates = [None, "2022-01-01", "2022-03-01", "2022-01-01", None, "2021-05-05"]
    index = build(
        [article(n, "peace", date=date) for n, date in enumerate(dates[:3])],
        [article(n + 3, "peace", date=date) for n, date in enumerate(dates[3:])],
    )
    order = ["a2", "a1", "a3", "a5", "a0", "a4"]
    for tree in (query.Term("text", "peac"), query.Prefix("words", "pea"), query.Every(), query.Term("path", "")):
        ranked = rank(searcher(index), tree, limit=6)
        if ranked.total:
            assert ids(index, ranked.docs) == order
            assert ids(index, rank(searcher(index), tree, limit=3).docs) == order[:3]


@pytest.mark.parametrize("size", [3, 70, 700])
def test_many_ties_are_cut_by_recency(build: Build, size: int) -> None:
    """When far more documents than asked for have the best score, the newest of them are the answer."""
    batch = [article(n, "peace", date=f"20{n % 20 + 10}-01-01") for n in range(size)]
    index = build(batch)
    expected = sorted(range(size), key=lambda n: (-(n % 20), n))
    for tree in (query.Term("text", "peac"), query.Or([query.Term("text", "peac"), query.Term("words", "peace")])):
        for limit in (1, 10, 300):
            assert ids(index, rank(searcher(index), tree, limit=limit).docs) == [f"a{n}" for n in expected[:limit]]


def test_sorting_by_date(build: Build) -> None:
    """Newest and oldest sort by the first day, undated last either way; scores are 0."""
    index = build(
        [article(0, "peace"), article(1, "peace", date="2022-02"), article(2, "peace", date="2020")],
        [article(3, "peace", date="2022-02-02"), article(4, "war", date="2023")],
    )
    term = query.Term("text", "peac")
    assert ids(index, rank(searcher(index), term, sort="newest").docs) == ["a3", "a1", "a2", "a0"]
    assert ids(index, rank(searcher(index), term, sort="oldest").docs) == ["a2", "a1", "a3", "a0"]
    newest = rank(searcher(index), term, sort="newest", limit=1)
    assert (ids(index, newest.docs), newest.scores.tolist(), newest.total) == (["a3"], [0.0], 4)


def test_limits_and_types(build: Build) -> None:
    """A limit of 0 counts; document numbers are int32 and scores float32, of nothing too."""
    index = build([article(n, "peace") for n in range(5)])
    nothing, some = (
        rank(searcher(index), query.Term("text", "peac"), limit=0),
        rank(searcher(index), query.Term("text", "absent")),
    )
    assert (nothing.total, len(nothing.docs), some.total) == (5, 0, 0)
    for ranked in (nothing, some, rank(searcher(index), query.Every())):
        assert (ranked.docs.dtype.name, ranked.scores.dtype.name) == ("int32", "float32")
    assert matching(searcher(index), query.Every()).dtype.name == "int32"


def test_an_empty_index(build: Build) -> None:
    """An index without documents answers every query with nothing."""
    index = build([])
    term = query.Term("text", "a")
    for tree in (query.Every(), term, query.Not(term), query.Or([term, term]), query.Prefix("words", "a")):
        for space in ("articles", "quotations"):
            assert rank(searcher(index), tree, space=space).total == count(searcher(index), tree, space=space) == 0
            assert rank(searcher(index), tree, space=space, sort="newest").total == 0


def test_deleted_articles_are_never_found(build: Build) -> None:
    """Removed articles and their quotations match nothing, not even Every or Not."""
    batch = [article(n, "peace talks now", said=["peace talks"]) for n in range(4)]
    index = build(batch, remove=["a1", "a2"])
    phrase = query.Phrase("words", ["peace", "talks"])
    trees = (query.Every(), query.Term("text", "peac"), query.Not(query.Term("text", "war")), phrase,
             query.Prefix("words", "ta"), InQuotation(query.Every()), query.Every("words"))  # fmt: skip
    for tree in trees:
        assert ids(index, matching(searcher(index), tree)) == ["a0", "a3"]
        assert count(searcher(index), tree) == rank(searcher(index), tree).total == 2
    for tree in (query.Every(), query.Term("quote", "peac"), InArticle(query.Every())):
        assert count(searcher(index), tree, space="quotations") == 2


def test_quote_clauses_hold_of_one_quotation(build: Build) -> None:
    """Two words of InQuotation must stand in one and the same quotation; the best quotation gives the score."""
    both = article(0, "He: “peace talks” she: “war”", said=["peace talks", "war"])
    apart = article(1, "He: “peace now” she: “talks later”", said=["peace now", "talks later"])
    index = build([both, apart])
    inner = query.And([query.Term("quote", "peac"), query.Term("quote", "talk")])
    ranked = rank(searcher(index), InQuotation(inner))
    assert ids(index, ranked.docs) == ["a0"]
    assert ranked.scores.tolist() == rank(searcher(index), inner, space="quotations").scores.tolist()
    assert count(searcher(index), InQuotation(query.Term("quote", "talk"))) == 2


def test_quotations_of_matching_articles(build: Build) -> None:
    """InArticle keeps the quotations of articles that match and adds nothing to their scores."""
    index = build(
        [article(0, "war “peace”", said=["peace"], date="2022")], [article(1, "“peace”", said=["peace"], date="2021")]
    )
    term = query.Term("quote", "peac")
    filtered = rank(searcher(index), query.And([term, InArticle(query.Term("text", "war"))]), space="quotations")
    alone = rank(searcher(index), term, space="quotations")
    assert filtered.docs.tolist() == [0]
    assert filtered.scores.tolist() == alone.scores[alone.docs == 0].tolist()


UNKNOWN = (
    spans.SpanFirst(query.Term("text", "peac"), limit=1024),
    spans.SpanNot(query.Term("words", "peace"), query.Term("words", "war")),
    spans.SpanOr([query.Term("words", "peace"), query.Term("words", "talks")]),
    query.Otherwise(query.Term("text", "absent"), query.Term("text", "peac")),
    query.Or([query.Term("text", "peac"), query.Term("text", "talk")], scale=0.5),
    query.Ordered([query.Term("words", "peace"), query.Term("words", "talks")]),
)


@pytest.mark.parametrize("tree", UNKNOWN, ids=lambda tree: type(tree).__name__)
def test_unknown_queries_run_on_whoosh(build: Build, tree: query.Query) -> None:
    """A class without arrays of its own is answered by Whoosh's matchers, alone and inside a conjunction."""
    from tests.search.engine.comparing import assert_same, by_engine, by_searcher

    index = build([article(0, "peace talks now"), article(1, "talks of peace")], [article(2, "x peace war")])
    assert count(searcher(index), tree)
    for asked in (tree, query.And([query.Every(), tree])):
        assert_same(by_engine(index, asked, "articles"), by_searcher(index, asked, "articles"), repr(asked))


def test_lone_surrogates(build: Build) -> None:
    """Text that no UTF-8 holds can be asked for like any other."""
    index = build([article(0, "peace")])
    odd = "\ud800"
    for tree in (query.Term("words", odd), query.Prefix("words", odd), query.Phrase("words", [odd, "a"])):
        assert count(searcher(index), tree) == 0


def test_kept_postings_are_bounded(build: Build) -> None:
    """However many terms are asked for, what is kept of them stays within the bound, and answers stay right."""
    words = [f"word{n}" for n in range(300)]
    index = build([article(0, " ".join(words)), article(1, " ".join(words[::2]))])
    held = searcher(index).space("articles")
    held.budget = 20_000
    for _ in range(2):
        for number, word in enumerate(words):
            assert count(searcher(index), query.Term("words", word)) == (1 if number % 2 else 2)
            assert rank(searcher(index), query.Phrase("words", [word, word])).total == 0
    assert held.held <= 20_000 + 2_000
    assert held.held == sum(entry.held for entry in held._entries.values())
