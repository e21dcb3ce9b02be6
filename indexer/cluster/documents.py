"""Articles to the documents that a cluster is sent, many at once, by the analysis of the index in a folder; and back.

    analyst = Analyst()
    for document in analyst.documents([Entry(article, quotations, generation=3), ...]):
        document.id, document.source        what a bulk request has of it

    article, quotations = from_source(hit["_source"])

Texts become numbers of surfaces as they do for a segment (`indexer.analysis.fast.chunks`), and numbers become cells
(`indexer.cluster.cells`): each distinct word is tokenized, stemmed and written once. A batch of some hundred articles
costs least for each; words are remembered from batch to batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from operator import add
from typing import Any

import numpy as np
import orjson

from indexer.analysis.fast.capital_counts import Capitals
from indexer.analysis.fast.chunks import TokenStream, encoded, with_cuts
from indexer.analysis.fast.runs import samples
from indexer.analysis.name_keys import name_keys, speaker_key
from indexer.analysis.outlet_names import host_of, whole_name
from indexer.analysis.sentences import LEAD_LEAST, LEAD_MOST
from indexer.analysis.stated import stated_values
from indexer.analysis.tokenizer import folded
from indexer.arrays import Bools, Int64s
from indexer.article import Article, Quotation
from indexer.cluster.cells import BODY, FILLER, JOINT, MARKS, SURFACE, document_id, full, keyword, written
from indexer.cluster.mapping import WEIGHT_SCALE
from indexer.cluster.words import Words
from indexer.schema import (
    BODY_WEIGHT,
    QUOTED_WEIGHT,
    TITLE_END,
    TITLE_WEIGHT,
    language_code,
    share_term,
    verbatim_key,
)
from indexer.store import stored_form
from indexer.store.invert import in_bodies, place_of, record_of, united
from indexer.store.lexicon import Lexicon, Names
from indexer.text.languages import primary

__all__ = ["Analyst", "Document", "Entry", "from_source"]

_MEMORY = 96 << 20
"""Bytes that may be kept of words between batches."""
_STEMMED = "en"
_TITLE, _QUOTED, _BODY = (round(weight * WEIGHT_SCALE) for weight in (TITLE_WEIGHT, QUOTED_WEIGHT, BODY_WEIGHT))
_WEIGHTS = [f"|{weight}" for weight in range(1 << 12)]
"""Weights as they are written behind terms; there are hardly larger ones."""
_BEGINS, _ENDS, _BEGINS_PARAGRAPH, _ENDS_PARAGRAPH = 1, 2, 4, 8
_SUFFIXES = [
    "".join(
        JOINT + mark
        for bit, mark in enumerate((*MARKS["sentence"], *MARKS["paragraph"]))
        if marks >> bit & 1
    )
    for marks in range(16)
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """An article to be written. `lead` is the id of the earliest copy of its text, None if that is itself; `family`
    the same for texts that excerpts and new tops are counted with. The writer says of which generation it is."""

    article: Article
    quotations: Sequence[Quotation] = ()
    generation: int | None = None
    lead: str | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What is sent of an article."""

    id: str
    """Its `_id`, of at most 512 bytes."""
    article_id: str
    digest: int
    """64 bits that change when anything of the article or its quotations does."""
    source: bytes
    """JSON on one line."""


def from_source(source: Mapping[str, Any]) -> tuple[Article, list[Quotation]]:
    """The article and its quotations, of the `_source` of a hit; ValueError, TypeError or KeyError on what `Analyst`
    cannot have written."""
    return stored_form.from_record(stored_form.loads(source["record"].encode()))


class Analyst:
    """Makes documents; what it has learnt of words it keeps."""

    def __init__(self) -> None:
        self._lexicon = Lexicon()
        self._capitals = Capitals()
        self._learnt = Words()
        self._cells: list[str] = []
        self._surfaces: list[str] = []
        """As they stand in cells, with the sign."""
        self._stems: list[str] = []

    def documents(self, entries: Sequence[Entry]) -> Iterator[Document]:
        """The documents of some articles, in their order."""
        batch = _Batch(self._lexicon, entries, self._capitals)
        self._learn()
        yield from batch.documents(self._cells, self._surfaces, self._stems)
        for language, surfaces in batch.surfaces():
            forms = map(self._lexicon.words.__getitem__, surfaces)
            self._learnt.add_forms(language, (form.decode("utf-8", "surrogatepass") for form in forms))
        lexicon = self._lexicon.within(_MEMORY, batch.seen)
        if lexicon is not self._lexicon:
            self._count_names()
            self._lexicon, self._cells, self._surfaces, self._stems = lexicon, [], [], []

    def learnt(self) -> Words:
        """The words of all documents since this was last asked."""
        self._count_names()
        found, self._learnt = self._learnt, Words()
        return found

    def _count_names(self) -> None:
        self._lexicon.learn()
        names = Names(self._lexicon, *self._capitals.counts(len(self._lexicon.words)))
        self._capitals = Capitals()
        words = (word.decode("utf-8", "surrogatepass") for word in names.words)
        rows = zip(words, names.keys.tolist(), names.named.tolist(), names.small.tolist(), strict=True)
        self._learnt.add_names(rows)

    def _learn(self) -> None:
        """Write the words that are new."""
        lexicon = self._lexicon
        lexicon.learn()
        new = [stem.decode("utf-8", "surrogatepass") for stem in lexicon.stems[len(self._stems) :]]
        self._stems.extend(map(written, new))
        known = len(self._cells)
        for word, number in zip(lexicon.words[known:], lexicon.stem_of()[known:].tolist(), strict=True):
            told = word.decode("utf-8", "surrogatepass")
            self._learnt.surfaces.add(told)
            surface, stem = written(told), self._stems[number]
            cell = SURFACE + surface
            self._surfaces.append(cell)
            self._cells.append(cell if stem == surface else stem + JOINT + cell)


class _Texts:
    """Some texts as numbers of surfaces, in a row; where each begins, and which words have marks."""

    def __init__(self, tokens: Int64s, lengths: Int64s, breaks: Iterator[tuple[Int64s, Bools]]) -> None:
        self.tokens = tokens
        self.lengths = lengths
        self.starts = np.concatenate(([0], np.cumsum(lengths)))
        begun = np.zeros(len(tokens) + 1, np.uint8)
        for places, paragraphs in breaks:
            begun[places] |= 1
            begun[places[paragraphs]] = 3
        begun[self.starts] = 3
        self.paragraphs = np.flatnonzero(begun[:-1] == 3)
        """Words that begin one."""
        self.marks = np.zeros(len(tokens), np.uint8)
        self._mark(np.flatnonzero(begun[:-1]), _BEGINS, _ENDS)
        self._mark(self.paragraphs, _BEGINS_PARAGRAPH, _ENDS_PARAGRAPH)

    def _mark(self, starts: Int64s, begins: int, ends: int) -> None:
        """Mark the first and the last words of these units, but where they are one: a single word meets no other."""
        last = np.append(starts[1:], len(self.tokens)) - 1
        longer = last > starts
        self.marks[starts[longer]] |= begins
        self.marks[last[longer]] |= ends

    def cells(self, cells: Sequence[str]) -> list[str]:
        """The cells of all words."""
        found = list(map(cells.__getitem__, self.tokens.tolist()))
        places = np.flatnonzero(self.marks)
        for place, marks in zip(places.tolist(), self.marks[places].tolist(), strict=True):
            found[place] = full(found[place]) + _SUFFIXES[marks]
        return found

    def lead(self, number: int) -> int:
        """Words of the lead of a text."""
        first, end = self.starts[number], self.starts[number + 1]
        low, high = np.searchsorted(self.paragraphs, [first + LEAD_LEAST, first + LEAD_MOST])
        found = self.paragraphs[low] - first if low < high else LEAD_MOST
        return int(min(found, end - first))


class _Batch:
    """Some articles on their way."""

    def __init__(self, lexicon: Lexicon, entries: Sequence[Entry], capitals: Capitals) -> None:
        self._entries = entries
        self._lexicon = lexicon
        self._quotations = [sorted(entry.quotations, key=place_of) for entry in entries]
        text = TokenStream(lexicon.chunks, capitals=capitals, sentences=True)
        quotes = TokenStream(lexicon.chunks, sentences=True)
        more: list[int] = []
        for entry, quotations in zip(entries, self._quotations, strict=True):
            text.add(encoded(entry.article.title))
            body, added = with_cuts(entry.article.body, list(chain.from_iterable(united(quotations))))
            more.extend(added)
            text.add(body)
            for quotation in quotations:
                quotes.add(encoded(quotation.text))
        tokens, lengths, cuts = text.finish()
        self._breaks = list(text.breaks())
        words, quoted_words = tokens.all().astype(np.int64), quotes.finish()
        in_body = np.tile([False, True], len(entries)).repeat(lengths)
        self._titles = _Texts(words[~in_body], lengths[0::2], iter(()))
        self._bodies = _Texts(words[in_body], lengths[1::2], in_bodies(self._breaks, lengths))
        self._quotes = _Texts(quoted_words[0].all().astype(np.int64), quoted_words[1], quotes.breaks())
        weights = np.where(in_body, _BODY, _TITLE)
        for start, end in (cuts + np.array(more, np.int64)).reshape(-1, 2).tolist():
            weights[start:end] = _QUOTED
        self._words, self._weights, self._in_body = words, weights, in_body
        self._lengths = lengths[0::2] + lengths[1::2]
        size = len(lexicon.chunks.surfaces)
        self.seen = np.bincount(words, minlength=size) + np.bincount(self._quotes.tokens, minlength=size)
        """(surfaces,) how often each is there."""

    def surfaces(self) -> Iterator[tuple[str, list[int]]]:
        """The surfaces of the articles in each language but English, whose forms the stems know."""
        ends = np.concatenate(([0], np.cumsum(self._lengths)))
        by_language: dict[str, list[Int64s]] = {}
        for number, entry in enumerate(self._entries):
            if (language := entry.article.language) and (code := primary(language)) != _STEMMED:
                by_language.setdefault(code, []).append(self._words[ends[number] : ends[number + 1]])
        for code, words in by_language.items():
            yield code, np.unique(np.concatenate(words)).tolist()

    def documents(self, cells: Sequence[str], surfaces: Sequence[str], stems: Sequence[str]) -> Iterator[Document]:
        titles, bodies, quotes = (texts.cells(cells) for texts in (self._titles, self._bodies, self._quotes))
        ranks = self._ranks(self._words, self._weights, self._lengths, surfaces, stems)
        same = np.full(len(titles), _TITLE)
        title_ranks = self._ranks(self._titles.tokens, same, self._titles.lengths, surfaces, stems)
        body_ranks = self._ranks(
            self._bodies.tokens, self._weights[self._in_body], self._bodies.lengths, surfaces, stems, most=_QUOTED
        )
        same = np.full(len(quotes), _BODY)
        quote_ranks = self._ranks(self._quotes.tokens, same, self._quotes.lengths, surfaces, stems, most=_BODY)
        found, of_text = samples(self._lexicon.hashes[self._bodies.tokens], self._bodies.lengths)
        hashes = np.split(found, np.searchsorted(of_text, np.arange(1, len(self._entries))))
        quote = 0
        for number, (entry, quotations) in enumerate(zip(self._entries, self._quotations, strict=True)):
            record, digest = record_of(entry.article, quotations)
            title = " ".join(_merged(titles[slice(*self._titles.starts[number : number + 2])]))
            begin, end = self._bodies.starts[number : number + 2].tolist()
            values: dict[str, Any] = {
                **_stated_of(entry),
                "digest": f"{digest:016x}",
                "quotations": len(quotations),
                "body_words": int(self._bodies.lengths[number]),
                "samples": [f"{value:08x}" for value in hashes[number].tolist()],
                "title": title,
                "text": [title, " ".join((BODY, *bodies[begin:end]))],
                "opening": " ".join(self._opening(number, bodies)),
                "rank": ranks[number],
                "title_rank": title_ranks[number],
                "body_rank": body_ranks[number],
            }
            if quotations:
                starts = self._quotes.starts[quote : quote + len(quotations) + 1].tolist()
                values["quotes"] = [
                    {
                        **_stated_of_quotation(n, quotation, values["spoken"]),
                        "quote": " ".join(quotes[first:last]),
                        "rank": quote_ranks[quote + n],
                    }
                    for n, (quotation, (first, last)) in enumerate(zip(quotations, pairwise(starts), strict=True))
                ]
                quote += len(quotations)
            values["record"] = record.decode()
            yield Document(
                document_id(entry.article.id),
                entry.article.id,
                digest,
                orjson.dumps({name: value for name, value in values.items() if value is not None}),
            )

    def _opening(self, number: int, bodies: Sequence[str]) -> list[str]:
        """The cells of the lead; where it ends in the middle of a sentence, that ends there."""
        begin = int(self._bodies.starts[number])
        end = begin + self._bodies.lead(number)
        found = list(bodies[begin:end])
        if end < self._bodies.starts[number + 1]:
            marks = self._bodies.marks[begin:end]
            missing = sum(
                ends
                for begins, ends in ((_BEGINS, _ENDS), (_BEGINS_PARAGRAPH, _ENDS_PARAGRAPH))
                if _last(marks & begins) > _last(marks & ends) and not marks[-1] & begins
            )
            found[-1] = full(found[-1]) + _SUFFIXES[missing]
        return found

    def _ranks(
        self,
        tokens: Int64s,
        weights: Int64s,
        lengths: Int64s,
        surfaces: Sequence[str],
        stems: Sequence[str],
        *,
        most: int = _TITLE,
    ) -> list[str]:
        """For each text its distinct surfaces and stems, each with the sum of its weights, filled up as if each word
        had `most`. (tokens,) tokens and weights, (texts,) lengths."""
        text = np.repeat(np.arange(len(lengths)), lengths)
        stem_of = self._lexicon.stem_of()
        surface_keys, surface_sums = _summed(text * len(surfaces) + tokens, weights)
        of_surface, surface = np.divmod(surface_keys, max(len(surfaces), 1))
        stem_keys, stem_sums = _summed(of_surface * len(stems) + stem_of[surface], surface_sums)
        of_stem, stem = np.divmod(stem_keys, max(len(stems), 1))
        written_surfaces = _weighted(surfaces, surface, surface_sums)
        written_stems = _weighted(stems, stem, stem_sums)
        surface_cuts = np.searchsorted(of_surface, np.arange(len(lengths) + 1)).tolist()
        stem_cuts = np.searchsorted(of_stem, np.arange(len(lengths) + 1)).tolist()
        running = np.concatenate(([0], np.cumsum(weights)))
        ends = np.cumsum(lengths)
        sums = running[ends] - running[ends - lengths]
        lacking = (2 * (most * lengths - sums)).tolist()
        return [
            " ".join(
                (
                    *written_stems[stem_cuts[number] : stem_cuts[number + 1]],
                    *written_surfaces[surface_cuts[number] : surface_cuts[number + 1]],
                    *([f"{FILLER}|{lacks}"] if (lacks := lacking[number]) else ()),
                )
            )
            or f"{FILLER}|1"
            for number in range(len(lengths))
        ]


def _summed(keys: Int64s, weights: Int64s) -> tuple[Int64s, Int64s]:
    """The distinct keys, ascending, and the sum of the weights of each."""
    order = np.argsort(keys, kind="stable")
    keys, weights = keys[order], weights[order]
    if not len(keys):
        return keys, weights
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[first], np.add.reduceat(weights, first)


def _weighted(terms: Sequence[str], numbers: Int64s, sums: Int64s) -> list[str]:
    if len(sums) and int(sums.max()) < len(_WEIGHTS):
        return list(map(add, map(terms.__getitem__, numbers.tolist()), map(_WEIGHTS.__getitem__, sums.tolist())))
    return [
        f"{term}|{weight}"
        for term, weight in zip(map(terms.__getitem__, numbers.tolist()), sums.tolist(), strict=True)
    ]


def _last(marks: Any) -> int:
    """The last place that has any, -1 for none."""
    places = np.flatnonzero(marks)
    return int(places[-1]) if len(places) else -1


def _merged(cells: list[str]) -> list[str]:
    """The cells of a title: those past TITLE_END share that place."""
    if len(cells) <= TITLE_END + 1:
        return cells
    return [*cells[:TITLE_END], JOINT.join(map(full, cells[TITLE_END:]))]


def _stated_of(entry: Entry) -> dict[str, Any]:
    """What the article states, as it can be asked for; None for what it does not."""
    article = entry.article
    date = article.date
    own, lead, family = map(keyword, (article.id, entry.lead or article.id, entry.family or article.id))
    return {
        "id": own,
        "lead": lead,
        "family": family,
        "copied": True if own != lead or own != family else None,
        "path": _value(article.path),
        "url": _value(article.url),
        "host": _value(host_of(article.url)),
        "language": _value(language_code(article.language) if article.language else None),
        "spoken": _value(primary(article.language) if article.language else None),
        "source": _names(article.source),
        "source_name": _value(article.source),
        "outlet": _value(whole_name(article.source)),
        "author": _names(article.author),
        "author_name": _value(article.author),
        "stated": [keyword(value) for value in stated_values(article)] or None,
        "date": date.first.isoformat() if date else None,
        "date_last": date.last.isoformat() if date else None,
        "minute": date.minute if date else None,
        "date_basis": date.basis if date else "none",
        "generation": entry.generation,
    }


def _stated_of_quotation(number: int, quotation: Quotation, spoken: str | None) -> dict[str, Any]:
    speaker = quotation.speaker
    values = {
        "n": number,
        "spoken": spoken,
        "speaker": _names(speaker),
        "speaker_key": _keys(speaker),
        "cue": _names(quotation.cue),
        "basis": quotation.basis,
        "confidence": share_term(quotation.confidence),
        "verbatim": verbatim_key(quotation.text),
        "speaker_name": _value(speaker),
        "speaker_group": _group(speaker),
    }
    return {name: value for name, value in values.items() if value is not None}


def _value(text: str | None) -> str | None:
    return keyword(text) if text else None


@lru_cache(maxsize=1 << 14)
def _names(text: str | None) -> str:
    """The surfaces of a name. Where there is none FILLER is, so that it counts among the documents."""
    return " ".join(map(written, folded(text or ""))) or FILLER


@lru_cache(maxsize=1 << 14)
def _keys(name: str | None) -> str:
    return _names(name_keys(name or ""))


@lru_cache(maxsize=1 << 14)
def _group(name: str | None) -> str | None:
    return _value(speaker_key(name or ""))
