"""Deleting at the shell, the outlets, completion in real shells, and the pages of the manual."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import __version__
from search.commands.cli import cli
from search.show.manual_pages import escaped, manual_pages
from tests.conftest import SEEDS, Run, Terminals, environment
from tests.terminal import Terminal, interpreter

RIVER = "who-pays-for-the-river.txt"


@pytest.fixture
def index(run: Run) -> str:
    """An index of the seeds, in the folder in which commands run."""
    assert run("index", "-i", "index", str(SEEDS)).returncode == 0
    return "index"


@pytest.mark.slow
def test_deleting_shows_what_goes_and_keeps_it_away(run: Run, index: str) -> None:
    """By id and by query; the next run tells what it withheld; restored it comes back."""
    done = run("delete", "-i", index, "--yes", RIVER, "no-such-article")
    assert done.returncode == 1
    assert f"{RIVER}  Kaldria Today · 2025-04-08 · First water" in done.stdout
    assert "1 article deleted" in done.stdout
    assert "There is no article 'no-such-article'" in done.stderr
    assert run("show", "-i", index, RIVER).returncode == 1
    assert "16 unchanged, 0 removed, 1 withheld" in run("index", "-i", index, str(SEEDS)).stdout
    assert "was deleted before" in run("delete", "-i", index, "--yes", RIVER).stderr
    assert run("delete", "-i", index, "--list").stdout.endswith(f"  {RIVER}\n")
    done = run("delete", "-i", index, "--restore", RIVER)
    assert (done.returncode, f"onrecord index {SEEDS}" in done.stdout) == (0, True)
    assert "1 added" in run("index", "-i", index, str(SEEDS)).stdout
    done = run("delete", "-i", index, "--yes", "--json", "--query", "rail strike")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["type"] for row in rows[:-1]} == {"article"}
    assert rows[-1] == {
        "type": "summary",
        "schema": 1,
        "deleted": len(rows) - 1,
        "generation": rows[-1]["generation"],
    }
    assert run("search", "-i", index, "rail strike").returncode == 1
    listed = [json.loads(line) for line in run("delete", "-i", index, "--list", "--json").stdout.splitlines()]
    assert {row["id"] for row in listed[:-1]} == {row["id"] for row in rows[:-1]}
    assert run("doctor", "-i", index).returncode == 0


@pytest.mark.slow
def test_deleting_is_refused_where_it_cannot_be_meant(run: Run, index: str) -> None:
    """Without a terminal and --yes, with a query that is none, with neither ids nor query, with both."""
    for arguments, code, said in (
        ([RIVER], 2, "--yes deletes them unasked"),
        (["--yes"], 2, "delete takes IDs or --query"),
        (["--yes", RIVER, "--query", "river"], 2, "delete takes IDs or --query"),
        (["--list", RIVER], 2, "--list takes none"),
        (["--restore"], 2, "--restore takes IDs"),
        (["--yes", "--query", "speeker:madrun"], 2, "There is no field speeker"),
        (["--yes", "--query", "nothingatall"], 1, "No article matches"),
        (["--list"], 1, "Nothing was deleted"),
        (["--restore", RIVER], 1, "is not withheld"),
    ):
        done = run("delete", "-i", index, *arguments)
        assert (done.returncode, said in done.stderr) == (code, True), (arguments, done.stderr)
    assert run("show", "-i", index, RIVER).returncode == 0


@pytest.mark.slow
def test_deleting_asks_at_a_terminal(run: Run, terminals: Terminals, index: str, tmp_path: Path) -> None:
    """No by default; yes deletes; Ctrl-C is no."""
    for answer, code in (("\r", 1), ("n\r", 1), ("\x03", 130), ("y\r", 0)):
        terminal = terminals("delete", "-i", str(tmp_path / index), RIVER)
        terminal.until(re.escape(RIVER))
        terminal.until(r"Delete 1 article for good\? \[y/N\]")
        terminal.send(answer)
        assert terminal.ended() == code, terminal.text
        assert run("show", "-i", index, RIVER).returncode == (1 if code == 0 else 0)


@pytest.mark.slow
def test_copies_that_stay_are_told(run: Run, tmp_path: Path) -> None:
    """Who has one text taken down wants to know who else printed it."""
    text = (
        "The dam above Sennet is full for the first time in nine years, said the ministry of rivers on Tuesday, and "
        "mills along the lower valley may turn again after a spring in which hardly any rain had fallen. Farmers who "
        "had sold their cattle in March want to know who pays for what they lost while the sluices stayed shut."
    )
    rows = [{"id": name, "source": name, "date": "2025-03-01", "text": text} for name in ("one", "two")]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    run("index", "-i", "i", "a.jsonl")
    assert "1 other article with the same text will stay: two" in run("delete", "-i", "i", "--yes", "one").stderr


@pytest.mark.slow
def test_outlets_are_listed_with_their_articles(run: Run, index: str) -> None:
    """The largest first, as text, JSON and CSV, all or those with words that begin so."""
    done = run("sources", "-i", index)
    assert (done.returncode, done.stdout.splitlines()[0], done.stderr) == (0, "4  Northline", "8 outlets\n")
    assert run("sources", "-i", index, "tod", "kal").stdout == "2  Kaldria Today\n"
    rows = [json.loads(line) for line in run("sources", "-i", index, "--json").stdout.splitlines()]
    assert rows[0] == {"type": "source", "schema": 1, "source": "Northline", "articles": 4}
    assert rows[-1]["total"] == len(rows) - 1 == 8
    assert run("sources", "-i", index, "--csv", "orv").stdout == "source,articles\nOrvena,1\n"
    done = run("sources", "-i", index, "Nothrline")
    assert (done.returncode, "Near it: Northline" in done.stderr) == (1, True)


_SHELLS = {
    "bash": (["--norc", "--noprofile", "-i"], 'eval "$(onrecord completion bash)"'),
    "zsh": (["-f", "-i"], 'autoload -U compinit; compinit -u; eval "$(onrecord completion zsh)"'),
    "fish": (["--no-config", "-i"], "onrecord completion fish | source"),
}


@pytest.mark.slow
@pytest.mark.parametrize("shell", _SHELLS)
def test_a_shell_completes_commands_and_options(shell: str, tmp_path: Path) -> None:
    """In the shell itself: what is typed in part is completed by Tab."""
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    arguments, source = _SHELLS[shell]
    command = tmp_path / "onrecord"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m onrecord "$@"\n')
    command.chmod(0o755)
    wanted = environment(PATH=f"{tmp_path}:/usr/bin:/bin", HOME=str(tmp_path), TERM="dumb", PS1="$ ")
    with closing(Terminal(interpreter([shell, *arguments], environment=wanted), rows=24, columns=100)) as terminal:
        terminal.line(f"{source}; echo re''ady")
        terminal.until("^ready$")
        terminal.send("onrecord opti\t")
        terminal.until("onrecord optimize")
        terminal.send("\x15onrecord delete --rest\t")
        terminal.until("onrecord delete --restore")


def test_a_page_of_the_manual_says_what_the_help_says() -> None:
    """Each command has one, with its name, its synopsis, its options and its examples, and the first names all."""
    pages = manual_pages(cli, name="onrecord", version=__version__)
    assert set(pages) == {"onrecord.1", *(f"onrecord-{name}.1" for name in cli.commands)}
    for name, command in cli.commands.items():
        page = pages[f"onrecord-{name}.1"]
        assert f"onrecord\\-{name}(1)" in pages["onrecord.1"]
        assert page.startswith(f'.TH "ONRECORD\\-{name.upper()}" "1"')
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert all(escaped(option) in page for option in parameter.opts), (name, parameter.opts)
    assert r"onrecord search \(aqpeace talks\(aq" in pages["onrecord-search.1"]


@pytest.mark.slow
def test_the_pages_of_the_manual_are_roff(tmp_path: Path) -> None:
    """`man` has nothing to warn of, and prints the examples as they are to be typed."""
    if not shutil.which("man"):
        pytest.skip("man is not installed")
    pages = manual_pages(cli, name="onrecord", version=__version__)
    for name, page in pages.items():
        (tmp_path / name).write_text(page, "ascii")
    every = [str(tmp_path / name) for name in pages]
    done = subprocess.run(
        ["man", "--warnings", "-l", *every],
        env=environment(MANWIDTH="100", LC_ALL="C.UTF-8"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "onrecord search '\"held back\"'" in done.stdout
    assert "onrecord delete --query 'source:\"kaldria today\" date:2025-04'" in done.stdout


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_roff_has_no_more_than_ascii_and_no_request_in_a_text(text: str) -> None:
    """Whatever a help says."""
    made = escaped(text)
    assert made.isascii()
    assert not re.search(r"\\(?![e\-(\[&])", made)
