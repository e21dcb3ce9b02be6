"""An empty answer is explained."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from indexer.article import Article, PublicationDate, Quotation
from indexer.store import IndexWriter
from search.api import open_archive
from search.show.reason_lines import reason_lines
from tests.conftest import Run

NO = "  there is no "
REACH = "  the archive's dates are from 2023-09-14 to 2025-04-08 (1 article without: date:unknown)"
REACH_TOLD = {
    "kind": "dates_of_archive", "noun": "article", "count": 1, "first": "2023-09-14", "last": "2025-04-08",
}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("dam zebra", "  no article has: zebra"),
        ("cesefire", "  near cesefire: ceasefire"),
        ('"stop the trian"', "  near trian: train, than"),
        (
            "speaker:orlec quote:stored",
            "  each is found, but no one quotation has all of: speaker:orlec quote:stored",
        ),
        (
            "speaker:madrun speaker:tarvenskiy",
            "  4 articles with a quotation for each: said:(speaker:madrun) said:(speaker:tarvenskiy)",
        ),
        ("rail date:2020", "  no article has: date:2020"),
        ("strike kitchen carp", "  no article has: carp"),
        ("source:nothline", "  there is no outlet nothline: did you mean source:Northline (4)?"),
        ("strike source:(orvana OR herold)", f'{NO}outlet herold: did you mean source:"The Lisvar Herald" (1)?'),
        ("speaker:orlez", f'{NO}speaker orlez: did you mean speaker:"Jana Orlec" (12) or speaker:"Tomas Orlec" (4)?'),
        ("author:askal", "  there is no author askal: did you mean author:askaal (2)?"),
        ("source:zzzzz", "  there is no outlet zzzzz"),
        ('source:"today kaldria"', "  2 articles in another order: source:(today kaldria)"),
        ('speaker:"Orlec, Jana"', "  4 articles in another order: speaker:(orlec jana)"),
        ("source:=lh", f'{NO}outlet lh: did you mean source:"The Lisvar Herald" (1)?'),
        ("ceasefire ADJ/1 guards", "  3 articles further apart: ceasefire ADJ/50 guards"),
        ("language:DE", "  there is no language de: did you mean language:en (17)?"),
        ("dam SENT carp", "  no article has: carp"),
        ("title:(dam NEAR/2 carp)", "  no article has: title:carp"),
        ("strike SENT coal", "  1 article in one paragraph: strike PARA coal"),
        ("turbines SENT ceasefire", "  2 articles with all of them anywhere: turbines ceasefire"),
        ("strike ADJ/2 rail", "  5 articles in another order: strike NEAR/2 rail"),
        ("atleast4:strike", "  4 articles at least 2 times: atleast2:strike"),
        ("dam atleast90:strike", "  no article has: atleast90:strike"),
        ("lead:proverb", "  1 article somewhere in the body: body:proverb"),
        ("atleast2:cesefire", "  near cesefire: ceasefire"),
        ("xyzzyx", "  no article has xyzzyx, and no word is spelt much like it"),
        ("=xyzzyx", "  no article has =xyzzyx, and no word is spelt much like it"),
        ("xyzzy*", "  no word fits xyzzy*"),
        ("title:xyzzyx", "  no article has: title:xyzzyx"),
        ("title:onions", "  3 articles somewhere in the text: onions"),
        ("xyzzyx OR quuxly", "  no article has: xyzzyx, quuxly"),
        ("xyzzyx quuxly", "  no article has: xyzzyx, quuxly"),
        ('"strike xyzzyx"', "  no article has: =xyzzyx"),
        ('"rail trains strike"', "  5 articles with all of them anywhere: =rail =trains =strike"),
        ('"water power"', '  4 articles in this order, further apart: "water power"~5'),
        ('"onions ceasefire"', '  each part is found, but no article has all of them: "onions ceasefire"'),
        ("date:1999", REACH),
        ("rail date:2050..", REACH),
        ("date:(1999 OR 2050)", REACH),
        ("date:2025-02-15", "  the nearest dates are 2025-02-11 and 2025-02-20"),
        ("https://example.org/a/b?c=d", "  no article is from this address, nor from its site"),
        ("id:strike-kitchn.txt", "  there is no id strike-kitchn.txt: did you mean id:strike-kitchen.txt?"),
    ],
)
def test_what_the_archive_lacks_is_named(seeds_index: Path, query: str, line: str) -> None:
    """The clause that nothing has, words spelt like it, clauses that no one quotation has together."""
    with open_archive(seeds_index) as archive:
        assert not archive.search(query).total
        assert line in reason_lines(archive.why_empty(query))


@pytest.mark.slow
def test_the_clause_in_the_way_is_named_with_what_there_is_without_it(run: Run, seeds_index: object) -> None:
    """Every part is found alone; the counts without each say which one to give up."""
    told = run("search", "title:guns source:herald", ONRECORD_INDEX=str(seeds_index)).stderr
    assert "each part is found, but no article has all of them" in told
    assert "1 article without source:herald" in told


@pytest.mark.slow
def test_an_exclusion_can_be_what_is_in_the_way(run: Run, seeds_index: object) -> None:
    """Without the minus there would be an answer."""
    told = run("search", "--", "ceasefire -orvenia", ONRECORD_INDEX=str(seeds_index)).stderr
    assert "without -" in told


@pytest.mark.slow
def test_json_says_why_in_its_summary(run: Run, seeds_index: object) -> None:
    """A program gets what a user is told as values, in the summary, and nothing on stderr; none where there is an
    answer."""
    told = run("search", "--json", "xyzzyx date:1999", ONRECORD_INDEX=str(seeds_index))
    (summary,) = map(json.loads, told.stdout.splitlines())
    assert summary["total"] == 0
    assert summary["why"] == [
        {"kind": "absent", "noun": "article", "clauses": ["xyzzyx", "date:1999"]},
        REACH_TOLD,
    ]
    assert told.stderr == ""
    assert '"why"' not in run("search", "--json", "ceasefire", ONRECORD_INDEX=str(seeds_index)).stdout


def test_a_quotation_without_the_word_says_nothing_of_articles(run: Run, seeds_index: object) -> None:
    """The word may well stand in articles, so that no other spelling was looked for."""
    told = run("quotes", "freight", ONRECORD_INDEX=str(seeds_index)).stderr
    assert told.splitlines()[1:] == ["  no quotation has: freight"]


@pytest.mark.slow
def test_speakers_of_nothing_are_explained(run: Run, seeds_index: object) -> None:
    """A query that finds no quotation, at the shell and in JSON; not where it finds some by nobody known."""
    told = run("speakers", "date:1999", ONRECORD_INDEX=str(seeds_index))
    assert (told.returncode, told.stderr.splitlines()) == (1, ["0 speakers", "  looked for in what was said", REACH])
    told = run("speakers", "--json", "date:1999", ONRECORD_INDEX=str(seeds_index))
    assert json.loads(told.stdout)["why"] == [REACH_TOLD]
    told = run("speakers", "basis:unknown", ONRECORD_INDEX=str(seeds_index))
    assert len(told.stderr.splitlines()) == 2


def test_what_is_there_without_a_quotation_is_not_said_to_be_missing(tmp_path: Path) -> None:
    """An outlet, a date, an address of which no article quotes anybody."""
    body = '"Rain," said Ada Quill.'
    said = Quotation(text="Rain", start=1, end=5, speaker="Ada Quill", cue="said", basis="cue")
    with IndexWriter(tmp_path / "index") as writer:
        writer.put(Article(id="1", body=body, source="Halyard", date=PublicationDate.parse("2020")), [said])
        mute = {"source": "Skerry", "date": PublicationDate.parse("2021"), "url": "http://example.org/a"}
        writer.put(Article(id="2", body="Nothing.", **mute), [])
        writer.commit({})
    with open_archive(tmp_path / "index") as archive:
        for clause in ("source:skerry", "date:2021", 'url:"http://example.org/a"'):
            why = archive.why_empty(clause, space="quotations")
            assert reason_lines(why) == [f"  in the archive 1 article with: {clause}"]
        assert reason_lines(archive.why_empty("date:2022", space="quotations")) == [
            "  the archive's dates are from 2020-01-01 to 2021-12-31"
        ]


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("cnm", "cnn.com"),
        ("nyt", "The New York Times"),
        ("tnyt", "The New York Times"),
        ("gardian", "The Guardian"),
        ("CNN News", "cnn.com"),
    ],
)
def test_outlets_that_are_meant(tmp_path: Path, asked: str, near: str) -> None:
    """By one letter of three, by initials, by a word that few have; never by the words that every site has."""
    names = ("cnn.com", "dw.com", "The New York Times", "The Guardian", "www.tass.com")
    ((line,),) = _asked(tmp_path, [Article(id=name, body="a", source=name) for name in names], f'source:="{asked}"')
    assert line == f'  there is no outlet {asked.lower()}: did you mean source:"{near}" (1)?'


def _asked(tmp_path: Path, articles: Iterable[Article], *queries: str) -> list[list[str]]:
    with IndexWriter(tmp_path / "index") as writer:
        for article in articles:
            writer.put(article, [])
        writer.commit({})
    with open_archive(tmp_path / "index") as archive:
        assert not any(archive.search(query).total for query in queries)
        return [reason_lines(archive.why_empty(query)) for query in queries]


def test_dates_are_told_as_they_are_stated(tmp_path: Path) -> None:
    """A day in a month of which articles state no day, a gap, either end, and an archive without undated articles."""
    dates = ("2020-01-05", "2020-03", "2020-03", "2021")
    articles = [Article(id=str(n), body="a", date=PublicationDate.parse(date)) for n, date in enumerate(dates)]
    whole = "  the archive's dates are from 2020-01-05 to 2021-12-31"
    assert _asked(
        tmp_path, articles, "date:2020-03-09", "date:2021-03..2021-05", "date:2020-02", "date:..2019", "date:unknown"
    ) == [
        ["  2 articles dated less exactly: date:2020-03", "  the nearest dates are 2020-01-05 and 2021-01-01"],
        ["  1 article dated less exactly: date:2021", whole],
        ["  the nearest dates are 2020-01-05 and 2020-03-01"],
        [whole],
        ["  every article states a date"],
    ]


def test_an_archive_without_dates_says_so(tmp_path: Path) -> None:
    """Whatever the date asked for."""
    lines = _asked(tmp_path, [Article(id="1", body="a")], "date:2020")
    assert lines == [["  no article states a date: date:unknown finds them"]]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("https://www.example.org/2020/a", "1 article from: url:http://example.org/2020/a*"),
        ("http://example.org/2020/a?utm=x#top", "1 article from: url:http://example.org/2020/a*"),
        ("url:example.org", "3 articles from: url:http://example.org/*"),
        ("url:Example.org/2020/c*", "2 articles from: url:http://example.org/2020/*"),
        ("https://example.org/2021/x/y/z", "3 articles from: url:http://example.org/*"),
        ("url:http://example.com/2020", "nor from its site"),
        ("url:http://example.or/", "nor from its site"),
        ("url:exampl", "nor from its site"),
    ],
)
def test_an_address_is_looked_for_as_others_write_it_and_then_shorter(tmp_path: Path, asked: str, told: str) -> None:
    """With and without https and www., without what is asked behind it, then directory by directory to the site."""
    places = ("2020/a", "2020/b", "about")
    articles = [Article(id=place, body="a", url=f"http://example.org/{place}") for place in places]
    ((line,),) = _asked(tmp_path, articles, asked)
    assert line.startswith("  no article is from this address")
    assert line.replace('"', "").endswith(told)


def test_addresses_that_no_article_states_are_told_so(tmp_path: Path) -> None:
    """Then no other address would do."""
    ((line,),) = _asked(tmp_path, [Article(id="1", body="a")], "https://example.org/")
    assert line == "  no article states its address"


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
        told = reason_lines(archive.why_empty("language:fx"))
        assert told == ["  there is no language fx: did you mean language:fr (1)?"]
