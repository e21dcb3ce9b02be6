"""What is piped in is JSON lines if it begins with a brace, else the text of one article."""

from __future__ import annotations

import gzip
import io
import sys

import pytest

from indexer.article import Article
from indexer.readers import Rejected, iter_articles

TEXT = "The dam above Orlo held through the night, the water board said."


def piped(data: bytes, monkeypatch: pytest.MonkeyPatch) -> list[Article | Rejected]:
    """What is read when `data` is piped in."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    return list(iter_articles("-"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text is one article with the id `-`."""
    (article,) = piped(f"\n\nTitle: Dam holds\n\n{TEXT}\n".encode(encoding), monkeypatch)
    assert article == Article(id="-", path="-", title="Dam holds", body=TEXT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("zipped", [False, True])
def test_json_lines(encoding: str, zipped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON lines, zipped or not, are articles by their lines, blank lines before them or not."""
    data = f'\r\n  {{"text": "{TEXT}"}}\n{{bad}}\n{{"text": "{TEXT}", "id": "x"}}'.encode(encoding)
    first, bad, last = piped(gzip.compress(data) if zipped else data, monkeypatch)
    assert isinstance(first, Article)
    assert isinstance(bad, Rejected)
    assert isinstance(last, Article)
    assert (first.id, bad.place, last.id) == ("-#2", "-:3", "x")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"a\0b"])
def test_nothing(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing, or what is no text, is a rejection."""
    (rejected,) = piped(data, monkeypatch)
    assert isinstance(rejected, Rejected)
    assert rejected.place == "-"


def test_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """`<&-` at the shell: there is no such stream, which is told."""
    monkeypatch.setattr(sys, "stdin", None)
    (rejected,) = iter_articles("-")
    assert isinstance(rejected, Rejected)
    assert "closed" in rejected.reason
