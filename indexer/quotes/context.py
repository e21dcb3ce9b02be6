"""The words around the quotations of an article, as a string of classes, a letter or two a word.

What ties a quotation to its speaker is mostly the order of a few kinds of words: a verb of speech, a
name, a comma, the marks. So the text outside the quotations is cut at its spaces, and each piece is looked
up in a table that remembers its letters ("said," is "V,"). Patterns are then plain strings: "Q,VNN."
is a quotation, a comma, a verb of speech, a name of two words. No loop of ours runs per character.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from sys import intern

import numpy as np

from indexer.quotes.joining import LINKS, whole
from indexer.quotes.lists import sections, verbs, words
from indexer.quotes.marks import Run
from indexer.quotes.months import LEFT_OPEN, as_month, left_open, settled
from indexer.quotes.nounnames import with_surnames

CLASSES = {
    "N": "a capitalised word, part of a name for all that is known",
    "T": "a title: Mr., Senator, President",
    "J": "an initial",
    "O": "a word of an organisation's or outlet's name",
    "H": "the same, which 'of' may follow: Department",
    "L": "a place",
    "u": "an adjective of a people, a faith or a party: European",
    "U": "one that somebody may be called as well: Republican",
    "z": "a direction: North",
    "'": "the possessive of what precedes",
    "e": "a particle of names: van, bin",
    "P": "he, she",
    "E": "they, it, I, we, you",
    "w": "who",
    "p": "his, her, their",
    "R": "a noun that heads a speaker: senator, spokeswoman, group, report",
    "Y": "the same, capitalised",
    "V": "a verb that announces speech: said",
    "D": "one that takes a hearer: told",
    "W": "a verb that may: called, accused",
    "G": "the gerund of the first: saying",
    "B": "the gerund of the second: telling",
    "g": "the gerund of the third: calling",
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
    "|": "a new line",
    "x": "any other word",
}
# A name: capitalised words with what may join them. In a headline verbs and nouns are capitalised too. An adjective
# is part of one before an organisation's ("European Commission") or a place's ("British Columbia"); a direction is,
# unless it belongs to an adjective ("South Korean troops"); so are the owner of an office ("the Sheriff's Office",
# "People's Daily"), and what a department is of, though it may be a title ("Department of Justice"). A branch begins
# with a letter and looks back at what stands before it, so that the search runs from one to the next.
_OF_A_BODY = "(?=L|[NT]{0,2}[OH])"
NAME_RUN = (
    "[TNOLJHuUzY]"
    f"(?:(?<=[TNOLJH])|(?<=[uU])[uU]?{_OF_A_BODY}|(?<=z)(?:(?![uU])|[uU]{{1,2}}{_OF_A_BODY})|(?<=Y)'(?=[OH]))[TNOLJHY]*"
    "(?:(?:ee?(?=[NOJ])|fd?(?=[NOLH])|f(?<=Hf)(?=T(?![NJ]))|'(?:(?<=T')(?=[OH])|(?<=O')(?=T'[OH]))|z(?![uU]))"
    "[TNOLJHY]*)*"
)
_PUNCTUATION = dict.fromkeys("—–―-", "-") | dict.fromkeys("!?….", ".") | dict.fromkeys("([", "(")
_PUNCTUATION |= dict.fromkeys(")]", ")") | {";": ";", ",": ",", ":": ":", "\n": "|"}
_CLOSING = frozenset(",;:!?)")
# A full stop between a small letter and a capital one ends a sentence, the space after it being lost.
_PIECES = re.compile(
    r"(?:[^\W_]\.)+(?![^\W_])|[@#]?\w+(?:(?:['/&-]|\.(?!(?<=[a-z]{2}\.)[A-Z][a-z]))\w+)*'?\.?|\n|[^\w\s]"
)
RUN = re.compile(NAME_RUN)
# What stands between the names and the names, in turn.
_AROUND_RUNS = re.compile(f"({NAME_RUN})")
# Verbs and nouns of speech that with a capital are nearly always somebody: Le Pen, Bash, Brand.
_SURNAMES = frozenset(("Pen", "Bash", "Brand"))
_REMEMBER_AT_MOST = 1 << 18
_SUBJECT_BEHIND = re.compile("Q,?-?a?[VD]d[xXu]{0,2}x(?=[,.|;:-]|c|i[^,.|]{0,9}[,.|])")
_SUBJECT_BEFORE = re.compile("[.|]d[xXu]{0,3}[xSW](?=a?V(?:[,:h]?|[^.|,Q]{1,3})Q)")
# So many letters a subject before a quotation has with its verb, and the verb with what may follow it.
_LONGEST_SUBJECT, _LONGEST_VERB = 12, 5
_NOUN = ord("R")
# A piece of text without a space that is as long as this is no word.
_LONG = 40
# No piece of a text has a line end beside other characters: these stand for the quotations among the pieces.
_QUOTED, _STOPPED = "\nQ", "\nQ."
_MARKS = {"": "", "\n": "|", _QUOTED: "Q", _STOPPED: "Q."}


def _table() -> dict[str, str]:
    """The letters of every word that the lists know, lower case."""
    table: dict[str, str] = {}
    for section in ("man", "woman", "person", "people", "body", "paper"):
        table.update(dict.fromkeys(words("nouns", section), "R"))
    table.update(dict.fromkeys(words("nouns", "speech"), "S"))
    for section, letters in (("weak", "Wg"), ("strong", "VG"), ("addressed", "DB")):
        finite, gerunds = verbs(section)
        table.update({verb: letters[0] for verb in finite if section != "weak" or verb not in table})
        table.update(dict.fromkeys(gerunds, letters[1]))
    for heading in sections("function"):
        table.update(dict.fromkeys(words("function", heading), heading))
    # Nouns and verbs at once: what they are most often in a newspaper.
    table.update(report="R", reports="V", statement="S", comment="S", comments="S", post="R", posts="V", address="S")
    table.update(email="S", text="S", message="S", question="S", quote="S", note="W", answer="S", voice="R")
    table.update(people="R", point="x", points="W", state="x", order="x", host="R", show="x", found="W", counsel="R")
    table.update(cast="x", hit="x", open="x", see="x", saw="x", want="x", wants="x", plan="x", hope="x", close="x")
    table.update({"he's": "Pa", "she's": "Pa", "it's": "Ea", "they're": "Ea", "i'm": "Ea", "we're": "Ea"})
    for had in ("'d", "'ll"):
        table.update({"he" + had: "Pa", "she" + had: "Pa"})
        table.update({one + had: "Ea" for one in ("i", "it", "they", "we", "you")})
    return table


def _capitals(known: Mapping[str, str]) -> dict[str, str]:
    """The letters of every word with a capital that the lists know; `known` are those of words in small letters."""
    table: dict[str, str] = {}
    # What a word may be as well gives way to what comes later.
    for letter, listed in (
        ("L", [("places",)]),
        ("O", [("organisations", "word")]),
        ("H", [("organisations", "head")]),
        ("N", [("given_names", "man"), ("given_names", "woman"), ("given_names", "both"), ("titles", "suffix")]),
    ):
        for names in listed:
            table.update(dict.fromkeys(words(*names), letter))
    table.update(dict.fromkeys(_SURNAMES, "N"))
    table.update(dict.fromkeys(words("organisations", "direction"), "z"))
    table.update({word: "U" if word.lower() in known else "u" for word in words("organisations", "adjective")})
    table.update({word: known.get(word.lower(), "x") for word in words("organisations", "stop")})
    for section in ("mr", "mrs", "any"):
        table.update(dict.fromkeys(words("titles", section), "T"))
    return table


# Twenty-two is a number.
_TENS = tuple(f"{ten}-" for ten in "twenty thirty forty fifty sixty seventy eighty ninety".split())


class _Letters(dict[str, str]):
    """The letters of a piece of text between two spaces; worked out once a piece."""

    def __init__(self) -> None:
        super().__init__(_MARKS)
        self._known = _table()
        self._adjectives = words("organisations", "adjective")
        self._capitals = _capitals(self._known)
        listed = (*(("titles", one) for one in ("mr", "mrs", "any", "suffix")), ("places",))
        self.abbreviations = {word for names in listed for word in words(*names) if word.endswith(".")}

    def __missing__(self, piece: str) -> str:
        if len(self) > _REMEMBER_AT_MOST:
            self.clear()
            self.update(_MARKS)
        if piece.islower() and piece.isalpha():
            letters = self._known.get(piece, "x")
            if letters == "x":  # as most are
                if len(piece) < _LONG:
                    self[piece] = letters
                return letters
        else:
            stem, last = piece[:-1], piece[-1]
            if piece.isalpha():
                letters = self._capital(piece) if piece[0].isupper() else self._plain(piece)
            elif last in _CLOSING and stem.isalpha():
                letters = (self._known.get(stem, "x") if stem.islower() else self._plain(stem)) + _PUNCTUATION[last]
            elif last == "." and stem.isalpha():
                letters = self.letters(piece)
            elif "@" in piece and piece[0].isalnum():
                return "x." if last == "." else "x"  # an address
            else:
                letters = "".join(map(self.letters, _PIECES.findall(piece)))
        # Of a few thousand strings of letters each is kept once, or every word would fetch its own from memory.
        letters = intern(left_open(piece, letters))
        if len(piece) < _LONG:
            self[piece] = letters
        return letters

    def of_piece(self, piece: str) -> str:
        """The letters of a piece by itself, of which none is left open."""
        letters = self[piece]
        return letters if letters[:1] not in LEFT_OPEN else as_month(letters)

    def letters(self, word: str) -> str:
        """The letters of a word or a mark by itself."""
        if len(word) == 1 and not word.isalnum():
            return _PUNCTUATION.get(word, "")
        end = ""
        if word.endswith(".") and word not in self.abbreviations:
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
        listed = self._capitals.get(word)
        if listed is not None:
            return listed
        if "-" in word and word.rpartition("-")[2] in self._adjectives:
            return "u"  # African-American
        lower = word.lower()
        letter = self._known.get(lower)
        if letter is not None:
            return {"R": "Y", "e": "N"}.get(letter, letter)
        if len(word) == 1:
            return "x"
        if (word[:2] in ("R-", "D-", "I-") and len(word) > 2) or lower.startswith(_TENS):
            return "X"
        bare = word.replace(".", "").replace("-", "")
        return "O" if 1 < len(bare) < 7 and bare.isupper() else "N"


@cache
def _letters() -> _Letters:
    """The table, made when the first article asks for it."""
    return _Letters()


def look_up() -> Callable[[str], str]:
    """What gives the letters of a piece of text between two spaces."""
    return _letters().of_piece


class Context:
    """The letters of an article outside its quotations, with Q for each of these.

    `letters` is the string, `at[k]` the place of the k-th quotation in it; `names` are the runs of
    letters that may be names, with their words.
    """

    __slots__ = ("_firsts", "_gaps", "_of", "_pieces", "at", "letters", "names", "text")

    def __init__(self, text: str, runs: list[Run]) -> None:
        """Read `text`, an article with plain apostrophes and spaces and without wrapped lines."""
        self.text = text
        # Of each gap between quotations: its first piece; from where to where it is in the text.
        self._firsts: list[int] = []
        self._gaps: list[tuple[int, int]] = []
        pieces: list[str] = []
        begin = 0
        lines = "\n" in text
        for run in runs:
            stop = run.outer_start
            self._firsts.append(len(pieces))
            self._gaps.append((begin, stop))
            gap = text[begin:stop]
            pieces += (gap.replace("\n", " \n ") if lines else gap).split(" ")
            # A full stop inside the marks ends the sentence around them as well.
            pieces.append(_STOPPED if text[run.end - 1] == "." else _QUOTED)
            begin = run.outer_end
        self._firsts.append(len(pieces))
        self._gaps.append((begin, len(text)))
        gap = text[begin:]
        pieces += (gap.replace("\n", " \n ") if lines else gap).split(" ")
        # No other way of looking so many up is as quick.
        parts = list(map(_letters().__getitem__, pieces))
        self._pieces = pieces
        self._of = _pieces_of_letters(parts)
        letters = settled("".join(parts), pieces, parts, self._of)
        letters = with_surnames(letters, pieces, self._of)
        self.at: list[int] = []
        place = -1
        for _ in runs:
            place = letters.index("Q", place + 1)
            self.at.append(place)
        self.letters = _with_speakers(letters, self.at)
        self.names: list[tuple[int, int, str]] = []
        self._add_names()

    def _add_names(self) -> None:
        """Add the names in the letters."""
        letters, pieces, of, add = self.letters, self._pieces, self._of, self.names.append
        last = 0
        halves = iter(_AROUND_RUNS.split(letters))
        # What stands behind the last name has no name behind it.
        for between, run in zip(halves, halves, strict=False):
            first = last + len(between)
            last = first + len(run)
            one, two = of[first], of[last - 1]
            name = pieces[one] if one == two else " ".join(pieces[one : two + 1])
            if of[first - 1] == one or (of[last + 1] == two and (of[last + 2] == two or letters[last + 1].isalpha())):
                # Glued to what stands beside it: "(CNN)President Obama", "Tom Okafor(R-Ariz.)".
                head, tail = self._beside(first, last)
                upto = len(name) - _glued(pieces[two], tail)[1]
                name = name[_glued(pieces[one], head)[0] : upto]
            if len(between) < 3 and between in LINKS and self.names:
                joined = whole(self.names[-1][2], self._words(first - len(between), first), name)
                if joined is not None:
                    first, name = self.names.pop()[0], joined
            add((first, last, name))

    def _beside(self, first: int, last: int) -> tuple[int, int]:
        """How many letters before and behind letters[first:last] belong to the same pieces."""
        of, end = self._of, len(self.letters)
        return first - bisect_left(of, of[first], 0, first), bisect_right(of, of[last - 1], last, end) - last

    def _words(self, first: int, last: int) -> str:
        """The pieces whose letters are letters[first:last]; "" where these are not whole pieces."""
        of = self._of
        whole = of[first - 1] != of[first] and of[last] != of[last - 1]
        return " ".join(self._pieces[of[first] : of[last - 1] + 1]) if whole else ""

    def word(self, place: int) -> str:
        """The word whose letter is letters[place], without marks at its ends."""
        piece = self._pieces[self._of[place]]
        if piece.isalpha():
            return piece  # most
        start, end = self.span(place, place + 1)
        return self.text[start:end]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The offsets in the text of letters[first:last], which lie in one gap, without marks at the ends."""
        pieces, of = self._pieces, self._of
        one, two = of[first], of[last - 1]
        inside = pieces[one] if one == two else " ".join(pieces[one : two + 1])
        after = bisect_right(self._firsts, one)
        origin = self._firsts[after - 1]
        begin, stop = self._gaps[after - 1]
        end = self._firsts[after] - 1 if after < len(self._firsts) else len(pieces)
        if one * 2 < origin + end:
            before = " ".join(pieces[origin:one])
            start = begin + len(before) + (one > origin)
            if "\n" in before:
                start -= 2 * before.count("\n")
        else:
            rest = " ".join(pieces[one:end])
            start = stop - len(rest)
            if "\n" in rest:
                start += 2 * rest.count("\n")
        if one == two and inside.isalpha():
            return start, start + len(inside)  # most
        end = start + len(inside) - 2 * inside.count("\n")
        # One or two letters behind are marks at the end.
        if of[first - 1] == one or of[last + 2] == two:
            head, tail = self._beside(first, last)
            start, end = start + _glued(pieces[one], head)[0], end - _glued(pieces[two], tail)[1]
        return trim(self.text, start, end)


def _with_speakers(letters: str, quotes: Sequence[int]) -> str:
    """The letters, with a noun for a word of no kind that is the subject of the verb of speech beside a quotation:
    “...,” said the curate. The note said: “...”"""
    subjects = [found.end() - 1 for found in _SUBJECT_BEHIND.finditer(letters)]
    for quote in quotes:
        if "V" in letters[max(0, quote - _LONGEST_VERB) : quote]:
            found = _SUBJECT_BEFORE.search(letters, max(0, quote - _LONGEST_SUBJECT), quote + 1)
            if found is not None:
                subjects.append(found.end() - 1)
    if not subjects:
        return letters
    changed = bytearray(letters, "ascii")
    for place in subjects:
        changed[place] = _NOUN
    return changed.decode("ascii")


def _pieces_of_letters(parts: Sequence[str]) -> list[int]:
    """Which piece each letter belongs to; behind them three of -1, so that a look past either end finds no piece."""
    apart = np.frombuffer(" ".join(parts).encode("ascii"), np.uint8)
    places = (apart != ord(" ")).nonzero()[0]
    # As many spaces stand before a letter as pieces.
    pieces: list[int] = (places - np.arange(len(places))).tolist()
    pieces += (-1, -1, -1)
    return pieces


def _glued(piece: str, letters: int) -> tuple[int, int]:
    """How many characters the first letters of a piece stand for, and how many its last, as many letters."""
    return _measured(piece, letters) if letters and len(piece) < _LONG else (0, 0)


@lru_cache(maxsize=1 << 14)
def _measured(piece: str, letters: int) -> tuple[int, int]:
    look, words = _letters(), list(_PIECES.finditer(piece))
    begin = end = 0
    left = letters
    for word in words:
        if left <= 0:
            break
        left -= len(look.letters(word.group()))
        begin = word.end()
    left = letters
    for word in reversed(words):
        if left <= 0:
            break
        width = len(look.letters(word.group()))
        # What is left of a possessive behind a name is no word: "(NRX)Ada Okafor's".
        end = len(piece) - (word.start() if width <= left else word.end())
        left -= width
    return begin, end


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Offsets without the marks around a word, the possessive and the full stop of a sentence."""
    if start < end and text[start].isalnum() and text[end - 1].isalpha() and not text.endswith("'s", start, end):
        return start, end
    while start < end and not (text[start].isalnum() or text[start] in "@#"):
        start += 1
    while end > start and not text[end - 1].isalnum():
        if text[end - 1] == "." and _is_abbreviation(text[max(start, end - 8) : end].rsplit(" ", 1)[-1]):
            break
        end -= 1
    if text.endswith("'s", start, end):
        end -= 2
    return start, end


def _is_abbreviation(word: str) -> bool:
    return word in _letters().abbreviations or (len(word) == 2 and word[0].isupper()) or "." in word[:-1]
