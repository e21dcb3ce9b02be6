"""A dictionary finds what it holds, whoever asks how often."""

from __future__ import annotations

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from indexer.store.term_blocks import AS_IT_IS, END, MAGIC, pack_block, unpack_block
from indexer.store.terms import STRIDE, Terms

TERM = st.text(min_size=1, max_size=6).map(lambda text: text.encode("utf-8", "surrogatepass"))
TERMS = st.sets(TERM, max_size=400)
BOMB = zstandard.ZstdCompressor().compress(b"a" * (1 << 20) + END)


def _dictionary(terms: list[bytes]) -> Terms:
    return _in_blocks([terms[low : low + STRIDE] for low in range(0, len(terms), STRIDE)])


def _in_blocks(blocks: list[list[bytes]]) -> Terms:
    packed = list(map(pack_block, blocks))
    offsets = np.cumsum([0, *map(len, packed)])
    return Terms(np.frombuffer(b"".join(packed), np.uint8), offsets, sum(map(len, blocks)))


@given(TERMS, TERMS)
def test_terms_are_found(held: set[bytes], others: set[bytes]) -> None:
    """Each at its place in the order of bytes, all others nowhere; the first questions and the many after them."""
    ordered = sorted(held)
    asked = [*ordered, *others, b"", b"\xff", b"a\xffb"]
    dictionary = _dictionary(ordered)
    for term in asked:
        expected = ordered.index(term) if term in held else -1
        assert dictionary.find(term) == _dictionary(ordered).find(term) == expected


def test_blocks_with_other_terms_than_belong_are_damage() -> None:
    """A block that has a term too many or too few is not answered from."""
    terms = [b"a%03d" % n for n in range(2 * STRIDE)]
    sound = _dictionary(terms)
    for wrong in (1, -1):
        dictionary = _in_blocks([terms[: STRIDE + wrong], terms[STRIDE + wrong :]])
        assert not dictionary.in_blocks()
        with pytest.raises(ValueError, match="where others belong"):
            dictionary.find(terms[3])
    assert sound.find(terms[3]) == 3


@given(st.lists(TERM, min_size=1, max_size=40))
def test_blocks_give_back_what_they_hold(terms: list[bytes]) -> None:
    """Whatever the terms are: one, several, some that pack badly or far too well."""
    for block in (terms, [*terms, b"a" * 100_000]):
        assert unpack_block(pack_block(block)).split(END)[:-1] == block


@pytest.mark.parametrize(
    "block",
    [b"", b"no end", b"first" + END + b"no frame", b"first" + END + b" ", b"first" + END + BOMB[len(MAGIC) :]],
)
def test_no_block_but_ours_is_read(block: bytes) -> None:
    """What is cut short, no frame, or would take memory out of all proportion is a ValueError."""
    with pytest.raises(ValueError, match="a block of a dictionary"):
        unpack_block(block)


def test_what_packs_far_too_well_is_kept_as_it_is() -> None:
    """Nothing that is written is refused."""
    assert pack_block([b"a", b"b" * 100_000]) == b"a" + END + AS_IT_IS + b"b" * 100_000 + END
