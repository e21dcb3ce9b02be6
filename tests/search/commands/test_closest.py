"""Words that nobody printed, and what comes closest, on the seeds: at the shell, in a batch, at the prompt."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.api import open_archive
from search.repl.conversation import Conversation
from search.repl.state import View
from search.show.terminal import PLAIN
from tests.conftest import Run
from tests.search.commands.conftest import objects

GUNS = "“From six o’clock tonight nobody shoots, nobody digs and nobody moves a gun”"
TOLD = [
    "not verbatim; closest:",
    "  “From six o'clock -tonight- +this evening+ nobody shoots, nobody digs and nobody moves a gun”",
]
PLACE = "  Northline · 2025-03-01 · northline-2025-03-01-1130"


@pytest.mark.parametrize("verb", ["search", "quotes"])
def test_an_empty_answer_shows_what_comes_closest(verb: str, ask: Run) -> None:
    """On stderr, below the count; nothing was found, so the code is 1."""
    done = ask(verb, GUNS)
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert lines[1:3] == TOLD
    assert PLACE in lines


def test_what_hides_a_negation_is_told(ask: Run) -> None:
    """And a filter that was dropped."""
    lines = ask("search", "“There is an offer on the table” source:lisvar").stderr.splitlines()
    assert "  “There is -an- +no+ offer on the table”" in lines
    assert "  ! one of the two denies what the other says" in lines
    assert "  without: source:lisvar" in lines


def test_verbatim_words_are_not_called_otherwise(ask: Run) -> None:
    """Where the filter alone is in the way."""
    told = ask("search", "“There is no offer on the table” source:lisvar").stderr
    assert "verbatim, but without a part of the query:\n  “There is no offer on the table”" in told


def test_json_has_them_in_the_summary(ask: Run, seeds_index: Path, tmp_path: Path) -> None:
    """The same in a batch and from Python; none where something was found."""
    (summary,) = objects(ask("search", "--json", GUNS).stdout)
    file = tmp_path / "queries.txt"
    file.write_text(f"{GUNS}\nrail strike\n", "utf-8")
    batched, *_, other = objects(ask("batch", str(file)).stdout)
    with open_archive(seeds_index) as archive:
        found = archive.search(GUNS)
    assert summary["closest"] == batched["closest"] == [one.to_dict() for one in found.closest]
    assert summary["closest"][0]["differences"] == [
        {"kind": "changed", "quoted": "tonight", "printed": "this evening", "negation": False}
    ]
    assert "closest" not in other


def test_the_prompt_shows_them_as_well(seeds_index: Path) -> None:
    """Above why the answer is empty."""
    with open_archive(seeds_index) as archive:
        conversation = Conversation(archive)
        reply = conversation.answer(GUNS, View(width=100, style=PLAIN))
        conversation.close()
    assert list(reply.notes[1:3]) == TOLD
    assert reply.outcome == "nothing"


def test_nothing_is_made_up(ask: Run) -> None:
    """What nobody said anything like shows nothing."""
    done = ask("search", "--json", "“My uncle Piet carved his initials on the tiller of the boat”")
    assert done.returncode == 1
    assert "closest" not in objects(done.stdout)[0]
