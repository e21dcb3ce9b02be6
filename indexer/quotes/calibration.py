"""From the model's scores to a confidence that means something.

The product of two softmaxes is too sure of itself on some bases and not sure enough on others. A line through its log
odds, one for each basis, mends that (Platt 1999). The lines are fitted on several kinds of text, none of which the
model was trained on (tools/quotes/calibrate.py; figures in docs/quotations.md).
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib import resources

_EDGE = 0.001  # raw probabilities nearer to one tell no more
_LOW = 0.02


@cache
def _lines() -> dict[str, tuple[float, float]]:
    """For each basis the slope and the height of its line."""
    content = resources.files("indexer.quotes").joinpath("calibration.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in content.splitlines() if not line.startswith("#"))
    return {basis: (float(slope), float(height)) for basis, slope, height in rows}


@lru_cache(maxsize=1 << 12)
def calibrated(basis: str, raw: float) -> float:
    """The share of right speakers among quotations of this basis and raw probability, which stays without a line."""
    line = _lines().get(basis)
    return raw if line is None else 1 / (1 + math.exp(-(line[0] * log_odds(raw) + line[1])))


def log_odds(raw: float) -> float:
    """The log odds of a raw probability, kept from the ends."""
    raw = min(max(raw, _LOW), 1 - _EDGE)
    return math.log(raw / (1 - raw))
