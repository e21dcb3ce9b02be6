"""From the model's scores to a confidence that means something.

The product of two softmaxes is too sure of itself. The table gives, for each basis, what share of the
training articles' quotations had the right speaker at that raw value (see docs/quotations.md); between its
points the confidence is interpolated.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def _table() -> dict[str, list[tuple[float, float]]]:
    content = resources.files("indexer.quotes").joinpath("calibration.tsv").read_text(encoding="utf-8")
    table: dict[str, list[tuple[float, float]]] = {}
    for line in content.splitlines():
        if not line.startswith("#"):
            basis, raw, share = line.split("\t")
            table.setdefault(basis, []).append((float(raw), float(share)))
    return table


def calibrated(basis: str, raw: float) -> float:
    """The share of right speakers among quotations of this basis and raw probability."""
    points = _table().get(basis)
    if not points:
        return raw
    before = (0.0, points[0][1])
    for point in points:
        if raw <= point[0]:
            width = point[0] - before[0]
            return point[1] if width <= 0 else before[1] + (raw - before[0]) / width * (point[1] - before[1])
        before = point
    return before[1]


def forget_table() -> None:
    """Read the table again: it has been written anew."""
    _table.cache_clear()
