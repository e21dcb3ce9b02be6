"""What kind of difference there is between words asked for and words printed."""

from __future__ import annotations

import pytest

from search.provenance.differences import DifferenceKind, difference


@pytest.mark.parametrize(
    ("quoted", "printed", "kind", "negation"),
    [
        ("sound", "", "missing", False),
        ("", "very", "added", False),
        ("he", "she", "changed", False),
        ("ceasefire", "cease fire", "spelling", False),
        ("honour", "honor", "spelling", False),
        ("havent", "have not", "spelling", False),
        ("2014", "2015", "changed", False),
        ("increase", "decrease", "changed", False),
        ("not", "", "missing", True),
        ("", "never", "added", True),
        ("do", "dont", "changed", True),
        ("neither", "either", "changed", True),
        ("not", "never", "changed", False),
    ],
)
def test_kinds(quoted: str, printed: str, kind: DifferenceKind, negation: bool) -> None:
    """A table of cases; a word that denies on one side alone is told."""
    found = difference(quoted.split(), printed.split(), first=3, text=quoted, in_article=printed)
    assert found is not None
    assert (found.kind, found.negation) == (kind, negation)
    assert (found.first, found.last) == (3, 3 + len(quoted.split()))


def test_at_an_edge_words_are_missing_whatever_stands_there() -> None:
    """Nobody knows whether the article goes on with other words or has them instead; what stands there is kept."""
    found = difference(["tomorrow"], ["today"], first=0, text="tomorrow", in_article="today", at_edge=True)
    assert found is not None
    assert (found.kind, found.printed) == ("missing", "today")


def test_nothing_differs_from_nothing() -> None:
    """No words on either side."""
    assert difference([], [], first=0, text="", in_article="") is None


def test_a_word_that_is_parted_denies_nothing() -> None:
    """`noncompliance` and `non compliance` are one; `non` alone denies, in other languages."""
    found = difference(
        ["noncompliance"], ["non", "compliance"], first=0, text="noncompliance", in_article="non compliance"
    )
    assert found is not None
    assert (found.kind, found.negation) == ("spelling", False)
    denied = difference([], ["non"], first=0, text="", in_article="non")
    assert denied is not None
    assert denied.negation
