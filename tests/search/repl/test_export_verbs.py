"""Files and citations at the prompt."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

from search.api import Archive
from search.repl.state import Reply
from tests.search.repl.conftest import Start

Answer = Callable[..., Reply]


def test_the_last_answer_goes_to_a_file_whole(answer: Answer, archive: Archive, tmp_path: Path) -> None:
    """As it is asked: with the filter, the order and the space of the question, whatever page is on the screen."""
    file = tmp_path / "lamp.csv"
    reply = answer(".limit 2", ".sort oldest", ".source halyard", ".quotes lamp", f".export {file}")
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    expected = archive.search("lamp", space="quotations", limit=50, sort="oldest", source="halyard").hits
    assert [row["id"] for row in rows] == [hit.article.id for hit in expected]
    assert len(rows) > 2
    assert "".join(reply.notes).replace(" ", "").endswith(f"lamp.csv:{len(rows)}rows,{file.stat().st_size}bytes")
    like = tmp_path / "like.jsonl"
    assert answer("lighthouse", ".similar 1", f".export {like}").outcome == "matched"
    assert '"type": "summary"' in like.read_text("utf-8")


def test_a_file_that_is_there_needs_an_exclamation_mark(answer: Answer, tmp_path: Path) -> None:
    """What to write is said; so are the endings, and what is missing."""
    file = tmp_path / "lamp.md"
    file.write_text("mine")
    refused = answer("lamp", f".export {file}")
    assert (refused.outcome, file.read_text()) == ("error", "mine")
    assert "! replaces it" in " ".join(" ".join(refused.notes).split())
    assert answer("lamp", f".export {file} !").outcome == "matched"
    assert file.read_text("utf-8").startswith("1. “Lighthouse diary")
    assert "let it end in one of .jsonl, .csv" in " ".join(answer("lamp", f".export {tmp_path / 'lamp'}").notes)
    assert "which file" in answer("lamp", ".export").notes[0]
    assert list(tmp_path.iterdir()) == [file]


def test_without_an_answer_there_is_nothing_to_take_out(answer: Answer, tmp_path: Path) -> None:
    """And it is said what to do."""
    assert "no answer to write" in answer(f".export {tmp_path / 'a.csv'}").notes[0]
    assert "which answer" in answer(".cite").notes[0]
    assert "there is no answer 3" in answer(".cite 3").notes[0]


def test_an_answer_is_cited_by_its_number(answer: Answer) -> None:
    """An article where articles are listed, else the quotation; in a style, by an id too."""
    assert answer("day 3 lighthouse", ".cite 1").lines[0].startswith("“Lighthouse diary, day 3,” ")
    said = answer(".quotes speaker:quill lamp", ".cite 1").lines[0]
    assert said.startswith("“The lamp has burned for ")
    assert "” Ada Quill, quoted in “Lighthouse diary, day " in said or "[" in said
    assert answer(".cite 2 MLA").lines[0].endswith("Feb. 2025.")
    assert answer(".cite skerry-1 apa").lines == ("Lighthouse diary, day 1. (2025, February 1). Skerry Times.",)
    assert "one of: chicago, apa" in answer(".cite 1 harvard").notes[1]
    assert answer(".cite stray").lines == ("“A stray note on kelp,” n.d.",)


def test_ctrl_c_leaves_no_file(start: Start, tmp_path: Path) -> None:
    """At a terminal it is said that nothing was written, and the prompt waits for the next line."""
    code = (
        "import search.show.export.delimited as made, time\n"
        "whole = made.csv_pieces\n"
        "def slow(sheet, items):\n"
        "    for nth, piece in enumerate(whole(sheet, items)):\n"
        "        yield piece\n"
        "        if nth == 3:\n"
        "            time.sleep(600)\n"
        "made.csv_pieces = slow\n"
        "from search.commands.start import main; main()"
    )
    terminal = start(code=code)
    terminal.line("lighthouse")
    terminal.until("28 articles")
    terminal.line(f".export {tmp_path / 'lamp.csv'}")
    terminal.until(r":\s+1\s+of\s+28\s+rows")  # a path may be broken anywhere
    terminal.send("\x03")
    terminal.until("Cancelled")
    assert re.search(r"stoppedat\drows?;nothingwaswritten", "".join(terminal.text.split()))
    terminal.ready()
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == []
    terminal.line(f".export {tmp_path / 'lamp.tsv'}")
    terminal.until(r":\s+28\s+rows")
    terminal.ready()
    assert terminal.leave() == 0
