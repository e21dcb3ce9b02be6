"""What is said about an answer, or in its place: in lines as wide as the screen."""

from __future__ import annotations

from indexer.errors import OnRecordError, QuerySyntaxError
from search.language import render_error
from search.language.columns import columns
from search.show.terminal import PLAIN, marked_lines, safe

__all__ = ["error_lines", "wrapped"]


def error_lines(error: OnRecordError, *, width: int) -> list[str]:
    """What is wrong, where in the query there is a place for it, and the mend."""
    if isinstance(error, QuerySyntaxError):
        return render_error(error, width=max(width - 1, 12)).split("\n")
    return [error.message, *([f"  {error.hint}"] if error.hint else [])]


def wrapped(note: str, width: int) -> list[str]:
    """The note, made safe, in lines of at most `width` columns, those after the first as far in as it is."""
    note = safe(note)
    indent = note[: len(note) - len(note.lstrip())]
    if columns(note) <= width:
        return [note]
    room = max(width - len(indent), 8)
    return [indent + line for line in marked_lines(note, (), width=room, style=PLAIN)]
