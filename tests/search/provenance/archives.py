"""Small archives of invented articles, drawn or written out, and what a plain loop says of them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from indexer.article import Article, PublicationDate, Quotation
from indexer.store import IndexWriter
from search.api import Archive, open_archive

Told = tuple[Article, list[Quotation]]

WORDS = ("harbour", "quarrel", "lantern", "ferry")
OUTLETS = ("Harbour Post", "Skerry Times", "Halyard", None)
PEOPLE = ("Ada Quill", "Tomas Orlec", "Mirja Vane", None)
AUTHORS = ("Ines Kolb", "Per Aalto-Lund", None)
DATES = (
    None, "2024", "2024-02", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-04", "2024-03-10", "2024-03-11",
    "2024-12-30", "2024-12-31", "2025-01-01", "2025-01-05", "2025-01", "2026-07-09",
)  # fmt: skip


def told(
    number: int,
    words: Sequence[str] = ("harbour",),
    *,
    source: str | None = None,
    date: str | None = None,
    author: str | None = None,
    said: Sequence[tuple[str, str | None]] = (),
    url: str | None = None,
) -> Told:
    """An article of these words, with quotations `said`: their words, and who said them."""
    body = f"Report {number}: {' '.join(words)}."
    quotations = []
    for text, speaker in said:
        start = len(body) + 2
        body += f"\n“{text}” was heard."
        quotations.append(
            Quotation(
                text=text, start=start, end=start + len(text), speaker=speaker, basis="cue" if speaker else "unknown",
                cue="said" if speaker else None, confidence=0.9 if speaker else 0.0,
            )
        )  # fmt: skip
    stated = PublicationDate.parse(date) if date else None
    return Article(id=f"r{number}", body=body, source=source, date=stated, author=author, url=url), quotations


def reprinted() -> list[Told]:
    """Six articles that are three texts: the first in three outlets on two days, the second in two, one alone; all
    have the words lantern and harbour, and what Ada Quill says of it."""
    rows = []
    for number, (text, outlet, date) in enumerate(
        (
            (0, "Harbour Post", "2025-03-01"), (0, "Skerry Times", "2025-03-01"), (0, "Halyard", "2025-03-04"),
            (1, "Halyard", "2025-03-02"), (1, "Harbour Post", "2025-03-03"), (2, "Skerry Times", "2025-03-02"),
        )
    ):  # fmt: skip
        chance = random.Random(text)
        body = " ".join("".join(chance.choices("abcdefgh", k=5)) for _ in range(80))
        said = f"The lantern of harbour {text} is lit"
        body += f". “{said},” Ada Quill said."
        start = body.index(said)
        quotation = Quotation(
            text=said, start=start, end=start + len(said), speaker="Ada Quill", basis="cue", cue="said",
            confidence=0.9,
        )  # fmt: skip
        day = PublicationDate.parse(date)
        rows.append((Article(id=f"r{number}", body=body, source=outlet, date=day), [quotation]))
    return rows


@st.composite
def articles(draw: st.DrawFn, number: int) -> Told:
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=3))
    speech = st.tuples(st.sampled_from(("The ferry leaves", "No harbour is free")), st.sampled_from(PEOPLE))
    return told(
        number,
        words,
        source=draw(st.sampled_from(OUTLETS)),
        date=draw(st.sampled_from(DATES)),
        author=draw(st.sampled_from(AUTHORS)),
        said=draw(st.lists(speech, max_size=3)),
    )


@st.composite
def batches(draw: st.DrawFn) -> list[list[Told]]:
    """Articles in commits, the later ones of which may replace some of the earlier ones."""
    found = []
    for _ in range(draw(st.integers(1, 3))):
        numbers = draw(st.lists(st.integers(0, 12), unique=True, max_size=8))
        found.append([draw(articles(number)) for number in numbers])
    return found


def write(path: Path, *commits: Sequence[Told], remove: Sequence[str] = ()) -> None:
    """Commit each batch by itself, then take some articles away."""
    with IndexWriter(path) as writer:
        for batch in commits:
            for article, quotations in batch:
                writer.put(article, quotations)
            writer.commit({})
        for article_id in remove:
            writer.remove(article_id)
        if remove:
            writer.commit({})


def archive_of(path: Path, *commits: Sequence[Told], remove: Sequence[str] = ()) -> Archive:
    write(path, *commits, remove=remove)
    return open_archive(path)


def living(commits: Sequence[Sequence[Told]]) -> list[Told]:
    """The articles that are left of commits, the last of each id."""
    return list({article.id: (article, quotations) for batch in commits for article, quotations in batch}.values())


def has(article: Article, word: str) -> bool:
    return word in article.body.split(":", 1)[1]


def bucket(day: dt.date, by: str) -> str:
    """The first day of the bucket of a day, in ISO 8601."""
    if by == "week":
        return (day - dt.timedelta(days=day.weekday())).isoformat()
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[by].isoformat()
