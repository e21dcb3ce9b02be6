"""Asking, measured: the engines take turns at the same questions."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.peers import Asked, Opened
from bench.questions import Question

STRETCH = 10
"""How many questions an engine answers before it is the next one's turn."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the questions of one kind took an engine, in milliseconds.

    Of each question the median of its rounds is taken; p50, p95 and mean are over the questions.
    `first_p50` is over the first time that each was asked: far above p50 where an engine remembers answers.
    """

    p50: float
    p95: float
    mean: float
    first_p50: float


@dataclass(slots=True)
class Agreement:
    """What an engine found of the same questions: matches in all, and against a reference engine.

    `near` is the share of questions whose number of matches lies within 5 % (or 2) of the
    reference; `top` the mean share of the reference's ten best that are among its ten best.
    """

    matches: int = 0
    near: float = 0.0
    top: float | None = None


@dataclass(slots=True)
class Asking:
    """The outcome for one kind: engine -> figures."""

    timings: dict[str, Timing] = field(default_factory=dict)
    agreement: dict[str, Agreement] = field(default_factory=dict)


def measure(
    engines: Mapping[str, Opened], questions: Sequence[Question], *, rounds: int, stretch: int = STRETCH
) -> dict[str, Timing]:
    """Time every engine on every question, `rounds` times.

    The engines take turns: each answers `stretch` questions in a row, then the next engine the same
    ones, the order of the engines turning with each stretch. Before its stretch, off the clock, an
    engine answers the two questions before it once more: so it meets the processor's caches much
    as it left them itself, not as the engine before it did.
    """
    names = list(engines)
    prepared: list[dict[str, Asked]] = [
        {name: engine.prepare(question) for name, engine in engines.items()} for question in questions
    ]
    spent: dict[str, list[list[float]]] = {name: [[] for _ in questions] for name in names}
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds):
            for start in range(0, len(prepared), stretch):
                shift = (start // stretch + turn) % len(names)
                for name in names[shift:] + names[:shift]:
                    for before in range(start - min(2, len(prepared)), start) if start or turn else ():
                        prepared[before][name]()
                    for place in range(start, min(start + stretch, len(prepared))):
                        spent[name][place].append(_milliseconds(prepared[place][name]))
    finally:
        gc.enable()
    return {name: summary(runs) for name, runs in spent.items()}


def _milliseconds(asked: Asked) -> float:
    begun = time.perf_counter()
    asked()
    return (time.perf_counter() - begun) * 1000


def summary(runs: Sequence[Sequence[float]]) -> Timing:
    """Figures over questions (rows), each asked several times (columns), in milliseconds."""
    middle = sorted(statistics.median(row) for row in runs)
    return Timing(
        p50=statistics.median(middle),
        p95=middle[min(len(middle) - 1, round(0.95 * (len(middle) - 1)))],
        mean=statistics.fmean(middle),
        first_p50=statistics.median(row[0] for row in runs),
    )


def agree(engines: Mapping[str, Opened], questions: Sequence[Question], *, reference: str) -> dict[str, Agreement]:
    """Compare what the engines find. Not timed."""
    found = {name: [_matches(engine, question) for question in questions] for name, engine in engines.items()}
    expected = found[reference]
    outcome = {}
    for name, counts in found.items():
        near = [abs(count - other) <= max(2, other * 0.05) for count, other in zip(counts, expected, strict=True)]
        outcome[name] = Agreement(sum(counts), statistics.fmean(near))
    scored = all(question.limit and question.match not in ("prefix", "wildcard") for question in questions)
    if scored and all(question.order == "relevance" for question in questions):
        best = {name: [_best(engine, question) for question in questions] for name, engine in engines.items()}
        for name, tops in best.items():
            shares = [
                len(top & other) / len(other) for top, other in zip(tops, best[reference], strict=True) if other
            ]
            outcome[name].top = statistics.fmean(shares) if shares else None
    return outcome


def _matches(engine: Opened, question: Question) -> int:
    counting = Question(question.words, question.match, question.days, limit=0)
    answer: Any = engine.prepare(counting)()
    return engine.count(answer) or 0


def _best(engine: Opened, question: Question) -> set[str]:
    ten = Question(question.words, question.match, question.days, question.order, 10)
    return set(engine.ids(engine.prepare(ten)()))
