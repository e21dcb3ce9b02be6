"""Hard-wrapped lines become paragraphs again; other lines stay."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.wrapping import unwrapped

PROSE = (
    "The water board said on Tuesday that the upper gates of the dam would stay closed until the spring, "
    "and that the towns below it had nothing to fear from the river.",
    "“We have measured it twice,” said Ada Lind, who has been the board’s engineer for eleven years, “and "
    "twice it came out the same.”",
)


@pytest.mark.parametrize("width", [45, 60, 72, 80])
@pytest.mark.parametrize("between", ["\n\n", "\n    "])
def test_paragraphs_wrapped_at_any_width_are_put_together(width: int, between: str) -> None:
    """Whether a blank line or an indent begins a paragraph, it is one line afterwards."""
    text = between.join(textwrap.fill(paragraph, width) for paragraph in PROSE)
    assert unwrapped(text) == between.rstrip(" ").join(PROSE)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(PROSE),
        "\n\n".join(PROSE),
        "One short line.\nAnother short line.\nA third.",
        "Shr 16 cts vs 22 cts\nNet 1,226,597 vs 1,327,016\nRevs 6,598,580 vs 5,921,828",
        "The rain in the hills above the town of Orlo fell\n\nand the river rose.",
        "",
    ],
)
def test_what_is_not_wrapped_stays_as_it_is(text: str) -> None:
    """A paragraph a line, a list, a table: no break in them comes from wrapping."""
    assert unwrapped(text) == text


def test_a_word_that_was_cut_at_its_hyphen_stays_one() -> None:
    """`well-` and `known` on the next line are `well-known`."""
    text = textwrap.fill(PROSE[0].replace("nothing", "x" * 12 + "-known"), 60)
    assert "x-known" in unwrapped(text)
    assert "x- known" not in unwrapped(text)


@given(st.text(st.sampled_from("ab. \n-\t"), max_size=300), st.integers(1, 4))
def test_only_white_space_changes(text: str, times: int) -> None:
    """Every other character is kept, in its order."""
    assert "".join(unwrapped(text * times).split()) == "".join((text * times).split())
