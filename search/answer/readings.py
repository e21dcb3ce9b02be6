"""What words of a query were read as, and what else they may be meant for.

`US` is the acronym and `us` the word (`indexer.analysis.acronyms`). As people type in small letters, a word is found
as the acronym as well where the archive prints that in more articles than the word (`aids`), unless it is a function
word (`us`, `who`, `it`), which nobody asks for as anything else. Either way the answer says so.

`OR` is the operator and `or` the word, and so is `OR` in a headline in capitals; `NOT` is the operator also where a
sentence stresses it. What the query finds when it is read the other way is told where it differs.

`talks?` by itself is a pattern; where the word without the mark is printed, that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Literal

from indexer.analysis.acronyms import WORDS, of_acronym
from indexer.analysis.tokenizer import stem
from indexer.errors import QuerySyntaxError
from search.engine.seam import BackEnd
from search.language import Kind, Token, lex
from search.language.emphasis import FUNCTION_WORDS
from search.language.fields import info_of
from search.language.syntax import Field, Node, Pattern, Phrase, Word, walk
from search.results import Reading

__all__ = ["acronyms_meant", "joints", "readings"]

_JOINTS = ("and", "or", "not")
_FEW = 8
"""Words, at most, of a query in which `or` may be meant to join; a sentence has more, or has function words."""


def acronyms_meant(searcher: BackEnd, word: str) -> tuple[str, ...]:
    """The acronym that a word in small letters finds as well, if it does."""
    if word not in WORDS or word in FUNCTION_WORDS:
        return ()
    more = searcher.frequency("text", word.upper()) > searcher.frequency("words", word)
    return (word.upper(),) if more else ()


def joints(text: str, *, total: int, count: Callable[[str], int]) -> tuple[Reading, ...]:
    """The words of a query that are spelt like an operator, and its operators that may be words, if the query read
    the other way does not have `total` answers, nor, for an operator, none. `count` tells how many a query has;
    QuerySyntaxError if it is none.
    """
    meant = _other_way(text)
    if meant is None:
        return ()
    read, places, other = meant
    try:
        answers = count(other.rstrip(" ?"))  # beside an operator it would be one letter
    except QuerySyntaxError:  # `or` at an end joins nothing
        return ()
    if answers == total or (read == "operator" and not answers):
        return ()
    words = dict.fromkeys(place.text for place in places)
    return tuple(
        Reading(word=word, read=read, other=word.lower() if read == "operator" else word.upper(), articles=answers)
        for word in words
    )


def _other_way(text: str) -> tuple[Literal["word", "operator"], list[Token], str] | None:
    """How the joints of a query are read, where they stand, and the query that reads them otherwise."""
    lowered = text.lower()
    if not any(joint in lowered for joint in _JOINTS):
        return None
    tokens = [token for token in lex(text) if token.kind not in (Kind.SPACE, Kind.PHRASE)]
    words = [token for token in tokens if token.kind == Kind.WORD and any(map(str.isalnum, token.text))]
    operators = [token for token in tokens if token.kind == Kind.OPERATOR]
    small = [token for token in words if token.text in _JOINTS]
    light = any(token.text.lower() in FUNCTION_WORDS for token in words if token not in small)
    if small and not operators and not light and len(words) <= _FEW:
        return "word", small, _respelt(text, small, str.upper)
    named = [token for token in operators if token.text.lower() in _JOINTS]
    if not named or len(named) < len(operators) or len(words) + len(operators) < len(tokens):
        return None
    if text.isupper() and _side_by_side(tokens):
        return "word", named, _respelt(text.lower(), named, str.upper)
    return ("operator", named, _respelt(text, named, str.lower)) if light else None


def _side_by_side(tokens: list[Token]) -> bool:
    return any(Kind.OPERATOR not in (one.kind, other.kind) for one, other in pairwise(tokens))


def _respelt(text: str, tokens: list[Token], spelt: Callable[[str], str]) -> str:
    for token in tokens:
        text = text[: token.start] + spelt(token.text) + text[token.end :]
    return text


def readings(tree: Node, searcher: BackEnd) -> tuple[Reading, ...]:
    """How words that may be meant otherwise were read, where the archive has the other as well: those that are spelt
    like an acronym, and one that ends in a question mark."""
    found: dict[str, Reading] = {}
    if isinstance(tree, Pattern) and tree.glob.endswith("?"):
        word = tree.glob[:-1]
        if articles := searcher.frequency("text", stem(word)):
            return (Reading(word=tree.glob, read="pattern", other=word, articles=articles),)
    read = set(_surfaces(tree))
    for surface in _surfaces(tree):
        word = of_acronym(surface)
        other = word or surface.upper()
        if (word or surface in WORDS) and other not in read and stem(surface) not in found:
            articles = searcher.frequency("text", stem(other))
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
