"""Which articles print one text, through the writer and the reader."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article, PublicationDate
from indexer.errors import IndexCorrupt
from indexer.store import Index, IndexWriter, open_index, optimize
from indexer.store.doctor import doctor
from indexer.store.samples import Samples
from tests.conftest import tries

_VOCABULARY = [f"{head}{tail}" for head in "bcdfgklmnprst" for tail in ("alo", "eri", "ista", "onu", "uvar", "ymp")]


def prose(seed: int, words: int = 150) -> str:
    """Words that no other seed has in this order."""
    chosen = random.Random(seed).choices(_VOCABULARY, k=words)
    return " ".join(word if place % 11 else word.capitalize() for place, word in enumerate(chosen)) + "."


def changed(text: str, share: float, seed: int = 1) -> str:
    """The text with some of its words replaced."""
    words = text.split()
    drawn = random.Random(seed)
    for place in drawn.sample(range(len(words)), int(share * len(words))):
        words[place] = f"other{drawn.randrange(10**6)}"
    return " ".join(words)


def one(name: str, body: str, date: str | None = "2022-03-01", source: str = "Post", title: str = "") -> Article:
    return Article(id=name, body=body, title=title, source=source, date=PublicationDate.parse(date) if date else None)


def built(path: Path, *commits: Sequence[Article]) -> Index:
    for articles in commits:
        with IndexWriter(path) as writer:
            for article in articles:
                writer.put(article, [])
            writer.commit({})
    assert doctor(path) == []
    return open_index(path)


def groups(index: Index) -> set[frozenset[str]]:
    """The ids of each text that several articles print."""
    return _tied(index, index.leads)


def families(index: Index) -> set[frozenset[str]]:
    docs = np.arange(len(index.leads), dtype=np.int32)
    return _tied(index, index.copies.families(docs))


def _tied(index: Index, leads: np.ndarray) -> set[frozenset[str]]:
    alive = np.array([doc for doc in range(len(leads)) if not index.articles.is_deleted(doc)], np.int32)
    found: dict[int, set[str]] = {}
    for name, lead in zip(index.ids(alive), leads[alive].tolist(), strict=True):
        found.setdefault(lead, set()).add(name)
    return {frozenset(names) for names in found.values() if len(names) > 1}


def relations(index: Index, name: str) -> dict[str, str]:
    doc = index.find(name)
    assert doc is not None
    overlaps = index.copies.overlaps(doc)
    names = index.ids(np.array([overlap.doc for overlap in overlaps], np.int32))
    return {other: overlap.relation for other, overlap in zip(names, overlaps, strict=True)}


def test_copies_are_one_text_and_the_earliest_leads(tmp_path: Path) -> None:
    """Wire copy with a few words changed, cut at the end, or set in capitals; the others stay alone."""
    text = prose(1)
    index = built(
        tmp_path / "index",
        [
            one("late", changed(text, 0.02), "2022-03-03", "Herald"),
            one("first", text, "2022-03-01", "Wire"),
            one("cut", " ".join(text.split()[:110]), "2022-03-02", "Gazette"),
            one("loud", text.upper(), None, "Tribune"),
            one("else", prose(2)),
        ],
    )
    with index:
        assert groups(index) == {frozenset({"late", "first", "cut", "loud"})}
        first, late = index.find("first"), index.find("late")
        assert first is not None
        assert late is not None
        assert index.leads[late] == first
        assert len(index.copies.members(late)) == 4
        assert index.copies.members(index.find("else") or 0) == [index.find("else")]


@pytest.mark.parametrize(
    ("dates", "lead"),
    [
        (["2022-03", "2022-03-30"], 1),
        (["2022-03", "2022-04-01"], 0),
        (["2022-03-05", None], 0),
        ([None, None], 0),
        (["2022-03-05", "2022-03-05"], 0),
    ],
)
def test_a_month_never_leads_before_a_day_inside_it(tmp_path: Path, dates: list[str | None], lead: int) -> None:
    """By date, then by id; what has no date leads nobody that has one."""
    with built(tmp_path / "index", [one(f"a{nth}", prose(1), date) for nth, date in enumerate(dates)]) as index:
        assert index.ids(index.leads) == [f"a{lead}"] * len(dates)


def test_parts_of_a_text_are_told_and_not_joined(tmp_path: Path) -> None:
    """An excerpt, a new top and a partial overlap are edges; the first two are of the family."""
    text = prose(1, 300)
    words = text.split()
    index = built(
        tmp_path / "index",
        [
            one("whole", text),
            one("excerpt", " ".join(words[120:200])),
            one("brief", " ".join(words[210:245])),
            one("newtop", prose(3, 45) + " " + " ".join(words[40:])),
            one("partial", prose(4, 130) + " " + " ".join(words[:170])),
            one("little", prose(5, 300) + " " + " ".join(words[:60])),
        ],
    )
    with index:
        assert groups(index) == set()
        assert families(index) == {frozenset({"whole", "excerpt", "brief", "newtop"})}
        told = relations(index, "whole")
        assert {name: told.get(name) for name in ("excerpt", "brief", "newtop", "partial", "little")} == {
            "excerpt": "excerpt", "brief": "excerpt", "newtop": "new top", "partial": "partial", "little": None,
        }  # fmt: skip


def test_forms_filled_in_and_furniture_are_no_copies(tmp_path: Path) -> None:
    """A table of one outlet with other numbers days later; the same text under titles that have nothing in common,
    weeks later. A correction on the same day is a copy."""
    table = "Rainfall in Velm on {} was {} millimetres, in Orsk {} and in Tarn {}, the harbour office of Velm says."
    notice = prose(7, 90)
    index = built(
        tmp_path / "index",
        [
            one("monday", table.format(7, 33, 5, 12) + " " + prose(8, 40), "2022-03-07"),
            one("friday", table.format(11, 0, 8, 14) + " " + prose(8, 40), "2022-03-11"),
            one("corrected", table.format(7, 33, 6, 12) + " " + prose(8, 40), "2022-03-07"),
            one("below", notice, "2022-01-07", title="Harbour closed by storm"),
            one("below-too", notice, "2022-03-11", title="Minister resigns over letters"),
            one("same-title", notice, "2022-03-12", title="Minister resigns"),
        ],
    )
    with index:
        assert groups(index) == {frozenset({"monday", "corrected"}), frozenset({"below-too", "same-title"})}


def test_what_stands_below_everything_makes_no_copies(tmp_path: Path) -> None:
    """A notice that an outlet prints below all articles over weeks, longer than the articles."""
    notice = prose(9, 120)
    articles = [one(f"a{nth}", prose(20 + nth, 60) + " " + notice, f"2022-{nth + 1:02d}-01") for nth in range(8)]
    with built(tmp_path / "index", articles) as index:
        assert groups(index) == set()


def test_a_text_of_many_outlets_is_one(tmp_path: Path) -> None:
    """More articles have the runs than are compared in pairs."""
    text = prose(1, 200)
    articles = [one(f"a{nth:03d}", changed(text, 0.01, nth), "2022-03-01", f"Outlet {nth}") for nth in range(150)]
    with built(tmp_path / "index", articles) as index:
        assert groups(index) == {frozenset(article.id for article in articles)}


def test_replaced_and_removed_articles_leave_the_group(tmp_path: Path) -> None:
    """A lead that is removed gives the lead to the next; one that gets another text is alone."""
    path = tmp_path / "index"
    texts = [one(f"a{nth}", prose(1), f"2022-03-0{nth + 1}") for nth in range(4)]
    with built(path, texts) as index:
        assert groups(index) == {frozenset({"a0", "a1", "a2", "a3"})}
    with IndexWriter(path) as writer:
        writer.remove("a0")
        writer.put(one("a2", prose(2), "2022-03-03"), [])
        writer.commit({})
    assert doctor(path) == []
    with open_index(path) as index:
        assert groups(index) == {frozenset({"a1", "a3"})}
        doc = index.find("a3")
        assert doc is not None
        assert index.leads[doc] == index.find("a1")


_corpus = st.lists(st.tuples(st.integers(0, 5), st.sampled_from([0.0, 0.01, 0.3, 0.6])), min_size=2, max_size=14)


@pytest.mark.slow
@given(_corpus, st.lists(st.integers(1, 6), min_size=1, max_size=6), st.sampled_from([1, 1 << 30]))
@settings(max_examples=tries(25, 150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_commits_and_one_build_agree(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[int, float]], sizes: list[int], memory: int
) -> None:
    """After `optimize`, whatever came with which commit and in which order, groups are those of one build."""
    folder = tmp_path_factory.mktemp("commits")
    articles = [
        one(
            f"a{nth:02d}", changed(prose(seed, 60 + 40 * seed), share, nth), f"2022-03-{nth + 1:02d}", f"Outlet {nth}"
        )
        for nth, (seed, share) in enumerate(texts)
    ]
    shuffled = random.Random(len(texts)).sample(articles, len(articles))
    at, number = 0, 0
    while at < len(shuffled):
        size = sizes[number % len(sizes)]
        with IndexWriter(folder / "many", memory=memory) as writer:
            for article in shuffled[at : at + size]:
                writer.put(article, [])
            writer.commit({})
        at, number = at + size, number + 1
    optimize(folder / "many")
    assert doctor(folder / "many") == []
    with built(folder / "one", articles) as whole, open_index(folder / "many") as index:
        assert groups(index) == groups(whole)
        assert families(index) == families(whole)
        assert {name: relations(index, name) for name in (article.id for article in articles)} == {
            name: relations(whole, name) for name in (article.id for article in articles)
        }


def test_samples_are_found_by_hash_and_survive_merging(tmp_path: Path) -> None:
    """Those of a merged segment are those of its parts, without the deleted ones."""
    path = tmp_path / "index"
    built(path, [one(f"a{nth}", prose(nth, 400)) for nth in range(300)]).close()
    with IndexWriter(path) as writer:
        writer.put(one("b", prose(1000, 300)), [])
        writer.remove("a7")
        writer.commit({})

    def rows(index: Index) -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        for segment in index.segments:
            hashes, docs = segment.samples.between(0, 1 << 32)
            alive = (
                np.isin(docs, np.flatnonzero(segment.articles.live))
                if segment.articles.live is not None
                else docs >= 0
            )
            names = [name.decode() for name in segment.ids(docs[alive])]
            found += zip(hashes[alive].tolist(), names, strict=True)
        return sorted(found)

    with open_index(path) as index:
        before = rows(index)
    optimize(path)
    with open_index(path) as index:
        assert rows(index) == before
        (segment,) = index.segments
        hashes, docs = segment.samples.between(0, 1 << 32)
        some = np.unique(hashes[::37])
        found = segment.samples.of(some)
        chosen = np.isin(hashes, some)
        assert found[0].tolist() == hashes[chosen].tolist()
        assert found[1].tolist() == docs[chosen].tolist()
        few = some[:: len(some) // 20]
        found, chosen = segment.samples.of(few), np.isin(hashes, few)
        assert (found[0].tolist(), found[1].tolist()) == (hashes[chosen].tolist(), docs[chosen].tolist())
        assert len(segment.samples.of(np.array([0, (1 << 32) - 1]))[0]) == np.count_nonzero(
            (hashes == 0) | (hashes == (1 << 32) - 1)
        )
        middle = segment.samples.between(1 << 20, 1 << 27)
        inside = (hashes >= 1 << 20) & (hashes < 1 << 27)
        assert middle[0].tolist() == hashes[inside].tolist()
        assert isinstance(segment.samples, Samples)


def test_a_damaged_file_of_copies_is_told(tmp_path: Path) -> None:
    """By whoever reads it, and by `doctor`; never believed."""
    path = tmp_path / "index"
    built(path, [one("a", prose(1)), one("b", prose(1))]).close()
    (file,) = path.glob("*.copies")
    content = bytearray(file.read_bytes())
    content[64] ^= 1
    file.write_bytes(content)
    with open_index(path) as index, pytest.raises(IndexCorrupt, match=file.name):
        index.copies.check()
    assert [finding.file for finding in doctor(path)] == [file.name]
    file.write_bytes(content[:-1])
    with pytest.raises(IndexCorrupt, match=file.name):
        open_index(path)
