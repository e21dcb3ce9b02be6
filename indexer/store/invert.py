"""Articles to a segment: the inversion of a batch in memory.

Tokens become one 64-bit key each (term, document, position, mark, from the high bits down), and one
sort of the keys gives the postings: numpy sorts integers of one machine word with vector
instructions (Blacher et al. 2022, vectorized quicksort), ten million in an eighth of a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import Stemmer
from numpy.typing import NDArray

from indexer import stored
from indexer.article import Article, Quotation
from indexer.schema import BODY_START, NO_DATE, SCHEMA_VERSION
from indexer.store.chunks import Chunks, TokenStream, encoded, with_cuts
from indexer.store.columns import Array, ColumnsWriter
from indexer.store.fieldwriter import FieldWriter, Run, members, surfaces_of, write_keyword
from indexer.store.keys import Keys
from indexer.store.records import RecordsWriter
from indexer.store.segment import FORMAT
from indexer.store.terms import write_terms

Int64s = NDArray[np.int64]

TITLE_END = BODY_START - 25
"""Title tokens past this position share it."""
RUN = 1 << 21
_stemmer = Stemmer.Stemmer("english", 0)


@dataclass(frozen=True, slots=True)
class Units:
    """The texts that the documents of a field consist of, in a row, (units,) each.

    `lengths` in tokens; `starts` the position of the first token of each, 0 if None; `tops` the last
    position that there is, which all later tokens share.
    """

    lengths: Int64s
    starts: Int64s | None = None
    tops: Int64s | None = None


class Vocabulary:
    """The surfaces and stems of a batch, ranked in byte order; surfaces are numbered as they came."""

    def __init__(self, surfaces: Sequence[bytes]) -> None:
        words = [surface.decode("utf-8", "surrogatepass") for surface in surfaces]
        stems = [stem or word for stem, word in zip(_stemmer.stemWords(words), words, strict=True)]
        self.surfaces = sorted(surfaces)
        number = dict(zip(surfaces, range(len(surfaces)), strict=True))
        by_rank = np.fromiter(map(number.__getitem__, self.surfaces), np.int64, len(surfaces))
        self.surface_rank = np.empty(len(surfaces), np.int64)
        self.surface_rank[by_rank] = np.arange(len(surfaces))
        distinct = sorted({encoded(stem) for stem in set(stems)})
        self.stems = distinct
        ranks = {stem.decode("utf-8", "surrogatepass"): rank for rank, stem in enumerate(distinct)}
        self.stem_rank = np.fromiter(map(ranks.__getitem__, stems), np.int64, len(stems))


class Inverter:
    """Takes articles one by one and writes them as a segment."""

    def __init__(self) -> None:
        self._chunks = Chunks()
        self._text = TokenStream(self._chunks)
        self._quotes = TokenStream(self._chunks)
        self._records = RecordsWriter()
        self._plain: dict[str, TokenStream] = {name: TokenStream(self._chunks) for name in _PLAIN}
        self._values: dict[str, list[str | None]] = {name: [] for name in _VALUES}
        self._dates: list[tuple[int, int]] = []
        self._digests: list[int] = []
        self._quotation_counts: list[int] = []
        self._cut_more: list[int] = []
        self._ids: dict[str, int] = {}
        self.dead: list[int] = []
        """Documents that a later one with the same id replaces."""

    def __len__(self) -> int:
        return len(self._digests)

    @property
    def held(self) -> int:
        """About how many bytes of memory writing this will take at its peak."""
        tokens = self._text.count + self._quotes.count
        return self._chunks.held + self._records.held + 40 * tokens + 600 * len(self) + 200 * self._quotation_total

    @property
    def _quotation_total(self) -> int:
        return len(self._values["speaker"])

    def find(self, article_id: str) -> int | None:
        """The living document with this id."""
        return self._ids.get(article_id)

    def digest(self, doc: int) -> int:
        return self._digests[doc]

    def kill(self, article_id: str) -> None:
        """Leave out the document with this id."""
        self.dead.append(self._ids.pop(article_id))

    def add(self, article: Article, quotations: Sequence[Quotation], record: bytes, digest: int) -> None:
        """Add one article, whose id no living document of this batch may have; `record` is its stored form."""
        spans = united(quotations)
        self._text.add(encoded(article.title))
        if spans:
            body, more = with_cuts(article.body, list(chain.from_iterable(spans)))
            self._cut_more.extend(more)
            self._text.add(body)
        else:
            self._text.add(encoded(article.body))
        self._records.add(record)
        self._ids[article.id] = len(self)
        values, plain = self._values, self._plain
        for name in ("id", "url", "path", "language"):
            values[name].append(getattr(article, name))
        values["source"].append(article.source)
        values["date_basis"].append(article.date.basis if article.date else "none")
        plain["author"].add(encoded(article.author or ""))
        plain["source"].add(encoded(article.source or ""))
        date = article.date
        self._dates.append((date.first.toordinal(), date.last.toordinal()) if date else (NO_DATE, NO_DATE))
        self._digests.append(digest)
        self._quotation_counts.append(len(quotations))
        for quotation in sorted(quotations, key=_place):
            self._quotes.add(encoded(quotation.text))
            plain["speaker"].add(encoded(quotation.speaker or ""))
            plain["cue"].add(encoded(quotation.cue or ""))
            values["speaker"].append(quotation.speaker)
            values["basis"].append(quotation.basis)

    def write(self, path: Path) -> int:
        """Write the segment; the CRC-32 of its table. The inverter is used up."""
        columns = ColumnsWriter(path)
        try:
            return columns.close(self._write(columns))
        except BaseException:
            columns.abandon()
            raise

    def _write(self, columns: ColumnsWriter) -> dict[str, Any]:
        articles, quotations = len(self), self._quotation_total
        facts = {"format": FORMAT, "schema": SCHEMA_VERSION, "articles": articles, "quotations": quotations}
        self._records.write(columns)
        streams = {name: stream.finish() for name, stream in self._plain.items()}
        text, quotes = self._text.finish(), self._quotes.finish()
        vocabulary = Vocabulary(list(self._chunks.surfaces))
        self._chunks.clear()
        facts |= self._write_texts(columns, vocabulary, *text)
        del text
        facts |= _write_classes(columns, "quotations.quote", vocabulary, *quotes[:2])
        for name, (tokens, lengths, _) in streams.items():
            facts |= _write_plain(columns, f"{_PLAIN[name]}.{name}", vocabulary, tokens, lengths)
        facts |= self._write_values(columns)
        dates = np.array(self._dates, np.int32).reshape(articles, 2)
        columns.add("articles.date", dates[:, 0])
        columns.add("articles.date_last", dates[:, 1])
        columns.add("articles.digests", np.array(self._digests, np.uint64))
        columns.add("articles.quotations", np.concatenate(([0], np.cumsum(self._quotation_counts))).astype(np.int32))
        return facts

    def _write_texts(
        self, columns: ColumnsWriter, vocabulary: Vocabulary, tokens: Array, lengths: Int64s, cuts: Int64s
    ) -> dict[str, int]:
        """`text`, and `title` as a field of its own. The units of the stream are titles and bodies by turns."""
        titles, bodies = lengths[0::2], lengths[1::2]
        quoted = None
        if len(cuts):
            quoted = np.zeros(len(tokens) + 1, np.int8)
            at = cuts + np.array(self._cut_more, np.int64)
            np.add.at(quoted, at[0::2], 1)
            np.add.at(quoted, at[1::2], -1)
            quoted = np.cumsum(quoted[:-1], dtype=np.int8)
        units = Units(
            lengths,
            starts=np.tile(np.array([0, BODY_START]), len(titles)),
            tops=np.tile(np.array([TITLE_END, 2**62]), len(titles)),
        )
        facts = _write_classes(columns, "articles.text", vocabulary, tokens, titles + bodies, units, quoted)
        in_title = np.repeat(np.tile(np.array([True, False]), len(titles)), lengths)
        units = Units(titles, starts=np.zeros_like(titles), tops=np.full_like(titles, TITLE_END))
        return facts | _write_classes(columns, "articles.title", vocabulary, tokens[in_title], titles, units)

    def _write_values(self, columns: ColumnsWriter) -> dict[str, int]:
        facts: dict[str, int] = {}
        for name, space in _KEYWORDS.items():
            # An empty value is no value: it is not indexed.
            names, ordinals = ranked(self._values[name])
            facts |= write_keyword(columns, f"{space}.{name}", names, ordinals)
            if name == "id":
                columns.add("articles.printed_id.ordinals", ordinals.astype(np.int32))
        for name, space in (("source", "articles"), ("speaker", "quotations")):
            names, ordinals = ranked(self._values[name])
            facts |= write_terms(columns, f"{space}.printed_{name}.names", names)
            columns.add(f"{space}.printed_{name}.ordinals", ordinals.astype(np.int32))
        return facts


_PLAIN = {"author": "articles", "source": "articles", "speaker": "quotations", "cue": "quotations"}
_KEYWORDS = {
    "id": "articles",
    "date_basis": "articles",
    "url": "articles",
    "path": "articles",
    "language": "articles",
    "basis": "quotations",
}
_VALUES = (*_KEYWORDS, "source", "speaker")


def _place(quotation: Quotation) -> tuple[int, int]:
    return quotation.start, quotation.end


def united(quotations: Sequence[Quotation]) -> list[tuple[int, int]]:
    """The spans of the quotations, ascending, those that touch or overlap made one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(map(_place, quotations)):
        if spans and start <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def ranked(values: Sequence[str | None]) -> tuple[list[bytes], Int64s]:
    """The distinct values in byte order, and for each value its ordinal among them; -1 for none."""
    coded = [encoded(value) if value else None for value in values]
    names = sorted({value for value in coded if value is not None})
    ordinal: dict[bytes | None, int] = {name: rank for rank, name in enumerate(names)}
    ordinal[None] = -1
    return names, np.fromiter(map(ordinal.__getitem__, coded), np.int64, len(coded))


def record_of(article: Article, quotations: Sequence[Quotation]) -> tuple[bytes, int]:
    """The stored form of an article, quotations in the order of the text, and its digest as a number."""
    record = stored.to_record(article, sorted(quotations, key=_place))
    raw = stored.dumps(record)
    return raw, int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "big")


def _write_classes(
    columns: ColumnsWriter,
    prefix: str,
    vocabulary: Vocabulary,
    tokens: Array,
    lengths: Int64s,
    units: Units | None = None,
    quoted: Array | None = None,
) -> dict[str, int]:
    """A class field: `lengths` (documents,) in tokens; `quoted` (tokens,) 1 for those in a quotation."""
    used = np.bincount(tokens, minlength=len(vocabulary.surfaces)) > 0
    ranks = np.sort(vocabulary.surface_rank[used])
    number_of = np.empty(len(vocabulary.surfaces), np.int64)
    number_of[vocabulary.surface_rank] = np.arange(len(vocabulary.surfaces))
    stems = vocabulary.stem_rank[number_of[ranks]]
    classes, class_of = np.unique(stems, return_inverse=True)
    surfaces = surfaces_of([vocabulary.surfaces[rank] for rank in ranks.tolist()], class_of, len(classes))
    marks = members(surfaces) << int(quoted is not None)
    by_number = np.zeros(len(vocabulary.surfaces), np.int64)
    by_number[number_of[ranks]] = np.arange(len(ranks))
    writer = FieldWriter(
        columns, prefix, lengths=lengths, occurrences=len(tokens), quoted=quoted is not None, surfaces=surfaces
    )
    keys = Keys(len(classes), len(lengths), _top(lengths) + 2 * BODY_START, int(marks.max(initial=0)) + 1)
    made = keys.heads(class_of, marks)[by_number[tokens]]
    _add_places(made, keys, lengths, units or Units(lengths), quoted)
    _append_runs(writer, made, keys, np.bincount(class_of[by_number[tokens]], minlength=len(classes)))
    return writer.finish([vocabulary.stems[rank] for rank in classes.tolist()])


def _write_plain(
    columns: ColumnsWriter, prefix: str, vocabulary: Vocabulary, tokens: Array, lengths: Int64s
) -> dict[str, int]:
    """A plain field: every surface a term of its own."""
    ranks, terms = np.unique(vocabulary.surface_rank[tokens], return_inverse=True)
    writer = FieldWriter(columns, prefix, lengths=lengths, occurrences=len(tokens))
    keys = Keys(len(ranks), len(lengths), _top(lengths), 1)
    made = keys.heads(np.arange(len(ranks)), np.zeros(len(ranks), np.int64))[terms]
    _add_places(made, keys, lengths, Units(lengths), None)
    _append_runs(writer, made, keys, np.bincount(terms, minlength=len(ranks)))
    return writer.finish([vocabulary.surfaces[rank] for rank in ranks.tolist()])


def _top(lengths: Int64s) -> int:
    return int(lengths.max(initial=0)) + 1


def _add_places(
    made: NDArray[np.uint64], keys: Keys, lengths: Int64s, units: Units, quoted: Array | None
) -> None:
    """Put document and position into the keys of the tokens, a stretch at a time."""
    doc_ends, unit_ends = np.cumsum(lengths), np.cumsum(units.lengths)
    offsets = unit_ends - units.lengths if units.starts is None else unit_ends - units.lengths - units.starts
    tops = units.tops if units.tops is not None and np.any(units.lengths > units.tops) else None
    for low in range(0, len(made), RUN):
        numbers = np.arange(low, min(low + RUN, len(made)))
        position = numbers - _spread(offsets, unit_ends, numbers)
        if tops is not None:
            np.minimum(position, _spread(tops, unit_ends, numbers), out=position)
        keys.put(made[low : low + RUN], _spread(np.arange(len(lengths)), doc_ends, numbers), position)
        if quoted is not None:
            made[low : low + RUN] |= quoted[low : low + RUN].astype(np.uint64)


def _spread(values: Int64s, ends: Int64s, numbers: Int64s) -> Int64s:
    """For each of consecutive `numbers` the value of the stretch it lies in, stretches ending before `ends`."""
    low, high = int(numbers[0]), int(numbers[-1]) + 1
    first, last = np.searchsorted(ends, [low, high - 1], "right")
    cut = np.minimum(ends[first : last + 1], high)
    return np.repeat(values[first : last + 1], np.diff(cut, prepend=low))


def _append_runs(writer: FieldWriter, made: NDArray[np.uint64], keys: Keys, counts: Int64s) -> None:
    """Sort the keys and hand them on, a run of terms at a time."""
    made.sort()
    ends = np.cumsum(counts)
    term = 0
    while term < len(counts):
        start = int(ends[term - 1]) if term else 0
        last = max(int(np.searchsorted(ends, start + RUN, "right")), term + 1)
        part = made[start : int(ends[last - 1])]
        writer.append(Run(counts[term:last], keys.docs(part), keys.positions(part), keys.marks(part)))
        term = last
