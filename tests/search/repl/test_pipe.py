"""The prompt without a terminal: lines in, answers out."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search.api import Archive
from search.repl import run as run_prompt
from tests.conftest import ROOT, Run
from tests.forked import COMMAND

pytestmark = pytest.mark.slow

Pipe = Callable[..., "subprocess.CompletedProcess[str]"]


def test_each_line_is_a_query(pipe: Pipe) -> None:
    """Answers come on stdout in the order of the lines, counts on stderr; there is no prompt and no colour."""
    done = pipe("foghorn", "", "kelp")
    titles = [line for line in done.stdout.splitlines() if line.startswith("  1 ")]
    assert titles == ["  1 The *foghorn* inquiry", "  1 A stray note on *kelp*"]
    assert [line.split(" (")[0] for line in done.stderr.splitlines()] == ["1 article", "1 article"]
    assert "onrecord>" not in done.stdout + done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert done.returncode == 0


def test_dot_commands_work(pipe: Pipe) -> None:
    """Settings and `.open` mean the same as at the prompt; `.quit` ends the input."""
    done = pipe(".sort oldest", ".limit 1", "lighthouse", ".next", ".open 28", ".quit", "kelp")
    assert "  1 *Lighthouse* diary, day 1\n" in done.stdout
    assert "\n\n  2 *Lighthouse* diary, day 2\n" in done.stdout
    assert "stood on day 28." in done.stdout
    assert "stray" not in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["kelp"], 0),
        (["walrus", "kelp"], 0),
        (["walrus"], 1),
        (["walrus", ".info"], 1),
        ([".info"], 0),
        ([], 0),
        (["kelp", "kelp OR"], 2),
        (["kelp", ".nonsense"], 2),
        (["kelp OR", "kelp"], 2),
    ],
)
def test_exit_codes(archive: Archive, monkeypatch: pytest.MonkeyPatch, lines: list[str], code: int) -> None:
    """2 if any line was an error; else 1 if there were queries and none found anything; else 0."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    assert run_prompt(archive, colour=False) == code


def test_the_exit_code_is_that_of_the_process(pipe: Pipe) -> None:
    """What `run` gives is what the shell gets."""
    assert [pipe("walrus").returncode, pipe("kelp OR").returncode] == [1, 2]


def test_errors_go_to_stderr_and_the_next_line_is_answered(pipe: Pipe) -> None:
    """A line that is wrong is shown with a caret on stderr, and does not stop the others."""
    done = pipe('"kelp OR grows', ".opne 1", "kelp")
    query, carets = done.stderr.splitlines()[:2]
    assert query == '  "kelp OR grows'
    assert carets.startswith("  ^")
    assert "there is no command .opne" in done.stderr
    assert done.stdout.startswith("  1 A stray note on *kelp*")
    assert "Traceback" not in done.stderr


def test_prompt_toolkit_is_not_imported(index_path: Path) -> None:
    """Without a terminal it is never needed, not even for commands."""
    code = """
import sys
from search.commands.start import main
try:
    main()
finally:
    print("prompt_toolkit" in sys.modules, file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, "-i", str(index_path)],
        input="kelp\n.help\n.speakers\n.quotes lamp\n",
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "False"


def test_colour_when_it_is_forced(pipe: Pipe) -> None:
    """FORCE_COLOR colours the answers in a pipe as it does those of a command."""
    assert "\x1b[" in pipe("kelp", FORCE_COLOR="1").stdout


def test_lines_that_are_no_utf8_are_no_obstacle(index_path: Path, home: Path, pipe: Pipe) -> None:
    """Bytes that are no UTF-8 stand for unknown characters; the lines after them are answered."""
    from_bytes = "import sys, io; sys.stdin = io.TextIOWrapper(io.BytesIO(b'\\xff\\xfe\\n\\x00kelp\\n')); "
    done = pipe(code=from_bytes + "from search.commands.start import main; main()")
    assert "stray note" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_is_quiet(index_path: Path, home: Path) -> None:
    """When the reader of the answers goes away, the rest of the lines end without a word and without an error."""
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, "-i", str(index_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        encoding="utf-8",
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write("foghorn\n")
        running.stdin.flush()
        assert running.stdout.readline().startswith("  1 ")
        running.stdout.close()
        running.stdin.write("foghorn\n" * 50)
        running.stdin.close()
        told: Any = running.stderr.read()
        code_of_exit = running.wait(timeout=60)
    assert "Traceback" not in told
    assert "Broken" not in told
    assert "Exception" not in told
    assert code_of_exit == 0


def test_ctrl_c_ends_with_130(index_path: Path) -> None:
    """An interrupt ends the lines at once, quietly and with the shell's exit code for it."""
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, "-i", str(index_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        encoding="utf-8",
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdin.write("foghorn\n")
        running.stdin.flush()
        assert running.stdout.readline().startswith("  1 ")
        running.send_signal(signal.SIGINT)
        code = running.wait(timeout=60)
        assert "Traceback" not in running.stderr.read()
    assert code == 130


def test_a_closed_input_is_an_empty_one(index_path: Path) -> None:
    """Without any standard input there are no lines, and that is no error."""
    done = subprocess.run(
        ["/bin/sh", "-c", 'exec "$@" <&-', "sh", sys.executable, "-c", COMMAND, "-i", str(index_path)],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_same_answers_as_the_command(pipe: Pipe, run: Run, index_path: Path) -> None:
    """A line gives what `onrecord search` prints for it."""
    assert pipe("lighthouse").stdout == run("search", "-i", str(index_path), "lighthouse").stdout
