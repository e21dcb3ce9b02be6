"""Acronyms that are spelt like a word: which tokens of a text are kept apart, and which are not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import tokenizer
from indexer.analysis.acronyms import ACRONYMS, REACH, WORDS, shouted, stands_apart

TEXTS = [
    ("The US told us so.", ["the", "US", "told", "us", "so"]),
    ("Who leads the WHO?", ["who", "leads", "the", "WHO"]),
    ("It is an IT firm.", ["it", "is", "an", "IT", "firm"]),
    ("the U.S. Senate", ["the", "US", "senate"]),
    ("THE U.S. SENATE VOTES ON AID", ["the", "US", "senate", "votes", "on", "aid"]),
    ("a U.S.-led force, a US-led force", ["a", "US", "led", "force", "a", "US", "led", "force"]),
    ("the US, the US’s allies and the US' own", ["the", "US", "the", "US's", "allies", "and", "the", "US", "own"]),
    ("“US” and (WHO) said", ["US", "and", "WHO", "said"]),
    ("both PMs and the PM's wife", ["both", "PMs", "and", "the", "PM's", "wife"]),
    ("at 5 p.m. the PM rose", ["at", "5", "pm", "the", "PM", "rose"]),
    ("hearing aids, AIDS and Aids", ["hearing", "aids", "AIDS", "and", "aids"]),
    ("Nato, NATO and the EU", ["nato", "nato", "and", "the", "eu"]),
    # Headlines and sentences in capitals.
    ("TELL US WHAT HAPPENED", ["tell", "us", "what", "happened"]),
    ("WHO", ["who"]),
    ("He said TELL US WHAT HAPPENED to me", "he said tell us what happened to me".split()),
    ("WHAT IT MEANS\nIt means an IT firm.", ["what", "it", "means", "it", "means", "an", "IT", "firm"]),
    ("WHAT IT MEANS: what the IT firm said", ["what", "IT", "means", "what", "the", "IT", "firm", "said"]),
    # Datelines.
    ("KYIV, Ukraine (AP) — US officials said", ["kyiv", "ukraine", "ap", "US", "officials", "said"]),
    ("WASHINGTON (REUTERS) - US officials said", ["washington", "reuters", "US", "officials", "said"]),
    ("LONDON, UN and WHO", ["london", "un", "and", "WHO"]),
    # Other marks and scripts.
    ("US—WHO talks", ["US", "WHO", "talks"]),
    ("和平 US 和平", ["和", "平", "us", "和", "平"]),
    ("и US и дело", ["и", "US", "и", "дело"]),
]


@pytest.mark.parametrize(("text", "surfaces"), TEXTS)
def test_surfaces(text: str, surfaces: list[str]) -> None:
    """A word of the list in capitals among words that are not is an acronym; nothing else keeps its capitals."""
    assert tokenizer.surfaces(text) == surfaces


def test_names_have_no_acronyms() -> None:
    """What is folded is as it always was."""
    assert tokenizer.folded("IT Today, the U.S. edition of WHO’s") == "it today the us edition of who's".split()


@pytest.mark.parametrize(
    ("surface", "stem"),
    [("US", "US"), ("US's", "US"), ("PMs", "PM"), ("AIDS", "AIDS"), ("aids", "aid"), ("us", "us"), ("mps", "mp")],
)
def test_stems(surface: str, stem: str) -> None:
    """The forms of an acronym are one class, apart from the word's; one at a time and many at once."""
    assert tokenizer.stem(surface) == stem
    assert tokenizer.stems(["talks", surface, "war"]) == ["talk", stem, "war"]


@given(st.lists(st.sampled_from(["US", "us", "Us", "THE", "The", "the", "A", "\n", "2022", "U.S."])).map(" ".join))
def test_capitals_are_all_that_is_kept(text: str) -> None:
    """Beside their capitals the surfaces are those without acronyms, and only forms of the list have any."""
    found = tokenizer.surfaces(text)
    assert [surface.lower() for surface in found] == tokenizer.folded(text)
    assert all(surface in ACRONYMS for surface in found if surface != surface.lower())


def test_only_what_is_near_decides() -> None:
    """Small letters further away than REACH do not count: the work is bounded."""
    assert stands_apart("so US", 3, 5)
    assert not stands_apart("so" + " " * REACH + "US", 2 + REACH, 4 + REACH)


def test_the_list() -> None:
    """Words of two to five letters, none of them twice as another's form."""
    assert all(re.fullmatch("[a-z]{2,5}", word) for word in WORDS)
    assert len(ACRONYMS) == 3 * len(WORDS)


@pytest.mark.parametrize(
    ("query", "loud"),
    [("US", False), ("US WHO NATO UN ICE", False), ("WHO SHOT THE SHERIFF", True), ("WHO shot", False)],
)
def test_shouted(query: str, loud: bool) -> None:
    """A query is in capitals if it has three words in capitals that are not of the list, and no small letter."""
    assert shouted(query) == loud
