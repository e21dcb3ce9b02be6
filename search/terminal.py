"""Text for a terminal: what is safe to print, how wide it is, where its lines break.

Articles come from strangers: no control character of theirs reaches the terminal.
The width of a character is Unicode's East Asian Width (UAX #11), read from the standard library,
because the package that knows more about emoji takes longer to import than a search takes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.results import Mark

_OPEN, _CLOSE = "\ue000", "\ue001"  # private-use stand-ins for the marks while lines are broken
_MOST_MARKS = 8
"""Characters without a width that are kept behind one that has a width: no script needs more."""
_UNSAFE = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " ")
_UNSAFE |= {ord(_OPEN): "\ufffd", ord(_CLOSE): "\ufffd"}


@dataclass(frozen=True, slots=True)
class Style:
    """How roles of text look: escape sequences in colour, an asterisk around matches without."""

    match: tuple[str, str]
    title: tuple[str, str]
    meta: tuple[str, str]
    speaker: tuple[str, str]

    def paint(self, role: str, text: str) -> str:
        """`text` in the look of a role (`title`, `meta`, `speaker`, `match`)."""
        before, after = getattr(self, role)
        return f"{before}{text}{after}" if text else ""


_OFF = "\x1b[0m"
COLOUR = Style(
    match=("\x1b[1;4;33m", "\x1b[22;24;39m"),
    title=("\x1b[1m", _OFF),
    meta=("\x1b[36m", _OFF),
    speaker=("\x1b[32m", _OFF),
)
PLAIN = Style(match=("*", "*"), title=("", ""), meta=("", ""), speaker=("", ""))


def safe(text: str) -> str:
    """The text with each control or direction character replaced, so that offsets still hold."""
    return text.translate(_UNSAFE)


def thinned(text: str) -> str:
    """The text without the marks that are too many on a character."""
    if text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        marks = 0 if _columns(character) else marks + 1
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=4096)
def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def columns(text: str) -> int:
    """How many terminal columns the text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def clipped(text: str, width: int) -> str:
    """The text in at most `width` columns, with an ellipsis where it was cut."""
    if len(text) <= width * 2 and columns(text) <= width:
        return text
    taken, room, marks = [], max(width - 1, 0), 0
    for character in text:
        size = _columns(character)
        room -= size
        marks = 0 if size else marks + 1
        if room < 0:
            break
        if marks <= _MOST_MARKS:
            taken.append(character)
    return "".join(taken).rstrip() + "…" if width > 0 else ""


def marked_lines(text: str, marks: Sequence[Mark], *, width: int, style: Style) -> list[str]:
    """The text broken at spaces to lines of at most `width` columns, its marks painted.

    A mark that runs over a line break is closed and opened again.
    """
    tagged = _tagged(safe(text), marks)
    extra = {_OPEN: columns(style.match[0]), _CLOSE: columns(style.match[1])} if style is PLAIN else {}
    lines: list[str] = []
    current: list[str] = []
    used = 0
    for word in tagged.split():
        for piece in _fitting(word, max(width, 1), extra):
            size = _tagged_columns(piece, extra)
            if current and used + 1 + size > width:
                lines.append(" ".join(current))
                current, used = [], 0
            used += size + (1 if current else 0)
            current.append(piece)
    if current:
        lines.append(" ".join(current))
    return _painted(lines, style)


def _tagged(text: str, marks: Sequence[Mark]) -> str:
    parts, at = [], 0
    for start, end in marks:
        parts += [text[at:start], _OPEN, text[start:end], _CLOSE]
        at = end
    return "".join([*parts, text[at:]])


def _tagged_columns(piece: str, extra: dict[str, int]) -> int:
    return sum(
        extra.get(character, 0) if character in (_OPEN, _CLOSE) else _columns(character) for character in piece
    )


def _fitting(word: str, width: int, extra: dict[str, int]) -> list[str]:
    """A word that is wider than a line (a URL), in pieces that are not; too many marks on a character are left out."""
    if len(word) <= width and _tagged_columns(word, extra) <= width:
        return [word]
    pieces: list[str] = []
    current: list[str] = []
    used = marks = 0
    for character in word:
        stands_in = character in (_OPEN, _CLOSE)
        size = extra.get(character, 0) if stands_in else _columns(character)
        marks = marks if stands_in else 0 if size else marks + 1
        if marks > _MOST_MARKS and not stands_in:
            continue
        if current and used + size > width:
            pieces.append("".join(current))
            current, used = [], 0
        current.append(character)
        used += size
    return [*pieces, "".join(current)]


def _painted(lines: list[str], style: Style) -> list[str]:
    painted, inside = [], False
    before, after = style.match
    for line in lines:
        opened = (_OPEN if inside else "") + line
        inside = opened.rfind(_OPEN) > opened.rfind(_CLOSE)
        closed = opened + (_CLOSE if inside else "")
        painted.append(closed.replace(_OPEN, before).replace(_CLOSE, after))
    return painted
