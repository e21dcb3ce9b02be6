"""Context around an excerpt, as grep's -A, -B and -C give it: words, sentences or paragraphs behind and before.

An excerpt that is cut inside a sentence is first filled up to the whole one, and then come as many as were asked
for; paragraphs likewise. Words are counted from where the excerpt ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from indexer.analysis.sentences import sentences
from indexer.errors import UsageError

__all__ = ["NO_CONTEXT", "Context", "Extent", "read_context", "surrounded"]

Unit = Literal["sentences", "words", "paragraphs"]
_UNITS: dict[str, Unit] = {"": "sentences", "s": "sentences", "w": "words", "p": "paragraphs"}
_EXTENT = re.compile(r"([0-9]{1,4})([swp]?)")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Extent:
    """So much text: a number of units."""

    count: int = 0
    unit: Unit = "sentences"


@dataclass(frozen=True, slots=True)
class Context:
    """How much text before and behind an excerpt."""

    before: Extent = Extent()
    after: Extent = Extent()

    def __bool__(self) -> bool:
        return self.before.count > 0 or self.after.count > 0


NO_CONTEXT = Context()


def read_context(*, before: str | None, after: str | None, both: str | None) -> Context:
    """What -B, -A and -C ask for; -B and -A go before -C. UsageError."""
    return Context(
        _extent("-B", before) if before is not None else _extent("-C", both),
        _extent("-A", after) if after is not None else _extent("-C", both),
    )


def _extent(option: str, text: str | None) -> Extent:
    if text is None:
        return Extent()
    found = _EXTENT.fullmatch(text.strip().lower())
    if not found:
        raise UsageError(
            f"{option} {text} is no amount of context",
            hint=f"write {option} 2 for sentences, {option} 30w for words, {option} 1p for paragraphs",
        )
    return Extent(int(found[1]), _UNITS[found[2]])


def surrounded(text: str, start: int, end: int, context: Context) -> tuple[int, int]:
    """An excerpt with its context, without space at its ends: offsets in the same text."""
    return _begun(text, start, context.before), _ended(text, end, context.after)


def _begun(text: str, start: int, extent: Extent) -> int:
    if not extent.count:
        return start
    begins = [first for first, _ in _pieces(text, extent.unit)]
    words = extent.unit == "words"
    at = bisect_left(begins, start) if words else max(bisect_right(begins, start) - 1, 0)
    return min(begins[max(at - extent.count, 0)], start) if begins else start


def _ended(text: str, end: int, extent: Extent) -> int:
    if not extent.count:
        return end
    ends = [last for _, last in _pieces(text, extent.unit)]
    at = bisect_right(ends, end) - 1 if extent.unit == "words" else bisect_left(ends, end)
    return max(ends[min(at + extent.count, len(ends) - 1)], end) if ends else end


def _pieces(text: str, unit: Unit) -> Iterator[tuple[int, int]]:
    """The (start, end) of each word, sentence or paragraph, in order."""
    if unit == "words":
        yield from (found.span() for found in _WORD.finditer(text))
    elif unit == "sentences":
        yield from sentences(text)
    else:
        at = 0
        for line in text.split("\n"):
            if bare := line.strip():
                first = at + line.index(bare)
                yield first, first + len(bare)
            at += len(line) + 1
