"""Traces: who carried it, in the order of time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.errors import UsageError
from indexer.quotes import find_quotes
from indexer.store import IndexWriter
from search.api import Archive, open_archive
from search.provenance import trace as tracing
from search.provenance.words import Words
from tests.search.provenance.conftest import MakeArchive, article

QUOTE = "The ferry will run again before the herring do"
SAID = f"“{QUOTE},” Ada Quill said on the quay."


def ids(archive: Archive, quote: str = QUOTE) -> list[str]:
    """The carriers in their order."""
    return [one.id for one in archive.trace(quote).carriers]


def test_time_goes_from_the_first_to_the_undated(make_archive: MakeArchive) -> None:
    """A month or a year comes behind the days in it, what has no date comes last."""
    dates = {
        "undated": None, "year": "2031", "month": "2031-04", "last": "2031-04-30", "first": "2031-04-02",
        "may": "2031-05-01", "march": "2031-03",
    }  # fmt: skip
    archive = make_archive(article(name, SAID, date=date) for name, date in dates.items())
    assert ids(archive) == ["march", "first", "last", "month", "may", "year", "undated"]


def test_lag_is_counted_from_the_first_day(make_archive: MakeArchive) -> None:
    """In days; what has no day has none."""
    archive = make_archive(
        [article("a", SAID, date="2031-04-02"), article("b", SAID, date="2031-05-02"), article("c", SAID)]
    )
    assert [one.lag_days for one in archive.trace(QUOTE).carriers] == [0, 30, None]


def test_ties_are_told(make_archive: MakeArchive) -> None:
    """All of the first day are first."""
    archive = make_archive(
        [
            article("b", SAID, date="2031-04-02", source="Tern"),
            article("a", SAID, date="2031-04-02", source="Gannet"),
            article("c", SAID, date="2031-04-03"),
        ]
    )
    found = archive.trace(QUOTE)
    assert found.first == ("a", "b")
    assert found.first_outlets == ("Gannet", "Tern")
    assert found.summary()["tie"] is True


def test_first_in_print_is_the_first_in_marks(make_archive: MakeArchive) -> None:
    """An article that has the words as its own is before them, and not the first to quote them."""
    archive = make_archive(
        [article("prose", f"{QUOTE}.", date="2031-04-01"), article("quoted", SAID, date="2031-04-02")]
    )
    assert ids(archive) == ["prose", "quoted"]
    assert archive.trace(QUOTE).first == ("quoted",)
    assert [one.id for one in archive.trace(QUOTE, only=["marked"]).carriers] == ["quoted"]


def test_fragments_can_be_left_out(make_archive: MakeArchive) -> None:
    """Only a part of it, and less than half."""
    long = f"{QUOTE}, and whoever tells you that the brass lamps were stolen has never polished one of them"
    fragment = "Ada Quill said that “whoever tells you that the brass lamps were stolen” was lying."
    archive = make_archive([article("whole", f"“{long},” Ada Quill said."), article("part", fragment)])
    assert {one.id: one.rendering.extent for one in archive.trace(long).carriers} == {
        "whole": "whole",
        "part": "fragment",
    }
    assert [one.id for one in archive.trace(long, only=["whole"]).carriers] == ["whole"]


def test_spellings_of_one_person_are_one(make_archive: MakeArchive) -> None:
    """Each carrier says what is printed there; the count goes by persons, the fullest name standing for all."""
    names = ("Ada Quill", "Ada Quill", "Ms. Quill")
    archive = make_archive(article(f"a{n}", f"“{QUOTE},” {name} said.") for n, name in enumerate(names))
    found = archive.trace(QUOTE)
    assert found.speakers == {"Ada Quill": 3}
    assert {one.speaker for one in found.carriers} > {"Ada Quill"}


def test_a_headline_is_a_carrier(make_archive: MakeArchive) -> None:
    """Alone, or beside a body that has it too."""
    headline = f"Quill: “{QUOTE}”"
    archive = make_archive(
        [
            article("title", "Nothing of it below.", title=headline, date="2031-04-01"),
            article("both", SAID, title=headline, date="2031-04-02"),
            article("body", SAID, title="At the quay", date="2031-04-03"),
        ]
    )
    found = archive.trace(QUOTE).carriers
    assert [(one.id, one.place, one.headline, one.rendering.marked) for one in found] == [
        ("title", "title", True, 1.0),
        ("both", "body", True, 1.0),
        ("body", "body", False, 1.0),
    ]


def test_a_date_that_cannot_be_is_told(make_archive: MakeArchive) -> None:
    """The Tuesday's article says Wednesday, as those of Wednesday and Thursday do."""
    said = f"“{QUOTE},” Ada Quill said on Wednesday night."
    days = {"early": ("2031-04-01", "Tern"), "right": ("2031-04-02", "Gannet"), "late": ("2031-04-03", "Skua")}
    archive = make_archive(article(name, said, date=day, source=source) for name, (day, source) in days.items())
    assert [one.speaks_of for one in archive.trace(QUOTE).carriers] == [dt.date(2031, 4, 2), None, None]


def test_who_did_not_carry_it(make_archive: MakeArchive) -> None:
    """An outlet that wrote of the ferry in these days; not one that wrote of other things, nor one later."""
    about = "The ferry and the herring, the quay and Ada Quill: the ferry waits at the quay for the herring of Quill."
    archive = make_archive(
        [
            article("a", SAID, date="2031-04-02", source="Tern"),
            article("b", about, date="2031-04-03", source="Gannet"),
            article("c", "The mayor bought a piano.", date="2031-04-03", source="Gannet"),
            article("d", "The mayor sold a piano.", date="2031-04-03", source="Skua"),
            article("e", about, date="2031-07-03", source="Puffin"),
        ]
    )
    silent = archive.trace(QUOTE, silent=True).silent
    assert silent is not None
    assert [(one.source, one.articles, one.about) for one in silent] == [("Gannet", 2, 1)]
    assert archive.trace(QUOTE).silent is None


def test_words_that_tell_too_little_are_refused(make_archive: MakeArchive, monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is cut in silence."""
    archive = make_archive(article(f"a{n}", SAID) for n in range(6))
    assert len(ids(archive, "the ferry")) == 6
    monkeypatch.setattr(tracing, "MOST_READ", 5)
    with pytest.raises(UsageError, match="6 articles have these words"):
        archive.trace("the ferry")


@pytest.mark.parametrize("text", ["", "…", "—"])
def test_without_a_word_there_is_nothing_to_trace(text: str, make_archive: MakeArchive) -> None:
    """Told as what it is."""
    with pytest.raises(UsageError, match="no word"):
        make_archive([article("a", SAID)]).trace(text)


def test_segments_are_searched_as_one_and_what_is_gone_is_gone(tmp_path: Path) -> None:
    """Articles of several commits, one of them replaced by one without the words."""
    path = tmp_path / "index"
    for commit in (["a", "b"], ["c"], ["d"]):
        with IndexWriter(path) as writer:
            for name in commit:
                writer.put(article(name, SAID, date=f"2031-04-0{'dcba'.index(name) + 1}"), find_quotes(SAID))
            writer.commit({})
    with IndexWriter(path) as writer:
        writer.put(article("b", "Nobody says it any more."), [])
        writer.commit({})
    with open_archive(path) as archive:
        assert len(archive._index.segments) > 1
        assert ids(archive) == ["d", "c", "a"]


def test_an_archive_without_articles_carries_nothing(make_archive: MakeArchive) -> None:
    """No error."""
    found = make_archive([]).trace(QUOTE)
    assert (found.carriers, found.first, found.outlets, found.texts) == ((), (), 0, 0)


def test_one_word_is_a_phrase_of_one(make_archive: MakeArchive) -> None:
    """Verbatim, not its other forms."""
    archive = make_archive([article("a", "The herrings came."), article("b", "A herring came, then herrings.")])
    assert ids(archive, "herring") == ["b"]


def test_a_trace_is_json(make_archive: MakeArchive) -> None:
    """What a program reads: a carrier, and the counts."""
    archive = make_archive([article("a", SAID, date="2031-04-02", source="Tern", title="At the quay")])
    found = archive.trace(QUOTE)
    (carrier,) = (one.to_dict() for one in found.carriers)
    assert list(carrier)[:2] == ["type", "schema"]
    assert carrier | {
        "id": "a", "rank": 1, "date": "2031-04-02", "date_precision": "day", "lag_days": 0, "extent": "whole",
        "kinds": ["exact"], "coverage": 1.0, "missing": [], "marked": 1.0, "speaker": "Ada Quill", "text": QUOTE,
        "group": "a", "lead": True, "time": None,
    } == carrier  # fmt: skip
    summary = found.summary()
    assert summary | {"type": "summary", "carriers": 1, "outlets": 1, "texts": 1, "first": ["a"]} == summary


WORDS = st.lists(st.sampled_from("the a of gull gulls mole keel's Keel mast, oak; “rope” 7 7.5".split()))


@settings(max_examples=40)
@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=12), WORDS.filter(bool).map(" ".join))
def test_a_trace_never_loses_an_article_that_has_the_words(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[str], quote: str
) -> None:
    """The oracle reads every text: whatever has the words in a row, as tokens of the index, is a carrier."""
    path = tmp_path_factory.mktemp("oracle") / "index"
    with IndexWriter(path) as writer:
        for number, body in enumerate([*bodies, f"the mole {quote} the gull"]):
            writer.put(Article(id=str(number), body=body), [])
        writer.commit({})
    with open_archive(path) as archive:
        carriers = set(ids(archive, quote))
    assert str(len(bodies)) in carriers
    wanted = list(Words.of(quote).compared)
    for number, body in enumerate(bodies):
        have = list(Words.of(body).compared)
        if any(have[at : at + len(wanted)] == wanted for at in range(len(have))):
            assert str(number) in carriers, body
