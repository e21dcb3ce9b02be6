"""Where in a whole article an answer stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.answer.places import Places
from search.api import Archive, open_archive
from search.results import Hit, Mark, QuoteHit


@pytest.fixture(scope="module")
def seeds(seeds_index: Path) -> Iterator[Archive]:
    with open_archive(seeds_index) as archive:
        yield archive


def words(archive: Archive, article_id: str, found: Places) -> list[str]:
    shown = archive.show(article_id)
    assert shown is not None
    return [shown[0].body[start:end] for start, end in found.body]


@pytest.mark.parametrize(
    "query", ["water", "river talks", '"water for power"', "negotiat*", "soldiers NEAR/3 trains", "title:dam gate"]
)
def test_all_that_excerpts_mark_is_found(seeds: Archive, query: str) -> None:
    """And what is found is in the text more often than excerpts show."""
    for hit in seeds.search(query, limit=20, copies="all").hits:
        assert isinstance(hit, Hit)
        found = seeds.places_in(hit.article.id, query)()
        for snippet in hit.snippets:
            marks: set[Mark] = {(a + snippet.start, b + snippet.start) for a, b in snippet.marks}
            assert marks <= set(found.title if snippet.field == "title" else found.body)
        assert hit.place is None or any(start <= hit.place < end for start, end in found.body)


def test_of_a_speaker_every_quotation_is_a_place(seeds: Archive) -> None:
    """Where the query has no words for it; with words, these are, and others of hers are not."""
    found = seeds.places_in("who-pays-for-the-river.txt", "speaker:madrun")()
    assert "I never set a condition" in words(seeds, "who-pays-for-the-river.txt", found)
    found = seeds.places_in("who-pays-for-the-river.txt", "speaker:madrun quote:condition")()
    assert words(seeds, "who-pays-for-the-river.txt", found) == ["condition"]


def test_of_quotations_only_those_that_answer_are_looked_at(seeds: Archive) -> None:
    """What stands outside of them is no match, nor what somebody else says."""
    for hit in seeds.search("speaker:madrun water", space="quotations").hits:
        assert isinstance(hit, QuoteHit)
        found = seeds.places_in(hit.article.id, "speaker:madrun water", space="quotations")()
        assert found.title == ()
        assert {(a + hit.quote.start, b + hit.quote.start) for a, b in hit.quote.marks} <= set(found.body)
    found = seeds.places_in("who-pays-for-the-river.txt", "speaker:madrun water", space="quotations")()
    assert words(seeds, "who-pays-for-the-river.txt", found) == ["water"]


def test_of_an_article_like_another_the_words_that_tell_it(seeds: Archive) -> None:
    """They are those that its excerpts mark."""
    found = seeds.similar("who-pays-for-the-river.txt")
    assert found is not None
    first = found.hits[0]
    assert isinstance(first, Hit)
    places = seeds.places_in(first.article.id, "", like="who-pays-for-the-river.txt")()
    assert first.place is not None
    assert any(start <= first.place < end for start, end in places.body)


def test_of_an_article_that_is_not_there_nothing_is_found(seeds: Archive) -> None:
    """It may have been removed since."""
    assert seeds.places_in("none-such", "water")() == Places()
