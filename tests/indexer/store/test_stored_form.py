"""What is read back has a size: a stored article of millions of values is refused before it is read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.store import stored_form
from tests.conftest import tries

VALUES = st.recursive(
    st.none() | st.integers() | st.text('",[]{}\\a', max_size=8),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text('",[\\', max_size=3), inner, max_size=4),
    max_leaves=30,
)


def parts(value: object, first: bool = True) -> int:
    """The definition: a comma before each value but the first of its kind, strings, arrays and objects."""
    own = 0 if first else 1
    if isinstance(value, str):
        return own + 1
    if isinstance(value, list):
        return own + 2 + sum(parts(inner, not number) for number, inner in enumerate(value))
    if isinstance(value, dict):
        return own + 4 + sum(1 + parts(inner, not number) for number, inner in enumerate(value.values()))
    return own


@given(VALUES)
def test_parts_are_counted_outside_of_strings(value: object) -> None:
    raw = json.dumps(value).encode()
    exact = parts(value)
    shortest = max(exact, 0)
    if len(raw) * 4 > shortest:
        assert stored_form.in_parts(raw, shortest)
    if exact and len(raw) * 4 > exact - 1:
        assert not stored_form.in_parts(raw, exact - 1)


@pytest.mark.slow
@pytest.mark.parametrize("value", ["[],", '"ab",', '{"a":0},', "0.5,", "{},", "[0],"][: tries(3, 6)])
def test_millions_of_values_are_no_article(value: str) -> None:
    with pytest.raises(ValueError, match="millions of values"):
        stored_form.loads(('{"id":"a","extra":[' + value * (40_000_000 // len(value)) + "0]}").encode())


def test_a_long_text_is_one_value() -> None:
    assert stored_form.loads(json.dumps({"body": ',"[{' * 1_000_000}).encode()) == {"body": ',"[{' * 1_000_000}


def test_strings_without_an_end_are_one_each() -> None:
    assert not stored_form.in_parts(b'{"' + b'\\"' * 4_000_000, 4)
    assert stored_form.in_parts(b'{"' + b'\\"' * 4_000_000, 5)
