"""The nearest there is to words that nothing has verbatim."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, PublicationDate
from indexer.errors import QuerySyntaxError
from indexer.quotes import find_quotes
from indexer.store import IndexWriter
from search.api import Archive, open_archive
from search.provenance.words import Words

SAID = "the lantern of the old harbour burns for nobody but the keeper of the quarry"
ARTICLES = (
    ("first", "Harbour Post", "2031-04-02", "Lantern stays", f"“{SAID.capitalize()},” Ada Quill said on Monday."),
    ("copy", "Skerry Times", "2031-04-03", "Lantern", f"“{SAID.capitalize()},” Ada Quill said on Monday."),
    ("split", "Halyard", "2031-04-05", "Ferries",
     "“Every ferry of this coast sails,” Tomas Orlec said, “when the wind has turned to the north.”"),
    ("plain", "Halyard", "2031-04-06", "Council sells the empty granary beside the northern pier",
     "The council has sold the empty granary beside the northern pier to a baker, and the price was not told."),
    ("figures", "Halyard", "2031-04-07", "Dues", "The dues of the port are payable in April to holders of 12 pct."),
)  # fmt: skip


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    path = tmp_path_factory.mktemp("closest") / "index"
    with IndexWriter(path) as writer:
        for name, source, date, title, body in ARTICLES:
            day = PublicationDate.parse(date)
            url = f"https://example.org/{name}"
            one = Article(id=name, source=source, date=day, title=title, body=body, url=url)
            writer.put(one, find_quotes(body))
        writer.commit({})
    with open_archive(path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "kind", "quoted", "printed"),
    [
        (f"“{SAID.replace('burns', 'shines')}”", "changed", "shines", "burns"),
        (f"“{SAID.replace('old ', '')}”", "added", "", "old"),
        (f"“{SAID.replace('lantern', 'great lantern')}”", "missing", "great", ""),
        (f"“{SAID.replace('the lantern', 'our lantern')}”", "missing", "our", "The"),
        (f"“{SAID.replace('harbour', 'harbor')}”", "spelling", "harbor", "harbour"),
        (f'"{SAID.replace("but", "save")}"', "changed", "save", "but"),
        (SAID.replace("burns", "shines"), "changed", "shines", "burns"),
        (f"Quill said “{SAID.replace('burns', 'shines')}”", "changed", "shines", "burns"),
    ],
)
def test_a_wrong_word_is_told(query: str, kind: str, quoted: str, printed: str, archive: Archive) -> None:
    """Replaced, dropped, added, at an edge, spelt otherwise; in marks of any kind, in none, with words beside."""
    found = archive.search(query)
    assert found.total == 0
    (first,) = found.closest
    assert (first.article.id, first.rank, first.place) == ("first", 1, "body")
    (difference,) = first.differences
    assert (difference.kind, difference.quoted, difference.printed) == (kind, quoted, printed)
    assert [first.text[start:end] for start, end in first.marks] == ([printed] if printed else [])
    assert first.article.body[first.start :].startswith(first.text)
    assert first.text.lower() == SAID
    assert first.quote is not None
    assert first.quote.speaker == "Ada Quill"


def test_what_is_found_has_nothing_close(archive: Archive) -> None:
    """Verbatim words are an answer."""
    found = archive.search(f"“{SAID}”")
    assert found.total == 2
    assert found.closest == ()
    assert "closest" not in found.summary()


def test_none_are_looked_for_where_none_are_wanted(archive: Archive) -> None:
    """closest=0."""
    assert archive.search(f"“{SAID} today”", closest=0).closest == ()


def test_an_attribution_between_is_no_difference(archive: Archive) -> None:
    """The passage shows it; the words are those that were asked for."""
    (first,) = archive.search("“Every ferry of this coast sails when the wind has turned to the north”").closest
    assert first.article.id == "split"
    assert (first.differences, first.share) == ((), 1.0)
    assert "Tomas Orlec said" in first.text


def test_a_headline_with_a_slip_is_found(archive: Archive) -> None:
    """As plain words."""
    first = archive.search("Council sels the empty granary beside the nothern pier").closest[0]
    assert (first.article.id, first.place, first.quote) == ("plain", "title", None)
    assert [one.kind for one in first.differences] == ["spelling", "spelling"]
    (first,) = archive.search('title:"Council sells an empty granary beside the northern pier"').closest
    assert first.place == "title"


def test_a_filter_holds_if_it_can(archive: Archive) -> None:
    """Else it is dropped, and told; so is a word beside, and a speaker of other words."""
    wrong = f"“{SAID.replace('burns', 'shines')}”"
    for query, name, without in (
        (f'{wrong} source:"skerry times"', "copy", ()),
        (f"{wrong} date:2031-04-02", "first", ()),
        (f"{wrong} speaker:quill", "first", ()),
        (f"{wrong} source:halyard", "first", ("source:halyard",)),
        (f"{wrong} speaker:orlec", "first", ("speaker:orlec",)),
        (f"{wrong} -id:first", "copy", ()),
        (f"{wrong} granary", "first", ("granary",)),
        (f"“{SAID}” source:halyard", "first", ("source:halyard",)),
    ):
        first = archive.search(query).closest[0]
        assert (first.article.id, first.without) == (name, without), query


def test_the_filter_of_an_outlet_is_one(archive: Archive) -> None:
    """`source=` as `source:`; quotations as articles."""
    wrong = f"“{SAID.replace('burns', 'shines')}”"
    assert archive.search(wrong, source="Skerry Times").closest[0].article.id == "copy"
    (first,) = archive.search(f"{wrong} speaker:quill", space="quotations").closest
    assert (first.article.id, first.without) == ("first", ())


@pytest.mark.parametrize(
    "query",
    [
        "“the keeper of the lantern sold an empty coast to nobody for the wind”",
        "“harbour the of old lantern the nobody for burns the of keeper the quarry but”",
        "“the old harbour”x",
        "granary sold baker price pier moon",
        "“The dues of the port are payable in June to holders of 15 pct”",
    ],
)
def test_what_is_not_near_is_not_shown(query: str, archive: Archive) -> None:
    """Words of other passages, in disorder, too few, side by side; a form that is filled in anew."""
    assert archive.search(query).closest == ()


def test_several_phrases_are_looked_for_together_and_one_by_one(archive: Archive) -> None:
    """Of two that stand in different articles the longer is shown."""
    lantern, ferry = SAID.replace("burns", "shines"), "every ferry of this coast leaves"
    (first,) = archive.search(f"“{lantern}” “{ferry}”").closest
    assert (first.article.id, first.asked) == ("first", f"“{lantern}”")
    assert first.without == (f'"{ferry}"',)
    (first,) = archive.search(f"“{ferry}” “when the wind has turned”").closest
    assert (first.article.id, len(first.differences)) == ("split", 1)
    assert archive.search(f"“{ferry} now” OR “{lantern}”").closest[0].article.id == "first"


def test_json_has_all_that_is_told(archive: Archive) -> None:
    """In the summary."""
    (told,) = archive.search(f"“{SAID.replace('burns', 'never shines')}”").summary()["closest"]
    assert told | {"start": 1, "quote": None} == {
        "rank": 1, "id": "first", "title": "Lantern stays", "source": "Harbour Post", "date": "2031-04-02",
        "time": None, "author": None, "url": "https://example.org/first", "path": None,
        "asked": f"“{SAID.replace('burns', 'never shines')}”", "place": "body", "start": 1,
        "text": SAID.capitalize(), "marks": [[31, 36]], "share": 0.875,
        "differences": [
            {"kind": "changed", "quoted": "never shines", "printed": "burns", "negation": True},
        ],
        "negation": True, "quote": None, "without": [],
    }  # fmt: skip
    assert told["quote"]["speaker"] == "Ada Quill"


@given(
    st.lists(
        st.sampled_from([*SAID.split(), "“", "”", '"', "OR", "(", ")", "-", "ferry", "source:halyard"]), max_size=24
    )
)
def test_whatever_is_asked_what_is_told_is_there(archive: Archive, words: list[str]) -> None:
    """Each passage stands in its article, its words are in order, and each difference says what stands there."""
    try:
        found = archive.search(" ".join(words))
    except QuerySyntaxError:
        return
    assert not (found.total and found.closest)
    for rank, one in enumerate(found.closest, 1):
        text = one.article.title if one.place == "title" else one.article.body
        assert text[one.start : one.start + len(one.text)] == one.text
        assert one.rank == rank
        assert 0.5 < one.share <= 1
        asked = Words.of(one.asked).compared
        for each in one.differences:
            assert each.quoted or each.printed
            assert " ".join(text[start:end] for start, end in each.spans) == each.printed
            assert list(Words.of(each.quoted).compared) == list(asked[each.first : each.last])
