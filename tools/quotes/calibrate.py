"""Fit the curves of the confidence, and tell by folds how far it can be trusted.

    python -m tools.quotes.calibrate ../shared/data/quotes/polnear-dev.jsonl.gz \
        ../shared/data/quotes-general/{news-dev,basil,gum,ewt}.jsonl.gz [--write]

The articles must be others than those that the weights were made from. Files of one kind of news, of which there are
many, count little: each file weighs as much as _LARGE quotations at most. A basis that the articles hardly show is
not trusted at once: _DOUBTS more are counted, most of them right.
"""

from __future__ import annotations

import argparse
import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest import mock

from indexer.quotes import calibration, find_quotes
from tools.quotes.train import articles, same_person

FOLDS = 5
_LARGE = 120
_DOUBTS = 4.0
_MOST = 0.75  # of those added are right
# Where nothing is known the curve goes from even chances to 19 of 20. It is pulled there; by folds the log loss is
# the same, to .001, for any pull from .3 to 4.
_SLOPE, _HEIGHT, _PULL = 3.0, 0.0, 1.0
HEAD = "# basis, slope, height; made by tools/quotes/calibrate.py, not by hand\n"
_FIXED = frozenset(("turn", "quote, dash, name"))
Lines = dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A quotation whose speaker is known: its basis, the raw probability, what that is multiplied with once it is
    calibrated, and whether the speaker given is right."""

    article: str
    basis: str
    raw: float
    doubt: float
    right: bool
    weight: float = 1.0
    fixed: bool = False
    """Whether the confidence is what the rule has, and never calibrated."""


def judged(article: dict[str, Any]) -> Iterator[Judged]:
    """The quotations of an annotated article that are found and have a speaker, before calibration."""
    within = "indexer.quotes.speakers"
    with mock.patch(f"{within}.doubts", return_value=1.0), mock.patch(f"{within}.calibrated", lambda _, raw: raw):
        found = find_quotes(article["text"], language="en")
    with mock.patch(f"{within}.calibrated", return_value=1.0):
        doubts = [one.confidence for one in find_quotes(article["text"], language="en")]
    for gold in article["quotes"]:
        kind = gold.get("type") or gold.get("speaker_type")
        silver = "speaker_type" in gold and kind == "pronoun"  # resolved by a machine
        quote, doubt = max(
            zip(found, doubts, strict=True), key=lambda one: _shared(one[0], gold), default=(None, 0.0)
        )
        if silver or quote is None or quote.speaker is None or _shared(quote, gold) < 0.5:
            continue
        mention = article["text"][gold.get("speaker_mention_start") or 0 : gold.get("speaker_mention_end") or 0]
        mention = gold.get("mention") or mention
        names = gold.get("names") or ([gold["speaker"]] if kind == "named" and gold["speaker"] else [])
        phrase = quote.basis == "nominal" and bool(_content(quote.speaker) & _content(mention))
        if not names and kind != "nominal":
            continue
        right = phrase or any(same_person(quote.speaker, name) for name in names)
        fixed = quote.rule in _FIXED
        yield Judged(article["id"], quote.basis, quote.confidence, 1.0 if fixed else doubt, right, fixed=fixed)


def weighed(path: Path) -> list[Judged]:
    """The quotations of a file of annotated articles, which weigh as much as _LARGE together at most."""
    found = [one for article in articles(path) for one in judged(article)]
    return [replace(one, weight=min(1.0, _LARGE / max(1, len(found)))) for one in found]


def _shared(quote: Any, gold: dict[str, Any]) -> float:
    """What both cover, as a share of what either covers."""
    common = min(quote.end, gold["end"]) - max(quote.start, gold["start"])
    return max(0, common) / (max(quote.end, gold["end"]) - min(quote.start, gold["start"]))


def _content(words: str) -> set[str]:
    return {word[:6] for word in re.findall(r"\w{4,}", words.lower())}


def fit(seen: Iterable[Judged]) -> Lines:
    """For each basis the logistic curve that makes the answers likeliest, by Newton's steps."""
    by_basis: dict[str, list[tuple[float, float, float]]] = {"block": [], "carried": []}
    for one in seen:
        if one.fixed:
            continue
        by_basis.setdefault(one.basis, [])
        by_basis[one.basis].append((one.raw, float(one.right), one.weight))
    return {basis: _line(points) for basis, points in sorted(by_basis.items())}


def _line(points: list[tuple[float, float, float]]) -> tuple[float, float]:
    if not points:
        return _SLOPE, _HEIGHT
    middle = sum(x * weight for x, _, weight in points) / sum(weight for _, _, weight in points)
    points = [*points, (middle, _MOST, _DOUBTS)]
    slope, height = _SLOPE, _HEIGHT
    for _ in range(100):
        down = [_PULL * (slope - _SLOPE), _PULL * (height - _HEIGHT)]
        bend = [[_PULL, 0.0], [0.0, _PULL]]
        for x, right, weight in points:
            chance = 1 / (1 + math.exp(-(slope * x + height)))
            off, curve = weight * (chance - right), weight * chance * (1 - chance)
            down[0] += off * x
            down[1] += off
            bend[0][0] += curve * x * x
            bend[0][1] += curve * x
            bend[1][1] += curve
        area = bend[0][0] * bend[1][1] - bend[0][1] ** 2
        slope -= 0.5 * (bend[1][1] * down[0] - bend[0][1] * down[1]) / area
        height -= 0.5 * (bend[0][0] * down[1] - bend[0][1] * down[0]) / area
    return max(slope, 0.0), height


def by_folds(seen: Sequence[Judged]) -> list[tuple[float, bool]]:
    """The confidence of each quotation by curves that were fitted without its article, and whether it is right."""
    found: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        held = [one for one in seen if zlib.crc32(one.article.encode()) % FOLDS == fold]
        lines = fit(one for one in seen if zlib.crc32(one.article.encode()) % FOLDS != fold)
        for one in held:
            slope, height = lines.get(one.basis, (1.0, 0.0))
            chance = 1 / (1 + math.exp(-(slope * one.raw + height)))
            found.append((one.raw if one.fixed else chance * one.doubt, one.right))
    return found


def calibration_error(seen: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error in ten bins: of (confidence, whether it is right)."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in seen:
        bins[min(int(confidence * 10), 9)].append((confidence, right))
    return sum(abs(sum(c for c, _ in one) - sum(r for _, r in one)) for one in bins.values()) / len(seen)


def report(seen: Sequence[tuple[float, bool]]) -> str:
    """How many are sure and doubtful, what share of them is right, and the calibration error."""
    parts = [f"{len(seen)} quotations, expected calibration error {calibration_error(seen):.3f}"]
    for name, among in (
        (".95 and more", [right for confidence, right in seen if confidence >= 0.95]),
        ("under .70", [right for confidence, right in seen if confidence < 0.7]),
    ):
        parts.append(f"{name}: {len(among)}, {sum(among) / max(1, len(among)):.1%} right")
    return "; ".join(parts)


def main() -> None:
    """Tell by folds how far the confidence can be trusted; with --write, write the curves that all articles give."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true", help="write indexer/quotes/calibration.tsv")
    args = parser.parse_args()
    seen: list[Judged] = []
    for path in args.articles:
        of_file = weighed(path)
        seen += of_file
        print(f"{path.name}: {report([(one.raw, one.right) for one in of_file])} (raw)")
    print(f"by {FOLDS} folds: {report(by_folds(seen))}")
    print("of each basis:", dict(Counter(one.basis for one in seen)))
    rows = [f"{basis}\t{slope:.3f}\t{height:.3f}" for basis, (slope, height) in fit(seen).items()]
    print("\n".join(rows))
    if args.write:
        (Path(calibration.__file__).with_name("calibration.tsv")).write_text(HEAD + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    main()
