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
from dataclasses import asdict, dataclass
from pathlib import Path

from bench import machine
from bench.corpus import PreparedFile, read_prepared
from bench.peers import peer

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Build:
    """One build: seconds of wall time, and bytes."""

    engine: str
    cores: int
    articles: int
    text_bytes: int
    seconds: float
    peak_bytes: int
    index_bytes: int

    @property
    def mb_per_second(self) -> float:
        """Text (10^6 bytes) a second."""
        return self.text_bytes / self.seconds / 1e6

    @property
    def bytes_per_byte(self) -> float:
        """The index's bytes to a byte of text."""
        return self.index_bytes / self.text_bytes


class BuildFailed(Exception):
    """The building process ended badly; the message is the last that it said."""


def build(engine: str, prepared: PreparedFile, folder: Path, *, cores: int, runs: int = 1) -> Build:
    """Build `runs` times from nothing, each in a new process; the figures are medians. The last index stays."""
    found: list[Build] = []
    for _ in range(runs):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        said = run_module("bench.building", [engine, str(prepared.path), str(folder), str(cores)])
        found.append(
            Build(
                engine=engine,
                cores=cores,
                articles=prepared.articles,
                text_bytes=prepared.text_bytes,
                seconds=float(said["seconds"]),
                peak_bytes=int(said["peak_bytes"]),
                index_bytes=folder_bytes(folder),
            )
        )
    middle = asdict(found[-1])
    middle["seconds"] = statistics.median(build.seconds for build in found)
    middle["peak_bytes"] = int(statistics.median(build.peak_bytes for build in found))
    return Build(**middle)


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
    begun = time.perf_counter()
    builder.build(read_prepared(prepared), folder, cores)
    seconds = time.perf_counter() - begun
    peak = machine.peak_bytes() + machine.children_peak_bytes(cores)
    print(json.dumps({"seconds": seconds, "peak_bytes": peak}))


if __name__ == "__main__":
    main(sys.argv[1:])
