"""Patterns where places matter: Lucene looks their terms up itself, but no more than so many for each.

A pattern that has more is put as several that are narrower: `re*` as `rea*`, `reb*` and so on, which have the same
words between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["MOST_EXPANSIONS", "narrowed"]

MOST_EXPANSIONS = 1000
"""Terms of one pattern; Lucene takes `indices.query.bool.max_clause_count` of them, 1,024."""


def narrowed(glob: str, surfaces: Sequence[str]) -> Iterator[str]:
    """Globs that the same surfaces fit, none of them more than MOST_EXPANSIONS of these."""
    if len(surfaces) <= MOST_EXPANSIONS or not (found := re.search(r"[*?]", glob)):
        yield glob
        return
    at = found.start()
    head, rest = glob[:at], glob[at + 1 :]
    next_letters = sorted({surface[at] for surface in surfaces if len(surface) > at})
    if glob[at] == "?":
        parts = [f"{head}{letter}{rest}" for letter in next_letters]
    else:
        parts = [f"{head}{letter}*{rest}" for letter in next_letters]
        parts.append(head + rest)  # the star stands for nothing
    for part in parts:
        fits = re.compile("".join(_SIGNS.get(sign) or re.escape(sign) for sign in part), re.DOTALL).fullmatch
        yield from narrowed(part, [surface for surface in surfaces if fits(surface)])


_SIGNS = {"*": ".*", "?": "."}
