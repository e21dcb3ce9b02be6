"""The quotations that are shown under an article."""

from __future__ import annotations

import json
from pathlib import Path

from indexer.build import build
from search.api import open_archive
from search.cards import hit_card
from search.terminal import PLAIN

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
