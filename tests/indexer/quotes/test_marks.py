"""Where quotations begin and end."""

from __future__ import annotations

import pytest

from indexer.quotes.marks import find_runs, is_wrapped
from tests.indexer.quotes.cases_marks import MARKS


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in MARKS], ids=[case[0] for case in MARKS])
def test_runs(text: str, expected: list[str]) -> None:
    """Each convention of marks gives the runs that a reader sees, the marks themselves left out."""
    assert [text[run.start : run.end] for run in find_runs(text)] == expected


def test_doubled_marks_on_request() -> None:
    """Two apostrophes are a quotation mark only when the caller says that the archive sets them so."""
    text = "''The dam holds,'' said Ada Moreau."
    assert find_runs(text) == []
    (run,) = find_runs(text, doubled="marks")
    assert (text[run.start : run.end], run.outer_start, run.outer_end) == ("The dam holds", 0, 18)


def test_outer_offsets_take_the_marks_in() -> None:
    """outer_start and outer_end are around the marks, start and end inside them."""
    (run,) = find_runs("He said “yes, we do” twice.")
    assert (run.outer_start, run.start, run.end, run.outer_end) == (8, 9, 19, 20)


def test_paragraphs_are_counted() -> None:
    """A quotation that goes on over paragraphs tells how many it covers."""
    (run,) = find_runs("“One.\n\n“Two.\n\n“Three,” she said.")
    assert (run.paragraphs, run.closed) == (3, True)


def test_a_forgotten_mark_is_told() -> None:
    """A run whose closing mark is missing says so."""
    (run,) = find_runs('"The dam holds and nobody worries.\n\nThe rain stopped.')
    assert not run.closed


@pytest.mark.parametrize(
    ("text", "wrapped"),
    [
        ("One short line.", False),
        ("A paragraph.\n\nAnother paragraph.\n\nA third one.\n\nA fourth.\n", False),
        ("the line is broken at a width as the wires do it,\nand goes on without a full stop at its end so\n"
         "that the line end is no more than a space, and\nthere are several such lines in a row, which is\n"
         "how it is told.", True),
    ],
)  # fmt: skip
def test_wrapped_lines_are_told_from_paragraphs(text: str, wrapped: bool) -> None:
    """Text broken at a width is recognised by lines that end in the middle of a sentence."""
    assert is_wrapped(text) is wrapped
