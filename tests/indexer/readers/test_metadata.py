"""A metadata.csv says of text files what they do not say themselves."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article
from indexer.readers import Rejected, discover, iter_articles, tables_for
from indexer.readers.metadata import parse
from indexer.readers.source import SourceFile

TEXT = "The dam above Orlo held through the night, the water board said.\n"


def folder(tmp_path: Path, table: str | bytes, **files: str) -> dict[str, Article | Rejected]:
    """What a folder with a table and `files` gives, by id or place."""
    (tmp_path / "metadata.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
    for name, text in files.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    found = {}
    for source in discover([tmp_path]):
        assert isinstance(source, SourceFile)
        for made in iter_articles(source):
            key = made.id if isinstance(made, Article) else made.place.removeprefix(f"{tmp_path}/")
            found[key] = made
    return found


def test_a_row_fills_what_the_text_does_not_state(tmp_path: Path) -> None:
    """Columns come in any order; unknown ones are kept; the table itself is no article."""
    table = "date,FILE,page, source ,title,author,url,language\n2022-02-26,a.txt,7,The Orlo Post,Dam holds,A. Roth,https://o.example,en\n"
    found = folder(tmp_path, table, a=TEXT, b=TEXT)
    assert list(found) == ["a.txt", "b.txt"]
    a, b = found["a.txt"], found["b.txt"]
    assert isinstance(a, Article)
    assert isinstance(b, Article)
    assert (a.source, str(a.date), a.title, a.author, a.url, a.language) == (
        "The Orlo Post", "2022-02-26", "Dam holds", "A. Roth", "https://o.example", "en",
    )  # fmt: skip
    assert a.extra == {"page": "7"}
    assert a.body == TEXT.strip()
    assert (b.source, b.date, b.title) == (None, None, "")


def test_what_the_text_states_stands(tmp_path: Path) -> None:
    """The text's own labels come before the row, the row before a date in the path."""
    table = "file,source,date,title\n2021-01-01-a.txt,Row,2022-02-26,Row title\n"
    text = f"Source: The Orlo Post\nTitle: Dam holds\n\n{TEXT}"
    made = folder(tmp_path, table, **{"2021-01-01-a": text})["2021-01-01-a.txt"]
    assert isinstance(made, Article)
    assert (made.source, made.title, str(made.date)) == ("The Orlo Post", "Dam holds", "2022-02-26")
    assert made.date is not None
    assert made.date.basis == "stated"


def test_a_date_in_the_text_stands(tmp_path: Path) -> None:
    """The date that the text states comes before the one of the row."""
    made = folder(tmp_path, "file,date\na.txt,2022-02-26\n", a=f"Date: 2022-02-25\n\n{TEXT}")["a.txt"]
    assert isinstance(made, Article)
    assert str(made.date) == "2022-02-25"


def test_a_title_in_the_row_keeps_the_first_line(tmp_path: Path) -> None:
    """A first line that only looks like a title stays in the body if the row has another title."""
    found = folder(
        tmp_path, "file,title\na.txt,Dam holds\nb.txt,Dam holds\n", a=f"The board\n\n{TEXT}", b=f"Dam holds\n\n{TEXT}"
    )
    a, b = found["a.txt"], found["b.txt"]
    assert isinstance(a, Article)
    assert isinstance(b, Article)
    assert (a.title, a.body) == ("Dam holds", f"The board\n\n{TEXT}".strip())
    assert (b.title, b.body) == ("Dam holds", TEXT.strip())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("gone.txt,Post,2022", "no file 'gone.txt'"),
        (",Post,2022", "names no file"),
        ("a.txt,Post", "2 cells under 3 columns"),
        ("a.txt,Post,2022,more", "4 cells under 3 columns"),
        ('a.txt,"Post" x,2022', "not CSV"),
        ('a.txt,"Post,2022', "not CSV"),
        ("b.txt,Other,2022", "a second row"),
    ],
)
def test_a_bad_row_is_rejected(tmp_path: Path, row: str, reason: str) -> None:
    """A bad row is reported with its line, and the rows around it count."""
    found = folder(tmp_path, f"file,source,date\nb.txt,Orlo,2022\n{row}\nc.txt,Vesna,2022\n", a=TEXT, b=TEXT, c=TEXT)
    rejected = found["metadata.csv:3"]
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason
    assert [made.source for made in found.values() if isinstance(made, Article)] == [None, "Orlo", "Vesna"]


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", "an empty table"),
        ("\n\n", "an empty table"),
        ("source,date\nPost,2022\n", "no column 'file'"),
        ("file,date,date\na.txt,2022,2021\n", "two columns of one name"),
        (b"file,source\n\0\0", "no text"),
    ],
)
def test_a_bad_table_is_one_rejection(tmp_path: Path, table: str | bytes, reason: str) -> None:
    """A table that cannot be used is one rejection, and the articles are read without it."""
    found = folder(tmp_path, table, a=TEXT)
    (rejected,) = [made for made in found.values() if isinstance(made, Rejected)]
    assert reason in rejected.reason
    assert isinstance(found["a.txt"], Article)


def test_an_unread_date_in_a_row(tmp_path: Path) -> None:
    """A date in a row that could be two days is kept apart, and the article has none."""
    made = folder(tmp_path, "file,date\na.txt,03/04/2022\n", a=TEXT)["a.txt"]
    assert isinstance(made, Article)
    assert made.date is None
    assert made.extra == {"unread_date": "03/04/2022"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_tables_as_spreadsheets_save_them(tmp_path: Path, delimiter: str, encoding: str, end: str) -> None:
    """Commas, semicolons and tabs, any encoding and any line end; a cell in quotes may hold all of these."""
    rows = [
        ["file", "source", "title"],
        ["a.txt", "Gazette de Orlo", '"La digue; elle, tient"'.replace('"', '""').join('""')],
    ]
    table = end.join(delimiter.join(row) for row in rows) + end
    made = folder(tmp_path, table.replace("de", "dé").encode(encoding), a=TEXT)["a.txt"]
    assert isinstance(made, Article)
    assert (made.source, made.title) == ("Gazette dé Orlo", '"La digue; elle, tient"')


def test_tables_above(tmp_path: Path) -> None:
    """A table speaks of files in folders below it, by their path; the nearest table that names a file decides."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x.txt").write_text(TEXT)
    (tmp_path / "a" / "b" / "y.txt").write_text(TEXT)
    (tmp_path / "metadata.csv").write_text("file,source\na/b/x.txt,Far\na\\b\\y.txt,Far\n")
    (tmp_path / "a" / "metadata.csv").write_text("file,source\nb/x.txt,Near\n")
    made = [
        made for source in discover([tmp_path]) for made in iter_articles(source) if isinstance(source, SourceFile)
    ]  # type: ignore[arg-type]
    assert [(article.id, article.source) for article in made if isinstance(article, Article)] == [
        ("a/b/x.txt", "Near"),
        ("a/b/y.txt", "Far"),
    ]
    assert not [rejected for rejected in made if isinstance(rejected, Rejected)]
    source = SourceFile.of(tmp_path / "a" / "b" / "x.txt", root=tmp_path)
    assert tables_for(source) == (tmp_path / "a" / "metadata.csv", tmp_path / "metadata.csv")


def test_a_table_outside_the_root_says_nothing(tmp_path: Path) -> None:
    """Only what was given to be read is read: a table above the root is not."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text(TEXT)
    (tmp_path / "metadata.csv").write_text("file,source\na/x.txt,Far\n")
    (source,) = discover([tmp_path / "a"])
    assert isinstance(source, SourceFile)
    (made,) = iter_articles(source)
    assert isinstance(made, Article)
    assert made.source is None


def test_letters_composed_or_not(tmp_path: Path) -> None:
    """A name in the table finds its file however the accents of either are stored."""
    (tmp_path / (unicodedata.normalize("NFD", "café") + ".txt")).write_text(TEXT)
    found = folder(tmp_path, unicodedata.normalize("NFC", "file,source\ncafé.txt,Post\n"))
    (made,) = found.values()
    assert isinstance(made, Article)
    assert made.source == "Post"


def test_a_changed_table_is_read_again(tmp_path: Path) -> None:
    """A table is kept in memory only as long as its file does not change."""
    assert folder(tmp_path, "file,source\na.txt,One\n", a=TEXT)["a.txt"].source == "One"  # type: ignore[union-attr]
    assert folder(tmp_path, "file,source\na.txt,Another\n", a=TEXT)["a.txt"].source == "Another"  # type: ignore[union-attr]


@pytest.mark.slow
def test_an_open_quotation_mark_costs_one_row() -> None:
    """A quotation mark that is never closed does not swallow the rows after it, in time linear in their number."""
    table = parse('file,source\na.txt,"Post\n' + "".join(f"{n}.txt,Post\n" for n in range(20_000)), path="m")
    assert len(table.rows) == 20_000
    assert [rejected.line for rejected in table.rejected] == [2]


@given(st.text(alphabet='file,;"\n\r\t a.x', max_size=80), st.text(max_size=40))
def test_any_table(text: str, other: str) -> None:
    """Any text is rows and rejections; nothing raises."""
    parse(text, path="m")
    parse("file,source\n" + text + other, path="m")
