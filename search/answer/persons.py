"""Which names of speakers are one person's, or one body's.

A person is known by surname and given name. Titles count only in front, a particle never stands for a given name, and
names whose given names differ are two people: but for short forms (Steve, Stephen), for other spellings of one name
(Sergei, Sergey) and for the second given name that somebody is called by (Tayyip). Middle names and initials must not
contradict each other. A name without them, or a surname alone, belongs to the one whom it fits if that is one, or has
most of the quotations of all whom it fits. A body is known by all its words in any order (Justice Department,
Department of Justice), and by its initials.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from indexer.analysis.name_keys import GENERATIONS, PARTICLES, SUFFIXES, folded_words, without_titles
from indexer.analysis.spelling import romanised

__all__ = ["Persons", "surname_of"]

_NICKNAMES = Path(__file__).with_name("nicknames.txt")
_MOST = 0.9  # of the quotations of all whom a shorter name fits: then it is that one's
_AS_OFTEN = 0.5  # quotations under the full name for each under the surname alone, where no given name is known
_LONG = 6  # letters of a surname that is one by its sound alone
_NOT_TELLING = frozenset("the of for and on in to us u s a an at".split())
# Short names that no rule finds.
_SAME = {
    "us": "states united",
    "usa": "states united",
    "uk": "kingdom united",
    "un": "nations united",
    "fed": "federal reserve",
    "isis": "islamic state",
    "isil": "islamic state",
    "centers control disease": "centers control disease prevention",
    "cdc": "centers control disease prevention",
}
_SYLLABLES = re.compile(r"[a-z]-[A-Za-z][a-z]{1,3}\Z")
_INITIALS = re.compile(r"[A-Z]{2,6}")


@dataclass(frozen=True, slots=True)
class _Name:
    """A name read: words folded, without titles; `given` is empty of a surname alone, `body` of a person."""

    printed: str
    surname: str = ""
    given: str = ""
    middle: tuple[str, ...] = ()
    generation: str = ""
    body: str = ""


@dataclass(slots=True)
class _Person:
    """Names that are one person's, with how often the person is quoted under them."""

    names: list[_Name] = field(default_factory=list)
    quoted: int = 0


class Persons:
    """The number of the person of each name; `joined` differs from `own` for a surname alone that is somebody's."""

    def __init__(
        self,
        printed: Mapping[str, int],
        *,
        one: Iterable[tuple[str, ...]] = (),
        two: Iterable[tuple[str, ...]] = (),
    ) -> None:
        """`printed` has the quotations of each name; `one` are names that the user says are one, `two` are not."""
        self.joined: dict[str, int] = {}
        self.own: dict[str, int] = {}
        self._next = 0
        apart = {name for names in two for name in names}
        names = [_read(name) for name in printed if name not in apart]
        self._number_bodies([name for name in names if name.body], printed)
        by_surname: dict[str, list[_Name]] = defaultdict(list)
        for name in names:
            if not name.body:
                by_surname[_sound(name.surname)].append(name)
        for sharing in by_surname.values():
            self._number_people(sharing, printed)
        for said_apart in apart & printed.keys():
            self._put([said_apart], [said_apart])
        for together in one:
            known = [said for said in together if said in self.joined]
            if known:
                number = self.joined[max(known, key=printed.__getitem__)]
                merged = {self.joined[said] for said in known}
                for said in [said for said, own in self.joined.items() if own in merged]:
                    self.joined[said] = self.own[said] = number

    def _put(self, names: Iterable[str], full: Iterable[str]) -> int:
        """Give names a number; those that are not `full` keep one of their own beside it."""
        number, self._next = self._next, self._next + 1
        whole = set(full)
        for name in names:
            self.joined[name] = number
            if name in whole:
                self.own[name] = number
            else:
                self.own[name], self._next = self._next, self._next + 1
        return number

    def _number_bodies(self, bodies: list[_Name], printed: Mapping[str, int]) -> None:
        by_words: dict[str, list[str]] = defaultdict(list)
        for name in bodies:
            by_words[name.body].append(name.printed)
        by_initials: dict[str, list[str]] = defaultdict(list)
        for key, names in by_words.items():
            initials = {"".join(word[0] for word in name.split() if word[0].isupper()) for name in names}
            for one in initials:
                if len(one) > 1:
                    by_initials[one].append(key)
        for key in list(by_words):
            (first, *_) = by_words[key]
            fits = by_initials.get(first, []) if _INITIALS.fullmatch(first) else []
            fits = [other for other in fits if other != key]
            if len(fits) == 1:
                by_words[fits[0]] += by_words.pop(key)
        for names in by_words.values():
            self._put(names, names)

    def _number_people(self, sharing: list[_Name], printed: Mapping[str, int]) -> None:
        """Those who share a surname: full names first, then what is shorter."""
        people: list[_Person] = []
        fullness = sorted(sharing, key=lambda name: (-len(name.middle), -printed[name.printed], name.printed))
        for name in fullness:
            if len(name.given) > 1:
                fitting = [one for one in people if _fits(name, one)]
                alike = [one for one in fitting if any(_same_given(name.given, other.given) for other in one.names)]
                self._join(name, people, alike or fitting, printed)
        fulls = {name.printed for person in people for name in _alike(person.names, printed)}
        # Sums are taken before the shorter ones come in, so that their order does not matter.
        quoted = {id(person): person.quoted for person in people}
        alone: dict[str, list[_Name]] = defaultdict(list)
        for name in fullness:
            if len(name.given) < 2:
                fitting = [one for one in people if _belongs(name, one)]
                whose = _most(fitting, lambda one: quoted[id(one)])
                if whose is not None and _is_theirs(name, whose, printed):
                    whose.names.append(name)
                else:
                    alone[f"{_sound(name.surname)} {name.given}"].append(name)
        for person in people:
            self._put([name.printed for name in person.names], fulls)
        for names in alone.values():
            self._put([name.printed for name in names], [name.printed for name in names])

    @staticmethod
    def _join(name: _Name, people: list[_Person], fitting: list[_Person], printed: Mapping[str, int]) -> None:
        whose = _most(fitting, lambda one: one.quoted)
        if whose is None:
            whose = _Person()
            people.append(whose)
        whose.names.append(name)
        whose.quoted += printed[name.printed]


def _alike(names: list[_Name], printed: Mapping[str, int]) -> list[_Name]:
    """The names that have the given names of the one printed most often: George Bush is not always George W. Bush,
    nor Mike Moore Michael Moore."""
    most = max(names, key=lambda name: printed[name.printed])
    return [name for name in names if (name.given, name.middle) == (most.given, most.middle)]


def surname_of(name: str) -> str:
    """What the names that may be one person's share."""
    read = _read(name)
    return read.body or _sound(read.surname)


def _most(people: list[_Person], quoted: Callable[[_Person], int]) -> _Person | None:
    """The only one, or the one who has most of the quotations of all."""
    if not people:
        return None
    best = max(people, key=quoted)
    return best if quoted(best) >= _MOST * sum(map(quoted, people)) else None


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    """Words of bodies; given names of men, of women, and all: folded."""
    from indexer.quotes.lists import words  # with the whole extractor, which the prompt does without until then

    def given(section: str) -> frozenset[str]:
        return frozenset(word.lower() for word in words("given_names", section))

    return (
        words("organisations", "word") | words("organisations", "head"),
        given("man"),
        given("woman"),
        (given("man") | given("woman") | given("both")),
    )


@cache
def _nicknames() -> dict[str, str]:
    """Short forms and other spellings of given names, each with the name that stands for all of them."""
    found: dict[str, str] = {}
    for line in _NICKNAMES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            first, *others = line.split()
            found.update(dict.fromkeys(others, first))
    return found


@cache
def _sound(word: str) -> str:
    return romanised(word) if len(word) >= _LONG else word


@lru_cache(maxsize=1 << 17)
def _read(printed: str) -> _Name:
    words = folded_words(printed)
    bodies, _, _, known = _lists()
    tokens = [word for word in re.split(r"[\s,]+", printed) if word]
    given = bool(words) and words[0] in known
    initials = len(tokens) == 1 and _INITIALS.fullmatch(printed)
    if not words:
        return _Name(printed, surname=printed)
    if (
        initials
        or printed.startswith(("the ", "The "))
        or (not given and not bodies.isdisjoint(tokens))
        or "." in tokens[0][:-1]
        or (len(words) == 1 and words[0] in _SAME)
    ):
        telling = sorted({word for word in words if word not in _NOT_TELLING})
        key = " ".join(telling) or "".join(word for word in words if word != "the")
        return _Name(printed, body=_SAME.get(key, key))
    core = list(without_titles(words))
    generation = ""
    while len(core) > 1 and core[-1] in SUFFIXES:
        suffix = core.pop()
        generation = suffix if suffix in GENERATIONS else generation
    if len(core) == 2 and core[0] in PARTICLES and core[0] not in known:
        core = core[1:]
    if len(core) == 2 and _SYLLABLES.search(printed):
        core = [core[0], *tokens[-1].lower().split("-")]  # Kim Jong-un is Kim Jong Un
    if len(core) == 1:
        return _Name(printed, surname=core[0], generation=generation)
    middle = tuple(word for word in core[1:-1] if word not in PARTICLES)
    if len(core[0]) == 1 and middle and len(middle[0]) > 2:
        return _Name(printed, core[-1], middle[0], middle[1:], generation)  # J. Hugh Liedtke
    return _Name(printed, core[-1], core[0], middle, generation)


def _fits(name: _Name, person: _Person) -> bool:
    """Whether a full name may be a person's: none of the person's names contradicts it."""
    return all(_agree(name, other) for other in person.names)


def _agree(one: _Name, other: _Name) -> bool:
    if one.generation != other.generation:
        return False
    if one.surname != other.surname and min(len(one.surname), len(other.surname)) < _LONG:
        return False
    if _same_given(one.given, other.given):
        return (one.given == other.given and _middles_agree(one.middle, other.middle)) or (
            len(one.middle) == len(other.middle) and _middles_agree(one.middle, other.middle)
        )
    # "Tayyip Erdogan" of Recep Tayyip Erdogan, "Hugh Liedtke" of J. Hugh Liedtke.
    longer, shorter = (one, other) if len(one.middle) > len(other.middle) else (other, one)
    return len(shorter.given) > 2 and shorter.given in longer.middle and not shorter.middle


def _middles_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if not shorter:
        return True
    return all(
        a == b or (min(len(a), len(b)) < 3 and a[0] == b[0]) for a, b in zip(shorter, longer, strict=False)
    ) and (len(one) == len(other) or any(len(word) > 2 for word in longer))


@cache
def _same_given(one: str, other: str) -> bool:
    if one == other:
        return True
    if len(one) < 3 or len(other) < 3:
        return one[0] == other[0]
    plain = _nicknames()
    if plain.get(one, one) == plain.get(other, other):
        return True
    _, men, women, known = _lists()
    if (one in men and other in women) or (one in women and other in men):
        return False
    if one in known and other in known and abs(len(one) - len(other)) > 1:
        return False
    return romanised(one) == romanised(other)


def _belongs(name: _Name, person: _Person) -> bool:
    """Whether a surname alone, or one with an initial, is a person's."""
    return any(
        (name.surname == other.surname or min(len(name.surname), len(other.surname)) >= _LONG)
        and name.generation == other.generation
        and (not name.given or other.given.startswith(name.given))
        for other in person.names
    )


def _is_theirs(name: _Name, person: _Person, printed: Mapping[str, int]) -> bool:
    """Whether a shorter name is quoted as a person's would be: "Apple" is not "Taiwanese Apple", printed once."""
    known = _lists()[3]
    if any(other.given in known for other in person.names):
        return person.quoted * 20 >= printed[name.printed]
    return person.quoted >= printed[name.printed] * _AS_OFTEN
