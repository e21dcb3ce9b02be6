"""Our IndexReader under a plain Whoosh searcher: terms, statistics, columns, facets, deletions, segments."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from whoosh import query, sorting
from whoosh.reading import TermNotFound
from whoosh.searching import Searcher

from indexer.article import Article, PublicationDate, Quotation
from indexer.schema import NO_DATE
from indexer.store import IndexWriter, open_index
from tests.oracle import StockIndex

BODY = "The minister spoke of peace talks. “Peace now,” she said."


def pair(number: int, source: str, date: str | None, body: str = BODY, title: str = "Peace") -> Any:
    """An article with one quotation."""
    at = body.find("Peace now")
    said = Quotation(text="Peace now", start=at, end=at + 9, speaker="A. Minister", cue="said") if at > 0 else None
    stated = PublicationDate.parse(date) if date else None
    url = f"u{number % 2}"
    article = Article(id=f"a{number}", title=title, body=body, source=source, date=stated, url=url, path="p")
    return article, [said] if said else []


PAIRS = [
    pair(0, "The Paper", "2022-03-01"),
    pair(1, "Agency", "2022-02", "Talks about talks: Łódź, 1,300 talks."),
    pair(2, "The Paper", None),
    pair(3, "Other Agency", "2021-12-31", "War and wars", "Title only"),
]


def opened(path: Path, *, parts: int, remove: tuple[str, ...] = ()) -> Any:
    """The articles, committed in `parts` segments."""
    with IndexWriter(path) as writer:
        for part in range(parts):
            for article, quotations in PAIRS[part::parts]:
                writer.put(article, quotations)
            writer.commit({})
        for article_id in remove:
            writer.remove(article_id)
        writer.commit({})
    return open_index(path)


@pytest.fixture(params=[1, 3])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """The same articles in one segment and in three."""
    return opened(tmp_path, parts=request.param)


@pytest.mark.parametrize("space", ["articles", "quotations"])
def test_terms_are_those_of_stock_whoosh(index: Any, space: str) -> None:
    """Every field has the terms that stock Whoosh has, in order, numbers at every precision included."""
    ours, stock = getattr(index, space), StockIndex(PAIRS, commits=len(index.segments)).readers[space]
    assert sorted(ours.indexed_field_names()) == sorted(stock.indexed_field_names())
    assert list(ours.all_terms()) == list(stock.all_terms())
    for name in stock.indexed_field_names():
        assert list(ours.lexicon(name)) == list(stock.lexicon(name))
        assert list(ours.field_terms(name)) == list(stock.field_terms(name))
        assert list(ours.expand_prefix(name, b"t")) == list(stock.expand_prefix(name, b"t"))
        assert list(ours.terms_from(name, b"p"))[:5] == list(stock.terms_from(name, b"p"))[:5]


@pytest.mark.parametrize("space", ["articles", "quotations"])
def test_statistics_are_those_of_stock_whoosh(index: Any, space: str) -> None:
    """Frequencies, weights and lengths of every term and field agree with stock Whoosh."""
    ours, stock = getattr(index, space), StockIndex(PAIRS, commits=len(index.segments)).readers[space]
    for name, term in stock.all_terms():
        assert (name, term) in ours
        assert ours.doc_frequency(name, term) == stock.doc_frequency(name, term)
        assert ours.frequency(name, term) == pytest.approx(stock.frequency(name, term))
        mine, theirs = ours.term_info(name, term), stock.term_info(name, term)
        assert (mine.doc_frequency(), mine.max_weight()) == (theirs.doc_frequency(), theirs.max_weight())
    for name, field in stock.schema.items():
        if field.scorable:
            assert ours.field_length(name) == stock.field_length(name)
    assert (ours.doc_count(), ours.doc_count_all()) == (stock.doc_count(), stock.doc_count_all())


def test_lengths_are_exact(index: Any) -> None:
    """A document's length is its number of tokens, the longest field's too."""
    reader = index.articles
    longest = max(len(PAIRS[n][0].body.split()) + len(PAIRS[n][0].title.split()) for n in range(4))
    assert max(reader.doc_field_length(doc, "text") for doc in reader.all_doc_ids()) == longest
    assert reader.max_field_length("text") == longest
    assert reader.min_field_length("title") == 1
    assert reader.doc_field_length(0, "url", 7) == 7


def test_what_is_not_there(index: Any) -> None:
    """Unknown fields and terms are absent, of frequency 0, and TermNotFound where Whoosh says so."""
    reader = index.articles
    assert ("text", "absent") not in reader
    assert ("nofield", "peac") not in reader
    assert reader.doc_frequency("text", "absent") == reader.frequency("text", "absent") == 0
    for ask in (reader.term_info, reader.postings, reader.first_id):
        with pytest.raises(TermNotFound):
            ask("text", "absent")
    leaf = reader.leaf_readers()[0][0]
    with pytest.raises(TermNotFound):
        leaf.doc_frequency("nofield", "x")
    assert not reader.has_vector(0, "text")


def test_postings_carry_positions_and_weights(index: Any) -> None:
    """A matcher gives weights, decoded positions, encoded values and skips as Whoosh's do."""
    stock = StockIndex(PAIRS)
    for term in (b"peac", b"talk"):
        mine = {
            index.articles.stored_fields(doc)["id"]: values
            for doc, values in _postings(index.articles.postings("text", term)).items()
        }
        expected = _postings(stock.readers["articles"].postings("text", term))
        theirs = {stock.keys["articles"][doc][0]: values for doc, values in expected.items()}
        assert mine == theirs
    matcher = index.articles.leaf_readers()[0][0].postings("text", b"peac")
    again = matcher.copy()
    matcher.skip_to(10**6)
    assert not matcher.is_active()
    assert again.is_active()
    matcher.reset()
    assert (matcher.id(), matcher.supports("positions"), matcher.supports("characters")) == (0, True, False)
    assert matcher.format.decode_positions(matcher.value()) == matcher.value_as("positions")


def _postings(matcher: Any) -> dict[int, tuple[float, list[int]]]:
    found = {}
    while matcher.is_active():
        found[matcher.id()] = (matcher.weight(), matcher.value_as("positions"))
        matcher.next()
    return found


def test_stored_fields(index: Any) -> None:
    """An article stores its id, a quotation the id of its article."""
    assert sorted(stored["id"] for stored in index.articles.all_stored_fields()) == ["a0", "a1", "a2", "a3"]
    assert sorted(stored["article"] for stored in index.quotations.all_stored_fields()) == ["a0", "a2"]
    searcher = Searcher(index.articles, closereader=False)
    assert searcher.document(id="a3") == {"id": "a3"}
    assert searcher.document(id="absent") is None


def test_sorting_by_column(index: Any) -> None:
    """A plain searcher sorts by the date column, both ways, undated articles as the earliest."""
    searcher = Searcher(index.articles, closereader=False)
    for reverse, order in ((False, ["a2", "a3", "a1", "a0"]), (True, ["a0", "a1", "a3", "a2"])):
        facet = sorting.FieldFacet("date", reverse=reverse)
        assert [hit["id"] for hit in searcher.search(query.Every(), sortedby=facet)] == order


def test_facets(index: Any) -> None:
    """A plain searcher groups by a column and by a field without one."""
    searcher = Searcher(index.articles, closereader=False)
    days = searcher.search(query.Every(), groupedby="date").groups("date")
    assert {day: len(docs) for day, docs in days.items()} == {
        dt.date(2022, 3, 1).toordinal(): 1, dt.date(2022, 2, 1).toordinal(): 1, NO_DATE: 1,
        dt.date(2021, 12, 31).toordinal(): 1,
    }  # fmt: skip
    links = searcher.search(query.Every(), groupedby="url").groups("url")
    assert {link: len(docs) for link, docs in links.items()} == {"u0": 2, "u1": 2}


def test_columns(index: Any) -> None:
    """Columns read as the numbers that were put in, and exist only where the schema sorts by them."""
    reader = index.articles
    column = reader.column_reader("date_last")
    values = {reader.stored_fields(doc)["id"]: column[doc] for doc in reader.all_doc_ids()}
    assert values["a1"] == dt.date(2022, 2, 28).toordinal()
    assert values["a2"] == NO_DATE
    assert reader.has_column("date")
    assert not reader.has_column("text")


def test_fuzzy_terms(index: Any) -> None:
    """Terms within an edit are those of Whoosh's automaton, over segments too: a transposition is two edits."""
    reader = index.articles
    assert set(reader.terms_within("words", "talsk", 2)) == {"talks"}
    assert set(reader.terms_within("words", "talsk", 1)) == set()
    assert set(reader.terms_within("words", "wars", 1, prefix=3)) == {"war", "wars"}
    suggested = Searcher(reader, closereader=False).corrector("words").suggest("minster", maxdist=1)
    assert suggested == ["minister"]


def test_cursor(index: Any) -> None:
    """A cursor walks a field's terms from any place to the end."""
    leaf = index.articles.leaf_readers()[0][0]
    cursor, terms = leaf.cursor("words"), [term.decode() for term in leaf.lexicon("words")]
    assert cursor.first() == cursor.text() == terms[0]
    assert cursor.find("minj") == next(term for term in terms if term >= "minj")
    assert cursor.term_info().doc_frequency() >= 1
    while cursor.is_valid():
        last = cursor.text()
        cursor.next()
    assert (last, cursor.text(), cursor.term_info()) == (terms[-1], None, None)


def test_top_collector_skips_nothing(index: Any) -> None:
    """Whoosh's own pruning over our block maxima finds the best document."""
    searcher = Searcher(index.articles, closereader=False)
    best = searcher.search(query.Or([query.Term("text", "peac"), query.Term("text", "talk")]), limit=1)
    whole = searcher.search(query.Or([query.Term("text", "peac"), query.Term("text", "talk")]), limit=None)
    assert best[0]["id"] == whole[0]["id"]


def test_deletions(tmp_path: Path) -> None:
    """Deleted documents are out of postings, counts and lengths; document frequencies keep them until a merge."""
    index = opened(tmp_path, parts=2, remove=("a0",))
    reader = index.articles
    assert reader.has_deletions()
    assert (reader.doc_count(), reader.doc_count_all()) == (3, 4)
    gone = [doc for doc in range(4) if reader.is_deleted(doc)]
    assert [reader.stored_fields(doc)["id"] for doc in gone] == ["a0"]
    assert not set(gone) & set(reader.postings("title", "peac").all_ids())
    assert reader.doc_frequency("title", "peac") == 3
    assert reader.field_length("title") == sum(len(article.title.split()) for article, _ in PAIRS[1:])
    assert index.quotations.doc_count() == 1
