"""What is wrong with an index on disk: every checksum, every cross-reference, files that no one names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from indexer.errors import IndexCorrupt
from indexer.store.files import orphans
from indexer.store.index import open_columns, open_copies
from indexer.store.lock import WriterLock, writer_at
from indexer.store.manifest import Manifest, read_deleted, read_ledger, read_manifest, read_withheld
from indexer.store.segment import Segment
from indexer.store.soundness import problems_of

_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know of a file.

    An orphan does no harm and can be removed, damage needs a copy or a rebuild; what is live belongs to the writer
    that is at work, and is not wrong; weak is what lacks copies on a cluster.
    """

    kind: Literal["orphan", "damage", "live", "weak"]
    file: str
    what: str
    removed: bool = False


def doctor(path: Path, *, repair: bool = False) -> list[Finding]:
    """Everything that is wrong with the index at `path`; `repair` removes orphans, for which it takes the lock.

    It may look while somebody writes. Damage of the manifest is raised, since nothing can be said without it:
    IndexNotFound, IndexOutdated, IndexCorrupt; IndexLocked with `repair` while somebody writes.
    """
    manifest = read_manifest(path)
    if repair:
        with WriterLock(path):
            return _examine(path, read_manifest(path), remove=True)
    for _ in range(_ATTEMPTS):
        found = _examine(path, manifest, remove=False)
        before, manifest = manifest, read_manifest(path)
        if manifest.generation == before.generation:
            break
        # A writer has committed and removed files while they were looked at: look at the next generation.
    return found


def _examine(path: Path, manifest: Manifest, *, remove: bool) -> list[Finding]:
    found = list(_left_over(path, manifest, remove=remove))
    sound = []
    for entry in manifest.segments:
        file = entry.name
        try:
            columns = open_columns(path, entry)
            file = entry.deleted.name if entry.deleted else entry.name
            deleted = read_deleted(path, entry)
            file = entry.name
            gone = None if deleted is None else np.flatnonzero(deleted)
            segment = Segment(columns.path, deleted=gone, file=columns, generation=entry.generation)
            problems = list(problems_of(segment))
        except (IndexCorrupt, OSError) as error:
            problems = [str(error)]
        else:
            sound += [] if problems else [segment]
        found.extend(Finding("damage", file, problem) for problem in problems)
    found.extend(_ledger_problems(path, manifest, sound))
    if manifest.copies:
        try:
            open_copies(path, manifest).check()
        except (IndexCorrupt, OSError) as error:
            found.append(Finding("damage", manifest.copies.name, str(error)))
    return found


def _left_over(path: Path, manifest: Manifest, *, remove: bool) -> Iterator[Finding]:
    names = orphans(path, manifest.files())
    writer = None if remove else writer_at(path)  # asked after the files: one that begins now has none among them
    for name in names:
        if writer:
            yield Finding("live", name, f"is being written by {writer}")
        elif (path / name).exists():  # else a writer that has ended since has removed it
            if remove:
                (path / name).unlink(missing_ok=True)
            yield Finding("orphan", name, "belongs to no generation", removed=remove)


def _ledger_problems(path: Path, manifest: Manifest, segments: list[Segment]) -> Iterator[Finding]:
    """Ids that live twice, and articles of the ledger that are not there, though they are neither withheld nor to be
    read again."""
    living: dict[str, int] = {}
    for segment in segments:
        ids = segment.articles.labels["id"]
        names = ids.names.slice(0, len(ids.names))
        ordinals = ids.ordinals if segment.articles.live is None else ids.ordinals[segment.articles.live]
        for ordinal in ordinals.tolist():
            name = names[ordinal].decode("utf-8", "surrogatepass")
            living[name] = living.get(name, 0) + 1
    for name, times in living.items():
        if times > 1:
            yield Finding("damage", "manifest.json", f"the article {name!r} is there {times} times")
    withheld: dict[str, str] = {}
    if manifest.withheld is not None:
        try:
            withheld = read_withheld(path, manifest)
        except (IndexCorrupt, OSError) as error:
            yield Finding("damage", manifest.withheld.name, str(error))
            return
        if there := sorted(withheld.keys() & living.keys()):
            what = f"withholds {len(there)} articles that are there, the first {there[0]!r}"
            yield Finding("damage", manifest.withheld.name, what)
    if manifest.ledger is None or len(segments) < len(manifest.segments):
        return
    try:
        ledger = read_ledger(path, manifest)
    except (IndexCorrupt, OSError) as error:
        yield Finding("damage", manifest.ledger.name, str(error))
        return
    owner: dict[str, str] = {}
    for file, state in ledger.items():
        to_be_read = not state.complete and state.reached is None
        lost = [name for name in state.articles if not (name in living or name in withheld or to_be_read)]
        twice = [name for name in state.articles if owner.setdefault(name, file) != file]
        if lost:
            what = f"{file} gave {len(lost)} articles that are not there, the first {lost[0]!r}"
            yield Finding("damage", manifest.ledger.name, what)
        if twice:
            what = f"{file} has {len(twice)} articles that {owner[twice[0]]} has as well, the first {twice[0]!r}"
            yield Finding("damage", manifest.ledger.name, what)
    for file, state in ledger.items():
        nowhere = [name for name in state.elsewhere if owner.get(name, file) == file]
        if nowhere:
            what = f"{file} states {len(nowhere)} articles that no other file has, the first {nowhere[0]!r}"
            yield Finding("damage", manifest.ledger.name, what)
