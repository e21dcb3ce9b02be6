"""What a person waits for: ten answers with their excerpts, by every engine that can cut some, and one command.

Processor time, the engines by turns: each answers a stretch of the same questions, as in `bench.querying`, every
question once before the clock. onrecord is asked over the index of the build with quotations, which is what people
have; its peers over their own of the same articles.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.peers import Asked, Opened
from bench.pipeline import CommandFailed, wall
from bench.querying import Timing, summary
from bench.questions import Question

ANSWERED = (
    "one", "and2", "or2", "or3", "headline", "phrase2", "phrase4", "near", "prefix", "dated",
)  # fmt: skip
"""The kinds of questions that are answered."""


@dataclass(slots=True)
class Answers:
    """Kind of question -> engine -> figures; whole commands in seconds, by name."""

    articles: int
    questions: int
    rounds: int
    kinds: dict[str, dict[str, Timing]] = field(default_factory=dict)
    commands: dict[str, float] = field(default_factory=dict)

    def ratios(self, ours: str, peer: str, statistic: str) -> dict[str, float]:
        """Ours to the peer's, by kind."""
        return {
            kind: getattr(timings[ours], statistic) / getattr(timings[peer], statistic)
            for kind, timings in self.kinds.items()
            if ours in timings and peer in timings
        }


def measure_answers(
    engines: Mapping[str, Opened],
    questions: Mapping[str, Sequence[Question]],
    *,
    articles: int,
    rounds: int,
    stretch: int,
) -> Answers:
    """Every kind, by every engine that has excerpts and words for it (`Peer.cannot` is the caller's to see to)."""
    found = Answers(articles, len(next(iter(questions.values()))), rounds)
    for kind in ANSWERED:
        able = {name: made for name, engine in engines.items() if (made := _prepared(engine, questions[kind]))}
        found.kinds[kind] = _in_turn(able, rounds=rounds, stretch=stretch)
    return found


def _prepared(engine: Opened, questions: Sequence[Question]) -> list[Asked]:
    made = [engine.prepare_answers(question) for question in questions]
    return [one for one in made if one is not None]


def _in_turn(asked: Mapping[str, Sequence[Asked]], *, rounds: int, stretch: int) -> dict[str, Timing]:
    spent: dict[str, list[list[float]]] = {name: [[] for _ in several] for name, several in asked.items()}
    for several in asked.values():
        for one in several:
            one()
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds):
            for start in range(0, max(map(len, asked.values())), stretch):
                names = list(asked)
                shift = (start // stretch + turn) % len(names)
                for name in names[shift:] + names[:shift]:
                    for place, one in enumerate(asked[name][start : start + stretch], start):
                        begun = time.process_time()
                        one()
                        spent[name][place].append((time.process_time() - begun) * 1000)
    finally:
        gc.enable()
    return {name: summary(runs) for name, runs in spent.items()}


def measure_commands(index: Path, fts5: Path | None, words: Sequence[str], *, runs: int) -> dict[str, float]:
    """Seconds of whole processes, medians: `onrecord search`, and the shell of SQLite where it is installed."""
    commands = {
        "onrecord search": [
            str(Path(sys.executable).with_name("onrecord")),
            "search",
            "-i",
            str(index),
            " ".join(words),
        ]
    }
    if fts5 is not None:
        sql = (
            "SELECT article.id, article.title, snippet(found, 1, '[', ']', '...', 48) FROM found JOIN article ON "
            f"article.doc = found.rowid WHERE found MATCH '{' '.join(words)}' ORDER BY rank LIMIT 10"
        )
        commands["sqlite3"] = ["sqlite3", str(fts5), sql]
    spent: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, command in commands.items():
            try:
                spent[name].append(wall(command, (0, 1)))
            except CommandFailed:
                continue
    return {name: statistics.median(times[1:]) for name, times in spent.items() if len(times) > 1}
