"""A stranger's reader: docs/index-format.md, numpy, json, and a Zstandard decoder; nothing of the store."""

from __future__ import annotations

import json
import zlib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zstandard

from indexer.article import Article, PublicationDate, Quotation
from indexer.schema import article_document, quotation_document
from indexer.store import IndexWriter, open_index
from tests.indexer.store.corpora import article


def unpacked(stored: bytes, unpacker: zstandard.ZstdDecompressor) -> bytes:
    """What is stored in a frame without its beginning, or as it is."""
    return stored[1:] if stored[:1] == b"\xff" else unpacker.decompress(b"\x28\xb5\x2f\xfd" + stored)


class Stranger:
    """One segment."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        assert content[:8] == content[-8:] == b"onrecord"
        offset = int.from_bytes(content[-24:-16], "little")
        length = int.from_bytes(content[-16:-12], "little")
        table = content[offset : offset + length]
        self.table_crc32 = int.from_bytes(content[-12:-8], "little")
        assert zlib.crc32(table) == self.table_crc32
        read = json.loads(table)
        self.scalars, self.table = read["scalars"], read["columns"]

    def __getitem__(self, name: str) -> Any:
        offset, kind, count, crc = self.table[name]
        column = np.frombuffer(self.content, np.dtype(kind).newbyteorder("<"), count, offset)
        assert zlib.crc32(column.tobytes()) == crc
        return column.astype(np.int64)

    def terms(self, name: str) -> list[bytes]:
        blob = self[f"{name}.blob"].astype(np.uint8).tobytes()
        offsets, terms = self[f"{name}.offsets"].tolist(), []
        assert (offsets[0], offsets[-1]) == (0, len(blob))
        known = f"{name}.dictionary" in self.table
        packed_by = self[f"{name}.dictionary"].astype(np.uint8).tobytes() if known else b""
        unpacker = zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(packed_by) if known else None)
        for low, high in pairwise(offsets):
            assert len(terms) % 64 == 0
            first, _, rest = blob[low:high].partition(b"\xff")
            others = unpacked(rest[1:], unpacker).split(b"\xff")[:-1] if rest else []
            terms += [first, *(first[: rest[0]] + other for other in others)]
        assert len(terms) == self.scalars[f"{name}.count"]
        return terms

    def numbers(self, name: str, none: int) -> list[int]:
        """A column of numbers of which there may be none."""
        origin = self.scalars[f"{name}.origin"]
        return [none + origin + stored if stored else none for stored in self[name].tolist()]

    def records(self) -> list[dict[str, Any]]:
        groups, starts = self["records.groups"].tolist(), self["records.dictionary_starts"].tolist()
        packed, dictionaries = (
            self[f"records.{name}"].astype(np.uint8).tobytes() for name in ("packed", "dictionaries")
        )
        offsets, found = self.stepped("records.offsets").tolist(), []
        assert groups[-1] == len(offsets) - 1
        for group, (first, last) in enumerate(pairwise(groups)):
            stored = dictionaries[starts[group] : starts[group + 1]]
            plain = zstandard.ZstdDecompressor()
            with_it = zstandard.ZstdCompressionDict(plain.decompress(stored)) if stored else None
            unpacker = zstandard.ZstdDecompressor(dict_data=with_it)
            for low, high in pairwise(offsets[first : last + 1]):
                lines = unpacked(packed[low:high], unpacker).split(b"\n")
                found.append(json.loads(lines[0]) | ({"quotations": json.loads(lines[1])} if lines[1:] else {}))
        return found

    def keyword(self, name: str) -> dict[bytes, list[int]]:
        starts, docs = self.stepped(f"{name}.starts"), self[f"{name}.docs"]
        return {term: docs[starts[t] : starts[t + 1]].tolist() for t, term in enumerate(self.terms(f"{name}.terms"))}

    def stepped(self, name: str) -> Any:
        steps = self[f"{name}.steps"]
        bases = self[f"{name}.bases"]
        assert len(bases) == -(-len(steps) // 64)
        if f"{name}.far" in self.table:
            none = {"uint8": 255, "uint16": 65535}[self.table[f"{name}.steps"][1]]
            assert np.flatnonzero(steps == none).tolist() == self[f"{name}.far"].tolist()
            steps[self[f"{name}.far"]] = self[f"{name}.far_steps"]
        return np.array([bases[place // 64] + step for place, step in enumerate(steps)], np.int64)

    def gaps(self, name: str, place: int) -> list[int]:
        """The documents of the `place`-th frequent term."""
        starts, bits = self[f"{name}.gap_starts"], int(self[f"{name}.gap_bits"][place])
        packed = self[f"{name}.gaps"][starts[place] : starts[place + 1]].astype(np.uint8).tobytes()
        number, top = int.from_bytes(packed, "little"), (1 << bits) - 1
        doc, docs = -1, []
        for unit in range(len(packed) * 8 // bits):
            value = number >> (unit * bits) & top
            doc += top if value == top else value + 1
            if value != top:
                docs.append(doc)
        return docs

    def codes(self, name: str) -> list[int]:
        """The code in each slot."""
        short, long = self[f"{name}.codes"], self[f"{name}.codes.long"]
        starts = self.stepped(f"{name}.codes.long_starts")
        found = []
        for block in range(len(short) // 32):
            more = iter(long[starts[block] : starts[block + 1]].tolist())
            twos = [int(byte) >> shift & 3 for byte in short[block * 32 : block * 32 + 32] for shift in (0, 2, 4, 6)]
            found += [next(more) if two == 3 else two for two in twos]
            assert next(more, None) is None
        return found

    def places(self, name: str) -> list[tuple[list[int], int, int]]:
        """Of each term: its documents, the slot of the first, and the number of its first occurrence."""
        few, first = self.stepped(f"{name}.starts"), self.stepped(f"{name}.position_starts")
        size = self.scalars[f"{name}.doc_bytes"]
        packed = self[f"{name}.docs"].astype(np.uint8).tobytes()
        numbers = [int.from_bytes(packed[at : at + size], "little") for at in range(0, len(packed), size)]
        frequent, blocks = self[f"{name}.frequent"].tolist(), self[f"{name}.block_starts"]
        before = self.stepped(f"{name}.block_positions")
        assert blocks[0] == -(-few[-1] // 128)
        found = []
        for t in range(len(few) - 1):
            if t in frequent:
                place = frequent.index(t)
                docs = self.gaps(name, place)
                assert len(docs) == self[f"{name}.frequent_sizes"][place] > 128
                occurrence = before[blocks[place] - blocks[0]]
                found.append((docs, int(blocks[place]) * 128, int(occurrence)))
            else:
                found.append((numbers[few[t] : few[t + 1]], int(few[t]), int(first[t])))
        return found

    def positions(self, name: str) -> Any:
        packed = self[f"{name}.positions"]
        if self.scalars[f"{name}.position_bits"] == 12:
            low, middle, high = packed.reshape(-1, 3).T
            packed = np.stack([low | (middle & 15) << 8, middle >> 4 | high << 4], axis=1).reshape(-1)
        found = packed[: self.stepped(f"{name}.block_positions")[-1]]
        found[found >= 128] += self.scalars[f"{name}.position_gap"]
        found[self[f"{name}.position_escapes"]] = self[f"{name}.escape_positions"]
        return found

    def field(self, name: str) -> dict[bytes, list[tuple[int, float, list[int]]]]:
        """Of each term: document, weight, positions."""
        codes = self.codes(name)
        freqs, weights = (np.append(self[f"{name}.code_{kind}"], [0] * 256)[codes] for kind in ("freqs", "weights"))
        freqs[self[f"{name}.escapes"]] = self[f"{name}.escape_freqs"]
        weights[self[f"{name}.escapes"]] = self[f"{name}.escape_weights"]
        positions, max_impacts = self.positions(name), self[f"{name}.max_impacts"] / 255
        lengths = self[f"{name}.lengths"]
        found: dict[bytes, list[tuple[int, float, list[int]]]] = {}
        for t, (term, (docs, slot, occurrence)) in enumerate(
            zip(self.terms(f"{name}.terms"), self.places(name), strict=True)
        ):
            rows = found[term] = []
            for number, doc in enumerate(docs):
                freq, weight = int(freqs[slot + number]), weights[slot + number] / 2
                rows.append((doc, weight, positions[occurrence : occurrence + freq].tolist()))
                occurrence += freq
                norm = 1.2 * (0.25 + 0.75 * lengths[doc] * len(lengths) / self.scalars[f"{name}.total_length"])
                assert weight / (weight + norm) <= max_impacts[t]
        return found

    def sentences(self, space: str, doc: int) -> list[tuple[int, bool]]:
        """Of each sentence: its tokens, and whether it begins a paragraph."""
        starts = self.stepped(f"{space}.sentence_starts")
        found: list[tuple[int, bool]] = []
        goes_on = False
        for byte in self[f"{space}.sentences"][starts[doc] : starts[doc + 1]].tolist():
            size = byte & 127
            if goes_on:
                found[-1] = found[-1][0] + size, found[-1][1]
            else:
                found.append((size, byte > 127))
            goes_on = size == 127
        return found

    def surfaces(self, name: str) -> list[tuple[bytes, int, bool]]:
        """Of each occurrence of a class field: surface, position, whether it is quoted."""
        words, order = self.terms(f"{name}.words"), self.stepped(f"{name}.surfaces")
        starts, frequent = self.stepped(f"{name}.surface_starts"), self[f"{name}.frequent"].tolist()
        marks, places = self[f"{name}.marks"], self.stepped(f"{name}.mark_starts")
        quoted, positions, of = self.scalars[f"{name}.quoted"], self.positions(name), self.places(name)
        occurrences = [sum(len(each) for _, _, each in rows) for rows in self.field(name).values()]
        classes = self.stepped(f"{name}.class_of")
        found = []
        for t, count in enumerate(occurrences):
            kinds = int(starts[t + 1] - starts[t]) << quoted
            bits = next(bits for bits in (0, 1, 2, 4, 8, 16) if kinds <= 1 << bits)
            begin = self[f"{name}.frequent_mark_starts"][frequent.index(t)] if t in frequent else places[t]
            for number in range(count):
                where = int(begin) * 8 + number * bits
                mark = int.from_bytes(bytes(marks[where // 8 : where // 8 + 2].tolist()), "little")
                mark = mark >> where % 8 & ((1 << bits) - 1)
                surface = order[starts[t] + (mark >> quoted)]
                assert classes[surface] == t
                found.append((words[surface], int(positions[of[t][2] + number]), bool(mark & quoted)))
        return found


@pytest.mark.slow
def test_the_page_is_enough_to_read_an_index(tmp_path: Path) -> None:
    """Manifest, deletions, records, dictionaries, postings, positions and marks, by the page alone."""
    body = "Talks “go on”, he said. Talking about talks, " + "and so on " * 120 + "and Łódź\nEnd."
    start = body.index("go on")
    quotations = [Quotation(text="go on", start=start, end=start + 5, speaker="Ada Lind", cue="said")]
    whole = Article(
        id="x",
        body=body,
        title="Peace talks",
        source="The Post",
        date=PublicationDate.parse("2022-03"),
        url="http://x",
    )
    batch = [article(n) for n in range(200)] + [(whole, quotations)]
    with IndexWriter(tmp_path) as writer:
        for each in batch:
            writer.put(*each)
        writer.commit({})
        writer.remove("n3")
        writer.commit({})
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    crc = manifest.pop("crc32")
    assert crc == zlib.crc32(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode())
    (entry,) = manifest["segments"]
    stranger = Stranger((tmp_path / entry["name"]).read_bytes())
    assert stranger.table_crc32 == entry["table_crc32"]
    deleted = np.frombuffer((tmp_path / entry["deleted"]["name"]).read_bytes(), np.uint8)
    assert np.flatnonzero(np.unpackbits(deleted, bitorder="little")).tolist() == [3]

    assert [record["id"] for record in stranger.records()] == [one.id for one, _ in batch]
    assert stranger.records()[-1]["body"] == body
    assert stranger.stepped("articles.quotations").tolist() == list(range(202))
    first, days = stranger.numbers("articles.date", -(1 << 31))[-1], int(stranger["articles.days"][-1])
    assert (date.fromordinal(first), date.fromordinal(first + days)) == (date(2022, 3, 1), date(2022, 3, 31))
    assert stranger.numbers("articles.minute", -(1 << 31))[-1] == -(1 << 31)
    assert stranger.sentences("articles", 200) == [(5, True), (365, False), (1, True)]
    assert stranger.sentences("quotations", 200) == [(2, True)]
    assert stranger.keyword("articles.url") == {b"http://x": [200]}
    names = stranger.terms("articles.printed_source.names")
    ordinals = stranger.numbers("articles.printed_source.ordinals", -1)
    assert {names[ordinal] for ordinal in ordinals} == {b"The Post"}
    assert stranger.terms("articles.names.words") == [b"lodz"]

    documents = [article_document(*each) for each in batch]
    for name in ("text", "title", "author", "source"):
        wanted: dict[tuple[bytes, int], list[Any]] = {}
        for number, document in enumerate(documents):
            for term, position, weight in document[name]:
                wanted.setdefault((term.encode(), number), []).append((position, weight))
        found = {
            (term, doc): (weight, positions)
            for term, postings in stranger.field(f"articles.{name}").items()
            for doc, weight, positions in postings
        }
        assert found == {
            key: (sum(weight for _, weight in rows), [position for position, _ in rows])
            for key, rows in wanted.items()
        }
        assert stranger[f"articles.{name}.lengths"].tolist() == [len(document[name]) for document in documents]
    written = [
        (surface.encode(), position, weight == 1.5)
        for document in documents
        for surface, position, weight in document["words"]
    ]
    assert sorted(stranger.surfaces("articles.text")) == sorted(written)
    spoken = quotation_document("x", quotations[0])
    assert {term for term, postings in stranger.field("quotations.quote").items() if postings[-1][0] == 200} == {
        term.encode() for term, _, _ in spoken["quote"]
    }

    bits, low, docs = (
        stranger.scalars["articles.samples.bits"],
        stranger["articles.samples.low"],
        stranger["articles.samples.docs"],
    )
    starts = stranger.stepped("articles.samples.starts")
    assert len(starts) == (1 << bits) + 1
    upper = np.repeat(np.arange(1 << bits), np.diff(starts))
    hashes = upper << (32 - bits) | low
    with open_index(tmp_path) as index:
        wanted = index.segments[0].samples.between(0, 1 << 32)
    assert (hashes.tolist(), docs.tolist()) == (wanted[0].tolist(), wanted[1].tolist())


def test_the_page_is_enough_to_read_copies(tmp_path: Path) -> None:
    """Pairs, leads and families, by the numbers of the generation."""
    with IndexWriter(tmp_path) as writer:
        for name, words in (("b", range(60)), ("a", range(60)), ("else", range(60, 120)), ("part", range(15, 43))):
            writer.put(Article(id=name, body=" ".join(f"word{word}" for word in words)), [])
        writer.commit({})
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    stranger = Stranger((tmp_path / manifest["copies"]["name"]).read_bytes())
    assert stranger.table_crc32 == manifest["copies"]["crc32"]
    assert stranger.scalars == {"documents": 4, "whole": 1}
    names = ("one", "other", "shared", "kind")
    assert sorted(zip(*(stranger[f"pairs.{name}"].tolist() for name in names), strict=True)) == [
        (0, 1, 100, 1), (0, 3, 100, 2), (1, 3, 100, 2),
    ]  # fmt: skip
    assert [stranger[f"grouped.{name}"].tolist() for name in ("docs", "leads", "families")] == [
        [0, 1, 3], [1, 1, 3], [1, 1, 1],
    ]  # fmt: skip
