"""Copies and words on a cluster: as in a folder to which the same was done."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.article import Article, PublicationDate
from indexer.cluster.searching import every
from indexer.cluster.words import Words, forms_query, names_query, rows_query
from indexer.store import IndexWriter, open_index
from tests.cluster.written import There, in_folder
from tests.conftest import tries
from tests.indexer.store.copies.test_copies import changed, prose


@pytest.fixture
def there(cluster: Any, request: pytest.FixtureRequest) -> Iterator[There]:
    with There(cluster.urls, f"c-{request.node.name[:60].lower()}") as archive:
        yield archive


def article(drawn: random.Random, number: int) -> Article:
    """One of a few texts, whole, with words changed, or an excerpt; printed on some day by somebody."""
    text = prose(drawn.randrange(12), words=120)
    kind = drawn.randrange(4)
    if kind == 1:
        text = changed(text, 0.03, number)
    elif kind == 2:
        text = " ".join(text.split()[:50])
    elif kind == 3:
        text = f"{prose(1000 + number, words=40)} {text}"
    date = PublicationDate.parse(f"2022-03-{drawn.randrange(1, 9):02}") if drawn.random() < 0.9 else None
    return Article(id=f"a{number}", body=text, date=date, source=drawn.choice(["Post", "Wire"]), title=f"T{number}")


@pytest.mark.slow
def test_groups_are_those_of_a_folder_whatever_is_done(there: There, tmp_path: Path) -> None:
    """Articles are added, replaced and removed at random, commit after commit: after each one the lead of every
    article, and that of its family, are those of an index in a folder."""
    drawn = random.Random(5)
    with there.target.open_writer(create=True) as writer, IndexWriter(tmp_path / "index") as other:
        for _ in range(tries(8, 40)):
            for number in drawn.sample(range(40), 12):
                if drawn.random() < 0.3:
                    assert writer.remove_all([f"a{number}"]) == other.remove_all([f"a{number}"])
                else:
                    made = [(article(drawn, number), [])]
                    assert writer.put_all(made) == other.put_all(made)
            writer.commit({})
            other.commit({})
            assert there.rows() == in_folder(tmp_path / "index")
    rows = there.rows()
    assert any(lead != name for name, (_, lead, _, _) in rows.items())
    assert any(lead != family for _, lead, family, _ in rows.values())


def names(there: There) -> dict[str, tuple[int, int]]:
    """All names with their counts, added up as a reader does."""
    rows = every(there.client, there.indexes.words, rows_query(there.committed().merged), by="row")
    words = Words()
    words.add_rows(hit["_source"] for hit in rows)
    return {name: (named, small) for name, (_, named, small) in words.names.items()}


def names_in_folder(path: Path) -> dict[str, tuple[int, int]]:
    found: Counter[str] = Counter()
    small: Counter[str] = Counter()
    with open_index(path) as index:
        for segment in index.segments:
            for each in segment.names.all():
                found[each.surface] += each.named
                small[each.surface] += each.small
    return {name: (found[name], small[name]) for name in found}


@pytest.mark.slow
def test_words_are_those_of_a_folder(there: There, tmp_path: Path) -> None:
    """How often each name has a capital and a small letter, over several commits, merged or not; under their keys;
    and the surfaces of German articles."""
    pieces = [
        "the mayor Zelensky said, and",
        "of Zelenskyy’s plan, Bush was",
        "in the bush near Kyiv, then",
        "a Männer Chor",
    ]
    drawn = random.Random(3)
    bodies = [" ".join(drawn.choices(pieces, k=30)) for _ in range(60)]
    articles = [
        Article(id=f"a{nth}", body=body, language="de" if nth % 10 == 0 else "en") for nth, body in enumerate(bodies)
    ]
    with there.target.open_writer(create=True) as writer, IndexWriter(tmp_path / "index") as other:
        for low in range(0, 60, 20):
            for each in (writer, other):
                each.put_all([(made, []) for made in articles[low : low + 20]])
                each.commit({})
    expected = names_in_folder(tmp_path / "index")
    assert names(there) == expected
    assert expected.keys() >= {"zelensky", "zelenskyy", "bush", "kyiv"}
    forms = [
        hit["_source"]["surface"]
        for hit in every(there.client, there.indexes.words, forms_query("de", "m"), by="row")
    ]
    with open_index(tmp_path / "index") as index:
        surfaces = {
            term.decode()
            for segment in index.segments
            for field in [segment.articles.fields["words@de"]]
            for term in field.terms.slice(*field.terms.prefix(b"m"))
            if len(field.docs(field.terms.find(term)))
        }
    assert set(forms) == surfaces
    for _ in range(2):
        with there.target.open_writer(create=False) as writer:
            writer.optimize()
        assert names(there) == expected
    rows = list(every(there.client, there.indexes.words, {"term": {"kind": "name"}}, by="row"))
    assert len(rows) == len(expected)
    with open_index(tmp_path / "index") as index:
        keys = np.unique(np.concatenate([segment.names.keys for segment in index.segments])).tolist()
    found = every(there.client, there.indexes.words, names_query(there.committed().merged, keys), by="row")
    assert {hit["_source"]["surface"] for hit in found} == expected.keys()
