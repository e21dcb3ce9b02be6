"""How many clauses Lucene makes of a query, at least as many: it refuses more than so many, so we do before.

Under a bound on gaps, in a phrase or beside a filter Lucene takes alternatives apart (`Disjunctions.pullUp`): of
`(a|b) near (c|d)` it makes four pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from indexer.cluster.cells import HOLE, JOINT

__all__ = ["clauses_in"]

_LEAVES = frozenset({"term", "terms", "prefix", "wildcard", "fuzzy", "range", "exists", "match_all", "match_none"})


def clauses_in(body: Any) -> int:
    """The clauses of a query, or of several."""
    if isinstance(body, list):
        return sum(map(clauses_in, body))
    if not isinstance(body, dict):
        return 0
    return sum(_of(name, value) for name, value in body.items())


def _of(name: str, value: Any) -> int:
    if name in _LEAVES:
        return 1
    if name == "intervals":
        (rule,) = value.values()
        return _kept({kind: part for kind, part in rule.items() if kind != "boost"})
    if name == "match":
        (asked,) = value.values()
        return sum(_alternatives(asked["query"]))
    return clauses_in(value)


def _kept(rule: dict[str, Any]) -> int:
    """Leaves of a rule that is left as it is written."""
    ((kind, body),) = rule.items()
    if kind == "any_of":
        return sum(map(_kept, body["intervals"]))
    if kind == "all_of" and "filter" not in body and "max_gaps" not in body:
        return sum(map(_kept, body["intervals"]))
    return _apart(rule)[1]


def _apart(rule: dict[str, Any]) -> tuple[int, int]:
    """Into how many rules one is taken apart, and their leaves."""
    ((kind, body),) = rule.items()
    if kind == "match":
        counts = _alternatives(body["query"])
        return prod(counts), prod(counts) * len(counts)
    if kind == "any_of":
        parts = [_apart(each) for each in body["intervals"]]
        return sum(ways for ways, _ in parts), sum(leaves for _, leaves in parts)
    if kind != "all_of":
        return 1, 1
    ways, leaves = _joined([_apart(each) for each in body["intervals"]])
    for condition in body.get("filter", {}).values():
        leaves += ways * _kept(condition)
    return ways, leaves


def _joined(parts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    ways = prod(each for each, _ in parts)
    return ways, sum(leaves * ways // each for each, leaves in parts)


def _alternatives(text: str) -> list[int]:
    """How many terms there are at each place of a match."""
    return [len(set(cell.split(JOINT))) for cell in text.split(" ") if cell != HOLE]
