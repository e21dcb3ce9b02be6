"""What is wrong with an index on disk: every checksum, every cross-reference, files that no one names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np

from indexer.errors import IndexCorrupt
from indexer.store.fields import Field
from indexer.store.files import orphans
from indexer.store.index import open_columns
from indexer.store.keys import RUN
from indexer.store.lock import WriterLock, writer_at
from indexer.store.manifest import Manifest, read_deleted, read_ledger, read_manifest
from indexer.store.postings import ClassField, StoredField
from indexer.store.segment import Segment, Space
from indexer.store.terms import Terms
from indexer.stored import from_record

_ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know of a file.

    An orphan does no harm and can be removed, damage needs a copy or a rebuild; what is live belongs to the writer
    that is at work, and is not wrong.
    """

    kind: Literal["orphan", "damage", "live"]
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
            segment = Segment(columns.path, deleted=gone, file=columns)
            problems = list(_segment_problems(segment))
        except (IndexCorrupt, OSError) as error:
            problems = [str(error)]
        else:
            sound += [] if problems else [segment]
        found.extend(Finding("damage", file, problem) for problem in problems)
    found.extend(_ledger_problems(path, manifest, sound))
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


def _segment_problems(segment: Segment) -> Iterator[str]:
    """Checksums first; where they hold, what the columns say of each other."""
    damaged = segment.file.damaged()
    if damaged:
        yield from (f"the checksum of column {name} does not fit" for name in damaged)
        return
    try:
        for space in (segment.articles, segment.quotations):
            for field in space.fields.values():
                yield from _field_problems(field, space)
            for name, labels in space.labels.items():
                yield from _terms_problems(f"names of {name}", labels.names)
                ordinals = labels.ordinals
                if len(ordinals) and not (ordinals.min() >= -1 and ordinals.max() < len(labels.names)):
                    yield f"a label of {name} has no name"
            lengths = space.fields["body" if space.name == "articles" else "quote"].lengths
            if lengths is None or not np.array_equal(space.sentences.words(), lengths):
                yield "the sentences do not fit the words"
        if not segment.names.in_order():
            yield "the names are not in order"
        yield from _record_problems(segment)
    except (ArithmeticError, LookupError, ValueError, TypeError) as error:
        yield f"cannot be read: {error!r}"


def _terms_problems(what: str, terms: Terms) -> Iterator[str]:
    every = terms.slice(0, len(terms))
    if len(every) != len(terms) or any(a >= b for a, b in pairwise(every)):
        yield f"{what}: the dictionary is not in order"


def _field_problems(field: Field, space: Space) -> Iterator[str]:
    if not isinstance(field, StoredField):
        return
    yield from _terms_problems(field.name, field.terms)
    starts = np.concatenate(([0], np.cumsum(field.occurrence_counts())))
    low = 0
    while low < len(field.terms):
        high = max(int(np.searchsorted(starts, int(starts[low]) + RUN, "right")) - 1, low + 1)
        run = field.run(low, high)
        if len(run.docs) and int(run.docs.max()) >= space.count:
            yield f"{field.name}: a posting names a document that is not there"
        term = np.repeat(np.arange(low, high), run.counts)
        order = (term.astype(np.uint64) << np.uint64(32)) | run.docs
        if np.any(order[1:] < order[:-1]):
            yield f"{field.name}: postings are not in order"
        if isinstance(field, ClassField):
            surfaces = field.surface_of(term, run.marks)
            if np.any(field.class_of.take(surfaces) != term):
                yield f"{field.name}: an occurrence has a surface of another class"
        low = high
    if isinstance(field, ClassField):
        yield from _terms_problems(field.sister.name, field.surface_terms)
    if field.lengths is not None and int(field.lengths.sum(dtype=np.int64)) != field.total_length:
        yield f"{field.name}: lengths do not add up"


def _record_problems(segment: Segment) -> Iterator[str]:
    counts = np.diff(segment.article_quotations)
    ids = segment.articles.labels["id"]
    names = ids.names.slice(0, len(ids.names))
    for doc in range(segment.articles.count):
        raw = segment.records.raw(doc)
        if int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "big") != int(segment.digests[doc]):
            yield f"stored article {doc} does not fit its digest"
            continue
        article, quotations = from_record(segment.record(doc))
        if len(quotations) != counts[doc]:
            yield f"stored article {doc} has {len(quotations)} quotations and {counts[doc]} are indexed"
        if article.id.encode("utf-8", "surrogatepass") != names[ids.ordinals[doc]]:
            yield f"stored article {doc} has another id than is indexed"


def _ledger_problems(path: Path, manifest: Manifest, segments: list[Segment]) -> Iterator[Finding]:
    """Ids that live twice, and articles of the ledger that are not there."""
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
    if manifest.ledger is None or len(segments) < len(manifest.segments):
        return
    try:
        ledger = read_ledger(path, manifest)
    except (IndexCorrupt, OSError) as error:
        yield Finding("damage", manifest.ledger.name, str(error))
        return
    owner: dict[str, str] = {}
    for file, state in ledger.items():
        lost = [name for name in state.articles if name not in living]
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
