"""What the query language adds to a query: reading it, compiling it, and saying what is to be marked."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass

from search.language import parse
from search.language.manual import MANUAL

LONG = (
    "(ceasefire OR truce OR armistice) NEAR/9 (talks OR negotiat*) date:2022-02-24..2022-12-31 -source:(bbc OR afp)",
    'said:(speaker:zelensky "security guarantees") title:(nato OR "european union") atleast3:gas '
    "lead:(peace -treaty)",
    "what did the prime minister of the united kingdom say about the price of gas in the winter of last year",
    '(minister OR president OR chancellor) SENT (resign* OR quit OR "step down") SENT (scandal OR corruption)',
)
"""Queries as researchers write them, longer than those of the manual."""

_REPEATED = 40


class _Sections:
    """What an archive states whose articles have sections, as the examples of the manual ask for them."""

    def names(self) -> tuple[str, ...]:
        return ("section",)

    def values(self, name: str, /) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (("Country life", ("country", "life")),)


@dataclass(frozen=True, slots=True)
class LanguageTime:
    """Milliseconds of CPU; of each query the median of its runs, the figures over the queries."""

    queries: int
    p50: float
    p95: float
    worst: float
    slowest: str


def measure_language() -> LanguageTime:
    """Every query of the manual, and some long ones."""
    queries = [query for _, rows in MANUAL for query, _ in rows] + list(LONG)
    spent = sorted((_milliseconds(query), query) for query in queries)
    figures = [figure for figure, _ in spent]
    return LanguageTime(
        queries=len(queries),
        p50=statistics.median(figures),
        p95=figures[round(0.95 * (len(figures) - 1))],
        worst=figures[-1],
        slowest=spent[-1][1],
    )


def _milliseconds(query: str) -> float:
    runs = []
    for _ in range(_REPEATED):
        begun = time.process_time()
        parse(query, stated=_Sections())
        runs.append((time.process_time() - begun) * 1000)
    return statistics.median(runs)
