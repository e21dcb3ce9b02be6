"""Values of a field that are spelt much like one that no article has: for the answer that is empty."""

from __future__ import annotations

from collections import Counter

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from indexer.analysis import folded
from indexer.store import Index

__all__ = ["near"]

_LIKE = 70.0  # of 100
_FEW = 10  # languages, when all of them are worth telling


def near(index: Index, field: str, value: str, *, limit: int) -> dict[str, int]:
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
    best = sorted(found, key=lambda each: (-round(each[1] / 5), -counts[each[0]]))[:limit]
    return {name: counts[name] for name, _, _ in best}


def _likeness(asked: str, name: str, *, score_cutoff: float | None = None) -> float:
    least = score_cutoff or 0.0
    words = name.split()
    many = max(len(asked.split()), 1)
    runs = (" ".join(words[at : at + many]) for at in range(max(len(words) - many, 0) + 1))
    return max((fuzz.ratio(asked, run, score_cutoff=least) for run in runs), default=0.0)


def _values(index: Index, field: str) -> dict[str, int]:
    if field == "source":
        return index.source_names()
    if field == "speaker":
        return index.speaker_names()
    reader = index.articles
    return {term.decode("utf-8", "replace"): int(reader.doc_frequency(field, term)) for term in reader.lexicon(field)}
