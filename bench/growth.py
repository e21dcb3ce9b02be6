"""How the figures grow with the archive, and what it takes to open a large one."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.building import Build, Task, build
from bench.corpus import Grower, Prepared, write_prepared
from bench.opening import Opening, measure_opening
from bench.peers import OURS, peer
from bench.querying import Timing, measure
from bench.questions import Sampler

FACTORS = (1, 4, 16)


BESIDE = "tantivy"
"""The peer that grows with ours, so that a figure that grows can be told from one that has to."""


@dataclass(frozen=True, slots=True)
class Step:
    """One size of the archive: how it was built, and how two words (AND, OR) are answered."""

    engine: str
    factor: int
    build: Build
    segments: int
    two_words: Timing
    either_word: Timing


@dataclass(frozen=True, slots=True)
class Growth:
    steps: tuple[Step, ...]
    opening: Opening

    def of(self, engine: str) -> list[Step]:
        """The steps of one engine, the smallest first."""
        return [step for step in self.steps if step.engine == engine]


def measure_growth(
    articles: Sequence[Prepared],
    folder: Path,
    engines: Sequence[str],
    *,
    base: int,
    questions: int,
    rounds: int,
    openings: int,
    say: Callable[[str], None],
) -> Growth:
    """Build 1, 4 and 16 times `base` articles on one core, then ask the same questions of all in turn.

    The articles are shuffled first (with a fixed seed), so that every size has them of all sources alike.
    """
    shuffled = random.Random(5).sample(articles, len(articles))
    builds = _build_all(shuffled, folder, engines, base=base, say=say)
    asked = Sampler(shuffled[:base]).questions(questions)
    opened = {_label(*key): peer(key[0]).open(folder / _label(*key)) for key in builds}
    say("growth: asking")
    both = measure(opened, asked["and2"], rounds=rounds)
    either = measure(opened, asked["or2"], rounds=rounds)
    steps = []
    for key, built in builds.items():
        label = _label(*key)
        steps.append(Step(*key, built, opened[label].segments() or 0, both[label], either[label]))
        opened[label].close()
    say("growth: opening the largest")
    largest = FACTORS[-1]
    opening = measure_opening(folder / _label(OURS, largest), asked["and2"][0].words, base * largest, runs=openings)
    return Growth(tuple(steps), opening)


def _build_all(
    articles: Sequence[Prepared], folder: Path, engines: Sequence[str], *, base: int, say: Callable[[str], None]
) -> dict[tuple[str, int], Build]:
    grower = Grower(articles)
    builds: dict[tuple[str, int], Build] = {}
    for factor in FACTORS:
        prepared = write_prepared(grower.grow(base * factor), folder / "growing.prepared")
        for engine in engines:
            say(f"growth: {engine}, {factor} times {base:,} articles")
            builds[engine, factor] = build(Task(engine, prepared, folder / _label(engine, factor), 1))
        prepared.path.unlink()
    return {(engine, factor): builds[engine, factor] for engine in engines for factor in FACTORS}


def _label(engine: str, factor: int) -> str:
    return f"grown-{engine}-{factor}"


def exponent(smaller: Step, larger: Step) -> float:
    """The power of the archive's size that the two-word p50 grows with (0.5 is its square root)."""
    size = larger.build.text_bytes / smaller.build.text_bytes
    return math.log(larger.two_words.p50 / smaller.two_words.p50) / math.log(size)
