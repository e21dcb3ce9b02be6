"""Saved queries inside a query: `@name` stands for the tree of another query, in parentheses.

Where they are kept is not known here: a function gives them by name when the first one is asked for. They may use
each other, up to MAX_NESTED deep, MAX_USED times and MAX_LENGTH long in one query, but none itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from indexer.errors import QuerySyntaxError
from search.language.lexer import Token
from search.language.refusals import Refusals
from search.language.suggestions import suggestions
from search.language.syntax import Node, replaced

__all__ = ["MAX_NESTED", "MAX_USED", "SAVED_NAME", "Expansion", "Saved", "placed", "refused_within"]

Saved = Callable[[], Mapping[str, str]]
"""Gives the saved queries by name, in small letters."""

SAVED_NAME = re.compile(r"[^\W\d_][\w\-]{0,63}")
MAX_NESTED = 10
MAX_USED = 100
MAX_LENGTH = 1 << 18
"""Characters of all that the saved queries of one query stand for."""


def _none() -> Mapping[str, str]:
    return {}


@dataclass(slots=True)
class Expansion:
    """The saved queries of one query: what they are, and how many were used."""

    saved: Saved = _none
    used: int = 0
    length: int = 0
    _queries: Mapping[str, str] | None = field(default=None)

    def queries(self) -> Mapping[str, str]:
        """All saved queries by name, got once."""
        if self._queries is None:
            self._queries = self.saved()
        return self._queries

    def text(self, token: Token, within: tuple[str, ...], refuse: Refusals) -> str:
        """The query that `@name` stands for; `within` are the names that are being read. QuerySyntaxError."""
        name = token.text[1:].lower()
        queries = self.queries()
        if name in within:
            way = " → ".join(f"@{each}" for each in (*within[within.index(name) :], name))
            raise refuse.at(token, f"A saved query asks for itself: {way}.", hint="take one of them out")
        if name not in queries:
            others = [each for each in queries if each not in within]
            raise refuse.at(token, f"There is no saved query {token.text}.", hint=_mend(name, others))
        self.used += 1
        self.length += len(queries[name])
        if len(within) >= MAX_NESTED or self.used > MAX_USED or self.length > MAX_LENGTH:
            most = f"{MAX_NESTED} in each other, {MAX_USED} in all and {MAX_LENGTH:,} characters"
            mend = f"at most {most}: ask for fewer of them"
            raise refuse.at(token, "These are too many saved queries.", hint=mend)
        return queries[name]


def refused_within(error: QuerySyntaxError, token: Token, refuse: Refusals) -> QuerySyntaxError:
    """What is wrong with a saved query, said of the place where it is used."""
    name = token.text.lower()
    message = (
        error.message if error.message.startswith(("@", "A saved query asks")) else f"In {name}: {error.message}"
    )
    return refuse.at(token, message, hint=error.hint)


def placed(node: Node, token: Token) -> Node:
    """The tree, all of it at the place of the name that stands for it."""
    return replace(replaced(node, lambda part: placed(part, token)), start=token.start, end=token.end)


def _mend(name: str, queries: Sequence[str]) -> str:
    if not queries:
        return "none is saved yet: onrecord saved NAME QUERY; for the name itself leave the @ out"
    near = suggestions(name, queries)
    known = list(queries)[:5]
    meant = (
        f"did you mean {' or '.join(f'@{each}' for each in near)}?"
        if near
        else f"there are {', '.join(f'@{each}' for each in known)}{' and more' if len(queries) > len(known) else ''};"
    )
    return f"{meant} For the name itself leave the @ out" if near else f"{meant} for the name itself leave the @ out"
