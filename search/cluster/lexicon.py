"""The words of an archive on a cluster: `search.engine.seam.Vocabulary`, asked of its articles and of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import translate
from typing import Any

from rapidfuzz.distance import Levenshtein
from whoosh.query import FuzzyTerm, Prefix

from indexer.analysis.tokenizer import folded
from indexer.cluster.cells import written
from indexer.cluster.words import Words, forms_query, names_query, surfaces_query
from indexer.errors import NotOnCluster
from indexer.schema import SURFACE_FIELD
from search.cluster.queries.targets import KEYWORDS, target_of, value_of
from search.cluster.snapshot import Snapshot

__all__ = ["ClusterVocabulary"]

_AT_ONCE = 500
_KEPT_FREQUENCIES = 1 << 16
_KEPT_KEYS = 4096
"""Sounds of names that were asked for."""
_ROWS = 200
"""Rows of surfaces that are read at once."""
_MOST_READ = 5_000_000
"""Surfaces that a pattern is looked for among: it takes some seconds."""


class ClusterVocabulary:
    """That of one generation."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._frequencies: dict[tuple[str, str], int] = {}
        self._named: dict[int, Words] = {}

    def terms(self, field: str) -> Iterator[str]:
        if field == "author":
            names = self._snapshot.counted("author_name")
            return iter(sorted({word for name in names for word in folded(name)}))
        counts = self._snapshot.counted(KEYWORDS[field])
        self._keep({(field, term): count for term, count in counts.items()})
        return iter(sorted(counts))

    def frequencies(self, field: str, terms: Iterable[str]) -> dict[str, int]:
        """How many articles have each of some terms."""
        wanted = list(dict.fromkeys(terms))
        found = {term: count for term in wanted if (count := self._frequencies.get((field, term))) is not None}
        new = [term for term in wanted if term not in found]
        for start in range(0, len(new), _AT_ONCE):
            part = new[start : start + _AT_ONCE]
            counts = self._snapshot.counts([_having(field, term) for term in part])
            found |= dict(zip(part, counts, strict=True))
        self._keep({(field, term): found[term] for term in new})
        return found

    def _keep(self, counts: dict[tuple[str, str], int]) -> None:
        if len(self._frequencies) + len(counts) > _KEPT_FREQUENCIES:
            self._frequencies.clear()
        self._frequencies |= counts

    def fitting(self, pattern: Any) -> Sequence[str]:
        """The surfaces that a Prefix, Wildcard or FuzzyTerm fits. NotOnCluster where they are too many to be read."""
        field = pattern.fieldname.partition("@")[0]
        if field not in SURFACE_FIELD.values():
            raise NotOnCluster(f"a pattern among words of the field {field}", hint="write the words out")
        text = pattern.text
        if isinstance(pattern, Prefix):
            return sorted(self._beginning(text))
        if isinstance(pattern, FuzzyTerm):
            return sorted(self.within(text, int(pattern.maxdist), prefix=int(pattern.prefixlength)))
        if set(text) & {"[", "\\"}:
            raise NotOnCluster("such a pattern", hint="use * and ? only")
        fits = re.compile(translate(text)).match
        return sorted(filter(fits, self._beginning(re.split(r"[*?]", text, maxsplit=1)[0])))

    def within(self, surface: str, edits: int, *, prefix: int) -> Iterable[str]:
        return {
            word
            for word in self._beginning(surface[:prefix])
            if Levenshtein.distance(surface, word, score_cutoff=edits) <= edits
        }

    def _beginning(self, letters: str) -> Iterator[str]:
        """All surfaces with a beginning; some twice."""
        query = surfaces_query(self._snapshot.committed.merged, letters)
        read = 0
        for hit in self._snapshot.every(query, words=True, size=_ROWS, _source=["words"]):
            words: list[str] = hit["_source"]["words"]
            read += len(words)
            if read > _MOST_READ:
                raise NotOnCluster("a pattern that so many words may fit", hint="begin it with some letters more")
            yield from (word for word in words if word.startswith(letters)) if letters else words

    def named(self, keys: Iterable[int]) -> dict[str, tuple[int, int]]:
        wanted = set(keys)
        if len(self._named) > _KEPT_KEYS:
            self._named.clear()
        if new := sorted(wanted - self._named.keys()):
            query = names_query(self._snapshot.committed.merged, new)
            self._named |= {key: Words() for key in new}
            for hit in self._snapshot.every(query, words=True):
                self._named[hit["_source"]["key"]].add_rows([hit["_source"]])
        every = (self._named[key].names for key in wanted)
        return {name: (named, small) for names in every for name, (_, named, small) in names.items()}

    def together(self, surface: str, other: str) -> tuple[int, int]:
        one, two = (_having("words", each) for each in (surface, other))
        having, both = self._snapshot.counts([one, {"bool": {"filter": [one, two]}}])
        return having, both

    def surfaces(self, language: str, beginnings: Sequence[str], *, longest: int) -> Iterator[str]:
        for beginning in beginnings:
            for hit in self._snapshot.every(forms_query(language, beginning), words=True):
                surface = hit["_source"]["surface"]
                if len(surface) <= longest:
                    yield surface


def _having(field: str, term: str) -> dict[str, Any]:
    """Finds the articles that have a term."""
    if field in KEYWORDS:
        return {"term": {KEYWORDS[field]: value_of(term)}}
    target = target_of(field)
    found: dict[str, Any] = {"term": {target.weights: target.sign + written(term)}}
    path = target.weights.partition(".")[0]
    return {"nested": {"path": path, "query": found}} if "." in target.weights else found
