"""A fault at each call of the system, and Ctrl-C between any two bytecodes: nothing that was committed is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import FULL, ROOT, environment, tries
from tests.torture.conftest import Torture
from tests.torture.operations import OPERATIONS

COMMANDS = [name for name, operation in OPERATIONS.items() if operation.command]
STORE = [name for name in OPERATIONS if name not in COMMANDS]


@pytest.mark.parametrize("operations", [STORE, COMMANDS], ids=["store", "commands"])
def test_whatever_fails_the_index_is_a_generation_that_was_committed(
    tmp_path: Path, torture: Torture, operations: list[str]
) -> None:
    """EIO and ENOSPC, once or from there on; SIGINT, SIGTERM, SIGKILL; half a write; two in a row: the index opens at
    the last generation or the next, the next writer goes on, no file is left over, no file of the user's is touched,
    and a command says what happened without a traceback."""
    some = torture.chance("operations").sample(operations, tries(-(-len(operations) // 4), len(operations)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.injection", str(tmp_path / "tries"), "--only", *some]
        + ([] if FULL else ["--most", "1"])
        + ["--seed", str(torture.seed)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(OPENBLAS_NUM_THREADS="1", PYTHONWARNINGS="ignore"),
        timeout=6 * 3600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["wrong"] == []
    assert set(some) == {kind.split(",")[0] for kind in told["tried"]}
    torture.count("injections", sum(told["tried"].values()))
