"""An empty answer is explained."""

from __future__ import annotations

import pytest

from tests.conftest import Run


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("dam zebra", "  no article has: zebra"),
        ("cesefire", "  near cesefire: ceasefire"),
        ('"stop the trian"', "  near trian: train, than"),
        ("speaker:orlec quote:stored", "  each is found, but no one quotation has all of: speaker:orlec quote:stored"),
        ("rail date:2020", "  no article has: date:2020"),
        ("strike kitchen carp", "  no article has: carp"),
        ("dam SENT carp", "  no article has: carp"),
        ("title:(dam NEAR/2 carp)", "  no article has: title:carp"),
        ("strike SENT coal", "  1 article in one paragraph: strike PARA coal"),
        ("turbines SENT ceasefire", "  2 articles with all of them anywhere: turbines ceasefire"),
        ("strike ADJ/2 rail", "  5 articles in another order: strike NEAR/2 rail"),
        ("atleast4:strike", "  4 articles at least 2 times: atleast2:strike"),
        ("dam atleast90:strike", "  no article has: atleast90:strike"),
        ("lead:proverb", "  1 article somewhere in the body: body:proverb"),
        ("atleast2:cesefire", "  near cesefire: ceasefire"),
    ],
)
def test_what_the_archive_lacks_is_named(run: Run, seeds_index: object, query: str, line: str) -> None:
    """The clause that nothing has, words spelt like it, clauses that no one quotation has together."""
    told = run("search", query, ONRECORD_INDEX=str(seeds_index))
    assert told.returncode == 1
    assert line in told.stderr.splitlines()


def test_the_clause_in_the_way_is_named_with_what_there_is_without_it(run: Run, seeds_index: object) -> None:
    """Every part is found alone; the counts without each say which one to give up."""
    told = run("search", "title:guns source:herald", ONRECORD_INDEX=str(seeds_index)).stderr
    assert "each part is found, but no article has all of them" in told
    assert "1 article without source:herald" in told


def test_an_exclusion_can_be_what_is_in_the_way(run: Run, seeds_index: object) -> None:
    """Without the minus there would be an answer."""
    told = run("search", "--", "ceasefire -orvenia", ONRECORD_INDEX=str(seeds_index)).stderr
    assert "without -" in told


def test_json_stays_bare(run: Run, seeds_index: object) -> None:
    """A program gets the summary with total 0 and nothing on stderr."""
    told = run("search", "--json", "xylophone", ONRECORD_INDEX=str(seeds_index))
    assert '"total": 0' in told.stdout
    assert told.stderr == ""
