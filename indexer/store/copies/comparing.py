"""What two articles share, exactly: both texts are read, and all their runs of words compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.analysis.fast.chunks import encoded
from indexer.analysis.fast.runs import RUN, run_hashes
from indexer.analysis.tokenizer import folded
from indexer.arrays import Array, Int64s, UInt64s
from indexer.schema import NO_DATE
from indexer.store.copies.overlaps import Kind
from indexer.store.copies.shelf import AnyShelf

__all__ = ["compared"]


_NEARLY_ALL, _HALF = 0.8, 0.5
_SHORTEST = 20
"""Words; a shorter text says too little to be somebody's."""
_TOP, _LEAST_BELOW, _OWN, _BELOW = 30, 60, 0.1, 0.9
"""Words that are the top of a text, and how many a text has at least that can have another; so much of a new top
stands in the other text at most, and so much of the shorter text in the longer."""
_DAYS_OF_TABLES, _NUMBERS, _NOTE = 2, 0.08, 100
"""What an outlet prints again so many days later with other numbers is a table, if numbers are such a part of it, or
if it has no more than so many words."""
_DAYS_OF_TEXT = 10
"""What an outlet prints again so many days later under another title is what it prints below everything."""
_TOKENS_AT_ONCE = 1 << 20
_MOST_WORDS = 1 << 19
"""Words that are remembered while texts are read."""
_WORD = re.compile(r"\w{3,}")
_NUMERAL, _SPREAD = np.uint64(1 << 40), np.uint64(0x9E3779B97F4A7C15)
_TABLE = bytes(byte if byte >= 128 or chr(byte).isalnum() or byte == 39 else 32 for byte in range(256))
_PRINTED = tuple(
    (encoded(mark), b"'" if mark == "\u2019" else b" ") for mark in "\u2019\u2018\u201c\u201d\u2013\u2014\u2026\xa0"
)
_SPACELESS = 20
"""Bytes for each word, in a text where words are not parted by spaces."""


@dataclass(frozen=True, slots=True)
class _Text:
    """Of an article: its words (as hashes), its runs (each once, ascending), its numbers (each once), and more."""

    words: int
    runs: UInt64s
    top: UInt64s
    numbers: frozenset[int]
    numerals: int
    day: int
    source: str | None
    title: frozenset[str]


def compared(shelf: AnyShelf, one: Int64s, other: Int64s) -> tuple[Array, Array]:
    """(pairs,) what part of the shorter text's runs the two share, 0..1, and the `Kind`, 0 for none.

    Pairs come ascending by `one`; so many are looked at at once as there is room for their texts.
    """
    shared, kinds = np.zeros(len(one)), np.zeros(len(one), np.uint8)
    reader = _Reader(shelf)
    low = 0
    while low < len(one):
        high = _batch(shelf, one, other, low)
        texts = dict(reader.texts(np.unique(np.concatenate((one[low:high], other[low:high])))))
        for nth in range(low, high):
            shared[nth], kinds[nth] = _judged(texts[int(one[nth])], texts[int(other[nth])])
        low = high
        shelf.forget()
    return shared, kinds


def _batch(shelf: AnyShelf, one: Int64s, other: Int64s, low: int) -> int:
    """Before which pair to stop, so that the texts of those from `low` on fit in memory."""
    words = shelf.words(one[low : low + _TOKENS_AT_ONCE]) + shelf.words(other[low : low + _TOKENS_AT_ONCE])
    return low + max(int(np.searchsorted(np.cumsum(words), 2 * _TOKENS_AT_ONCE)), 1)


class _Reader:
    """Reads texts, and keeps the words that it has seen."""

    def __init__(self, shelf: AnyShelf) -> None:
        self._shelf = shelf
        self._words = _Words()

    def texts(self, keys: Int64s) -> Iterator[tuple[int, _Text]]:
        if len(self._words) > _MOST_WORDS:
            self._words = _Words()
        days = self._shelf.first_days(keys).tolist()
        for key, day, record in zip(keys.tolist(), days, self._shelf.records(keys), strict=True):
            yield key, self._text(record, day)

    def _text(self, record: dict[str, Any], day: int) -> _Text:
        numbers = self._words.numbers(record.get("body", ""))
        words = (numbers + np.uint64(1)) * _SPREAD
        runs = run_hashes(words)
        numerals = numbers & _NUMERAL > 0
        return _Text(
            words=len(words),
            runs=_distinct(runs),
            top=runs[: _TOP - RUN + 1],
            numbers=frozenset(words[numerals].tolist()),
            numerals=int(np.count_nonzero(numerals)),
            day=day,
            source=record.get("source"),
            title=frozenset(map(str.lower, _WORD.findall(record.get("title", "")))),
        )


class _Words(dict[bytes, int]):
    """Words with a number each: what a text consists of, for comparing.

    The words of the index would do as well; these take a fifth of the time. Case, marks and apostrophes are no
    difference.
    """

    def __missing__(self, word: bytes) -> int:
        number = self[word] = len(self) | (int(_NUMERAL) if word.isdigit() else 0)
        return number

    def numbers(self, text: str) -> UInt64s:
        """(words,) the number of each word of a text; that of a number in figures has the bit `_NUMERAL`."""
        raw = encoded(text.lower())
        if not raw.isascii():
            for mark, plain in _PRINTED:
                raw = raw.replace(mark, plain)
        words = raw.translate(_TABLE, b"'").split()
        if len(raw) > _SPACELESS * len(words):  # no spaces between words
            words = list(map(encoded, folded(text)))
        return np.fromiter(map(self.__getitem__, words), np.uint64, len(words))


def _distinct(values: UInt64s) -> UInt64s:
    """Each once, ascending; for few values several times as fast as `numpy.unique`."""
    ordered = np.sort(values)
    found: UInt64s = ordered[np.concatenate((np.ones(min(len(ordered), 1), np.bool_), ordered[1:] != ordered[:-1]))]
    return found


def _judged(one: _Text, other: _Text) -> tuple[float, int]:
    shorter, longer = sorted((one, other), key=lambda text: (len(text.runs), text.words))
    if not len(shorter.runs):
        return 0.0, 0
    shared = _share(shorter.runs, longer.runs)
    if shared < _HALF or shorter.words < _SHORTEST or _table(one, other) or _furniture(one, other):
        return shared, 0
    if shared < _NEARLY_ALL:
        return shared, Kind.PARTIAL
    if min(one.words, other.words) < _HALF * max(one.words, other.words):
        return shared, Kind.EXCERPT
    if shared < _BELOW and _new_top(one, other):
        return shared, Kind.NEW_TOP
    return shared, Kind.COPY


def _share(runs: UInt64s, among: UInt64s) -> float:
    """What part of some runs is among others, which ascend."""
    at = np.minimum(np.searchsorted(among, runs), len(among) - 1)
    return float(np.count_nonzero(among[at] == runs)) / len(runs)


def _new_top(one: _Text, other: _Text) -> bool:
    """Whether neither begins with words of the other."""
    if min(one.words, other.words) < _LEAST_BELOW:
        return False
    return max(_share(one.top, other.runs), _share(other.top, one.runs)) < _OWN


def _table(one: _Text, other: _Text) -> bool:
    """Whether they are one form that is filled in anew: rainfall, rates, prices."""
    if not _later(one, other, _DAYS_OF_TABLES):
        return False
    both = one.numbers & other.numbers
    fewest = min(len(one.numbers), len(other.numbers))
    short = max(one.words, other.words) <= _NOTE
    many = short or min(one.numerals / one.words, other.numerals / other.words) >= _NUMBERS
    return many and len(both) < fewest


def _furniture(one: _Text, other: _Text) -> bool:
    """Whether it is what an outlet prints below everything: the same under titles that have nothing in common."""
    titled = bool(one.title) and bool(other.title)
    return titled and one.title.isdisjoint(other.title) and _later(one, other, _DAYS_OF_TEXT)


def _later(one: _Text, other: _Text, days: int) -> bool:
    """Whether one outlet prints them, so many days apart."""
    dated = NO_DATE not in (one.day, other.day)
    return one.source == other.source and dated and abs(one.day - other.day) >= days
