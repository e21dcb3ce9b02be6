"""The people and organisations of one article: every mention of a name, under the fullest form of it.

"Mr. Trump" is Donald Trump if the article names him so; Donald Trump Jr. is somebody else. A surname that
two people share goes to the one whose gender a title tells, else to the one last named in full, if
that was in this paragraph or the one before, else to the one named first.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from indexer.quotes.candidates import NAME_RUN
from indexer.quotes.context import Context
from indexer.quotes.lists import words
from indexer.quotes.names import Gender, Kind, Name, describe

_RUN = re.compile(NAME_RUN)
_MAN_NOUNS, _WOMAN_NOUNS = words("nouns", "man"), words("nouns", "woman")
_NEARBY = 160  # letters within which a full name settles whose surname follows


class Entity:
    """One person, organisation or place of an article."""

    __slots__ = ("count", "first", "gender", "given", "kind", "name", "suffix", "surname", "words")

    def __init__(self, name: Name, first: int) -> None:
        self.name = name.shown
        self.words = name.words
        self.surname = name.words[-1]
        self.given = name.words[0] if len(name.words) > 1 else ""
        self.suffix = name.suffix
        self.gender: Gender = name.gender
        self.kind: Kind = name.kind
        self.first = first
        self.count = 0

    @property
    def person(self) -> bool:
        return self.kind in ("person", "unknown")

    def takes(self, name: Name) -> bool:
        """Whether a full name can be this entity's."""
        given = name.words[0]
        if bool(name.suffix) != bool(self.suffix) and given == self.given:
            return False
        if name.gender and self.gender and name.gender != self.gender:
            return False
        if given == self.given:
            return True
        short = min(given, self.given, key=len)
        return len(short) == 2 and short[1] == "." and given[0] == self.given[0]

    def learn(self, name: Name) -> None:
        """Take the longer form of the name and a gender not yet known."""
        if len(name.words) > len(self.words) and name.words[0].rstrip(".") != name.words[0][:1]:
            self.name, self.words, self.given = name.shown, name.words, name.words[0]
        self.gender = self.gender or name.gender
        if name.kind == "person":
            self.kind = "person"


class People:
    """Who is named in an article, where."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.places: list[int] = []  # of the mentions, in letters, ascending
        self.entities: list[Entity] = []  # of the same mentions
        self._ends: list[int] = []
        self._by_words: dict[tuple[str, ...], Entity] = {}
        self._by_surname: dict[str, list[Entity]] = {}
        self._by_given: dict[str, list[Entity]] = {}
        found = self._read()
        for place, name in found:
            if len(name.words) > 1:
                self._full(name, place)
        self._mentions(found)

    def _read(self) -> list[tuple[int, Name]]:
        letters, context = self.context.letters, self.context
        found: list[tuple[int, Name]] = []
        for match in _RUN.finditer(letters):
            run = match.group()
            if run in ("T", "L"):
                continue
            start, end = context.span(match.start(), match.end())
            name = describe(context.text[start:end])
            if name is not None and name.kind != "role" and name.words[-1]:
                found.append((match.start(), name))
        return found

    def _full(self, name: Name, place: int) -> None:
        """Enter a name of several words."""
        known = self._by_words.get(name.words)
        if known is not None and bool(known.suffix) == bool(name.suffix):
            known.learn(name)
            return
        if name.kind in ("person", "unknown"):
            for other in self._by_surname.get(name.surname, ()):
                if other.takes(name):
                    other.learn(name)
                    self._by_words[name.words] = other
                    return
        entity = Entity(name, place)
        if not name.suffix or name.words not in self._by_words:
            self._by_words.setdefault(name.words, entity)
        if entity.person:
            self._by_surname.setdefault(name.surname, []).append(entity)
            self._by_given.setdefault(name.words[0], []).append(entity)
        else:
            acronym = "".join(word[0] for word in name.words if word[:1].isupper())
            if len(acronym) > 1:
                self._by_words.setdefault((acronym,), entity)

    def _mentions(self, found: list[tuple[int, Name]]) -> None:
        recent: dict[str, tuple[int, Entity]] = {}
        for place, name in found:
            entity = self._find(name, place, recent)
            entity.count += 1
            if len(name.words) > 1:
                recent[name.surname] = (place, entity)
            if name.titled and name.gender and not entity.gender:
                entity.gender = name.gender
            if not entity.gender and place:
                self._by_noun(entity, place)
            self.places.append(place)
            self.entities.append(entity)

    def _by_noun(self, entity: Entity, place: int) -> None:
        """'spokeswoman Ann Lee': the noun before a name tells the gender."""
        if self.context.letters[place - 1] not in "RY":
            return
        start, end = self.context.span(place - 1, place)
        noun = self.context.text[start:end].lower()
        if noun in _MAN_NOUNS:
            entity.gender = "m"
        elif noun in _WOMAN_NOUNS:
            entity.gender = "f"

    def _find(self, name: Name, place: int, recent: dict[str, tuple[int, Entity]]) -> Entity:
        if len(name.words) > 1:
            return self._entity_of_full(name, place)
        word = name.words[0]
        sharing = self._by_surname.get(word)
        if sharing:
            fitting = [one for one in sharing if not (name.gender and one.gender and one.gender != name.gender)]
            fitting = [one for one in fitting if not one.suffix] or fitting or sharing
            if len(fitting) > 1:
                last = recent.get(word)
                if last is not None and place - last[0] < _NEARBY and last[1] in fitting:
                    return last[1]
            return fitting[0]
        known = self._by_words.get(name.words)
        if known is not None:
            return known
        given = self._by_given.get(word)
        if given and name.kind in ("person", "unknown") and not name.titled:
            return given[0]
        entity = self._by_words[name.words] = Entity(name, place)
        return entity

    def _entity_of_full(self, name: Name, place: int) -> Entity:
        if name.suffix:
            for one in self._by_surname.get(name.surname, ()):
                if one.suffix == name.suffix and one.given == name.words[0]:
                    return one
        known = self._by_words.get(name.words)
        if known is None:
            known = self._by_words[name.words] = Entity(name, place)
        return known

    def at(self, first: int, last: int) -> Entity | None:
        """Who is named at letters[first:last]."""
        index = bisect_left(self.places, first)
        if index < len(self.places) and self.places[index] < last:
            return self.entities[index]
        return None

    def before(self, place: int) -> Entity | None:
        """Who was named last before letters[place]."""
        index = bisect_left(self.places, place)
        return self.entities[index - 1] if index else None
