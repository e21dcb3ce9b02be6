"""Time and sides at the prompt: the same answers as those of the commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from search.repl.state import Reply

Answer = Callable[..., Reply]


def test_the_timeline_of_the_last_query(answer: Answer) -> None:
    """In the unit that is named, with the filter; of quotations, where those were asked for."""
    reply = answer("lighthouse", ".timeline week")
    assert reply.outcome == "matched"
    assert [line.split()[0] for line in reply.lines[1:]] == [
        "2025-01-27", "2025-02-03", "2025-02-10", "2025-02-17", "2025-02-24",
    ]  # fmt: skip
    assert reply.notes[0].startswith("28 articles, in 5 weeks")
    assert "quotations" in answer(".quotes lamp", ".timeline day").lines[0]
    assert answer(".source halyard", "lighthouse", ".timeline month").lines[1].split()[1] == "9"
    assert answer(".source -", ".timeline month foghorn").lines[1].split()[:2] == ["2025-03", "1"]


def test_without_any_query_there_is_nothing_to_draw(answer: Answer) -> None:
    """And it is said what to do."""
    for command in (".timeline", ".timeline week", ".facets", ".silent"):
        assert "there is no query yet" in answer(command).notes[0]


def test_facets_of_one_kind_or_of_all(answer: Answer) -> None:
    """`.facets source`, `.facets`, and of a query that is written behind."""
    assert answer("lighthouse", ".facets source").lines[0] == "3 sources"
    assert {"3 sources", "2 speakers", "1 month"} <= set(answer("lighthouse", ".facets").lines)
    assert answer(".facets speaker quarrel").outcome == "nothing"
    assert "Ada Quill" in answer(".facets speaker lighthouse").lines[1]


def test_two_sides_with_a_bar_between(answer: Answer) -> None:
    """And a topic behind a second one."""
    reply = answer(".versus speaker:quill | speaker:orlec")
    assert reply.lines[0].split() == ["speaker:quill", "speaker:orlec"]
    assert "on: lamp" in answer(".versus speaker:quill | speaker:orlec | lamp").notes[0]
    assert answer(".versus kelp").outcome == "error"
    assert answer(".versus zeppelin | gramophone").outcome == "nothing"


def test_the_silent_of_the_last_query(answer: Answer) -> None:
    """Outlets that have articles in these days and none in the answer."""
    reply = answer("lighthouse day source:halyard", ".silent")
    assert {line.split("  ")[-1] for line in reply.lines} == {"Harbour Post", "Skerry Times"}
    assert reply.notes[0].startswith("2 outlets are silent, 1 not")


def test_a_receipt_of_the_last_answer(answer: Answer, tmp_path: Path) -> None:
    """Written to a file that is new; one that is there is asked again."""
    file = tmp_path / "lamp.json"
    assert answer("speaker:quill lamp", f".receipt {file}").notes[0].startswith("receipt of 14 articles")
    again = answer(f".receipt {file}")
    assert (again.outcome, again.notes[0].startswith("same: 14 articles")) == ("matched", True)
    traced = tmp_path / "trace.json"
    answer("kelp", ".trace the lamp has burned for 3 nights", f".receipt {traced}")
    assert '"verb": "trace"' in traced.read_text()
    verdict = tmp_path / "verdict.json"
    answer(".verify the lamp has burned for 3 nights --speaker quill", f".receipt {verdict}")
    assert '"speaker": "quill"' in verdict.read_text()
    assert answer(f".receipt {verdict}").notes[0].startswith("same: ")
    after = tmp_path / "after.json"
    answer(".trace the lamp has burned for 3 nights", "kelp", f".receipt {after}")
    assert '"query": "kelp"' in after.read_text()
    (tmp_path / "other").write_text("kelp")
    assert answer(f".receipt {tmp_path / 'other'}").outcome == "error"
    assert answer(".receipt").outcome == "error"


def test_a_page_on_the_last_answer_or_trace(answer: Answer, tmp_path: Path) -> None:
    """With the filter that holds; an older page is replaced."""
    file = tmp_path / "page.html"
    reply = answer(".source halyard", "lighthouse", f".report {file}")
    assert "".join(reply.notes).replace(" ", "") == f"report:{file}"  # which may be wider than the screen
    assert "9 articles, 1 outlet" in file.read_text("utf-8")
    reply = answer(".trace the lamp has burned for 3 nights", f".report {file}")
    assert (reply.outcome, "".join(reply.notes).replace(" ", "")) == ("matched", f"report:{file}")
    assert "A trace" in file.read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    for line in (".report", f".report {tmp_path / 'nowhere' / 'page.html'}"):
        assert answer("lighthouse", line).outcome == "error"
