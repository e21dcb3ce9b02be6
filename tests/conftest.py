"""What all tests share: the seeds as an index, the command as a user runs it, the data beside the checkout."""

from __future__ import annotations

import gc
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import indexer.readers.web.page  # noqa: F401  (so that what a build forks to take pages apart has it)
from indexer.build import build
from indexer.store import Index
from search.engine import Searcher
from tests.forked import COMMAND, Commands, Started
from tests.terminal import Terminal, interpreter

# No example is failed for being slow: the machine may be. CI tries the same examples each time.
settings.register_profile(
    "onrecord",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("onrecord")

# A background job of a shell ignores these, and what it starts would as well: a test that sends one waits for ever.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
SHARED = ROOT.parent / "shared"

FULL = os.environ.get("TORTURE") == "full"
_NOBODY = 65534
_OF_THE_INTERPRETER = ("PYTHON", "LC_", "LANG")
Run = Callable[..., "subprocess.CompletedProcess[str]"]
Terminals = Callable[..., Terminal]


def tries(some: int, most: int) -> int:
    """`some`, or `most` where TORTURE=full asks for all that there are."""
    return most if FULL else some


@lru_cache(maxsize=4)
def searcher(index: Index) -> Searcher:
    """One searcher for an opened index, so that what it keeps is kept from one question of a test to the next."""
    return Searcher(index)


def shared(*parts: str) -> Path:
    """A path beside the checkout; the test is skipped where it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs {Path('..', 'shared', *parts)} beside the checkout")
    return path


def environment(**changes: str) -> dict[str, str]:
    """This process's environment without what changes how onrecord looks or where it searches."""
    kept = {k: v for k, v in os.environ.items() if k not in ("ONRECORD_INDEX", "NO_COLOR", "FORCE_COLOR", "PAGER")}
    return kept | {"PYTHONPATH": str(ROOT)} | changes


@pytest.fixture(scope="session")
def seeds_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of seeds/."""
    index = tmp_path_factory.mktemp("seeds") / "index"
    build(index, [str(SEEDS)])
    return index


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder, and no rights but those of a user: nothing is shut to the superuser."""
    with tempfile.TemporaryDirectory(dir="/tmp" if os.geteuid() == 0 else None, ignore_cleanup_errors=True) as made:
        folder = Path(made).resolve()
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, _NOBODY, _NOBODY)
        os.setegid(_NOBODY)
        os.seteuid(_NOBODY)
        try:
            yield folder
        finally:
            os.seteuid(0)
            os.setegid(0)


@pytest.fixture(scope="session")
def commands() -> Iterator[Commands]:
    """A warm process whose forks are commands."""
    with Commands() as warm:
        yield warm


@pytest.fixture
def run(tmp_path: Path, commands: Commands) -> Run:
    """Run `onrecord` in an empty folder and give what came of it.

    In a fork of a warm process, but in an interpreter of its own where a change of the environment is for that.
    """

    def call(*arguments: str, stdin: str = "", **changes: str) -> subprocess.CompletedProcess[str]:
        wanted = environment(**({"XDG_STATE_HOME": str(tmp_path / "state")} | changes))
        if not any(name.startswith(_OF_THE_INTERPRETER) for name in changes):
            ran = commands.run(arguments, stdin, folder=tmp_path, environment=wanted)
            return subprocess.CompletedProcess(arguments, ran.code, ran.out, ran.err)
        return subprocess.run(
            [sys.executable, "-m", "onrecord", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env=wanted,
            timeout=120,
            check=False,
        )

    return call


@pytest.fixture
def terminals(tmp_path: Path, commands: Commands) -> Iterator[Terminals]:
    """Start `onrecord` at a terminal, in a fork of a warm process, or `fresh`, in an interpreter of its own."""
    opened: list[Terminal] = []

    def start(
        *arguments: str,
        rows: int = 24,
        columns: int = 80,
        code: str = COMMAND,
        fresh: bool = False,
        env: Mapping[str, str] | None = None,
    ) -> Terminal:
        wanted = env or environment(TERM="xterm", XDG_STATE_HOME=str(tmp_path / "state"))

        def forked(name: str) -> Started:
            return commands.start(arguments, terminal=name, folder=ROOT, environment=wanted, code=code)

        anew = interpreter([sys.executable, "-c", code, *arguments], environment=wanted)
        opened.append(Terminal(anew if fresh else forked, rows=rows, columns=columns))
        return opened[-1]

    yield start
    for terminal in opened:
        terminal.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Torture, the gates on real data and the bench are slow, each of their tests."""
    for item in items:
        if item.path.relative_to(ROOT).parts[1] in ("torture", "quality", "bench"):
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """What was loaded and collected lives to the end: the garbage collector need not look through it again."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True, scope="module")
def _collected() -> Iterator[None]:
    """Indexes that the tests of a module leave behind have files open, and a terminal needs a low number."""
    yield
    gc.collect()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much work it was, and what was left out for want of data."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    terminalreporter.write_line(f"processor time: {sum(each.ru_utime + each.ru_stime for each in used):.0f} s")
    if not SHARED.exists():
        terminalreporter.write_line("without ../shared: the gates on real data were left out")
