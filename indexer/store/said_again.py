"""Which quotations of an index have the words of others, by the one field that says so: `verbatim`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.arrays import Bools
from indexer.store.derived import KeywordField
from indexer.store.segment import Segment

__all__ = ["said_again"]

_KEY = 8  # bytes of a `verbatim`


def said_again(segments: Sequence[Segment]) -> Bools:
    """(quotations,) whether another one, a deleted one too, has the same words, or may have."""
    fields = [segment.quotations.fields["verbatim"] for segment in segments]
    keys = [field.terms.of_size(_KEY) for field in fields]
    known = [key.view(np.uint64)[:, 0] for key in keys if key is not None]
    ordered = np.sort(np.concatenate([np.zeros(0, np.uint64), *known]))
    several = ordered[1:][ordered[1:] == ordered[:-1]]
    parts = [np.zeros(0, np.bool_)]
    for segment, field, key in zip(segments, fields, keys, strict=True):
        found = np.full(segment.quotations.count, len(known) < len(keys))
        assert isinstance(field, KeywordField)
        docs, terms = field.pairs()
        if key is not None:
            again = np.bincount(terms, minlength=len(key)) > 1
            if len(several):
                own = key.view(np.uint64)[:, 0]
                again |= several[np.minimum(np.searchsorted(several, own), len(several) - 1)] == own
            found[docs] |= again[terms]
        parts.append(found)
    return np.concatenate(parts)
