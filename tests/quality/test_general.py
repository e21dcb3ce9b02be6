"""The gates of the extractor on other prose than it was tuned on: news, the web, novels, ten languages.

The articles and the scorer are in ../shared; where they are not, the gates are skipped.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from indexer.quotes import find_quotes
from tests.quality.figures import measured, shared_tool
from tools.quotes.calibrate import by_folds, calibration_error, weighed

SHARED = Path(__file__).resolve().parents[3] / "shared"
GENERAL = SHARED / "data" / "quotes-general"
TOLD = ("exact", "named", "resolved", "noun", "e2e")

pytestmark = pytest.mark.skipif(not GENERAL.is_dir(), reason="needs ../shared/data/quotes-general")

FLOORS = [
    ("news-dev", "named", 0.95),
    ("gum", "e2e", 0.87),
    ("gum", "resolved", 0.65),
    ("ewt", "exact", 0.97),
    ("basil", "named", 0.93),
    ("pdnc", "exact", 0.959),
    ("bosque-pt", "e2e", 0.83),
    ("openboek-nl", "exact", 0.85),
    ("openboek-nl", "named", 1.0),
    ("wikinews-de", "exact", 0.85),
    ("wikinews-de", "named", 0.80),
]


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, float]]:
    """By corpus."""
    scorer = shared_tool("score_general")
    found: dict[str, dict[str, float]] = {}
    for path in sorted(GENERAL.glob("*.jsonl.gz")):
        counts: Counter[str] = Counter()
        complete = False
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for article in map(json.loads, lines):
                complete = article["complete"]
                quotes = [
                    {"start": one.start, "end": one.end, "speaker": one.speaker}
                    for one in find_quotes(article["text"])
                ]
                scorer.evaluate(article, quotes, counts, [])
        row: dict[str, Any] = scorer.row(counts, complete)
        found[path.name.split(".")[0]] = {name: row[name] for name in TOLD if row[name] is not None}
    return found


@pytest.mark.parametrize(("corpus", "measure", "floor"), FLOORS)
def test_floors(figures: dict[str, dict[str, float]], corpus: str, measure: str, floor: float) -> None:
    """What is asked for, where it is reached."""
    assert figures[corpus][measure] >= floor


def test_what_the_page_tells_is_measured(figures: dict[str, dict[str, float]]) -> None:
    """The table by corpus and language in docs/quotations.md."""
    measured(
        {
            f"general.{corpus.replace('-', '_')}.{name}": value
            for corpus, row in figures.items()
            for name, value in row.items()
        }
    )


def test_the_confidence_can_be_trusted() -> None:
    """By folds, on five kinds of text: who is sure is right, and a share is one."""
    files = [SHARED / "data" / "quotes" / "polnear-dev.jsonl.gz"]
    files += [GENERAL / f"{name}.jsonl.gz" for name in ("news-dev", "basil", "gum", "ewt")]
    seen = by_folds([one for path in files for one in weighed(path)])
    sure = [right for confidence, right in seen if confidence >= 0.95]
    assert sum(sure) >= 0.95 * len(sure)
    doubtful = [right for confidence, right in seen if confidence < 0.7]
    assert doubtful
    assert sum(doubtful) <= 0.6 * len(doubtful)
    assert calibration_error(seen) <= 0.05
