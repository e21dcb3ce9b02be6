"""An archive: everything that can be asked of an index. Here stands what answers with articles and quotations, and
what keeps an answer.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from indexer.article import Article, Quotation
from indexer.errors import UsageError
from indexer.store import Place, open_index
from search.answer.context import NO_CONTEXT, Context
from search.answer.disputed import other_speakers
from search.answer.folding import ranked_texts
from search.answer.highlights import Marker
from search.answer.quoted import Quoted
from search.answer.ranking import best
from search.answer.readings import joints, readings
from search.answer.snippets import snippets
from search.api.contents import Contents
from search.api.hits import Hits, Ranked
from search.api.origins import Origins
from search.api.questions import Match, Names, naming_damage
from search.api.takedowns import Takedowns
from search.api.whole_answers import WholeAnswers
from search.api.within_articles import WithinArticles
from search.engine import Sort
from search.engine.seam import Space
from search.language import Node, Parsed, Reading
from search.language.syntax import Field, conjunction
from search.language.syntax import Literal as Value
from search.location import locate_place
from search.names.spoken import speaker_spellings
from search.results import Closest, Copy, Hit, Mark, QuoteHit, QuoteMatch, Results, Top

if TYPE_CHECKING:
    from search.answer.score_tree import Explanation
    from search.provenance.answers import Option
    from search.provenance.buckets import Unit
    from search.provenance.receipt import Receipt, Texts
    from search.provenance.recheck import Recheck
    from search.provenance.report import Report

__all__ = ["Archive", "Copies", "open_archive"]

Copies = Literal["folded", "all"]
CLOSEST = 3
"""Passages that an empty answer shows."""


def open_archive(place: Place | str | None = None) -> Archive:
    """Open the index in a folder, or at the address of a cluster (else where `locate_index` finds one)."""
    found = locate_place(place if place is None or isinstance(place, Path) else str(place))
    if isinstance(found, Path):
        return Archive(open_index(found))
    from search.cluster.connecting import open_cluster

    return Archive(open_cluster(found))


class Archive(WholeAnswers, Origins, Contents, WithinArticles, Takedowns):
    """One generation of an index, open for questions. A context manager."""

    @naming_damage
    def search(
        self,
        text: str,
        *,
        space: Space = "articles",
        limit: int = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        match: Match = "all",
        reading: Reading = "query",
        passages: int = 2,
        names: Names = "all",
        source: str | None = None,
        since: int | None = None,
        context: Context = NO_CONTEXT,
        copies: Copies = "folded",
        closest: int = CLOSEST,
    ) -> Results:
        """Answer a query with articles, or with quotations (`space="quotations"`).

        `limit` answers from `offset` on, each article with up to `passages` snippets of its body, each with so much
        `context` around it. A name is found in all its spellings, which `Results.variants` tells, or, with
        `names="exact"`, in the one that is asked for. `source` is a filter, as `source:` in a query; `since` is one,
        too: what came in after this generation.
        Of articles that print one text the earliest that matches stands for all, with `Hit.copies`; with copies="all"
        each is an answer of its own.
        With reading="words" nothing in the text is an operator. Where nothing has the words of a query, `closest`
        passages at most come nearest to them (`Results.closest`). QuerySyntaxError if the query cannot be read.
        """
        hits = self.hits(
            text, space=space, limit=limit, offset=offset, sort=sort, match=match, reading=reading, passages=passages,
            names=names, source=source, since=since, context=context, copies=copies, closest=closest,
        )  # fmt: skip
        return hits.results(tuple(hits))

    @naming_damage
    def hits(
        self,
        text: str,
        *,
        space: Space = "articles",
        limit: int | None = None,
        offset: int = 0,
        sort: Sort = "relevance",
        match: Match = "all",
        reading: Reading = "query",
        passages: int = 2,
        names: Names = "all",
        source: str | None = None,
        since: int | None = None,
        context: Context = NO_CONTEXT,
        copies: Copies = "folded",
        closest: int = CLOSEST,
    ) -> Hits:
        """The same answers, one after the other, by default all of them: for more than fit into memory."""
        begun = time.perf_counter()
        tree = self._read(text, match, reading, source, since)
        hits = self._ranked(
            tree, text, begun,
            space=space, limit=limit, offset=offset, sort=sort, passages=passages, names=names, context=context,
            copies=copies, closest=closest if since is None else 0,
        )  # fmt: skip
        if reading == "words":
            return hits

        def count(otherwise: str) -> int:
            return self._total(self._read(otherwise, match, source=source, since=since), space, names)

        return hits.read_as(joints(text, total=hits.total, count=count), as_words=self.as_words(text))

    def _ranked(
        self,
        tree: Node,
        text: str,
        begun: float,
        *,
        space: Space = "articles",
        limit: int | None,
        offset: int = 0,
        sort: Sort = "relevance",
        passages: int = 2,
        names: Names = "all",
        context: Context = NO_CONTEXT,
        copies: Copies = "folded",
        closest: int = 0,
    ) -> Hits:
        if (limit is not None and limit < 0) or offset < 0:
            raise UsageError(f"cannot show {limit} answers from {offset} on", hint="ask for none or more, from 0 on")
        parsed = self._understood(tree, text, space, names)
        last = self._size(space) if limit is None else offset + limit
        ranked = ranked_texts(
            self._searcher, self._texts, parsed, limit=max(last, 1), sort=sort, fold=copies == "folded"
        )
        marker = Marker(parsed.highlights, self._index)
        quoted = Quoted(self._searcher, parsed, of_quotations=lambda: self._of_quotations(parsed))

        def read(part: Sequence[Ranked]) -> Iterator[Hit | QuoteHit]:
            self._index.expect([doc for doc, *_ in part], space)
            shown = quoted.under([doc for doc, *_ in part]) if space == "articles" else {}
            for doc, score, rank in part:
                told = self._texts.told(ranked.copies.get(doc, ()), space)
                if space == "quotations":
                    yield self._quote_hit(doc, score, rank, marker, copies=told)
                else:
                    yield self._hit(doc, score, rank, marker, shown.get(doc, []), passages, context, copies=told)

        return Hits(
            ranked.docs[offset:last],
            ranked.scores[offset:last],
            head=Results(
                query=text,
                parsed=parsed.normal,
                total=ranked.total,
                took_ms=0.0,
                generation=self.generation,
                offset=offset,
                hits=(),
                texts=ranked.texts,
                independent=ranked.independent,
                folded=copies == "folded",
                outlets=self._outlets_met(parsed),
                readings=readings(parsed.tree, self._searcher),
                closest=self._closest(tree, text, names, closest) if closest and not ranked.total else (),
            ),
            read=read,
            variants=lambda speakers: self._variants_met(parsed, speakers) if names == "all" else {},
            naming_damage=self._index.naming_damage,
            begun=begun,
        )

    def _size(self, space: Space) -> int:
        """The documents of the index, deleted ones included."""
        return self._index.size(space)

    def _closest(self, tree: Node, text: str, names: Names, most: int) -> tuple[Closest, ...]:
        from search.empty.closest import closest

        def find(part: Node, space: Space) -> NDArray[np.int32]:
            return self._searcher.matching(self._understood(part, space=space, names=names).query, space=space)

        return closest(
            self._searcher, tree, text, most=most, find=find, match=lambda said: self._quote_match(said, ())
        )

    def _variants_met(self, parsed: Parsed, speakers: Collection[str]) -> dict[str, dict[str, int]]:
        """The other names and spellings, those of speakers as they are met among the answers."""
        told = self._variants(parsed)
        for clause, spellings in speaker_spellings(self._searcher, parsed.tree, speakers).items():
            told[clause] = told.get(clause, {}) | spellings
        return told

    @naming_damage
    def top(
        self,
        text: str,
        *,
        limit: int | None = 10,
        match: Match = "all",
        reading: Reading = "query",
        sort: Sort = "relevance",
    ) -> Top:
        """The ids and scores of the best articles and nothing else: what a run over many queries needs."""
        parsed = self._understood(self._read(text, match, reading), text)
        ranked = best(self._searcher, parsed, limit=self._size("articles") if limit is None else limit, sort=sort)
        return Top(total=ranked.total, ids=tuple(self._index.ids(ranked.docs)), scores=tuple(ranked.scores.tolist()))

    @naming_damage
    def explain(
        self,
        text: str,
        *,
        nth: int = 1,
        space: Space = "articles",
        match: Match = "all",
        reading: Reading = "query",
        names: Names = "all",
        source: str | None = None,
        since: int | None = None,
        copies: Copies = "folded",
    ) -> tuple[Hit | QuoteHit, Explanation] | None:
        """The `nth` best answer (from 1) and why it has its score; None if there are fewer."""
        from search.answer.ranking import explain

        parsed = self._understood(self._read(text, match, reading, source, since), text, space, names)
        ranked = ranked_texts(self._searcher, self._texts, parsed, limit=nth, fold=copies == "folded")
        if len(ranked.docs) < nth:
            return None
        doc, score = int(ranked.docs[nth - 1]), float(ranked.scores[nth - 1])
        marker = Marker(parsed.highlights, self._index)
        if space == "quotations":
            return self._quote_hit(doc, score, nth, marker), explain(self._searcher, parsed, doc)
        return self._hit(doc, score, nth, marker, [], 0), explain(self._searcher, parsed, doc)

    def _hit(
        self,
        doc: int,
        score: float,
        place: int,
        marker: Marker,
        quoted: list[int],
        passages: int,
        context: Context = NO_CONTEXT,
        *,
        copies: tuple[Copy, ...] = (),
    ) -> Hit:
        quotations: list[Quotation] = []
        if quoted:
            article, quotations = self._index.stored(doc)
        else:
            article = self._index.article(doc)
        first = self._index.quotations_of(doc).start if quoted else 0
        shown = frozenset(quoted)
        return Hit(
            rank=place,
            score=score,
            article=article,
            snippets=snippets(article, marker, passages=passages, context=context),
            quotes=tuple(
                self._quote_match(
                    quotations[nth],
                    marker.spans("quote", quotations[nth].text, language=article.language),
                    first + nth,
                )
                for nth in quoted
            ),
            unmatched=tuple(QuoteMatch.of(one) for nth, one in enumerate(quotations) if nth not in shown),
            copies=copies,
        )

    def _quote_hit(
        self, doc: int, score: float, place: int, marker: Marker, *, copies: tuple[Copy, ...] = ()
    ) -> QuoteHit:
        article, quotation = self._index.quotation_with_article(doc)
        return QuoteHit(
            rank=place,
            score=score,
            quote=self._quote_match(quotation, marker.spans("quote", quotation.text, language=article.language), doc),
            article=article,
            copies=copies,
        )

    def _quote_match(self, quotation: Quotation, marks: tuple[Mark, ...], doc: int | None = None) -> QuoteMatch:
        return QuoteMatch.of(quotation, marks, disputed=other_speakers(self._searcher, quotation, doc=doc))

    @naming_damage
    def disputed(self, quotation: Quotation) -> tuple[str, ...]:
        """Who says the same words in other articles, if that is somebody else; of seven words and more."""
        return other_speakers(self._searcher, quotation)

    @naming_damage
    def show(self, article_id: str) -> tuple[Article, list[Quotation]] | None:
        """The article with this id and its quotations, in text order; None if there is none."""
        doc = self._index.find(article_id)
        if doc is None:
            return None
        return self._index.stored(doc)

    @naming_damage
    def find_in(self, article_id: str, text: str) -> Hit | None:
        """One article as the answer to a query, its excerpts and quotations with it; None if it is none."""
        tree = conjunction([self._read(text), Field("id", Value(article_id))])
        hit = next(iter(self._ranked(tree, text, time.perf_counter(), limit=1, copies="all")), None)
        return hit if isinstance(hit, Hit) else None

    @naming_damage
    def similar(
        self, article_id: str, *, limit: int | None = 10, offset: int = 0, passages: int = 1
    ) -> Results | None:
        """Articles like the one with this id, itself left out, with limit=None all; None if there is none such.

        The score of a hit is its likeness, from 0 to 1; `shared` tells reprints of the same text.
        """
        from search.answer.similar import like, shared

        if (limit is not None and limit < 1) or offset < 0:
            raise UsageError(f"cannot show {limit} answers from {offset} on", hint="ask for one or more, from 0 on")
        begun = time.perf_counter()
        doc = self._index.find(article_id)
        if doc is None:
            return None
        article = self._index.article(doc)
        found = like(self._searcher, doc, article)
        marker = Marker(found.highlights, self._index)
        hits = []
        for place in range(len(found.docs))[offset : None if limit is None else offset + limit]:
            hit = self._hit(int(found.docs[place]), float(found.likeness[place]), place + 1, marker, [], passages)
            hits.append(replace(hit, shared=shared(article.body, hit.article.body)))
        return Results(
            query=article_id,
            parsed=f"like {article_id}: {' '.join(word.surface for word in found.words)}",
            total=len(found.docs),
            texts=len(np.unique(self._index.copies.leads(found.docs))),
            independent=len(np.unique(self._index.copies.families(found.docs))),
            took_ms=(time.perf_counter() - begun) * 1000,
            generation=self.generation,
            offset=offset,
            hits=tuple(hits),
        )

    @naming_damage
    def receipt(
        self,
        verb: str,
        text: str | None = None,
        *,
        options: Mapping[str, Option] = MappingProxyType({}),
        texts: Texts = "without",
    ) -> Receipt:
        """A receipt of the answer to a verb: `archive.receipt("timeline", "rail strike", options={"by": "week"})`.

        UsageError for a verb or an option of which there is none, and if too many articles are in the answer.
        """
        from search.provenance.answers import answer
        from search.provenance.receipt import taken

        answered = answer(self, verb, text, options)
        return taken(self._searcher, verb, answered, options=options, texts=texts)

    def recheck(self, receipt: Receipt) -> Recheck:
        """The question of a receipt asked again, as it was understood then, and what differs in the answer."""
        from search.provenance.answers import again
        from search.provenance.recheck import compared

        text, options = again(receipt.asked, receipt.options)
        return compared(receipt, self.receipt(receipt.verb, text, options=options))

    @naming_damage
    def report(
        self,
        text: str | None = None,
        *,
        by: Unit | None = None,
        trace: str | None = None,
        match: Match = "all",
        names: Names = "all",
        source: str | None = None,
        since: int | None = None,
    ) -> Report:
        """What there is to tell of a query, of words that are traced, or of both: `search.show.page` shows it.

        UsageError for neither.
        """
        from search.provenance.report import report

        return report(self, text, by=by, trace=trace, match=match, names=names, source=source, since=since)
