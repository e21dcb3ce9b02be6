"""A long article opens in the pager where the answer stands."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search.repl.paging import beginning

# Python 3.12 and later warn of a fork in a process with threads; numpy's are idle, and the child runs another
# program.
pytestmark = pytest.mark.filterwarnings("ignore:.*use of forkpty:DeprecationWarning")

Start = Callable[..., Any]
needs_less = pytest.mark.skipif(shutil.which("less") is None, reason="there is no less on this machine")


@pytest.mark.slow
@needs_less
@pytest.mark.parametrize("changes", [{}, {"PAGER": "less -R"}], ids=["ours", "PAGER"])
def test_the_pager_begins_at_the_match(start: Start, changes: dict[str, str]) -> None:
    """A little above it; what is before can be gone back to."""
    terminal = start(rows=24, **changes)
    terminal.line('"paragraph 77" foghorn')
    terminal.until("1 article ")
    terminal.ready()
    terminal.line(".1")
    terminal.until(lambda: terminal.lines[0] == "Paragraph 76 of the inquiry into the foghorn.")
    terminal.until(r"^Paragraph 80 of")
    terminal.send("g")
    terminal.until(r"^The foghorn inquiry$")
    terminal.send("q")
    terminal.ready()
    assert terminal.leave() == 0


@pytest.mark.slow
@needs_less
def test_at_the_end_the_last_screenful_is_shown(start: Start) -> None:
    """No empty lines behind it."""
    terminal = start(rows=24)
    terminal.line('"paragraph 120"')
    terminal.until("1 article ")
    terminal.ready()
    terminal.line(".1")
    terminal.until(r"^Paragraph 120 of")
    terminal.until(lambda: terminal.lines[0] == "Paragraph 109 of the inquiry into the foghorn.")
    terminal.until("b before, q back")
    assert "~" not in terminal.lines


@pytest.mark.slow
@needs_less
def test_what_is_on_the_first_screen_is_shown_from_the_top(start: Start) -> None:
    """And so is an article that was asked for by its id."""
    terminal = start(rows=24)
    terminal.line('"paragraph 3" foghorn')
    terminal.until("1 article ")
    terminal.ready()
    for line in (".1", ".open foghorn"):
        terminal.line(line)
        terminal.until("Space more, q back")
        assert "The foghorn inquiry" in terminal.lines
        terminal.send("q")
        terminal.ready()


@pytest.mark.slow
def test_other_pagers_get_the_whole_article(start: Start, tmp_path: Path) -> None:
    """They are not told a line, and nothing is left out."""
    kept = tmp_path / "paged"
    terminal = start(rows=24, PAGER=f"cat >'{kept}'; echo was paged")
    terminal.line('"paragraph 77" foghorn')
    terminal.until("1 article ")
    terminal.ready()
    terminal.line(".1")
    terminal.until("was paged")
    assert kept.read_text("utf-8").count("\nParagraph ") == 120


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("more", "more +7"),
        ("/usr/bin/less -R --tabs=4", "/usr/bin/less -R --tabs=4 +7"),
        ("most -s", "most -s +7"),
        ("less -R | tee copy", "less -R | tee copy"),
        ("less +F", "less +F"),
        ("bat --paging=always", "bat --paging=always"),
        ("moreutils", "moreutils"),
    ],
)
def test_which_pagers_are_told_a_line(command: str, told: str) -> None:
    """Those that are known to take it, without anything of the shell's."""
    assert beginning(command, 7) == told


def test_a_busybox_is_not_told_a_line(tmp_path: Path) -> None:
    """Its less does not know how."""
    (tmp_path / "busybox").touch()
    (tmp_path / "less").symlink_to(tmp_path / "busybox")
    assert beginning(f"{tmp_path}/less", 7) == f"{tmp_path}/less"
