"""Sentences found in bytes, and kept as lengths."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.analysis.fast.breaks import sentence_breaks
from indexer.analysis.fast.chunks import Chunks, TokenStream, encoded, with_cuts
from indexer.analysis.sentences import LEAD_MOST, breaks, layout
from indexer.analysis.tokenizer import tokens
from indexer.article import Article
from indexer.store.columns import Columns, ColumnsWriter
from indexer.store.sentence_lengths import Sentences, write_sentences
from tests.conftest import shared

PIECES = [
    *".!?…\"'”’»)]“‘«([„ \n\t\r\u00a0\u2003\u2028aZéÉłŁ5_和。я\u0301\ud800,-", "Mr", "Jan", "approx", "U.S", "No. 5",
    "... ", ". ", ".” ", "? “", "word ", "Word ",
]  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def found_in(texts: list[str]) -> set[tuple[int, int, bool]]:
    """What the search in bytes finds: number of the text, code point, whether a paragraph ends."""
    raw = b" " + b" \xff ".join([*map(encoded, texts), b""]) + b" " * 16
    places, paragraphs = sentence_breaks(raw)
    found = set()
    for place, paragraph in zip(places.tolist(), paragraphs.tolist(), strict=True):
        number = raw[:place].count(b"\xff")
        start = raw.rfind(b"\xff", 0, place) + 2 if number else 1
        found.add((number, len(raw[start:place].decode("utf-8", "surrogatepass")), paragraph))
    return found


@given(st.lists(TEXT, max_size=4))
@example([" Mr. X", "éMr. X", "\u2003Mr. X é.  X 5. X", "a.\u00a0B", "Aa. 'Bb", "a" * 9 + "…… “É"])
def test_bytes_give_the_breaks_of_any_text(texts: list[str]) -> None:
    """Looking for stops in bytes finds the breaks of `indexer.analysis.sentences`, and of a run of line ends each
    one."""
    wanted = {
        (number, place, paragraph)
        for number, text in enumerate(texts)
        for place, paragraph in [*breaks(text), *((n + 1, True) for n, sign in enumerate(text) if sign == "\n")]
    }
    assert clear(texts, found_in(texts)) == clear(texts, wanted)


def clear(texts: list[str], found: set[tuple[int, int, bool]]) -> set[tuple[int, int, bool]]:
    """Without the stops that stand before the end of a line, which ends the sentence anyhow."""
    return {(n, at, paragraph) for n, at, paragraph in found if paragraph or texts[n][at : at + 1] != "\n"}


@pytest.mark.slow
@given(st.lists(st.tuples(TEXT, st.lists(st.integers(0, 60), max_size=4)), max_size=4))
@example([("Go. “Now.” He", [5, 9])])
def test_breaks_are_counted_in_tokens_past_cuts(texts: list[tuple[str, list[int]]]) -> None:
    """A stream gives for each break the tokens before it, whatever cuts were made in the texts."""
    stream = TokenStream(Chunks(), sentences=True)
    wanted: dict[int, bool] = {}
    before = 0
    for text, offsets in texts:
        stream.add(with_cuts(text, sorted(min(offset, len(text)) for offset in offsets))[0])
        starts = [token.start for token in tokens(text)]
        for place, paragraph in breaks(text):
            token = before + sum(start < place for start in starts)
            wanted[token] = wanted.get(token, False) or paragraph
        before += len(starts)
    stream.finish()
    found: dict[int, bool] = {}
    for token, paragraph in chain.from_iterable(zip(*piece, strict=True) for piece in stream.breaks()):
        found[int(token)] = found.get(int(token), False) or bool(paragraph)
    assert found == wanted


@pytest.mark.slow
def test_real_articles_break_where_the_expression_says() -> None:
    """Every body of the news collections, as one run of bytes."""
    import gzip
    import json

    for name in ("teftst", "recovery"):
        with gzip.open(shared("data", "news", f"{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] or "" for line in lines][:120]
        found = {each for each in clear(texts, found_in(texts)) if not each[2]}
        wanted = {(n, at, False) for n, text in enumerate(texts) for at, ends in breaks(text) if not ends}
        assert found == clear(texts, wanted)


@pytest.mark.parametrize("size", [1, 126, 127, 128, 253, 254, 255, 1000])
def test_sentences_of_any_length_are_kept(tmp_path: Path, size: int) -> None:
    """A byte holds 126 tokens; longer sentences go on in the next."""
    columns = ColumnsWriter(tmp_path / "x")
    ends_paragraph = np.array([False, True])
    lengths = np.array([0, size + 2 * size, 0, 5], np.int64)
    write_sentences(columns, "articles", lengths, [(np.array([size, 2 * size]), ends_paragraph)])
    columns.close({})
    found = Sentences(Columns(tmp_path / "x"), "articles", 4)
    assert [each.tolist() for each in found.starts(np.arange(4), "sentence")] == [
        [1, 1, 1, 3],
        [0, size, 2 * size, 0],
    ]
    assert [each.tolist() for each in found.starts(np.array([3, 1]), "paragraph")] == [[0, 1, 1], [0, 0, 2 * size]]
    assert found.words().tolist() == lengths.tolist()


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([50, 10], 50),
        ([3, 45, 10], 48),
        ([3, 36, 10, 10], 49),
        ([3, 5], 8),
        ([300], LEAD_MOST),
        ([39, 90, 5], LEAD_MOST),
        ([], 0),
    ],
)
def test_the_lead(paragraphs: list[int], expected: int) -> None:
    """The first paragraph, with those behind it while they make fewer than forty words, at most a hundred words."""
    body = "\n".join("word " * words for words in paragraphs)
    assert layout(body, [token.start for token in tokens(body)]).lead == expected
    assert Article(id="a", body=body).body == body
