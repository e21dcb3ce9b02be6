"""What an archive says of a claim: frozen values, with one `to_dict` each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from search.provenance.carriers import Carrier
from search.provenance.differences import Difference
from search.results import SCHEMA

__all__ = ["EXIT_CODES", "OUTCOMES", "Claim", "Outcome", "Verdict", "worst"]

Outcome = Literal[
    "exact",  # the words stand in the archive as they are claimed
    "near",  # words differ
    "partial",  # a part of the claim does
    "other-speaker",  # somebody else says it
    "not-found",
]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

EXIT_CODES: Mapping[Outcome, int] = {"exact": 0, "near": 3, "partial": 4, "other-speaker": 5, "not-found": 1}
_WORST: tuple[Outcome, ...] = ("exact", "near", "partial", "other-speaker", "not-found")
"""From the best to the worst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Words, and who is said to have said them; `id` names the claim in a batch, a document or nowhere."""

    text: str
    speaker: str | None = None
    id: str = ""
    start: int | None = None
    """The code point at which it stands in the document that it was taken from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the archive says of one claim. `evidence` are the articles that show it, the best first."""

    claim: Claim
    outcome: Outcome
    evidence: tuple[Carrier, ...] = ()
    articles: int = 0
    """How many articles show it, of which `evidence` are some."""
    outlets: int = 0
    whole: bool = True
    """Whether all articles were looked at that may show it: words that many have together are looked for in some."""
    contrary: int = 0
    """Where the words are exact: articles that print them with a negation more or less."""
    unsaid: int = 0
    """Where nobody is found to say the words: articles in which they stand all the same."""
    said_by: tuple[str, ...] = ()
    """Who says it, if that is somebody else."""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What words differ from the best evidence, a negation before all others."""
        if not self.evidence:
            return ()
        return tuple(sorted(self.evidence[0].rendering.differences, key=lambda one: not one.negation))

    @property
    def negation(self) -> bool:
        """Whether a negation is missing in the claim, or is one too many: it may say the opposite."""
        return self.outcome in ("near", "other-speaker") and any(one.negation for one in self.differences)

    def to_dict(self) -> dict[str, Any]:
        claim = self.claim
        return {
            "type": "verdict",
            "schema": SCHEMA,
            **({"id": claim.id} if claim.id else {}),
            "claim": claim.text,
            "speaker": claim.speaker,
            **({} if claim.start is None else {"start": claim.start}),
            "verdict": self.outcome,
            "negation": self.negation,
            "differences": [one.to_dict() for one in self.differences],
            "said_by": list(self.said_by),
            "articles": self.articles,
            "outlets": self.outlets,
            "whole": self.whole,
            "contrary": self.contrary,
            "unsaid": self.unsaid,
            "evidence": [one.to_dict() for one in self.evidence],
        }


def worst(verdicts: list[Outcome]) -> Outcome:
    """The worst of some outcomes: exact, near, partial, somebody else's, not found."""
    return max(verdicts, key=_WORST.index, default="exact")
