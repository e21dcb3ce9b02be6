"""Single bits of an index, flipped in every kind of file, with the file's time put back."""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

from indexer.store.columns import HEAD, TAIL
from indexer.store.files import LOCK, MANIFEST, kind_of
from tests.torture.sealing import seal


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes `low` to `high - 1` of a file, and what they are: a column, a table, a whole file."""

    file: str
    what: str
    low: int
    high: int

    @property
    def kind(self) -> str:
        return kind_of(self.file) or ("lock" if self.file == LOCK else "manifest")


def stretches(index: Path) -> list[Stretch]:
    """Every part of every file; each is as likely to be hit as any other, however long it is."""
    found = []
    for path in sorted(index.iterdir()):
        size = path.stat().st_size
        if kind_of(path.name) == "segment":
            found += _of_segment(path)
        elif size and (kind_of(path.name) or path.name in (MANIFEST, LOCK)):
            found.append(Stretch(path.name, "all", 0, size))
    return found


def _of_segment(path: Path) -> list[Stretch]:
    content = path.read_bytes()
    end = len(content) - TAIL.size
    offset, length, _, _ = TAIL.unpack_from(content, end)
    columns = json.loads(content[offset : offset + length])["columns"]
    sizes = {"uint8": 1, "uint16": 2, "uint32": 4, "int32": 4, "uint64": 8}
    places = [(name, at, at + count * sizes[dtype]) for name, (at, dtype, count, _) in columns.items() if count]
    gaps = [("padding", high, -(-high // 64) * 64) for _, _, high in places if high % 64]
    return [
        Stretch(path.name, what, low, high)
        for what, low, high in (
            ("head", 0, len(HEAD)), *places, *gaps[:2], ("table", offset, offset + length), ("tail", end,
            len(content)),
        )
    ]  # fmt: skip


def flip(chance: random.Random, index: Path, stretch: Stretch) -> None:
    """Flip one bit of a stretch; the file's times are as before, but the one that nobody can set."""
    path = index / stretch.file
    before = path.stat()
    with path.open("r+b") as file:
        last = before.st_size - 1  # the times in a manifest have a digit more or less each time it is made
        file.seek(min(chance.randrange(stretch.low, stretch.high), last))
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1 << chance.randrange(8)]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def believe(index: Path) -> None:
    """Let the manifest believe the segments as they are: what a medium that gives back other bytes looks like."""
    manifest = json.loads((index / MANIFEST).read_bytes())
    for segment in manifest["segments"]:
        segment["ctime_ns"] = (index / segment["name"]).stat().st_ctime_ns
    seal(index, manifest)
