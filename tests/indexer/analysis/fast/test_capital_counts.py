"""Capitals inside sentences: what is counted, and for which surface."""

from __future__ import annotations

import pytest

from indexer.analysis.fast.capital_counts import Capitals
from indexer.analysis.fast.chunks import Chunks, TokenStream, encoded


def counted(*texts: str) -> dict[str, tuple[int, int]]:
    """For each surface how often it has a capital inside a sentence, and how often a small letter."""
    chunks, capitals = Chunks(), Capitals()
    stream = TokenStream(chunks, capitals=capitals)
    for text in texts:
        stream.add(encoded(text))
    stream.finish()
    named, small = capitals.counts(len(chunks.surfaces))
    rows = zip(chunks.surfaces, named.tolist(), small.tolist(), strict=True)
    return {surface.decode(): (a, b) for surface, a, b in rows}


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("the Bush years", "bush", (1, 0)),
        ("the bush fire", "bush", (0, 1)),
        ("Bush came. Bush went.\nBush!", "bush", (0, 0)),
        ("BUSH WINS VOTE", "wins", (0, 0)),
        ("yesterday, Bush, and Bush.", "bush", (2, 0)),
        ("the Anglo-Bush and X-Bush", "bush", (1, 0)),
        ("said “Bush” and (Bush)", "bush", (0, 0)),
        ("the Łódź fair", "lodz", (1, 0)),
        ("in łódź", "lodz", (0, 1)),
        ("by Эрдоган", "эрдоган", (1, 0)),
        ("the Bush's dog", "bush's", (1, 0)),
        ("", "bush", (0, 0)),
    ],
)
def test_a_capital_counts_where_no_sentence_begins(text: str, word: str, expected: tuple[int, int]) -> None:
    """Behind a small letter or a comma, and a space or hyphen."""
    assert counted(text).get(word, (0, 0)) == expected


def test_counts_add_up_over_texts() -> None:
    """Texts do not touch each other, and later surfaces do not disturb earlier ones."""
    found = counted("of Bush", "Kerry", "of Kerry and Bush", "bush")
    assert found["bush"] == (2, 1)
    assert found["kerry"] == (1, 0)
