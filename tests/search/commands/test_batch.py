"""Many queries in one run: what a line may be, what comes out, how a bad one is reported, exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest

from indexer.article import Article
from indexer.build import build
from indexer.errors import QuerySyntaxError
from indexer.store import IndexWriter, open_index
from search.api import open_archive
from search.commands.batch import Asking, trec_lines
from search.commands.batch_queries import MOST_BYTES, Question, Unreadable, bounded_lines, read_questions
from search.language import MAX_LENGTH
from tests.conftest import Run, environment

Batch = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def batch(run: Run, seeds_index: Path, tmp_path: Path) -> Batch:
    """Run `onrecord batch` over some lines on the index of seeds/."""

    def call(lines: str, *options: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "queries").write_text(lines, "utf-8")
        return run("batch", "queries", *options, ONRECORD_INDEX=str(seeds_index))

    return call


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("one\ntwo words\n", [("1", "one"), ("2", "two words")]),
        ("a\tpeace talks\n\n b \tx\ty\n", [("a", "peace talks"), ("b", "x\ty")]),
        ("\tno name\r\n", [("1", "no name")]),
        ('{"id": "q1", "text": "x"}\n{"id": 7, "text": "y", "more": 1}\n', [("q1", "x"), ("7", "y")]),
        ('{"text": "x"}\nplain\nz\tw', [("1", "x"), ("2", "plain"), ("z", "w")]),
        ("\ufeffstrike\n   \n", [("1", "strike")]),
        ("", []),
    ],
)
def test_a_line_is_a_query_or_a_name_and_a_query_or_an_object(lines: str, expected: list[tuple[str, str]]) -> None:
    """Plain lines are called by their numbers; blank lines, a byte order mark and line ends are no queries."""
    found = list(read_questions(lines.encode().splitlines(keepends=True)))
    assert [(question.id, question.text) for question in found if isinstance(question, Question)] == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{broken\n", "JSON"),
        (b'{"id": "1"}\n', "no text"),
        (b'{"id": "1", "text": 5}\n', "no text"),
        (b'{"id": [1], "text": "x"}\n', "id"),
        (b'{"id": true, "text": "x"}\n', "id"),
        (b'{"id": ' + b"[" * 100_000 + b"\n", ""),
        (b"caf\xe9\n", "UTF-8"),
        (b"first\tagain\n", "Line 1"),
    ],
)
def test_a_line_that_is_no_query_is_named_and_the_rest_is_read(line: bytes, reason: str) -> None:
    """The reader gives its number and why; the queries before and after it are there."""
    before, bad, after = read_questions([b"first\tx\n", line, b"last\ty\n"])
    assert isinstance(bad, Unreadable)
    assert bad.line == 2
    assert reason in bad.reason
    assert bad.hint
    assert (before, after) == (Question(1, "first", "x"), Question(3, "last", "y"))


def test_lines_are_read_in_bounded_memory() -> None:
    """Of a line that is too long no more is held than tells so; the lines around it are read as they are."""
    asked: list[int] = []

    class Stream(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            asked.append(size or 0)
            return super().readline(size)

    long = b"a" * (5 * MOST_BYTES)
    found = list(read_questions(bounded_lines(Stream(b"one\n" + long + b"\ntwo\n" + long), most=MOST_BYTES)))
    assert [(each.line, type(each)) for each in found] == [
        (1, Question),
        (2, Unreadable),
        (3, Question),
        (4, Unreadable),
    ]
    assert all(0 < size <= MOST_BYTES + 1 for size in asked)
    assert list(bounded_lines(io.StringIO("abc\nabcd\nabcde\nx"), most=4)) == ["abc\n", "abcd\n", "abcde", "x"]


@pytest.mark.slow
def test_a_query_has_a_bound_wherever_it_is_asked(batch: Batch, run: Run, seeds_index: Path) -> None:
    """In a batch, at the prompt and as a value of Python; spaces that the prompt would leave out count."""
    long = "strike " * (MAX_LENGTH // 7 + 1)
    done = batch(f"{long}\nstrike\n" + json.dumps({"id": "q", "text": "\U0001d41a" * MAX_LENGTH}) + f"\nz\t{long}\n")
    assert done.returncode == 2
    assert done.stderr.count("at most 262,144 characters") == 2
    kinds = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    assert (kinds[0], kinds[-1], kinds.count("summary")) == ("error", "error", 2)
    asked = run("-i", str(seeds_index), stdin=f"strike{' ' * MAX_LENGTH}-rail\n.who {long}\nstrike\n")
    assert asked.returncode == 2
    assert asked.stderr.count("at most 262,144 characters") == 2
    assert "*strike*" in asked.stdout
    with open_archive(seeds_index) as archive:
        for reading in ("query", "words"):
            with pytest.raises(QuerySyntaxError, match="at most"):
                archive.search(long, reading=reading)


@pytest.mark.slow
def test_json_lines_are_those_of_search_with_the_query_named(batch: Batch, run: Run, seeds_index: Path) -> None:
    """Each query gives the hits that `search --json` gives, in order, then its summary, all with its id."""
    done = batch("a\trail strike\nb\txylophone\n", "--limit", "3")
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    alone = run("search", "--json", "-n", "3", "rail strike", ONRECORD_INDEX=str(seeds_index)).stdout
    expected = [json.loads(line) for line in alone.splitlines()]
    mine = [value for value in found if value["query_id"] == "a"]
    (nothing,) = [value for value in found if value["query_id"] == "b"]
    for value in (*mine, *expected):
        value.pop("query_id", None)
        value.pop("took_ms", None)
    assert mine == expected
    assert (nothing["type"], nothing["total"]) == ("summary", 0)
    assert list(nothing)[:3] == ["type", "schema", "query_id"]


@pytest.mark.slow
def test_trec_gives_the_answers_of_search_in_their_order(batch: Batch, run: Run, seeds_index: Path) -> None:
    """Six columns, ranks from 1, the ids of `search` in order, scores that fall strictly as printed."""
    done = batch("q1\twater OR rail\nq2\tstrike\n", "--format", "trec", "--limit", "100")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert {len(row) for row in rows} == {6}
    assert {(row[1], row[5]) for row in rows} == {("Q0", "onrecord")}
    for name, query in (("q1", "water OR rail"), ("q2", "strike")):
        mine = [row for row in rows if row[0] == name]
        alone = run("search", "--json", "--all", "-n", "100", query, ONRECORD_INDEX=str(seeds_index)).stdout
        *hits, _ = (json.loads(line) for line in alone.splitlines())
        assert [unquote(row[2]) for row in mine] == [hit["id"] for hit in hits]
        assert [int(row[3]) for row in mine] == list(range(1, len(mine) + 1))
        scores = [float(row[4]) for row in mine]
        assert all(a > b for a, b in pairwise(scores))


def test_trec_scores_fall_where_all_are_equal_and_names_have_no_space(tmp_path: Path) -> None:
    """Equal scores are printed a millionth apart; white space and what looks like its code is kept apart in ids."""
    ids = ["a b", "a%20b", "x\u3000y", "50%", "é", "plain"]
    articles = "".join(json.dumps({"id": name, "text": "The same words."}) + "\n" for name in ids)
    (tmp_path / "same.jsonl").write_text(articles, "utf-8")
    build(tmp_path / "index", [str(tmp_path / "same.jsonl")])
    with open_archive(tmp_path / "index") as archive:
        lines = trec_lines(Asking(archive=archive, file=tmp_path), Question(1, "my query", "same"))
    rows = [line.split() for line in lines]
    assert {(len(row), row[0]) for row in rows} == {(6, "my%20query")}
    assert sorted(unquote(row[2]) for row in rows) == sorted(ids)
    assert {row[2] for row in rows} >= {"50%", "é", "plain"}
    millionths = [round(float(row[4]) * 1e6) for row in rows]
    assert [a - b for a, b in pairwise(millionths)] == [1] * 5


@pytest.mark.slow
def test_csv_has_a_header_and_a_row_for_each_article(batch: Batch) -> None:
    """Quoted as spreadsheets expect; the columns are named."""
    done = batch("q,1\trail strike\n", "--format", "csv", "-n", "2")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["query"], row["rank"]) for row in rows] == [("q,1", "1"), ("q,1", "2")]
    assert rows[0]["title"] == "Talks to end Orvenian rail strike collapse"
    assert rows[0]["source"] == "Northline"
    assert rows[0]["date"] == "2025-02-11"


@pytest.mark.slow
def test_a_batch_of_quotations_has_those_of_quotes(batch: Batch, run: Run, seeds_index: Path) -> None:
    """In every format, the query beside each; trec has articles alone."""
    lines = "dam\tspeaker:madrun\nrail\tspeaker:orlec offer\n"
    found = [json.loads(line) for line in batch(lines, "--quotes", "-n", "all").stdout.splitlines()]
    for name, query in (("dam", "speaker:madrun"), ("rail", "speaker:orlec offer")):
        alone = run("quotes", "--json", "--all", "-n", "all", query, ONRECORD_INDEX=str(seeds_index)).stdout
        expected = [json.loads(line) | {"took_ms": 0, "query_id": name} for line in alone.splitlines()]
        assert [value | {"took_ms": 0} for value in found if value["query_id"] == name] == expected
    said = [(value["text"], value["query_id"]) for value in found if value["type"] == "quote"]
    rows = list(csv.DictReader(io.StringIO(batch(lines, "--quotes", "--csv", "-n", "all").stdout)))
    assert [(row["text"], row["query"]) for row in rows] == said
    written = batch(lines, "--quotes", "-n", "all", "-o", "found.ris")
    assert f"found.ris: {len(rows)} rows" in written.stderr
    for options in (("--quotes",), ("-o", "run.trec"), ("--fields", "id")):
        assert batch(lines, "--format", "trec", *options).returncode == 2


@pytest.mark.slow
def test_a_bad_query_is_reported_with_its_line_and_the_rest_still_run(batch: Batch) -> None:
    """Exit code 2, the place and the mend on stderr, in JSON lines an object too; the others are answered."""
    done = batch("a\tstrike\nb\tdate:2025-13\n{no\nd\twater\n")
    assert done.returncode == 2
    assert "queries:2" in done.stderr
    assert "no month 13" in done.stderr
    assert "queries:3" in done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    bad, worse = (value for value in found if value["type"] == "error")
    assert (bad["line"], bad["query_id"], bad["position"], bad["query"]) == (2, "b", 10, "date:2025-13")
    assert worse["line"] == 3
    assert {value["query_id"] for value in found if value["type"] == "summary"} == {"a", "d"}
    trec = batch("a\tstrike\nb\tdate:2025-13\nd\twater\n", "--format", "trec")
    assert {line.split()[0] for line in trec.stdout.splitlines()} == {"a", "d"}


@pytest.mark.slow
def test_the_exit_code_says_whether_anything_matched(batch: Batch, run: Run, seeds_index: Path) -> None:
    """0 if any query found something, 1 if none did, 2 if one was wrong or the file is not there."""
    assert batch("xylophone\nstrike\n").returncode == 0
    assert batch("xylophone\n").returncode == 1
    assert batch("").returncode == 1
    assert batch("strike\ndate:2025-13\n").returncode == 2
    missing = run("batch", "no-such-file", ONRECORD_INDEX=str(seeds_index))
    assert missing.returncode == 2
    assert "no-such-file" in missing.stderr
    assert "Traceback" not in missing.stderr


@pytest.mark.slow
def test_queries_come_from_standard_input_too(run: Run, seeds_index: Path) -> None:
    """`-` reads them; a bad one is placed there."""
    done = run("batch", "-", "--format", "trec", stdin="strike\ndate:2025-13\n", ONRECORD_INDEX=str(seeds_index))
    assert done.stdout.startswith("1 Q0 ")
    assert "standard input:2" in done.stderr


@pytest.mark.slow
def test_plain_takes_everything_for_words(batch: Batch, run: Run, seeds_index: Path) -> None:
    """With --plain operators, fields and parentheses are words or nothing, for batch, search and quotes alike."""
    query = "(What about the: strike OR -rail?"
    done = batch(f"1\t{query}\n", "--plain", "--match", "any", "--format", "trec")
    assert done.returncode == 0, done.stderr
    assert done.stdout
    for command in ("search", "quotes"):
        told = run(command, "--plain", "--match", "any", "--json", query, ONRECORD_INDEX=str(seeds_index))
        assert told.returncode == 0, told.stderr
        summary = json.loads(told.stdout.splitlines()[-1])
        assert summary["parsed"] == "what OR about OR the OR strike OR or OR rail"
    assert run("search", "--plain", "?!", ONRECORD_INDEX=str(seeds_index)).returncode == 2
    assert run("search", "--plain", "strike rail", ONRECORD_INDEX=str(seeds_index)).returncode == 0


@pytest.mark.slow
def test_a_closed_pipe_is_quiet(seeds_index: Path, tmp_path: Path) -> None:
    """`onrecord batch … | head -1` ends without a word about the pipe."""
    (tmp_path / "queries").write_text("water OR rail\n" * 2000, "utf-8")
    done = subprocess.run(
        f"seq 2000 | sed 's/$/\\twater OR rail/' | {sys.executable} -m onrecord batch - --format trec | head -1;"
        " exit ${PIPESTATUS[2]}",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        env=environment(ONRECORD_INDEX=str(seeds_index)),
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1
    assert done.returncode == 0


def test_ids_are_those_of_the_stored_articles(tmp_path: Path) -> None:
    """Few or many, in any order, over several segments and beside deleted articles."""
    for part in range(3):
        with IndexWriter(tmp_path / "index") as writer:
            for n in range(150):
                writer.put(Article(id=f"{part}-{n}", title="", body=f"Word {n}."), [])
            if part:
                writer.remove(f"{part - 1}-7")
            writer.commit({})
    with open_index(tmp_path / "index") as index:
        docs = np.fromiter(index.articles.all_doc_ids(), np.int32)
        assert docs.size == 448
        shuffled = np.random.default_rng(3).permutation(docs)
        for some in (shuffled, shuffled[:2], shuffled[:0], docs):
            assert index.ids(some) == [index.article(doc).id for doc in some.tolist()]


@pytest.mark.slow
def test_csv_has_no_cell_that_a_spreadsheet_would_run(run: Run, tmp_path: Path) -> None:
    """A title or a name that begins like a formula has an apostrophe before it; numbers and other text have none."""
    rows = [("=1+1", "=HYPERLINK(1)"), ("-x", "@now"), ("b", " +1 word"), ("c", "a = b")]
    lines = [json.dumps({"id": name, "title": title, "text": "a word"}) for name, title in rows]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    assert run("index", "-i", str(tmp_path / "i"), str(tmp_path / "a.jsonl")).returncode == 0
    done = run("batch", "-i", str(tmp_path / "i"), "-", "--format", "csv", stdin="+q\tword\n")
    found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {(row["id"], row["title"]) for row in found} == {
        ("'=1+1", "'=HYPERLINK(1)"), ("'-x", "'@now"), ("b", "'+1 word"), ("c", "a = b"),
    }  # fmt: skip
    assert {row["query"] for row in found} == {"'+q"}
    assert all(float(row["score"]) > 0 for row in found)
