"""BM25 as Lucene and tantivy compute it, as a Whoosh weighting model.

    score = idf * w * (k1 + 1) / (w + k1 * (1 - b + b * length / average))
    idf   = log(1 + (N - n + 0.5) / (n + 0.5))

after Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
idf that cannot be negative. `w` is the summed weight of a term's occurrences in a document (BM25F:
weighed by where they stand, saturated once), N the number of live documents, n the number of documents
that hold the term. Deleted documents still count in n until a merge drops them, as in Lucene.

A field without lengths (an exact value: url, path, language) scores its weight, as in Whoosh's own models.
"""

from __future__ import annotations

from math import log
from typing import Any

from whoosh import scoring

from indexer.schema import K1, B

__all__ = ["BM25", "K1", "B", "inverse_frequency"]


def inverse_frequency(n: int, live: int) -> float:
    """The idf of a term that `n` of `live` documents hold; above 0 also while deleted documents are counted in
    `n`."""
    n = min(n, live)
    return log(1.0 + (live - n + 0.5) / (n + 0.5))


class BM25(scoring.WeightingModel):
    """The ranking of onrecord for a plain `whoosh.searching.Searcher`; the engine computes the same with numpy."""

    def live_count(self, searcher: Any) -> int:
        """How many live documents the whole index has."""
        return int(searcher.get_parent().reader().doc_count())

    def average_length(self, searcher: Any, fieldname: str) -> float:
        """Mean number of tokens of a live document in the field; 1.0 when the field is empty everywhere."""
        return searcher.get_parent().field_length(fieldname) / (self.live_count(searcher) or 1) or 1.0

    def document_length(self, searcher: Any, docnum: int, fieldname: str) -> int:
        """Tokens of one document of this (sub)searcher in the field."""
        return int(searcher.doc_field_length(docnum, fieldname, 1))

    def document_frequency(self, searcher: Any, fieldname: str, text: Any) -> int:
        """How many documents of the whole index have the term."""
        return int(searcher.get_parent().doc_frequency(fieldname, text))

    def idf(self, searcher: Any, fieldname: str, text: Any) -> float:
        return inverse_frequency(self.document_frequency(searcher, fieldname, text), self.live_count(searcher))

    def scorer(self, searcher: Any, fieldname: str, text: Any, qf: int = 1) -> scoring.BaseScorer:
        if not searcher.schema[fieldname].scorable:
            return scoring.WeightScorer.for_(searcher, fieldname, text)
        return _BM25Scorer(self, searcher, fieldname, text)


class _BM25Scorer(scoring.WeightLengthScorer):
    def __init__(self, model: BM25, searcher: Any, fieldname: str, text: Any) -> None:
        # Global statistics come from the top searcher, the postings from this segment's.
        self.idf = searcher.get_parent().idf(fieldname, text)
        self.average = model.average_length(searcher, fieldname)
        self.setup(searcher, fieldname, text)
        self.dfl = lambda docnum: model.document_length(searcher, docnum, fieldname)

    def _score(self, weight: float, length: int) -> float:
        return float(self.idf * weight * (K1 + 1.0) / (weight + K1 * (1.0 - B + B * length / self.average)))
