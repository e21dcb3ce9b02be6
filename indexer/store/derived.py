"""Fields without postings of their own: made from those of others when they are asked for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from indexer.arrays import Array, Floats, Int32s, Int64s
from indexer.errors import IndexCorrupt
from indexer.schema import BODY_START
from indexer.store.columns import Columns
from indexer.store.fields import Field, Kept, Posting, Root, gathered
from indexer.store.frame_of_reference import FrameOfReference
from indexer.store.terms import Terms

if TYPE_CHECKING:
    from indexer.store.class_field import ClassField


class SurfaceField(Field):
    """The surfaces of a class field: `words`, `title_words`, `quote_words`."""

    kind = "surfaces"

    def __init__(self, sister: ClassField, name: str) -> None:
        self.name = name
        self.sister = sister
        self.terms = sister.surface_terms
        self.lengths = sister.lengths
        self.total_length = sister.total_length
        self.bound_average = sister.bound_average
        self._kept = Kept(self._posting)

    def stem(self, term: int) -> int:
        """The ordinal of its class in the sister field."""
        return self.sister.class_of[term]

    def _place(self, term: int) -> tuple[int, int, int]:
        """Its class, which surface of the class it is, and how many those are."""
        stem = self.stem(term)
        starts, order = self.sister.surface_starts, self.sister.surface_order
        low, high = starts[stem], starts[stem + 1]
        return stem, bisect_left(range(low, high), term, key=order.__getitem__), high - low

    def root(self, term: int) -> Root:
        stem, member, size = self._place(term)
        return Root(self.sister, stem, member if size > 1 else None)

    def doc_frequency(self, term: int) -> int:
        return self.sister.surface_frequencies[term]

    def candidates(self, term: int) -> Int32s:
        return self.sister.docs(self.stem(term))

    def docs(self, term: int) -> Int32s:
        stem, _, size = self._place(term)
        return self.sister.docs(stem) if size == 1 else self._kept[term].docs

    def freqs(self, term: int) -> Int32s:
        stem, _, size = self._place(term)
        return self.sister.freqs(stem) if size == 1 else self._kept[term].freqs

    def weights(self, term: int) -> Floats:
        stem, _, size = self._place(term)
        return self.sister.weights(stem) if size == 1 else self._kept[term].weights

    def documents_of(self, stem: int, surfaces: Collection[int]) -> Int32s:
        """(m,) the documents of some surfaces of one class, ascending, each as often as they stand in it."""
        sister = self.sister
        order = sister.surface_order.between(sister.surface_starts[stem], sister.surface_starts[stem + 1])
        wanted = np.array([surface in surfaces for surface in order.tolist()])
        chosen = wanted.take(sister.members(stem)).nonzero()[0]
        return sister.docs(stem).repeat(sister.checked_freqs(stem)).take(chosen)

    def _posting(self, term: int) -> Posting:
        stem, member, _ = self._place(term)
        members, quoted = self.sister.marks(stem)
        mine = np.flatnonzero(members == member)
        rows = np.repeat(np.arange(self.sister.doc_frequency(stem)), self.sister.checked_freqs(stem))[mine]
        low, _ = self.sister.position_range(stem)
        positions = self.sister.positions_at(mine + low)
        weights = self.sister.occurrence_weights(positions, quoted[mine])
        return replace(gathered(self.sister.docs(stem), rows, weights), positions=positions)

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        stem, member, size = self._place(term)
        if size == 1:
            return self.sister.occurrences(stem, docs)
        if docs is None:
            posting = self._kept[term]
            assert posting.positions is not None  # `_posting` reads them
            return np.repeat(np.arange(len(posting.docs)), posting.freqs), posting.positions
        which, numbers = self.sister.numbered(stem, docs)
        mine = self.sister.marks(stem, numbers)[0] == member
        return which[mine], self.sister.positions_at(numbers[mine] + self.sister.position_range(stem)[0])

    def weights_in(self, term: int, docs: Int32s) -> Floats:
        stem, member, size = self._place(term)
        if size == 1:
            return self.sister.weights_in(stem, docs)
        which, numbers = self.sister.numbered(stem, docs)
        members, quoted = self.sister.marks(stem, numbers)
        mine = np.flatnonzero(members == member)
        positions = self.sister.positions_at(numbers[mine] + self.sister.position_range(stem)[0])
        return gathered(docs, which[mine], self.sister.occurrence_weights(positions, quoted[mine])).weights

    def max_impact(self, term: int) -> float:
        return self.sister.max_impact(self.stem(term))

    def block_max(self, term: int) -> Floats | None:
        stem, _, size = self._place(term)
        return self.sister.block_max(stem) if size == 1 else None


class WorkedOut(Field):
    """A field whose postings are worked out of another's, and kept."""

    bound_average = 1.0

    def __init__(self) -> None:
        self._kept = Kept(self._posting)

    def _posting(self, term: int) -> Posting:
        raise NotImplementedError

    def doc_frequency(self, term: int) -> int:
        return len(self._kept[term].docs)

    def docs(self, term: int) -> Int32s:
        return self._kept[term].docs

    def freqs(self, term: int) -> Int32s:
        return self._kept[term].freqs

    def weights(self, term: int) -> Floats:
        return self._kept[term].weights


class OneLanguage(WorkedOut):
    """A field of texts in the documents of one language only: `words@de` of `words`."""

    kind = "plain"

    def __init__(self, whole: Field, docs: Int32s) -> None:
        """`docs` are those of the language, ascending."""
        super().__init__()
        self.name = whole.name
        self.terms = whole.terms
        self.lengths = whole.lengths
        self.total_length = whole.total_length
        self._whole = whole
        self._of_language = docs

    def _posting(self, term: int) -> Posting:
        whole = self._whole
        among = np.flatnonzero(np.isin(whole.docs(term), self._of_language, assume_unique=True))
        return Posting(whole.docs(term)[among], whole.freqs(term)[among], whole.weights(term)[among])

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        asked = self.docs(term) if docs is None else docs
        inside = np.flatnonzero(np.isin(asked, self._of_language, assume_unique=True))
        which, positions = self._whole.occurrences(term, asked[inside])
        return inside[which], positions


class BodyField(WorkedOut):
    """A text field without its title: `body` of `text`, `body_words` of `words`."""

    def __init__(self, whole: ClassField | SurfaceField, title: Field, name: str) -> None:
        super().__init__()
        self.name = name
        self.kind = whole.kind
        self.terms = whole.terms
        self._whole = whole
        self._title = title
        self.total_length = whole.total_length - title.total_length
        self.sister: BodyField

    @cached_property
    def lengths(self) -> Array:  # type: ignore[override]
        assert self._whole.lengths is not None
        assert self._title.lengths is not None
        return self._whole.lengths.astype(np.uint32) - self._title.lengths

    def surfaces(self, term: int) -> Int32s:
        assert not isinstance(self._whole, SurfaceField)
        return self._whole.surfaces(term)

    def stem(self, term: int) -> int:
        assert isinstance(self._whole, SurfaceField)
        return self._whole.stem(term)

    def _posting(self, term: int) -> Posting:
        docs, freqs, weights = self._whole.docs(term), self._whole.freqs(term), self._whole.weights(term)
        also = self._title.terms.find(self.terms.at(term))
        if also < 0:
            return Posting(docs, freqs, weights)
        in_title = self._title.docs(also)
        rows = np.searchsorted(docs, in_title)
        if rows[-1] == len(docs) or np.any(docs[rows] != in_title):
            raise ValueError(f"a title has a word of {self.name} that its article has not")
        freqs, weights = freqs.copy(), weights.copy()
        freqs[rows] -= self._title.freqs(also)
        weights[rows] -= self._title.weights(also)
        left = freqs > 0
        return Posting(docs[left], freqs[left], weights[left])

    def candidates(self, term: int) -> Int32s:
        return self._whole.candidates(term)

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        which, positions = self._whole.occurrences(term, self.docs(term) if docs is None else docs)
        body = positions >= BODY_START
        return which[body], positions[body]


class KeywordField(Field):
    """A field of whole values: `id`, `url`, `basis`. No lengths, no positions, every weight 1."""

    kind = "keyword"
    lengths = None
    total_length = 0
    bound_average = 1.0

    def __init__(self, columns: Columns, prefix: str, name: str) -> None:
        self.name = name
        self.terms = Terms.read(columns, f"{prefix}.terms")
        self._columns = columns
        self._starts = FrameOfReference(columns, f"{prefix}.starts", len(self.terms) + 1)
        self._docs = columns.sized(f"{prefix}.docs", self._starts[len(self.terms)])

    def _range(self, term: int) -> tuple[int, int]:
        low, high = self._starts[term], self._starts[term + 1]
        if not low <= high <= len(self._docs):
            raise self._columns.corrupt(f"has documents of {self.name} that do not fit its terms")
        return low, high

    def doc_frequency(self, term: int) -> int:
        low, high = self._range(term)
        return high - low

    def docs(self, term: int) -> Int32s:
        low, high = self._range(term)
        docs = self._docs[low:high].astype(np.int32)
        if np.any(docs[1:] <= docs[:-1]):
            raise self._columns.corrupt(f"has documents of {self.name} that are not in order")
        return docs

    def freqs(self, term: int) -> Int32s:
        return np.ones(self.doc_frequency(term), np.int32)

    def weights(self, term: int) -> Floats:
        return np.ones(self.doc_frequency(term), np.float32)

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)

    def ordinals(self, documents: int) -> Int64s:
        """(documents,) the term of each document, -1 if it has none."""
        found = np.full(documents, -1, np.int64)
        docs, terms = self.pairs()
        found[docs] = terms
        return found

    def corrupt(self, what: str) -> IndexCorrupt:
        return self._columns.corrupt(f"has a field {self.name} that {what}")

    def pairs(self, low: int = 0, high: int | None = None) -> tuple[Int64s, Int64s]:
        """The documents (n,) of the terms `low` to `high - 1`, term by term, and the term of each (n,)."""
        high = len(self.terms) if high is None else high
        counts = np.diff(self._starts.between(low, high + 1))
        docs = self._docs[self._starts[low] : self._starts[high]]
        if (len(counts) and counts.min() < 0) or counts.sum() != len(docs):
            raise self._columns.corrupt(f"has documents of {self.name} that do not fit its terms")
        return docs.astype(np.int64), np.repeat(np.arange(low, high), counts)


class ArticleField(Field):
    """`article` of a quotation: the id of the article that it stands in."""

    kind = "keyword"
    name = "article"
    lengths = None
    total_length = 0
    bound_average = 1.0

    def __init__(self, ids: Field, article_quotations: Int32s) -> None:
        self.terms = ids.terms
        self._ids = ids
        self._starts = article_quotations

    def docs(self, term: int) -> Int32s:
        none = np.zeros(0, np.int32)
        return np.concatenate([none, *(self._quotations(doc) for doc in self._ids.docs(term).tolist())])

    def _quotations(self, article: int) -> Int32s:
        return np.arange(self._starts[article], self._starts[article + 1], dtype=np.int32)

    def doc_frequency(self, term: int) -> int:
        return len(self.docs(term))

    def freqs(self, term: int) -> Int32s:
        return np.ones(self.doc_frequency(term), np.int32)

    def weights(self, term: int) -> Floats:
        return np.ones(self.doc_frequency(term), np.float32)

    def occurrences(self, term: int, docs: Int32s | None = None) -> tuple[Int64s, Int32s]:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
