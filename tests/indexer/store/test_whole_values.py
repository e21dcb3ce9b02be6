"""Values that are put together from words, and counts of words, held against the articles themselves."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import given, settings

from indexer.analysis.tokenizer import folded, tokens
from indexer.article import Article, Quotation
from indexer.store import IndexWriter, open_index
from tests.conftest import tries
from tests.indexer.store.corpora import Batch, batches


@settings(max_examples=tries(25, 300))
@given(batches(), batches())
def test_authors_and_counts_are_those_of_the_articles(one: Batch, other: Batch) -> None:
    """In several segments, with articles that were replaced: the words of each author, of each stem how often."""
    with tempfile.TemporaryDirectory() as folder:
        with IndexWriter(Path(folder, "index")) as writer:
            for batch in (one, other):
                for article, quotations in batch:
                    writer.put(article, quotations)
                writer.commit({})
        with open_index(Path(folder, "index")) as index:
            ordinals, names = index.labelled("author")
            docs = range(int(index.article_bases[-1]))
            stored = [index.article(doc) for doc in docs]
            assert [names[at] if at >= 0 else "" for at in ordinals.tolist()] == [
                " ".join(folded(article.author or "")) for article in stored
            ]
            some = np.array([doc for doc in docs if doc % 2], np.int32)
            stems, (counts,), every = index.stem_counts("articles", [some])
            assert dict(zip(stems, counts.tolist(), strict=True)) == spoken(stored[doc] for doc in some)
            whole = spoken(stored)
            assert every.tolist() == [whole[stem] for stem in stems]
            assert index.lengths("articles").tolist() == [spoken([article]).total() for article in stored]


def spoken(articles) -> Counter[bytes]:  # type: ignore[no-untyped-def]  # of any iterable
    """How often each stem stands in the titles and bodies of articles."""
    return Counter(
        token.stem.encode("utf-8", "surrogatepass")
        for article in articles
        for text in (article.title, article.body)
        for token in tokens(text)
    )


def test_names_of_the_same_words_in_another_order_are_two(tmp_path: Path) -> None:
    """Lind Ada is not Ada Lind, nor is Ada Ada Lind."""
    authors = ["Ada Lind", "Lind Ada", "Ada Ada Lind", "Ada Lind"]
    with IndexWriter(tmp_path / "index") as writer:
        for number, author in enumerate(authors):
            writer.put(Article(id=f"a{number}", body="It rained.", author=author), list[Quotation]())
        writer.commit({})
    with open_index(tmp_path / "index") as index:
        ordinals, names = index.labelled("author")
    assert [names[at] for at in ordinals.tolist()] == ["ada lind", "lind ada", "ada ada lind", "ada lind"]


def test_a_stem_is_written_as_most_documents_write_it(tmp_path: Path) -> None:
    """Over all segments; of equally many, by the alphabet."""
    with IndexWriter(tmp_path / "index") as writer:
        for number, word in enumerate(["walking", "walked", "walked", "walking", "walks"]):
            writer.put(Article(id=f"a{number}", body=f"They were {word}."), list[Quotation]())
            writer.commit({})
    with open_index(tmp_path / "index") as index:
        assert index.commonest_surface("articles", b"walk") == "walked"
        assert index.commonest_surface("articles", b"unheard") == "unheard"
