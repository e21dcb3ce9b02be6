"""Articles of strangers that would take over the terminal, the JSON or the clock, through every command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import Run, tries
from tests.torture.conftest import Torture

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
PIECES = (
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b31m", "\x9d0;x\x9c", "\u202egnorw\u202c", "\u2066a\u2069", "\x00",
    "\x7f\x08",
    "a" + "\u0301" * 3000, "x" * 5000, "\u200b" * 2000 + "b", "\ufeff", "\ue000\ue001", "中文" * 500, "🙂\u200d🙂",
    "“" * 300, '"' * 301, "<script>alert(1)</script>", "=HYPERLINK(1)", "\u2028\u2029\x85", "ﷺ" * 300,
)  # fmt: skip


@pytest.fixture
def hostile(tmp_path: Path, run: Run, torture: Torture) -> Path:
    """An index of articles with such pieces in each field."""
    chance = torture.chance("hostile")
    with (tmp_path / "a.jsonl").open("w", encoding="utf-8") as lines:
        for number in range(tries(5, 250)):

            def some(words: str) -> str:
                return f"{chance.choice(PIECES)} {words} {chance.choice(PIECES)}"

            deep: object = some("deep")
            for _ in range(chance.randrange(80)):
                deep = [deep]
            record = {
                "id": f"n{number}-{chance.choice(PIECES)[:200]}", "title": some("strike"), "source": some("Outlet"),
                "author": some("Ada"), "url": some("https://a.example/"), "date": "2025-03-01", "section": deep,
                "text": some("The strike went on.") + f"\n\n“{some('We will hold')},” said {some('Ada Moreau')}.",
            }  # fmt: skip
            lines.write(json.dumps(record) + "\n")
    assert run("index", "-i", "i", "a.jsonl").returncode in (0, 1)
    return tmp_path


def test_nothing_of_it_reaches_the_terminal_and_json_stays_json(hostile: Path, run: Run, torture: Torture) -> None:
    """No control character in any output, valid JSON, an end within the time that a command has."""
    found = run("search", "-i", "i", "--json", "-n", "100", "strike")
    ids = [json.loads(line).get("id") for line in found.stdout.splitlines()][:-1]
    assert ids
    (hostile / "queries").write_text("strike\n\x1b[31mhold\nn0\n", "utf-8")
    commands = [
        ["search", "strike"], ["search", "--json", "strike"], ["search", "--explain", "1", "strike"],
        ["search", "source:\x1b[31mnobody"], ["search", "url:https*"], ["quotes", "hold"], ["quotes", "--json",
        "hold"],
        ["speakers"], ["speakers", "--json"], ["info"], ["info", "--json"], ["doctor"],
        *(["batch", "--format", format_name, "queries"] for format_name in ("jsonl", "csv", "trec")),
        *(["show", "--explain", article] for article in ids[:3]), *(["show", "--json",
        article] for article in ids[:3]),
        *(["similar", article] for article in ids[:3]), ["show", "\x9b31m"],
    ]  # fmt: skip
    for verb, *rest in commands:
        done = run(verb, "-i", "i", *rest)
        torture.count("commands on hostile texts")
        assert done.returncode in (0, 1, 2), (verb, rest, done.stderr)
        assert not RAW.search(done.stdout + done.stderr), (verb, rest)
        assert "fault of onrecord" not in done.stderr, (verb, rest, done.stderr)
        if "--json" in rest:
            for line in done.stdout.splitlines():
                json.loads(line, parse_constant=lambda name: pytest.fail(name))
    said = run("-i", "i", stdin="strike\n.show 1\n.sources\n.who\nquotes\n\x1b[31m\n.open 1\n.info\n")
    assert not RAW.search(said.stdout + said.stderr)
    assert "fault of onrecord" not in said.stderr
