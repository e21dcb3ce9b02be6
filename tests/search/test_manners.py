"""Manners with bad luck and bad company: closed pipes, early Ctrl-C, other people's folders, what terminals obey."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from search.commands.batch_queries import MOST_BYTES
from search.show.terminal import PLAIN, clipped, marked_lines
from tests.conftest import ROOT, Run, environment


def test_marks_without_end_are_not_shown() -> None:
    """Thirty thousand accents on a letter are eight, in text and in titles."""
    word = "x" * 120 + "\u0301" * 30_000
    assert "".join(marked_lines(word, (), width=80, style=PLAIN)) == "x" * 120 + "\u0301" * 8
    assert clipped(word, 130) == "x" * 120 + "\u0301" * 8
    marked = marked_lines("a" + "\u0301" * 9_000 + "b", ((0, 9_001),), width=80, style=PLAIN)
    assert marked == ["*a" + "\u0301" * 8 + "*b"]


@pytest.mark.slow
def test_queries_saved_at_once_are_all_kept(tmp_path: Path) -> None:
    """Six commands that all say saved."""
    env = environment(XDG_STATE_HOME=str(tmp_path))
    command = [sys.executable, "-m", "onrecord", "saved"]
    started = [
        subprocess.Popen([*command, f"n{number}", f"word{number}"], env=env, stderr=subprocess.PIPE)
        for number in range(6)
    ]
    told = [process.communicate(timeout=120)[1] for process in started]
    assert all(b"saved: @n" in each for each in told), told
    kept = (tmp_path / "onrecord" / "queries").read_text().splitlines()[1:]
    assert sorted(kept) == sorted(f"@n{number} word{number}" for number in range(6))


@pytest.mark.slow
def test_a_lock_of_saved_queries_that_leads_elsewhere_is_not_followed(run: Run, tmp_path: Path) -> None:
    """A link in its place is an error, and what it leads to is not made."""
    (tmp_path / "state" / "onrecord").mkdir(parents=True)
    (tmp_path / "state" / "onrecord" / "queries.lock").symlink_to(tmp_path / "victim")
    done = run("saved", "a", "b")
    assert done.returncode == 2
    assert not (tmp_path / "victim").exists()
    (tmp_path / "state" / "onrecord" / "queries.lock").unlink()
    (tmp_path / "state" / "onrecord" / "queries.part").symlink_to(tmp_path / "victim")
    assert run("saved", "a", "b").returncode == 0
    assert not (tmp_path / "victim").exists()


@pytest.mark.slow
def test_json_is_json_whatever_was_read(run: Run, tmp_path: Path) -> None:
    """A number that is none in JSON is null; what a terminal would obey is escaped and comes back the same."""
    text = "a strike \x9b31m \u202e here"
    record = {"id": "one", "text": text, "title": "\x9b\u2066", "n": 1}
    (tmp_path / "a.jsonl").write_text(json.dumps(record)[:-2] + "1e999}\n", "utf-8")
    assert run("index", "-i", "i", "a.jsonl").returncode == 0
    for command in (["show", "-i", "i", "--json", "one"], ["search", "-i", "i", "--json", "strike"]):
        done = run(*command)
        found = json.loads(done.stdout.splitlines()[0], parse_constant=lambda name: pytest.fail(name))
        assert not set(done.stdout) & set("\x9b\u202e\u2066")
    shown = json.loads(run("show", "-i", "i", "--json", "one").stdout)
    assert (shown["body"], shown["extra"]) == (text, {"n": None})
    assert found["type"] == "hit"


@pytest.mark.slow
def test_messages_reach_the_terminal_safe(run: Run, tmp_path: Path) -> None:
    """Ids, paths and options of strangers in messages of every kind have no control characters left."""
    (tmp_path / "a.jsonl").write_text('{"id":"report-\x9b31mred\u202e-2020","text":"a strike"}\n', "utf-8")
    assert run("index", "-i", "i", "a.jsonl").returncode == 0
    hostile = "report-\x9b31mred\u202e-202"
    for command in (
        ["show", "-i", "i", hostile],
        ["similar", "-i", "i", hostile],
        ["search", "-i", hostile, "strike"],
        ["search", "-i", "i", f'"{hostile}'],
        ["search", "-i", "i", f"--{hostile}", "strike"],
        ["index", "-i", "i", hostile],
        ["doctor", "-i", hostile],
        ["batch", "-i", "i", hostile],
        ["saved", "--remove", hostile],
    ):
        done = run(*command)
        assert done.returncode in (1, 2), command
        assert done.stderr
        assert not set(done.stderr + done.stdout) & set("\x9b\u202e"), command


@pytest.mark.slow
def test_a_line_too_long_to_be_a_query_is_refused_and_the_next_is_answered(run: Run, tmp_path: Path) -> None:
    """It is not even read into memory."""
    assert run("index", "-i", "i", str(ROOT / "seeds")).returncode == 0
    (tmp_path / "queries").write_bytes(b"a" * (3 * MOST_BYTES) + b"\nriver\n")
    done = run("batch", "-i", "i", "queries")
    assert done.returncode == 2
    assert "queries:1: This line is longer" in done.stderr
    assert '"query_id": "2"' in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("command", [["extract", "-"], ["batch", "-"], ["index", "-"]])
def test_a_closed_standard_input_is_told(tmp_path: Path, command: list[str], seeds_index: Path) -> None:
    """No fault of onrecord, and nothing is made."""
    index = [] if command[0] == "extract" else ["-i", str(seeds_index if command[0] == "batch" else tmp_path / "i")]
    script = f"exec {sys.executable} -m onrecord {' '.join([command[0], *index, command[1]])} <&-"
    done = subprocess.run(["sh", "-c", script], env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "standard input is closed" in done.stderr


@pytest.mark.slow
def test_a_closed_standard_output_is_one_that_nobody_reads(seeds_index: Path) -> None:
    """The exit code still tells."""
    script = f"exec {sys.executable} -m onrecord search strike -i {seeds_index} >&-"
    done = subprocess.run(["sh", "-c", script], env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, "fault" in done.stderr, "Traceback" in done.stderr) == (0, False, False)


@pytest.mark.slow
def test_a_file_that_is_no_text_is_no_fault(run: Run, tmp_path: Path) -> None:
    """`extract` says what is wrong with it."""
    (tmp_path / "b").write_bytes(b"\0\1")
    done = run("extract", "b")
    assert (done.returncode, "it is no text" in done.stderr) == (2, True)


@pytest.mark.slow
def test_a_closed_standard_output_is_no_fault(seeds_index: Path) -> None:
    """Nobody reads the answers; they are found all the same."""
    script = f"exec {sys.executable} -m onrecord search -i {seeds_index} river >&-"
    done = subprocess.run(["sh", "-c", script], env=environment(), stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, "fault" in done.stderr) == (0, False)


@pytest.mark.slow
def test_piles_of_marks_are_nowhere(run: Run, tmp_path: Path) -> None:
    """Not in an author, an address or a message either."""
    pile = "a" + "\u0301" * 500
    record = {"id": "one", "text": "a strike", "author": pile, "url": f"https://{pile}.example"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), "utf-8")
    assert run("index", "-i", "i", "a.jsonl").returncode == 0
    for command in (["show", "-i", "i", "one"], ["show", "-i", "i", pile], ["search", "-i", "i", pile]):
        done = run(*command)
        assert "\u0301" * 20 not in done.stdout + done.stderr, command


@pytest.mark.parametrize("module", ["search.commands.cli", "click", "indexer.store.index"])
def test_ctrl_c_while_the_modules_are_loaded(module: str) -> None:
    """However early it comes, it ends the process with 130 and without a traceback."""
    code = f"""
import sys
class Early:
    def find_spec(self, name, *rest):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Early())
sys.argv = ["onrecord", "search", "x"]
from search.commands.start import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 130
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_an_index_of_another_user_is_named_and_not_found(run: Run, tmp_path: Path) -> None:
    """What lies as .onrecord in a shared folder is neither searched nor written to unless it is named."""
    assert run("index", "-i", ".onrecord", str(ROOT / "seeds")).returncode == 0
    os.chown(tmp_path / ".onrecord", 65534, 65534)
    for command in (["search", "river"], ["index", str(ROOT / "seeds")], ["optimize"], ["doctor", "--repair"]):
        done = run(*command)
        assert (done.returncode, "another user" in done.stderr) == (2, True), command
        assert "-i " in done.stderr
    assert run("search", "-i", ".onrecord", "river").returncode == 0
    assert run("search", "river", ONRECORD_INDEX=".onrecord").returncode == 0
    os.chown(tmp_path / ".onrecord", 0, 0)
    assert run("search", "river").returncode == 0


@pytest.mark.slow
def test_a_folder_with_modules_of_its_own_runs_none_of_them(tmp_path: Path) -> None:
    """Pages are taken apart by processes of their own, which import what this one does, wherever it works."""
    for name in ("indexer", "search", "orjson"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(f"open('{name}.ran', 'w')")
    (tmp_path / "page.html").write_text(
        "<title>A pier</title><p>The pier was closed on Monday, the mayor said.</p>" * 9
    )
    command = [sys.executable, "-P", "-m", "onrecord", "index", "-i", "index", "page.html"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(PYTHONPATH=str(ROOT)), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.glob("*.ran"))
