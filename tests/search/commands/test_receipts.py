"""Receipts at the shell and at the prompt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.search.provenance.archives import told, write

pytestmark = pytest.mark.slow


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An index in the folder of the commands."""
    write(tmp_path / ".onrecord", [told(n, ["ferry"], date=f"2025-03-{n + 1:02}") for n in range(5)])
    return tmp_path / ".onrecord"


@pytest.mark.parametrize("words", [("trace", "--silent"), ("verify", "--speaker", "Quill")], ids=" ".join)
def test_words_that_were_traced_or_verified_have_one(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    """With its own exit code, and of one claim only."""
    spoken = "The ferry leaves for the islands at nine"
    write(tmp_path / ".onrecord", [told(n, said=[(spoken, "Ada Quill")], date="2025-03-01") for n in range(7)])
    plain = run(*words, spoken, "--json")
    done = run(*words, spoken, "--json", "--receipt", "receipt.json")
    assert (done.returncode, done.stdout.count("\n")) == (plain.returncode, plain.stdout.count("\n"))
    assert "receipt of 7 articles: receipt.json" in done.stderr
    again = run("receipt", "receipt.json")
    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr.startswith("same: 7 articles")
    write(tmp_path / ".onrecord", [told(9, said=[(spoken, "Ada Quill")])], remove=["r3"])
    again = run("receipt", "receipt.json")
    assert (again.returncode, again.stdout) == (1, "new      r9\ngone     r3\n")
    (tmp_path / "claims.txt").write_text(spoken)
    refused = run("verify", "--batch", "claims.txt", "--receipt", "other.json")
    assert (refused.returncode, "of one claim" in refused.stderr) == (2, True)


@pytest.mark.parametrize("verb", ["search", "quotes", "timeline", "facets"])
def test_a_receipt_is_written_and_asked_again(run: Run, archive: Path, verb: str) -> None:
    """The answer is printed as ever; asked again it is the same, with exit code 0, and later it is not, with 1."""
    plain = run(verb, "ferry")
    done = run(verb, "ferry", "--receipt", "receipt.json")
    assert (done.returncode, done.stdout) == (plain.returncode, plain.stdout)
    assert "receipt of" in done.stderr
    again = run("receipt", "receipt.json")
    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr.startswith("same: ")
    write(archive, [told(9, ["ferry"], date="2025-03-09", said=[("The ferry leaves", None)])])
    again = run("receipt", "receipt.json")
    assert (again.returncode, again.stdout) == (1, "new      r9\n")
    assert "changed: 1 new" in again.stderr
    assert "another corpus: 5 articles then, 6 now" in again.stderr
    difference, *_, summary = [
        json.loads(line) for line in run("receipt", "receipt.json", "--json").stdout.splitlines()
    ]
    assert difference == {"type": "difference", "schema": 1, "change": "new", "name": "r9"}
    assert (summary["type"], summary["outcome"], summary["new"]) == ("summary", "changed", 1)


def test_a_changed_schema_is_said(run: Run, archive: Path, tmp_path: Path) -> None:
    """Apart from a changed corpus; the answer is the same."""
    run("search", "ferry", "--receipt", "receipt.json")
    file = tmp_path / "receipt.json"
    value = json.loads(file.read_text())
    value["versions"]["schema"] -= 1
    file.write_text(json.dumps(value))
    done = run("receipt", "receipt.json")
    assert done.returncode == 0
    assert "another version: schema" in done.stderr
    assert "another corpus" not in done.stderr


def test_what_cannot_be_asked_is_refused(run: Run, archive: Path, tmp_path: Path) -> None:
    """A file that is no receipt, one that is there already, a query that is none: exit code 2, one sentence."""
    (tmp_path / "notes.txt").write_text("kelp")
    for arguments in (
        ("receipt", "notes.txt"),
        ("receipt", "nowhere.json"),
        ("search", "ferry", "--receipt", "notes.txt"),
    ):
        done = run(*arguments)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False), arguments
    run("search", "ferry", "--receipt", "receipt.json")
    file = tmp_path / "receipt.json"
    file.write_text(file.read_text().replace('"parsed": "ferry"', '"parsed": "date:2025-13"'))
    assert run("receipt", "receipt.json").returncode == 2
    assert (tmp_path / "notes.txt").read_text() == "kelp"


def test_hostile_names_in_a_receipt_are_made_safe(run: Run, archive: Path, tmp_path: Path) -> None:
    """Its ids and figures reach a terminal as they may."""
    run("timeline", "ferry", "--receipt", "receipt.json")
    file = tmp_path / "receipt.json"
    value = json.loads(file.read_text())
    value["answer"][0]["id"] = "r\x1b[31m"
    value["figures"] = {"\x1b]0;owned\x07": "1 of 1"}
    file.write_text(json.dumps(value))
    for form in ((), ("--json",)):
        done = run("receipt", "receipt.json", *form)
        assert "\x1b" not in done.stdout + done.stderr


def test_texts_are_in_it_if_they_are_asked_for(run: Run, archive: Path, tmp_path: Path) -> None:
    """With `--with-text`."""
    run("search", "ferry", "--receipt", "receipt.json", "--with-text")
    assert "Report 1: ferry." in (tmp_path / "receipt.json").read_text()
    assert run("receipt", "receipt.json").returncode == 0
