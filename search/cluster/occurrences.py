"""Where a word stands in articles of a cluster, as the trace of a quotation asks: read from their texts."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from indexer.analysis.tokenizer import tokens
from indexer.arrays import Int32s, Int64s
from indexer.schema import BODY_START, TITLE_END
from search.cluster.holdings import ClusterHoldings
from search.engine.postings import POSITION_BITS

__all__ = ["Occurrences", "Texts"]

_KEPT = 2048
Places = dict[str, list[int]]


class Texts:
    """The places of the stems of articles, of those that were last read."""

    def __init__(self, holdings: ClusterHoldings) -> None:
        self.holdings = holdings
        self._places: OrderedDict[int, Places] = OrderedDict()

    def places(self, docs: list[int]) -> list[Places]:
        """For each article the places of each stem."""
        held = {doc: self._places[doc] for doc in docs if doc in self._places}
        wanted = [doc for doc in docs if doc not in held]
        for doc, (article, _) in zip(wanted, self.holdings.all_stored(wanted), strict=True):
            found: Places = {}
            for place, token in enumerate(tokens(article.title)):
                found.setdefault(token.stem, []).append(min(place, TITLE_END))
            for place, token in enumerate(tokens(article.body), BODY_START):
                found.setdefault(token.stem, []).append(place)
            held[doc] = self._places[doc] = found
        while len(self._places) > max(_KEPT, len(docs)):
            self._places.popitem(last=False)
        return [held[doc] for doc in docs]


class Occurrences:
    """The articles that have a stem, and where: `search.engine.seam.Postings`. What is asked of them is read."""

    def __init__(self, texts: Texts, stem: str) -> None:
        self._texts = texts
        self._stem = stem
        self.size = texts.holdings.doc_frequency("text", stem)

    def keys(self, docs: Int32s) -> Int64s:
        """Number of the article << POSITION_BITS | place, ascending, in some articles that ascend."""
        held = self._texts.places(docs.tolist())
        found = [
            (doc << POSITION_BITS) | place
            for doc, places in zip(docs.tolist(), held, strict=True)
            for place in places.get(self._stem, ())
        ]
        return np.array(found, np.int64)
