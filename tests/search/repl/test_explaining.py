"""`.explain` and `.exact`: the prompt's counterparts of the options."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.answer.score_tree import explanation_lines
from search.api import open_archive
from search.repl.conversation import Conversation
from search.repl.state import Reply, View
from search.show.terminal import PLAIN
from tests.search.repl.conftest import Start


def talk(path: Path, *lines: str) -> list[Reply]:
    """The replies to some lines."""
    with open_archive(path) as archive:
        conversation = Conversation(archive)
        return [conversation.answer(line, View(width=200, style=PLAIN)) for line in lines]


def test_explain_shows_the_tree_of_an_answer(seeds_index: Path) -> None:
    """The same tree as the option's, also under a filter and for quotations; without a number the first answer's."""
    asked, first, second, bare = talk(seeds_index, "rail strike", ".explain 1", ".explain 2", ".explain")
    with open_archive(seeds_index) as archive:
        found = archive.explain("rail strike", nth=2)
        assert found
        assert list(second.lines[1:]) == list(explanation_lines(found[1]))
        assert second.lines[0] == f"2  {found[0].article.title}"
    assert first.lines == bare.lines != second.lines
    assert asked.state.results == second.state.results
    *_, told = talk(seeds_index, ".source northline", "rail strike", ".quotes water", ".explain 1")
    assert any("quote:water" in line for line in told.lines)


@pytest.mark.parametrize(
    ("lines", "note"),
    [
        ([".explain 1"], "there is no answer to explain"),
        (["rail strike", ".explain 99"], "there is no answer 99"),
        (["rail strike", ".explain x"], "x is no number of an answer"),
        ([".sort newest", "rail strike", ".explain 1"], "answers that are sorted by date have no score"),
        (["rail strike", ".more like 1", ".explain 1"], "these answers have no score of words"),
    ],
)
def test_what_cannot_be_explained(seeds_index: Path, lines: list[str], note: str) -> None:
    """With the reason and the mend."""
    *_, told = talk(seeds_index, *lines)
    assert (told.outcome, told.notes[0]) == ("error", note)
    assert len(told.notes) == 2


def test_exact_stays_until_it_is_taken_back(seeds_index: Path) -> None:
    """As `--exact` for every query from then on; alone it tells what is set."""
    wide, _, narrow, told, _, again = talk(
        seeds_index, "tarvenskyy", ".exact on", "tarvenskyy", ".exact", ".exact off", "tarvenskyy"
    )
    totals = [reply.state.results.total for reply in (wide, narrow, again) if reply.state.results]
    assert totals[0] == totals[2] > totals[1]
    assert told.notes == ("exact: on",)
    assert not any(note.startswith("also:") for note in narrow.notes)


@pytest.mark.slow
def test_exact_shows_in_the_toolbar(start: Start) -> None:
    """At a terminal, among the other settings."""
    terminal = start()
    terminal.line(".exact on")
    terminal.until(r"· exact")
    terminal.line("kelp")
    terminal.until("1 article ")
    terminal.ready()
    terminal.line(".explain 1")
    terminal.until("idf: how rare it is")
