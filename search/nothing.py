"""Why an answer is empty: the clauses that nothing has, and which one stands in the way of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from search.language import FIELDS
from search.language.normal import normal_form
from search.language.syntax import (
    And,
    AtLeast,
    Exact,
    Field,
    Literal,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Together,
    Word,
)
from search.terminal import safe

_MOST = 12  # clauses that are tried one by one
_SHOWN = 3  # clauses that are named as standing in the way

Count = Callable[[str], int]
"""How many answers a query has."""


class Similar(Protocol):
    """Words of the archive that are spelt much like a word, the likeliest first."""

    def __call__(self, word: str, /) -> Sequence[str]: ...


class Values(Protocol):
    """Values of a field (source, speaker, author, language) like one that nothing has, each with how many have it."""

    def __call__(self, field: str, value: str, /) -> Mapping[str, int]: ...


_NAMED = {"source": "outlet", "speaker": "speaker", "author": "author", "language": "language"}


def explained(tree: Node, *, noun: str, count: Count, similar: Similar, values: Values) -> list[str]:
    """Lines for the user; none where nothing tells more than that nothing was found."""
    operands = tree.operands if isinstance(tree, And) else (tree,)
    if len(operands) > _MOST:
        return []
    wanted = [operand for operand in operands if not isinstance(operand, Not)]
    missing = [operand for operand in wanted if not count(normal_form(operand))]
    lines = []
    lacking = [part for operand in missing for part in _lacking(operand, count)]
    if lacking and lacking != list(operands):
        lines.append(f"  no {noun} has: {safe(', '.join(map(normal_form, lacking)))}")
    for operand in missing:
        lines += _valued(operand, count, values)
    for operand in missing[:_SHOWN]:
        lines += _looser(operand, noun, count)
    words = dict.fromkeys(word for part in lacking for word in _words(part))
    lines += [f"  near {safe(word)}: {safe(', '.join(near))}" for word in words if (near := similar(word))]
    if not missing and len(operands) > 1:
        lines += _in_the_way(operands, wanted, noun, count)
    return lines


def _lacking(node: Node, count: Count) -> list[Node]:
    """Of a clause that nothing has, the parts that nothing has; the clause itself if each part is found."""
    return [part for part in _parts(node) if not count(normal_form(part))] or [node]


def _parts(node: Node) -> Sequence[Node]:
    """What a clause about places puts together, each with its field."""
    match node:
        case Near(operands) | Together(operands):
            return operands
        case AtLeast(operand):
            return (operand,)
        case Field(name, operand):
            return [Field(name, part) for part in _parts(operand)]
        case _:
            return ()


def _words(node: Node) -> Iterator[str]:
    """The words of a clause whose spelling may be at fault."""
    match node:
        case Word(surface) | Exact(surface):
            yield surface
        case Phrase(surfaces):
            yield from surfaces
        case Field(name, operand) if FIELDS[name].kind == "text":
            yield from _words(operand)
        case _:
            pass


def _valued(node: Node, count: Count, values: Values) -> Iterator[str]:
    """For each name or code in a clause that nothing has, that it is not there, and what is near it."""
    if not isinstance(node, Field) or node.name not in _NAMED:
        return
    asked = node.operand.operands if isinstance(node.operand, And | Or) else (node.operand,)
    for operand in asked:
        match operand:
            case Word(surface) | Exact(surface):
                value = surface
            case Phrase(surfaces):
                value = " ".join(surfaces)
            case Literal(value, False):
                pass
            case _:
                continue
        if count(normal_form(Field(node.name, operand))):
            continue
        near = [f"{_clause(node.name, found)} ({many:,})" for found, many in values(node.name, value).items()]
        line = f"  there is no {_NAMED[node.name]} {safe(value)}"
        yield f"{line}: did you mean {safe(' or '.join(near))}?" if near else line


def _clause(field: str, value: str) -> str:
    bare = " ".join(value.replace('"', " ").split())
    return f"{field}:{bare}" if bare.isalnum() else f'{field}:"{bare}"'


def _looser(node: Node, noun: str, count: Count) -> Iterator[str]:
    """What there is if the words of a clause need not stand where it wants them: the narrowest that finds something."""
    for wider, how in _wider(node):
        many = count(normal_form(wider))
        if many:
            yield f"  {many:,} {noun}{'' if many == 1 else 's'} {how}: {safe(normal_form(wider))}"
            return


def _wider(node: Node) -> Iterator[tuple[Node, str]]:
    """Clauses that find all that this one does and more, and how they differ from it."""
    match node:
        case Together(operands, unit):
            if unit == "sentence":
                yield Together(operands, "paragraph"), "in one paragraph"
            yield And(operands), "with all of them anywhere"
        case Near(operands, within, ordered):
            if ordered:
                yield Near(operands, within, False), "in another order"
            if not any(isinstance(operand, Near) for operand in operands):
                yield And(operands), "with all of them anywhere"
        case AtLeast(operand, times):
            for fewer in sorted({times // 2, 1} - {0, times}, reverse=True):
                yield AtLeast(operand, fewer), f"at least {'once' if fewer == 1 else f'{fewer} times'}"
        case Field("lead", operand):
            yield Field("body", operand), "somewhere in the body"
        case Field(name, operand):
            yield from ((Field(name, inner), how) for inner, how in _wider(operand))
        case _:
            pass


def _in_the_way(operands: Sequence[Node], wanted: Sequence[Node], noun: str, count: Count) -> list[str]:
    spoken = " ".join(normal_form(operand) for operand in wanted if _of_quotation(operand))
    if spoken and not count(spoken):
        return [f"  each is found, but no one quotation has all of: {safe(spoken)}"]
    lines = [f"  each part is found, but no {noun} has all of them"]
    without = []
    for left_out in operands:
        rest = [operand for operand in operands if operand is not left_out]
        if any(not isinstance(operand, Not) for operand in rest):
            without.append((count(" ".join(map(normal_form, rest))), normal_form(left_out)))
    for many, clause in sorted(without, reverse=True)[:_SHOWN]:
        if many:
            lines.append(f"  {many:,} {noun}{'' if many == 1 else 's'} without {safe(clause)}")
    return lines


def _of_quotation(node: Node) -> bool:
    return isinstance(node, Field) and FIELDS[node.name].space == "quotations"

