"""What the tests of the commands share: a command on the index of seeds/, and what it prints as JSON."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run


@pytest.fixture
def ask(run: Run, seeds_index: Path) -> Run:
    """Run a command on the index of seeds/."""

    def call(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return run(*arguments, ONRECORD_INDEX=str(seeds_index), **more)

    return call


def objects(output: str) -> list[dict[str, Any]]:
    """The objects of JSON lines; each says first what it is, and in which version."""
    found = [json.loads(line) for line in output.splitlines()]
    assert all(list(one)[:2] == ["type", "schema"] and one["schema"] == 1 for one in found)
    return found
