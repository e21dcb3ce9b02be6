"""Articles by one of their quotations, and quotations by their article, on whole arrays.

The quotations of an article are contiguous and in the same segment, so ascending quotations come with
ascending articles.
"""

from __future__ import annotations

import numpy as np

from search.engine.nodes import NOTHING, Mask, Matches, Node
from search.engine.scope import Docs, Scope, Scores


class QuotationNode(Node):
    """Articles that have a quotation which the inner node (over quotations) matches; the best one's score."""

    __slots__ = ("inner",)

    def __init__(self, scope: Scope, inner: Node) -> None:
        super().__init__(scope, min(inner.size, scope.count), positive=inner.positive)
        self.inner = inner

    def run(self) -> Matches:
        quotations, scores = self.inner.run()
        if not quotations.size:
            return NOTHING
        articles = self.scope.segment.quotation_articles.take(quotations).astype(np.intp)
        first = np.empty(articles.size, np.bool_)
        first[0] = True
        np.not_equal(articles[1:], articles[:-1], out=first[1:])
        starts = first.nonzero()[0]
        best = scores if isinstance(scores, float) else np.maximum.reduceat(scores, starts)
        return Matches(articles.take(starts), best)


class ArticleNode(Node):
    """Quotations whose article the inner node (over articles) matches, each with score 0."""

    __slots__ = ("inner",)

    def __init__(self, scope: Scope, inner: Node) -> None:
        starts = scope.segment.article_quotations
        average = scope.count / max(len(starts) - 1, 1)
        super().__init__(scope, min(int(inner.size * max(average, 1.0)) + 1, scope.count), positive=False)
        self.inner = inner

    def run(self) -> Matches:
        articles = self.inner.run().docs
        starts = self.scope.segment.article_quotations
        first = starts.take(articles).astype(np.intp)
        counts = starts.take(articles + 1) - first
        within = np.arange(int(counts.sum())) - np.repeat(counts.cumsum() - counts, counts)
        return Matches(np.repeat(first, counts) + within, 0.0)

    def probe(self, docs: Docs) -> tuple[Mask, Scores | float]:
        articles = self.scope.segment.quotation_articles.take(docs).astype(np.intp)
        each, of = np.unique(articles, return_inverse=True)  # documents are asked for once, ascending
        return self.inner.probe(each)[0].take(of), 0.0
