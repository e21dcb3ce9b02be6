"""Building: what changed is read again, what is gone can be dropped, what was committed survives anything."""

from __future__ import annotations

import gc
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.build import BuildReport, build
from indexer.errors import IndexCorrupt, IndexLocked
from indexer.store import IndexWriter, open_index
from tests.conftest import SEEDS, Run, environment, shared


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
        [sys.executable, "-m", "search", "index", "-i", str(index), *map(str, paths)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("trial", range(5))
def test_a_killed_build_leaves_an_index_that_the_next_one_completes(trial: int, tmp_path: Path) -> None:
    """SIGKILL at any moment: what opens is whole, and the next run ends with every record accounted for."""
    corpus = tmp_path / "many.jsonl"
    lines = [json.dumps({"id": f"n{n}", "text": f"Article {n}. “We saw it {n},” Ada Lind said."}) for n in range(3000)]
    corpus.write_text("\n".join(lines) + "\n", "utf-8")
    index = tmp_path / "index"
    build(index, [str(SEEDS)])
    process = _start(index, corpus)
    time.sleep(random.Random(trial).uniform(0.3, 2.5))
    process.kill()
    process.communicate(timeout=60)
    with open_index(index) as opened:
        assert opened.facts().articles >= 14
    report = build(index, [str(corpus)])
    assert report.added + report.unchanged == 3000
    assert not report.rejected
    assert len(ids(index)) == 3014


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
    assert b"kept: 14 articles" in told or b"kept: " in told
    assert b"Traceback" not in told
    assert len(ids(index)) >= 14


def test_real_news_are_all_accounted_for(tmp_path: Path) -> None:
    """Every line of a file of real articles is added or rejected with a reason."""
    source = shared("data", "news", "recovery.jsonl.gz")
    report = build(tmp_path / "index", [str(source)])
    assert report.added + len(report.rejected) == 2258
    with open_index(tmp_path / "index") as opened:
        assert opened.facts().articles == report.added


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
