"""A report as plain text, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.answers import Answers
from bench.building import Build
from bench.copies import CopiesFound
from bench.growth import Growth, exponent
from bench.peers import OURS
from bench.pipeline import PipelineBuild, QuoteSpeed
from bench.provenance import ProvenanceTime
from bench.querying import Asking
from bench.questions import KINDS
from bench.results import Comparison, Report, geometric_mean, goals
from bench.sides import SidesCosts

STATISTICS = {"p50": "p50", "p95": "p95", "mean": "mean", "first_p50": "p50 of the first time asked,"}


def lines(report: Report) -> Iterator[str]:
    """The whole report."""
    machine = report.machine
    yield f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gb']} GB, Python {machine['python']}"
    yield ", ".join(f"{name} {version}" for name, version in report.versions.items())
    yield f"corpus: {report.corpus}"
    for name, reason in report.skipped.items():
        yield f"skipped: {name}: {reason}"
    if report.main:
        yield from _comparison(report.main, "The engines side by side")
    if report.answers:
        yield from _answers(report.answers)
    if report.stock:
        yield from _comparison(report.stock, "Stock Whoosh")
    yield from _surroundings(report)
    if report.copies and report.provenance and report.sides:
        yield from _provenance(report.copies, report.provenance, report.sides)
    if report.growth:
        yield from _growth(report.growth)
    yield from _goals(report)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as they need to be, the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in (header, *rows)) for column in range(len(header))]
    for row in (header, *rows):
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
        ]
        yield "  ".join(cells).rstrip()


def _comparison(comparison: Comparison, title: str) -> Iterator[str]:
    yield ""
    yield f"== {title}: {comparison.articles:,} articles, {comparison.text_bytes / 1e6:.1f} MB of text =="
    if comparison.builds:
        yield ""
        yield "Building (text with positions and stored articles, no quotations)"
        header = ["engine", "cores", "MB/s", "onrecord to it", "MB/CPU s", "bytes/byte", "peak MB", "segments"]
        yield from table(header, [_build_row(comparison, build) for build in comparison.builds])
    for statistic, name in STATISTICS.items() if comparison.asked else ():
        yield ""
        yield f"Questions: {name} in ms (onrecord's to it); {comparison.questions} questions a kind"
        yield from _questions(comparison, statistic)
    if comparison.asked:
        yield ""
        yield "Do they find the same? matches; questions within 5 % of onrecord's; share of its ten best"
        yield from _agreement(comparison)


def _answers(answers: Answers) -> Iterator[str]:
    yield ""
    yield f"== Ten answers with excerpts: {answers.articles:,} articles, {answers.questions} questions a kind =="
    engines = list(dict.fromkeys(name for timings in answers.kinds.values() for name in timings))
    for statistic in ("p50", "p95"):
        yield ""
        yield f"{statistic} in ms of CPU (onrecord's to it)"
        rows = []
        for kind, timings in answers.kinds.items():
            ours = getattr(timings[OURS], statistic)
            cells = [f"{ours:.2f}"]
            for name in engines[1:]:
                figure = getattr(timings[name], statistic) if name in timings else None
                cells.append("" if figure is None else f"{figure:.2f} ({ours / figure:.2f})")
            rows.append([KINDS[kind], *cells])
        means = [geometric_mean(answers.ratios(OURS, name, statistic).values()) for name in engines[1:]]
        rows.append(["geometric mean of the ratios", "", *(f"({mean:.2f})" for mean in means)])
        yield from table(["", *engines], rows)
    if answers.commands:
        yield ""
        yield "one command: " + ", ".join(f"{name} {spent * 1000:.0f} ms" for name, spent in answers.commands.items())


def _build_row(comparison: Comparison, build: Build) -> list[str]:
    ours = comparison.build_of(OURS, build.cores)
    ratio = f"{ours.mb_per_second / build.mb_per_second:.2f}" if ours and build.engine != OURS else ""
    segments = comparison.segments.get(build.engine) if build.cores == 1 else None
    return [
        build.engine,
        str(build.cores),
        f"{build.mb_per_second:.2f}",
        ratio,
        f"{build.mb_per_cpu_second:.2f}",
        f"{build.bytes_per_byte:.2f}",
        f"{build.peak_bytes / 1e6:.0f}",
        "" if segments is None else str(segments),
    ]


def _engines(comparison: Comparison) -> list[str]:
    first: Asking = next(iter(comparison.asked.values()))
    return list(first.timings)


def _questions(comparison: Comparison, statistic: str) -> Iterator[str]:
    engines = _engines(comparison)
    rows = []
    for kind, asking in comparison.asked.items():
        ours = getattr(asking.timings[OURS], statistic)
        row = [KINDS[kind]]
        for engine in engines:
            if engine not in asking.timings:
                row.append("")
                continue
            figure = getattr(asking.timings[engine], statistic)
            row.append(f"{figure:.3f}" if engine == OURS else f"{figure:.3f} ({ours / figure:.2f})")
        rows.append(row)
    means = [geometric_mean(comparison.ratios(engine, statistic).values()) for engine in engines]
    worst = [max(comparison.ratios(engine, statistic).values()) for engine in engines]
    rows.append(["geometric mean of the ratios", "", *(f"({mean:.2f})" for mean in means[1:])])
    rows.append(["worst ratio", "", *(f"({one:.2f})" for one in worst[1:])])
    yield from table(["", *engines], rows)


def _agreement(comparison: Comparison) -> Iterator[str]:
    engines = _engines(comparison)
    rows = []
    for kind, asking in comparison.asked.items():
        row = [KINDS[kind]]
        for engine in engines:
            if engine not in asking.agreement:
                row.append("")
                continue
            found = asking.agreement[engine]
            top = "" if found.top is None else f" {found.top:.2f}"
            row.append(f"{found.matches}" if engine == OURS else f"{found.matches} {found.near:.0%}{top}")
        rows.append(row)
    yield from table(["", *engines], rows)


def _surroundings(report: Report) -> Iterator[str]:
    parts = (report.quotes, report.pipeline, report.crawl, report.one_shot, report.language)
    if any(parts):
        yield ""
        yield "== Around the index =="
    if report.quotes:
        found = report.quotes
        yield f"finding quotations: {_speed(found)} ({found.quotations:,} in {found.articles:,} articles)"
    if report.pipeline:
        built = report.pipeline
        yield (
            f"build with quotations, {built.cores} cores: {_speed(built)}, "
            f"{built.index_bytes / built.text_bytes:.2f} bytes/byte, peak {built.peak_bytes / 1e6:.0f} MB"
        )
    if report.crawl:
        crawled = report.crawl
        yield (
            f"web pages out of a crawl, {crawled.cores} cores: {crawled.pages / crawled.seconds:.1f} pages/s, "
            f"{crawled.pages_a_core:.1f} a core ({crawled.pages / crawled.cpu_seconds:.1f} pages/CPU s; "
            f"{crawled.pages:,} of {crawled.page_bytes / 1000:.0f} kB)"
        )
    if report.language:
        read = report.language
        yield (
            f"the language (read, compile, what to mark), {read.queries} queries: {read.p50:.3f} ms of CPU p50, "
            f"{read.p95:.3f} p95, {read.worst:.3f} worst ({read.slowest})"
        )
    if report.one_shot:
        shot = report.one_shot
        yield (
            f"onrecord search over {shot.articles:,} articles, whole process: {shot.search_seconds * 1000:.0f} ms, "
            f"python importing numpy and click: {shot.bare_seconds * 1000:.0f} ms, ratio {shot.ratio:.2f}"
        )


def _provenance(copies: CopiesFound, traced: ProvenanceTime, sides: SidesCosts) -> Iterator[str]:
    yield ""
    yield f"== Provenance: {copies.articles:,} articles =="
    yield ""
    yield "Copies of one text: seconds of CPU, one thread; articles that share a text; F1 of the pairs"
    rows = [
        [one.engine, f"{one.seconds:.1f}", f"{one.grouped:,}", "" if one.f1 is None else f"{one.f1:.4f}"]
        for one in copies.groupings
    ]
    yield from table(["", "CPU s", "articles", "F1"], rows)
    yield f"in a build of {copies.build_seconds:.1f} s, {copies.copies_seconds:.1f} s ({copies.share:.1%}) go to that"
    yield ""
    yield "Whole answers: ms of CPU, beside the search for what is counted"
    rows = [[one.name, f"{one.median_ms:.2f}", f"{one.p99_ms:.2f}"] for one in (sides.search, *sides.beside)]
    yield from table([f"{sides.questions} questions", "p50", "p99"], rows)
    yield ""
    yield (
        f"a trace: {traced.p50:.1f} ms of CPU p50, {traced.p99:.1f} p99 ({traced.carriers:,} carriers of "
        f"{traced.traces:,} quotations); verified: {traced.claims_a_second:.0f} claims/s"
    )
    yield (
        f"rapidfuzz over every text: {traced.peer_p50:.0f} ms of CPU p50 for a quotation ({traced.peer_found:,} "
        f"articles for {traced.peer_traces} of these; the traces find {traced.same_found:,})"
    )


def _speed(found: QuoteSpeed | PipelineBuild) -> str:
    megabytes = found.text_bytes / 1e6
    return f"{megabytes / found.seconds:.2f} MB/s ({megabytes / found.cpu_seconds:.2f} MB/CPU s)"


def _growth(growth: Growth) -> Iterator[str]:
    yield ""
    yield "== Growth =="
    header = ["engine", "", "articles", "MB", "build s", "CPU s", "MB/s", "peak MB", "bytes/byte", "segments"]
    header += ["AND ms", "OR ms"]
    rows = [
        [
            step.engine,
            f"{step.factor}x",
            f"{step.build.articles:,}",
            f"{step.build.text_bytes / 1e6:.0f}",
            f"{step.build.seconds:.1f}",
            f"{step.build.cpu_seconds:.1f}",
            f"{step.build.mb_per_second:.2f}",
            f"{step.build.peak_bytes / 1e6:.0f}",
            f"{step.build.bytes_per_byte:.2f}",
            str(step.segments),
            f"{step.two_words.p50:.3f}",
            f"{step.either_word.p50:.3f}",
        ]
        for step in growth.steps
    ]
    yield from table(header, rows)
    for engine in dict.fromkeys(step.engine for step in growth.steps):
        steps = growth.of(engine)
        power = exponent(steps[0], steps[-1])
        yield f"{engine}: the p50 of two words (AND) grows with the text to the power of {power:.2f}"
    opening = growth.opening
    yield (
        f"a fresh process on {opening.articles:,} articles: imports {opening.import_seconds:.3f} s, "
        f"open {opening.open_seconds:.3f} s, first answer {opening.first_seconds:.3f} s, "
        f"{opening.resident_bytes / 1e6:.0f} MB resident"
    )


def _goals(report: Report) -> Iterator[str]:
    found = goals(report)
    if found:
        yield ""
        yield "== Goals =="
        rows = [
            [
                goal.what,
                f"{goal.figure:.2f}",
                f"{'>=' if goal.at_least else '<='} {goal.bound:.2f}",
                _verdict(goal.met),
            ]
            for goal in found
        ]
        yield from table(["", "figure", "goal", ""], rows)


def _verdict(met: bool) -> str:
    return "met" if met else "MISSED"
