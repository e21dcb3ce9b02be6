"""Pages of answers that fill the screen, and the way back to earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search.language.columns import columns
from search.repl.state import MOST_VISITS, Reply
from tests.forked import COMMAND
from tests.search.repl.stored_screens import compare

Answer = Callable[..., Reply]
Start = Callable[..., Any]


@pytest.mark.parametrize("rows", [5, 9, 12, 16, 19, 20, 27, 40, 60])
@pytest.mark.parametrize("layout", ["auto", "cards", "list"])
def test_answers_fill_the_screen(answer: Answer, rows: int, layout: str) -> None:
    """With what is said about them they take at most the rows there are, and few are left while there are answers."""
    for query in ("lighthouse", ".quotes lamp OR keepers"):
        reply = answer(f".view {layout}", query, ".sort oldest", ".sort relevance", rows=rows)
        taken = len(reply.lines) + 1 + len(reply.notes)
        results = reply.state.results
        assert results
        assert len(results.hits) >= 1
        if taken > rows:
            assert len(results.hits) == 1
        elif len(results.hits) < results.rows:
            assert rows - taken < 7


@pytest.mark.parametrize("rows", [6, 16, 30])
def test_pages_have_every_answer_once(answer: Answer, rows: int) -> None:
    """`.next` goes on where the screen ended, a card that was cut included, and `.prev` back the same way."""
    reply = answer("lighthouse", rows=rows)
    there = []
    while reply.state.results and "more" in reply.notes[0]:
        there.append([hit.rank for hit in reply.state.results.hits])
        reply = answer(".next", rows=rows)
    assert reply.state.results
    assert [rank for page in there for rank in page] == list(range(1, 29 - len(reply.state.results.hits)))
    back = []
    while (reply := answer(".prev", rows=rows)).notes[0] != "These are the first answers.":
        assert reply.state.results
        back.append([hit.rank for hit in reply.state.results.hits])
    assert back == there[::-1]


def test_a_low_screen_has_a_list_and_a_high_one_cards(answer: Answer) -> None:
    """What is set goes before; without a screen there are cards."""
    assert len(answer("lighthouse", rows=16).lines) == 14
    assert "" in answer("lighthouse", rows=24).lines
    assert "" in answer("lighthouse").lines
    assert "" not in answer(".view list").lines
    assert answer(".view cards", rows=16).notes[0] == "view: cards"
    assert answer(".view").notes == ("view: cards",)


def test_a_list_opens_an_article_at_its_match(answer: Answer) -> None:
    """Although it shows no excerpt; and it says that there are no quotations to be meant by a number."""
    opened = answer(".view list", '"paragraph 77" foghorn', ".1", rows=16)
    assert opened.lines[opened.start] == "Paragraph 77 of the inquiry into the foghorn."
    refused = answer("lamp", ".trace 1")
    assert (refused.outcome, refused.notes[0]) == ("error", "a list shows no quotations")
    assert answer(".quotes lamp", ".trace 1").outcome == "matched"


def test_back_and_forward_through_earlier_results(answer: Answer) -> None:
    """Each as it stood, its page and its settings included; a new question drops what was ahead."""
    answer("lighthouse", ".limit 5", ".next", ".next", ".sort oldest", "kelp", ".quotes keepers")
    assert answer(".back").state.question == answer(".results 3").state.question
    there = answer(".results 1").state
    assert there.results
    assert (there.results.offset, there.results.hits[0].rank, there.sort) == (10, 11, "relevance")
    assert answer(".prev").state.before == (0,)
    assert answer(".back").notes == ("There are no results before these.",)
    listed = answer(".forward", ".results")
    assert list(listed.lines) == [
        "  1  lighthouse · 28 articles",
        "> 2  lighthouse · 28 articles · sort: oldest",
        "  3  kelp · 1 article · sort: oldest",
        "  4  keepers · 14 quotations · sort: oldest",
    ]
    assert [line[2:] for line in answer("gulls", ".results").lines[2:]] == ["3  gulls · 28 articles · sort: oldest"]
    assert answer(".forward").notes == ("There are no results behind these.",)
    assert "from 1 to 3" in answer(".results 4").notes[1]


def test_the_settings_of_earlier_results_are_told(answer: Answer) -> None:
    """Going back changes what the next query is asked with: that is said, and how answers look stays as it is."""
    reply = answer("lighthouse", ".source halyard", ".view list", ".back")
    assert reply.notes[0] == "source: all"
    assert reply.state.layout == "list"
    assert answer(".forward").notes[0] == "source: halyard"


def test_only_so_many_results_are_remembered(answer: Answer) -> None:
    """The oldest go first."""
    state = answer(*(f"day {day % 28 + 1}" for day in range(MOST_VISITS + 7))).state
    assert len(state.visits) == MOST_VISITS
    assert (state.at, state.visits[0].question.text) == (MOST_VISITS - 1, "day 8")


@pytest.mark.parametrize("line", [".results", ".results 1", ".back", ".forward", ".undo", ".drop", ".only 1"])
def test_before_there_is_anything_to_go_back_to(answer: Answer, line: str) -> None:
    """A word on what is missing, and nothing changes."""
    before = answer("").state
    reply = answer(line)
    assert reply.notes
    assert reply.state == before


def test_a_setting_asks_again_at_once_and_can_be_undone(answer: Answer) -> None:
    """Each answer under the new setting; `.undo` takes back one after the other, the newest first."""
    first = answer("lighthouse").state.results
    oldest = answer(".sort oldest")
    assert oldest.notes[0] == "sort: oldest"
    assert oldest.state.results
    assert oldest.state.results.hits[0].article.id == "skerry-1"
    assert answer(".source halyard").notes[0] == "source: halyard (10 articles)"
    assert answer(".source halyard").state.undoable == answer(".limit").state.undoable
    assert answer(".undo").notes[0] == "undone: source: all"
    undone = answer(".undo")
    assert undone.notes[0] == "undone: sort: relevance"
    assert undone.state.results
    assert first
    assert [hit.article.id for hit in undone.state.results.hits] == [hit.article.id for hit in first.hits]
    assert answer(".undo").notes == ("Nothing was changed.",)


def test_plain_takes_everything_for_words(answer: Answer) -> None:
    """Fields and operators included, until it is off again."""
    assert answer("source:halyard", ".plain on").outcome == "nothing"
    assert answer("(day OR lighthouse").outcome == "nothing"
    assert answer(".plain off").outcome == "error"


def test_lists_keep_to_the_width(answer: Answer) -> None:
    """At any width from 20 on."""
    for width in (20, 29, 30, 39, 40, 50, 80, 200):
        for query in ("lighthouse", ".quotes lamp OR keepers"):
            reply = answer(".view list", query, width=width, rows=16)
            assert max(map(columns, reply.lines)) <= width


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (40, 120), (20, 50)])
def test_pages_at_a_terminal(start: Start, seeds_index: Path, rows: int, columns: int) -> None:
    """A list and cards fill the screen; facets narrow the answer down, and that is undone. The screens are kept."""
    stopped = "import time; time.perf_counter = lambda: 0.0; "  # how long a search took is told, and takes room
    terminal = start(rows=rows, columns=columns, index=seeds_index, code=stopped + COMMAND)
    screens = {}

    def prompt() -> int:
        return max(at for at, row in enumerate(terminal.lines) if row.startswith((">", "onrecord>")))

    def typed(line: str, wanted: str) -> None:
        terminal.send("\x0c")  # Ctrl-L: what came before is gone
        terminal.line(line)
        terminal.until(wanted)
        terminal.ready()
        terminal.until(
            lambda: any(terminal.lines[prompt() + 1 :])
        )  # the toolbar comes later, and moves what is above
        screens[line] = terminal.lines[: prompt() + 1]

    typed("water OR strike", r"of \d+ texts|texts in")
    typed(".view cards", "view: cards")
    typed(".view list", "view: list")
    typed(".facets", "narrow the answer down")
    typed(".only 1", "only Northline")
    typed(".undo", "undone: not narrowed")
    typed(".back", "only Northline")
    compare(f"pages-{columns}x{rows}", screens)
    assert terminal.leave() == 0
