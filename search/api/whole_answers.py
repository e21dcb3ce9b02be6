"""Questions about all that a query finds: how it lies in time, divides and compares, who speaks in it, who is silent.

Columns are counted; no article is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

import numpy as np

from search.api.questions import Match, Names, Questions, filters, naming_damage
from search.engine.seam import Space
from search.language import Reading
from search.language.syntax import conjunction
from search.results import SURE

if TYPE_CHECKING:
    from search.answer.facets import By, Facets
    from search.answer.tally import Tally
    from search.provenance.buckets import Unit
    from search.provenance.silence import Silence
    from search.provenance.timeline import Timeline
    from search.provenance.versus import Versus

__all__ = ["WholeAnswers"]


class WholeAnswers(Questions):
    """Takes what a query finds as a whole."""

    @naming_damage
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
        since: int | None = None,
    ) -> Timeline:
        """How the answer to a query, or the whole archive, lies in time: by day, week, month or year.

        Without `by`, in the finest of these that can be taken in at a glance. UsageError for too many of them.
        """
        from search.provenance.timeline import timeline

        asked, docs = self.documents(
            text, space=space, match=match, reading=reading, names=names, source=source, since=since
        )
        return timeline(self._searcher, docs, asked=asked, by=by)

    @naming_damage
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
        since: int | None = None,
    ) -> Facets:
        """How many of all documents that a query finds have each outlet, speaker, author, month, year or text, or
        each value of a field that articles state besides.

        Without `by`, all of the former but the last, and sections if there are any. Of names the `limit` most
        frequent. Without a query, of the whole archive.
        """
        from search.answer.facets import DEFAULT, SECTION, facets

        asked, docs = self.documents(
            text, space=space, match=match, reading=reading, names=names, source=source, since=since
        )
        usual = (*DEFAULT, *[SECTION][: SECTION in self._stated.names()])
        return facets(self._searcher, docs, asked=asked, by=by or usual, limit=limit)

    @naming_damage
    def silent(
        self,
        text: str,
        *,
        match: Match = "all",
        reading: Reading = "query",
        names: Names = "all",
        source: str | None = None,
        since: int | None = None,
    ) -> Silence:
        """The outlets that have articles in the days of the answer to a query, and none in it."""
        from search.provenance.silence import silent_on_answer

        asked, docs = self.documents(
            text, space="articles", match=match, reading=reading, names=names, source=source, since=since
        )
        return silent_on_answer(self._searcher, docs, asked=asked)

    @naming_damage
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
        since: int | None = None,
    ) -> Versus:
        """Two queries side by side, each with what `on` asks for: how much, since when, where, in which words."""
        from search.provenance.versus import versus

        topic = [self._read(text, match, reading) for text in (on,) if text]
        topic += filters(source, since)
        sides = [self._read(text, match, reading) for text in (one, other)]
        queries = []
        for text, side in zip((one, other), sides, strict=True):
            parsed, said = (
                self._understood(conjunction([side, *topic]), text, space, names) for space in get_args(Space)
            )
            queries.append((self._told(text, parsed, self._searcher.count(parsed.query)), parsed, said))
        return versus(self._searcher, queries, on=on or "", asked_for=[*sides, *topic])

    @naming_damage
    def who_spoke(
        self,
        text: str | None = None,
        *,
        within: Space = "quotations",
        match: Match = "all",
        source: str | None = None,
        since: int | None = None,
    ) -> Tally:
        """Who is quoted, by name, the most quoted first: in the archive, in the quotations that a query finds or,
        within="articles", in all quotations of the articles that it finds."""
        from search.answer.rulings import rulings
        from search.answer.tally import tally

        if text:
            parsed = self._understood(self._read(text, match, source=source, since=since), text, within)
            quotations = self._searcher.matching(parsed.query, space=within)
        if not text or within == "articles":
            every = self._searcher.living(space="quotations")
            quotations = every[np.isin(self._index.article_of(every), quotations)] if text else every
        said = rulings(self.path)
        unsure = self._understood(self._read(f"confidence:<{SURE}"), space="quotations")
        doubtful = self._searcher.matching(unsure.query, space="quotations")
        return tally(self._index, quotations, doubtful=doubtful, one=said.one, two=said.two)
