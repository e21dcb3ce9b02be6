"""Queries about places as Lucene intervals, after Clarke, Cormack and Burkowski (1995), where these are exact.

An ordered pair of shapes finds the nearest two, and so all that is near. A word between two others is found by the
last but one, stretched back over as many places as the first may be before it: such stretches are all of one length,
so none is dropped for a smaller one. What has more parts is spelt out in shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations
from typing import Any

from whoosh.query import Or, Phrase, Term
from whoosh.query.spans import SpanNear, SpanNear2

from indexer.cluster.cells import BODY, HOLE, JOINT, MARKS, NOWHERE
from search.cluster.queries.globs import MOST_EXPANSIONS, escaped
from search.cluster.queries.shapes import (
    Cell,
    Expand,
    Shape,
    after,
    apart,
    chained,
    distinct,
    inside,
    near,
    shapes_of,
    stretches,
    too_many,
)
from search.cluster.queries.targets import field_of, parts_of
from search.engine.patterns import known
from search.engine.positional_queries import Around, AtLeast, InLead, Together

__all__ = ["near_each_other", "standing"]

Rule = dict[str, Any]
_MOST_ORDERS = 5
"""Parts of which all orders are looked at: 120."""
_FEW_WORDS = 8
"""At a place that is stretched, each word is a clause."""
_LONGEST_EXPRESSION = 1000
"""Letters: `index.max_regex_length`."""


def standing(tree: Any, expand: Expand) -> dict[str, Any]:
    """The query that says that the words of a tree stand as it wants them."""
    target = field_of(tree)
    placing = _Placing(expand, in_body=target.in_body)
    if isinstance(tree, AtLeast):
        rules = [placing.often(tree)]
    elif isinstance(tree, Together):
        rules = placing.together(tree)
    else:
        rules = list(placing.found(tree))
    if not rules:
        return {"match_none": {}}
    return {"intervals": {target.places: _any(rules)}}


def near_each_other(field: str, cell: Cell, other: Cell, *, within: int, boost: float) -> dict[str, Any]:
    """The query whose score grows with the number of places where two words are near."""
    sides = [_written(Shape(((0, each),), ((0, 0),))) for each in (cell, other)]
    rule: Rule = _any([_ordered(pair, within - 1) for pair in (sides, sides[::-1])])
    return {"intervals": {field: {**rule, "boost": boost}}}


class _Placing:
    """Writes rules over one field. `in_body`: the words stand behind the title, which one of them has to show, since
    no nearness reaches over the gap before the body."""

    def __init__(self, expand: Expand, *, in_body: bool) -> None:
        self._expand = expand
        self._in_body = in_body

    def found(self, tree: Any) -> Iterator[Rule]:
        """Rules of which any is met where the tree has a span."""
        if isinstance(tree, Or) and not all(isinstance(part, Term) for part in tree.subqueries):
            for part in tree.subqueries:
                yield from self.found(part)
        elif isinstance(tree, InLead):
            yield from self.found(tree.parts[0])
        elif isinstance(tree, Phrase) and tree.slop > 1 and len(tree.words) > 2:
            words = [Term(tree.fieldname, word) for word in tree.words]
            yield from self._chain([shapes_of(word, self._expand) for word in words], tree.slop)
        elif isinstance(tree, SpanNear2 | SpanNear) and tree.ordered and len(parts_of(tree)) > 2:
            yield from self._chain([shapes_of(part, self._expand) for part in parts_of(tree)], tree.slop)
        elif isinstance(tree, Around) and len(tree.parts) == 3:
            parts = [shapes_of(part, self._expand) for part in tree.parts]
            yield from self._around_three(parts, tree.within, self._three)
        else:
            yield from self.spans(tree)

    def spans(self, tree: Any) -> Iterator[Rule]:
        """Rules whose intervals are the spans of the tree, those left out that hold another one."""
        if isinstance(tree, Or) and not all(isinstance(part, Term) for part in tree.subqueries):
            for part in tree.subqueries:
                yield from self.spans(part)
        elif isinstance(tree, InLead):
            yield from self.spans(tree.parts[0])
        elif isinstance(tree, Phrase) and tree.slop > 1 and len(tree.words) > 1:
            yield from self._spans_chained(
                [shapes_of(Term(tree.fieldname, word), self._expand) for word in tree.words], tree.slop
            )
        elif isinstance(tree, SpanNear2 | SpanNear | Around):
            parts = [shapes_of(part, self._expand) for part in parts_of(tree)]
            if isinstance(tree, Around):
                yield from self._spans_around(parts, tree.within)
            elif tree.ordered:
                yield from self._spans_chained(parts, tree.slop)
            else:
                yield from self._spans_near(parts, tree.slop, reach=isinstance(tree, SpanNear))
        else:
            yield from map(self._block, shapes_of(tree, self._expand))

    def _spans_chained(self, parts: Sequence[Sequence[Shape]], within: int) -> Iterator[Rule]:
        if len(parts) == 3:
            first, middle, last = parts
            yield from self._spans_three(first, middle, last, within, within)
        else:
            yield from self._pair(chained(parts[:-1], within), parts[-1], within)

    def _spans_three(
        self, first: Sequence[Shape], middle: Sequence[Shape], last: Sequence[Shape], before: int, behind: int
    ) -> Iterator[Rule]:
        """The first at most `before` places before the middle one, the last at most `behind` behind it: one of the
        distances is spelt out, that which takes fewer clauses."""
        if before * _words_in(middle) <= behind * _words_in(last):
            yield from self._pair(distinct(after(first, middle, before)), last, behind)
        else:
            yield from self._pair(first, distinct(after(middle, last, behind)), before)

    def _spans_near(self, parts: Sequence[Sequence[Shape]], within: int, *, reach: bool) -> Iterator[Rule]:
        begins = near(parts[:-1], within, reach=reach)
        yield from self._pair(begins, parts[-1], within)
        for shape in parts[-1]:
            yield from self._pair([shape], begins, within if reach else within - shape.last)

    def _spans_around(self, parts: Sequence[Sequence[Shape]], within: Sequence[int]) -> Iterator[Rule]:
        if len(parts) == 3:
            yield from self._around_three(parts, within, self._spans_three)
            return
        *some, last = parts
        begins = stretches(some, within[:-1])
        yield from self._pair(begins, last, within[-1])
        yield from self._pair(last, begins, within[-1])
        if len(some) > 1:
            yield from map(self._block, distinct(inside(begins, last)))

    def often(self, tree: AtLeast) -> Rule:
        """At least so many spans, one behind the other. Lucene lets equal neighbours overlap: unless it is one term,
        every second one is written otherwise."""
        rule = _any(list(self.spans(tree.parts[0])) or [_NEVER])
        turns = (rule, rule if _is_term(rule) else _disguised(rule))
        return rule if tree.times == 1 else _ordered([turns[turn % 2] for turn in range(tree.times)])

    def together(self, tree: Together) -> list[Rule]:
        """A unit that has all parts, each at a place of its own."""
        first, last = MARKS[tree.unit]
        unit = self._behind_title(_ordered([_match(first), _match(last)]))
        free = _Placing(self._expand, in_body=False)
        parts = [_any(list(free.spans(part)) or [_NEVER]) for part in tree.parts]
        if self._never_clash(tree):
            for part in parts:
                unit = _filtered(unit, "containing", part)
            return [unit]
        if len(parts) > _MOST_ORDERS:
            raise too_many(f"{len(parts)} parts that can be the same words in one {tree.unit}")
        orders: list[list[Rule]] = []
        for order in permutations(parts):
            if list(order) not in orders:
                orders.append(list(order))
        return [_filtered(unit, "containing", _any([_ordered(_told_apart(order)) for order in orders]))]

    def _never_clash(self, tree: Together) -> bool:
        """Whether no two parts can have a place in common."""
        if not all(map(_is_solid, tree.parts)):
            return False
        each = [[cell for shape in shapes_of(part, self._expand) for _, cell in shape.cells] for part in tree.parts]
        return all(
            apart(cell, other)
            for number, cells in enumerate(each)
            for others in each[:number]
            for cell in cells
            for other in others
        )

    def _pair(self, first: Sequence[Shape], second: Sequence[Shape], within: int) -> Iterator[Rule]:
        """The second one at most so many places behind the first."""
        if within < 1:
            return
        for one in first:
            for other in second:
                yield _ordered(_told_apart([self._block(one), self._block(other, free=True)]), within - 1)

    def _chain(self, parts: Sequence[Sequence[Shape]], within: int) -> Iterator[Rule]:
        """Each part at most so many places behind the one before."""
        *some, middle, last = parts
        yield from self._three(chained(some, within), middle, last, within, within)

    def _three(
        self, first: Sequence[Shape], middle: Sequence[Shape], last: Sequence[Shape], before: int, behind: int
    ) -> Iterator[Rule]:
        """The first at most `before` places before the middle one, the last at most `behind` places behind it."""
        for one in first:
            for two in middle:
                if (
                    two.solid
                    and _words_in([two]) <= _FEW_WORDS
                    and all(apart(one.cells[-1][1], cell) for _, cell in two.cells)
                ):
                    stretched = _written(two, stretched=before + one.last)
                    held = _filtered(stretched, "containing", _written(one))
                    for three in last:
                        yield _ordered([held, self._block(three)], behind - 1)
                else:
                    yield from self._spans_three([one], [two], last, before, behind)

    def _around_three(
        self, parts: Sequence[Sequence[Shape]], within: Sequence[int], three: Callable[..., Iterator[Rule]]
    ) -> Iterator[Rule]:
        """The second part near the first, the third near the stretch over these, or inside. `three` has the rules for
        three parts in order."""
        first, second, third = parts
        close, far = within
        yield from three(first, second, third, close, far)
        yield from three(second, first, third, close, far)
        yield from three(third, first, second, far, close)
        yield from three(third, second, first, far, close)
        yield from self._between(first, third, second, close)
        yield from self._between(second, third, first, close)

    def _between(
        self, first: Sequence[Shape], inner: Sequence[Shape], last: Sequence[Shape], within: int
    ) -> Iterator[Rule]:
        """The last at most so many places behind the first, the inner one between them."""
        for two in inner:
            if within - 2 - two.last < 0:
                continue
            for one in first:
                for three in last:
                    blocks = [self._block(one), self._block(two, free=True), self._block(three, free=True)]
                    yield _ordered(_told_apart(blocks), within - 2 - two.last)

    def _block(self, shape: Shape, *, free: bool = False) -> Rule:
        """A shape; `free` where another one shows already that it is in the body."""
        rule = _written(shape)
        return rule if free else self._behind_title(rule)

    def _behind_title(self, rule: Rule) -> Rule:
        return _filtered(rule, "after", _match(BODY)) if self._in_body else rule


def _is_solid(tree: Any) -> bool:
    """Whether there is a word of it at every place of each of its spans."""
    if isinstance(tree, Or | InLead):
        return all(map(_is_solid, parts_of(tree)))
    return isinstance(tree, Term) or known(tree) or (isinstance(tree, Phrase) and tree.slop == 1)


def _words_in(shapes: Sequence[Shape]) -> int:
    return sum(len(cell.every) for shape in shapes for _, cell in shape.cells)


def _written(shape: Shape, *, stretched: int = 0) -> Rule:
    """The words of a shape, and before them so many places."""
    if stretched or all(len(cell.every) == 1 for _, cell in shape.cells):
        places = [HOLE] * (shape.last + 1)
        for at, cell in shape.cells:
            places[at] = JOINT.join(sorted(cell.every))
        return _stretched(places, stretched)
    words = []
    end = -1
    for at, cell in shape.cells:
        gap = at - end - 1
        words.append(_stretched([JOINT.join(sorted(cell.every))], gap) if gap else _one_of(cell))
        end = at
    return words[0] if len(words) == 1 else _ordered(_told_apart(words), 0)


def _stretched(places: Sequence[str], before: int) -> Rule:
    if before and len(places) == 1:
        places = [places[0] + JOINT + places[0]]  # of one token Lucene would not mind what is before it
    return _match(" ".join([HOLE] * before + list(places)))


def _one_of(cell: Cell) -> Rule:
    """A word at one place. Terms that are looked up together are one clause."""
    terms = sorted(cell.terms)
    if len(terms) == 1 and not cell.globs:
        return _match(terms[0])
    return _any(
        [
            {"regexp": {"pattern": pattern, "max_expansions": MOST_EXPANSIONS, "flags": "NONE"}}
            for pattern in (*_alternatives(terms), *sorted(cell.globs))
        ]
    )


def _alternatives(terms: Sequence[str]) -> Iterator[str]:
    """Regular expressions for some terms, none longer than OpenSearch reads without being told to."""
    held = ""
    for term in map(escaped, terms):
        if held and len(held) + len(term) >= _LONGEST_EXPRESSION:
            yield held
            held = ""
        held += f"|{term}" if held else term
    if held:
        yield held


def _match(text: str) -> Rule:
    if " " in text:
        return {"match": {"query": text, "ordered": True, "max_gaps": 0}}
    return {"match": {"query": text}}


def _is_term(rule: Rule) -> bool:
    text = rule.get("match", {}).get("query", " ")
    return not set(text) & {" ", JOINT}


_NEVER = _match(NOWHERE)


def _any(rules: Sequence[Rule]) -> Rule:
    return rules[0] if len(rules) == 1 else {"any_of": {"intervals": list(rules)}}


def _ordered(rules: Sequence[Rule], most_gaps: int = -1) -> Rule:
    body: Rule = {"intervals": list(rules), "ordered": True}
    if most_gaps >= 0:
        body["max_gaps"] = most_gaps
    return {"all_of": body}


def _filtered(rule: Rule, relation: str, other: Rule) -> Rule:
    return {"all_of": {"intervals": [rule], "filter": {relation: other}}}


def _disguised(rule: Rule) -> Rule:
    return {"any_of": {"intervals": [rule, _NEVER]}}


def _told_apart(rules: Sequence[Rule]) -> list[Rule]:
    """The same rules, none like the one before it."""
    found: list[Rule] = []
    for rule in rules:
        found.append(_disguised(rule) if found and found[-1] == rule else rule)
    return found
