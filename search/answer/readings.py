"""What capitals in a query were read as, and what else they may mean: acronyms (`indexer.analysis.acronyms`),
operators.

`US` is the acronym and `us` the word. As people type in small letters, a word is found as the acronym as well where
the archive prints that in more articles than the word (`aids`), unless it is a function word (`us`, `who`, `it`),
which nobody asks for as anything else. Either way the answer says so.

In a headline in capitals `AND` is an operator, as everywhere: the language does not guess. The answer says that, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from indexer.analysis.acronyms import WORDS, of_acronym
from indexer.analysis.tokenizer import stem
from search.engine import Searcher, frequency
from search.language import Kind, lex
from search.language.emphasis import FUNCTION_WORDS
from search.language.fields import info_of
from search.language.syntax import Field, Node, Phrase, Word, walk
from search.results import Reading

__all__ = ["acronyms_meant", "operators_in_capitals", "readings"]

_OF_HEADLINES = frozenset((Kind.WORD, Kind.PHRASE, Kind.OPERATOR))


def acronyms_meant(searcher: Searcher, word: str) -> tuple[str, ...]:
    """The acronym that a word in small letters finds as well, if it does."""
    if word not in WORDS or word in FUNCTION_WORDS:
        return ()
    more = frequency(searcher, "text", word.upper()) > frequency(searcher, "words", word)
    return (word.upper(),) if more else ()


def operators_in_capitals(text: str) -> tuple[str, ...]:
    """The operators in a text that may be a headline in capitals, each once; none in what is plainly a query.

    A headline has no fields, groups or signs, and has words side by side: `UN OR EU` is no headline.
    """
    if not text.isupper():
        return ()
    tokens = [token for token in lex(text) if token.kind != Kind.SPACE]
    if not all(token.kind in _OF_HEADLINES for token in tokens):
        return ()
    beside = any(Kind.OPERATOR not in (one.kind, other.kind) for one, other in pairwise(tokens))
    return tuple(dict.fromkeys(token.text for token in tokens if token.kind == Kind.OPERATOR)) if beside else ()


def readings(tree: Node, searcher: Searcher) -> tuple[Reading, ...]:
    """How the words of a query that are spelt like an acronym were read, where the archive has the other as well."""
    found: dict[str, Reading] = {}
    read = set(_surfaces(tree))
    for surface in _surfaces(tree):
        word = of_acronym(surface)
        other = word or surface.upper()
        if (word or surface in WORDS) and other not in read and stem(surface) not in found:
            articles = frequency(searcher, "text", stem(other))
            if articles:
                found[stem(surface)] = Reading(
                    word=surface, read="acronym" if word else "word", other=other, articles=articles
                )
    return tuple(found.values())


def _surfaces(tree: Node) -> Iterator[str]:
    """The words and the words of phrases, in the order of the query; one that finds both is left out."""
    for node in walk(tree, into=lambda node: not isinstance(node, Field) or info_of(node.name).kind == "text"):
        if isinstance(node, Word) and node.surface.upper() not in node.also:
            yield node.surface
        elif isinstance(node, Phrase):
            yield from node.surfaces
