"""The people and organisations of one article: every mention of a name, under the fullest form of it.

"Mr. Trump" is Donald Trump if the article names him so; Donald Trump Jr. is somebody else. A surname that
two people share goes to the one whose gender a title tells, else to the one for whom most speaks
(`namesakes.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Set as AbstractSet
from operator import itemgetter

from rapidfuzz.distance import OSA

from indexer.analysis.name_keys import speaker_key
from indexer.analysis.spelling import initial_sound
from indexer.quotes.context import Context, trim
from indexer.quotes.entity import Entity
from indexer.quotes.lists import words
from indexer.quotes.name_runs import FAMILY, Gender, Name, describe
from indexer.quotes.namesakes import FIRST, NEAR, NEARBY, PRONOUN, full_names, genders_after, pronouns_after

_MAN_NOUNS, _WOMAN_NOUNS = words("nouns", "man"), words("nouns", "woman")
# After so many words were looked for one by one, all words of the article are put into a set.
_LOOKS = 32
_WORD = re.compile(r"\w+")
# Bodies that an article calls by the last word of their name; not the House, which is no White House.
_CALLED_SO = words("organisations", "called")
_COMMON = words("common")
# A noun and the beginning of what may be a name.
_BEFORE_NAME = re.compile("[RY](?=[TNOLJHuUzY])")
# Letters before and behind a name that is somebody's: a title, a verb.
_BEFORE_PERSON, _SAYS, _DOES = frozenset("RYT"), frozenset("VDW"), frozenset("VDWa")
_LONG_SURNAME = 7  # letters, of which one may be wrong
_SHORT_SURNAME = 5  # letters, which have no other spellings


class _Names(dict[str, Name | None]):
    """The name in a few pieces of text, which may carry marks; read once."""

    def __missing__(self, raw: str) -> Name | None:
        # Tabs, thin spaces and others of their kind do not cut pieces.
        plain = " ".join(raw.split())
        start, end = trim(plain, 0, len(plain))
        name = describe(plain[start:end]) if start < end else None
        if len(self) > _REMEMBER_AT_MOST:
            self.clear()
        self[raw] = name
        return name


class _Spellings(dict[str, str]):
    """The key of a surname, the same for all its spellings; worked out once a surname."""

    def __missing__(self, surname: str) -> str:
        if len(self) > _REMEMBER_AT_MOST:
            self.clear()
        self[surname] = key = speaker_key(surname)
        return key


def _initial(surname: str) -> str:
    """What all spellings of a surname begin with; most need no key to be told apart."""
    return initial_sound(surname if surname.isascii() and surname.isalpha() else _SPELLINGS[surname])


_REMEMBER_AT_MOST = 1 << 16
_NAMES = _Names()
_RAW = itemgetter(2)  # of a name of the context, its words
_SPELLINGS = _Spellings()


def _headline_end(context: Context) -> int:
    """Where in the letters a headline in capitals ends; 0 if the text has none."""
    line = context.text[:160].lstrip().split("\n", 1)
    if len(line) < 2:
        return 0
    parts = line[0].split()
    if len(parts) < 4 or sum(word[0].isupper() for word in parts) * 10 < len(parts) * 7:
        return 0
    return max(0, context.letters.find("|"))


class People:
    """Who is named in an article, where.

    `mentions[k]` is who `context.names[k]` names, None if it names nobody; `places` and `entities`
    are of the mentions that name somebody.
    """

    __slots__ = (
        "_bodies",
        "_by_given",
        "_by_initial",
        "_by_label",
        "_by_suffix",
        "_by_surname",
        "_by_words",
        "_heard",
        "_long",
        "_looks",
        "_of_pronouns",
        "_ordinals",
        "_points",
        "_words",
        "context",
        "entities",
        "mentions",
        "places",
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        self.context = context
        self._by_words: dict[tuple[str, ...], Entity] = {}
        self._by_suffix: dict[tuple[tuple[str, ...], str], Entity] = {}
        self._by_surname: dict[str, list[Entity]] = {}
        self._bodies: list[Entity] = []
        self._by_given: dict[str, list[Entity]] = {}
        self._by_label: dict[str, Entity] | None = None
        self._by_initial: dict[str, list[str]] | None = None
        self._long: dict[str, list[str]] | None = None
        self._points: Counter[Entity] | None = None
        self._words: frozenset[str] | None = None
        self._looks = 0
        self._ordinals: list[int] = []
        self._of_pronouns: set[Entity] | None = None
        self._heard: set[Entity | None] | None = None
        self.places: list[int] = []
        self.entities: list[Entity] = []
        self.mentions: list[Entity | None] = []
        names = list(map(_NAMES.__getitem__, map(_RAW, context.names)))
        headline = _headline_end(context)
        for (place, _, _), name in zip(context.names, names, strict=True):
            # A headline capitalises every word: "Top Clinton" is nobody's name.
            if name is not None and name.full and (place >= headline or name.kind != "unknown"):
                self._enter(name)
        self._enter_short_names()
        self._enter_aliases(names)
        self._find_mentions(names, headline)

    @property
    def ordinals(self) -> list[int]:
        """How often each of `entities` was named so far; counted when the first pronoun asks for it."""
        if not self._ordinals:
            counts = dict.fromkeys(self.entities, 0)
            for entity in self.entities:
                counts[entity] = count = counts[entity] + 1
                self._ordinals.append(count)
        return self._ordinals

    def _enter(self, name: Name) -> None:
        """Enter a name of several words."""
        if name.suffix:
            if (name.words, name.suffix) not in self._by_suffix:
                self._by_suffix[name.words, name.suffix] = entity = Entity(name)
                self._by_surname.setdefault(name.words[-1], []).append(entity)
            return
        known = self._by_words.get(name.words)
        if known is not None:
            if known.form is not name:
                known.learn(name)
            return
        entity = Entity(name)
        if entity.person:
            sharing = self._by_surname.setdefault(name.words[-1], [])
            for other in sharing:
                if other.takes(name):
                    other.learn(name)
                    self._by_words[name.words] = other
                    return
            sharing.append(entity)
            self._by_given.setdefault(name.words[0], []).append(entity)
        else:
            if entity.kind == "organisation":
                self._bodies.append(entity)
            acronym = "".join([word[0] for word in name.words if word[:1].isupper()])
            if len(acronym) > 1:
                self._by_words.setdefault((acronym,), entity)
        self._by_words[name.words] = entity

    def _enter_short_names(self) -> None:
        """ "The Commission" is the European Commission, unless the article has another one as well."""
        meant: dict[tuple[str, ...], Entity | None] = {}
        for entity in self._bodies:
            full = entity.words
            for at in range(1, len(full)):
                if full[at - 1][:1].islower():
                    continue  # the Fund of Microsoft is not Microsoft
                end = full[at:]
                meant[end] = entity if meant.get(end, entity) is entity else None
        for end, whole in meant.items():
            if whole is not None and (len(end) > 1 or end[0] in _CALLED_SO):
                known = self._by_words.get(end)
                if known is None or known.kind == "organisation":
                    self._by_words[end] = whole

    def _enter_aliases(self, names: list[Name | None]) -> None:
        """'Foreign Intelligence Service (SVR)': the acronym in parentheses is the organisation before it."""
        letters, context = self.context.letters, self.context.names
        place = -1
        while (place := letters.find("(", place + 1)) >= 0:
            index = bisect_left(context, (place + 1,))
            if not 0 < index < len(names) or context[index][0] != place + 1 or context[index - 1][1] != place:
                continue
            one, two = names[index - 1], names[index]
            if one is None or two is None:
                continue
            if len(two.words) == 1 and two.words[0].isupper() and len(one.words) > 1:
                entity = self._by_words.get(one.words)
                if entity is not None:
                    self._by_words[two.words] = entity

    def _find_mentions(self, names: list[Name | None], headline: int) -> None:
        recent: dict[str, tuple[int, Entity]] = {}
        # A run that only one entity can be is looked up once.
        settled: dict[str, Entity] = {}
        letters, by_words, by_surname = self.context.letters, self._by_words, self._by_surname
        mentions, places, entities = self.mentions, self.places, self.entities
        for (place, last, raw), name in zip(self.context.names, names, strict=True):
            entity = settled.get(raw)
            if entity is None:
                if name is None or (name.kind == "role" and not self._is_surname(name)):
                    mentions.append(None)
                    continue
                if place < headline and self._is_headline_word(name):
                    # It stays in view there, as what no pronoun means.
                    entity = Entity(name)
                    entity.kind = "place"
                else:
                    if name.full:
                        entered = None if name.suffix else by_words.get(name.words)
                        entity = entered or self._find(name, place, recent)
                        # What the name tells by itself was learnt when it was entered.
                        if entered is None or entity.kind == "unknown":
                            self._learn(entity, name, place, last)
                    # A lone word that begins a sentence may be no name.
                    elif (
                        name.kind in ("unknown", "organisation")
                        and (place == 0 or letters[place - 1] in ".|Q:")
                        and self._is_word(name, letters[last : last + 1])
                    ):
                        mentions.append(None)
                        continue
                    else:
                        entity = self._find(name, place, recent)
                        # A bare surname may be a given name as well: "Clinton", "Warren".
                        if (name.gender or name.kind == "person") and (name.titled or entity.words == name.words):
                            self._learn(entity, name, place, last)
                    sharing = by_surname.get(entity.form.words[-1])
                    if sharing is None or len(sharing) == 1:
                        settled[raw] = entity
                    elif name.full:
                        recent[name.words[-1]] = (place, entity)
                    entity.met = True
            mentions.append(entity)
            places.append(place)
            entities.append(entity)
        # The letters before a name tell more than the first sight of it.
        for noun in _BEFORE_NAME.finditer(letters):
            named = self.at(noun.end())
            if named is not None and not named.gender:
                self._by_noun(named, noun.end())

    def _is_surname(self, role: Name) -> bool:
        """Whether a title by itself is somebody's surname: "King said", of Bernice King."""
        return len(role.words) == 1 and role.words[0] in self._by_surname

    def _learn(self, entity: Entity, name: Name, place: int, last: int) -> None:
        """What one mention tells of an entity: its gender, and whether it is a person at all."""
        if name.gender and not entity.gender:
            entity.gender = name.gender
        if name.kind == "person":
            entity.kind = "person"
        elif entity.kind == "unknown" and place and name.full:
            letters = self.context.letters
            # "the Kyivan Rus was": a person's name takes no article, unless it stands before a noun.
            if letters[place - 1] == "d" and letters[last : last + 1] not in "RYxN'" and not entity.met:
                entity.kind = "organisation"

    def _is_headline_word(self, name: Name) -> bool:
        """Whether a name in a headline is only words with capitals: nothing else in the article bears any of it."""
        if name.kind != "unknown" or name.words in self._by_words:
            return False
        return name.words[-1] not in self._by_surname and name.words[0] not in self._by_given

    def _is_word(self, name: Name, following: str) -> bool:
        """Whether a single capitalised word that begins a sentence is no more than its first word; `following` is the
        letter behind it."""
        word = name.words[0]
        if name.kind == "organisation":
            # "State law requires", "Federal officials": a body would be followed by what it does.
            return following in ("x", "R") and word.lower() in _COMMON
        if word in self._by_surname or word in self._by_given:
            return False
        lower = word.lower()
        if lower in _COMMON and following not in ("V", "D", "'", "("):
            return True
        if lower.endswith(("ing", "ly")) or (lower.endswith("ed") and len(lower) > 5 and not lower.endswith("eed")):
            return True
        return self._stands(lower)

    def _stands(self, word: str) -> bool:
        """Whether `word`, in small letters, stands in the article, in a quotation or out of one."""
        text = self.context.text
        self._looks += 1
        if self._looks > _LOOKS and word.isalnum():
            if self._words is None:
                self._words = frozenset(_WORD.findall(text))
            return word in self._words
        # Most names are never words: a look tells.
        at = text.find(word)
        while at >= 0:
            if not (text[at - 1 : at].isalnum() or text[at + len(word) : at + len(word) + 1].isalnum()):
                return True
            at = text.find(word, at + 1)
        return False

    def _by_noun(self, entity: Entity, place: int) -> None:
        """'spokeswoman Ann Lee': the noun before a name tells the gender."""
        noun = self.context.word(place - 1).lower()
        if noun in _MAN_NOUNS:
            entity.gender = "m"
        elif noun in _WOMAN_NOUNS:
            entity.gender = "f"

    def _find(self, name: Name, place: int, recent: dict[str, tuple[int, Entity]]) -> Entity:
        known = self._by_words.get(name.words)
        if name.full:
            if name.suffix:
                entity = self._by_suffix.get((name.words, name.suffix))
                if entity is None:
                    entity = self._by_suffix[name.words, name.suffix] = Entity(name)
                return entity
            if known is not None:
                return known
        word = name.words[-1]
        sharing = self._by_surname.get(word)
        if sharing is None and known is None and len(word) > _SHORT_SURNAME:
            sharing = self._by_spelling(word)
        if sharing:
            if len(sharing) == 1:
                return sharing[0]
            gender = name.gender if name.titled else ""
            fitting = [one for one in sharing if not (gender and one.gender and one.gender != gender)]
            fitting = [one for one in fitting if not one.suffix] or fitting or sharing
            fitting = [one for one in fitting if one.kind == "person"] or fitting
            return fitting[0] if len(fitting) == 1 else self._likeliest(fitting, place, recent.get(word))
        if known is not None:
            return known
        given = self._by_given.get(word)
        if given and (name.kind in ("person", "unknown") or word in FAMILY) and not name.titled:
            return given[0]
        entity = self._by_words[name.words] = Entity(name)
        return entity

    def _likeliest(self, sharing: list[Entity], place: int, last: tuple[int, Entity] | None) -> Entity:
        """Whom a surname at letters[place] means, of those who share it; `last` was last named in full, and where."""
        if self._points is None:
            self._points = self._weigh()
        points = self._points
        near = last[1] if last is not None and place - last[0] < NEARBY else None
        return max(sharing, key=lambda one: points[one] + FIRST * (one is sharing[0]) + NEAR * (one is near))

    def _weigh(self) -> Counter[Entity]:
        """What speaks for each of those who share a surname, wherever it stands."""
        names = [_NAMES[raw] for _, _, raw in self.context.names]
        points: Counter[Entity] = Counter()
        for full, count in full_names(names).items():
            entity = self._by_words.get(full)
            if entity is not None:
                points[entity] += count
        for surname, pronouns in pronouns_after(self.context, names).items():
            for one in self._by_surname.get(surname, ()):
                # Somebody whose gender nothing tells fits any pronoun.
                points[one] += PRONOUN * (pronouns[one.gender] if one.gender else pronouns.total())
        return points

    def _by_spelling(self, word: str) -> list[Entity] | None:
        """The people whose surname is another spelling of `word`."""
        if self._by_initial is None:
            self._by_initial = {}
            for surname in self._by_surname:
                self._by_initial.setdefault(_initial(surname), []).append(surname)
        alike = self._by_initial.get(_initial(word))
        if alike is not None:
            key = _SPELLINGS[word]
            for surname in alike:
                if _SPELLINGS[surname] == key:
                    return self._by_surname[surname]
        return self._by_slip(word) if len(word) >= _LONG_SURNAME else None

    def _by_slip(self, word: str) -> list[Entity] | None:
        """The people of whose surname a long word is a slip of the pen: Zelesnkyy."""
        if self._long is None:
            self._long = {}
            for surname in self._by_surname:
                if len(surname) >= _LONG_SURNAME - 1:
                    self._long.setdefault(surname[0], []).append(surname)
        alike = self._long.get(word[0])
        if alike is None:
            return None
        length = len(word)
        near = [
            surname
            for surname in alike
            if -2 < len(surname) - length < 2 and OSA.distance(surname, word, score_cutoff=1) == 1
        ]
        if len(near) != 1:
            return None
        surname = near[0]
        people = self._by_surname[surname]
        text = self.context.text
        if len(people) == 1 and text.count(word) > text.count(surname):
            people[0].respell(surname, word)
        return people

    def learn_genders(self) -> None:
        """Learn what the pronouns behind their names tell of the gender of those who are named."""
        if self._of_pronouns is not None:
            return
        names, letters = self.context.names, self.context.letters
        votes: dict[Entity, list[Gender]] = {}
        for last, gender in genders_after(self.context).items():
            at = bisect_left(names, (last,)) - 1
            entity = self.mentions[at]
            if entity is None or names[at][1] != last:
                continue
            if entity.kind == "person" or (entity.kind == "unknown" and letters[last : last + 1] in _DOES):
                votes.setdefault(entity, []).append(gender)
        self._of_pronouns = set()
        for entity, seen in votes.items():
            gender = seen[0]
            if seen.count(gender) == len(seen):
                self._of_pronouns.add(entity)
                if not entity.gender or (entity.gender != gender and len(seen) > 1):
                    entity.gender = gender

    def may_speak(self, entity: Entity) -> bool:
        """Whether "he" and "she" may mean somebody, given that it is no body and no place.

        A lone word that is no given name may be anything: it is a person's name where it says something, has a title,
        an age, or a pronoun of its own.
        """
        if entity.kind == "person" or (len(entity.form.words) > 1 and not entity.form.shown.isupper()):
            return True
        self.learn_genders()
        return entity in (self._of_pronouns or ()) or entity in self._heard_of()

    def _heard_of(self) -> AbstractSet[Entity | None]:
        """Those of whom a mention tells that they are somebody."""
        if self._heard is None:
            letters = self.context.letters
            self._heard = {
                entity
                for (first, last, _), entity in zip(self.context.names, self.mentions, strict=True)
                if letters[first - 1 : first] in _BEFORE_PERSON or letters[last : last + 1] in _SAYS
                or letters[last : last + 2] == ",X"
            }  # fmt: skip
        return self._heard

    def before(self, place: int) -> Entity | None:
        """Who was named last before letters[place]."""
        index = bisect_left(self.places, place)
        return self.entities[index - 1] if index else None

    def at(self, place: int) -> Entity | None:
        """Who is named at letters[place]."""
        index = bisect_left(self.places, place)
        return self.entities[index] if index < len(self.places) and self.places[index] == place else None

    def body_before(self, place: int) -> Entity | None:
        """The organisation that was named last before letters[place], not long ago."""
        index = bisect_left(self.places, place)
        recent = self.entities[max(0, index - 6) : index]
        return next((one for one in reversed(recent) if one.kind == "organisation"), None)

    def foremost(self) -> Entity | None:
        """The person whom the article names most."""
        people = [one for one in self.entities if one.kind == "person" and len(one.words) > 1]
        return max(people, key=Counter(people).__getitem__, default=None)

    def named(self, label: str) -> Entity | None:
        """The person whom a label such as TAPPER, Jake Tapper or Mr. Tapper names."""
        if self._by_label is None:
            self._by_label = {}
            for entity in self.entities:
                if entity.person:
                    for form in (" ".join(entity.words), entity.surname):
                        self._by_label.setdefault(form.lower(), entity)
        found, name = self._by_label.get(label.lower()), _NAMES[label]
        if found is None and name is not None and name.titled:
            found = self._by_label.get(" ".join(name.words).lower())
        return found

    def subject_before(self, place: int) -> Entity | None:
        """The person named first in the last paragraph before letters[place] that names one."""
        letters = self.context.letters
        index = bisect_left(self.places, place)
        found: Entity | None = None
        for at in range(index - 1, max(-1, index - 40), -1):
            if found is not None and "|" in letters[self.places[at] : self.places[at + 1]]:
                break
            if self.entities[at].kind == "person":
                found = self.entities[at]
        return found
