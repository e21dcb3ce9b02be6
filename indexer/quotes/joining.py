"""Names that a little word or a comma cuts in two: "Food and Drug Administration", "Ann Lee, Jr.".

The words on both sides tell where "and" is part of a name, the head of an organisation's name where "for" is.
"""

from __future__ import annotations

from indexer.quotes.lists import words
from indexer.quotes.name_runs import GIVEN, HEADS, LONGEST_NAME, TITLES

# The letters of what may stand inside of a name: "and", "for", "for the", the comma before "Jr."
LINKS = frozenset(("c", "i", "id", ","))
_PAIRS = frozenset(tuple(pair.split("-", 1)) for pair in words("organisations", "and"))
_GENERATIONS = ("Jr.", "Jr", "Sr.", "Sr")


def whole(one: str, between: str, two: str) -> str | None:
    """The name that two names are together with the words between them, "" for a comma; None if they are two."""
    if len(one) > LONGEST_NAME:
        return None
    before, after = one.rsplit(" ", 1)[-1], two.split(" ", 1)[0]
    if between == "and":
        belongs = (before, after) in _PAIRS or (before, after.rstrip(".,;:!?)").removesuffix("'s")) in _PAIRS
    elif between in ("for", "for the"):
        given = GIVEN.intersection(two.split()[1:])  # "Minister for Indigenous Affairs Ken Moreau"
        belongs = (before in HEADS and GIVEN.isdisjoint(two.split())) or (before in TITLES and bool(given))
    else:
        belongs = before[-1:] == "," and after.rstrip(",") in _GENERATIONS and " " in one
    return " ".join(part for part in (one, between, two) if part) if belongs else None
