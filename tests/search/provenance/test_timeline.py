"""How an answer lies in time, held against a plain loop over all articles."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import UsageError
from search.provenance.buckets import UNITS, Unit, first_day, unit_for
from search.provenance.timeline import Timeline
from tests.conftest import tries
from tests.search.provenance.archives import Told, archive_of, batches, bucket, has, living, told


def looped(articles: Sequence[Told], by: Unit, space: str, word: str = "") -> tuple[Counter[str], int, int]:
    """Documents by the first day of their bucket, and how many are undated and imprecise."""
    counts: Counter[str] = Counter()
    undated = imprecise = 0
    for article, quotations in articles:
        if space == "articles":
            times = int(has(article, word))
        else:
            times = sum(word in quotation.text.lower() for quotation in quotations)
        date = article.date
        if date is None:
            undated += times
        elif bucket(date.first, by) != bucket(date.last, by):
            imprecise += times
        elif times:
            counts[bucket(date.first, by)] += times
    return counts, undated, imprecise


@settings(max_examples=tries(25, 300))
@given(batches(), st.sampled_from(UNITS), st.sampled_from(("articles", "quotations")))
def test_counts_are_those_of_a_plain_loop(commits: list[list[Told]], by: Unit, space: str) -> None:
    """Whatever the segments: the documents in each bucket, those of the archive there, and what is not drawn."""
    with tempfile.TemporaryDirectory() as folder, archive_of(Path(folder, "index"), *commits) as archive:
        found = archive.timeline("ferry", by=by, space=space)  # type: ignore[arg-type]  # drawn from the two
        articles = living(commits)
        counts, undated, imprecise = looped(articles, by, space, "ferry")
        assert {b.first.isoformat(): b.count for b in found.buckets if b.count} == counts
        assert (found.undated, found.imprecise, found.drawn) == (undated, imprecise, counts.total())
        of, _, _ = looped(articles, by, space)
        for one in found.buckets:
            assert one.of == of[one.first.isoformat()]
            assert 0 <= one.texts <= one.count <= one.of
            assert one.share == (one.count / one.of if one.of else 0)
        assert all(a.last + dt.timedelta(days=1) == b.first for a, b in pairwise(found.buckets))
        if found.buckets:
            assert found.buckets[0].count
            assert found.buckets[-1].count
        assert [sum(column) for column in zip(*(one.counts for one in found.outlets), strict=True)] == [
            one.count for one in found.buckets
        ]
        by_outlet = Counter({outlet.name: outlet.total for outlet in found.outlets})
        assert by_outlet == outlets(articles, by, space)


def outlets(articles: Sequence[Told], by: Unit, space: str) -> Counter[str | None]:
    found: Counter[str | None] = Counter()
    for article, quotations in articles:
        if times := looped([(article, quotations)], by, space, "ferry")[0].total():
            found[article.source] += times
    return found


def weekly(path: Path, *numbers: tuple[int, int]) -> Timeline:
    """A timeline of weeks, each with so many articles on a ferry among so many."""
    articles = []
    for week, (some, every) in enumerate(numbers):
        day = (dt.date(2024, 1, 1) + dt.timedelta(weeks=week)).isoformat()
        articles += [told(1000 * week + n, ["ferry" if n < some else "quarrel"], date=day) for n in range(every)]
    with archive_of(path, articles) as archive:
        return archive.timeline("ferry", by="week")


@pytest.mark.parametrize(
    ("numbers", "bursts"),
    [
        ([(2, 20)] * 6, []),
        ([(1, 20), (2, 20), (16, 20), (2, 20), (1, 20)], [2]),
        ([(1, 20), (2, 20), (2, 20), (3, 20), (1, 20)], []),  # three times as many, but three are few
        ([(2, 20), (20, 200), (2, 20)], []),  # more, as there is more of everything
        ([(10, 20)], []),
        ([(1, 10), (0, 0), (1, 10)], []),
    ],
)
def test_a_burst_is_a_share_that_is_high_and_not_by_chance(
    tmp_path: Path, numbers: list[tuple[int, int]], bursts: list[int]
) -> None:
    """At least twice the usual share, and more texts than chance would put there."""
    found = weekly(tmp_path / "index", *numbers)
    assert [place for place, one in enumerate(found.buckets) if one.burst] == bursts


def test_a_burst_says_how_many_times_the_usual_it_is(tmp_path: Path) -> None:
    """The usual is the share of all other buckets together: 4 of 40 against 10 of 20 is five times."""
    found = weekly(tmp_path / "index", (2, 20), (15, 20), (2, 20))
    assert found.buckets[1].burst == pytest.approx(7.5)


def test_quotations_of_one_article_are_no_burst(tmp_path: Path) -> None:
    """One long interview has many quotations and is one text."""
    days = [f"2024-01-{day:02}" for day in range(1, 29)]
    articles = [told(n, date=day, said=[("The ferry leaves", "Ada Quill")]) for n, day in enumerate(days)]
    articles += [told(99, date="2024-01-10", said=[("The ferry leaves", "Ada Quill")] * 30)]
    with archive_of(tmp_path / "index", articles) as archive:
        found = archive.timeline("ferry", space="quotations", by="day")
    assert max(one.count for one in found.buckets) == 31
    assert not any(one.burst for one in found.buckets)


@pytest.mark.parametrize(
    ("dates", "by"),
    [
        (("2024-01-01", "2024-02-29"), "day"),
        (("2024-01-01", "2024-06-30"), "week"),
        (("2021-01-01", "2024-06-30"), "month"),
        (("1921-01-01", "2024-06-30"), "year"),
        (("2024-01-01",), "day"),
        ((), "day"),
        ((None,), "day"),
    ],
)
def test_without_a_unit_the_finest_is_taken_in_which_buckets_are_few(
    tmp_path: Path, dates: tuple[str | None, ...], by: Unit
) -> None:
    """No more than can be taken in at a glance."""
    articles = [told(number, date=date) for number, date in enumerate(dates)]
    with archive_of(tmp_path / "index", articles or [told(0, ["ferry"])]) as archive:
        found = archive.timeline("harbour")
    assert (found.by, len(found.buckets) <= 110) == (by, True)


def test_too_many_buckets_are_refused(tmp_path: Path) -> None:
    """A thousand years of days are no picture."""
    articles = [told(0, date="1001-01-01"), told(1, date="2024-01-01")]
    with archive_of(tmp_path / "index", articles) as archive:
        assert len(archive.timeline("harbour", by="month").buckets) == 12_277
        with pytest.raises(UsageError, match="373,644 days"):
            archive.timeline("harbour", by="day")


@given(st.dates(), st.sampled_from(UNITS))
def test_a_day_is_in_the_bucket_that_begins_last_before_it(day: dt.date, by: Unit) -> None:
    """For every day of the calendar."""
    import numpy as np

    from search.provenance.buckets import numbered

    ordinals = np.array([day.toordinal()], np.int32)
    number, drawn = numbered(ordinals, ordinals, by)
    assert drawn.all()
    assert first_day(int(number[0]), by).isoformat() == bucket(day, by)


def test_the_unit_gets_longer_with_the_span() -> None:
    """Each is the first whose buckets are at most sixty or so."""
    assert [unit_for(days) for days in (1, 60, 61, 420, 421, 1800, 1801, 90_000)] == [
        "day", "day", "week", "week", "month", "month", "year", "year",
    ]  # fmt: skip


def test_the_whole_archive_has_a_timeline(tmp_path: Path) -> None:
    """Without a query every article is counted, deleted ones are not."""
    articles = [told(number, date="2024-03-01") for number in range(5)]
    with archive_of(tmp_path / "index", articles, remove=["r3"]) as archive:
        found = archive.timeline()
        assert (found.asked.total, found.buckets[0].count, found.buckets[0].of) == (4, 4, 4)
        assert archive.timeline(source="nobody").asked.total == 0
