"""The manual is true: every command block is run and prints what is written."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from search.commands.cli import cli
from tests.conftest import ROOT, environment
from tests.documented import Session, agrees, blocks, steps
from tests.forked import Commands
from tests.quality.figures import PAGES as PAGES_OF_FIGURES
from tests.quality.figures import kept, told

PAGES = [page for page in (ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))) if blocks(page.read_text("utf-8"))]
SHELL_BLOCK = re.compile(r"^```(?:sh|bash|shell)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_session_in_the_manual_prints_what_is_written(page: Path, tmp_path: Path, commands: Commands) -> None:
    """The blocks of a page, run in order on seeds/, print what the page says."""
    session = Session(tmp_path, commands)
    for block in blocks(page.read_text("utf-8")):
        for step in steps(block):
            printed = session.run(step.command)
            assert agrees(step.expected, printed), f"$ {step.command}\n" + "\n".join(printed)


def test_pages_are_no_wider_than_a_screen() -> None:
    """118 characters; tables and JSON are as wide as they are. The README comes to its links within two screens."""
    for page in (ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")):
        lines = page.read_text("utf-8").splitlines()
        wide = [number for number, line in enumerate(lines, 1) if len(line) > 118 and not line.startswith(("|", "{"))]
        assert not wide, f"{page.name}: {wide}"
    assert (ROOT / "README.md").read_text("utf-8").split("## Documentation")[0].count("\n") <= 100


def test_the_figures_of_the_pages_are_those_that_the_gates_measured() -> None:
    """Each is in the file that the gates hold, and each of the file is told somewhere."""
    found = {name: figure for page in PAGES_OF_FIGURES for name, figure in told(page).items()}
    assert found == {name: figure for name, figure in kept().items() if name in found}
    assert len(found) >= 12


def test_the_readme_begins_with_a_session() -> None:
    """Its first screen (40 lines) shows the tool at work."""
    first_screen = "\n".join((ROOT / "README.md").read_text("utf-8").splitlines()[:40])
    assert "```console\n$ onrecord" in first_screen


def test_every_command_is_in_the_readme() -> None:
    """A command that the manual does not name cannot be found."""
    text = (ROOT / "README.md").read_text("utf-8")
    for name in cli.commands:
        assert f"onrecord {name}" in text, name


def test_the_blocks_that_set_things_up_are_the_two_that_ci_runs() -> None:
    """Outside the sessions the README gives no commands but `make` targets, and each of them exists."""
    text = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    commands = [line for block in SHELL_BLOCK.findall(text) for line in block.splitlines() if line.strip()]
    assert "make demo" in "\n".join(commands)
    assert "make test" in "\n".join(commands)
    for line in commands:
        command = line.split("#")[0].strip()
        target = command.removeprefix("make ")
        assert command.startswith("make "), line
        assert re.search(rf"^{re.escape(target)}:", makefile, re.MULTILINE), line


@pytest.mark.slow
def test_make_demo_does_its_own_set_up_in_a_fresh_clone(tmp_path: Path) -> None:
    """With nothing installed it makes its environment, shows searches with marked excerpts, and ends with 0."""
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True, timeout=60)
    done = subprocess.run(
        ["make", "demo"],
        cwd=clone,
        env=environment(PIP_NO_COMPILE="1"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("$ onrecord search") >= 3
    assert "17 added" in done.stdout
    for saved in ("clock-tower.html", "courier-feed.xml#1", "courier-notes.csv#2"):
        assert saved in done.stdout
    assert "*water for power*" in done.stdout
