"""Where sentences end."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Mr. J. Smith went. He came back.", ["Mr. J. Smith went.", "He came back."]),
        ("The U.S. Senate met.", ["The U.S. Senate met."]),
        ("It fell 5.3 per cent. Then it rose.", ["It fell 5.3 per cent.", "Then it rose."]),
        ("“Go. Now.” She left.", ["“Go.", "Now.”", "She left."]),
        ("Why? Because… of it", ["Why?", "Because… of it"]),
        ("A line\nAnother line", ["A line", "Another line"]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("He lives in No. 10 Street. So do I.", ["He lives in No. 10 Street.", "So do I."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_borders(text: str, expected: list[str]) -> None:
    """Abbreviations, initials and decimals do not end a sentence; line breaks do."""
    assert [text[start:end] for start, end in sentences(text)] == expected


@given(st.text(st.sampled_from('aB.!?… \n“”"5'), max_size=80))
def test_nothing_is_lost_between_sentences(text: str) -> None:
    """The sentences cover all text that is not space, in order and without overlap."""
    spans = list(sentences(text))
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text.split())


def test_a_megabyte_of_full_stops_is_read_once() -> None:
    """No text makes the search for borders look at it again and again (it would not end in the suite's time)."""
    assert len(list(sentences("." * 1_000_000 + " " * 1_000_000))) == 1
