"""The five real articles that the project was started for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run, shared


@pytest.fixture
def ask(run: Run, tmp_path: Path) -> Run:
    """Run a command on an index of the five articles; the account of the indexing is checked on the way."""
    seeds = shared("seeds")
    made = run("index", str(seeds))
    assert made.returncode == 0, made.stderr
    assert "5 added, 0 updated, 0 unchanged, 0 removed, 0 rejected" in made.stdout
    return run


def hits(ask: Run, query: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in ask("search", "--json", query).stdout.splitlines()]
    return [line for line in lines if line["type"] == "hit"]


def test_a_second_run_says_five_unchanged(ask: Run) -> None:
    """Nothing is read twice."""
    assert "0 added, 0 updated, 5 unchanged" in ask("index", str(shared("seeds"))).stdout


def test_the_articles_that_speak_of_security_guarantees_come_first(ask: Run) -> None:
    """The two that have the phrase are ranked before any other."""
    assert {hit["id"][:3] for hit in hits(ask, "security guarantees")[:2]} == {"000", "003"}


def test_a_speaker_finds_the_one_article_that_quotes_him(ask: Run) -> None:
    """One word of his, and his name beside the verb."""
    (hit,) = hits(ask, "speaker:peskov")
    assert hit["id"].startswith("004")
    assert [(quote["text"], quote["speaker"]) for quote in hit["quotes"]] == [("ready", "Dmitry Peskov")]


def test_a_phrase_marks_exactly_its_words(ask: Run) -> None:
    """No word of the phrase is marked where the phrase does not stand."""
    found = hits(ask, '"stop bombing"')
    assert found
    for hit in found:
        marked = [s["text"][a:b] for s in hit["snippets"] for a, b in s["marks"]]
        assert marked
        assert {text.casefold() for text in marked} == {"stop bombing"}


def test_only_what_is_stated_is_known(ask: Run) -> None:
    """The header line gives date and title; no article has a source; the other four have no date."""
    articles = {n: json.loads(ask("show", "--json", path.name).stdout) for n, path in enumerate(sorted_seeds())}
    assert articles[4]["date"] == "2022-02-26"
    assert articles[4]["title"].startswith("Ukraine President Seeks")
    assert all(articles[n]["date"] is None for n in range(4))
    assert all(articles[n]["source"] is None for n in range(5))
    assert {hit["id"] for hit in hits(ask, "date:unknown")} == {articles[n]["id"] for n in range(4)}


def sorted_seeds() -> list[Path]:
    return sorted(shared("seeds").glob("*.txt"))


def test_the_teasers_are_not_searched_and_not_lost(ask: Run) -> None:
    """Six lines at the end of one article are shown apart and found by nothing."""
    assert hits(ask, "Tehran") == []
    article = json.loads(ask("show", "--json", sorted_seeds()[1].name).stdout)
    assert [aside["kind"] for aside in article["asides"]] == ["teaser"] * 6
    assert "Tehran" in ask("show", sorted_seeds()[1].name).stdout


def test_pruning_follows_the_folder(run: Run, tmp_path: Path) -> None:
    """An article whose file is gone goes with --prune."""
    folder = tmp_path / "copy"
    shutil.copytree(shared("seeds"), folder)
    run("index", str(folder))
    sorted(folder.glob("*.txt"))[0].unlink()
    assert "4 unchanged, 1 removed" in run("index", "--prune", str(folder)).stdout
