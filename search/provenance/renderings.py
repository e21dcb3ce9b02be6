"""How an article prints a quotation: whole, cut, with other words, split by an attribution, inside marks or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from indexer.article import Article, Quotation
from indexer.schema import BODY_START
from search.provenance.alignment import Alignment, Run, align, in_a_row
from search.provenance.candidates import Candidate
from search.provenance.differences import Difference, difference
from search.provenance.sought import Sought
from search.provenance.words import Words

__all__ = ["MARKED", "Kind", "Rendering", "rendering", "rendering_in_a_row", "rendering_in_title"]

Kind = Literal[
    "exact",  # every word, in this order, with no other between
    "cut",  # words are missing
    "changed",  # other words stand for some
    "added",  # words stand between that are not in the quotation
    "spelling",  # a word is spelt otherwise
    "negation",  # one of the two denies and the other does not
    "split",  # by words outside the marks: an attribution
    "insertion",  # words in brackets
    "ellipsis",  # the text says where it leaves something out
    "unmarked",  # most of it stands outside quotation marks
]

Extent = Literal["whole", "cut", "fragment"]

MARKED = 0.5
"""The part of the words that stand in marks, from which on it is printed as somebody's."""
_FRAGMENT = 0.5  # of what the quotation says: a text with less has a fragment
_BEFORE, _BEHIND = 12, 36  # words of text around the place where the quotation should stand
_ATTRIBUTION = 30  # words that stand between the parts of one utterance at most
_EDGE = 2  # words at either end that may be other ones, not missing
_ELLIPSIS = re.compile(r"…|\.(?:\s?\.){2}")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_TITLE_MARKS = re.compile(r"[“\"]([^“”\"]+)[”\"]|(?<!\w)[‘']([^‘’]+?)[’'](?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """How a text prints a quotation. Offsets are code points of the text, the article's body or its title."""

    kinds: tuple[Kind, ...]
    differences: tuple[Difference, ...]
    coverage: float
    """The part of what the quotation says that is printed, 0 to 1, by the bits of its words."""
    bits: float
    """What the printed words of it say."""
    longest: int
    """The most words of it in a row."""
    marked: float
    """The part of the printed words that stand inside quotation marks, 0 to 1."""
    added: int
    """Words printed that the quotation does not have."""
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    """Where the runs of equal words stand, in order."""
    said: tuple[Quotation, ...]
    """The quotations of the article that these words stand in."""
    joined: bool
    """Whether its parts are quotations that were never one: of two speakers, or with a story between."""
    worth: float
    """By which one place is better than another."""

    @property
    def verbatim(self) -> bool:
        """Whether every word is printed, in order, with no other; an attribution may split them."""
        return not self.differences and not self.joined

    @property
    def extent(self) -> Extent:
        """How much of it is printed. A word that is another one is not missing."""
        if self.coverage < _FRAGMENT:
            return "fragment"
        return "cut" if "cut" in self.kinds else "whole"

    @property
    def negation(self) -> bool:
        """Whether one of the two denies where the other does not, be it in what was cut."""
        return any(one.negation for one in self.differences)

    def to_dict(self) -> dict[str, Any]:
        differences = self.differences
        return {
            "extent": self.extent,
            "kinds": list(self.kinds),
            "coverage": round(self.coverage, 3),
            "missing": [one.quoted for one in differences if one.kind == "missing"],
            "added": [one.printed for one in differences if one.kind == "added"],
            "changed": [[one.quoted, one.printed] for one in differences if one.kind in ("changed", "spelling")],
            "negation": self.negation,
            "marked": round(self.marked, 3),
            "joined": self.joined,
            "start": self.start,
            "end": self.end,
        }


def rendering(
    article: Article, quotations: Sequence[Quotation], sought: Sought, place: Candidate
) -> Rendering | None:
    """How the body prints it at the place where the postings say that it stands; None if it has nothing of it."""
    first = max(place.position - BODY_START - _BEFORE, 0)
    words = Words.of(article.body, first=first, count=len(sought) + place.slack + _BEFORE + _BEHIND)
    return _rendered(sought, article.body, words, quotations)


def rendering_in_a_row(article: Article, quotations: Sequence[Quotation], sought: Sought) -> Rendering | None:
    """How the body prints it where it has every word in a row: inside marks, if it does so anywhere; else None."""
    words = Words.of(article.body)
    found = None
    for first in in_a_row(sought.words.compared, words.compared):
        here = _rendered(sought, article.body, words.part(first, first + len(sought)), quotations)
        if here and here.marked >= MARKED:
            return here
        found = found or here
    return found


def rendering_in_title(article: Article, sought: Sought) -> Rendering | None:
    """How the title prints it; a headline says with marks of its own that words are somebody's."""
    title = article.title
    marked = [
        Quotation(text=title[at.start(nth) : at.end(nth)], start=at.start(nth), end=at.end(nth))
        for at in _TITLE_MARKS.finditer(title)
        for nth in (1, 2)
        if at[nth]
    ]
    return _rendered(sought, title, Words.of(title), marked)


def _rendered(sought: Sought, text: str, words: Words, quotations: Sequence[Quotation]) -> Rendering | None:
    alignment = align(sought.words.compared, words.compared)
    return _Reading(sought, text, words, quotations, alignment).rendering() if alignment else None


class _Reading:
    """One alignment, read: what is missing, what is put between, what stands in marks."""

    def __init__(
        self, sought: Sought, text: str, words: Words, quotations: Sequence[Quotation], alignment: Alignment
    ) -> None:
        self._sought = sought
        self._text = text
        self._words = words
        self._alignment = alignment
        self._within = [_holding(quotations, start) for start in words.starts]
        matched = [self._within[n] for run in alignment.runs for n in range(run.printed, run.printed_end)]
        self._inside = [one for one in matched if one is not None]
        self._marked = len(self._inside) / len(matched)
        self._kinds: set[Kind] = set()

    def rendering(self) -> Rendering:
        runs = self._alignment.runs
        differences = [found for found in self._differences() if found]
        missing = sum(self._bits(one.first, one.last) for one in differences if one.kind != "spelling")
        if self._marked < MARKED:
            self._kinds.add("unmarked")
        said = tuple({one.start: one for one in self._inside}.values())
        return Rendering(
            kinds=tuple(sorted(self._kinds)) or ("exact",),
            differences=tuple(differences),
            coverage=1.0 - missing / self._sought.information,
            bits=self._sought.information - missing,
            longest=self._alignment.longest,
            marked=self._marked,
            added=sum(len(one.printed.split()) for one in differences if one.kind in ("added", "changed")),
            start=self._words.starts[runs[0].printed],
            end=self._words.ends[runs[-1].printed_end - 1],
            spans=tuple((self._words.starts[run.printed], self._words.ends[run.printed_end - 1]) for run in runs),
            said=said,
            joined=any(self._are_apart(one, other) for one, other in pairwise(said)),
            worth=self._alignment.worth(self._sought.bits.tolist()),
        )

    def _are_apart(self, one: Quotation, other: Quotation) -> bool:
        """Whether two quotations are no parts of one utterance."""
        if one.utterance == other.utterance:
            return False
        strangers = one.speaker and other.speaker and one.speaker != other.speaker
        return bool(strangers) or len(self._text[one.end : other.start].split()) > _ATTRIBUTION

    def _bits(self, first: int, last: int) -> float:
        return float(self._sought.bits[first:last].sum())

    def _differences(self) -> Iterator[Difference | None]:
        """In the order of the quotation; what is found on the way goes to the kinds."""
        runs = self._alignment.runs
        yield self._at_edge(0, runs[0].quoted, range(runs[0].printed - runs[0].quoted, runs[0].printed))
        for one, other in pairwise(runs):
            yield self._between(one, other)
        last = runs[-1]
        left = len(self._sought) - last.quoted_end
        yield self._at_edge(last.quoted_end, len(self._sought), range(last.printed_end, last.printed_end + left))

    def _at_edge(self, first: int, last: int, beside: range) -> Difference | None:
        """What the text has for the words of the quotation that stand before or behind all that it has.

        A word or two may be other ones, if in the same marks as many stand in their place.
        """
        if first == last:
            return None
        there = last - first <= _EDGE and beside[0] >= 0 and beside[-1] < len(self._words)
        anchor = self._within[beside[-1] + 1 if first == 0 else beside[0] - 1] if there else None
        others = list(beside) if anchor is not None and all(self._within[n] is anchor for n in beside) else []
        run = self._alignment.runs[0 if first == 0 else -1]
        at = self._words.starts[run.printed] if first == 0 else self._words.ends[run.printed_end - 1]
        return self._told(first, last, others, at=at, at_edge=True)

    def _between(self, one: Run, other: Run) -> Difference | None:
        """What stands between two runs, in the quotation and in the text."""
        between = range(one.printed_end, other.printed)
        gap = self._text[self._words.ends[one.printed_end - 1] : self._words.starts[other.printed]]
        inside = [n for n in between if self._within[n] is not None]
        if self._inside and len(inside) < len(between):
            self._kinds.add("split")
        printed = inside if self._marked >= MARKED else list(between)
        if "[" in gap and printed:
            self._kinds.add("insertion")
            base = self._words.ends[one.printed_end - 1]
            brackets = [(base + at.start(), base + at.end()) for at in _BRACKETS.finditer(gap)]
            printed = [n for n in printed if not any(a <= self._words.starts[n] < b for a, b in brackets)]
        if other.quoted > one.quoted_end and _ELLIPSIS.search(gap):
            self._kinds.add("ellipsis")
        return self._told(one.quoted_end, other.quoted, printed, at=self._words.ends[one.printed_end - 1])

    def _told(
        self, first: int, last: int, printed: Sequence[int], *, at: int, at_edge: bool = False
    ) -> Difference | None:
        """`printed` are the words of the text that stand for them; `at` is where they would stand if there are
        none."""
        quoted, spans = self._sought.words, self._spans(printed)
        found = difference(
            quoted.compared[first:last],
            [self._words.compared[n] for n in printed],
            first=first,
            text=self._sought.text[quoted.starts[first] : quoted.ends[last - 1]] if last > first else "",
            in_article=" ".join(self._text[self._words.starts[n] : self._words.ends[n]] for n in printed),
            at=spans[0][0] if spans else at,
            spans=spans,
            at_edge=at_edge,
        )
        if found:
            self._kinds.add(_KIND_OF[found.kind])
            if found.negation and not at_edge:
                self._kinds.add("negation")
        return found

    def _spans(self, printed: Sequence[int]) -> tuple[tuple[int, int], ...]:
        """Where words stand in the text, those that follow on each other as one."""
        spans: list[tuple[int, int]] = []
        for nth, word in enumerate(printed):
            joined = bool(nth) and printed[nth - 1] == word - 1
            start = spans.pop()[0] if joined else self._words.starts[word]
            spans.append((start, self._words.ends[word]))
        return tuple(spans)


_KIND_OF: dict[str, Kind] = {"missing": "cut", "added": "added", "changed": "changed", "spelling": "spelling"}


def _holding(quotations: Sequence[Quotation], start: int) -> Quotation | None:
    """The quotation in which a code point stands."""
    return next((one for one in quotations if one.start <= start < one.end), None)
