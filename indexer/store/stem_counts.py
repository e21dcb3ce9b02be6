"""How often stems stand in some documents of an index, beside how often they stand in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np

from indexer.arrays import Int32s, Int64s
from indexer.store.class_field import ClassField
from indexer.store.segment import Segment

__all__ = ["commonest_surface", "stem_counts"]

SpaceName = Literal["articles", "quotations"]
_RANKED = {"articles": "text", "quotations": "quote"}


def stem_counts(
    segments: Sequence[Segment], space: SpaceName, groups: Sequence[Int32s]
) -> tuple[list[bytes], Int64s, Int64s]:
    """The stems (s,) that stand in any of the documents of `groups`, how often in each group and how often at all.

    Counts are (groups, s) and (s,); those at all are over deleted documents too, until a merge drops them. `groups`
    are documents of the whole index.
    """
    places: dict[bytes, int] = {}
    parts: list[tuple[Int64s, Int64s]] = []
    base = 0
    for segment in segments:
        field = _field(segment, space)
        size = getattr(segment, space).count
        own = [docs[(docs >= base) & (docs < base + size)] - base for docs in groups]
        base += size
        if not any(map(len, own)):
            continue
        counts = np.stack([_among(field, docs, size) for docs in own])
        there = np.flatnonzero(counts.any(axis=0))
        terms = field.terms.slice(0, len(field.terms))
        at = np.array([places.setdefault(terms[term], len(places)) for term in there.tolist()], np.int64)
        parts.append((at, counts[:, there]))
    found = np.zeros((len(groups), len(places)), np.int64)
    for at, counts in parts:
        found[:, at] += counts
    stems = list(places)
    return stems, found, _in_all(segments, space, stems)


def _field(segment: Segment, space: SpaceName) -> ClassField:
    field = getattr(segment, space).fields[_RANKED[space]]
    assert isinstance(field, ClassField)
    return field


def _among(field: ClassField, docs: Int32s, size: int) -> Int64s:
    wanted = np.zeros(size, np.bool_)
    wanted[docs] = True
    return field.occurrences_among(wanted)


def _in_all(segments: Sequence[Segment], space: SpaceName, stems: list[bytes]) -> Int64s:
    """(s,) how often each of these stems stands in the whole index."""
    found = np.zeros(len(stems), np.int64)
    for segment in segments:
        field = _field(segment, space)
        ordinal = {term: place for place, term in enumerate(field.terms)}
        counts = np.append(field.occurrence_counts(), 0)
        found += counts[[ordinal.get(stem, -1) for stem in stems]]
    return found


def commonest_surface(segments: Sequence[Segment], space: SpaceName, stem: bytes) -> str:
    """The form of a stem that most documents have."""
    seen: Counter[bytes] = Counter()
    for segment in segments:
        field = _field(segment, space)
        term = field.terms.find(stem)
        if term >= 0:
            for surface in field.surfaces(term).tolist():
                seen[field.surface_terms.at(surface)] += field.surface_frequencies[surface]
    # Of forms that equally many have, the first by the alphabet.
    best = min(seen, key=lambda surface: (-seen[surface], surface), default=stem)
    return best.decode("utf-8", "surrogatepass")
