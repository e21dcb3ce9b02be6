"""Answers folded by text, against the same answers unfolded."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article, PublicationDate
from indexer.quotes import find_quotes
from indexer.store import IndexWriter
from search.api import Archive, open_archive
from search.repl.conversation import Conversation
from search.repl.state import View
from search.results import Hit
from search.show.terminal import PLAIN
from tests.conftest import tries
from tests.indexer.store.copies.test_copies import changed, prose

_SAID = "“We shall not open the lock at Tarn before the spring,” {} said."
_OUTLETS = ("Herald", "Post", "Gazette", None)


def _article(nth: int, text: int, share: float, speaker: str, day: int | None, outlet: str | None) -> Article:
    body = changed(prose(text, 60), share, nth) + "\n\n" + _SAID.format(speaker) + "\n\n" + prose(text + 50, 60)
    date = PublicationDate.parse(f"2022-03-{day:02d}") if day else None
    return Article(id=f"a{nth:02d}", body=body, title=f"Lock {text}", source=outlet, date=date)


def _indexed(path: Path, articles: list[Article]) -> Archive:
    with IndexWriter(path) as writer:
        for article in articles:
            writer.put(article, find_quotes(article.body))
        writer.commit({})
    return open_archive(path)


_articles = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from([0.0, 0.02, 0.5]),
        st.sampled_from(["Ada Moreau", "Gordon Okafor"]),
        st.one_of(st.none(), st.integers(1, 9)),
        st.sampled_from(_OUTLETS),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.slow
@given(
    _articles,
    st.sampled_from(["lock", "spring", "lock OR balo", "source:post lock", "date:2022-03-02..2022-03-06 tarn"]),
    st.sampled_from(["relevance", "newest", "oldest"]),
    st.sampled_from(["articles", "quotations"]),
    st.integers(1, 5),
)
@settings(max_examples=tries(40, 300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_folding_hides_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[int, float, str, int | None, str | None]],
    query: str,
    sort: Any,
    space: Any,
    page: int,
) -> None:
    """Page by page: every answer of the unfolded query is there, once, as an answer or a copy of one, and the order
    is that of the best of each text (by date: of the one shown)."""
    articles = [_article(nth, *row) for nth, row in enumerate(rows)]
    with _indexed(tmp_path_factory.mktemp("folded") / "index", articles) as archive:
        whole = archive.search(query, space=space, sort=sort, limit=100, copies="all")
        hits = []
        offset = 0
        while part := archive.search(query, space=space, sort=sort, limit=page, offset=offset):
            assert part.total == whole.total == len(whole.hits)
            assert part.texts == whole.texts
            hits += part.hits
            offset += page
            if not part.hits:
                break
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert len(hits) == part.texts
        ids = [hit.article.id for hit in hits] + [copy.id for hit in hits for copy in hit.copies]
        assert sorted(ids) == sorted(hit.article.id for hit in whole.hits)
        order = {hit.article.id: place for place, hit in reversed(list(enumerate(whole.hits)))}
        best = [
            min(order[name] for name in (hit.article.id, *(copy.id for copy in hit.copies)))
            if sort == "relevance"
            else order[hit.article.id]
            for hit in hits
        ]
        assert best == sorted(best)
        for hit in hits:
            dated = [str(copy.date) for copy in hit.copies if copy.date]
            assert dated == sorted(dated)
            if dated:
                assert hit.article.date is not None
                assert str(hit.article.date) <= dated[0]


def _corpus() -> list[Article]:
    return [
        _article(0, 1, 0.0, "Ada Moreau", 3, "Herald"),
        _article(1, 1, 0.02, "Ada Moreau", 2, "Wire"),
        _article(2, 1, 0.02, "Ada Moreau", 4, "Post"),
        _article(3, 2, 0.0, "Ada Moreau", 1, "Post"),
    ]


def test_the_earliest_that_matches_stands_for_the_text(tmp_path: Path) -> None:
    """What does not match is no copy of the answer, even if it led."""
    with _indexed(tmp_path / "index", _corpus()) as archive:
        results = archive.search("lock tarn")
        assert (results.total, results.texts, results.independent) == (4, 2, 2)
        told = {hit.article.id: [(copy.id, copy.source) for copy in hit.copies] for hit in results.hits}
        assert told == {"a01": [("a00", "Herald"), ("a02", "Post")], "a03": []}
        (hit,) = archive.search("lock tarn date:2022-03-03..").hits
        assert isinstance(hit, Hit)
        assert (hit.article.id, [copy.id for copy in hit.copies]) == ("a00", ["a02"])


def test_every_copy_is_reached_from_the_shell(tmp_path: Path, run: Callable[..., CompletedProcess[str]]) -> None:
    """Text says how many outlets, JSON names each, --all shows each, `copies` lists them with what differs."""
    _indexed(tmp_path / "index", _corpus()).close()
    told = run("search", "lock tarn", "-i", str(tmp_path / "index"))
    assert "+2 more outlets: Herald, Post" in told.stdout
    assert "2 texts in 4 articles" in told.stderr
    lines = [
        json.loads(line)
        for line in run("quotes", "--json", "spring", "-i", str(tmp_path / "index")).stdout.splitlines()
    ]
    folded = [copy["id"] for line in lines[:-1] for copy in line["copies"]]
    assert sorted([*folded, *(line["id"] for line in lines[:-1])]) == ["a00", "a01", "a02", "a03"]
    assert (lines[-1]["total"], lines[-1]["texts"]) == (4, 2)
    every = run("search", "lock tarn", "--all", "--json", "-i", str(tmp_path / "index")).stdout.splitlines()
    assert len(every) == 5
    listed = run("copies", "a02", "-i", str(tmp_path / "index"))
    assert listed.returncode == 0
    assert [line.split()[-1] for line in listed.stdout.splitlines()] == ["a01", "a00", "a02"]
    assert "3 articles print this text, in 3 outlets" in listed.stderr
    alone = run("copies", "a03", "-i", str(tmp_path / "index"))
    assert alone.returncode == 1
    assert "No other article prints this text." in alone.stderr
    assert run("copies", "nowhere", "-i", str(tmp_path / "index")).returncode == 1


def test_every_copy_is_reached_from_the_prompt(tmp_path: Path) -> None:
    """`.copies N` lists them, `.fold off` makes each an answer, and the numbers of answers follow."""
    with _indexed(tmp_path / "index", _corpus()) as archive:
        held = Conversation(archive)

        def say(line: str) -> tuple[list[str], list[str]]:
            reply = held.answer(line, View(width=100, style=PLAIN))
            return list(reply.lines), list(reply.notes)

        lines, notes = say("lock tarn date:2022-03-02..")
        assert "+2 more outlets: Herald, Post" in "\n".join(lines)
        assert "1 text in 3 articles" in notes[0]
        lines, notes = say(".copies 1")
        assert [line.split()[-1] for line in lines] == ["a01", "a00", "a02"]
        say(".fold off")
        lines, notes = say("lock tarn date:2022-03-02..")
        assert notes[0].startswith("3 articles")
        lines, _ = say(".show 3")
        assert lines
