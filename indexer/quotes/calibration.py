"""From the model's scores to a confidence that means something.

The product of two softmaxes is too sure of itself on some bases and not sure enough on others. A logistic curve over
it, one for each basis, mends that (Platt 1999, who has it over the scores of a classifier). Over its log odds, most
of which are very high, the curve is drawn by these and too sure where the product is low: by folds the log loss is
.256 so and .241 over the product itself. The curves are fitted on several kinds of text, none of which the model was
trained on (tools/quotes/calibrate.py; figures in docs/quotations.md).
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from importlib import resources


@cache
def _lines() -> dict[str, tuple[float, float]]:
    """For each basis the slope and the height of its curve."""
    content = resources.files("indexer.quotes").joinpath("calibration.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in content.splitlines() if not line.startswith("#"))
    return {basis: (float(slope), float(height)) for basis, slope, height in rows}


@lru_cache(maxsize=1 << 12)
def calibrated(basis: str, raw: float) -> float:
    """The share of right speakers among quotations of this basis and raw probability, which stays without a curve."""
    line = _lines().get(basis)
    return raw if line is None else 1 / (1 + math.exp(-(line[0] * raw + line[1])))
