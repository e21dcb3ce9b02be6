"""Whom a surname means that several people of an article bear: "Clinton" beside Hillary and Bill Clinton.

What speaks for each is counted in mentions: how often the article names them in full, whether it names them
first, whether their full name stands right before the surname, and the pronouns that follow the bare surname
in its sentence, for "Clinton said she ..." tells whom the article means by it elsewhere as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from indexer.quotes.context import Context
from indexer.quotes.name_runs import Gender, Name

# What counts for how many full names.
FIRST, NEAR, PRONOUN = 2, 1, 2
# Letters within which a full name stands right before a surname.
NEARBY = 160
_PRONOUNS: dict[str, Gender] = {
    "he": "m", "his": "m", "him": "m", "himself": "m", "she": "f", "her": "f", "herself": "f",
}  # fmt: skip
# A pronoun and the end of the name before it in its sentence, with no other between, read from right to left:
# pronouns are fewer than names.
_PRECEDED = re.compile("[Pp][^.|NTOLJHPp]*[NTOLJH]")


def full_names(names: Iterable[Name | None]) -> Counter[tuple[str, ...]]:
    """How often each name of several words stands in an article whose runs are `names`."""
    return Counter(name.words for name in names if name is not None and len(name.words) > 1)


def pronouns_after(context: Context, names: Iterable[Name | None]) -> dict[str, Counter[Gender]]:
    """For each bare surname how many pronouns of each gender follow it in its sentence, with no other name between.

    `names` are those of `context.names`, one for one.
    """
    found: dict[str, Counter[Gender]] = {}
    genders = genders_after(context)
    for (_, last, _), name in zip(context.names, names, strict=True):
        if name is None or len(name.words) > 1 or name.titled:
            continue
        gender = genders.get(last)
        if gender:
            found.setdefault(name.surname, Counter())[gender] += 1
    return found


def genders_after(context: Context) -> dict[int, Gender]:
    """The genders of the pronouns that follow names in their sentences, before the next name: by where in the letters
    the name ends."""
    found: dict[int, Gender] = {}
    end = len(context.letters)
    for pronoun in _PRECEDED.finditer(context.letters[::-1]):
        gender = _PRONOUNS.get(context.word(end - pronoun.start() - 1).lower())
        if gender:
            found[end - pronoun.end() + 1] = gender
    return found
