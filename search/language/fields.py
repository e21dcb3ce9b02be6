"""The fields that a query may name: what kind of value each takes, and in which document space it lives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from search.language.suggestions import suggestions

__all__ = [
    "ALIASES",
    "FIELDS",
    "GROUP_FIELD",
    "RAW_KINDS",
    "FieldInfo",
    "FieldKind",
    "Space",
    "find_field",
    "info_of",
    "misspelt_fields",
    "similar_fields",
]

Space = Literal["articles", "quotations"]
FieldKind = Literal["text", "name", "exact", "choice", "share", "number", "date"]
"""text: ranked by stem, verbatim by surface. name: short, not stemmed. exact: the whole value, or its beginning.
choice: one of a few values. share: a number from 0 to 1, or more or less than one. number: a whole number, or more
or less than one. date: a day, month, year or range."""

RAW_KINDS = frozenset({"exact", "choice", "share", "number", "date"})
"""The kinds whose value runs to the next space, colons and dots included."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field of the language; `about` is its line in the help, `example` a query that uses it."""

    name: str
    kind: FieldKind
    space: Space
    about: str
    example: str


FIELDS: Mapping[str, FieldInfo] = {
    info.name: info
    for info in (
        FieldInfo("title", "text", "articles", "words of the title", "title:bakhmut"),
        FieldInfo("body", "text", "articles", "words of the body, not of the title", 'body:"power plant"'),
        FieldInfo("lead", "text", "articles", "words of the first paragraph or two of the body", "lead:ceasefire"),
        FieldInfo("source", "name", "articles", "the outlet, any part of its name", 'source:"anadolu agency"'),
        FieldInfo("outlet", "exact", "articles", "the outlet, its whole name as printed", 'outlet:"anadolu agency"'),
        FieldInfo("author", "name", "articles", "who wrote it, any part of the name", "author:smith"),
        FieldInfo("date", "date", "articles", "when it was published", "date:2022-02-24..2022-03-15"),
        FieldInfo("speaker", "name", "quotations", "who said it, any part of the name", "speaker:peskov"),
        FieldInfo("quote", "text", "quotations", "words inside one quotation", 'quote:"security guarantees"'),
        FieldInfo("cue", "name", "quotations", "the verb or phrase that attributes it", "cue:warned"),
        FieldInfo("basis", "choice", "quotations", "how the speaker was found", "basis:pronoun"),
        FieldInfo("confidence", "share", "quotations", "how sure the speaker is, 0 to 1", "confidence:>=.9"),
        FieldInfo(
            "url", "exact", "articles", "the whole address, or its beginning with *", "url:https://example.org/*"
        ),
        FieldInfo("path", "exact", "articles", "the file, or its beginning with *", "path:2022/*"),
        FieldInfo("id", "exact", "articles", "one article", "id:news.jsonl#3"),
        FieldInfo("language", "exact", "articles", "the code of its language; en is en-GB too", "language:en"),
        FieldInfo("generation", "number", "articles", "the commit it came in with", "generation:>12"),
    )
}

ALIASES: Mapping[str, str] = {"lang": "language"}

# Names that other search tools use for what is here called otherwise.
_ELSEWHERE: Mapping[str, str] = {
    "after": "date", "before": "date", "since": "date", "until": "date", "year": "date", "day": "date",
    "publisher": "source", "site": "source", "domain": "source", "newspaper": "source",
    "headline": "title", "intitle": "title", "subject": "title",
    "lede": "lead", "intro": "lead", "hlead": "lead", "leadparagraph": "lead", "standfirst": "lead",
    "text": "body", "content": "body", "intext": "body",
    "by": "author", "byline": "author", "writer": "author",
    "who": "speaker", "person": "speaker", "says": "speaker",
    "quotation": "quote", "quoted": "quote", "verb": "cue",
    "file": "path", "filename": "path", "folder": "path", "link": "url", "inurl": "url", "uri": "url",
}  # fmt: skip


GROUP_FIELD = "said"
"""Not a field but a group: what one and the same quotation satisfies."""


def find_field(name: str) -> FieldInfo | None:
    """The field of that name or alias, in any case."""
    lowered = name.lower()
    return FIELDS.get(ALIASES.get(lowered, lowered))


def info_of(name: str) -> FieldInfo:
    """The field of a tree; one that is not of ours is what articles of the archive state besides."""
    return FIELDS.get(name) or FieldInfo(name, "name", "articles", "stated by articles", f"{name}:word")


def similar_fields(name: str, others: Iterable[str] = ()) -> list[str]:
    """The fields that were probably meant, likeliest first; `others` are those of the archive."""
    lowered = name.lower()
    return [_ELSEWHERE[lowered]] if lowered in _ELSEWHERE else misspelt_fields(name, others, least=60.0)


def misspelt_fields(name: str, others: Iterable[str] = (), *, least: float) -> list[str]:
    """The fields spelt most like `name`; `least` is a likeness out of 100."""
    known = [*FIELDS, *ALIASES, *others]
    return [ALIASES.get(like, like) for like in suggestions(name, known, least=least, most=2)]
