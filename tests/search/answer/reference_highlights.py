"""Where a query's true matches stand in a text: whole phrases, words near each other, any form of a word.

The text is tokenized as it was for the index, so what is marked is what was matched.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import islice
from math import log
from typing import Literal

from indexer.analysis.sentences import Layout, layout
from indexer.analysis.tokenizer import Token, stem, tokens
from indexer.store import Index
from indexer.text.languages import primary
from search.language import Count, Highlights, Marks, Meeting, Nearness
from search.results import Mark

TextField = Literal["title", "body", "quote"]
_SOURCES: dict[TextField, tuple[str, ...]] = {
    "title": ("text", "title"),
    "body": ("text", "body", "lead"),
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


class _Text:
    """A text in words; `beside` is the rest of the document where a clause speaks of both, title and body."""

    def __init__(
        self,
        text: str,
        *,
        language: str = "",
        words: Sequence[Token] | None = None,
        title: bool = False,
        beside: str = "",
    ) -> None:
        self.language = language
        self.words = list(tokens(text)) if words is None else words
        self.known: dict[Marks | None, list[Span]] = {}
        """Where marks that were looked for stand."""
        self._beside = beside
        self._text = text
        self._title = title

    @cached_property
    def beside(self) -> _Text:
        return _Text(self._beside, language=self.language)

    @cached_property
    def surfaces(self) -> tuple[str, ...]:
        return tuple(word.surface for word in self.words)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each surface stands, ascending."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, surface in enumerate(self.surfaces):
            found[surface].append(place)
        return dict(found)

    @cached_property
    def layout(self) -> Layout:
        if self._title:
            return Layout(sentences=(0,), paragraphs=(0,), lead=0)
        return layout(self._text, [word.start for word in self.words])

    def lead(self) -> _Text:
        """The same text, of which only the lead has words."""
        part = _Text(self._text, language=self.language, words=self.words[: self.layout.lead])
        part.layout = self.layout
        return part

    def alone(self) -> _Text:
        """The same text without what stands beside it."""
        if not self._beside:
            return self
        return _Text(self._text, language=self.language, words=self.words, title=self._title)


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
    find: Callable[[_Text], Iterator[Span]] | None = None
    terms: tuple[tuple[str, str], ...] = ()


class Marker:
    """Finds the matches of one query in the texts of its answers."""

    def __init__(self, highlights: Highlights, index: Index) -> None:
        self.weights: list[float] = []
        self._clauses: dict[str, _Clauses] = {}
        for source in fields(Highlights):
            clauses = list(_clauses(getattr(highlights, source.name)))
            self._clauses[source.name] = _Clauses(enumerate(clauses, len(self.weights)))
            self.weights += [_weight(clause, index) for clause in clauses]

    def matches(self, field: TextField, text: str, *, language: str | None = None, beside: str = "") -> list[Match]:
        """All occurrences in a text of this field, by their start; they may overlap.

        `language` is that of the article; `beside` is the body where the text is a title, and the title where it is
        a body.
        """
        wanted = {source: clauses for source in _SOURCES[field] if (clauses := self._clauses[source])}
        if not wanted:
            return []
        spoken = primary(language or "")
        whole = _Text(text, language=spoken, title=field == "title", beside=beside)
        found = []
        for source, clauses in wanted.items():
            part = whole if source == "text" else whole.lead() if source == "lead" else whole.alone()
            found += [Match(part.words[a].start, part.words[b].end, number) for number, a, b in clauses.spans(part)]
        return sorted(found, key=lambda match: (match.start, match.end, match.clause))

    def spans(
        self, field: TextField, text: str, *, language: str | None = None, beside: str = ""
    ) -> tuple[Mark, ...]:
        """The code points to mark, overlaps joined; `language` and `beside` as for `matches`."""
        found = self.matches(field, text, language=language, beside=beside)
        return joined((match.start, match.end) for match in found)


def joined(spans: Iterator[Mark]) -> tuple[Mark, ...]:
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
        self._inflected: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._fitting: list[tuple[int, Callable[[str], bool]]] = []
        self._finding: list[tuple[int, Callable[[_Text], Iterator[Span]]]] = []
        self._of: dict[str, list[int]] = {}
        for number, clause in numbered:
            if clause.stem is not None:
                self._stems[clause.stem].append(number)
            elif clause.surface is not None and clause.language:
                self._inflected[clause.language, clause.surface].append(number)
            elif clause.surface is not None:
                self._surfaces[clause.surface].append(number)
            elif clause.fits:
                self._fitting.append((number, clause.fits))
            elif clause.find:
                self._finding.append((number, clause.find))
        self._words = bool(self._stems or self._surfaces or self._inflected or self._fitting)

    def __bool__(self) -> bool:
        return self._words or bool(self._finding)

    def spans(self, text: _Text) -> Iterator[tuple[int, int, int]]:
        """The number of a clause, and the first and the last word of a place where it holds."""
        for place, token in enumerate(text.words) if self._words else ():
            for number in self._fit(token.surface):
                yield number, place, place
            for number in self._inflected.get((text.language, token.surface), ()) if self._inflected else ():
                yield number, place, place
        for number, find in self._finding:
            for first, last in find(text):
                yield number, first, last

    def places(self, text: _Text) -> list[Span]:
        """Where any of them holds, in order."""
        found = text.known.get(self._marks)
        if found is None:
            found = text.known[self._marks] = sorted({(first, last) for _, first, last in self.spans(text)})
        return found

    def _fit(self, surface: str) -> list[int]:
        found = self._of.get(surface)
        if found is None:
            found = [*self._surfaces.get(surface, ()), *(number for number, fits in self._fitting if fits(surface))]
            if self._stems:
                found += self._stems.get(stem(surface), ())
            self._of[surface] = found
        return found


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


def _weight(clause: _Clause, index: Index) -> float:
    """The inverse document frequency of the rarest word; more words say more."""
    if not clause.terms:
        return _UNKNOWN_RARITY
    articles = index.articles
    having = min(articles.doc_frequency(field, term) for field, term in clause.terms)
    return log(1 + articles.doc_count_all() / (1 + having)) * (1 + log(len(clause.terms)))


def _fits_glob(glob: str) -> Callable[[str], bool]:
    pattern = re.compile("".join({"*": ".*", "?": "."}.get(sign) or re.escape(sign) for sign in glob))
    return lambda surface: pattern.fullmatch(surface.lower()) is not None


def _is_near(word: str, edits: int) -> Callable[[str], bool]:
    from rapidfuzz.distance import Levenshtein

    return lambda surface: (
        surface[:1].lower() == word[:1] and Levenshtein.distance(surface.lower(), word, score_cutoff=edits) <= edits
    )


def _finds_phrase(phrase: tuple[str, ...]) -> Callable[[_Text], Iterator[Span]]:
    def find(text: _Text) -> Iterator[Span]:
        if all(word in text.places for word in phrase):
            for place in text.places[phrase[0]]:
                if text.surfaces[place : place + len(phrase)] == phrase:
                    yield place, place + len(phrase) - 1

    return find


def _finds_nearness(nearness: Nearness) -> Callable[[_Text], Iterator[Span]]:
    operands = [_unnumbered(marks) for marks in nearness.operands]

    def find(text: _Text) -> Iterator[Span]:
        chains: list[tuple[Span, tuple[Span, ...]]] = [(span, (span,)) for span in operands[0].places(text)]
        for operand in operands[1:]:
            places = operand.places(text)
            starts = [first for first, _ in places]
            longer = (
                ((min(reach[0], span[0]), max(reach[1], span[1])), (*parts, span))
                for reach, parts in chains
                for span in _within(places, starts, reach, nearness)
                if nearness.ordered or all(span[0] > last or span[1] < first for first, last in parts)
            )
            chains = list(islice(longer, _MOST_CHAINS))
        for _, parts in chains:
            yield from parts

    return find


def _finds_meeting(meeting: Meeting) -> Callable[[_Text], Iterator[Span]]:
    """Every mention of a part in the sentences, or paragraphs, where each part has a place of its own."""
    operands = [_unnumbered(marks) for marks in meeting.operands]

    def find(text: _Text) -> Iterator[Span]:
        starts = text.layout.sentences if meeting.unit == "sentence" else text.layout.paragraphs
        by_unit: dict[int, list[list[Span]]] = defaultdict(lambda: [[] for _ in operands])
        for number, operand in enumerate(operands):
            for first, last in operand.places(text):
                unit = bisect_right(starts, first)
                if unit == bisect_right(starts, last):
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


def _finds_count(count: Count) -> Callable[[_Text], Iterator[Span]]:
    """The mentions, if there are enough of them in the whole document."""
    clauses = _unnumbered(count.operand)

    def find(text: _Text) -> Iterator[Span]:
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
