"""What makes a speaker less sure than the model knows.

It learned from articles in which every run between marks is a quotation or known not to be, and in which the people
are the ones that speak. Elsewhere what is set off without a verb of speech is as often nobody's words, and "he" is
seldom somebody of whom nothing tells that it is a person. The factors were set by hand, after reading some 400
quotations of newspapers, agencies and sites.
"""

from __future__ import annotations

from indexer.quotes.candidates import Candidate
from indexer.quotes.entity import Entity

_SURELY_SPOKEN = 0.8
_FEW = 3  # words
_A_WORD, _NO_VERB, _NOT_KNOWN, _BESIDE = 0.8, 0.8, 0.85, 0.8


def may_be_doubted(spoken: float, rule: str, basis: str) -> bool:
    """Whether anything could make a speaker less sure: of most, nothing can."""
    return basis == "pronoun" or spoken < _SURELY_SPOKEN or ", verb" not in rule


def doubts(
    quoted: str, *, spoken: float, rule: str, basis: str, entity: Entity | None, candidate: Candidate
) -> float:
    """What the confidence is multiplied with, from 0 to 1.

    `quoted` are the words, `spoken` the probability that they are somebody's; the rest is what was decided.
    """
    words = quoted.count(" ") + 1
    sure = spoken if spoken < _SURELY_SPOKEN else 1.0  # nobody's words have no speaker
    said = ", verb" in rule or "next sentence" in rule or rule.startswith(("according", "carried", "turn"))
    if not said:
        if words == 1:
            sure *= _A_WORD
        if 1 < words <= _FEW and "weak verb" not in rule:
            sure *= _NO_VERB
    if basis == "pronoun" and entity is not None and entity.kind != "person":
        sure *= _NOT_KNOWN
    if candidate.sighting is not None and basis == "cue" and candidate.sighting[6][-1:] in ("i", "b") and not said:
        sure *= _BESIDE  # "at Davos: ..."
    return sure
