"""Prefixes: whatever a prefix takes in, rare and frequent words, whole stem classes and parts of them."""

from __future__ import annotations

import random

import pytest
from whoosh import query

from search.engine import count, matching, rank
from tests.search.engine.conftest import Build, article

WORDS = ["talk", "talks", "talking", "talker", "table", "tables", "tab", "take", "takes", "taken", "tall", "tame", "go"]


@pytest.mark.parametrize("removed", [(), tuple(f"a{n}" for n in range(0, 900, 7))], ids=["whole", "with deletions"])
def test_a_prefix_finds_what_begins_with_it_newest_first(build: Build, removed: tuple[str, ...]) -> None:
    """Against the plain texts: which articles match, how many, and the newest of them, asked once and again."""
    chance = random.Random(11)
    # The words from the rarest to one that stands in nearly every article; some only in a few.
    texts = [[word for place, word in enumerate(WORDS) if chance.random() < 0.9 * 0.6**place] for _ in range(900)]
    days = [chance.randrange(1, 29) for _ in texts]
    index = build(
        [article(n, " ".join([*text, "end"]), date=f"2022-05-{days[n]:02}") for n, text in enumerate(texts)],
        remove=removed,
    )
    gone = {int(each[1:]) for each in removed}
    for start in ("t", "ta", "tal", "talk", "talke", "tab", "table", "tak", "tame", "g", "x"):
        tree = query.Prefix("words", start)
        wanted = [n for n, text in enumerate(texts) if n not in gone and any(word.startswith(start) for word in text)]
        newest = sorted(wanted, key=lambda n: (-days[n], n))
        assert matching(index, tree).tolist() == wanted
        assert count(index, tree) == len(wanted)
        for limit in (1, 10, 10, 250, 2000):
            ranked = rank(index, tree, limit=limit)
            assert ranked.docs.tolist() == newest[:limit], (start, limit)
            assert ranked.total == len(wanted)
