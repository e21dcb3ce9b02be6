"""Why an answer is empty: the clauses that nothing has, and which one stands in the way of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.empty.clauses import Count, Everywhere, Known, lacking, of_one, of_values, of_words
from search.language import FIELDS
from search.language.normal import normal_form
from search.language.syntax import (
    And,
    AtLeast,
    Exact,
    Field,
    Near,
    Node,
    Not,
    Pattern,
    Phrase,
    Said,
    Together,
    Word,
    children,
    conjunction,
    walk,
    with_children,
)
from search.show.terminal import safe

__all__ = ["explained"]

_MOST = 12  # clauses side by side that are tried one by one
_APART = 5  # places that the words of a phrase may be apart, where it is looked for less strictly
_FAR = 50  # places between words that are looked for less near to each other
_SHOWN = 3  # clauses that are named as standing in the way


def explained(tree: Node, *, noun: str, count: Count, everywhere: Everywhere, known: Known) -> list[str]:
    """Lines for the user; none where nothing tells more than that nothing was found."""
    every = tree.operands if isinstance(tree, And) else (tree,)
    operands = every[:_MOST]
    wanted = [operand for operand in operands if not isinstance(operand, Not)]
    missing = [_begun(operand) for operand in wanted if not count(operand)]
    lines = []
    parts = [part for operand in missing for part in lacking(operand, count)]
    if parts and (len(operands) > 1 or parts != missing):
        lines.append(f"  no {noun} has: {safe(', '.join(map(normal_form, parts)))}")
    for operand in missing[:_SHOWN]:
        lines += of_values(operand, count=count, everywhere=everywhere, known=known)
    for operand in missing[:_SHOWN]:
        lines += _looser(operand, noun, count)
    lines += of_words(parts, known=known)
    if left_out := sum(len(children(node)) - len(children(_begun(node))) for node in walk(tree)):
        return [*lines, f"  of the words and clauses {left_out:,} were not looked at one by one"]
    if not lines and len(operands) == len(missing) and (line := of_one(operands[0], noun=noun)):
        lines.append(line)
    if not missing and len(operands) > 1:
        lines += _in_the_way(operands, wanted, noun, count)
    return lines


def _begun(node: Node) -> Node:
    """The first clauses of those that stand side by side in a tree: an explanation takes as long as it is to read."""
    most = len(children(node)) if isinstance(node, Near) else _MOST
    return with_children(node, [_begun(part) for part in children(node)[:most]])


def _looser(node: Node, noun: str, count: Count) -> Iterator[str]:
    """What there is if the words of a clause need not stand where it wants them: the narrowest that finds
    something."""
    for wider, how in _wider(node):
        many = count(wider)
        if many:
            yield f"  {many:,} {noun}{'' if many == 1 else 's'} {how}: {safe(normal_form(wider))}"
            return
    if isinstance(node, Phrase | Near | Together) and lacking(node, count) == [node]:
        yield f"  each part is found, but no {noun} has all of them: {safe(normal_form(node))}"


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
            if within < _FAR:
                yield Near(operands, _FAR, ordered), "further apart"
            if not any(isinstance(operand, Near) for operand in operands):
                yield And(operands), "with all of them anywhere"
        case Phrase(surfaces, within):
            if within < _APART:
                yield Phrase(surfaces, _APART), "in this order, further apart"
            yield And(tuple(map(Exact, dict.fromkeys(surfaces)))), "with all of them anywhere"
        case AtLeast(operand, times):
            for fewer in sorted({times // 2, 1} - {0, times}, reverse=True):
                yield AtLeast(operand, fewer), f"at least {'once' if fewer == 1 else f'{fewer} times'}"
        case Field("lead", operand):
            yield Field("body", operand), "somewhere in the body"
        case Field("title", Word() | Exact() | Pattern() as operand):
            yield operand, "somewhere in the text"
        case Field(name, Phrase(surfaces)) if FIELDS[name].kind == "name":
            yield Field(name, And(tuple(map(Word, dict.fromkeys(surfaces))))), "in another order"
        case Field(name) if FIELDS[name].kind != "text":
            pass
        case Field(name, operand):
            yield from ((Field(name, inner), how) for inner, how in _wider(operand))
        case _:
            pass


def _in_the_way(operands: Sequence[Node], wanted: Sequence[Node], noun: str, count: Count) -> list[str]:
    clauses = [operand for operand in wanted if _of_quotation(operand)]
    if clauses and not count(spoken := conjunction(clauses)):
        lines = [f"  each is found, but no one quotation has all of: {safe(normal_form(spoken))}"]
        apart = conjunction(map(Said, clauses))
        if noun == "article" and (many := count(apart)):
            shown = safe(normal_form(apart))
            lines.append(f"  {many:,} article{'' if many == 1 else 's'} with a quotation for each: {shown}")
        return lines
    lines = [f"  each part is found, but no {noun} has all of them"]
    without = []
    for left_out in operands:
        rest = [operand for operand in operands if operand is not left_out]
        if any(not isinstance(operand, Not) for operand in rest):
            without.append((count(conjunction(rest)), normal_form(left_out)))
    for many, clause in sorted(without, reverse=True)[:_SHOWN]:
        if many:
            lines.append(f"  {many:,} {noun}{'' if many == 1 else 's'} without {safe(clause)}")
    return lines


def _of_quotation(node: Node) -> bool:
    return isinstance(node, Field) and FIELDS[node.name].space == "quotations"
