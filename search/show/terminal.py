"""Text for a terminal: what is safe to print, how wide it is, where its lines break.

Articles come from strangers: no control character of theirs reaches the terminal, nor more characters without a
width on top of each other than a script needs.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from search.language.columns import columns
from search.results import Mark

_OPEN, _CLOSE = "\ue000", "\ue001"  # private-use stand-ins for the marks while lines are broken
_CONTROLS = ((0x00, 0x1F), (0x7F, 0x9F), (0x2028, 0x202E), (0x2066, 0x2069))  # C0, C1, line ends, directions
CONTROLS = "".join(rf"\u{first:04x}-\u{last:04x}" for first, last in _CONTROLS)
"""What no terminal may get, for the inside of a character class: controls, Unicode's line ends and directions."""
MOST_JOINED = 8
"""Characters without a width that are shown after one with a width: the flag of Wales has six, no script as many."""

_JOINED = re.compile(rf"[^\w\s!-~]{{{MOST_JOINED + 1},}}")  # whatever has no width is in this class, and more is
_UNSAFE = dict.fromkeys((code for first, last in _CONTROLS for code in range(first, last + 1)), " ")
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


def screen_width() -> int:
    """Columns of the terminal; of what is no terminal, 100."""
    return shutil.get_terminal_size((100, 24)).columns


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 article`, `2,165 articles`, `3 saved queries`."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeo" else f"{number:,} {noun}s"


def safe(text: str) -> str:
    """The text with each control or direction character as a space, and no endless pile of marks on a character."""
    return capped(harmless(text))


def harmless(text: str) -> str:
    """The text with each control or direction character replaced, so that offsets still hold."""
    return text.translate(_UNSAFE)


def capped(text: str) -> str:
    """The text with at most MOST_JOINED characters without a width in a row, however they are marked."""
    return text if text.isascii() else _JOINED.sub(_first_joined, text)


def _first_joined(run: re.Match[str]) -> str:
    kept, joined = [], 0
    for character in run[0]:
        if character not in (_OPEN, _CLOSE):
            joined = 0 if columns(character) else joined + 1
        if joined <= MOST_JOINED or character in (_OPEN, _CLOSE):
            kept.append(character)
    return "".join(kept)


def clipped(text: str, width: int) -> str:
    """The text in at most `width` columns, with an ellipsis where it was cut."""
    text = capped(text)
    if columns(text) <= width:
        return text
    taken, room = [], max(width - 1, 0)
    for character in text:
        room -= columns(character)
        if room < 0:
            break
        taken.append(character)
    return "".join(taken).rstrip() + "…" if width > 0 else ""


def marked_lines(text: str, marks: Sequence[Mark], *, width: int, style: Style) -> list[str]:
    """The text broken at spaces to lines of at most `width` columns, its marks painted.

    A mark that runs over a line break is closed and opened again.
    """
    tagged = capped(_tagged(harmless(text), marks))
    sizes = (columns(style.match[0]), columns(style.match[1])) if style is PLAIN else (0, 0)
    extra = dict(zip((_OPEN, _CLOSE), sizes, strict=True))
    lines: list[str] = []
    current: list[str] = []
    used = 0
    for word in tagged.split():
        for piece, size in _fitting(word, max(width, 1), extra):
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


def _fitting(word: str, width: int, extra: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """A word, in pieces if it is wider than a line (a URL), each with the columns it takes; `extra` is for the
    tags."""
    if word.isascii() and len(word) <= width:
        yield word, len(word)
        return
    current: list[str] = []
    used = 0
    for character in word:
        size = extra[character] if character in extra else columns(character)
        if current and used + size > width:
            yield "".join(current), used
            current, used = [], 0
        current.append(character)
        used += size
    yield "".join(current), used


def _painted(lines: list[str], style: Style) -> list[str]:
    painted, inside = [], False
    before, after = style.match
    for line in lines:
        opened = (_OPEN if inside else "") + line
        inside = opened.rfind(_OPEN) > opened.rfind(_CLOSE)
        closed = opened + (_CLOSE if inside else "")
        painted.append(closed.replace(_OPEN, before).replace(_CLOSE, after))
    return painted
