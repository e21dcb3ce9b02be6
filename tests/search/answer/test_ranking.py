"""How answers are ranked: what each word counts, the bonus for nearness, what the second phase guarantees."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from whoosh.query import And, Not, Or, Phrase, Term

from indexer.analysis.tokenizer import tokens
from indexer.build import build
from indexer.schema import BODY_START, K1, B
from indexer.store import Index, open_index
from search.answer.ranking import best
from search.api import Archive
from search.engine import InQuotation, nearness, rank
from search.engine.nearness import Neighbours, bonuses, neighbours
from search.language import light_stems, parse, weighed
from search.language.emphasis import FUNCTION_WORDS, LIGHT
from tests.conftest import searcher

WORDS = "peace talks dam river strike rail of the and power water minister".split()


def indexed(folder: Path, articles: Sequence[dict[str, str]]) -> Index:
    """An index of some articles, which are numbered as they stand here."""
    (folder / "a.jsonl").write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
    build(folder / "index", [str(folder / "a.jsonl")])
    return open_index(folder / "index")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, list[dict[str, str]]]]:
    """Sixty articles of few words, so that everything stands near something."""
    drawn = random.Random(11)
    articles = [
        {
            "id": f"{number:02}",
            "title": " ".join(drawn.choices(WORDS, k=drawn.randint(1, 4))).capitalize(),
            "text": " ".join(drawn.choices(WORDS, k=drawn.randint(3, 30))).capitalize() + ".",
            "date": f"2025-01-{drawn.randint(1, 9):02}",
        }
        for number in range(60)
    ]
    with indexed(tmp_path_factory.mktemp("ranking"), articles) as index:
        yield index, articles


def found(index: Index, text: str, *, limit: int = 1000, **options: str) -> dict[str, float]:
    """Ids of the answers, best first, with their scores."""
    top = Archive(index).top(text, limit=limit, **options)  # type: ignore[arg-type]
    return dict(zip(top.ids, top.scores, strict=True))


# What each word counts.


def test_function_words_count_a_tenth_beside_words_that_say_more() -> None:
    """In a conjunction, in alternatives, inside a quotation clause; but not as spellings and not in phrases."""
    parsed = parse('the dam OR (of quote:(the river)) OR =the OR "the dam"')
    light = light_stems(parsed.tree, parsed.text)
    assert light == {"the", "of"}
    shown = str(weighed(parsed.query, light))
    assert f"text:the^{LIGHT}" in shown
    assert f"text:of^{LIGHT}" in shown
    assert f"quote:the^{LIGHT}" in shown
    assert f"words:the^{LIGHT}" not in shown
    assert f"text:dam^{LIGHT}" not in shown
    assert '"the dam"' in shown


@pytest.mark.parametrize("text", ["the who", "to be or not to be", "title:the", "the -dam", "the source:bbc"])
def test_a_query_of_function_words_is_ranked_by_them(text: str) -> None:
    """There they are all that it has."""
    assert light_stems(parse(text).tree, text) == frozenset()


@pytest.mark.parametrize(
    ("text", "light"),
    [
        ("the WHO vaccine", {"the"}),
        ("THE WHO VACCINE TRIAL", {"the", "who"}),
        ("the US and IT jobs", {"the", "and"}),
        ("does John Doe pay", set()),
        ("who was there when trains stopped", {"who", "was", "there", "when"}),
    ],
)
def test_acronyms_and_words_that_share_a_stem_are_no_function_words(text: str, light: set[str]) -> None:
    """WHO among small letters is an acronym; the stem of `does` is also that of `doe`."""
    assert light_stems(parse(text).tree, text) == light


def test_no_function_word_is_a_name_or_stands_for_another_word_of_news() -> None:
    """Words that newsrooms print as names or nouns count in full."""
    for word in "may will can might mark us' strike hope bill march second down-under".split():
        assert word not in FUNCTION_WORDS


def test_function_words_change_no_match(archive: tuple[Index, list[dict[str, str]]]) -> None:
    """An article that has nothing but the function word is still found, last."""
    index, _ = archive
    for match in ("all", "any"):
        parsed = parse("the dam of", match=match)
        plain = rank(searcher(index), parsed.query, limit=1000)
        ranked = best(searcher(index), parsed, limit=1000)
        assert ranked.total == plain.total > 0
        assert set(ranked.docs.tolist()) == set(plain.docs.tolist())
        assert (ranked.scores > 0).all()


def test_a_word_that_stands_twice_counts_twice(archive: tuple[Index, list[dict[str, str]]]) -> None:
    """Its score is twice what it is alone, and the equal terms are looked up once."""
    index, _ = archive
    once, twice = found(index, "dam"), found(index, "dam dam")
    assert list(once) == list(twice)
    for name, score in once.items():
        assert twice[name] == pytest.approx(2 * score, rel=1e-6)
    assert str(weighed(parse("dam dams river dam").query, frozenset())) == "(text:dam^3.0 AND text:river)"


# Nearness.


def test_words_that_follow_each_other_are_neighbours() -> None:
    """In a conjunction or in alternatives, over function words; excluded words and phrases make no pairs."""

    def named(*pair: str) -> tuple[str, str]:
        first, second = pair
        return first, second

    dam, river, water = (Term("text", word) for word in ("dam", "river", "water"))
    tree = And([dam, Term("text", "of"), river, Not(water), Phrase("words", ["a", "b"]), Or([river, water]), dam,
                InQuotation(And([Term("quote", "x"), Term("quote", "y")])), Term("source", "bbc")])  # fmt: skip
    pairs = {named(pair.first[0][1], pair.second[0][1]): pair.times for pair in neighbours(tree, frozenset({"of"}))}
    assert pairs == {("dam", "river"): 2, ("river", "water"): 1}
    repeated = neighbours(And([dam, dam, river, dam, river]))
    assert {named(pair.first[0][1], pair.second[0][1]): pair.times for pair in repeated} == {("dam", "river"): 3}
    assert neighbours(dam) == ()
    many = And([Term("text", str(number)) for number in range(500)])
    assert len(neighbours(many)) == nearness.MOST_PAIRS


def bonus_by_hand(article: dict[str, str], pair: Neighbours, weight: float, average: float) -> float:
    """The formula of the module, over the words themselves."""
    title = list(enumerate(token.stem for token in tokens(article["title"])))
    words = title + list(enumerate((token.stem for token in tokens(article["text"])), BODY_START))
    close = sum(
        1 / (a - b) ** 2
        for a, first in words
        for b, second in words
        if first == pair.first[0][1] and second == pair.second[0][1] and 0 < abs(a - b) <= nearness.WINDOW
    )
    return weight * close * (K1 + 1) / (close + K1 * (1 - B + B * len(words) / average))


def test_the_bonus_is_the_formula(archive: tuple[Index, list[dict[str, str]]]) -> None:
    """For every article and several pairs it is what the words themselves give."""
    index, articles = archive
    (scope,) = searcher(index).space("articles").scopes
    average = searcher(index).space("articles").average_length("text")
    frequency = {word: sum(word in (t.stem for t in tokens(f"{a['title']} {a['text']}")) for a in articles)
                 for word in ("dam", "river", "water", "power", "strike")}  # fmt: skip
    drawn = (("dam", "river", 2), ("river", "power", 1), ("water", "power", 1), ("strike", "dam", 3))
    pairs = [Neighbours((("text", a),), (("text", b),), times) for a, b, times in drawn]
    added = bonuses(scope, pairs, np.arange(60))
    for pair, row in zip(pairs, added, strict=True):
        n = max(frequency[pair.first[0][1]], frequency[pair.second[0][1]])
        weight = nearness.SHARE * pair.times * math.log(1 + (60 - n + 0.5) / (n + 0.5))
        expected = [bonus_by_hand(article, pair, weight, average) for article in articles]
        assert row.tolist() == pytest.approx(expected, rel=1e-5, abs=1e-6)
        assert 0 < np.count_nonzero(row) < 60


def test_the_bonus_of_some_documents_is_that_of_all(archive: tuple[Index, list[dict[str, str]]]) -> None:
    """Which documents are candidates changes no bonus."""
    index, _ = archive
    (scope,) = searcher(index).space("articles").scopes
    pairs = neighbours(parse("dam river water =power").query)
    assert len(pairs) == 3
    every = bonuses(scope, pairs, np.arange(60))
    some = np.array([3, 17, 18, 59])
    assert bonuses(scope, pairs, some).tolist() == every[:, some].tolist()


def test_of_two_articles_with_the_same_words_the_one_with_them_together_is_first(tmp_path: Path) -> None:
    """The same length and frequencies: BM25 cannot tell them apart, nearness does; without pairs the newer is
    first."""
    apart = "Rail workers met. A report on other things came before the strike."
    near = "Workers met. A report on other things came before the rail strike."
    articles = [
        {"id": "near", "title": "News", "text": near, "date": "2025-01-01"},
        {"id": "apart", "title": "News", "text": apart, "date": "2025-01-02"},
    ]
    with indexed(tmp_path, articles) as index:
        assert list(found(index, "rail strike")) == ["near", "apart"]
        assert list(found(index, "rail source:bbc", match="any")) == []
        assert list(found(index, "rail")) == ["apart", "near"]
        assert list(found(index, "strike rail", match="any")) == ["near", "apart"]


@pytest.mark.parametrize("text", ["dam river", "water power strike", "rail rail dam"])
def test_among_the_candidates_the_order_is_exact(
    text: str, archive: tuple[Index, list[dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best by BM25 in the order of BM25 plus bonus, ties newer first; then the others in BM25's order."""
    index, _ = archive
    monkeypatch.setattr(nearness, "CANDIDATES", 7)
    parsed = parse(text, match="any")
    query = weighed(parsed.query, frozenset())
    by_bm25 = rank(searcher(index), query, limit=1000)
    (scope,) = searcher(index).space("articles").scopes
    bonus = bonuses(scope, neighbours(parsed.query), np.arange(60)).sum(axis=0, dtype=np.float32)
    head = [(-float(score + bonus[doc]), int(scope.newest()[doc]), doc)
            for doc, score in zip(by_bm25.docs[:7].tolist(), by_bm25.scores[:7], strict=True)]  # fmt: skip
    expected = [doc for _, _, doc in sorted(head)] + by_bm25.docs[7:].tolist()
    ranked = best(searcher(index), parsed, limit=1000)
    assert ranked.docs.tolist() == expected
    assert (np.diff(ranked.scores) <= 0).all()
    assert expected != by_bm25.docs.tolist()


def test_how_many_are_asked_for_changes_no_order(
    archive: tuple[Index, list[dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first n of many are the n of few, below and above the number of candidates: pages fit together."""
    index, _ = archive
    monkeypatch.setattr(nearness, "CANDIDATES", 10)
    parsed = parse("dam river water", match="any")
    every = best(searcher(index), parsed, limit=1000)
    for limit in (1, 3, 9, 10, 11, 30):
        some = best(searcher(index), parsed, limit=limit)
        assert some.docs.tolist() == every.docs[:limit].tolist()
        assert some.scores.tolist() == every.scores[:limit].tolist()
        assert some.total == every.total


def test_quotations_are_ranked_by_nearness_too(tmp_path: Path) -> None:
    """Of two quotations with the same words, the one with them side by side is first."""
    text = (
        'The minister said: "The rail that we saw in this long winter began a strike." '
        'The driver said: "The winter that we saw in this long year began a rail strike."'
    )
    with indexed(tmp_path, [{"id": "a", "title": "News", "text": text}]) as index:
        hits = Archive(index).search("rail strike", space="quotations").hits
        assert len(hits) == 2
        assert "year" in hits[0].quote.text  # type: ignore[union-attr]
