"""The tests in several processes at once: `pytest -p tests.processes --processes 2`.

They are forks of the process that collected the tests. Each takes the next file when it is done with one, and what
came of each test is told to the first, which prints, counts and ends as if it had run it. No interpreter starts anew
and collects again, and none has a thread beside the tests: builds fork their workers as they do elsewhere.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, groupby, pairwise
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NoReturn

import pytest

_TOGETHER = ("cluster", "quality")
"""Folders that are taken as a file is, and first: all their tests need one thing that takes long to make."""
_NEXT, _END = "next", "end"
_File = list[pytest.Item]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--processes", type=int, default=1, metavar="N", help="run the files of tests in N processes")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """All tests, unless one process is enough, or somebody wants to stop at a failure."""
    option = session.config.option
    if option.processes < 2 or option.collectonly or option.usepdb or option.maxfail or session.testsfailed:
        return None
    files = _files(session)
    left = iter(range(len(files)))
    running = {one.connection: one for one in (_started(session, files, n) for n in range(option.processes))}
    try:
        while running:
            for connection in wait(list(running)):
                one = running[connection]
                if not one.listen(session.config, left):
                    del running[connection]
    finally:
        for one in running.values():
            one.connection.close()  # with nobody to tell, it ends after the test that it is on
            os.waitpid(one.pid, 0)
    return True


def _files(session: pytest.Session) -> list[_File]:
    def place(item: pytest.Item) -> tuple[bool, Path]:
        folder = Path(*item.path.relative_to(session.config.rootpath).parts[:2])
        return (False, folder) if folder.name in _TOGETHER else (True, item.path)

    found = [(place, list(items)) for place, items in groupby(session.items, key=place)]
    return [items for _, items in sorted(found, key=lambda one: one[0][0])]


@dataclass(eq=False, slots=True)
class _Process:
    """A process that runs tests, from outside; `test` is the one that it is on, or was last."""

    pid: int
    connection: Connection
    test: tuple[str, tuple[str, int | None, str]] = ("", ("", None, ""))

    def listen(self, config: pytest.Config, left: Iterator[int]) -> bool:
        """Take what it tells, or give it the next file; whether there is more to come."""
        try:
            told = self.connection.recv()
        except EOFError:
            _report(config, self._died(os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])))
            return False
        if told == _END:
            os.waitpid(self.pid, 0)
            return False
        if told == _NEXT:
            self.connection.send(next(left, None))
        elif isinstance(told, tuple):
            self.test = told
        else:
            _report(config, config.hook.pytest_report_from_serializable(config=config, data=told))
        return True

    def _died(self, code: int) -> pytest.TestReport:
        why = f"The process that ran this test, and was to run the rest of its file, ended with {code}."
        return pytest.TestReport(*self.test, keywords={}, outcome="failed", longrepr=why, when="call")


def _report(config: pytest.Config, report: pytest.TestReport) -> None:
    config.hook.pytest_runtest_logreport(report=report)


def _started(session: pytest.Session, files: list[_File], number: int) -> _Process:
    ours, theirs = Pipe()
    session.config.get_terminal_writer().flush()  # else what waits to be written would be written by both
    _folders(session.config).getbasetemp()  # one for all, made here
    with theirs, warnings.catch_warnings():
        # Python 3.12 counts the threads of OpenBLAS as well, which looks after itself when a process forks.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
        if not pid:
            ours.close()
            _run(session, files, theirs, number)
    return _Process(pid, ours)


# The other side.


class _Teller:
    """Tells the first process what came of each test."""

    def __init__(self, config: pytest.Config, connection: Connection) -> None:
        self._config = config
        self._connection = connection

    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        self._connection.send((nodeid, location))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        hook = self._config.hook
        self._connection.send(hook.pytest_report_to_serializable(config=self._config, report=report))


def _run(session: pytest.Session, files: list[_File], connection: Connection, number: int) -> NoReturn:
    """One file after the other; it never returns, so that nothing of the parent's is ended by it."""
    code = 1
    try:
        _apart(session.config, connection, number)
        dealt = chain.from_iterable(_dealt(files, connection))
        for item, following in pairwise(chain(dealt, [None])):  # the following says which fixtures are needed still
            assert item is not None
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        connection.send(_END)
        code = 0
    except (KeyboardInterrupt, BrokenPipeError, ConnectionResetError):
        pass
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(BaseException):
            session._setupstate.teardown_exact(None)
        sys.__stderr__.flush()  # type: ignore[union-attr]
        os._exit(code)


def _apart(config: pytest.Config, connection: Connection, number: int) -> None:
    """What must not be shared: the screen, the files where output is captured, the folder for temporary files."""
    plugins = config.pluginmanager
    plugins.unregister(name="terminalreporter")
    plugins.register(_Teller(config, connection))
    capture: Any = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    folders = _folders(config)
    folders._basetemp = folders.mktemp(f"process{number}", numbered=False)


def _folders(config: pytest.Config) -> pytest.TempPathFactory:
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    return factory


def _dealt(files: list[_File], connection: Connection) -> Iterator[_File]:
    while True:
        connection.send(_NEXT)
        number = connection.recv()
        if number is None:
            return
        yield files[number]
