"""How often each surface is written with a capital inside a sentence, and how often without one.

A name is told from a word by its capital letter, but not where every word has one: at the start of a
sentence, and in headlines in capitals. So a capital counts where a small letter or a comma, and one
space or hyphen, stand before the word. Of the bytes of a text this is a few operations on whole arrays.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Bytes, Int64s

_SPACE, _HYPHEN, _COMMA = 32, 45, 44
_AT_ONCE = 1 << 20
_OTHER, _SMALL, _CAPITAL, _LEAD = range(4)


def _case(code: int) -> int:
    return _SMALL if chr(code).islower() else _CAPITAL if chr(code).isupper() else _OTHER


_FIRST = np.array([_case(code) if code < 128 else _LEAD * (0xC2 <= code < 0xE0) for code in range(256)], np.uint8)
"""(256,) what a first byte says: the case of an ASCII letter, or that a character of two bytes begins."""
_CASE = np.array([_case(code) for code in range(2048)], np.uint8)
"""(2048,) the case of the characters of one or two bytes."""


class Capitals:
    """Counts by surface number, over all texts so far."""

    def __init__(self) -> None:
        self._named = _Tally()
        self._small = _Tally()

    def count(self, raw: bytes, first: Int64s, codes: NDArray[np.int32], surfaces: int) -> None:
        """Count the chunks of a text: `raw` as it was, `first` (chunks,) where they start, `codes` (chunks,).

        A code from 0 to `surfaces - 1` is the number of a surface; others are no single token and not counted.
        """
        text = np.frombuffer(raw, np.uint8)
        case = _cases(text, first)
        case[(codes < 0) | (codes >= surfaces)] = _OTHER
        small = case == _SMALL
        named = np.flatnonzero(case == _CAPITAL)
        named = named[_inside(text, first[named])]
        self._small.add(codes[small])
        self._named.add(codes[named])

    def counts(self, surfaces: int) -> tuple[Int64s, Int64s]:
        """(surfaces,) with a capital inside a sentence, (surfaces,) with a small letter."""
        return self._named.counts(surfaces), self._small.counts(surfaces)


class _Tally:
    """How often each number has come; many are counted at once, since there are more numbers than a text has
    words."""

    def __init__(self) -> None:
        self._total = np.zeros(0, np.int64)
        self._waiting: list[NDArray[np.int32]] = []
        self._size = 0

    def add(self, numbers: NDArray[np.int32]) -> None:
        self._waiting.append(numbers)
        self._size += len(numbers)
        if self._size > _AT_ONCE:
            self._count(0)

    def counts(self, most: int) -> Int64s:
        """(most,) of the numbers below `most`, which are all that have come."""
        self._count(most)
        return self._total

    def _count(self, least: int) -> None:
        numbers = np.concatenate((*self._waiting, np.zeros(0, np.int32)))
        sums = np.bincount(numbers, minlength=max(least, len(self._total)))
        sums[: len(self._total)] += self._total
        self._total = sums.astype(np.int64, copy=False)
        self._waiting, self._size = [], 0


def _cases(text: Bytes, places: Int64s) -> Bytes:
    """The case of the letter at each place; none of a character of three bytes or more."""
    cases = _FIRST[text[places]]
    two = np.flatnonzero(cases == _LEAD)
    lead = text[places[two]].astype(np.int64)
    cases[two] = _CASE[(lead & 0x1F) << 6 | text[places[two] + 1] & 0x3F]
    return cases


def _inside(text: Bytes, places: Int64s) -> NDArray[np.bool_]:
    """Whether a word at each place stands inside a sentence."""
    gap = text[np.maximum(places - 1, 0)]
    before = text[np.maximum(places - 2, 0)]
    running = ((before >= ord("a")) & (before <= ord("z"))) | (before == _COMMA)
    inside: NDArray[np.bool_] = (places > 1) & ((gap == _SPACE) | (gap == _HYPHEN)) & running
    return inside
