"""What other search tools mean by a mark, and how it is said here."""

from __future__ import annotations

import re

__all__ = ["WHOLE", "foreign_mark", "meant_elsewhere"]

_DASH = "this is a dash: to exclude a word write -word with a minus, else leave it out"
_RANGE = "a range of dates is date:2022-02-24..2022-03-15; else leave the brackets out"
_FIRST = {
    "+": "every word is required already: leave the + out",
    "!": "write -word to exclude a word",
    "@": "a saved query is @name, in letters and digits; for the name itself leave the @ out",
    "–": _DASH,
    "—": _DASH,
    "−": "write -word with the minus of the keyboard to exclude a word",
    "~": "write word~ for similar spellings",
    ":": "a field's colon stands right behind its name: write title:word",
    "[": _RANGE,
    "{": _RANGE,
}
_INSIDE = {
    "|": "write OR between words",
    "^": "words cannot be weighted: leave the ^ out",
    "\\": 'there are no escapes: put the text in quotation marks, "like this"',
}
WHOLE = {
    "&": "write AND, or nothing",
    "&&": "write AND, or nothing",
    "|": "write OR",
    "||": "write OR",
}
"""Marks that stand between words."""

_AT_FIRST = re.compile("[" + re.escape("".join(_FIRST)) + "]")
_ANYWHERE = re.compile("[" + re.escape("".join(_INSIDE)) + "]")


def foreign_mark(word: str) -> re.Match[str] | None:
    """The mark of a word that means something to other tools: one that it begins with, or one inside it."""
    return _AT_FIRST.match(word) or _ANYWHERE.search(word)


def meant_elsewhere(mark: str) -> str:
    """What to write for a mark that `foreign_mark` found."""
    return _FIRST.get(mark) or _INSIDE[mark]
