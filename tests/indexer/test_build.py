"""Building: what changed is read again, what is gone can be dropped, what was committed survives anything."""

from __future__ import annotations

import errno
import gc
import gzip
import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

import pytest

from indexer.build import BuildReport, build
from indexer.errors import IndexCorrupt, IndexLocked
from indexer.store import IndexWriter, open_index
from indexer.store.doctor import doctor
from tests.conftest import SEEDS, Run, environment, shared, tries


def counts(report: BuildReport) -> tuple[int, int, int, int, int]:
    """Added, updated, unchanged, removed, rejected."""
    return report.added, report.updated, report.unchanged, report.removed, len(report.rejected)


def ids(index: Path) -> set[str]:
    with open_index(index) as opened:
        return {opened.article(int(doc)).id for doc in opened.articles.all_doc_ids()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two text files and a file of three records."""
    folder = tmp_path / "news"
    (folder / "sub").mkdir(parents=True)
    (folder / "one.txt").write_text("The dam is full.\n\n“It is,” Ada Lind said.\n", "utf-8")
    (folder / "sub" / "two.txt").write_text("The river is low.\n", "utf-8")
    records = [{"id": f"r{n}", "text": f"Record {n}."} for n in range(3)]
    (folder / "many.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    return folder


def test_a_second_run_reads_nothing_that_has_not_changed(folder: Path, tmp_path: Path) -> None:
    """Unchanged files are skipped, and all articles are accounted for."""
    index = tmp_path / "index"
    assert counts(build(index, [str(folder)])) == (5, 0, 0, 0, 0)
    again = build(index, [str(folder)])
    assert counts(again) == (0, 0, 5, 0, 0)
    assert again.bytes_read == 0


def test_a_changed_file_replaces_its_articles(folder: Path, tmp_path: Path) -> None:
    """A changed record is updated, one that is no longer in the file is removed, the rest is unchanged."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    (folder / "one.txt").write_text("The dam is empty.\n", "utf-8")
    (folder / "many.jsonl").write_text('{"id": "r0", "text": "Record 0."}\n{"id": "r9", "text": "New."}\n', "utf-8")
    assert counts(build(index, [str(folder)])) == (1, 1, 2, 2, 0)
    assert ids(index) == {"one.txt", "sub/two.txt", "r0", "r9"}


def test_a_file_that_is_touched_but_equal_is_unchanged(folder: Path, tmp_path: Path) -> None:
    """A new modification time makes a file read again, not its articles new."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    os.utime(folder / "many.jsonl", (1, 1))
    assert counts(build(index, [str(folder)])) == (0, 0, 5, 0, 0)


def test_what_is_gone_stays_until_it_is_pruned(folder: Path, tmp_path: Path) -> None:
    """Deleting a file loses nothing by itself; --prune drops its articles."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    (folder / "one.txt").unlink()
    assert counts(build(index, [str(folder)])) == (0, 0, 4, 0, 0)
    assert len(ids(index)) == 5
    assert counts(build(index, [str(folder)], prune=True)) == (0, 0, 4, 1, 0)
    assert ids(index) == {"sub/two.txt", "r0", "r1", "r2"}


def test_an_id_belongs_to_the_file_that_was_read_last(folder: Path, tmp_path: Path) -> None:
    """A newer dump with the same ids replaces the articles; the older file no longer decides over them."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    newer = tmp_path / "newer.jsonl"
    newer.write_text('{"id": "r1", "text": "Record 1, corrected."}\n', "utf-8")
    assert counts(build(index, [str(newer)])) == (0, 1, 0, 0, 0)
    (folder / "many.jsonl").unlink()
    assert build(index, [str(folder)], prune=True).removed == 2
    assert "r1" in ids(index)


def test_files_of_the_same_name_in_two_folders_do_not_replace_each_other(tmp_path: Path) -> None:
    """Ids made from paths are accidents: the second folder's name keeps them apart, run after run."""
    for year in ("2021", "2022"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "01.txt").write_text(f"The news of {year}.\n", "utf-8")
    index, folders = tmp_path / "index", [str(tmp_path / "2021"), str(tmp_path / "2022")]
    assert counts(build(index, folders)) == (2, 0, 0, 0, 0)
    assert ids(index) == {"01.txt", "2022/01.txt"}
    (tmp_path / "2022" / "01.txt").write_text("Other news of 2022.\n", "utf-8")
    assert counts(build(index, folders)) == (0, 1, 1, 0, 0)
    assert ids(index) == {"01.txt", "2022/01.txt"}


def test_a_changed_table_makes_its_files_read_again(folder: Path, tmp_path: Path) -> None:
    """metadata.csv is a part of what the articles beside it say."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    (folder / "metadata.csv").write_text("file,source\none.txt,The Herald\n", "utf-8")
    assert build(index, [str(folder)]).updated == 1
    with open_index(index) as opened:
        assert opened.source_names() == {"The Herald": 1}


def test_a_second_writer_is_refused_and_told_who_writes(folder: Path, tmp_path: Path) -> None:
    """One clear error, with the process that holds the index."""
    index = tmp_path / "index"
    with IndexWriter(index), pytest.raises(IndexLocked, match=str(os.getpid())):
        build(index, [str(folder)])
    assert build(index, [str(folder)]).added == 5


def _start(index: Path, *paths: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "onrecord", "index", "-i", str(index), *map(str, paths)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.slow
@pytest.mark.parametrize("trial", range(tries(2, 5)))
def test_a_killed_build_leaves_an_index_that_the_next_one_completes(trial: int, tmp_path: Path) -> None:
    """SIGKILL at any moment: what opens is whole, and the next run ends with every record accounted for."""
    corpus = tmp_path / "many.jsonl"
    lines = [
        json.dumps({"id": f"n{n}", "text": f"Article {n}. “We saw it {n},” Ada Lind said."}) for n in range(3000)
    ]
    corpus.write_text("\n".join(lines) + "\n", "utf-8")
    index = tmp_path / "index"
    build(index, [str(SEEDS)])
    process = _start(index, corpus)
    time.sleep(random.Random(trial).uniform(0.3, 2.5))
    process.kill()
    process.communicate(timeout=60)
    with open_index(index) as opened:
        assert opened.statistics().articles >= 17
    report = build(index, [str(corpus)])
    assert report.added + report.unchanged == 3000
    assert not report.rejected
    assert len(ids(index)) == 3017


@pytest.mark.slow
def test_ctrl_c_says_what_is_kept(tmp_path: Path) -> None:
    """130, no traceback, and how to go on."""
    corpus = tmp_path / "many.jsonl"
    corpus.write_text("".join(f'{{"id": "n{n}", "text": "Article {n}."}}\n' for n in range(60_000)), "utf-8")
    index = tmp_path / "index"
    build(index, [str(SEEDS)])
    process = _start(index, corpus)
    holder = f'"pid": {process.pid},'
    while holder not in (index / "lock").read_text("utf-8") and process.poll() is None:
        time.sleep(0.01)  # it has begun when it holds the lock
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 130, told
    assert b"kept: 17 articles" in told or b"kept: " in told
    assert b"Traceback" not in told
    assert len(ids(index)) >= 17


@pytest.mark.slow
def test_real_news_are_all_accounted_for(tmp_path: Path) -> None:
    """Every line of a file of real articles is added or rejected with a reason."""
    source = shared("data", "news", "recovery.jsonl.gz")
    report = build(tmp_path / "index", [str(source)], find=None)
    assert report.added + len(report.rejected) == 2258
    with open_index(tmp_path / "index") as opened:
        assert opened.statistics().articles == report.added


@pytest.mark.slow
def test_a_pipe_adds_to_what_earlier_pipes_gave(run: Run, tmp_path: Path) -> None:
    """Each pipe begins with line 1 again, and an empty one takes nothing away."""
    index = str(tmp_path / "index")
    for text in ("The first note.", "The second note.", "The second note.", ""):
        run("index", "-i", index, "-", stdin=text)
    run("index", "-i", index, "-", stdin='{"id": "a", "text": "Record a."}\n{"text": "Record without a name."}\n')
    run("index", "-i", index, "-", stdin='{"id": "b", "text": "Record b."}\n')
    assert {"a", "b"} < ids(tmp_path / "index")
    assert len(ids(tmp_path / "index")) == 5


def test_a_file_that_cannot_be_read_this_time_keeps_its_article(folder: Path, tmp_path: Path) -> None:
    """What is unreadable is rejected, run after run, and what was read of it before stays."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    (folder / "one.txt").write_bytes(b"\x00\x01\x02" * 50)
    for _ in range(2):
        report = build(index, [str(folder)])
        assert len(report.rejected) == 1
        assert "one.txt" in ids(index)


def test_rejected_records_are_told_until_they_are_mended(folder: Path, tmp_path: Path) -> None:
    """A second run over a file that has not changed says again what is wrong with it."""
    index = tmp_path / "index"
    with (folder / "many.jsonl").open("a") as file:
        file.write("{broken\n")
    for _ in range(2):
        assert [item.line for item in build(index, [str(folder)]).rejected] == [4]


def test_pruning_one_folder_leaves_another(folder: Path, tmp_path: Path) -> None:
    """Files that are gone elsewhere, with a disk that is not there, are none of its business."""
    index, other = tmp_path / "index", tmp_path / "other"
    other.mkdir()
    (other / "far.txt").write_text("News from afar.\n", "utf-8")
    build(index, [str(folder), str(other)])
    (other / "far.txt").unlink()
    (folder / "one.txt").unlink()
    assert build(index, [str(folder)], prune=True).removed == 1
    assert "far.txt" in ids(index)


def test_an_index_opens_from_the_first_moment(folder: Path, tmp_path: Path) -> None:
    """Before anything is read there is a generation, so that a build that is killed leaves an index."""

    class Stopped(Exception):
        pass

    def stop(_: object) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        build(tmp_path / "index", [str(folder)], on_progress=stop)
    assert ids(tmp_path / "index") == set()


def test_the_collector_is_left_as_it_was(tmp_path: Path) -> None:
    """A program that builds an index has its own way of collecting garbage afterwards, also after an error."""
    before = gc.get_threshold()
    (tmp_path / "one.txt").write_text("Peace.\n\nTalks began.")
    build(tmp_path / "index", [str(tmp_path / "one.txt")])
    assert gc.get_threshold() == before
    (tmp_path / "index" / "manifest.json").write_text("{")
    with pytest.raises(IndexCorrupt):
        build(tmp_path / "index", [str(tmp_path / "one.txt")])
    assert gc.get_threshold() == before


def edited(file: Path, content: bytes) -> None:
    """Another content in place of a file's, of the same name and times."""
    status = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_an_edit_of_the_same_size_and_time_is_read(folder: Path, tmp_path: Path) -> None:
    """As `cp -p`, `rsync -t` and `tar x` leave one."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    file = folder / "sub" / "two.txt"
    edited(file, file.read_bytes().replace(b"low", b"dry"))
    assert counts(build(index, [str(folder)])) == (0, 1, 4, 0, 0)


_CHANCE = random.Random(1)
RECORDS = b"".join(
    b'{"id": "n%d", "text": "Article %d: %d."}\n' % (n, n, _CHANCE.getrandbits(63)) for n in range(300)
)
ZIPPED = gzip.compress(RECORDS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl.gz", ZIPPED[:-2000]),
        ("a.jsonl.gz", ZIPPED[:-8] + b"\0" * 8),
        ("a.jsonl.gz", ZIPPED[:1500] + b"\xff" * 50 + ZIPPED[1550:]),
        ("a.jsonl.gz", ZIPPED[:5]),
        ("a.jsonl.gz", b""),
        ("a.jsonl", RECORDS[:5000]),
        ("a.jsonl", RECORDS[:5000] + b"\0" * (len(RECORDS) - 5000)),
        ("a.jsonl", RECORDS[:5000].rpartition(b"\n")[0] + b"\n\xff\xfe not UTF-8\n"),
    ],
    ids=["cut", "crc", "damaged", "header", "empty", "in a line", "zeros", "encoding"],
)  # fmt: skip
def test_what_may_be_in_what_cannot_be_read_is_not_gone(name: str, content: bytes, tmp_path: Path) -> None:
    """A file that was read whole once and cannot be now takes no article away, run after run, and that is told; when
    it is whole again, what it does not state is removed."""
    file, index = tmp_path / name, tmp_path / "index"
    file.write_bytes(ZIPPED if name.endswith(".gz") else RECORDS)
    build(index, [str(file)])
    file.write_bytes(content)
    for _ in range(2):
        report = build(index, [str(file)])
        assert (report.removed, len(report.rejected)) == (0, 1)
        assert report.kept + report.unchanged >= 299
        assert len(ids(index)) == 300
    file.write_bytes(gzip.compress(RECORDS[:5000].rpartition(b"\n")[0]))
    report = build(index, [str(file)])
    assert (report.kept, report.rejected, report.removed) == (0, [], 300 - len(ids(index)))
    assert report.removed > 100


def test_an_error_of_the_disk_in_the_middle_takes_nothing_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EIO after some of the records."""
    file, index = tmp_path / "a.jsonl", tmp_path / "index"
    file.write_bytes(RECORDS)
    build(index, [str(file)])
    os.utime(file, (1, 1))
    opened = Path.open

    def failing(path: Path, *how: Any, **more: Any) -> object:
        return opened(path, *how, **more) if path != file else Failing(opened(path, *how, **more))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", failing)
        report = build(index, [str(file)])
    assert "Input/output error" in report.rejected[0].reason
    assert report.removed == 0
    assert len(ids(index)) == 300
    assert counts(build(index, [str(file)])) == (0, 0, 300, 0, 0)


class Failing(io.BufferedReader):
    """A file of which only the beginning can be read."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file.detach())  # type: ignore[attr-defined]  # it is buffered

    def read1(self, size: int = -1, /) -> bytes:
        if self.tell():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().read1(5000)


def test_a_record_without_a_text_keeps_its_own_article_alone(tmp_path: Path) -> None:
    """What a record calls itself is known although it cannot be read; what the file states otherwise is, too."""
    file, index = tmp_path / "a.jsonl", tmp_path / "index"
    file.write_text('{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n{"id": "c", "text": "Three."}\n')
    build(index, [str(file)])
    file.write_text('{"id": "a"}\n{"id": "b", "text": "Two."}\n')
    assert counts(build(index, [str(file)])) == (0, 0, 1, 1, 1)
    assert ids(index) == {"a", "b"}


@pytest.fixture
def stated_twice(tmp_path: Path) -> tuple[Path, Path, Path]:
    """An index; a file, and another in a folder of its own, read later, that states the same ids."""
    index, older, latest = tmp_path / "index", tmp_path / "older" / "2024.jsonl", tmp_path / "new" / "latest.jsonl"
    for file, what in ((older, "before"), (latest, "after")):
        file.parent.mkdir()
        file.write_text("".join(f'{{"id": "x{n}", "text": "{what} {n}"}}\n' for n in range(3)))
        build(index, [str(file.parent)])
    return index, older, latest


def texts(index: Path) -> dict[str, str]:
    with open_index(index) as opened:
        made = [opened.article(int(doc)) for doc in opened.articles.all_doc_ids()]
        return {article.id: article.body for article in made}


def test_an_article_that_its_file_no_longer_states_goes_back_to_another(
    stated_twice: tuple[Path, Path, Path],
) -> None:
    """Edited or gone, the file read later takes nothing with it: the other is read again, wherever it is."""
    index, older, latest = stated_twice
    assert set(texts(index).values()) == {"after 0", "after 1", "after 2"}
    latest.write_text('{"id": "x0", "text": "once more"}\n')
    assert build(index, [str(latest.parent)]).removed == 0
    assert texts(index) == {"x0": "once more", "x1": "before 1", "x2": "before 2"}
    latest.unlink()
    assert build(index, [str(latest.parent)], prune=True).removed == 0
    assert texts(index)["x0"] == "before 0"
    assert doctor(index) == []
    older.unlink()
    assert build(index, [str(older.parent)], prune=True).removed == 3


def test_a_file_that_has_not_changed_takes_nothing_back_and_that_is_told(
    stated_twice: tuple[Path, Path, Path],
) -> None:
    """Going back to an older folder: its articles stay as the file read later has them, until it changes."""
    index, older, latest = stated_twice
    report = build(index, [str(older.parent)])
    assert report.later == {str(latest.resolve()): 3}
    assert set(texts(index).values()) == {"after 0", "after 1", "after 2"}
    with older.open("a") as file:
        file.write("{broken\n")
    for _ in range(2):  # read again to tell what is rejected, it is no newer than it was
        build(index, [str(older.parent)])
        assert texts(index)["x0"] == "before 0"
        latest.touch()
        build(index, [str(latest.parent)])
        build(index, [str(older.parent)])
        assert texts(index)["x0"] == "after 0"
        older.touch()


def test_a_file_that_goes_while_workers_have_its_articles_is_pruned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on its way to the index when it is removed does not come afterwards."""
    monkeypatch.setattr("indexer.workers.intake.ALONE", 0)
    (tmp_path / "news").mkdir()
    file, index = tmp_path / "news" / "a.jsonl", tmp_path / "index"
    file.write_bytes(RECORDS)
    (tmp_path / "news" / "b.txt").write_text("The dam is full.")
    report = build(
        index, [str(tmp_path / "news")], workers=2, prune=True,
        on_progress=lambda progress: file.unlink(missing_ok=True) if progress.files_done else None,
    )  # fmt: skip
    assert report.removed == 300
    assert ids(index) == {"b.txt"}
    assert doctor(index) == []


@pytest.mark.parametrize("error", [errno.EACCES, errno.EIO, errno.ENAMETOOLONG, errno.ELOOP, errno.ESTALE])
def test_what_cannot_be_looked_for_is_not_pruned(
    error: int, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is known to be gone is dropped; the rest is kept and told."""
    index = tmp_path / "index"
    build(index, [str(folder)])
    (folder / "many.jsonl").unlink()
    looked = os.stat

    def closed(path: Any, **how: Any) -> os.stat_result:
        if str(path).startswith(str(folder / "sub")):
            raise OSError(error, os.strerror(error), str(path))
        return looked(path, **how)

    with monkeypatch.context() as patch:
        patch.setattr("os.stat", closed)
        report = build(index, [str(folder)], prune=True)
    assert report.removed == 3
    assert "kept" in report.rejected[-1].hint
    assert ids(index) == {"one.txt", "sub/two.txt"}


def test_a_folder_that_nobody_may_search_is_told_and_not_pruned(as_nobody: Path) -> None:
    """The system says so, not a test: without the x bit of a folder its files can be listed and not looked at."""
    folder, index = as_nobody / "news", as_nobody / "index"
    (folder / "sub").mkdir(parents=True)
    for name in ("one.txt", "sub/two.txt"):
        (folder / name).write_text("The dam is full.")
    build(index, [str(folder)])
    for mode in (0o600, 0o000):
        (folder / "sub").chmod(mode)
        try:
            report = build(index, [str(folder)], prune=True)
        finally:
            (folder / "sub").chmod(0o700)
        assert {item.reason for item in report.rejected} == {"cannot be read: Permission denied"}
        assert report.removed == 0
        assert ids(index) == {"one.txt", "sub/two.txt"}
