"""A long article opens in the pager of the user's where the answer stands, if the pager can begin there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search.repl.paging import beginning

Start = Callable[..., Any]
needs_less = pytest.mark.skipif(shutil.which("less") is None, reason="there is no less on this machine")


@pytest.mark.slow
@needs_less
def test_the_pager_begins_at_the_match(start: Start) -> None:
    """A little above it; what is before can be gone back to."""
    terminal = start(rows=24, ONRECORD_PAGER="less -R")
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
def test_other_pagers_get_the_whole_article(start: Start, tmp_path: Path) -> None:
    """They are not told a line, and nothing is left out."""
    kept = tmp_path / "paged"
    terminal = start(rows=24, ONRECORD_PAGER=f"cat >'{kept}'; echo was paged")
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
