"""The nearest there is to words that nothing has verbatim: which articles print them otherwise, and how.

Asked where an answer is empty. The clauses of the query hold if any article near enough has them; else they are
dropped, and told.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property, reduce
from itertools import islice

import numpy as np

from indexer.arrays import Int32s
from indexer.article import Quotation
from search.empty.wordings import Wording, wanted
from search.engine.seam import BackEnd
from search.language import Space, speaks_of_quotations
from search.language.normal import normal_form
from search.language.syntax import Node, conjunction
from search.provenance.nearest import Nearest, distinct, nearest
from search.provenance.renderings import MARKED
from search.provenance.sought import MOST_WORDS, Sought
from search.provenance.words import Words
from search.results import Closest, QuoteMatch

__all__ = ["closest"]

Find = Callable[[Node, Space], Int32s]
"""The documents of a space that a tree finds, ascending."""


def closest(
    searcher: BackEnd, tree: Node, text: str, *, most: int, find: Find, match: Callable[[Quotation], QuoteMatch]
) -> tuple[Closest, ...]:
    """The nearest to a query that was typed as `text` and finds nothing, at most so many; none if nothing is near.

    `match` makes of a quotation what is shown of it.
    """
    asked = wanted(tree, text)
    if asked is None:
        return ()
    clauses = _Clauses(searcher, asked.clauses, find)
    held = clauses.articles
    for among in (held, None) if held is not None else (None,):
        near = [_near(searcher, wording, among) for wording in asked.wordings]
        wording, found = max(near, key=lambda one: _gained(one[1]))
        if found:
            return _told(wording, found, most, clauses, find, match)
    return ()


def _gained(near: Sequence[Nearest]) -> float:
    """How much better the best of them is than nothing: words that agree, less those that do not."""
    return max((one.agreeing - one.differing for one in near), default=-math.inf)


class _Clauses:
    """What has to hold for a passage beside its words."""

    def __init__(self, searcher: BackEnd, clauses: Sequence[Node], find: Find) -> None:
        self._searcher = searcher
        self._find = find
        self._spoken = [clause for clause in clauses if speaks_of_quotations(clause)]
        self._others = {clause: find(clause, "articles") for clause in clauses if clause not in self._spoken}

    @cached_property
    def _quotations(self) -> Int32s:
        """The quotations that have all that is asked of one."""
        return self._find(conjunction(self._spoken), "quotations")

    @cached_property
    def articles(self) -> Int32s | None:
        """The articles in which all of it holds; None if nothing is asked."""
        held: list[Int32s] = list(self._others.values())
        if self._spoken:
            held.append(np.unique(self._searcher.index.article_of(self._quotations)))
        return reduce(np.intersect1d, held) if held else None

    def missing(self, one: Nearest) -> list[Node]:
        """The clauses that do not hold for a passage."""
        missing = [clause for clause, docs in self._others.items() if not _holds(docs, one.found.doc)]
        return missing if not self._spoken or self._is_spoken(one) else [*missing, *self._spoken]

    def _is_spoken(self, one: Nearest) -> bool:
        """Whether the passage stands in one of these quotations."""
        index, doc = self._searcher.index, one.found.doc
        starts = {quotation.start for quotation in one.printed.said}
        _, quotations = index.stored(doc)
        return one.printed is one.found.body and any(
            quotation.start in starts and _holds(self._quotations, number)
            for number, quotation in zip(index.quotations_of(doc), quotations, strict=True)
        )


def _holds(docs: Int32s, doc: int) -> bool:
    at = int(docs.searchsorted(doc))
    return at < docs.size and int(docs[at]) == doc


def _near(searcher: BackEnd, wording: Wording, among: Int32s | None) -> tuple[Wording, list[Nearest]]:
    words = Words.of(wording.text, count=MOST_WORDS)
    sought = Sought(searcher, wording.text[: words.ends[-1]])
    return wording, nearest(searcher.index, sought, among=among, in_title=wording.in_title)


def _told(
    wording: Wording,
    near: Sequence[Nearest],
    most: int,
    clauses: _Clauses,
    find: Find,
    match: Callable[[Quotation], QuoteMatch],
) -> tuple[Closest, ...]:
    """The best of them, those before for which more holds."""
    beside = {word: find(word, "articles") for word in wording.beside}
    lacking = {id(one): [word for word, docs in beside.items() if not _holds(docs, one.found.doc)] for one in near}
    missing = {id(one): clauses.missing(one) for one in near}
    ordered = sorted(near, key=lambda one: (len(missing[id(one)]), -round(one.share, 2), len(lacking[id(one)])))
    return tuple(
        _as_told(rank, one, wording, [*missing[id(one)], *lacking[id(one)]], match)
        for rank, one in enumerate(islice(distinct(ordered), most), 1)
    )


def _as_told(
    rank: int, one: Nearest, wording: Wording, without: Sequence[Node], match: Callable[[Quotation], QuoteMatch]
) -> Closest:
    found, printed = one.found, one.printed
    text = found.article.title if printed is found.title else found.article.body
    spans = [span for each in printed.differences for span in each.spans]
    start = min([printed.start, *(a for a, _ in spans)])
    end = max([printed.end, *(b for _, b in spans)])
    said = next((each for each in printed.said if each.speaker), printed.said[0] if printed.said else None)
    return Closest(
        rank=rank,
        article=found.article,
        asked=wording.text,
        place="title" if printed is found.title else "body",
        start=start,
        text=text[start:end],
        differences=printed.differences,
        share=one.share,
        quote=match(said) if said and printed.marked >= MARKED else None,
        without=tuple(dict.fromkeys(map(normal_form, without))),
    )
