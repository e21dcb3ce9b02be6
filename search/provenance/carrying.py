"""Whether an article carries a quotation, or has only some of its words.

Verbatim, it does. Otherwise it takes words in a row, and information: an idiom of eight words says less than three
rare ones. Inside quotation marks less will do, since there somebody is quoted.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.provenance.candidates import Candidate
from search.provenance.renderings import MARKED, Rendering
from search.provenance.sought import Sought

__all__ = ["carries", "may_carry"]

_MOST_ADDED = 1.0  # words put between for each of the quotation: more is another text


@dataclass(frozen=True, slots=True)
class _Rule:
    """What suffices: the part of what the quotation says, words in a row, and bits."""

    coverage: float
    row: int
    bits: float
    marked: bool = False
    """Only inside quotation marks."""


_RULES = (
    _Rule(coverage=0.97, row=5, bits=14),
    _Rule(coverage=0.95, row=5, bits=18),
    _Rule(coverage=0.93, row=4, bits=20, marked=True),
    _Rule(coverage=0.72, row=6, bits=22),
    _Rule(coverage=0.72, row=5, bits=22, marked=True),
    _Rule(coverage=0.50, row=6, bits=26, marked=True),
    _Rule(coverage=0.28, row=8, bits=29, marked=True),
)
_SLACK = 0.08  # of coverage: a word may stand too far off to vote with the others


def carries(found: Rendering, sought: Sought) -> bool:
    """Whether what was found is the quotation."""
    if found.verbatim:
        return True
    if found.added > _MOST_ADDED * len(sought):
        return False
    return any(
        found.coverage >= rule.coverage
        and found.longest >= min(rule.row, len(sought))
        and found.bits >= rule.bits
        and (found.marked >= MARKED or not rule.marked)
        for rule in _RULES
    )


def may_carry(place: Candidate, sought: Sought) -> bool:
    """Whether it is worth to read the article, by what the postings tell."""
    share = place.bits / sought.information + _SLACK
    return any(share >= rule.coverage and place.row >= min(rule.row, len(sought)) for rule in _RULES)
