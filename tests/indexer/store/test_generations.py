"""With which commit an article came in: kept by merging, new with a change, begun again with a new index."""

from __future__ import annotations

import json
import shutil
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.errors import IndexCorrupt
from indexer.store import IndexWriter, open_index
from indexer.store.doctor import doctor
from indexer.store.manifest import read_manifest
from indexer.store.writer import FANOUT, optimize

Step = tuple[str, int]


def made(number: int, version: int = 0) -> Article:
    return Article(id=f"a{number}", body=f"strike {number} {version}")


def generations(path: Path) -> dict[str, int]:
    """Of each living article the generation that it came in with."""
    with open_index(path) as index:
        came = np.concatenate(
            [np.zeros(0, np.int32), *(one.articles.columns["generation"] for one in index.segments)]
        )
        docs = np.fromiter(index.articles.all_doc_ids(), np.int32)
        return dict(zip(index.ids(docs), came[docs].tolist(), strict=True))


def test_a_commit_is_told_whatever_is_merged(tmp_path: Path) -> None:
    """So many commits that segments are merged by themselves, then all of them."""
    with IndexWriter(tmp_path) as writer:
        for number in range(FANOUT + 2):
            writer.put(made(number), [])
            writer.commit({})
    wanted = {f"a{number}": number + 1 for number in range(FANOUT + 2)}
    assert len(read_manifest(tmp_path).segments) < FANOUT
    assert generations(tmp_path) == wanted
    assert optimize(tmp_path) == FANOUT + 3
    assert generations(tmp_path) == wanted
    assert not [finding for finding in doctor(tmp_path) if finding.kind == "damage"]


@settings(max_examples=30)
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("put"), st.integers(0, 5)),
            st.tuples(st.just("change"), st.integers(0, 5)),
            st.tuples(st.just("remove"), st.integers(0, 5)),
            st.tuples(st.sampled_from(["commit", "optimize", "again"]), st.just(0)),
        ),
        max_size=25,
    )
)
def test_any_history(tmp_path_factory: pytest.TempPathFactory, steps: list[Step]) -> None:
    """An article has the number of the commit behind which it was added, or changed, last."""
    path = tmp_path_factory.mktemp("history")
    versions: dict[str, int] = {}
    came: dict[str, int] = {}
    writer = IndexWriter(path)
    try:
        for what, number in [*steps, ("commit", 0)]:
            name = f"a{number}"
            if what in ("put", "change"):
                version = versions.get(name, 0) + (what == "change")
                if writer.put(made(number, version), []) != "unchanged":
                    came[name] = writer.generation + 1
                versions[name] = version
            elif what == "remove":
                assert writer.remove(name) == (name in came)
                came.pop(name, None)
            elif what == "optimize":
                writer.optimize()
            elif what == "again":
                writer.commit({})
                writer.__exit__(None, None, None)
                writer = IndexWriter(path)
            else:
                writer.commit({})
    finally:
        writer.__exit__(None, None, None)
    assert generations(path) == came


def test_an_index_has_one_identity(tmp_path: Path) -> None:
    """The same from commit to commit, also of a copy; another one of an index that is built anew."""
    with IndexWriter(tmp_path / "a") as writer:
        writer.put(made(1), [])
        writer.commit({})
        first = read_manifest(tmp_path / "a").identity
        writer.put(made(2), [])
        writer.commit({})
    optimize(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    assert read_manifest(tmp_path / "a").identity == read_manifest(tmp_path / "b").identity == first
    shutil.rmtree(tmp_path / "a")
    with IndexWriter(tmp_path / "a") as writer:
        writer.put(made(1), [])
        writer.commit({})
    assert read_manifest(tmp_path / "a").identity != first


@pytest.mark.parametrize(
    "change",
    [
        {"identity": 7},
        {"identity": "x" * 16},
        {"identity": ""},
        {"generation": 1 << 40},
        {"segments": [{"generation": 3}]},
        {"segments": [{"generation": "1"}]},
    ],
)
def test_a_made_up_manifest_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    """An identity that is none, a segment from a later generation."""
    with IndexWriter(tmp_path) as writer:
        writer.put(made(1), [])
        writer.commit({})
    value = json.loads((tmp_path / "manifest.json").read_bytes())
    del value["crc32"]
    if "segments" in change:
        change = {"segments": [value["segments"][0] | change["segments"][0]]}
    value |= change
    value["crc32"] = zlib.crc32(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())
    (tmp_path / "manifest.json").write_text(json.dumps(value))
    with pytest.raises(IndexCorrupt):
        open_index(tmp_path)
