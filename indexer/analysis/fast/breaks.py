"""Where sentences end, found in the bytes of many texts at once.

The bytes that may end a sentence are looked up in one step, and the plain cases (a full stop, a space, a capital or a
small letter, a quotation mark between them) are settled in arrays; the others are read one by one by the regular
expression of `indexer.analysis.sentences`, written for bytes. The outcome is what that module gives.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.sentences import ABBREVIATIONS, shortened
from indexer.arrays import Array, Bools, Int64s
from indexer.store.sentence_lengths import Breaks

__all__ = ["sentence_breaks"]


_CUT = b" \xfe "  # see chunks.CUT_JOINT: it stands in no text, so it separates nothing here

_SPACES = bytes(code for code in range(128) if chr(code).isspace())
_CLOSERS, _OPENERS = b"\"')]", b"\"'(["
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1)) + b"0123456789"
_WORD = re.compile(r"[^\W_a-zß-öø-ÿ]")
_END = re.compile(
    rb"(?:[.!?]|\xe2\x80\xa6)++(?:[\"')\]]|\xe2\x80[\x99\x9d]|\xc2\xbb)*+"
    rb"(?=(?:[" + re.escape(_SPACES) + rb"]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]"
    rb"|\xe2\x81\x9f|\xe3\x80\x80)++(?:[\"'(\[]|\xe2\x80[\x98\x9c\x9e]|\xc2\xab)*+"
    rb"(?:[A-Z0-9]|([\xc2-\xdf].|[\xe0-\xef]..|[\xf0-\xf4]...)))",
    re.DOTALL,
)


def _table(members: bytes, *, others: bool = False) -> Bools:
    """(256,) whether a byte is one of `members` or, with `others`, none of ASCII."""
    return np.array([code in members or (others and code >= 128) for code in range(256)])


_STOPS = _table(b".!?\xa6")  # \xa6 is the last byte of …
_BEHIND = _table(_SPACES + _CLOSERS + b".!?", others=True)
_BEGINS = _table(_CAPITALS)
_UNCLEAR = _table(_SPACES + _OPENERS, others=True)  # behind a stop and a space: has to be read on
_LETTERS = _table(bytes(code for code in range(128) if chr(code).isalpha()))
_WORDS = _table(bytes(code for code in range(128) if chr(code).isalnum()) + b"_")
_BY_LENGTH = {
    length: np.array([int.from_bytes(word.encode(), "little") for word in ABBREVIATIONS if len(word) == length], "u8")
    for length in {len(word) for word in ABBREVIATIONS}
}
_NOT_ASCII = np.uint64(0x8080808080808080)


def sentence_breaks(raw: bytes) -> Breaks:
    """The breaks in some texts, as offsets in `raw`: UTF-8 behind at least one space and before sixteen, with cuts.

    Between texts stands what is no part of UTF-8; that a text begins and ends there is not said again.
    """
    clean = raw.replace(_CUT, b"") if _CUT in raw else raw
    text = np.frombuffer(clean, np.uint8)
    lines = np.flatnonzero(text == 10) + 1
    stops = _stops(clean, text)
    places = np.concatenate((stops, lines))
    order = places.argsort(kind="stable")
    places, ends_paragraph = places[order], (np.arange(len(places)) >= len(stops))[order]
    if clean is not raw:
        cuts = np.flatnonzero(np.frombuffer(raw, np.uint8) == _CUT[1]) - 1
        places += len(_CUT) * np.searchsorted(cuts - len(_CUT) * np.arange(len(cuts)), places, "left")
    return places, ends_paragraph


def _stops(clean: bytes, text: Array) -> Int64s:
    """Behind each stop (with its closing marks) that ends a sentence; where a line ends there, nothing is said."""
    at = np.flatnonzero(_STOPS[text[:-8]])
    kept = _BEHIND[text[at + 1]]
    at = at[kept]
    kind = text[at]
    after = _past_mark(text, at + 1, _CLOSERS, b"\x99\x9d")
    line = text[after] == 10
    plain = (text[after] == 32) & (kind != 0xA6) & ~_STOPS[text[at - 1]] & (at >= 8)
    then = text[_past_mark(text, after + 1, _OPENERS, b"\x98\x9c")]
    ends = plain & _BEGINS[then]
    tail = np.zeros(len(at), np.uint64)
    bare = np.flatnonzero(ends & (kind == ord(".")) & (after == at + 1))
    tail[bare] = np.ndarray((len(clean) - 7,), "<u8", clean, 0, (1,))[at[bare] - 8]
    unclear = (~plain | _UNCLEAR[then] | ((tail & _NOT_ASCII) != 0)) & ~line
    ends[bare[_shortened(tail[bare])]] = False
    read = [_read(clean, place) for place in at[unclear].tolist()]
    return np.concatenate((after[ends & ~unclear], np.array([place for place in read if place], np.int64)))


def _past_mark(text: Array, places: Int64s, marks: bytes, curly: bytes) -> Int64s:
    """Behind one of these marks if it stands at the place, else the place; `curly` are the last bytes of curly
    ones."""
    first = text[places]
    past = places + _table(marks)[first]
    some = np.flatnonzero(first == 0xE2)
    where = places[some]
    past[some[(text[where + 1] == 0x80) & _table(curly)[text[where + 2]]]] += 3
    return past


def _shortened(tail: NDArray[np.uint64]) -> Bools:
    """Whether eight bytes, the last of them before a full stop, end with an abbreviation or an initial."""
    last, before = (tail >> np.uint64(56)).astype(np.uint8), (tail >> np.uint64(48)).astype(np.uint8)
    found: Bools = _LETTERS[last] & ~_WORDS[before]
    for length, words in _BY_LENGTH.items():
        shift = np.uint64(64 - 8 * length)
        outside = ~_WORDS[(tail >> (shift - np.uint64(8))).astype(np.uint8)]
        found |= outside & np.isin(tail >> shift, words)
    return found


def _read(clean: bytes, at: int) -> int:
    """Behind the stop at a place (the last byte of it), 0 if it does not begin an end of a sentence."""
    start = at
    if clean[at] == 0xA6:
        start = at - 2
        if clean[start:at] != b"\xe2\x80":
            return 0
    if clean[start - 1] in b".!?" or clean[start - 3 : start] == b"\xe2\x80\xa6":
        return 0
    found = _END.match(clean, start)
    if not found or (found[1] and not _is_word(found[1])):
        return 0
    if found[0] == b"." and shortened().search(clean[max(start - 40, 0) : start].decode("utf-8", "replace")):
        return 0
    return found.end()


@lru_cache(maxsize=4096)
def _is_word(character: bytes) -> bool:
    return _WORD.match(character.decode("utf-8", "surrogatepass")) is not None
