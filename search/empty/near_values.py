"""Values of a field that are spelt much like one that no article has: for the answer that is empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from indexer.analysis.tokenizer import folded
from search.engine.seam import Holdings
from search.language.fields import FIELDS
from search.names.outlets import SMALL_WORDS, initials

__all__ = ["near"]

_LIKE = 70.0  # of 100
_SHORT = 3  # letters of a name in which one wrong letter leaves it less like than _LIKE
_OF_ADDRESSES = frozenset(("www", "com", "org", "net", "co"))  # words of a site that do not name it
_RARE = 2  # names that have a word which tells them from others
_SHARED = 90.0  # how like a name is that shares one
_FEW = 10  # languages, when all of them are worth telling


def near(index: Holdings, field: str, value: str, *, limit: int) -> dict[str, int]:
    """The values most like one, with the number of documents that have each; the frequent before the rare."""
    counts = _values(index, field)
    if field == "language":
        same = {code: many for code, many in counts.items() if code[:1] == value[:1]}
        return dict(Counter(same or (counts if len(counts) <= _FEW else {})).most_common(limit))
    # A name of many words is like one if some run of its words is.
    found = process.extract(
        " ".join(folded(value)), list(counts), scorer=_likeness, processor=default_process, score_cutoff=_LIKE,
        limit=4 * limit,
    )  # fmt: skip
    likeness = {name: score for name, score, _ in found}
    if field in ("source", "outlet"):
        likeness |= dict.fromkeys(_sharing(value, counts), _SHARED)
        likeness |= dict.fromkeys(
            (name for name in counts if "".join(folded(value)) in initials(folded(name))), 100.0
        )
    best = sorted(likeness, key=lambda name: (-round(likeness[name] / 5), -counts[name]))[:limit]
    return {name: counts[name] for name in best}


def _sharing(value: str, names: Iterable[str]) -> list[str]:
    """The names that have a word of the value which few have: the BBC of `BBC News` in bbc.co.uk, never the News."""
    words = {name: set(folded(name)) for name in names}
    common = Counter(word for each in words.values() for word in each)
    telling = {word for word in folded(value) if 0 < common[word] <= _RARE} - _OF_ADDRESSES - SMALL_WORDS
    return [name for name, each in words.items() if each & telling]


def _likeness(asked: str, name: str, *, score_cutoff: float | None = None) -> float:
    least = score_cutoff or 0.0
    words = name.split()
    many = max(len(asked.split()), 1)
    runs = (" ".join(words[at : at + many]) for at in range(max(len(words) - many, 0) + 1))
    return max((_alike(asked, run, least) for run in runs), default=0.0)


def _alike(asked: str, run: str, least: float) -> float:
    """A letter of three that is wrong makes a third of the ratio, though it is one slip: `cnm` is like `cnn`."""
    if run in _OF_ADDRESSES:
        return 0.0
    if len(asked) == len(run) == _SHORT and sum(map(str.__ne__, asked, run)) == 1:
        return _LIKE
    return fuzz.ratio(asked, run, score_cutoff=least)


def _values(index: Holdings, field: str) -> dict[str, int]:
    if field in ("source", "outlet"):
        return index.source_names()
    if field == "speaker":
        return index.speaker_names()
    if field not in FIELDS:
        _, values, names = index.stated(field)
        return dict(zip(names, np.bincount(values, minlength=len(names)).tolist(), strict=True))
    return index.doc_frequencies(field, index.vocabulary.terms(field))
