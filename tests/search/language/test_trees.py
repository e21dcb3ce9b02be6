"""What a query becomes: whoosh.query trees over articles and over quotations."""

from __future__ import annotations

import datetime as dt

import pytest
from whoosh.query import (
    And,
    AndMaybe,
    ConstantScoreQuery,
    Every,
    FuzzyTerm,
    Not,
    NumericRange,
    Or,
    Phrase,
    Prefix,
    Query,
    Term,
    Wildcard,
)
from whoosh.query.spans import SpanNear, SpanNear2

from search.engine.positional_queries import Around, AtLeast, InLead, Together
from search.engine.spaces import InArticle, InQuotation
from search.language import Space, parse

TODAY = dt.date(2022, 4, 15)
DAY = dt.date(2022, 3, 1).toordinal()


def spoken(word: str, key: str = "") -> Query:
    """A speaker by name: in any spelling, the one that is asked for first."""
    return AndMaybe(Term("speaker_key", key or word), Term("speaker", word))


def text(word: str) -> Term:
    return Term("text", word)


ARTICLES: list[tuple[str, Query]] = [
    ("talks", text("talk")),
    ("=talks", Term("words", "talks")),
    ('"talks"', Term("words", "talks")),
    ('"the peace talks"', Phrase("words", ["the", "peace", "talks"])),
    ("cease-fire", Phrase("words", ["cease", "fire"])),
    ('"peace talks"~3', Phrase("words", ["peace", "talks"], slop=3)),
    ("a b", And([text("a"), text("b")])),
    ("a OR b", Or([text("a"), text("b")])),
    ("a -b", And([text("a"), Not(text("b"))])),
    ("-b a", And([text("a"), Not(text("b"))])),
    ("-a", And([Every(), Not(text("a"))])),
    ("a OR -b", Or([text("a"), And([Every(), Not(text("b"))])])),
    ("-(a b)", And([Every(), Not(And([text("a"), text("b")]))])),
    ("negotiat*", Prefix("words", "negotiat")),
    ("zelen?ky", Wildcard("words", "zelen?ky")),
    ("*ism", Wildcard("words", "*ism")),
    ("ne*t*", Wildcard("words", "ne*t*")),
    ("ceasfire~", FuzzyTerm("words", "ceasfire", maxdist=2, prefixlength=1)),
    ("a NEAR/5 b", SpanNear2([text("a"), text("b")], slop=5, ordered=False)),
    ("a ADJ/5 =b", SpanNear2([text("a"), Term("words", "b")], slop=5, ordered=True)),
    ("a NEAR/5 (b OR c)", SpanNear2([text("a"), Or([text("b"), text("c")])], slop=5, ordered=False)),
    ('"b c" NEAR/5 a', SpanNear2([Phrase("words", ["b", "c"]), text("a")], slop=5, ordered=False)),
    ('a NEAR/5 "b c"', SpanNear(text("a"), Phrase("words", ["b", "c"]), slop=5, ordered=False)),
    ('a ADJ/5 "b c"', SpanNear2([text("a"), Phrase("words", ["b", "c"])], slop=5, ordered=True)),
    ("a NEAR/5 b NEAR/5 c", Around([text("a"), text("b"), text("c")], [5, 5])),
    ("a NEAR/5 b NEAR/3 c", Around([text("a"), text("b"), text("c")], [5, 3])),
    ("a SENT b", Together([text("a"), text("b")], "sentence")),
    ('a PARA "b c" PARA d', Together([text("a"), Phrase("words", ["b", "c"]), text("d")], "paragraph")),
    ("title:(a SENT =b)", Together([Term("title", "a"), Term("title_words", "b")], "sentence")),
    ("atleast3:gases", AtLeast(text("gase"), 3)),
    ("body:(atleast2:(a OR b))", AtLeast(Or([Term("body", "a"), Term("body", "b")]), 2)),
    ("lead:talks", InLead(Term("body", "talk"))),
    ('lead:("a b" -c)', And([InLead(Phrase("body_words", ["a", "b"])), Not(InLead(Term("body", "c")))])),
    ("lead:(a NEAR/2 b)", InLead(SpanNear2([Term("body", "a"), Term("body", "b")], slop=2, ordered=False))),
    ("lead:(a SENT b)", Together([InLead(Term("body", "a")), InLead(Term("body", "b"))], "sentence")),
    ("quote:(a SENT b)", InQuotation(Together([Term("quote", "a"), Term("quote", "b")], "sentence"))),
    ("title:talks", Term("title", "talk")),
    ("title:=talks", Term("title_words", "talks")),
    ('title:"peace talks"', Phrase("title_words", ["peace", "talks"])),
    ("title:talk*", Prefix("title_words", "talk")),
    ("title:(a -b)", And([Term("title", "a"), Not(Term("title", "b"))])),
    ("title:(a NEAR/2 b)", SpanNear2([Term("title", "a"), Term("title", "b")], slop=2, ordered=False)),
    ("body:talks", Term("body", "talk")),
    ("source:times", ConstantScoreQuery(Term("source", "times"))),
    ('source:"anadolu agency"', ConstantScoreQuery(Phrase("source", ["anadolu", "agency"]))),
    ("source:guard*", ConstantScoreQuery(Prefix("source", "guard"))),
    ("author:smith", Term("author", "smith")),
    ("language:EN", ConstantScoreQuery(Or([Term("language", "en"), Prefix("language", "en-")]))),
    ("language:en_GB*", Prefix("language", "en-gb")),
    ("path:2022/*", Prefix("path", "2022/")),
    ("url:https://a.b/c?d", Term("url", "https://a.b/c?d")),
    ("https://a.b/c?d", Term("url", "https://a.b/c?d")),
    ("id:A#1", Term("id", "A#1")),
    ("date:2022-03-01", And([NumericRange("date", DAY, None), NumericRange("date_last", 1, DAY)])),
    ("date:2022-03-01..", NumericRange("date", DAY, None)),
    ("date:..2022-03-01", NumericRange("date_last", 1, DAY)),
    ("date:unknown", Term("date_basis", "none")),
    ("speaker:putin", InQuotation(spoken("putin"))),
    ("speaker:zelenskyy", InQuotation(spoken("zelenskyy", "zelenski"))),
    ("speaker:=zelenskyy", InQuotation(Term("speaker", "zelenskyy"))),
    ("quote:talks", InQuotation(Term("quote", "talk"))),
    ('quote:"peace talks"', InQuotation(Phrase("quote_words", ["peace", "talks"]))),
    ("basis:cue", InQuotation(Term("basis", "cue"))),
    ("quote:a speaker:b", InQuotation(And([Term("quote", "a"), spoken("b")]))),
    ("quote:a c speaker:b", And([text("c"), InQuotation(And([Term("quote", "a"), spoken("b")]))])),
    ("quote:a AND (speaker:b c)", And([text("c"), InQuotation(And([Term("quote", "a"), spoken("b")]))])),
    ("quote:a -speaker:b", InQuotation(And([Term("quote", "a"), Not(spoken("b"))]))),
    ("-speaker:b", And([Every(), Not(InQuotation(spoken("b")))])),
    ("a -speaker:b", And([text("a"), Not(InQuotation(spoken("b")))])),
    (
        "a -(speaker:b quote:c)",
        And([text("a"), Not(InQuotation(And([spoken("b"), Term("quote", "c")])))]),
    ),
    (
        "(speaker:a OR speaker:b) quote:c",
        InQuotation(And([Or([spoken("a"), spoken("b")]), Term("quote", "c")])),
    ),
    (
        "(speaker:a quote:b) OR (speaker:c quote:d)",
        InQuotation(
            Or(
                [
                    And([spoken("a"), Term("quote", "b")]),
                    And([spoken("c"), Term("quote", "d")]),
                ]
            )
        ),
    ),
    ("speaker:a OR c", Or([InQuotation(spoken("a")), text("c")])),
    (
        "speaker:a OR -speaker:b",
        Or([InQuotation(spoken("a")), And([Every(), Not(InQuotation(spoken("b")))])]),
    ),
    (
        "said:(speaker:a) said:(speaker:b)",
        And([InQuotation(spoken("a")), InQuotation(spoken("b"))]),
    ),
    ("said:(speaker:a war)", InQuotation(And([spoken("a"), Term("quote", "war")]))),
    ("-said:(war)", And([Every(), Not(InQuotation(Term("quote", "war")))])),
]

QUOTATIONS: list[tuple[str, Query]] = [
    ("talks", Term("quote", "talk")),
    ("=talks", Term("quote_words", "talks")),
    ('"peace talks"', Phrase("quote_words", ["peace", "talks"])),
    ("quote:talks", Term("quote", "talk")),
    ("speaker:putin war", And([spoken("putin"), Term("quote", "war")])),
    ("war -speaker:putin", And([Term("quote", "war"), Not(spoken("putin"))])),
    ("-speaker:putin", And([Every(), Not(spoken("putin"))])),
    ("cue:warned basis:cue", And([Term("cue", "warned"), Term("basis", "cue")])),
    ("a SENT b", Together([Term("quote", "a"), Term("quote", "b")], "sentence")),
    ("atleast2:a", AtLeast(Term("quote", "a"), 2)),
    ("lead:a", InArticle(InLead(Term("body", "a")))),
    ("source:bbc", InArticle(ConstantScoreQuery(Term("source", "bbc")))),
    ("title:talks war", And([Term("quote", "war"), InArticle(Term("title", "talk"))])),
    (
        "war source:bbc date:..2022-03-01",
        And(
            [
                Term("quote", "war"),
                InArticle(And([ConstantScoreQuery(Term("source", "bbc")), NumericRange("date_last", 1, DAY)])),
            ]
        ),
    ),
    ("war -source:bbc", And([Term("quote", "war"), Not(InArticle(ConstantScoreQuery(Term("source", "bbc"))))])),
    (
        "war title:a -source:bbc",
        And(
            [
                Term("quote", "war"),
                InArticle(And([Term("title", "a"), Not(ConstantScoreQuery(Term("source", "bbc")))])),
            ]
        ),
    ),
    ("said:(war speaker:b)", And([Term("quote", "war"), spoken("b")])),
]


@pytest.mark.parametrize(("query", "tree"), ARTICLES)
def test_over_articles(query: str, tree: Query) -> None:
    """Over articles, words go to text, verbatim ones to surfaces, and clauses about quotations to one quotation."""
    assert parse(query, today=TODAY).query == tree


@pytest.mark.parametrize(("query", "tree"), QUOTATIONS)
def test_over_quotations(query: str, tree: Query) -> None:
    """Over quotations, words go to the quotation, and clauses about the article go through it."""
    assert parse(query, today=TODAY, space="quotations").query == tree


def test_fuzzy_terms_are_bounded() -> None:
    """A similar spelling shares the first letter and is one letter off in short words, two in long ones."""
    found = {word: parse(f"{word}~").query for word in ("truce", "ceasfire")}
    assert {word: (query.maxdist, query.prefixlength) for word, query in found.items()} == {
        "truce": (1, 1),
        "ceasfire": (2, 1),
    }


@pytest.mark.parametrize("space", ["articles", "quotations"])
def test_joins_never_nest_into_their_own_space(space: Space) -> None:
    """A join leads to the other space, and what is in it speaks of that space's fields alone."""
    join, fields = {
        "articles": (InQuotation, {"quote", "quote_words", "speaker", "speaker_key", "cue", "basis"}),
        "quotations": (InArticle, {"title", "title_words", "body", "body_words", "source", "author", "language"}),
    }[space]
    query = "(speaker:a OR cue:b) quote:cd* -basis:cue (title:a OR source:b) body:=x -language:de author:y"
    joins = [leaf for leaf in parse(query, space=space).query.leaves() if isinstance(leaf, join)]
    assert len(joins) == 1
    assert {leaf.field() for leaf in joins[0].inner.leaves()} <= fields
