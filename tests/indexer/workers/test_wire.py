"""What goes from one process to another arrives as it was."""

from __future__ import annotations

import datetime as dt
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, Aside, PublicationDate
from indexer.workers.wire import packed, unpacked

_words = st.text(max_size=20)
_some = st.none() | _words
_day = st.dates(dt.date(1, 1, 1))


@st.composite
def articles(draw: st.DrawFn) -> Article:
    body = draw(_words)
    days = sorted([draw(_day), draw(_day)])
    return Article(
        id=draw(st.text(min_size=1).map(str.strip).filter(bool)),
        body=body,
        title=draw(_words),
        source=draw(_some),
        date=draw(st.none() | st.just(PublicationDate(days[0], days[1], "url"))),
        author=draw(_some),
        url=draw(_some),
        path=draw(_words),
        language=draw(_some),
        asides=tuple(Aside("teaser", draw(_words), place) for place in range(draw(st.integers(0, len(body))))),
        extra=draw(st.dictionaries(_words, st.none() | st.integers() | st.lists(_words))),
    )


@pytest.mark.slow
@given(articles())
def test_an_article_arrives_as_it_was(article: Article) -> None:
    """Packed, pickled and unpacked it equals the one that was sent."""
    assert unpacked(pickle.loads(pickle.dumps(packed(article)))) == article
