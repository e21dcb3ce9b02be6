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


@dataclass(frozen=True, slots=True)
class Step:
    """One size of the archive: how it was built, and how two words (AND, OR) are answered."""

    factor: int
    build: Build
    segments: int
    two_words: Timing
    either_word: Timing


@dataclass(frozen=True, slots=True)
class Growth:
    steps: tuple[Step, ...]
    opening: Opening


def measure_growth(
    articles: Sequence[Prepared],
    folder: Path,
    *,
    base: int,
    questions: int,
    rounds: int,
    openings: int,
    say: Callable[[str], None],
) -> Growth:
    """Build 1, 4 and 16 times `base` articles on one core, then ask the same questions of all three in turn.

    The articles are shuffled first (with a fixed seed), so that every size has them of all sources alike.
    """
    shuffled = random.Random(5).sample(articles, len(articles))
    grower = Grower(shuffled)
    asked = Sampler(shuffled[:base]).questions(questions)
    builds: dict[int, Build] = {}
    for factor in FACTORS:
        say(f"growth: {factor} times {base:,} articles")
        prepared = write_prepared(grower.grow(base * factor), folder / "growing.prepared")
        builds[factor] = build(Task(OURS, prepared, folder / f"grown-{factor}", 1))
        prepared.path.unlink()
    opened = {str(factor): peer(OURS).open(folder / f"grown-{factor}") for factor in FACTORS}
    both = measure(opened, asked["and2"], rounds=rounds)
    either = measure(opened, asked["or2"], rounds=rounds)
    steps = tuple(
        Step(factor, builds[factor], opened[str(factor)].segments() or 0, both[str(factor)], either[str(factor)])
        for factor in FACTORS
    )
    for engine in opened.values():
        engine.close()
    say("growth: opening the largest")
    largest = FACTORS[-1]
    opening = measure_opening(folder / f"grown-{largest}", asked["and2"][0].words, base * largest, runs=openings)
    return Growth(steps, opening)


def exponent(smaller: Step, larger: Step) -> float:
    """The power of the archive's size that the two-word p50 grows with (0.5 is its square root)."""
    size = larger.build.text_bytes / smaller.build.text_bytes
    return math.log(larger.two_words.p50 / smaller.two_words.p50) / math.log(size)
