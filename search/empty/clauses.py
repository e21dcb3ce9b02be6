"""What is told of a clause that nothing has: of its words, names, dates and addresses, what the archive has
instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from indexer.store import IndexStatistics
from search.empty.addresses import begun_alike
from search.empty.date_gaps import DateGap
from search.empty.reason import Kind, Noun, Reason
from search.language import Space
from search.language.fields import FIELDS, info_of
from search.language.normal import normal_form
from search.language.syntax import (
    And,
    AtLeast,
    DateUnknown,
    Exact,
    Field,
    Fuzzy,
    Literal,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Period,
    Phrase,
    Together,
    Word,
)

__all__ = ["Count", "Everywhere", "Known", "of_one", "of_values", "of_words", "unmatched"]

Count = Callable[[Node], int]
"""How many answers a tree has."""

Everywhere = Callable[[Node, Space], int]
"""How many articles or quotations of the whole archive a tree has."""

_EXPLAINED = ("source", "outlet", "speaker", "author", "language", "id", "path", "url", "date")
_WHOLE = ("id", "path", "outlet")
_MOST_VALUES = 3  # values for which others like them are looked for, among all of the archive
_MOST_WORDS = 12  # words whose spelling is looked into


class Known(Protocol):
    """What an archive can say about itself; `search.api.Archive` is one."""

    def similar_words(self, word: str, /) -> Mapping[str, int]:
        """Words that are spelt much like a word, with how many articles have each, the likeliest first."""

    def similar_values(self, field: str, value: str, /) -> Mapping[str, int]:
        """Values of a field like one that nothing has, each with how many have it."""

    def date_gap(self, first: dt.date | None, last: dt.date | None, /) -> DateGap:
        """The dates that the archive has around a span of days."""

    def statistics(self) -> IndexStatistics:
        """Counts, and from when to when the articles are."""


def unmatched(node: Node, count: Count) -> list[Node]:
    """Of a clause that nothing has, the parts that nothing has; the clause itself if each part is found."""
    if isinstance(node, Or):
        return [part for operand in node.operands for part in unmatched(operand, count)]
    return [part for part in _parts(node) if not count(part)] or [node]


def _parts(node: Node) -> Sequence[Node]:
    """What a clause puts together, each with its field."""
    match node:
        case And(operands):
            return [operand for operand in operands if not isinstance(operand, Not)]
        case Near(operands) | Together(operands):
            return operands
        case AtLeast(operand):
            return (operand,)
        case Phrase(surfaces):
            return [Exact(surface) for surface in dict.fromkeys(surfaces)]
        case Field(name, operand) if info_of(name).kind == "text":
            return [Field(name, part) for part in _parts(operand)]
        case _:
            return ()


def of_words(parts: Sequence[Node], *, known: Known) -> Iterator[Reason]:
    """Words of the archive that are spelt like those of the clauses that nothing has."""
    for word in islice(dict.fromkeys(word for part in parts for word in _words(part)), _MOST_WORDS):
        if near := known.similar_words(word):
            yield Reason(kind="similar_words", value=word, near=near)


def of_one(node: Node, *, noun: Noun) -> Reason | None:
    """Of a query that is one clause of words, that nothing has it; None for other queries."""
    asked = node
    while isinstance(asked, Field) and info_of(asked.name).kind == "text":
        asked = asked.operand
    if not isinstance(asked, Word | Exact | Pattern | Fuzzy):
        return None
    kind: Kind = "absent"
    if noun == "article" and asked is node:
        kind = "no_such_word" if isinstance(asked, Word | Exact) else "no_word_fits"
    return Reason(kind=kind, noun=noun, clauses=(normal_form(node),))


def _words(node: Node) -> Iterator[str]:
    """The words of a clause whose spelling may be at fault."""
    match node:
        case Word(surface) | Exact(surface):
            yield surface
        case Phrase(surfaces):
            yield from surfaces
        case Field(name, operand) if info_of(name).kind == "text":
            yield from _words(operand)
        case _:
            pass


def of_values(node: Node, *, count: Count, everywhere: Everywhere, known: Known) -> Iterator[Reason]:
    """For each name, date or address in a clause that nothing has, that it is not there, and what is.

    What the archive has, though no answer can have it (an outlet that quotes nobody, a filter), is said to be there.
    """
    if isinstance(node, Or):
        for operand in node.operands[:_MOST_VALUES]:
            yield from of_values(operand, count=count, everywhere=everywhere, known=known)
    if not isinstance(node, Field) or (node.name in FIELDS and node.name not in _EXPLAINED):
        return
    space = info_of(node.name).space
    asked = node.operand.operands[:_MOST_VALUES] if isinstance(node.operand, And | Or) else (node.operand,)
    told: list[Reason] = []
    for operand in asked:
        clause = Field(node.name, operand)
        if isinstance(operand, Not) or count(clause):
            continue
        if many := everywhere(clause, space):
            noun: Noun = "article" if space == "articles" else "quotation"
            told.append(Reason(kind="outside", noun=noun, count=many, clauses=(normal_form(clause),)))
        elif node.name == "date":
            told += _dated(operand, known)
        elif (value := _value(operand)) is not None:
            told.append(_named(node.name, value, everywhere, known))
    yield from (reason for at, reason in enumerate(told) if reason not in told[:at])


def _named(field: str, value: str, everywhere: Everywhere, known: Known) -> Reason:
    if field == "url":
        return _addressed(value, lambda tree: everywhere(tree, "articles"))
    near = known.similar_values(field, value)
    return Reason(
        kind="no_such_value",
        field=field,
        value=value,
        near={_clause(field, like): many for like, many in near.items()},
    )


def _value(operand: Node) -> str | None:
    match operand:
        case Word(surface) | Exact(surface):
            return surface
        case Phrase(surfaces):
            return " ".join(surfaces)
        case Literal(value):
            return value
        case _:
            return None


def _clause(field: str, value: str) -> str:
    if field in _WHOLE:
        return normal_form(Field(field, Literal(value)))
    bare = " ".join(value.replace('"', " ").split())
    return f"{field}:{bare}" if bare.isalnum() else f'{field}:"{bare}"'


# Dates.


def _dated(asked: Node, known: Known) -> Iterator[Reason]:
    """From when to when the archive is, or what is next to a span of days in which it has nothing."""
    statistics = known.statistics()
    match asked:
        case DateUnknown():
            yield Reason(kind="every_article_dated")
        case Period() if statistics.first is None:
            yield Reason(kind="no_article_dated")
        case Period(first, last):
            yield from _around(known.date_gap(first, last), statistics)


def _around(gap: DateGap, statistics: IndexStatistics) -> Iterator[Reason]:
    if gap.coarser:
        clause = Field("date", Period(*(gap.coarser_span or (None, None))))
        yield Reason(kind="dated_less_exactly", count=gap.coarser, clauses=(normal_form(clause),))
    if gap.before and gap.after:
        yield Reason(kind="nearest_dates", first=gap.before, last=gap.after)
    else:
        yield Reason(kind="dates_of_archive", first=statistics.first, last=statistics.last, count=statistics.undated)


# Addresses.


def _addressed(value: str, count: Count) -> Reason:
    """That no article is from an address, and the longest beginning of it from which there are some."""
    if found := begun_alike(value, lambda start: count(Field("url", Literal(start, True)))):
        start, many = found
        clause = normal_form(Field("url", Literal(start, True)))
        return Reason(kind="address_begins", count=many, clauses=(clause,))
    return Reason(kind="no_address_of_site" if count(Field("url", Literal("http", True))) else "no_addresses")
