"""Building an archive on a cluster: the same as in a folder, also when a build is killed at any time."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.article import Article
from indexer.build import BuildReport, build
from indexer.cluster.bulk import Bulk
from indexer.cluster.lease import kept
from indexer.errors import IndexLocked, IndexNotFound, IndexOutdated
from indexer.store.takedowns import delete, restore
from tests.cluster.written import There, in_folder
from tests.conftest import ROOT, Run, environment, tries
from tests.indexer.store.copies.test_copies import changed, prose

_NAMES = ("Ada Lind", "Boris Kent", "Clara Moor")


def row(number: int, *, version: int = 0) -> dict[str, str]:
    """An article with a quotation; every fifth is a copy of the one before it, as another outlet prints it."""
    text = prose(number - (number % 5 == 4), words=80)
    if number % 5 == 4:
        text = changed(text, 0.03)
    said = f"“We will see about number {number % 7},” {_NAMES[number % 3]} said on Monday. {text}"
    date = f"2022-03-{1 + number % 28:02}"
    outlet = "Wire" if number % 2 else "The Post"
    title = f"Number {number}" + (f", version {version}" if version else "")
    return {"id": f"n{number}", "title": title, "text": said, "source": outlet, "date": date}


def corpus(folder: Path, *, files: int = 3, each: int = 40) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(files):
        write(folder / f"{number}.jsonl", [row(nth) for nth in range(number * each, (number + 1) * each)])
    return folder


def write(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), "utf-8")


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.removed


@pytest.fixture
def there(cluster: Any, request: pytest.FixtureRequest) -> Iterator[There]:
    """An archive of this test's own, which is not there yet."""
    with There(cluster.urls, f"w-{request.node.name[:60].lower()}") as archive:
        yield archive


@pytest.mark.slow
def test_an_archive_is_that_of_a_folder(there: There, tmp_path: Path) -> None:
    """Articles, quotations, copies, and what was done; a second run sends nothing, a changed article is sent alone,
    and what files state no longer is removed."""
    folder, index = corpus(tmp_path / "news"), tmp_path / "index"

    def both(**options: Any) -> BuildReport:
        here = build(index, [str(folder)], workers=1, **options)
        made = build(there.target, [str(folder)], workers=1, **options)
        assert counts(made) == counts(here)
        assert there.rows() == in_folder(index)
        return made

    assert both().added == 120
    assert sum(lead != name for name, (_, lead, _, _) in there.rows().items()) == 24
    sent, generation = there.sent(), there.committed().generation
    assert both().unchanged == 120
    assert (there.sent(), there.committed().generation) == (sent, generation)
    write(folder / "1.jsonl", [row(nth, version=int(nth == 50)) for nth in range(40, 80)])
    assert both().updated == 1
    assert there.sent() == sent + 1
    write(folder / "1.jsonl", [row(nth) for nth in range(40, 80) if nth not in (43, 51)])
    assert both().removed == 2
    assert there.rows()["n44"][1] == "n44"  # it was led by one that is gone
    (folder / "2.jsonl").unlink()
    assert both(prune=True).removed == 40
    assert there.ledger().keys() == {str(folder / "0.jsonl"), str(folder / "1.jsonl")}


@pytest.mark.slow
def test_workers_send_the_same(there: There, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With processes that make the documents, and many commits, the last of two articles with one id stays."""
    monkeypatch.setattr("indexer.workers.intake.ALONE", 10_000)
    monkeypatch.setattr("indexer.workers.intake.BATCH", 5_000)
    monkeypatch.setattr("indexer.build.COMMIT_SECONDS", 0.2)
    folder = corpus(tmp_path / "news")
    write(folder / "9.jsonl", [row(nth, version=2) for nth in range(30, 60)])
    build(tmp_path / "index", [str(folder)], workers=2)
    report = build(there.target, [str(folder)], workers=2)
    assert report.added + report.updated == 150
    assert there.rows() == in_folder(tmp_path / "index")
    assert there.ledger().keys() == {str(path) for path in folder.iterdir()}


@pytest.mark.slow
def test_commands(there: There, tmp_path: Path, run: Run) -> None:
    """index, doctor and optimize take a URL, and say what they did; what is wrong is said with the mend."""
    url = str(there.target)
    folder = str(corpus(tmp_path / "news", files=1))
    done = run("index", "-i", url, "--shards", "2", folder)
    assert done.returncode == 0
    assert "40 added, 0 updated, 0 unchanged, 0 removed, 0 rejected" in done.stdout
    assert json.loads(run("index", "-i", url, "--json", folder).stdout)["unchanged"] == 40
    done = run("doctor", "-i", url)
    assert (done.returncode, done.stderr) == (0, "The index is sound.\n")
    assert run("optimize", "-i", url).returncode == 0
    assert "is no name of an archive" in run("index", "-i", f"{url}X", folder).stderr
    assert "for an archive on a cluster" in run("index", "-i", "x", "--shards", "3", folder).stderr
    done = run("doctor", "-i", f"{url}-not")
    assert done.returncode == 2
    assert "there is no archive" in done.stderr
    assert len(there.rows()) == 40


_BUILD = """
import sys
import indexer.build, indexer.workers.intake as intake
from indexer.cluster.target import Target
indexer.build.COMMIT_SECONDS, intake.ALONE, intake.BATCH = 0.2, 20_000, 5_000
urls, name, folder = sys.argv[1:]
print("begun", flush=True)
indexer.build.build(Target(tuple(urls.split(",")), name), [folder], workers=2)
"""


@pytest.mark.slow
def test_a_build_that_is_killed_is_completed_by_the_next(there: There, tmp_path: Path) -> None:
    """Whenever it is killed, nothing is lost and nothing is there twice; what no file states any more is gone, though
    a build that was killed has sent it."""
    folder = corpus(tmp_path / "news", files=4, each=60)
    write(folder / "gone.jsonl", [row(nth) for nth in range(1000, 1040)])
    drawn = random.Random(18)
    for _ in range(tries(4, 25)):
        arguments = [sys.executable, "-c", _BUILD, ",".join(there.target.urls), there.target.name, str(folder)]
        process = subprocess.Popen(
            arguments, env=environment(), stdout=subprocess.PIPE, start_new_session=True, cwd=ROOT
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(drawn.uniform(0.1, 4.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    (folder / "gone.jsonl").unlink()
    build(there.target, [str(folder)], prune=True, workers=1)
    build(tmp_path / "index", [str(folder)], workers=1)
    assert there.rows() == in_folder(tmp_path / "index")
    assert [finding for finding in there.target.examined(repair=True) if not finding.removed] == []
    assert counts(build(there.target, [str(folder)], workers=1)) == (0, 0, 240, 0)


@pytest.mark.slow
def test_one_writer_at_a_time(there: There, tmp_path: Path) -> None:
    """A second one is refused while the first lives, and not afterwards."""
    build(there.target, [str(corpus(tmp_path / "news", files=1))], workers=1)
    with there.target.open_writer(create=False), pytest.raises(IndexLocked, match=str(os.getpid())):
        there.target.open_writer(create=False)
    with there.target.open_writer(create=False):
        pass


@pytest.mark.slow
def test_the_lease_of_a_dead_writer_elsewhere_ends(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a writer on another machine it is seen only that it renews its lease; one that does not is dead. It sends
    nothing any more, and what it had sent comes too late."""
    monkeypatch.setattr("indexer.cluster.lease.LEASE_SECONDS", 3.0)
    monkeypatch.setattr("indexer.cluster.lease._machine", lambda: "")
    first = there.target.open_writer(create=True)
    first.put_all([(Article(id="a", body="of the first"), [])])
    first.commit({})
    with pytest.raises(IndexLocked):
        there.target.open_writer(create=False)
    lease = first._lease  # type: ignore[attr-defined]
    lease._ended.set()  # it hangs, and renews nothing
    with there.target.open_writer(create=False) as second:
        second.put_all([(Article(id="a", body="of the second"), [])])
        second.commit({})
        with pytest.raises(IndexLocked, match="no longer"):
            lease.check()
        late = Bulk(there.client, check=lambda: None)
        late.delete(there.indexes.articles, "a", version=first._version())  # type: ignore[attr-defined]
        late.wait()
        late.close()
        first.put_all([(Article(id="b", body="of the first"), [])])
        with pytest.raises(IndexLocked):
            first.commit({})
    first.__exit__(None, None, None)
    with there.target.open_writer(create=False) as third:
        assert [article.body for article in third.articles(["a", "b"])] == ["of the second"]
        assert third.put_all([(Article(id="a", body="of the second"), [])]) == ["unchanged"]


@pytest.mark.slow
def test_what_is_deleted_stays_away_until_it_is_restored(there: There, tmp_path: Path) -> None:
    """Deleted by id, with the day; a build does not bring it back, also of a changed file; restored it comes back."""
    folder = corpus(tmp_path / "news", files=1)
    with pytest.raises(IndexNotFound):
        delete(there.target, ["n1"])
    build(there.target, [str(folder)], workers=1)
    done = delete(there.target, ["n3", "n7", "none"])
    assert (done.deleted, done.missing) == (("n3", "n7"), ("none",))
    assert there.rows().keys().isdisjoint({"n3", "n7"})
    assert there.rows()["n4"][1] == "n4"
    write(folder / "0.jsonl", [row(nth, version=3) for nth in range(40)])
    report = build(there.target, [str(folder)], workers=1)
    assert (report.updated, report.withheld) == (38, 2)
    assert delete(there.target, ["n3"]).withheld == ("n3",)
    assert restore(there.target, ["n3", "n5"]).restored == {"n3": str(folder / "0.jsonl")}
    assert build(there.target, [str(folder)], workers=1).added == 1
    assert "n3" in there.rows()
    assert "n7" not in there.rows()
    build(there.target.divided(shards=None, replicas=None, rebuild=True), [str(folder)], workers=1)
    assert "n7" not in there.rows()  # a rebuild knows it, too


@pytest.mark.slow
def test_an_archive_of_another_version_is_refused_and_rebuilt(there: There, tmp_path: Path) -> None:
    """The message names the mend, which works; the old one can be read until the next run."""
    folder = corpus(tmp_path / "news", files=1)
    build(there.target, [str(folder)], workers=1)
    old = there.indexes
    meta = {"onrecord": {"schema": 1, "analysis": 0, "identity": old.identity}}
    there.client.request("PUT", f"/{old.articles}/_mapping", {"_meta": meta})
    with pytest.raises(IndexOutdated, match="--rebuild"):
        build(there.target, [str(folder)], workers=1)
    rebuilt = there.target.divided(shards=1, replicas=0, rebuild=True)
    assert build(rebuilt, [str(folder)], workers=1).added == 40
    assert there.indexes != old
    assert exists(there, old.articles)
    assert build(there.target, [str(folder)], workers=1).unchanged == 40
    assert not exists(there, old.articles)


def exists(there: There, index: str) -> bool:
    return bool(there.client.request("HEAD", f"/{index}", accept=(200, 404)).status == 200)


@pytest.mark.slow
def test_a_rebuild_that_was_ended_goes_on(there: There, tmp_path: Path) -> None:
    """Until it is whole the archive is the old one; the next rebuild goes on with what there is."""
    folder = corpus(tmp_path / "news", files=2)
    build(there.target, [str(folder / "0.jsonl")], workers=1)
    old, rows = there.indexes, there.rows()
    rebuild = there.target.divided(shards=None, replicas=None, rebuild=True)
    with pytest.raises(KeyboardInterrupt):
        build(rebuild, [str(folder)], workers=1, on_made=interrupted_at(60), find=None)
    assert (there.indexes, there.rows()) == (old, rows)
    begun = kept(there.client, there.target.name)["made"]
    build(rebuild, [str(folder)], workers=1)
    assert there.indexes.identity == begun
    assert len(there.rows()) == 80


def interrupted_at(count: int) -> Any:
    seen = iter(range(count))

    def tell(_: object) -> None:
        if next(seen, None) is None:
            raise KeyboardInterrupt

    return tell
