"""From the model's scores to a confidence that means something.

The product of two softmaxes is too sure of itself. The table gives, for each basis, what share of the
training articles' quotations had the right speaker at that raw value (see docs/quotations.md); between its
points the confidence is interpolated.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from importlib import resources


@cache
def _table() -> dict[str, tuple[list[float], list[float]]]:
    """For each basis the raw probabilities, which rise, and the shares."""
    content = resources.files("indexer.quotes").joinpath("calibration.tsv").read_text(encoding="utf-8")
    table: dict[str, tuple[list[float], list[float]]] = {}
    for line in content.splitlines():
        if not line.startswith("#"):
            basis, raw, share = line.split("\t")
            raws, shares = table.setdefault(basis, ([], []))
            raws.append(float(raw))
            shares.append(float(share))
    return table


def calibrated(basis: str, raw: float) -> float:
    """The share of right speakers among quotations of this basis and raw probability."""
    points = _table().get(basis)
    if points is None:
        return raw
    raws, shares = points
    after = bisect_left(raws, raw)
    if after == len(raws):
        return shares[-1]
    left, low = (raws[after - 1], shares[after - 1]) if after else (0.0, shares[0])
    width = raws[after] - left
    return shares[after] if width <= 0 else low + (raw - left) / width * (shares[after] - low)


def forget_table() -> None:
    """Read the table again: it has been written anew."""
    _table.cache_clear()
