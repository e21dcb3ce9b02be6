"""How much each word of a query counts: function words hardly, repeated words as often as they stand there.

Function words (articles, pronouns, prepositions, auxiliaries, conjunctions) say how a question is put, not what it
is about; in a long question they add up to more than its rare words (Luhn 1958; Fox 1990). They are still looked
for and, within phrases, count in full: only their share in the score is cut to LIGHT, and only beside a word that
says more. A query of function words alone ("to be or not to be", "the who") is ranked by them.

A word that stands twice in a query counts twice: the query's term frequency of BM25 (Robertson and Walker 1994,
with k3 unbounded). The equal terms become one of twice the weight, so they are looked up once.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from whoosh.query import And, Or, Query, Term

from indexer.analysis.tokenizer import stem
from indexer.schema import SURFACE_FIELD
from search.engine.spaces import InQuotation
from search.language.fields import info_of
from search.language.syntax import And as AllOf
from search.language.syntax import Field, Node, Not, Said, Word, children
from search.language.syntax import Or as AnyOf

__all__ = ["FUNCTION_WORDS", "LIGHT", "light_stems", "weighed"]

LIGHT = 0.1
"""The weight of a function word beside content words. Above 0: articles that match by it alone have a score."""

FUNCTION_WORDS = frozenset(
    # articles, determiners, quantifiers
    "a an the this that these those each every either neither some any no all both few many much more most less "
    "least several other others another such same own enough "
    # pronouns
    "i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers "
    "herself it its itself they them their theirs themselves one's someone anyone everyone something anything "
    "everything nothing "
    # question words and relatives
    "who whom whose which what when where why how whoever whatever whichever whenever wherever "
    # auxiliaries, with their contractions
    "am is are was were be been being have has had having do does did doing done would should could shall must "
    "cannot "
    "ought i'm you're he's she's it's we're they're that's there's what's who's i've you've we've they've i'd you'd "
    "he'd she'd we'd they'd i'll you'll he'll she'll we'll they'll isn't aren't wasn't weren't hasn't haven't hadn't "
    "doesn't don't didn't won't wouldn't can't couldn't shouldn't mustn't "
    # prepositions
    "of in on at by for from to with without within into onto upon about above across after against along among "
    "around as before behind below beneath beside besides between beyond despite down during except inside like near "
    "off out outside over per since than through throughout till toward towards under until up via "
    # conjunctions
    "and or but nor if because although though unless whereas whether while so yet "
    # adverbs of place in the sentence and of degree
    "not there here then thus hence also too very just only quite rather again further once ever".split()
)
"""English function words, the closed classes of a grammar. Left out are those that are names as well: will, may,
can, might, mark."""


def light_stems(tree: Node, text: str) -> frozenset[str]:
    """The stems of a query's function words; none of them if it has nothing else to be ranked by.

    `text` is the query as typed: a word in capitals among words that are not is an acronym (WHO, US, IT).
    """
    words = [leaf for leaf in _leaves(tree) if isinstance(leaf, Word)]
    shouted = all(text[word.start : word.end].isupper() for word in words)
    light: set[str] = set()
    heavy: set[str] = set()
    for word in words:
        acronym = len(word.surface) > 1 and text[word.start : word.end].isupper() and not shouted
        (light if word.surface in FUNCTION_WORDS and not acronym else heavy).add(stem(word.surface))
    others = any(not isinstance(leaf, Word) for leaf in _leaves(tree))
    return frozenset(light - heavy) if heavy or others else frozenset()


def _leaves(node: Node) -> Iterator[Node]:
    """What is looked for in the text: the words, phrases and nearnesses that are not excluded."""
    match node:
        case Not():
            pass
        case Field(name) if info_of(name).kind != "text":
            pass
        case AllOf() | AnyOf() | Field() | Said():
            for part in children(node):
                yield from _leaves(part)
        case _:
            yield node


def weighed(query: Query, light: frozenset[str]) -> Query:
    """The query with the weights of its words; it matches what the query matches."""
    if isinstance(query, InQuotation):
        return InQuotation(weighed(query.inner, light))
    if type(query) is Term:
        return _lightened(query, light)
    if not isinstance(query, And | Or) or type(query) not in (And, Or):
        return query
    parts = _merged([weighed(part, light) for part in query.subqueries])
    return parts[0] if len(parts) == 1 else type(query)(parts, boost=query.boost)


def _lightened(term: Term, light: frozenset[str]) -> Term:
    if term.fieldname in SURFACE_FIELD and term.text in light:
        return Term(term.fieldname, term.text, boost=term.boost * LIGHT)
    return term


def _merged(parts: Sequence[Any]) -> list[Query]:
    """Equal terms as one, with the sum of their weights, where the first of them stands."""
    merged: list[Any] = []
    places: dict[tuple[str, str], int] = {}
    for part in parts:
        if type(part) is not Term:
            merged.append(part)
            continue
        place = places.setdefault((part.fieldname, part.text), len(merged))
        if place == len(merged):
            merged.append(part)
        else:
            merged[place] = Term(part.fieldname, part.text, boost=merged[place].boost + part.boost)
    return merged
