"""Which articles print one text: what it costs a build to find that out, and datasketch on the same texts.

datasketch does what one would do without an index: a MinHash (128 permutations, as by default) over the runs of five
words of each text, candidates by MinHashLSH, and a group of all that are tied by candidates. Its threshold is .9 by
default; .5 finds more. One thread each, seconds of processor time; the groups are scored where there is gold. The
samples of texts that onrecord begins with are made while words are counted, and are no part of its seconds.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.building import ROOT
from bench.corpus import Prepared
from bench.pipeline import PipelineBuild

SHARED = ROOT.parent / "shared"
GOLD, SCORER = SHARED / "data" / "provenance", SHARED / "tools" / "score_groups.py"
RUN = 5
"""Words of a run."""
THRESHOLDS = (0.9, 0.5)
"""datasketch's default, and the one that suits news better."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Grouping:
    """Who made groups, in how many seconds of processor time, and their F1; None without gold."""

    engine: str
    seconds: float
    grouped: int
    """Articles that are in a group with others."""
    f1: float | None


@dataclass(frozen=True, slots=True)
class CopiesFound:
    """`build_seconds` and `copies_seconds` are wall time, of a whole build and of looking for copies in it."""

    articles: int
    build_seconds: float
    copies_seconds: float
    groupings: tuple[Grouping, ...]

    @property
    def share(self) -> float:
        """The part of a build."""
        return self.copies_seconds / self.build_seconds


def version_of_datasketch() -> str | None:
    """None if it is not installed."""
    try:
        return version("datasketch")
    except PackageNotFoundError:
        return None


def measure_copies(
    articles: Sequence[Prepared], index: Path, built: PipelineBuild, *, installed: bool
) -> CopiesFound:
    """The groups of an index that was built so, and those of datasketch, if it is `installed`."""
    from search.api import open_archive  # the bench of the index works without it

    with open_archive(index) as archive:
        ours = archive.texts()
    found = [_judged("onrecord", built.copies_cpu_seconds, ours, articles)]
    if installed:
        found += _by_datasketch(articles)
    return CopiesFound(len(articles), built.seconds, built.copies_seconds, tuple(found))


def _judged(engine: str, seconds: float, groups: Sequence[Sequence[str]], articles: Sequence[Prepared]) -> Grouping:
    return Grouping(engine, seconds, sum(map(len, groups)), score(groups, {one.id for one in articles}))


def _by_datasketch(articles: Sequence[Prepared]) -> Iterator[Grouping]:
    datasketch = import_module("datasketch")
    begun = time.process_time()
    sketches = []
    for article in articles:
        words = _WORD.findall(article.body.lower())
        sketch = datasketch.MinHash()
        sketch.update_batch({" ".join(words[at : at + RUN]).encode() for at in range(max(len(words) - RUN + 1, 1))})
        sketches.append(sketch)
    sketched = time.process_time() - begun
    for threshold in THRESHOLDS:
        begun = time.process_time()
        near = datasketch.MinHashLSH(threshold=threshold)
        pairs = []
        for number, sketch in enumerate(sketches):
            pairs += [(number, other) for other in near.query(sketch)]
            near.insert(number, sketch)
        groups = [[articles[number].id for number in group] for group in tied(pairs)]
        seconds = sketched + time.process_time() - begun
        yield _judged(f"datasketch, threshold {threshold:g}", seconds, groups, articles)


def tied(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Groups of all that are tied by pairs (single link)."""
    group_of: dict[int, list[int]] = {}
    for one, other in pairs:
        mine, theirs = group_of.setdefault(one, [one]), group_of.setdefault(other, [other])
        if mine is not theirs:
            mine += theirs
            group_of |= dict.fromkeys(theirs, mine)
    return list({id(group): group for group in group_of.values()}.values())


def score(groups: Sequence[Sequence[str]], known: set[str], *, gold: Path = GOLD) -> float | None:
    """The F1 of groups over the pairs of copies in the gold; None if there is none for all of these articles."""
    if not (gold.is_dir() and SCORER.is_file()) or not _named(gold) <= known:
        return None
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for group in groups:
            file.writelines(json.dumps({"id": name, "group": group[0]}) + "\n" for name in group)
        file.flush()
        ended = subprocess.run(
            [sys.executable, str(SCORER), str(gold), file.name], capture_output=True, text=True, check=True
        )
    scored = next(json.loads(line) for line in ended.stdout.splitlines() if line.startswith('{"same"'))
    f1: float = scored["same"]["F1"]
    return f1


def _named(gold: Path) -> set[str]:
    """The articles that the gold speaks of."""
    with (gold / "pairs.jsonl").open(encoding="utf-8") as lines:
        rows = list(map(json.loads, lines))
    return {row[end] for row in rows for end in ("a", "b")}
