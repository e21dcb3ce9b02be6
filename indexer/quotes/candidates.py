"""Who could have said a quotation: the mentions around it, each with what speaks for it.

A candidate is a mention in a `Scene` (a name, a noun such as "the senator", a pronoun), or the speaker of the
quotation before, carried on, or nobody. What is known of a candidate is a tuple of a few small values; the
model scores the tuple, and remembers the score.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from indexer.quotes.context import Context
from indexer.quotes.people import Entity, People

_MENTION = re.compile("[NRPEwp]")
_NAMED = re.compile("N")
_DROP = str.maketrans("YfX", "Rix", "ade_")
# '"...," she said': nobody else is worth looking at.
_AT_ONCE = re.compile(",?[NP][VD]")
_OPENING = re.compile("c?(?:i?(p)S,|Ati?x?([NR]),|Atx?R(N),|[xi]?Si?(N),)[^VDGBA]*\\Z")
_PARTICIPLE = re.compile("c?[xi]?[gGB][^VDW]{0,14}\\Z")
_AFTER_PARTICIPLE = re.compile(",?[xi]?([NRP])")
_PARENTHESES = re.compile(r"\([^()|Q]{0,40}\)|[()]")
_REPEATED = re.compile(r"[xi]{2,}|\|{2,}")
_ONLY_COARSE = str.maketrans("", "", "xitbhkcR,;-'wp")
# How many letters before and after a quotation are looked at, and how many mentions on either side.
LETTERS_BEFORE, LETTERS_AFTER = 72, 46
MENTIONS_BEFORE, MENTIONS_AFTER = 9, 6
_KINDS = {"person": "N", "unknown": "N", "organisation": "O", "place": "L", "role": "R"}
_UP_TO_3 = ("0", "1", "2", *["3"] * max(MENTIONS_BEFORE, MENTIONS_AFTER))
# Verbs of speech and what stands for one, the strongest first.
_VERBS = "VDGBWgAS-"
_NO_VERB = _VERBS.index("-")


class _Grains(dict[str, tuple[str, int, int]]):
    """Of a few letters the verbs and stops, how many sentences end, and the strongest verb by its place in _VERBS."""

    def __missing__(self, path: str) -> tuple[str, int, int]:
        coarse = path.translate(_ONLY_COARSE)
        verb = next((place for place, letter in enumerate(_VERBS[:-1]) if letter in coarse), _NO_VERB)
        if len(self) > _REMEMBER_AT_MOST:
            self.clear()
        self[path] = found = (coarse, coarse.count(".") + coarse.count("|"), verb)
        return found


_GRAINS = _Grains()
_REMEMBER_AT_MOST = 1 << 16


class Candidate(NamedTuple):
    """A mention, by the place of its first letter in the context; `side` is B(efore), A(fter), C(arried on)
    or 0 (nobody), the latter two without a place."""

    side: str
    place: int
    known: tuple[str, ...]


class Scene:
    """The letters of a context made simple: each name one letter, runs of plain words one x, little words gone.

    `simple` is the string, `at[k]` the place of the k-th quotation in it.
    """

    __slots__ = ("_marked", "at", "context", "names", "people", "simple")

    def __init__(self, context: Context, people: People) -> None:
        self.context = context
        self.people = people
        parts: list[str] = []
        letters, done = context.letters, 0
        for (first, last, _), entity in zip(context.names, people.mentions, strict=True):
            kind = "N" if entity is not None else "R" if letters[last - 1] == "T" else "x"
            parts.append(letters[done:first])
            parts.append(kind if last - first == 1 else kind + "_" * (last - first - 1))
            done = last
        parts.append(letters[done:])
        # Letter for letter as long as the context's.
        self._marked = "".join(parts).replace("Y", "R")
        simple = self._marked.translate(_DROP)
        if "(" in simple or ")" in simple:
            simple = _PARENTHESES.sub(_keep_mentions, simple)
        self.simple = _REPEATED.sub(_once, simple)
        # The names in it, as many as there are entities of mentions.
        self.names = [found.start() for found in _NAMED.finditer(self.simple)]
        self.at: list[int] = []
        place = -1
        for _ in context.at:
            place = self.simple.index("Q", place + 1)
            self.at.append(place)

    def locate(self, number: int, place: int) -> int:
        """The place in the context's letters of the mention at simple[place], near the quotation `number`."""
        simple, marked, quote = self.simple, self._marked, self.at[number]
        letter = simple[place]
        found = self.context.at[number]
        if place < quote:
            for _ in range(simple.count(letter, place, quote)):
                found = marked.rindex(letter, 0, found)
        else:
            for _ in range(simple.count(letter, quote, place + 1)):
                found = marked.index(letter, found + 1)
        return found

    def window(self, place: int) -> tuple[int, int]:
        """From where to where mentions can be found for the quotation at simple[place]."""
        simple = self.simple
        begin = max(0, place - LETTERS_BEFORE)
        # This paragraph and the one before.
        bound = simple.rfind("|", begin, place)
        if bound > begin:
            begin = max(begin, simple.rfind("|", begin, bound) + 1)
        end = min(len(simple), place + LETTERS_AFTER)
        bound = simple.find("|", place + 1, end)
        if bound >= 0:
            alone = bound == place + 1 and simple[bound + 1 : bound + 2] == "-"
            end = min(end, bound + 8) if alone else bound
        return begin, end


def _keep_mentions(found: re.Match[str]) -> str:
    # What stands in parentheses is passed over, but mentions must stay countable.
    return "".join([letter for letter in found.group() if letter in "NRPEwpQ"])


def _once(found: re.Match[str]) -> str:
    # Plain words count as a preposition if they end in one.
    return found.group()[-1]


def candidates(
    scene: Scene, number: int, quote: tuple[str, ...], last: Entity | None, carried: tuple[str, ...] | None
) -> list[Candidate]:
    """The candidates for a quotation, the nearest first on either side.

    `quote` is what is known of the quotation itself (see `quote_shape`), `carried` of the one before and
    `last` who spoke it.
    """
    simple, place = scene.simple, scene.at[number]
    begin, end = scene.window(place)
    shape = (*quote, simple[max(0, place - 2) : place], simple[place + 1 : place + 4])
    found: list[Candidate] = []
    index = bisect_left(scene.names, place)
    if quote[0] == "," and _AT_ONCE.match(simple, place + 1, end):
        at = place + 2 if simple[place + 1] == "," else place + 1
        kind = simple[at] if simple[at] != "N" else _KINDS[scene.people.entities[index].kind]
        return _alone(simple, at, "A", simple[place + 1 : at], kind, shape)
    framed = _framed(simple, place, quote[0])
    if framed is not None:
        side = "B" if framed < place else "A"
        path = simple[framed + 1 : place] if side == "B" else simple[place + 1 : framed]
        return _alone(simple, framed, side, path, simple[framed], shape)
    found.extend(_before(scene, begin, place, index, shape))
    found.extend(_after(scene, place, end, index, shape))
    if carried is not None:
        found.append(Candidate("C", -1, ("C", *carried, *shape)))
    found.append(Candidate("0", -1, ("0", *shape)))
    return found


def _before(scene: Scene, begin: int, place: int, name: int, shape: tuple[str, ...]) -> Iterator[Candidate]:
    """The mentions in simple[begin:place], the nearest first; `name` counts the names before `place`."""
    simple, entities = scene.simple, scene.people.entities
    far = "<" + simple[max(begin, place - 7) : place]
    rank, upto, coarse, sentences, verb = 0, place, "", 0, _NO_VERB
    for at in [found.start() for found in _MENTION.finditer(simple, begin, place)][::-1]:
        kind = simple[at]
        if kind == "N":
            name -= 1
            kind = _KINDS[entities[name].kind]
        elif kind == "R" and _stands_before_name(simple, at):
            continue  # "spokesman Jason Miller"
        more, stops, strongest = _GRAINS[simple[at + 1 : upto]]
        upto = at + 1
        coarse = (more + coarse)[-5:]
        sentences += stops
        if strongest < verb:
            verb = strongest
        after = simple[at + 1 : at + 4]
        known = (
            "B", kind + "'" if after[:1] == "'" else kind, _UP_TO_3[rank],
            simple[at + 1 : place] if place - at < 10 else far,
            coarse, _UP_TO_3[sentences] if sentences < 3 else "3", _VERBS[verb], after, simple[max(0, at - 2) : at],
            *shape,
        )  # fmt: skip
        yield Candidate("B", at, known)
        rank += 1
        if rank == MENTIONS_BEFORE:
            break


def _after(scene: Scene, place: int, end: int, name: int, shape: tuple[str, ...]) -> Iterator[Candidate]:
    """The mentions in simple[place + 1:end], the nearest first; `name` counts the names before `place`."""
    simple, entities = scene.simple, scene.people.entities
    far = simple[place + 1 : place + 8] + ">"
    rank, begin, coarse, sentences, verb = 0, place + 1, "", 0, _NO_VERB
    for match in _MENTION.finditer(simple, begin, end):
        at = match.start()
        kind = simple[at]
        if kind == "N":
            kind = _KINDS[entities[name].kind]
            name += 1
        elif kind == "R" and _stands_before_name(simple, at):
            continue
        more, stops, strongest = _GRAINS[simple[begin:at]]
        begin = at
        coarse = (coarse + more)[:5]
        sentences += stops
        if strongest < verb:
            verb = strongest
        after = simple[at + 1 : at + 4]
        known = (
            "A", kind + "'" if after[:1] == "'" else kind, _UP_TO_3[rank],
            simple[place + 1 : at] if at - place < 10 else far,
            coarse, _UP_TO_3[sentences] if sentences < 3 else "3", _VERBS[verb], after, simple[max(0, at - 2) : at],
            *shape,
        )  # fmt: skip
        yield Candidate("A", at, known)
        rank += 1
        if rank == MENTIONS_AFTER:
            break


def _framed(simple: str, place: int, close: str) -> int | None:
    """The mention that a phrase around the sentence makes its speaker, whoever else is near.

    "In his opinion, ...", "According to the report, ...", and a sentence that begins with a participle:
    "Calling it “...”, the mayor left."
    """
    start = max(simple.rfind(stop, max(0, place - 60), place) for stop in ".|Q") + 1
    sentence = simple[start:place]
    opening = _OPENING.match(sentence)
    if opening is not None:
        return start + opening.start(opening.lastindex or 0)
    if _PARTICIPLE.match(sentence):
        after = _AFTER_PARTICIPLE.match(simple, place + 1, place + 8)
        if after is not None and (close == "," or simple[place + 1] == ","):
            return after.start(1)
    return None


def _stands_before_name(simple: str, at: int) -> bool:
    """Whether the noun at `at` only introduces a name, alone or with other nouns."""
    while simple[at : at + 1] == "R":
        at += 1
    return simple[at : at + 1] == "N"


def _alone(simple: str, at: int, side: str, path: str, kind: str, shape: tuple[str, ...]) -> list[Candidate]:
    """The only candidate, `path` being the letters between it and the quotation."""
    coarse, stops, verb = _GRAINS[path]
    if side == "B":
        fine, coarse = path if len(path) < 9 else "<" + path[-7:], coarse[-5:]
    else:
        fine, coarse = path if len(path) < 9 else path[:7] + ">", coarse[:5]
    after = simple[at + 1 : at + 4]
    kind = kind + "'" if after[:1] == "'" else kind
    sentences = _UP_TO_3[min(stops, 3)]
    known = (side, kind, "0", fine, coarse, sentences, _VERBS[verb], after, simple[max(0, at - 2) : at], *shape)
    return [Candidate(side, at, known)]


def quote_shape(text: str, start: int, end: int) -> tuple[str, ...]:
    """What the quotation itself tells: how it ends, how it begins, how long it is."""
    tail = text[end - 1]
    close = tail if tail in ".!?" else "," if text[end : end + 1] == "," else "…" if tail in "…-—–" else "w"
    count = text.count(" ", start, min(end, start + 120)) + 1
    length = "1" if count == 1 else "3" if count < 4 else "7" if count < 8 else "+"
    return (close, "l" if text[start].islower() else "U", length)


def carried_shape(scene: Scene, number: int) -> tuple[str, ...]:
    """What lies between a quotation and the one before it."""
    between = scene.simple[scene.at[number - 1] + 1 : scene.at[number]]
    paragraphs = "0123"[min(3, between.count("|"))]
    coarse = between[-40:].translate(_ONLY_COARSE)[-6:]
    return (paragraphs, coarse, between if len(between) < 7 else between[:3] + "~" + between[-3:])
