"""The words around the quotations of an article, as a string of classes, a letter or two a word.

What ties a quotation to its speaker is mostly the order of a few kinds of words: a verb of speech, a
name, a comma, the marks. So the text outside the quotations is cut at its spaces, and each piece is looked
up in a table that remembers its letters ("said," is "V,"). Patterns are then plain strings: "Q,VNN."
is a quotation, a comma, a verb of speech, a name of two words. No loop of ours runs per character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from indexer.quotes.lists import sections, verbs, words
from indexer.quotes.marks import Run

CLASSES = {
    "N": "a capitalised word, part of a name for all that is known",
    "T": "a title: Mr., Senator, President",
    "J": "an initial",
    "O": "a word of an organisation's or outlet's name",
    "H": "the same, which 'of' may follow: Department",
    "L": "a place",
    "'": "the possessive of what precedes",
    "e": "a particle of names: van, bin",
    "P": "he, she",
    "E": "they, it, I, we, you",
    "w": "who",
    "p": "his, her, their",
    "R": "a noun that heads a speaker: senator, spokeswoman, group, report",
    "Y": "the same, capitalised",
    "V": "a verb that announces speech: said",
    "W": "a verb that may: called, accused",
    "G": "the gerund of the first: saying",
    "g": "the gerund of the second: calling",
    "S": "a noun for what is said: statement, interview",
    "A": "according",
    "a": "an auxiliary or an adverb",
    "b": "by",
    "t": "to",
    "f": "of",
    "i": "another preposition",
    "h": "that",
    "k": "when, as, while",
    "c": "and, but",
    "d": "a determiner",
    "X": "a day, a month, a number",
    "Q": "a quotation",
    "¶": "a new paragraph",
    "x": "any other word",
}
_PUNCTUATION = {"—": "-", "–": "-", "―": "-", "-": "-", "!": ".", "?": ".", "…": ".", ".": ".", ";": ";", ",": ",", ":": ":"}
_PUNCTUATION |= {"(": "(", ")": ")", "[": "(", "]": ")"}
_PIECES = re.compile(r"(?:[^\W_]\.)+(?![^\W_])|[@#]?\w+(?:['./&-]\w+)*'?\.?|\n|[^\w\s]")
_REMEMBER_AT_MOST = 1 << 18


def _table() -> dict[str, str]:
    """The letters of every word that the lists know, lower case."""
    table: dict[str, str] = {}
    for section in ("man", "woman", "person", "people", "body", "paper"):
        table.update(dict.fromkeys(words("nouns", section), "R"))
    table.update(dict.fromkeys(words("nouns", "speech"), "S"))
    for section, letters in (("weak", "Wg"), ("strong", "VG")):
        finite, gerunds = verbs(section)
        table.update({verb: letters[0] for verb in finite if section == "strong" or verb not in table})
        table.update(dict.fromkeys(gerunds, letters[1]))
    for heading in sections("function"):
        table.update(dict.fromkeys(words("function", heading), heading))
    # Nouns and verbs at once: what they are most often in a newspaper.
    table.update(report="R", reports="V", statement="S", comment="S", comments="S", post="R", posts="V", address="S")
    table.update(email="S", text="S", message="S", question="S", quote="S", note="W", answer="S", voice="R")
    table.update(people="R", point="x", points="W", state="x", order="x", host="R", show="x", found="W")
    table.update(cast="x", hit="x", open="x", see="x", saw="x", want="x", wants="x", plan="x", hope="x", close="x")
    table.update({"he's": "Pa", "she's": "Pa", "it's": "Ea", "they're": "Ea", "i'm": "Ea", "we're": "Ea", "who's": "wa"})
    return table


class _Letters(dict[str, str]):
    """The letters of a piece of text between two spaces; worked out once a piece."""

    def __init__(self) -> None:
        super().__init__({"": "", "\n": "¶"})
        self._known = _table()
        self._titles = words("titles", "mr") | words("titles", "mrs") | words("titles", "any")
        self._suffixes = words("titles", "suffix")
        self._stop = words("organisations", "stop")
        self._head = words("organisations", "head")
        self._organisation = words("organisations", "word")
        self._places = words("places")
        self._given = words("given_names", "man") | words("given_names", "woman") | words("given_names", "both")
        self._abbreviations = {word for word in self._titles | self._places | self._suffixes if word.endswith(".")}

    def __missing__(self, piece: str) -> str:
        letters = "".join(map(self._word, _PIECES.findall(piece)))
        if len(self) > _REMEMBER_AT_MOST:
            self.clear()
            self.update({"": "", "\n": "¶"})
        self[piece] = letters
        return letters

    def _word(self, word: str) -> str:
        if len(word) == 1 and not word.isalnum():
            return _PUNCTUATION.get(word, "¶" if word == "\n" else "")
        end = ""
        if word.endswith(".") and word not in self._abbreviations:
            if len(word) == 2 and word[0].isupper():
                return "J"
            if "." not in word[:-1]:
                word, end = word[:-1], "."
        if word.endswith(("'s", "'")) and len(word) > 2:
            lower = word.lower()
            if lower in self._known:
                return self._known[lower] + end
            stem = word[:-2] if word.endswith("s") and not word.endswith("s'") else word[:-1]
            return self._plain(stem) + "'" + end
        return self._plain(word) + end

    def _plain(self, word: str) -> str:
        first = word[0]
        if first.isdigit():
            return "X"
        if not (first.isupper() or first in "@#" or (len(word) > 4 and word[2] == "-" and word[3].isupper())):
            return self._known.get(word, "x")
        return self._capital(word)

    def _capital(self, word: str) -> str:
        if word in self._titles:
            return "T"
        if word in self._suffixes:
            return "N"
        lower = word.lower()
        if word in self._stop:
            return self._known.get(lower, "x")
        if word in self._given:
            return "N"
        if word in self._head:
            return "H"
        if word in self._organisation:
            return "O"
        if word in self._places:
            return "L"
        letter = self._known.get(lower)
        if letter in ("R", "S"):
            return "Y" if letter == "R" else "S"
        if letter is not None:
            return letter
        if word[:2] in ("R-", "D-", "I-") and len(word) > 2:
            return "X"
        bare = word.replace(".", "").replace("-", "")
        return "O" if 1 < len(bare) < 7 and bare.isupper() else "N"


_LETTERS = _Letters()


class Context:
    """The letters of an article outside its quotations, with Q for each of these.

    `letters` is the string, `at[k]` the place of the k-th quotation in it.
    """

    __slots__ = ("_begins", "_pieces", "_stops", "at", "letters", "text")

    def __init__(self, text: str, runs: list[Run]) -> None:
        """Read `text`, an article with plain apostrophes and spaces and without wrapped lines."""
        self.text = text
        strings: list[str] = []
        self._pieces: list[list[str]] = []
        self._stops: list[list[int] | None] = []
        self._begins: list[tuple[int, int]] = []  # of each gap: its place in the letters, in the text
        self.at: list[int] = []
        begin = length = 0
        look = _LETTERS.__getitem__
        for run in [*runs, None]:
            stop = run.outer_start if run is not None else len(text)
            gap = text[begin:stop]
            if "\n" in gap:
                gap = gap.replace("\n", " \n ")
            pieces = gap.split(" ")
            string = "".join(map(look, pieces))
            self._begins.append((length, begin))
            self._pieces.append(pieces)
            self._stops.append(None)
            strings.append(string)
            length += len(string)
            if run is not None:
                self.at.append(length)
                strings.append("Q")
                length += 1
                begin = run.outer_end
        self.letters = "".join(strings)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The offsets in the text of letters[first:last], which lie in one gap.

        Marks that share a piece with a word go with it, save for what `strip` knows to be none of a name's.
        """
        gap = bisect_right(self._begins, (first, len(self.text))) - 1
        origin, begin = self._begins[gap]
        pieces = self._pieces[gap]
        stops = self._stops[gap]
        if stops is None:
            stops = self._stops[gap] = list(accumulate(map(len, map(_LETTERS.__getitem__, pieces))))
        one, two = bisect_right(stops, first - origin), bisect_right(stops, last - 1 - origin)
        before = pieces[:one]
        start = begin + sum(map(len, before)) + one - 2 * before.count("\n")
        inside = pieces[one:two]
        end = start + sum(map(len, inside)) + two - one - 2 * inside.count("\n") + len(pieces[two])
        return _strip(self.text, start, end)


_TRAILING = re.compile(r"(?:'s?)?[^\w'.]*\Z")


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the marks around a word, the possessive and the full stop of a sentence."""
    while start < end and not (text[start].isalnum() or text[start] in "@#"):
        start += 1
    while end > start and not text[end - 1].isalnum():
        if text[end - 1] == "." and _is_abbreviation(text, start, end):
            break
        end -= 1
    if text.endswith("'s", start, end):
        end -= 2
    return start, end


def _is_abbreviation(text: str, start: int, end: int) -> bool:
    last = text[max(start, end - 8) : end].rsplit(" ", 1)[-1]
    return last in _LETTERS._abbreviations or (len(last) == 2 and last[0].isupper()) or "." in last[:-1]
