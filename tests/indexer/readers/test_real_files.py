"""The readers on real articles, where these are at hand beside the checkout."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.readers import Rejected, SourceFile, discover, iter_articles

SHARED = Path(__file__).resolve().parents[4] / "shared"
SEEDS = SHARED / "seeds"
NEWS = SHARED / "data" / "news"


def read(folder: Path) -> list[Article | Rejected]:
    """All that a folder holds."""
    made: list[Article | Rejected] = []
    for source in discover([folder]):
        assert isinstance(source, SourceFile)
        made += iter_articles(source)
    return made


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real articles are not beside the checkout")
def test_the_five_articles() -> None:
    """One has a line with date and title, the others have no date, source or title; asides are out of the bodies."""
    articles = [made for made in read(SEEDS) if isinstance(made, Article)]
    assert len(articles) == 5
    dated = articles[4]
    assert dated.date is not None
    assert (str(dated.date), dated.date.basis) == ("2022-02-26", "stated")
    assert len(dated.title) == 90
    assert "2022" not in dated.title
    assert dated.title not in dated.body
    for article in articles[:4]:
        assert (article.title, article.date, article.source, article.author, article.extra) == (
            "",
            None,
            None,
            None,
            {},
        )
    kinds = [Counter(aside.kind for aside in article.asides) for article in articles]
    assert kinds == [{}, {"teaser": 6}, {"boilerplate": 1}, {"boilerplate": 1}, {"boilerplate": 3}]
    assert {aside.before for aside in articles[1].asides} == {len(articles[1].body)}
    assert "Tehran" not in articles[1].body
    assert all(aside.text not in article.body.split("\n") for article in articles for aside in article.asides)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five real articles are not beside the checkout")
def test_no_letter_of_the_five_articles_is_lost() -> None:
    """Body, asides and title hold every word of the files, but for the label and the date that became a field."""
    for article in read(SEEDS):
        assert isinstance(article, Article)
        raw = Counter((SEEDS / article.path).read_text(encoding="utf-8").split())
        kept = Counter(" ".join([article.body, article.title, *(aside.text for aside in article.asides)]).split())
        assert raw - kept == (Counter(["date", str(article.date)]) if article.date else Counter())
        assert not kept - raw


@pytest.mark.slow
@pytest.mark.skipif(not NEWS.is_dir(), reason="the news collections are not beside the checkout")
def test_every_record_of_the_news_is_accounted_for() -> None:
    """Each line is an article or a rejection, ids are unique, and asides are few and inside their bodies."""
    articles = rejected = lines = asides = 0
    for source in discover([NEWS]):
        assert isinstance(source, SourceFile)
        with gzip.open(source.path) as file:
            lines += sum(1 for _ in file)
        ids = set()
        for made in iter_articles(source):
            if isinstance(made, Rejected):
                rejected += 1
                continue
            articles += 1
            asides += len(made.asides)
            ids.add(made.id)
            assert made.date is not None or "unread_date" in made.extra or source.name.startswith("recovery")
        assert len(ids) > 1000
    assert (lines, articles + rejected) == (29_711, 29_711)
    assert rejected == 0
    assert 6_000 < asides < 9_000
