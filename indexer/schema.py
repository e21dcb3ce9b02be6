"""The Whoosh schemas: what is indexed of an article and of a quotation, and how.

Two kinds of document, each with document numbers of its own: articles, and quotations that know
their article. Every text field comes twice, by stem class (`text`, ranked) and by surface form
(`words`, verbatim), over the same positions.

The body's positions begin at BODY_START, so that a phrase never runs from the title into the
body and the place of a position tells which of the two it is in.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Generator, Sequence
from hashlib import blake2b
from typing import Any

from whoosh import fields, formats
from whoosh.analysis import IDAnalyzer

from indexer.analysis import tokenizer
from indexer.analysis.name_keys import name_keys
from indexer.analysis.outlet_names import whole_name
from indexer.analysis.stated import stated_values
from indexer.article import Article, Quotation

SCHEMA_VERSION = 5

# How much one occurrence counts, by where it stands: the term frequencies of BM25F
# (Robertson, Zaragoza and Taylor 2004: weigh the frequencies, then saturate once).
# Multiples of 0.5, so that a store can keep them as small integers.
TITLE_WEIGHT = 3.0
QUOTED_WEIGHT = 1.5
BODY_WEIGHT = 1.0

BODY_START = 1024
"""The position of the first token of the body."""
TITLE_END = BODY_START - 25
"""Title tokens from here on share this position."""
K1, B = 1.2, 0.75
"""BM25: how soon more occurrences count no more, and how much the length of a text counts."""

SURFACE_FIELD = {"text": "words", "title": "title_words", "body": "body_words", "quote": "quote_words"}
"""For each field of stem classes the field of surface forms over the same positions."""

SAYING = 7
"""Words of a quotation that are hardly the same by chance."""
_WORDS = re.compile(r"[^\W_]+")

NO_DATE = -(2**31)
"""The `date` and `date_last` columns of an article that states none."""


Occurrence = tuple[str, int, float]
"""One token as it is indexed: its term, its position, its weight."""


class Occurrences(fields.TEXT):
    """A text field whose values are sequences of Occurrence: the tokenizer here is this project's own."""

    def __init__(self) -> None:
        super().__init__(phrase=True)

    def index(self, value: Sequence[Occurrence], **_: Any) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Yield for each distinct term its bytes, frequency, summed weight and encoded positions."""
        encode = formats.Positions().encode
        positions: dict[str, list[int]] = defaultdict(list)
        weights: dict[str, float] = defaultdict(float)
        for term, position, weight in value:
            positions[term].append(position)
            weights[term] += weight
        for term, where in positions.items():
            yield term.encode(), len(where), weights[term], encode(where)


class Values(fields.FieldType):
    """A field of several whole values: no positions, each of weight 1."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), IDAnalyzer())  # type: ignore[arg-type]  # as Whoosh's own ID

    def index(self, value: Sequence[str], **_: Any) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Yield each distinct value."""
        for term in dict.fromkeys(value):
            yield term.encode("utf-8", "surrogatepass"), 1, 1.0, b""


def _keyword(**options: Any) -> fields.FieldType:
    return fields.ID(**options)


def article_schema() -> fields.Schema:
    """The fields of an article. `date` and `date_last` are day numbers (proleptic Gregorian ordinals).

    `outlet` is the whole name of the source, folded; `stated` has what else an article states
    (`indexer.analysis.stated`); `generation` is that of the commit with which its present form came in.
    """
    return fields.Schema(
        id=_keyword(unique=True, stored=True),
        text=Occurrences(),
        words=Occurrences(),
        title=Occurrences(),
        title_words=Occurrences(),
        body=Occurrences(),
        body_words=Occurrences(),
        author=Occurrences(),
        source=Occurrences(),
        date=fields.NUMERIC(int, signed=True, sortable=True, default=NO_DATE),
        date_last=fields.NUMERIC(int, signed=True, sortable=True, default=NO_DATE),
        date_basis=_keyword(),
        url=_keyword(),
        path=_keyword(),
        language=_keyword(),
        outlet=_keyword(),
        stated=Values(),
        generation=fields.NUMERIC(int, signed=True, sortable=True, default=NO_DATE),
    )


def quotation_schema() -> fields.Schema:
    """The fields of a quotation. `article` is the id of the article that it stands in.

    `speaker` has the words of the name as printed, `speaker_key` in the same places what their spellings share.
    """
    return fields.Schema(
        article=_keyword(stored=True),
        quote=Occurrences(),
        quote_words=Occurrences(),
        speaker=Occurrences(),
        speaker_key=Occurrences(),
        cue=Occurrences(),
        basis=_keyword(),
        confidence=_keyword(),
        verbatim=_keyword(),
    )


def article_document(article: Article, quotations: Sequence[Quotation], *, generation: int = 1) -> dict[str, Any]:
    """The values of `article_schema` for one article; fields without a value are left out.

    `generation` is that of the commit that it comes in with.
    """
    title = [
        (token, min(position, TITLE_END), TITLE_WEIGHT)
        for position, token in enumerate(tokenizer.tokens(article.title))
    ]
    quoted = sorted((quotation.start, quotation.end) for quotation in quotations)
    body = []
    at = 0
    for position, token in enumerate(tokenizer.tokens(article.body), BODY_START):
        while at < len(quoted) and quoted[at][1] <= token.start:
            at += 1
        inside = at < len(quoted) and quoted[at][0] <= token.start
        body.append((token, position, QUOTED_WEIGHT if inside else BODY_WEIGHT))
    document: dict[str, Any] = {"id": article.id, "path": article.path}
    for name, occurrences in (("title", title), ("body", body), ("text", title + body)):
        document[name] = [(token.stem, position, weight) for token, position, weight in occurrences]
        document[SURFACE_FIELD[name]] = [(token.surface, position, weight) for token, position, weight in occurrences]
    document["author"] = plain_occurrences(article.author)
    document["source"] = plain_occurrences(article.source)
    document["date_basis"] = article.date.basis if article.date else "none"
    if article.date:
        document["date"] = article.date.first.toordinal()
        document["date_last"] = article.date.last.toordinal()
    if article.url:
        document["url"] = article.url
    if article.language:
        document["language"] = language_code(article.language)
    if outlet := whole_name(article.source):
        document["outlet"] = outlet
    if stated := stated_values(article):
        document["stated"] = stated
    document["generation"] = generation
    return document


def language_code(language: str) -> str:
    """The code of a language as it is indexed and asked for: `EN_us` is `en-us`."""
    return language.strip().lower().replace("_", "-")


def share_term(share: float) -> str:
    """A share in 0..1 as it is indexed, in hundredths: `.934` is `093`."""
    return f"{int(share * 100 + 1e-9):03}"


def verbatim_key(quoted: str) -> str | None:
    """What two quotations share if their words are the same, whatever the marks between; None of fewer than SAYING
    words."""
    found = _WORDS.findall(quoted.lower())
    if len(found) < SAYING:
        return None
    return b64encode(blake2b(" ".join(found).encode("utf-8", "replace"), digest_size=6).digest()).decode()


def quotation_document(article_id: str, quotation: Quotation) -> dict[str, Any]:
    """The values of `quotation_schema` for one quotation."""
    words = list(enumerate(tokenizer.tokens(quotation.text)))
    verbatim = verbatim_key(quotation.text)
    return {
        "article": article_id,
        "quote": [(token.stem, position, BODY_WEIGHT) for position, token in words],
        "quote_words": [(token.surface, position, BODY_WEIGHT) for position, token in words],
        "speaker": plain_occurrences(quotation.speaker),
        "speaker_key": plain_occurrences(name_keys(quotation.speaker or "")),
        "cue": plain_occurrences(quotation.cue),
        "basis": quotation.basis,
        "confidence": share_term(quotation.confidence),
        **({"verbatim": verbatim} if verbatim else {}),
    }


def plain_occurrences(text: str | None) -> list[Occurrence]:
    """The surfaces of a short field that is not stemmed, each of weight 1."""
    return [(surface, position, BODY_WEIGHT) for position, surface in enumerate(tokenizer.folded(text or ""))]
