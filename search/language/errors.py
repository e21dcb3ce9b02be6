"""How a query that cannot be read is shown: its line, a caret under the place, the reason, the mend."""

from __future__ import annotations

import unicodedata
from typing import Literal

from indexer.errors import QuerySyntaxError
from search.language.columns import columns

__all__ = ["render_error", "shortened"]

_CUT = "…"


def render_error(error: QuerySyntaxError, *, width: int = 78) -> str:
    """Four lines: the query (cut around the place if it is wider than `width` columns), the carets, message, mend.

    Line breaks, tabs and other controls are shown as one space, so that the carets stand where they should;
    wide characters count as two columns, combining ones as none.
    """
    shown = [_shown(character) for character in error.query]
    start = min(error.position, len(shown))
    end = min(start + max(error.length, 1), len(shown))
    left, right = _window(shown, start, width - 2)
    end = max(min(end, right), start)
    before = _CUT * (left > 0) + "".join(shown[left:start])
    line = before + "".join(shown[start:right]) + _CUT * (right < len(shown))
    carets = " " * columns(before) + "^" * max(columns("".join(shown[start:end])), 1)
    lines = [f"  {line}", f"  {carets}", error.message]
    if error.hint:
        lines.append(f"  {error.hint}")
    return "\n".join(lines)


def shortened(text: str, *, most: int = 30) -> str:
    """A piece of a query as a message names it: on one line, printable, not long."""
    text = "".join(character if character.isprintable() else " " for character in text[: most + 1])
    return text if len(text) <= most else text[: most - 1] + _CUT


def _shown(character: str) -> str:
    """A character as it may be printed: controls as a space, what is invisible or turns the line round not at all."""
    if character.isspace() or unicodedata.category(character) in ("Cc", "Cs"):
        return " "
    return "" if unicodedata.category(character) == "Cf" else character


def _window(shown: list[str], start: int, width: int) -> tuple[int, int]:
    """The part of the query to show, at most `width` columns of it, with the place inside: two fifths before it."""
    costs = [max(columns(character), 1) for character in shown]  # marks that combine may pile up without end
    if len(shown) <= width and sum(costs) <= width:
        return 0, len(shown)
    width -= 2  # for the marks of what is cut off
    left = _reach(costs, start, -1, width * 2 // 5)
    right = _reach(costs, left, 1, width)
    return _reach(costs, left, -1, width - sum(costs[left:right])), right


def _reach(costs: list[int], at: int, step: Literal[-1, 1], room: int) -> int:
    """How far to go from a place, forward or back, with room for so many columns."""
    while 0 <= (following := at if step == 1 else at - 1) < len(costs) and costs[following] <= room:
        room -= costs[following]
        at += step
    return at
