"""Lets something go wrong at each call of the system that writing to an index makes, and looks at what is left.

    python -m tests.torture.injection FOLDER [--only OPERATION ...] [--most N] [--part K/N] [--seed N]
                                             [--try N KIND-WHEN ...] [--process N]

prints one JSON object: how many faults were injected, by operation and kind, and what was wrong. Each try is a fork
in which the system is wrapped, on a copy of an index. The calls are counted in a first run without a fault. `--most`
takes so many points of each operation (default: all), `--part 0/2` every second one of them, `--try 15 EIO-after 18
INT-before` nothing but that (`--try 15 step`: Ctrl-C at that bytecode). Afterwards the index has to be a generation
that the first run committed, the next writer has to go on from there and leave no file behind, and files of the
user's are untouched.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import select
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import indexer.store
from indexer.errors import OnRecordError
from indexer.store.files import MANIFEST
from tests.torture.faults import FAULTS, MARK, Fault, Steps, System
from tests.torture.operations import OPERATIONS, Operation
from tests.torture.states import State, look, state_of

STORE = Path(indexer.store.__file__).parent
STEPPED = frozenset(str(STORE / f"{name}.py") for name in "writer manifest lock files trust".split())
HANGING = 60.0  # seconds after which a try is said to hang
DONE, RAISED, WRONG = 0, 40, 41
SOON = 6
"""A second fault comes at most so many calls after the first: among the calls that clean up after it."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where something goes wrong: faults by the number of the call in one process, or the number of a bytecode."""

    kind: str
    faults: tuple[tuple[int, Fault], ...] = ()
    process: int = 0
    step: int = 0

    def __str__(self) -> str:
        """As it is given on the command line."""
        where = f" --process {self.process}" if self.process else ""
        faults = [f"{number} {fault.kind}-{fault.when}" for number, fault in self.faults]
        return " ".join(faults or [f"{self.step} step"]) + where


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try ended: its exit status or minus a signal, what it said, and where the faults were."""

    status: int
    said: str
    told: list[list[str]]

    def of(self, what: str) -> list[list[str]]:
        return [words[1:] for words in self.told if words[0] == what]


class Trial:
    """One operation: what it commits when nothing goes wrong, and tries in which something does."""

    def __init__(self, folder: Path, operation: Operation) -> None:
        self._operation = operation
        self._place = folder / "place"
        self._template = folder / operation.name
        self._seen = folder / f"{operation.name}-seen"
        shutil.rmtree(self._place, ignore_errors=True)
        self._place.mkdir()
        operation.prepare(self._place)
        shutil.copytree(self._place, self._template)
        self._warm_up()
        self._sources = files_below(self._template / "src") if operation.reads else {}
        self._fresh()
        self.states: list[State] = [state_of(self._place / "index")]
        self._fresh()
        self.calls: dict[int, list[str]] = {}
        self._commits: list[int] = []
        outcome = self._run(Point("none"), counting=True)
        assert outcome.status == DONE, outcome
        for process, name, *paths in outcome.of("call"):
            self.calls.setdefault(int(process), []).append(name)
            if name in ("rename", "replace") and paths[-1:] == [MANIFEST]:
                self._commits.append(len(self.calls[0]))
        for number in range(len(outcome.of("commit"))):
            self.states.append(state_of(self._seen / str(number)))
        assert state_of(self._place / "index") == self.states[-1]
        assert list(self._wrong(outcome)) == []
        places = [" ".join(words) for words in outcome.of("place")]
        first = {place: number for number, place in reversed(list(enumerate(places, 1)))}
        last = {place: number for number, place in enumerate(places, 1)}
        self._steps = sorted({*first.values(), *last.values()}) if operation.processes == 1 else []
        """The bytecodes to stop at: each place in the code, when it is run first and last."""

    def _warm_up(self) -> None:
        """What is loaded when it is first needed is loaded before anything is counted."""
        here = os.getcwd()
        os.chdir(self._place)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            self._operation.run(self._place)
        os.chdir(here)

    def _fresh(self) -> None:
        shutil.rmtree(self._place)
        shutil.copytree(self._template, self._place)

    def points(self, most: int | None, chance: random.Random) -> list[Point]:
        """All of them; or at most so many, of as many kinds as that, and some around each commit."""
        by_kind: dict[str, list[Point]] = {}
        for process, calls in self.calls.items():
            for number, call in enumerate(calls, 1):
                fitting = [fault for fault in FAULTS if fault.fits(call)]
                if number < len(calls):  # to die after a call is to die before the next one
                    fitting = [fault for fault in fitting if not fault.late_end]
                for fault in fitting:
                    by_kind.setdefault(str(fault), []).append(Point(str(fault), ((number, fault),), process))
                if process == 0:
                    first = chance.choice([fault for fault in fitting if fault.cleaned_up])
                    then = number + chance.randint(1, SOON), chance.choice(FAULTS)
                    by_kind.setdefault("two faults", []).append(Point("two faults", ((number, first), then)))
        by_kind["INT between bytecodes"] = [Point("INT between bytecodes", step=step) for step in self._steps]
        if most is None:
            return [point for points in by_kind.values() for point in points]
        kinds = chance.sample([kind for kind in by_kind if by_kind[kind]], min(most, len(by_kind) - 1))
        return [*self._around_commits(), *(chance.choice(by_kind[kind]) for kind in kinds)]

    def _around_commits(self) -> Iterator[Point]:
        """The last call that commits, and the syncing of the folder behind it."""
        for number in (later for commit in self._commits[-1:] for later in (commit, commit + 2)):
            for fault in (Fault("EIO", "after"), Fault("INT", "after")):
                if number <= len(self.calls[0]) and fault.fits(self.calls[0][number - 1]):
                    yield Point(str(fault), ((number, fault),))

    def attempt(self, point: Point) -> tuple[Outcome, list[str]]:
        """Do it once; what is wrong afterwards."""
        self._fresh()
        outcome = self._run(point)
        try:
            return outcome, list(self._wrong(outcome))
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            return outcome, [f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"]

    def _wrong(self, outcome: Outcome) -> Iterator[str]:
        """An operation that ended well has made the last of its states; else any of them may be there."""
        operation = self._operation
        yield from _manners(outcome, command=operation.command)
        yield from look(
            self._place,
            self.states[-1:] if outcome.status == DONE else self.states,
            self.states[-1],
            rebuilt="src" if operation.reads else None,
            prune=operation.prunes,
            partly=operation.reads and outcome.status == 1,
        )
        if operation.reads and files_below(self._place / "src") != self._sources:
            yield "the articles to read are not what they were"

    def _run(self, point: Point, *, counting: bool = False) -> Outcome:
        """Do it in a fork; everything it says ends with the last process that it started."""
        ours, theirs = os.pipe()
        child = os.fork()
        if not child:
            os.setpgid(0, 0)
            os.dup2(theirs, 1)
            os.dup2(theirs, 2)
            os.close(ours)
            os.close(theirs)
            self._in_child(point, counting=counting)
        os.close(theirs)
        said, until = b"", time.monotonic() + HANGING
        while select.select([ours], [], [], max(until - time.monotonic(), 0))[0] and (more := os.read(ours, 1 << 16)):
            said += more
        hung = time.monotonic() > until
        os.close(ours)
        if hung:
            os.killpg(child, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        lines = said.decode("utf-8", "replace").split("\n")
        told = [line[line.index(MARK) + 1 :].split() for line in lines if MARK in line]
        text = "\n".join(line.split(MARK)[0] for line in lines)
        return Outcome(status, text + ("\nhung" if hung else ""), told)

    def _in_child(self, point: Point, *, counting: bool) -> None:
        status = WRONG
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(self._place)
        sys.stdout, sys.stderr = open(1, "w"), open(2, "w")  # noqa: SIM115  # those of the parent are of another kind
        system = System(dict(point.faults), point.process, tell=counting)
        steps = Steps(STEPPED, at=point.step, tell=counting)
        if counting:
            system.on_commit = lambda: self._snapshot(system)
        try:
            if not point.step:
                system.install()
            if point.step or counting:
                steps.install()
            status = self._operation.run(self._place) or DONE
        except (OSError, KeyboardInterrupt) as error:
            status = RAISED
            system.say("raised", repr(error))
            if isinstance(error, OSError) and not error.errno:
                status = WRONG
        except OnRecordError as error:
            system.say("raised", type(error).__name__)
            status = WRONG
            system.off = True
            traceback.print_exc()
        except BaseException:
            system.off = True
            traceback.print_exc()
        finally:
            system.off = True
            for place in steps.places:
                system.say("place", *place)
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(status)

    def _snapshot(self, system: System) -> None:
        system.say("commit")
        number = len(list(self._seen.iterdir())) if self._seen.exists() else 0
        shutil.copytree(self._place / "index", self._seen / str(number))


def files_below(folder: Path) -> dict[str, bytes]:
    """What each file holds, by its path."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _manners(outcome: Outcome, *, command: bool) -> Iterator[str]:
    """How it ended, and what it said."""
    if "hung" in outcome.said:
        yield "it hung"
    kinds = {words[0] for words in outcome.of("fired")}
    fine = {0, 1, 2, 130} if command else {DONE, RAISED}
    if outcome.status not in fine | {-signal.SIGTERM, -signal.SIGKILL}:
        yield f"exit status {outcome.status}: {outcome.said.strip()[-600:]}"
    elif "Traceback" in outcome.said or "fault of onrecord" in outcome.said:
        yield f"said (with {kinds}): {outcome.said.strip()[-600:]}"


def _point(words: Sequence[str], process: int) -> Point:
    """What `--try` asks for."""
    if words[1] == "step":
        return Point("INT between bytecodes", step=int(words[0]))
    by_name = {f"{fault.kind}-{fault.when}": fault for fault in FAULTS}
    asked = zip(words[::2], words[1::2], strict=True)
    return Point("asked", tuple((int(number), by_name[name]) for number, name in asked), process)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--only", nargs="+", default=list(OPERATIONS), choices=list(OPERATIONS), metavar="OPERATION")
    asked.add_argument("--most", type=int)
    asked.add_argument("--part", default="0/1", metavar="K/N")
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--process", type=int, default=0)
    asked.add_argument("--try", nargs="+", dest="only_try", metavar="N KIND-WHEN")
    given = asked.parse_args()
    folder = given.folder.resolve()
    folder.mkdir(parents=True)
    os.environ["XDG_CACHE_HOME"] = str(folder / "place" / "cache")
    chance = random.Random(given.seed)
    tried: Counter[str] = Counter()
    wrong: list[dict[str, object]] = []
    for name in given.only:
        trial = Trial(folder, OPERATIONS[name])
        points = [_point(given.only_try, given.process)] if given.only_try else trial.points(given.most, chance)
        part, parts = map(int, given.part.split("/"))
        for point in points[part::parts]:
            outcome, found = trial.attempt(point)
            tried[f"{name}, {point.kind}"] += 1
            if found:
                fired = [" ".join(words) for words in outcome.of("fired")]
                wrong.append({"operation": name, "try": str(point), "fired": fired, "wrong": found})
                with contextlib.suppress(BrokenPipeError):
                    print(json.dumps(wrong[-1]), flush=True)
    print(json.dumps({"tried": tried, "wrong": wrong}))


if __name__ == "__main__":
    main()
