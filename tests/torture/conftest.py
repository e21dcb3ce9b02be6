"""How hard the torture is: a bounded part in `make test`, all of it in `make torture`.

TORTURE=full takes all tries; SEED=N begins the random ones elsewhere. The summary counts what was tried.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from tests.conftest import FULL

SEED = int(os.environ.get("SEED", "7"))


@dataclass
class Torture:
    """The tries of one run, by kind."""

    seed: int
    tried: Counter[str] = field(default_factory=Counter)

    def chance(self, what: str) -> random.Random:
        """Random numbers of its own for each test, the same for the same seed."""
        return random.Random(f"{self.seed} {what}")

    def count(self, kind: str, times: int = 1) -> None:
        """Count tries of a kind, for the summary."""
        self.tried[kind] += times


_TORTURE = Torture(SEED)


@pytest.fixture(scope="session")
def torture() -> Torture:
    return _TORTURE


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _TORTURE.tried:
        told = ", ".join(f"{times:,} {kind}" for kind, times in sorted(_TORTURE.tried.items()))
        terminalreporter.write_line(f"torture ({'full' if FULL else 'bounded'}, seed {SEED}): {told}")
