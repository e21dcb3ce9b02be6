"""Articles that were deleted by hand: gone, from the disk as well, and not coming back until they are restored."""

from __future__ import annotations

import json
import random
import re
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard

from indexer.build import BuildReport, build
from indexer.errors import IndexCorrupt, IndexLocked
from indexer.store import IndexWriter, open_index, optimize
from indexer.store.doctor import doctor
from indexer.store.manifest import read_manifest
from indexer.store.takedowns import delete, restore
from tests.indexer.test_build import counts, ids

_FRAME, _HEADER, _LONGEST = b"\x28\xb5\x2f\xfd", re.compile(rb"[\x20\x60\xa0]"), 1 << 14
"""What a frame begins with and is not kept of one; what follows it; bytes of the longest frame here."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A text and a file of twelve records, each with a word of its own."""
    made = tmp_path / "news"
    made.mkdir()
    (made / "one.txt").write_text(
        "Why Zorvath fell\n\nBy Brumela Quost\n\nThe dam is full.\n\n“It is, quixotically,” said Ada Lind, and "
        "Kholter’s men with her, of Tervish and of Vossen’s.\n",
        "utf-8",
    )
    rows = [
        {"id": f"r{n}", "text": f"Record xyl{'aeiou'[n % 5]}{n}phone of Vossen.", "section": f"room {n}q"}
        for n in range(12)
    ]
    (made / "many.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return made


def on_disk(index: Path, word: bytes) -> set[str]:
    """The files of an index that have a word, as it stands or packed."""
    found, unpacker = set(), zstandard.ZstdDecompressor()
    for path in index.iterdir():
        data = path.read_bytes()
        parts = [data]
        for at in _HEADER.finditer(data):
            with suppress(zstandard.ZstdError):  # no frame after all
                parts.append(unpacker.decompressobj().decompress(_FRAME + data[at.start() : at.start() + _LONGEST]))
        if any(word in part.lower() for part in parts):
            found.add(path.name)
    return found


def rebuilt(index: Path, folder: Path) -> BuildReport:
    report = build(index, [str(folder)])
    assert doctor(index) == []
    return report


def test_a_deleted_article_does_not_come_back_with_its_file(folder: Path, tmp_path: Path) -> None:
    """Not when nothing has changed, not when the file has, not under another run's eyes; it is told."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    done = delete(index, ["one.txt", "r3", "r3", "nowhere"])
    assert (done.deleted, done.withheld, done.missing) == (("one.txt", "r3"), (), ("nowhere",))
    assert "r3" not in ids(index)
    report = rebuilt(index, folder)
    assert (counts(report), report.withheld) == ((0, 0, 11, 0, 0), 2)
    (folder / "one.txt").write_text("The dam is empty.\n", "utf-8")
    with (folder / "many.jsonl").open("a") as file:
        file.write('{"id": "r99", "text": "New."}\n')
    report = rebuilt(index, folder)
    assert (counts(report), report.withheld) == ((1, 0, 11, 0, 0), 2)
    assert ids(index) == {f"r{n}" for n in (*range(12), 99)} - {"r3"}
    assert delete(index, ["r3", "r4"]).withheld == ("r3",)
    with open_index(index) as opened:
        assert set(opened.withheld()) == {"one.txt", "r3", "r4"}


@pytest.mark.slow
def test_its_words_are_gone_from_the_disk_when_the_index_is_optimized(folder: Path, tmp_path: Path) -> None:
    """Of the text, of quotations, of speakers: no file of the index has them, packed or not; those of others stay."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    gone = (
        b"quixotic", b"lind", b"xyli2phone", b"zorvath", b"quost", b"brumela", b"kholter", b"tervish", b"room 2q",
    )  # fmt: skip
    for word in gone:
        assert on_disk(index, word), word
    delete(index, ["one.txt", "r2"])
    optimize(index)
    for word in gone:
        assert on_disk(index, word) == set(), word
    assert on_disk(index, b"vossen")
    assert on_disk(index, b"xylo3phone")
    assert rebuilt(index, folder).withheld == 2
    delete(index, ids(index))  # all that is left
    optimize(index)
    assert on_disk(index, b"xyl") == set()
    assert (ids(index), rebuilt(index, folder).withheld) == (set(), 13)


def test_what_is_restored_comes_back_with_its_file(folder: Path, tmp_path: Path) -> None:
    """The file is read again although it has not changed; what it says of others stays withheld."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    delete(index, ["r3", "r5"])
    optimize(index)
    done = restore(index, ["r3", "nowhere"])
    assert (done.restored, done.missing) == ({"r3": str(folder / "many.jsonl")}, ("nowhere",))
    assert doctor(index) == []
    report = rebuilt(index, folder)
    assert (counts(report), report.withheld) == ((1, 0, 11, 0, 0), 1)
    assert "r3" in ids(index)
    assert counts(rebuilt(index, folder)) == (0, 0, 12, 0, 0)


def test_files_that_share_an_id_cannot_bring_it_back(folder: Path, tmp_path: Path) -> None:
    """The file read last has the article; when that is pruned the other is read for it, and what is withheld stays
    so. Restored, it is the last one's that comes."""
    index, latest = tmp_path / "index", tmp_path / "latest"
    build(index, [str(folder)])
    latest.mkdir()
    (latest / "new.jsonl").write_text('{"id": "r1", "text": "Record 1, corrected."}\n', "utf-8")
    build(index, [str(latest)])
    delete(index, ["r1"])
    restore(index, ["r1"])
    build(index, [str(folder)])
    assert "r1" not in ids(index)
    assert rebuilt(index, latest).added == 1
    with open_index(index) as opened:
        assert "corrected" in opened.article(opened.find("r1") or 0).body
    delete(index, ["r1"])
    (latest / "new.jsonl").unlink()
    report = build(index, [str(folder), str(latest)], prune=True)
    assert (counts(report)[:2], report.withheld) == ((0, 0), 1)
    assert "r1" not in ids(index)
    assert doctor(index) == []
    restore(index, ["r1"])
    assert rebuilt(index, folder).added == 1


def test_an_interrupted_file_brings_nothing_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deleted while the file was read in part; restored before the rest is: all of it is read."""
    from tests.indexer.test_crawls import Interrupt

    file, index = tmp_path / "many.jsonl", tmp_path / "index"
    file.write_text("".join(f'{{"id": "r{n}", "text": "Record {n}."}}\n' for n in range(60)), "utf-8")
    monkeypatch.setattr("indexer.build.COMMIT_SECONDS", 0.0)
    with pytest.raises(KeyboardInterrupt):
        build(index, [str(file)], on_made=Interrupt(40))
    delete(index, ["r1", "r2"])
    restore(index, ["r1"])
    report = rebuilt(index, file)
    assert ids(index) == {f"r{n}" for n in range(60)} - {"r2"}
    assert report.withheld == 1


def test_chance_of_deletions(folder: Path, tmp_path: Path) -> None:
    """Files that change, deletions, restorations, builds with and without workers, optimizing, in any order: the
    index has what the files state but for what is withheld."""
    chance, index = random.Random(5), tmp_path / "index"
    withheld: set[str] = set()
    build(index, [str(folder)])
    for _ in range(25):
        match chance.choice(["change", "delete", "restore", "optimize", "build"]):
            case "change":
                rows = chance.sample(range(20), 12)
                text = "".join(f'{{"id": "r{n}", "text": "Record {n}: {chance.random()}."}}\n' for n in rows)
                (folder / "many.jsonl").write_text(text, "utf-8")
            case "delete":
                withheld |= set(delete(index, chance.sample([f"r{n}" for n in range(20)], 3)).deleted)
            case "restore":
                some = chance.sample(sorted(withheld), min(len(withheld), 2))
                assert set(restore(index, some).restored) == set(some)
                withheld -= set(some)
            case "optimize":
                optimize(index)
            case "build":
                build(index, [str(folder)], workers=chance.choice([1, 2]), find=None)
                stated = {json.loads(line)["id"] for line in (folder / "many.jsonl").read_text().splitlines()}
                assert ids(index) == (stated | {"one.txt"}) - withheld
        assert doctor(index) == []


def test_a_pipe_cannot_be_read_again(tmp_path: Path) -> None:
    """What is restored of it is to be piped in anew, and the index is sound until then."""
    import io
    from types import SimpleNamespace

    index = tmp_path / "index"

    def pipe(text: str) -> BuildReport:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))
            return build(index, ["-"], find=None)

    pipe('{"id": "a", "text": "Record a."}\n{"id": "b", "text": "Record b."}\n')
    delete(index, ["a"])
    assert pipe('{"id": "a", "text": "Record a."}\n').withheld == 1
    assert restore(index, ["a"]).restored == {"a": "-"}
    pipe('{"id": "c", "text": "Record c."}\n')
    assert doctor(index) == []
    pipe('{"id": "a", "text": "Record a."}\n')
    assert ids(index) == {"a", "b", "c"}


def test_the_list_is_guarded_as_all_files_are(folder: Path, tmp_path: Path) -> None:
    """One writer at a time; a damaged list is told by who needs it, and by the doctor."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    with IndexWriter(index), pytest.raises(IndexLocked):
        delete(index, ["r1"])
    delete(index, ["r1"])
    entry = read_manifest(index).withheld
    assert entry is not None
    content = (index / entry.name).read_bytes()
    (index / entry.name).write_bytes(content.replace(b"r1", b"r2"))
    with pytest.raises(IndexCorrupt, match=entry.name):
        build(index, [str(folder)])
    assert [found.file for found in doctor(index)] == [entry.name]
