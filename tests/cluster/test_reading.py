"""Commands and the prompt on a cluster: what they print is what they print of a folder with the same articles."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.written import There
from tests.conftest import ROOT, SEEDS, environment
from tests.forked import Commands, Ran, Started
from tests.terminal import Terminal
from tools.cluster.nodes import Cluster

pytestmark = pytest.mark.slow

_VARYING = re.compile(
    r"\d[\d,.]* (ms|s|kB|MB|bytes)\b|\"took_ms\": [\d.]+|\d{4}-\d\d-\d\d \d\d:\d\d UTC"
    r"|(?<=generation )\s*\d+|(?<=generation\": )\d+"
    r"|\"(size_bytes|identity|asked|score)\": (\d[\d.]*|\"[^\"]*\")"
)
COMMANDS = """
search 'rail strike' -n 1
search water --sort newest --all
search 'source:northline talks' --json
search 'speaker:orlec quote:table'
search 'talks NEAR/9 dam' -n 2
search 'neg* NEAR/4 talk*'
search lishvar
search source:nothline
search zzz
search 'peace AND (lake OR river'
quotes 'speaker:madrun date:2025-03..'
quotes water --json -n 2
speakers
speakers water
timeline water
facets water
versus water strike
silent 'rail strike'
show northline-2025-03-01-1130
similar northline-2025-03-01-1130
trace 'From six o’clock tonight nobody shoots, nobody digs and nobody moves a gun'
verify '“From six o’clock tonight nobody shoots, nobody digs and nobody moves a gun”, Leon Abrecht'
copies northline-2025-03-01-1130
versions northline-2025-03-01-1130
batch queries.txt
count water
cite northline-2025-03-01-1130
alias 'Northline = NL'
alias
search 'source:nl' -n 1
saved
saved lake 'peace lake'
search @lake -n 1
speakers --merge 'Sefa Madrun' 'Madrun'
speakers madrun
extract seeds/guns-fall-silent.txt
sources
completion bash
search water -n 1 --receipt one.json
receipt one.json
report water -o one.html
"""
"""Every command of the README but those that tell of the place itself."""
REFUSED = {
    "search water --explain 1": "why an answer has its score",
    "search 'said:((a NEAR/3 b) NEAR/3 (c NEAR/3 d) NEAR/4 (e NEAR/2 f))'": "A cluster cannot answer",
}


class Side:
    """A folder in which commands are run, on one of the two archives."""

    def __init__(self, folder: Path, place: str, commands: Commands) -> None:
        self.folder, self.place, self._commands = folder, place, commands
        (folder / "seeds").symlink_to(SEEDS)
        (folder / "queries.txt").write_text("rail strike\n“peace lake”\nspeaker:orlec\n", "utf-8")
        homes = {name: str(folder / "home") for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
        self.environment = environment(ONRECORD_INDEX=place, TERM="xterm", **homes)
        self.codes: dict[str, int] = {}
        """How the commands ended that were run."""

    def run(self, line: str) -> Ran:
        return self._commands.run(shlex.split(line), folder=self.folder, environment=self.environment, merged=True)

    def told(self, line: str) -> tuple[int, str]:
        """The exit code of a command, and what it prints but for times, sizes and the place."""
        ran = self.run(line)
        self.codes[line] = ran.code
        told = ran.out.replace(str(self.folder), "FOLDER").replace(self.place, "PLACE")
        return ran.code, _VARYING.sub("N", re.sub(r"\S*/speakers\.txt", "RULINGS", told))


@pytest.fixture(scope="module")
def sides(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory, commands: Commands
) -> Iterator[tuple[Side, Side]]:
    """The seeds in a folder and on a cluster, each optimized: what was replaced counts no more."""
    with There(cluster.urls, "reading") as there:
        found = []
        for place in ("index", str(there.target)):
            side = Side(tmp_path_factory.mktemp("side"), place, commands)
            assert side.run("index seeds").code == 0
            assert side.run("optimize").code == 0
            found.append(side)
        yield found[0], found[1]


@pytest.mark.parametrize("line", COMMANDS.strip().splitlines())
def test_a_command_prints_what_it_prints_of_a_folder(sides: tuple[Side, Side], line: str) -> None:
    """In the order of the list: some say what later ones know."""
    folder, cluster = sides
    assert cluster.told(line) == folder.told(line)


@pytest.mark.parametrize("line", REFUSED)
def test_what_a_cluster_cannot_answer_is_refused(sides: tuple[Side, Side], line: str) -> None:
    """With one line, and the exit code of an error."""
    ran = sides[1].run(line)
    assert ran.code == 2
    assert REFUSED[line] in ran.out


def test_what_tells_of_the_place(sides: tuple[Side, Side]) -> None:
    """`info` names the address and what is refused there; `doctor` finds nothing."""
    told = sides[1].run("info").out
    assert sides[1].place in told
    assert "why an answer has its score" in told
    doctor = sides[1].run("doctor")
    assert doctor.code == 0, doctor.out


def test_all_of_it_at_a_terminal(sides: tuple[Side, Side], commands: Commands) -> None:
    """Every command; then the prompt: queries, numbers, dots, completion; and a commit from elsewhere is told."""
    _, cluster = sides

    def opened(*arguments: str) -> Terminal:
        def begin(name: str) -> Started:
            return commands.start(
                arguments, terminal=name, folder=cluster.folder, environment=cluster.environment | {"PAGER": "cat"}
            )

        return Terminal(begin, rows=40, columns=100)

    for line in COMMANDS.strip().splitlines():
        at_terminal = opened(*shlex.split(line.replace("one.", "two.")))
        code = at_terminal.ended()  # 0 where there was nothing yet, and is now
        assert code in (0, cluster.codes.get(line, code)), f"{line}\n{at_terminal.text}"
        at_terminal.close()
    terminal = opened()
    terminal.ready()
    terminal.line("rail strike")
    terminal.until(r"^1-?\d* .*articles? \(.* s\): rail strike|^\d+ .*articles? \(.*\): rail strike")
    terminal.ready()
    terminal.line(".open 1")
    terminal.until(lambda: terminal.reads)
    terminal.until("Lower Marl|rail")
    terminal.send("q")
    terminal.until(lambda: not terminal.reads)
    terminal.ready()
    for line, wanted in (
        (".speakers", "Madrun"),
        (".facets", "Northline"),
        (".quotes water", "quotations"),
        (".trace 1", "first in print"),
        (".info", re.escape(cluster.place[:40])),
        (".explain 1", "A cluster cannot answer why"),
    ):
        terminal.line(line)
        terminal.until(wanted)
        terminal.send("q" if terminal.reads else "")
        terminal.ready()
    terminal.send("speaker:madr\t")
    terminal.until("Sefa Madrun")
    terminal.send("\x03")
    terminal.ready()
    (cluster.folder / "late.txt").write_text("A late word\n\nThe kelp came late to Lisvar.", "utf-8")
    assert cluster.run("index late.txt").code == 0
    terminal.line("kelp")
    terminal.until("The index has changed")
    terminal.until("late.txt")
    terminal.ready()
    assert terminal.leave() == 0
    terminal.close()


def test_articles_that_are_deleted(sides: tuple[Side, Side]) -> None:
    """Are gone, and do not come back; last, for both archives are other ones then."""
    for side in sides:
        assert side.run("delete guns-fall-silent.txt --yes").code == 0
        assert side.told("count id:guns-fall-silent.txt")[1].strip().startswith("0")
        assert side.run("index seeds").code == 0
        assert side.told("count id:guns-fall-silent.txt")[1].strip().startswith("0")


def test_every_command_of_the_readme_is_here() -> None:
    rows = re.findall(r"^\| (`onrecord .*?) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`onrecord (\w+)", row)}
    there = {line.split()[0] for line in COMMANDS.strip().splitlines()}
    assert named - there == {"index", "info", "delete", "doctor", "optimize", "repl"}
