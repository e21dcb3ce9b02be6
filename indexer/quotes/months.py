"""Months that people are called as well: Theresa May, April Ryan.

The table of letters gives such a piece of text a letter of its own, so that finding those of an article costs
nothing; once the pieces around it are known, it becomes the letter of a name or the one it had.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.quotes.name_runs import NAMESAKES

_NAMESAKE = re.compile(rf"(?:{'|'.join(NAMESAKES)})(?:'s|')?[.,;:!?)]*")
_INITIALS = frozenset(name[0] for name in NAMESAKES)
# By the letter of a month, and of "may": the one that leaves it open.
_OPEN = {"X": "M", "a": "m"}
_SETTLED = {after: before for before, after in _OPEN.items()}
LEFT_OPEN = frozenset(_SETTLED)
_EITHER = re.compile("[Mm]")
# What stands before a month, and hardly before a given name.
_BEFORE_MONTH = frozenset(
    "in on since until till during before after from of by through between to last next this that early late mid "
    "every "
    "each one the a an and or".split()
)


def left_open(piece: str, letters: str) -> str:
    """The letters of a piece, M or m first if it is the name of a month that people have as well."""
    if piece[0] in _INITIALS and letters[:1] in _OPEN and _NAMESAKE.fullmatch(piece):
        return _OPEN[letters[0]] + letters[1:]
    return letters


def as_month(letters: str) -> str:
    """The letters of one piece, as of a month if that was left open."""
    return _SETTLED[letters[0]] + letters[1:] if letters[:1] in _SETTLED else letters


def settled(letters: str, pieces: Sequence[str], parts: Sequence[str], of: Sequence[int]) -> str:
    """The letters of a text with nothing left open.

    `parts` are the letters of each of `pieces`; letters[k] belongs to pieces[of[k]].
    """
    if "M" not in letters and "m" not in letters:
        return letters
    places = [found.start() for found in _EITHER.finditer(letters)]
    named = _named(pieces, parts, [of[place] for place in places])
    letters = letters.replace("M", "X").replace("m", "a")
    if not named:
        return letters
    changed = list(letters)
    for place in places:
        if of[place] in named:
            changed[place] = "N"
    return "".join(changed)


def _named(pieces: Sequence[str], parts: Sequence[str], places: list[int]) -> set[int]:
    """Which of pieces[places], each a month or a name, are part of a name: Theresa May, Mrs May, April Ryan."""
    named: set[int] = set()
    for place in places:
        before = parts[place - 1] if place else ""
        after = parts[place + 1][:1] if place + 1 < len(parts) else ""
        if before[-1:] in ("N", "T") or (len(before) == 1 and place - 1 in named):
            family = after not in ("X", "M")
        else:
            family = pieces[place] in NAMESAKES and after in ("N", "J") and _is_given(pieces, parts, place)
        if family:
            named.add(place)
    return named


def _is_given(pieces: Sequence[str], parts: Sequence[str], place: int) -> bool:
    """Whether a month before a name is the given name of it: "said April Ryan", not "In May Johnson said"."""
    before = pieces[place - 1].lower() if place and parts[place - 1][:1] != "Q" else ""
    begins = not before or parts[place - 1][-1:] in (".", "|", ":", "'", "")
    if not begins:
        return before.lstrip("(") not in _BEFORE_MONTH and parts[place - 1][-1:] not in ("X", "M")
    if pieces[place] in ("April", "June"):
        return True
    # "May God help us", "March Madness": only what speaks is somebody.
    following = next((part for part in parts[place + 1 : place + 4] if part not in ("N", "J")), "")
    return following[:1] in ("V", "D", "W")
