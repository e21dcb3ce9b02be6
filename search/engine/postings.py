"""Decoded postings of one term in one scope: a space of a segment, or of all segments together.

Decoding is lazy and each piece is kept: documents, the BM25 part of each posting (the score without idf and boost),
the same spread over all documents for common terms, occurrences for phrases. What is kept are postings (of a pattern
those of its terms as one list), never answers; `search.engine.opened` bounds how much.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.schema import K1
from indexer.store import Field, Member, Root, SharedTerm
from search.engine.scope import BLOCK, Docs, Holder, Scope, Scores
from search.engine.weighting import inverse_frequency

POSITION_BITS = 32
"""An occurrence is one number: document << POSITION_BITS | position."""

_COMMON = 16
"""A term in more than one of 16 documents is also kept as an array over all documents."""
_VERY_COMMON = 4
"""One in more than one of 4 is so from the first question on, others from the second: the first may be the last."""
_FEW = 4
"""Occurrences are decoded for some documents alone if the term has more than 4 times as many ..."""
_MANY = 2048
"""... and stands in more documents than this; from the second time on all are decoded and kept ..."""
_TOO_MANY = 1 << 19
"""... unless it stands in more than this, when they would push everything else out."""
_SHORT = 256
"""Of a term in no more documents all weights are decoded at once."""
_SINGLE = 48
"""Up to so many occurrences are searched for one by one."""

NO_DOCS: Docs = np.empty(0, np.intp)
NO_SCORES: Scores = np.empty(0, np.float32)
NO_KEYS: NDArray[np.int64] = np.empty(0, np.int64)


class Postings:
    """The live documents of one term in one scope, ascending, and what was decoded with them so far."""

    __slots__ = (
        "_asked",
        "_dense",
        "_docs",
        "_entry",
        "_field",
        "_flags",
        "_kept",
        "_ordinal",
        "_parts",
        "_peaks",
        "_ranges",
        "_used",
        "_weighed",
        "scope",
        "size",
        "unfolded",
    )

    def __init__(self, scope: Scope, field: Field, ordinal: int, entry: Entry) -> None:
        self.scope = scope
        self._field = field
        self._ordinal = ordinal
        self._entry = entry
        self._docs: Docs | None = None
        self._kept: NDArray[np.bool_] | None = None
        # Only where documents are deleted is the number of live ones not known beforehand.
        self.size: int = field.doc_frequency(ordinal) if scope.live is None else self._decode_docs().size
        self._parts: Scores | None = None
        self._dense: Scores | None = None
        self._flags: NDArray[np.bool_] | None = None
        self._peaks: Scores | None = None
        self._ranges: Scores | None = None
        self.unfolded: NDArray[np.int64] | None = None
        """All occurrences, once they are decoded."""
        self._asked = self._weighed = self._used = 0

    @property
    def docs(self) -> Docs:
        """The documents, intp (size,)."""
        return self._decode_docs() if self._docs is None else self._docs

    def _decode_docs(self) -> Docs:
        docs: Docs = self._field.docs(self._ordinal).astype(np.intp)
        if self.scope.live is not None:
            kept = self.scope.live.take(docs)
            if not kept.all():
                self._kept = kept
                docs = docs[kept]
        self._docs = docs
        self._entry.hold(docs.nbytes)
        return docs

    def parts(self) -> Scores:
        """w * (k1 + 1) / (w + norm) of each document, float32 (size,); the weight alone in a field without
        lengths."""
        parts = self._parts
        if parts is None:
            docs = self.docs
            weights = self._field.weights(self._ordinal)
            parts = self._parts = self.part_of(weights if self._kept is None else weights[self._kept], docs)
            self._entry.hold(parts.nbytes)
        return parts

    def part_of(self, weights: NDArray[np.float32], docs: Docs) -> Scores:
        """The part of each weight (..., n) in the document (n,) that it is of."""
        field = self._field
        if field.lengths is None:
            return weights.astype(np.float32)
        parts: Scores = weights * np.float32(K1 + 1.0)
        parts /= self.scope.norms(field.name, field.lengths).take(docs) + weights
        return parts

    def common(self) -> bool:
        """Whether the term stands in so many documents that an array over all of them is worth it."""
        return self.size * _COMMON > self.scope.count

    def laid_out(self) -> bool:
        """Whether `dense` is there or worth it: the term is common, and was asked for before, or very common."""
        return self._dense is not None or self._lasting()

    def flagged(self) -> bool:
        """The same of `flags`."""
        return self._flags is not None or self._lasting()

    def _lasting(self) -> bool:
        if not self.common():
            return False
        self._used += 1
        return self._used > 1 or self.size * _VERY_COMMON > self.scope.count

    def dense(self) -> Scores:
        """`parts` spread over all documents of the segment, float32 (width,), 0 where the term is not."""
        dense = self._dense
        if dense is None:
            dense = np.zeros(self.scope.width, np.float32)
            dense[self.docs] = self.parts()
            self._dense = dense
            self._entry.hold(dense.nbytes)
        return dense

    def flags(self) -> NDArray[np.bool_]:
        """Which documents of the scope have the term, bool (count,)."""
        flags = self._flags
        if flags is None:
            flags = np.zeros(self.scope.count, np.bool_)
            flags[self.docs] = True
            self._flags = flags
            self._entry.hold(flags.nbytes)
        return flags

    def peaks(self) -> Scores:
        """Largest part in each of a fixed number of interleaved groups of postings, float32."""
        peaks = self._peaks
        if peaks is None:
            peaks = self._peaks = group_maxima(self.parts(), 128)
        return peaks

    def ranges(self) -> Scores:
        """Largest part in each block of BLOCK documents, float32 (width / BLOCK,): its block maxima."""
        ranges = self._ranges
        if ranges is None:
            ranges = self._ranges = self.dense().reshape(-1, BLOCK).max(axis=1)
        return ranges

    def max_impact(self) -> float:
        """No part is larger; decodes nothing that is not decoded yet."""
        if self._parts is not None:
            return float(self._parts.max()) if self.size else 0.0
        field = self._field
        if field.lengths is None:
            return float(self.parts().max()) if self.size else 0.0
        # The segment's bound holds for the average length that it was written with; a longer average raises it.
        bound = field.max_impact(self._ordinal)
        ratio = min(1.0, field.bound_average / self.scope.opened.average_length(field.name))
        return (K1 + 1.0) * bound / (bound + ratio * (1.0 - bound))

    def root(self, part: Scope) -> Root | None:
        """Where the occurrences in a segment lie in its file; None if the term is worked out of several.

        LookupError where the segment has none."""
        place = self._entry.place(part)
        if place is None:
            raise LookupError(part.number)
        return place[0].root(place[1])

    def spared(self) -> bool:
        """Whether no more than is needed of its occurrences should be decoded, as nobody asked for them before."""
        return self.unfolded is None and (not self._asked or self.size > _TOO_MANY)

    def met(self) -> None:
        """Takes note that somebody asked for some of its occurrences, and for what it weighs there."""
        self._asked += 1
        self._weighed += 1
        self._used += 1

    def keys(self, docs: Docs | None = None) -> NDArray[np.int64]:
        """Occurrences as document << POSITION_BITS | position, int64 ascending.

        With some ascending `docs`, at least those in them. All are decoded and kept, unless the term is common,
        the documents are few and nobody asked before: then most of the work would be for nothing.
        """
        keys = self.unfolded
        if keys is not None:
            return keys
        if docs is not None and docs.size * _FEW < self.size and self.size > _MANY:
            self._asked += 1
            if self._asked == 1 or self.size > _TOO_MANY:
                return self._decoded(docs)
        keys = self.unfolded = self._decoded(None if self._kept is None else self.docs)
        self._entry.hold(keys.nbytes)
        return keys

    def _decoded(self, docs: Docs | None) -> NDArray[np.int64]:
        if docs is None:
            docs = self.docs
            which, positions = self._field.occurrences(self._ordinal)
        else:
            which, positions = self._field.occurrences(self._ordinal, docs.astype(np.int32))
        keys: NDArray[np.int64] = docs.take(which) << POSITION_BITS
        keys += positions
        return keys

    def shared(self, keys: NDArray[np.int64]) -> NDArray[np.int64]:
        """Of these ascending occurrences of another term at least those in documents that have this term.

        All of them where telling them apart would take longer than what it spares: a search for each.
        """
        sought = self._flags is None and self.size > 8 * keys.size
        if keys.size < _SINGLE or sought or 2 * self.size > self.scope.count:
            return keys
        return keys.take(self.holds(keys >> POSITION_BITS).nonzero()[0])

    def among(self, docs: Docs) -> tuple[NDArray[np.bool_], Scores]:
        """Which of these ascending documents have the term, and its part in each of them (0 where it is not)."""
        size = self.size
        if not size:
            return np.zeros(docs.size, np.bool_), np.zeros(docs.size, np.float32)
        if self.laid_out():
            found = self.dense().take(docs)
        elif size < 8 * docs.size:
            scratch = self.scope.borrow()
            scratch[self.docs] = self.parts()
            found = scratch.take(docs)
            scratch[self.docs] = 0.0
            self.scope.give_back(scratch)
        else:
            at = self.docs.searchsorted(docs)
            found = self.parts().take(at, mode="clip")
            found[self.docs.take(at, mode="clip") != docs] = 0.0
        return found > 0.0, found

    def parts_in(self, docs: Docs, rows: Docs | None = None) -> Scores:
        """The term's part in each of these documents, all of which have it and which are known to be at these
        places of `docs`, or not; where they are few only those are decoded, as in `keys`."""
        if self._parts is None and docs.size * _FEW < self.size and self.size > _SHORT:
            self._weighed += 1
            if self._weighed == 1 or self.size > _TOO_MANY:
                self._used += 1
                return self.part_of(self._weights_in(docs, rows), docs)
        if self.laid_out():
            return self.dense().take(docs)
        return self.parts().take(self.docs.searchsorted(docs) if rows is None else rows)

    def _weights_in(self, docs: Docs, rows: Docs | None) -> NDArray[np.float32]:
        root = self._field.root(self._ordinal) if self._kept is None else None
        if root is None or root.surface is not None:
            return self._field.weights_in(self._ordinal, docs.astype(np.int32))
        return root.field.weights_at(root.term, self.docs.searchsorted(docs) if rows is None else rows)

    def holds(self, docs: Docs) -> NDArray[np.bool_]:
        """Which of these ascending documents have the term; decodes no weights."""
        if not self.size:
            return np.zeros(docs.size, np.bool_)
        if self.flagged():
            return self.flags().take(docs)
        if self.size < 8 * docs.size:
            flags = self.scope.borrow_flags()
            flags[self.docs] = True
            held = flags.take(docs)
            flags[self.docs] = False
            self.scope.give_back_flags(flags)
            return held
        return np.equal(self.docs.take(self.docs.searchsorted(docs), mode="clip"), docs)


def group_maxima(values: NDArray[np.float32], groups: int) -> NDArray[np.float32]:
    """The largest value in each of `groups` interleaved groups; every value is in one of them.

    The k-th largest of them is a lower bound of the k-th largest value. float32 (groups,), or the
    values themselves when there are too few to be worth grouping.
    """
    rows = values.size // groups
    if rows < 2:
        return values
    maxima: NDArray[np.float32] = values[: rows * groups].reshape(rows, groups).max(axis=0)
    if values.size > rows * groups:
        rest = values[rows * groups :]
        np.maximum(maxima[: rest.size], rest, out=maxima[: rest.size])
    return maxima


class Entry:
    """One term of the index: its idf, and its postings in all segments or in one, decoded when first asked for."""

    __slots__ = ("_fields", "_opened", "_ordinals", "_postings", "held", "kept", "used", "weight")

    def __init__(self, opened: Holder, name: str, term: bytes) -> None:
        self._opened = opened
        self._ordinals: list[int] = []
        self._postings: list[Postings | None] = [None] * (len(opened.scopes) + 1)
        self._fields: list[Field | None] = []
        n = 0
        scorable = False
        for space in opened.spaces:
            field = space.fields.get(name)
            ordinal = -1 if field is None else field.terms.find(term)
            self._fields.append(field)
            self._ordinals.append(ordinal)
            if field is not None and ordinal >= 0:
                n += field.doc_frequency(ordinal)
                scorable = scorable or field.lengths is not None
        self.held = 256
        self.kept = self.used = True
        self.weight = inverse_frequency(n, opened.live_count) if scorable else 1.0

    def postings(self, scope: Scope) -> Postings | None:
        """The term's postings in a scope, or None where no live document has it."""
        found = self._postings[scope.number]
        if found is None:
            place = self.place(scope)
            if place is None:
                return None
            found = self._postings[scope.number] = Postings(scope, *place, self)
        return found if found.size else None

    def place(self, scope: Scope) -> tuple[Field, int] | None:
        """The field and the ordinal that the term has in a scope."""
        if len(scope.parts) == 1:
            field, ordinal = self._fields[scope.number], self._ordinals[scope.number]
            return (field, ordinal) if field is not None and ordinal >= 0 else None
        members = [
            Member(field, ordinal, part.base, part.base + part.count)
            for part, field, ordinal in zip(scope.parts, self._fields, self._ordinals, strict=True)
            if field is not None and ordinal >= 0
        ]
        return (SharedTerm(scope.space.fields[members[0].field.name].lengths, members), 0) if members else None

    def hold(self, size: int) -> None:
        """Accounts for `size` more bytes that this entry keeps."""
        self.held += size
        if self.kept:
            self._opened.held += size
