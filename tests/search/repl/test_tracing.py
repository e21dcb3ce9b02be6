""".trace and .verify at the prompt."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from search.repl.state import Reply

Answer = Callable[..., Reply]


def said(reply: Reply) -> str:
    return "\n".join((*reply.lines, *reply.notes))


def test_words_are_traced(answer: Answer) -> None:
    """As `onrecord trace` does; marks around them, as for a shell, do not matter."""
    for line in (
        ".trace the lamp has burned for 3 nights",
        ".trace 'The lamp has burned for 3 nights'",
        ".trace “the lamp has burned for 3 nights”",
    ):
        reply = answer(line)
        assert reply.outcome == "matched"
        assert "skerry-3" in said(reply)
        assert "Ada Quill" in said(reply)


@pytest.mark.parametrize("query", [".quotes nights", "quote:nights"])
def test_a_number_is_a_quotation_of_the_last_answer(query: str, answer: Answer) -> None:
    """Of a list of quotations, or of those under articles."""
    first = answer(query).lines
    reply = answer(query, ".trace 1")
    assert reply.outcome == "matched"
    words = reply.lines[0].split("”")[0].strip("“")
    assert words.replace("nights", "*nights*") in "\n".join(first)
    assert "EXACT" in said(answer(query, ".verify 1"))


def test_a_verdict_tells_who_says_it(answer: Answer) -> None:
    """With the speaker behind the words, in any spelling."""
    assert "EXACT" in said(answer(".verify the lamp has burned for 3 nights --speaker quill"))
    other = answer(".verify the lamp has burned for 3 nights --speaker 'Tomas Orlec'")
    assert "SAID BY SOMEBODY ELSE" in said(other)
    assert other.outcome == "matched"
    none = answer(".verify my uncle Piet carved his initials on the tiller")
    assert ("NOT FOUND" in said(none), none.outcome) == (True, "nothing")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((".trace",), "which words?"),
        ((".trace 1",), "there is no answer with quotations"),
        (("kelp", ".trace 1"), "there is no quotation 1 in this answer"),
        ((".quotes nights", ".trace 99"), "there is no quotation 99"),
        ((".verify",), "which words, and who?"),
        ((".verify the lamp --speaker",), "which words, and who?"),
        ((".trace …",), "there is no word"),
    ],
)
def test_what_is_not_meant_is_told(lines: tuple[str, ...], told: str, answer: Answer) -> None:
    """An error with a mend."""
    reply = answer(*lines)
    assert reply.outcome == "error"
    assert told in said(reply)


def test_nothing_traced_is_nothing(answer: Answer) -> None:
    """And says so."""
    reply = answer(".trace my uncle Piet carved his initials")
    assert (reply.outcome, reply.notes) == ("nothing", ("no article carries these words",))


@pytest.mark.parametrize("width", [24, 40, 80])
def test_lines_keep_to_the_width(width: int, answer: Answer) -> None:
    """Where a trace is wider than the terminal, it is cut."""
    for line in (
        ".trace the lamp has burned for 3 nights",
        ".verify the lamp has burned for 4 nights --speaker quill",
    ):
        assert all(len(row) <= width for row in answer(line, width=width).lines)
