"""Single bits that are flipped: found, or of no consequence; never merged, never a fault of onrecord."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import tries
from tests.forked import Commands, Ran
from tests.torture.conftest import Torture
from tests.torture.flips import Stretch, believe, flip, stretches
from tests.torture.sealing import sound

PARTS = (range(150), *(range(at, at + 14) for at in range(145, 205, 10)))
"""Seven segments: with the next one they are merged."""
QUERIES = """water dam river
"held back the water"
talks NEAR/6 dam
river PARA peace
negotiat* OR watr~ OR =Kovac
speaker:kovac quote:water
title:water -talks
date:2025-03 source:post peace
"""
READING: dict[str, list[str]] = {
    "batch": ["batch", "-n", "300", "-"],
    "quotes": ["quotes", "--json", "-n", "300", "speaker:kovac OR water"],
    "show": ["show", "n20.txt"],
    "similar": ["similar", "--json", "n20.txt"],
    "speakers": ["speakers", "--json"],
}
WRITING: dict[str, list[str]] = {"optimize": ["optimize"], "index": ["index", "-j", "1"]}
_TIMES = re.compile(r'"took_ms": ?[\d.]+|"generation": ?\d+')

Answers = dict[str, tuple[int, str]]


@dataclass
class Flipping:
    """An index to flip bits of, and what it answers while it is sound: as it is, and after each command that
    writes."""

    base: Path
    index: Path
    new: Path
    commands: Commands
    right: dict[str, Answers] = field(default_factory=dict)

    def again(self) -> None:
        """The index as its writer left it, down to the time that nobody can set."""
        shutil.rmtree(self.index, ignore_errors=True)
        shutil.copytree(self.base, self.index)
        believe(self.index)

    def run(self, name: str) -> Ran:
        verb, *rest = (READING | WRITING | {"doctor": ["doctor"]})[name]
        more = [str(self.new)] if name == "index" else []
        return self.commands.run(
            [verb, "-i", str(self.index), *rest, *more], QUERIES, folder=self.new.parent / "home", bounded=True
        )

    def learn(self) -> None:
        """What is right."""
        for writing in ("", *WRITING):
            self.again()
            if writing:
                assert self.run(writing).code == 0
            self.right[writing] = {name: told(self.run(name)) for name in READING}
            assert all(code == 0 for code, _ in self.right[writing].values())
        assert len(list(self.index.glob("*.segment"))) == 1  # the last command has merged

    def read(self, after: str, file: str) -> str:
        """What reading comes to: `same`, `refused` by one of the commands and the same by the others, or `wrong`."""
        came = {outcome(self.run(name), self.right[after][name], file) for name in READING}
        return next(one for one in ("fault", "wrong", "refused", "same") if one in came)


def told(ran: Ran) -> tuple[int, str]:
    return ran.code, _TIMES.sub("", ran.out)


def outcome(ran: Ran, right: tuple[int, str], file: str) -> str:
    """`same`, `refused`, `wrong` or `fault`."""
    if ran.code not in (0, 1, 2) or "fault of onrecord" in ran.err or "Traceback" in ran.err:
        return "fault"
    if ran.code == 2:
        return "refused" if file in ran.err + ran.out else "fault"
    return "same" if told(ran) == right else "wrong"


@pytest.fixture(scope="module")
def flipping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flipping]:
    folder = tmp_path_factory.mktemp("flips")
    (folder / "home").mkdir()
    new = folder / "new.txt"
    new.write_text("New water\n\n“We have the water,” Maria Kovac said of the dam.\n")
    with Commands() as commands:
        made = Flipping(sound(folder, PARTS), folder / "flipped", new, commands)
        made.learn()
        yield made


def tried(flipping: Flipping, torture: Torture, stretch: Stretch, number: int, *, medium: bool) -> Counter[str]:
    """Flip a bit; what came of reading, of the commands that write and of reading after them, and of `doctor`."""
    came: Counter[str] = Counter()
    for writing in ("", *WRITING):
        flipping.again()
        flip(torture.chance(f"flip {number}"), flipping.index, stretch)
        if medium and stretch.kind == "segment":
            believe(flipping.index)
        if not writing:
            came[f"read {flipping.read('', stretch.file)}"] += 1
            ran = flipping.run("doctor")
            sees = stretch.file in ran.out + ran.err
            came["doctor sees it" if sees else "doctor is blind" if ran.code == 0 else "doctor fault"] += 1
            continue
        ran = flipping.run(writing)
        how = outcome(ran, (ran.code, told(ran)[1]), stretch.file)
        came[f"{writing} {how}"] += 1
        if how == "same":
            came[f"read after {writing} {flipping.read(writing, stretch.file)}"] += 1
    return came


HARM = re.compile(r"fault|read after \w+ wrong")


@pytest.mark.parametrize("medium", [False, True], ids=["a file", "a medium"])
def test_flipped_bits(flipping: Flipping, torture: Torture, medium: bool) -> None:
    """Flipped in a file, a bit is refused or changes nothing. A medium that gives back another bit may change what is
    read, and `doctor` sees it; damage is never merged, and no answer is wrong after a merge."""
    total: Counter[str] = Counter()
    harm = []
    flipping.again()
    places = stretches(flipping.index)
    for number in range(tries(2, 500)):
        chance = torture.chance(f"stretch {number} {medium}")
        kinds = sorted({place.kind for place in places})
        kind = chance.choice([*kinds, "segment", "segment", "segment"] if not medium else ["segment"])
        stretch = chance.choice([place for place in places if place.kind == kind])
        came = tried(flipping, torture, stretch, number, medium=medium)
        torture.count(f"bits flipped in a {'medium' if medium else 'file'}")
        total += came
        wrong = [what for what in came if HARM.search(what) or (what == "read wrong" and not medium)]
        blind = came["doctor is blind"] and not (kind == "lock" and came["read same"])
        if wrong or blind:
            harm.append((stretch, number, came))
    for what, times in sorted(total.items()):
        torture.count(f"{'medium' if medium else 'file'}: {what}", times)
    assert not harm, json.dumps(total) + str(harm[0])
