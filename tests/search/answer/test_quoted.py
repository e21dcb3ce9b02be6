"""The quotations that are shown under an article."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.article import Article, Quotation
from indexer.build import build
from indexer.store import IndexWriter
from search.api import open_archive
from search.results import Hit
from search.show.cards import card, hit_card
from search.show.terminal import PLAIN

BODY = """The ferry stays in harbour this winter.

“The old ship is tired,” said Ada Brook. “We will mend the quay first,” Brook said.

“Nobody asked us about the quay,” said Tom Hale."""


def shown(folder: Path, query: str, *, body: str = BODY) -> tuple[list[str], list[str]]:
    """The quotations under the one article that a query finds, and the lines of its card."""
    file = folder / "articles.jsonl"
    file.write_text(json.dumps({"id": "ferry", "title": "No ferry", "text": body}), encoding="utf-8")
    build(folder / "index", [str(file)])
    with open_archive(folder / "index") as archive:
        (hit,) = archive.search(query).hits
        return [quote.text for quote in hit.quotes], hit_card(hit, width=80, style=PLAIN)


def test_the_quotations_that_hold_the_whole_query_are_preferred(tmp_path: Path) -> None:
    """Of what somebody says, what speaks of the words asked for."""
    quotes, _ = shown(tmp_path, "speaker:brook quay")
    assert quotes == ["We will mend the quay first"]


def test_a_speaker_asked_for_is_quoted_though_the_words_stand_elsewhere(tmp_path: Path) -> None:
    """The words are found in the article, the speaker in its quotations; others are not shown."""
    quotes, card = shown(tmp_path, "speaker:brook winter")
    assert quotes == ["The old ship is tired", "We will mend the quay first"]
    assert any("Ada Brook" in line for line in card)


def test_an_excluded_speaker_is_not_quoted(tmp_path: Path) -> None:
    """What the query excludes is no reason to show it."""
    quotes, _ = shown(tmp_path, "winter -speaker:nobody")
    assert quotes == []


def test_a_card_shows_some_quotations_and_counts_the_rest(tmp_path: Path) -> None:
    """Thirty quotations do not push the next answer off the screen; the result has them all."""
    sayings = "\n\n".join(f"“Saying number {nth} is a short one,” said Ada Brook." for nth in range(30))
    quotes, card = shown(tmp_path, "speaker:brook winter", body=f"{BODY}\n\n{sayings}")
    assert len(quotes) == 32
    assert any("29 more quotations" in line for line in card)
    assert len(card) < 15


@pytest.mark.parametrize("at", [0, 40, 119])
def test_a_long_quotation_is_cut_around_its_match(tmp_path: Path, at: int) -> None:
    """On the card of an article, at words, with marks where it was cut; `quotes` and the JSON have the whole of
    it."""
    words = [f"w{n:03}" for n in range(120)]
    words[at] = "walrus"
    text = " ".join(words)
    said = Quotation(text=text, start=1, end=1 + len(text), speaker="Ada Quill", cue=None, basis="cue")
    with IndexWriter(tmp_path / "index") as writer:
        writer.put(Article(id="1", title="A title", body=f'"{text}" Then it rained.'), [said])
        writer.commit({})
    with open_archive(tmp_path / "index") as archive:
        (hit,) = archive.search("speaker:quill quote:walrus").hits
        assert isinstance(hit, Hit)
        assert hit.quotes[0].text == text
        whole = replace(hit, snippets=())
        shown = " ".join(line.strip() for line in hit_card(whole, width=80, style=PLAIN)[2:-1])
        assert "*walrus*" in shown
        assert len(shown) < 300
        inside = shown.strip("“”").removeprefix("… ").removesuffix(" …").replace("*", "")
        assert f" {inside} " in f" {text} "
        assert shown.startswith("“… ") == (at > 0)
        assert shown.endswith(" …”") == (at < 119)
        (quote,) = archive.search("walrus", space="quotations").hits
        assert "w119" in "".join(card(quote, width=80, style=PLAIN)) or at == 119
