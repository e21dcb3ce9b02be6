"""Commands in forks of one warm process: a tenth of what a new interpreter takes, and what each took is measured.

`Commands` starts `python -m tests.forked`, which reads one request a line and answers each with one. A fork has
everything loaded; its folder, environment, user and streams are those of the request.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any

SECONDS = 5
_WALL = 90
"""Seconds after which a command that takes no time is waiting for something that does not come."""
MEMORY = 500 << 20
_LEFT = 50 << 20

WARM = (
    "rapidfuzz.process", "rapidfuzz.utils", "indexer.build", "indexer.quotes", "search.commands.batch",
    "search.answer.score_tree", "search.commands.index", "search.empty.reasons", "search.empty.near_values",
    "search.repl.pipe", "search.commands.show_article", "search.answer.similar", "search.answer.tally",
    "search.commands.speakers", "search.commands.upkeep", "search.show.cards", "search.show.reason_lines",
    "search.answer.facets", "search.provenance.timeline", "search.provenance.versus", "search.provenance.silence",
    "search.commands.answering", "search.show.export.writers", "search.show.export.delimited",
    "search.show.export.bibliography", "search.show.export.markdown", "search.show.export.workbook",
    "search.show.facet_lines", "search.show.silence_lines", "search.show.timeline_lines",
    "search.show.versus_lines", "search.provenance.receipt_file", "search.provenance.recheck",
    "search.show.receipt_lines", "search.provenance.report", "search.show.page",
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
    ) -> Ran:
        """One command in `folder`, with this process's rights; `bounded`, within `SECONDS` and `MEMORY`.

        Without an `environment` it has the least there is, and `folder` is its home. `merged`, what it says on
        standard error stands in `out`, where it came.
        """
        request = {
            "arguments": list(arguments),
            "stdin": stdin,
            "folder": str(folder),
            "environment": dict(environment if environment is not None else _bare(folder)),
            "user": [os.geteuid(), os.getegid()],
            "bounded": bounded,
            "merged": merged,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return Ran(**json.loads(self._process.stdout.readline()))

    def __enter__(self) -> Commands:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()


def _bare(home: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return kept | {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}


def serve() -> None:
    """Answer requests until there are no more."""
    for name in WARM:
        importlib.import_module(name)
    gc.freeze()  # what is loaded is not looked through, or copied, by any fork
    requests = os.fdopen(os.dup(sys.stdin.fileno()))  # the children's standard input is their own
    for line in requests:
        print(json.dumps(_forked(json.loads(line))), flush=True)


def _forked(request: dict[str, Any]) -> dict[str, Any]:
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(request["stdin"].encode())
        given.seek(0)
        child = os.fork()
        if not child:
            for number, file in enumerate((given, out, out if request["merged"] else err)):
                os.dup2(file.fileno(), number)
            os._exit(_code(request))
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


def _code(request: dict[str, Any]) -> int:
    """The exit code of the command, in the child."""
    from search.commands.cli import cli
    from search.commands.console import run_guarded

    try:
        if request["bounded"]:
            _limit()
        signal.alarm(_WALL)
        os.environ.clear()
        os.environ.update(request["environment"])
        time.tzset()
        os.chdir(request["folder"])
        user, group = request["user"]
        os.setegid(group)
        os.seteuid(user)
        code = run_guarded(cli, request["arguments"])
        sys.stdout.flush()
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
        code = 70
    sys.stderr.flush()
    return code


def _limit() -> None:
    held = int(Path("/proc/self/status").read_text().split("VmData:")[1].split()[0]) << 10
    resource.setrlimit(resource.RLIMIT_DATA, (held + MEMORY + _LEFT,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    serve()
