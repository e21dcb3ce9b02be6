"""What surrounds the index: finding quotations, the whole build with them, and the command as a process.

`python -m bench.pipeline FOLDER INDEX CORES` builds an index of files with quotations, in a
process of its own, and prints one JSON object.
"""

from __future__ import annotations

import datetime as dt
import inspect
import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import machine
from bench.building import folder_bytes, run_module
from bench.corpus import NO_DAY, Prepared

INDEX = "pipeline"
"""The folder of the index with quotations."""


@dataclass(frozen=True, slots=True)
class QuoteSpeed:
    """Quotations found, one process, text already in memory."""

    articles: int
    quotations: int
    text_bytes: int
    seconds: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class PipelineBuild:
    """`onrecord index` on JSON lines: reading, quotations, inversion, commit."""

    cores: int
    articles: int
    text_bytes: int
    index_bytes: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int
    copies_seconds: float
    """Of these, what looking for copies of one text takes, in the process that commits."""
    copies_cpu_seconds: float


@dataclass(frozen=True, slots=True)
class OneShot:
    """Whole processes, seconds, medians of pairs run one after the other."""

    articles: int
    runs: int
    search_seconds: float
    bare_seconds: float

    @property
    def ratio(self) -> float:
        return self.search_seconds / self.bare_seconds


def measure_quotes(articles: Sequence[Prepared], *, runs: int) -> QuoteSpeed:
    """find_quotes over every body; the median of the runs."""
    from indexer.quotes import find_quotes  # the bench of the index works without it

    spent, worked, found = [], [], 0
    for _ in range(runs):
        begun, before = time.perf_counter(), machine.cpu_seconds()
        found = sum(len(find_quotes(article.body)) for article in articles)
        spent.append(time.perf_counter() - begun)
        worked.append(machine.cpu_seconds() - before)
    size = sum(article.size for article in articles)
    return QuoteSpeed(len(articles), found, size, statistics.median(spent), statistics.median(worked))


def measure_pipeline(articles: Sequence[Prepared], folder: Path, *, cores: int, runs: int) -> PipelineBuild:
    """Build an index of one JSON-lines file with quotations; medians. BuildFailed says why it cannot."""
    index = folder / INDEX
    said = _builds(articles, folder, cores=cores, runs=runs)
    return PipelineBuild(
        cores=cores,
        articles=int(said[-1]["articles"]),
        text_bytes=sum(article.size for article in articles),
        index_bytes=folder_bytes(index),
        seconds=statistics.median(one["seconds"] for one in said),
        cpu_seconds=statistics.median(one["cpu_seconds"] for one in said),
        peak_bytes=int(statistics.median(one["peak_bytes"] for one in said)),
        copies_seconds=statistics.median(one["copies_seconds"] for one in said),
        copies_cpu_seconds=statistics.median(one["copies_cpu_seconds"] for one in said),
    )


def _builds(articles: Sequence[Prepared], folder: Path, *, cores: int, runs: int) -> list[dict[str, float]]:
    """Build it so often, each time anew, and keep the last; what each build said."""
    source, index = folder / "articles", folder / INDEX
    source.mkdir(exist_ok=True)
    # Several files, as an archive has, so that a build that shares files out has some to share.
    share = len(articles) // (4 * cores) + 1
    for start in range(0, len(articles), share):
        with (source / f"part-{start:07}.jsonl").open("w", encoding="utf-8") as lines:
            lines.writelines(_line(article) + "\n" for article in articles[start : start + share])
    said = []
    for _ in range(runs):
        shutil.rmtree(index, ignore_errors=True)
        said.append(run_module("bench.pipeline", [str(source), str(index), str(cores)]))
    shutil.rmtree(source)
    return said


def _line(article: Prepared) -> str:
    record = {"id": article.id, "title": article.title, "text": article.body}
    if article.day != NO_DAY:
        record["date"] = dt.date.fromordinal(article.day).isoformat()
    return json.dumps(record, ensure_ascii=False)


def measure_one_shot(index: Path, articles: int, words: Sequence[str], *, runs: int) -> OneShot:
    """`onrecord search` and `python -c "import numpy, click"`, alternating; one unmeasured pair first."""
    search = [str(Path(sys.executable).with_name("onrecord")), "search", "-i", str(index), " ".join(words)]
    bare = [sys.executable, "-c", "import numpy, click"]
    pairs = [(wall(search, (0, 1)), wall(bare, (0,))) for _ in range(runs + 1)][1:]
    return OneShot(
        articles=articles,
        runs=runs,
        search_seconds=statistics.median(pair[0] for pair in pairs),
        bare_seconds=statistics.median(pair[1] for pair in pairs),
    )


class CommandFailed(Exception):
    """A command ended with an error; the message is the last line that it said."""


def wall(command: Sequence[str], allowed: Sequence[int]) -> float:
    """Seconds that a command takes; CommandFailed if it is not there, or ends otherwise than allowed."""
    begun = time.perf_counter()
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise CommandFailed(f"{command[0]} is not installed") from error
    seconds = time.perf_counter() - begun
    if ended.returncode not in allowed:
        reason = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise CommandFailed(f"{Path(command[0]).name}: exit {ended.returncode}, {reason}")
    return seconds


@dataclass(slots=True)
class _Clock:
    """Seconds that were spent inside a method."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0

    def timing(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            begun, spent = time.perf_counter(), time.process_time()
            try:
                return method(*args, **kwargs)
            finally:
                self.seconds += time.perf_counter() - begun
                self.cpu_seconds += time.process_time() - spent

        return call


def main(arguments: Sequence[str]) -> None:
    """The child: build once, and say how long it took and how much memory."""
    from indexer.build import build  # the bench of the index works without it
    from indexer.store.copies.finder import CopyFinder

    copies = _Clock()
    CopyFinder.settle = copies.timing(CopyFinder.settle)  # type: ignore[method-assign]  # in this process alone

    source, index, cores = arguments[0], Path(arguments[1]), int(arguments[2])
    machine.confine(cores)
    whole = partial(build, index, [source])
    if "workers" in inspect.signature(build).parameters:
        whole = partial(whole, workers=cores)
    begun, spent = time.perf_counter(), machine.cpu_seconds()
    report = whole()
    figures = {
        "seconds": time.perf_counter() - begun,
        "cpu_seconds": machine.cpu_seconds() - spent,
        "peak_bytes": machine.peak_bytes() + machine.children_peak_bytes(cores),
        "articles": report.added,
        "copies_seconds": copies.seconds,
        "copies_cpu_seconds": copies.cpu_seconds,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
