"""What a query wants to see marked in the texts of its answers: the clauses that are not excluded.

Only true matches may be marked: the words of a phrase where the whole phrase stands, and those of a
nearness where it holds. Function words are marked within phrases; alone, beside words that say more, they would
light up every line and show nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from indexer.analysis.tokenizer import stem
from search.language.fields import Space, info_of
from search.language.syntax import (
    And,
    AtLeast,
    Exact,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Said,
    Together,
    Unit,
    Word,
    children,
)
from search.language.widening import forms

__all__ = ["Count", "Highlights", "Marks", "Meeting", "Nearness", "highlights_of"]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Nearness:
    """Marks of which each must stand at most `within` places from those before it (and behind them, if `ordered`)."""

    operands: tuple[Marks, ...]
    within: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    """Marks of which each must stand in one and the same sentence, or paragraph."""

    operands: tuple[Marks, ...]
    unit: Unit


@dataclass(frozen=True, slots=True)
class Count:
    """Marks of which there must be at least `times` in the whole document."""

    operand: Marks
    times: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What to mark in one field.

    `stems` and `surfaces` are single words, `inflected` such in articles of a language; `globs` fit surfaces (`*` any
    letters, `?` one letter); `fuzzy` are surfaces with the most edits; `phrases` are the surfaces of words that
    follow each other; a phrase whose words may stand apart is an ordered Nearness.
    """

    stems: frozenset[str] = frozenset()
    surfaces: frozenset[str] = frozenset()
    inflected: frozenset[tuple[str, str]] = frozenset()
    globs: tuple[str, ...] = ()
    fuzzy: tuple[tuple[str, int], ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    near: tuple[Nearness, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    counts: tuple[Count, ...] = ()

    def __bool__(self) -> bool:
        return any(
            (
                self.stems,
                self.surfaces,
                self.inflected,
                self.globs,
                self.fuzzy,
                self.phrases,
                self.near,
                self.meetings,
                self.counts,
            )
        )


@dataclass(frozen=True, slots=True)
class Highlights:
    """The marks of each field; those of `text` are for title and body alike, those of `lead` for that of the body."""

    text: Marks = field(default_factory=Marks)
    title: Marks = field(default_factory=Marks)
    body: Marks = field(default_factory=Marks)
    lead: Marks = field(default_factory=Marks)
    quote: Marks = field(default_factory=Marks)
    speaker: Marks = field(default_factory=Marks)


def highlights_of(tree: Node, *, space: Space, light: frozenset[str] = frozenset()) -> Highlights:
    """What to mark for a query that is asked in a document space; words alone with a stem of `light` are not."""
    wanted: dict[str, list[Node]] = {}
    for name, leaf in _positive(tree, "text" if space == "articles" else "quote"):
        wanted.setdefault(name, []).append(leaf)
    return Highlights(
        **{
            name: _marks([node for node in nodes if not _is_light(node, light)], stems=name != "speaker")
            for name, nodes in wanted.items()
        }
    )


def _is_light(node: Node, light: frozenset[str]) -> bool:
    return isinstance(node, Word) and stem(node.surface) in light


def _positive(node: Node, name: str) -> Iterator[tuple[str, Node]]:
    """The leaves that are not excluded, each with its field; fields that are not text have no marks."""
    match node:
        case And() | Or() | Said():
            for part in children(node):
                yield from _positive(part, "quote" if isinstance(node, Said) else name)
        case Field(field_name, operand):
            if info_of(field_name).kind == "text" or field_name == "speaker":
                yield from _positive(operand, field_name)
        case Not():
            pass
        case _:
            yield name, node


def _marks(nodes: list[Node], *, stems: bool) -> Marks:
    words = {node.surface for node in nodes if isinstance(node, Word)}
    spellings = {form for node in nodes if isinstance(node, Word) for other in node.also for form in forms(other)}
    exact = {node.surface for node in nodes if isinstance(node, Exact)}
    return Marks(
        stems=frozenset(map(stem, words)) if stems else frozenset(),
        surfaces=frozenset((exact | spellings) if stems else exact | words),
        inflected=frozenset(form for node in nodes if isinstance(node, Word) for form in node.inflected if stems),
        globs=_distinct(node.glob for node in nodes if isinstance(node, Pattern)),
        fuzzy=_distinct((node.surface, node.distance) for node in nodes if isinstance(node, Fuzzy)),
        phrases=_distinct(node.surfaces for node in nodes if isinstance(node, Phrase) and node.within == 1),
        near=_distinct(_nearness(node) for node in nodes if isinstance(node, Near) or _is_loose(node)),
        meetings=_distinct(
            Meeting(tuple(map(_operand, node.operands)), node.unit) for node in nodes if isinstance(node, Together)
        ),
        counts=_distinct(Count(_operand(node.operand), node.times) for node in nodes if isinstance(node, AtLeast)),
    )


def _is_loose(node: Node) -> bool:
    return isinstance(node, Phrase) and node.within > 1


def _nearness(node: Node) -> Nearness:
    if isinstance(node, Phrase):
        return Nearness(tuple(Marks(surfaces=frozenset([word])) for word in node.surfaces), node.within, True)
    assert isinstance(node, Near)
    return Nearness(tuple(map(_operand, node.operands)), node.within, node.ordered)


def _operand(node: Node) -> Marks:
    """The marks of a part of a nearness, a meeting or a count."""
    return _marks(list(node.operands) if isinstance(node, Or) else [node], stems=True)


def _distinct(items: Iterator[_T]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(items))
