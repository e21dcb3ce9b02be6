"""A day's work, at the real prompt and the real shell: each task is done in at most two steps."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SEEDS, Run

pytestmark = pytest.mark.slow

Start = Callable[..., Any]


@pytest.fixture
def shell(run: Run, seeds_index: Path) -> Callable[..., Any]:
    return lambda *arguments, **more: run(*arguments, ONRECORD_INDEX=str(seeds_index), **more)


def test_exact_words(shell: Callable[..., Any]) -> None:
    """Who said exactly this?"""
    done = shell("quotes", '"I numbered them"')
    assert done.stdout.splitlines()[:2] == [
        "  1 “*I numbered them*.” — Wenna Tralk (asked)",
        "    Orvena · 2025-04-06 · water-for-power-deal.txt",
    ]


def test_a_misquotation(shell: Callable[..., Any]) -> None:
    """A quotation as somebody remembers it: what was really said, with the word that differs."""
    done = shell("quotes", "“Water for power was a slogan in March. Since last morning it has been a timetable”")
    assert done.returncode == 1
    assert "not verbatim; closest:" in done.stderr
    assert "Since -last- +this+ morning it has been a timetable" in done.stderr
    assert "— Mirko Tarvenskyy (said)" in done.stderr


def test_who_had_it_first_and_who_repeated_it(run: Run, tmp_path: Path) -> None:
    """In the order of time, the first one named."""
    words = "“We will not pay for a bridge that nobody crosses,” Ada Quill said on the quay on Monday."
    for day, outlet in ((3, "Halyard"), (4, "Skerry Times"), (5, "Harbour Post")):
        text = {"id": f"a{day}", "title": outlet, "text": words, "source": outlet, "date": f"2025-02-0{day}"}
        (tmp_path / f"{day}.json").write_text(json.dumps(text))
    assert run("index", str(tmp_path), "-i", str(tmp_path / "index")).returncode == 0
    done = run("trace", "we will not pay for a bridge that nobody crosses", "-i", str(tmp_path / "index"))
    assert [line.split()[0] for line in done.stdout.splitlines() if line.startswith("  2025")] == [
        "2025-02-03", "2025-02-04", "2025-02-05",
    ]  # fmt: skip
    assert "first in print: Halyard (a3)" in done.stderr


def test_counts_by_month_and_outlet(shell: Callable[..., Any]) -> None:
    """In one table."""
    rows = list(csv.DictReader(io.StringIO(shell("facets", "dam", "--by", "month,source", "--csv").stdout)))
    counts = {(row["by"], row["value"]): int(row["count"]) for row in rows}
    assert (counts["month", "2025-03"], counts["source", "Northline"]) == (4, 4)


def test_a_month_as_a_table_with_addresses(shell: Callable[..., Any]) -> None:
    """All of it, in the columns that are wanted."""
    done = shell("search", "strike date:'march 2025'", "-n", "all", "--csv", "--fields", "date,source,title,url")
    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["date", "source", "title", "url"]
    assert {row[0] for row in rows[1:]} == {"2025-03-22", "2025-03-09"}
    assert "https://halyard.example/interviews/tarvenskiy" in {row[3] for row in rows}


def test_what_is_new_since_last_time(run: Run, tmp_path: Path) -> None:
    """The same question again: only what came in between."""
    folder, index, home = tmp_path / "news", tmp_path / "index", {"XDG_STATE_HOME": str(tmp_path / "state")}
    shutil.copytree(SEEDS, folder)
    run("index", str(folder), "-i", str(index))
    assert run("search", "strike", "--new", "-i", str(index), **home).returncode == 0
    assert run("search", "strike", "--new", "-i", str(index), **home).returncode == 1
    (folder / "late.txt").write_text("Late strike\n\nA strike began in the harbour on Monday, nobody knows why.\n")
    run("index", str(folder), "-i", str(index))
    done = run("search", "strike", "--new", "-i", str(index), **home)
    assert [line for line in done.stdout.splitlines() if re.match(r" +\d+ ", line)] == ["  1 Late *strike*"]


def test_who_is_quoted_most_on_a_topic(shell: Callable[..., Any]) -> None:
    """In what was said of it, or in the articles on it: the answer says how to ask for the other."""
    said = shell("speakers", "dam")
    assert "--articles" in said.stderr
    within = shell("speakers", "dam", "--articles")
    assert len(within.stdout.splitlines()) > len(said.stdout.splitlines())


def test_an_export_with_texts(shell: Callable[..., Any], tmp_path: Path) -> None:
    """A file with every answer and what it says."""
    file = tmp_path / "dam.jsonl"
    assert f"{file}: 11 rows" in shell("search", "dam", "-o", str(file), "--text").stderr
    hits = [one for one in map(json.loads, file.read_text("utf-8").splitlines()) if one["type"] == "hit"]
    assert len(hits) == 11
    assert all(len(hit["body"]) > 100 for hit in hits)


def test_a_citation(shell: Callable[..., Any]) -> None:
    """To be pasted."""
    assert shell("cite", "northline-2025-02-11-0417", "--quote", "1").stdout == (
        "“There is no offer on the table,” Jana Orlec, quoted in Edda Marchwell, “Talks to end Orvenian rail strike "
        "collapse,” Northline, February 11, 2025, https://northline.example/n/0417.\n"
    )


def test_down_to_one_outlet_and_back(start: Start, seeds_index: Path) -> None:
    """The number that the facets show, and .undo."""
    terminal = start(index=seeds_index, rows=24, columns=80)
    terminal.line("water")
    terminal.until(r"^8 texts in 9 articles .*: water$")
    terminal.line(".facets source")
    terminal.until("1  3 +33.3 %  Northline")
    terminal.ready()
    terminal.line(".only 1")
    terminal.until(r"^2 texts in 3 articles .*: water outlet:northline$")
    terminal.until(r"only Northline.* found")  # in the toolbar
    terminal.ready()
    terminal.line(".undo")
    terminal.until(r"^undone: not narrowed\n8 texts in 9 articles")
    terminal.ready()
    assert terminal.leave() == 0


def test_the_next_match_and_its_words_in_the_clipboard(start: Start, seeds_index: Path) -> None:
    """In the article that is open: n, and c for the quotation with its citation."""
    terminal = start(index=seeds_index, rows=24, columns=80)
    terminal.line("speaker:orlec quote:table")
    terminal.until(r"2 articles ")
    terminal.ready()
    terminal.line(".1")
    terminal.until(r"hit 1 of 2 · match 1 of")
    terminal.send("n")
    terminal.until(r"hit 1 of 2 · match 2 of")
    terminal.send("c")
    terminal.until("copied: ")
    copied = re.search(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)", terminal.output)
    assert copied
    text = base64.b64decode(copied[1]).decode()
    assert text.startswith("“There is ")
    assert "Jana Orlec" in text
    assert "https://northline.example/n/0417" in text
    terminal.send("q")
    terminal.ready()
    assert terminal.leave() == 0


def test_half_a_name(start: Start, seeds_index: Path) -> None:
    """Offered while it is typed, with how often each is quoted; and found as it stands."""
    terminal = start(index=seeds_index)
    terminal.until("17 articles")
    terminal.send("speaker:tarv")
    terminal.until(r"Mirko Tarvensk\w+ +\d+ quotations")
    terminal.send("*\r")
    terminal.until(r"^.*articles? .*: speaker:tarv\*")
    terminal.ready()
    assert terminal.leave() == 0
