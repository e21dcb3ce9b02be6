"""The words in which one text differs from another, as lines: `-` what went, `+` what came, with some around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from search.show.terminal import Style, marked_lines, safe

if TYPE_CHECKING:
    from search.answer.changes import Change

__all__ = ["change_lines"]

_LONG = 40  # words of a change that are shown whole


def change_lines(changes: Iterable[Change], *, width: int, style: Style) -> Iterator[str]:
    """Of each change the lines of what went and of what came, two columns in."""
    for change in changes:
        for mark, changed in (("-", change.before), ("+", change.after)):
            if changed:
                words = _short(changed)
                start = len(change.left) + 1 if change.left else 0
                text = safe(" ".join(filter(None, (change.left, words, change.right))))
                for line in marked_lines(text, [(start, start + len(words))], width=width - 4, style=style):
                    yield f"  {mark} {line}"


def _short(words: str) -> str:
    """Words without the middle, where they are many."""
    every = words.split()
    return words if len(every) <= _LONG else " ".join([*every[: _LONG // 2], "…", *every[-_LONG // 2 :]])
