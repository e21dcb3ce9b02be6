"""What the prompt remembers between two lines, what a line is given, and what it gives back. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from search.api import Archive, Copies, Match, Names
from search.engine import Sort, Space
from search.results import Results
from search.show.terminal import Style

DEFAULT_LIMIT = 10
"""How many answers make a page where nothing else is said, and the most that are fitted to a screen."""

Outcome = Literal["matched", "nothing", "done", "error", "leave"]
"""matched and nothing: a query found something or not. done: a command did its work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query as it was typed, without the filter, and what kind of answer it wants.

    Or, with `like`, the id of the article that the answers are to be like; then there is no text.
    """

    text: str
    space: Space = "articles"
    like: str | None = None

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
class State:
    """The settings that stay, and the last question with its answer.

    `limit` is None where a page is what the screen has room for. `before` are the offsets of the pages
    that led to this one. `words` were asked for after the question, else None.
    """

    source: str | None = None
    sort: Sort = "relevance"
    match: Match = "all"
    names: Names = "all"
    copies: Copies = "folded"
    limit: int | None = None
    question: Question | None = None
    results: Results | None = None
    before: tuple[int, ...] = ()
    words: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What an answer is drawn for: `width` in columns; `rows` that can be seen at once, None where all can."""

    width: int
    rows: int | None = None
    style: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a line is answered from."""

    archive: Archive
    state: State
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`lines` are the answer, `notes` are about it (counts, errors, hints); `state` is the one to go on with.

    `start` is the number, from 0, of the line that is meant, where an answer is too long to be seen at once.
    """

    state: State
    lines: tuple[str, ...] = ()
    start: int = 0
    notes: tuple[str, ...] = ()
    outcome: Outcome = "done"
