"""Patterns where places matter: Lucene looks their terms up itself, but no more than so many for each.

A pattern that has more is put as several that are narrower: `re*` as words in `re[a-f].*`, in `re[g-p].*` and so on,
which have the same words between them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

__all__ = ["MOST_EXPANSIONS", "escaped", "narrowed"]

MOST_EXPANSIONS = 1000
"""Terms of one pattern; Lucene takes `indices.query.bool.max_clause_count` of them, 1,024."""


def escaped(text: str) -> str:
    """A text in a regular expression of Lucene's."""
    return re.sub(r"([^\w])", r"\\\1", text)


def narrowed(glob: str, surfaces: Sequence[str]) -> Iterator[str]:
    """Regular expressions that the surfaces of a glob fit, none of them more than MOST_EXPANSIONS of these."""
    return _narrowed("", glob, surfaces)


def _narrowed(before: str, glob: str, surfaces: Sequence[str]) -> Iterator[str]:
    """The same for a glob behind some letters, with which all the surfaces begin."""
    found = re.search(r"[*?]", glob)
    if len(surfaces) <= MOST_EXPANSIONS or not found:
        yield escaped(before) + _regular(glob)
        return
    head, rest = before + glob[: found.start()], glob[found.end() :]
    at, star = len(head), found[0] == "*"
    many = Counter(surface[at] for surface in surfaces if len(surface) > at)
    for letters in _packed(many):
        if len(letters) > 1 or many[letters] <= MOST_EXPANSIONS:
            yield f"{escaped(head)}[{escaped(letters)}]{'.*' * star}{_regular(rest)}"
        else:
            begun = [surface for surface in surfaces if surface[at : at + 1] == letters]
            yield from _narrowed(head + letters, "*" * star + rest, begun)
    if star:  # which stands for nothing
        fits = re.compile(_regular(rest), re.DOTALL).fullmatch
        yield from _narrowed(head, rest, [surface for surface in surfaces if fits(surface, at)])


def _packed(many: Counter[str]) -> Iterator[str]:
    """The letters, as many together as are few enough."""
    held = ""
    for letter in sorted(many):
        if held and sum(map(many.__getitem__, held + letter)) > MOST_EXPANSIONS:
            yield held
            held = ""
        held += letter
    if held:
        yield held


def _regular(glob: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(sign) or escaped(sign) for sign in glob)
