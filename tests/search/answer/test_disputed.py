"""The same words by somebody else in another article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.build import build
from search.api import open_archive
from search.results import DISPUTED

WORDS = "The harbour will open again on Monday"


def disputes(folder: Path, *said: str) -> list[tuple[str | None, tuple[str, ...], bool]]:
    """Of each quotation of the words its speaker, the other speakers, and whether it is as sure as alone."""
    file = folder / "articles.jsonl"
    lines = [{"id": f"a{at}", "text": f"It rained.\n\n{one}\n"} for at, one in enumerate(said)]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    build(folder / "index", [str(file)])
    with open_archive(folder / "index") as archive:
        hits = archive.search("harbour", space="quotations").hits
        found = [hit.quote for hit in sorted(hits, key=lambda hit: hit.article.id)]
    return [(one.speaker, one.disputed, one.confidence > DISPUTED) for one in found]


def test_both_are_disputed_and_less_sure(tmp_path: Path) -> None:
    """Whatever marks and case are set."""
    assert disputes(
        tmp_path,
        f"“{WORDS},” said Ada Brook.",
        f"“{WORDS.upper()}!” said Tom Hale.",
        "“The harbour is open,” he said.",
    ) == [("Ada Brook", ("Tom Hale",), False), ("Tom Hale", ("Ada Brook",), False), (None, (), False)]


@pytest.mark.parametrize(
    "other",
    [
        f"“{WORDS},” said Brook.",
        f"“{WORDS},” said Ms. Ada Brook.",
        f"“{WORDS},” said the mayor.",
        f"“{WORDS}.”",
        "“The harbour will open on Monday,” said Tom Hale.",
    ],
)
def test_one_person_is_no_dispute(tmp_path: Path, other: str) -> None:
    """Nor is a description, nobody, or other words."""
    first, *_ = disputes(tmp_path, f"“{WORDS},” said Ada Brook.", other)
    assert first == ("Ada Brook", (), True)


def test_few_words_are_the_same_by_chance(tmp_path: Path) -> None:
    """Fewer than seven."""
    first, _ = disputes(
        tmp_path, "“The harbour will open,” said Ada Brook.", "“The harbour will open,” said Tom Hale."
    )
    assert first == ("Ada Brook", (), True)


def test_a_dispute_over_builds(tmp_path: Path) -> None:
    """The second article comes later, in a segment of its own."""
    assert disputes(tmp_path, f"“{WORDS},” said Ada Brook.") == [("Ada Brook", (), True)]
    later = tmp_path / "later.jsonl"
    later.write_text(json.dumps({"id": "b", "text": f"It rained.\n\n“{WORDS},” said Tom Hale.\n"}), encoding="utf-8")
    build(tmp_path / "index", [str(later)])
    with open_archive(tmp_path / "index") as archive:
        hits = archive.search("harbour", space="quotations").hits
        assert {hit.quote.speaker: hit.quote.disputed for hit in hits} == {
            "Ada Brook": ("Tom Hale",),
            "Tom Hale": ("Ada Brook",),
        }
