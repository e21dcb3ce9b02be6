"""All that one run found, as it is saved, and the figures that the goals speak of."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.answers import Answers
from bench.building import Build
from bench.copies import CopiesFound
from bench.crawl import CrawlBuild
from bench.growth import Growth, exponent
from bench.language import LanguageTime
from bench.peers import OURS, STOCK
from bench.pipeline import OneShot, PipelineBuild, QuoteSpeed
from bench.provenance import ProvenanceTime
from bench.querying import Asking
from bench.sides import SidesCosts

FORMAT = 1


@dataclass(slots=True)
class Comparison:
    """Engines on one and the same set of articles: kind of question -> figures."""

    articles: int
    text_bytes: int
    questions: int
    rounds: int
    builds: list[Build] = field(default_factory=list)
    segments: dict[str, int | None] = field(default_factory=dict)
    asked: dict[str, Asking] = field(default_factory=dict)

    def build_of(self, engine: str, cores: int) -> Build | None:
        """The build of an engine, also of the engine whose index it reads."""
        return next((build for build in self.builds if build.engine == engine and build.cores == cores), None)

    def ratios(self, peer: str, statistic: str = "p50") -> dict[str, float]:
        """Ours to the peer's, by kind: below 1 where onrecord is faster."""
        found = {}
        for kind, asking in self.asked.items():
            if peer in asking.timings and OURS in asking.timings:
                theirs = getattr(asking.timings[peer], statistic)
                found[kind] = getattr(asking.timings[OURS], statistic) / theirs
        return found


@dataclass(slots=True)
class Report:
    """A run: `main` compares the engines at speed, `stock` ours with stock Whoosh, on fewer articles if need be."""

    machine: dict[str, str | int | float]
    versions: dict[str, str]
    corpus: str
    quick: bool
    skipped: dict[str, str] = field(default_factory=dict)
    main: Comparison | None = None
    stock: Comparison | None = None
    growth: Growth | None = None
    one_shot: OneShot | None = None
    quotes: QuoteSpeed | None = None
    pipeline: PipelineBuild | None = None
    crawl: CrawlBuild | None = None
    language: LanguageTime | None = None
    provenance: ProvenanceTime | None = None
    copies: CopiesFound | None = None
    sides: SidesCosts | None = None
    answers: Answers | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values; times in ms (questions) and s (all else), sizes in bytes."""
        found = {"format": FORMAT, **asdict(self)}
        found["goals"] = [asdict(goal) for goal in goals(self)]
        return found

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.to_dict(), indent=1) + "\n", encoding="utf-8")


def geometric_mean(values: Iterable[float]) -> float:
    """Of positive numbers; not a number if there are none."""
    logs = [math.log(value) for value in values]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and the bound that the project set itself: `at_most` or `at_least`."""

    what: str
    figure: float
    bound: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound


def goals(report: Report) -> list[Goal]:
    """Every goal that this run has the figures for."""
    found: list[Goal] = []
    if report.main:
        found += _against_tantivy(report.main)
    if report.answers:
        found += _answers(report.answers)
    if report.stock:
        found += _against_stock(report.stock)
    if report.pipeline:
        speed = report.pipeline.text_bytes / report.pipeline.seconds / 1e6
        found.append(Goal(f"build with quotations, {report.pipeline.cores} cores, MB/s", speed, 8.0, at_least=True))
    if report.crawl:
        per_core = report.crawl.pages_a_core
        found.append(Goal(f"web pages a second and core, {report.crawl.cores} cores", per_core, 20.0, at_least=True))
    if report.growth:
        found += _growth(report.growth)
    if report.language:
        found.append(Goal("the language, ms of CPU for the worst query", report.language.worst, 1.0))
    if report.provenance:
        found.append(Goal("a trace, ms of CPU p50", report.provenance.p50, 25.0))
        found.append(Goal("a trace, ms of CPU p99", report.provenance.p99, 60.0))
        found.append(Goal("claims verified a second", report.provenance.claims_a_second, 30.0, at_least=True))
    if report.copies:
        found += _copies(report.copies)
    if report.sides:
        found += [
            Goal(f"{cost.name} beside the search, ms of CPU p50", cost.median_ms, 10.0)
            for cost in report.sides.beside
        ]
    if report.one_shot:
        found.append(Goal("onrecord search to python importing numpy and click", report.one_shot.ratio, 2.5))
    return found


def _against_tantivy(main: Comparison) -> list[Goal]:
    found = []
    for peer in ("tantivy", "tantivy (no total)"):
        ratios = main.ratios(peer)
        if ratios:
            worst = max(ratios, key=lambda kind: ratios[kind])
            found.append(Goal(f"p50 to {peer}, geometric mean", geometric_mean(ratios.values()), 1.0))
            found.append(Goal(f"p50 to {peer}, worst kind ({worst})", ratios[worst], 2.0))
            first = geometric_mean(main.ratios(peer, "first_p50").values())
            found.append(Goal(f"p50 to {peer}, first time asked, geometric mean", first, 1.0))
    for cores in (1, 2):
        ours, theirs = main.build_of(OURS, cores), main.build_of("tantivy", cores)
        if ours and theirs:
            ratio = ours.mb_per_second / theirs.mb_per_second
            found.append(Goal(f"build speed to tantivy, {cores} core(s)", ratio, 1.0, at_least=True))
    ours = main.build_of(OURS, 1)
    if ours:
        found.append(Goal("index bytes per byte of text", ours.bytes_per_byte, 1.0))
    return found


def _answers(answers: Answers) -> list[Goal]:
    p50, p95 = (answers.ratios(OURS, "tantivy", statistic) for statistic in ("p50", "p95"))
    if not p50:
        return []
    worst = max(p50, key=lambda kind: p50[kind])
    return [
        Goal("ten answers with excerpts to tantivy, p50, geometric mean", geometric_mean(p50.values()), 1.5),
        Goal(f"ten answers with excerpts to tantivy, p50, worst kind ({worst})", p50[worst], 3.0),
        Goal("ten answers with excerpts to tantivy, p95, worst kind", max(p95.values()), 3.0),
    ]


def _against_stock(stock: Comparison) -> list[Goal]:
    found = []
    mine = stock.build_of(OURS, 1)
    kinds = [asking.timings for asking in stock.asked.values()]
    for name in STOCK:
        if kinds and name in kinds[0]:
            theirs, ours = (sum(timings[engine].mean for timings in kinds) for engine in (name, OURS))
            found.append(Goal(f"times faster than {name}, mean of the kinds", theirs / ours, 100.0, at_least=True))
        theirs_built = stock.build_of(name, 1)
        if mine and theirs_built:
            times = mine.mb_per_second / theirs_built.mb_per_second
            found.append(Goal(f"times the build speed of {name}, 1 core", times, 30.0, at_least=True))
    return found


def _copies(copies: CopiesFound) -> list[Goal]:
    found = [Goal("looking for copies, share of a build", copies.share, 0.05)]
    f1 = copies.groupings[0].f1
    return found if f1 is None else [*found, Goal("copies of one text, F1", f1, 0.99, at_least=True)]


def _growth(growth: Growth) -> list[Goal]:
    steps = growth.of(OURS)
    first, last = steps[0], steps[-1]
    text = last.build.text_bytes / first.build.text_bytes
    # The goal is 17.5 times the time for 16 times the text: per unit of text.
    slower = last.build.seconds / first.build.seconds / text
    opening = growth.opening
    return [
        Goal(f"growth of build time to growth of text, {last.factor}x", slower, 17.5 / 16),
        Goal("exponent of the two-word p50 over the archive's size", exponent(first, last), 0.5),
        Goal("peak memory of building, largest to smallest", last.build.peak_bytes / first.build.peak_bytes, 1.1),
        Goal(f"open {opening.articles:,} articles and answer, s", opening.open_seconds + opening.first_seconds, 0.5),
        Goal(f"open {opening.articles:,} articles and answer, MB resident", opening.resident_bytes / 1e6, 300.0),
    ]
