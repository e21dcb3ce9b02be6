"""The articles that print some words nearly as they were asked for, where none prints them verbatim.

Judged by words and not by what they say: a quotation whose rarest word is wrong is near. In nobody's mouth it takes
more: forms are filled in anew (`Shr loss 12 cts`, `payable April 15`), so there another figure counts for two words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.arrays import Int32s
from search.engine.seam import Holdings
from search.provenance.candidates import Candidate, candidates
from search.provenance.differences import Difference
from search.provenance.reading import Found, read, when
from search.provenance.renderings import MARKED, Rendering
from search.provenance.sought import Sought

__all__ = ["Nearest", "distinct", "nearest"]

_MOST_READ = 10  # articles
_SHARE, _UNMARKED_SHARE = 0.64, 0.82  # of the words of both
_BITS, _UNMARKED_BITS = 12.0, 20.0  # said by those that agree: with fewer it is an idiom
_NEARLY_ALL, _NEARLY_ALL_BITS = 0.8, 8.0  # in somebody's mouth
_PART_ROW, _PART_BITS, _PART_COVERAGE = 10, 40.0, 0.4  # of a quotation of which only a part is printed as somebody's
_LEAST = 0.4  # of what the words say: a wrong word may be the rarest
_WORDS, _ROW = 0.6, 8  # that an article needs to be read: a part of the words, or so many in a row
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Nearest:
    """An article, and how it prints the words in its body or its title."""

    found: Found
    printed: Rendering
    agreeing: int
    """How many words agree."""
    differing: int
    """How many do not: of words for other words, the more."""

    @property
    def share(self) -> float:
        """The part of the words of both that agree, 0 to 1."""
        return self.agreeing / (self.agreeing + self.differing)


def nearest(index: Holdings, sought: Sought, *, among: Int32s | None = None, in_title: bool = False) -> list[Nearest]:
    """The articles that print the words most nearly, the nearest first; of some, if `among` says which.

    `in_title`: what the body prints does not count.
    """
    places = [place for place in candidates(sought, least=_LEAST, among=among) if _may_be_near(place, sought)]
    near = [
        one
        for found in read(index, sought, places[:_MOST_READ])
        if (printed := found.title if in_title else found.best) is not None
        and _is_near(one := _compared(found, printed, len(sought)), len(sought))
    ]
    near.sort(key=lambda one: (-round(one.share, 3), one.printed.marked < MARKED, when(one.found.article)))
    return near


def _may_be_near(place: Candidate, sought: Sought) -> bool:
    return place.words >= _WORDS * len(sought) or place.row >= _ROW


def _compared(found: Found, printed: Rendering, words: int) -> Nearest:
    others = [one for one in printed.differences if one.kind != "spelling"]
    agreeing = words - sum(one.last - one.first for one in others)
    return Nearest(found, printed, agreeing, sum(map(_differing, others)))


def _differing(one: Difference) -> int:
    return max(one.last - one.first, len(one.printed.split()))


def _is_near(one: Nearest, words: int) -> bool:
    printed = one.printed
    if printed.joined and printed.longest < words // 2:
        return False
    if printed.marked >= MARKED:
        few = _NEARLY_ALL_BITS if one.share >= _NEARLY_ALL else _BITS
        return (one.share >= _SHARE and printed.bits >= few) or _is_part(printed, words)
    figures = sum(_differing(each) for each in printed.differences if _is_another_figure(each))
    share = one.agreeing / (one.agreeing + one.differing + figures)
    return share >= _UNMARKED_SHARE and printed.bits >= _UNMARKED_BITS


def _is_another_figure(one: Difference) -> bool:
    return bool(one.quoted and one.printed and _FIGURE.search(one.quoted + one.printed))


def _is_part(printed: Rendering, words: int) -> bool:
    return (
        printed.longest >= _PART_ROW
        and printed.bits >= _PART_BITS
        and printed.coverage >= _PART_COVERAGE
        and printed.added <= words
    )


def distinct(found: Sequence[Nearest]) -> Iterator[Nearest]:
    """The first of those that print the same words."""
    seen = set()
    for one in found:
        key = (one.agreeing, tuple((each.first, each.last, each.printed.lower()) for each in one.printed.differences))
        if key not in seen:
            seen.add(key)
            yield one
