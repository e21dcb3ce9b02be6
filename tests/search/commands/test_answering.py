"""Whole answers at the shell: in every format, to a file or to a pipe; counts; citations."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import rispy
from python_calamine import CalamineWorkbook

from tests.conftest import Run, environment
from tests.search.commands.conftest import objects

pytestmark = pytest.mark.slow


def pages(ask: Run, *arguments: str) -> list[dict[str, Any]]:
    """The answers of a command, three at a time."""
    found: list[dict[str, Any]] = []
    while page := objects(ask(*arguments, "--json", "-n", "3", "--offset", str(len(found))).stdout)[:-1]:
        found += page
    return found


@pytest.mark.parametrize("command", [("search", "water OR rail"), ("quotes", "speaker:tarvenskyy OR water")])
def test_a_whole_answer_is_its_pages(ask: Run, command: tuple[str, str]) -> None:
    """Every format has the same rows in the same order, folded or not."""
    for more in ((), ("--all",), ("--sort", "oldest")):
        expected = pages(ask, *command, *more)
        assert len(expected) > 6
        every = objects(ask(*command, *more, "--json", "-n", "all").stdout)
        assert every[:-1] == expected
        rows = list(csv.DictReader(io.StringIO(ask(*command, *more, "--csv", "-n", "all").stdout)))
        for name in (
            "id",
            "title",
            "source",
            "date",
            "url",
            "author",
            *(("text", "speaker") if "text" in rows[0] else ()),
        ):
            assert [row[name] for row in rows] == [str(one[name] or "") for one in expected], name
        assert [row["copies"].split("; ") for row in rows] == [
            [copy["id"] for copy in one["copies"]] or [""] for one in expected
        ]
    entries = rispy.loads(ask(*command, "--format", "ris", "-n", "all").stdout)
    assert len(entries) == len(pages(ask, *command))


def test_a_file_has_the_whole_answer_in_the_format_of_its_ending(ask: Run, tmp_path: Path) -> None:
    """What goes to stdout is in the file, byte for byte; how many rows and bytes is told."""
    many = objects(ask("quotes", "water", "-n", "0", "--json").stdout)[0]["texts"]
    for name, ending in (("csv", "csv"), ("tsv", "tsv"), ("ris", "ris"), ("bibtex", "bib"), ("md", "md")):
        done = ask("quotes", "water", "-o", f"water.{ending}")
        assert (done.returncode, done.stdout) == (0, "")
        assert f"water.{ending}: {many} rows, " in done.stderr
        shown = ask("quotes", "water", "--format", name, "-n", "all").stdout
        assert (tmp_path / f"water.{ending}").read_text("utf-8") == shown
    ask("quotes", "water", "-o", "water.xlsx")
    rows = CalamineWorkbook.from_path(str(tmp_path / "water.xlsx")).get_sheet_by_index(0).to_python()
    assert len(rows) == many + 1
    assert len(ask("quotes", "water", "-o", "two.csv", "-n", "2").stderr) > 0
    assert len((tmp_path / "two.csv").read_text("utf-8").splitlines()) == 3
    assert [path.suffix for path in sorted(tmp_path.iterdir()) if path.name.startswith(".")] == []


def test_a_file_that_is_there_is_replaced_only_by_force(ask: Run, tmp_path: Path) -> None:
    """And what is no file, or cannot be one, is refused before anything is asked."""
    (tmp_path / "mine.csv").write_text("mine")
    refused = ask("search", "water", "-o", "mine.csv")
    assert (refused.returncode, (tmp_path / "mine.csv").read_text()) == (2, "mine")
    assert "is there already\n  --force" in refused.stderr
    assert ask("search", "water", "-o", "mine.csv", "--force").returncode == 0
    assert (tmp_path / "mine.csv").read_text().startswith("rank,")
    for arguments, told in (
        (("-o", "mine.doc"), "let it end in one of .jsonl, .csv"),
        (("-o", "no/such/folder.csv"), "cannot be written: No such file"),
        (("-o", ".", "--csv"), "is no file"),
        (("-o", "x.txt", "--format", "text"), "text is for the screen"),
        (("--fields", "id"), "choose a --format"),
        (("--csv", "--fields", "colour"), "articles have no column colour"),
        (("-n", "few"), "few is neither all nor a number"),
    ):
        done = ask("search", "water", *arguments)
        assert (done.returncode, done.stdout) == (2, ""), arguments
        assert told in done.stderr, arguments
    wrong = ask("search", "date:2025-13", "-o", "wrong.csv")
    assert (wrong.returncode, (tmp_path / "wrong.csv").exists()) == (2, False)


def test_texts_come_on_demand(ask: Run) -> None:
    """Of an article its body, of a quotation the sentences around it."""
    (hit, _) = objects(ask("search", "proverb", "--json", "--text", "-n", "1").stdout)
    shown = json.loads(ask("show", hit["id"], "--json").stdout)
    assert hit["body"] == shown["body"]
    (row,) = csv.DictReader(io.StringIO(ask("search", "proverb", "--csv", "--text", "-n", "1").stdout))
    assert row["body"] == shown["body"]
    for one in objects(ask("quotes", "speaker:madrun", "--json", "--text").stdout)[:-1]:
        assert one["text"] in one["context"]
        assert {"url", "author", "path"} <= set(one)


def test_every_verb_has_the_tables(ask: Run, tmp_path: Path) -> None:
    """The rows of --csv in each of them; a bibliography of speakers there is not."""
    for command, rows in (
        (("speakers", "dam", "-n", "all"), -1),
        (("facets", "dam", "-n", "all"), -1),
        (("timeline", "dam", "--by", "month"), -1),
        (("timeline", "dam", "--by", "year", "--by-source"), -1),
        (("versus", "dam", "strike"), 2),
        (("silent", "strike"), -1),
        (("similar", "northline-2025-02-11-0417"), -1),
    ):
        table = list(csv.reader(io.StringIO(ask(*command, "--csv").stdout)))
        assert rows in (-1, len(table) - 1)
        assert list(csv.reader(io.StringIO(ask(*command, "--format", "tsv").stdout), "excel-tab")) == table
        assert ask(*command, "--format", "md", "--fields", table[0][1]).stdout.count("\n") == len(table) + 1
        assert ask(*command, "-o", f"{command[0]}.xlsx", "--force").returncode == 0
        assert (tmp_path / f"{command[0]}.xlsx").stat().st_size > 1000
    assert ask("speakers", "--format", "ris").returncode == 2


def test_a_count_is_a_number_alone(ask: Run) -> None:
    """The total of `search` and of `quotes`, without a word beside it; 1 where there is nothing."""
    for query in ("dam", "speaker:madrun", "xylophone"):
        for command, more in (("search", ()), ("quotes", ("--quotes",))):
            total = objects(ask(command, query, "-n", "0", "--json").stdout)[-1]["total"]
            done = ask("count", query, *more)
            assert (done.stdout, done.returncode) == (f"{total}\n", 0 if total else 1)
            (told,) = objects(ask("count", query, *more, "--json").stdout)
            assert (told["type"], told["total"], told["parsed"]) == ("count", total, query)
    nothing = ask("search", "dam", "-n", "0")
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "articles (" in nothing.stderr
    assert ask("quotes", "xylophone", "-n", "0").returncode == 1
    assert ask("count", "date:2025-13").returncode == 2


def test_an_article_and_its_quotations_are_cited(ask: Run) -> None:
    """In the style that is asked for; what there is not is told with what there is."""
    name = "who-pays-for-the-river.txt"
    assert ask("cite", name).stdout.startswith("Ilse Askaal, “") or "“First water passes" in ask("cite", name).stdout
    said = objects(ask("show", name, "--json").stdout)[0]["quotes"][1]
    cited = ask("cite", name, "--quote", "2", "--style", "plain").stdout
    assert said["text"].rstrip(",").split()[0] in cited
    assert "Kaldria Today, 2025-04-08." in cited
    many = len(objects(ask("show", name, "--json").stdout)[0]["quotes"])
    refused = ask("cite", name, "--quote", "99")
    assert (refused.returncode, f"it has {many} quotations" in refused.stderr) == (2, True)
    missing = ask("cite", "who-pays-for-the-rivr.txt")
    assert (missing.returncode, name in missing.stderr) == (1, True)


@contextmanager
def exporting(index: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A batch that has written some answers to a file and waits for its next query."""
    watching, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", "batch", "-", "-o", "answers.csv"],
        stdin=subprocess.PIPE,
        stderr=terminal,
        cwd=folder,
        env=environment(ONRECORD_INDEX=str(index), TERM="xterm"),
    )
    os.close(terminal)
    assert process.stdin is not None
    try:
        process.stdin.write(b"water\nrail\n")
        process.stdin.flush()
        seen = b""
        while b" rows" not in seen:
            seen += os.read(watching, 4096)
        assert b"answers.csv: 1 rows" in seen
        yield process
    finally:
        process.kill()
        process.stdin.close()
        process.wait()
        os.close(watching)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_export_that_is_ended_leaves_nothing(seeds_index: Path, tmp_path: Path, number: signal.Signals) -> None:
    """No file of that name, and none of another; with the whole input it is there."""
    with exporting(seeds_index, tmp_path) as process:
        assert not (tmp_path / "answers.csv").exists()
        process.send_signal(number)
        assert process.wait() == (130 if number == signal.SIGINT else -number)
    assert list(tmp_path.iterdir()) == []


def test_an_export_has_its_name_when_it_is_whole(seeds_index: Path, tmp_path: Path) -> None:
    """Not before the last query is answered."""
    with exporting(seeds_index, tmp_path) as process:
        assert list(tmp_path.iterdir()) == []
        process.communicate(b"dam\n")
        assert process.returncode == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "answers.csv").read_text("utf-8"))))
    assert {row["query"] for row in rows} == {"1", "2", "3"}
    assert list(tmp_path.iterdir()) == [tmp_path / "answers.csv"]


def test_who_reads_the_first_rows_only_is_not_told_of_it(seeds_index: Path) -> None:
    """`onrecord search --csv -n all | head -1` ends well."""
    done = subprocess.run(
        f"{sys.executable} -m onrecord search --csv -n all water | head -1; exit ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, text=True, timeout=60, check=False,
        env=environment(ONRECORD_INDEX=str(seeds_index)),
    )  # fmt: skip
    assert (done.returncode, done.stdout[:9]) == (0, "rank,scor")
    assert "Traceback" not in done.stderr
