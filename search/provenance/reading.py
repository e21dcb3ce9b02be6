"""The articles that the postings point to, read: how the body and the title of each print a quotation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from indexer.article import Article
from indexer.schema import BODY_START
from search.engine.seam import Holdings
from search.provenance.candidates import Candidate
from search.provenance.renderings import MARKED, Rendering, rendering, rendering_in_a_row, rendering_in_title
from search.provenance.sought import Sought

__all__ = ["Found", "read", "when"]

_LATEST = dt.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Found:
    """An article that has something of a quotation, and its number; one of `body` and `title` is there."""

    doc: int
    article: Article
    body: Rendering | None
    title: Rendering | None

    @property
    def best(self) -> Rendering:
        """How the body prints it, unless the title has more of it."""
        if self.body is None or (self.title is not None and self.title.coverage > self.body.coverage):
            assert self.title is not None  # one of the two is there
            return self.title
        return self.body

    @property
    def best_text(self) -> str:
        """From the first to the last word of it, with what stands between."""
        text = self.article.title if self.best is self.title else self.article.body
        return text[self.best.start : self.best.end]

    @property
    def speaker(self) -> str | None:
        """Who says it there, as it is printed."""
        return next((one.speaker for one in self.best.said if one.speaker), None)


def read(index: Holdings, sought: Sought, places: Iterable[Candidate]) -> Iterator[Found]:
    """What of a quotation stands in these articles; those that have nothing are left out."""
    for place in places:
        article, quotations = index.stored(place.doc)
        title = rendering_in_title(article, sought) if article.title else None
        in_title = title is not None and place.position < BODY_START // 2
        if in_title:
            # The words stand nearest in the title; the body may have them too, wherever.
            place = replace(place, position=BODY_START, slack=len(article.body))
        body = rendering(article, quotations, sought, place)
        if place.row == len(sought) and not (body and body.verbatim and body.marked >= MARKED):
            # Other forms of the words may stand nearest, or the same words in nobody's mouth.
            body = rendering_in_a_row(article, quotations, sought) or body
        if body or title:
            yield Found(place.doc, article, body, title)


def when(article: Article) -> tuple[int, int, int]:
    """A key that sorts by time: by the last day that the date may be, so that a month comes behind the days in it;
    the undated last, and of one day those without a time of day."""
    if article.date is None:
        return _LATEST, 0, _LATEST
    minute = article.date.minute
    return article.date.last.toordinal(), -article.date.first.toordinal(), _LATEST if minute is None else minute
