"""Building an index, measured: one process a build, confined to its cores.

`python -m bench.building ENGINE PREPARED FOLDER CORES` is that process; it prints one JSON object.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench import machine
from bench.corpus import PreparedFile, read_prepared
from bench.peers import peer

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Build:
    """One build: seconds of wall time and of processor time, and bytes."""

    engine: str
    cores: int
    articles: int
    text_bytes: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int
    index_bytes: int

    @property
    def mb_per_second(self) -> float:
        """Text (10^6 bytes) a second."""
        return self.text_bytes / self.seconds / 1e6

    @property
    def mb_per_cpu_second(self) -> float:
        """Text (10^6 bytes) a second of processor time, of all threads and workers together."""
        return self.text_bytes / self.cpu_seconds / 1e6

    @property
    def bytes_per_byte(self) -> float:
        """The index's bytes to a byte of text."""
        return self.index_bytes / self.text_bytes


class BuildFailed(Exception):
    """The building process ended badly; the message is the last that it said."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to build with, from which articles, where, and on how many cores."""

    engine: str
    prepared: PreparedFile
    folder: Path
    cores: int


def build(task: Task) -> Build:
    """Build once, from nothing, in a new process. BuildFailed says why it cannot."""
    shutil.rmtree(task.folder, ignore_errors=True)
    task.folder.mkdir(parents=True)
    said = run_module("bench.building", [task.engine, str(task.prepared.path), str(task.folder), str(task.cores)])
    return Build(
        engine=task.engine,
        cores=task.cores,
        articles=task.prepared.articles,
        text_bytes=task.prepared.text_bytes,
        seconds=said["seconds"],
        cpu_seconds=said["cpu_seconds"],
        peak_bytes=int(said["peak_bytes"]),
        index_bytes=folder_bytes(task.folder),
    )


def middle(builds: Sequence[Build]) -> Build:
    """The medians of builds of one task; the index's size is that of the last."""
    return replace(
        builds[-1],
        seconds=statistics.median(one.seconds for one in builds),
        cpu_seconds=statistics.median(one.cpu_seconds for one in builds),
        peak_bytes=int(statistics.median(one.peak_bytes for one in builds)),
    )


def run_module(module: str, arguments: Sequence[str]) -> dict[str, float]:
    """Run a module of this program in a process of its own; the JSON object of its last line. BuildFailed."""
    ended = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    lines = ended.stdout.strip().splitlines()
    if ended.returncode or not lines:
        reason = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BuildFailed(f"{module} {' '.join(arguments[:1])}: exit {ended.returncode}, {reason}")
    said: dict[str, float] = json.loads(lines[-1])
    return said


def folder_bytes(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(arguments: Sequence[str]) -> None:
    """The child: build once, and say how long it took and how much memory."""
    engine, prepared, folder, cores = arguments[0], Path(arguments[1]), Path(arguments[2]), int(arguments[3])
    machine.confine(cores)
    builder = peer(engine)
    builder.version()
    begun, spent = time.perf_counter(), machine.cpu_seconds()
    builder.build(read_prepared(prepared), folder, cores)
    figures = {
        "seconds": time.perf_counter() - begun,
        "cpu_seconds": machine.cpu_seconds() - spent,
        "peak_bytes": machine.peak_bytes() + machine.children_peak_bytes(cores),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
