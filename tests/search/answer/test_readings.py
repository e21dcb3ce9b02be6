"""A headline that is pasted in capitals: its operators are operators, and the answer says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search.answer.readings import operators_in_capitals
from tests.conftest import Run


@pytest.mark.parametrize(
    ("query", "operators"),
    [
        ("TRUMP AND PUTIN TO MEET", ("AND",)),
        ("PRIME MINISTER AND QUEEN OR KING NOT POPE", ("AND", "OR", "NOT")),
        ("RAIN AND WIND AND SNOW AHEAD", ("AND",)),
        ('MINISTER SAYS "NO" OR LEAVES', ("OR",)),
        ("TALKS NEAR/5 DAM FAIL", ("NEAR/5",)),
        ("UN OR EU", ()),
        ("UN OR EU NOT NATO", ()),
        ("TRUMP MEETS PUTIN", ()),
        ("Trump AND Putin meet", ()),
        ("(UN OR EU) SANCTIONS BILL", ()),
        ("TITLE:DAM AND RIVER DEAL", ()),
        ("RAIL STRIKE OR WALKOUT -LONDON", ()),
        ("12 OR 13", ()),
        ("", ()),
    ],
)
def test_what_may_be_a_headline(query: str, operators: tuple[str, ...]) -> None:
    """In capitals, with words side by side, and with nothing else that only a query has."""
    assert operators_in_capitals(query) == operators


@pytest.mark.slow
def test_the_answer_tells_the_operators(run: Run, seeds_index: Path) -> None:
    """Under an answer, in the JSON summary, and at the prompt with a filter; with --plain there are none."""
    line = "OR: read as an operator; in small letters it is a word"
    asked = {"ONRECORD_INDEX": str(seeds_index)}
    query = "RAIL STRIKE OR CEASEFIRE"
    assert line in run("search", query, **asked).stderr.splitlines()
    assert line not in run("search", "--plain", query, **asked).stderr
    summary = json.loads(run("search", "--json", query, **asked).stdout.splitlines()[-1])
    assert summary["operators"] == ["OR"]
    assert line in run(stdin=f".source northline\n{query}\n", **asked).stderr.splitlines()
