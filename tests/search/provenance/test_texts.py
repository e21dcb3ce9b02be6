"""Two articles that print one text are one text, whatever counts them: `reprinted` are six articles, three texts."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from search.api import Archive
from tests.conftest import Run
from tests.search.provenance.archives import archive_of, reprinted


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The reprints, in two commits."""
    rows = reprinted()
    with archive_of(tmp_path_factory.mktemp("reprints") / "index", rows[:2], rows[2:]) as opened:
        yield opened


def test_a_timeline_counts_a_text_on_its_first_day(archive: Archive) -> None:
    """The answer's texts once in all, the archive's once in each bucket."""
    found = archive.timeline("lantern", by="day")
    assert [(one.count, one.texts, one.of_texts) for one in found.buckets] == [
        (2, 1, 1), (2, 2, 2), (1, 0, 1), (1, 0, 1),
    ]  # fmt: skip
    assert (found.texts, found.asked.total) == (3, 6)
    assert [one.texts for one in archive.timeline(by="month").buckets] == [3]
    said = archive.timeline("lantern", by="month", space="quotations")
    assert [(one.count, one.texts) for one in said.buckets] == [(6, 3)]


def test_facets_tell_the_texts_of_each_value(archive: Archive) -> None:
    """Those of an outlet, of a month, and the copies of each text."""
    by = {facet.by: facet.values for facet in archive.facets("lantern", by=["source", "month", "text"]).facets}
    assert {one.value: (one.count, one.texts) for one in by["source"]} == {
        "Harbour Post": (2, 2), "Skerry Times": (2, 2), "Halyard": (2, 2),
    }  # fmt: skip
    assert [(one.value, one.count, one.texts) for one in by["month"]] == [("2025-03", 6, 3)]
    assert [(one.value, one.count) for one in by["text"]] == [("r0", 3), ("r3", 2), ("r5", 1)]
    (early,) = archive.facets("lantern date:2025-03-01", by=["source"]).facets
    assert [(one.count, one.texts) for one in early.values] == [(1, 1), (1, 1)]


def test_two_sides_have_their_texts(archive: Archive) -> None:
    """Of each side, and of the archive."""
    found = archive.versus("date:2025-03-01", "source:halyard")
    assert [(side.amounts.articles, side.amounts.texts) for side in found.sides] == [(2, 1), (2, 2)]
    assert (found.archive.articles, found.archive.texts) == (6, 3)


def test_a_trace_tells_how_many_texts_carry_the_words(archive: Archive) -> None:
    """With the article that leads each."""
    found = archive.trace("The lantern of harbour 0 is lit")
    exact = [one for one in found.carriers if one.rendering.verbatim]
    assert [(one.id, one.group, one.lead) for one in exact] == [
        ("r0", "r0", True), ("r1", "r0", False), ("r2", "r0", False),
    ]  # fmt: skip
    assert found.texts == len({one.group for one in found.carriers}) < len(found.carriers)


@pytest.mark.slow
def test_the_shell_counts_texts_too(archive: Archive, run: Run) -> None:
    """`--texts` draws them; JSON has both numbers."""
    where = ("-i", str(archive.path))
    drawn = run("timeline", "lantern", "--by", "day", "--texts", *where).stdout.splitlines()
    assert [line.split()[1] for line in drawn[1:]] == ["1", "2", "0", "0"]
    *_, summary = map(json.loads, run("timeline", "lantern", "--json", *where).stdout.splitlines())
    assert (summary["total"], summary["texts"]) == (6, 3)
    *_, summary = map(json.loads, run("trace", "lantern of harbour 0 is lit", "--json", *where).stdout.splitlines())
    assert summary["texts"] < summary["carriers"]
    assert "6 articles" in run("facets", "lantern", "--by", "text", *where).stderr
