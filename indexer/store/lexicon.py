"""What a process has learnt of words, batch after batch: their numbers, their stems, and which may be names.

Most words of a batch were in the one before. They are tokenized, stemmed and looked at once; of each batch only the
words that it has are ranked.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from indexer import analysis
from indexer.acronyms import ACRONYMS
from indexer.spellings import key, key_number
from indexer.store.chunks import Chunks, encoded

__all__ = ["Lexicon", "Names", "Vocabulary", "may_be_name"]

Int64s = NDArray[np.int64]

_POSSESSIVE = "'s"
_NAME = re.compile(r"[^\W\d_]{2,}(?:'[^\W\d_]+)*|[^\W\d_]+(?:'[^\W\d_]+)+")
_SHORTEST, _LONGEST = 4, 40
"""Letters; what is shorter has too many names near it, what is longer is no name."""
_UNSEEN, _NONE = -2, -1


def may_be_name(surface: str) -> str | None:
    """The name that a surface is one of, a possessive `Bush's` being of `Bush`; None if it cannot be a name."""
    if surface in ACRONYMS:
        return None
    name = surface.removesuffix(_POSSESSIVE)
    return name if _SHORTEST <= len(name) <= _LONGEST and _NAME.fullmatch(name) else None


class Lexicon:
    """Grows with the batches; who holds it drops it when `held`, in bytes, is too much."""

    def __init__(self) -> None:
        self.chunks = Chunks()
        self.words: list[bytes] = []
        """The surfaces by number, those that were known when `learn` was last called."""
        self.stems: list[bytes] = []
        self._stem_numbers: dict[str, int] = {}
        self._stem_of: list[int] = []
        self._name_of = np.zeros(0, np.int32)
        self._names: list[bytes] = []
        self._name_numbers: dict[str, int] = {}
        self._name_keys: list[int] = []

    @property
    def held(self) -> int:
        """About how many bytes of memory it takes."""
        return self.chunks.held + 120 * len(self.stems) + 180 * len(self._names)

    def learn(self) -> None:
        """Stem the surfaces that are new."""
        surfaces = self.chunks.surfaces
        if len(self.words) == len(surfaces):
            return
        known = len(self.words)
        self.words = list(surfaces)
        new = [word.decode("utf-8", "surrogatepass") for word in self.words[known:]]
        numbers = self._stem_numbers
        for stem in analysis.stems(new):
            self._stem_of.append(numbers.setdefault(stem, len(numbers)))
        self.stems.extend(map(encoded, list(numbers)[len(self.stems) :]))
        self._name_of = np.append(self._name_of, np.full(len(new), _UNSEEN, np.int32))

    def stem_of(self) -> Int64s:
        """(surfaces,) the number of the stem of each."""
        return np.array(self._stem_of, np.int64)

    def names_of(self, surfaces: Int64s) -> Int64s:
        """(n,) which of the `names` each of these surfaces (n,) is of, -1 for none."""
        for number in surfaces[self._name_of[surfaces] == _UNSEEN].tolist():
            name = may_be_name(self.words[number].decode("utf-8", "surrogatepass"))
            self._name_of[number] = _NONE if name is None else self._number_of(name)
        return self._name_of[surfaces].astype(np.int64)

    def _number_of(self, name: str) -> int:
        number = self._name_numbers.get(name)
        if number is None:
            number = self._name_numbers[name] = len(self._names)
            self._names.append(encoded(name))
            self._name_keys.append(key_number(key(name)))
        return number

    def name(self, number: int) -> tuple[int, bytes]:
        """The key number of a name, and the name."""
        return self._name_keys[number], self._names[number]


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
        stems = np.flatnonzero(np.bincount(stem_of[used], minlength=len(lexicon.stems))).tolist()
        stems.sort(key=lexicon.stems.__getitem__)
        self.stems = [lexicon.stems[number] for number in stems]
        ranks = np.full(len(lexicon.stems), -1, np.int64)
        ranks[stems] = np.arange(len(stems))
        self.stem_rank = ranks[stem_of]


class Names:
    """The names of a batch, and how often each is written with a capital inside a sentence, and without."""

    def __init__(self, lexicon: Lexicon, named: Int64s, small: Int64s) -> None:
        """Counts by surface, (surfaces,) each."""
        surfaces = np.flatnonzero(named)
        of = lexicon.names_of(surfaces)
        surfaces, of = surfaces[of >= 0], of[of >= 0]
        found, which = np.unique(of, return_inverse=True)
        rows = [lexicon.name(number) for number in found.tolist()]
        order = sorted(range(len(rows)), key=rows.__getitem__)
        self.keys = np.array([rows[place][0] for place in order], np.int64)
        """(names,) ascending, as numbers; `named` and `small` (names,) in that order."""
        self.words = [rows[place][1] for place in order]
        self.named = np.bincount(which, named[surfaces], len(found)).astype(np.int64)[order]
        self.small = np.bincount(which, small[surfaces], len(found)).astype(np.int64)[order]
