"""An article is shown from where a query matches in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from search.api import Archive, open_archive
from search.results import Hit, QuoteHit
from search.show.cards import article_lines, line_of, lines_from
from search.show.terminal import PLAIN
from tests.conftest import Run

DEAL = "water-for-power-deal.txt"


@pytest.fixture(scope="module")
def archive(seeds_index: Path) -> Archive:
    return open_archive(seeds_index)


@pytest.mark.parametrize("width", [20, 41, 80, 200])
def test_the_line_of_a_place_has_the_word_that_stands_there(archive: Archive, width: int) -> None:
    """Every word of every article, as it is printed: with quotations marked, lines broken, asides behind it."""
    words = 0
    for hit in archive.search("date:unknown OR -date:unknown", limit=50).hits:
        shown = archive.show(hit.article.id)
        assert shown is not None
        article, quotations = shown
        lines = article_lines(article, quotations, width=width, style=PLAIN)
        for found in re.finditer(r"\w{5,}", article.body):
            if len(found[0]) < width - 6:
                line = line_of(article, quotations, found.start(), width=width, style=PLAIN)
                assert found[0] in "".join(lines[max(line - 1, 0) : line + 1]).replace("*", ""), found
                words += 1
    assert words > 1000


def test_the_place_of_an_answer(archive: Archive) -> None:
    """That of the quotation, or of the first match in the best excerpt; none where only the title matches."""
    (quote,) = archive.search("speaker:tralk numbered", space="quotations").hits
    assert isinstance(quote, QuoteHit)
    assert quote.article.body[quote.place :].startswith("I numbered them.")
    hit = archive.find_in(DEAL, "timetable")
    assert isinstance(hit, Hit)
    assert hit.place is not None
    assert hit.article.body[hit.place :].startswith("timetable")
    hit = archive.find_in(DEAL, "speaker:tralk")
    assert hit is not None
    assert hit.place == min(said.start for said in hit.quotes)
    assert archive.find_in(DEAL, "title:sign").place is None  # type: ignore[union-attr]
    assert archive.find_in(DEAL, "xyzzyx") is None


def test_lines_from_a_paragraph_on() -> None:
    """The head stays, a mark stands for what is left out; from the first paragraph on nothing is."""
    lines = ["Title", "Outlet", "", "one", "", "two", "two", "", "three"]
    assert lines_from(lines, 6) == ["Title", "Outlet", "", "…", "", "two", "two", "", "three"]
    assert lines_from(lines, 8) == ["Title", "Outlet", "", "…", "", "three"]
    assert lines_from(lines, 3) == lines
    assert lines_from(["Title"], 0) == ["Title"]


@pytest.mark.slow
def test_show_at_a_query(run: Run, seeds_index: Path) -> None:
    """From the paragraph of the quotation on; with --json the place is `at`."""
    asked = {"ONRECORD_INDEX": str(seeds_index)}
    whole = run("show", DEAL, **asked).stdout
    told = run("show", DEAL, "--at", "speaker:tralk numbered", **asked)
    head, _, rest = told.stdout.partition("\n\n…\n\n")
    assert told.returncode == 0
    assert whole.startswith(head)
    assert whole.endswith(rest)
    assert len(rest) < len(whole) / 2
    assert "I numbered them." in rest.partition("\n\n")[0]
    found = json.loads(run("show", DEAL, "--json", "--at", "speaker:tralk numbered", **asked).stdout)
    assert found["body"][found["at"] :].startswith("numbered them.")
    assert "at" not in json.loads(run("show", DEAL, "--json", **asked).stdout)


@pytest.mark.slow
def test_show_at_what_is_not_there(run: Run, seeds_index: Path) -> None:
    """Nothing is printed, and the exit code is 1; 2 if it cannot be read; the whole if only the title matches."""
    asked = {"ONRECORD_INDEX": str(seeds_index)}
    told = run("show", DEAL, "--at", "xyzzyx", **asked)
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == f"Nothing in {DEAL} matches: xyzzyx\n"
    wrong = run("show", DEAL, "--at", "a) OR (b", **asked)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "closes nothing" in wrong.stderr
    assert run("show", DEAL, "--at", "title:sign", **asked).stdout == run("show", DEAL, **asked).stdout
