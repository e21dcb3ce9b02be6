"""Whom a noun means: "the senator", "the former actor", "the group".

A person is known by the titles and the nouns that the article sets beside the name ("Sen. Ann Lee",
"Ann Lee, the mayor"). A noun that fits one of the people named before means that one; if none fits, "the
..." may still mean whoever spoke last. An organisation is meant by "the group" and the like.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Set as AbstractSet
from functools import lru_cache

from indexer.quotes.entity import Entity
from indexer.quotes.lists import sections, words
from indexer.quotes.name_runs import Gender
from indexer.quotes.people import People

_MEN, _WOMEN = words("nouns", "man"), words("nouns", "woman")
_PERSON = words("nouns", "person") | _MEN | _WOMEN
_BODY = words("nouns", "body")
_ADJECTIVES = frozenset(word.lower() for word in words("organisations", "adjective"))
_APPOSITION = re.compile(r",[dpaxXuUzTLNOHJ']{0,6}?[dpaxXuUzTLNOHJ'f]{0,6}[RYU]")
_FAR = 700  # letters
# What somebody with such a title is called as well.
_HEADS = frozenset("president premier chancellor minister king queen emperor chairman governor mayor".split())
_ALSO = {
    "leader": _HEADS,
    "politician": frozenset("senator minister mayor governor congressman congresswoman".split()),
}


# Short titles and the noun that each stands for.
_EXPANSIONS = dict(line.split(" ", 1) for line in sections("abbreviations")[""])


@lru_cache(maxsize=1 << 14)
def _nouns(raw: str) -> frozenset[str]:
    """The nouns that the words of a name may be: its titles written out, and the words themselves."""
    return frozenset(_EXPANSIONS.get(word.rstrip(","), word.lower().strip(".,")) for word in raw.split())


class Roles:
    """The nouns by which an article calls its people; those of a person are read when a noun may mean that one."""

    def __init__(self, people: People) -> None:
        self.people = people
        self._of: dict[Entity, set[str]] = {}
        self._mentions: dict[Entity, list[tuple[int, int, str]]] = {}

    def _read(self, entity: Entity) -> set[str]:
        """The nouns by which the article calls an entity."""
        context = self.people.context
        if not self._mentions:
            for mention, named in zip(context.names, self.people.mentions, strict=True):
                if named is not None:
                    self._mentions.setdefault(named, []).append(mention)
        roles: set[str] = set()
        letters = context.letters
        for first, last, raw in self._mentions.get(entity, ()):
            roles |= _nouns(raw)
            if first and letters[first - 1] in "RYUu":
                roles.add(self._word(first - 1))
            after = _APPOSITION.match(letters, last, last + 14)
            if after:
                roles.add(self._word(after.end() - 1))
        return roles

    def _word(self, place: int) -> str:
        return self.people.context.word(place).lower()

    def fits(self, entity: Entity, noun: str) -> bool:
        """Whether the article calls an entity so."""
        roles = self._of.get(entity)
        if roles is None:
            roles = self._of[entity] = self._read(entity)
        return noun in roles or not roles.isdisjoint(_ALSO.get(noun, ()))

    def resolve(
        self, noun: str, place: int, last: Entity | None, *, whose: AbstractSet[str], goes_on: bool = False
    ) -> tuple[Entity, float] | None:
        """Whom "the `noun`" at letters[place] means, and how likely; None if nobody that is named.

        `last` is who spoke last, and `goes_on` whether the verb says so ("added"); `whose` are the words, in small
        letters, of "the Florida senator" and "the Venezuelan government" that tell whose the noun is.
        """
        people = self.people
        index = bisect_left(people.places, place)
        gender: Gender = "m" if noun in _MEN else "f" if noun in _WOMEN else ""
        near: list[Entity] = []
        for at in range(index - 1, -1, -1):
            if place - people.places[at] > _FAR:
                break
            entity = people.entities[at]
            if entity in near or (gender and entity.gender and entity.gender != gender):
                continue
            near.append(entity)
        if noun in _BODY and not whose:
            body = next((one for one in near if one.kind == "organisation"), None)
            return (body, 0.4) if body is not None else None
        if noun not in _PERSON:
            return None
        fitting = [entity for entity in near if entity.person and self.fits(entity, noun)]
        if own := whose & _ADJECTIVES:
            fitting = [entity for entity in fitting if any(self.fits(entity, word) for word in own)] or fitting
        if whose - _ADJECTIVES:
            # "The Florida senator" is no senator of Iowa's.
            theirs = [entity for entity in fitting if any(self.fits(entity, word) for word in whose)]
            fitting = theirs or (fitting if len(fitting) == 1 else [])
        if fitting:
            return fitting[0], 0.75
        if whose and not whose <= _ADJECTIVES:
            # "the Texas governor continues": whoever has just spoken, if nobody was named since.
            alone = last is not None and last.person and near[:1] == [last] and not self._taken(last, noun)
            return (last, 0.6) if alone and last is not None else None
        nearest = near[:6] if goes_on else near[:1]
        if last is not None and last.person and last in nearest and not self._taken(last, noun) and not whose:
            return last, 0.5
        return None

    def _taken(self, entity: Entity, noun: str) -> bool:
        """Whether the gender of a noun forbids an entity."""
        return (noun in _MEN and entity.gender == "f") or (noun in _WOMEN and entity.gender == "m")
