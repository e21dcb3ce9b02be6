"""Quotations whose words are said again, held against what each of them has in `verbatim`."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import numpy as np

from indexer.article import Article, Quotation
from indexer.store import IndexWriter, open_index

_SAID = [f"we will rebuild every single school number {number} by spring" for number in range(30)] + ["not at all"]


def test_who_has_the_words_of_others_in_several_segments(tmp_path: Path) -> None:
    """Within a segment and across them, with articles that were replaced; and whoever asks seldom is told of none."""
    chance = random.Random(7)
    with IndexWriter(tmp_path / "index") as writer:
        for commit in range(3):
            for number in range(12):
                said = chance.choice(_SAID)
                one = Quotation(text=said, start=1, end=1 + len(said), speaker="Ada Lind")
                writer.put(Article(id=f"a{commit * 10 + number}", body=f"“{said}” it said."), [one])
            writer.commit({})
    with open_index(tmp_path / "index") as index:
        many = int(index.quotation_bases[-1])
        words = index.verbatim(np.arange(many, dtype=np.int32))
        counts = Counter(words)
        again = [bool(of) and counts[of] > 1 for of in words]
        assert True in again
        assert False in again
        assert index.is_said_again(again.index(False)), "not known yet"
        while index.is_said_again(again.index(False)):
            pass
        assert [index.is_said_again(doc) for doc in range(many)] == again
