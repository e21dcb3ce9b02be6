"""Words that tell one side from the other: log-odds with an informative Dirichlet prior, as z-scores.

Monroe, Colaresi and Quinn, "Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the Content of
Political Conflict" (2008), equations 16, 19 and 22. The prior is the language of the archive: each stem as often as
it stands there, PRIOR words in all, or as many as the shorter side has if these are fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import numpy as np

from indexer.analysis.tokenizer import stem
from indexer.arrays import Int32s
from search.engine.seam import Holdings, Space
from search.language.emphasis import FUNCTION_WORDS

__all__ = ["TellingWord", "telling_words"]

PRIOR = 1000.0
"""Words of the archive's language that each side is taken to have said before it is heard, at most."""
_LEAST = 1.96  # z-scores below this are found by chance in one word of twenty


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingWord:
    """A word in its commonest form: how often this side has it and the other, and the z-score of the difference."""

    word: str
    count: int
    other: int
    z: float

    def to_dict(self) -> dict[str, Any]:
        return {"word": self.word, "count": self.count, "other": self.other, "z": round(self.z, 2)}


def telling_words(
    index: Holdings, space: Space, sides: tuple[Int32s, Int32s], *, without: Sequence[str], limit: int
) -> tuple[tuple[TellingWord, ...], tuple[TellingWord, ...]]:
    """The words of each side, documents of `space`, that tell it from the other, the strongest first.

    Left out are function words, numbers, and what is like the words `without`, of which some may be patterns.
    """
    stems, (one, other), every = index.stem_counts(space, sides)
    if not len(stems) or not one.any() or not other.any():
        return (), ()
    asked = {stem(word).encode("utf-8", "surrogatepass") for word in without}
    size = min(PRIOR, float(one.sum()), float(other.sum()))
    prior = size * every / int(every.sum())
    odds = [np.log((count + prior) / (count.sum() + size - count - prior)) for count in (one, other)]
    z = (odds[0] - odds[1]) / np.sqrt(1 / (one + prior) + 1 / (other + prior))
    found = []
    for counts, others, score in ((one, other, z), (other, one, -z)):
        words: list[TellingWord] = []
        for place in np.lexsort((np.arange(len(z)), -score)).tolist():
            if len(words) == limit or score[place] < _LEAST:
                break
            word = index.commonest_surface(space, stems[place])
            named = stems[place] in asked or any(fnmatchcase(word, pattern) for pattern in without)
            if not named and len(word) > 1 and not word.isdigit() and word not in FUNCTION_WORDS:
                words.append(
                    TellingWord(word=word, count=int(counts[place]), other=int(others[place]), z=float(score[place]))
                )
        found.append(tuple(words))
    return found[0], found[1]
