"""BM25 as a Whoosh weighting model.

Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", with the
inverse document frequency that is never negative (as Lucene has it).
"""

from __future__ import annotations

from math import log
from typing import Any

from whoosh import scoring

__all__ = ["BM25"]


class BM25(scoring.WeightingModel):
    """score = idf * w * (k1 + 1) / (w + k1 * (1 - b + b * length / average length))

    `w` is the summed weight of a term's occurrences, `length` the number of tokens of the field.
    """

    def __init__(self, k1: float = 1.2, b: float = 0.75) -> None:
        self.k1 = k1
        self.b = b

    def idf(self, searcher: Any, fieldname: str, text: str) -> float:
        """log(1 + (N - n + 0.5) / (n + 0.5)) with N documents, n of which have the term.

        Both count deleted documents until they are merged away, as in Lucene.
        """
        parent = searcher.get_parent()
        having = parent.doc_frequency(fieldname, text)
        return log(1 + (parent.doc_count_all() - having + 0.5) / (having + 0.5))

    def supports_block_quality(self) -> bool:
        return True

    def scorer(self, searcher: Any, fieldname: str, text: str, qf: int = 1) -> scoring.BaseScorer:
        if not searcher.schema[fieldname].scorable:
            return scoring.WeightScorer.for_(searcher, fieldname, text)
        return _BM25Scorer(self, searcher, fieldname, text)


class _BM25Scorer(scoring.WeightLengthScorer):
    def __init__(self, model: BM25, searcher: Any, fieldname: str, text: str) -> None:
        parent = searcher.get_parent()
        self._factor = model.idf(searcher, fieldname, text) * (model.k1 + 1)
        self._flat = model.k1 * (1 - model.b)
        average = parent.reader().field_length(fieldname) / max(parent.doc_count_all(), 1)
        self._slope = model.k1 * model.b / (average or 1)
        self.setup(searcher, fieldname, text)

    def _score(self, weight: float, length: int) -> float:
        return self._factor * weight / (weight + self._flat + self._slope * length)
