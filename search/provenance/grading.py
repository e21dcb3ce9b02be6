"""How much of a claim an article bears out: all of it word for word, all but some words, a part, or nothing.

What is near, or a part, has to say enough: an idiom stands in many articles, and a claim that shares it with one of
them is not borne out by that.
"""

from __future__ import annotations

from typing import Literal

from search.provenance.candidates import Candidate
from search.provenance.renderings import MARKED, Rendering
from search.provenance.sought import Sought

__all__ = ["PART_ROW", "Grade", "grade", "may_be_graded"]

Grade = Literal["exact", "near", "partial"]

_TELLING, _UNMARKED_TELLING = 12.0, 22.0  # bits: in nobody's mouth fewer are an idiom that anybody may write
_NEAR_BITS, _NEAR_UNMARKED_BITS = 20.0, 24.0
_THEIR_BITS, _THEIR_ROW = 8.0, 2  # of what the same speaker says
_NEAR_COVERAGE = 0.70
_NEAR_MISSING, _NEAR_MOST_MISSING = 0.20, 0.30  # of the words; the second if they say little
_NEAR_ADDED, _NEAR_ADDED_ANYWAY = 0.3, 2
_ROW = 4
_PART_COVERAGE, _PART_BITS = 0.2, 18.0
PART_ROW = 6
"""Words in a row that a part of a claim has."""
_SMALL_PART, _SMALL_PART_ROW = 0.3, 7
_UNMARKED_PART = 0.6


def grade(found: Rendering, sought: Sought, *, speaker: Literal["theirs", "any"] = "any") -> Grade | None:
    """How an article bears a claim out; None if it does not.

    `speaker="theirs"`: the article gives the same speaker as the claim; then less will do to be near.
    """
    marked = found.marked >= MARKED
    if not marked and found.bits < _UNMARKED_TELLING:
        return None
    if found.verbatim:
        return "exact"
    near = _is_near(found, len(sought), marked=marked)
    if not found.joined and (near or (speaker == "theirs" and _is_nearly_theirs(found, len(sought)))):
        return "near"
    return "partial" if _is_part(found, marked=marked) else None


def may_be_graded(place: Candidate, sought: Sought) -> bool:
    """Whether it is worth to read the article, by what the postings tell."""
    few = max(1.0, _NEAR_MOST_MISSING * len(sought))
    return place.words >= len(sought) - few or place.row >= min(PART_ROW, len(sought))


def _is_near(found: Rendering, words: int, *, marked: bool) -> bool:
    """A claim that only leaves words out says enough if what it has is somebody's."""
    missing = sum(one.last - one.first for one in found.differences if one.kind != "spelling") / words
    return (
        (found.coverage >= _NEAR_COVERAGE or missing <= _NEAR_MISSING)
        and missing <= _NEAR_MOST_MISSING
        and found.added <= max(_NEAR_ADDED_ANYWAY, _NEAR_ADDED * words)
        and found.longest >= min(_ROW, words // 2)
        and found.bits >= (_TELLING if marked and not missing else _NEAR_BITS if marked else _NEAR_UNMARKED_BITS)
    )


def _is_nearly_theirs(found: Rendering, words: int) -> bool:
    missing = sum(one.last - one.first for one in found.differences if one.kind != "spelling")
    return (
        found.bits >= _THEIR_BITS
        and missing <= max(1, _NEAR_MOST_MISSING * words)
        and found.added <= _NEAR_ADDED_ANYWAY
        and found.longest >= min(_THEIR_ROW, words)
    )


def _is_part(found: Rendering, *, marked: bool) -> bool:
    enough = found.coverage >= _PART_COVERAGE and found.longest >= PART_ROW and found.bits >= _PART_BITS
    if not enough or (found.coverage < _SMALL_PART and found.longest < _SMALL_PART_ROW):
        return False
    return marked or found.coverage >= _UNMARKED_PART
