"""A tree with the other spellings of its names put in, and the forms of its words in other languages.

Which spellings there are is the archive's business: they come from a function that is handed in. Bare words are
widened, also inside `title:`, `quote:`, groups and nearness; phrases, `=exact` words, patterns and the fields of
names are not, but for outlets and speakers: these are looked for under their other names, be they asked for with one
word or a phrase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from search.language.fields import info_of
from search.language.syntax import And, Exact, Field, Node, Phrase, Word, replaced, walk

__all__ = [
    "POSSESSIVE", "Inflected", "OtherNames", "Spellings", "as_asked", "exactly_spelt", "forms", "names_asked",
    "no_forms", "no_names", "widened", "widened_words", "words_of_name",
]  # fmt: skip

Spellings = Callable[[str], tuple[str, ...]]
"""The other spellings of a surface, none for a word that is no name."""

Inflected = Callable[[str], tuple[tuple[str, str], ...]]
"""The inflected forms of a surface in languages other than English, each with the code of its language."""

OtherNames = Callable[[tuple[str, ...]], tuple[str, ...]]
"""The other names, whole and folded, of whom some words of a name are meant for: of outlets, or of a person."""

POSSESSIVE = "'s"


def forms(spelling: str) -> tuple[str, str]:
    """The surfaces in which a spelling is found: a stem's would reach further than to a name."""
    return spelling, spelling + POSSESSIVE


def no_forms(surface: str) -> tuple[()]:
    """Of an archive that knows none."""
    return ()


def no_names(words: tuple[str, ...]) -> tuple[()]:
    """Of an archive that knows none."""
    return ()


def widened(
    node: Node,
    spellings: Spellings = no_forms,
    inflections: Inflected = no_forms,
    outlets: OtherNames = no_names,
    people: OtherNames = no_names,
) -> Node:
    """The same tree, each bare word with its other spellings and its forms in other languages, each outlet and
    speaker with the other names."""
    match node:
        case Word(surface):
            also, inflected = spellings(surface), inflections(surface)
            return replace(node, also=also, inflected=inflected) if also or inflected else node
        case Field("source" | "speaker" as name):
            return replaced(node, lambda part: _named(part, outlets if name == "source" else people))
        case Field(name) if info_of(name).kind != "text":
            return node
        case _:
            return replaced(node, lambda part: widened(part, spellings, inflections, outlets, people))


def as_asked(name: str) -> Word | Phrase:
    """A whole name, folded, as a query would ask for it."""
    words = tuple(name.split())
    return Phrase(words) if len(words) > 1 else Word(name)


def _named(node: Node, others: OtherNames) -> Node:
    if isinstance(node, Word | Phrase) and (words := words_of_name(node)):
        return replace(node, also=others(words))
    return replaced(node, lambda part: _named(part, others))


def words_of_name(node: Node) -> tuple[str, ...]:
    """The words of a name of an outlet or a speaker that is looked for under others too; none for other nodes."""
    match node:
        case Word(surface):
            return (surface,)
        case Phrase(surfaces, 1, exact=False):
            return surfaces
        case _:
            return ()


def exactly_spelt(node: Node) -> Node:
    """The same tree, with speakers and outlets under the name that is asked for only: `speaker:x` is `speaker:=x`."""
    if isinstance(node, Field):
        if node.name == "source":
            return replaced(node, _so_called)
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


def _so_called(node: Node) -> Node:
    match node:
        case Word(surface, spelt):
            return Exact(surface, spelt, start=node.start, end=node.end)
        case Phrase():
            return replace(node, exact=True)
        case _:
            return replaced(node, _so_called)


def widened_words(tree: Node) -> Iterator[Word]:
    """The words that were widened, in the order of the query; names of outlets and speakers are not among them."""
    words = walk(tree, into=lambda node: not (isinstance(node, Field) and node.name in ("source", "speaker")))
    return (node for node in words if isinstance(node, Word) and node.also)


def names_asked(tree: Node, field: str) -> Iterator[Word | Phrase]:
    """The names in a field of a query that are looked for under others too, in its order."""
    for clause in walk(tree):
        if isinstance(clause, Field) and clause.name == field:
            for node in walk(clause.operand):
                if isinstance(node, Word | Phrase) and words_of_name(node):
                    yield node
