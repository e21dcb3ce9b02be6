"""Surnames that are nouns as well: Larry Page, Ada Law.

Behind a given name such a noun is a name for all that is known; wherever else the article then writes it with a
capital and no determiner, the person is meant, and not a page or the law.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from indexer.quotes.names import TELLING

# A given name and a noun with a capital that ends the run, in letters.
_NAMED = re.compile("[NJ](Y)(?![TNOLJHYe])")
_LONGEST_HEADLINE = 30  # words
_WORD = re.compile(r"[^\W\d_]{3,}")


def noun_surnames(pieces: Sequence[str], bounds: Sequence[int], letters: str) -> set[str]:
    """The nouns that the article shows to be surnames.

    `bounds[k]` is where the letters of pieces[k] begin. A first line in which nearly all words have capitals tells
    nothing.
    """
    if "NY" not in letters and "JY" not in letters:
        return set()
    found = set()
    for match in _NAMED.finditer(letters, _headline_end(pieces, letters)):
        at = bisect_right(bounds, match.start(1)) - 1
        word = _WORD.match(pieces[at])
        if word is not None and at and bounds[at] == match.start(1) and _is_given(pieces, at - 1):
            found.add(word.group())
    return found


def _headline_end(pieces: Sequence[str], letters: str) -> int:
    """Where in the letters a headline in capitals ends; 0 if the text has none."""
    try:
        line = [piece for piece in pieces[: pieces.index("\n", 0, _LONGEST_HEADLINE)] if piece[:1].isalpha()]
    except ValueError:
        return 0
    return letters.find("|") + 1 if sum(piece[0].isupper() for piece in line) * 10 >= len(line) * 7 else 0


def _is_given(pieces: Sequence[str], at: int) -> bool:
    """Whether pieces[at] is a given name, or an initial behind one."""
    if len(pieces[at]) == 2 and pieces[at][1] == "." and at:
        at -= 1
    return pieces[at] in TELLING


def with_surnames(pieces: Sequence[str], parts: Sequence[str], surnames: set[str]) -> list[str]:
    """The letters of the pieces, those of `surnames` as names, unless a determiner stands before."""
    changed = list(parts)
    for at, part in enumerate(parts):
        if part[:1] == "Y" and (at == 0 or parts[at - 1][-1:] not in ("d", "p")):
            word = _WORD.match(pieces[at])
            if word is not None and word.group() in surnames:
                changed[at] = "N" + part[1:]
    return changed
