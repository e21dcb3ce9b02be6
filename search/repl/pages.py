"""A page of answers: as many as there are rows for, as cards or as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from search.repl.state import DEFAULT_LIMIT, State, View
from search.results import Hit, QuoteHit
from search.show.answer_list import answer_lines
from search.show.cards import card

__all__ = ["drawn", "layout_of", "most"]

_CARDS_FROM = 20  # rows: a terminal of 30, less what is kept for the prompt, its menu and notes
_SHORTEST = 3  # rows of a card
_CUT = 5  # rows below which a card is not cut but left for the next page


def layout_of(state: State, view: View) -> Literal["cards", "list"]:
    """How answers are shown where nothing is set: a line each on a low screen."""
    if state.layout != "auto":
        return state.layout
    return "list" if view.rows is not None and view.rows < _CARDS_FROM else "cards"


def most(state: State, view: View) -> int:
    """The most answers that a page may have."""
    if state.limit is not None:
        return state.limit
    if view.rows is None:
        return DEFAULT_LIMIT
    return view.rows if layout_of(state, view) == "list" else max(view.rows // _SHORTEST, 1)


def drawn(hits: Sequence[Hit | QuoteHit], state: State, view: View, *, rows: int | None) -> tuple[list[str], int]:
    """The lines of a page, and how many of the answers are on it: at least one, and all if `rows` is None."""
    if layout_of(state, view) == "list":
        shown = hits if rows is None else hits[: max(rows, 1)]
        return answer_lines(shown, width=view.width, style=view.style), len(shown)
    lines: list[str] = []
    for nth, hit in enumerate(hits):
        one = card(hit, width=view.width, style=view.style)
        room = None if rows is None else rows - len(lines) - bool(nth)
        if nth and room is not None and len(one) > room:
            if room < _CUT:
                return lines, nth
            return [*lines, "", *one[: room - 1], f"{_indented(one[1])}…"], nth + 1
        lines += ["", *one] if nth else one
    return lines, len(hits)


def _indented(line: str) -> str:
    return " " * (len(line) - len(line.lstrip(" ")))
