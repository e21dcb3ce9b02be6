"""Finds the words of a text that a query may mark, without making a token of every word.

All a query looks for comes down to pieces of spelling that a token must contain: the beginning that the forms of a
stem share, a surface, the letters of a pattern. They are looked for with `str.find` in the text in small letters, and
only there the text is read: at once where plain letters stand between plain separators, else by the tokenizer, from
the white space before to that behind (no token reaches over a space). Words with other letters than ASCII are all
read by the tokenizer, if there are few; if there are many, the text is folded letter by letter first. What no piece
can tell (a pattern without letters, a text without spaces) is tokenized whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from indexer.analysis.acronyms import ACRONYMS
from indexer.analysis.tokenizer import fold, is_of_token, tokens

__all__ = ["Found", "Pieces", "Spotter", "Text"]

Found = tuple[int, int, str]
"""A token: where it starts and ends, its surface."""

_REACH = 400
"""Where so many code points have no space, the text is tokenized whole."""
_MANY = 8
"""If one code point in so many is none of ASCII's nor a known sign, the text is folded."""
_KINDS = 24
"""The same, if so many different ones are among them."""
_SIGNS = "“”‘–—…\xa0•·£€§°©®™«»„†‹›"
"""Signs of newspapers that are part of no token."""
_APART = frozenset({chr(code) for code in range(128) if not chr(code).isalnum()} - {"'"} | set(_SIGNS))
"""What stands between plain words: a run of ASCII letters between two of these is a token."""
_ASCII = bytes(range(128))
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_FEW = 8
"""For so many initials a text is looked through sooner than for what stands alone between two dots."""
_WORD = 16
"""Code points that a word takes, the space behind it included, more than nearly all."""
_RUN = re.compile(r"[a-z0-9]+")
_CLUSTER = re.compile(r"[a-z0-9]+(?:['.,][a-z0-9]+)*")
_JOINED = re.compile(r"[a-z0-9]['.,][a-z0-9]")
_SPELT_LIKE = frozenset(form.lower() for form in ACRONYMS)
_THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+(?!\d))")
_DIGITS = re.compile(r"\d+")


class _Folding(dict[int, str]):
    """Each code point as it is in a surface, if that is one code point; else `_ODD`."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if not is_of_token(sign):
            plain = sign
        else:
            folded = fold(sign)
            plain = folded if len(folded) == 1 else _ODD
        self[code] = plain
        return plain


_ODD = "\0"
_folding = _Folding()


@dataclass(frozen=True, slots=True)
class Pieces:
    """What tokens have in common: they begin with one of `beginnings`, or have one of `inside` in them.

    `any` if nothing can be said of them.
    """

    beginnings: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    any: bool = False

    def __or__(self, other: Pieces) -> Pieces:
        return Pieces(self.beginnings | other.beginnings, self.inside | other.inside, self.any or other.any)


def pieces_of_stem(stem: str) -> Pieces:
    """Of all surfaces with this stem: Snowball takes endings away, and puts `e`, `i`, `ble` in the place of some."""
    beginning = stem.lower()
    if beginning == "sky":  # skies
        return Pieces(frozenset(["sk"]))
    if len(beginning) > 2 and beginning[-1] in "ei":
        beginning = beginning[:-1]
    if len(beginning) > 2 and beginning.endswith("bl"):
        beginning = beginning[:-1]
    also = [f"{stem[0]}ying"] if len(stem) == 3 and stem.endswith("ie") else []  # dying, vying
    return Pieces(frozenset([beginning, *also]))


def pieces_of_surface(surface: str) -> Pieces:
    return Pieces(frozenset([surface.lower()]))


def pieces_of_glob(glob: str) -> Pieces:
    """Of the surfaces that fit a pattern: what stands before the first sign, else the longest run of letters."""
    runs = re.split(r"[*?]+", glob)
    longest = max(runs, key=len)
    if len(longest) < 2 or _DIGITS.search(glob):
        return Pieces(any=True)
    return Pieces(frozenset([runs[0]])) if len(runs[0]) > 1 else Pieces(inside=frozenset([longest]))


def pieces_of_fuzzy(word: str, edits: int) -> Pieces:
    """Of the surfaces at most so many edits away: of one piece more than edits one is left as it is."""
    size = len(word) // (edits + 1)
    if size < 2 or _DIGITS.search(word):
        return Pieces(any=True)
    return Pieces(inside=frozenset(word[at * size : (at + 1) * size] for at in range(edits + 1)))


def _tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Found]:
    for token in tokens(text, start=start, end=end):
        yield token.start, token.end, token.surface


class Text:
    """A text that is looked through: as it stands, and in small letters, place by place."""

    __slots__ = ("_all", "_read", "low", "odd", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.odd: Iterable[str] = ()
        """The code points in `low` whose words only the tokenizer knows."""
        self._read: set[int] = set()
        self._all: list[Found] | None = None
        if text.isascii():
            self.low = text.lower()
            return
        coded = text.encode("utf-8", "surrogatepass")
        self.low = coded.lower().decode("utf-8", "surrogatepass").replace("\u2019", "'")
        others = coded.translate(None, _ASCII).decode("utf-8", "surrogatepass")
        kinds = set(others).difference(_SIGNS, "\u2019")
        if kinds:
            self.odd = kinds
            if len(kinds) > _KINDS or sum(map(others.count, kinds)) * _MANY > len(text):
                self.low, self.odd = text.translate(_folding), (_ODD,)

    def read(self, place: int, found: dict[int, Found]) -> bool:
        """Add the tokens between the white space before and behind a place; False if that is too far away."""
        text = self.text
        low, high = max(place - _REACH, 0), place + _REACH
        start = max(text.rfind(" ", low, place), text.rfind("\n", low, place)) + 1
        if not start and low:
            return False
        if start in self._read:
            return True
        line = text.find("\n", place, high)
        end = text.find(" ", place, high if line < 0 else line)
        end = line if end < 0 else end
        if end < 0 and high < len(text):
            return False
        for token in _tokens(text, start, len(text) if end < 0 else end):
            found[token[0]] = token
        self._read.add(start)
        return True

    @property
    def all(self) -> list[Found]:
        """All tokens."""
        if self._all is None:
            self._all = list(_tokens(self.text))
        return self._all

    def between(self, start: int, end: int, *, most: int) -> int:
        """How many tokens stand from `start`, behind one, to `end`, before another; `most` + 1 if there are more."""
        if not self.odd:
            clusters = sum(1 for _ in islice(_CLUSTER.finditer(self.low, start, end), most + 1))
            # Each has a token or more, and only one if no sign is inside.
            if clusters > most or not clusters or not _JOINED.search(self.low, start, end):
                return clusters
        return sum(1 for _ in islice(_tokens(self.text, start, end), most + 1))

    def in_a_row(self, words: Sequence[Found]) -> bool:
        """Whether no token stands between these."""
        return all(
            _APART.issuperset(self.low[one[1] : other[0]]) or not self.between(one[1], other[0], most=0)
            for one, other in pairwise(words)
        )


class Spotter:
    """Looks for the tokens that have some pieces, and for those of phrases."""

    def __init__(self, pieces: Pieces, phrases: Iterable[tuple[str, ...]] = ()) -> None:
        """The words of a phrase need no pieces of their own: they are looked for around its longest."""
        anchored = list(map(_Phrase, phrases))
        self._phrases: dict[str, list[_Phrase]] = {}
        for phrase in anchored:
            self._phrases.setdefault(phrase.anchor, []).append(phrase)
        self._all = pieces.any
        plain = {*pieces.beginnings, *(phrase.anchor.lower() for phrase in anchored)}
        self._beginnings = sorted({*plain, *filter(None, map(_in_thousands, plain))})
        self._inside = sorted(pieces.inside)
        both = {*plain, *pieces.inside}
        self._initials = sorted({f"{piece[0]}.{piece[1]}" for piece in both if piece[1:] and piece[:2].isalpha()})

    def found(self, text: Text) -> list[Found]:
        """All tokens with one of the pieces and all of phrases, in order, and some others."""
        if self._all:
            return text.all
        found: dict[int, Found] = {}
        # Between two dots of initials stands one letter.
        if not (
            self._begin(text, found)
            and self._read(text, self._inside, found)
            and self._read(text, text.odd, found)
            and (
                (len(self._initials) > _FEW and 1 not in map(len, text.low.split(".")))
                or self._read(text, self._initials, found)
            )
            and (not self._phrases or self._around(text, found))
        ):
            return text.all
        return sorted(found.values())

    def _begin(self, text: Text, found: dict[int, Found]) -> bool:
        """Add the tokens that begin with a piece; False if there is no chunk around one."""
        whole, low = text.text, text.low
        size = len(low)
        for piece in self._beginnings:
            at = low.find(piece)
            while at >= 0:
                before = low[at - 1] if at else " "
                if before in _APART:
                    run = _RUN.match(low, at)
                    end = run.end() if run else at
                    if (
                        end - at > 1
                        and (end == size or low[end] in _APART)
                        and (surface := low[at:end]).isalpha()
                        and (whole[at + 1].islower() or surface not in _SPELT_LIKE)
                    ):
                        found[at] = (at, end, surface)
                        at = low.find(piece, end)
                        continue
                if not "a" <= before <= "z" and not text.read(at, found):
                    return False
                at = low.find(piece, at + 1)
        return True

    def _around(self, text: Text, found: dict[int, Found]) -> bool:
        """Add the words of phrases around their longest; False if that is more work than to read the whole text."""
        spare = len(text.low)
        for token in tuple(found.values()):
            for phrase in self._phrases.get(token[2], ()):
                if not phrase.literal(text, token, found) and phrase.may_stand(text, token):
                    spare -= len(phrase.words) * _WORD
                    if spare < 0:
                        return False
                    phrase.read(text, token, found)
        return True

    @staticmethod
    def _read(text: Text, signs: Iterable[str], found: dict[int, Found]) -> bool:
        """Add the tokens of all chunks in which one of some signs stands; False if there is no chunk around one."""
        low = text.low
        for sign in signs:
            at = low.find(sign)
            while at >= 0:
                if not text.read(at, found):
                    return False
                at = low.find(sign, at + 1)
        return True


class _Phrase:
    """The words of a phrase around the longest of them, its anchor."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.anchor = max(words, key=len)
        self._place = words.index(self.anchor)
        self._before = "".join(f"{word} " for word in words[: self._place])
        self._after = "".join(f" {word}" for word in words[self._place + 1 :])
        self._plain = all(word.isascii() and word.isalpha() and word.islower() for word in words) and all(
            len(word) > 1 for word in (words[0], words[-1])
        )
        self._like_acronyms = not _SPELT_LIKE.isdisjoint(words)

    def literal(self, text: Text, anchor: Found, found: dict[int, Found]) -> bool:
        """Add the words if they stand there as plain as can be, with a space between."""
        low = text.low
        start, end = anchor[0] - len(self._before), anchor[1] + len(self._after)
        if (
            not self._plain
            or start < 0
            or not low.startswith(self._after, anchor[1])
            or not low.startswith(self._before, start)
            or (start and low[start - 1] not in _APART)
            or (end < len(low) and low[end] not in _APART)
            or (self._like_acronyms and not text.text[start + 1 : end].islower())
        ):
            return False
        for word in self.words:
            found[start] = (start, start + len(word), word)
            start += len(word) + 1
        return True

    def may_stand(self, text: Text, anchor: Found) -> bool:
        """Whether the letters next to the anchor are those of its neighbours, as far as plain letters tell."""
        low, place = text.low, self._place
        if place + 1 < len(self.words):
            at = anchor[1]
            while at < len(low) and low[at] in _APART:
                at += 1
            if at == len(low) or (low[at] in _PLAIN and low[at] != self.words[place + 1][0].lower()):
                return False
        if place:
            at = anchor[0] - 1
            while at >= 0 and low[at] in _APART:
                at -= 1
            if at < 0 or (low[at] in _PLAIN and low[at] != self.words[place - 1][-1].lower()):
                return False
        return True

    def read(self, text: Text, anchor: Found, found: dict[int, Found]) -> None:
        """Add the words if the tokenizer finds them there."""
        after = list(islice(_tokens(text.text, anchor[1]), len(self.words) - self._place - 1))
        around = [*_tokens_before(text.text, anchor, self._place), anchor, *after]
        if tuple(token[2] for token in around) == self.words:
            found.update((token[0], token) for token in around)


def _tokens_before(text: str, token: Found, count: int) -> list[Found]:
    """The last tokens before one, at most so many."""
    reach = count * _WORD
    while count:
        low = max(token[0] - reach, 0)
        start = text.find(" ", low, token[0]) + 1 if low else 0
        if start or not low:
            before = [other for other in _tokens(text, start, token[1]) if other[0] < token[0]]
            if len(before) >= count or not low:
                return before[-count:]
        reach *= 2
    return []


def _in_thousands(piece: str) -> str:
    """A piece that begins with a number of four digits or more, as it is printed with separators."""
    number = _DIGITS.match(piece)
    if not number or len(number[0]) < 4:
        return ""
    return _THOUSANDS.sub(",", number[0]) + piece[number.end() :]
