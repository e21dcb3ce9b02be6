"""Shapes: words at fixed distances. All nearness is one of finitely many of them.

A *cell* is what may stand at one place, any of some terms; a *shape* has cells at some places, counted from its
first. A phrase is one shape, `"peace talks"~3` is three, and NEAR of shapes is what every distance and order makes of
them. Lucene's intervals drop those that hold a smaller one, so of `a NEAR/3 b NEAR/3 c` they lose some; a shape loses
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from whoosh.query import Or, Phrase, Prefix, Query, Term, Wildcard
from whoosh.query.spans import SpanNear, SpanNear2

from indexer.analysis.tokenizer import stem
from indexer.cluster.cells import SURFACE
from indexer.errors import NotOnCluster
from search.cluster.queries.globs import escaped, narrowed
from search.cluster.queries.targets import parts_of, target_of, text_of
from search.engine.patterns import known
from search.engine.positional_queries import Around, InLead

__all__ = [
    "Cell",
    "Expand",
    "Shape",
    "after",
    "apart",
    "chained",
    "distinct",
    "inside",
    "near",
    "shapes_of",
    "stretches",
    "too_many",
]

Span = tuple[int, int]

Expand = Callable[[Query], Sequence[str]]
"""The surfaces of an archive that a pattern stands for: a Prefix, Wildcard or FuzzyTerm. Surfaces that no text of its
field has do no harm."""


_MOST_CELLS = 4000
"""Of the shapes of one part."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What may stand at a place: some terms, each with its sign, and what fits some regular expressions."""

    terms: frozenset[str] = frozenset()
    globs: frozenset[str] = frozenset()
    fitting: frozenset[str] = frozenset()
    """The terms that fit `globs`."""

    @property
    def every(self) -> frozenset[str]:
        return self.terms | self.fitting

    def __or__(self, other: Cell) -> Cell:
        return Cell(self.terms | other.terms, self.globs | other.globs, self.fitting | other.fitting)


@dataclass(frozen=True, slots=True)
class Shape:
    """Cells at places, ascending from 0, each at one of its own. `spans` are the first and last places of the parts
    that were joined, by which NEAR tells whether the next one stands clear of them."""

    cells: tuple[tuple[int, Cell], ...]
    spans: tuple[Span, ...]

    @property
    def last(self) -> int:
        return self.cells[-1][0]

    @property
    def solid(self) -> bool:
        """Whether there is a word of it at every place."""
        return len(self.cells) == self.last + 1


def shapes_of(tree: Any, expand: Expand) -> list[Shape]:
    """All shapes of a query, those of one place as one; NotOnCluster if they are too many."""
    return distinct(_shapes(tree, expand))


def too_many(construct: str) -> NotOnCluster:
    return NotOnCluster(construct, hint="take smaller distances, fewer words or longer patterns")


def together_at(shape: Shape, other: Shape, offset: int) -> Shape:
    """Both, the other one `offset` places behind the first place of this one, or before it."""
    base = min(offset, 0)
    cells = sorted(
        (*((at - base, cell) for at, cell in shape.cells), *((at + offset - base, cell) for at, cell in other.cells)),
        key=lambda placed: placed[0],
    )
    spans = (*((a - base, b - base) for a, b in shape.spans), (offset - base, offset + other.last - base))
    return Shape(tuple(cells), spans)


def whole(shape: Shape) -> Shape:
    """The same as one part."""
    return Shape(shape.cells, ((0, shape.last),))


def after(first: Sequence[Shape], second: Sequence[Shape], within: int) -> Iterator[Shape]:
    """The second one at most so many places behind the first."""
    for one in first:
        for other in second:
            for distance in range(1, within + 1):
                yield together_at(one, other, one.last + distance)


def around(first: Sequence[Shape], second: Sequence[Shape], within: int) -> Iterator[Shape]:
    """The second one at most so many places from the first, on either side, or inside."""
    yield from _clear(first, second, within)


def inside(first: Sequence[Shape], second: Sequence[Shape]) -> Iterator[Shape]:
    """The second one between the parts of the first."""
    yield from _clear(first, second, 0)


def _clear(first: Sequence[Shape], second: Sequence[Shape], within: int) -> Iterator[Shape]:
    for one in first:
        for other in second:
            for offset in range(-within - other.last, one.last + within + 1):
                if all(offset > end or offset + other.last < start for start, end in one.spans):
                    yield together_at(one, other, offset)


def apart(cell: Cell, other: Cell) -> bool:
    """Whether no word can be of both."""
    some, others = cell.every, other.every
    return not (some & others or _stems(some) & others or _stems(others) & some)


def _stems(terms: Iterable[str]) -> set[str]:
    """The stems of those that are surfaces."""
    return {stem(term.removeprefix(SURFACE)) for term in terms if term.startswith(SURFACE)}


def _shapes(tree: Any, expand: Expand) -> Iterator[Shape]:
    if isinstance(tree, Term):
        yield _of(Cell(frozenset((target_of(tree.fieldname).term(text_of(tree.text)),))))
    elif known(tree):
        if surfaces := expand(tree):
            yield _of(_fitting(tree, surfaces))
    elif isinstance(tree, Or):  # Synonyms too
        for part in tree.subqueries:
            yield from _shapes(part, expand)
    elif isinstance(tree, Phrase):
        words = [Term(tree.fieldname, word) for word in tree.words]
        if words:
            yield from chained([shapes_of(word, expand) for word in words], tree.slop)
    elif isinstance(tree, InLead):
        yield from _shapes(tree.parts[0], expand)
    elif isinstance(tree, SpanNear | SpanNear2 | Around):
        parts = [shapes_of(part, expand) for part in parts_of(tree)]
        if isinstance(tree, Around):
            yield from map(whole, stretches(parts, tree.within))
        elif tree.ordered:
            yield from chained(parts, tree.slop)
        else:
            yield from near(parts, tree.slop, reach=isinstance(tree, SpanNear))
    else:
        raise NotOnCluster(f"places of {type(tree).__name__}", hint="ask for it as a clause of its own")


def _of(cell: Cell) -> Shape:
    return Shape(((0, cell),), ((0, 0),))


def _fitting(pattern: Any, surfaces: Sequence[str]) -> Cell:
    target = target_of(pattern.fieldname)
    terms = frozenset(map(target.term, surfaces))
    if isinstance(pattern, Prefix):
        glob = f"{pattern.text}*"
    elif isinstance(pattern, Wildcard):
        glob = pattern.text
    else:
        return Cell(terms)
    return Cell(globs=frozenset(escaped(target.sign) + each for each in narrowed(glob, surfaces)), fitting=terms)


def distinct(shapes: Iterable[Shape]) -> list[Shape]:
    """Each of some shapes once, those of one place as one; NotOnCluster if they are too many."""
    single: Cell | None = None
    others: dict[Shape, None] = {}
    held = 0
    for shape in shapes:
        if len(shape.cells) == 1:
            ((_, cell),) = shape.cells
            single = single | cell if single else cell
        elif shape not in others:
            others[shape] = None
            held += len(shape.cells)
            if held > _MOST_CELLS:
                raise too_many("nearness that can be met in so many ways")
    return [*([_of(single)] if single else ()), *others]


def chained(parts: Sequence[Sequence[Shape]], within: int) -> Sequence[Shape]:
    """Each part at most so many places behind the one before."""
    found = parts[0]
    for part in parts[1:]:
        found = distinct(map(whole, after(found, part, within)))
    return [whole(shape) for shape in found]


def near(parts: Sequence[Sequence[Shape]], within: int, *, reach: bool) -> Sequence[Shape]:
    """As SpanNear has it with `reach`, else as SpanNear2: there a part begins no more than `within` before."""
    found = parts[0]
    for part in parts[1:]:
        joined = (
            together_at(one, other, offset)
            for one in found
            for other in part
            for offset in range(-within - (other.last if reach else 0), one.last + within + 1)
            if offset > one.last or offset + other.last < 0
        )
        found = distinct(map(whole, joined))
    return [whole(shape) for shape in found]


def stretches(parts: Sequence[Sequence[Shape]], within: Sequence[int]) -> Sequence[Shape]:
    """Each part near the stretch over those before it, or inside; with the spans of the parts."""
    found: Sequence[Shape] = [whole(shape) for shape in parts[0]]
    for part, distance in zip(parts[1:], within, strict=True):
        found = distinct(around(found, part, distance))
    return found
