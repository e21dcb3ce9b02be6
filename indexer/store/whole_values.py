"""The values of a short field that is indexed word by word, put together again from its postings."""

from __future__ import annotations

import numpy as np

from indexer.arrays import Int32s
from indexer.store.stored_field import StoredField

_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio
_SHIFT = np.uint64(29)


def put_together(field: StoredField, documents: int) -> tuple[Int32s, list[str]]:
    """(documents,) which value each has, -1 if none, and the values: their words in order, a space between two.

    Values are told apart by 64 bits of what their words and places are.
    """
    run = field.run(0, len(field.terms))
    ordinals = np.full(documents, -1, np.int32)
    if not len(run.docs):
        return ordinals, []
    words = np.repeat(np.arange(len(run.counts), dtype=np.int64), run.counts)
    order = np.lexsort((run.positions, run.docs))
    docs, words = run.docs[order], words[order]
    starts = np.flatnonzero(np.diff(docs.astype(np.int64), prepend=-1))
    ends = np.append(starts[1:], len(words))
    places = np.arange(len(words)) - np.repeat(starts, ends - starts)
    mixed = (words.astype(np.uint64) + np.uint64(1)) * _ODD
    mixed = (mixed ^ (mixed >> _SHIFT)) * (_ODD + np.uint64(2) * places.astype(np.uint64))
    values = np.add.reduceat(mixed ^ (mixed >> _SHIFT), starts)
    _, first, which = np.unique(values, return_index=True, return_inverse=True)
    ordinals[docs[starts]] = which
    terms = [term.decode("utf-8", "surrogatepass") for term in field.terms]
    return ordinals, [
        " ".join(terms[word] for word in words[start:end].tolist())
        for start, end in zip(starts[first].tolist(), ends[first].tolist(), strict=True)
    ]
