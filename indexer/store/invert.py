"""Articles to a segment: a batch is taken in memory, and written as columns.

Tokens are numbers from the start (`chunks`); the postings come of one sort of all of them (`keys`).
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from indexer.analysis import spelling, tokenizer
from indexer.analysis.fast.capital_counts import Capitals
from indexer.analysis.fast.chunks import TokenStream, encoded, with_cuts
from indexer.analysis.name_keys import name_keys
from indexer.analysis.outlet_names import host_of, whole_name
from indexer.analysis.stated import stated_values
from indexer.arrays import Int64s
from indexer.article import Article, Quotation
from indexer.schema import BODY_START, NO_DATE, SCHEMA_VERSION, TITLE_END, language_code, share_term, verbatim_key
from indexer.store import stored_form
from indexer.store.columns import ColumnsWriter
from indexer.store.fieldwriter import write_keyword, write_values
from indexer.store.frame_of_reference import write_frame_of_reference
from indexer.store.heap import give_back
from indexer.store.lexicon import Lexicon, Names, Vocabulary
from indexer.store.nametable import write_names
from indexer.store.optional import DATE_COLUMNS, write_dates, write_numbers
from indexer.store.records import RecordsWriter
from indexer.store.samples import write_samples
from indexer.store.segment import FORMAT
from indexer.store.sentence_lengths import Breaks, write_sentences
from indexer.store.spill import SpillFile
from indexer.store.terms import write_terms
from indexer.store.tokenfields import Quoted, Units, counted, titles_of, write_classes, write_plain

"""Title tokens past this position share it."""


_PACKED = 1 << 22
"""Bytes of stored articles that wait in memory where there is too little of it."""
_PIECE = 1 << 18
_A_TOKEN, _AT_MOST = 30, 44 << 20
"""Bytes that sorting takes for a token while there are few, and for all of them when they wait on disk."""
_A_WORD, _A_NEW_WORD = 120, 220
"""Bytes that ranking a word takes, and learning it first."""
_AN_ARTICLE, _A_QUOTATION, _A_VALUE = 130, 200, 55
"""Bytes that an article takes, a quotation, and a value that is no other's, each beside its own."""
_WORKING = 20 << 20
"""Bytes that are taken all the time: a piece of text that is looked up, counts of capitals, what packing needs."""
_LOOSE = 1.1
"""How much more memory is resident than is in use, since free pieces lie between others."""
_WORN = 24 << 20
"""Bytes of free pieces that earlier batches have left between the words that are kept of them."""
_WEIGH = 1 << 17
"""Bytes of articles until it is weighed again what is held."""


class Inverter:
    """Takes articles one by one and writes them as a segment."""

    def __init__(self, lexicon: Lexicon | None = None, *, folder: Path | None = None) -> None:
        """`lexicon` is what was learnt from earlier batches; what is too much for memory waits in `folder`."""
        self._lexicon = lexicon or Lexicon()
        self._chunks = self._lexicon.chunks
        self._capitals = Capitals()
        self._text = TokenStream(self._chunks, capitals=self._capitals, sentences=True, folder=folder)
        self._quotes = TokenStream(self._chunks, sentences=True, folder=folder)
        self._records = RecordsWriter()
        self._packed = SpillFile("uint8", folder)
        self._plain: dict[str, TokenStream] = {
            name: TokenStream(self._chunks, kind="folded", folder=folder) for name in _PLAIN
        }
        self._values: dict[str, list[str | None]] = {name: [] for name in _VALUES}
        self._outlets: dict[str, str] = {}
        self._stated: dict[str, int] = {}
        self._stated_docs, self._stated_numbers = array("i"), array("i")
        self._dates = array("i")
        self._digests = array("Q")
        self._quotation_counts = array("q")
        self._cut_more = array("q")
        self._ids: dict[str, int] = {}
        self.dead: list[int] = []
        """Documents that a later one with the same id replaces."""
        self._said = 0
        """Bytes of the values that are kept for their own sake."""
        self._weight = self._unweighed = self._spare = 0
        self._worn = _WORN if self._chunks.surfaces else 0
        self._spilled = False
        self.seen = np.zeros(0, np.int64)
        """(surfaces,) how often each surface of the lexicon is in the batch, when it is written."""

    def __len__(self) -> int:
        return len(self._digests)

    @property
    def held(self) -> int:
        """About how many bytes of memory it has, and writing will take at its peak."""
        if self._unweighed > _WEIGH:
            self._weight, self._unweighed = self._weighed(), 0
        return self._weight + self._unweighed

    def spill(self) -> bool:
        """Put on disk what can wait there, now and from now on; False if that was done before."""
        if self._spilled:
            return False
        self._spilled = True
        for stream in (self._text, self._quotes, *self._plain.values()):
            stream.spill()
        self._packed.keep(_PACKED)
        give_back()
        self._weight, self._unweighed = self._weighed(), 0
        return True

    def _weighed(self) -> int:
        streams = (self._text, self._quotes, *self._plain.values())
        tokens = self._text.count + self._quotes.count
        has = self._lexicon.held + self._records.held + self._packed.held + sum(stream.held for stream in streams)
        has += self._said + _AN_ARTICLE * len(self) + _A_QUOTATION * self._quotation_total
        words, known = len(self._chunks.surfaces), len(self._lexicon.words)
        writing = min(_A_TOKEN * tokens, _AT_MOST) + _A_WORD * known + _A_NEW_WORD * (words - known)
        return int((has + writing + _WORKING) * _LOOSE) + self._worn

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
        self._records.drain(self._packed)
        self._ids[article.id] = len(self)
        values, plain = self._values, self._plain
        self._unweighed += len(record)
        for name in ("id", "url", "path"):
            value = getattr(article, name)
            values[name].append(value)
            if value:
                self._said += _A_VALUE + len(value)
        values["language"].append(language_code(article.language) if article.language else None)
        values["source"].append(article.source)
        values["outlet"].append(self._outlet(article.source))
        values["host"].append(host_of(article.url))
        for value in stated_values(article):
            if value not in self._stated:
                self._said += _A_VALUE + len(value)
            self._stated_numbers.append(self._stated.setdefault(value, len(self._stated)))
            self._stated_docs.append(len(self._digests))
        values["date_basis"].append(article.date.basis if article.date else "none")
        plain["author"].add(encoded(article.author or ""))
        plain["source"].add(encoded(article.source or ""))
        date = article.date
        self._dates.extend((date.first.toordinal(), date.last.toordinal()) if date else (NO_DATE, NO_DATE))
        minute = date.minute if date else None
        self._dates.append(NO_DATE if minute is None else minute)
        self._digests.append(digest)
        self._quotation_counts.append(len(quotations))
        for quotation in sorted(quotations, key=place_of):
            self._quotes.add(encoded(quotation.text))
            plain["speaker"].add(encoded(quotation.speaker or ""))
            plain["speaker_key"].add(encoded(name_keys(quotation.speaker or "")))
            plain["cue"].add(encoded(quotation.cue or ""))
            values["speaker"].append(quotation.speaker)
            values["basis"].append(quotation.basis)
            values["confidence"].append(share_term(quotation.confidence))
            values["verbatim"].append(verbatim_key(quotation.text))

    def _outlet(self, source: str | None) -> str | None:
        """The whole name of an outlet; the same one comes again and again."""
        if not source:
            return None
        found = self._outlets.get(source)
        if found is None:
            found = self._outlets[source] = whole_name(source)
        return found

    def write(self, path: Path, *, memory: int = 0) -> int:
        """Write the segment; the CRC-32 of its table. The inverter is used up.

        `memory` is what may be `held`: what is left of it is used before the disk is.
        """
        self._spare = max(memory - self._weighed(), 0)
        columns = ColumnsWriter(path)
        try:
            return columns.close(self._write(columns))
        except BaseException:
            columns.abandon()
            raise
        finally:
            self.close()

    def close(self) -> None:
        """Give up what is held, written or not."""
        for stream in (self._text, self._quotes, *self._plain.values()):
            stream.close()
        self._packed.close()

    def _write(self, columns: ColumnsWriter) -> dict[str, Any]:
        articles, quotations = len(self), self._quotation_total
        scalars = {"format": FORMAT, "schema": SCHEMA_VERSION, "articles": articles, "quotations": quotations}
        self._records.write(columns, self._packed)
        columns.copy("records.packed", "uint8", self._packed.pieces(_PIECE))
        streams = {name: stream.finish() for name, stream in self._plain.items()}
        text, quotes = self._text.finish(), self._quotes.finish()
        write_sentences(columns, "articles", text[1][1::2], in_bodies(self._text.breaks(), text[1]))
        write_sentences(columns, "quotations", quotes[1], self._quotes.breaks())
        tokenizer.forget()
        surfaces = len(self._chunks.surfaces)
        in_text, in_quotes = counted(text[0], surfaces), counted(quotes[0], surfaces)
        self.seen = sum((counted(tokens, surfaces) for tokens, _, _ in streams.values()), in_text + in_quotes)
        vocabulary = Vocabulary(self._lexicon, np.flatnonzero(self.seen))
        names = Names(self._lexicon, *self._capitals.counts(surfaces))
        scalars |= write_names(columns, names.keys, names.words, names.named, names.small)
        del names
        spelling.forget()  # the lexicon knows the keys now
        scalars |= write_samples(columns, text[0], text[1], self._lexicon.hashes)
        scalars |= self._write_texts(columns, vocabulary, in_text, *text)
        scalars |= write_classes(columns, "quotations.quote", vocabulary, in_quotes, *quotes[:2])
        for name, (tokens, lengths, _) in streams.items():
            scalars |= write_plain(columns, f"{_PLAIN[name]}.{name}", vocabulary, tokens, lengths)
        scalars |= self._write_values(columns)
        dates = np.array(self._dates, np.int32).reshape(articles, 3)
        scalars |= write_dates(columns, {name: dates[:, place] for place, name in enumerate(DATE_COLUMNS)})
        columns.add("articles.digests", np.array(self._digests, np.uint64))
        starts = np.concatenate(([0], np.cumsum(self._quotation_counts, dtype=np.int64)))
        write_frame_of_reference(columns, "articles.quotations", starts)
        return scalars

    def _write_texts(
        self,
        columns: ColumnsWriter,
        vocabulary: Vocabulary,
        seen: Int64s,
        tokens: SpillFile,
        lengths: Int64s,
        cuts: Int64s,
    ) -> dict[str, int]:
        """`text`, and `title` as a field of its own. The units of the stream are titles and bodies by turns."""
        titles, bodies = lengths[0::2], lengths[1::2]
        quoted = None
        if len(cuts):
            at = cuts + np.array(self._cut_more, np.int64)
            quoted = Quoted(at[0::2], at[1::2])
        units = Units(
            lengths,
            starts=np.tile(np.array([0, BODY_START]), len(titles)),
            tops=np.tile(np.array([TITLE_END, 2**62]), len(titles)),
        )
        both = titles + bodies
        scalars = write_classes(columns, "articles.text", vocabulary, seen, tokens, both, units, quoted, self._spare)
        in_titles = titles_of(tokens, lengths)
        units = Units(titles, starts=np.zeros_like(titles), tops=np.full_like(titles, TITLE_END))
        seen = counted(in_titles, vocabulary.numbers)
        return scalars | write_classes(columns, "articles.title", vocabulary, seen, in_titles, titles, units)

    def _write_values(self, columns: ColumnsWriter) -> dict[str, int]:
        scalars: dict[str, int] = {}
        for name, space in _KEYWORDS.items():
            # An empty value is no value: it is not indexed.
            names, ordinals = ranked(self._values[name])
            scalars |= write_keyword(columns, f"{space}.{name}", names, ordinals)
            if name == "id":
                scalars |= write_numbers(columns, "articles.printed_id.ordinals", ordinals, none=-1)
        terms, ordinals = ranked(list(self._stated))
        docs, numbers = (np.array(each, np.int64) for each in (self._stated_docs, self._stated_numbers))
        scalars |= write_values(columns, "articles.stated", terms, docs, ordinals[numbers])
        for name, space in (("source", "articles"), ("host", "articles"), ("speaker", "quotations")):
            names, ordinals = ranked(self._values[name])
            scalars |= write_terms(columns, f"{space}.printed_{name}.names", names)
            scalars |= write_numbers(columns, f"{space}.printed_{name}.ordinals", ordinals, none=-1)
        return scalars


_PLAIN = {
    "author": "articles",
    "source": "articles",
    "speaker": "quotations",
    "speaker_key": "quotations",
    "cue": "quotations",
}
_KEYWORDS = {
    "id": "articles",
    "date_basis": "articles",
    "url": "articles",
    "path": "articles",
    "language": "articles",
    "outlet": "articles",
    "basis": "quotations",
    "confidence": "quotations",
    "verbatim": "quotations",
}
_VALUES = (*_KEYWORDS, "source", "host", "speaker")


def in_bodies(breaks: Iterable[Breaks], lengths: Int64s) -> Iterator[Breaks]:
    """The breaks in bodies, in tokens of all bodies; `lengths` are those of titles and bodies by turns."""
    ends = np.cumsum(lengths)
    titles = np.cumsum(lengths[0::2])
    for places, ends_paragraph in breaks:
        unit = np.searchsorted(ends, places, "right")
        inside = (unit < len(lengths)) & (unit % 2 == 1)
        yield places[inside] - titles[unit[inside] // 2], ends_paragraph[inside]


def place_of(quotation: Quotation) -> tuple[int, int]:
    return quotation.start, quotation.end


def united(quotations: Sequence[Quotation]) -> list[tuple[int, int]]:
    """The spans of the quotations, ascending, those that touch or overlap made one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(map(place_of, quotations)):
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
    record = stored_form.to_record(article, sorted(quotations, key=place_of))
    raw = stored_form.dumps(record)
    return raw, int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "big")
