"""What a process has learnt of words, batch after batch: their numbers, their stems, and which may be names.

Most words of a batch were in the one before. They are tokenized, stemmed and looked at once; of each batch only the
words that it has are ranked. When they are too many, those are forgotten that were hardly ever there.
"""

from __future__ import annotations

import re
from array import array
from itertools import islice

import numpy as np

from indexer.analysis import tokenizer
from indexer.analysis.acronyms import ACRONYMS
from indexer.analysis.fast.chunks import Chunks, encoded
from indexer.analysis.fast.runs import word_hash
from indexer.analysis.spelling import key, key_number
from indexer.arrays import Int64s
from indexer.store.nametable import bare_name

__all__ = ["Lexicon", "Names", "Vocabulary", "may_be_name"]


_POSSESSIVE = "'s"
_NAME = re.compile(r"[^\W\d_]{2,}(?:'[^\W\d_]+)*|[^\W\d_]+(?:'[^\W\d_]+)+")
_SHORTEST, _LONGEST = 4, 40
"""Letters; what is shorter has too many names near it, what is longer is no name."""
_UNSEEN, _NONE = -2, -1
_A_SURFACE, _A_STEM = 28, 140
"""Bytes that are kept here of a surface, and of a stem."""
_AT_ONCE = 1 << 14
"""So many surfaces are stemmed at once."""


def may_be_name(surface: str) -> str | None:
    """The name that a surface is one of, a possessive `Bush's` being of `Bush`; None if it cannot be a name."""
    if surface in ACRONYMS:
        return None
    name = surface.removesuffix(_POSSESSIVE)
    return name if _SHORTEST <= len(name) <= _LONGEST and _NAME.fullmatch(name) else None


class Lexicon:
    """Grows with the batches; who holds it goes on with what is left of it `within` the memory that it may take."""

    def __init__(self) -> None:
        self.chunks = Chunks()
        self.words: list[bytes] = []
        """The surfaces by number, those that were known when `learn` was last called."""
        self._stem_numbers: dict[bytes, int] = {}
        self._stem_of = array("i")
        self._key_of = np.zeros(0, np.int64)
        self.hashes = np.zeros(0, np.uint64)
        """(surfaces,) a hash of each, those that were known when `learn` was last called."""

    @property
    def held(self) -> int:
        """About how many bytes of memory it takes."""
        return self.chunks.held + _A_STEM * len(self._stem_numbers) + _A_SURFACE * len(self.words)

    def within(self, most: int, seen: Int64s) -> Lexicon:
        """This lexicon while it takes at most `most` bytes; else one of the words that are worth remembering.

        Those are the most frequent of a batch: `seen` says how often each of the surfaces (surfaces,) was there. A
        word that stood in it only once is not expected again.
        """
        if self.held <= most or not len(seen):
            return self
        many = most * len(seen) // self.held
        least = max(int(np.partition(seen, -many - 1)[-many - 1]) + 1, 2) if many < len(seen) else 2
        return self._kept(np.flatnonzero(seen >= least))

    def _kept(self, surfaces: Int64s) -> Lexicon:
        """What is known of some surfaces, ascending."""
        left = Lexicon()
        chosen = np.zeros(len(self.words), np.bool_)
        chosen[surfaces] = True
        left.chunks = self.chunks.kept(chosen)
        left.words = list(left.chunks.surfaces)
        stems = self.stems
        numbers = left._stem_numbers
        for number in self.stem_of()[surfaces].tolist():
            left._stem_of.append(numbers.setdefault(stems[number], len(numbers)))
        left._key_of = self._key_of[surfaces]
        left.hashes = self.hashes[surfaces]
        return left

    @property
    def stems(self) -> list[bytes]:
        """The stems by number."""
        return list(self._stem_numbers)

    def learn(self) -> None:
        """Stem the surfaces that are new."""
        surfaces = self.chunks.surfaces
        known = len(self.words)
        if known == len(surfaces):
            return
        self.words.extend(islice(surfaces, known, None))
        numbers = self._stem_numbers
        for low in range(known, len(self.words), _AT_ONCE):
            new = [word.decode("utf-8", "surrogatepass") for word in self.words[low : low + _AT_ONCE]]
            for stem in map(encoded, tokenizer.stems(new)):
                self._stem_of.append(numbers.setdefault(stem, len(numbers)))
        self._key_of = np.append(self._key_of, np.full(len(self.words) - known, _UNSEEN))
        new_hashes = np.fromiter(map(word_hash, islice(self.words, known, None)), np.uint64, len(self.words) - known)
        self.hashes = np.append(self.hashes, new_hashes)

    def stem_of(self) -> Int64s:
        """(surfaces,) the number of the stem of each."""
        return np.array(self._stem_of, np.int64)

    def name_keys(self, surfaces: Int64s) -> Int64s:
        """(n,) the key number of the name that each of these surfaces (n,) is of, -1 for none."""
        for number in surfaces[self._key_of[surfaces] == _UNSEEN].tolist():
            name = may_be_name(self.words[number].decode("utf-8", "surrogatepass"))
            self._key_of[number] = _NONE if name is None else key_number(key(name))
        return self._key_of[surfaces]


class Vocabulary:
    """The surfaces and stems of a batch, ranked in byte order."""

    def __init__(self, lexicon: Lexicon, used: Int64s) -> None:
        """`used` are the numbers of the batch's surfaces, each once."""
        lexicon.learn()
        words = lexicon.words
        self.numbers = len(words)
        """Surfaces that the lexicon has."""
        chosen = [words[number] for number in used.tolist()]
        order = sorted(range(len(chosen)), key=chosen.__getitem__)
        self.surfaces = [chosen[place] for place in order]
        self.surface_rank = np.full(len(words), -1, np.int64)
        """(numbers,) the rank of each surface by its number, -1 if the batch has it not; of its stem `stem_rank`."""
        self.surface_rank[used[order]] = np.arange(len(order))
        stem_of = lexicon.stem_of()
        every = lexicon.stems
        stems = np.flatnonzero(np.bincount(stem_of[used], minlength=len(every))).tolist()
        stems.sort(key=every.__getitem__)
        self.stems = [every[number] for number in stems]
        ranks = np.full(len(every), -1, np.int64)
        ranks[stems] = np.arange(len(stems))
        self.stem_rank = ranks[stem_of]


class Names:
    """The names of a batch, and how often each is written with a capital inside a sentence, and without."""

    def __init__(self, lexicon: Lexicon, named: Int64s, small: Int64s) -> None:
        """Counts by surface, (surfaces,) each."""
        surfaces = np.flatnonzero(named)
        keys = lexicon.name_keys(surfaces)
        surfaces, keys = surfaces[keys >= 0], keys[keys >= 0]
        number: dict[bytes, int] = {}
        words = [bare_name(lexicon.words[surface]) for surface in surfaces.tolist()]
        which = [number.setdefault(word, len(number)) for word in words]
        found = np.zeros(len(number), np.int64)
        found[which] = keys
        rows = list(zip(found.tolist(), number, strict=True))
        order = sorted(range(len(rows)), key=rows.__getitem__)
        self.keys = found[order]
        """(names,) ascending, as numbers; `named` and `small` (names,) in that order."""
        self.words = [rows[place][1] for place in order]
        self.named = np.bincount(which, named[surfaces], len(rows)).astype(np.int64)[order]
        self.small = np.bincount(which, small[surfaces], len(rows)).astype(np.int64)[order]
