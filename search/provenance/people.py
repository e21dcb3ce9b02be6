"""Whether two names may be one person's, by the names that the archive prints and what the user says of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from indexer.analysis.name_keys import folded_words, name_key, without_titles
from indexer.analysis.tokenizer import folded
from search.answer.persons import Persons, surname_of
from search.answer.rulings import Rulings, rulings
from search.engine.seam import BackEnd

__all__ = ["People", "is_described"]


class People:
    """The speakers of one generation of an index."""

    def __init__(self, searcher: BackEnd) -> None:
        self._searcher = searcher
        self._index = searcher.index
        self._known: dict[frozenset[str], dict[str, int]] = {}

    def names(self, printed: Iterable[str]) -> dict[str, str]:
        """For each name the one that stands for its person: of those that the archive prints most, the fullest."""
        asked = list(dict.fromkeys(printed))
        counts = self._sharing(asked)
        number = self._joined(asked, counts)
        best: dict[int, str] = {}
        for name in sorted(counts, key=lambda name: (len(name.split()) < 2, -counts[name], len(name), name)):
            best.setdefault(number[name], name)
        return {name: best[number[name]] for name in asked}

    def may_be_one(self, asked: str, printed: str) -> bool:
        """Whether somebody who is asked for by one name may be who is printed with the other.

        The user's rulings say it, else the archive's spellings; a surname alone may be anybody's of that name, and so
        may a name with an initial.
        """
        said = self._rulings
        if any(asked in names and printed in names for names in said.two):
            return False
        number = self._joined([asked, printed], self._sharing([asked, printed]))
        return number[asked] == number[printed] or _may_be(asked, printed)

    @cached_property
    def _rulings(self) -> Rulings:
        return rulings(self._index.path)

    @cached_property
    def labels(self) -> tuple[np.ndarray[tuple[int], np.dtype[np.int32]], list[str]]:
        """(quotations,) the number of each one's speaker among the names that come behind, -1 where it has none."""
        return self._index.labelled("speaker")

    def _sharing(self, names: list[str]) -> dict[str, int]:
        """These names and all that the archive prints with one of their last words, each with its quotations."""
        key = frozenset(names)
        found = self._known.get(key)
        if found is None:
            ordinals, printed = self.labels
            wanted = {surname_of(name) for name in names}
            lasts = {name_key(words[-1]) for words in map(folded, names) if words}
            docs = [self._searcher.holding("speaker_key", last, space="quotations") for last in sorted(lasts)]
            found = dict.fromkeys(names, 0)
            if docs:
                numbers, counts = np.unique(ordinals[np.unique(np.concatenate(docs))], return_counts=True)
                for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
                    if number >= 0 and (printed[number] in found or surname_of(printed[number]) in wanted):
                        found[printed[number]] = count
            self._known[key] = found
        return found

    def _joined(self, names: list[str], counts: dict[str, int]) -> dict[str, int]:
        """The number of the person of each name."""
        said = self._rulings
        related = [one for one in said.one if not counts.keys().isdisjoint(one)]
        every = dict.fromkeys((name for one in related for name in one), 0) | counts
        return Persons(every, one=related, two=said.two).joined


def is_described(speaker: str) -> bool:
    """Whether a speaker is described, not named: "a spokesman", "the minister"."""
    return not any(letter.isupper() for letter in speaker.split()[-1])


def _may_be(one: str, other: str) -> bool:
    """Whether nothing in two names of one surname contradicts that they are one person's."""
    first, second = (list(without_titles(folded_words(name))) for name in (one, other))
    if not first or not second or name_key(first[-1]) != name_key(second[-1]):
        return False
    if len(first) == 1 or len(second) == 1:
        return True
    return first[0][0] == second[0][0] and 1 in (len(first[0]), len(second[0]))
