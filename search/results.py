"""What a search gives back: frozen values, with one `to_dict` each for every format.

All offsets are code points. A mark is a pair (start, end) into the `text` it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from indexer.article import Article, Basis, PublicationDate, Quotation
from search.empty.reason import Reason
from search.language.fields import Space

if TYPE_CHECKING:
    from search.provenance.differences import Difference

SCHEMA = 1
"""The version of the JSON objects; a change that could break a reader of them raises it."""
SURE = 0.7
"""A speaker of less confidence is shown as doubtful."""
DISPUTED = 0.5
"""The confidence at most where another article has another speaker."""

Mark = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """An excerpt: `text` is the field's text from `start` on, `marks` the matches in it.

    With context, `passages` are the parts of it that would be the excerpts without.
    """

    field: Literal["title", "body"]
    text: str
    start: int
    marks: tuple[Mark, ...] = ()
    passages: tuple[Mark, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        passages = {"passages": [list(p) for p in self.passages]} if self.passages else {}
        marks = [list(mark) for mark in self.marks]
        return {"field": self.field, "text": self.text, "start": self.start, "marks": marks, **passages}


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteMatch:
    """A quotation with the matches in its text; `start` and `end` are offsets in the body."""

    text: str
    start: int
    end: int
    speaker: str | None
    cue: str | None
    basis: Basis
    confidence: float
    marks: tuple[Mark, ...] = ()
    disputed: tuple[str, ...] = ()
    """Who says the same words in other articles, if that is somebody else."""

    @classmethod
    def of(cls, quotation: Quotation, marks: tuple[Mark, ...] = (), *, disputed: tuple[str, ...] = ()) -> QuoteMatch:
        """With `disputed`, the speaker is no surer than DISPUTED."""
        return cls(
            text=quotation.text,
            start=quotation.start,
            end=quotation.end,
            speaker=quotation.speaker,
            cue=quotation.cue,
            basis=quotation.basis,
            confidence=min(quotation.confidence, DISPUTED) if disputed else quotation.confidence,
            marks=marks,
            disputed=disputed,
        )

    def to_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "speaker": self.speaker,
            "cue": self.cue,
            "basis": self.basis,
            "start": self.start,
            "end": self.end,
            "confidence": round(self.confidence, 3),
            "marks": [list(mark) for mark in self.marks],
            **({"disputed": list(self.disputed)} if self.disputed else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Another article that prints the text of one that is shown, or the quotation, and matches as well."""

    id: str
    source: str | None
    date: PublicationDate | None

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "source": self.source, "date": str(self.date) if self.date else None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that matches: `rank` from 1, the excerpts that show why, its quotations that match.

    `unmatched` are its other quotations, where some match: who looks at an excerpt may see them too.
    """

    rank: int
    score: float
    article: Article
    snippets: tuple[Snippet, ...]
    quotes: tuple[QuoteMatch, ...]
    unmatched: tuple[QuoteMatch, ...] = ()
    copies: tuple[Copy, ...] = ()
    """The other articles with this text that match, the earliest first, where the answer is folded."""
    shared: float | None = None
    """Of an answer that is like an article: the part of the shorter of the two texts that stands in the other."""

    @property
    def place(self) -> int | None:
        """Where in the body the first of what is shown stands: the best excerpt's match, else the first quotation.

        None if only the title has a match.
        """
        for snippet in self.snippets:
            if snippet.field == "body" and snippet.marks:
                return snippet.start + snippet.marks[0][0]
        return self.quotes[0].start if self.quotes else None

    def to_dict(self) -> dict[str, Any]:
        article = self.article
        shared = {} if self.shared is None else {"shared": round(self.shared, 3)}
        return {
            "type": "hit",
            "schema": SCHEMA,
            "rank": self.rank,
            "score": round(self.score, 6),
            "id": article.id,
            "title": article.title or None,
            "source": article.source,
            "date": str(article.date) if article.date else None,
            "time": article.date.clock if article.date else None,
            "author": article.author,
            "url": article.url,
            "path": article.path or None,
            "snippets": [snippet.to_dict() for snippet in self.snippets],
            "quotes": [quote.to_dict() for quote in self.quotes],
            "copies": [copy.to_dict() for copy in self.copies],
            **shared,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteHit:
    """A quotation that matches, and the article that it stands in."""

    rank: int
    score: float
    quote: QuoteMatch
    article: Article
    copies: tuple[Copy, ...] = ()
    """The same words in other articles with this text, the earliest first, where the answer is folded."""

    @property
    def place(self) -> int | None:
        """Where in the body the quotation stands."""
        return self.quote.start

    def to_dict(self) -> dict[str, Any]:
        article = self.article
        return {
            "type": "quote",
            "schema": SCHEMA,
            "rank": self.rank,
            "score": round(self.score, 6),
            **self.quote.to_dict(),
            "id": article.id,
            "title": article.title or None,
            "source": article.source,
            "date": str(article.date) if article.date else None,
            "time": article.date.clock if article.date else None,
            "author": article.author,
            "url": article.url,
            "path": article.path or None,
            "copies": [copy.to_dict() for copy in self.copies],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Closest:
    """An article that prints nearly the words that were asked for; `rank` from 1.

    `text` is the passage, from code point `start` of the body or the title on; the offsets of `differences` are those
    of that body or title.
    """

    rank: int
    article: Article
    asked: str
    """The words that were looked for: of a query with several phrases maybe one."""
    place: Literal["body", "title"]
    start: int
    text: str
    differences: tuple[Difference, ...]
    """None where the words are verbatim and a clause is in the way."""
    share: float
    """The part of the words of both that agree, 0 to 1."""
    quote: QuoteMatch | None
    """The quotation in which most of it stands; None if that is nobody's."""
    without: tuple[str, ...] = ()
    """The clauses and words of the query that do not hold for it, in normal form."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The words of the passage that were not asked for."""
        return tuple((a - self.start, b - self.start) for one in self.differences for a, b in one.spans)

    @property
    def negation(self) -> bool:
        """Whether one of the two denies where the other does not."""
        return any(one.negation for one in self.differences)

    def to_dict(self) -> dict[str, Any]:
        article = self.article
        return {
            "rank": self.rank,
            "id": article.id,
            "title": article.title or None,
            "source": article.source,
            "date": str(article.date) if article.date else None,
            "time": article.date.clock if article.date else None,
            "author": article.author,
            "url": article.url,
            "path": article.path or None,
            "asked": self.asked,
            "place": self.place,
            "start": self.start,
            "text": self.text,
            "marks": [list(mark) for mark in self.marks],
            "share": round(self.share, 3),
            "differences": [one.to_dict() for one in self.differences],
            "negation": self.negation,
            "quote": self.quote.to_dict() if self.quote else None,
            "without": list(self.without),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A word of a query that may be meant otherwise: an acronym, an operator, a pattern, or the word spelt so.

    `word` was read as `read`; `articles` of the whole archive have the `other`, which it does not find. Where one of
    the two is an operator, the query with the `other` has so many answers.
    """

    word: str
    read: Literal["word", "acronym", "operator", "pattern"]
    other: str
    articles: int

    def to_dict(self) -> dict[str, Any]:
        return {"read": self.read, "other": self.other, "articles": self.articles}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to one query: `hits` from `offset` on, out of `rows`.

    `total` articles or quotations match; they are `texts` texts, and if excerpts and new tops are counted with what
    they are of, `independent` ones. Where the answer is `folded`, one hit stands for all copies of a text.

    `variants` are the names of the query that were also found in other spellings: for each word, as it was
    understood, the spellings and how many articles of the whole archive have them; for clauses of outlets the other
    names. `outlets` are the clauses that name several as printed, with these and their articles. `readings` are
    its words that may be meant otherwise, `as_words` the signs and words of it that could be syntax and were read as
    text. `why` tells why an answer is empty, where that was asked; `closest` are the passages nearest to words that
    nothing has verbatim.
    """

    query: str
    parsed: str
    total: int
    took_ms: float
    generation: int
    offset: int
    hits: tuple[Hit | QuoteHit, ...]
    texts: int
    independent: int
    folded: bool = False
    variants: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    outlets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    as_words: tuple[str, ...] = ()
    why: tuple[Reason, ...] = ()
    closest: tuple[Closest, ...] = ()

    @property
    def rows(self) -> int:
        """How many answers there are to page through."""
        return self.texts if self.folded else self.total

    def summary(self) -> dict[str, Any]:
        return {
            "type": "summary",
            "schema": SCHEMA,
            "query": self.query,
            "parsed": self.parsed,
            "total": self.total,
            "texts": self.texts,
            "independent": self.independent,
            "took_ms": round(self.took_ms, 3),
            "generation": self.generation,
            "variants": {word: dict(spellings) for word, spellings in self.variants.items()},
            **({"outlets": {clause: dict(met) for clause, met in self.outlets.items()}} if self.outlets else {}),
            "readings": {reading.word: reading.to_dict() for reading in self.readings},
            **({"as_words": list(self.as_words)} if self.as_words else {}),
            **({"why": [reason.to_dict() for reason in self.why]} if self.why else {}),
            **({"closest": [one.to_dict() for one in self.closest]} if self.closest else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question about all that a query finds, as it was put and as it was understood.

    `query` is empty for the whole archive; `total` counts documents of `space`; `variants` and `outlets` as in
    Results.
    """

    query: str
    parsed: str
    space: Space
    total: int
    generation: int
    variants: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    outlets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        """What is counted, in the singular."""
        return "article" if self.space == "articles" else "quotation"

    def to_dict(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "parsed": self.parsed,
            "space": self.space,
            "total": self.total,
            "generation": self.generation,
            "variants": {word: dict(spellings) for word, spellings in self.variants.items()},
            **({"outlets": {clause: dict(met) for clause, met in self.outlets.items()}} if self.outlets else {}),
        }


@dataclass(frozen=True, slots=True)
class FieldCount:
    """How many articles state a field, and how many values it has."""

    articles: int
    values: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """The best articles of a query by id, best first, with their scores, out of `total` that match."""

    total: int
    ids: tuple[str, ...]
    scores: tuple[float, ...]
