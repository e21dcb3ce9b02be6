"""Samples of texts, against a plain loop over windows."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.fast.runs import HASH_BITS, RUN, run_hashes, samples, word_hash
from tests.conftest import tries

_WINDOWS = ((96, 7), (192, 15), (1 << 62, 47))


def _words(numbers: list[int]) -> np.ndarray:
    return np.array([word_hash(str(number).encode()) for number in numbers], np.uint64)


def _plainly(words: np.ndarray) -> set[int]:
    hashes = [int(value) for value in run_hashes(words)]
    window = next(size for most, size in _WINDOWS if len(words) <= most)
    chosen: set[int] = set()
    for begin in range(len(hashes) - window + 1):
        part = hashes[begin : begin + window]
        least = min(value >> 32 for value in part)
        chosen |= {value & ((1 << HASH_BITS) - 1) for value in part if value >> 32 == least}
    return chosen


_texts = st.lists(
    st.one_of(
        st.lists(st.integers(0, 5), max_size=30),
        st.integers(0, 400).flatmap(lambda size: st.lists(st.integers(0, 500), min_size=size, max_size=size)),
    ),
    min_size=1,
    max_size=6,
)


@given(_texts)
@settings(max_examples=tries(60, 300), deadline=None)
def test_samples_are_the_least_of_each_window(texts: list[list[int]]) -> None:
    """Of several texts in a row, each has its own, whatever stands beside it."""
    words = [_words(text) for text in texts]
    hashes, which = samples(np.concatenate(words), np.array([len(text) for text in texts]))
    for place, text in enumerate(words):
        assert hashes[which == place].tolist() == sorted(_plainly(text))


@given(st.integers(0, 300), st.integers(0, 300), st.integers(51, 120), st.randoms(use_true_random=False))
@settings(max_examples=tries(60, 300), deadline=None)
def test_a_shared_stretch_has_a_shared_sample(before: int, behind: int, stretch: int, random: object) -> None:
    """Two texts that share a stretch of the longest window and four words meet, wherever it stands."""
    numbers = iter(random.sample(range(10_000), 2 * (before + behind) + stretch))  # type: ignore[attr-defined]

    def some(count: int) -> list[int]:
        return [next(numbers) for _ in range(count)]

    shared = some(stretch)
    one, other = [*some(before), *shared, *some(behind)], [*some(behind), *shared, *some(before)]
    found = [set(samples(_words(text), np.array([len(text)]))[0].tolist()) for text in (one, other)]
    assert found[0] & found[1]


def test_runs_depend_on_their_words_and_their_order() -> None:
    """Texts of fewer words than a run have none."""
    assert len(run_hashes(_words([1, 2, 3, 4]))) == 0
    one, other = run_hashes(_words([1, 2, 3, 4, 5])), run_hashes(_words([2, 1, 3, 4, 5]))
    assert len(one) == 1
    assert one[0] != other[0]
    twice = run_hashes(_words([*range(RUN), *range(RUN)]))
    assert twice[0] == twice[RUN]
