"""Questions about one article that is read: where in it an answer stands."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from search.api.questions import Match, Names, Questions, naming_damage
from search.engine.seam import Space

if TYPE_CHECKING:
    from search.answer.places import Places

__all__ = ["WithinArticles"]


class WithinArticles(Questions):
    """Tells where in an article a query matches."""

    @naming_damage
    def places_in(
        self,
        article_id: str,
        text: str,
        *,
        space: Space = "articles",
        match: Match = "all",
        names: Names = "all",
        source: str | None = None,
        like: str | None = None,
    ) -> Callable[[], Places]:
        """What finds every match of a query in one article, asked as `search` asks it; it reads nothing of the index.

        With `like`, the id of an article that the answers are to be like, the words by which they are found. Of an
        article that is not there nothing is found.
        """
        from search.answer.highlights import Marker
        from search.answer.places import Places, places
        from search.answer.quoted import Quoted
        from search.answer.similar import highlights, telling_words

        doc = self._index.find(article_id)
        if doc is None:
            return Places
        article, quotations = self._index.stored(doc)
        if like is not None:
            liked = self._index.find(like)
            words = telling_words(self._searcher, self._index.article(liked)) if liked is not None else ()
            marker = Marker(highlights(words), self._index)
            return partial(places, article, quotations, marker, answering=(), text=True)
        tree = self._read(text, match, source=source)
        parsed = self._understood(tree, text, space, names)
        marker = Marker(parsed.highlights, self._index)
        if space == "quotations":
            answering = np.flatnonzero(
                np.isin(self._index.quotations_of(doc), self._searcher.matching(parsed.query, space="quotations"))
            ).tolist()
        else:
            quoted = Quoted(self._searcher, parsed, of_quotations=lambda: self._of_quotations(parsed))
            answering = quoted.under([doc]).get(doc, [])
        return partial(places, article, quotations, marker, answering=answering, text=space == "articles")
