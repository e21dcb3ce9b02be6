"""Two words near each other, and phrases: rare and common words, whichever way the engine takes to their places."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from whoosh import query
from whoosh.query.spans import SpanNear2

from indexer.schema import BODY_START
from indexer.store import IndexWriter, open_index
from search.engine import matching
from tests.conftest import searcher
from tests.search.engine.comparing import by_engine, by_searcher
from tests.search.engine.conftest import article

WORDS = [f"w{letter}" for letter in "abcdefgh"]
"""From one that stands in nearly every article to one that stands in a few."""
PAIRS = [
    ("wa", "wb"),
    ("wb", "wd"),
    ("wc", "wc"),
    ("wc", "wh"),
    ("wd", "we"),
    ("wf", "wa"),
    ("wg", "wh"),
    ("wh", "wx"),
]


def _texts(number: int) -> list[list[str]]:
    chance = random.Random(29)
    shares = [0.6**place for place in range(len(WORDS))]
    return [chance.choices([*WORDS, "go"], [*shares, 1.5], k=chance.randrange(3, 40)) for _ in range(number)]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[list[str]]]:
    """An index of 1,500 articles, some with titles longer than there are places for; every ninth is deleted."""
    texts = _texts(1500)
    folder: Path = tmp_path_factory.mktemp("near")
    with IndexWriter(folder) as writer:
        for n, text in enumerate(texts):
            title = " ".join(["go"] * BODY_START + text) if n % 40 == 3 else ""
            writer.put(*article(n, " ".join(text), title=title))
        writer.commit({})
        for n in range(0, len(texts), 9):
            writer.remove(f"a{n}")
        writer.commit({})
    return open_index(folder), texts


def _near(text: Sequence[str], first: str, second: str, *, slop: int, ordered: bool) -> bool:
    places = [
        (a, b) for a, word in enumerate(text) if word == first for b, other in enumerate(text) if other == second
    ]
    return any(0 < (b - a if ordered else abs(b - a)) <= slop for a, b in places)


@pytest.mark.parametrize("long", [2, 1 << 30], ids=["merged", "searched"])
@pytest.mark.parametrize("single", [1, 1 << 30], ids=["shared documents first", "places at once"])
@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("slop", [1, 4])
def test_two_words_are_found_where_they_are_near(
    large: tuple[Any, list[list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    long: int,
    single: int,
    slop: int,
    ordered: bool,
) -> None:
    """Against the plain texts, asked before and after the places are decoded and kept."""
    monkeypatch.setattr("search.engine.proximity._MANY", long)
    monkeypatch.setattr("search.engine.postings._SINGLE", single)
    index, texts = large
    for first, second in PAIRS + [(b, a) for a, b in PAIRS]:
        tree = SpanNear2([query.Term("body_words", word) for word in (first, second)], slop=slop, ordered=ordered)
        wanted = [
            n for n, text in enumerate(texts) if n % 9 and _near(text, first, second, slop=slop, ordered=ordered)
        ]
        for _ in range(3):
            assert matching(searcher(index), tree).tolist() == wanted, (first, second)


@pytest.mark.parametrize("long", [2, 1 << 30], ids=["merged", "searched"])
@pytest.mark.parametrize("words", [("wa", "wb"), ("wc", "wc"), ("wb", "we", "wa"), ("wa", "wa", "wb", "wh")])
def test_phrases_are_found_where_they_stand(
    large: tuple[Any, list[list[str]]], monkeypatch: pytest.MonkeyPatch, long: int, words: tuple[str, ...]
) -> None:
    """Against the plain texts, asked before and after the places are decoded and kept."""
    monkeypatch.setattr("search.engine.proximity._MANY", long)
    monkeypatch.setattr("search.engine.postings._SINGLE", 1)
    index, texts = large
    phrase = " ".join(words)
    wanted = [n for n, text in enumerate(texts) if n % 9 and f" {phrase} " in f" {' '.join(text)} "]
    for _ in range(3):
        assert matching(searcher(index), query.Phrase("body_words", list(words))).tolist() == wanted


@pytest.mark.parametrize("long", [2, 1 << 30], ids=["merged", "searched"])
@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("pair", PAIRS)
def test_words_at_one_place_are_not_near_each_other(
    large: tuple[Any, list[list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    long: int,
    pair: tuple[str, str],
    ordered: bool,
) -> None:
    """The words of a title past its last place share one: as Whoosh steps through them, scores too."""
    monkeypatch.setattr("search.engine.proximity._MANY", long)
    index, _ = large
    for name in ("words", "text"):
        tree = SpanNear2([query.Term(name, word) for word in pair], slop=3, ordered=ordered)
        found = by_engine(index, tree, "articles")
        assert found == pytest.approx(by_searcher(index, tree, "articles"), rel=1e-4)
        assert found or "wx" in pair or pair == ("wg", "wh")
