"""Damaged, cut, forged and outdated files: named, refused, never run, never trusted."""

from __future__ import annotations

import json
import random
import resource
import shutil
import zlib
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import IndexCorrupt, IndexNotFound, IndexOutdated
from indexer.schema import SCHEMA_VERSION
from indexer.store import FileState, Index, IndexWriter, open_index
from indexer.store.columns import TAIL
from indexer.store.doctor import doctor
from indexer.store.files import MANIFEST as NAME
from tests.indexer.store.corpora import article

KINDS = ("segment", "deleted", "ledger", "json")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of two segments with deletions and a ledger."""
    index = tmp_path_factory.mktemp("whole") / "index"
    for part in (range(150), range(140, 200)):
        with IndexWriter(index) as writer:
            for number in part:
                writer.put(*article(number, version=part.start))
            writer.commit({"a.txt": FileState("stamp", ("n1", "n2"))})
    assert doctor(index) == []
    return index


def use(opened: Index) -> None:
    """Read everything that there is to read."""
    opened.statistics()
    opened.ledger()
    opened.speaker_names()
    for segment in opened.segments:
        for space in (segment.articles, segment.quotations):
            for field in space.fields.values():
                terms = list(field.terms)
                assert len(terms) == len(field.terms)
                for term in range(0, len(terms), 7):
                    field.terms.find(terms[term])
                    docs, weights = field.docs(term), field.weights(term)
                    if field.lengths is not None:
                        assert len(field.lengths[docs]) == len(weights) == len(field.freqs(term))
                        field.occurrences(term)
                        field.occurrences(term, docs[::3])
                    field.max_impact(term)
                    field.block_max(term)
        for doc in range(0, segment.articles.count, 5):
            segment.record(doc)
    for doc in range(0, int(opened.article_bases[-1]), 11):
        opened.article(doc)
        opened.quotations_of(doc)


def look(index: Path) -> str:
    """What became of opening and reading everything: "read", or the message of IndexCorrupt."""
    try:
        with open_index(index) as opened, opened.naming_damage():
            use(opened)
    except IndexCorrupt as error:
        return str(error)
    return "read"


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["flip", "cut", "grow", "remove"])
def test_damage_is_named_by_file(whole: Path, tmp_path: Path, kind: str, how: str) -> None:
    """Every kind of file, damaged anywhere: reading raises IndexCorrupt with its name or is not touched by it, and
    doctor always finds it."""
    chance = random.Random(f"{kind} {how}")
    index = tmp_path / "index"
    for trial in range({"flip": 40, "cut": 8}.get(how, 2)):
        shutil.copytree(whole, index)
        target = chance.choice(sorted(index.glob(f"*.{kind}")))
        content = bytearray(target.read_bytes())
        if how == "flip":
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        elif how == "cut":
            del content[chance.randrange(len(content)) :]
        else:
            content += b"\0" * (trial + 1) if target.suffix != ".json" else b"}"
        target.write_bytes(content)
        if how == "remove":
            target.unlink()
        if how == "remove" and kind == "json":
            with pytest.raises(IndexNotFound):
                open_index(index)
        else:
            said = look(index)
            assert said == "read" or target.name in said, said
            if how != "flip":
                assert said != "read"
            if kind == "json":
                with pytest.raises((IndexCorrupt, IndexOutdated)):
                    doctor(index)
            else:
                assert target.name in {finding.file for finding in doctor(index)}, (how, trial)
        shutil.rmtree(index)


def test_reading_damage_takes_no_memory_beyond_the_files(whole: Path, tmp_path: Path) -> None:
    """Forty damaged columns, checksums of the table made to fit: no more than some megabytes are ever asked for."""
    chance = random.Random(3)
    index = tmp_path / "index"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(40):
        shutil.copytree(whole, index)
        target = chance.choice(sorted(index.glob("*.segment")))
        content = bytearray(target.read_bytes())
        table_at = TAIL.unpack_from(content, len(content) - TAIL.size)[0]
        for _ in range(6):
            at = chance.randrange(64, table_at)
            content[at : at + 4] = chance.choice(
                [b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80", b"\1\2\3\4"]
            )
        del content[table_at + len(content) - table_at :]
        target.write_bytes(content)
        look(index)
        shutil.rmtree(index)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10 < 150


def forged(segment: Path, **changes: object) -> None:
    """Rewrite the table of contents of a segment, with its checksum right."""
    content = segment.read_bytes()
    offset, length, _, mark = TAIL.unpack_from(content, len(content) - TAIL.size)
    table = json.loads(content[offset : offset + length])
    for name, row in changes.items():
        table["columns" if isinstance(row, list) else "scalars"][name.replace("__", ".")] = row
    coded = json.dumps(table).encode()
    segment.write_bytes(content[:offset] + coded + TAIL.pack(offset, len(coded), zlib.crc32(coded), mark))


@pytest.mark.parametrize(
    "changes",
    [
        {"articles": 2**62},
        {"articles": -1},
        {"articles": "many"},
        {"articles__text__terms__count": 2**40},
        {"articles__text__starts": [0, "uint64", 2**60, 0]},
        {"articles__text__starts": [2**60, "uint8", 4, 0]},
        {"articles__text__starts": [8, "object", 4, 0]},
        {"articles__text__starts": [64, "uint8", -4, 0]},
        {"articles__text__starts": [64, "uint8"]},
        {"articles__text__position_bits": 63},
        {"articles__date": [64, "int32", 1, 0]},
    ],
    ids=str,
)
def test_a_forged_table_of_contents_is_refused(whole: Path, tmp_path: Path, changes: dict[str, object]) -> None:
    """Lengths, types and places that no writer states are refused before anything is allocated."""
    index = tmp_path / "index"
    shutil.copytree(whole, index)
    segment = sorted(index.glob("*.segment"))[0]
    forged(segment, **changes)
    manifest = json.loads((index / NAME).read_bytes())
    entry = next(entry for entry in manifest["segments"] if entry["name"] == segment.name)
    content = segment.read_bytes()
    entry["size"] = len(content)
    entry["table_crc32"] = TAIL.unpack_from(content, len(content) - TAIL.size)[2]
    resealed(index, manifest)
    assert segment.name in look(index)
    assert segment.name in {finding.file for finding in doctor(index)}


def resealed(index: Path, manifest: dict[str, object]) -> None:
    manifest.pop("crc32", None)
    manifest["crc32"] = zlib.crc32(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode())
    (index / NAME).write_text(json.dumps(manifest), "utf-8")


@pytest.mark.parametrize(
    ("changes", "hint"),
    [({"schema": SCHEMA_VERSION + 1}, "upgrade"), ({"schema": SCHEMA_VERSION - 1}, "build it again"),
     ({"format": 99}, "upgrade"), ({"format": 2}, "build it again")],
)  # fmt: skip
def test_another_version_is_refused_with_what_to_do(
    whole: Path, tmp_path: Path, changes: dict[str, int], hint: str
) -> None:
    """An index of a newer or an older version is neither read nor written."""
    index = tmp_path / "index"
    shutil.copytree(whole, index)
    resealed(index, json.loads((index / NAME).read_bytes()) | changes)
    for attempt in (open_index, doctor, IndexWriter):
        with pytest.raises(IndexOutdated) as caught:
            attempt(index)  # type: ignore[operator]
        assert hint in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"null", b"[]", b"{}", b"[" * 100_000, b'{"crc32": 0}', b"\xff", b"1e999"])
def test_what_is_no_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    """Anything at all in the place of the manifest is IndexCorrupt with its name."""
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(IndexCorrupt, match=NAME):
        open_index(tmp_path)


def test_a_manifest_names_no_file_elsewhere(whole: Path, tmp_path: Path) -> None:
    """A path in the place of a name is refused, checksum or not."""
    index = tmp_path / "index"
    shutil.copytree(whole, index)
    manifest = json.loads((index / NAME).read_bytes())
    manifest["segments"][0]["name"] = "../" + manifest["segments"][0]["name"]
    resealed(index, manifest)
    with pytest.raises(IndexCorrupt, match=NAME):
        open_index(index)


def test_orphans_are_listed_and_removed_on_request(whole: Path, tmp_path: Path) -> None:
    """Files of a writer that died are findings; repair removes them and nothing else."""
    index = tmp_path / "index"
    shutil.copytree(whole, index)
    (index / "000099-abcdef.segment").write_bytes(b"half")
    (index / "notes.txt").write_text("mine")
    assert [(f.kind, f.file, f.removed) for f in doctor(index)] == [("orphan", "000099-abcdef.segment", False)]
    assert [(f.kind, f.file, f.removed) for f in doctor(index, repair=True)] == [
        ("orphan", "000099-abcdef.segment", True)
    ]
    assert doctor(index) == []
    assert (index / "notes.txt").exists()
    assert look(index) == "read"


def test_a_cross_reference_that_no_checksum_covers_is_found(whole: Path, tmp_path: Path) -> None:
    """A ledger that names articles which are not there, with every checksum right."""
    index = tmp_path / "index"
    shutil.copytree(whole, index)
    with IndexWriter(index) as writer:
        writer.commit({"b.txt": FileState("stamp", ("n1", "nobody"))})
    assert [(f.kind, "nobody" in f.what) for f in doctor(index)] == [("damage", True)]
    assert np.all([f.file.endswith(".ledger") for f in doctor(index)])


@pytest.mark.parametrize(
    ("states", "what"),
    [
        ({"a": FileState("1", ("n1",)), "b": FileState("2", ("n1",))}, "b has 1 articles that a has as well"),
        ({"a": FileState("1", (), elsewhere=("n1",))}, "a states 1 articles that no other file has"),
        ({"a": FileState("1", ("n1",), elsewhere=("n1",))}, "a states 1 articles that no other file has"),
    ],
    ids=["of two", "of none", "of itself"],
)
def test_who_has_an_article_is_settled(states: dict[str, FileState], what: str, whole: Path, tmp_path: Path) -> None:
    """One file has each article, and others may state it: a ledger that says otherwise is damaged."""
    index = tmp_path / "index"
    shutil.copytree(whole, index)
    with IndexWriter(index) as writer:
        writer.commit(states)
    assert [what in found.what for found in doctor(index)] == [True]
    with IndexWriter(index) as writer:
        writer.commit({"a": FileState("1", ("n1",)), "b": FileState("2", (), elsewhere=("n1",))})
    assert doctor(index) == []
