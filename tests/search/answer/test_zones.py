"""What day is today: that of the user's clock and time zone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from search.api import Archive, open_archive
from tests.conftest import Run


@pytest.mark.parametrize("hours", [14, 0, -12])
def test_today_is_the_day_of_the_time_zone(run: Run, seeds_index: Path, hours: int) -> None:
    """At any moment it is another day in two of these zones; each user is answered by his own."""
    zone = dt.timezone(dt.timedelta(hours=hours))
    before = dt.datetime.now(zone).date()
    # In the notation of POSIX hours west of Greenwich count up.
    done = run("search", "-i", str(seeds_index), "--json", "date:today", TZ=f"HERE{-hours}")
    after = dt.datetime.now(zone).date()
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["parsed"] in {f"date:{before}", f"date:{after}"}


def test_each_question_asks_the_clock_anew(seeds_index: Path) -> None:
    """An archive that stays open over midnight has another today; one question has one today throughout."""
    days = iter([dt.date(2025, 4, 7), dt.date(2025, 4, 8)])
    with open_archive(seeds_index) as opened:
        archive = Archive(opened._index, today=lambda: next(days))
        assert archive.search("date:today").parsed == "date:2025-04-07"
        assert archive.search("date:today quote:water").parsed == "date:2025-04-08 quote:water"
