"""Generated articles for the tests of the store."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from indexer.article import Article, PublicationDate, Quotation
from indexer.store import Index, IndexWriter

Batch = Sequence[tuple[Article, Sequence[Quotation]]]

# What tokenizing is about: words, numbers, initials, apostrophes, marks, scripts without spaces, separators.
_PIECES = (
    "talks", "Talks", "talking", "peace", "U.S.", "u.s", "D.C", "don't", "Russia’s", "l'", "'tis", "1,300", "5.93",
    "24.02.2022", "1,30", "Łódź", "café", "cafe\u0301", "naïve", "İstanbul", "straße", "和平", "会谈。", "мир", "“",
    "”", '"', "-", "—", ".", ",", "'", "’", "_", "\xa0", "\u00ad", "\x00", "\n", "e.g.", "a.b.c", "ﬁn", "٣", "x²",
    "\ud800", "🙂",
)  # fmt: skip
_texts = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=4)), max_size=40).flatmap(
    lambda pieces: st.sampled_from(["", " ", " "]).map(lambda glue: glue.join(pieces))
)
_names = st.one_of(st.none(), st.sampled_from(["Ada Lind", "Łukasz O’Neil", "BBC", "X"]))
_stated = st.sampled_from(
    [
        "world",
        "World  News",
        "9f86d081884c",
        "",
        "42",
        42,
        True,
        None,
        "\ud800 a",
        ["a", "b", "a"],
        {"a": "b"},
        "w" * 90,
    ]
)


@st.composite
def articles(draw: st.DrawFn, number: int = 0) -> tuple[Article, list[Quotation]]:
    """An article with some spans of its body as quotations, which may overlap and cut words."""
    body = draw(_texts)
    article = Article(
        id=f"a{number}",
        body=body,
        title=draw(_texts),
        source=draw(_names),
        author=draw(_names),
        date=draw(
            st.one_of(st.none(), st.sampled_from(["2022", "2022-03", "2022-03-01"]).map(PublicationDate.parse))
        ),
        url=draw(st.one_of(st.none(), st.just(f"https://example.org/{number}"))),
        path=draw(st.sampled_from(["", "a.txt"])),
        extra=draw(st.dictionaries(st.sampled_from(["section", "Byline Role", "x"]), _stated, max_size=2)),
    )
    quotations = []
    for _ in range(draw(st.integers(0, 3)) if body else 0):
        start = draw(st.integers(0, len(body) - 1))
        end = draw(st.integers(start + 1, len(body)))
        speaker, cue = draw(_names), draw(st.sampled_from([None, "said"]))
        quotations.append(Quotation(text=body[start:end], start=start, end=end, speaker=speaker, cue=cue))
    return article, quotations


@st.composite
def batches(draw: st.DrawFn, most: int = 6) -> list[tuple[Article, list[Quotation]]]:
    """Some articles with distinct ids."""
    return [draw(articles(number)) for number in range(draw(st.integers(0, most)))]


WORDS = [f"word{number}" for number in range(400)]


def article(number: int, version: int = 0, words: int = 60) -> tuple[Article, list[Quotation]]:
    """An article that its number and version determine."""
    chance = random.Random(number * 1009 + version)
    body = " ".join(chance.choices(WORDS, k=words)) + f" version{version}"
    quotation = Quotation(text=body[:20], start=0, end=20, speaker=f"Speaker {number % 7}", cue="said")
    return Article(id=f"n{number}", body=body, title=f"Title {number}", source="The Post"), [quotation]


def fill(index: Path, numbers: Sequence[int], *, version: int = 0) -> int:
    """Commit articles; the generation."""
    with IndexWriter(index) as writer:
        for number in numbers:
            writer.put(*article(number, version))
        return writer.commit({})


def contents(index: Index) -> dict[str, int]:
    """The version of each living article, by the stored text and by the inverted index alike."""
    found: dict[str, int] = {}
    for segment in index.segments:
        text = segment.articles.fields["words"]
        by_doc: dict[int, bytes] = {}
        for term in range(*text.terms.prefix(b"version")):
            by_doc |= dict.fromkeys(text.docs(term).tolist(), text.terms.at(term))
        for doc in range(segment.articles.count):
            if segment.articles.live is None or segment.articles.live[doc]:
                record = segment.record(doc)
                version = record["body"].rsplit("version", 1)[1]
                assert by_doc[doc] == f"version{version}".encode()
                assert record["id"] not in found
                found[record["id"]] = int(version)
    return found
