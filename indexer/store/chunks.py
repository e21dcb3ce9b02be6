"""Text to token numbers, fast: what `indexer.analysis.surfaces` gives, as integers.

Of the bytes of a text, all ASCII that cannot be part of a token becomes a space, and what is left
between spaces is a *chunk*. What a chunk holds does not depend on its surroundings, because no token
and no condition of the tokenizer reaches over such a character; so each distinct chunk is tokenized
once (nearly all are one word with punctuation on it), and a text is a look-up for each chunk.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer import analysis
from indexer.store.capitals import Capitals

UNIT_END = b"\xff"
CUT = b"\xfe"
_UNIT_END_CODE = 2**31 - 1
_CUT_CODE = 2**31 - 2
# Bytes that UTF-8 never has stand for the end of a text and for a place to be counted in it.
_JOINT = b" \xff "
CUT_JOINT = b" \xfe "
_KEPT = "'.,"
_TABLE = bytes(
    byte if byte >= 128 or chr(byte) in _KEPT else ord(chr(byte).lower()) if chr(byte).isalnum() else 32
    for byte in range(256)
)
SEPARATORS = frozenset(chr(byte) for byte in range(128) if _TABLE[byte] == 32)
_EDGES = b"'.,"
_LONG = 1000


class Chunks(dict[bytes, int]):
    """The number of each chunk: that of its surface, or, if it is not one token, minus one and its place in `many`."""

    def __init__(self) -> None:
        super().__init__()
        self.surfaces: dict[bytes, int] = {}
        self.many: list[list[int]] = []
        self[UNIT_END] = _UNIT_END_CODE
        self[CUT] = _CUT_CODE
        self.held = 0

    def __missing__(self, chunk: bytes) -> int:
        bare = chunk.strip(_EDGES)
        if bare.isalnum():
            number = self._number(bare)
        else:
            found = analysis.surfaces(chunk.decode("utf-8", "surrogatepass"))
            numbers = [self._number(encoded(surface)) for surface in found]
            if len(numbers) == 1:
                number = numbers[0]
            else:
                self.many.append(numbers)
                number = -len(self.many)
                self.held += 80 + 8 * len(numbers)
        self[chunk] = number
        self.held += 130 + len(chunk)
        return number

    def _number(self, surface: bytes) -> int:
        number = self.surfaces.get(surface)
        if number is None:
            number = self.surfaces[surface] = len(self.surfaces)
            self.held += 250 + 2 * len(surface)
        return number


class TokenStream:
    """The tokens of many texts in a row, as surface numbers."""

    def __init__(self, chunks: Chunks, *, capitals: Capitals | None = None) -> None:
        self._chunks = chunks
        self._capitals = capitals
        self._waiting: list[bytes] = []
        self._size = 0
        self._tokens: list[NDArray[np.int32]] = []
        self._lengths: list[NDArray[np.int64]] = []
        self._cuts: list[NDArray[np.int64]] = []
        self.count = 0

    def add(self, text: bytes) -> None:
        """One more text, UTF-8; CUT_JOINT in it, beside a separator, marks a place to be counted."""
        self._waiting.append(text)
        self._size += len(text)
        if self._size > 1 << 20:
            self._take()

    def _take(self) -> None:
        if not self._waiting:
            return
        self._waiting.append(b"")
        raw = _JOINT.join(self._waiting)
        lowered = raw.translate(_TABLE)
        pieces = lowered.split()
        self._waiting, self._size = [], 0
        codes = np.fromiter(map(self._chunks.__getitem__, pieces), np.int32, len(pieces))
        del pieces
        if self._capitals is not None:
            self._capitals.count(raw, lowered, codes, len(self._chunks.surfaces))
        del raw, lowered
        odd = np.flatnonzero((codes < 0) | (codes >= _CUT_CODE))
        kinds = codes[odd]
        counts = np.ones(len(codes), np.int64)
        many = self._chunks.many
        found = [many[-code - 1] if code < 0 else [] for code in kinds.tolist()]
        counts[odd] = [len(numbers) for numbers in found]
        ends = np.cumsum(counts)
        tokens = np.repeat(codes, counts)
        inner = [number for numbers in found for number in numbers]
        if inner:
            sizes = counts[odd]
            first = ends[odd] - sizes
            tokens[np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(len(inner))] = inner
        self._cuts.append(ends[odd[kinds == _CUT_CODE]] + self.count)
        unit_ends = ends[odd[kinds == _UNIT_END_CODE]]
        self._lengths.append(np.diff(unit_ends, prepend=0))
        self._tokens.append(tokens)
        self.count += len(tokens)

    def finish(self) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        """All of it: surface numbers (tokens,), tokens in each text (texts,), tokens before each cut (cuts,)."""
        self._take()
        tokens, self._tokens = self._tokens, []
        none = np.zeros(0, np.int64)
        return (
            np.concatenate(tokens) if tokens else np.zeros(0, np.int32),
            np.concatenate(self._lengths) if self._lengths else none,
            np.concatenate(self._cuts) if self._cuts else none,
        )


def with_cuts(text: str, offsets: Sequence[int]) -> tuple[bytes, list[int]]:
    """The bytes of a text, cut near the given offsets (ascending), and tokens to add to the count at each cut.

    The number of tokens that begin before an offset is the number before the cut plus what is added:
    a cut is made where a chunk begins, and the tokens of the chunk up to the offset are added.
    """
    pieces = []
    more = []
    at = 0
    for offset in offsets:
        start = _chunk_start(text, offset, at)
        if offset - start > _LONG:
            return _cut_at_start(text, offsets)
        pieces.append(text[at:start])
        at = start
        more.append(0 if start == offset else _tokens_before(text, start, offset))
    pieces.append(text[at:])
    return CUT_JOINT.join(encoded(piece) for piece in pieces), more


def encoded(text: str) -> bytes:
    """UTF-8; lone surrogates, which are no part of a token, go through."""
    return text.encode("utf-8", "surrogatepass")


def _cut_at_start(text: str, offsets: Sequence[int]) -> tuple[bytes, list[int]]:
    """The same for a script that does without spaces: every cut at the start, all tokens counted at once."""
    starts = [token.start for token in analysis.tokens(text)]
    return CUT_JOINT * len(offsets) + encoded(text), [bisect_left(starts, offset) for offset in offsets]


def _chunk_start(text: str, offset: int, least: int) -> int:
    """Where the chunk that `offset` lies in begins, not before `least`, the place of the last cut."""
    if offset == len(text) or text[offset] in SEPARATORS:
        return offset
    while offset > least and text[offset - 1] not in SEPARATORS:
        offset -= 1
    return offset


def _tokens_before(text: str, start: int, offset: int) -> int:
    """Tokens of the chunk at `start` that begin before `offset`."""
    if not any(character.isalnum() for character in text[start:offset]):
        return 0
    end = offset
    while end < len(text) and text[end] not in SEPARATORS and end - offset < _LONG:
        end += 1
    return sum(1 for token in analysis.tokens(text[start:end]) if token.start < offset - start)
