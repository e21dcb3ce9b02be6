"""What readers of a cluster see while it is written to: one generation, of the old indexes or of the new."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexer.article import Article
from indexer.build import build
from indexer.cluster.client import Client
from indexer.cluster.indexes import Indexes, current
from indexer.cluster.state import Committed, settled
from indexer.errors import ClusterRefused
from search.api import Archive, open_archive
from tests.cluster.written import There

_ARTICLES = 24
_VERSIONS = 12


@pytest.fixture
def there(cluster: Any, request: pytest.FixtureRequest) -> Iterator[There]:
    with There(cluster.urls, f"g-{request.node.name[:60].lower()}") as archive:
        yield archive


def texts(version: int) -> list[Article]:
    """As many articles as ever, each with the number of this version; one more of each."""
    return [
        Article(id=f"a{nth}", body=f"words {nth}", title=f"version {version}") for nth in range(_ARTICLES + version)
    ]


def seen(client: Client, indexes: Indexes) -> tuple[set[str], int, Committed]:
    """The titles of all articles as of one point in time, how many there are, and the generation."""

    def open_point() -> str:
        names = ",".join(indexes.all)
        return str(client.request("POST", f"/{names}/_search/point_in_time?keep_alive=1m")["pit_id"])

    def close(point: str) -> None:
        client.request("DELETE", "/_search/point_in_time", {"pit_id": [point]})

    point, committed = settled(client, indexes.state, open_point, close)
    body = {"size": 1000, "pit": {"id": point}, "query": {"exists": {"field": "digest"}}, "_source": ["record"]}
    hits = client.request("POST", "/_search?allow_partial_search_results=false", body)["hits"]["hits"]
    close(point)
    return (
        {hit["_source"]["record"].partition('"title":"')[2].partition('"')[0] for hit in hits},
        len(hits),
        committed,
    )


@pytest.mark.slow
def test_nobody_sees_half_a_commit(there: There) -> None:
    """Each commit replaces all articles, on three shards, and adds one: a reader finds all of one version."""
    done = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with there.target.open_writer(create=True) as writer:
                for version in range(_VERSIONS):
                    writer.put_all([(article, []) for article in texts(version)])
                    writer.commit({})
        except BaseException as error:
            failed.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=write)
    thread.start()
    generations = set()
    while not done.is_set():
        if (indexes := current(there.client, there.target.name)) is not None:
            titles, count, committed = seen(there.client, indexes)
            generations.add(committed.generation)
            assert len(titles) == 1
            assert titles == {f"version {count - _ARTICLES}"}
    thread.join()
    assert not failed
    assert len(generations) > 2
    assert seen(there.client, there.indexes)[:2] == ({f"version {_VERSIONS - 1}"}, _ARTICLES + _VERSIONS - 1)


@pytest.mark.slow
def test_an_answer_is_of_the_old_or_of_the_new_index(there: There, tmp_path: Path) -> None:
    """While an archive is built anew and takes the place of the old one, 200 queries, some of an archive that is
    opened for each, some of one that is kept open as at the prompt, are each answered from one of them alone."""
    folders = []
    for version, count in enumerate((30, 50)):
        folders.append(tmp_path / str(version))
        folders[-1].mkdir()
        for nth in range(count):
            text = f"Title {nth}\n\n“Version {version} is the right one,” said Ada Quill of number {nth}.\n"
            (folders[-1] / f"{nth}.txt").write_text(text, "utf-8")
    build(there.target, [str(folders[0])], workers=1)
    rebuild = there.target.divided(shards=None, replicas=None, rebuild=True)
    thread = threading.Thread(target=build, args=(rebuild, [str(folders[1])]), kwargs={"workers": 1})
    kept = open_archive(there.target)
    assert told(kept) == (0, 30)
    found: set[tuple[int, int]] = set()
    asked = afterwards = 0
    thread.start()
    while asked < 200 or afterwards < 9:
        over = not thread.is_alive()
        if not kept.is_newest():
            kept.close()
            kept = open_archive(there.target)
        with open_archive(there.target) as opened:
            answers = {told(opened), told(kept)}
        found |= answers
        asked += 4
        if over:
            assert answers == {(1, 50)}
            afterwards += 1
    thread.join()
    kept.close()
    assert found <= {(0, 30), (1, 50)}


def told(archive: Archive) -> tuple[int, int]:
    """Of which version the whole of an answer is, and how many articles it has; the quotations agree."""
    answer = archive.search("version", limit=100)
    (version,) = {int(hit.article.body.partition("Version ")[2][0]) for hit in answer.hits}
    assert answer.total == len(answer.hits) == archive.search("right", space="quotations", limit=100).total
    return version, answer.total


@pytest.mark.slow
def test_who_reads_the_old_index_goes_on(there: There, tmp_path: Path) -> None:
    """A point in time that was opened before a rebuild is there after it, until the next writer comes."""
    (tmp_path / "a.txt").write_text("Title\n\nSome words.\n", "utf-8")
    build(there.target, [str(tmp_path)], workers=1)
    point = there.client.request("POST", f"/{there.indexes.articles}/_search/point_in_time?keep_alive=5m")["pit_id"]
    body = {"size": 1, "pit": {"id": point}, "query": {"match_all": {}}, "_source": False}
    build(there.target.divided(shards=None, replicas=None, rebuild=True), [str(tmp_path)], workers=1)
    assert len(there.client.request("POST", "/_search", body)["hits"]["hits"]) == 1
    with there.target.open_writer(create=False):
        pass
    with pytest.raises(ClusterRefused):
        there.client.request("POST", "/_search", body)
