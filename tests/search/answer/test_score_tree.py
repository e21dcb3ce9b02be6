"""Scores taken apart: the parts of every answer add up to its score."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.answer.score_tree import Explanation, explanation_lines
from search.api import Archive, open_archive
from tests.conftest import Run, tries

WORDS = "the of water rail strike dam minister talks ceasefire river Orvenia Kaldria who said power turbines".split()

words = st.sampled_from(WORDS)
leaves = st.one_of(
    words,
    words,
    st.sampled_from(['"water for power"', '"rail strike"', '"talks the dam"~4', "=strike"]),
    st.sampled_from(["Tarvensky", "title:(tarvenskyy)", "tarvenskiy NEAR/9 said", "quote:torvesh"]),
    st.sampled_from(["negotiat*", "str?ke", "dam~"]),
    st.sampled_from(["title:dam", "body:water", "source:northline", "date:2025", "speaker:madrun", "quote:water"]),
    st.sampled_from(["rail NEAR/6 strike", "water ADJ/4 power", "(dam OR river) NEAR/9 water"]),
    st.sampled_from(["water SENT power", "the PARA of PARA dam*", "atleast2:(rail OR dam)", "lead:(rail strike)"]),
    st.sampled_from(["lead:the", "quote:(the SENT water)", "title:(rail SENT strike)", "atleast3:the"]),
    st.sampled_from(["quote:(water river)", "said:(speaker:madrun water)", "cue:said", "-rail", "speaker:orlec"]),
)
alternatives = st.lists(leaves, min_size=2, max_size=4).map(" OR ".join).map("({})".format)
queries = st.lists(st.one_of(leaves, leaves, alternatives), min_size=1, max_size=6).map(" ".join)


@pytest.fixture(scope="module")
def archive(seeds_index: Path) -> Iterator[Archive]:
    with open_archive(seeds_index) as opened:
        yield opened


def check(explanation: Explanation) -> None:
    """Every number is what its parts make."""
    values = [part.value for part in explanation.parts]
    if values:
        made = {"sum": sum, "product": math.prod, "highest": max}[explanation.how](values)
        assert explanation.value == pytest.approx(made, rel=1e-5, abs=1e-4)
    else:
        assert explanation.how == "given" or explanation.value == 0
    assert explanation.what
    for part in explanation.parts:
        check(part)


@pytest.mark.slow
@settings(max_examples=tries(75, 150), deadline=None, suppress_health_check=list(HealthCheck))
@given(queries, st.sampled_from(("articles", "quotations")), st.sampled_from(("all", "any")), st.integers(1, 8))
def test_the_parts_add_up_to_the_score(archive: Archive, text: str, space: Any, match: Any, nth: int) -> None:
    """For any query, either space, any answer: the tree's root is the score and every node what its parts make."""
    found = archive.explain(text, nth=nth, space=space, match=match)
    results = archive.search(text, space=space, match=match, limit=20, passages=0)
    assert (found is None) == (len(results.hits) < nth)
    if found:
        hit, explanation = found
        assert hit.score == results.hits[nth - 1].score
        assert explanation.value == pytest.approx(hit.score, abs=1e-4)
        check(explanation)


def everything(explanation: Explanation) -> list[str]:
    return [explanation.what, *(what for part in explanation.parts for what in everything(part))]


def test_what_a_word_adds_is_taken_apart(archive: Archive) -> None:
    """Its rarity, how often it stands in how many words, its weight in the query, and nearness, each by name."""
    found = archive.explain("the rail strike", match="any")
    assert found
    told = " ".join(everything(found[1]))
    for what in ("text:rail", "text:strike", "text:the", "idf", "times", "weight in the query", "rail near strike"):
        assert what in told


def test_the_spellings_of_a_name_are_told_one_by_one(archive: Archive) -> None:
    """All that count as the word in the heading; below it those that are in the article, with their weights."""
    found = archive.explain("tarvenskyy")
    assert found
    hit, explanation = found
    assert explanation.what.startswith("any of text:tarvenskyy, words:tarvensky, ")
    _, weight, _ = explanation.parts
    assert weight.how == "sum"
    assert weight.parts
    text = f"{hit.article.title} {hit.article.body}".lower()
    for member in weight.parts:
        word, times = member.what.removeprefix("text:").removeprefix("words:").split(", ")
        assert text.count(word) >= int(times.split()[0]) > 0
        assert member.value >= int(times.split()[0])


def test_a_quotation_clause_is_explained_by_its_best_quotation(archive: Archive) -> None:
    """Of several that match, which one counts, and by what."""
    found = archive.explain("quote:water speaker:madrun")
    assert found
    told = everything(found[1])
    assert any(what.startswith("quotation ") for what in told)
    assert "quote:water" in told


def test_as_text_each_part_stands_below_what_it_is_part_of() -> None:
    """Indented, with the number first and how the parts make it."""
    product = Explanation(6.0, "x", (Explanation(2.0, "a"), Explanation(3.0, "b")), "product")
    tree = Explanation(6.0, "all", (product,), "sum")
    assert list(explanation_lines(tree)) == [
        "6.000000  all, sum of:",
        "  6.000000  x, product of:",
        "    2.000000  a",
        "    3.000000  b",
    ]


@pytest.mark.slow
def test_the_command_explains_one_answer(run: Run, seeds_index: Path) -> None:
    """`--explain N` prints the tree of the Nth answer, as text or JSON; 1 if there are fewer, 2 if sorted by date."""
    env = {"ONRECORD_INDEX": str(seeds_index)}
    lines = run("search", "--json", "-n", "2", "strike", **env).stdout.splitlines()
    *_, second, _ = map(json.loads, lines)
    told = run("search", "strike", "--explain", "2", **env)
    assert told.returncode == 0, told.stderr
    assert told.stdout.splitlines()[0].startswith("2  ")
    assert float(told.stdout.splitlines()[1].split()[0]) == pytest.approx(second["score"], abs=1e-4)
    value = json.loads(run("search", "strike", "--explain", "2", "--json", **env).stdout)
    assert (value["type"], value["schema"], value["rank"], value["id"]) == ("explanation", 1, 2, second["id"])
    assert value["value"] == pytest.approx(second["score"], abs=1e-4)
    assert run("quotes", "speaker:madrun", "--explain", "1", **env).returncode == 0
    assert run("search", "strike", "--explain", "999", **env).returncode == 1
    sorted_by_date = run("search", "strike", "--explain", "1", "--sort", "newest", **env)
    assert sorted_by_date.returncode == 2
    assert "--sort" in sorted_by_date.stderr
