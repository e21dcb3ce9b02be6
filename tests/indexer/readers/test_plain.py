"""A text file is one article, with what it states and nothing more."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article
from indexer.readers import Passed, Rejected, SourceFile, iter_articles, plain
from indexer.readers.plain import article_of

TEXT = (
    "The dam above Orlo held through the night, the water board said.\n\n“We had an hour left,” said Vera Kessling.\n"
)


def made(name: str, data: bytes) -> Article | Rejected:
    """What a file of this name and content gives."""
    return article_of(data, SourceFile(path=Path("in") / name, root=Path("in"), name=name))


def test_an_article(tmp_path: Path) -> None:
    """The id and the path are the relative path; what nothing states is None."""
    (tmp_path / "north").mkdir()
    path = tmp_path / "north" / "dam.txt"
    path.write_text(TEXT)
    (article,) = iter_articles(SourceFile.of(path, root=tmp_path))
    assert article == Article(id="north/dam.txt", path="north/dam.txt", body=TEXT.strip())
    (article,) = iter_articles(str(path))
    assert isinstance(article, Article)
    assert article.id == "dam.txt"


@pytest.mark.parametrize(
    ("name", "head", "expected", "basis"),
    [
        ("2022/02/26/dam.txt", "", "2022-02-26", "path"),
        ("2022-02-26-dam.txt", "", "2022-02-26", "path"),
        ("2022/02/26/dam.txt", "URL: https://o.example/2021/03/04/dam\n\n", "2021-03-04", "url"),
        ("2022/02/26/dam.txt", "Date: 2020-05-06\n\n", "2020-05-06", "stated"),
        ("2022/dam.txt", "", None, None),
    ],
)
def test_where_the_date_comes_from(name: str, head: str, expected: str | None, basis: str | None) -> None:
    """What the text states comes before the URL, the URL before the path, and each says what it is."""
    article = made(name, (head + TEXT).encode())
    assert isinstance(article, Article)
    assert (article.date and str(article.date), article.date and article.date.basis) == (expected, basis)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    """The article is the same in every encoding and with every line end; a guessed encoding is on record."""
    article = made("dam.txt", TEXT.replace("\n", end).encode(encoding))
    assert isinstance(article, Article)
    assert article.body == TEXT.strip()
    assert article.extra == ({"encoding": "cp1252"} if encoding == "cp1252" else {})


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "no text"), (b" \n\n", "no text"), (b"Title: Dam holds\n", "no text"), (b"GIF89a\0\0\0", "it is no text")],
)
def test_what_is_no_article(data: bytes, reason: str) -> None:
    """A file without a body, or that is no text, is a rejection that names it."""
    rejected = made("dam.txt", data)
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason
    assert rejected.place == "in/dam.txt"


def test_a_file_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file over the limit is a rejection, and is not read to its end."""
    monkeypatch.setattr(plain, "MAX_BYTES", 100)
    path = tmp_path / "dam.txt"
    path.write_text(TEXT)
    (rejected,) = iter_articles(path)
    assert isinstance(rejected, Rejected)
    assert "longer than" in rejected.reason


def test_an_article_has_a_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text of more characters is rejected with how many it has, and the mend."""
    monkeypatch.setattr(plain, "MAX_CHARACTERS", 10)
    rejected = made("dam.txt", TEXT.encode())
    assert isinstance(rejected, Rejected)
    assert f"{len(TEXT)} characters" in rejected.reason
    assert "split" in rejected.hint


def test_a_file_that_is_not_there_or_not_read(tmp_path: Path) -> None:
    """A file that went away is rejected, one of a kind that is not read passed over."""
    (rejected,) = iter_articles(tmp_path / "gone.txt")
    assert isinstance(rejected, Rejected)
    assert "cannot be read" in rejected.reason
    (tmp_path / "dam.dat").write_bytes(b"\x00\x01\x02" * 50)
    (passed,) = iter_articles(tmp_path / "dam.dat")
    assert isinstance(passed, Passed)


def test_control_characters() -> None:
    """What a terminal would obey is no text: it is shown as U+FFFD."""
    article = made("dam.txt", TEXT.replace("night", "ni\x1b[31mght").encode())
    assert isinstance(article, Article)
    assert "ni\ufffd[31mght" in article.body


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """Any bytes are an article that can be stored as UTF-8, or a rejection."""
    result = made("dam.txt", data)
    if isinstance(result, Article):
        (result.title + result.body).encode()
