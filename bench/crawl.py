"""Web pages out of a crawl: a WARC of the bench's own articles, each in a page of the weight that pages have."""

from __future__ import annotations

import datetime as dt
import gzip
import html
import json
import random
import shutil
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.building import run_module
from bench.corpus import NO_DAY, Prepared

_LINKS, _SCRIPTS = 180, 12
_SCRIPT = 2_500  # bytes


@dataclass(frozen=True, slots=True)
class CrawlBuild:
    """`onrecord index` on one WARC, packed by record: taking pages apart is nearly all of it."""

    cores: int
    pages: int
    page_bytes: int
    seconds: float
    cpu_seconds: float

    @property
    def pages_a_core(self) -> float:
        """Pages a second and core, by the wall clock."""
        return self.pages / self.seconds / self.cores


def measure_crawl(articles: Sequence[Prepared], folder: Path, *, cores: int, runs: int) -> CrawlBuild:
    """Build an index of a WARC of these articles; medians. BuildFailed says why it cannot."""
    source, index = folder / "crawl.warc.gz", folder / "crawl"
    size = 0
    with source.open("wb") as file:
        for record in _records(articles):
            size += len(record)
            file.write(gzip.compress(record, 6))
    said = []
    for _ in range(runs):
        shutil.rmtree(index, ignore_errors=True)
        said.append(run_module("bench.pipeline", [str(source), str(index), str(cores)]))
    source.unlink()
    return CrawlBuild(
        cores=cores,
        pages=int(said[-1]["articles"]),
        page_bytes=size // max(len(articles), 1),
        seconds=statistics.median(one["seconds"] for one in said),
        cpu_seconds=statistics.median(one["cpu_seconds"] for one in said),
    )


def _records(articles: Sequence[Prepared]) -> Iterator[bytes]:
    chance = random.Random(7)
    words = [word for article in articles[:50] for word in article.body.split()]
    for number, article in enumerate(articles):
        page = _page(article, chance, words).encode()
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-01-02T10:00:00Z\r\n"
            f"WARC-Target-URI: https://crawl.example/news/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        yield head.encode() + answer + b"\r\n\r\n"


def _page(article: Prepared, chance: random.Random, words: Sequence[str]) -> str:
    """A page with a head that states what it is, a menu, scripts, links to others, and the text in paragraphs."""
    title = html.escape(article.title or "Untitled")
    day = dt.date.fromordinal(article.day).isoformat() if article.day != NO_DAY else "2020-01-01"
    stated = {"@type": "NewsArticle", "headline": article.title, "datePublished": day}

    def link(at: int) -> str:
        return f'<li class="item"><a href="/news/{at}">{html.escape(" ".join(chance.choices(words, k=7)))}</a></li>'

    scripts = "".join(f"<script>var a{n}='{'x' * _SCRIPT}';</script>" for n in range(_SCRIPTS))
    links = [link(at) for at in range(_LINKS)]
    paragraphs = "".join(f"<p>{html.escape(part)}</p>\n" for part in article.body.split("\n") if part.strip())
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{title} - Crawl</title>"
        f"<script type='application/ld+json'>{json.dumps(stated).replace('<', '')}</script>{scripts}</head><body>"
        f"<nav><ul>{''.join(links[: _LINKS // 2])}</ul></nav><article><h1>{title}</h1>{paragraphs}</article>"
        f"<aside><h3>More</h3><ul>{''.join(links[_LINKS // 2 :])}</ul></aside></body></html>"
    )
