"""Which words of a text are those of a quotation."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.provenance.alignment import Run, align

WORDS = st.lists(st.sampled_from("a b c d e f".split()), max_size=14)


def runs(quoted: str, printed: str) -> list[tuple[int, int, int]]:
    """The runs as triples."""
    found = align(quoted.split(), printed.split())
    return [(run.quoted, run.printed, run.length) for run in found.runs] if found else []


@pytest.mark.parametrize(
    ("quoted", "printed", "expected"),
    [
        ("we mend the nets", "today we mend the nets again", [(0, 1, 4)]),
        ("we mend the nets", "we mend our own nets", [(0, 0, 2), (3, 4, 1)]),
        # The first "the" of the text is nearer to nothing.
        ("the keel is sound", "the harbour master said that the keel is sound", [(0, 5, 4)]),
        ("the keel is sound", "the keel is sound and the rest is", [(0, 0, 4)]),
        # Of equal beginnings the one nearest to the rest.
        ("we want a new mole", "we want a rope we want a very new mole", [(0, 4, 3), (3, 8, 2)]),
        # A word alone, far away, is no part.
        ("mend the old nets tomorrow", "mend the old nets and then come home again by tomorrow", [(0, 0, 4)]),
        ("keel", "a keel", [(0, 1, 1)]),
        ("keel mast", "a keel of oak stood by the tall mast", []),
        ("keel", "a mast", []),
    ],
)  # fmt: skip
def test_runs(quoted: str, printed: str, expected: list[tuple[int, int, int]]) -> None:
    """A table of cases."""
    assert runs(quoted, printed) == expected


@given(st.lists(st.sampled_from("a b c d e f".split()), min_size=1, max_size=14))
def test_a_text_aligned_with_itself_is_whole(words: list[str]) -> None:
    """One run over all."""
    found = align(words, words)
    assert found is not None
    assert found.runs == (Run(0, 0, len(words)),)
    assert found.longest == len(words)


@given(WORDS.filter(bool), WORDS)
def test_runs_are_equal_words_in_order(quoted: list[str], printed: list[str]) -> None:
    """Whatever the texts, no word is used twice and none crosses another."""
    found = align(quoted, printed)
    if found is None:
        return
    for run in found.runs:
        assert run.length > 0
        assert quoted[run.quoted : run.quoted_end] == printed[run.printed : run.printed_end]
    for one, other in pairwise(found.runs):
        assert one.quoted_end <= other.quoted
        assert one.printed_end <= other.printed
        assert (one.quoted_end, one.printed_end) != (other.quoted, other.printed), "two runs that are one"


@given(WORDS.filter(bool), WORDS, WORDS)
def test_words_in_a_row_are_found_wherever_they_stand(
    quoted: list[str], before: list[str], behind: list[str]
) -> None:
    """Of a text that has all of them in a row no other words are taken."""
    found = align(quoted, [*before, *quoted, *behind])
    assert found is not None
    assert sum(run.length for run in found.runs) == len(quoted)
