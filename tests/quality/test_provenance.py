"""The gates of copies, traces and verdicts: gold data over the news. A floor may be raised, never lowered.

The data and the scorers are in ../shared; where they are not, the gates are skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from search.api import open_archive
from tests.conftest import shared
from tests.quality.figures import measured
from tests.quality.provenance import rows, write

FLOORS = {
    "copies.same": 0.993,
    "copies.independent": 0.95,
    "trace.carriers": 0.99,
    "trace.kinds": 0.955,
    "trace.first": 0.975,
    "verify.accuracy": 0.98,
    "verify.macro": 0.975,
}
NEGATIONS = 14


def scored(tool: str, answers: Path, *more: str) -> list[dict[str, Any]]:
    """The objects that a scorer prints."""
    data = str(shared("data", "provenance"))
    command = [sys.executable, str(shared("tools", f"{tool}.py")), data, str(answers), *more]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in printed.splitlines()]


def _share(told: str) -> float:
    """`109/111` as a number."""
    right, of = map(int, told.split("/"))
    return right / of


@pytest.fixture(scope="module")
def answers(news_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("answers")
    with open_archive(news_index) as archive:
        write(archive, shared("data", "provenance"), out)
    return out


@pytest.fixture(scope="module")
def verdicts(answers: Path) -> dict[str, Any]:
    (found,) = scored("score_verify", answers / "verdicts.jsonl")
    return found


@pytest.fixture(scope="module")
def copies(answers: Path) -> list[dict[str, Any]]:
    return scored("score_groups", answers / "groups.jsonl", "--families", str(answers / "families.jsonl"))


@pytest.fixture(scope="module")
def figures(answers: Path, copies: list[dict[str, Any]], verdicts: dict[str, Any]) -> dict[str, float]:
    same, _, events = copies
    carriers, kinds = scored("score_trace", answers / "traces.jsonl")
    return {
        "copies.same": same["same"]["F1"],
        "copies.independent": events["independent_right"] / events["events"],
        "trace.carriers": carriers["carriers"]["F1"],
        "trace.kinds": kinds["kinds_micro"]["F1"],
        "trace.first": _share(carriers["first_right"]),
        "verify.accuracy": verdicts["accuracy"],
        "verify.macro": verdicts["macro_F1"],
    }


@pytest.mark.parametrize("name", FLOORS)
def test_floors(name: str, figures: dict[str, float]) -> None:
    """What was reached, less a little for the speakers and marks that the extractor may come to see otherwise."""
    assert figures[name] >= FLOORS[name]


def test_what_the_page_tells_is_measured(figures: dict[str, float]) -> None:
    """The figures of docs/provenance.md."""
    measured({f"provenance.{name}": value for name, value in figures.items()})


def test_one_event_in_other_words_is_no_copy(copies: list[dict[str, Any]]) -> None:
    """None of 600 pairs of articles on one event is grouped, and no excerpt counts as a copy."""
    grouped = copies[1]["grouped"]
    assert grouped["same-event"] == "0/600"
    assert grouped["boilerplate"].startswith("0/")


def test_no_negation_is_overlooked(verdicts: dict[str, Any]) -> None:
    """A claim that says the opposite is near, with a warning; nothing else has one."""
    assert verdicts["by_kind"]["negation"] == f"{NEGATIONS}/{NEGATIONS}"
    assert verdicts["negation_flag"] == {"tp": NEGATIONS, "fp": 0, "fn": 0}


def test_nothing_is_exact_that_is_not(answers: Path) -> None:
    """No claim that was altered, joined, invented or given to somebody else passes."""
    gold = {row["cid"]: row["verdict"] for row in rows(shared("data", "provenance", "verify.jsonl"))}
    given = {row["cid"]: row["verdict"] for row in rows(answers / "verdicts.jsonl")}
    assert [cid for cid, verdict in given.items() if verdict == "exact" and gold[cid] != "exact"] == []
