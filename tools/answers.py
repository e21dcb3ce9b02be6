"""What every command answers to a thousand queries, to be compared with what another version answers.

    python -m tools.answers FOLDER ARTICLES.jsonl.gz... > answers.txt

builds an index of `seeds` and one of the first articles of each file in FOLDER, asks both, and writes what comes out,
what goes to standard error and how each command ends, without times. The queries follow from the articles alone.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from itertools import islice
from pathlib import Path

from search.commands.cli import cli
from search.commands.console import run_guarded

ARTICLES, QUERIES = 5_000, 1_000
ACRONYMS = ("US", "IT", "WHO", "AIDS", "us who", "IT river", "IT SENT river", "atleast1:IT river")
WRONG = ('"open', "(a", "a)", "AND", "a OR", "date:2016-13", "speaker:", "nofield:x", "a NEAR/0 b", "@no")
_TIMES = re.compile(r'"took_ms": [\d.]+|\([\d.,]+ m?s\)|in [\d.]+ s |, [\d.]+ ms\)')
_WORD = re.compile(r"[A-Za-z]{3,}")


def excerpt(files: list[Path], folder: Path) -> list[str]:
    """The first articles of each file, as a file of their own; the records as texts."""
    lines: list[str] = []
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as opened:
            lines += [line.rstrip("\n") for line in islice(opened, ARTICLES // len(files))]
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return lines


def queries(lines: list[str]) -> Iterator[str]:
    """As many of each kind as of every other, made of the words of the articles."""
    chance = random.Random(11)
    records = [json.loads(line) for line in lines]

    def article() -> dict[str, str]:
        return chance.choice(records)

    def words(count: int) -> list[str]:
        while len(found := _WORD.findall(article()["text"])) < count + 4:
            pass
        at = chance.randrange(len(found) - count)
        return found[at : at + count]

    def name() -> str:
        return chance.choice(
            ("obama", "trump", "Clinton", '"Donald Trump"', "putin", "smith", "maduro", "nobodyatall")
        )

    def day() -> str:
        return str(article()["date"] or "2016-01-10")

    kinds = [
        lambda: words(1)[0],
        lambda: " ".join(words(2)),
        lambda: " ".join(words(3)),
        lambda: f'"{" ".join(words(2))}"',
        lambda: f'"{" ".join(words(4))}"~4',
        lambda: " OR ".join(words(3)),
        lambda: f"{words(1)[0]} -{words(1)[0]}",
        lambda: f"({' OR '.join(words(2))}) {words(1)[0]}",
        lambda: " NEAR/8 ".join(words(2)),
        lambda: " NEAR/20 ".join(words(3)),
        lambda: " ADJ/6 ".join(words(2)),
        lambda: " SENT ".join(words(2)),
        lambda: " PARA ".join(words(2)),
        lambda: f"atleast{chance.randrange(1, 5)}:{words(1)[0]}",
        lambda: f"atleast2:({' OR '.join(words(2))})",
        lambda: f"title:{words(1)[0]}",
        lambda: f"lead:({' '.join(words(2))})",
        lambda: f"speaker:{name()}",
        lambda: f"speaker:{name()} quote:{words(1)[0]}",
        lambda: f"said:(speaker:{name()} OR quote:{words(1)[0]})",
        lambda: f"quote:\"{' '.join(words(2))}\"",
        lambda: f"source:{chance.choice(('reuters', 'abc*', 'nytimes', 'breitbart', 'Reters'))} {words(1)[0]}",
        lambda: f"date:{day()}",
        lambda: f"{words(1)[0]} date:{day()[:7]}",
        lambda: f"{words(1)[0]} date:{day()}..2017-01-31",
        lambda: f"{words(1)[0][:4]}*",
        lambda: f"{words(1)[0]}~",
        lambda: f"={words(1)[0]}",
        lambda: chance.choice(ACRONYMS),
        lambda: f"{words(1)[0]}x {words(1)[0]}",
        lambda: f"{words(1)[0]} author:{chance.choice(('bill', 'nobody'))}",
        lambda: f"id:{article()['id'][:-1]}",
        lambda: f"url:*{words(1)[0].lower()}*",
        lambda: chance.choice(WRONG),
        lambda: f"{words(1)[0]} {chance.choice(('&', '–', '?', '+', '|', '...'))} {words(1)[0]}",
        lambda: str(article()["title"] or "none"),
        lambda: f"cue:said {name()}",
        lambda: f"language:en {words(1)[0]}",
        lambda: f"({words(1)[0]} OR \"{' '.join(words(2))}\") NEAR/9 {words(1)[0]}",
        lambda: f"({' SENT '.join(words(2))}) OR ({' NEAR/3 '.join(words(2))}) -title:{words(1)[0]}",
    ]  # fmt: skip
    for number in range(QUERIES):
        yield kinds[number % len(kinds)]()


def asked(index: Path, query: str, number: int) -> Iterator[list[str]]:
    """The commands for one query: all of them now and then, the quick ones always."""
    where = ["-i", str(index)]
    yield ["search", *where, "--json", query]
    yield ["search", *where, *(("--sort", "newest") if number % 2 else ("--match", "any")), "-n", "3", query]
    yield ["quotes", *where, "--json", "-n", "5", query]
    if number % 5 == 0:
        yield ["quotes", *where, "-n", "4", query]
        yield ["speakers", *where, *(["--json"] if number % 2 else []), query]
        yield ["search", *where, "--explain", "1", query]
        yield ["search", *where, "-C", "1", "-n", "2", "--plain", query]
        yield ["search", *where, "--exact", "--offset", "2", "-n", "2", query]


def told(command: list[str]) -> str:
    """What a command gives, without times."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run_guarded(cli, command)
    return _TIMES.sub("", f"{out.getvalue()}--- {err.getvalue()}--- {code}\n")


def main() -> None:
    """Everything, on standard output."""
    folder, *files = map(Path, sys.argv[1:])
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"XDG_STATE_HOME": str(folder / "state"), "XDG_CACHE_HOME": str(folder / "cache"), "COLUMNS": "100"}
    lines = excerpt(files, folder)
    every = list(queries(lines))
    (folder / "queries").write_text("\n".join(every) + "\n", encoding="utf-8")
    seeds = Path("seeds").resolve()
    os.chdir(folder)
    for index, source in (("seeds.idx", str(seeds)), ("news.idx", "articles.jsonl")):
        print(told(["index", "-i", index, "-j", "1", "--json", source]))
        commands = [command for number, query in enumerate(every) for command in asked(Path(index), query, number)]
        commands += [["batch", "-i", index, "--format", name, "queries"] for name in ("jsonl", "csv", "trec")]
        found = [json.loads(line)["id"] for line in told(["search", "-i", index, "--json", "the"]).splitlines()[:10]]
        for article in found:
            commands += [["show", "-i", index, "--json", article], ["show", "-i", index, "--explain", article]]
            commands += [["similar", "-i", index, article], ["show", "-i", index, "--at", "the", article]]
        for verb in ("info", "speakers", "doctor", "similar", "show", "saved"):
            commands += [[verb, *([] if verb == "saved" else ["-i", index])], [verb, "--help"]]
        commands += [["info", "-i", index, "--json"], ["speakers", "-i", index, "--json"], ["--help"], ["--version"]]
        commands += [["show", "-i", index, "no-such"], ["search", "-i", "nowhere", "x"], ["nosuch"], ["search"]]
        for command in commands:
            print(command, told(command), sep="\n")


if __name__ == "__main__":
    main()
