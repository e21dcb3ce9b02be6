"""Articles of a stranger, through every way in which they are shown: nothing reaches the terminal but text."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import time
import unicodedata
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import bibtexparser
import pytest

from indexer.build import build
from search.api import open_archive
from search.commands.cli import cli
from search.commands.console import run_guarded
from search.repl.conversation import Conversation
from search.repl.state import View
from search.show.terminal import COLOUR, MOST_JOINED, PLAIN, marked_lines, safe
from tests.conftest import tries
from tests.torture.conftest import Torture

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
REFUSED = re.compile("[\x00-\x1f\x7f\u2028\u2029]")
OURS = re.compile(r"\x1b\[[0-9;]*m")

CONTROLS = ["\x1b]0;owned\x07", "\x1b[2J", "\x9b31m", "\x90q\x9c", "\u202e", "\u2066", "\u2029", "\r", "\x08", "\x7f"]
HOSTILE: dict[str, Callable[[random.Random], str]] = {
    "controls": lambda chance: "".join(f"{one}x" for one in chance.sample(CONTROLS, 6)),
    "a run without width": lambda chance: "x" + chance.choice("\u0301\u200b\u0489\U000e0041") * 30_000,
    "surrogates": lambda chance: chance.choice("\ud800\udbff\udc9b") + "x\ud83dé",
    "a huge word": lambda chance: chance.choice("aé漢") * 60_000,
    "all kinds": lambda chance: "".join(chr(chance.randrange(0x3000)) for _ in range(2_000)),
}
COMMANDS = [
    ("search", "strike"),
    ("search", "strike", "-C", "1"),
    ("search", "strike", "--explain", "1"),
    ("search", "zzzz source:zzzz speaker:zzzz"),
    ("quotes", "strike"),
    ("speakers",),
    ("trace", "the strike goes on", "--diff", "--silent"),
    ("trace", "strike \x1b[2J goes \u202e on"),
    ("verify", "the strike goes on now", "--speaker", "Wenna \x9b Tralk", "--accept", "near"),
    ("info",),
    ("doctor",),
]
OF_ARTICLES = [
    ("show", "{id}"),
    ("show", "{id}", "--explain"),
    ("show", "{id}", "--at", "strike"),
    ("similar", "{id}"),
]
PROMPTED = [
    "strike",
    ".open 1",
    ".explain 1",
    ".more like 1",
    ".quotes strike",
    ".who strike",
    ".speakers",
    ".sources",
]
PROMPTED += [
    ".trace the strike goes on",
    ".trace 1",
    ".verify the strike\x9b goes on --speaker tr\u202ealk",
    ".open none\u202e\x9b",
    ".source zz\x9bzz",
    ".nothing\x1b[2J",
    ".info",
    "(\x9b",
    "strike zz\u202ez",
    ".3",
]


def article(name: str, hostile: str) -> dict[str, Any]:
    """A record with something hostile in every field."""
    said = f"“The strike {hostile} goes on,” said Wenna {hostile} Tralk."
    return {
        "id": f"{name} {REFUSED.sub('', hostile[:300])}",  # the rest is none to the reader
        "title": f"Strike {hostile}",
        "source": f"Paper {hostile}",
        "author": f"Ann {hostile}",
        "url": f"https://example.org/{hostile}",
        "language": hostile[:20],
        "date": "2025-02-11",
        "text": f"The strike {hostile} went on.\n\n{said}\n\nhttps://x.org/{hostile}",
        "note": hostile,
        "n": [1e999, -1e999, float("nan")],
    }


@pytest.fixture(scope="module")
def hostile_index(tmp_path_factory: pytest.TempPathFactory, torture: Torture) -> tuple[Path, list[str]]:
    """An index of such articles, and their ids."""
    folder = tmp_path_factory.mktemp("hostile")
    chance = torture.chance("hostile text")
    records = [article(f"{name} {at}", make(chance)) for at in range(tries(1, 8)) for name, make in HOSTILE.items()]
    deep: Any = 1e999
    for _ in range(60):
        deep = [deep]
    records.append({"id": "deep", "text": "A strike.", "deep": deep})
    (folder / "a.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    report = build(folder / "index", [str(folder / "a.jsonl")])
    assert not report.rejected
    with open_archive(folder / "index") as archive:
        ids = [hit.article.id for hit in archive.search("strike", limit=1000).hits]
    assert len(ids) == len(records)
    torture.count("hostile articles", len(ids))
    return folder / "index", ids


def ran(*arguments: str) -> tuple[int, str, str]:
    """What a command gives: the code, stdout and stderr, as a terminal would get them."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err):
        code = run_guarded(cli, arguments)
    told = []
    for stream in (out, err):
        stream.flush()
        told.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return code, told[0], told[1]


def assert_only_text(shown: str) -> None:
    """No control, no direction, no pile of marks."""
    assert not RAW.search(shown), repr(shown[max(RAW.search(shown).start() - 40, 0) :][:80])  # type: ignore[union-attr]
    joined = 0
    for character in shown:
        joined = joined + 1 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 0
        assert joined <= MOST_JOINED


def assert_json(shown: str) -> None:
    """Every line is JSON, without numbers that JSON does not have and without a raw control."""

    def refused(name: str) -> None:
        raise AssertionError(name)

    assert not RAW.search(shown)
    for line in shown.split("\n")[:-1]:
        json.loads(line, parse_constant=refused)


def test_commands_show_only_text(hostile_index: tuple[Path, list[str]], torture: Torture) -> None:
    """Every command, as text and as JSON, ends as it should."""
    index, ids = hostile_index
    commands = [*COMMANDS, *(tuple(part.format(id=one) for part in parts) for parts in OF_ARTICLES for one in ids)]
    for command in commands:
        code, out, err = ran(command[0], "-i", str(index), *command[1:])
        assert code in (0, 1), err
        assert_only_text(out)
        assert_only_text(err)
        torture.count("hostile showings")
        if command[0] == "doctor" or "--explain" in command[:1]:
            continue
        code, out, err = ran(command[0], "-i", str(index), *command[1:], "--json")
        assert code in (0, 1), err
        assert_json(out)
        assert_only_text(err)


def test_what_is_asked_for_in_vain_is_shown_as_text(
    hostile_index: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids that are near, names of files, options and queries come back in messages."""
    monkeypatch.chdir(tmp_path)
    index, ids = hostile_index
    for hostile in ("\u202e\x9b31m\x1b[2J", *(one[:120] + "!" for one in ids)):
        for command in (
            ("show", hostile),
            ("similar", hostile),
            ("search", f"source:{hostile}"),
            ("search", f"({hostile}"),
            ("search", "x", f"--{hostile}"),
            ("batch", hostile),
            ("saved", hostile, "x"),
            ("extract", hostile),
            ("index", hostile),
            (hostile,),
        ):
            code, out, err = ran(
                *command, *(["-i", str(index)] if command[0] in ("show", "similar", "search") else [])
            )
            assert code in (0, 1, 2)
            assert "fault of onrecord" not in err
            assert_only_text(out)
            assert_only_text(err)
    code, out, err = ran("info", "-i", f"{index}-\x9b\u202e")
    assert code == 2
    assert_only_text(out + err)


@pytest.mark.parametrize("form", ["jsonl", "csv", "tsv", "ris", "bibtex", "md", "trec"])
def test_batches_write_only_text(form: str, hostile_index: tuple[Path, list[str]], tmp_path: Path) -> None:
    """In every format; what is not asked well is reported in the same way."""
    index, _ = hostile_index
    lines = [b"a\xc2\x9bb\tstrike", b"(\xc2\x9b", b"\x1b[2J\tstrike", b"\xff"]
    lines.append(b'{"id": "\\u202e\\ud800", "text": "strike"}')
    (tmp_path / "q").write_bytes(b"\n".join(lines))
    more = {"tsv": ["--text"], "ris": ["--quotes", "--text"], "bibtex": ["--quotes"], "md": ["--text"]}.get(form, [])
    code, out, err = ran("batch", "-i", str(index), str(tmp_path / "q"), "-n", "100", "--format", form, *more)
    assert code == 2
    assert_only_text(err)
    out.encode()
    if form == "jsonl":
        assert_json(out)
        return
    assert not RAW.search(out.replace("\t", "") if form == "tsv" else out)
    if form in ("csv", "tsv"):
        csv.field_size_limit(1 << 24)
        rows = list(csv.reader(io.StringIO(out, newline=""), "excel" if form == "csv" else "excel-tab"))
        assert all(len(row) == len(rows[0]) for row in rows)
        assert len(rows) > 3
    elif form == "trec":
        assert all(len(line.split(" ")) == 6 for line in out.split("\n")[:-1])
    elif form == "ris":
        assert all(re.match(r"[A-Z][A-Z0-9]  - |\Z", line) for line in out.split("\n"))
        assert out.count("TY  - ") == out.count("ER  - ") > 0
    elif form == "bibtex":
        library = bibtexparser.parse_string(out)
        assert not library.failed_blocks
        assert len(library.entries) == out.count("@article{") > 0


def test_the_prompt_shows_only_text(hostile_index: tuple[Path, list[str]], torture: Torture) -> None:
    """Answers and notes, in colour and without."""
    index, ids = hostile_index
    with open_archive(index) as archive:
        for style in (PLAIN, COLOUR):
            conversation = Conversation(archive)
            for line in (*PROMPTED, *(f".open {one}" for one in ids), *(f".source {one}" for one in ids)):
                reply = conversation.answer(line, View(width=60, rows=None, style=style))
                assert_only_text(OURS.sub("", "\n".join(reply.lines)) if style is COLOUR else "\n".join(reply.lines))
                assert_only_text("\n".join(reply.notes))
                torture.count("hostile showings")
            conversation.close()


def test_offsets_in_json_are_those_of_the_text(hostile_index: tuple[Path, list[str]]) -> None:
    """What is left out on a terminal is there for programs, and marks point into it."""
    index, _ = hostile_index
    _, out, _ = ran("quotes", "-i", str(index), "strike", "--json", "-n", "100")
    hits = [json.loads(line) for line in out.split("\n")[:-2]]
    assert hits
    assert any("\u0301" * 1000 in hit["text"] or "\u200b" * 1000 in hit["text"] or "x" in hit["text"] for hit in hits)
    assert {hit["text"][start:end].lower() for hit in hits for start, end in hit["marks"]} == {"strike"}


def test_a_mark_inside_a_pile_stays() -> None:
    """Where marks are left out, the matches around them are still painted, and offsets behind them hold."""
    text = "strike" + "\u0301" * 50 + " talks"
    assert marked_lines(text, [(0, 56), (57, 62)], width=40, style=PLAIN) == [
        "*strike" + "\u0301" * MOST_JOINED + "* *talks*"
    ]
    wales = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    assert safe(wales) == wales
    assert safe("กี้ b̈̃ë́") == "กี้ b̈̃ë́"


@pytest.mark.parametrize("one", ["\u0301", "漢", "a", "\u200b \u0301"])
def test_lines_are_broken_in_one_pass(one: str) -> None:
    """Twice the text takes twice the time."""

    def seconds(size: int) -> float:
        """The least processor time of several runs."""
        text = "x" * 120 + one * size
        taken = []
        for _ in range(5):
            begun = time.process_time()
            marked_lines(text, [], width=80, style=PLAIN)
            taken.append(time.process_time() - begun)
        return min(taken)

    assert any(seconds(80_000) <= 2.3 * seconds(40_000) for _ in range(3))
