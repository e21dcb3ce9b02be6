"""Systems that are not Linux, as far as that can be tried on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SEEDS, environment
from tests.indexer.readers.making import page

_WINDOWS = "import sys; sys.platform = 'win32'; sys.argv = ['onrecord', 'info']; "


@pytest.mark.parametrize(
    ("code", "status"), [("from search.commands.start import main; main()", 2), ("import onrecord", 1)]
)
def test_windows_is_refused_and_told_what_to_do(code: str, status: int) -> None:
    """Neither the command nor the package fails over a module that is not there."""
    done = subprocess.run(
        [sys.executable, "-c", _WINDOWS + code], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert "does not run on Windows itself: use it in WSL" in done.stderr
    assert "fcntl" not in done.stderr
    assert ("Traceback" in done.stderr) == (status == 1)


# What macOS has not, or refuses, taken away in every process of a build.
_LESS = """
import builtins, ctypes, os, resource, sys
for name in ("sched_getaffinity", "sched_setaffinity", "memfd_create", "posix_fadvise", "copy_file_range",
             "O_TMPFILE", "splice", "pidfd_open", "getrandom", "O_DIRECT", "O_NOATIME", "eventfd"):
    if hasattr(os, name):
        delattr(os, name)
limit, listed, opened = resource.setrlimit, os.listdir, builtins.open
def setrlimit(which, limits):
    if which == resource.RLIMIT_AS:
        raise ValueError("current limit exceeds maximum limit")
    limit(which, limits)
def refused(function):
    def call(path=".", *rest, **named):
        if str(path).startswith(("/proc", "/sys", "/dev/shm")):
            raise FileNotFoundError(2, "No such file or directory", path)
        return function(path, *rest, **named)
    return call
resource.setrlimit, os.listdir, builtins.open = setrlimit, refused(listed), refused(opened)
class Library:
    def __init__(self, *_, **__): pass
    def __getattr__(self, name): raise AttributeError(name)
ctypes.CDLL = Library
import indexer.workers.process
indexer.workers.process.sys = type("sys", (), {"platform": "darwin", **{n: getattr(sys, n) for n in (
    "executable", "path", "stderr", "excepthook", "exc_info")}})
assert indexer.workers.process.way() == "anew"
"""


@pytest.mark.slow
def test_nothing_needs_what_linux_alone_has(tmp_path: Path) -> None:
    """Without it pages are taken apart, workers work, and an index is searched, cleared and merged."""
    (tmp_path / "less.py").write_text(_LESS, "utf-8")
    (tmp_path / "sitecustomize.py").write_text("import os\nif os.environ.get('LESS'):\n    import less\n", "utf-8")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "page.html").write_text(page(), "utf-8")
    index = str(tmp_path / "index")
    code = "import indexer.workers.intake as i; i.ALONE = 0; from search.commands.start import main; main()"
    for arguments in (
        ["index", "-j", "2", str(SEEDS), str(tmp_path / "news")],
        ["search", "river"],
        ["delete", "--yes", "who-pays-for-the-river.txt"],
        ["optimize"],
        ["doctor"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, arguments[0], "-i", index, *arguments[1:]],
            env=environment() | {"LESS": "1", "PYTHONPATH": f"{tmp_path}:{environment()['PYTHONPATH']}"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        if arguments[0] == "index":
            assert "18 added" in done.stdout
