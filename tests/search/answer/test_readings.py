"""Words that may be operators and operators that may be words: how they are read, and that the answer says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from search.answer.readings import joints
from tests.conftest import Run


@pytest.mark.parametrize(
    ("query", "told", "otherwise"),
    [
        ("trump or clinton", {"or": "OR"}, "trump OR clinton"),
        ("trump or clinton?", {"or": "OR"}, "trump OR clinton"),
        ("zika and brazil not travel", {"and": "AND", "not": "NOT"}, "zika AND brazil NOT travel"),
        ("(trump or clinton) date:2016", {"or": "OR"}, "(trump OR clinton) date:2016"),
        ("TRUMP AND PUTIN TO MEET", {"AND": "AND"}, "trump AND putin to meet"),
        ("OJ NOT GUILTY OF MURDER OR THEFT", {"NOT": "NOT", "OR": "OR"}, "oj NOT guilty of murder OR theft"),
        ("vaccine will NOT be mandatory", {"NOT": "not"}, "vaccine will not be mandatory"),
        ("the war or the peace", {}, ""),
        ("trump OR clinton and pence", {}, ""),
        ("UN OR EU", {}, ""),
        ("TALKS NEAR/5 DAM FAIL", {}, ""),
        ("TITLE:DAM AND RIVER DEAL", {}, ""),
        ("Trump AND Putin meet", {}, ""),
        ('"trump or clinton"', {}, ""),
        ("trump clinton", {}, ""),
        ("", {}, ""),
    ],
)
def test_what_may_be_meant_otherwise(query: str, told: Mapping[str, str], otherwise: str) -> None:
    """Small letters among words that all say something, a headline in capitals, a stressed word of a sentence."""
    asked: list[str] = []

    def count(text: str) -> int:
        asked.append(text)
        return 7

    assert {reading.word: reading.other for reading in joints(query, total=1, count=count)} == told
    assert asked == ([otherwise] if otherwise else [])
    assert not joints(query, total=7, count=count)


@pytest.mark.slow
def test_the_answer_tells_how_they_are_read(run: Run, seeds_index: Path) -> None:
    """Under an answer, in the JSON summary, at the prompt with a filter; with --plain there is nothing to tell."""
    asked = {"ONRECORD_INDEX": str(seeds_index)}
    line = "or: the word; OR for the operator finds 9"
    assert line in run("search", "ceasefire or strike", **asked).stderr.splitlines()
    assert line not in run("search", "--plain", "ceasefire or strike", **asked).stderr
    summary = json.loads(run("search", "--json", "ceasefire or strike – rail?", **asked).stdout.splitlines()[-1])
    assert summary["readings"]["or"]["read"] == "word"
    assert summary["as_words"] == ["–", "?"]
    assert "or: the word;" in run(stdin=".source northline\nceasefire or strike\n", **asked).stderr
    capitals = run("search", "RAIL STRIKE OR CEASEFIRE", **asked).stderr
    assert "OR: the word, in a line of capitals; as the operator, among small letters, finds" in capitals
    assert "read as words: – ?;" in run("search", "rail strike – what now?", **asked).stderr
    assert "read as words: –" in run("facets", "strike – rail", **asked).stderr.splitlines()
