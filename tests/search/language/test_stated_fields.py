"""Fields that only the archive knows: `section:world` in queries, facets, info and explanations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.stated import SEPARATOR, stated_values
from indexer.analysis.tokenizer import folded
from indexer.article import Article, Quotation
from indexer.errors import QuerySyntaxError, UnknownField, UsageError
from indexer.store import IndexWriter
from search.api import Archive, open_archive, stated_fields
from search.engine import matching
from search.saved_queries import keep
from tests.conftest import ROOT
from tests.oracle import StockIndex

_SECTIONS = ("World", "US politics", "politics", "Arts & Leisure", ["sports", "world"], "3", None, True)
ARTICLES = [
    Article(id=f"a{number}", body="talks “go on” he said", source="Daily", extra={"section": section, "lead": "x"})
    for number, section in enumerate(_SECTIONS)
]
PAIRS = [(article, [Quotation(text="go on", start=7, end=12, speaker="Ada Lind")]) for article in ARTICLES]


def archive_of(path: Path, parts: int = 2) -> Archive:
    with IndexWriter(path) as writer:
        for part in range(parts):
            for pair in PAIRS[part::parts]:
                writer.put(*pair)
            writer.commit({})
    return open_archive(path)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with archive_of(tmp_path_factory.mktemp("stated")) as opened:
        yield opened


def ids(archive: Archive, query: str, **how: object) -> str:
    """The numbers of the articles that a query finds."""
    hits = archive.search(query, limit=50, copies="all", **how).hits  # type: ignore[arg-type]
    return "".join(sorted(hit.article.id[1:] for hit in hits))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("section:world", "04"),
        ("SECTION:WORLD", "04"),
        ("section:politics", "12"),
        ('section:"us politics"', "1"),
        ('section:"politics us"', ""),
        ("section:(us politics)", "1"),
        ("section:(us OR arts)", "13"),
        ("section:(world sports)", "4"),
        ("section:(world -sports)", "0"),
        ("section:polit*", "12"),
        ("section:wor?d", "04"),
        ("section:wrold~2", "04"),
        ("section:=politics", "2"),
        ('section:"politics"', "12"),
        ('section:="US Politics"', "1"),
        ('section:="arts"', ""),
        ("section:true", "7"),
        ("section:3", ""),
        ("section:nothing", ""),
        ("-section:politics", "034567"),
        ("talks section:arts source:daily", "3"),
        ("section:world OR section:arts", "034"),
        ("speaker:lind section:arts", "3"),
    ],
)
def test_what_is_found(archive: Archive, query: str, found: str) -> None:
    """By any word of a value, as an outlet; stock Whoosh finds the same, and the normal form reads back the same."""
    assert ids(archive, query) == found
    parsed = archive.read(query)
    assert archive.read(parsed.normal).tree == parsed.tree
    stock = StockIndex(PAIRS).found(parsed.query)
    assert "".join(sorted(article_id[1:] for article_id, _ in stock)) == found


def test_quotations_and_any(archive: Archive) -> None:
    """Of quotations it speaks of the article; where words are alternatives it still holds."""
    assert archive.search("section:world", space="quotations").total == 2
    assert ids(archive, "talks nothing section:world", match="any") == "04"


def test_no_section_counts_more_than_another(archive: Archive) -> None:
    """An article's score is that of its words, however rare the section."""
    scores = {hit.score for hit in archive.search("talks section:(world OR arts)", copies="all").hits}
    assert len(scores) == 1


def test_a_field_that_is_none_is_refused(archive: Archive) -> None:
    """With what may have been meant, those of the archive too; ours go before theirs."""
    with pytest.raises(UnknownField) as refused:
        archive.search("sectoin:world")
    assert refused.value.hint.startswith("did you mean section:?")
    with pytest.raises(UnknownField) as refused:
        archive.search("zzzzzz:world")
    assert "section" in refused.value.hint
    assert archive.read("lead:x").tree == archive.read("lead:x").tree
    assert ids(archive, "lead:x") == ""
    with pytest.raises(QuerySyntaxError):
        archive.search("section:(title:x)")


def test_an_empty_answer_is_explained(archive: Archive) -> None:
    """By the values that there are."""
    (reason,) = archive.why_empty("section:politic")
    assert (reason.kind, reason.field, reason.value) == ("no_such_value", "section", "politic")
    assert dict(reason.near)["section:politics"] == 1


def test_whoever_asks_what_a_field_is_knows_those_of_archives() -> None:
    """The table of the language's own has not all that may stand in a tree."""
    asked = [path for path in (ROOT / "search").rglob("*.py") if "FIELDS[" in path.read_text("utf-8")]
    assert not asked, "use search.language.fields.info_of"


def test_facets_and_fields(archive: Archive) -> None:
    """Each value with its articles; an article with two counts for both; what states none is told."""
    (facet,) = archive.facets(by=["section"]).facets
    assert {value.value: value.count for value in facet.values} == {
        "World": 1, "US politics": 1, "politics": 1, "Arts & Leisure": 1, "sports": 1, "world": 1, "true": 1,
    }  # fmt: skip
    assert (facet.distinct, facet.without) == (7, 2)
    (facet,) = archive.facets("section:sports", by=["section"], space="quotations").facets
    assert {value.value: value.count for value in facet.values} == {"sports": 1, "world": 1}
    assert "section" in [facet.by for facet in archive.facets().facets]
    assert {name: (one.articles, one.values) for name, one in archive.fields().items()} == {"section": (6, 7)}
    assert archive.values("section")["sports"] == 1
    with pytest.raises(UsageError, match="no facets by sektion"):
        archive.facets(by=["sektion"])


def test_a_field_of_too_many_values_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused as one that is not there, and not listed; as many values in several segments are not more."""
    monkeypatch.setattr(stated_fields, "MOST_VALUES", 7)
    with archive_of(tmp_path / "a", parts=4) as archive:
        assert ids(archive, "section:world") == "04"
    monkeypatch.setattr(stated_fields, "MOST_VALUES", 6)
    with archive_of(tmp_path / "b") as archive, pytest.raises(UnknownField):
        archive.search("section:world")


def test_saved_queries_may_have_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, archive: Archive) -> None:
    """Which archive it is asked of is not known; what resembles a field of ours is still a slip."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    keep("world", "section:world")
    assert ids(archive, "@world") == "04"
    with pytest.raises(UnknownField):
        keep("wrong", "soruce:daily")
    keep("kicker", "kicker:x")
    with pytest.raises(QuerySyntaxError, match="In @kicker: There is no field"):
        archive.search("@kicker")


_values = st.sampled_from(["world", "World news", "news", "arts", "US", "us news", "42"])


@settings(max_examples=30)
@given(
    stated=st.lists(st.one_of(_values, st.lists(_values, max_size=3)), min_size=1, max_size=8),
    asked=st.sampled_from(["world", "news", "us", '"world news"', "wo*", "(us OR arts)"]),
)
def test_any_archive(tmp_path_factory: pytest.TempPathFactory, stated: list[object], asked: str) -> None:
    """As a look at each value of each article says; with and without are all."""
    articles = [Article(id=f"a{n}", body="b", extra={"x": value}) for n, value in enumerate(stated)]
    path = tmp_path_factory.mktemp("any")
    with IndexWriter(path) as writer:
        for article in articles:
            writer.put(article, [])
        writer.commit({})

    def fits(article: Article) -> bool:
        for value in stated_values(article):
            words = folded(value.partition(SEPARATOR)[2])
            if {
                "wo*": any(word.startswith("wo") for word in words),
                "(us OR arts)": bool({"us", "arts"} & set(words)),
                '"world news"': words == ["world", "news"],
            }.get(asked, asked in words):
                return True
        return False

    with open_archive(path) as archive:
        if not any(map(stated_values, articles)):
            with pytest.raises(UnknownField):
                archive.search(f"x:{asked}")
            return
        found = archive.search(f"x:{asked}", limit=50, copies="all").hits
        assert {hit.article.id for hit in found} == {article.id for article in articles if fits(article)}
        without = matching(archive._searcher, archive.read(f"-x:{asked}").query)
        assert len(found) + len(without) == len(articles)
