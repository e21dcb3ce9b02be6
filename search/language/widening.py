"""A tree with the other spellings of its names put in.

Which spellings there are is the archive's business: they come from a function that is handed in. Bare words are
widened, also inside `title:`, `quote:`, groups and nearness; phrases, `=exact` words, patterns and the fields of
names are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from search.language.fields import FIELDS
from search.language.syntax import And, AtLeast, Exact, Field, Near, Node, Not, Or, Phrase, Said, Together, Word

__all__ = ["POSSESSIVE", "Spellings", "exactly_spelt", "forms", "widened", "widened_words"]

Spellings = Callable[[str], tuple[str, ...]]
"""The other spellings of a surface, none for a word that is no name."""

POSSESSIVE = "'s"


def forms(spelling: str) -> tuple[str, str]:
    """The surfaces in which a spelling is found: a stem's would reach further than to a name."""
    return spelling, spelling + POSSESSIVE


def widened(node: Node, spellings: Spellings) -> Node:
    """The same tree, each bare word with its other spellings."""
    match node:
        case Word(surface):
            also = spellings(surface)
            return replace(node, also=also) if also else node
        case Field(name, operand):
            return replace(node, operand=widened(operand, spellings)) if FIELDS[name].kind == "text" else node
        case Said(operand) | Not(operand) | AtLeast(operand):
            return replace(node, operand=widened(operand, spellings))
        case And(operands) | Or(operands) | Near(operands) | Together(operands):
            return replace(node, operands=tuple(widened(operand, spellings) for operand in operands))
        case _:
            return node


def exactly_spelt(node: Node) -> Node:
    """The same tree, with speakers in the spelling that is asked for only: `speaker:x` is `speaker:=x`."""
    match node:
        case Field("speaker", operand):
            return replace(node, operand=_as_printed(operand))
        case Said(operand) | Not(operand):
            return replace(node, operand=exactly_spelt(operand))
        case And(operands) | Or(operands):
            return replace(node, operands=tuple(map(exactly_spelt, operands)))
        case _:
            return node


def _as_printed(node: Node) -> Node:
    match node:
        case Word(surface, start=start, end=end):
            return Exact(surface, start=start, end=end)
        case Phrase(surfaces, start=start, end=end):
            return And(tuple(Exact(surface, start=start, end=end) for surface in surfaces), start=start, end=end)
        case Not(operand):
            return replace(node, operand=_as_printed(operand))
        case And(operands) | Or(operands):
            return replace(node, operands=tuple(map(_as_printed, operands)))
        case _:
            return node


def widened_words(node: Node) -> Iterator[Word]:
    """The words that were widened, in the order of the query."""
    match node:
        case Word(also=also):
            if also:
                yield node
        case Field(_, operand) | Said(operand) | Not(operand) | AtLeast(operand):
            yield from widened_words(operand)
        case And(operands) | Or(operands) | Near(operands) | Together(operands):
            for operand in operands:
                yield from widened_words(operand)
        case _:
            pass
