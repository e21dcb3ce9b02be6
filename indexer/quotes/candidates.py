"""Who could have said a quotation: the mentions around it, each with what speaks for it.

A candidate is a mention in a `Scene` (a name, a noun such as "the senator", a pronoun), or the speaker of the
quotation before, carried on, or nobody. What is known of a candidate is a tuple of a few small values, those of
the mention and then those of the quotation; the model scores them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

import numpy as np

from indexer.quotes.context import Context
from indexer.quotes.people import People

_BESIDE_NAME = re.compile(b"R(?=R{0,9}[NOL])")  # "spokesman Jason Miller" is one mention
_SIMPLER, _DROPPED = bytes.maketrans(b"YMfXmz", b"RRixxx"), b"ade_"
_ONLY_ROLES = bytes.maketrans(b"YM", b"RR")
_NAMES_ALIKE = bytes.maketrans(b"OL", b"NN")
# Of neighbours with a bit in common only the last one is left: of plain words and prepositions, of new lines.
_REPEATED = bytes({"x": 1, "i": 1, "|": 2}.get(chr(code), 0) for code in range(256))
_MENTIONING = bytes(chr(code) in "NOLPEwpR" for code in range(256))
_NO_MENTION = bytes(code for code in range(256) if chr(code) not in "NOLRPEwpQ")
# '"...," she said', '"...," said Moreau,': nobody else is worth looking at.
_AT_ONCE_AFTER = ",?(?:([NP])[VD]|(R)V|V(?:(N)[,.]|(R),))"
# '“...” — Moreau' in a paragraph or a sentence of its own is signed.
_SIGNED = "\\.?\\|?-(?:Nx?)?(N)(?=[.|]|\\Z)"
# Nor if the sentence before is no more than an attribution: '“...,” she said. “...”'.
_AT_ONCE_BEFORE = "(?:([NP])V[.,]|Q,?(?:(R)V|V([NR]))\\.)\\Z"
_OPENING = re.compile("c?(?:i?(p)S,|Ati?x?([NR]),|Atx?R(N),|[xi]?Si?(N),)[^VDGBA]*\\Z")
_PARTICIPLE = re.compile("c?[xi]?[gGB][^VDW]{0,14}\\Z")
_AFTER_PARTICIPLE = re.compile(",?[xi]?([NRP])")
_PARENTHESES = re.compile(rb"\([^()|Q]{0,40}\)|[()]")
_ONLY_COARSE = str.maketrans("", "", "xitbhkcR,;-'wp")
# How many letters before and after a quotation are looked at, and how many mentions on either side.
LETTERS_BEFORE, LETTERS_AFTER = 72, 46
MENTIONS_BEFORE, MENTIONS_AFTER = 9, 6
# How many letters a sentence may have before a quotation for its first words to frame it.
_SENTENCE = 60
_LETTERS = {"person": ord("N"), "unknown": ord("N"), "organisation": ord("O"), "place": ord("L"), "role": ord("R")}
_ROLE, _PLAIN, _TITLE = ord("R"), ord("x"), ord("T")
_UP_TO_3 = ("0", "1", "2", *["3"] * max(MENTIONS_BEFORE, MENTIONS_AFTER))
# Verbs of speech and what stands for one, the strongest first.
_VERBS = "VDGBWgAS-"
_NO_VERB = _VERBS.index("-")
# Verbs that take a hearer.
_TELLS = frozenset("BD")
# Which mentions one and two sentences before a quotation are worth looking at.
_WORTH = (frozenset[str](), frozenset(("N", "N'", "O", "O'", "R", "R'", "P", "E", "w", "w'")), frozenset("NP"))


class _Paths(dict[str, tuple[str, int, int]]):
    """Of a few letters the verbs and stops, how many sentences end, and the strongest verb by its place in _VERBS."""

    def __missing__(self, letters: str) -> tuple[str, int, int]:
        verb = next((place for place, letter in enumerate(_VERBS[:-1]) if letter in letters), _NO_VERB)
        if len(self) > _REMEMBER_AT_MOST:
            self.clear()
        stops = letters.count(".") + letters.count("|")
        self[letters] = found = (letters.translate(_ONLY_COARSE), stops, verb)
        return found


_PATHS = _Paths()
_REMEMBER_AT_MOST = 1 << 16


class _AtOnce(dict[str, int]):
    """Where among a few letters beside a quotation its speaker stands for certain; -1 if nowhere."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        super().__init__()
        self._pattern = pattern

    def __missing__(self, letters: str) -> int:
        found = self._pattern.search(letters)
        if len(self) > _REMEMBER_AT_MOST:
            self.clear()
        self[letters] = place = found.start(found.lastindex or 0) if found else -1
        return place


_AFTER_AT_ONCE = _AtOnce(re.compile("\\A" + _AT_ONCE_AFTER))
_SIGNED_AFTER = _AtOnce(re.compile("\\A" + _SIGNED))
_BEFORE_AT_ONCE = _AtOnce(re.compile(_AT_ONCE_BEFORE))


# A mention as it is seen from a quotation: the place of its letter in the scene, and what is known of it: kind, rank,
# sentences between, the strongest verb there, the letters after it, before it, and those between, fine and coarse.
Sighting = tuple[int, str, str, str, str, str, str, str, str]


class Candidate(NamedTuple):
    """A mention, by the place of its first letter in the context; `side` is B(efore), A(fter), C(arried on)
    or 0 (nobody), the latter two without a place."""

    side: str
    place: int
    known: tuple[str, ...]


class Options(NamedTuple):
    """The candidates of one quotation, each without what they have in common.

    `shape` is what is known of the quotation, `before` and `after` are the mentions on either side, the nearest
    first, `carried` is what lies between it and the quotation before, None if there is none. Their order is
    that of the fields, and nobody is the last.
    """

    shape: tuple[str, ...]
    before: list[Sighting]
    after: list[Sighting]
    carried: tuple[str, ...] | None

    def candidate(self, index: int) -> Candidate:
        """A candidate by its number."""
        if index < len(self.before):
            return _mentioned("B", self.before[index], self.shape)
        index -= len(self.before)
        if index < len(self.after):
            return _mentioned("A", self.after[index], self.shape)
        if index == len(self.after) and self.carried is not None:
            return Candidate("C", -1, ("C", *self.carried, *self.shape))
        return Candidate("0", -1, ("0", *self.shape))

    def candidates(self) -> list[Candidate]:
        """All of them."""
        number = len(self.before) + len(self.after) + (self.carried is not None) + 1
        return [self.candidate(index) for index in range(number)]


def _mentioned(side: str, sighting: Sighting, shape: tuple[str, ...]) -> Candidate:
    return Candidate(side, sighting[0], (side, *sighting[1:], *shape))


class Scene:
    """The letters of a context made simple: each name one letter, runs of plain words one x, little words gone.

    `simple` is the string, `at[k]` the place of the k-th quotation in it; `kinds` is the same with the letters O
    and L for names of organisations and places, and `mentions` are the places of all mentions, in order.
    """

    __slots__ = ("_marked", "at", "context", "kinds", "mentions", "people", "simple")

    def __init__(self, context: Context, people: People) -> None:
        self.context = context
        self.people = people
        marked = bytearray(context.letters, "ascii")
        for (first, last, _), entity in zip(context.names, people.mentions, strict=True):
            if entity is not None:
                marked[first] = _LETTERS[entity.kind]
            else:
                marked[first] = _ROLE if marked[last - 1] == _TITLE else _PLAIN
            if last - first > 1:
                marked[first + 1 : last] = b"_" * (last - first - 1)
        # Letter for letter as long as the context's.
        self._marked = marked.translate(_ONLY_ROLES).decode("ascii")
        kinds = bytes(marked.translate(_SIMPLER, _DROPPED))
        if b"(" in kinds or b")" in kinds:
            kinds = _PARENTHESES.sub(_keep_mentions, kinds)
        kinds = _without_repeats(kinds)
        self.kinds = kinds.decode("ascii")
        self.simple = simple = kinds.translate(_NAMES_ALIKE).decode("ascii")
        self.mentions = _mentions(kinds)
        self.at: list[int] = []
        place = -1
        for _ in context.at:
            place = simple.index("Q", place + 1)
            self.at.append(place)

    def locate(self, number: int, place: int) -> int:
        """The place in the context's letters of the mention at simple[place], near the quotation `number`."""
        kinds, marked, quote = self.kinds, self._marked, self.at[number]
        letter = kinds[place]
        found = self.context.at[number]
        if place < quote:
            for _ in range(kinds.count(letter, place, quote)):
                found = marked.rindex(letter, 0, found)
        else:
            for _ in range(kinds.count(letter, quote, place + 1)):
                found = marked.index(letter, found + 1)
        return found


def _without_repeats(kinds: bytes) -> bytes:
    """Of each run of x and i the last letter only, and one | for several."""
    repeated = np.frombuffer(kinds.translate(_REPEATED), dtype=np.uint8)
    kept: bytes = np.frombuffer(kinds, dtype=np.uint8)[:-1][(repeated[:-1] & repeated[1:]) == 0].tobytes()
    return kept + kinds[-1:]


def _mentions(kinds: bytes) -> list[int]:
    """The places of the mentions: names, pronouns, and nouns that have no name beside them."""
    mentioning = _BESIDE_NAME.sub(b"x", kinds).translate(_MENTIONING)
    found: list[int] = np.flatnonzero(np.frombuffer(mentioning, dtype=np.uint8)).tolist()
    return found


def _keep_mentions(found: re.Match[bytes]) -> bytes:
    # What stands in parentheses is passed over, but mentions must stay countable.
    return found.group().translate(None, _NO_MENTION)


def certain(scene: Scene, number: int, shape: tuple[str, ...]) -> Candidate | None:
    """The candidate beside whom no other is worth looking at, if there is one: '"...," she said'.

    `shape` is what is known of the quotation, see `quote_shape`.
    """
    simple, place = scene.simple, scene.at[number]
    close = shape[0]
    if close == ",":
        first = _AFTER_AT_ONCE[simple[place + 1 : place + 5]]
        if first >= 0:
            return _alone(scene, place, place + 1 + first, shape)
    elif shape[-1][:1] == ".":
        begin = max(0, place - 5)
        first = _BEFORE_AT_ONCE[simple[begin:place]]
        if first >= 0:
            return _alone(scene, place, begin + first, shape)
    if simple[place - 1 : place] in ("", ".", "|"):
        first = _SIGNED_AFTER[simple[place + 1 : place + 8]]
        if first >= 0:
            return _alone(scene, place, place + 1 + first, shape)
    framed = _framed(simple, place, close)
    return _alone(scene, place, framed, shape) if framed is not None else None


def options(scene: Scene, number: int, shape: tuple[str, ...]) -> Options:
    """Everybody who could have said a quotation, of which `shape` is known, if nobody is `certain`."""
    place = scene.at[number]
    index = bisect_left(scene.mentions, place)
    carried = carried_shape(scene, number) if number else None
    return Options(shape, _before(scene, place, index), _after(scene, place, index), carried)


def _before(scene: Scene, place: int, index: int) -> list[Sighting]:
    """The mentions before simple[place], the nearest first; scene.mentions[index] is the first after it.

    In this sentence all of them; in the one before no places and no "his"; in the one before that, people only.
    """
    simple, kinds, mentions = scene.simple, scene.kinds, scene.mentions
    begin = max(0, place - LETTERS_BEFORE)
    found: list[Sighting] = []
    far = "<" + simple[max(begin, place - 7) : place]
    upto, coarse, sentences, verb = place, "", 0, _NO_VERB
    for rank, at in zip(_UP_TO_3, reversed(mentions[max(0, index - MENTIONS_BEFORE) : index]), strict=False):
        if at < begin:
            break
        more, stops, strongest = _PATHS[simple[at + 1 : upto]]
        sentences += stops
        if sentences > 2:
            break
        upto = at + 1
        if more:
            coarse = (more + coarse)[-5:]
        if strongest < verb:
            verb = strongest
        kind, after = kinds[at], simple[at + 1 : at + 4]
        if after[:1] == "'":
            kind += "'"
        if sentences and kind not in _WORTH[sentences]:
            continue
        before = simple[at - 2 : at] if at > 1 else simple[:at]
        if before[-1:] in _TELLS and _hears(before, kind):
            continue
        fine = simple[upto:place] if place - at < 10 else far
        found.append((at, kind, rank, _UP_TO_3[sentences], _VERBS[verb], after, before, fine, coarse))
    return found


def _after(scene: Scene, place: int, index: int) -> list[Sighting]:
    """The mentions after simple[place], the nearest first; scene.mentions[index] is the first of them.

    After the end of the sentence only the very first, and that if no verb comes before it.
    """
    simple, kinds, mentions = scene.simple, scene.kinds, scene.mentions
    end = min(len(simple), place + LETTERS_AFTER)
    bound = simple.find("|", place + 1, end)
    if bound >= 0:
        signed = bound == place + 1 and simple[bound + 1 : bound + 2] == "-"
        end = min(end, bound + 8) if signed else bound
    found: list[Sighting] = []
    far = simple[place + 1 : place + 8] + ">"
    begin, coarse, sentences, verb = place + 1, "", 0, _NO_VERB
    for rank, at in enumerate(mentions[index : index + MENTIONS_AFTER]):
        if at >= end:
            break
        more, stops, strongest = _PATHS[simple[begin:at]]
        begin = at
        if more:
            coarse = (coarse + more)[:5]
        sentences += stops
        if strongest < verb:
            verb = strongest
        if sentences and (sentences > 1 or rank or verb != _NO_VERB):
            break
        kind, after = kinds[at], simple[at + 1 : at + 4]
        if after[:1] == "'":
            kind += "'"
        before = simple[at - 2 : at] if at > 1 else simple[:at]
        if before[-1:] in _TELLS and _hears(before, kind):
            continue
        fine = simple[place + 1 : at] if at - place < 10 else far
        found.append((at, kind, _UP_TO_3[rank], _UP_TO_3[sentences], _VERBS[verb], after, before, fine, coarse))
    return found


def _hears(before: str, kind: str) -> bool:
    """Whether a mention is told and does not tell: "telling Okafor", "told CNN"; not "told Okafor", which may be
    "..., told Okafor how"."""
    return before[-1:] == "B" or (before[-1:] == "D" and kind != "N")


def _framed(simple: str, place: int, close: str) -> int | None:
    """The mention that a phrase around the sentence makes its speaker, whoever else is near.

    "In his opinion, ...", "According to the report, ...", and a sentence that begins with a participle:
    "Calling it “...”, the mayor left."
    """
    before = simple[max(0, place - _SENTENCE) : place]
    sentence = before.rpartition(".")[2].rpartition("|")[2].rpartition("Q")[2]
    if len(sentence) == _SENTENCE < place:
        return None  # it begins farther away
    opening = _OPENING.match(sentence) if "S" in sentence or "A" in sentence else None
    if opening is not None:
        return place - len(sentence) + opening.start(opening.lastindex or 0)
    if ("g" in sentence or "G" in sentence or "B" in sentence) and _PARTICIPLE.match(sentence):
        after = _AFTER_PARTICIPLE.match(simple, place + 1, place + 8)
        if after is not None and (close == "," or simple[place + 1] == ","):
            return after.start(1)
    return None


def _alone(scene: Scene, place: int, at: int, shape: tuple[str, ...]) -> Candidate:
    """The mention at simple[at] as the only candidate of the quotation at simple[place]."""
    simple = scene.simple
    if at < place:
        side, path = "B", simple[at + 1 : place]
        coarse, stops, verb = _PATHS[path]
        fine, coarse = path if len(path) < 9 else "<" + path[-7:], coarse[-5:]
    else:
        side, path = "A", simple[place + 1 : at]
        coarse, stops, verb = _PATHS[path]
        fine, coarse = path if len(path) < 9 else path[:7] + ">", coarse[:5]
    kind, after = scene.kinds[at], simple[at + 1 : at + 4]
    if after[:1] == "'":
        kind += "'"
    few = (side, kind, "0", _UP_TO_3[min(stops, 3)], _VERBS[verb])
    return Candidate(side, at, (*few, after, simple[max(0, at - 2) : at], fine, coarse, *shape))


def quote_shape(scene: Scene, number: int, start: int, end: int) -> tuple[str, ...]:
    """What the quotation itself tells, text[start:end]: how it ends, how it begins, how long it is, and the letters
    beside it."""
    text, simple, place = scene.context.text, scene.simple, scene.at[number]
    tail = text[end - 1]
    close = tail if tail in ".!?" else "," if text[end : end + 1] == "," else "…" if tail in "…-—–" else "w"
    count = text.count(" ", start, end if end - start < 120 else start + 120) + 1
    length = "1" if count == 1 else "3" if count < 4 else "7" if count < 8 else "+"
    case = "l" if text[start].islower() else "U"
    return (close, case, length, simple[max(0, place - 2) : place], simple[place + 1 : place + 4])


def carried_shape(scene: Scene, number: int) -> tuple[str, ...]:
    """What lies between a quotation and the one before it."""
    between = scene.simple[scene.at[number - 1] + 1 : scene.at[number]]
    paragraphs = "0123"[min(3, between.count("|"))]
    coarse = between[-40:].translate(_ONLY_COARSE)[-6:]
    return (paragraphs, coarse, between if len(between) < 7 else between[:3] + "~" + between[-3:])
