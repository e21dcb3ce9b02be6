"""The quotation as a value: what it was made of, and that it stays so."""

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, fields, replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Basis, Quotation

_words = st.text(max_size=12)
_made = st.builds(
    lambda text, start, **others: {"text": text, "start": start, "end": start + len(text), **others},
    text=st.text(min_size=1, max_size=12),
    start=st.integers(0, 1 << 20),
    speaker=st.none() | _words,
    cue=st.none() | _words,
    basis=st.sampled_from(get_args(Basis)),
    confidence=st.floats(0, 1),
    rule=_words,
    evidence=_words,
    utterance=st.integers(0, 1 << 20),
)


@given(_made)
def test_holds_what_it_was_made_of(values: dict[str, Any]) -> None:
    """Each field holds its own value; copied, pickled or made anew it is equal and hashes alike."""
    quotation = Quotation(**values)
    assert asdict(quotation) == values
    for again in (
        Quotation(**values),
        copy.copy(quotation),
        pickle.loads(pickle.dumps(quotation)),
        replace(quotation),
    ):
        assert again == quotation
        assert hash(again) == hash(quotation)
    assert replace(quotation, evidence=quotation.evidence + "!") != quotation


def test_defaults() -> None:
    """A quotation made of its words and their place alone has the defaults that its fields state."""
    quotation = Quotation(text="Rain", start=2, end=6)
    stated = {one.name: one.default for one in fields(Quotation) if one.name not in ("text", "start", "end")}
    assert asdict(quotation) == {"text": "Rain", "start": 2, "end": 6} | stated


def test_cannot_be_changed() -> None:
    """No field can be set or deleted, and none added."""
    quotation = Quotation(text="Rain", start=2, end=6)
    for name in (*asdict(quotation), "other"):
        with pytest.raises((FrozenInstanceError, TypeError)):
            setattr(quotation, name, "Sun")
        with pytest.raises((FrozenInstanceError, TypeError)):
            delattr(quotation, name)


@pytest.mark.parametrize(
    "wrong", [{"start": -1, "end": 3}, {"start": 3, "end": 3, "text": ""}, {"end": 7}, {"basis": "rumour"}]
)
def test_is_checked_at_the_door(wrong: dict[str, Any]) -> None:
    """Offsets that do not fit the words, and a basis that is none, are refused."""
    with pytest.raises(ValueError, match=r"do not fit|unknown basis"):
        Quotation(**({"text": "Rain", "start": 2, "end": 6} | wrong))
