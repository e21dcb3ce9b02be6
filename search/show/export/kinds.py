"""The kinds of rows that an answer can have, and the columns of each: the one place that names them.

`docs/export.md` lists them; a test compares. Lines of JSON have their own keys (`to_dict` of each value), which are
these and more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from indexer.article import Article, PublicationDate
from search.answer.context import Context, Extent, surrounded
from search.results import Hit, QuoteHit, QuoteMatch

__all__ = [
    "ARTICLES", "BUCKETS", "FACETS", "KINDS", "OUTLETS", "QUOTATIONS", "SIDES", "SILENT", "SOURCES", "SPEAKERS",
    "Cell", "Column", "Kind", "of_queries",
]  # fmt: skip

Cell = str | int | float | PublicationDate | dt.date | tuple[str, ...] | None
Value = Callable[[Any], Cell]

_AROUND = Context(Extent(2), Extent(2))  # sentences before and behind a quotation


@dataclass(frozen=True, slots=True)
class Column:
    """A column and where its cells come from. What is not `usual` is there where it is asked for by name."""

    name: str
    value: Value
    about: str
    usual: bool = True
    excerpts: bool = False
    """Whether the answers have to be read with excerpts."""
    wide: bool = False
    """Whether its cells are long, for the width on a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of row: `columns` in their order, the one that --text adds, the object that is a line of JSON.

    `cited` gives the article of a row and the quotation in it, `key` what names it among all: only what can be
    cited has them.
    """

    name: str
    columns: tuple[Column, ...]
    to_dict: Callable[[Any], dict[str, Any]]
    text: Column | None = None
    cited: Callable[[Any], tuple[Hit | QuoteHit, Article, QuoteMatch | None]] | None = None
    key: Callable[[Any], str] = str


def _copies(hit: Hit | QuoteHit) -> tuple[str, ...]:
    return tuple(copy.id for copy in hit.copies)


def _excerpt(hit: Hit) -> str:
    return " … ".join(snippet.text for snippet in hit.snippets if snippet.field == "body")


def _context(hit: QuoteHit) -> str:
    start, end = surrounded(hit.article.body, hit.quote.start, hit.quote.end, _AROUND)
    return hit.article.body[start:end]


_RANK = Column("rank", lambda hit: hit.rank, "its place in the whole answer, from 1")
_SCORE = Column("score", lambda hit: round(hit.score, 6), "what it is ranked by")
_ID = Column("id", lambda hit: hit.article.id, "of the article, for `show`, `cite` and `similar`")
_TITLE = Column("title", lambda hit: hit.article.title or None, "of the article", wide=True)
_SOURCE = Column("source", lambda hit: hit.article.source, "the outlet")
_DATE = Column("date", lambda hit: hit.article.date, "2016-03-05, 2016-03 or 2016, as exactly as it is known")
_TIME = Column(
    "time", lambda hit: hit.article.date.clock if hit.article.date else None, "of that day, where it is stated"
)
_AUTHOR = Column("author", lambda hit: hit.article.author, "as printed")
_URL = Column("url", lambda hit: hit.article.url, "the address", wide=True)
_PATH = Column("path", lambda hit: hit.article.path or None, "the file that was read")
_LANGUAGE = Column("language", lambda hit: hit.article.language, "of the article", usual=False)
_COPIES = Column("copies", _copies, "ids of the other articles with this text that match; --all has them as rows")

ARTICLES = Kind(
    name="articles",
    columns=(
        _RANK, _SCORE, _ID, _TITLE, _SOURCE, _DATE, _TIME, _AUTHOR, _URL, _PATH, _COPIES, _LANGUAGE,
        Column("excerpt", _excerpt, "the passages that match", usual=False, excerpts=True, wide=True),
        Column("quotes", lambda hit: tuple(one.text for one in hit.quotes), "its quotations that match", usual=False),
        Column(
            "shared",
            lambda hit: None if hit.shared is None else round(hit.shared, 3),
            "of `similar`: the part of the text that both have, 0 to 1",
            usual=False,
        ),
    ),
    to_dict=lambda hit: hit.to_dict(),
    text=Column("body", lambda hit: hit.article.body, "the whole text", wide=True),
    cited=lambda hit: (hit, hit.article, None),
    key=lambda hit: hit.article.id,
)  # fmt: skip

QUOTATIONS = Kind(
    name="quotations",
    columns=(
        _RANK, _SCORE,
        Column("text", lambda hit: hit.quote.text, "what was said", wide=True),
        Column("speaker", lambda hit: hit.quote.speaker, "who said it; empty where nothing supports anybody"),
        Column("cue", lambda hit: hit.quote.cue, "the word that says so: said, told"),
        Column("basis", lambda hit: hit.quote.basis, "how the speaker was found: cue, pronoun, nominal, carried …"),
        Column("confidence", lambda hit: round(hit.quote.confidence, 3), "the chance that the speaker is right"),
        Column("disputed", lambda hit: hit.quote.disputed, "who says the same words in other articles"),
        _SOURCE, _DATE, _TIME, _TITLE, _AUTHOR, _URL, _ID, _PATH,
        Column("start", lambda hit: hit.quote.start, "the code point of the body where it begins"),
        Column("end", lambda hit: hit.quote.end, "where it ends"),
        _COPIES, _LANGUAGE,
    ),
    to_dict=lambda hit: hit.to_dict(),
    text=Column("context", _context, "the sentence that it stands in, with two before and two behind", wide=True),
    cited=lambda hit: (hit, hit.article, hit.quote),
    key=lambda hit: f"{hit.article.id}:{hit.quote.start}-{hit.quote.end}",
)  # fmt: skip

SPEAKERS = Kind(
    name="speakers",
    columns=(
        Column("rank", lambda row: row[0], "from 1, the most quoted first"),
        Column("name", lambda row: row[1].name, "in the spelling that is printed most at its fullest"),
        Column("quotations", lambda row: row[1].quotations, "how many"),
        Column("doubtful", lambda row: row[1].doubtful, "how many of them have a speaker who is not sure"),
        Column("articles", lambda row: row[1].articles, "that quote them"),
        Column("outlets", lambda row: row[1].outlets, "of these articles"),
        Column("first", lambda row: row[1].first, "the first day"),
        Column("last", lambda row: row[1].last, "the last day"),
        Column("spellings", lambda row: tuple(row[1].spellings), "of the name, the most printed first"),
    ),
    to_dict=lambda row: row[1].to_dict(row[0]),
)


def _of(name: str, about: str) -> Column:
    """A column of rows that are objects already."""
    return Column(name, lambda row: row[name], about)


def _day(name: str, about: str) -> Column:
    return Column(name, lambda row: dt.date.fromisoformat(row[name]) if row[name] else None, about)


FACETS = Kind(
    name="facets",
    columns=(
        _of("by", "source, speaker, author, month, year or text"),
        _of("value", "the outlet, the name, the month"),
        _of("count", "documents of the answer that have it"),
        _of("texts", "how many distinct texts these are"),
    ),
    to_dict=dict,
)

BUCKETS = Kind(
    name="buckets",
    columns=(
        _day("first", "the first day"),
        _day("last", "the last day"),
        _of("count", "documents of the answer in these days"),
        _of("of", "documents of the archive in them"),
        _of("share", "count / of"),
        _of("texts", "distinct texts of the answer"),
        _of("of_texts", "distinct texts of the archive"),
        _of("share_of_texts", "texts / of_texts"),
        _of("burst", "how many times the usual share, where that is a burst"),
    ),
    to_dict=dict,
)

OUTLETS = Kind(
    name="outlets",
    columns=(
        _day("first", "the first day"),
        _day("last", "the last day"),
        _of("source", "the outlet"),
        _of("count", "its documents in these days"),
    ),
    to_dict=lambda row: {"type": "bucket", "schema": 1, **row},
)

_AMOUNTS = ("articles", "texts", "quotations", "words", "outlets")

SIDES = Kind(
    name="sides",
    columns=(
        _of("query", "the side"),
        *(_of(name, f"{name} that it finds") for name in _AMOUNTS),
        *(
            Column(f"share_of_{name}", lambda row, name=name: row["shares"][name], f"of the archive's {name}")  # type: ignore[misc]  # bound in the loop
            for name in _AMOUNTS
        ),
        _day("first", "the first day"),
        _day("last", "the last day"),
        Column("telling", lambda row: " ".join(one["word"] for one in row["telling"]), "words that tell it apart"),
    ),
    to_dict=dict,
)

SILENT = Kind(
    name="silent",
    columns=(
        Column("source", lambda outlet: outlet.source, "the outlet"),
        Column("articles", lambda outlet: outlet.articles, "that it has in the days of the answer"),
        Column(
            "expected", lambda outlet: round(outlet.expected, 2), "how many would be in the answer at the usual rate"
        ),
    ),
    to_dict=lambda outlet: outlet.to_dict(),
)

SOURCES = Kind(
    name="sources",
    columns=(_of("source", "the outlet"), _of("articles", "that it has in the archive")),
    to_dict=dict,
)

KINDS = {
    kind.name: kind for kind in (ARTICLES, QUOTATIONS, SPEAKERS, FACETS, BUCKETS, OUTLETS, SIDES, SILENT, SOURCES)
}


def of_queries(kind: Kind) -> Kind:
    """The same rows, each with the name of the query that it answers: pairs of both."""

    def behind(column: Column) -> Column:
        return replace(column, value=lambda row: column.value(row[1]))

    def named(row: tuple[str, Any]) -> dict[str, Any]:
        first, schema, *rest = kind.to_dict(row[1]).items()
        return dict([first, schema, ("query_id", row[0]), *rest])

    cited = kind.cited
    return replace(
        kind,
        columns=(Column("query", lambda row: row[0], "the name of the query"), *map(behind, kind.columns)),
        to_dict=named,
        text=behind(kind.text) if kind.text else None,
        cited=(lambda row: cited(row[1])) if cited else None,
        key=lambda row: f"{row[0]}/{kind.key(row[1])}",
    )
