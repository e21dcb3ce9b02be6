"""What an article states besides that can be asked for: by the kind of the value, whatever else there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.outlet_names import host_of, whole_name
from indexer.analysis.stated import LONGEST_VALUE, MOST_STATED, SEPARATOR, field_name, stated_values
from indexer.article import Article
from indexer.store import IndexWriter, open_index
from indexer.store.writer import optimize


def stated(extra: dict[str, object]) -> list[str]:
    values = stated_values(Article(id="a", body="b", extra=extra))
    return [value.replace(SEPARATOR, ":") for value in values]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("World  News", ["x:World News"]),
        ("page A1", ["x:page A1"]),
        (["Oil", "Trade", "Oil", 4, None, {"a": "b"}], ["x:Oil", "x:Trade"]),
        (True, ["x:true"]),
        (False, ["x:false"]),
        ("", []), ("…", []), ("42", []), (42, []), (4.2, []), (None, []), ({"a": "b"}, []), ("3,141", []),
        ("w" * LONGEST_VALUE, ["x:" + "w" * LONGEST_VALUE]), ("w" * (LONGEST_VALUE + 1), []),
        ("https://example.org/a", []), ("www.example.org", []),
        ("2022-02-24", []), ("2022-02-24T10:00:00Z", []),
        ("9f86d081884c7d65", []), ("550e8400-e29b-41d4-a716-446655440000", []), ("cafe", ["x:cafe"]),
        ("zk4f9qpx27ab55tt81mm0w2e9d", []), ("covid-19", ["x:covid-19"]),
    ],
)  # fmt: skip
def test_the_kind_of_a_value_decides(value: object, found: list[str]) -> None:
    """Short texts with a letter, each of a list; not numbers, addresses, moments and marks of machines."""
    assert stated({"x": value}) == found


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("section", "section"), ("Byline Role", "byline_role"), ("og:type", "og_type"), ("  Ressort ", "ressort"),
        ("Gruppe-Ü", "gruppe_ü"), ("2nd", ""), ("", ""), ("k" * 41, ""), ("unread_date", ""), ("title_in_text", ""),
        ("host", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_field(key: str, name: str) -> None:
    """In small letters, with _ for what is neither letter nor digit; what readers note of the reading is none."""
    assert field_name(key) == name


@given(
    st.dictionaries(st.text(max_size=12), st.one_of(st.text(max_size=90), st.lists(st.text(max_size=9))), max_size=9)
)
def test_any_extra_is_taken(extra: dict[str, object]) -> None:
    """No more than are indexed, none twice, each with a name and a value on one line."""
    values = stated_values(Article(id="a", body="b", extra=extra))
    assert len(values) == len(set(values)) <= MOST_STATED
    for value in values:
        name, _, text = value.partition(SEPARATOR)
        assert field_name(name) == name != ""
        assert text == " ".join(text.split()) != ""
        assert SEPARATOR not in text


def test_an_index_tells_them(tmp_path: Path) -> None:
    """Fields with their articles and values, of what is not deleted, in one segment and in several."""
    with IndexWriter(tmp_path) as writer:
        for number, section in enumerate(("world", ["sports", "world"], None, "sports", "gone")):
            extra: dict[str, object] = {"section": section, "kind": "news"}
            writer.put(Article(id=f"a{number}", body="b", extra=extra), [])
            writer.commit({})
        writer.remove("a4")
        writer.commit({})
    for _ in range(2):
        with open_index(tmp_path) as index:
            assert index.stated_names()["section"][0] == 3
            assert index.stated_names()["kind"][0] == 4
            docs, values, names = index.stated("section")
            pairs = {(name, names[value]) for name, value in zip(index.ids(docs), values.tolist(), strict=True)}
            wanted = {("a0", "world"), ("a1", "sports"), ("a1", "world"), ("a3", "sports")}
            assert pairs - {("a4", "gone")} == wanted
            assert index.stated("nothing")[2] == []
        optimize(tmp_path)
    with open_index(tmp_path) as index:
        assert index.stated_values("section") == ["sports", "world"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.NYTimes.com:443/2020/x?y#z", "nytimes.com"), ("//example.org", "example.org"),
        ("http://me@news.example.co.uk/x", "news.example.co.uk"), ("www.example.org/x", None), ("", None),
        (None, None), ("https://localhost/x", None), ("mailto:a@b.example", None),
    ],
)  # fmt: skip
def test_the_host_of_an_address(url: str | None, host: str | None) -> None:
    """In small letters, without www., user and port."""
    assert host_of(url) == host


def test_whole_names_meet() -> None:
    """Case, accents and marks do not count; no name is the empty one."""
    assert whole_name("The  NEW-York Times") == whole_name("the new york times")
    assert whole_name("…") == whole_name(None) == ""
