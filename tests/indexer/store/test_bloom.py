"""The filter in front of the look-up of ids."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.store.bloom import IdFilter

_hashes = st.integers(-(1 << 63), (1 << 63) - 1)


@given(st.lists(st.lists(_hashes, max_size=40), max_size=4))
def test_what_is_known_is_never_missed(parts: list[list[int]]) -> None:
    """Whatever the hashes, those that the filter was made of may be there."""
    made = IdFilter([np.array(part, np.int64) for part in parts])
    assert all(made.may_have(hashed) for part in parts for hashed in part)


def test_few_that_are_not_known_pass() -> None:
    """Of new ids about one in sixteen, at most, is taken for one that may be known."""
    known, new = (np.random.default_rng(seed).integers(-(1 << 63), 1 << 63, 20_000) for seed in (1, 2))
    made = IdFilter([known[:5000], known[5000:]])
    passed = sum(made.may_have(hashed) for hashed in new.tolist())
    assert 0 < passed < len(new) / 10
    assert not IdFilter([]).may_have(int(new[0]))
