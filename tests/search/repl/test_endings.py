"""A session that is ended from outside leaves the terminal and its history in order."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Start = Callable[..., Any]
BRACKETED_PASTE_OFF = b"\x1b[?2004l"

ends = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["term", "hup"])


@pytest.mark.slow
@ends
def test_ended_at_the_prompt(start: Start, home: Path, number: signal.Signals) -> None:
    """With a half-typed line: the terminal echoes again, lines that were asked are kept, the signal is the status."""
    terminal = start(fresh=True)
    terminal.line("foghorn inquiry")
    terminal.until("1 article ")
    terminal.ready()
    terminal.send("kelp and")
    terminal.until("> kelp and")
    assert not terminal.echoes
    terminal.kill(number)
    assert terminal.ended() == -number
    assert terminal.echoes
    assert terminal.output.rindex(BRACKETED_PASTE_OFF) > terminal.output.rindex(b"\x1b[?2004h")
    assert "+foghorn inquiry" in (home / "state" / "onrecord" / "history").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("less") is None, reason="there is no less on this machine")
@ends
def test_ended_in_the_pager(start: Start, number: signal.Signals) -> None:
    """The pager ends too, and the terminal is as it was before."""
    terminal = start(rows=24, ONRECORD_PAGER="less -RX")
    terminal.line(".open foghorn")
    terminal.until("Paragraph 3 of")
    assert not terminal.echoes
    terminal.kill(number)
    assert terminal.ended() == -number
    assert terminal.echoes


@pytest.mark.slow
@ends
def test_ended_while_it_searches(start: Start, number: signal.Signals) -> None:
    """Nothing is waited for."""
    endless = """
import search.api
def endless(self, text, **asked):
    print("searching", flush=True)
    while True:
        sum(range(1000))
search.api.Archive.hits = endless
from search.commands.start import main
main()
"""
    terminal = start(code=endless)
    terminal.line("kelp")
    terminal.until("^searching")
    terminal.kill(number)
    assert terminal.ended() == -number
    assert terminal.echoes


@pytest.mark.slow
def test_ended_because_the_terminal_is_gone(start: Start, tmp_path: Path) -> None:
    """Without a traceback wherever errors go to."""
    errors = tmp_path / "errors"
    noted = f"import os; os.dup2(os.open({str(errors)!r}, os.O_WRONLY | os.O_CREAT), 2)\n"
    terminal = start(code=noted + "from search.commands.start import main; main()")
    assert terminal.hang_up() == -signal.SIGHUP
    assert errors.read_text("utf-8") == ""


@pytest.mark.slow
def test_a_hangup_that_is_ignored_stays_so(start: Start) -> None:
    """As under nohup: the session goes on."""
    deaf = (
        "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\nfrom search.commands.start import main; main()"
    )
    terminal = start(code=deaf)
    terminal.kill(signal.SIGHUP)
    terminal.line("kelp")
    terminal.until("1 article ")
    terminal.ready()
    assert terminal.leave() == 0
