"""Manners at the shell: exit codes, streams, colour, JSON lines, where the index lives."""

from __future__ import annotations

import errno
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from search.commands.cli import cli
from search.commands.console import run_guarded
from tests.conftest import SEEDS, Run, environment
from tests.search.commands.conftest import objects

pytestmark = pytest.mark.slow


def in_terminal(*arguments: str, index: Path, **changes: str) -> str:
    """What the command writes to a terminal."""
    mine, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=subprocess.DEVNULL,
        env=environment(ONRECORD_INDEX=str(index), TERM="xterm-256color", **changes),
    )
    os.close(its)
    output = b""
    while True:
        try:
            part = os.read(mine, 65536)
        except OSError:  # Linux tells the end of a terminal so
            break
        if not part:
            break
        output += part
    os.close(mine)
    process.wait(60)
    return output.decode()


@pytest.mark.slow
def test_something_matched_is_0_nothing_is_1_an_error_is_2(ask: Run) -> None:
    """The exit code alone tells a script how the search went."""
    assert ask("search", "strike").returncode == 0
    assert ask("search", "xylophone").returncode == 1
    assert ask("search", "strike OR (coal").returncode == 2
    assert ask("quotes", "speaker:madrun").returncode == 0
    assert ask("quotes", "xylophone").returncode == 1
    assert ask("show", "rail-strike-begins.md").returncode == 0
    assert ask("show", "no-such-article").returncode == 1
    assert ask("info").returncode == 0
    assert ask("search").returncode == 2
    assert ask("search", "strike", "--limit", "-1").returncode == 2
    assert ask("fetch", "strike").returncode == 2
    assert ask("--help").returncode == 0
    assert ask("--version").stdout.startswith("onrecord, version ")


def test_results_go_to_stdout_and_everything_else_to_stderr(ask: Run) -> None:
    """A pipe gets answers only: no counts, no errors."""
    found = ask("search", "strike")
    assert "Northline" in found.stdout
    assert "articles" in found.stderr
    assert "articles (" not in found.stdout
    for arguments in (
        ("search", "xylophone"),
        ("search", "strike OR (coal"),
        ("show", "nothing"),
        ("search", "-n", "x", "y"),
    ):
        told = ask(*arguments)
        assert told.stdout == ""
        assert told.stderr


@pytest.mark.parametrize(
    ("query", "caret", "mend"),
    [
        ("speeker:x", 0, "speaker"),
        ("(a OR b", 0, ")"),
        ('"open OR shut', 0, '"'),
        ("date:2022-13", 10, "01 to 12"),
        ("a OR", 2, "OR"),
        ("date:2022-03-02..2022-03-01", 5, ".."),
    ],
)
def test_a_query_that_cannot_be_read_is_refused_with_a_caret_and_a_mend(
    ask: Run, query: str, caret: int, mend: str
) -> None:
    """The caret stands under the place that is wrong."""
    told = ask("search", query)
    assert told.returncode == 2
    shown, carets, *rest = told.stderr.splitlines()
    assert shown.strip() == query
    assert carets.index("^") - shown.index(query) == caret
    assert mend in "\n".join(rest)
    assert "Traceback" not in told.stderr


def test_json_lines_of_a_search(ask: Run) -> None:
    """One object a line, `type` first, marks in code points, ISO dates, a summary last."""
    done = ask("search", "--json", '"water for power"')
    *hits, summary = objects(done.stdout)
    assert done.stderr == ""
    assert all(line.startswith('{"type": ') for line in done.stdout.splitlines())
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    folded = [copy["id"] for hit in hits for copy in hit["copies"]]
    assert folded == ["guns-fall-silent.txt"]
    for hit in hits:
        assert list(hit) == [
            "type", "schema", "rank", "score", "id", "title", "source", "date", "time", "author", "url", "path",
            "snippets", "quotes", "copies",
        ]  # fmt: skip
        assert hit["schema"] == 1
        assert hit["date"] is None or len(hit["date"]) == 10
        marked = [s["text"][a:b] for s in hit["snippets"] for a, b in s["marks"]]
        assert {text.casefold() for text in marked} == {"water for power"}
    assert summary == summary | {"type": "summary", "schema": 1, "query": '"water for power"', "total": 4, "texts": 3}
    told = {"query", "parsed", "total", "texts", "independent", "took_ms", "generation", "variants", "readings"}
    assert set(summary) == {"type", "schema", *told}


def test_snippet_offsets_point_into_the_article(ask: Run) -> None:
    """`start` is the code point of the field where the excerpt begins; a quotation's offsets are the body's."""
    *hits, _ = objects(ask("search", "--json", "quote:stored").stdout)
    assert hits
    for hit in hits:
        article = json.loads(ask("show", "--json", hit["id"]).stdout)
        for snippet in hit["snippets"]:
            assert article[snippet["field"]][snippet["start"] :].startswith(snippet["text"])
        for quote in hit["quotes"]:
            assert article["body"][quote["start"] : quote["end"]] == quote["text"]


def test_json_lines_of_quotations(ask: Run) -> None:
    """A quotation comes with its speaker, outlet and date."""
    *quotes, summary = objects(ask("quotes", "--json", "--all", "water date:2025").stdout)
    assert quotes
    wanted = {"type", "schema", "rank", "score", "text", "speaker", "cue", "basis", "start", "end", "id", "title"}
    for quote in quotes:
        assert wanted | {"source", "date"} <= set(quote)
        assert "water" in quote["text"].casefold()
    assert summary["total"] == len(quotes)


def test_json_says_an_error_as_an_object_too(ask: Run) -> None:
    """A program that reads JSON lines finds the error where it reads."""
    told = ask("search", "--json", "(a OR b")
    (error,) = objects(told.stdout)
    assert error["type"] == "error"
    assert error["position"] == 0
    assert error["hint"]
    assert told.returncode == 2


def test_a_closed_pipe_is_quiet(seeds_index: Path) -> None:
    """`onrecord search x | head -1` ends without a word about the pipe."""
    done = subprocess.run(
        f"{sys.executable} -m onrecord search -n 14 'water OR rail' --json | head -1; exit ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        env=environment(ONRECORD_INDEX=str(seeds_index)),
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1
    assert done.returncode == 0


def test_a_pipe_that_is_closed_before_the_first_line_is_quiet(seeds_index: Path) -> None:
    """Nobody reads at all: still no traceback."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "search", "water"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(ONRECORD_INDEX=str(seeds_index)),
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_colour_only_at_a_terminal(ask: Run, seeds_index: Path) -> None:
    """A pipe gets no escape sequences; NO_COLOR and FORCE_COLOR are honoured."""
    assert "\x1b" not in ask("search", "strike").stdout
    assert "\x1b[" in ask("search", "strike", FORCE_COLOR="1").stdout
    assert "\x1b" not in ask("search", "strike", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b[" in in_terminal("search", "strike", index=seeds_index)
    plain = in_terminal("search", "strike", index=seeds_index, NO_COLOR="1")
    assert "\x1b" not in plain
    assert "*strike*" in plain


def test_the_index_is_found_by_flag_then_variable_then_nearest_folder(
    run: Run, seeds_index: Path, tmp_path: Path
) -> None:
    """-i DIR, else ONRECORD_INDEX, else .onrecord here or above; without one, an error with the mend."""
    lost = run("search", "strike")
    assert lost.returncode == 2
    assert "onrecord index" in lost.stderr
    assert run("search", "strike", "-i", str(seeds_index), ONRECORD_INDEX="/nowhere").returncode == 0
    assert run("-i", str(seeds_index), "search", "strike").returncode == 0
    (tmp_path / ".onrecord").symlink_to(seeds_index)
    assert run("search", "strike").returncode == 0
    assert run("search", "strike", ONRECORD_INDEX=str(tmp_path / "none")).returncode == 2


def test_index_makes_one_in_this_folder_and_accounts_for_all(run: Run, tmp_path: Path) -> None:
    """Without a word on where, the index is .onrecord here; the last line says what was done."""
    done = run("index", str(SEEDS))
    assert done.returncode == 0
    assert "17 added, 0 updated, 0 unchanged, 0 removed, 0 rejected" in done.stdout
    assert (tmp_path / ".onrecord").is_dir()
    assert "17 unchanged" in run("index", str(SEEDS)).stdout


def test_index_says_which_records_were_rejected_and_why(run: Run, tmp_path: Path) -> None:
    """Exit code 1, each bad record with file and line, and the good ones are in."""
    file = tmp_path / "mixed.jsonl"
    file.write_text('{"id": "a", "text": "Good news."}\n{broken\n{"id": "c", "text": "More of it."}\n', "utf-8")
    done = run("index", str(file))
    assert done.returncode == 1
    assert "2 added" in done.stdout
    assert "mixed.jsonl:2" in done.stderr
    report = json.loads(run("index", "--json", str(file), "-i", "other").stdout)
    assert [item["line"] for item in report["rejected"]] == [2]
    assert run("search", "news").returncode == 0


def test_index_says_what_is_full_and_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error of the system ends a build with 2, in two lines: what it was, and that the last commit is there."""
    index = tmp_path / "index"
    assert run_guarded(cli, ["index", "-i", str(index), str(SEEDS)]) == 0

    def full(_: object, *__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("indexer.store.writer.IndexWriter.put", full)
    (tmp_path / "a.txt").write_text("The dam is full.")
    capsys.readouterr()
    assert run_guarded(cli, ["index", "-i", str(index), str(tmp_path / "a.txt")]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0] == f"onrecord: no space is left for {index}: No space left on device"
    assert "kept: 17 articles in all, generation 2" in told[1]
    assert len(told) == 2


def test_index_says_what_is_as_another_file_has_it(run: Run, tmp_path: Path) -> None:
    """An older file whose ids a later one states as well: how many, who has them, and the mend."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": "x", "text": f"Text of {name}."}) + "\n")
        run("index", f"{name}.jsonl")
    done = run("index", "a.jsonl")
    assert done.returncode == 0
    assert "1 article is as b.jsonl has it, which was read later (touch" in done.stderr
    assert json.loads(run("index", "a.jsonl", "--json").stdout)["later"] == [
        {"path": str((tmp_path / "b.jsonl").resolve()), "articles": 1}
    ]


def test_index_fails_with_2_where_there_is_nothing_to_read(run: Run, tmp_path: Path) -> None:
    """A path that does not exist is named, and no index is made for it."""
    done = run("index", "no/such/folder")
    assert done.returncode == 2
    assert "no/such/folder" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / ".onrecord").exists()


def test_a_traceback_only_with_debug(run: Run, tmp_path: Path) -> None:
    """A user gets a sentence; --debug shows where it came from."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "onrecord.json").write_text("no json")
    (tmp_path / "broken" / "manifest.json").write_text("no json")
    told = run("search", "-i", "broken", "x")
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert "broken" in told.stderr
    assert "Traceback" in run("search", "-i", "broken", "--debug", "x").stderr


def test_a_query_with_a_leading_minus_is_explained(ask: Run) -> None:
    """The shell's rules take -nato for an option; the message says how to write it."""
    assert "--" in ask("search", "talks", "-nato").stderr
    assert ask("search", "--", "dam", "-strike").returncode == 0


def test_show_prints_what_was_kept_apart(ask: Run) -> None:
    """Teasers are no part of the article, and are not lost."""
    shown = ask("show", "strike-kitchen.txt").stdout
    assert shown.index("Not part of the article") < shown.index("…")
    assert ask("search", "carp").returncode == 1


def test_show_marks_the_quotations(ask: Run) -> None:
    """The quotations can be seen in the article."""
    shown = " ".join(ask("show", "who-pays-for-the-river.txt").stdout.split()).replace("* *", " ")
    assert "“*Call it power for water if you like*" in shown


def test_a_mistyped_id_is_told_its_neighbours(ask: Run) -> None:
    """Near ids are named on stderr."""
    assert "rail-strike-begins.md" in ask("show", "rail-strike-begin").stderr
