"""The progress of a build, in a real terminal and without one."""

from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.build import build
from indexer.workers.progress import Progress
from search.show.progress_line import Pace, progress_line
from tests.conftest import Run, Terminals, environment
from tests.indexer.readers.making import zipped

ARTICLES = 5_000


def corpus(path: Path, articles: int = ARTICLES) -> Path:
    """One file of so many articles."""
    chance = random.Random(1)
    rows = (
        json.dumps({"id": f"n{n}", "text": f"The dam of day {n} held. {chance.getrandbits(900):x}"})
        for n in range(articles)
    )
    data = "".join(f"{row}\n" for row in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def bars(output: bytes, *, columns: int) -> list[str]:
    """The states of the bar in the first line of a terminal that shows this output, and nothing below it."""
    screen = pyte.Screen(columns, 24)
    stream = pyte.ByteStream(screen)
    states: list[str] = []
    for piece in re.split(rb"(?=\r)", output):
        stream.feed(piece)
        line = screen.display[0].rstrip()
        if line.startswith("Indexing") and line not in states[-1:]:
            states.append(line)
            assert not any(map(str.strip, screen.display[1:])), "it takes more than its line"
    return states


@pytest.mark.slow
@pytest.mark.parametrize(("name", "columns"), [("one.jsonl", 80), ("one.jsonl.gz", 40)])
def test_the_bar_moves_within_one_file(name: str, columns: int, terminals: Terminals, tmp_path: Path) -> None:
    """At least 20 states of the bar, never back, to the end; then it is gone, and the account stands there."""
    file = corpus(tmp_path / name)
    terminal = terminals("index", "-i", str(tmp_path / "index"), str(file), rows=24, columns=columns)
    code = terminal.ended()
    states = bars(terminal.output, columns=columns)
    assert code == 0, terminal.text
    percents = [int(found[1]) for state in states if (found := re.search(r"(\d+)%", state))]
    assert len(set(percents)) >= 20, states
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert len({state.partition("]")[0] for state in states}) >= min(20, columns // 4)
    assert max(map(len, states)) < columns
    assert any(state.endswith("saving") for state in states)
    assert terminal.lines[0].startswith("5,000 added")


@pytest.mark.slow
def test_without_a_terminal_nothing_like_a_bar_is_printed(run: Run, tmp_path: Path) -> None:
    """Not to a pipe, nor to a terminal that can do nothing."""
    done = run("index", "-i", "index", str(corpus(tmp_path / "one.jsonl", 100)))
    assert "Indexing" not in done.stderr + done.stdout
    assert "\r" not in done.stderr + done.stdout
    script = f"TERM=dumb exec {sys.executable} -m onrecord index -i {tmp_path}/index {tmp_path}/one.jsonl"
    dumb = subprocess.run(["script", "-qec", script, "/dev/null"], env=environment(), capture_output=True, check=True)
    assert b"Indexing" not in dumb.stdout


@pytest.mark.parametrize("packed", ["one.zip", "one.jsonl", "one.csv", "one.csv.gz", "export.txt"])
def test_bytes_are_those_of_the_file_whatever_is_packed_in_it(packed: str, tmp_path: Path) -> None:
    """In a member of an archive, in a table, in an export: many steps, the last one the size of the file."""
    rows = [f"The dam of day {n} held. {'It is full. ' * (n % 9)}" for n in range(600)]
    path = tmp_path / packed
    lines = "".join(json.dumps({"id": f"n{n}", "text": row}) + "\n" for n, row in enumerate(rows)).encode()
    table = "id,text\n" + "".join(f"n{n},{row}\n" for n, row in enumerate(rows))
    path.write_bytes({
        "one.zip": lambda: zipped({"a.jsonl": lines, "b.jsonl": lines.replace(b'"n', b'"m')}),
        "one.jsonl": lambda: lines,
        "one.csv": table.encode,
        "one.csv.gz": lambda: gzip.compress(table.encode()),
        "export.txt": lambda: "".join(
            f"{n} of 600 DOCUMENTS\n\nThe Herald\n\nMarch 3, 2020\n\nThe dam {n}\n\nLENGTH: 90 words\n\n{row}\n\n"
            for n, row in enumerate(rows, 1)
        ).encode(),
    }[packed]())  # fmt: skip
    seen: list[Progress] = []
    report = build(tmp_path / "index", [str(path)], find=None, workers=1, on_progress=seen.append)
    done = [one.bytes_done for one in seen]
    assert report.added >= 590
    assert done == sorted(done)
    assert done[-1] == path.stat().st_size
    assert len(set(done)) >= (3 if packed == "one.jsonl" else 4), sorted(set(done))


progresses = st.builds(
    lambda done, more, articles, saving: Progress(0, 1, done, done + more, articles, saving=saving),
    st.integers(0, 1 << 50), st.integers(0, 1 << 50), st.integers(0, 1 << 40), st.none() | st.just(1),
)  # fmt: skip


@given(progress=progresses, rate=st.none() | st.floats(0.1, 1e12), width=st.integers(4, 200))
def test_the_line_fits_whatever_the_width(progress: Progress, rate: float | None, width: int) -> None:
    """One line, never wider than there is room, with the percentage as long as that is known."""
    line = progress_line(progress, rate, width=width)
    assert len(line) <= width
    assert line.isprintable()
    assert "%" in line or not progress.bytes


def test_the_rate_is_that_of_late_and_of_what_was_read() -> None:
    """Files that have not changed are behind us at once, and say nothing of what is to come."""
    pace = Pace()
    assert pace.rate(Progress(0, 2, 1_000_000, 2_000_000, 0, bytes_skipped=1_000_000), 0.0) is None
    assert pace.rate(Progress(0, 2, 1_000_400, 2_000_000, 5, bytes_skipped=1_000_000), 4.0) == 100.0
    for second in range(5, 105):
        rate = pace.rate(Progress(0, 2, 1_000_400 + 10 * second, 2_000_000, 5, bytes_skipped=1_000_000), second)
    assert rate == pytest.approx(10.0)
