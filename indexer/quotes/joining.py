"""Names that a little word or a comma cuts in two: "Food and Drug Administration", "Ann Lee, Jr.".

The words on both sides tell where "and" is part of a name, the head of an organisation's name where "for" is.
"""

from __future__ import annotations

from collections.abc import Callable

from indexer.quotes.lists import words

# A name: the first letter, the one behind the last, its words.
Named = tuple[int, int, str]
_PAIRS = frozenset(tuple(pair.split("-", 1)) for pair in words("organisations", "and"))
_HEADS = words("organisations", "head")
_GENERATIONS = ("Jr.", "Jr", "Sr.", "Sr")
_GIVEN = words("given_names", "man") | words("given_names", "woman")


def joined(names: list[Named], letters: str, words_at: Callable[[int, int], str]) -> list[Named]:
    """The names of an article with those made one that belong together; `words_at` gives the words of some letters."""
    found: list[Named] = []
    upto = -9
    for name in names:
        # One letter lies between, or two: "for the".
        if name[0] - upto < 3 and letters[upto] in "ic,":
            whole = _whole(found[-1], name, words_at(upto, name[0]))
            if whole is not None:
                found[-1] = whole
                upto = name[1]
                continue
        found.append(name)
        upto = name[1]
    return found


def _whole(one: Named, two: Named, between: str) -> Named | None:
    """The name that two are together with what stands between; None if they are two."""
    before, after = one[2].rsplit(" ", 1)[-1], two[2].split(" ", 1)[0]
    if between == "and":
        belongs = (before, after) in _PAIRS or (before, after.rstrip(".,;:!?)").removesuffix("'s")) in _PAIRS
    elif between in ("for", "for the"):
        belongs = before in _HEADS and _GIVEN.isdisjoint(two[2].split())
    else:
        belongs = before[-1:] == "," and after.rstrip(",") in _GENERATIONS and " " in one[2]
    return (one[0], two[1], " ".join(part for part in (one[2], between, two[2]) if part)) if belongs else None
