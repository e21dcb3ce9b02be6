"""The words of an index: those that are spelt near a word, sound like a name, or have its beginning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from whoosh.reading import IndexReader

from indexer.store.segment import Segment

__all__ = ["Vocabulary"]

Counts = tuple[int, int]
"""How often a word is written with a capital inside a sentence, and how often with a small letter."""


class Vocabulary:
    """That of the articles of one generation; words of removed articles are among them until segments are merged."""

    def __init__(self, segments: Sequence[Segment], articles: IndexReader) -> None:
        self._segments = segments
        self._articles = articles

    def terms(self, field: str) -> Iterator[str]:
        """The terms of a field, ascending."""
        return (term.decode("utf-8", "replace") for term in self._articles.lexicon(field))

    def within(self, surface: str, edits: int, *, prefix: int) -> Iterable[str]:
        """The surfaces at most so many edits from one, with the same first `prefix` letters."""
        found: Iterable[str] = self._articles.terms_within("words", surface, edits, prefix=prefix)
        return found

    def named(self, keys: Iterable[int]) -> dict[str, Counts]:
        """The names with one of these sounds (`indexer.analysis.spelling.key_number`)."""
        numbers = np.array(sorted(set(keys)), np.uint32)
        total: dict[str, Counts] = {}
        for segment in self._segments:
            for name, named, small in segment.names.find(numbers):
                before = total.get(name, (0, 0))
                total[name] = before[0] + named, before[1] + small
        return total

    def together(self, surface: str, other: str) -> tuple[int, int]:
        """How many articles have a surface, and how many of them another one besides."""
        having, both = 0, 0
        for segment in self._segments:
            field = segment.articles.fields["words"]
            term, second = field.terms.find(surface.encode()), field.terms.find(other.encode())
            if term >= 0:
                docs = field.docs(term)
                having += len(docs)
                among = field.candidates(second) if second >= 0 else docs[:0]
                at = np.searchsorted(among, docs)
                both += int(np.count_nonzero(among[at[at < len(among)]] == docs[at < len(among)]))
        return having, both

    def surfaces(self, language: str, beginnings: Sequence[str], *, longest: int) -> Iterator[str]:
        """The surfaces with one of these beginnings, in articles of one language, of so many letters at most."""
        for segment in self._segments:
            field = segment.articles.fields[f"words@{language}"]
            for start in beginnings:
                low, high = field.terms.prefix(start.encode())
                for ordinal, term in enumerate(field.terms.slice(low, high), low):
                    surface = term.decode()
                    if len(surface) <= longest and len(field.docs(ordinal)):
                        yield surface
