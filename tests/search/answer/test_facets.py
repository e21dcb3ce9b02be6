"""How a whole answer divides, held against a plain loop over all articles."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Article, Quotation
from search.answer.facets import FACETS
from tests.conftest import tries
from tests.search.provenance.archives import Told, archive_of, batches, bucket, has, living, told


def values(article: Article, quotation: Quotation | None, quotations: Sequence[Quotation], by: str) -> set[str]:
    """What a document, an article or one of its quotations, has of a facet."""
    if by == "source":
        return {article.source} if article.source else set()
    if by == "author":
        return {article.author.replace("-", " ")} if article.author else set()
    if by == "speaker":
        return {one.speaker for one in ([quotation] if quotation else quotations) if one.speaker}
    date = article.date
    if date is None or bucket(date.first, by) != bucket(date.last, by):
        return set()
    return {bucket(date.first, by)[: 7 if by == "month" else 4]}


@settings(max_examples=tries(25, 300))
@given(batches(), st.sampled_from(("articles", "quotations")))
def test_counts_are_those_of_a_plain_loop(commits: list[list[Told]], space: str) -> None:
    """For every kind of facet, of articles and of quotations, whatever the segments."""
    with tempfile.TemporaryDirectory() as folder, archive_of(Path(folder, "index"), *commits) as archive:
        found = archive.facets("ferry", by=FACETS, limit=50, space=space)  # type: ignore[arg-type]  # of the two
        assert [facet.by for facet in found.facets] == list(FACETS)
        leads = {}
        for article, _ in living(commits):
            of_text = archive.copies(article.id)
            assert of_text is not None
            leads[article.id] = of_text[0].article.id
        for facet in found.facets:
            counts: Counter[str] = Counter()
            without = 0
            for article, quotations in living(commits):
                said = [quotation for quotation in quotations if "ferry" in quotation.text]
                documents = said if space == "quotations" else [None] * has(article, "ferry")
                for document in documents:
                    own = (
                        {leads[article.id]} if facet.by == "text" else values(article, document, quotations, facet.by)
                    )
                    counts.update(own)
                    without += not own
            assert {value.value: value.count for value in facet.values} == counts, facet.by
            assert (facet.without, facet.distinct) == (without, len(counts)), facet.by
            assert all(1 <= value.texts <= value.count for value in facet.values)


def test_the_most_frequent_names_come_first_and_times_in_order(tmp_path: Path) -> None:
    """Equal ones by the alphabet; of the names that are left out the number is told."""
    articles = [told(n, source=s, date=d) for n, (s, d) in enumerate([
        ("Halyard", "2025-02"), ("Skerry Times", "2024-12-30"), ("Halyard", "2024-12"), ("Beacon", "2024"),
    ])]  # fmt: skip
    with archive_of(tmp_path / "index", articles) as archive:
        sources, months = archive.facets("harbour", by=["source", "month"], limit=2).facets
    assert [(value.value, value.count) for value in sources.values] == [("Halyard", 2), ("Beacon", 1)]
    assert (sources.distinct, sources.without) == (3, 0)
    assert [(value.value, value.count) for value in months.values] == [("2024-12", 2), ("2025-02", 1)]
    assert months.without == 1


def test_authors_are_written_as_names(tmp_path: Path) -> None:
    """They are kept as folded words: two spellings of one are one."""
    articles = [told(n, author=author) for n, author in enumerate(["Ines KOLB", "Ínes Kolb", "A. O'Hara"])]
    with archive_of(tmp_path / "index", articles) as archive:
        (authors,) = archive.facets("harbour", by=["author"]).facets
    assert {value.value: value.count for value in authors.values} == {"Ines Kolb": 2, "A O'Hara": 1}


def test_an_empty_answer_has_empty_facets(tmp_path: Path) -> None:
    """And none of its numbers is other than 0."""
    with archive_of(tmp_path / "index", [told(0)]) as archive:
        found = archive.facets("zeppelin")
    assert all((facet.values, facet.distinct, facet.without) == ((), 0, 0) for facet in found.facets)
