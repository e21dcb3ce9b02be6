"""Three hundred headlines as they are printed, pasted as queries: none is refused, and each finds its article first.

The articles are in ../shared/data/news; where they are not, the gate is skipped.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.readers import discover, iter_articles
from indexer.readers.source import SourceFile
from indexer.store import IndexWriter
from search.api import Archive, open_archive
from tests.conftest import Run, shared

SEED = 16
HEADLINES, OTHERS = 300, 5_000
FLOOR = 297

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pasted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Archive, list[Article]]]:
    """An archive of some of the news, without quotations, and the articles whose headlines are pasted."""
    articles = [
        article
        for file in discover([str(shared("data", "news"))])
        if isinstance(file, SourceFile)
        for article in iter_articles(file)
        if isinstance(article, Article) and article.title.strip()
    ]
    sample = random.Random(SEED).sample(articles, HEADLINES + OTHERS)
    path = tmp_path_factory.mktemp("headlines") / "index"
    with IndexWriter(path) as writer:
        for article in sample:
            writer.put(article, [])
        writer.commit({})
    with open_archive(path) as archive:
        yield archive, sample[:HEADLINES]


def test_each_finds_its_article_first(pasted: tuple[Archive, list[Article]]) -> None:
    """With the settings of a plain search: its own article, a copy of it, or another with the same headline."""
    archive, articles = pasted
    first = 0
    for article in articles:
        hits = archive.search(article.title, limit=1).hits
        found = {each.id for hit in hits for each in (hit.article, *hit.copies)}
        first += article.id in found or any(hit.article.title == article.title for hit in hits)
    assert first >= FLOOR


def test_none_is_refused(pasted: tuple[Archive, list[Article]], run: Run, tmp_path: Path) -> None:
    """By `batch`, and line by line as the prompt reads them."""
    archive, articles = pasted
    file = tmp_path / "headlines.jsonl"
    lines = [json.dumps({"id": str(nth), "text": article.title}) for nth, article in enumerate(articles)]
    file.write_text("\n".join(lines), "utf-8")
    asked = {"ONRECORD_INDEX": str(archive.path)}
    batch = run("batch", str(file), "-n", "1", "--format", "trec", **asked)
    assert (batch.returncode, batch.stderr) == (0, "")
    titles = [" ".join(article.title.split()) for article in articles]
    prompt = run(stdin="\n".join(title for title in titles if not title.startswith(".")), **asked)
    assert prompt.returncode == 0
    assert "^" not in prompt.stderr
