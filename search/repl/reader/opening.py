"""From an answer, or an id, to the sheet that is read; and to that of the next answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from indexer.article import Quotation
from indexer.errors import OnRecordError
from search.answer.places import Places
from search.repl.asking import answer, put
from search.repl.reader.sheet import Sheet, article_sheet
from search.repl.state import ToRead, Turn

__all__ = ["Opened", "open_number", "open_reading"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet, and what finds the matches in it: in a long text that takes a while."""

    sheet: Sheet
    find: Callable[[], Places]


def open_reading(turn: Turn, reading: ToRead) -> Opened | None:
    """What is to be read; None if it is not there any more."""
    if reading.number is not None:
        return open_number(turn, reading.number)
    shown = turn.archive.show(reading.article_id)
    return Opened(article_sheet(*shown, disputed=_disputed(turn)), Places) if shown else None


def open_number(turn: Turn, number: int) -> Opened | None:
    """The article of the answer with this number to the last question, at its match; None if there is none such."""
    hit = answer(turn, number)
    shown = turn.archive.show(hit.article.id) if hit is not None else None
    state = turn.state
    if hit is None or shown is None or state.question is None or state.results is None:
        return None
    sheet = article_sheet(*shown, disputed=_disputed(turn), place=hit.place, number=number, of=state.results.rows)
    question = state.question
    text, how = put(turn, question) if question.like is None else ("", {})
    how.pop("since", None)  # whatever came when: it is open
    find = turn.archive.places_in(hit.article.id, text, space=question.space, like=question.like, **how)
    return Opened(sheet, find)


def _disputed(turn: Turn) -> Callable[[Quotation], tuple[str, ...]]:
    def disputed(quotation: Quotation) -> tuple[str, ...]:
        try:
            return turn.archive.disputed(quotation)
        except (OnRecordError, OSError):
            return ()  # damage is told where a question meets it, and not while a screen is drawn

    return disputed
