"""Saved queries: the file they are in, the command, and the prompt."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from indexer.errors import QuerySyntaxError, UsageError
from search.api import open_archive
from search.repl.conversation import Conversation
from search.repl.state import View
from search.saved_queries import forget, keep, saved_path, saved_queries
from search.show.terminal import PLAIN
from tests.conftest import Run


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def test_what_is_kept_is_there_again() -> None:
    """By name, in any case; replaced and removed; nothing is left behind."""
    assert saved_queries() == {}
    assert keep("@Rail", "strike  OR  train*") is None
    assert keep("rail", "strike") == "strike OR train*"
    keep("łódź-1", "@rail x")
    assert saved_queries() == {"rail": "strike", "łódź-1": "@rail x"}
    assert forget("RAIL") == "strike"
    assert saved_queries() == {"łódź-1": "@rail x"}
    assert sorted(path.name for path in saved_path().parent.iterdir()) == ["queries", "queries.lock"]


def test_the_file_is_readable_and_private() -> None:
    """One line a query, for its owner only; a line added by hand is read."""
    keep("rail", "strike -rail")
    assert saved_path().read_text("utf-8").splitlines()[1:] == ["@rail strike -rail"]
    assert stat.S_IMODE(saved_path().stat().st_mode) == 0o600
    assert stat.S_IMODE(saved_path().parent.stat().st_mode) == 0o700
    with saved_path().open("a") as file:
        file.write("\n# mine\n@Dam dam OR weir\r\n")
    assert saved_queries() == {"dam": "dam OR weir", "rail": "strike -rail"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"@a x\nb y\n", "line 2 is no saved query"),
        (b"@a\n", "line 1 is no saved query"),
        (b"@a x\n@A y\n", "line 2: @A is there twice"),
        (b"\xff\xfe", "is no text"),
    ],
)
def test_a_damaged_file_is_told_and_left_alone(content: bytes, message: str) -> None:
    """With the line and the mend; it is not written over."""
    saved_path().parent.mkdir(parents=True)
    saved_path().write_bytes(content)
    with pytest.raises(UsageError, match=message) as raised:
        keep("c", "z")
    assert raised.value.hint
    assert saved_path().read_bytes() == content


@pytest.mark.parametrize("name", ["", "@", "two words", "1st", "a/b", "x" * 65])
def test_a_name_is_a_word(name: str) -> None:
    """What could not be written as @name is refused."""
    with pytest.raises(UsageError, match="cannot be a name"):
        keep(name, "x")


def test_what_cannot_be_read_is_not_kept() -> None:
    """A wrong query, and one that would ask for itself."""
    keep("a", "x")
    keep("b", "@a y")
    for name, query in (("c", "(x OR y"), ("a", "@b"), ("d", "@d"), ("e", "@nobody")):
        with pytest.raises(QuerySyntaxError):
            keep(name, query)
    assert saved_queries() == {"a": "x", "b": "@a y"}


@pytest.mark.slow
def test_the_command(run: Run, seeds_index: Path, own_state: Path) -> None:
    """Saves, lists, shows and removes; a saved query is asked with what stands beside it."""
    home = {"XDG_STATE_HOME": str(own_state)}
    assert run("saved", **home).returncode == 1
    done = run("saved", "rail", "rail strike", **home)
    assert (done.returncode, done.stdout) == (0, "")
    assert "@rail stands for rail strike" in done.stderr
    assert run("saved", **home).stdout == "@rail  rail strike\n"
    assert run("saved", "@rail", **home).stdout == "rail strike\n"
    asked = run("search", "-i", str(seeds_index), "@rail date:2025-02", **home)
    assert asked.returncode == 0
    assert "rail strike date:2025-02" in asked.stderr
    wrong = run("search", "-i", str(seeds_index), "@rial", **home)
    assert wrong.returncode == 2
    assert "did you mean @rail?" in wrong.stderr
    assert run("saved", "rail", "(a OR b", **home).returncode == 2
    assert run("saved", "--remove", **home).returncode == 2
    assert "which stood for rail strike" in run("saved", "--remove", "rail", **home).stderr
    assert run("saved", "--remove", "rail", **home).returncode == 2
    assert run("saved", "rail", **home).returncode == 1


def test_the_prompt(seeds_index: Path) -> None:
    """`.save` keeps the last query or a given one, lists and removes; the file may change meanwhile."""
    with open_archive(seeds_index) as archive:
        conversation = Conversation(archive)

        def told(line: str) -> str:
            reply = conversation.answer(line, View(width=200, style=PLAIN))
            return "\n".join((*reply.lines, *reply.notes))

        assert told(".save rail").startswith("there is no query yet")
        assert told(".save") == "No query is saved yet."
        told("rail strike")
        assert told(".save rail") == "saved: @rail stands for rail strike"
        assert told(".save rail strike OR train") == "saved: @rail stands for strike OR train (it was: rail strike)"
        assert told(".save rail (").startswith("  (")
        assert "@rail  strike OR train" in told(".save")
        assert "(strike OR train) date:2025-02" in told("@rail date:2025-02")
        assert "(strike OR train) zzzz" in told("@rail zzzz")
        told(".source herald")
        assert "strike OR train" in told("@rail")
        assert told(".save rail -") == "removed: @rail, which stood for strike OR train"
        assert "There is no saved query @rail." in told("@rail")
        assert told(".save two/words x").startswith("'two/words' cannot be a name")
