"""Where sentences, paragraphs and the lead of a text begin and end: for SENT, PARA, `lead:` and for cutting excerpts.

A sentence ends at . ! ? or … with any closing marks behind it, before white space and a capital,
a digit or an opening mark, unless the dot belongs to an abbreviation or an initial. A line break
always ends one, and a paragraph with it: the readers have put wrapped lines together.

The lead is what news people put first: the first paragraph and, while that makes fewer than LEAD_LEAST words,
those behind it, but no more than LEAD_MOST words.

`indexer.store.sentence_lengths` finds the same in bytes, many texts at once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

LEAD_LEAST = 40
"""Words that a lead has at least, if the text has them: a dateline or a byline on a line of its own is no lead."""
LEAD_MOST = 100
"""Words that a lead has at most: some texts come without paragraphs."""

ABBREVIATIONS = (
    "Mr Mrs Ms Dr Prof Sen Rep Gov Gen Col Lt Capt Sgt Maj Adm Rev Hon Pres St Jr Sr vs No Nos "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Inc Corp Ltd Co approx Messrs Mme"
).split()

_LONGER = max(map(len, ABBREVIATIONS)) + 1
"""A word of so many letters is none of these."""


@cache
def _end() -> re.Pattern[str]:
    # One class of first characters, so that those between are passed over in one go: five times as fast as two ways
    # that begin each in its own.
    return re.compile(
        r"""[.!?…\n](?:(?<=\n)\n*"""
        r"""|(?<!\n)(?<![.!?…][.!?…])[.!?…]*+["'”’»)\]]*+(?=\s++["'“‘«(\[„]*+[^\W_a-zß-öø-ÿ]))"""
    )


@cache
def shortened() -> re.Pattern[str]:
    """What ends with an abbreviation or an initial, to which a full stop behind it belongs."""
    return re.compile(rf"(?:\b(?:{'|'.join(ABBREVIATIONS)})|\b[^\W\d_])\Z")


class Layout(NamedTuple):
    """Which words of a text, counted from 0, begin a sentence and a paragraph; how many words its lead has."""

    sentences: tuple[int, ...]
    paragraphs: tuple[int, ...]
    lead: int


def layout(text: str, words: Sequence[int]) -> Layout:
    """The layout of a text of which `words` are the places where its words begin, ascending."""
    begun: dict[int, bool] = {0: True} if words else {}
    for place, ends_paragraph in breaks(text):
        word = bisect_left(words, place)
        if word < len(words):
            begun[word] = begun.get(word, False) or ends_paragraph
    paragraphs = tuple(word for word, paragraph in begun.items() if paragraph)
    return Layout(
        sentences=tuple(begun),
        paragraphs=paragraphs,
        lead=min(LEAD_MOST, len(words), *(word for word in paragraphs if word >= LEAD_LEAST)),
    )


def breaks(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, bool]]:
    """The places in `text[start:end]` where a sentence has ended, and whether a paragraph ends there as well."""
    stop = len(text) if end is None else end
    for found in _end().finditer(text, start, stop):
        ended, place = found.span()
        sign = text[ended]
        if (
            place - ended == 1
            and sign == "."
            and not (ended - start >= _LONGER and text[ended - _LONGER : ended].isalpha())
            and shortened().search(text, max(start, ended - 10), ended)
        ):
            continue
        yield place, sign == "\n"


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The (start, end) of each sentence of `text[start:end]`, without the space around it."""
    stop = len(text) if end is None else end
    begun = start
    for place in chain((place for place, _ in breaks(text, start, stop)), (stop,)):
        first, last = begun, place
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            yield first, last
        begun = place
