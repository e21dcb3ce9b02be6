"""Did you mean: words of the archive, as written, that a word which no article has may be a slip for.

A noisy channel (Kernighan, Church and Gale, 1990): what was meant is the likelier, the more articles have it and the
less has to go wrong to type the other. A letter wrong, missing, too many or swapped with the next (Damerau, 1964)
counts one; less where fingers or ears err easily: a neighbour on the keyboard, a double letter, letters of one sound,
a vowel for a vowel. One edit makes a word a thousand times rarer.
"""

from __future__ import annotations

from itertools import islice
from math import log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.engine.seam import BackEnd

__all__ = ["likely_words", "slip_cost"]

_SHORT = 4  # letters of a word in which two edits would make any word of it
_AN_EDIT = 3.0  # decimal orders of frequency
_SWAP, _DOUBLE, _KEYS, _SOUND, _VOWEL = 0.6, 0.5, 0.6, 0.5, 0.7
_FIRST = 0.5  # more for an edit of the first letter, which is seldom wrong
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOURS = frozenset(
    frozenset((one, other))
    for row, letters in enumerate(_ROWS)
    for place, one in enumerate(letters)
    for other in (*letters[place + 1 : place + 2], *"".join(_ROWS[row + 1 : row + 2])[max(place - 1, 0) : place + 1])
)
_SOUNDS = frozenset(map(frozenset, ("ck", "sc", "sz", "iy", "fv", "dt", "gj", "kq", "vw", "mn", "bp")))
_VOWELS = frozenset("aeiouy")


def likely_words(searcher: BackEnd, word: str, *, limit: int = 4) -> dict[str, int]:
    """Words that `word`, a surface, may stand for, with how many articles have each, the likeliest first.

    None if some article has the word. Within two edits that leave the first letter (one edit for a short word), or
    one edit anywhere.
    """
    index = searcher.index
    if searcher.frequency("words", word):
        return {}
    near = set(index.vocabulary.within(word, 1, prefix=0))
    if len(word) > _SHORT:
        near.update(index.vocabulary.within(word, 2, prefix=1))
    near.discard(word)
    chances = {
        one: log10(count) - _AN_EDIT * slip_cost(word, one)
        for one, count in index.doc_frequencies("words", near).items()
        if count
    }
    ranked = sorted(chances, key=lambda one: (-chances[one], one))
    living = ((one, searcher.frequency("words", one)) for one in ranked[: 2 * limit])
    return dict(islice((each for each in living if each[1]), limit))


def slip_cost(typed: str, meant: str) -> float:
    """What it takes to type one word for another: the weighted edits of the cheapest way."""
    before: list[float] = []
    row = [0.0]
    for at in range(len(meant)):
        row.append(row[at] + _missing(meant, at))
    for place, letter in enumerate(typed):
        earlier, before = before, row
        row = [before[0] + _missing(typed, place)]
        for at, its in enumerate(meant):
            best = min(
                before[at] + _wrong(letter, its, first=not place or not at),
                before[at + 1] + _missing(typed, place),
                row[at] + _missing(meant, at),
            )
            if place and at and letter == meant[at - 1] and its == typed[place - 1] and letter != its:
                best = min(best, earlier[at - 1] + _SWAP)
            row.append(best)
    return row[-1]


def _missing(word: str, at: int) -> float:
    """What it takes to leave out a letter of a word, or to type it once too often."""
    if at and word[at] == word[at - 1]:
        return _DOUBLE
    return 1.0 if at else 1.0 + _FIRST


def _wrong(one: str, other: str, *, first: bool) -> float:
    if one == other:
        return 0.0
    pair = frozenset((one, other))
    cost = 1.0
    if pair in _SOUNDS:
        cost = _SOUND
    elif pair in _NEIGHBOURS:
        cost = _KEYS
    elif pair <= _VOWELS:
        cost = _VOWEL
    return cost + _FIRST if first else cost
