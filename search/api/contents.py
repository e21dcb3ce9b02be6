"""Questions about the archive itself: what is in it, and what is near to what is not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from indexer.store import IndexStatistics
from search.api.questions import Match, Names, Questions, filters, naming_damage
from search.engine.seam import Space
from search.language import Node, Reading
from search.language.suggestions import begins, suggestions
from search.language.syntax import conjunction
from search.results import FieldCount

if TYPE_CHECKING:
    from search.empty.date_gaps import DateGap
    from search.empty.reason import Reason

__all__ = ["Contents"]


class Contents(Questions):
    """Tells what an archive has, and why it has no answer."""

    @naming_damage
    def statistics(self) -> IndexStatistics:
        """Counts, dates, size and generation."""
        return self._index.statistics()

    @naming_damage
    def sources(self, beginning: str = "") -> dict[str, int]:
        """Outlets as printed, with the number of their articles, largest first; those with words that begin so."""
        names = self._index.source_names()
        return {name: count for name, count in names.items() if begins(name, beginning)} if beginning else names

    @naming_damage
    def fields(self) -> dict[str, FieldCount]:
        """The fields that articles state besides those of the language, and how many articles and values each has."""
        stated = self._index.stated_names()
        return {name: FieldCount(stated[name][0], len(self._stated.values(name))) for name in self._stated.names()}

    @naming_damage
    def values(self, field: str) -> dict[str, int]:
        """The values of such a field as printed, with the number of their articles, the most frequent first."""
        docs, of, names = self._index.stated(field)
        live = np.zeros(self._index.size("articles"), np.bool_)
        live[self._searcher.living()] = True
        counts = np.bincount(of[live[docs]], minlength=len(names)).tolist()
        found = {name: count for name, count in zip(names, counts, strict=True) if count}
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))

    @naming_damage
    def speakers(self) -> dict[str, int]:
        """Speakers as printed, with the number of their quotations."""
        return self._index.speaker_names()

    @naming_damage
    def ids_like(self, article_id: str, *, limit: int = 3) -> list[str]:
        """Ids that a mistyped or shortened id may have meant, the nearest first."""
        known = self._index.vocabulary.terms("id")
        return suggestions(article_id, known, least=70, most=limit, parts=True)

    @naming_damage
    def why_empty(
        self,
        text: str,
        *,
        space: Space = "articles",
        match: Match = "all",
        reading: Reading = "query",
        names: Names = "all",
        source: str | None = None,
        since: int | None = None,
    ) -> list[Reason]:
        """Why a query has no answer: what the archive does not have, what is near it, what is in the way."""
        from search.empty.reasons import reasons

        def among(tree: Node) -> int:
            return self._total(conjunction([tree, *filters(source, since)]), space, names)

        return reasons(
            self._read(text, match, reading),
            noun="article" if space == "articles" else "quotation",
            count=among,
            everywhere=lambda tree, where: self._total(tree, where, names),
            known=self,
        )

    @naming_damage
    def similar_values(self, field: str, value: str, *, limit: int = 3) -> dict[str, int]:
        """Outlets, speakers, authors or codes of languages like one that there is not, and how many articles
        (quotations, for speakers) have each, the likest first."""
        from search.empty.near_values import near

        return near(self._index, field, value, limit=limit)

    @naming_damage
    def date_gap(self, first: dt.date | None, last: dt.date | None) -> DateGap:
        """The dates of articles around the days from `first` to `last`; None is an open end."""
        from search.empty.date_gaps import date_gap

        return date_gap(self._searcher, first, last)

    @naming_damage
    def similar_words(self, word: str, *, limit: int = 4) -> dict[str, int]:
        """Words that a word which no article has may stand for, the likeliest first, with the articles of each."""
        from search.empty.did_you_mean import likely_words

        return likely_words(self._searcher, word, limit=limit)
