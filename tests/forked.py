"""Commands in forks of one warm process: a tenth of what a new interpreter takes, and what each took is measured.

`Commands` starts `python -m tests.forked`, which reads one request a line and answers each with one. A fork has
everything loaded; its folder, environment, user and streams, or its terminal, are those of the request.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import resource
import signal
import subprocess
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, NoReturn

import indexer
import search

SECONDS = 5
_WALL = 90
"""Seconds after which a command that takes no time is waiting for something that does not come."""
MEMORY = 500 << 20
_LEFT = 50 << 20
COMMAND = "from search.commands.start import main; main()"

_LATE = (
    "difflib",
    "fractions",
    "xml.etree.ElementTree",
    "rapidfuzz.process",
    "rapidfuzz.utils",
    "trafilatura",
    "numpy.ma",
    "xlsxwriter",
)
"""Of other packages, what the commands load when they need it."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a command: `code` is negative for a signal; `memory` is the peak, in bytes."""

    code: int
    out: str
    err: str
    seconds: float
    memory: int


class Commands:
    """Runs `onrecord` with arguments, or Python, one after the other or each at a terminal. A context manager."""

    def __init__(self) -> None:
        path = os.pathsep.join(map(os.path.abspath, sys.path))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"},
        )

    def run(
        self,
        arguments: Sequence[str],
        stdin: str = "",
        *,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        bounded: bool = False,
        merged: bool = False,
        code: str = COMMAND,
    ) -> Ran:
        """One command in `folder`, with this process's rights; `bounded`, within `SECONDS` and `MEMORY`.

        Without an `environment` it has the least there is, and `folder` is its home. `merged`, what it says on
        standard error stands in `out`, where it came. Another `code` is run as `python -c` would.
        """
        return Ran(
            **self._ask(
                arguments=list(arguments),
                stdin=stdin,
                folder=str(folder),
                environment=dict(environment if environment is not None else _bare(folder)),
                user=[os.geteuid(), os.getegid()],
                bounded=bounded,
                merged=merged,
                code=code,
            )
        )

    def start(
        self,
        arguments: Sequence[str],
        *,
        terminal: str,
        folder: Path,
        environment: Mapping[str, str],
        code: str = COMMAND,
    ) -> Started:
        """One command at the terminal of that name, which is not waited for."""
        told = self._ask(
            arguments=list(arguments),
            terminal=terminal,
            folder=str(folder),
            environment=dict(environment),
            user=[os.geteuid(), os.getegid()],
            code=code,
        )
        return Started(self, told["pid"])

    def poll(self, pid: int) -> int | None:
        """The exit code of a command that was started, once it has ended; asked once more it is an error."""
        code: int | None = self._ask(pid=pid)["code"]
        return code

    def _ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told

    def __enter__(self) -> Commands:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


class Started:
    """A command at a terminal: of `subprocess.Popen`, what is needed of it there."""

    def __init__(self, commands: Commands, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._commands = commands

    def poll(self) -> int | None:
        """The exit code, negative for a signal, once it has ended."""
        if self.returncode is None:
            self.returncode = self._commands.poll(self.pid)
        return self.returncode


def _bare(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return kept | {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}


def serve() -> None:
    """Answer requests until there are no more."""
    for package in (indexer, search):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    for name in _LATE:
        importlib.import_module(name)
    gc.freeze()  # what is loaded is not looked through, or copied, by any fork
    requests = os.fdopen(os.dup(sys.stdin.fileno()))  # the children's standard input is their own
    for line in requests:
        request = json.loads(line)
        answer = _polled if "pid" in request else _started if "terminal" in request else _ran
        print(json.dumps(answer(request)), flush=True)


def _ran(request: dict[str, Any]) -> dict[str, Any]:
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(request["stdin"].encode())
        given.seek(0)
        child = os.fork()
        if not child:
            for number, file in enumerate((given, out, out if request["merged"] else err)):
                os.dup2(file.fileno(), number)
            if request["bounded"]:
                _limit()
            signal.alarm(_WALL)
            _child(request)
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


def _started(request: dict[str, Any]) -> dict[str, Any]:
    terminal = os.open(request["terminal"], os.O_RDWR | os.O_NOCTTY)
    child = os.fork()
    if not child:
        os.login_tty(terminal)
        _child(request)
    os.close(terminal)
    return {"pid": child}


def _polled(request: dict[str, Any]) -> dict[str, Any]:
    ended, status = os.waitpid(request["pid"], os.WNOHANG)
    return {"code": os.waitstatus_to_exitcode(status) if ended else None}


def _child(request: dict[str, Any]) -> NoReturn:
    """The command, with its streams in place, and what an interpreter does at its end."""
    code = 70
    sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    try:
        code = _code(request)
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _code(request: dict[str, Any]) -> int:
    try:
        os.environ.clear()
        os.environ.update(request["environment"])
        if "error" in os.environ.get("PYTHONWARNINGS", ""):
            warnings.simplefilter("error")
        time.tzset()
        os.chdir(request["folder"])
        user, group = request["user"]
        os.setegid(group)
        os.seteuid(user)
        sys.argv = ["-c", *request["arguments"]]
        exec(request["code"], {"__name__": "__main__"})
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        code = 70
    return code


def _limit() -> None:
    held = int(Path("/proc/self/status").read_text().split("VmData:")[1].split()[0]) << 10
    resource.setrlimit(resource.RLIMIT_DATA, (held + MEMORY + _LEFT,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    serve()
