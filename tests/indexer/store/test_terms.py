"""A dictionary finds what it holds, whoever asks how often."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.store.terms import END, STRIDE, Terms

TERMS = st.sets(st.text(min_size=1, max_size=6).map(lambda text: text.encode("utf-8", "surrogatepass")), max_size=200)


def _dictionary(terms: list[bytes]) -> Terms:
    blob = b"".join(term + END for term in terms)
    starts = np.cumsum([0, *(len(term) + 1 for term in terms)])
    offsets = np.append(starts[:-1][::STRIDE], len(blob))
    return Terms(np.frombuffer(blob, np.uint8), offsets, len(terms))


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
        offsets = np.array([0, (STRIDE + wrong) * 5, 2 * STRIDE * 5])
        dictionary = Terms(np.frombuffer(b"".join(term + END for term in terms), np.uint8), offsets, len(terms))
        with pytest.raises(ValueError, match="where others belong"):
            dictionary.find(terms[3])
    assert sound.find(terms[3]) == 3
