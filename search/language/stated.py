"""Fields that are not the language's own: what the articles of an archive state besides, as `section:world`.

Which there are, and which values each has, the archive knows. A clause is found by the words of the values, as an
outlet is by those of its name, and with = by all of them; for the engine it becomes the values that fit it, each of
them whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Protocol

from indexer.analysis.stated import SEPARATOR
from search.language.fields import FIELDS
from search.language.syntax import Exact, Field, Fuzzy, Literal, Node, Pattern, Phrase, Word, disjunction, replaced

__all__ = ["NOTHING_STATED", "STATED", "Stated", "resolved"]

STATED = "stated"
"""The field of the schema that has all of them."""


class Stated(Protocol):
    """What the articles of an archive state."""

    def names(self) -> Collection[str]:
        """The fields that can be asked for."""

    def values(self, name: str, /) -> Iterable[tuple[str, tuple[str, ...]]]:
        """The values of a field as printed, each with its words, folded."""


class _Nothing:
    """Of no archive."""

    def names(self) -> Collection[str]:
        return ()

    def values(self, name: str, /) -> Iterable[tuple[str, tuple[str, ...]]]:
        return ()


NOTHING_STATED: Stated = _Nothing()


def resolved(node: Node, stated: Stated) -> Node:
    """The same tree, with the values that are meant in the place of what was asked of such fields."""
    if not isinstance(node, Field):
        return replaced(node, lambda part: resolved(part, stated))
    if node.name in FIELDS:
        return node
    values = list(stated.values(node.name))

    def meant(part: Node) -> Node:
        fits = _fits(part)
        if fits is None:
            return replaced(part, meant)
        found = [value for value, words in values if fits(words)]
        # A value that no article has stands for none.
        return disjunction([Literal(f"{node.name}{SEPARATOR}{value}") for value in found or ("",)])

    return Field(STATED, meant(node.operand), start=node.start, end=node.end)


def _fits(leaf: Node) -> Callable[[tuple[str, ...]], bool] | None:
    """Whether the words of a value are what a leaf asks for; None for what is no leaf of a name."""
    match leaf:
        case Word(surface):
            return lambda words: surface in words
        case Exact(surface):
            return lambda words: words == (surface,)
        case Phrase(surfaces, exact=True):
            return lambda words: words == surfaces
        case Phrase(surfaces):
            many = len(surfaces)
            return lambda words: any(words[at : at + many] == surfaces for at in range(len(words) - many + 1))
        case Pattern(glob):
            pattern = re.compile(
                "".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in glob), re.DOTALL
            )
            return lambda words: any(map(pattern.fullmatch, words))
        case Fuzzy(surface, distance):
            from rapidfuzz.distance import Levenshtein

            return lambda words: any(
                word[0] == surface[0] and Levenshtein.distance(word, surface, score_cutoff=distance) <= distance
                for word in words
            )
        case _:
            return None
