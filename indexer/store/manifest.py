"""The manifest: which files make up a generation. Replacing it by one rename is what commits.

A generation is never changed. Files that a later one does not name are removed after it is
committed; who has them open keeps them until they are closed.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexCorrupt, IndexNotFound, IndexOutdated, UsageError
from indexer.schema import SCHEMA_VERSION
from indexer.store.files import MANIFEST, PART, RESTORE, create, kind_of, open_regular, read_regular
from indexer.store.segment import FORMAT
from indexer.store.statistics import FileState

_MOST = 4 << 20
"""Bytes that a manifest has at most; of a segment it has some 300."""
_LEDGER = 4
"""How many times the size of the segments and of what is withheld, and some, a ledger has at most: they hold the same
ids."""
MOST_WITHHELD = 64 << 20
"""Bytes of the list of what is withheld: of a million articles with long ids."""
_IDENTITY = re.compile("[0-9a-f]{16}")
_DOCUMENTS, _NUMBER = (1 << 31) - 1, (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file of the index: its size and the CRC-32 of its bytes."""

    name: str
    size: int
    crc32: int


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of a generation: `table_crc32` is that of its table of contents, which has those of its columns.

    `ctime_ns` is the change time that its writer left. A file with another one was touched since, or is a copy, and
    is checked whole before it is believed (`indexer.store.trust`).
    `generation` is that of the commit that brought the segment; articles in it may have come in earlier.
    `deleted` is a file with one bit for each article, the lowest bit of a byte first, set if it is deleted.
    """

    name: str
    size: int
    table_crc32: int
    articles: int
    quotations: int
    generation: int = 0
    ctime_ns: int = 0
    deleted: FileEntry | None = None
    deleted_articles: int = 0

    @property
    def live(self) -> int:
        return self.articles - self.deleted_articles


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation. `next_file` numbers the next file that is made.

    `identity` was drawn when the index was made, and is that of all its generations: one that is built anew in the
    same folder has another.
    """

    generation: int = 0
    next_file: int = 1
    segments: tuple[SegmentEntry, ...] = ()
    ledger: FileEntry | None = None
    copies: FileEntry | None = None
    """Which articles print one text; its `crc32` is that of its table of contents."""
    identity: str = field(default_factory=lambda: secrets.token_hex(8))
    withheld: FileEntry | None = None
    """Which articles were deleted and are not to come back."""

    def files(self) -> set[str]:
        """The names of all files of the generation."""
        names = {MANIFEST} | {segment.name for segment in self.segments}
        names |= {segment.deleted.name for segment in self.segments if segment.deleted}
        return names | {entry.name for entry in (self.ledger, self.copies, self.withheld) if entry}

    def size(self) -> int:
        """Bytes of all files but the manifest."""
        extra = [segment.deleted.size for segment in self.segments if segment.deleted]
        extra += [entry.size for entry in (self.ledger, self.copies, self.withheld) if entry]
        return sum(segment.size for segment in self.segments) + sum(extra)


def read_manifest(index: Path) -> Manifest:
    """The last committed generation. IndexNotFound, IndexOutdated, IndexCorrupt."""
    path = index / MANIFEST
    try:
        content = read_regular(path, most=_MOST)
    except (FileNotFoundError, NotADirectoryError):
        raise IndexNotFound(f"there is no index at {index}", hint="build one with: onrecord index FOLDER") from None
    try:
        value = json.loads(content)
        checksum = value.pop("crc32")
        if checksum != zlib.crc32(_canonical(value)):
            raise ValueError("its checksum does not fit")
        schema, layout = _number(value.pop("schema")), _number(value.pop("format"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexCorrupt(f"{path} is damaged: {error}", hint=RESTORE) from error
    if (schema, layout) != (SCHEMA_VERSION, FORMAT):
        newer = schema > SCHEMA_VERSION or layout > FORMAT
        raise IndexOutdated(
            f"{index} was written with schema {schema}, format {layout}; "
            f"this version reads {SCHEMA_VERSION}, {FORMAT}",
            hint="upgrade onrecord" if newer else "build it again in an empty folder with: onrecord index",
        )
    try:
        return _manifest(value)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexCorrupt(f"{path} is damaged: {error!r}", hint=RESTORE) from error


def _manifest(value: dict[str, Any]) -> Manifest:
    segments = tuple(map(_segment_entry, value["segments"]))
    ledger, copies = _file_entry(value["ledger"], "ledger"), _file_entry(value["copies"], "copies")
    withheld = _file_entry(value.get("withheld"), "withheld")
    generation, identity = _number(value["generation"]), value["identity"]
    if not (isinstance(identity, str) and _IDENTITY.fullmatch(identity)):
        raise ValueError(f"{identity!r} is no identity"[:200])
    made = Manifest(generation, _number(value["next_file"]), segments, ledger, copies, identity, withheld)
    others = [entry for entry in (*(segment.deleted for segment in segments), ledger, copies, withheld) if entry]
    parts = 1 + len(segments) + len(others)
    if len(made.files()) != parts:
        raise ValueError("a file is named twice")
    if any(segment.generation > generation for segment in segments) or generation > _DOCUMENTS:
        raise ValueError("a generation that has not been yet")
    if sum(segment.articles for segment in segments) > _DOCUMENTS:
        raise ValueError("more articles than there can be")
    if withheld and withheld.size > MOST_WITHHELD:
        raise ValueError("a list of what is withheld that is larger than it can be")
    ids = sum(segment.size for segment in segments) + (withheld.size if withheld else 0)
    if ledger and ledger.size > _MOST + _LEDGER * ids:
        raise ValueError("a ledger that is larger than it can be")
    return made


def _segment_entry(row: dict[str, Any]) -> SegmentEntry:
    numbers = {key: _number(row[key]) for key in row.keys() - {"name", "deleted"}}
    entry = SegmentEntry(_name(row["name"], "segment"), **numbers, deleted=_file_entry(row["deleted"], "deleted"))
    if max(entry.articles, entry.quotations) > _DOCUMENTS or entry.deleted_articles > entry.articles:
        raise ValueError("more documents than there can be")
    if entry.deleted and entry.deleted.size != -(-entry.articles // 8):
        raise ValueError(f"{entry.deleted.name!r} does not fit its segment")
    return entry


def _file_entry(row: Mapping[str, Any] | None, kind: str) -> FileEntry | None:
    return None if row is None else FileEntry(_name(row["name"], kind), _number(row["size"]), _number(row["crc32"]))


def _name(value: Any, kind: str) -> str:
    if not (isinstance(value, str) and kind_of(value) == kind):
        raise ValueError(f"{value!r} is no name of a {kind}"[:200])
    return value


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _NUMBER:
        raise ValueError(f"{value!r} is no number"[:200])
    return value


def write_manifest(index: Path, manifest: Manifest) -> None:
    """Commit: all files that it names are on the disk; after the rename it is the generation."""
    value = asdict(manifest) | {"schema": SCHEMA_VERSION, "format": FORMAT}
    value["crc32"] = zlib.crc32(_canonical(value))
    sync_folder(index)
    with create(index / PART) as file:
        file.write(json.dumps(value, indent=1).encode())
        file.flush()
        os.fsync(file.fileno())
    (index / PART).replace(index / MANIFEST)
    sync_folder(index)


def _canonical(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def sync_folder(folder: Path) -> None:
    """The folder's entries are on the disk when this returns."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_file(path: Path, content: bytes) -> FileEntry:
    """Write a whole file to the disk."""
    with create(path) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return FileEntry(path.name, len(content), zlib.crc32(content))


class HeldFile:
    """A file as it was when it was opened, even after a later generation has removed it."""

    def __init__(self, index: Path, entry: FileEntry) -> None:
        """FileNotFoundError, or IndexCorrupt if it has not the length that the manifest says."""
        self._path = index / entry.name
        self._entry = entry
        handle, status = open_regular(self._path)
        with open(handle, "rb") as file:
            if status.st_size != entry.size:
                raise IndexCorrupt(
                    f"{self._path} is {status.st_size} bytes long and should be {entry.size}", hint=RESTORE
                )
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if entry.size else b""

    def read(self) -> bytes:
        """Its content; IndexCorrupt if that is not what the manifest says."""
        content = bytes(self._map)
        if zlib.crc32(content) != self._entry.crc32:
            raise IndexCorrupt(f"{self._path} is damaged: its checksum does not fit", hint=RESTORE)
        return content


def write_deleted(path: Path, deleted: NDArray[np.bool_]) -> FileEntry:
    """Write which articles (articles,) of a segment are deleted."""
    return write_file(path, np.packbits(deleted, bitorder="little").tobytes())


def read_deleted(index: Path, segment: SegmentEntry) -> NDArray[np.bool_] | None:
    """(articles,) which are deleted, None if none is."""
    if segment.deleted is None:
        return None
    content = HeldFile(index, segment.deleted).read()
    return np.unpackbits(np.frombuffer(content, np.uint8), count=segment.articles, bitorder="little").astype(np.bool_)


def write_ledger(path: Path, ledger: Mapping[str, FileState]) -> FileEntry:
    """Write the files in the order in which they were read."""
    rows = {
        name: [state.stamp, state.articles, state.complete, state.elsewhere, state.depth, state.told, state.reached]
        for name, state in ledger.items()
    }
    return write_file(path, json.dumps(rows, separators=(",", ":")).encode())


def read_ledger(index: Path, manifest: Manifest, held: HeldFile | None = None) -> dict[str, FileState]:
    """The files that were read, as of this generation; `held` is its ledger, if that is open already."""
    if manifest.ledger is None:
        return {}
    content = (held or HeldFile(index, manifest.ledger)).read()
    try:
        return {name: _file_state(row) for name, row in json.loads(content).items()}
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise IndexCorrupt(f"{index / manifest.ledger.name} is damaged: {error}", hint=RESTORE) from error


def _file_state(row: list[Any]) -> FileState:
    """A row of the ledger. ValueError, TypeError."""
    stamp, articles, complete, elsewhere, depth, told, reached = row
    kinds = type(stamp), type(articles), type(complete), type(elsewhere), type(depth)
    if kinds != (str, list, bool, list, int) or not set(map(type, articles)) | set(map(type, elsewhere)) <= {str}:
        raise ValueError("a row is not of the kind that is written")
    rows = tuple(tuple(one) for one in told)
    if not {type(value) for one in rows for value in one} <= {str, int, type(None)}:
        raise ValueError("what was told is not of the kind that is written")
    if reached is not None and list(map(type, reached)) != [str, int, int]:
        raise ValueError("a place in a file is not of the kind that is written")
    return FileState(
        stamp, tuple(articles), complete, tuple(elsewhere), depth, rows, tuple(reached) if reached else None
    )


def write_withheld(path: Path, withheld: Mapping[str, str]) -> FileEntry:
    """Write the ids of articles that are not to come back, with the day on which each was deleted. UsageError."""
    content = json.dumps(withheld, separators=(",", ":")).encode()
    if len(content) > MOST_WITHHELD:
        raise UsageError(
            f"{len(withheld):,} articles are more than can be withheld",
            hint="take their files out of the folder, and: onrecord index --prune FOLDER",
        )
    return write_file(path, content)


def read_withheld(index: Path, manifest: Manifest, held: HeldFile | None = None) -> dict[str, str]:
    """Those of this generation; `held` is the file, if that is open already."""
    if manifest.withheld is None:
        return {}
    content = (held or HeldFile(index, manifest.withheld)).read()
    try:
        found: dict[str, str] = json.loads(content)
        if type(found) is not dict or {type(day) for day in found.values()} - {str}:
            raise ValueError("it is not of the kind that is written")
    except (ValueError, RecursionError) as error:
        raise IndexCorrupt(f"{index / manifest.withheld.name} is damaged: {error}", hint=RESTORE) from error
    return found
