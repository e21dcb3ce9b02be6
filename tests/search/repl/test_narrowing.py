"""An answer divided, and narrowed down to parts that are clauses of a query."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.api import Archive
from search.language import parse
from search.repl.conversation import Conversation
from search.repl.narrowing import FacetValue, Narrowing, narrowed_query
from search.repl.state import Reply, View
from search.show.terminal import PLAIN

Answer = Callable[..., Reply]
VALUES = st.builds(FacetValue, st.sampled_from(("source", "speaker", "author")), st.text("ab.'\"-() é", min_size=1))
DAYS = st.builds(FacetValue, st.sampled_from(("month",)), st.sampled_from(("2016-03", "2025-12")))


def number_of(reply: Reply, value: str) -> int:
    assert reply.state.facets
    return [one.value for one in reply.state.facets.values].index(value) + 1


def total(reply: Reply) -> int:
    assert reply.state.results
    return reply.state.results.total


def test_facets_are_numbered_through(answer: Answer) -> None:
    """From the first kind to the last, with counts of the whole answer."""
    lines = answer("lighthouse", ".facets").lines
    rows = [line.split() for line in lines if line.startswith("  ") and " % " in line]
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))
    assert [row[1] for row in rows[:3]] == ["10", "9", "9"]


def test_only_without_and_drop(answer: Answer) -> None:
    """Each asks at once; the query that says the same is shown, and finds the same."""
    listed = answer("lighthouse", ".facets")
    halyard, orlec = number_of(listed, "Halyard"), number_of(listed, "Tomas Orlec")
    only = answer(f".only {halyard}")
    assert (total(only), only.notes[0]) == (9, "only Halyard")
    without = answer(f".without {orlec}")
    assert without.notes[0] == "only Halyard · without Tomas Orlec"
    query = without.notes[1].partition("): ")[2].partition(" · ")[0]
    assert query == 'lighthouse outlet:halyard -speaker:"tomas orlec"'
    assert total(without) == 4
    assert total(answer(f".drop {halyard}")) == 14
    assert total(answer(".undo")) == 4
    assert total(answer(".undo")) == 9
    assert answer(".drop").notes[0] == "no longer narrowed down"
    assert total(answer(query)) == 4


def test_several_of_a_kind_are_alternatives(answer: Answer) -> None:
    """And of several kinds all have to hold."""
    listed = answer("lighthouse", ".facets")
    numbers = [number_of(listed, name) for name in ("Halyard", "Skerry Times", "Ada Quill")]
    reply = answer(".only {} {},{}".format(*numbers))
    assert reply.notes[0] == "only Halyard or Skerry Times · only Ada Quill"
    assert total(reply) == 9
    assert total(answer(f".only {number_of(listed, '2025-02')}")) == 9


def test_it_holds_for_its_question(answer: Answer) -> None:
    """Of articles and quotations, with every verb on the last answer; the next question is asked of everything."""
    halyard = number_of(answer("day OR gulls", ".facets"), "Halyard")
    answer(f".only {halyard}")
    assert total(answer(".quotes keepers OR lamp", ".back", ".quotes")) == 0
    assert total(answer(".articles")) == 9
    assert answer(".facets source").lines[1].split()[1:] == ["9", "100.0", "%", "Halyard"]
    assert "1 source" in answer(".facets source").lines[0]
    assert answer(".timeline").notes[0].startswith("9 articles")
    assert total(answer(".match any")) == 9
    assert total(answer("day OR gulls")) == 28
    assert answer(".drop").notes == ("The answer is not narrowed down.",)
    assert total(answer(".undo")) == 28


def test_facets_of_another_question(answer: Answer) -> None:
    """Narrowing goes with the question whose facets were listed."""
    listed = answer("kelp", ".facets source lighthouse")
    reply = answer(f".only {number_of(listed, 'Halyard')}")
    assert (total(reply), reply.state.question and reply.state.question.text) == (9, "lighthouse")


@pytest.mark.parametrize("rows", [8, 12, 16, 24, 40, 80])
def test_facets_fit_the_screen(answer: Answer, rows: int) -> None:
    """Side by side on a low one; only what is shown has a number, and that number is the one that narrows."""
    answer(".source -", "lighthouse")
    reply = answer(".facets", rows=rows)
    assert len(reply.lines) + 1 + len(reply.notes) <= max(rows, 10)
    assert reply.state.facets
    text = " ".join(reply.lines)
    for number, value in enumerate(reply.state.facets.values, 1):
        assert f"{number} {value.value} (" in text or any(
            line.split()[0] == str(number) and line.endswith(value.value) for line in reply.lines if line
        )
    assert "  2025-02" not in text or number_of(reply, "2025-02")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((".only 1",), "no facets are listed yet"),
        (("lighthouse", ".facets", ".only"), "which facets?"),
        (("lighthouse", ".facets", ".only 99"), "there is no facet 99"),
        (("lighthouse", ".facets", ".without nobody"), "there is no facet nobody"),
        (("lighthouse", ".facets text", ".only 1"), "a text narrows nothing down"),
        (("lighthouse", ".facets", ".only 1", ".drop 2"), "the answer is not narrowed down by that"),
    ],
)
def test_what_cannot_be_meant_is_refused(answer: Answer, lines: tuple[str, ...], told: str) -> None:
    """With what could be."""
    reply = answer(*lines)
    assert (reply.outcome, reply.notes[0]) == ("error", told)
    assert reply.notes[1]


def test_an_empty_answer_says_what_it_was_narrowed_down_to(answer: Answer) -> None:
    """And how many there are without."""
    listed = answer("lighthouse", ".facets")
    answer(f".only {number_of(listed, 'Ada Quill')}")
    reply = answer(f".only {number_of(listed, 'Tomas Orlec')}")
    assert reply.outcome == "nothing"
    assert "  28 articles if not only Ada Quill · only Tomas Orlec (.drop all)" in reply.notes


def test_a_plain_question_is_narrowed_down_too(archive: Archive) -> None:
    """Its words stay words."""
    conversation = Conversation(archive)
    view = View(width=80, style=PLAIN)
    for line in (".plain on", "lighthouse (day", ".facets source", ".only 1"):
        reply = conversation.answer(line, view)
    assert total(reply) == 10


@given(st.lists(st.builds(Narrowing, st.lists(VALUES, min_size=1, max_size=3).map(tuple), st.booleans()), max_size=3))
def test_any_name_can_be_narrowed_down_to(narrowed: list[Narrowing]) -> None:
    """Whatever signs it has: the query can be read, and reads as more than the words of it."""
    named = [one for one in narrowed if all(any(map(str.isalnum, value.value)) for value in one.values)]
    parsed = parse(narrowed_query("lamp OR keepers", named))
    assert parsed.normal.count("outlet:") == sum(value.by == "source" for one in named for value in one.values)


@given(st.lists(DAYS, min_size=1, max_size=2, unique=True).map(tuple), st.booleans())
def test_months_are_narrowed_down_to_by_date(values: tuple[FacetValue, ...], excluded: bool) -> None:
    """As the language has them."""
    assert "date:20" in parse(narrowed_query("lamp", [Narrowing(values, excluded)])).normal
