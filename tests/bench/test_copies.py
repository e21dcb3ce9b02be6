"""The bench of copies: that groups are made and scored as they should be. Nothing here is timed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.copies import SCORER, measure_copies, score, tied, version_of_datasketch
from bench.corpus import NO_DAY, Prepared, generate
from bench.pipeline import INDEX, measure_pipeline


def test_all_that_are_tied_are_one_group() -> None:
    """By however many pairs, in whatever order."""
    groups = tied([(5, 1), (2, 3), (4, 2), (1, 6), (6, 5), (7, 8), (8, 4)])
    assert sorted(map(sorted, groups)) == [[1, 5, 6], [2, 3, 4, 7, 8]]


def test_both_find_the_copies_in_a_corpus(tmp_path: Path) -> None:
    """Each text twice, the second time with another id; a peer that is not there is left out."""
    once = [one for one in generate(12) if len(one.body.split()) > 60]
    again = [Prepared(id=f"again-{one.id}", title=one.title, body=one.body, day=NO_DAY) for one in once]
    built = measure_pipeline([*once, *again], tmp_path, cores=1, runs=1)
    there = version_of_datasketch() is not None
    found = measure_copies([*once, *again], tmp_path / INDEX, built, installed=there)
    assert [one.grouped for one in found.groupings] == [2 * len(once)] * (3 if there else 1)
    assert 0 < found.share < 1
    assert found.groupings[0].f1 is None


@pytest.mark.skipif(not SCORER.is_file(), reason="needs ../shared/tools/score_groups.py")
def test_groups_are_scored_where_there_is_gold(tmp_path: Path) -> None:
    """For a corpus that has all articles of it."""
    pairs = [{"a": "one", "b": "two", "kind": "same", "containment": 1.0}]
    (tmp_path / "pairs.jsonl").write_text("\n".join(map(json.dumps, pairs)))
    for name in ("negatives.jsonl", "short.txt", "events.jsonl"):
        (tmp_path / name).write_text("")
    assert score([["one", "two"]], {"one", "two", "three"}, gold=tmp_path) == 1.0
    assert score([["one", "three"]], {"one", "two", "three"}, gold=tmp_path) == 0.0
    assert score([["one", "two"]], {"one"}, gold=tmp_path) is None
    assert score([], {"one", "two"}, gold=tmp_path / "nowhere") is None
