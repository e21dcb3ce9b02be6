"""The letters of an article made simple, for the patterns of candidates: a name one letter, little words gone.

`context.py` gives the words around the quotations a letter or two each; here each name becomes one letter by what
it names in this article, and what tells nothing of who speaks is left out.
"""

from __future__ import annotations

import re

import numpy as np

from indexer.quotes.context import Context
from indexer.quotes.people import People

_BESIDE_NAME = re.compile(b"R(?=R{0,9}[NOL])")  # "spokesman Jason Miller" is one mention
_SIMPLER, _DROPPED = bytes.maketrans(b"YUfXuz", b"RRixxx"), b"ade_"
_ONLY_ROLES = bytes.maketrans(b"YU", b"RR")
_NAMES_ALIKE = bytes.maketrans(b"OL", b"NN")
# Of neighbours with a bit in common only the last one is left: of plain words and prepositions, of new lines. No
# letter has these bits, so a letter with them set is one that goes.
_REPEATED = bytes({"x": 0x80, "i": 0x80, "|": 0x03}.get(chr(code), 0) for code in range(256))
_GOES = bytes(code | _REPEATED[code] for code in b"xi|")
_MENTIONING = bytes(chr(code) in "NOLPEwpR" for code in range(256))
_NO_MENTION = bytes(code for code in range(256) if chr(code) not in "NOLRPEwpQ")
# Each branch begins with a letter of its own: these are sooner looked for than a class.
_PARENTHESES = re.compile(rb"\([^()|Q]{0,40}\)|\(|\)")
_LETTERS = {"person": ord("N"), "unknown": ord("N"), "organisation": ord("O"), "place": ord("L"), "role": ord("R")}
_NOUNS = b"RYU"
_ROLE, _PLAIN, _TITLE, _DETERMINER, _OF = map(ord, "RxTdf")


class Scene:
    """The letters of a context made simple: each name one letter, runs of plain words one x, little words gone.

    `simple` is the string, `at[k]` the place of the k-th quotation in it; `kinds` is the same with the letters O
    and L for names of organisations and places, and `mentions` are the places of all mentions, in order.
    """

    __slots__ = ("_marked", "at", "context", "kinds", "mentions", "people", "simple")

    def __init__(self, context: Context, people: People) -> None:
        self.context = context
        self.people = people
        # A letter that goes stands behind the last one, so that a look past either end finds it.
        marked = bytearray(context.letters + "_", "ascii")
        person = -1  # where the name of a person ends
        for (first, last, _), entity in zip(context.names, people.mentions, strict=True):
            if entity is None:
                marked[first] = _ROLE if marked[last - 1] == _TITLE else _PLAIN
                person = -1
            else:
                kind = entity.kind
                letter = _LETTERS[kind]
                # "The Kentucky senator", "U.S. officials", "the House speaker": the name is whose they are.
                if (kind == "place" or marked[first - 1] == _DETERMINER) and marked[last] in _NOUNS:
                    letter = _PLAIN
                if kind == "person":
                    person = last
                elif person > 0:
                    # "Ada Moreau of the Velm Institute said": nothing but "of" or "of the" between.
                    if marked[person] == _OF and bytes(marked[person:first]) in (b"f", b"fd"):
                        letter = _PLAIN
                    person = -1
                marked[first] = letter
            if last - first > 1:
                marked[first + 1 : last] = b"_" * (last - first - 1)
        # Letter for letter as the context's.
        self._marked = marked.translate(_ONLY_ROLES).decode("ascii")
        kinds = bytes(marked).translate(_SIMPLER, _DROPPED)
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
    # All letters at once, as one number, its lowest byte the first letter: of a few hundred no other way is as quick.
    repeated = int.from_bytes(kinds.translate(_REPEATED), "little")
    marked = int.from_bytes(kinds, "little") | (repeated & (repeated >> 8))
    return marked.to_bytes(len(kinds), "little").translate(None, _GOES)


def _mentions(kinds: bytes) -> list[int]:
    """The places of the mentions: names, pronouns, and nouns that have no name beside them."""
    mentioning = _BESIDE_NAME.sub(b"x", kinds).translate(_MENTIONING)
    found: list[int] = np.frombuffer(mentioning, dtype=np.uint8).nonzero()[0].tolist()
    return found


def _keep_mentions(found: re.Match[bytes]) -> bytes:
    # What stands in parentheses is passed over, but mentions must stay countable.
    return found.group().translate(None, _NO_MENTION)
