"""Two queries side by side, and who is silent."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from math import log, sqrt
from pathlib import Path

import pytest

from indexer.analysis.tokenizer import tokens
from search.api import Archive
from search.provenance.telling import PRIOR
from search.results import Hit
from tests.search.provenance.archives import archive_of, told

_REST = "They came over the water in the morning and nobody asked them why they did"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Two outlets that see one strike with different words, and a third that does not write of it."""
    articles = []
    for n in range(12):
        words = f"strike wages fairness {_REST}".split()
        articles.append(told(n, words, source="Workers Weekly", date=f"2025-03-{n + 1:02}"))
        words = f"strike costs disruption {_REST}".split()
        articles.append(told(100 + n, words, source="Market Mail", date=f"2025-03-{n + 2:02}"))
    said = [("Our wages are low", "Ada Quill"), ("Your costs are high", "Tomas Orlec")]
    articles += [told(200 + n, _REST.split(), source="Halyard", date="2025-03-05", said=said) for n in range(6)]
    articles += [told(300, ["kelp"], source="Late Edition", date="2025-05-01"), told(301, ["strike"])]
    return archive_of(tmp_path / "index", articles)


def test_each_side_has_its_numbers_and_shares(archive: Archive) -> None:
    """Articles, texts, quotations, words and outlets, raw and as a part of the archive's."""
    found = archive.versus("source:workers", "source:market", on="strike")
    one, other = found.sides
    assert (one.amounts.articles, other.amounts.articles, found.both) == (12, 12, 0)
    assert (one.first, one.last) == (dt.date(2025, 3, 1), dt.date(2025, 3, 12))
    assert found.archive.articles == 32
    assert found.archive.outlets == 4
    assert found.share(one, "articles") == 12 / 32
    assert found.share(one, "outlets") == 1 / 4
    assert found.words_of == "articles"
    assert one.asked.parsed == "source:workers strike"


def test_the_words_that_tell_are_those_that_one_side_has(archive: Archive) -> None:
    """Not those that both have, nor those that were asked for, nor function words."""
    one, other = archive.versus("source:workers", "source:market", on="strike").sides
    assert [(word.word, word.count, word.other) for word in one.telling] == [("fairness", 12, 0), ("wages", 12, 0)]
    assert {word.word for word in other.telling} == {"costs", "disruption"}


def test_the_scores_are_those_of_the_paper(archive: Archive) -> None:
    """Log-odds with an informative Dirichlet prior over its deviation, by a loop over the articles' words."""
    articles = [
        hit.article
        for hit in archive.search("report OR -report", limit=100, copies="all").hits
        if isinstance(hit, Hit)
    ]
    every = Counter(token.stem for article in articles for token in tokens(article.body))
    counts = [
        Counter(token.stem for article in articles if article.source == name for token in tokens(article.body))
        for name in ("Workers Weekly", "Market Mail")
    ]
    sizes = [count.total() for count in counts]
    size = min(PRIOR, *sizes)
    prior = size * every["fair"] / sum(times for word, times in every.items() if counts[0][word] or counts[1][word])
    odds = [
        log((count["fair"] + prior) / (n + size - count["fair"] - prior))
        for count, n in zip(counts, sizes, strict=True)
    ]
    deviation = sqrt(sum(1 / (count["fair"] + prior) for count in counts))
    side, _ = archive.versus("source:workers", "source:market").sides
    (word,) = [word for word in side.telling if word.word == "fairness"]
    assert (word.count, word.other) == (counts[0]["fair"], counts[1]["fair"]) == (12, 0)
    assert word.z == pytest.approx((odds[0] - odds[1]) / deviation)


def test_between_speakers_the_words_are_those_that_were_said(archive: Archive) -> None:
    """Not all those of the articles that quote them."""
    found = archive.versus("speaker:quill", "speaker:orlec")
    assert found.words_of == "quotations"
    assert [side.amounts.words for side in found.sides] == [24, 24]
    assert [side.amounts.quotations for side in found.sides] == [6, 6]
    assert found.both == 6


def test_a_pattern_that_was_asked_for_tells_nothing(archive: Archive) -> None:
    """`fair*` has fairness on one side only."""
    one, _ = archive.versus("fair*", "costs").sides
    assert [word.word for word in one.telling] == ["wages"]


def test_a_side_without_an_answer_is_empty(archive: Archive) -> None:
    """And has no words that tell."""
    one, other = archive.versus("strike", "zeppelin").sides
    assert (other.amounts.articles, other.first, other.telling, one.telling) == (0, None, (), ())


def test_outlets_without_an_article_in_the_answer_are_silent(archive: Archive) -> None:
    """With the articles that they have in its days, and those that one would expect in it."""
    found = archive.silent("strike")
    assert (found.first, found.last, found.carried) == (dt.date(2025, 3, 1), dt.date(2025, 3, 13), 2)
    assert [(outlet.source, outlet.articles, outlet.expected) for outlet in found.outlets] == [("Halyard", 6, 6.0)]
    assert archive.silent("kelp").outlets == ()
    assert archive.silent("zeppelin").first is None
    assert archive.silent("strike source:workers").carried == 1


def test_an_answer_without_dates_has_no_days(tmp_path: Path) -> None:
    """Then nobody can be said to be silent."""
    with archive_of(tmp_path / "index", [told(0, ["kelp"]), told(1, source="Halyard", date="2025-01-01")]) as archive:
        found = archive.silent("kelp")
    assert (found.first, found.outlets, found.asked.total) == (None, (), 1)
