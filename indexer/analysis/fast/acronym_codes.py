"""Which chunks of a text are acronyms (`indexer.analysis.acronyms`), and the numbers that they have then.

Chunks are looked up in small letters. Those that hold a word of the list, a few in a hundred, are looked at again
as they were printed: nearly all fail by their second byte, of the rest nearly all are a bare acronym with words in
small letters on both sides. What is left, one token in some thousands, is tokenized where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import tokenizer
from indexer.analysis.acronyms import ACRONYMS, REACH
from indexer.analysis.fast.word_table import words
from indexer.arrays import Bools, Int64s

# In small letters, every form of the acronyms; and as numbers of eight bytes, those without an apostrophe.
_FORMS = {form.lower().encode(): form.encode() for form in ACRONYMS}
_UNIT_END, _CUT, _CUT_JOINT = b"\xff", b"\xfe", b" \xfe "
_BYTES = 8 * REACH
"""So many bytes hold REACH code points and a cut between every two of them."""
_CAPITAL = np.array([65 <= byte <= 90 for byte in range(256)])
_SMALL = np.array([97 <= byte <= 122 for byte in range(256)])
_PRINTED = 8
_FOLLOWING = bytes(range(0x80, 0xC0))


class AcronymCodes:
    """Remembers which surfaces are spelt like an acronym."""

    def __init__(self) -> None:
        self._listed: list[int] = []
        self._many: set[int] = set()
        self._bare: dict[int, int] = {}
        self._known: dict[tuple[bytes, ...], int] = {}

    def know(self, surface: bytes, number: int) -> None:
        """Called for each new surface."""
        if surface in _FORMS:
            self._listed.append(number)
            self._bare[number] = int.from_bytes(_FORMS[surface].ljust(_PRINTED, b"\0"), "little")

    def know_many(self, numbers: Sequence[int], code: int) -> None:
        """Called for each new chunk of several surfaces; `code` is negative."""
        if not self._bare.keys().isdisjoint(numbers):
            self._many.add(code)

    def settle(
        self,
        codes: NDArray[np.int32],
        surfaces: int,
        raw: bytes,
        starts: Int64s,
        ends: Int64s,
        number: Callable[[Sequence[bytes]], int],
    ) -> None:
        """Put the numbers of acronyms into `codes` (chunks,), those of the chunks of `raw` from `starts` to `ends`.

        `surfaces` is how many surfaces there are; `number` gives the number of the surfaces of one chunk.
        """
        if not self._listed:
            return
        wanted = np.zeros(surfaces + 1, np.uint64)
        wanted[self._listed] = [self._bare[listed] for listed in self._listed]
        text = np.frombuffer(raw, np.uint8)
        odd = np.flatnonzero(codes < 0)
        odd = odd[[code in self._many for code in codes[odd].tolist()]] if self._many and len(odd) else odd[:0]
        # A negative number is read as 0 here, and one past the end as none.
        places = np.flatnonzero(wanted.take(codes, mode="clip"))
        places = places[codes[places] >= 0]
        first = starts[places]
        sizes = ends[places] - first
        printed = words(raw, first, np.minimum(sizes, _PRINTED))
        bare = (printed == wanted[codes[places]]) & (sizes <= _PRINTED)
        sure = bare & _among_small(text, first, ends[places])
        capitals = _CAPITAL[text[first]].astype(np.int8)
        for nth in range(1, _PRINTED):
            capitals += _CAPITAL[text[first + nth]] & (sizes > nth)
        doubtful = ~sure & ((capitals >= 2) | (sizes > _PRINTED))
        certain = places[sure]
        for word in np.unique(codes[certain]).tolist():
            same = certain[codes[certain] == word]
            codes[same] = self._numbered((self._bare[word].to_bytes(_PRINTED, "little").rstrip(b"\0"),), number)
        for place in np.concatenate((places[doubtful], odd)).tolist():
            found = _tokenized(raw, int(starts[place]), int(ends[place]))
            if found is not None:
                codes[place] = self._numbered(found, number)

    def _numbered(self, surfaces: tuple[bytes, ...], number: Callable[[Sequence[bytes]], int]) -> int:
        known = self._known.get(surfaces)
        if known is None:
            known = self._known[surfaces] = number(surfaces)
        return known


def _among_small(text: NDArray[np.uint8], starts: Int64s, ends: Int64s) -> Bools:
    """Whether a word with a small letter stands on both sides, one space away: then no more need be looked at."""
    before = (text[starts - 1] == 32) & _SMALL[text[starts - 2]] & _SMALL[text[np.maximum(starts - 3, 0)]]
    first = text[ends + 1]
    after = (text[ends] == 32) & (_SMALL[first] | _CAPITAL[first]) & _SMALL[text[ends + 2]]
    sure: Bools = before & after
    return sure


def _tokenized(raw: bytes, start: int, end: int) -> tuple[bytes, ...] | None:
    """The surfaces of a chunk where it stands, None if there is no acronym in it."""
    before = raw[max(start - _BYTES, 0) : start]
    before = before[before.rfind(_UNIT_END) + 1 :].replace(_CUT_JOINT, b"").replace(_CUT, b"")
    after = raw[end : end + _BYTES].partition(_UNIT_END)[0].replace(_CUT_JOINT, b"").replace(_CUT, b"")
    left = _decoded(before)
    chunk = raw[start:end].decode("utf-8", "surrogatepass")
    at = len(left)
    text = left + chunk + _decoded(after)
    found = [token.surface for token in tokenizer.tokens(text, start=at, end=at + len(chunk))]
    if ACRONYMS.keys().isdisjoint(found):
        return None
    return tuple(surface.encode("utf-8", "surrogatepass") for surface in found)


def _decoded(part: bytes) -> str:
    """The text of some bytes, of which the first and the last character may be cut."""
    part = part.lstrip(_FOLLOWING)
    for cut in range(4):
        try:
            return part[: len(part) - cut].decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            continue
    raise AssertionError("texts are UTF-8")
