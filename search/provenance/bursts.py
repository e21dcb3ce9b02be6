"""Where there is more than usual: a share of its time that is high, and not by chance.

`usual` is the share that all other buckets have together. If the texts of the answer fell on the buckets as the texts
of the archive do, a bucket that has q of these would have k or more of the K with a chance of at most

    exp(-K D(k / K, q)),   D(x, q) = x log(x / q) + (1 - x) log((1 - x) / (1 - q))

(Chernoff 1952; Hoeffding, "Probability Inequalities for Sums of Bounded Random Variables", 1963, theorem 1). That
holds for texts, which are written one by one: copies of one text, and the quotations in one article, come together.
As every bucket is looked at, the chance allowed is divided by their number (Bonferroni).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import Bools, Int64s

__all__ = ["CHANCE", "TIMES", "beyond_chance", "times_usual"]

TIMES = 2.0
"""A burst has at least so many times the usual share."""
CHANCE = 0.01
"""The chance that any bucket of a timeline without a burst is taken for one is at most this."""

Shares = NDArray[np.float64]


def times_usual(found: Int64s, of: Int64s) -> Shares:
    """(n,) how many times the share of all other buckets each one's is; 0 where there is nothing to compare.

    `found` (n,) are those of the answer, `of` (n,) all; the first and the last bucket have some of the answer.
    """
    with np.errstate(invalid="ignore"):
        usual = (found.sum() - found) / (of.sum() - of)
        times: Shares = (found / of) / usual
    times[np.isnan(times)] = 0.0
    return times


def beyond_chance(found: Int64s, of: Int64s) -> Bools:
    """(n,) whether a bucket has more of the texts `found` (n,) than chance would give it by the texts `of` (n,)."""
    total, among = int(found.sum()), int(of.sum())
    if not total or len(found) < 2:
        return np.zeros(len(found), np.bool_)
    part, expected = found / total, of / among
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.where(part > 0, part * np.log(part / expected), 0.0)
        below = np.where(part < 1, (1 - part) * np.log((1 - part) / (1 - expected)), 0.0)
    divergence = above + below
    more: Bools = (part > expected) & (total * divergence >= np.log(len(found) / CHANCE))
    return more
