"""What the prompt remembers between two lines, what a line is given, and what it gives back. All frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Literal

from search.api import Archive, Copies, Match, Names
from search.engine import Sort, Space
from search.language import Reading
from search.repl.narrowing import FacetValue, Narrowing
from search.results import Results
from search.show.terminal import Style

DEFAULT_LIMIT = 10
"""How many answers make a page where nothing else is said, and the most that are fitted to a screen."""

MOST_VISITS = 100
"""How many earlier results are remembered."""

Layout = Literal["auto", "cards", "list"]
"""How answers are shown: a card each, a line each, or a line each where the screen is low."""

Outcome = Literal["matched", "nothing", "done", "error", "leave"]
"""matched and nothing: a query found something or not. done: a command did its work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query as it was typed, without the filter, and what kind of answer it wants.

    Or, with `like`, the id of the article that the answers are to be like; then there is no text. With `since`, of
    what came in after this generation; with `new`, that is remembered as shown under this name and generation, once
    the last page is.
    """

    text: str
    space: Space = "articles"
    like: str | None = None
    since: int | None = None
    new: tuple[str, int] | None = None

    @property
    def noun(self) -> str:
        """What its answers are, in the singular."""
        return "article" if self.space == "articles" else "quotation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that were traced or verified, and by whom they are claimed to be said."""

    verb: Literal["trace", "verify"]
    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How questions are asked and shown. All stay but `narrowed`, which goes with the question.

    `limit` is None where a page is what the screen has room for.
    """

    source: str | None = None
    sort: Sort = "relevance"
    match: Match = "all"
    names: Names = "all"
    copies: Copies = "folded"
    reading: Reading = "query"
    layout: Layout = "auto"
    limit: int | None = None
    narrowed: tuple[Narrowing, ...] = ()

    @property
    def asking(self) -> Settings:
        """How questions are asked, and nothing on how answers are shown."""
        return Settings(
            source=self.source,
            sort=self.sort,
            match=self.match,
            names=self.names,
            copies=self.copies,
            reading=self.reading,
            narrowed=self.narrowed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Results that were shown: the question, how it was asked, the page and those before it, how many answers."""

    question: Question
    settings: Settings
    offset: int
    before: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Facets that were listed, of which question; their numbers are the places from 1."""

    question: Question
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Settings):
    """The settings, the last question with its answer, and the way here.

    `before` are the offsets of the pages that led to this one. `words` were asked for after the question, else None.
    `visits` are the results that were shown, `at` is where among them this answer is. `undoable` are the settings
    before each change. `pager` is what `.pager` was told, None if nothing.
    """

    question: Question | None = None
    results: Results | None = None
    before: tuple[int, ...] = ()
    words: Words | None = None
    visits: tuple[Visit, ...] = ()
    at: int = -1
    undoable: tuple[Settings, ...] = ()
    facets: Listed | None = None
    pager: str | None = None

    @property
    def settings(self) -> Settings:
        return Settings(**{field.name: getattr(self, field.name) for field in fields(Settings)})

    def under(self, settings: Settings) -> State:
        """The state with other settings."""
        return replace(self, **{field.name: getattr(settings, field.name) for field in fields(Settings)})

    def visiting(self, visit: Visit) -> State:
        """The state with results that are shown now: behind those that led here, or in the place of the same."""
        here = self.visits[self.at] if self.visits else None
        at = self.at
        if here is None or (here.question, here.settings.asking) != (visit.question, visit.settings.asking):
            at += 1
        first = max(at + 1 - MOST_VISITS, 0)
        later = self.visits[at + 1 :] if at == self.at else ()
        visits = (*self.visits[:at], visit, *later)[first:]
        return replace(self, visits=visits, at=at - first)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What an answer is drawn for: `width` in columns; `rows` that can be seen at once, None where all can.

    An article that can be read in the reader needs no lines if the view `reads`.
    """

    width: int
    rows: int | None = None
    style: Style
    reads: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a line is answered from."""

    archive: Archive
    state: State
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRead:
    """What the reader opens: the article of the answer with this number to the last question, or with this id."""

    article_id: str
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`lines` are the answer, `notes` are about it (counts, errors, hints); `state` is the one to go on with.

    `start` is the number, from 0, of the line that is meant, where an answer is too long to be seen at once.
    `reading` is what a view that reads opens; then there are no lines. `shown` is to be called when all of it was.
    """

    state: State
    lines: tuple[str, ...] = ()
    start: int = 0
    notes: tuple[str, ...] = ()
    reading: ToRead | None = None
    outcome: Outcome = "done"
    shown: Callable[[], None] | None = None
