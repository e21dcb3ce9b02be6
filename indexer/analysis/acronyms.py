"""Acronyms that are spelt like a word: `US` and `us`, `WHO` and `who`, `IT` and `it`.

Case says nothing of most words: `NATO`, `Nato` and `nato` are one. It is all that tells an acronym from the
ordinary word it is spelt like, so the words of one closed list, printed in capitals, are kept apart from the
words: they have surfaces in capitals and a stem class of their own. Initials are acronyms too: `U.S.` is `US`.

Where everything is in capitals they say nothing again. A word of the list is read as the word where no word with a
small letter stands in its line, or three other words in capitals stand beside it (`TELL US WHAT HAPPENED`). Only
the REACH code points on either side, in the same line, are looked at, so that a text costs linear time.

The list has what is both an acronym in newspapers and an ordinary English word; it was drawn from counts over
57 MB of news (capitals in running text against small letters), and completed by hand from agencies, laws, treaties
and weapons of that kind. A word that is missing is read as before: in any case it is one and the same.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache

__all__ = [
    "ACRONYMS", "BESIDE", "REACH", "WORDS", "acronym_in", "acronyms_like", "acronyms_near", "initials_in",
    "of_acronym",
    "shouted", "stands_apart",
]  # fmt: skip

WORDS = frozenset(
    # pronouns, auxiliaries and other function words
    "us it who is "
    # institutions, agencies, parties, firms
    "ice care dot la led lot nice pan pace path peace pm rand rim sage shape site start swat swift ups visa "
    # laws, treaties, programmes, benefits
    "act cap cares chip dream era fact pip salt snap tarp tip trips "
    # diseases, places, people, sport, money, schools, meetings
    "aids car cat cop pet sat seal stem vat "
    # weapons and technology
    "dart harm mad ram sam scalp sim".split()
)
"""The words, in small letters."""

BESIDE = 3
"""So many other words in capitals beside one make it one of a line in capitals."""

REACH = 80
"""Code points on either side that decide how a word in capitals is read."""

_PLURALS = ("s", "'s")
ACRONYMS = {word.upper() + ending: word.upper() for word in sorted(WORDS) for ending in ("", *_PLURALS)}
"""The surface of each form of an acronym (`PM`, `PMs`, `PM's`), and the acronym that it is a form of."""

_FORM = re.compile(r"([A-Z]{2,5})(s|['\u2019\u02bc\uff07][sS])?")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?")
_HOURS = frozenset({"AM", "PM"})  # with dots these are times of the day
_CASED = re.compile(r"[^\W\d_]{2,}")


@lru_cache(maxsize=4096)
def acronym_in(word: str) -> str:
    """The surface of a token as printed, if it is written as an acronym of the list; else empty."""
    if found := _FORM.fullmatch(word):
        ending = found[2] or ""
        surface = found[1] + ("'s" if len(ending) == 2 else ending)
        return surface if surface in ACRONYMS else ""
    return initials_in(word) if word.isupper() else ""


@lru_cache(maxsize=4096)
def initials_in(word: str) -> str:
    """The surface of initials with dots, in capitals or (as one types) in small letters; empty for another token."""
    if not _INITIALS.fullmatch(word):
        return ""
    surface = word.replace(".", "").upper()
    return surface if surface in ACRONYMS and surface not in _HOURS else ""


def of_acronym(surface: str) -> str:
    """The word in small letters that a form of an acronym is spelt like; empty for other surfaces."""
    return ACRONYMS.get(surface, "").lower()


def acronyms_like(glob: str) -> list[str]:
    """The forms of acronyms that fit a glob (`*` any letters, `?` one letter), capitals aside."""
    return [form for form in ACRONYMS if fnmatchcase(form.lower(), glob)]


def acronyms_near(word: str, edits: int) -> list[str]:
    """The forms of acronyms with the first letter of a word that are at most so many edits away, capitals aside."""
    from rapidfuzz.distance import Levenshtein

    return [
        form
        for form in ACRONYMS
        if form[0].lower() == word[0] and Levenshtein.distance(form.lower(), word, score_cutoff=edits) <= edits
    ]


def stands_apart(text: str, start: int, end: int) -> bool:
    """Whether the acronym at `text[start:end]` stands among words that are not in capitals."""
    if "." in text[start:end]:
        return True
    before = text[max(start - REACH, 0) : start]
    after = text[end : end + REACH]
    left = _CASED.findall(before, before.rfind("\n") + 1)
    right = _CASED.findall(after.partition("\n")[0])
    others = 0
    small = False
    for words in (reversed(left), right):
        for word in words:
            if not word.isupper():
                if word.upper() == word:  # a script without capitals
                    continue
                small = True
                break
            others += word.lower() not in WORDS
    return small and others < BESIDE


def shouted(text: str) -> bool:
    """Whether the words of a query are in capitals: no small letter, and BESIDE words that are no acronyms."""
    if any(map(str.islower, text)):
        return False
    words: list[str] = _CASED.findall(text)
    others = [word for word in words if word.isupper() and word.lower() not in WORDS]
    return len(others) >= BESIDE
