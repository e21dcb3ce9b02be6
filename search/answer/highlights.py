"""Where a query's true matches stand in a text: whole phrases, words near each other, any form of a word.

What is marked is what was matched: a token here is one of the index (`indexer.analysis.tokenizer`). Only tokens that
some clause may want are made (`search.answer.spotting`); how many others lie between two of them is counted where a
clause asks for that. `tests/search/answer/reference_highlights.py` says the same of all tokens.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import chain, islice
from math import log
from typing import Literal, NamedTuple

from indexer.analysis.sentences import LEAD_MOST, breaks, layout
from indexer.analysis.tokenizer import stem, tokens
from indexer.text.languages import primary
from search.answer.spotting import (
    Found,
    Pieces,
    Spotter,
    Text,
    pieces_of_fuzzy,
    pieces_of_glob,
    pieces_of_stem,
    pieces_of_surface,
)
from search.engine.seam import Holdings
from search.language import Count, Highlights, Marks, Meeting, Nearness
from search.results import Mark

TextField = Literal["title", "body", "quote"]
_SOURCES: dict[TextField, tuple[str, ...]] = {
    "title": ("text", "title"),
    "body": ("text", "body", "lead"),
    "quote": ("text", "quote"),
}
_MARKED = tuple(source.name for source in fields(Highlights))
_UNKNOWN_RARITY = 4.0  # of a pattern or a nearness, whose frequency is not looked up for an excerpt
_LONGEST = 64  # how many words an operand of a nearness may have
_MOST_CHAINS = 10_000  # bounds the work on a text that repeats the words of a nearness without end
Span = tuple[int, int]
"""First and last word of an occurrence, both included."""


class Match(NamedTuple):
    """An occurrence of a clause: code points `start` to `end`, and the clause's number in `Marker.weights`."""

    start: int
    end: int
    clause: int


class _Words:
    """The words of a text that clauses may want, in order; `beside` is the rest of the document, title or body."""

    def __init__(
        self, text: Text, spotter: Spotter, *, language: str, far: int, title: bool = False, beside: str = ""
    ) -> None:
        """No clause asks for more than `far` words between two."""
        self.text = text
        self.language = language
        self.found: list[Found] = spotter.found(text)
        self.known: dict[Marks | None, list[Span]] = {}
        """Where marks that were looked for stand."""
        self._spotter = spotter
        self._far = far
        self._title = title
        self._beside = beside

    @cached_property
    def beside(self) -> _Words:
        return _Words(Text(self._beside), self._spotter, language=self.language, far=self._far)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each surface stands, ascending."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, (_, _, surface) in enumerate(self.found):
            found[surface].append(place)
        return dict(found)

    @cached_property
    def ordinals(self) -> list[int]:
        """(found,) ascending: two words are as many apart as in the text, or more than `far`."""
        found, at = [0], 0
        for (_, end, _), (start, _, _) in zip(self.found, self.found[1:], strict=False):
            at += 1 + self.text.between(end, start, most=self._far)
            found.append(at)
        return found

    @cached_property
    def breaks(self) -> tuple[list[int], list[int]]:
        """The places where a sentence has ended, and those of them where a paragraph has."""
        if self._title:
            return [], []
        every = list(breaks(self.text.text))
        return [place for place, _ in every], [place for place, paragraph in every if paragraph]

    def lead(self) -> _Words:
        """The same text, of which only the lead has words."""
        text = self.text.text
        starts = [token.start for token in islice(tokens(text), LEAD_MOST + 1)]
        behind = layout(text, starts).lead
        return self._part(self.found[: bisect_left(self.found, (starts[behind],))] if behind < len(starts) else None)

    def alone(self) -> _Words:
        """The same text without what stands beside it."""
        return self._part() if self._beside else self

    def _part(self, found: list[Found] | None = None) -> _Words:
        part = copy(self)
        part.known, part._beside = {}, ""
        for name in ("beside", "places", "ordinals"):
            part.__dict__.pop(name, None)
        if found is not None:
            part.found = found
        return part


@dataclass(frozen=True, slots=True)
class _Clause:
    """One thing to look for: a word alone by its `stem`, its `surface` or by what `fits`, anything longer by `find`.

    With a `language` it is looked for in texts of that language only.

    `terms` are the (field, term) pairs that say how rare it is; none where that is not known.
    """

    stem: str | None = None
    surface: str | None = None
    language: str = ""
    fits: Callable[[str], bool] | None = None
    find: Callable[[_Words], Iterator[Span]] | None = None
    terms: tuple[tuple[str, str], ...] = ()


class _Wanted:
    """What is looked for in the texts of one field: the clauses of each source, and how their words are found."""

    def __init__(self, clauses: dict[str, _Clauses], marks: Iterable[Marks]) -> None:
        self.clauses = clauses
        every = [part for one in marks for part in _parts(one)]
        pieces = Pieces()
        for one in every:
            pieces |= _pieces(one)
        self.spotter = Spotter(pieces, dict.fromkeys(phrase for one in every for phrase in one.phrases))
        self.far = max((nearness.within for one in every for nearness in one.near), default=0)
        self.words = clauses.keys() == {"text"} and clauses["text"].words_only
        """Whether words alone are looked for, in all of the text."""


class Marker:
    """Finds the matches of one query in the texts of its answers."""

    def __init__(self, highlights: Highlights, index: Holdings) -> None:
        self._index = index
        self._every: list[_Clause] = []
        self._marks: dict[str, Marks] = {}
        self._clauses: dict[str, _Clauses] = {}
        for source in _MARKED:
            marks: Marks = getattr(highlights, source)
            if marks:
                clauses = list(_clauses(marks))
                self._marks[source] = marks
                self._clauses[source] = _Clauses(enumerate(clauses, len(self._every)))
                self._every += clauses
        self._wanted: dict[TextField, _Wanted | None] = {}

    @cached_property
    def weights(self) -> list[float]:
        """What each clause is worth in an excerpt."""
        return [_weight(clause, self._index) for clause in self._every]

    def matches(self, field: TextField, text: str, *, language: str | None = None, beside: str = "") -> list[Match]:
        """All occurrences in a text of this field, by their start; they may overlap.

        `language` is that of the article; `beside` is the body where the text is a title, and the title where it is
        a body.
        """
        try:
            wanted = self._wanted[field]
        except KeyError:
            wanted = self._wanted[field] = self._wanted_in(field)
        if wanted is None or not text:
            return []
        spoken = primary(language or "")
        if wanted.words:
            of = wanted.clauses["text"].of
            return [
                Match(start, end, number)
                for start, end, surface in wanted.spotter.found(Text(text))
                for number in of(surface, spoken)
            ]
        whole = _Words(
            Text(text), wanted.spotter, language=spoken, far=wanted.far, title=field == "title", beside=beside
        )
        found = []
        for source, clauses in wanted.clauses.items():
            part = whole if source == "text" else whole.lead() if source == "lead" else whole.alone()
            words = part.found
            found += [Match(words[a][0], words[b][1], number) for number, a, b in clauses.spans(part)]
        return sorted(found)

    def _wanted_in(self, field: TextField) -> _Wanted | None:
        clauses = {source: self._clauses[source] for source in _SOURCES[field] if source in self._clauses}
        return _Wanted(clauses, [self._marks[source] for source in clauses]) if clauses else None

    def spans(
        self, field: TextField, text: str, *, language: str | None = None, beside: str = ""
    ) -> tuple[Mark, ...]:
        """The code points to mark, overlaps joined; `language` and `beside` as for `matches`."""
        return marked(self.matches(field, text, language=language, beside=beside))


def marked(matches: Iterable[Match]) -> tuple[Mark, ...]:
    """The spans of matches that are in order, those that overlap as one."""
    return joined([(start, end) for start, end, _ in matches])


def joined(spans: Iterable[Mark]) -> tuple[Mark, ...]:
    """Spans in order, those that overlap as one."""
    found: list[Mark] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


class _Clauses:
    """Clauses by number, those for words alone by the word: a query may have thousands."""

    def __init__(self, numbered: Iterable[tuple[int, _Clause]], *, of: Marks | None = None) -> None:
        """`of` are the marks of a part of a nearness, a meeting or a count: many have the same."""
        self._marks = of
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._surfaces: dict[str, list[int]] = defaultdict(list)
        self._inflected: dict[tuple[str, str], list[int]] = {}
        self._fitting: list[tuple[int, Callable[[str], bool]]] = []
        self._finding: list[tuple[int, Callable[[_Words], Iterator[Span]]]] = []
        self._of: dict[str, list[int]] = {}
        for number, clause in numbered:
            if clause.stem is not None:
                self._stems[clause.stem].append(number)
            elif clause.surface is not None and clause.language:
                self._inflected.setdefault((clause.language, clause.surface), []).append(number)
            elif clause.surface is not None:
                self._surfaces[clause.surface].append(number)
            elif clause.fits:
                self._fitting.append((number, clause.fits))
            elif clause.find:
                self._finding.append((number, clause.find))
        self._words = bool(self._stems or self._surfaces or self._inflected or self._fitting)

    @property
    def words_only(self) -> bool:
        """Whether all of them are for words alone."""
        return not self._finding

    def spans(self, text: _Words) -> Iterator[tuple[int, int, int]]:
        """The number of a clause, and the first and the last word of a place where it holds."""
        for place, (_, _, surface) in enumerate(text.found) if self._words else ():
            for number in self.of(surface, text.language):
                yield number, place, place
        for number, find in self._finding:
            for first, last in find(text):
                yield number, first, last

    def places(self, text: _Words) -> list[Span]:
        """Where any of them holds, in order."""
        found = text.known.get(self._marks)
        if found is None:
            found = text.known[self._marks] = sorted({(first, last) for _, first, last in self.spans(text)})
        return found

    def of(self, surface: str, language: str) -> list[int]:
        """The numbers of the clauses that a word alone meets, in a text of a language."""
        found = self._of.get(surface)
        if found is None:
            found = [*self._surfaces.get(surface, ()), *(number for number, fits in self._fitting if fits(surface))]
            if self._stems:
                found += self._stems.get(stem(surface), ())
            self._of[surface] = found
        return found + self._inflected.get((language, surface), []) if self._inflected else found


def _clauses(marks: Marks) -> Iterator[_Clause]:
    for word in sorted(marks.stems):
        yield _Clause(stem=word, terms=(("text", word),))
    for word in sorted(marks.surfaces):
        yield _Clause(surface=word, terms=(("words", word),))
    for language, word in sorted(marks.inflected):
        yield _Clause(surface=word, language=language, terms=(("words", word),))
    for glob in marks.globs:
        yield _Clause(fits=_fits_glob(glob))
    for word, edits in marks.fuzzy:
        yield _Clause(fits=_is_near(word, edits))
    for phrase in marks.phrases:
        yield _Clause(find=_finds_phrase(phrase), terms=tuple(("words", word) for word in phrase))
    for nearness in marks.near:
        yield _Clause(find=_finds_nearness(nearness))
    for meeting in marks.meetings:
        yield _Clause(find=_finds_meeting(meeting))
    for count in marks.counts:
        yield _Clause(find=_finds_count(count))


def _parts(marks: Marks) -> Iterator[Marks]:
    """The marks and those inside them."""
    yield marks
    operands = [one.operands for one in marks.near] + [one.operands for one in marks.meetings]
    for operand in chain.from_iterable(operands):
        yield from _parts(operand)
    for count in marks.counts:
        yield from _parts(count.operand)


def _pieces(marks: Marks) -> Pieces:
    """Of the words that are marked alone."""
    pieces = Pieces()
    for one in (
        *map(pieces_of_stem, marks.stems),
        *map(pieces_of_surface, marks.surfaces),
        *(pieces_of_surface(surface) for _, surface in marks.inflected),
        *map(pieces_of_glob, marks.globs),
        *(pieces_of_fuzzy(word, edits) for word, edits in marks.fuzzy),
    ):
        pieces |= one
    return pieces


def _weight(clause: _Clause, index: Holdings) -> float:
    """The inverse document frequency of the rarest word; more words say more."""
    if not clause.terms:
        return _UNKNOWN_RARITY
    having = min(index.doc_frequency(field, term) for field, term in clause.terms)
    return log(1 + index.size("articles") / (1 + having)) * (1 + log(len(clause.terms)))


def _fits_glob(glob: str) -> Callable[[str], bool]:
    pattern = re.compile("".join({"*": ".*", "?": "."}.get(sign) or re.escape(sign) for sign in glob))
    return lambda surface: pattern.fullmatch(surface.lower()) is not None


def _is_near(word: str, edits: int) -> Callable[[str], bool]:
    from rapidfuzz.distance import Levenshtein

    return lambda surface: (
        surface[:1].lower() == word[:1] and Levenshtein.distance(surface.lower(), word, score_cutoff=edits) <= edits
    )


def _finds_phrase(phrase: tuple[str, ...]) -> Callable[[_Words], Iterator[Span]]:
    def find(text: _Words) -> Iterator[Span]:
        if all(word in text.places for word in phrase):
            for place in text.places[phrase[0]]:
                words = text.found[place : place + len(phrase)]
                if tuple(surface for _, _, surface in words) == phrase and text.text.in_a_row(words):
                    yield place, place + len(phrase) - 1

    return find


def _finds_nearness(nearness: Nearness) -> Callable[[_Words], Iterator[Span]]:
    operands = [_unnumbered(marks) for marks in nearness.operands]

    def find(text: _Words) -> Iterator[Span]:
        several = [operand.places(text) for operand in operands]
        if not all(several):
            return
        ordinals = text.ordinals
        placed = dict(zip(ordinals, range(len(ordinals)), strict=True))
        several = [[(ordinals[first], ordinals[last]) for first, last in places] for places in several]
        chains: list[tuple[Span, tuple[Span, ...]]] = [(span, (span,)) for span in several[0]]
        for places in several[1:]:
            starts = [first for first, _ in places]
            longer = (
                ((min(reach[0], span[0]), max(reach[1], span[1])), (*parts, span))
                for reach, parts in chains
                for span in _within(places, starts, reach, nearness)
                if nearness.ordered or all(span[0] > last or span[1] < first for first, last in parts)
            )
            chains = list(islice(longer, _MOST_CHAINS))
        for _, parts in chains:
            yield from ((placed[first], placed[last]) for first, last in parts)

    return find


def _finds_meeting(meeting: Meeting) -> Callable[[_Words], Iterator[Span]]:
    """Every mention of a part in the sentences, or paragraphs, where each part has a place of its own."""
    operands = [_unnumbered(marks) for marks in meeting.operands]

    def find(text: _Words) -> Iterator[Span]:
        ends = text.breaks[meeting.unit == "paragraph"]
        words = text.found
        by_unit: dict[int, list[list[Span]]] = defaultdict(lambda: [[] for _ in operands])
        for number, operand in enumerate(operands):
            for first, last in operand.places(text):
                unit = bisect_right(ends, words[first][0])
                if unit == bisect_right(ends, words[last][0]):
                    by_unit[unit][number].append((first, last))
        for _, parts in sorted(by_unit.items()):
            if _fit(parts):
                yield from (span for spans in parts for span in spans)

    return find


def _fit(parts: list[list[Span]]) -> bool:
    """Whether each part has a place of its own: the earliest end of every set of parts, one behind the other."""
    ends = {0: -1}
    for members in range(1, 1 << len(parts)):
        found = [
            last
            for number, spans in enumerate(parts)
            if members >> number & 1 and (before := ends.get(members & ~(1 << number))) is not None
            for first, last in spans
            if first > before
        ]
        if found:
            ends[members] = min(found)
    return (1 << len(parts)) - 1 in ends


def _finds_count(count: Count) -> Callable[[_Words], Iterator[Span]]:
    """The mentions, if there are enough of them in the whole document."""
    clauses = _unnumbered(count.operand)

    def find(text: _Words) -> Iterator[Span]:
        places = clauses.places(text)
        if places:
            many = _apart(places)
            if many < count.times:
                many += _apart(clauses.places(text.beside))
            if many >= count.times:
                yield from places

    return find


def _apart(places: list[Span]) -> int:
    """How many of these spans there are that do not overlap."""
    count, end = 0, -1
    for first, last in sorted(places, key=lambda span: span[1]):
        if first > end:
            count, end = count + 1, last
    return count


def _unnumbered(marks: Marks) -> _Clauses:
    return _Clauses(((0, clause) for clause in _clauses(marks)), of=marks)


def _within(places: list[Span], starts: list[int], reach: Span, nearness: Nearness) -> Iterator[Span]:
    """The spans that stand behind `reach`, or, unordered, before it or inside it, by at most `within` places."""
    if nearness.ordered:
        yield from places[bisect_left(starts, reach[1] + 1) : bisect_right(starts, reach[1] + nearness.within)]
        return
    low = bisect_left(starts, reach[0] - nearness.within - _LONGEST)
    around = places[low : bisect_right(starts, reach[1] + nearness.within)]
    yield from (span for span in around if reach[0] - span[1] <= nearness.within)
