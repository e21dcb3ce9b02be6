"""Phrases and nearness are the same whether their words are asked for the first time or were before."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from whoosh import query
from whoosh.query.spans import SpanNear2

from indexer.errors import IndexCorrupt
from indexer.store import IndexWriter, open_index
from search.engine import Searcher, count, occurring, rank
from search.engine.meeting import side_by_side
from tests.search.engine.conftest import article

WORDS = ["talk", "talks", "talked", "talking", "peace", "war", "wars", "gas", "minister", "ministers", "cease"]
SEGMENTS = 3
ARTICLES = 900


def _text(chance: random.Random) -> list[str]:
    shares = [0.75**place for place in range(len(WORDS))]
    return chance.choices([*WORDS, "so"], [*shares, 2.0], k=chance.randrange(2, 60))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[list[str]]]:
    """Three segments, every seventh article deleted; some words stand in quotations, which weigh more, and in titles.

    A few articles are longer than the places that are kept in twelve bits.
    """
    chance = random.Random(17)
    texts = [_text(chance) for _ in range(ARTICLES)]
    for long in (5, 400, 801):
        texts[long] = ["so"] * 4090 + texts[long] * 30
    folder: Path = tmp_path_factory.mktemp("meeting")
    with IndexWriter(folder) as writer:
        for n, text in enumerate(texts):
            body = " ".join(text)
            said = [" ".join(text[:6])] if n % 3 == 0 else []
            title = " ".join(text[-3:]) if n % 4 == 0 else ""
            writer.put(*article(n, body, title=title, date=f"20{n % 30:02}-01-01" if n % 5 else None, said=said))
            if n % (ARTICLES // SEGMENTS) == ARTICLES // SEGMENTS - 1:
                writer.commit({})
        for n in range(0, ARTICLES, 7):
            writer.remove(f"a{n}")
        writer.commit({})
    index = open_index(folder)
    assert len(index.segments) == SEGMENTS
    return index, texts


def _trees(texts: list[list[str]]) -> list[query.Query]:
    """Phrases out of the texts and others, of surfaces and of stems, some with a word twice; two words near."""
    chance = random.Random(23)
    found: list[query.Query] = []
    for number in range(120):
        length = chance.choice([2, 2, 3, 4, 5])
        text = chance.choice(texts)
        start = chance.randrange(max(len(text) - length, 1))
        words = text[start : start + length] if number % 4 else chance.choices(WORDS, k=length)
        if len(words) > 1:
            found.append(query.Phrase("words", words))
    stems = ["talk", "peac", "war", "gas", "minist", "ceas", "so"]
    for _ in range(60):
        some = chance.choices(stems, k=chance.choice([2, 3, 4]))
        found.append(query.Phrase("text", some))
        two = [query.Term("text", stem) for stem in some[:2]]
        found.append(SpanNear2(two, slop=chance.choice([1, 3]), ordered=chance.random() < 0.5))
        found.append(query.And([query.Term("text", stem) for stem in some]))
        found.append(query.Or([query.Term("text", stem) for stem in some]))
    return found


def _answer(searcher: Searcher, tree: query.Query) -> tuple[list[int], list[float], int]:
    found = rank(searcher, tree, limit=1 << 30)
    assert found.total == count(searcher, tree)
    return found.docs.tolist(), found.scores.tolist(), found.total


def test_first_and_later_answers_are_the_same(archive: tuple[Any, list[list[str]]]) -> None:
    """To the last bit of the score, by those who ask first, and by who has had everything decoded before."""
    index, texts = archive
    used = Searcher(index)
    found = 0
    for tree in _trees(texts):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("search.engine.meeting._TOO_MANY", -1)
            patch.setattr("search.engine.postings._SHORT", 1 << 30)
            expected = _answer(Searcher(index), tree)
        assert _answer(Searcher(index), tree) == expected, repr(tree)
        for wide, singly, common in ((0, 0, 1 << 30), (1 << 30, 1 << 30, 1)):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("search.engine.proximity._SOME", 0)
                patch.setattr("search.engine.proximity._SINGLY", singly)
                patch.setattr("search.engine.meeting._WIDE", wide)
                patch.setattr("search.engine.postings._SHORT", 0)
                patch.setattr("search.engine.postings._COMMON", common)
                patch.setattr("search.engine.postings._VERY_COMMON", common)
                assert _answer(Searcher(index), tree) == expected, repr(tree)
        for _ in range(3):
            assert _answer(used, tree) == expected, repr(tree)
        found += bool(expected[0])
    assert found > 100


def test_phrases_stand_in_the_texts(archive: tuple[Any, list[list[str]]]) -> None:
    """Against the plain texts: the body, or the title that some have."""
    index, texts = archive
    for tree in _trees(texts):
        if not isinstance(tree, query.Phrase) or tree.fieldname != "words":
            continue
        wanted = f" {' '.join(tree.words)} "
        places = [n for n, text in enumerate(texts) if n % 7 and wanted in f" {' '.join(text)} "]
        ranked = rank(Searcher(index), tree, limit=1 << 30)
        assert sorted(index.article(doc).id for doc in ranked.docs.tolist()) == sorted(f"a{n}" for n in places)


def test_what_is_asked_once_is_not_kept(archive: tuple[Any, list[list[str]]]) -> None:
    """Places are decoded for the documents that meet; all of them only for who asks again."""
    index, _ = archive
    searcher = Searcher(index)
    tree = query.Phrase("words", ["talks", "peace"])
    words = [occurring(searcher, "words", word) for word in ("talks", "peace")]
    assert rank(searcher, tree).total
    assert all(postings is not None and postings.unfolded is None for postings in words)
    assert rank(searcher, tree).total
    assert all(postings is not None and postings.unfolded is not None for postings in words)


def test_positions_that_are_nowhere_are_damage(archive: tuple[Any, list[list[str]]], tmp_path: Path) -> None:
    """A place that is said to be among the exceptions, and is not."""
    index, _ = archive
    field = index.segments[0].articles.fields["text"]
    stored = field._positions
    numbers = stored.escapes[:1].astype("int64")
    assert stored.at(numbers).tolist() == stored.between(int(numbers[0]), int(numbers[0]) + 1).tolist()
    assert stored.fit()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(stored.__dict__, "_escapes", tuple(part[1:] for part in stored._escapes))
        assert not stored.fit()
        with pytest.raises(IndexCorrupt, match="nowhere"):
            stored.at(numbers)


def test_side_by_side() -> None:
    """Rows begin where every word stands at its number."""
    import numpy as np

    words = [(0, np.array([3, 7, 20])), (1, np.array([4, 9, 21])), (2, np.array([5, 8]))]
    assert side_by_side(words).tolist() == [3]
    assert side_by_side(words[:2]).tolist() == [3, 20]
