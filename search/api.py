"""The single path from a query to an answer: the commands, the prompt and Python callers all use it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, wraps
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Concatenate, Literal, ParamSpec, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray

from indexer.article import Article, Quotation
from indexer.errors import UsageError
from indexer.store import Index, IndexStatistics, open_index
from search.answer.context import NO_CONTEXT, Context
from search.answer.disputed import other_speakers
from search.answer.folding import Folded, TextGroups, ranked_texts
from search.answer.highlights import Marker
from search.answer.quoted import quotations_shown
from search.answer.ranking import best
from search.answer.readings import operators_in_capitals, readings
from search.answer.snippets import snippets
from search.engine import Searcher, Sort, Space, count, living, matching
from search.language import Node, Parsed, Reading, Saved, no_forms, of_outlet, read, understood
from search.language.suggestions import suggestions
from search.language.syntax import Field, conjunction
from search.language.syntax import Literal as Value
from search.location import locate_index
from search.names.inflections import Inflections
from search.names.spoken import speaker_spellings
from search.names.variants import NameBook
from search.results import SURE, Asked, Copy, Hit, Mark, QuoteHit, QuoteMatch, Results, Top

if TYPE_CHECKING:
    from search.answer.facets import By, Facets
    from search.answer.score_tree import Explanation
    from search.answer.tally import Tally
    from search.empty.date_gaps import DateGap
    from search.empty.reason import Reason
    from search.provenance.answers import Option
    from search.provenance.buckets import Unit
    from search.provenance.carriers import Trace
    from search.provenance.copies import Pair, TextOf
    from search.provenance.lanes import Traced
    from search.provenance.people import People
    from search.provenance.receipt import Receipt, Texts
    from search.provenance.recheck import Recheck
    from search.provenance.report import Report
    from search.provenance.silent import Silence
    from search.provenance.timeline import Timeline
    from search.provenance.trace import Only
    from search.provenance.verdicts import Claim, Verdict
    from search.provenance.versus import Versus

Match = Literal["all", "any"]
Names = Literal["all", "exact"]
Copies = Literal["folded", "all"]
Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def open_archive(path: Path | str | None = None) -> Archive:
    """Open the index at `path` (else where `locate_index` finds one) for searching."""
    return Archive(open_index(locate_index(Path(path) if path is not None else None)))


def _saved_by_user() -> Mapping[str, str]:
    from search.saved_queries import saved_queries

    return saved_queries()


def _naming_damage(
    method: Callable[Concatenate[Archive, Arguments], Answer],
) -> Callable[Concatenate[Archive, Arguments], Answer]:
    """An error that comes of a damaged file names the file."""

    @wraps(method)
    def call(self: Archive, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        with self._index.naming_damage():
            return method(self, *args, **kwargs)

    return call


class Archive:
    """One generation of an index, open for questions. A context manager."""

    def __init__(
        self, index: Index, *, today: Callable[[], dt.date] = dt.date.today, saved: Saved | None = None
    ) -> None:
        """`today` is what "last week" counts from; `saved` are the queries for `@name`, by default the user's."""
        self._index = index
        self._searcher = Searcher(index)
        self._today = today
        self._saved = saved or _saved_by_user
        self._texts = TextGroups(index)
        self._names = NameBook(self._searcher)
        self._inflections = Inflections(self._searcher)

    @property
    def path(self) -> Path:
        return self._index.path

    @property
    def generation(self) -> int:
        return self._index.generation

    def close(self) -> None:
        self._index.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @_naming_damage
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
        context: Context = NO_CONTEXT,
        copies: Copies = "folded",
    ) -> Results:
        """Answer a query with articles, or with quotations (`space="quotations"`).

        `limit` answers from `offset` on, each article with up to `passages` snippets of its body, each with so much
        `context` around it. A name is found in all its spellings, which `Results.variants` tells, or, with
        `names="exact"`, in the one that is asked for. `source` is a filter, as `source:` in a query.
        Of articles that print one text the earliest that matches stands for all, with `Hit.copies`; with copies="all"
        each is an answer of its own.
        With reading="words" nothing in the text is an operator. QuerySyntaxError if the query cannot be read.
        """
        begun = time.perf_counter()
        tree = self._read(text, match, reading, source)
        return self._answer(
            tree, text, begun,
            space=space, limit=limit, offset=offset, sort=sort, passages=passages, names=names, context=context,
            copies=copies,
            operators=operators_in_capitals(text) if reading == "query" else (),
        )  # fmt: skip

    def _answer(
        self,
        tree: Node,
        text: str,
        begun: float,
        *,
        space: Space = "articles",
        limit: int,
        offset: int = 0,
        sort: Sort = "relevance",
        passages: int = 2,
        names: Names = "all",
        context: Context = NO_CONTEXT,
        copies: Copies = "folded",
        operators: tuple[str, ...] = (),
    ) -> Results:
        if limit < 1 or offset < 0:
            raise UsageError(f"cannot show {limit} answers from {offset} on", hint="ask for one or more, from 0 on")
        parsed = self._understood(tree, text, space, names)
        ranked = ranked_texts(
            self._searcher, self._texts, parsed, limit=offset + limit, sort=sort, fold=copies == "folded"
        )
        answers = list(zip(ranked.docs[offset:].tolist(), ranked.scores[offset:].tolist(), strict=True))
        marker = Marker(parsed.highlights, self._index)
        hits: tuple[Hit | QuoteHit, ...]
        if space == "quotations":
            hits = tuple(
                replace(self._quote_hit(doc, score, place, marker), copies=self._copies_of(ranked, doc, space))
                for place, (doc, score) in enumerate(answers, offset + 1)
            )
        else:
            quoted = quotations_shown(
                self._searcher,
                [doc for doc, _ in answers],
                parsed=parsed,
                of_quotations=lambda: self._understood(tree, text, "quotations", names),
            )
            hits = tuple(
                replace(
                    self._hit(doc, score, place, marker, quoted.get(doc, []), passages, context),
                    copies=self._copies_of(ranked, doc, space),
                )
                for place, (doc, score) in enumerate(answers, offset + 1)
            )
        return Results(
            query=text,
            parsed=parsed.normal,
            total=ranked.total,
            took_ms=(time.perf_counter() - begun) * 1000,
            generation=self.generation,
            offset=offset,
            hits=hits,
            texts=ranked.texts,
            independent=ranked.independent,
            folded=copies == "folded",
            variants={word: self._names.told(also) for word, also in parsed.widened().items()}
            | (speaker_spellings(self._searcher, parsed.tree, _quotes(hits)) if names == "all" else {}),
            readings=readings(parsed.tree, self._searcher),
            operators=operators,
        )

    def _copies_of(self, ranked: Folded, doc: int, space: Space) -> tuple[Copy, ...]:
        return self._texts.told(ranked.copies.get(doc, ()), space)

    @_naming_damage
    def top(
        self,
        text: str,
        *,
        limit: int = 10,
        match: Match = "all",
        reading: Reading = "query",
        sort: Sort = "relevance",
    ) -> Top:
        """The ids and scores of the best articles and nothing else: what a run over many queries needs."""
        parsed = self._understood(self._read(text, match, reading), text)
        ranked = best(self._searcher, parsed, limit=limit, sort=sort)
        return Top(total=ranked.total, ids=tuple(self._index.ids(ranked.docs)), scores=tuple(ranked.scores.tolist()))

    @_naming_damage
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
        copies: Copies = "folded",
    ) -> tuple[Hit | QuoteHit, Explanation] | None:
        """The `nth` best answer (from 1) and why it has its score; None if there are fewer."""
        from search.answer.ranking import explain

        parsed = self._understood(self._read(text, match, reading, source), text, space, names)
        ranked = ranked_texts(self._searcher, self._texts, parsed, limit=nth, fold=copies == "folded")
        if len(ranked.docs) < nth:
            return None
        doc, score = int(ranked.docs[nth - 1]), float(ranked.scores[nth - 1])
        marker = Marker(parsed.highlights, self._index)
        if space == "quotations":
            return self._quote_hit(doc, score, nth, marker), explain(self._searcher, parsed, doc)
        return self._hit(doc, score, nth, marker, [], 0), explain(self._searcher, parsed, doc)

    @_naming_damage
    def read(
        self,
        text: str,
        *,
        space: Space = "articles",
        match: Match = "all",
        reading: Reading = "query",
        source: str | None = None,
    ) -> Parsed:
        """A query as `search` would understand it, without asking it. QuerySyntaxError if it cannot be read."""
        return self._understood(self._read(text, match, reading, source), text, space)

    def _read(self, text: str, match: Match = "all", reading: Reading = "query", source: str | None = None) -> Node:
        tree = read(text, match=match, reading=reading, today=self._today(), saved=self._saved)
        return tree if source is None else conjunction([tree, of_outlet(source)])

    def _understood(self, tree: Node, text: str = "", space: Space = "articles", names: Names = "all") -> Parsed:
        spellings = self._names.spellings if names == "all" else no_forms
        return understood(
            tree, text=text, space=space, spellings=spellings, inflections=self._inflections.of, names=names
        )

    def _hit(
        self,
        doc: int,
        score: float,
        place: int,
        marker: Marker,
        quoted: list[int],
        passages: int,
        context: Context = NO_CONTEXT,
    ) -> Hit:
        article, quotations = self._index.stored(doc)
        shown = frozenset(quoted)
        return Hit(
            rank=place,
            score=score,
            article=article,
            snippets=snippets(article, marker, passages=passages, context=context),
            quotes=tuple(
                self._quote_match(
                    quotations[nth], marker.spans("quote", quotations[nth].text, language=article.language)
                )
                for nth in quoted
            ),
            unmatched=tuple(
                QuoteMatch.of(quotations[nth]) for nth in range(len(quotations)) if quoted and nth not in shown
            ),
        )

    def _quote_hit(self, doc: int, score: float, place: int, marker: Marker) -> QuoteHit:
        article, quotation = self._index.quotation_with_article(doc)
        return QuoteHit(
            rank=place,
            score=score,
            quote=self._quote_match(quotation, marker.spans("quote", quotation.text, language=article.language)),
            article=article,
        )

    def _quote_match(self, quotation: Quotation, marks: tuple[Mark, ...]) -> QuoteMatch:
        return QuoteMatch.of(quotation, marks, disputed=other_speakers(self._searcher, quotation))

    @_naming_damage
    def disputed(self, quotation: Quotation) -> tuple[str, ...]:
        """Who says the same words in other articles, if that is somebody else; of seven words and more."""
        return other_speakers(self._searcher, quotation)

    @_naming_damage
    def total(self, text: str, *, space: Space = "articles", names: Names = "all") -> int:
        """How many articles or quotations a query has."""
        return self._total(self._read(text), space, names)

    def _total(self, tree: Node, space: Space, names: Names) -> int:
        return count(self._searcher, self._understood(tree, space=space, names=names).query, space=space)

    @_naming_damage
    def documents(
        self,
        text: str | None = None,
        *,
        space: Space = "articles",
        match: Match = "all",
        reading: Reading = "query",
        names: Names = "all",
        source: str | None = None,
    ) -> tuple[Asked, NDArray[np.int32]]:
        """All documents (n,) that a query finds, ascending, and how it was understood; without a query, all.

        Their numbers are those of this generation.
        """
        if text is None and source is None:
            docs = living(self._searcher, space=space)
            return Asked(query="", parsed="", space=space, total=len(docs), generation=self.generation), docs
        tree = of_outlet(source) if text is None and source else self._read(text or "", match, reading, source)
        parsed = self._understood(tree, text or "", space, names)
        docs = matching(self._searcher, parsed.query, space=space)
        return self._told(text or "", parsed, len(docs)), docs

    def articles_of(self, documents: NDArray[np.int32], *, space: Space) -> NDArray[np.int32]:
        """(n,) the article of each of these documents: itself, or the one that a quotation stands in."""
        return documents if space == "articles" else self._index.article_of(documents)

    def _told(self, text: str, parsed: Parsed, total: int) -> Asked:
        return Asked(
            query=text,
            parsed=parsed.normal,
            space=parsed.space,
            total=total,
            generation=self.generation,
            variants={word: self._names.told(also) for word, also in parsed.widened().items()},
        )

    @_naming_damage
    def timeline(
        self,
        text: str | None = None,
        *,
        by: Unit | None = None,
        space: Space = "articles",
        match: Match = "all",
        reading: Reading = "query",
        names: Names = "all",
        source: str | None = None,
    ) -> Timeline:
        """How the answer to a query, or the whole archive, lies in time: by day, week, month or year.

        Without `by`, in the finest of these that can be taken in at a glance. UsageError for too many of them.
        """
        from search.provenance.timeline import timeline

        asked, docs = self.documents(text, space=space, match=match, reading=reading, names=names, source=source)
        return timeline(self._searcher, docs, asked=asked, by=by)

    @_naming_damage
    def facets(
        self,
        text: str | None = None,
        *,
        by: Sequence[By] | None = None,
        limit: int = 20,
        space: Space = "articles",
        match: Match = "all",
        reading: Reading = "query",
        names: Names = "all",
        source: str | None = None,
    ) -> Facets:
        """How many of all documents that a query finds have each outlet, speaker, author, month, year or text.

        Without `by`, all of these but the last. Of names the `limit` most frequent. Without a query, of the whole
        archive.
        """
        from search.answer.facets import DEFAULT, facets

        asked, docs = self.documents(text, space=space, match=match, reading=reading, names=names, source=source)
        return facets(self._searcher, docs, asked=asked, by=by or DEFAULT, limit=limit)

    @_naming_damage
    def silent(
        self,
        text: str,
        *,
        match: Match = "all",
        reading: Reading = "query",
        names: Names = "all",
        source: str | None = None,
    ) -> Silence:
        """The outlets that have articles in the days of the answer to a query, and none in it."""
        from search.provenance.silent import silent

        asked, docs = self.documents(text, space="articles", match=match, reading=reading, names=names, source=source)
        return silent(self._searcher, docs, asked=asked)

    @_naming_damage
    def versus(
        self,
        one: str,
        other: str,
        *,
        on: str | None = None,
        match: Match = "all",
        reading: Reading = "query",
        names: Names = "all",
        source: str | None = None,
    ) -> Versus:
        """Two queries side by side, each with what `on` asks for: how much, since when, where, in which words."""
        from search.provenance.versus import versus

        topic = [self._read(text, match, reading) for text in (on,) if text]
        topic += [of_outlet(source)] if source else []
        sides = [self._read(text, match, reading) for text in (one, other)]
        queries = []
        for text, side in zip((one, other), sides, strict=True):
            parsed, said = (
                self._understood(conjunction([side, *topic]), text, space, names) for space in get_args(Space)
            )
            queries.append((self._told(text, parsed, count(self._searcher, parsed.query)), parsed, said))
        return versus(self._searcher, queries, on=on or "", asked_for=[*sides, *topic])

    @_naming_damage
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

    @_naming_damage
    def report(
        self,
        text: str | None = None,
        *,
        by: Unit | None = None,
        trace: Traced | None = None,
        match: Match = "all",
        names: Names = "all",
        source: str | None = None,
    ) -> Report:
        """What there is to tell of a query, of a trace, or of both, as `search.show.page` makes a page of it."""
        from search.provenance.report import report

        return report(self, text, by=by, trace=trace, match=match, names=names, source=source)

    def recheck(self, receipt: Receipt) -> Recheck:
        """The question of a receipt asked again, as it was understood then, and what differs in the answer."""
        from search.provenance.answers import again
        from search.provenance.recheck import compared

        text, options = again(receipt.asked, receipt.options)
        return compared(receipt, self.receipt(receipt.verb, text, options=options))

    @_naming_damage
    def why_empty(
        self,
        text: str,
        *,
        space: Space = "articles",
        match: Match = "all",
        reading: Reading = "query",
        names: Names = "all",
        source: str | None = None,
    ) -> list[Reason]:
        """Why a query has no answer: what the archive does not have, what is near it, what is in the way."""
        from search.empty.reasons import reasons

        def among(tree: Node) -> int:
            return self._total(tree if source is None else conjunction([tree, of_outlet(source)]), space, names)

        return reasons(
            self._read(text, match, reading),
            noun="article" if space == "articles" else "quotation",
            count=among,
            everywhere=lambda tree, where: self._total(tree, where, names),
            known=self,
        )

    @_naming_damage
    def similar_values(self, field: str, value: str, *, limit: int = 3) -> dict[str, int]:
        """Outlets, speakers, authors or codes of languages like one that there is not, and how many articles
        (quotations, for speakers) have each, the likest first."""
        from search.empty.near_values import near

        return near(self._index, field, value, limit=limit)

    @_naming_damage
    def date_gap(self, first: dt.date | None, last: dt.date | None) -> DateGap:
        """The dates of articles around the days from `first` to `last`; None is an open end."""
        from search.empty.date_gaps import date_gap

        return date_gap(self._searcher, first, last)

    @_naming_damage
    def similar_words(self, word: str, *, limit: int = 4) -> dict[str, int]:
        """Words that a word which no article has may stand for, the likeliest first, with the articles of each."""
        from search.empty.did_you_mean import likely_words

        return likely_words(self._searcher, word, limit=limit)

    @_naming_damage
    def who_spoke(self, text: str | None = None, *, match: Match = "all", source: str | None = None) -> Tally:
        """Who is quoted, by name, the most quoted first: in the archive, or in the quotations that a query finds."""
        from search.answer.rulings import rulings
        from search.answer.tally import tally

        if text:
            parsed = self._understood(self._read(text, match, source=source), text, "quotations")
            quotations = matching(self._searcher, parsed.query, space="quotations")
        else:
            quotations = np.fromiter(self._index.quotations.all_doc_ids(), np.int32)
        said = rulings(self.path)
        unsure = self._understood(self._read(f"confidence:<{SURE}"), space="quotations")
        doubtful = matching(self._searcher, unsure.query, space="quotations")
        return tally(self._index, quotations, doubtful=doubtful, one=said.one, two=said.two)

    @_naming_damage
    def trace(self, text: str, *, only: Collection[Only] = (), silent: bool = False) -> Trace:
        """Every article that carries these words or a variant of them, in the order of time.

        `only` leaves out fragments ("whole") or what stands outside of quotation marks ("marked"). With `silent`,
        also the outlets that did not carry it. UsageError for words that are none, too many, or too common.
        """
        from search.provenance.trace import trace

        return trace(self._searcher, self._people, text, only=only, silent=silent)

    @_naming_damage
    def verify(self, claim: str | Claim, *, speaker: str | None = None) -> Verdict:
        """Whether these words were said, and by whom: the verdict, with the articles that show it.

        UsageError for a claim without words.
        """
        from search.provenance.verdicts import Claim
        from search.provenance.verify import verify

        asked = Claim(text=claim, speaker=speaker) if isinstance(claim, str) else claim
        return verify(self._searcher, self._people, asked)

    @_naming_damage
    def verify_document(self, text: str, *, language: str | None = None) -> list[Verdict]:
        """A verdict on each quotation of a text, in order, with the speaker whom the text gives.

        `language` is that of the text where it is known; else its words tell.
        """
        from search.provenance.document import claims_of

        return [self.verify(claim) for claim in claims_of(text, language=language)]

    @cached_property
    def _people(self) -> People:
        from search.provenance.people import People

        return People(self._searcher)

    @_naming_damage
    def show(self, article_id: str) -> tuple[Article, list[Quotation]] | None:
        """The article with this id and its quotations, in text order; None if there is none."""
        doc = self._index.find(article_id)
        if doc is None:
            return None
        return self._index.stored(doc)

    @_naming_damage
    def find_in(self, article_id: str, text: str) -> Hit | None:
        """One article as the answer to a query, its excerpts and quotations with it; None if it is none."""
        tree = conjunction([self._read(text), Field("id", Value(article_id))])
        hits = self._answer(tree, text, time.perf_counter(), limit=1, copies="all").hits
        return hits[0] if hits and isinstance(hits[0], Hit) else None

    @_naming_damage
    def similar(self, article_id: str, *, limit: int = 10, offset: int = 0, passages: int = 1) -> Results | None:
        """Articles like the one with this id, itself left out; None if there is none such.

        The score of a hit is its likeness, from 0 to 1; `shared` tells reprints of the same text.
        """
        from search.answer.similar import like, shared

        if limit < 1 or offset < 0:
            raise UsageError(f"cannot show {limit} answers from {offset} on", hint="ask for one or more, from 0 on")
        begun = time.perf_counter()
        doc = self._index.find(article_id)
        if doc is None:
            return None
        article = self._index.article(doc)
        found = like(self._searcher, doc, article)
        marker = Marker(found.highlights, self._index)
        hits = []
        for place in range(offset, min(offset + limit, len(found.docs))):
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

    @_naming_damage
    def copies(self, article_id: str) -> list[TextOf] | None:
        """The articles that print the text of this one, the earliest first, and those that share a part of it.

        None if there is no such article.
        """
        from search.provenance.copies import copies_of

        doc = self._index.find(article_id)
        return None if doc is None else copies_of(self._index, self._texts, doc)

    @_naming_damage
    def texts(self, *, parts: bool = False) -> list[tuple[str, ...]]:
        """The ids of the articles of each text that several print, the earliest first, the most printed text first.

        With `parts`, excerpts and new tops are counted with the texts that they are of.
        """
        from search.provenance.copies import texts_of

        return texts_of(self._index, parts=parts)

    @_naming_damage
    def overlaps(self) -> list[Pair]:
        """All pairs of articles that were found to share half of the shorter text or more."""
        from search.provenance.copies import pairs_of

        return list(pairs_of(self._index))

    @_naming_damage
    def versions(self, article_id: str) -> list[Article] | None:
        """The articles of the address of this one, that saved last first; it alone if it states none.

        None if there is no such article.
        """
        doc = self._index.find(article_id)
        if doc is None:
            return None
        article = self._index.article(doc)
        if article.url is None:
            return [article]
        docs = matching(self._searcher, self._understood(Field("url", Value(article.url))).query)
        found = [self._index.article(int(one)) for one in docs]
        return sorted(found, key=lambda one: (str(one.extra.get("captured") or ""), one.id), reverse=True)

    @_naming_damage
    def ids_like(self, article_id: str, *, limit: int = 3) -> list[str]:
        """Ids that a mistyped or shortened id may have meant, the nearest first."""
        known = (term.decode() for term in self._index.articles.lexicon("id"))
        return suggestions(article_id, known, least=70, most=limit, parts=True)

    @_naming_damage
    def statistics(self) -> IndexStatistics:
        """Counts, dates, size and generation."""
        return self._index.statistics()

    @_naming_damage
    def sources(self) -> dict[str, int]:
        """Outlets as printed, with the number of their articles."""
        return self._index.source_names()

    @_naming_damage
    def speakers(self) -> dict[str, int]:
        """Speakers as printed, with the number of their quotations."""
        return self._index.speaker_names()


def _quotes(hits: Iterable[Hit | QuoteHit]) -> Iterator[QuoteMatch]:
    for hit in hits:
        yield from hit.quotes if isinstance(hit, Hit) else (hit.quote,)
