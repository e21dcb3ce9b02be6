"""How far the reading of a file is, in bytes of the file itself, whatever lies packed in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

__all__ = ["Meter", "Span"]

Span = tuple[int, int]
"""The bytes of a file that hold a member of it, packed: from, to before."""


@dataclass(slots=True)
class Meter:
    """Follows what is read of one file: the file, or in a member of it the part that was read of that.

    Members are unpacked some ahead of the one that is read, so each knows the bytes that it was unpacked from. What
    is said never goes back.
    """

    _file: IO[bytes] | None = None
    _mark: int | None = None
    _members_end: int = 0
    _part: Callable[[], float] | None = None
    _span: Span = (0, 0)
    _most: int = field(default=0)

    def follow_file(self, file: IO[bytes]) -> None:
        """The file itself was opened."""
        self._file, self._mark, self._part = file, None, None

    def mark(self, position: int) -> None:
        """Who reads the file knows better than the file, of which more was fetched, where the reading is."""
        self._mark, self._part = position, None

    def follow(self, part: Callable[[], float], span: Span) -> None:
        """What lies in `span` is read; how much of it, from 0 to 1, `part` says."""
        self._part, self._span = part, span

    def member(self) -> Span:
        """Where the member lies that was read from the file just now."""
        begins, self._members_end = self._members_end, max(self._position(), self._members_end)
        return begins, self._members_end

    @property
    def bytes(self) -> int:
        """How many bytes are read."""
        if self._part is None:
            at = self._position()
        else:
            begins, ends = self._span
            at = begins + int((ends - begins) * min(self._part(), 1.0))
        self._most = max(self._most, at)
        return self._most

    def _position(self) -> int:
        if self._mark is not None:
            return self._mark
        try:
            return self._file.tell() if self._file is not None else 0
        except (OSError, ValueError):  # a pipe has no place, and a file that is closed has none any more
            return self._most
