"""Writers and commands that are ended at random moments lose nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT, environment, tries
from tests.torture.conftest import Torture


def killed(folder: Path, what: str, runs: int, seed: int) -> dict[str, Any]:
    """What the program of the kills says."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.kills", str(folder), what, str(runs), str(seed)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(OPENBLAS_NUM_THREADS="1", PYTHONWARNINGS="ignore"),
        timeout=3600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["wrong"] == []
    assert sum(told["killed"].values()) == runs
    return told


def test_a_killed_writer_leaves_a_committed_generation(tmp_path: Path, torture: Torture) -> None:
    """SIGKILL at random moments of putting, committing, merging and optimizing: the index that opens is exactly a
    generation that was committed, no acknowledged one is lost, doctor finds nothing but files to remove."""
    runs = tries(12, 400)
    told = killed(tmp_path, "writers", runs, torture.seed)
    assert told["killed"]["commit"] > 0
    torture.count("kills of writers", runs)


def test_a_command_that_is_ended_leaves_what_was_or_what_it_makes(tmp_path: Path, torture: Torture) -> None:
    """SIGKILL, SIGTERM and Ctrl-C at random moments of `index`, with and without workers, `optimize` and `doctor
    --repair`: what opens is the index of before or after, and running it again makes the one of after."""
    runs = tries(2, 300)
    killed(tmp_path, "commands", runs, torture.seed)
    torture.count("kills of commands", runs)
