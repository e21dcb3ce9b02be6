"""Where a query's true matches stand in a text: whole phrases, words near each other, any form of a word.

The text is tokenized as it was for the index, so what is marked is what was matched.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from math import log
from typing import Literal

from indexer.analysis import Token, stem, tokens
from indexer.store import Index
from search.language import Highlights, Marks, Nearness
from search.results import Mark

TextField = Literal["title", "body", "quote"]
_SOURCES: dict[TextField, tuple[str, ...]] = {
    "title": ("text", "title"),
    "body": ("text", "body"),
    "quote": ("text", "quote"),
}
_UNKNOWN_RARITY = 4.0  # of a pattern or a nearness, whose frequency is not looked up for an excerpt
_LONGEST = 64  # how many words an operand of a nearness may have
_MOST_CHAINS = 10_000  # bounds the work on a text that repeats the words of a nearness without end
Span = tuple[int, int]
"""First and last token of an occurrence, both included."""


@dataclass(frozen=True, slots=True)
class Match:
    """An occurrence of a clause: code points `start` to `end`, and the clause's number in `Marker.weights`."""

    start: int
    end: int
    clause: int


@dataclass(frozen=True, slots=True)
class _Clause:
    """One thing to look for: tells a word alone by `fits`, anything longer by `find`.

    `terms` are the (field, term) pairs that say how rare it is; none where that is not known.
    """

    fits: Callable[[str], bool] | None = None
    find: Callable[[Sequence[Token]], Iterator[Span]] | None = None
    terms: tuple[tuple[str, str], ...] = ()


class Marker:
    """Finds the matches of one query in the texts of its answers."""

    def __init__(self, highlights: Highlights, index: Index) -> None:
        self.weights: list[float] = []
        self._clauses: dict[str, list[tuple[int, _Clause]]] = {}
        for source in fields(Highlights):
            numbered = self._clauses[source.name] = []
            for clause in _clauses(getattr(highlights, source.name)):
                numbered.append((len(self.weights), clause))
                self.weights.append(_weight(clause, index))

    def matches(self, field: TextField, text: str) -> list[Match]:
        """All occurrences in a text of this field, by their start; they may overlap."""
        clauses = [numbered for source in _SOURCES[field] for numbered in self._clauses[source]]
        if not clauses:
            return []
        sequence = list(tokens(text))
        found = [Match(sequence[a].start, sequence[b].end, number) for number, a, b in _spans(clauses, sequence)]
        return sorted(found, key=lambda match: (match.start, match.end, match.clause))

    def spans(self, field: TextField, text: str) -> tuple[Mark, ...]:
        """The code points to mark, overlaps joined."""
        return joined((match.start, match.end) for match in self.matches(field, text))


def joined(spans: Iterator[Mark]) -> tuple[Mark, ...]:
    """Spans in order, those that overlap as one."""
    found: list[Mark] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _spans(clauses: list[tuple[int, _Clause]], sequence: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
    words = [(number, clause.fits) for number, clause in clauses if clause.fits]
    known: dict[str, list[int]] = {}
    for place, token in enumerate(sequence) if words else ():
        if token.surface not in known:
            known[token.surface] = [number for number, fits in words if fits(token.surface)]
        for number in known[token.surface]:
            yield number, place, place
    for number, clause in clauses:
        if clause.find:
            for first, last in clause.find(sequence):
                yield number, first, last


def _clauses(marks: Marks) -> Iterator[_Clause]:
    for word in sorted(marks.stems):
        yield _Clause(fits=_has_stem(word), terms=(("text", word),))
    for word in sorted(marks.surfaces):
        yield _Clause(fits=word.__eq__, terms=(("words", word),))
    for glob in marks.globs:
        yield _Clause(fits=_fits_glob(glob))
    for word, edits in marks.fuzzy:
        yield _Clause(fits=_is_near(word, edits))
    for phrase in marks.phrases:
        yield _Clause(find=_finds_phrase(phrase), terms=tuple(("words", word) for word in phrase))
    for nearness in marks.near:
        yield _Clause(find=_finds_nearness(nearness))


def _weight(clause: _Clause, index: Index) -> float:
    """The inverse document frequency of the rarest word; more words say more."""
    if not clause.terms:
        return _UNKNOWN_RARITY
    articles = index.articles
    having = min(articles.doc_frequency(field, term) for field, term in clause.terms)
    return log(1 + articles.doc_count_all() / (1 + having)) * (1 + log(len(clause.terms)))


def _has_stem(wanted: str) -> Callable[[str], bool]:
    return lambda surface: stem(surface) == wanted


def _fits_glob(glob: str) -> Callable[[str], bool]:
    pattern = re.compile("".join({"*": ".*", "?": "."}.get(sign) or re.escape(sign) for sign in glob))
    return lambda surface: pattern.fullmatch(surface.lower()) is not None


def _is_near(word: str, edits: int) -> Callable[[str], bool]:
    from rapidfuzz.distance import Levenshtein

    return lambda surface: (
        surface[:1].lower() == word[:1]
        and Levenshtein.distance(surface.lower(), word, score_cutoff=edits) <= edits
    )


def _finds_phrase(phrase: tuple[str, ...]) -> Callable[[Sequence[Token]], Iterator[Span]]:
    def find(sequence: Sequence[Token]) -> Iterator[Span]:
        for place in range(len(sequence) - len(phrase) + 1):
            if all(sequence[place + nth].surface == word for nth, word in enumerate(phrase)):
                yield place, place + len(phrase) - 1

    return find


def _finds_nearness(nearness: Nearness) -> Callable[[Sequence[Token]], Iterator[Span]]:
    operands = [[(0, clause) for clause in _clauses(marks)] for marks in nearness.operands]

    def find(sequence: Sequence[Token]) -> Iterator[Span]:
        chains: list[tuple[Span, tuple[Span, ...]]] = [(span, (span,)) for span in _places(operands[0], sequence)]
        for operand in operands[1:]:
            places = _places(operand, sequence)
            starts = [first for first, _ in places]
            chains = [
                ((min(reach[0], span[0]), max(reach[1], span[1])), (*parts, span))
                for reach, parts in chains
                for span in _within(places, starts, reach, nearness)
            ][:_MOST_CHAINS]
        for _, parts in chains:
            yield from parts

    return find


def _places(clauses: list[tuple[int, _Clause]], sequence: Sequence[Token]) -> list[Span]:
    return sorted({(first, last) for _, first, last in _spans(clauses, sequence)})


def _within(places: list[Span], starts: list[int], reach: Span, nearness: Nearness) -> Iterator[Span]:
    """The spans that stand behind `reach` (or, unordered, before it) by at most `within` places."""
    yield from places[bisect_left(starts, reach[1] + 1) : bisect_right(starts, reach[1] + nearness.within)]
    if not nearness.ordered:
        before = places[bisect_left(starts, reach[0] - nearness.within - _LONGEST) : bisect_left(starts, reach[0])]
        yield from (span for span in before if 0 < reach[0] - span[1] <= nearness.within)
