"""Text for a terminal: safe, as wide as it may be, matches visible."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language.columns import columns
from search.show.terminal import COLOUR, PLAIN, clipped, marked_lines, safe

ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.text(st.sampled_from("ab  c d“é漢\n\t\x1b"), max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return text, [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if text[a:b].strip() == text[a:b] != ""]


def test_control_characters_of_an_article_never_reach_the_terminal() -> None:
    """An escape sequence in a text cannot change the terminal, and offsets behind it still hold."""
    hostile = "a\x1b]0;title\x07b\x9b31mc\u202ed\ue000e"
    assert len(safe(hostile)) == len(hostile)
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\ue000" for c in safe(hostile))


@pytest.mark.slow
@given(marked_texts(), st.integers(1, 40))
def test_no_line_is_wider_than_asked_and_no_word_is_lost(
    marked: tuple[str, list[tuple[int, int]]], width: int
) -> None:
    """In colour, lines fit the width (a wide character may need two columns) and hold every character in order."""
    text, marks = marked
    lines = marked_lines(text, marks, width=width, style=COLOUR)
    bare = [ESCAPES.sub("", line) for line in lines]
    assert all(columns(line) <= max(width, 2) for line in bare)
    assert "".join("".join(bare).split()) == "".join(safe(text).split())


@given(marked_texts(), st.integers(8, 40))
def test_every_mark_is_closed_on_its_line(marked: tuple[str, list[tuple[int, int]]], width: int) -> None:
    """A match that runs over a line break is marked on both lines, and the marks hold the matched text."""
    text, marks = marked
    lines = marked_lines(text, marks, width=width, style=COLOUR)
    opened, closed = COLOUR.match
    assert all(line.count(opened) == line.count(closed) for line in lines)
    inside = "".join(re.findall(re.escape(opened) + "(.*?)" + re.escape(closed), "\n".join(lines)))
    assert "".join(inside.split()) == "".join("".join(safe(text)[a:b] for a, b in marks).split())


def test_without_colour_a_match_stands_between_asterisks() -> None:
    """A match can be seen where there is no colour."""
    assert marked_lines("stop the bombing now", [(5, 16)], width=40, style=PLAIN) == ["stop *the bombing* now"]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("漢字漢字", 5, "漢字…"),
        ("abc", 0, ""),
        ("e\u0301x", 2, "e\u0301x"),
    ],
)
def test_clipping_counts_columns(text: str, width: int, expected: str) -> None:
    """Wide characters take two columns, combining ones none."""
    assert clipped(text, width) == expected
