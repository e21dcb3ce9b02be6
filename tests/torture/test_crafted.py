"""Indexes that a stranger has made: whatever is in them, a command answers or refuses, soon and in little memory."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import tries
from tests.forked import MEMORY, SECONDS, Commands, Ran
from tests.torture.conftest import Torture
from tests.torture.crafting import Chance, craft
from tests.torture.sealing import sound

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
QUERIES = 'water dam\n"held back the water"\nspeaker:kovac quote:water\nriver -peace date:2025-03\nid:n5\n'

READING: dict[str, list[str]] = {
    "search": ["search", "water dam river"],
    "search for places": ["search", '"held back the water" OR (talks NEAR/6 dam) OR (river PARA peace)'],
    "search for patterns": ["search", "negotiat* OR watr~ OR =Kovac OR da? OR title:water"],
    "search with reasons": ["search", "--explain", "1", "talks water"],
    "search in vain": ["search", "nowhere watre -dam source:Pst date:1900"],
    "search as JSON": ["search", "--json", "-n", "30", "--sort", "newest", "water OR peace"],
    "quotes": ["quotes", "speaker:kovac water date:2025"],
    "speakers": ["speakers", "water"],
    "show": ["show", "n20.txt", "--at", "water", "--explain"],
    "similar": ["similar", "n20.txt"],
    "batch": ["batch", "-"],
    "info": ["info"],
    "doctor": ["doctor"],
    "prompt": ["repl"],
}
WRITING: dict[str, list[str]] = {
    "repair": ["doctor", "--repair"],
    "index": ["index", "-j", "1", "--prune"],
    "optimize": ["optimize"],
}


@dataclass
class Hostile:
    """Where crafted indexes are made, one after the other in one place, and what is outside of them."""

    base: Path
    index: Path
    outside: Path
    home: Path
    commands: Commands

    def craft(self, seed: int, number: int) -> str:
        """Make the index of this number; what was done to it."""
        shutil.rmtree(self.index, ignore_errors=True)
        shutil.copytree(self.base, self.index)
        return craft(number, Chance(f"{seed} crafted {number}"), self.index, self.outside / "victim")

    def outside_now(self) -> dict[str, tuple[bytes, int]]:
        """Every file outside: its content, and when it was changed."""
        files = (path for path in self.outside.rglob("*") if path.is_file())
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}

    def run(self, name: str) -> Ran:
        verb, *rest = (READING | WRITING)[name]
        more = [str(self.outside / "new.txt")] if name == "index" else []
        return self.commands.run([verb, "-i", str(self.index), *rest, *more], QUERIES, folder=self.home, bounded=True)

    def tried(self, seed: int, number: int) -> Iterator[tuple[str, Ran, str]]:
        """Each command, what came of it, and what is wrong with that, empty if nothing is."""
        self.craft(seed, number)
        before = self.outside_now()
        for name in (*READING, *WRITING):
            if name in WRITING:
                self.craft(seed, number)
            ran = self.run(name)
            wrong = faults(ran, self.index)
            if self.outside_now() != before:
                wrong.append("a file outside was touched")
            yield name, ran, ", ".join(wrong)


def faults(ran: Ran, index: Path) -> list[str]:
    """What should not come of a command, whatever is in an index."""
    told = ran.out + ran.err
    found = {
        "took too long": ran.seconds > SECONDS or ran.code < 0,
        "took too much memory": ran.memory > MEMORY,
        "a fault of onrecord": "fault of onrecord" in told or "Traceback" in told or ran.code not in (0, 1, 2),
        "a warning": "Warning" in ran.err,
        "raw controls": CONTROL.search(told) is not None,
        "no file is named": ran.code == 2 and not (str(index) in told or "Damaged: " in told),
    }
    return [what for what, so in found.items() if so]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hostile]:
    folder = tmp_path_factory.mktemp("hostile")
    base = sound(folder)
    outside = folder / "outside"
    outside.mkdir()
    (outside / "victim").write_text("precious")
    (outside / "new.txt").write_text("New water\n\n“We have the water,” Maria Kovac said of the dam.\n")
    (folder / "home").mkdir()
    with Commands() as commands:
        yield Hostile(base, folder / "crafted", outside, folder / "home", commands)


def test_a_sound_index_is_answered(hostile: Hostile) -> None:
    """What the crafted ones are held against: every command does its work."""
    shutil.copytree(hostile.base, hostile.index)
    for name in (*READING, *WRITING):
        ran = hostile.run(name)
        assert ran.code == (name == "search in vain"), (name, ran)
        assert not faults(ran, hostile.index), (name, ran)


def test_crafted_indexes_are_answered_or_refused(hostile: Hostile, torture: Torture) -> None:
    """No hang, no more than 500 MB, no control character, no fault of onrecord, no file outside touched."""
    failed = []
    for number in range(tries(4, 1000)):
        for name, ran, wrong in hostile.tried(torture.seed, number):
            torture.count("commands on crafted indexes")
            if wrong:
                failed.append((number, hostile.craft(torture.seed, number), name, wrong, ran))
    assert not failed, f"{len(failed)} of them, the first: {failed[0]}"
