"""The manual of the language: its examples find what they say, and the page and the help show the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.api import Archive, open_archive
from search.language.fields import FIELDS
from search.language.manual import MANUAL
from search.repl.help_text import page
from tests.conftest import ROOT

COLLAPSE, SHOTS = "northline-2025-02-11-0417", "northline-2025-02-20-0822"
AGREED, SILENT = "northline-2025-03-01-1130", "guns-fall-silent.txt"
BEGINS, ENDS, KITCHEN = "rail-strike-begins.md", "rail-strike-ends.md", "strike-kitchen.txt"
SEEKS, INTERVIEW, DEAL = "president-seeks-talks.txt", "president-interview.txt", "water-for-power-deal.txt"
STONE, ENGINEER = "dam-foundation-stone.txt", "2025-03-14-gazette-engineer-warns.txt"
FALLS, PAYS = "ozhna-falls-by-a-third.txt", "who-pays-for-the-river.txt"
ALL = {COLLAPSE, SHOTS, AGREED, SILENT, BEGINS, ENDS, KITCHEN, SEEKS, INTERVIEW, DEAL, STONE, ENGINEER, FALLS, PAYS}

FOUND: dict[str, set[str]] = {
    "strike talks": {COLLAPSE, INTERVIEW, SEEKS},
    "=negotiations": {COLLAPSE, SHOTS, SEEKS},
    "Tarvensky": ALL,
    "Torvesh": ALL - {SEEKS, KITCHEN, INTERVIEW},
    "14000": {BEGINS},
    "IT": {FALLS},
    "it river": {SILENT, AGREED, FALLS, PAYS, SHOTS, SEEKS, STONE, ENGINEER},
    '"water for power"': {SILENT, AGREED, INTERVIEW, DEAL},
    "“water for power”": {SILENT, AGREED, INTERVIEW, DEAL},
    "all-out": {BEGINS},
    '"talks dam"~4': {SILENT, AGREED},
    "strike AND coal": {COLLAPSE, KITCHEN},
    "ceasefire OR truce": {SILENT, AGREED, DEAL},
    "strike -rail": {INTERVIEW},
    "strike NOT (rail OR kitchen)": {INTERVIEW},
    "(water OR power) deal": {DEAL},
    "talks NEAR/5 strike": {COLLAPSE},
    "talks ADJ/5 strike": {COLLAPSE},
    '(ceasefire OR truce) NEAR/9 "border guards"': {SILENT, AGREED},
    "turbines SENT siding": {COLLAPSE, BEGINS},
    "strike SENT trains SENT freight": {COLLAPSE},
    "strike PARA coal": {COLLAPSE},
    "atleast3:strike": {COLLAPSE, BEGINS, KITCHEN},
    'atleast2:"rail strike"': {COLLAPSE, BEGINS, ENDS},
    "atleast4:(ceasefire OR truce)": {AGREED},
    "title:dam": {ENGINEER, STONE, AGREED},
    "body:dam -title:dam": ALL - {ENGINEER, STONE, AGREED, KITCHEN, ENDS},
    "lead:ceasefire": {SILENT, AGREED},
    "lead:(turbines SENT siding) OR title:strike": {COLLAPSE, BEGINS, ENDS},
    "negotiat*": {COLLAPSE, SHOTS, INTERVIEW, SEEKS, PAYS},
    "*fire": {SILENT, SHOTS, AGREED, ENDS, DEAL},
    "tarv?nsky": {SILENT, COLLAPSE, SHOTS, AGREED, ENDS, KITCHEN},
    "ceasfire~": {SILENT, AGREED, DEAL},
    "ceasfire~1": {SILENT, AGREED, DEAL},
    "speaker:orlec": {ENGINEER, STONE, COLLAPSE, SEEKS, BEGINS, ENDS},
    "quote:water": {STONE, SILENT, AGREED, INTERVIEW, DEAL, PAYS},
    "speaker:madrun quote:water": {SILENT, AGREED, PAYS},
    "said:(speaker:madrun water) said:(speaker:tarvenskiy)": {SILENT, AGREED},
    "said:(-speaker:madrun) -speaker:madrun": {
        DEAL,
        ENDS,
        ENGINEER,
        INTERVIEW,
        COLLAPSE,
        BEGINS,
        STONE,
        KITCHEN,
        "saved/clock-tower.html",
    },
    "confidence:>=.9 speaker:madrun": {PAYS, SILENT, AGREED, SHOTS, FALLS, SEEKS},
    "cue:told": {ENGINEER, STONE, SILENT, COLLAPSE, AGREED, ENDS, PAYS},
    "basis:pronoun speaker:madrun": {SILENT, SHOTS, AGREED, FALLS, PAYS},
    'source:"kaldria today"': {FALLS, PAYS},
    "source:lh": {BEGINS},
    'outlet:"the lisvar herald"': {BEGINS},
    "section:country": {"saved/courier-notes.csv#2"},
    "source:(northline OR halyard) dam": {SILENT, COLLAPSE, SHOTS, AGREED, INTERVIEW},
    "author:askaal": {FALLS, PAYS},
    "date:2025-02": {COLLAPSE, SHOTS, SEEKS},
    "date:2025-02-20..2025-03-01": {SHOTS, AGREED, SEEKS},
    'date:"24 February 2025..1 March 2025"': {AGREED, SEEKS},
    'date:"march to april 2025"': {PAYS, DEAL, ENDS, ENGINEER, INTERVIEW, SILENT, AGREED},
    "date:2025-Q1": {ENDS, ENGINEER, INTERVIEW, SILENT, AGREED, SEEKS, SHOTS, COLLAPSE, BEGINS, FALLS},
    'date:"since march 2025"': {PAYS, DEAL, ENDS, ENGINEER, INTERVIEW, SILENT, AGREED},
    'date:"until february 2025"': {
        SEEKS,
        SHOTS,
        COLLAPSE,
        BEGINS,
        FALLS,
        STONE,
        "saved/courier-notes.csv#2",
        "saved/courier-feed.xml#1",
        "saved/clock-tower.html",
    },
    "date:22/03/2025": {"rail-strike-ends.md"},
    "date:unknown": {KITCHEN},
    "id:strike-kitchen.txt": {KITCHEN},
    "path:guns*": {SILENT},
}
FOUND["generation:>0"] = {
    COLLAPSE, SHOTS, AGREED, BEGINS, ENDS, DEAL, PAYS, STONE, ENGINEER, INTERVIEW, SEEKS, FALLS, SILENT, KITCHEN,
    "saved/clock-tower.html", "saved/courier-feed.xml#1", "saved/courier-notes.csv#2",
}  # fmt: skip
EXAMPLES = [row for _, rows in MANUAL for row in rows]


@pytest.fixture(scope="module")
def archive(seeds_index: Path) -> Iterator[Archive]:
    with open_archive(seeds_index) as opened:
        yield opened


@pytest.mark.parametrize("query", [query for query, _ in EXAMPLES])
def test_an_example_finds_what_it_says(archive: Archive, query: str) -> None:
    """The articles of seeds/ that fit what the table says of the query, and no others."""
    assert {hit.article.id for hit in archive.search(query, limit=20, copies="all").hits} == FOUND[query]


def test_the_page_has_the_table() -> None:
    """docs/query-language.md shows every section with every row of the manual, and no other."""
    text = (ROOT / "docs" / "query-language.md").read_text("utf-8")
    rows = re.findall(r"^\| `(.*)` \| (.*) \|$", text, re.MULTILINE)
    assert rows == EXAMPLES
    titles = [title for title, _ in MANUAL]
    assert [title for title in re.findall(r"^## (.*)$", text, re.MULTILINE) if title in titles] == titles


def test_the_help_has_the_table() -> None:
    """`.help query` shows every example with what it finds."""
    shown = " ".join(" ".join(page("query", 100)).split())
    for query, finds in EXAMPLES:
        assert " ".join(query.split()) in shown
        assert finds in shown


def test_every_field_has_an_example() -> None:
    """No field of the language is missing in the tables, but those that another stands for (`url:`, `language:`)."""
    text = " ".join(query for query, _ in EXAMPLES)
    assert [name for name in FIELDS if f"{name}:" not in text] == ["url", "language"]
