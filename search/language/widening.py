"""A tree with the other spellings of its names put in, and the forms of its words in other languages.

Which spellings there are is the archive's business: they come from a function that is handed in. Bare words are
widened, also inside `title:`, `quote:`, groups and nearness; phrases, `=exact` words, patterns and the fields of
names are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from search.language.fields import FIELDS
from search.language.syntax import And, Exact, Field, Node, Phrase, Word, replaced, walk

__all__ = ["POSSESSIVE", "Inflected", "Spellings", "exactly_spelt", "forms", "no_forms", "widened", "widened_words"]

Spellings = Callable[[str], tuple[str, ...]]
"""The other spellings of a surface, none for a word that is no name."""

Inflected = Callable[[str], tuple[tuple[str, str], ...]]
"""The inflected forms of a surface in languages other than English, each with the code of its language."""

POSSESSIVE = "'s"


def forms(spelling: str) -> tuple[str, str]:
    """The surfaces in which a spelling is found: a stem's would reach further than to a name."""
    return spelling, spelling + POSSESSIVE


def no_forms(surface: str) -> tuple[()]:
    """Of an archive that knows none."""
    return ()


def widened(node: Node, spellings: Spellings = no_forms, inflections: Inflected = no_forms) -> Node:
    """The same tree, each bare word with its other spellings and its forms in other languages."""
    match node:
        case Word(surface):
            also, inflected = spellings(surface), inflections(surface)
            return replace(node, also=also, inflected=inflected) if also or inflected else node
        case Field(name) if FIELDS[name].kind != "text":
            return node
        case _:
            return replaced(node, lambda part: widened(part, spellings, inflections))


def exactly_spelt(node: Node) -> Node:
    """The same tree, with speakers in the spelling that is asked for only: `speaker:x` is `speaker:=x`."""
    if isinstance(node, Field):
        return replaced(node, _as_printed) if node.name == "speaker" else node
    return replaced(node, exactly_spelt)


def _as_printed(node: Node) -> Node:
    match node:
        case Word(surface, start=start, end=end):
            return Exact(surface, start=start, end=end)
        case Phrase(surfaces, start=start, end=end):
            return And(tuple(Exact(surface, start=start, end=end) for surface in surfaces), start=start, end=end)
        case _:
            return replaced(node, _as_printed)


def widened_words(tree: Node) -> Iterator[Word]:
    """The words that were widened, in the order of the query."""
    return (node for node in walk(tree) if isinstance(node, Word) and node.also)
