"""Whether a segment is what onrecord writes: every checksum, and what its columns say of each other.

A checksum tells damage. It tells nothing of an index that somebody made: there, what goes wrong while a query is
evaluated goes wrong because of what is looked at here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import numpy as np

from indexer.arrays import Int32s
from indexer.schema import NO_DATE
from indexer.store.class_field import ClassField
from indexer.store.derived import KeywordField
from indexer.store.fields import Field
from indexer.store.segment import CLASS_FIELDS, Segment, Space
from indexer.store.sort_keys import RUN
from indexer.store.stored_field import StoredField
from indexer.store.stored_form import from_record
from indexer.store.terms import Terms

__all__ = ["naming_damage", "problems_of", "told_damage"]

_UNFORESEEN = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError,
)  # fmt: skip


@contextmanager
def naming_damage(segments: Sequence[Segment]) -> Iterator[None]:
    """What goes wrong inside because of what is in a segment becomes IndexCorrupt, which names the file.

    Opening checks lengths, and what is read is held against them before memory is asked for; not every value is
    looked at. That is done now. An error that nothing in the segments explains is let through: it is ours.
    """
    try:
        yield
    except _UNFORESEEN as error:
        told_damage(error, segments)
        raise


def told_damage(error: BaseException, segments: Iterable[Segment]) -> None:
    """IndexCorrupt from an error that something in the segments explains."""
    if isinstance(error, _UNFORESEEN):
        for segment in segments:
            for problem in problems_of(segment):
                raise segment.file.corrupt(f"is damaged, or not what onrecord writes: {problem}") from error


def problems_of(segment: Segment) -> Iterator[str]:
    """Checksums first; where they hold, what the columns say of each other."""
    damaged = segment.file.damaged()
    if damaged:
        yield from (f"the checksum of column {name} does not fit" for name in damaged)
        return
    try:
        counts = np.diff(segment.article_quotations)
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
        yield from _date_problems(segment)
        yield from _generation_problems(segment)
        if not segment.names.in_order():
            yield "the names are not in order"
        yield from segment.samples.problems()
        yield from _record_problems(segment, counts)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        yield f"cannot be read: {error!r}"


def _terms_problems(what: str, terms: Terms) -> Iterator[str]:
    if not terms.in_blocks():
        yield f"{what}: the dictionary is not in blocks"
        return
    every = terms.slice(0, len(terms))
    if any(a >= b for a, b in pairwise(every)):
        yield f"{what}: the dictionary is not in order"
    b"".join(every).decode("utf-8", "surrogatepass")


def _date_problems(segment: Segment) -> Iterator[str]:
    first, last = segment.articles.columns["date"], segment.articles.columns["date_last"]
    stated = first != NO_DATE
    days = first[stated], last[stated]
    if np.any((last != NO_DATE) != stated) or np.any(days[0] > days[1]):
        yield "a date ends before it begins"
    elif stated.any() and not 1 <= int(days[0].min()) <= int(days[1].max()) <= dt.date.max.toordinal():
        yield "there is no such date"


def _generation_problems(segment: Segment) -> Iterator[str]:
    generations = segment.articles.columns["generation"]
    if len(generations) and int(generations.min()) < 1:
        yield "an article came in before the first generation"


def _field_problems(field: Field, space: Space) -> Iterator[str]:
    if isinstance(field, KeywordField):
        yield from _terms_problems(field.name, field.terms)
        field.ordinals(space.count)
        for ordinal in range(len(field.terms)):
            field.docs(ordinal)
    if not isinstance(field, StoredField):
        return
    yield from _terms_problems(field.name, field.terms)
    yield from (f"{field.name}: {what}" for what in field.misfits())
    starts = np.concatenate(([0], np.cumsum(field.occurrence_counts())))
    low = 0
    while low < len(field.terms):
        high = max(int(np.searchsorted(starts, int(starts[low]) + RUN, "right")) - 1, low + 1)
        run = field.run(low, high)
        if len(run.docs) and int(run.docs.max()) >= space.count:
            yield f"{field.name}: a posting names a document that is not there"
        term = np.repeat(np.arange(low, high), run.counts)
        order = (term.astype(np.uint64) << np.uint64(32)) | run.docs
        same = order[1:] == order[:-1]
        if np.any(order[1:] < order[:-1]) or np.any(run.positions[1:][same] < run.positions[:-1][same]):
            yield f"{field.name}: postings are not in order"
        if isinstance(field, ClassField):
            surfaces = field.surface_of(term, run.marks)
            if np.any(field.class_of.take(surfaces) != term):
                yield f"{field.name}: an occurrence has a surface of another class"
            distinct = np.unique((surfaces.astype(np.uint64) << np.uint64(32)) | run.docs) >> np.uint64(32)
            words, found = np.unique(distinct.astype(np.int64), return_counts=True)
            if not np.array_equal(found, field.surface_frequencies.take(words)):
                yield f"{field.name}: a word is in another number of documents than is said"
        low = high
    if isinstance(field, ClassField):
        yield from _terms_problems(CLASS_FIELDS[space.name][field.name], field.surface_terms)
    if field.lengths is not None and int(field.lengths.sum(dtype=np.int64)) != field.total_length:
        yield f"{field.name}: lengths do not add up"


def _record_problems(segment: Segment, counts: Int32s) -> Iterator[str]:
    import hashlib  # loads OpenSSL, and most who have this module at hand check nothing

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
