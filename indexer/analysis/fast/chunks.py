"""Text to token numbers, fast: what `indexer.analysis.tokenizer` gives (`surfaces`, `folded`), as integers.

Of the bytes of a text, all ASCII that cannot be part of a token becomes a space, and what is left
between spaces is a *chunk*. What a chunk holds does not depend on its surroundings, because no token
and no condition of the tokenizer reaches over such a character; so each distinct chunk is tokenized
once (nearly all are one word with punctuation on it), and a text is a look-up for each chunk: in
arrays (`wordtable`) for those of up to 16 bytes, one by one for the few that are longer. Capitals are
looked at afterwards, where they can mean an acronym (`acronymcodes`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import tokenizer
from indexer.analysis.fast.acronym_codes import AcronymCodes
from indexer.analysis.fast.breaks import sentence_breaks
from indexer.analysis.fast.capital_counts import Capitals
from indexer.analysis.fast.word_table import GONE, WordTable, words
from indexer.store.sentence_lengths import Breaks
from indexer.store.spill import SpillFile

UNIT_END = b"\xff"
CUT = b"\xfe"
_UNIT_END_CODE = 2**31 - 1
_CUT_CODE = 2**31 - 2
# Bytes that UTF-8 never has stand for the end of a text and for a place to be counted in it.
_JOINT = b" \xff "
_PADDING = b" " * 16
CUT_JOINT = b" \xfe "
_KEPT = "'.,"
_TABLE = bytes(
    byte if byte >= 128 or chr(byte) in _KEPT else ord(chr(byte).lower()) if chr(byte).isalnum() else 32
    for byte in range(256)
)
SEPARATORS = frozenset(chr(byte) for byte in range(128) if _TABLE[byte] == 32)
_EDGES = b"'.,"
_LONG = 1000
_A_LONG, _A_SURFACE = 160, 110
"""Bytes that are kept of a chunk too long for the tables, and of a surface, beside its own."""
_AT_ONCE = 1 << 19
"""Bytes of text that are looked up at once: what is made on the way stays in the cache."""
_CHUNKS_AT_ONCE = 1 << 17
_IN_MEMORY = 1 << 22
"""Bytes of tokens that are kept in memory where there is too little of it: those of some 6 MB of text."""
_PRINTED = "'.,\u2018\u2019\u201c\u201d\u2013\u2014\u2026"
"""What stands before and after words in print, and is no part of one there."""


class Chunks(dict[bytes, int]):
    """The number of each chunk: that of its surface, or, if it is not one token, minus one and its place in `many`.

    As a dictionary it holds the long ones.
    """

    def __init__(self) -> None:
        super().__init__()
        self.surfaces: dict[bytes, int] = {}
        self.many: list[list[int]] = []
        self.acronyms = AcronymCodes()
        self._narrow = WordTable(wide=False)
        self._wide = WordTable(wide=True)
        marks = np.frombuffer(UNIT_END + CUT, np.uint8).astype(np.uint64)
        self._narrow.add(marks, marks, np.array([_UNIT_END_CODE, _CUT_CODE], np.int32))
        self._held = 0

    @property
    def held(self) -> int:
        """About how many bytes of memory it takes."""
        return self._held + self._narrow.held + self._wide.held

    def __missing__(self, chunk: bytes) -> int:
        number = self[chunk] = self._tokenized(chunk)
        self._held += _A_LONG + len(chunk)
        return number

    def _tokenized(self, chunk: bytes) -> int:
        bare = chunk.strip(_EDGES)
        if bare.isalnum():
            number = self.surfaces.get(bare)
            return self._new(bare) if number is None else number
        word = _one_word(bare)
        if word is not None:
            number = self.surfaces.get(word)
            return self._new(word) if number is None else number
        return self.numbered(
            [encoded(surface) for surface in tokenizer.folded(chunk.decode("utf-8", "surrogatepass"))]
        )

    def numbered(self, found: Sequence[bytes]) -> int:
        """The number of a chunk with these surfaces."""
        numbers = []
        for coded in found:
            number = self.surfaces.get(coded)
            numbers.append(self._new(coded) if number is None else number)
        if len(numbers) == 1:
            return numbers[0]
        return self._several(numbers)

    def _several(self, numbers: list[int]) -> int:
        """The number of a new chunk of these surfaces, not exactly one."""
        self.many.append(numbers)
        self._held += 80 + 8 * len(numbers)
        self.acronyms.know_many(numbers, -len(self.many))
        return -len(self.many)

    def _new(self, surface: bytes) -> int:
        number = self.surfaces[surface] = len(self.surfaces)
        self._held += _A_SURFACE + len(surface)
        self.acronyms.know(surface, number)
        return number

    def codes(self, data: bytes) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        """The numbers of the chunks between the spaces of `data`, and where they start and end, (chunks,) each.

        `data` begins with a space and ends with 16.
        """
        space = np.frombuffer(data, np.uint8) == 32
        edges = np.flatnonzero(space[1:] != space[:-1]) + 1
        starts, ends = edges[0::2], edges[1::2]
        codes = np.zeros(len(starts), np.int32)
        for low in range(0, len(starts), _CHUNKS_AT_ONCE):  # what is new is held in lists on the way
            some = slice(low, low + _CHUNKS_AT_ONCE)
            self._code(codes[some], data, starts[some], ends[some])
        return codes, starts, ends

    def _code(
        self, codes: NDArray[np.int32], data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> None:
        """Set the codes (n,) of the chunks that start and end there (n,)."""
        sizes = ends - starts
        low = words(data, starts, np.minimum(sizes, 8))
        short = np.flatnonzero(sizes <= 8)
        self._look_up(codes, self._narrow, data, starts, ends, short, low[short], low[:0])
        middle = np.flatnonzero((sizes > 8) & (sizes <= 16))
        high = words(data, starts[middle] + 8, sizes[middle] - 8)
        self._look_up(codes, self._wide, data, starts, ends, middle, low[middle], high)
        for place in np.flatnonzero(sizes > 16).tolist():
            codes[place] = self[data[starts[place] : ends[place]]]

    def _look_up(
        self,
        codes: NDArray[np.int32],
        table: WordTable,
        data: bytes,
        starts: NDArray[np.int64],
        ends: NDArray[np.int64],
        places: NDArray[np.int64],
        low: NDArray[np.uint64],
        high: NDArray[np.uint64],
    ) -> None:
        """Set the codes at `places`, whose words are given, from a table; what it lacks is tokenized and added."""
        found, absent = table.find(low, high)
        if len(absent):
            here = places[absent]
            spans = zip(starts[here].tolist(), ends[here].tolist(), strict=True)
            new: dict[bytes, int] = {}
            first = []
            numbers = []
            for place, (start, end) in enumerate(spans):
                chunk = data[start:end]
                number = new.get(chunk)
                if number is None:
                    number = new[chunk] = self._tokenized(chunk)
                    first.append(place)
                numbers.append(number)
            found[absent] = numbers
            settled = absent[first]
            table.add(low[settled], high[settled] if len(high) else high, found[settled])
        codes[places] = found

    def kept(self, chosen: NDArray[np.bool_]) -> Chunks:
        """A table of the chunks that have no other surfaces than the chosen, (surfaces,), which keep their order."""
        left = Chunks()
        for surface in compress(self.surfaces, chosen.tolist()):
            left._new(surface)
        number = np.where(chosen, np.cumsum(chosen) - 1, GONE)
        new = number.tolist()
        many = np.full(len(self.many), GONE)
        for place, numbers in enumerate(self.many):
            moved = [new[old] for old in numbers]
            if GONE not in moved:
                many[place] = left._several(moved)
        by_code = np.concatenate((number, many[::-1])).astype(np.int32)  # a negative code counts from the end

        def numbered(codes: NDArray[np.int32]) -> NDArray[np.int32]:
            return np.where(codes < GONE, by_code[np.where(codes < GONE, codes, 0)], np.int32(GONE))

        self._narrow.copy_into(left._narrow, numbered)
        self._wide.copy_into(left._wide, numbered)
        for chunk, code in self.items():
            if (moved_code := int(by_code[code])) != GONE:
                left[chunk] = moved_code
                left._held += _A_LONG + len(chunk)
        return left

    def settle(
        self, codes: NDArray[np.int32], raw: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> None:
        """Put the numbers of acronyms in place of those of the words that are spelt like them; see AcronymCodes."""
        self.acronyms.settle(codes, len(self.surfaces), raw, starts, ends, self.numbered)

    def surface(self, number: int) -> bytes:
        """The surface with a number; for tests and messages, since it looks through all."""
        return next(surface for surface, other in self.surfaces.items() if other == number)


def _one_word(bare: bytes) -> bytes | None:
    """The surface of a chunk that is one word of ASCII, perhaps with one apostrophe in it; None if it may be more."""
    text = bare.decode("utf-8", "surrogatepass").strip(_PRINTED).replace("\u2019", "'")
    if not text.isascii():
        return None
    head, apostrophe, tail = text.partition("'")
    if not head.isalnum() or (apostrophe and not tail.isalnum()):
        return None
    if apostrophe and head in tokenizer.ELIDED and tail[0] in tokenizer.VOWELS and tail[1:2].isalpha():
        return None
    return text.encode()


class TokenStream:
    """The tokens of many texts in a row, as surface numbers; names and other `folded` texts have no acronyms."""

    def __init__(
        self,
        chunks: Chunks,
        *,
        kind: Literal["text", "folded"] = "text",
        capitals: Capitals | None = None,
        sentences: bool = False,
        folder: Path | None = None,
    ) -> None:
        """What is too much for memory waits in `folder`."""
        self._chunks = chunks
        self._folded = kind == "folded"
        self._breaks: list[tuple[int, NDArray[np.uint32], NDArray[np.bool_]]] | None = [] if sentences else None
        """Of each piece of text: tokens before it; of its breaks (n,) tokens of the piece before each, what ends."""
        self._capitals = capitals
        self._waiting: list[bytes] = []
        self._size = 0
        self._tokens = SpillFile("int32", folder)
        self._lengths: list[NDArray[np.int64]] = []
        self._cuts: list[NDArray[np.int64]] = []
        self._held = 0

    @property
    def held(self) -> int:
        """About how many bytes of memory it has, those of texts that wait to be looked up left out."""
        return self._held + self._tokens.held

    @property
    def count(self) -> int:
        """Tokens so far, those left out that wait to be looked up."""
        return self._tokens.count

    def spill(self) -> None:
        """Put the tokens on disk, but for a few, and those to come."""
        self._tokens.keep(_IN_MEMORY)

    def add(self, text: bytes) -> None:
        """One more text, UTF-8; CUT_JOINT in it, beside a separator, marks a place to be counted."""
        self._waiting.append(text)
        self._size += len(text)
        if self._size > _AT_ONCE:
            self._take()

    def _take(self) -> None:
        if not self._waiting:
            return
        self._waiting.append(b"")
        raw = b" ".join((b"", _JOINT.join(self._waiting), _PADDING))
        data = raw.translate(_TABLE)
        self._waiting, self._size = [], 0
        codes, starts, ends = self._chunks.codes(data)
        if not self._folded:
            self._chunks.settle(codes, raw, starts, ends)
        if self._capitals is not None:
            self._capitals.count(raw, starts, codes, len(self._chunks.surfaces))
        odd = np.flatnonzero((codes < 0) | (codes >= _CUT_CODE))
        kinds = codes[odd]
        counts = np.ones(len(codes), np.int64)
        many = self._chunks.many
        found = [many[-code - 1] if code < 0 else [] for code in kinds.tolist()]
        counts[odd] = [len(numbers) for numbers in found]
        upto = np.cumsum(counts)
        tokens = np.repeat(codes, counts)
        inner = [number for numbers in found for number in numbers]
        if inner:
            sizes = counts[odd]
            first = upto[odd] - sizes
            tokens[np.repeat(first - (np.cumsum(sizes) - sizes), sizes) + np.arange(len(inner))] = inner
        self._cuts.append(upto[odd[kinds == _CUT_CODE]] + self.count)
        if self._breaks is not None:
            places, paragraphs = self._counted(sentence_breaks(raw), data, starts, counts, upto)
            self._breaks.append((self.count, places.astype(np.uint32), paragraphs))
            self._held += places.nbytes
        unit_ends = upto[odd[kinds == _UNIT_END_CODE]]
        self._lengths.append(np.diff(unit_ends, prepend=0))
        self._held += self._lengths[-1].nbytes + self._cuts[-1].nbytes
        self._tokens.append(tokens)

    def _counted(
        self,
        breaks: Breaks,
        data: bytes,
        starts: NDArray[np.int64],
        counts: NDArray[np.int64],
        upto: NDArray[np.int64],
    ) -> Breaks:
        """Breaks in bytes of `data` as breaks in its tokens.

        Of each chunk, all (chunks,): where it starts, how many tokens it has, and how many there are up to its end.
        """
        places, ends_paragraph = breaks
        filled = np.frombuffer(data, np.uint8) != 32
        chunk = np.searchsorted(starts, places)
        before = np.concatenate(([0], upto))[chunk]
        # A break inside a chunk stands at a space that is not ASCII.
        for nth in np.flatnonzero(filled[places] & filled[places - 1]).tolist():
            number = int(chunk[nth]) - 1
            head = data[int(starts[number]) : int(places[nth])].decode("utf-8", "surrogatepass")
            before[nth] = int(upto[number] - counts[number]) + len(tokenizer.surfaces(head))
        return before, ends_paragraph

    def breaks(self) -> Iterator[Breaks]:
        """After `finish`: the sentence breaks of all texts, in tokens of the stream; a text's beginning is none."""
        for before, places, paragraphs in self._breaks or ():
            yield places.astype(np.int64) + before, paragraphs

    def close(self) -> None:
        """Give back what the tokens take."""
        self._tokens.close()

    def finish(self) -> tuple[SpillFile, NDArray[np.int64], NDArray[np.int64]]:
        """All of it: surface numbers (tokens,), tokens in each text (texts,), tokens before each cut (cuts,)."""
        self._take()
        none = np.zeros(0, np.int64)
        return (
            self._tokens,
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
    starts = [token.start for token in tokenizer.tokens(text)]
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
    return sum(1 for token in tokenizer.tokens(text[start:end]) if token.start < offset - start)
