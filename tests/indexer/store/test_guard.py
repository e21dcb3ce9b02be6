"""What is ours and what is not: other people's files are neither followed, waited for, written to nor removed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.errors import IndexCorrupt, IndexNotFound, UsageError, WriterFailed
from indexer.store import FileState, IndexWriter, manifest, open_index, optimize
from indexer.store.columns import TAIL, Columns
from indexer.store.doctor import Finding, doctor
from indexer.store.files import LOCK, MANIFEST, PART
from tests.indexer.store.corpora import article, contents, fill
from tests.torture.sealing import seal

NUMBERED = ("segment", "deleted", "ledger")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index with a file of each kind; what is remembered of checks is kept apart."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = tmp_path / "index"
    for part in (range(30), range(20, 40)):
        with IndexWriter(made) as writer:
            for number in part:
                writer.put(*article(number, version=part.start))
            writer.commit({"a.txt": FileState("stamp", ("n1", "n2"))})
    return made


def repair(index: Path) -> object:
    return doctor(index, repair=True)


def write(index: Path) -> None:
    fill(index, range(100, 103))


def first(index: Path, kind: str) -> Path:
    return index / (MANIFEST if kind == "manifest" else sorted(index.glob(f"*.{kind}"))[0].name)


def flip(path: Path, at: int) -> None:
    """Change a bit and put the modification time back."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("attempt", [repair, optimize, write])
@pytest.mark.parametrize("how", ["symlink", "hard link", "content", "pipe"])
def test_a_lock_that_is_none_is_never_written_to(
    index: Path, tmp_path: Path, attempt: Callable[[Path], object], how: str
) -> None:
    """A link to somebody's file, a file with other content, a pipe: an error, and nothing is touched."""
    victim, lock = tmp_path / "victim", index / LOCK
    victim.write_bytes(b"" if how == "hard link" else b"precious")
    lock.unlink()
    if how == "symlink":
        lock.symlink_to(victim)
    elif how == "hard link":
        lock.hardlink_to(victim)
    elif how == "content":
        lock.write_bytes(b"precious")
    else:
        os.mkfifo(lock)
    with pytest.raises(IndexCorrupt, match="lock"):
        attempt(index)
    assert victim.read_bytes() == (b"" if how == "hard link" else b"precious")
    assert how != "content" or lock.read_bytes() == b"precious"


def test_a_link_under_the_name_of_the_next_manifest_is_not_followed(index: Path, tmp_path: Path) -> None:
    """What a stranger's folder has as manifest.part leads nowhere."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (index / PART).symlink_to(victim)
    write(index)
    assert victim.read_text() == "precious"
    with open_index(index) as opened:
        assert opened.statistics().articles == 43


@pytest.mark.parametrize("kind", ["manifest", *NUMBERED])
@pytest.mark.parametrize("how", ["pipe", "link", "folder", "socket", "device"])
def test_only_regular_files_are_opened(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, how: str
) -> None:
    """A pipe is not waited for, a device not read, a link not followed, not even to the very file."""
    path = first(index, kind)
    kept = tmp_path / "kept"
    shutil.copy2(path, kept)
    path.unlink()
    if how == "pipe":
        os.mkfifo(path)
    elif how == "link":
        path.symlink_to(kept)
    elif how == "folder":
        path.mkdir()
    elif how == "device":
        path.symlink_to("/dev/zero")
    else:
        with socket.socket(socket.AF_UNIX) as made:
            monkeypatch.chdir(index)  # the path of a socket is short
            made.bind(path.name)
    with pytest.raises(IndexCorrupt, match=path.name), open_index(index) as opened:
        opened.ledger()


def test_a_manifest_larger_than_any_is_not_read(index: Path) -> None:
    """Six gigabytes that take no room on the disk would take them in memory."""
    os.truncate(index / MANIFEST, 6 << 30)
    with pytest.raises(IndexCorrupt, match=MANIFEST):
        open_index(index)


def test_a_hole_between_columns_is_not_read(index: Path) -> None:
    """What takes no room on the disk stands before the table, and every checksum is right: it is refused unread."""
    path = first(index, "segment")
    content = path.read_bytes()
    offset, length, crc, mark = TAIL.unpack_from(content, len(content) - TAIL.size)
    with path.open("r+b") as file:
        file.truncate(offset)
        file.seek(1 << 28)
        file.write(content[offset : offset + length] + TAIL.pack(1 << 28, length, crc, mark))
    told = json.loads((index / MANIFEST).read_bytes())
    next(entry for entry in told["segments"] if entry["name"] == path.name)["size"] = path.stat().st_size
    seal(index, told)
    with pytest.raises(IndexCorrupt, match=path.name):
        open_index(index)


def test_a_folder_with_files_of_others_becomes_no_index(tmp_path: Path) -> None:
    """Whoever names the wrong folder keeps all that is in it."""
    for name in ("2024.ledger", "movie.mkv.part", "customer.segment"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(UsageError, match="other files"):
        IndexWriter(tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["2024.ledger", "customer.segment", "movie.mkv.part"]


def test_files_of_others_in_an_index_stay(index: Path) -> None:
    """What is not named as a writer names its files is left alone, and so are folders and links that are."""
    names = ["2024.ledger", "movie.mkv.part", "customer.segment", "1-abcdef.segment", "000001-ABCDEF.segment"]
    for name in names:
        (index / name).write_text("mine")
    (index / "000099-abcdef.segment").mkdir()
    (index / "000099-abcdef.ledger").symlink_to(index / names[0])
    write(index)
    optimize(index)
    assert doctor(index, repair=True) == []
    assert all((index / name).exists() for name in [*names, "000099-abcdef.segment", "000099-abcdef.ledger"])


def test_a_build_that_was_ended_before_its_first_commit_is_gone_on_with(tmp_path: Path) -> None:
    """What it left are files of ours; they are cleared away."""
    (tmp_path / LOCK).write_bytes(b'{"pid": 1')
    (tmp_path / PART).write_bytes(b"{")
    (tmp_path / "000001-abcdef.segment").write_bytes(b"onrec")
    (tmp_path / "waiting-a0_b1_c2.part").write_bytes(b"")
    assert fill(tmp_path, range(3)) == 1
    assert not list(tmp_path.glob("waiting-*"))
    assert doctor(tmp_path) == []


@pytest.mark.parametrize("kind", NUMBERED)
def test_a_bit_that_changed_while_the_time_did_not_is_seen(index: Path, kind: str) -> None:
    """No program can set the change time: the file is checked whole, and refused."""
    path = first(index, kind)
    flip(path, path.stat().st_size // 3)
    with pytest.raises(IndexCorrupt, match=path.name), open_index(index) as opened:
        opened.ledger()


def test_a_copy_is_checked_once(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each segment of a copied index is read whole at the first opening, not at the next; a commit settles it."""
    checked: list[Path] = []

    def check(self: Columns) -> None:
        checked.append(self.path)

    monkeypatch.setattr(Columns, "check", check)
    copied = tmp_path / "copied"
    shutil.copytree(index, copied)
    for times in (2, 2):
        open_index(copied).close()
        assert len(checked) == times
    shutil.rmtree(tmp_path / "cache")
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    for times in (4, 6):
        open_index(copied).close()
        assert len(checked) == times
    with IndexWriter(copied) as writer:
        assert writer.commit(writer.ledger()) == 3
    checked.clear()
    open_index(copied).close()
    assert checked == []


@pytest.mark.parametrize("merge", [optimize, lambda index: fill(index, range(50, 60))], ids=["optimize", "commit"])
def test_damage_is_not_merged(index: Path, monkeypatch: pytest.MonkeyPatch, merge: Callable[[Path], object]) -> None:
    """Of a medium that gives back other bytes, not even the change time tells: merging does not make them sound."""
    monkeypatch.setattr("indexer.store.writer.FANOUT", 2)
    path = first(index, "segment")
    flip(path, path.stat().st_size // 3)
    monkeypatch.setattr("indexer.store.index.believe", lambda file, changed: None)
    before = sorted(os.listdir(index))
    with pytest.raises(IndexCorrupt, match=path.name):
        merge(index)
    assert sorted(os.listdir(index)) == before
    assert path.name in {finding.file for finding in doctor(index)}


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_what_comes_between_the_rename_and_the_end_of_a_commit_loses_nothing(
    index: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    """The new generation is the one that opens; that writer commits nothing more, and the next one goes on from
    it."""
    synced = manifest.sync_folder

    def failing(folder: Path) -> None:
        if not (folder / PART).exists() and (folder / MANIFEST).read_bytes() != before:
            raise error("between")
        synced(folder)

    before = (index / MANIFEST).read_bytes()
    with IndexWriter(index) as writer:
        writer.put(*article(77))
        monkeypatch.setattr(manifest, "sync_folder", failing)
        with pytest.raises(error):
            writer.commit({})
        monkeypatch.setattr(manifest, "sync_folder", synced)
        with open_index(index) as opened:
            assert opened.generation == 3
        with pytest.raises(WriterFailed):
            writer.commit({})
    assert fill(index, [78]) == 4
    with open_index(index) as opened:
        assert {"n77", "n78"} <= contents(opened).keys()
    assert doctor(index) == []


@pytest.mark.slow
def test_the_doctor_beside_a_build(index: Path) -> None:
    """Files of the writer at work are live and no left-overs; while generations come and go nothing is damaged."""
    with IndexWriter(index, memory=1) as writer:
        writer.put(*article(50))
        writer.put(*article(51))
        found = doctor(index)
        assert {finding.kind for finding in found} == {"live"}
        assert str(os.getpid()) in found[0].what
    assert doctor(index) == []
    seen: list[Finding] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.extend(finding for finding in doctor(index) if finding.kind == "damage")

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for number in range(8):
            fill(index, range(100 + number, 103 + number))
    finally:
        done.set()
        looking.join()
    assert seen == []


def test_a_lock_without_an_index_is_none(tmp_path: Path) -> None:
    """Reading makes nothing."""
    with pytest.raises(IndexNotFound):
        doctor(tmp_path / "nowhere", repair=True)
    assert not (tmp_path / "nowhere").exists()
