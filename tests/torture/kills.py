"""Ends writers at random moments and looks at what is left: forks that write without end, and commands.

    python -m tests.torture.kills FOLDER writers|commands RUNS SEED      prints one JSON object

A writer is a fork that writes to the index of the runs before it: it puts, replaces, removes, commits, merges and
optimizes, until it is killed. Before each commit it writes down what the generation will hold, so what is found
afterwards can be compared with exactly that. A command works on a copy of an index, and is sent SIGKILL, SIGTERM or
Ctrl-C; it has left what was there or what it makes when nothing happens to it.
"""

from __future__ import annotations

import json
import mmap
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from indexer.store import FileState, IndexWriter, open_index, writer
from indexer.store.doctor import doctor
from indexer.store.segment import Segment
from tests.conftest import environment, tries
from tests.indexer.store.corpora import article, contents
from tests.torture.operations import changed, littered, sources, written
from tests.torture.states import State, damage, look, state_of

PHASES = ("between", "put", "commit", "merge", "optimize")
FRESH = 12
"""Runs on one index before the next is begun."""
TIMES = tries(10, 40)
"""So many times as much is done by a command as where faults are injected."""
HANGING = 60.0  # seconds after which what was sent a signal is said to hang


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
    merge = writer.merge  # type: ignore[attr-defined]

    def told(segments: Sequence[Segment], path: Path) -> int:
        before = phase.get()
        phase.set("merge")
        crc: int = merge(segments, path)
        phase.set(before)
        return crc

    writer.merge = told  # type: ignore[attr-defined]
    with journal.open("a", encoding="utf-8", buffering=1) as log:
        while True:
            with IndexWriter(index, memory=1 << 17) as opened:
                with open_index(index) if (index / "manifest.json").exists() else nullcontext() as seen:
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


def look_after_writer(index: Path, journal: Path) -> None:
    """What is there is a generation that was committed, and none that was acknowledged is lost."""
    promised: dict[int, dict[str, int]] = {0: {}}
    done = 0
    for line in journal.read_text("utf-8").splitlines():
        if not line.endswith("]"):
            continue  # the line that the kill cut off
        what, articles = json.loads(line)
        if what == "done":
            done = max(done, articles)
        else:
            promised[what] = articles
    state = state_of(index)
    assert state.generation >= done, f"generation {done} was acknowledged, {state.generation} is there"
    assert state.articles == promised[state.generation], f"generation {state.generation} is not what was committed"
    assert not state.ledger or state.ledger["file"] == state.articles.keys()
    assert damage(index) == []
    with journal.open("w", encoding="utf-8") as log:
        log.write(
            json.dumps([state.generation, state.articles]) + "\n" + json.dumps(["done", state.generation]) + "\n"
        )


def writers(folder: Path, runs: int, seed: int) -> dict[str, object]:
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
        while phase.get() == "between" and not os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            time.sleep(0.001)
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            wrong.append(f"run {run}: the writer failed by itself")
        killed[phase.get()] += 1
        try:
            look_after_writer(index, journal)
            if chance.random() < 0.3 and (index / "manifest.json").exists():
                orphans += len(doctor(index, repair=True))
                assert doctor(index) == []
        except BaseException:
            wrong.append(f"run {run}, killed in {phase.get()}: {traceback.format_exc()}")
            shutil.rmtree(index, ignore_errors=True)
            journal.write_text("", "utf-8")
    return {"killed": killed, "orphans": orphans, "wrong": wrong}


@dataclass(frozen=True, slots=True)
class Command:
    """A command line, and the folder in which it is run."""

    prepare: Callable[..., None]
    words: tuple[str, ...]
    reads: bool = False
    patch: str = ""
    """Done before: a build so small begins its workers only if it is made to."""


_WORKERS = "import indexer.workers.intake as intake; intake.ALONE, intake.BATCH = 0, 3000; "
_ONE, _TWO = ("index", "--workers", "1", "src"), ("index", "--workers", "2", "src")
COMMANDS = {
    "index": Command(sources, _ONE, reads=True),
    "index again": Command(changed, _ONE, reads=True),
    "index with workers": Command(sources, _TWO, reads=True, patch=_WORKERS),
    "prune with workers": Command(changed, (*_TWO, "--prune"), reads=True, patch=_WORKERS),
    "optimize": Command(written, ("optimize",)),
    "repair": Command(littered, ("doctor", "--repair")),
}


@dataclass
class Killing:
    """One command, which is ended many times."""

    folder: Path
    command: Command
    chance: random.Random
    states: list[State] = field(default_factory=list)
    lasts: float = 0.0
    """Seconds that it takes from the moment it has the lock, and 1/20 more."""

    def __post_init__(self) -> None:
        self.place, self.template = self.folder / "place", self.folder / "template"
        for folder in (self.place, self.template):
            shutil.rmtree(folder, ignore_errors=True)
        self.place.mkdir()
        self.command.prepare(self.place, times=TIMES)
        shutil.copytree(self.place, self.template)
        self.states.append(state_of(self.place / "index"))
        if self.command.reads and not self.states[0].generation:
            self.states.append(State(1, {}, {}))  # so that there is an index from the beginning
        process = self._begin()
        self._wait_for_lock(process)
        begun = time.monotonic()
        said = process.communicate(timeout=HANGING)[1]
        assert process.returncode == 0, said
        self.lasts = (time.monotonic() - begun) * 1.05
        self.states.append(state_of(self.place / "index"))

    def _begin(self) -> subprocess.Popen[str]:
        program = f"import sys; {self.command.patch}from search.commands.start import main; main()"
        words = [sys.executable, "-c", program, self.command.words[0], "-i", "index", *self.command.words[1:]]
        return subprocess.Popen(
            words,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.place,
            env=environment(XDG_CACHE_HOME=str(self.place / "cache"), OPENBLAS_NUM_THREADS="1"),
            start_new_session=True,
        )

    def _wait_for_lock(self, process: subprocess.Popen[str]) -> bool:
        """Whether it has come to write."""
        lock = self.place / "index" / "lock"
        while process.poll() is None:
            with suppress(OSError, ValueError):
                if json.loads(lock.read_bytes())["pid"] == process.pid:
                    return True
            time.sleep(0.001)
        return False

    def attempt(self) -> tuple[str, list[str]]:
        """Run it and end it; the signal and what is wrong afterwards."""
        shutil.rmtree(self.place)
        shutil.copytree(self.template, self.place)
        process = self._begin()
        if writing := self.chance.random() < 0.9:
            self._wait_for_lock(process)
        time.sleep(self.chance.uniform(0, self.lasts if writing else 0.3))
        number = self.chance.choice([signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
        # Ctrl-C goes to all processes of a terminal, and some press it twice.
        whole = number == signal.SIGINT and self.chance.random() < 0.7
        for _ in range(1 + (number == signal.SIGINT and self.chance.random() < 0.3)):
            with suppress(ProcessLookupError):
                (os.killpg if whole else os.kill)(process.pid, number)
            time.sleep(self.chance.uniform(0, 0.02))
        try:
            said = process.communicate(timeout=HANGING)[1]  # workers hold its end of the pipe as long as they live
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return number.name, [f"it hung: {process.communicate()[1]}"]
        try:
            wrong = list(self._wrong(process.returncode, said, writing=writing))
        except Exception:
            wrong = [traceback.format_exc()]
        return number.name, wrong

    def _wrong(self, status: int, said: str, *, writing: bool) -> Iterator[str]:
        if writing and (status not in (0, 130, -signal.SIGKILL, -signal.SIGTERM) or "Traceback" in said):
            yield f"exit status {status}: {said[-600:]}"
        states = self.states[-1:] if status == 0 else self.states
        rebuilt = "src" if self.command.reads else None
        yield from look(self.place, states, self.states[-1], rebuilt=rebuilt, prune="--prune" in self.command.words)


def commands(folder: Path, runs: int, seed: int) -> dict[str, object]:
    """All runs; how often each command was sent each signal, and what was wrong."""
    os.environ["XDG_CACHE_HOME"] = str(folder / "place" / "cache")
    ended: Counter[str] = Counter()
    wrong: list[str] = []
    order = random.Random(f"{seed} commands").sample(sorted(COMMANDS), min(runs, len(COMMANDS)))
    for number, name in enumerate(order):
        killing = Killing(folder, COMMANDS[name], random.Random(f"{seed} {name}"))
        for _ in range(runs // len(COMMANDS) + (number < runs % len(COMMANDS))):
            how, found = killing.attempt()
            ended[f"{name}, {how}"] += 1
            wrong += [f"{name}, {how}: {what}" for what in found]
    return {"killed": ended, "wrong": wrong}


if __name__ == "__main__":
    made = {"writers": writers, "commands": commands}[sys.argv[2]]
    print(json.dumps(made(Path(sys.argv[1]).resolve(), int(sys.argv[3]), int(sys.argv[4]))))
