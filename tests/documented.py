"""The terminal sessions in the manual, run as they stand.

A block fenced as `console` holds commands (`$ …`) and what they print on stdout and stderr. The
blocks of one page are one session: they run in order, in one folder that holds a copy of `seeds/`.
A line `…` stands for lines left out; times and sizes are compared by their form only.

    python -m tests.documented README.md docs/*.md      writes what the commands print into the pages
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT, SEEDS, environment
from tests.forked import Commands

_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
_VARYING = re.compile(
    r"\d[\d,.]* (ms|s|kB|MB|bytes)\b"
    r"|(?<=\"took_ms\": )[\d.]+|\d{4}-\d\d-\d\d \d\d:\d\d UTC|(?<=new since )\d{4}-\d\d-\d\d"
)
_SHELL = re.compile(r"[|<>;&$`*]|\bONRECORD")
ELIDED = "…"


@dataclass(frozen=True, slots=True)
class Step:
    """A command of a session and the lines that it is said to print."""

    command: str
    expected: tuple[str, ...]


def blocks(page: str) -> list[str]:
    """The texts of the console blocks of a page."""
    return _BLOCK.findall(page)


def steps(block: str) -> Iterator[Step]:
    """The commands of a block."""
    lines = block.splitlines()
    starts = [n for n, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        expected = lines[start + 1 : end]
        while expected and not expected[-1].strip():
            expected.pop()
        yield Step(lines[start][2:], tuple(expected))


class Session:
    """A folder with the seeds and the command `onrecord`, and nothing else."""

    def __init__(self, folder: Path, commands: Commands) -> None:
        self._folder = folder
        self._commands = commands
        shutil.copytree(SEEDS, folder / "seeds")
        bin_folder = folder / "bin"
        bin_folder.mkdir()
        command = bin_folder / "onrecord"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m onrecord "$@"\n')
        command.chmod(0o755)
        self._environment = environment(
            PATH=f"{bin_folder}{os.pathsep}{os.environ['PATH']}", COLUMNS="80", XDG_STATE_HOME=str(folder / "state")
        )

    def run(self, command: str) -> list[str]:
        """The lines that a command prints, stdout and stderr as they come at a terminal."""
        words = shlex.split(command)
        if words[0] == "onrecord" and not _SHELL.search(command):
            ran = self._commands.run(words[1:], folder=self._folder, environment=self._environment, merged=True)
            return [line.rstrip() for line in ran.out.rstrip("\n").split("\n")]
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return [line.rstrip() for line in done.stdout.rstrip("\n").split("\n")]


def _form(found: re.Match[str]) -> str:
    return f"N {found[1]}" if found[1] else "N"


def agrees(expected: tuple[str, ...], printed: list[str]) -> bool:
    """Whether what is written is what was printed, but for times, sizes and what is left out."""
    pattern = "\n".join(
        "(?:.*\n)*?.*" if line.strip() == ELIDED else _VARYING.sub(_form, line.rstrip()).join(("\x00", "\x00"))
        for line in expected
    )
    pattern = "".join(part if nth % 2 == 0 else re.escape(part) for nth, part in enumerate(pattern.split("\x00")))
    return re.fullmatch(pattern, "\n".join(_VARYING.sub(_form, line) for line in printed)) is not None


def updated(page: str, folder: Path, commands: Commands) -> str:
    """The page with what its commands print; where lines were left out, as many at each end are kept."""
    session = Session(folder, commands)

    def run_block(found: re.Match[str]) -> str:
        written: list[str] = []
        for step in steps(found[1]):
            printed = session.run(step.command)
            if not agrees(step.expected, printed):
                kept = list(step.expected).index(ELIDED) if ELIDED in step.expected else None
                printed = printed if kept is None else [*printed[:kept], ELIDED]
            else:
                printed = list(step.expected)
            written += [f"$ {step.command}", *(line for line in printed if line or len(printed) > 1), ""]
        return "\n".join(written[:-1]) + "\n"

    return _BLOCK.sub(run_block, page)


def main(pages: list[str]) -> None:
    """Write what the commands print into the pages."""
    for name in pages:
        path = ROOT / name
        with tempfile.TemporaryDirectory() as folder, Commands() as commands:
            path.write_text(updated(path.read_text("utf-8"), Path(folder), commands), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
