"""Commands in forks of one warm process: 50 ms each, with a limit on time and memory, and what each took.

`Commands` starts `python -m tests.torture.forked`, which reads one request a line and answers each with one.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType

SECONDS = 5
_WALL = 90
"""Seconds after which a command that takes no time is waiting for something that does not come."""
MEMORY = 500 << 20
_LEFT = 50 << 20


WARM = (
    "rapidfuzz.process", "search.commands.batch", "search.answer.score_tree", "search.commands.index",
    "search.empty.reasons", "search.repl.pipe",
    "search.commands.show_article", "search.answer.similar", "search.answer.tally", "search.commands.upkeep",
)  # fmt: skip
"""What the commands load when they need it."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command: `code` is negative for a signal; `memory` is the peak, in bytes."""

    code: int
    out: str
    err: str
    seconds: float
    memory: int


class Commands:
    """Runs `onrecord` with arguments, one after the other. A context manager."""

    def __init__(self, home: Path) -> None:
        """`home` is where the commands run and keep what is of the user."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        path = os.pathsep.join(map(os.path.abspath, sys.path))
        places = {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.forked"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=kept | places | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
            cwd=home,
        )

    def run(self, arguments: Sequence[str], stdin: str = "") -> Ran:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([list(arguments), stdin]) + "\n")
        self._process.stdin.flush()
        return Ran(**json.loads(self._process.stdout.readline()))

    def __enter__(self) -> Commands:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


def serve() -> None:
    """Answer requests until there are no more."""
    for name in WARM:
        importlib.import_module(name)
    from search.commands.cli import cli
    from search.commands.console import run_guarded

    def command(arguments: list[str]) -> int:
        return run_guarded(cli, arguments)

    requests = os.fdopen(os.dup(sys.stdin.fileno()))  # the children's standard input is their own
    for line in requests:
        arguments, stdin = json.loads(line)
        print(json.dumps(_forked(command, arguments, stdin)), flush=True)


def _forked(command, arguments, stdin):  # type: ignore[no-untyped-def]
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        child = os.fork()
        if not child:
            _limited()
            for number, file in enumerate((given, out, err)):
                os.dup2(file.fileno(), number)
            code = 70
            try:
                code = command(arguments)
                sys.stdout.flush()
            except SystemExit as ended:
                code = int(ended.code or 0)
            finally:
                sys.stderr.flush()
                os._exit(code)
        _, status, used = os.wait4(child, 0)
        out.seek(0)
        err.seek(0)
        return {
            "code": os.waitstatus_to_exitcode(status),
            "out": out.read().decode("utf-8", "surrogateescape"),
            "err": err.read().decode("utf-8", "surrogateescape"),
            "seconds": used.ru_utime + used.ru_stime,
            "memory": used.ru_maxrss << 10,
        }


def _limited() -> None:
    held = int(Path("/proc/self/status").read_text().split("VmData:")[1].split()[0]) << 10
    resource.setrlimit(resource.RLIMIT_DATA, (held + MEMORY + _LEFT,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(_WALL)


if __name__ == "__main__":
    serve()
