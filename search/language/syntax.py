"""What a query says: a tree of small frozen nodes.

Positions (`start`, `end`: code points of the query) and spellings as typed do not count when trees are
compared, so that a query and its normal form have equal trees. There are no nodes for parentheses; And
and Or never hold their own kind, Not never holds a Not, a Field never holds a Not at its top.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal as OneOf
from typing import TypeVar, assert_never

__all__ = [
    "And", "AtLeast", "DateUnknown", "Exact", "Field", "Fuzzy", "Literal", "Near", "Node", "Not", "Or", "Pattern",
    "Period", "Phrase", "Said", "Together", "Unit", "Word", "children", "conjunction", "disjunction", "fielded",
    "is_included", "near_depth", "nearby", "negation", "replaced", "united", "walk", "with_children",
]  # fmt: skip


Unit = OneOf["sentence", "paragraph"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    start: int = field(default=0, compare=False, repr=False)
    end: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Word(_Placed):
    """A word in any of its inflected forms (in fields of names, as it stands).

    `also` are other spellings of a name (of an outlet or a speaker other names, whole and folded), `inflected` its
    forms in other languages than English, each with its language, see `search.language.widening`.
    """

    surface: str
    spelt: str = field(default="", compare=False, repr=False)
    also: tuple[str, ...] = field(default=(), compare=False, repr=False)
    inflected: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Exact(_Placed):
    """A word in this spelling only."""

    surface: str
    spelt: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Phrase(_Placed):
    """Two or more words, verbatim and in this order, each at most `within` places after the one before.

    The name of an outlet or a speaker may have others, `also`, whole and folded, see `search.language.widening`; one
    that is `exact` is looked for under this name only.
    """

    surfaces: tuple[str, ...]
    within: int = 1
    spelt: str = field(default="", compare=False, repr=False)
    exact: bool = False
    also: tuple[str, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pattern(_Placed):
    """Words that fit a glob over surfaces: `*` any letters, `?` one letter."""

    glob: str


@dataclass(frozen=True, slots=True)
class Fuzzy(_Placed):
    """Words at most `distance` edits away that begin with the same letter."""

    surface: str
    distance: int


@dataclass(frozen=True, slots=True)
class Literal(_Placed):
    """The whole value of an exact field, or with `prefix` its beginning."""

    value: str
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Period(_Placed):
    """Days from `first` to `last`, both included; None is an open end."""

    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class DateUnknown(_Placed):
    """No date is stated."""


@dataclass(frozen=True, slots=True)
class Near(_Placed):
    """Operands of which each stands at most `within` places from those before it."""

    operands: tuple[Node, ...]
    within: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Together(_Placed):
    """Operands that all stand in one sentence or paragraph, each at a place of its own, in any order."""

    operands: tuple[Node, ...]
    unit: Unit


@dataclass(frozen=True, slots=True)
class AtLeast(_Placed):
    """At least `times` mentions of `operand` that do not overlap."""

    operand: Node
    times: int


@dataclass(frozen=True, slots=True)
class Field(_Placed):
    """`operand` in the field `name`."""

    name: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Said(_Placed):
    """One quotation that satisfies `operand`, apart from other clauses about quotations."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Not(_Placed):
    operand: Node


@dataclass(frozen=True, slots=True)
class And(_Placed):
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(_Placed):
    operands: tuple[Node, ...]


Node = (
    Word | Exact | Phrase | Pattern | Fuzzy | Literal | Period | DateUnknown | Near | Together | AtLeast
    | Field | Said
    | Not | And | Or
)  # fmt: skip
_N = TypeVar("_N", bound=Node)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes that a node puts together, in the order of the query; none for a leaf."""
    match node:
        case And(operands) | Or(operands) | Near(operands) | Together(operands):
            return operands
        case Field(_, operand) | Said(operand) | Not(operand) | AtLeast(operand):
            return (operand,)
        case Word() | Exact() | Phrase() | Pattern() | Fuzzy() | Literal() | Period() | DateUnknown():
            return ()
        case _:
            assert_never(node)


def with_children(node: _N, parts: Sequence[Node]) -> _N:
    """The same node with other children, as many as it may have; a leaf as it is."""
    match node:
        case And() | Or() | Near() | Together():
            return replace(node, operands=tuple(parts))
        case Field() | Said() | Not() | AtLeast():
            (operand,) = parts
            return replace(node, operand=operand)
        case _:
            return node


def replaced(node: _N, change: Callable[[Node], Node]) -> _N:
    """The same node with each of its children changed; a leaf as it is."""
    return with_children(node, [change(child) for child in children(node)])


def walk(node: Node, *, into: Callable[[Node], bool] = lambda _: True) -> Iterator[Node]:
    """A node and all below it, each before its children; below those that `into` refuses nothing."""
    yield node
    if into(node):
        for child in children(node):
            yield from walk(child, into=into)


def is_included(node: Node) -> bool:
    """Whether what stands below a node is asked for, and not excluded; for `walk`."""
    return not isinstance(node, Not)


def conjunction(operands: Iterable[Node]) -> Node:
    """All of them, as one flat And; a single one as it is."""
    flat: list[Node] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, And) else (operand,))
    return flat[0] if len(flat) == 1 else And(tuple(flat), start=flat[0].start, end=flat[-1].end)


def disjunction(operands: Iterable[Node]) -> Node:
    """Any of them, as one flat Or; a single one as it is."""
    flat: list[Node] = []
    for operand in operands:
        flat.extend(operand.operands if isinstance(operand, Or) else (operand,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat), start=flat[0].start, end=flat[-1].end)


def negation(operand: Node, *, start: int) -> Node:
    """Not `operand`; what is excluded twice is there again."""
    return operand.operand if isinstance(operand, Not) else Not(operand, start=start, end=operand.end)


def fielded(name: str, operand: Node, *, start: int) -> Node:
    """`operand` in a field; a negation comes to stand outside: `title:(-x)` is `-title:x`."""
    if isinstance(operand, Not):
        return Not(Field(name, operand.operand, start=start, end=operand.end), start=start, end=operand.end)
    return Field(name, operand, start=start, end=operand.end)


def nearby(operands: Sequence[Node], within: int, *, ordered: bool) -> Node:
    """Operands near each other, measured from the left: a nearness of the same kind at the left end is taken in."""
    first = operands[0]
    same = isinstance(first, Near) and (first.within, first.ordered) == (within, ordered)
    flat = (*first.operands, *operands[1:]) if isinstance(first, Near) and same else tuple(operands)
    return Near(flat, within, ordered, start=first.start, end=operands[-1].end)


def united(operands: Sequence[Node], unit: Unit) -> Together:
    """Operands in one sentence or paragraph; those that ask for the same are taken in."""
    flat: list[Node] = []
    for operand in operands:
        same = isinstance(operand, Together) and operand.unit == unit
        flat.extend(operand.operands if isinstance(operand, Together) and same else (operand,))
    return Together(tuple(flat), unit, start=operands[0].start, end=operands[-1].end)


def near_depth(node: Node) -> int:
    """How many levels of nearness lie in each other, taken two by two."""
    if isinstance(node, Near | Or):
        return (len(node.operands) - 1) * isinstance(node, Near) + max(map(near_depth, node.operands))
    return 0
