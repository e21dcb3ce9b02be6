"""Where words come from: the time of traces and verdicts, beside rapidfuzz over every text.

Asked are quotations of the articles themselves, sampled with a fixed seed; where there are none (made-up words),
sentences. Of the claims every second is one of these, every second has a word replaced by one of another. rapidfuzz
(`partial_ratio`, which C++ runs over the whole text of every article) is what one would take without an index: it
gives places without words, kinds or speakers.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import Prepared

SEED = 5
LEAST_WORDS, MOST_WORDS = 8, 40
LIKE = 84.0
"""Of a hundred: the likeness from which on rapidfuzz is said to have found a quotation."""


@dataclass(frozen=True, slots=True)
class ProvenanceTime:
    """Milliseconds of CPU a trace, first time asked; claims a second of a batch, wall; the peer's a quotation."""

    articles: int
    traces: int
    p50: float
    p99: float
    carriers: int
    claims: int
    claims_a_second: float
    peer_traces: int
    peer_p50: float
    peer_found: int
    """Articles that rapidfuzz finds for these `peer_traces`."""
    same_found: int
    """Those that a trace finds for the same."""


def measure_provenance(
    articles: Sequence[Prepared], index: Path, *, questions: int, peer_questions: int
) -> ProvenanceTime:
    """Ask an index with quotations, and ask rapidfuzz some of the same."""
    from search.api import open_archive  # the bench of the index works without it

    with open_archive(index) as archive:
        quoted = sample(articles, questions)
        archive.trace(quoted[0])  # what is imported and read once is not a trace's
        spent, carriers = [], []
        for quote in quoted:
            begun = time.process_time()
            carriers.append(len(archive.trace(quote).carriers))
            spent.append((time.process_time() - begun) * 1000)
        claims = [quote if n % 2 else altered(quote, quoted[n - 1]) for n, quote in enumerate(quoted)]
        begun_at = time.perf_counter()
        for claim in claims:
            archive.verify(claim)
        seconds = time.perf_counter() - begun_at
    peer = [_by_rapidfuzz(articles, quote) for quote in quoted[:peer_questions]]
    return ProvenanceTime(
        articles=len(articles),
        traces=len(quoted),
        p50=statistics.median(spent),
        p99=sorted(spent)[round(0.99 * (len(spent) - 1))],
        carriers=sum(carriers),
        claims=len(claims),
        claims_a_second=len(claims) / seconds,
        peer_traces=len(peer),
        peer_p50=statistics.median(milliseconds for milliseconds, _ in peer),
        peer_found=sum(found for _, found in peer),
        same_found=sum(carriers[: len(peer)]),
    )


def sample(articles: Sequence[Prepared], count: int) -> list[str]:
    """So many quotations of the articles, or sentences where nobody is quoted."""
    from indexer.quotes import find_quotes

    chance = random.Random(SEED)
    found: list[str] = []
    while len(found) < count:
        body = chance.choice(articles).body
        said = [one.text for one in find_quotes(body)] or body.split(". ")
        fitting = [text for text in said if LEAST_WORDS <= len(text.split()) <= MOST_WORDS]
        if fitting:
            found.append(chance.choice(fitting))
    return found


def altered(quote: str, other: str) -> str:
    """A quotation with its middle word replaced by one of another quotation."""
    words = quote.split()
    words[len(words) // 2] = max(other.split(), key=len)
    return " ".join(words)


def _by_rapidfuzz(articles: Sequence[Prepared], quote: str) -> tuple[float, int]:
    """Milliseconds of CPU, and in how many articles something as like as that was found."""
    from rapidfuzz import fuzz

    begun = time.process_time()
    found = sum(fuzz.partial_ratio(quote, article.body, score_cutoff=LIKE) > 0 for article in articles)
    return (time.process_time() - begun) * 1000, found
