"""Words as they are compared, and where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.provenance.negations import is_negation
from search.provenance.words import Words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don’t go", "DON'T GO"),
        ("the U.S. fleet", "the US fleet"),
        ("Café Zoë", "Cafe Zoe"),
        ("1,300 tons", "1300 tons"),
        ("cease-fire", "cease fire"),
        ("dont go", "don't go"),
    ],
)
def test_newsrooms_write_the_same_words_in_these_ways(one: str, other: str) -> None:
    """Case, accents, apostrophes and hyphens are no difference."""
    assert list(Words.of(one).compared) == list(Words.of(other).compared)


@pytest.mark.parametrize("words", [("its", "his"), ("cant", "can"), ("cease fire", "ceasefire")])
def test_other_words_are_others(words: tuple[str, str]) -> None:
    """Nothing else is made equal here."""
    assert list(Words.of(words[0]).compared) != list(Words.of(words[1]).compared)


def test_words_know_their_places() -> None:
    """Code points, also behind characters that take more bytes."""
    text = "“Ünder the bridge”, 𝒮he said"
    words = Words.of(text)
    assert [text[start:end] for start, end in zip(words.starts, words.ends, strict=True)] == [
        "Ünder", "the", "bridge", "𝒮he", "said",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "word",
    ["not", "never", "cannot", "dont", "wont", "nobody", "keinen", "jamas", "nao", "niet", "ikke", "не", "nie", "不"],
)
def test_negations_deny(word: str) -> None:
    """As they are compared."""
    assert is_negation(word)
    assert not is_negation(f"{word}able")


@given(st.text(alphabet="ab c'.,-É1", max_size=80), st.integers(0, 12), st.integers(0, 12))
def test_a_part_of_a_text_has_the_words_of_the_whole(text: str, first: int, count: int) -> None:
    """Wherever it begins."""
    every, some = Words.of(text), Words.of(text, first=first, count=count)
    assert list(some.starts) == list(every.starts)[first : first + count]
    assert list(some.compared) == list(every.part(first, first + count).compared)
