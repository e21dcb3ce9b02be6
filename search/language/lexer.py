"""A query as tokens: every character belongs to one token, and no text is refused.

The parser reads them, the prompt colours by them. A token says what a piece looks like; whether
it may stand where it stands is the parser's business.

Quotation marks come as newsrooms and word processors write them: straight, curly, low, angle and
corner ones. Single marks hold a phrase only around several words, since an apostrophe looks the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from indexer.analysis import fold
from search.language.fields import RAW_KINDS, find_field, misspelt_fields

__all__ = ["QUOTES", "Kind", "Token", "is_address", "is_operator", "lex", "nearness"]


class Kind(StrEnum):
    """What a token looks like."""

    SPACE = "space"
    WORD = "word"
    PHRASE = "phrase"
    OPEN_QUOTE = "open quote"
    FIELD = "field"
    UNKNOWN_FIELD = "unknown field"
    VALUE = "value"
    OPERATOR = "operator"
    MINUS = "minus"
    EXACT = "exact"
    SLOP = "slop"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is `query[start:end]`; offsets are code points. `inner` is a phrase without its marks."""

    kind: Kind
    text: str
    start: int
    inner: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


# Invisible characters that pasted text carries: they separate nothing inside a word.
INVISIBLE = "\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"

# For each opening mark the marks that may close it.
QUOTES = {
    '"': '"＂', "＂": '＂"',
    "“": "”", "”": "”", "„": "“”", "‟": "”",
    "«": "»", "»": "«",
    "「": "」", "『": "』",
}  # fmt: skip
_STRAIGHT_WILL_DO = "“”„‟"
_MARKS = "".join(sorted({*QUOTES, *"".join(QUOTES.values())}))

_SPACE = re.compile(rf"[\s{INVISIBLE}]+")
_RUN = re.compile(rf"[^\s(){_MARKS}]+")
# A value to the next space; parentheses belong to it if they close within it, as in an address.
_RAW = re.compile(r"(?:[^\s()]|\([^\s()]*\))+")
_NAME = re.compile(r"([^\W\d][\w.\-]*):")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://(?=[^\s()])")
_SLOP = re.compile(r"~[0-9]*")
_SINGLE_END = {
    mark: re.compile(rf"(?<=\S){close}(?![^\W_])|[(){_MARKS}:*?~=\n]") for mark, close in (("'", "'"), ("‘", "’"))
}
_OPERATOR = re.compile(r"AND|OR|NOT|SENT|PARA|(?:NEAR|ADJ|PRE)(?:/.*)?|(?:near|adj|pre|[wW])/[0-9]+", re.DOTALL)
_GLUED_OPERATOR = re.compile(r"(?:near|adj|pre)[0-9]+")
_EDGES = re.compile(r"\A(?:_|[^\w*?~])+|(?:_|[^\w*?~])+\Z")
_NEARNESS = re.compile(r"([a-z]+)(?:/?([0-9]{1,9})|/.*)?", re.DOTALL)


def lex(text: str) -> list[Token]:
    """The tokens of a query, in order, without gaps: joined, their texts are the query again."""
    return _Lexer(text).tokens()


@lru_cache(maxsize=4096)
def is_operator(run: str) -> bool:
    """Whether a run of characters without spaces is an operator: `AND`, `NEAR/5`, `w/5`, `near5`."""
    return bool(_OPERATOR.fullmatch(_bare(run)) or _GLUED_OPERATOR.fullmatch(fold(_EDGES.sub("", run))))


def nearness(operator: str) -> tuple[int | None, bool] | None:
    """Within how many words (None if it does not say) and whether in order; None for AND, OR, NOT."""
    found = _NEARNESS.fullmatch(_bare(operator).casefold())
    if not found or found[1] not in ("near", "w", "adj", "pre"):
        return None
    return int(found[2]) if found[2] else None, found[1] in ("adj", "pre")


def is_address(run: str) -> bool:
    """Whether a run of characters is a web address, whose colon names no field."""
    return bool(_ADDRESS.match(run))


def _bare(run: str) -> str:
    return run.strip("\u200b\u2060\ufeff")


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._tokens: list[Token] = []
        # Where each closing mark stands last: a search for one that is not there is made only once.
        self._last = {mark: text.rfind(mark) for mark in set("".join(QUOTES.values()))}
        # Up to where no single quotation can close, for each opening mark.
        self._no_single = dict.fromkeys(_SINGLE_END, 0)

    def tokens(self) -> list[Token]:
        while self._at < len(self._text):
            self._next()
        return self._tokens

    def _put(self, kind: Kind, end: int, *, inner: str = "") -> None:
        self._tokens.append(Token(kind, self._text[self._at : end], self._at, inner))
        self._at = end

    def _next(self) -> None:
        text, at = self._text, self._at
        mark = text[at]
        before = self._tokens[-1].kind if self._tokens else Kind.SPACE
        if space := _SPACE.match(text, at):
            self._put(Kind.SPACE, space.end())
        elif mark == "(":
            self._put(Kind.OPEN, at + 1)
        elif mark == ")":
            self._put(Kind.CLOSE, at + 1)
        elif mark in QUOTES:
            self._phrase(mark)
        elif mark in _MARKS:
            self._put(Kind.OPEN_QUOTE, at + 1)
        elif mark in _SINGLE_END and (end := self._single_end(mark)):
            self._put(Kind.PHRASE, end, inner=text[at + 1 : end - 1])
        elif before == Kind.FIELD and find_field(self._tokens[-1].text[:-1]).kind in RAW_KINDS:  # type: ignore[union-attr]
            self._put(Kind.VALUE, _end(_RAW.match(text, at), at))
        elif before == Kind.PHRASE and (slop := _SLOP.match(text, at)):
            self._put(Kind.SLOP, slop.end())
        elif mark == "-":
            self._put(Kind.MINUS, at + 1)
        elif mark == "=":
            self._put(Kind.EXACT, at + 1)
        elif not self._field():
            self._word(after_exact=before == Kind.EXACT)

    def _phrase(self, mark: str) -> None:
        """A quotation to its closing mark; without one, the rest of the query is an open quote."""
        after = self._at + 1
        ends = [self._text.find(close, after) for close in QUOTES[mark] if self._last[close] >= after]
        if not ends and mark in _STRAIGHT_WILL_DO and self._last['"'] >= after:
            ends = [self._text.find('"', after)]
        if ends:
            end = min(ends)
            self._put(Kind.PHRASE, end + 1, inner=self._text[after:end])
        else:
            self._put(Kind.OPEN_QUOTE, len(self._text))

    def _single_end(self, mark: str) -> int:
        """Behind the closing mark of single-quoted words; 0 if these are not several words in single marks."""
        after = self._at + 1
        if after <= self._no_single[mark]:
            return 0
        found = _SINGLE_END[mark].search(self._text, after)
        if not found or found[0] not in "'’":
            self._no_single[mark] = found.start() if found else len(self._text)
            return 0
        inner = self._text[after : found.start()]
        return found.end() if inner[:1].strip() and len(inner.split(None, 1)) > 1 else 0

    def _field(self) -> bool:
        """`name:` in front of a value. A colon in an address, a time, or behind a word of a headline is none."""
        text, at = self._text, self._at
        named = _NAME.match(text, at)
        if not named or _ADDRESS.match(text, at):
            return False
        known = find_field(named[1])
        following = text[named.end() : named.end() + 1]
        if not known and (following == ":" or ((not following or following in ") " or following.isspace())
                                               and not misspelt_fields(named[1], least=75.0))):  # fmt: skip
            return False
        self._put(Kind.FIELD if known else Kind.UNKNOWN_FIELD, named.end())
        return True

    def _word(self, *, after_exact: bool) -> None:
        pattern = _RAW if _ADDRESS.match(self._text, self._at) else _RUN
        end = _end(pattern.match(self._text, self._at), self._at)
        operator = not after_exact and is_operator(self._text[self._at : end])
        self._put(Kind.OPERATOR if operator else Kind.WORD, end)


def _end(found: re.Match[str] | None, at: int) -> int:
    return found.end() if found else at + 1
