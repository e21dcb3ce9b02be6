"""A quotation with what an article prints otherwise: `There is -no- reason`, `+certainly+ not`, `-he- +she+ said`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from search.provenance.differences import Difference

__all__ = ["Extent", "differing"]

Extent = Literal["around", "whole"]

_AROUND = 2  # words shown on either side of a difference
_LONGEST = 7  # missing words in a row that are shown, else the first and the last of them


def differing(words: Sequence[str], differences: Sequence[Difference], *, extent: Extent = "around") -> str:
    """The words of a quotation, those missing between `-`, those added between `+`.

    "around": what is alike far from a difference, and the middle of what is missing, is left out (`…`).
    """
    parts: list[str] = []
    at = 0
    for one in differences:
        parts += _alike(words[at : one.first], extent, first=at == 0, last=False)
        if one.last > one.first:
            parts.append(f"-{_shortened(words[one.first : one.last], extent)}-")
        if one.printed:
            parts.append(f"+{_shortened(one.printed.split(), extent)}+")
        at = one.last
    return " ".join(parts + _alike(words[at:], extent, first=at == 0, last=True))


def _alike(words: Sequence[str], extent: Extent, *, first: bool, last: bool) -> list[str]:
    """Words that stand in both, between two differences, before the first or behind the last."""
    if extent == "whole" or len(words) <= _AROUND * (1 if first or last else 2) + 1:
        return list(words)
    before = [] if first else [*words[:_AROUND]]
    return [*before, "…", *([] if last else words[-_AROUND:])]


def _shortened(words: Sequence[str], extent: Extent) -> str:
    if extent == "whole" or len(words) <= _LONGEST:
        return " ".join(words)
    half = _LONGEST // 2
    return " ".join([*words[:half], "…", *words[-half:]])
