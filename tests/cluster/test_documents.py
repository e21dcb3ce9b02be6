"""What a cluster is sent of an article is what the schema says is indexed of it, and the article comes back whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.sentences import LEAD_LEAST, LEAD_MOST, layout
from indexer.analysis.tokenizer import tokens
from indexer.article import Article, Quotation
from indexer.cluster.cells import BODY, FILLER, MARKS, document_id, keyword, written
from indexer.cluster.documents import Analyst, Document, Entry, from_source
from indexer.cluster.mapping import article_index, template
from indexer.schema import (
    BODY_START,
    BODY_WEIGHT,
    SURFACE_FIELD,
    TITLE_END,
    TITLE_WEIGHT,
    article_document,
    quotation_document,
)
from tests.conftest import tries
from tests.indexer.store.corpora import articles

Taken = tuple[Article, list[Quotation]]
ALL_MARKS = frozenset(mark for pair in MARKS.values() for mark in pair)
batches = st.lists(st.integers(0, 3), min_size=1, max_size=4).flatmap(
    lambda numbers: st.tuples(*(articles(number) for number in range(len(numbers)))).map(list)
)


def made(batch: Sequence[Taken]) -> list[Document]:
    return list(Analyst().documents([Entry(*taken) for taken in batch]))


def source_of(document: Document) -> dict[str, Any]:
    source: dict[str, Any] = orjson.loads(document.source)
    return source


def apart(cell: str) -> list[str]:
    """The tokens of a cell, as the cluster's analysis takes it apart."""
    if cell.startswith("=") and "/" not in cell:
        return [cell, cell[1:]]
    return cell.split("/")


def places(text: str) -> list[tuple[set[str], set[str]]]:
    """At each place the words and the marks."""
    cells = [set(apart(cell)) for cell in text.split(" ") if cell]
    return [(cell - ALL_MARKS, cell & ALL_MARKS) for cell in cells]


def wanted_places(document: dict[str, Any], name: str, first: int) -> list[set[str]]:
    """At each place from `first` on the words that the schema's document has there."""
    found: dict[int, set[str]] = defaultdict(set)
    for field, sign in ((name, ""), (SURFACE_FIELD[name], "=")):
        for term, position, _ in document[field]:
            found[position - first].add(sign + written(term))
    return [found[place] for place in sorted(found)]


def weights(rank: str) -> dict[str, int]:
    pairs = [cell.rsplit("|", 1) for cell in rank.split(" ")]
    assert len({term for term, _ in pairs}) == len(pairs)
    return {term: int(weight) for term, weight in pairs}


def assert_weighs(rank: str, document: dict[str, Any], name: str, most: float) -> None:
    """Each term has twice its weight; all of them as much for every word."""
    found = weights(rank)
    wanted: dict[str, float] = defaultdict(float)
    for field, sign in ((name, ""), (SURFACE_FIELD[name], "=")):
        for term, _, weight in document[field]:
            wanted[sign + written(term)] += 2 * weight
    filler = found.pop(FILLER, 0)
    assert found == wanted
    words = len(document[name])
    assert filler + sum(found.values()) == (4 * most * words if words else 1)


def marks_of(text: str, words: int) -> list[set[str]]:
    """The marks at each word of a text."""
    found: list[set[str]] = [set() for _ in range(words)]
    lay = layout(text, [token.start for token in tokens(text)])
    for unit, starts in (("sentence", lay.sentences), ("paragraph", lay.paragraphs)):
        for start, end in pairwise((*starts, words)):
            if end - start > 1:
                found[start].add(MARKS[unit][0])
                found[end - 1].add(MARKS[unit][1])
    return found


@given(batches)
@settings(max_examples=tries(60, 400))
def test_an_article_comes_back_whole(batch: list[Taken]) -> None:
    """What was sent holds the article and its quotations in the order of the text."""
    for (article, quotations), document in zip(batch, made(batch), strict=True):
        in_order = sorted(quotations, key=lambda quotation: (quotation.start, quotation.end))
        assert from_source(source_of(document)) == (article, in_order)
        assert document.article_id == article.id


@given(batches)
@settings(max_examples=tries(120, 600))
def test_terms_places_and_weights_are_those_of_the_schema(batch: list[Taken]) -> None:
    """Each word of a text is at its place, and counts what it counts in a folder."""
    for (article, quotations), made_of in zip(batch, made(batch), strict=True):
        document, source = article_document(article, quotations), source_of(made_of)
        title, text = source["text"]
        head, *rest = text.split(" ", 1)
        assert head == BODY
        assert title == source["title"]
        assert [words for words, _ in places(title)] == wanted_places(document, "title", 0)
        body = places(rest[0] if rest else "")
        assert [words for words, _ in body] == wanted_places(document, "body", BODY_START)
        assert [marks for _, marks in body] == marks_of(article.body, len(body))
        lead = layout(article.body, [token.start for token in tokens(article.body)]).lead
        assert [words for words, _ in places(source["opening"])] == [words for words, _ in body[:lead]]
        assert_weighs(source["rank"], document, "text", TITLE_WEIGHT)
        assert_weighs(source["title_rank"], document, "title", TITLE_WEIGHT)
        assert_weighs(source["body_rank"], document, "body", 1.5)


@given(articles(0))
@settings(max_examples=tries(80, 400))
def test_quotations_are_those_of_the_schema(taken: Taken) -> None:
    """Words, names and whole values of each quotation."""
    article, quotations = taken
    source = source_of(made([taken])[0])
    in_order = sorted(quotations, key=lambda quotation: (quotation.start, quotation.end))
    assert source["quotations"] == len(quotations) == len(source.get("quotes", ()))
    for number, (quotation, nested) in enumerate(zip(in_order, source.get("quotes", ()), strict=True)):
        document = quotation_document(article.id, quotation)
        found = places(nested["quote"])
        assert nested["n"] == number
        assert [words for words, _ in found] == wanted_places(document, "quote", 0)
        assert [marks for _, marks in found] == marks_of(quotation.text, len(found))
        assert_weighs(nested["rank"], document, "quote", BODY_WEIGHT)
        for name in ("speaker", "speaker_key", "cue"):
            assert nested[name] == (" ".join(written(term) for term, _, _ in document[name]) or FILLER)
        for name in ("basis", "confidence", "verbatim"):
            assert nested.get(name) == document.get(name)


@given(articles(0))
@settings(max_examples=tries(60, 300))
def test_whole_values_are_those_of_the_schema(taken: Taken) -> None:
    article, quotations = taken
    document, source = article_document(article, quotations, generation=7), None
    (only,) = Analyst().documents([Entry(article, quotations, generation=7, lead="first")])
    source = source_of(only)
    for name in ("id", "path", "url", "language", "outlet", "date_basis"):
        assert source.get(name) == (keyword(document[name]) if document.get(name) else None)
    assert source.get("stated", []) == [keyword(value) for value in document.get("stated", [])]
    assert (source["generation"], source["lead"]) == (7, "first")
    assert source.get("date") == (article.date.first.isoformat() if article.date else None)


def test_batches_change_nothing() -> None:
    """Words that were learnt before give the same documents, whatever came with them."""
    texts = ["Talks began. They failed.", "U.S. envoy: “Talks go on,” he said.", "Łódź — the talks, again"]
    batch = [Entry(Article(id=f"a{number}", title=text[:9], body=text)) for number, text in enumerate(texts)]
    analyst = Analyst()
    at_once = list(Analyst().documents(batch))
    one_by_one = [document for entry in batch for document in analyst.documents([entry])]
    assert one_by_one == at_once == list(analyst.documents(batch))


@pytest.mark.parametrize("length", [30, 99, 100, 101, 102, 150])
def test_a_lead_ends_a_sentence(length: int) -> None:
    """Where it is cut after so many words, the sentence and the paragraph that are cut end there."""
    body = "One two. " + " ".join(["word"] * length) + ". And more.\nA second paragraph."
    source = source_of(made([(Article(id="a", body=body), [])])[0])
    found = places(source["opening"])
    paragraph = length + 4
    assert len(found) == min(paragraph + 3 if paragraph < LEAD_LEAST else paragraph, LEAD_MOST)
    marks = [mark for _, here in found for mark in sorted(here, key="<{>}".index)]
    for first, last in MARKS.values():
        pairs = [mark for mark in marks if mark in (first, last)]
        if found[-1][1] & {first}:  # a sentence of one word
            pairs.pop()
        assert pairs == [first, last] * (len(pairs) // 2)
    assert found[-1][1] & {MARKS["paragraph"][1]}


def test_no_words_and_no_articles() -> None:
    (empty,) = made([(Article(id="a", body=""), [])])
    assert source_of(empty)["text"] == ["", BODY]
    assert source_of(empty)["rank"] == f"{FILLER}|1"
    assert made([]) == []


def test_the_words_at_the_end_of_an_endless_title_share_a_place() -> None:
    """As they do in a folder."""
    (document,) = made([(Article(id="a", title="w " * (TITLE_END + 10), body=""), [])])
    assert len(source_of(document)["title"].split(" ")) == TITLE_END + 1


@pytest.mark.parametrize("article_id", ["a" * 513, "ж" * 257, "x\udc80", "y" * 40_000])
def test_an_id_that_opensearch_does_not_take_stands_for_itself(article_id: str) -> None:
    """It is cut and hashed where it is too long; the article keeps it."""
    (document,) = made([(Article(id=article_id, body="text"), [])])
    assert len(document.id.encode()) <= 512
    assert document.article_id == article_id == from_source(source_of(document))[0].id
    assert document_id(article_id) != document_id(article_id + "a")


def test_endless_words_are_cut() -> None:
    """No token is longer than Lucene takes, and two long words stay two."""
    words = ["a" * 40_000 + "b", "a" * 40_000 + "c"]
    (document,) = made([(Article(id="a", body=" ".join(words)), [])])
    assert max(map(len, source_of(document)["rank"].split(" "))) < 2100
    assert written(words[0]) != written(words[1])
    assert len(keyword(words[0]).encode()) < 8100


def test_a_term_with_a_space_is_one_token() -> None:
    """A ligature that stands for several words is one term, as in a folder."""
    (document,) = made([(Article(id="a", body="\ufdfa"), [])])
    assert len(source_of(document)["text"][1].split(" ")) == 2


def test_the_index_says_by_which_version_it_was_written() -> None:
    body = article_index(identity="0123abcd", shards=3, replicas=1)
    assert body["mappings"]["_meta"]["onrecord"]["identity"] == "0123abcd"
    assert body["settings"]["index.number_of_shards"] == 3
    assert "_meta" not in template()["template"]["mappings"]
    assert set(source_of(made([(Article(id="a", body="b"), [])])[0])) <= set(body["mappings"]["properties"])
