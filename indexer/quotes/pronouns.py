"""Whom a pronoun means: the people named before it, each with what speaks for them.

Nobody whose gender is known to be the other one is considered. Among the rest the linear model weighs how
far back they were named, whether as the subject of a sentence or as the first in it, whether they spoke last, how
often the article names them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from indexer.quotes.entity import Entity
from indexer.quotes.model import Scorer, compile_templates, named_features
from indexer.quotes.people import People

_PEOPLE = frozenset(("person", "unknown"))
_MENTIONS_BACK = 14
_PEOPLE_BACK = 6
_SENTENCES_BACK = 5
_LONGEST = 200
"""Letters of a sentence that are looked at."""
_LEADS = ("-", "1", "2", "3")
"""For whom a sentence names first: it is the last that names anyone, the one before that, or the third."""
_DIGITS = tuple(map(str, range(max(5, _PEOPLE_BACK))))
_GENDERS = dict.fromkeys("he his him himself he's he'd he'll".split(), "m") | dict.fromkeys(
    "she her herself she's hers she'd she'll".split(), "f"
)
_OTHER = {"m": "f", "f": "m", "": None}
_MODIFIES = re.compile("x{0,2}R")
# "A diplomat who attended it left early": the subject, whatever it does.
_FIRST_NOUN = re.compile("[|Q,]{0,3}d[xXuUNOL]{0,2}R(?![RNT'])")
_NAME = re.compile("[TNOLJHefYuUz]*")


class Antecedent(NamedTuple):
    """Someone whom a pronoun may mean; `known` is what the model scores."""

    entity: Entity
    known: tuple[str, ...]
    centre: bool = False
    """Whether the sentences before go on about this person."""


def gender_of(pronoun: str) -> str:
    """m, f or "" for a pronoun of either or neither."""
    return _GENDERS.get(pronoun.lower(), "")


def antecedents(
    people: People,
    place: int,
    gender: str,
    spoke: list[tuple[int, Entity | None]],
    *,
    pronoun: str = "P",
    centre: Entity | None = None,
) -> list[Antecedent]:
    """The people whom a pronoun of `gender` at letters[place] may mean, the last named first.

    `spoke` is who spoke before, with the places of their quotations, in order.
    """
    letters, places, entities, ordinals = people.context.letters, people.places, people.entities, people.ordinals
    index = bisect_left(places, place)
    seen: set[Entity] = set()
    found: list[Antecedent] = []
    last_place, last_speaker = spoke[-1] if spoke else (-1, None)
    others = [entity for _, entity in spoke[-4:-1] if entity is not None]
    stops, paragraphs, upto = 0, 0, place
    sentence, behind = place, 0  # where the last sentence that names anyone begins, and how many there were
    before = letters[place - 1 : place]
    people.learn_genders()
    # "Trump, whom he called": not whom he calls.
    called = people.before(place) if before == "w" else None
    other = _OTHER[gender]
    for at in range(index - 1, max(0, index - _MENTIONS_BACK) - 1, -1):
        entity = entities[at]
        if entity.gender == other or entity.kind not in _PEOPLE or entity in seen or entity is called:
            continue
        if entity.kind != "person" and not people.may_speak(entity):
            continue
        rank = len(seen)
        seen.add(entity)
        begin = places[at]
        between = letters[begin:upto]
        if "|" in between:
            paragraphs += between.count("|") - between.count("||")
        stops += between.count(".")
        upto = begin
        sentences = stops + paragraphs
        edge = max(begin - _LONGEST, 0)
        start = max(letters.rfind(".", edge, begin), letters.rfind("|", edge, begin), edge - 1)
        if start < sentence:
            sentence, behind = start, behind + 1
        lead = _LEADS[behind] if behind < len(_LEADS) and _leads(people, at, start, gender) else "-"
        spoken = "last" if entity is last_speaker else "before" if entity in others else "no"
        count = ordinals[at]
        known = (
            pronoun,
            "known" if entity.gender and gender else "unknown",
            entity.kind,
            _DIGITS[rank],
            _DIGITS[min(sentences, 4)],
            _DIGITS[min(paragraphs, 3)],
            _role(letters, begin),
            spoken,
            "1" if count == 1 else "3" if count < 4 else "+",
            "here" if last_place >= begin else "gone",
            before,
            lead,
        )
        found.append(Antecedent(entity, known, entity is centre))
        if len(seen) == _PEOPLE_BACK:
            break
    if last_speaker is not None and last_speaker not in seen and last_speaker.person:
        agrees = not (gender and last_speaker.gender and last_speaker.gender != gender)
        if agrees:
            known = (pronoun, "known" if last_speaker.gender and gender else "unknown", last_speaker.kind, "far",
            "far",
                     "far", "-", "last", "+", "gone", before, "-")  # fmt: skip
            found.append(Antecedent(last_speaker, known, last_speaker is centre))
    return found


def centre_of(people: People, place: int, gender: str) -> Entity | int | None:
    """Whom the sentences before letters[place] are about: the subject of the last one that does not begin with a
    pronoun that goes on from the one before it (Grosz, Joshi and Weinstein 1995). A place in the letters, if it is a
    noun: "a British spokesman said"."""
    letters, places, entities = people.context.letters, people.places, people.entities
    stop, after = place, bisect_left(places, place)
    for _ in range(_SENTENCES_BACK):
        edge = max(stop - _LONGEST, 0)
        start = max(letters.rfind(".", edge, stop), letters.rfind("|", edge, stop), edge - 1) + 1
        # The names of the sentence are those from `at` to `after`.
        at = upto = after
        while at and places[at - 1] >= start:
            at -= 1
        after = at
        if (
            upto > at
            and letters[stop - 1] == "V"
            and _closes(letters, places[upto - 1], stop)
            and _fits(entities[upto - 1], gender)
        ):
            return entities[upto - 1]  # "..., Haggard said."
        noun = _noun_in(letters, start, stop)
        goes_on = _going_on(people, start, stop, gender) if letters.find("P", start, stop) >= 0 else stop
        for begin, named in zip(places[at:upto], entities[at:upto], strict=True):
            if begin > goes_on:
                break
            if 0 <= noun < begin:
                return noun
            if named.kind == "person" and _fits(named, gender) and _is_subject(letters, start, begin):
                return named
        else:
            if 0 <= noun <= goes_on:
                return noun
        stop = start - 1
        if stop <= 0:
            break
        if after and places[after - 1] == stop:
            after -= 1
    return None


def _closes(letters: str, begin: int, stop: int) -> bool:
    """Whether a name at letters[begin] and its verb of speech end the sentence, which ends at letters[stop]."""
    name = _NAME.match(letters, begin)
    end = name.end() if name is not None else begin
    return letters[end:stop] in ("V", "aV") and letters[begin - 1 : begin] in ",Q"


def _noun_in(letters: str, start: int, stop: int) -> int:
    """Where a noun stands in letters[start:stop] that is the subject, -1 if none is."""
    first = _FIRST_NOUN.match(letters, start, stop) if letters[start] in "|Q,d" else None
    if first is not None:
        return first.end() - 1
    noun, told = letters.find("RV", start, stop), letters.find("RD", start, stop)
    return min(noun, told) if noun >= 0 <= told else max(noun, told)


def _going_on(people: People, start: int, stop: int, gender: str) -> int:
    """Where the first pronoun of this gender stands in letters[start:stop], `stop` if none does."""
    letters, context = people.context.letters, people.context
    at = letters.find("P", start, stop)
    while at >= 0:
        if gender_of(context.word(at)) == gender:
            return at
        at = letters.find("P", at + 1, stop)
    return stop


def _is_subject(letters: str, start: int, begin: int) -> bool:
    """Whether a name at letters[begin] may be the subject of the sentence that begins at letters[start]."""
    name = _NAME.match(letters, begin)
    end = name.end() if name is not None else begin
    if letters[end : end + 1] == "'":
        return letters[start:begin].strip("|Q,d") == ""  # "Moreau's advice earned her ..."
    if _MODIFIES.match(letters, end):
        return False  # "Moreau campaign spokesman Ada Okafor"
    before = letters[start:begin].rstrip("d")
    return before[-1:] not in tuple("ifbtkDWGBg") or not before


def _leads(people: People, at: int, start: int, gender: str) -> bool:
    """Whether nobody whom a pronoun of `gender` may mean is named from letters[start] on before
    people.entities[at]."""
    places, entities = people.places, people.entities
    other = _OTHER[gender]
    at -= 1
    while at >= 0 and places[at] >= start:
        if entities[at].gender != other and entities[at].kind in _PEOPLE:
            return False
        at -= 1
    return True


def _fits(entity: Entity, gender: str) -> bool:
    """Whether a pronoun of `gender` may mean somebody, as far as that is known."""
    return entity.kind in _PEOPLE and entity.gender != _OTHER[gender]


def _role(letters: str, begin: int) -> str:
    """Whether a mention stands as a subject, after a preposition, as a possessor, or otherwise."""
    name = _NAME.match(letters, begin)
    end = name.end() if name is not None else begin
    following = letters[end : end + 1]
    if following == "'":
        return "owner"
    before = letters[begin - 1] if begin else "."
    if before == "d" and begin > 1:
        before = letters[begin - 2]
    if following in ("V", "D", "W", "a"):
        return "subject" if before not in "ifbt" else "inner"
    if before in ".|Q" or (before == "R" and begin > 1 and letters[begin - 2] in ".|Qd"):
        return "first"
    if before in "ifbtk":
        return "object"
    if before in "VDWGBg":
        return "addressed"
    return "other"


FIELDS = (
    "pronoun", "agrees", "kind", "rank", "sentences", "paragraphs", "role", "spoken", "count", "since", "before",
    "lead",
)  # fmt: skip
TEMPLATES = tuple(
    tuple(line.split())
    for line in (
        "agrees", "kind agrees", "rank", "rank agrees", "sentences", "sentences role", "paragraphs role", "role",
        "spoken", "spoken since", "spoken sentences", "spoken paragraphs", "spoken rank", "count", "count agrees",
        "rank role", "rank sentences", "spoken agrees", "before sentences", "before role sentences", "before spoken",
        "count spoken", "lead", "lead spoken", "lead rank", "pronoun rank", "pronoun role", "pronoun spoken",
    )
)  # fmt: skip
_COMPILED = compile_templates("he", FIELDS, TEMPLATES)
_GROUPS = (
    "agrees kind rank count spoken pronoun since lead", "sentences paragraphs role spoken rank pronoun before",
)  # fmt: skip
SCORER = Scorer("he", FIELDS, TEMPLATES, groups=_GROUPS)


def features(known: tuple[str, ...]) -> list[str]:
    """The features of an antecedent."""
    return named_features(_COMPILED, known)
