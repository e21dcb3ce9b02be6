"""Which segments are believed without reading them whole.

The manifest records the change time (ctime) that the writer's system gave to each segment. No program can set it, so
a segment that still has it was not written to since, whatever its modification time says. Any other one (of a copy,
of an index from a backup) is checked whole before it is believed; that it was sound is remembered for this user,
below XDG_CACHE_HOME, so that it is checked once and not at every opening.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path

from indexer.errors import IndexCorrupt
from indexer.store.columns import Columns
from indexer.store.files import create, read_regular

_MOST = 1 << 20

Stamp = list[int]
"""Device, inode, size, change time in ns, and CRC-32 of the table."""


def believe(file: Columns, changed_ns: int) -> None:
    """Check a segment whole, unless it is as its writer left it, or as it was last checked. IndexCorrupt."""
    if file.status.st_ctime_ns == changed_ns:
        return
    notes = _Notes(file.path.parent)
    stamp = [file.status.st_dev, file.status.st_ino, file.size, file.status.st_ctime_ns, file.table_crc32]
    if notes.read().get(file.path.name) == stamp:
        return
    file.check()
    with suppress(OSError):  # where nothing can be kept, it is checked again
        notes.add(file.path.name, stamp)


class _Notes:
    """What is remembered of the segments of one index."""

    def __init__(self, index: Path) -> None:
        import hashlib  # loads OpenSSL, and most indexes are as their writer left them

        cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
        if not cache.is_absolute():
            cache = Path(os.path.expanduser("~")) / ".cache"
        name = hashlib.blake2b(os.fsencode(os.path.realpath(index)), digest_size=8).hexdigest()
        self._index = index
        self._path = cache / "onrecord" / "checked" / name

    def read(self) -> dict[str, Stamp]:
        """The stamp of each segment that was sound."""
        try:
            notes = json.loads(read_regular(self._path, most=_MOST))
        except (OSError, ValueError, RecursionError, IndexCorrupt):
            return {}
        return notes if isinstance(notes, dict) else {}

    def add(self, name: str, stamp: Stamp) -> None:
        """Remember one more; those that are gone are forgotten. OSError."""
        kept = {other: row for other, row in self.read().items() if os.path.lexists(self._index / other)}
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}.part")
        try:
            with create(part) as file:
                file.write(json.dumps(kept | {name: stamp}).encode())
            part.replace(self._path)
        finally:
            part.unlink(missing_ok=True)
