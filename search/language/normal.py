"""The one way to write each tree: what the query was understood as, and a query that gives the same tree again."""

from __future__ import annotations

import re

from search.language.dates import iso
from search.language.lexer import QUOTES, is_operator
from search.language.syntax import (
    And,
    AtLeast,
    DateUnknown,
    Exact,
    Field,
    Fuzzy,
    Literal,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Period,
    Phrase,
    Said,
    Together,
    Word,
)

__all__ = ["normal_form"]

_PLAIN_VALUE = re.compile(r"[^\W_][\w./#\-]*\*?")


def normal_form(node: Node) -> str:
    """The normal form of a tree; parsed, it gives an equal tree."""
    match node:
        case And(operands):
            return " ".join(_beside(operand, Or, Together) for operand in operands)
        case Or(operands):
            return " OR ".join(_grouped(operand, And, Together) for operand in operands)
        case Not(operand):
            return "-" + _grouped(operand, And, Or, Near, Together)
        case Near(operands, within, ordered):
            joint = f" {'ADJ' if ordered else 'NEAR'}/{within} "
            return joint.join(_beside(operand, And, Or, Near) for operand in operands)
        case Together(operands, unit):
            joint = " SENT " if unit == "sentence" else " PARA "
            return joint.join(_beside(operand, And, Or, Near) for operand in operands)
        case AtLeast(operand, times):
            return f"atleast{times}:{_grouped(operand, Or, Near)}"
        case Field(name, operand):
            return f"{name}:{_grouped(operand, And, Or, Near, Together, AtLeast)}"
        case Said(operand):
            return f"said:({normal_form(operand)})"
        case _:
            return _leaf(node)


def _grouped(node: Node, *kinds: type) -> str:
    text = normal_form(node)
    return f"({text})" if isinstance(node, kinds) else text


def _beside(node: Node, *kinds: type) -> str:
    """A part beside others: behind a word among words a question mark ends a question."""
    asks = isinstance(node, Pattern) and "?" in (node.glob[0], node.glob[-1])
    return f"({normal_form(node)})" if asks else _grouped(node, *kinds)


def _leaf(node: Node) -> str:
    match node:
        case Word():
            return node.spelt or node.surface
        case Exact():
            return "=" + (node.spelt or node.surface)
        case Phrase(surfaces, within):
            return "=" * node.exact + f'"{node.spelt or " ".join(surfaces)}"' + (f"~{within}" if within > 1 else "")
        case Pattern(glob):
            return glob
        case Fuzzy(surface, distance):
            return f"{surface}~{distance}"
        case Literal(value, prefix):
            return _quoted(value + "*" * prefix)
        case Period(first, last):
            return iso(first, last)
        case DateUnknown():
            return "unknown"
        case _:
            raise AssertionError(f"not a leaf: {node!r}")


def _quoted(value: str) -> str:
    """A value in the first marks that do not occur in it, or as it is if it needs none."""
    if _PLAIN_VALUE.fullmatch(value) and not is_operator(value):
        return value
    for opening, closing in QUOTES.items():
        if not any(mark in value for mark in closing):
            return f"{opening}{value}{closing[0]}"
    raise AssertionError(f"every quotation mark is in {value!r}")
