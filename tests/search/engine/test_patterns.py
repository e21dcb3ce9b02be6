"""Patterns: whatever they take in, rare and frequent words, whole stem classes and parts of them."""

from __future__ import annotations

import random
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from indexer.store import Terms, open_index
from indexer.store.term_blocks import BlockPacker
from indexer.store.terms import STRIDE
from search.engine import count, matching, patterns, rank
from tests.conftest import searcher
from tests.search.engine.conftest import Build, article

WORDS = [
    "talk",
    "talks",
    "talking",
    "talker",
    "table",
    "tables",
    "tab",
    "take",
    "takes",
    "taken",
    "tall",
    "tame",
    "go",
]

GLOBS = ["t?l?", "*k", "ta*s", "*", "t*b*e", "?o", "t*ä*", "talk", "talk?", "x*", "*x", "t[ab]l*", "tal[!l]*"]


@pytest.mark.parametrize("removed", [(), tuple(f"a{n}" for n in range(0, 900, 7))], ids=["whole", "with deletions"])
def test_a_pattern_finds_what_is_so_spelt_newest_first(build: Build, removed: tuple[str, ...]) -> None:
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
    starts = [query.Prefix("words", start) for start in "t ta tal talk talke tab table tak tame g x".split()]
    for tree in (*starts, *(query.Wildcard("words", glob) for glob in GLOBS)):
        glob = f"{tree.text}*" if type(tree) is query.Prefix else tree.text
        wanted = [
            n
            for n, text in enumerate(texts)
            if n not in gone and any(fnmatchcase(word, glob) for word in [*text, "end"])
        ]
        newest = sorted(wanted, key=lambda n: (-days[n], n))
        among = {n for n, text in enumerate(texts) if n in wanted and "take" in text}
        assert matching(searcher(index), tree).tolist() == wanted
        assert count(searcher(index), tree) == len(wanted)
        assert set(matching(searcher(index), query.And([query.Term("words", "take"), tree])).tolist()) == among
        for limit in (1, 10, 10, 250, 2000):
            ranked = rank(searcher(index), tree, limit=limit)
            assert ranked.docs.tolist() == newest[:limit], (glob, limit)
            assert ranked.total == len(wanted)


def test_wildcards_are_looked_for_in_a_large_dictionary(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words around the ends of the dictionary's blocks, and of the pieces that it is read in, are found like
    others."""
    monkeypatch.setattr("search.engine.patterns._PIECE", 128)
    words = [f"w{a}{b}{c}" for a in "abcdef" for b in "abcdefgh" for c in "abcdefghijkl"]
    index = build([article(n, " ".join(words[n::50])) for n in range(50)])
    globs = ["w*", "wa*", "wf*", "*l", "w?a?", "wbh*", "wb*l", "wc?c", "w*dd", "waaa", "wfhl", "*", "v*", "x*", "wz*"]
    globs += ["wa*b", "wa*a*", "w*ab*", "wa*a*a", "wab*ab", "wc**c", "wab*b*", "wa*aa*a", "wb*ad*"]
    for glob in globs:
        wanted = sorted({n % 50 for n, word in enumerate(words) if fnmatchcase(word, glob)})
        assert matching(searcher(index), query.Wildcard("words", glob)).tolist() == wanted, glob


@given(
    words=st.sets(st.text("abé", min_size=1, max_size=6), min_size=1, max_size=200),
    glob=st.text("aabé**", max_size=7),
    piece=st.sampled_from([64, 8192]),
    small=st.sampled_from([0, 1 << 14]),
)
def test_a_wildcard_is_the_terms_that_it_says(words: set[str], glob: str, piece: int, small: int) -> None:
    """With and without a regular expression, in one piece of the dictionary and in several."""
    ordered = sorted(word.encode() for word in words)
    blocks = [BlockPacker(b"").pack(ordered[low : low + STRIDE]) for low in range(0, len(ordered), STRIDE)]
    blob = np.frombuffer(b"".join(blocks), np.uint8)
    dictionary = Terms(blob, np.cumsum([0, *map(len, blocks)]), len(ordered))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(patterns, "_PIECE", piece)
        patched.setattr(patterns, "_SMALL", small)
        chosen = patterns._wildcard(dictionary, query.Wildcard("words", glob))
    assert list(chosen) == [place for place, word in enumerate(ordered) if fnmatchcase(word.decode(), glob)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (query.Prefix("words", "tal"), query.Prefix("words", "ta")),
        (query.Prefix("words", "talk"), query.Prefix("title_words", "talk")),
        (query.Prefix("words", "talk"), query.Wildcard("words", "talk")),
        (query.Wildcard("words", "t.lk"), query.Regex("words", "t.lk")),
        (query.FuzzyTerm("words", "tabs", maxdist=1), query.FuzzyTerm("words", "tabs", maxdist=2)),
        (query.FuzzyTerm("words", "alks", prefixlength=0), query.FuzzyTerm("words", "alks", prefixlength=1)),
        (query.TermRange("words", "tab", "take"), query.TermRange("words", "tab", "take", startexcl=True)),
        (query.TermRange("words", "tab", "take"), query.TermRange("words", "tab", "take", endexcl=True)),
        (query.TermRange("words", "tab", "take"), query.TermRange("words", "take", "tall")),
    ],
)
def test_what_is_kept_of_a_pattern_is_not_given_for_another(
    build: Build, tmp_path: Path, one: query.Query, other: query.Query
) -> None:
    """Asked in turn, each finds what it finds when nothing else was asked before."""
    texts = ["tab", "talk", "take", "talks", "go", "tables", "tabs"]
    build([article(n, text, title="talking" if text == "go" else "") for n, text in enumerate(texts)])

    def asked(*trees: query.Query) -> list[list[int]]:
        index = open_index(tmp_path / "index")
        return [matching(searcher(index), tree).tolist() for tree in trees]

    alone = asked(one) + asked(other)
    assert alone[0] != alone[1]
    assert asked(one, other, one, other) == alone + alone


@pytest.mark.parametrize("boost", [1.0, 2.5])
def test_a_boost_is_no_part_of_what_is_kept(build: Build, boost: float) -> None:
    """The same pattern with another boost gives its own scores."""
    index = build([article(0, "talk"), article(1, "talks"), article(2, "go")])
    assert rank(searcher(index), query.Prefix("words", "talk")).scores.tolist() == [1.0, 1.0]
    assert rank(searcher(index), query.Prefix("words", "talk", boost=boost)).scores.tolist() == [boost, boost]


@pytest.mark.slow
@pytest.mark.parametrize("kind", [query.Prefix, query.Wildcard])
def test_kept_patterns_are_bounded(build: Build, kind: type[query.Prefix] | type[query.Wildcard]) -> None:
    """However many patterns are asked for, what is kept of them stays within the bound, and answers stay right."""
    words = [f"word{n}" for n in range(300)]
    index = build([article(n, word) for n, word in enumerate(words)])
    held = searcher(index).space("articles")
    held.budget = 20_000
    for _ in range(2):
        for word in words[1:]:
            glob = f"{word}*" if kind is query.Prefix else f"{word[:5]}*{word[5:]}"
            wanted = [n for n, other in enumerate(words) if fnmatchcase(other, glob)]
            assert matching(searcher(index), kind("words", word if kind is query.Prefix else glob)).tolist() == wanted
    assert held.held <= 20_000 + 2_000
    assert held.held == sum(kept.held for kept in held._entries.values())
    assert all(kept.held > 256 for kept in held._entries.values())  # its own arrays count
