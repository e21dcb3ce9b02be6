"""A dictionary finds what it holds, whoever asks how often."""

from __future__ import annotations

import numpy as np
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from indexer.store.term_blocks import AS_IT_IS, END, MAGIC, Block, BlockPacker, BlockUnpacker, trained
from indexer.store.terms import STRIDE, Terms

TERM = st.text(min_size=1, max_size=6).map(lambda text: text.encode("utf-8", "surrogatepass"))
TERMS = st.sets(TERM, max_size=400)
BOMB = zstandard.ZstdCompressor().compress(b"a" * (1 << 20) + END)


def _dictionary(terms: list[bytes]) -> Terms:
    return _in_blocks([terms[low : low + STRIDE] for low in range(0, len(terms), STRIDE)])


def _in_blocks(blocks: list[list[bytes]], dictionary: bytes = b"") -> Terms:
    packed = list(map(BlockPacker(dictionary).pack, blocks))
    offsets = np.cumsum([0, *map(len, packed)])
    return Terms(np.frombuffer(b"".join(packed), np.uint8), offsets, sum(map(len, blocks)), dictionary=dictionary)


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


def test_terms_are_found_where_there_are_many() -> None:
    """So many that their blocks are packed by a dictionary."""
    terms = [b"%s%04d" % (word, n) for word in (b"a", b"ab", b"b") for n in range(2000)]
    blocks = [terms[low : low + STRIDE] for low in range(0, len(terms), STRIDE)]
    packed_by = trained(blocks)
    assert packed_by
    dictionary = _in_blocks(blocks, packed_by)
    assert list(dictionary) == terms
    assert [dictionary.find(term) for term in terms] == list(range(len(terms)))
    assert dictionary.find(b"ab3000") == -1


@given(st.lists(TERM, min_size=1, max_size=40), st.sampled_from([b"", b"a", b"\xc3"]))
def test_blocks_give_back_what_they_hold(terms: list[bytes], start: bytes) -> None:
    """Whatever the terms are: one, several, alike or not, some that pack badly or far too well."""
    for block in (terms, [*terms, b"a" * 100_000]):
        begun = [start + term for term in block]
        found = BlockUnpacker(b"").unpack(BlockPacker(b"").pack(begun))
        assert found.terms.split(END)[:-1] == begun
        assert len(found) == len(begun)
        assert [found.find(term) for term in begun] == list(map(begun.index, begun))


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"no end",
        b"first" + END + b"\0no frame",
        b"first" + END + b"\0",
        b"first" + END + b"\0" + AS_IT_IS + b"no end",
        b"first" + END + b"\6" + AS_IT_IS + b"longer" + END,
        b"first" + END + b"\0" + BOMB[len(MAGIC) :],
    ],
)
def test_no_block_but_ours_is_read(block: bytes) -> None:
    """What is cut short, no frame, or would take memory out of all proportion is a ValueError."""
    with pytest.raises(ValueError, match="a block of a dictionary"):
        BlockUnpacker(b"").unpack(block)


def test_a_damaged_dictionary_is_an_error() -> None:
    """What begins as one of Zstandard and is none; the block is not read."""
    with pytest.raises(ValueError, match="a block of a dictionary"):
        BlockUnpacker(b"\x37\xa4\x30\xec" + b"\xff" * 99).unpack(BlockPacker(b"").pack([b"a", b"b" * 99]))


def test_what_packs_far_too_well_is_kept_as_it_is() -> None:
    """Nothing that is written is refused."""
    packed = BlockPacker(b"").pack([b"a", b"b" * 100_000])
    assert packed == b"a" + END + b"\0" + AS_IT_IS + b"b" * 100_000 + END
    assert BlockUnpacker(b"").unpack(packed) == Block(b"a", b"", END + b"b" * 100_000 + END)


def test_terms_of_one_size_are_given_as_bytes() -> None:
    """However they are packed; None where some have another size."""
    terms = [b"%06d" % n for n in range(3 * STRIDE + 1)]
    found = _dictionary(terms).of_size(6)
    assert found is not None
    assert [row.tobytes() for row in found] == terms
    assert _dictionary(terms).of_size(5) is None
    assert _dictionary([*terms, b"9"]).of_size(6) is None
