"""Words looked for in a text, as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.repl.reader.finding import found


@pytest.mark.parametrize(
    ("text", "wanted", "places"),
    [
        ("Rain in Brazil and brazil", "brazil", ["Brazil", "brazil"]),
        ("Die Straße nach Łódź", "STRASSE", ["Straße"]),
        ("Die Straße nach Łódź", "lodz", ["Łódź"]),
        ("the Törvesh dam", "torvesh", ["Törvesh"]),
        ("the To\u0308rvesh dam", "törvesh", ["To\u0308rvesh"]),
        ("we didn’t say “no”", 'didn\'t say "no"', ["didn’t say “no”"]),
        ("water for\n\n  power", "water  for power", ["water for\n\n  power"]),
        ("soft\xadly spoken", "softly", ["soft\xadly"]),
        ("한국어", "국", ["국"]),
        ("a.b axb", "a.b", ["a.b"]),
        ("istanbul, İSTANBUL", "istanbul", ["istanbul", "İSTANBUL"]),
        ("nothing of it", "else", []),
        ("any text", "  ", []),
    ],
)
def test_any_case_and_no_accents(text: str, wanted: str, places: list[str]) -> None:
    """What is found is what stands in the text, whole characters with the accents on them."""
    assert [text[start:end] for start, end in found(text, wanted)] == places


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 10))
def test_what_stands_in_a_text_is_found(text: str, start: int, size: int) -> None:
    """A piece of it is found where it is, unless an accent or a space is all of it."""
    wanted = text[start : start + size]
    spans = found(text, wanted)
    assert list(spans) == sorted(spans)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    core = wanted.strip()
    if core.isalnum() and core.isascii():
        at = text.index(core, start)
        assert any(a <= at and at + len(core) <= b for a, b in spans)
