"""What in a query is running text and no syntax: signs and words that were pasted, not typed for the language.

A sign that can be an operator where it stands is one: `-word`, `=word`, `wom*n`, `word~`, `(a OR b)`, `title:word`.
Everywhere else it says nothing to the language, and is left out (a dash between spaces, a question mark behind a
word, a quotation mark without another, brackets), or what it stands on is read as a word (`said:`, `–nato`).
What was left out or read so is kept, to be told.

What is bound to a field (`title:+a`) was typed on purpose, and so was a mark that an operator depends on: an open
parenthesis or quotation mark before `OR`. These stay, for the grammar to read or to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise, zip_longest

from indexer.analysis import tokenizer
from search.language.dates import is_day
from search.language.entities import without_references
from search.language.fields import GROUP_FIELD, misspelt_fields
from search.language.foreign import foreign_mark
from search.language.lexer import QUOTES, Kind, Token, counter, is_address, lex, trimmed
from search.language.references import Saved
from search.language.stated import NOTHING_STATED, Stated
from search.language.suggestions import suggestions
from search.language.wildcards import NoPattern, read_wildcards

__all__ = ["RunningText", "mend_of", "sort_out"]

_OPEN_SPAN = re.compile(r"[0-9]{4}[0-9\-]*(?:\.{2,3}|…)|(?:\.{2,3}|…)[0-9]{4}[0-9\-]*")
_FUZZY = re.compile(r"[^~]+~[0-9]*[.,;:!?…'’]*", re.DOTALL)
_NUMBER_FIRST = re.compile(r"[0-9]+~")
_CENSORED = re.compile(r"\*\*\w")
_JOINTS = ("AND", "OR", "NOT")
_LONG_HEADLINE = 6  # words in capitals, among which nobody excludes one
"""Operators of which `search.answer.readings` tells how they were read."""
_LETTER = re.compile("[A-Za-z]")
_SENTENCE_MARKS = frozenset(".,;:!?…")
_QUOTATION_MARKS = frozenset([*QUOTES, *"".join(QUOTES.values())])
_LIKE_A_FIELD = 75.0
"""How like a field, of 100, a name is that was hardly meant as a word."""

_FIELDS = (Kind.FIELD, Kind.UNKNOWN_FIELD)
_BARE = (Kind.WORD, Kind.PHRASE, Kind.SLOP, Kind.TEXT)


@dataclass(frozen=True, slots=True)
class RunningText:
    """The tokens that are left for the grammar, without spaces; what was read as text, each once, in its order."""

    tokens: list[Token]
    as_words: tuple[str, ...] = ()


def sort_out(text: str, *, saved: Saved | None, stated: Stated = NOTHING_STATED) -> RunningText:
    """The tokens of a query of which those that are running text are left out, or made TEXT.

    Where nothing would be left, all stay: what is wrong with `(` alone is for the grammar to say. `saved` gives the
    queries that `@name` may stand for; without it, inside one of these, no such name is text. `stated` are the
    fields of the archive.
    """
    text = without_references(text)
    tokens = _meaningful(lex(text, open_quote="mark"))
    found = _Sorting(text, tokens, saved, stated).sorted()
    return found if found.tokens else RunningText(tokens)


def mend_of(signs: Sequence[str]) -> str:
    """What to write if one of the signs that were read as text was meant for more; empty if that is unlikely."""
    for holds, mend in _MENDS:
        if any(map(holds, signs)):
            return mend
    return ""


_MENDS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (
        lambda sign: ":" in (sign[0], sign[-1]) and len(sign) > 1,
        "a field's value stands right behind its colon, title:word",
    ),
    (lambda sign: "|" in sign, "OR joins alternatives"),
    (lambda sign: len(sign) > 1 and sign[0] in "–—−!-" and sign[-1].isalnum(), "-word excludes a word"),
    (lambda sign: not _QUOTATION_MARKS.isdisjoint(sign), "a phrase has a quotation mark at both ends"),
    (lambda sign: sign[0] == "@" and len(sign) > 1, "@name is a saved query"),
    (lambda sign: "?" in sign, "for one letter more write (word?)"),
)


def _meaningful(tokens: list[Token]) -> list[Token]:
    """The tokens without spaces and without the marks of a sentence that cling to a phrase: `"stop it",`."""
    kept: list[Token] = []
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.kind == Kind.SPACE:
            continue
        clings = kept and kept[-1].end == token.start and kept[-1].kind in (Kind.PHRASE, Kind.SLOP, Kind.CLOSE)
        ends = following is None or following.kind in (Kind.SPACE, Kind.CLOSE)
        if not (clings and ends and token.kind == Kind.WORD and _SENTENCE_MARKS.issuperset(token.text)):
            kept.append(token)
    return kept


def _is_excluded_field(token: Token, before: Token | None) -> bool:
    return token.kind in _FIELDS and before is not None and before.kind == Kind.MINUS


def _says(text: str) -> bool:
    """Whether there is a word in it."""
    return bool(_LETTER.search(text)) or next(tokenizer.tokens(text), None) is not None


class _Sorting:
    """One query: first the single tokens, then the marks that go in pairs."""

    def __init__(self, text: str, tokens: list[Token], saved: Saved | None, stated: Stated) -> None:
        self._tokens = tokens
        self._stated = stated
        self._saved = saved
        self._partner = _paired(tokens)
        self._told: list[tuple[int, int, str]] = []
        self._headline = text.isupper() and self._in_capitals()
        self._words = self._words_of_text()

    def sorted(self) -> RunningText:
        kept: list[Token] = []
        beside = False  # whether what stands before is a word of its own
        value = -1  # where the last value of a field ends
        for at, token in enumerate(self._tokens):
            before = kept[-1] if kept and kept[-1].end == token.start else None
            of_field = before is not None and before.kind in _FIELDS
            bound = of_field or token.start == value or _is_excluded_field(token, before) or self._joins_days(at)
            held = before is not None and before.kind in (*_FIELDS, Kind.MINUS, Kind.EXACT)
            found = token if bound else self._single(at, token, glued=self._glued(at), beside=beside, held=held)
            if found is None:
                self._tell(token.start, token.end, token.text)
                continue
            value = token.end if of_field else -1
            if token.kind == Kind.CLOSE and at in self._partner:
                beside = self._stands_alone(self._partner[at])
            elif token.kind != Kind.OPEN_QUOTE and (token.kind not in (Kind.OPEN, Kind.CLOSE) or at in self._partner):
                beside = found.kind in _BARE and not held
            kept.append(found)
        kept = self._pairs(kept)
        return RunningText(kept, self._as_words())

    def _glued(self, at: int) -> bool:
        """Whether a token stands right behind another one."""
        return at > 0 and self._tokens[at - 1].end == self._tokens[at].start

    def _joins_days(self, at: int) -> bool:
        """Whether it is the dash of `date:2020 – 2021`."""
        if not 2 <= at < len(self._tokens) - 1 or self._tokens[at].text not in ("-", "–", "—"):
            return False
        return self._tokens[at - 2].text.lower() == "date:" and is_day(self._tokens[at + 1].text)

    # Single tokens.

    def _single(self, at: int, token: Token, *, glued: bool, beside: bool, held: bool) -> Token | None:
        """The token as the grammar is to see it; None if it is left out.

        `glued` to what stands before; `beside` a word there; `held` by a sign that is an operator.
        """
        match token.kind:
            case Kind.FIELD | Kind.UNKNOWN_FIELD:
                return self._as_text(token) if self._is_label(at, token, beside=beside) else token
            case Kind.MINUS:
                return token if self._excludes(at, glued=glued) and not self._headline else None
            case Kind.EXACT:
                return token if self._is_exact(at, glued=glued) else None
            case Kind.PHRASE:
                following = self._behind(at)
                slop = following is not None and following.kind == Kind.SLOP
                return token if slop or _says(token.inner) else None
            case Kind.SAVED if self._saved is not None and (self._words or self._beside(at, beside)):
                name, queries = token.text[1:].lower(), self._saved()
                return token if name in queries or suggestions(name, queries) else self._as_text(token)
            case Kind.OPERATOR if self._headline:
                return replace(token, kind=Kind.TEXT) if token.text in _JOINTS else self._as_text(token)
            case Kind.WORD:
                return self._word(token, beside=not held and self._beside(at, beside))
            case _:
                return token

    def _word(self, token: Token, *, beside: bool) -> Token | None:
        """A word with its marks; `beside` another one it is no pattern by a question mark."""
        text = token.text
        if not _says(text):
            return None
        if is_address(text):
            return token
        if foreign_mark(text) or _OPEN_SPAN.fullmatch(text):
            return self._as_text(token)
        if "~" in text:
            strange = not _FUZZY.fullmatch(text) or (beside and _NUMBER_FIRST.match(text))
            return self._as_text(token) if strange else token
        if _CENSORED.search(text):
            return self._as_text(token)
        if beside and ("?" in text or "*" in text):
            bare = trimmed(text)
            if bare.startswith("?") or bare.endswith("?"):
                inner = bare.strip("?")
                if not ("?" in inner or "*" in inner):
                    self._tell(token.start, token.end, "?")
                    return replace(token, kind=Kind.TEXT)
                return self._as_text(token)
        wild = ("?" in text or "*" in text) and (beside or self._words > 1)
        return self._as_text(token) if wild and isinstance(read_wildcards(text), NoPattern) else token

    def _as_text(self, token: Token) -> Token:
        self._tell(token.start, token.end, token.text)
        return replace(token, kind=Kind.TEXT)

    def _is_label(self, at: int, token: Token, *, beside: bool) -> bool:
        """Whether a name with a colon belongs to a sentence: `said: “No”`, `Source: Reuters`, `NOTE:Year ago`."""
        name = token.text[:-1]
        following = self._behind(at)
        if counter(name) is not None:
            return False
        if following is None or following.kind == Kind.CLOSE:
            return True
        quoted = following.kind in (Kind.PHRASE, Kind.OPEN_QUOTE)
        if token.kind == Kind.FIELD:
            return name.lower() == GROUP_FIELD and following.kind != Kind.OPEN and not following.text[0].isalnum()
        if following.kind == Kind.OPEN or name.lower() in self._stated.names():
            return False
        shouted = len(name) > 1 and name.isupper()
        if not shouted and misspelt_fields(name, least=_LIKE_A_FIELD):
            return False
        if quoted:
            return beside
        capital = name[0].isupper() or following.text[0].isupper()
        return not following.text[0].isalnum() or (capital and self._beside(at + 1, beside))

    def _excludes(self, at: int, *, glued: bool) -> bool:
        """Whether a minus stands before something to exclude, and not between two words."""
        following = self._behind(at)
        if following is None or (glued and self._tokens[at - 1].kind != Kind.OPEN):
            return False
        match following.kind:
            case Kind.WORD:
                return following.text[0].isalnum() or following.text[0] in "*?"
            case Kind.PHRASE:
                return _says(following.inner)
            case Kind.EXACT:
                return self._is_exact(at + 1, glued=True)
            case Kind.FIELD | Kind.UNKNOWN_FIELD | Kind.SAVED | Kind.OPEN | Kind.OPERATOR:
                return True
            case _:
                return False

    def _is_exact(self, at: int, *, glued: bool) -> bool:
        following = self._behind(at)
        if following is None or (glued and self._tokens[at - 1].kind not in (Kind.OPEN, Kind.MINUS)):
            return False
        if following.kind == Kind.PHRASE:
            return _says(following.inner)
        return following.kind == Kind.WORD and (following.text[0].isalnum() or following.text[0] in "*?")

    def _behind(self, at: int) -> Token | None:
        """The token right behind another one."""
        following = self._tokens[at + 1] if at + 1 < len(self._tokens) else None
        return following if following and following.start == self._tokens[at].end else None

    # What stands beside a word.

    def _beside(self, at: int, before: bool) -> bool:
        """Whether a word stands side by side with another one that is bound to nothing."""
        return before or self._word_first[at + 1]

    @cached_property
    def _word_first(self) -> list[bool]:
        """For each token, and the end, whether what says anything from there on begins with a word bound to nothing.

        From the last token to the first, so that a thousand signs are not looked through a thousand times.
        """
        found = [False] * (len(self._tokens) + 1)
        for place in reversed(range(len(self._tokens))):
            first = self._is_first_word(place)
            found[place] = found[place + 1] if first is None else first
        return found

    def _is_first_word(self, place: int) -> bool | None:
        """Whether the token is a word bound to nothing, or begins a group; None if it says nothing."""
        token = self._tokens[place]
        match token.kind:
            case Kind.OPEN | Kind.CLOSE if place not in self._partner:
                return None
            case Kind.OPEN:
                return True
            case Kind.WORD if not _says(token.text):
                return None
            case Kind.MINUS if not self._excludes(place, glued=False):
                return None
            case Kind.EXACT if not self._is_exact(place, glued=False):
                return None
            case Kind.OPEN_QUOTE:
                return None
            case Kind.FIELD | Kind.UNKNOWN_FIELD:
                return self._behind(place) is None
            case Kind.OPERATOR:
                return self._headline
            case _:
                return token.kind in _BARE

    def _stands_alone(self, opening: int) -> bool:
        """Whether a group is bound to nothing before it."""
        before = self._tokens[opening - 1] if opening else None
        glued = before is not None and before.end == self._tokens[opening].start
        return not (before and glued and before.kind in (*_FIELDS, Kind.MINUS))

    def _words_of_text(self) -> int:
        """How many words, or phrases, a query has that is nothing but words: no operator between, no field."""
        for at, token in enumerate(self._tokens):
            if token.kind == Kind.OPERATOR and not self._headline:
                return 0
            if token.kind in _FIELDS and self._behind(at) is not None:
                return 0
        return sum(token.kind in (Kind.WORD, Kind.PHRASE) and _says(token.text) for token in self._tokens)

    def _in_capitals(self) -> bool:
        """Whether a text in capitals is a headline: nothing in it is typed for the language but words like AND."""
        words = []
        least = 0
        operators = [0, *accumulate(token.kind == Kind.OPERATOR for token in self._tokens)]
        for at, token in enumerate(self._tokens):
            match token.kind:
                case Kind.FIELD | Kind.UNKNOWN_FIELD if self._behind(at):
                    return False
                case Kind.MINUS if self._excludes(at, glued=self._glued(at)):
                    least = _LONG_HEADLINE  # "… BAGS OF COFFEE -IBC": who says so, as agencies have it
                case Kind.EXACT | Kind.SAVED | Kind.SLOP | Kind.VALUE:
                    return False
                case Kind.OPERATOR if not token.text.isalpha():
                    return False
                case Kind.OPERATOR | Kind.PHRASE | Kind.FIELD | Kind.UNKNOWN_FIELD:
                    words.append(token)
                case Kind.WORD if _says(token.text):
                    words.append(token)
                case Kind.OPEN if operators[self._partner.get(at, at)] > operators[at]:
                    return False
        side_by_side = any(Kind.OPERATOR not in (one.kind, other.kind) for one, other in pairwise(words))
        return side_by_side and len(words) >= least

    # Marks that go in pairs.

    def _pairs(self, tokens: list[Token]) -> list[Token]:
        """The tokens without the brackets and quotation marks that lack a partner, and without empty groups.

        One that an operator depends on stays, and so does what a field, a minus or an equals sign is bound to.
        """
        operators = any(token.kind == Kind.OPERATOR for token in tokens)
        typed = [0, *accumulate(token.kind in (Kind.OPERATOR, *_FIELDS) for token in tokens)]
        partner = _paired(tokens)
        kept: list[Token] = []
        for at, token in enumerate(tokens):
            before = kept[-1] if kept and kept[-1].end == token.start else None
            bound = before is not None and before.kind in (*_FIELDS, Kind.MINUS, Kind.EXACT)
            left_out = False
            if token.kind == Kind.OPEN and at not in partner:
                left_out = not bound and not operators
            elif token.kind == Kind.CLOSE and at not in partner:
                left_out = not operators
            elif token.kind == Kind.OPEN_QUOTE:
                left_out = not bound and not (typed[-1] - typed[at] if token.text in QUOTES else typed[at])
            elif token.kind == Kind.CLOSE and kept and kept[-1].kind == Kind.OPEN:
                left_out = self._leaves_out_group(kept)
            if left_out:
                self._tell(token.start, token.end, token.text)
            else:
                kept.append(token)
        return kept

    def _leaves_out_group(self, kept: list[Token]) -> bool:
        """Take the open parenthesis of an empty group out, and the minus before it; not behind a field."""
        opening = kept[-1]
        before = kept[-2] if len(kept) > 1 and kept[-2].end == opening.start else None
        if before and before.kind in _FIELDS:
            return False
        for token in (opening, before) if before and before.kind == Kind.MINUS else (opening,):
            kept.pop()
            self._tell(token.start, token.end, token.text)
        return True

    # What is told.

    def _tell(self, start: int, end: int, text: str) -> None:
        self._told.append((start, end, text))

    def _as_words(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_joined(sorted(self._told))))


def _paired(tokens: list[Token]) -> dict[int, int]:
    """For each parenthesis that has a partner its place."""
    partner: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind == Kind.OPEN:
            opened.append(at)
        elif token.kind == Kind.CLOSE and opened:
            partner[at] = opened.pop()
            partner[partner[at]] = at
    return partner


def _joined(told: list[tuple[int, int, str]]) -> Iterator[str]:
    """Signs that stand right behind each other as one."""
    sign, last = "", -1
    for start, end, text in told:
        if any(map(str.isalnum, text)):
            yield from [sign] if sign else []
            yield text
            sign = ""
        elif sign and start == last:
            sign += text
        else:
            yield from [sign] if sign else []
            sign = text
        last = end
    yield from [sign] if sign else []
