"""Words of a query that are spelt like an acronym (`indexer.acronyms`): how each was read, and what else there is.

`US` is the acronym and `us` the word. As people type in small letters, a word is found as the acronym as well where
the archive prints that in more articles than the word (`aids`), unless it is a function word (`us`, `who`, `it`),
which nobody asks for as anything else. Either way the answer says so.
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.acronyms import WORDS, of_acronym
from indexer.analysis import stem
from indexer.store import Index
from search.engine import frequency
from search.language import FIELDS, Node
from search.language.emphasis import FUNCTION_WORDS
from search.language.syntax import And, Field, Near, Not, Or, Phrase, Said, Word
from search.results import Reading

__all__ = ["acronyms_meant", "readings"]


def acronyms_meant(index: Index, word: str) -> tuple[str, ...]:
    """The acronym that a word in small letters finds as well, if it does."""
    if word not in WORDS or word in FUNCTION_WORDS:
        return ()
    more = frequency(index, "text", word.upper()) > frequency(index, "words", word)
    return (word.upper(),) if more else ()


def readings(tree: Node, index: Index) -> tuple[Reading, ...]:
    """How the words of a query that are spelt like an acronym were read, where the archive has the other as well."""
    found: dict[str, Reading] = {}
    read = set(_surfaces(tree))
    for surface in _surfaces(tree):
        word = of_acronym(surface)
        other = word or surface.upper()
        if (word or surface in WORDS) and other not in read and stem(surface) not in found:
            articles = frequency(index, "text", stem(other))
            if articles:
                found[stem(surface)] = Reading(
                    word=surface, read="acronym" if word else "word", other=other, articles=articles
                )
    return tuple(found.values())


def _surfaces(node: Node) -> Iterator[str]:
    """The words and the words of phrases, in the order of the query; one that finds both is left out."""
    match node:
        case Word(surface, also=also):
            if surface.upper() not in also:
                yield surface
        case Phrase(surfaces):
            yield from surfaces
        case Field(name, operand):
            if FIELDS[name].kind == "text":
                yield from _surfaces(operand)
        case Said(operand) | Not(operand):
            yield from _surfaces(operand)
        case And(operands) | Or(operands) | Near(operands):
            for operand in operands:
                yield from _surfaces(operand)
        case _:
            pass
