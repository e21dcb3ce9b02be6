"""`confidence:` asks for a share, and says what it cannot read."""

from __future__ import annotations

import json

import pytest

from indexer.article import Article, Quotation
from indexer.errors import QuerySyntaxError
from indexer.store import IndexWriter
from search.api import Archive, open_archive

SHARES = (0.0, 0.3, 0.69, 0.7, 0.9, 0.934, 1.0)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An article for each share, with one quotation of that confidence."""
    folder = tmp_path_factory.mktemp("shares") / "index"
    with IndexWriter(folder) as writer:
        for share in SHARES:
            body = f"“It rained,” she said. {share}"
            quotation = Quotation(text="It rained", start=1, end=10, speaker="Ada", confidence=share)
            writer.put(Article(id=str(share), body=body), [quotation])
        writer.commit({})
    return open_archive(folder)


@pytest.mark.parametrize(
    ("query", "shares"),
    [
        ("confidence:>=.9", {0.9, 0.934, 1.0}),
        ("confidence:>.9", {0.934, 1.0}),
        ("confidence:<.7", {0.0, 0.3, 0.69}),
        ("confidence:<=.7", {0.0, 0.3, 0.69, 0.7}),
        ("confidence:1", {1.0}),
        ("confidence:>=0.9 -confidence:1", {0.9, 0.934}),
        ("rained confidence:<.5", {0.0, 0.3}),
    ],
)
def test_a_share(archive: Archive, query: str, shares: set[float]) -> None:
    """In hundredths, of articles and of quotations alike."""
    for space in ("articles", "quotations"):
        found = archive.search(query, space=space, limit=20).hits  # type: ignore[arg-type]
        assert {float(hit.article.id) for hit in found} == shares


@pytest.mark.parametrize("query", ["confidence:sure", "confidence:>=1.5", "confidence:>", "confidence:-1"])
def test_no_share(archive: Archive, query: str) -> None:
    """With the place and the mend."""
    with pytest.raises(QuerySyntaxError) as caught:
        archive.search(query)
    assert "confidence:" in (caught.value.hint or "") + caught.value.message
    assert json.dumps(caught.value.position) != "null"
