"""What whole answers cost beside the search: timeline and facets, over queries of words from headlines.

`python -m bench.sides INDEX` prints the figures.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

QUESTIONS = 200
SEED = 20_170_301


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of CPU for one question, warm."""

    name: str
    median_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class SidesCosts:
    """`beside` are measured with the query already matched; `search` is a page of ten with excerpts."""

    articles: int
    questions: int
    search: Cost
    beside: tuple[Cost, ...]


def headline_questions(index: Path, many: int = QUESTIONS) -> list[str]:
    """One or two words of headlines, the same for the same archive."""
    from indexer.analysis.tokenizer import surfaces
    from indexer.store import open_index

    chance = random.Random(SEED)
    found: list[str] = []
    with open_index(index) as opened:
        articles = int(opened.article_bases[-1])
        for _ in range(100 * many):
            words = surfaces(opened.article(chance.randrange(articles)).title)
            telling = [word for word in words if len(word) > 3 and word.isalpha()]
            if len(telling) > 1:
                found.append(" ".join(chance.sample(telling, 1 + len(found) % 2)))
            if len(found) == many:
                break
    return found


def measure_sides(index: Path, questions: Sequence[str]) -> SidesCosts:
    """Time each question once warm, by each way of counting its whole answer, less what matching takes."""
    from search.api import open_archive

    with open_archive(index) as archive:
        ways: dict[str, Callable[[str], object]] = {
            "timeline": archive.timeline,
            "timeline by week": lambda text: archive.timeline(text, by="week"),
            "facets": archive.facets,
            "facets of quotations": lambda text: archive.facets(text, space="quotations"),
        }
        matching = {text: _cpu(lambda text=text: archive.total(text)) for text in questions for _ in range(2)}
        beside = tuple(
            _cost(name, [max(_warm(way, text) - matching[text], 0.0) for text in questions])
            for name, way in ways.items()
        )
        search = _cost("search", [_warm(archive.search, text) for text in questions])
        return SidesCosts(archive.statistics().articles, len(questions), search, beside)


def _warm(way: Callable[[str], object], text: str) -> float:
    way(text)
    return _cpu(lambda: way(text))


def _cpu(ask: Callable[[], object]) -> float:
    before = time.process_time()
    ask()
    return (time.process_time() - before) * 1000


def _cost(name: str, milliseconds: Sequence[float]) -> Cost:
    ordered = sorted(milliseconds)
    return Cost(name, statistics.median(ordered), ordered[min(len(ordered) * 99 // 100, len(ordered) - 1)])


def main(arguments: Sequence[str]) -> None:
    """Print the figures of an index."""
    index = Path(arguments[0])
    costs = measure_sides(index, headline_questions(index))
    print(f"{costs.articles:,} articles, {costs.questions} questions, ms of CPU, median and 99th percentile")
    for cost in (costs.search, *costs.beside):
        print(f"{cost.name:<22}{cost.median_ms:8.2f}{cost.p99_ms:8.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
