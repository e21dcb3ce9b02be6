"""A quotation with what an article prints otherwise: `There is -no- reason`, `+certainly+ not`, `-he- +she+ said`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from search.provenance.differences import Difference

__all__ = ["Extent", "differing", "passage"]

Extent = Literal["around", "whole"]

_AROUND = 2  # words shown on either side of a difference
_AROUND_IN_PASSAGE = 12  # the same where the text itself is shown
_SPACES = re.compile(r"\s+")
_LONGEST = 7  # missing words in a row that are shown, else the first and the last of them


def differing(words: Sequence[str], differences: Sequence[Difference], *, extent: Extent = "around") -> str:
    """The words of a quotation, those missing between `-`, those added between `+`.

    "around": what is alike far from a difference, and the middle of what is missing, is left out (`…`).
    """
    parts: list[str] = []
    at = 0
    around = _AROUND if extent == "around" else None
    for one in differences:
        parts += _alike(words[at : one.first], around, first=at == 0, last=False)
        if one.last > one.first:
            parts.append(f"-{_shortened(words[one.first : one.last], extent)}-")
        if one.printed:
            parts.append(f"+{_shortened(one.printed.split(), extent)}+")
        at = one.last
    return " ".join(parts + _alike(words[at:], around, first=at == 0, last=True))


def passage(text: str, differences: Sequence[Difference], *, start: int) -> str:
    """A passage as it is printed, the words that are missing in it between `-`, those that it adds between `+`.

    `start` is where in the article's text it begins; what is alike far from a difference is left out (`…`).
    """
    shown, at = "", 0
    for one in differences:
        shown += _printed(text[at : one.at - start], first=at == 0, last=False)
        at = one.at - start
        if one.quoted:
            missing = f"-{_shortened(one.quoted.split(), 'around')}-"
            shown += f"{missing} " if one.spans or not shown else f" {missing}"
        for first, last in one.spans:
            shown += _SPACES.sub(" ", f"{text[at : first - start]}+{text[first - start : last - start]}+")
            at = last - start
    return shown + _printed(text[at:], first=at == 0, last=True)


def _printed(text: str, *, first: bool, last: bool) -> str:
    """What is alike, with the spaces at its ends."""
    words = " ".join(_alike(text.split(), _AROUND_IN_PASSAGE, first=first, last=last))
    before, after = (" " * (text != bare) for bare in (text.lstrip(), text.rstrip()))
    return f"{before}{words}{after}" if words else before


def _alike(words: Sequence[str], around: int | None, *, first: bool, last: bool) -> list[str]:
    """Words that stand in both, between two differences, before the first or behind the last; of many those that
    stand `around` a difference."""
    if around is None or len(words) <= around * (1 if first or last else 2) + 1:
        return list(words)
    before = [] if first else [*words[:around]]
    return [*before, "…", *([] if last else words[-around:])]


def _shortened(words: Sequence[str], extent: Extent) -> str:
    if extent == "whole" or len(words) <= _LONGEST:
        return " ".join(words)
    half = _LONGEST // 2
    return " ".join([*words[:half], "…", *words[-half:]])
