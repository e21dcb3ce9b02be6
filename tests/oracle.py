"""Stock Whoosh as the oracle: the same articles in an index of Whoosh's own, the same query, every score.

Stock Whoosh keeps field lengths in a byte and counts what it has itself; `Told` gives its scorers the exact
lengths and, where documents were deleted on the other side, the other side's document frequencies.

Where Whoosh 3.54 contradicts itself, the oracle runs it mended (`mended`) or asks in other words
(`in_plain_words`); each case says what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from whoosh.filedb.filestore import RamStorage
from whoosh.matching.binary import AndNotMatcher, DisjunctionMaxMatcher
from whoosh.matching.mcore import ListMatcher
from whoosh.query import ConstantScoreQuery, Or, Query, compound, spans, terms
from whoosh.searching import Searcher

from indexer.article import Article, Quotation
from indexer.schema import article_document, article_schema, quotation_document, quotation_schema
from search.engine import BM25, InArticle, InQuotation

Pair = tuple[Article, Sequence[Quotation]]
Key = tuple[str, int]
"""An article's id and -1, or its id and the number of a quotation in it."""


class Told(BM25):
    """BM25 with statistics that it is told: exact lengths of each document, document frequencies, live documents."""

    def __init__(
        self,
        lengths: Mapping[str, Sequence[int]],
        *,
        live: int,
        averages: Callable[[str], float],
        frequency: Callable[[str, Any], int] | None,
    ) -> None:
        self.lengths = lengths
        self.live = live
        self.averages = averages
        self.frequency = frequency

    def live_count(self, searcher: Any) -> int:
        return self.live

    def average_length(self, searcher: Any, fieldname: str) -> float:
        return self.averages(fieldname)

    def document_length(self, searcher: Any, docnum: int, fieldname: str) -> int:
        return self.lengths[fieldname][docnum]

    def document_frequency(self, searcher: Any, fieldname: str, text: Any) -> int:
        if self.frequency is not None:
            return self.frequency(fieldname, text)
        return super().document_frequency(searcher, fieldname, text)


class Given(Query):
    """Documents that were found otherwise, with their scores."""

    def __init__(self, scores: Mapping[int, float]) -> None:
        self.ids = sorted(scores)
        self.scores = [float(scores[doc]) for doc in self.ids]

    def __repr__(self) -> str:
        return f"Given({self.ids})"

    def estimate_size(self, ixreader: Any) -> int:
        return len(self.ids)

    def estimate_min_size(self, ixreader: Any) -> int:
        return 0

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        return ListMatcher(self.ids, weights=self.scores)


class StockIndex:
    """Articles and their quotations in two indexes of stock Whoosh, in memory, one segment each."""

    def __init__(self, pairs: Sequence[Pair], *, without: Sequence[str] = (), commits: int = 1) -> None:
        """`without` names fields that are left out, because indexing them takes Whoosh long. The pairs came in with
        so many `commits`, dealt out to them in turn."""
        self.keys: dict[str, list[Key]] = {"articles": [], "quotations": []}
        self.lengths: dict[str, dict[str, list[int]]] = {}
        documents: dict[str, list[dict[str, Any]]] = {"articles": [], "quotations": []}
        for place, (article, quotations) in enumerate(pairs):
            generation = place % commits + 1
            documents["articles"].append(article_document(article, quotations, generation=generation))
            self.keys["articles"].append((article.id, -1))
            for number, quotation in enumerate(sorted(quotations, key=lambda q: (q.start, q.end))):
                documents["quotations"].append(quotation_document(article.id, quotation))
                self.keys["quotations"].append((article.id, number))
        self.readers = {}
        for space, schema in (("articles", article_schema()), ("quotations", quotation_schema())):
            index = RamStorage().create_index(schema)
            writer = index.writer(limitmb=512)
            for document in documents[space]:
                writer.add_document(**{name: value for name, value in document.items() if name not in without})
            writer.commit()
            self.readers[space] = index.reader()
            scorable = [name for name, field in schema.items() if field.scorable]
            self.lengths[space] = {name: [len(d.get(name, ())) for d in documents[space]] for name in scorable}

    def weighting(self, space: str, like: Any = None) -> Told:
        """The ranking with exact lengths; with the document frequencies of the reader `like` if one is given."""
        lengths = self.lengths[space]
        count = len(self.keys[space])
        frequency = None if like is None else like.doc_frequency
        return Told(
            lengths,
            live=count,
            averages=lambda name: sum(lengths[name]) / (count or 1) or 1.0,
            frequency=frequency,
        )

    def found(self, tree: Query, space: str = "articles", like: Any = None) -> dict[Key, float]:
        """Every document that matches and its score; `like` is a reader, or a mapping of readers by space."""
        tree = self._without_crossings(in_plain_words(tree), like)
        reader = like[space] if isinstance(like, dict) else like
        searcher = Searcher(self.readers[space], weighting=self.weighting(space, reader), closereader=False)
        keys = self.keys[space]
        return {keys[doc]: score for doc, score in everything(searcher, tree).items()}

    def _without_crossings(self, tree: Query, like: Any) -> Query:
        """Answers queries on the other space first."""
        if isinstance(tree, InQuotation):
            best: dict[str, float] = {}
            for (article, _), score in self.found(tree.inner, "quotations", like).items():
                best[article] = max(best.get(article, score), score)
            at = {key[0]: doc for doc, key in enumerate(self.keys["articles"])}
            return Given({at[article]: score for article, score in best.items()})
        if isinstance(tree, InArticle):
            articles = {article for article, _ in self.found(tree.inner, "articles", like)}
            docs = [doc for doc, key in enumerate(self.keys["quotations"]) if key[0] in articles]
            return Given(dict.fromkeys(docs, 0.0))
        return rebuilt(tree, lambda child: self._without_crossings(child, like))


def everything(searcher: Searcher, tree: Query) -> dict[int, float]:
    """All documents that a plain Whoosh searcher finds, with their scores."""
    with mended():
        return {doc: score for score, doc in searcher.search(tree, limit=None).top_n}


def rebuilt(tree: Query, change: Callable[[Query], Query]) -> Query:
    """The query with its children changed; Whoosh's `apply` forgets options and some children."""
    if isinstance(tree, spans.SpanNear):
        return spans.SpanNear(change(tree.a), change(tree.b), tree.slop, tree.ordered, tree.mindist)
    if isinstance(tree, compound.Or):
        return Or([change(child) for child in tree.subqueries], tree.boost, scale=tree.scale)
    if isinstance(tree, ConstantScoreQuery):
        return ConstantScoreQuery(change(tree.child), tree.score)
    if isinstance(tree, InQuotation | InArticle):
        return type(tree)(change(tree.inner))
    return tree if tree.is_leaf() else tree.apply(change)


def in_plain_words(tree: Query) -> Query:
    """The same query so that Whoosh scores it by its words and not by its plan.

    A pattern with `constantscore` scores 1, or its boost, or the sum of its terms' scores, by the numbers of
    documents and of terms. Put as a ConstantScoreQuery it always scores its boost. Inside a nearness query
    Whoosh always sums the terms' scores, so there nothing is changed.
    """
    if isinstance(tree, spans.SpanQuery):
        return tree
    if isinstance(tree, terms.MultiTerm) and getattr(tree, "constantscore", False):
        bare = terms.copy.copy(tree)
        bare.constantscore = False
        return ConstantScoreQuery(bare, tree.boost)
    return rebuilt(tree, in_plain_words)


@contextmanager
def mended() -> Iterator[None]:
    """Runs Whoosh without the faults of 3.54 that the differential tests found."""
    with pytest.MonkeyPatch.context() as patch:
        # ArrayUnionMatcher drops documents whose scores add up to 0 or less and boosts nothing when unscored.
        patch.setattr(Or, "matcher_type", Or.DEFAULT_MATCHER)
        patch.setattr(DisjunctionMaxMatcher, "score", _score_of_this_document)
        patch.setattr(AndNotMatcher, "_find_first", _skip_both)
        patch.setattr(AndNotMatcher, "_find_next", _find_next)
        # SpanNear and others cannot stand in a conjunction, for want of an estimate.
        patch.setattr(Query, "estimate_size", lambda _, reader: reader.doc_count())
        yield


def _score_of_this_document(self: Any) -> float:
    """Whoosh takes the higher of both scores though one of them may be of another document."""
    current = self.id()
    return max(child.score() for child in (self.a, self.b) if child.is_active() and child.id() == current)


def _find_next(self: Any, unmended: Any = AndNotMatcher._find_next) -> Any:
    """Whoosh looks at the current document of a list that has ended."""
    return unmended(self) if self.a.is_active() else False


def _skip_both(self: Any) -> None:
    """Whoosh lets the first document through if the excluded list begins before it and holds it."""
    if self.a.is_active() and self.b.is_active():
        self._find_next()
