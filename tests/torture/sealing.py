"""A sound index to begin with, and its files taken apart and put together again, every checksum right."""

from __future__ import annotations

import hashlib
import json
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from indexer.build import build
from indexer.store.columns import ALIGNMENT, HEAD, TAIL, TAIL_MARK
from indexer.store.files import MANIFEST
from indexer.store.segment import Segment
from indexer.store.term_blocks import AS_IT_IS
from tests.indexer.store.corpora import WORDS

Values = NDArray[Any]

PEOPLE = ("Maria Kovac", "Ana Petrov", "Jon Lindqvist", "Omar Haddad", "Lucy Chen")
RECORDS = "records.packed"


def sound(folder: Path, numbers_of: Sequence[range] = (range(180), range(170, 200), range(195, 215))) -> Path:
    """A sound index in a folder: a segment for each range of articles, deletions where they overlap, and a ledger."""
    index, texts = folder / "index", folder / "texts"
    texts.mkdir(parents=True)
    for part, numbers in enumerate(numbers_of):
        for number in numbers:
            (texts / f"n{number}.txt").write_text(_text(number, part), "utf-8")
        build(index, [str(texts)], workers=1)
    assert len(list(index.glob("*.segment"))) == len(numbers_of)
    return index


def _text(number: int, part: int) -> str:
    chance = random.Random(number * 31 + part)
    paragraphs = []
    for _ in range(3):
        speaker = chance.choice(PEOPLE)
        words = " ".join(chance.choices(WORDS, k=14))
        paragraphs.append(f"The river talks of {words} went on near the dam.\n")
        paragraphs.append(f"“We held back the water for {chance.choice(WORDS)} and peace talks,” {speaker} said.\n")
    title = f"{chance.choice(WORDS).title()} and water {number}"
    return f"{title}\n\nDate: 2025-0{number % 9 + 1}-11\nSource: The Post\n\n" + "\n".join(paragraphs)


@dataclass
class Parts:
    """A segment taken apart: its scalars, and its columns by name."""

    scalars: dict[str, Any]
    columns: dict[str, Values]

    @classmethod
    def of(cls, path: Path) -> Parts:
        content = path.read_bytes()
        offset, length, _, _ = TAIL.unpack_from(content, len(content) - TAIL.size)
        table = json.loads(content[offset : offset + length])
        columns = {
            name: np.frombuffer(content, dtype, count, at).copy()
            for name, (at, dtype, count, _) in table["columns"].items()
        }
        return cls(table["scalars"], columns)

    def write(self, path: Path, table: Callable[[dict[str, Any]], str] = json.dumps) -> None:
        """Put it together again; `table` writes the table of contents."""
        out = bytearray(HEAD)
        rows = {}
        for name, values in self.columns.items():
            out += bytes(-len(out) % ALIGNMENT)
            data = values.tobytes()
            rows[name] = [len(out), values.dtype.name, len(values), zlib.crc32(data)]
            out += data
        out += bytes(-len(out) % ALIGNMENT)
        coded = table({"scalars": self.scalars, "columns": rows}).encode("utf-8", "surrogatepass")
        path.write_bytes(bytes(out) + coded + TAIL.pack(len(out), len(coded), zlib.crc32(coded), TAIL_MARK))


def seal(index: Path, manifest: dict[str, Any] | None = None) -> None:
    """Make the manifest fit the files as they are now, or write this one, its checksum right."""
    if manifest is None:
        manifest = json.loads((index / MANIFEST).read_bytes())
        assert manifest is not None
        for segment in manifest["segments"]:
            content = (index / segment["name"]).read_bytes()
            segment["size"] = len(content)
            segment["table_crc32"] = TAIL.unpack_from(content, len(content) - TAIL.size)[2]
        for entry in (manifest["ledger"], *(segment["deleted"] for segment in manifest["segments"])):
            if entry:
                content = (index / entry["name"]).read_bytes()
                entry["size"], entry["crc32"] = len(content), zlib.crc32(content)
    manifest.pop("crc32", None)
    manifest["crc32"] = zlib.crc32(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode())
    (index / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def records_in(path: Path) -> list[bytes]:
    """The stored records of a segment, as bytes."""
    segment = Segment(path)
    return [segment.records.raw(doc) for doc in range(segment.articles.count)]


def store(parts: Parts, records: list[bytes], packed: list[bytes], dictionary: bytes = b"") -> None:
    """Put stored records in place, all in one group; `packed` is how they are stored."""
    offsets = np.cumsum([0, *map(len, packed)]).astype(np.uint64)
    bases = np.array([offsets[low : low + 64].min() for low in range(0, len(offsets), 64)], np.uint64)
    parts.columns["records.offsets.bases"] = bases
    parts.columns["records.offsets.steps"] = offsets - np.repeat(bases, 64)[: len(offsets)]
    for name in ("records.offsets.far", "records.offsets.far_steps"):
        parts.columns.pop(name, None)
    parts.columns["records.groups"] = np.array([0, len(records)], np.uint32)
    parts.columns["records.dictionaries"] = np.frombuffer(dictionary, np.uint8)
    parts.columns["records.dictionary_starts"] = np.array([0, len(dictionary)], np.uint32)
    parts.columns[RECORDS] = np.frombuffer(b"".join(packed), np.uint8)
    digests = [int.from_bytes(hashlib.blake2b(raw, digest_size=8).digest(), "big") for raw in records]
    parts.columns["articles.digests"] = np.array(digests, np.uint64)


def as_they_are(records: list[bytes]) -> list[bytes]:
    """Records as they are stored when they are not packed."""
    return [AS_IT_IS + record for record in records]


@cache
def bomb(size: int) -> bytes:
    """A frame that unpacks to some 50 times as many bytes as it has: the JSON of an article. A record is stored
    without what it begins with."""
    pieces = (random.Random(at).randbytes(640).hex() + " " * 62_720 for at in range(size // 64_000))
    return zstandard.ZstdCompressor().compress(f'{{"id": "n20.txt", "body": "water {"".join(pieces)}"}}'.encode())
