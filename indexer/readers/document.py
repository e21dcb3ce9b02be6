"""A file, or a member of one, to be read: its bytes, its name, and what is known of it from outside."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import IO, Any, TypeVar

from indexer.readers.metadata import Row
from indexer.readers.meter import Meter, Span
from indexer.readers.source import Passed, Reached, Rejected, SourceFile, printable

__all__ = ["DEEPEST", "MAX_BYTES", "Document", "TooLarge"]

MAX_BYTES = 64 << 20
"""Bytes of a document that is read whole."""
DEEPEST = 2
"""Archives within an archive."""
_HEAD = 1 << 13
T = TypeVar("T")


class TooLarge(ValueError):
    """More bytes than are read whole."""


@dataclass(frozen=True, slots=True)
class Document:
    """`data` is None for a file, which is opened where it lies.

    `name` begins with the file's, and is what ids are made of. `url`, `charset` and `captured` (ISO 8601) are what an
    archive of the web or a table beside it says; `row` is the table's. With `guess_dates` the date of a page that
    states none is guessed. Of a long file that was read in part, `reached` is where reading goes on, and `known` has
    the id of each (address, digest of the body) found before.
    """

    source: SourceFile
    name: str
    data: bytes | None = None
    url: str | None = None
    charset: str | None = None
    captured: str | None = None
    row: Row | None = None
    depth: int = 0
    guess_dates: bool = False
    reached: Reached | None = None
    stated: Set[str] = frozenset()
    captures: Callable[[], Mapping[tuple[str, str], str]] = dict
    meter: Meter = field(default_factory=Meter)
    span: Span = (0, 0)

    @classmethod
    def of(cls, source: SourceFile) -> Document:
        return cls(source, source.name)

    @property
    def place(self) -> str:
        """As it is told: the path, and behind it the member."""
        path = printable(self.source.path)
        inside = self.name.removeprefix(self.source.name)
        return path + inside if inside.startswith("/") else path

    @property
    def suffix(self) -> str:
        """The end of its name with the dot, in small letters; of `a.jsonl.gz` both."""
        base = self.name.rsplit("/", 1)[-1].lower()
        stem, dot, last = base.rpartition(".")
        if not dot or not stem:
            return ""
        if last in ("gz", "bz2", "xz", "zst") and "." in stem:
            return f".{stem.rpartition('.')[2]}.{last}"
        return f".{last}"

    def open(self) -> IO[bytes]:
        """The bytes from the beginning, which the meter follows. OSError."""
        if self.data is None:
            file = self.source.path.open("rb")
            self.meter.follow_file(file)
            return file
        stream, size = io.BytesIO(self.data), max(len(self.data), 1)
        self.meter.follow(lambda: 1.0 if stream.closed else stream.tell() / size, self.span)
        return stream

    def in_turn(self, items: Sequence[T]) -> Iterator[T]:
        """What a document holds that was read whole; the meter follows which one is looked at."""
        at = 0
        self.meter.follow(lambda: at / max(len(items), 1), self.whole_span())
        for item in items:
            yield item
            at += 1

    def whole_span(self) -> Span:
        """The bytes of the file that it is read from."""
        if self.data is not None:
            return self.span
        try:
            return 0, self.source.path.stat().st_size
        except OSError:
            return 0, 0

    def head(self) -> bytes:
        """The first bytes, enough to know it by. OSError."""
        if self.data is not None:
            return self.data[:_HEAD]
        with self.source.path.open("rb") as file:
            return file.read(_HEAD)

    def read(self, most: int = MAX_BYTES) -> bytes:
        """All of it. OSError, or TooLarge."""
        if self.data is not None:
            data = self.data
        else:
            with self.source.path.open("rb") as file:
                # A read sets aside as much memory as it asks for.
                data = file.read(min(os.fstat(file.fileno()).st_size, most) + 1)
        if len(data) > most:
            raise TooLarge(f"longer than {most >> 20} MiB")
        return data

    def member(self, name: str, data: bytes) -> Document:
        """One that lies in this one."""
        return self.inner(f"{self.name}/{printable(name)}", data, url=self.url, charset=self.charset)

    def inner(self, name: str, data: bytes, **known: Any) -> Document:
        """One that lies in this one under a name of its own, of which this is known."""
        fresh: dict[str, Any] = {"url": None, "charset": None, "captured": None, "row": None, "reached": None}
        if "span" not in known:
            fresh["span"] = self.meter.member() if self.data is None else self.span
        return replace(self, name=name, data=data, depth=self.depth + 1, **(fresh | known))

    def as_source(self) -> SourceFile:
        """The file, under the name of this document: what ids and paths of articles are made of."""
        return self.source if self.name == self.source.name else replace(self.source, name=self.name)

    def rejected(self, reason: str, hint: str = "", *, line: int | None = None, known: str | None = None) -> Rejected:
        return Rejected(self.place, line, reason, hint, known)

    def passed(self, kind: str, reason: str, hint: str = "", *, unread: bool = False) -> Passed:
        return Passed(self.place, kind, reason, hint, unread)
