"""What words differ between a quotation and how an article prints it, and of what kind each difference is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz.distance import Levenshtein

from search.provenance.negations import is_negation

__all__ = ["Difference", "DifferenceKind", "difference"]

DifferenceKind = Literal["missing", "added", "changed", "spelling"]

_ALIKE = 0.75  # similarity of two spellings of one word
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Words `first` to before `last` of the quotation, for which other words, or none, are printed.

    `quoted` and `printed` are the words as they are written; nothing of the quotation is missing if `first == last`.
    Where a quotation begins or ends nobody can tell a change from a cut: such words are missing, and `printed` has
    what stands in their place inside the same marks.
    """

    kind: DifferenceKind
    first: int
    last: int
    quoted: str = ""
    printed: str = ""
    negation: bool = False
    """Whether one of the two denies and the other does not."""
    at: int = 0
    """The code point of the text at which the printed words begin, or would stand."""
    spans: tuple[tuple[int, int], ...] = ()
    """Where the printed words stand; several where an attribution or an insertion divides them."""

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "quoted": self.quoted, "printed": self.printed, "negation": self.negation}


def difference(
    quoted: Sequence[str],
    printed: Sequence[str],
    *,
    first: int,
    text: str,
    in_article: str,
    at: int = 0,
    spans: tuple[tuple[int, int], ...] = (),
    at_edge: bool = False,
) -> Difference | None:
    """How some words of a quotation, from number `first` on, differ from those printed; None if neither has any.

    Words are as compared; `text` and `in_article` are the same as they are written; `at` and `spans` as in
    Difference.
    """
    if not quoted and not printed:
        return None
    parted = "".join(quoted) == "".join(printed)  # `noncompliance`, `non compliance`
    denied = not parted and sum(map(is_negation, quoted)) != sum(map(is_negation, printed))
    kind: DifferenceKind = "missing" if not printed else "added" if not quoted else "changed"
    if kind == "changed" and not denied and _same_words(quoted, printed):
        kind = "spelling"
    if kind == "changed" and at_edge:
        kind = "missing"
    return Difference(
        kind=kind, first=first, last=first + len(quoted), quoted=text, printed=in_article, negation=denied, at=at,
        spans=spans,
    )  # fmt: skip


def _same_words(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether they are other spellings of the same words: `ceasefire` and `cease fire`.

    `2014` and `2015` are not, nor `increase` and `decrease`.
    """
    one, other = "".join(some), "".join(others)
    return (
        one[0] == other[0]
        and _DIGITS.findall(one) == _DIGITS.findall(other)
        and Levenshtein.normalized_similarity(one, other) >= _ALIKE
    )
