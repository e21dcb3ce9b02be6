"""Who could have said a quotation: the mentions around it, each with what speaks for it.

A candidate is a mention in a `Scene` (a name, a noun such as "the senator", a pronoun), or the speaker of the
quotation before, carried on, or nobody. What is known of a candidate is a tuple of a few small values, those of
the mention and then those of the quotation; the model scores them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple

from indexer.quotes.model import KINDS, UP_TO_3, VERBS
from indexer.quotes.scene import Scene

# '"...," she said', '"...," said Moreau,': nobody else is worth looking at.
_AT_ONCE_AFTER = "[,.]?(?:([NP])[VD]|(?:[NR]')?(R)V|(N)'S[VW]|V(?:(?:N'R{0,2})?(N)(?=[,.fitkwx])|(R),))"
# '“...” — Moreau' in a paragraph or a sentence of its own is signed.
_SIGNED = "\\.?\\|?-(?:Nx?)?(N)(?=[.|]|\\Z)"
# Nor if the sentence before is no more than an attribution: '“...,” she said. “...”'.
_AT_ONCE_BEFORE = (
    "(?:(?<!Ri)([NP])V[.,]|Q,?(?:(R)V|V(?:N'R{0,2})?([NR]))\\."
    "|Q[,.]?(?:([NPR])[VD]|V(?:N'R{0,2})?([NR])(?=[,itkfx]))[^VDGBgPQ.|]{1,14}\\.)\\Z"
)
# "was lashed by Moreau for “...”"
_AGENT, _AFTER_AGENT = re.compile("[xWV]b(N)[ik]\\Z"), frozenset("ik")
_STOPS = frozenset(".,")
_NOTHING_BEFORE = frozenset(("", ".", "|"))
_OPENING = re.compile("c?(?:i?(p)S,|Ati?x?([NR]),|Atx?R(N),|[xi]?Si?(N),)[^VDGBA]*\\Z")
_PARTICIPLE = re.compile("c?[xi]?[gGB][^VDW]{0,14}\\Z")
_AFTER_PARTICIPLE = re.compile(",?[xi]?([NRP])")
_TRAILING = re.compile(",[xic]{0,2}[gG][^VDWgGB.|Q]*\\Z")
_SUBJECT = re.compile("(?<![ibtfk'VDW])(?:[NP]|R(?!R{0,9}N))(?!')")
_MENTION = re.compile("[NR]")
_ONLY_COARSE = str.maketrans("", "", "xitbhkcR,;-'wp")
# How many letters before and after a quotation are looked at, and how many mentions on either side.
LETTERS_BEFORE, LETTERS_AFTER = 72, 46
MENTIONS_BEFORE, MENTIONS_AFTER = 9, 6
# How many of the coarse letters between a mention and a quotation are kept, those next to the quotation.
_COARSE = 5
# How many letters a sentence may have before a quotation for its first words to frame it.
_SENTENCE = 60
_KIND = {kind: place for place, kind in enumerate(KINDS)}
_NAME, _OWNER = _KIND["N"], _KIND["N'"] - _KIND["N"]
_NO_VERB = VERBS.index("-")
_RANKS = (0, 1, 2, *[3] * max(MENTIONS_BEFORE, MENTIONS_AFTER))
# Verbs that take a hearer.
_TELLS = frozenset("BD")
_TELLING = frozenset("'RVD")  # what stands behind a mention, if it tells whether that is a speaker
_OF_NAMES, _LEADS_ON = frozenset("TNOLJHe"), frozenset("fitkbhcw,.;-(")
_SPEAKING = frozenset(("RV", "RD"))
_SPEAKS = _SPEAKING | {"RW"}
# Which mentions one and two sentences before a quotation are worth looking at.
_WORTH = tuple(
    frozenset(map(KINDS.index, kinds))
    for kinds in ((), ("N", "N'", "O", "O'", "R", "R'", "P", "E", "w", "w'"), ("N", "P"))
)


class _Paths(dict[str, tuple[str, int, int]]):
    """Of a few letters the verbs and stops, how many sentences end, and the strongest verb by its place in VERBS."""

    def __missing__(self, letters: str) -> tuple[str, int, int]:
        coarse = letters.translate(_ONLY_COARSE)
        if not coarse:
            found = _NOTHING_BETWEEN
        else:
            verb = int(min(coarse.translate(_STRENGTHS)))
            found = (coarse, coarse.count(".") + coarse.count("|"), verb)
        if len(letters) < _LONG_PATH:  # a longer one hardly comes back
            if len(self) > _REMEMBER_AT_MOST:
                self.clear()
            self[letters] = found
        return found


_NOTHING_BETWEEN = ("", 0, _NO_VERB)
# By the letter of a verb its place in VERBS, a digit; of every other letter that of none.
_STRENGTHS = {code: str(VERBS.find(chr(code)) % len(VERBS)) for code in range(128)}
_LONG_PATH = 16
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


# A mention as it is seen from a quotation: the place of its letter in the scene, and what is known of it: kind (its
# place in KINDS), rank and sentences between (3 if more), the strongest verb there (its place in VERBS), the letters
# after it, before it, and those between, fine and coarse.
Sighting = tuple[int, int, int, int, int, str, str, str, str]
# What lies between a quotation and the one before: new paragraphs (3 if more), and the letters, coarse and fine.
Carried = tuple[int, str, str]


@dataclass(slots=True, eq=False)
class Candidate:
    """A mention, by the place of its first letter in the context; `side` is B(efore), A(fter), C(arried on)
    or 0 (nobody), the latter two without a place. `shape` is what is known of the quotation."""

    side: str
    place: int
    shape: tuple[str, ...]
    sighting: Sighting | None = None
    carried: Carried | None = None

    @property
    def known(self) -> tuple[str, ...]:
        """What is known of it, in words: see `model.FIELDS`."""
        if self.sighting is not None:
            _, kind, rank, sentences, verb, *letters = self.sighting
            few = (self.side, KINDS[kind], UP_TO_3[rank], UP_TO_3[sentences], VERBS[verb])
            return (*few, *letters, *self.shape)
        if self.carried is not None:
            paragraphs, *letters = self.carried
            return (self.side, UP_TO_3[paragraphs], *letters, *self.shape)
        return (self.side, *self.shape)

    @property
    def verb(self) -> str:
        """The strongest verb between a mention and the quotation; the side of what is no mention."""
        return VERBS[self.sighting[4]] if self.sighting is not None else self.side


class Options(NamedTuple):
    """The candidates of one quotation, each without what they have in common.

    `shape` is what is known of the quotation, `before` and `after` are the mentions on either side, the nearest
    first, `carried` is what lies between it and the quotation before, None if there is none. Their order is
    that of the fields, and nobody is the last.
    """

    shape: tuple[str, ...]
    before: list[Sighting]
    after: list[Sighting]
    carried: Carried | None

    def candidate(self, index: int) -> Candidate:
        """A candidate by its number."""
        if index < len(self.before):
            found = self.before[index]
            return Candidate("B", found[0], self.shape, found)
        index -= len(self.before)
        if index < len(self.after):
            found = self.after[index]
            return Candidate("A", found[0], self.shape, found)
        if index == len(self.after) and self.carried is not None:
            return Candidate("C", -1, self.shape, None, self.carried)
        return Candidate("0", -1, self.shape)

    def candidates(self) -> list[Candidate]:
        """All of them."""
        return list(map(self.candidate, range(len(self.before) + len(self.after) + (self.carried is not None) + 1)))


def certain(scene: Scene, number: int, shape: tuple[str, ...]) -> Candidate | None:
    """The candidate beside whom no other is worth looking at, if there is one: '"...," she said'.

    `shape` is what is known of the quotation, see `quote_shape`.
    """
    simple, place = scene.simple, scene.at[number]
    close = shape[0]
    if close == ",":
        first = _AFTER_AT_ONCE[simple[place + 1 : place + 8]]
        if first >= 0 and not _modifies(scene, number, place + 1 + first):
            return _alone(scene, place, place + 1 + first, shape)
    elif shape[-1][:1] == "." and simple[place - 1 : place] in _STOPS:
        last = simple.rfind("Q", max(0, place - 22), place)
        begin = max(0, min(last, place - 8) if last >= 0 else place - 8)
        first = _BEFORE_AT_ONCE[simple[begin:place]]
        if first >= 0 and not _modifies(scene, number, begin + first):
            return _alone(scene, place, begin + first, shape)
    previous = simple[place - 1 : place]
    if previous in _AFTER_AGENT and (agent := _AGENT.search(simple, max(0, place - 5), place)) is not None:
        return _alone(scene, place, agent.start(1), shape)
    if previous in _NOTHING_BEFORE:
        if "-" not in simple[place + 1 : place + 4]:
            return None  # most
        first = _SIGNED_AFTER[simple[place + 1 : place + 8]]
        return _alone(scene, place, place + 1 + first, shape) if first >= 0 else None
    first = _framed(simple, place, close)
    if first < 0 and (
        simple.find("g", max(0, place - _SENTENCE), place) >= 0 or simple.find("G", max(0, place - 20), place) >= 0
    ):
        first = _main_subject(simple, place)
    return _alone(scene, place, first, shape) if first >= 0 else None


def _modifies(scene: Scene, number: int, at: int) -> bool:
    """Whether the name at simple[at] may belong to a noun behind it: "said Nevada political analyst Jon Ralston", and
    not "said Ada Moreau of the independent institute"."""
    if scene.simple[at : at + 2] != "Nx":
        return False
    letters, end = scene.context.letters, scene.locate(number, at)
    while letters[end : end + 1] in _OF_NAMES:
        end += 1
    return letters[end : end + 1] not in _LEADS_ON


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
    for rank, at in zip(_RANKS, reversed(mentions[max(0, index - MENTIONS_BEFORE) : index]), strict=False):
        if at < begin:
            break
        more, stops, strongest = _PATHS[simple[at + 1 : upto]]
        sentences += stops
        if sentences > 2:
            break
        upto = at + 1
        if more and len(coarse) < _COARSE:
            coarse = (more + coarse)[-_COARSE:]
        if strongest < verb:
            verb = strongest
        kind, after = _KIND[kinds[at]], simple[upto : at + 4]
        if (follows := after[:1]) in _TELLING:
            if follows == "'":
                kind += _OWNER
                if after[1:3] in _SPEAKS:
                    continue  # "Moreau's lawyers described"
            elif follows == "R":
                if (letter := simple[at]) in "pN" and after[:2] in (_SPEAKS if letter == "p" else _SPEAKING):
                    continue  # "his family said", "a Moreau official said": not he and not Moreau
            elif at > 1 and kinds[at] in "NOL" and simple[at - 2 : at] == "Ri":
                continue  # "a doctor in Velm wrote"
        if sentences and kind not in _WORTH[sentences]:
            continue
        before = simple[at - 2 : at] if at > 1 else simple[:at]
        if before[-1:] in _TELLS and _hears(before, kind):
            continue
        fine = simple[upto:place] if place - at < 10 else far
        found.append((at, kind, rank, sentences, verb, after, before, fine, coarse))
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
    for rank, at in zip(_RANKS, mentions[index : index + MENTIONS_AFTER], strict=False):
        if at >= end:
            break
        more, stops, strongest = _PATHS[simple[begin:at]]
        begin = at
        if more and len(coarse) < _COARSE:
            coarse = (coarse + more)[:_COARSE]
        sentences += stops
        if strongest < verb:
            verb = strongest
        if sentences and (sentences > 1 or rank or verb != _NO_VERB):
            break
        kind, after = _KIND[kinds[at]], simple[at + 1 : at + 4]
        if after[:1] == "'":
            kind += _OWNER
        before = simple[at - 2 : at] if at > 1 else simple[:at]
        if before[-1:] in _TELLS and _hears(before, kind):
            continue
        fine = simple[place + 1 : at] if at - place < 10 else far
        found.append((at, kind, rank, sentences, verb, after, before, fine, coarse))
    return found


def _hears(before: str, kind: int) -> bool:
    """Whether a mention is told and does not tell: "telling Okafor", "told CNN"; not "told Okafor", which may be
    "..., told Okafor how"."""
    return before[-1:] == "B" or (before[-1:] == "D" and kind != _NAME)


def _framed(simple: str, place: int, close: str) -> int:
    """The mention that a phrase around the sentence makes its speaker, whoever else is near; -1 if none.

    "In his opinion, ...", "According to the report, ...", and a sentence that begins with a participle:
    "Calling it “...”, the mayor left."
    """
    before = simple[max(0, place - _SENTENCE) : place]
    if not ("S" in before or "A" in before or "g" in before or "G" in before or "B" in before):
        return -1
    sentence = before.rpartition(".")[2].rpartition("|")[2].rpartition("Q")[2]
    if len(sentence) == _SENTENCE < place:
        return -1  # it begins farther away
    opening = _OPENING.match(sentence) if "S" in sentence or "A" in sentence else None
    if opening is not None:
        return place - len(sentence) + opening.start(opening.lastindex or 0)
    if ("g" in sentence or "G" in sentence or "B" in sentence) and _PARTICIPLE.match(sentence):
        after = _AFTER_PARTICIPLE.match(simple, place + 1, place + 8)
        if after is not None and (close == "," or simple[place + 1] == ","):
            return after.start(1)
    return -1


def _main_subject(simple: str, place: int) -> int:
    """The subject of the sentence whose end is a participle before the quotation, where its object stands nearer:
    `Moreau took a swipe at Okafor, calling him “...”`. -1 if that is not so."""
    before = simple[max(0, place - LETTERS_BEFORE) : place]
    sentence = before.rpartition(".")[2].rpartition("|")[2].rpartition("Q")[2]
    trailing = _TRAILING.search(sentence) if len(sentence) < LETTERS_BEFORE else None
    if trailing is None:
        return -1
    head = sentence[: trailing.start()]
    subject = _SUBJECT.search(head)
    if subject is None or not _MENTION.search(head, subject.end()):
        return -1
    return place - len(sentence) + subject.start()


def _alone(scene: Scene, place: int, at: int, shape: tuple[str, ...]) -> Candidate:
    """The mention at simple[at] as the only candidate of the quotation at simple[place]."""
    simple = scene.simple
    if at < place:
        side, path = "B", simple[at + 1 : place]
        coarse, stops, verb = _PATHS[path]
        fine, coarse = path if len(path) < 9 else "<" + path[-7:], coarse[-_COARSE:]
    else:
        side, path = "A", simple[place + 1 : at]
        coarse, stops, verb = _PATHS[path]
        fine, coarse = path if len(path) < 9 else path[:7] + ">", coarse[:_COARSE]
    kind, after, before = _KIND[scene.kinds[at]], simple[at + 1 : at + 4], simple[max(0, at - 2) : at]
    if after[:1] == "'":
        kind += _OWNER
    return Candidate(side, at, shape, (at, kind, 0, min(stops, 3), verb, after, before, fine, coarse))


def quote_shape(scene: Scene, number: int, start: int, end: int) -> tuple[str, ...]:
    """What the quotation itself tells, text[start:end]: how it ends, how it begins, how long it is, and the letters
    beside it."""
    text, simple, place = scene.context.text, scene.simple, scene.at[number]
    tail = text[end - 1]
    if tail == "." and text[end + 2 : end + 3].islower() and text[end + 1 : end + 2] == " ":
        tail = ","  # of an abbreviation: "... the U.S." said Moreau
    close = tail if tail in ",.!?" else "," if text[end : end + 1] == "," else "…" if tail in "…-—–" else "w"
    count = text.count(" ", start, end if end - start < 120 else start + 120) + 1
    length = "1" if count == 1 else "3" if count < 4 else "7" if count < 8 else "+"
    case = "l" if text[start].islower() else "U"
    return (close, case, length, simple[max(0, place - 2) : place], simple[place + 1 : place + 4])


def carried_shape(scene: Scene, number: int) -> Carried:
    """What lies between a quotation and the one before it."""
    between = scene.simple[scene.at[number - 1] + 1 : scene.at[number]]
    paragraphs = min(3, between.count("|"))
    coarse = between[-40:].translate(_ONLY_COARSE)[-6:]
    return (paragraphs, coarse, between if len(between) < 7 else between[:3] + "~" + between[-3:])
