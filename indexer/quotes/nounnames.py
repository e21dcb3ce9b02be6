"""Surnames that are nouns or adjectives of peoples as well: Larry Page, Ada Law, Irvine Welsh.

Behind a given name such a word is a name for all that is known; wherever else the article then writes it with a
capital and no determiner, the person is meant, and not a page or the law. An adjective that another word follows
stays one: "Welsh voters".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.quotes.name_runs import HONORIFICS, TELLING

# What an adjective belongs to, in letters, if it stands behind it.
_QUALIFIED = "[TNOLJHYeuUzxR]"
# A given name and a noun with a capital, or an adjective, that ends the run.
_NAMED = re.compile(f"[NJ](?:Y(?![TNOLJHYe])|u(?!{_QUALIFIED}))")
# Where such a word may be meant as a name.
_WORDS = re.compile(f"Y|(?<=[NJ])u|u(?!{_QUALIFIED})")
# Mr. King: a title that is a surname right behind the one of anybody, and ends the run.
_HONOURED = re.compile("T[TY](?![TNOLJHYe])")
_SURNAMES = frozenset("Baron Bishop Canon Cardinal Dean Duke Judge King Lord Major Pope Prince Sergeant".split())
# "Will Okafor, the coach": not "Will Okafor say so?"
_WILL = re.compile("aN(?:,|(?<=[^.|Q]aN)[VD])")
_NAME = ord("N")
_LONGEST_HEADLINE = 30  # words
_WORD = re.compile(r"[^\W\d_]{3,}")


def with_surnames(letters: str, pieces: Sequence[str], of: Sequence[int]) -> str:
    """The letters of a text, those of words that it shows to be surnames as names, unless a determiner stands before.

    letters[k] belongs to pieces[of[k]].
    """
    if "TT" in letters or "TY" in letters:
        letters = _behind_honorifics(letters, pieces, of)
    if "aN" in letters:
        letters = _ahead_of_names(letters, pieces, of)
    if "NY" not in letters and "JY" not in letters and "Nu" not in letters and "Ju" not in letters:
        return letters
    surnames = _surnames(letters, pieces, of)
    if not surnames:
        return letters
    changed = list(letters)
    for found in _WORDS.finditer(letters):
        place = found.start()
        if _is_first(place, of):
            at = of[place]
            determined = at and of[place - 1] == at - 1 and letters[place - 1] in "dp"
            word = _WORD.match(pieces[at])
            if not determined and word is not None and word.group() in surnames:
                changed[place] = "N"
    return "".join(changed)


def _ahead_of_names(letters: str, pieces: Sequence[str], of: Sequence[int]) -> str:
    """The letters with Will as a name before a surname."""
    places = [found.start() for found in _WILL.finditer(letters) if pieces[of[found.start()]] == "Will"]
    if not places:
        return letters
    changed = bytearray(letters, "ascii")
    for place in places:
        changed[place] = _NAME
    return changed.decode("ascii")


def _behind_honorifics(letters: str, pieces: Sequence[str], of: Sequence[int]) -> str:
    """The letters with a title or a noun right behind Mr. or Ms. as a name: "Mr. King added"."""
    changed = bytearray(letters, "ascii")
    for found in _HONOURED.finditer(letters):
        place = found.start()
        word = _WORD.match(pieces[of[place + 1]])
        noun = letters[place + 1] == "Y" or (word is not None and word.group() in _SURNAMES)
        if pieces[of[place]].rstrip(".") in HONORIFICS and noun:
            changed[place + 1] = _NAME
    return changed.decode("ascii")


def _is_first(place: int, of: Sequence[int]) -> bool:
    """Whether letters[place] is the first of its piece."""
    return place == 0 or of[place - 1] != of[place]


def _surnames(letters: str, pieces: Sequence[str], of: Sequence[int]) -> set[str]:
    """The nouns and adjectives that the article shows to be surnames.

    A first line in which nearly all words have capitals tells nothing.
    """
    found = set()
    for match in _NAMED.finditer(letters, _headline_end(letters, pieces)):
        place = match.start() + 1
        at = of[place]
        word = _WORD.match(pieces[at])
        if word is not None and at and _is_first(place, of) and _is_given(pieces, at - 1):
            found.add(word.group())
    return found


def _headline_end(letters: str, pieces: Sequence[str]) -> int:
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
