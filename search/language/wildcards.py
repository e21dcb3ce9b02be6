"""Patterns of letters: what `*` and `?` stand for in a word, or why a word with them is no pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.analysis import tokenizer
from search.language.errors import shortened
from search.language.lexer import trimmed

__all__ = ["NoPattern", "read_wildcards"]

_LEAST_PREFIX = 2  # letters before the first * or ?
_LEAST_OPEN = 3  # letters in a pattern that begins with * or ?
_MOST_STARS = 5
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class NoPattern:
    """What is wrong, and what to write."""

    message: str
    mend: str


def read_wildcards(text: str) -> str | NoPattern:
    """The glob over surfaces that a word with `*` or `?` is: its letters folded, the marks around it left out."""
    glob = re.sub(r"\*+", "*", trimmed(text))
    if len(glob) > _LONGEST:
        return NoPattern("This pattern is too long.", f"write at most {_LONGEST} letters")
    pieces = re.split(r"([*?])", glob)
    for at in range(0, len(pieces), 2):
        if pieces[at]:
            piece = _piece(pieces[at])
            if isinstance(piece, NoPattern):
                return piece
            pieces[at] = piece
    letters = len("".join(pieces[::2]))
    if len(pieces[0]) < _LEAST_PREFIX if pieces[0] else letters < _LEAST_OPEN:
        mend = f"write {_LEAST_OPEN} letters or more"
        if not letters:
            mend = "write some letters before it; for everything of a time, date:2022"
        elif pieces[0]:
            mend = f"write {_LEAST_PREFIX} letters or more before the first * or ?"
        return NoPattern("This pattern fits too many words.", mend)
    if glob.count("*") > _MOST_STARS:
        return NoPattern("This pattern has too many gaps.", f"write at most {_MOST_STARS} of *")
    return "".join(pieces)


def _piece(piece: str) -> str | NoPattern:
    """The folded letters of a pattern between its wildcards."""
    words = list(tokenizer.tokens(piece, capitals="folded"))
    if len(words) > 1:
        return NoPattern("A pattern is one word.", "write it as words in order: cease ADJ/1 fir*")
    if len(words) == 1 and words[0].end - words[0].start == len(piece):
        surface = words[0].surface
        # A piece that reads again as something else (½ has the surface 1⁄2) has no normal form.
        if [token.surface for token in tokenizer.tokens(surface, capitals="kept")] == [surface]:
            return surface
    return NoPattern(f"{shortened(piece)} cannot be part of a pattern.", "write letters and digits, * and ?")
