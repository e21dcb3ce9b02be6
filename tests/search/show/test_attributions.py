"""Which of the quotations in an excerpt each line under it means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, Quotation
from indexer.store import IndexWriter
from search.api import open_archive
from search.language.columns import columns
from search.results import QuoteMatch
from search.show.attributions import attribution, who_speaks
from search.show.cards import card
from search.show.terminal import PLAIN

BODY = (
    "“There is no offer on the table,” Jana Orlec said. “There is no hurry,” Tomas Orlec said, and she added: "
    "“None at all.” “A table is a table,” read a banner."
)


def quote(text: str, speaker: str | None, cue: str | None = "said", body: str = BODY) -> QuoteMatch:
    start = body.index(text)
    return QuoteMatch(
        text=text, start=start, end=start + len(text), speaker=speaker, cue=cue, basis="cue", confidence=1.0
    )


OFFER, HURRY = quote("There is no offer on the table", "Jana Orlec"), quote("There is no hurry", "Tomas Orlec")
NONE, BANNER = quote("None at all.", "Jana Orlec"), quote("A table is a table", None, "read")
ALL = (0, len(BODY))


@pytest.mark.parametrize(
    ("quotes", "others", "lines"),
    [
        ([OFFER], [], ["— Jana Orlec (said)"]),
        ([OFFER, NONE], [], ["— Jana Orlec (said)"]),
        ([OFFER], [NONE], ["— Jana Orlec (said)"]),
        (
            [OFFER, HURRY],
            [],
            ["“There is no offer…” — Jana Orlec (said)", "“There is no hurry” — Tomas Orlec (said)"],
        ),
        ([OFFER], [HURRY], ["“There is no offer…” — Jana Orlec (said)"]),
        ([NONE], [BANNER], ["“None at all.” — Jana Orlec (said)"]),
        (
            [NONE, HURRY, OFFER, BANNER],
            [],
            ["“There is no offer…”, “None at all.” — Jana Orlec (said)", "“There is no hurry” — Tomas Orlec (said)"],
        ),
        ([BANNER], [OFFER], []),
        ([OFFER], [quote("no offer", "Tomas Orlec")], ["— Jana Orlec (said)"]),
        ([], [OFFER], []),
    ],
)
def test_whose_words_are_meant(quotes: list[QuoteMatch], others: list[QuoteMatch], lines: list[str]) -> None:
    """Told where the excerpt has quotations by several; in the order of the text, a line for each way of saying
    so."""
    assert who_speaks(quotes, others, excerpt=ALL, width=80) == lines


def test_only_the_excerpt_counts() -> None:
    """A quotation elsewhere makes nothing unclear, one that the excerpt cuts does."""
    assert who_speaks([OFFER, HURRY], [], excerpt=(0, OFFER.end), width=80) == ["— Jana Orlec (said)"]
    cut = who_speaks([OFFER], [HURRY], excerpt=(0, HURRY.start + 5), width=80)
    assert cut == ["“There is no offer…” — Jana Orlec (said)"]


def test_many_of_one_speaker_are_counted() -> None:
    """Three are named."""
    body = " ".join(f"“Word {n} of it.”" for n in range(6)) + " “Other”"
    said = [quote(f"Word {n} of it.", "Ann", body=body) for n in range(6)]
    lines = who_speaks(said, [quote("Other", "Bob", body=body)], excerpt=(0, len(body)), width=90)
    assert lines == ["“Word 0 of…”, “Word 1 of…”, “Word 2 of…” and 3 more — Ann (said)"]


words = st.lists(st.sampled_from(["a", "bb", "ccc", "dddddddddddd", "ё", "中中"]), min_size=1, max_size=9).map(
    " ".join
)


@given(st.lists(st.tuples(words, st.sampled_from(["Ann Bell", "Bob", None])), max_size=6), st.integers(8, 90))
def test_lines_fit_and_no_speaker_is_left_out(said: list[tuple[str, str | None]], width: int) -> None:
    """Whatever was said: no line is too wide, and each speaker is named where the width has room for the name."""
    quotes, at = [], 0
    for text, speaker in said:
        quotes.append(
            QuoteMatch(
                text=text, start=at, end=at + len(text), speaker=speaker, cue=None, basis="cue", confidence=1.0
            )
        )
        at += len(text) + 3
    lines = who_speaks(quotes, [], excerpt=(0, at), width=width)
    assert all(columns(line) <= width for line in lines)
    if width >= len("— Ann Bell"):
        assert {line.rpartition("— ")[2] for line in lines} == {quote.speaker for quote in quotes if quote.speaker}


def test_the_card_has_the_lines(tmp_path: Path) -> None:
    """Of a search: a quotation beside the one that matches is by another."""
    said = [
        Quotation(text=q.text, start=q.start, end=q.end, speaker=q.speaker, cue=q.cue, basis="cue")
        for q in (OFFER, HURRY)
    ]
    with IndexWriter(tmp_path / "index") as writer:
        writer.put(Article(id="1", body=BODY), said)
        writer.commit({})
    with open_archive(tmp_path / "index") as archive:
        lines = card(archive.search("offer").hits[0], width=200, style=PLAIN)
        assert "    “There is no offer…” — Jana Orlec (said)" in lines


@pytest.mark.parametrize(
    ("confidence", "disputed", "line"),
    [
        (1.0, (), "— Jana Orlec (said)"),
        (0.7, (), "— Jana Orlec (said)"),
        (0.69, (), "— probably Jana Orlec (said)"),
        (0.5, (), "— probably Jana Orlec (said)"),
        (0.49, (), "— perhaps Jana Orlec (said)"),
        (0.0, (), "— Jana Orlec (said)"),
        (0.5, ("Tomas Orlec",), "— probably Jana Orlec (said); disputed: elsewhere Tomas Orlec"),
    ],
)
def test_doubt_is_said(confidence: float, disputed: tuple[str, ...], line: str) -> None:
    """Before the name; of an older index that states no confidence, none."""
    doubtful = replace(OFFER, confidence=confidence, disputed=disputed)
    assert attribution(doubtful) == line
    assert doubtful.to_dict().get("disputed", []) == list(disputed)


def test_nobody_is_not_doubtful() -> None:
    """There is no name to stand before."""
    assert attribution(replace(BANNER, confidence=0.3)) == "— speaker unknown (read)"
