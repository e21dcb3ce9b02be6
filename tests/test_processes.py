"""Tests in several processes: none is lost, and what goes wrong in one is told by the first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, environment

SOUND = """
import pytest

@pytest.mark.parametrize("number", range(5))
def test_sound(number, tmp_path):
    (tmp_path / "mine").touch()
"""
FAILING = """
import sys
import pytest

@pytest.fixture(scope="session")
def made():
    yield
    open("ended", "a").write("once ")

def test_failing(made):
    print("printed")
    assert made
"""
DYING = """
import os

def test_dying():
    os._exit(0)

def test_after_it():
    pass
"""


@pytest.mark.slow
def test_all_are_run_and_what_goes_wrong_is_told(tmp_path: Path) -> None:
    """One that fails with what it printed, one that ends its process by its name; the others are run, the exit code
    is 1, and what a session made is ended."""
    for name, text in {"sound": SOUND, "failing": FAILING, "dying": DYING, "more": SOUND, "last": SOUND}.items():
        (tmp_path / f"test_{name}.py").write_text(text, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.processes", "--processes", "2", "--basetemp", "base"],
        cwd=tmp_path, env=environment(PYTHONPATH=str(ROOT)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "2 failed, 15 passed" in done.stdout
    assert "FAILED test_failing.py::test_failing" in done.stdout
    assert "FAILED test_dying.py::test_dying - The process that ran this test" in done.stdout
    assert "printed" in done.stdout
    assert (tmp_path / "ended").read_text() == "once "
