"""An empty answer is explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.article import Article
from indexer.store import IndexWriter
from search.api import open_archive
from tests.conftest import Run

NO = "  there is no "


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("dam zebra", "  no article has: zebra"),
        ("cesefire", "  near cesefire: ceasefire"),
        ('"stop the trian"', "  near trian: train, than"),
        ("speaker:orlec quote:stored", "  each is found, but no one quotation has all of: speaker:orlec quote:stored"),
        ("rail date:2020", "  no article has: date:2020"),
        ("strike kitchen carp", "  no article has: carp"),
        ("source:nothline", "  there is no outlet nothline: did you mean source:Northline (4)?"),
        ("strike source:(orvana OR herold)", f'{NO}outlet herold: did you mean source:"The Lisvar Herald" (1)?'),
        ("speaker:orlek", f'{NO}speaker orlek: did you mean speaker:"Jana Orlec" (9) or speaker:"Tomas Orlec" (4)?'),
        ("author:askal", "  there is no author askal: did you mean author:askaal (2)?"),
        ("source:zzzzz", "  there is no outlet zzzzz"),
        ("language:DE", "  there is no language de"),
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


ASKED = ("EN", "en-gb", "e*", "FR")


def test_languages_are_asked_for_in_any_case(tmp_path: Path) -> None:
    """However they are written in the articles; a language has its countries' varieties, which count no less."""
    with IndexWriter(tmp_path / "index") as writer:
        for name in ("en", "EN", "en-GB", "en_US", "english", "fr"):
            writer.put(Article(id=name, body="word", language=name), [])
        writer.commit({})
    with open_archive(tmp_path / "index") as archive:
        found = {q: {hit.article.id for hit in archive.search(f"language:{q}").hits} for q in ASKED}
        assert found["EN"] == {"en", "EN", "en-GB", "en_US"}
        assert found["en-gb"] == {"en-GB"}
        assert found["e*"] == {"en", "EN", "en-GB", "en_US", "english"}
        assert found["FR"] == {"fr"}
        assert len({hit.score for hit in archive.search("word language:en").hits}) == 1
        assert archive.explain_nothing("language:fx") == ["  there is no language fx: did you mean language:fr (1)?"]
