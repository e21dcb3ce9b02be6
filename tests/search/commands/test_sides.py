"""timeline, facets, versus and silent at the shell."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.search.commands.conftest import objects
from tests.search.provenance.archives import told, write

pytestmark = pytest.mark.slow


def table(output: str) -> list[dict[str, str]]:
    return list(csv.DictReader(output.splitlines()))


def test_a_timeline_is_the_same_in_every_form(ask: Run) -> None:
    """Text, JSON lines and CSV have the same numbers, and the total of `search`."""
    arguments = ("timeline", "dam", "--by", "month")
    *buckets, summary = objects(ask(*arguments, "--json").stdout)
    rows = table(ask(*arguments, "--csv").stdout)
    assert [(row["first"], int(row["count"]), int(row["of"])) for row in rows] == [
        (one["first"], one["count"], one["of"]) for one in buckets
    ]
    text = ask(*arguments)
    shown = [line.split()[:2] for line in text.stdout.splitlines()[1:] if not line.startswith("⋮")]
    every = [[one["first"][:7], str(one["count"])] for one in buckets]
    assert [line for line in every if line in shown] == shown
    assert sum(int(count) for _, count in shown) == summary["drawn"] == sum(one["count"] for one in buckets)
    assert summary["total"] == objects(ask("search", "dam", "--json").stdout)[-1]["total"]
    assert summary["drawn"] + summary["undated"] + summary["imprecise"] == summary["total"]
    assert f"{summary['total']} articles" in text.stderr


def test_a_timeline_by_source_adds_up(ask: Run) -> None:
    """The numbers of the outlets are those of the buckets."""
    *buckets, _ = objects(ask("timeline", "--by", "year", "--by-source", "--json").stdout)
    assert all(sum(one["sources"].values()) + one["unnamed"] == one["count"] for one in buckets)
    rows = table(ask("timeline", "--by", "year", "--by-source", "--csv").stdout)
    assert sum(int(row["count"]) for row in rows) == sum(sum(one["sources"].values()) for one in buckets)
    assert "Northline" in ask("timeline", "--by", "year", "--by-source", COLUMNS="200").stdout.splitlines()[0]
    assert ask("timeline", "--by-source", "--share").returncode == 2


def test_bars_keep_to_the_width(ask: Run) -> None:
    """And the longest fills it, where it stands for enough."""
    for width in (40, 60, 120):
        lines = ask("timeline", "--quotes", "--by", "month", COLUMNS=str(width)).stdout.splitlines()
        assert max(map(len, lines)) <= width
        assert max(line.count("█") for line in lines) >= width - 30


def test_what_is_not_drawn_is_told(run: Run, tmp_path: Path) -> None:
    """Articles without a date, and those with a date longer than a bucket."""
    dates = ["2025-03-01", "2025-03-05", "2025-03", None, None]
    write(tmp_path / ".onrecord", [told(number, date=date) for number, date in enumerate(dates)])
    done = run("timeline", "harbour", "--by", "day")
    assert "not drawn: 2 without a date, 1 with a date longer than a day" in done.stderr
    assert [line[:10] for line in done.stdout.splitlines()[1:]] == [f"2025-03-0{day}" for day in range(1, 6)]
    assert "imprecise" in json.loads(run("timeline", "harbour", "--by", "day", "--json").stdout.splitlines()[-1])


def test_empty_stretches_are_one_line(run: Run, tmp_path: Path) -> None:
    """Three empty days are drawn, forty are told."""
    dates = ["2025-03-01", "2025-03-05", "2025-04-15"]
    write(tmp_path / ".onrecord", [told(number, date=date) for number, date in enumerate(dates)])
    lines = run("timeline", "harbour", "--by", "day").stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == [
        "2025-03-01", "2025-03-02", "2025-03-03", "2025-03-04", "2025-03-05", "⋮", "2025-04-15",
    ]  # fmt: skip
    assert "40 days without" in lines[5]


def test_facets_count_the_whole_answer(ask: Run) -> None:
    """Every outlet of it, whatever the page; the same in every form."""
    *rows, summary = objects(ask("facets", "dam", "--by", "source,year", "--json").stdout)
    assert {row["by"] for row in rows} == {"source", "year"}
    sources = sum(row["count"] for row in rows if row["by"] == "source")
    assert sources + summary["facets"]["source"]["without"] == summary["total"]
    cells = table(ask("facets", "dam", "--by", "source,year", "--csv").stdout)
    assert [(row["by"], row["value"], int(row["count"])) for row in cells] == [
        (row["by"], row["value"], row["count"]) for row in rows
    ]
    assert "Northline" in ask("facets", "dam", "--by", "source").stdout
    refused = ask("facets", "dam", "--by", "colour")
    assert (refused.returncode, "there are no facets by colour" in refused.stderr) == (2, True)


def test_versus_has_a_column_for_each_side(ask: Run) -> None:
    """With a topic behind `on`; what is else there is refused."""
    done = ask("versus", "speaker:orlec", "speaker:madrun", "on", "dam OR strike")
    assert done.returncode == 0
    assert done.stdout.split()[:2] == ["speaker:orlec", "speaker:madrun"]
    one, other, summary = objects(ask("versus", "speaker:orlec", "speaker:madrun", "--json").stdout)
    assert one["quotations"] == objects(ask("quotes", "speaker:orlec", "--json").stdout)[-1]["total"]
    assert (other["query"], summary["words_of"]) == ("speaker:madrun", "quotations")
    rows = table(ask("versus", "speaker:orlec", "speaker:madrun", "--csv").stdout)
    assert [int(row["words"]) for row in rows] == [one["words"], other["words"]]
    assert ask("versus", "a", "b", "c").returncode == 2
    for form in ((), ("--json",), ("--csv",)):
        assert ask("versus", "zeppelin", "gramophone", *form).returncode == 1


def test_the_silent_are_listed(ask: Run) -> None:
    """Each with its articles in these days; the same in every form."""
    *outlets, summary = objects(ask("silent", "strike", "--json").stdout)
    assert summary["silent"] == len(outlets) > 0
    assert [row["source"] for row in table(ask("silent", "strike", "--csv").stdout)] == [
        one["source"] for one in outlets
    ]
    assert outlets[0]["source"] in ask("silent", "strike").stdout


@pytest.mark.parametrize("command", ["timeline", "facets", "silent"])
def test_an_empty_answer_is_explained(ask: Run, command: str) -> None:
    """With nothing on stdout, the reason on stderr, and exit code 1; a query that cannot be read is refused."""
    done = ask(command, "zeppelinn")
    assert (done.returncode, done.stdout, "0 articles" in done.stderr) == (1, "", True)
    assert "zeppelinn" in done.stderr
    assert ask(command, "zeppelinn", "--json").returncode == 1
    assert ask(command, "date:2025-13").returncode == 2


def test_nothing_in_a_name_is_obeyed(run: Run, tmp_path: Path) -> None:
    """Neither by the terminal nor by a spreadsheet."""
    hostile = '=HYPERLINK("x")\x1b[31m'
    articles = [told(0, source=hostile, date="2025-03-01"), told(1, ["kelp"], source="Halyard", date="2025-03-01")]
    write(tmp_path / ".onrecord", articles)
    for arguments in (
        ("facets", "harbour", "--by", "source"),
        ("timeline", "harbour", "--by-source"),
        ("silent", "kelp"),
    ):
        for form in ([], ["--csv"], ["--json"]):
            done = run(*arguments, *form)
            assert "\x1b" not in done.stdout + done.stderr, arguments
            if form == ["--csv"]:
                assert '"\'=HYPERLINK(""x"")' in done.stdout
