"""What is told of a clause that nothing has: of its words, names, dates and addresses, what the archive has
instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol

from indexer.store import IndexFacts
from search.empty.addresses import begun_alike
from search.empty.date_gaps import Reach
from search.language import FIELDS, Space
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
from search.show.terminal import safe

__all__ = ["Count", "Everywhere", "Known", "lacking", "of_one", "of_values", "of_words"]

Count = Callable[[Node], int]
"""How many answers a tree has."""

Everywhere = Callable[[Node, Space], int]
"""How many articles or quotations of the whole archive a tree has."""

_TOLD = {
    "source": "outlet", "speaker": "speaker", "author": "author", "language": "language", "id": "id", "path": "path",
    "url": "address", "date": "date",
}  # fmt: skip
_WHOLE = ("id", "path")
_MOST_VALUES = 3  # values for which others like them are looked for, among all of the archive
_MOST_WORDS = 12  # words whose spelling is looked into


class Known(Protocol):
    """What an archive can say about itself; `search.api.Archive` is one."""

    def similar_words(self, word: str, /) -> Sequence[str]:
        """Words of the archive that are spelt much like a word, the likeliest first."""

    def similar_values(self, field: str, value: str, /) -> Mapping[str, int]:
        """Values of a field like one that nothing has, each with how many have it."""

    def reach(self, first: dt.date | None, last: dt.date | None, /) -> Reach:
        """The dates that the archive has around a span of days."""

    def facts(self) -> IndexFacts:
        """Counts, and from when to when the articles are."""


def lacking(node: Node, count: Count) -> list[Node]:
    """Of a clause that nothing has, the parts that nothing has; the clause itself if each part is found."""
    if isinstance(node, Or):
        return [part for operand in node.operands for part in lacking(operand, count)]
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
        case Field(name, operand) if FIELDS[name].kind == "text":
            return [Field(name, part) for part in _parts(operand)]
        case _:
            return ()


def of_words(parts: Sequence[Node], *, known: Known) -> Iterator[str]:
    """Words of the archive that are spelt like those of the clauses that nothing has."""
    for word in islice(dict.fromkeys(word for part in parts for word in _words(part)), _MOST_WORDS):
        if near := known.similar_words(word):
            yield f"  near {safe(word)}: {safe(', '.join(near))}"


def of_one(node: Node, *, noun: str) -> str:
    """Of a query that is one clause of words, that nothing has it; empty for other queries."""
    shown = safe(normal_form(node))
    match node:
        case Word() | Exact() if noun == "article":
            return f"  no article has {shown}, and no word is spelt much like it"
        case Pattern() | Fuzzy() if noun == "article":
            return f"  no word fits {shown}"
        case Word() | Exact() | Pattern() | Fuzzy():
            return f"  no {noun} has: {shown}"
        case Field(name, operand) if FIELDS[name].kind == "text" and of_one(operand, noun=noun):
            return f"  no {noun} has: {shown}"
        case _:
            return ""


def _words(node: Node) -> Iterator[str]:
    """The words of a clause whose spelling may be at fault."""
    match node:
        case Word(surface) | Exact(surface):
            yield surface
        case Phrase(surfaces):
            yield from surfaces
        case Field(name, operand) if FIELDS[name].kind == "text":
            yield from _words(operand)
        case _:
            pass


def of_values(node: Node, *, count: Count, everywhere: Everywhere, known: Known) -> Iterator[str]:
    """For each name, date or address in a clause that nothing has, that it is not there, and what is.

    What the archive has, though no answer can have it (an outlet that quotes nobody, a filter), is said to be there.
    """
    if isinstance(node, Or):
        for operand in node.operands[:_MOST_VALUES]:
            yield from of_values(operand, count=count, everywhere=everywhere, known=known)
    if not isinstance(node, Field) or node.name not in _TOLD:
        return
    space = FIELDS[node.name].space
    asked = node.operand.operands[:_MOST_VALUES] if isinstance(node.operand, And | Or) else (node.operand,)
    lines: dict[str, None] = {}
    for operand in asked:
        clause = Field(node.name, operand)
        if isinstance(operand, Not) or count(clause):
            continue
        if many := everywhere(clause, space):
            lines[f"  in the archive {_many(many, space[:-1])} with: {safe(normal_form(clause))}"] = None
        elif node.name == "date":
            lines |= dict.fromkeys(_dated(operand, known))
        elif (value := _value(operand)) is not None:
            lines |= dict.fromkeys(_named(node.name, value, everywhere, known))
    yield from lines


def _named(field: str, value: str, everywhere: Everywhere, known: Known) -> Iterator[str]:
    if field == "url":
        yield from _addressed(value, lambda tree: everywhere(tree, "articles"))
        return
    line = f"  there is no {_TOLD[field]} {safe(value)}"
    near = known.similar_values(field, value)
    yield f"{line}: did you mean {safe(_either(field, near))}?" if near else line


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


def _either(field: str, near: Mapping[str, int]) -> str:
    if field in _WHOLE:
        return " or ".join(normal_form(Field(field, Literal(value))) for value in near)
    return " or ".join(f"{_clause(field, value)} ({many:,})" for value, many in near.items())


def _clause(field: str, value: str) -> str:
    bare = " ".join(value.replace('"', " ").split())
    return f"{field}:{bare}" if bare.isalnum() else f'{field}:"{bare}"'


# Dates.


def _dated(asked: Node, known: Known) -> Iterator[str]:
    """From when to when the archive is, or what is next to a span of days in which it has nothing."""
    facts = known.facts()
    match asked:
        case DateUnknown():
            yield "  every article states a date"
        case Period() if facts.first is None:
            yield "  no article states a date: date:unknown finds them"
        case Period(first, last):
            yield from _around(known.reach(first, last), facts)


def _around(reach: Reach, facts: IndexFacts) -> Iterator[str]:
    if reach.coarser:
        start, end = reach.coarser_span or (None, None)
        clause = normal_form(Field("date", Period(start, end)))
        yield f"  {_many(reach.coarser, 'article')} dated less exactly: {clause}"
    if reach.before and reach.after:
        yield f"  the nearest dates are {reach.before} and {reach.after}"
        return
    undated = f" ({_many(facts.undated, 'article')} without: date:unknown)" if facts.undated else ""
    yield f"  the archive's dates are from {facts.first} to {facts.last}{undated}"


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# Addresses.


def _addressed(value: str, count: Count) -> Iterator[str]:
    """That no article is from an address, and the longest beginning of it from which there are some."""
    if found := begun_alike(value, lambda start: count(Field("url", Literal(start, True)))):
        start, many = found
        clause = normal_form(Field("url", Literal(start, True)))
        yield f"  no article is from this address; {_many(many, 'article')} from: {safe(clause)}"
    elif count(Field("url", Literal("http", True))):
        yield "  no article is from this address, nor from its site"
    else:
        yield "  no article states its address"
