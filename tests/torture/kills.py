"""Kills writers at random moments and looks at what is left; run as a program by the crash test.

    crash_driver.py FOLDER RUNS SEED      prints one JSON object

Each run is a fork that writes to the index of the runs before it: it puts, replaces, removes, commits,
merges and optimizes, until it is killed. Before each commit it writes down what the generation will
hold, so what is found afterwards can be compared with exactly that.
"""

from __future__ import annotations

import json
import mmap
import os
import random
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path

from indexer.store import FileState, IndexWriter, open_index, writer
from indexer.store.doctor import doctor
from tests.indexer.store.corpora import article, contents

PHASES = ("between", "put", "commit", "merge", "optimize")
FRESH = 12
"""Runs on one index before the next is begun."""


class Phase:
    """What the writer is doing, shared between the fork and its parent."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 1)

    def set(self, name: str) -> None:
        self._memory[0] = PHASES.index(name)

    def get(self) -> str:
        return PHASES[self._memory[0]]


def write_until_killed(index: Path, journal: Path, seed: int, phase: Phase) -> None:
    """Random work; never returns by itself."""
    chance = random.Random(seed)
    merge = writer.merge

    def told(segments: object, path: Path) -> int:
        before = phase.get()
        phase.set("merge")
        crc = merge(segments, path)  # type: ignore[arg-type]
        phase.set(before)
        return crc

    writer.merge = told  # type: ignore[assignment]
    with journal.open("a", encoding="utf-8", buffering=1) as log:
        while True:
            with IndexWriter(index, memory=1 << 17) as opened:
                with open_index(index) if (index / "manifest.json").exists() else _nothing() as seen:
                    state = contents(seen) if seen else {}
                    generation = seen.generation if seen else 0
                for _ in range(chance.randrange(1, 6)):
                    phase.set("put")
                    for _ in range(chance.randrange(40)):
                        number = chance.randrange(200)
                        if chance.random() < 0.3:
                            assert opened.remove(f"n{number}") == (f"n{number}" in state)
                            state.pop(f"n{number}", None)
                        else:
                            version = chance.randrange(1000)
                            opened.put(*article(number, version))
                            state[f"n{number}"] = version
                    log.write(json.dumps([generation + 1, state]) + "\n")
                    phase.set("commit")
                    ledger = {"file": FileState("stamp", tuple(state))}
                    before, generation = generation, opened.commit(ledger)
                    assert generation in (before, before + 1)  # the same one where nothing is new
                    log.write(json.dumps(["done", generation]) + "\n")
                    phase.set("between")
                if chance.random() < 0.5:
                    log.write(json.dumps([generation + 1, state]) + "\n")
                    phase.set("optimize")
                    generation = opened.optimize()
                    phase.set("between")


class _nothing:  # noqa: N801  # reads as what it is: no index yet
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def look(index: Path, journal: Path) -> None:
    """What is there is a generation that was committed, and none that was acknowledged is lost."""
    promised: dict[int, dict[str, int]] = {0: {}}
    done = 0
    for line in journal.read_text("utf-8").splitlines():
        if not line.endswith("]"):
            continue  # the line that the kill cut off
        what, state = json.loads(line)
        if what == "done":
            done = max(done, state)
        else:
            promised[what] = state
    if not (index / "manifest.json").exists():
        assert done == 0
        return
    with open_index(index) as opened:
        assert opened.generation >= done, f"generation {done} was acknowledged, {opened.generation} is there"
        state = contents(opened)
        assert state == promised[opened.generation], f"generation {opened.generation} is not what was committed"
        ledger = opened.ledger()
        assert not ledger or set(ledger["file"].articles) == set(state)
    found = doctor(index)
    assert all(finding.kind == "orphan" for finding in found), found
    with journal.open("w", encoding="utf-8") as log:
        log.write(json.dumps([opened.generation, state]) + "\n" + json.dumps(["done", opened.generation]) + "\n")


def main(folder: Path, runs: int, seed: int) -> dict[str, object]:
    """All runs; how many were killed in each phase, and what was wrong."""
    writer.FANOUT = 3
    chance = random.Random(seed)
    phase = Phase()
    killed = dict.fromkeys(PHASES, 0)
    wrong: list[str] = []
    orphans = 0
    index, journal = folder / "index", folder / "journal"
    for run in range(runs):
        if run % FRESH == 0:
            shutil.rmtree(index, ignore_errors=True)
            journal.write_text("", "utf-8")
        phase.set("between")
        child = os.fork()
        if child == 0:
            try:
                write_until_killed(index, journal, chance.randrange(1 << 30) + run, phase)
            except BaseException:
                traceback.print_exc()
            os._exit(1)
        chance.random()
        time.sleep(chance.uniform(0.005, 0.25))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            wrong.append(f"run {run}: the writer failed by itself")
        killed[phase.get()] += 1
        try:
            look(index, journal)
            if chance.random() < 0.3 and (index / "manifest.json").exists():
                orphans += len(doctor(index, repair=True))
                assert doctor(index) == []
        except BaseException:
            wrong.append(f"run {run}, killed in {phase.get()}: {traceback.format_exc()}")
            shutil.rmtree(index, ignore_errors=True)
            journal.write_text("", "utf-8")
    return {"runs": runs, "killed": killed, "orphans": orphans, "wrong": wrong}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
