"""Why an answer is empty: the clauses that nothing has, and which one stands in the way of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from search.empty.clauses import Count, Everywhere, Known, of_one, of_values, of_words, unmatched
from search.empty.reason import Noun, Reason
from search.language.fields import info_of
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

__all__ = ["reasons"]

_MOST = 12  # clauses side by side that are tried one by one
_APART = 5  # places that the words of a phrase may be apart, where it is looked for less strictly
_FAR = 50  # places between words that are looked for less near to each other
_SHOWN = 3  # clauses that are named as standing in the way


def reasons(tree: Node, *, noun: Noun, count: Count, everywhere: Everywhere, known: Known) -> list[Reason]:
    """What tells why a tree has no answer; nothing where that is all there is to tell."""
    every = tree.operands if isinstance(tree, And) else (tree,)
    operands = every[:_MOST]
    wanted = [operand for operand in operands if not isinstance(operand, Not)]
    missing = [_begun(operand) for operand in wanted if not count(operand)]
    found: list[Reason] = []
    parts = [part for operand in missing for part in unmatched(operand, count)]
    if parts and (len(operands) > 1 or parts != missing):
        found.append(Reason(kind="absent", noun=noun, clauses=tuple(map(normal_form, parts))))
    for operand in missing[:_SHOWN]:
        found += of_values(operand, count=count, everywhere=everywhere, known=known)
    for operand in missing[:_SHOWN]:
        found += _looser(operand, noun, count)
    found += of_words(parts, known=known)
    if left_out := sum(len(children(node)) - len(children(_begun(node))) for node in walk(tree)):
        return [*found, Reason(kind="not_looked_at", count=left_out)]
    if not found and len(operands) == len(missing) and (reason := of_one(operands[0], noun=noun)):
        found.append(reason)
    if not missing and len(operands) > 1:
        found += _in_the_way(operands, wanted, noun, count)
    return found


def _begun(node: Node) -> Node:
    """The first clauses of those that stand side by side in a tree: an explanation takes as long as it is to read."""
    most = len(children(node)) if isinstance(node, Near) else _MOST
    return with_children(node, [_begun(part) for part in children(node)[:most]])


def _looser(node: Node, noun: Noun, count: Count) -> Iterator[Reason]:
    """What there is if the words of a clause need not stand where it wants them: the narrowest that finds
    something."""
    for wider, how in _wider(node):
        if many := count(wider):
            yield Reason(kind="wider", noun=noun, count=many, how=how, clauses=(normal_form(wider),))
            return
    if isinstance(node, Phrase | Near | Together) and unmatched(node, count) == [node]:
        yield Reason(kind="found_apart", noun=noun, clauses=(normal_form(node),))


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
        case Field(name, Phrase(surfaces)) if info_of(name).kind == "name":
            yield Field(name, And(tuple(map(Word, dict.fromkeys(surfaces))))), "in another order"
        case Field(name) if info_of(name).kind != "text":
            pass
        case Field(name, operand):
            yield from ((Field(name, inner), how) for inner, how in _wider(operand))
        case _:
            pass


def _in_the_way(operands: Sequence[Node], wanted: Sequence[Node], noun: Noun, count: Count) -> Iterator[Reason]:
    """Which of the clauses, each of which is found, there are answers without."""
    clauses = [operand for operand in wanted if _of_quotation(operand)]
    if clauses and not count(spoken := conjunction(clauses)):
        yield Reason(kind="found_in_several_quotations", noun=noun, clauses=(normal_form(spoken),))
        apart = conjunction(map(Said, clauses))
        if noun == "article" and (many := count(apart)):
            yield Reason(kind="a_quotation_for_each", count=many, clauses=(normal_form(apart),))
        return
    yield Reason(kind="found_apart", noun=noun)
    without = []
    for left_out in operands:
        rest = [operand for operand in operands if operand is not left_out]
        if any(not isinstance(operand, Not) for operand in rest):
            without.append((count(conjunction(rest)), normal_form(left_out)))
    for many, clause in sorted(without, reverse=True)[:_SHOWN]:
        if many:
            yield Reason(kind="without", noun=noun, count=many, clauses=(clause,))


def _of_quotation(node: Node) -> bool:
    return isinstance(node, Field) and info_of(node.name).space == "quotations"
