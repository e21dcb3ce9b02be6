"""A text broken to rows, as offsets of it: what is on a row can be told from where it stands, and the reverse."""

from __future__ import annotations

from collections.abc import Iterator

from prompt_toolkit.utils import get_cwidth

from search.results import Mark

__all__ = ["cells", "wrapped_rows"]

SOFT_HYPHEN = "\xad"
_SPACES = " \u3000"  # at which rows are broken; an unbreakable one is none of them
_NEVER_FIRST = frozenset("、。，．！？：；）」』】〉》”’）］｝〕々ー…")


def cells(character: str) -> int:
    """The columns that it takes on the screen, as prompt_toolkit counts them, who draws it."""
    return 0 if character == SOFT_HYPHEN else get_cwidth(character)


def wrapped_rows(text: str, start: int, end: int, room: int) -> Iterator[Mark]:
    """The rows of text[start:end], each of at most `room` columns and without the space at its ends.

    Broken at spaces and beside wide characters (between which scripts without spaces are broken), else, what is too
    long for a row, anywhere but before a character without a width. Of a text of spaces there is no row, and control
    characters must have been replaced.
    """
    start, end = _without_spaces(text, start, end)
    part = text[start:end]
    if part.isascii() or all(cells(character) == 1 for character in set(part)):
        return _even_rows(text, start, end, room)
    return _uneven_rows(text, start, end, room)


def _without_spaces(text: str, start: int, end: int) -> Mark:
    while start < end and text[start] in _SPACES:
        start += 1
    while end > start and text[end - 1] in _SPACES:
        end -= 1
    return start, end


def _even_rows(text: str, start: int, end: int, room: int) -> Iterator[Mark]:
    """Where every character takes one column."""
    while end - start > room:
        cut = text.rfind(" ", start + 1, start + room + 1)
        cut = cut if cut > start else start + room
        yield _without_spaces(text, start, cut)
        start, _ = _without_spaces(text, cut, end)
    if start < end:
        yield start, end


def _uneven_rows(text: str, start: int, end: int, room: int) -> Iterator[Mark]:
    at, used, cut, before = start, 0, start, 0
    while at < end:
        character = text[at]
        size = cells(character)
        space = character in _SPACES
        if at > start and (space or (size and 2 in (size, before) and character not in _NEVER_FIRST)):
            cut = at
        if used + size > room and not space and at > start and (size or used > room):
            cut = cut if cut > start else at
            yield _without_spaces(text, start, cut)
            start, _ = _without_spaces(text, cut, end)
            at, used, cut, before = start, 0, start, 0
            continue
        used += size
        before = size or before
        at += 1
    if start < end:
        yield start, end
