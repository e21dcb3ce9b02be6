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
from typing import Literal

from indexer.analysis.tokenizer import fold, folded
from search.language.fields import GROUP_FIELD, RAW_KINDS, find_field, misspelt_fields
from search.language.syntax import Unit

__all__ = ["QUOTES", "Kind", "Token", "counter", "is_address", "is_operator", "lex", "nearness", "trimmed", "unit_of"]


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
    SAVED = "saved query"
    SLOP = "slop"
    OPEN = "open"
    CLOSE = "close"
    TEXT = "text"
    """Words whatever marks they have; `search.language.running_text` makes these of other tokens."""


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
_INVISIBLE = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"

# For each opening mark the marks that may close it.
QUOTES = {
    '"': '"＂', "＂": '＂"',
    "“": "”", "”": "”", "„": "“”", "‟": "”",
    "«": "»", "»": "«",
    "「": "」", "『": "』",
}  # fmt: skip
_STRAIGHT_WILL_DO = "“”„‟"
_MARKS = "".join(sorted({*QUOTES, *"".join(QUOTES.values())}))

_SPACE = re.compile(rf"[\s{_INVISIBLE}]+")
_RUN = re.compile(rf"[^\s(){_MARKS}]+")
# A value to the next space; parentheses belong to it if they close within it, as in an address.
_RAW = re.compile(r"(?:[^\s()]+|\([^\s()]*\))+")
_NAME = re.compile(r"([^\W\d][\w.\-]*):")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://(?=[^\s()])")
_SAVED = re.compile(r"@[^\W\d_][\w\-]*(?=[\s()]|\Z)")
_SLOP = re.compile(r"~[0-9]*")
_SINGLE_END = {
    mark: re.compile(rf"(?<=\S){close}(?![^\W_])|[(){_MARKS}:*?~=\n]") for mark, close in (("'", "'"), ("‘", "’"))
}
_OPERATOR = re.compile(
    r"AND|OR|NOT|(?:NEAR|ADJ|PRE|SENT|PARA)(?:/.*)?|(?:near|adj|pre|[wW])/[0-9]+|[wW]?/(?:[sSpP]|sent|para)",
    re.DOTALL,
)
_UNIT = re.compile(r"SENT(?:/.*)?|[wW]?/(?:[sS]|sent)|(PARA(?:/.*)?|[wW]?/(?:[pP]|para))", re.DOTALL)
_COUNTER = re.compile(r"(?:atleast|atl(?=[0-9]))([0-9]*)", re.IGNORECASE)
_GLUED_OPERATOR = re.compile(r"(?:near|adj|pre)[0-9]+")
_NEARNESS = re.compile(r"([a-z]+)(?:/?0*([0-9]+)|/.*)?", re.DOTALL)


def lex(text: str, *, open_quote: Literal["rest", "mark"] = "rest") -> list[Token]:
    """The tokens of a query, in order, without gaps: joined, their texts are the query again.

    A quotation mark that is not closed is one token with all the rest, or, with "mark", by itself.
    """
    return _Lexer(text, open_quote).tokens()


def is_operator(run: str) -> bool:
    """Whether a run of characters without spaces is an operator: `AND`, `NEAR/5`, `w/5`, `near5`."""
    if _OPERATOR.fullmatch(run):
        return True
    bare = trimmed(run)
    return bare[-1:].isdigit() and bool(_GLUED_OPERATOR.fullmatch(fold(bare)))


def nearness(operator: str) -> tuple[int | None, bool] | None:
    """Within how many words (None if it does not say) and whether in order; None for AND, OR, NOT."""
    found = _NEARNESS.fullmatch(fold(trimmed(operator, keep="/")))
    if not found or found[1] not in ("near", "w", "adj", "pre") or unit_of(operator):
        return None
    within = int(found[2]) if found[2] and len(found[2]) < 10 else None
    return within, found[1] in ("adj", "pre")


def unit_of(operator: str) -> Unit | None:
    """Where an operator wants its operands: in one sentence (`SENT`, `w/s`) or paragraph; None for other
    operators."""
    found = _UNIT.fullmatch(operator)
    return ("paragraph" if found[1] else "sentence") if found else None


def counter(name: str) -> int | None:
    """How often `atleast3` wants what follows, -1 if it does not say; None for other names."""
    found = _COUNTER.fullmatch(name)
    return (int(found[1][:9]) if found[1] else -1) if found else None


def is_bare_count(text: str) -> bool:
    """Whether a word is `atleast3`, whatever marks stand on it: read as a word it would not read back as one."""
    words = folded(text)
    return len(words) == 1 and words[0].startswith("atleast") and (counter(words[0]) or -1) > 0


def is_address(run: str) -> bool:
    """Whether a run of characters is a web address, whose colon names no field."""
    return bool(_ADDRESS.match(run))


def trimmed(run: str, *, keep: str = "*?~") -> str:
    """A run without the marks around it; `keep` are those that stay."""
    start, end = 0, len(run)
    while start < end and not (run[start].isalnum() or run[start] in keep):
        start += 1
    while end > start and not (run[end - 1].isalnum() or run[end - 1] in keep):
        end -= 1
    return run[start:end]


class _Lexer:
    def __init__(self, text: str, open_quote: Literal["rest", "mark"]) -> None:
        self._text = text
        self._open_quote = open_quote
        self._at = 0
        self._tokens: list[Token] = []
        # Where each closing mark stands last: a search for one that is not there would be made again and again.
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
        elif mark in _SINGLE_END and (end := self._single_end(mark, fewest=1 if self._wants_raw() else 2)):
            self._put(Kind.PHRASE, end, inner=text[at + 1 : end - 1])
        elif self._wants_raw():
            self._put(Kind.VALUE, self._run_end(_RAW))
        elif before == Kind.PHRASE and (slop := _SLOP.match(text, at)):
            self._put(Kind.SLOP, slop.end())
        elif mark == "-":
            self._put(Kind.MINUS, at + 1)
        elif mark == "=":
            self._put(Kind.EXACT, at + 1)
        elif before != Kind.EXACT and (saved := _SAVED.match(text, at)):
            self._put(Kind.SAVED, saved.end())
        elif not self._field():
            self._word(after_exact=before == Kind.EXACT)

    def _wants_raw(self) -> bool:
        """Whether a field stands before that takes a value as it is."""
        if not self._tokens or self._tokens[-1].kind != Kind.FIELD:
            return False
        info = find_field(self._tokens[-1].text[:-1])
        return info is not None and info.kind in RAW_KINDS

    def _phrase(self, mark: str) -> None:
        """A quotation to its closing mark; without one, an open quote."""
        after = self._at + 1
        closing = QUOTES[mark]
        if mark in _STRAIGHT_WILL_DO and not any(self._last[close] >= after for close in closing):
            closing = '"'
        if any(self._last[close] >= after for close in closing):
            end = _end(re.compile(f"[{closing}]").search(self._text, after), after)
            self._put(Kind.PHRASE, end, inner=self._text[after : end - 1])
        else:
            self._put(Kind.OPEN_QUOTE, len(self._text) if self._open_quote == "rest" else after)

    def _single_end(self, mark: str, *, fewest: int) -> int:
        """Behind the closing mark of at least `fewest` words in single marks; 0 if there are none such."""
        after = self._at + 1
        if after <= self._no_single[mark] or not self._text[after : after + 1].strip():
            return 0
        found = _SINGLE_END[mark].search(self._text, after)
        if not found or found[0] not in "'’":
            self._no_single[mark] = found.start() if found else len(self._text)
            return 0
        words = self._text[after : found.start()].split(None, 1)
        return found.end() if len(words) >= fewest else 0

    def _field(self) -> bool:
        """`name:` in front of a value. A colon in an address, a time, or behind a word of a headline is none."""
        text, at = self._text, self._at
        named = _NAME.match(text, at)
        if not named or _ADDRESS.match(text, at):
            return False
        known = find_field(named[1]) or named[1].lower() == GROUP_FIELD or counter(named[1]) is not None
        following = text[named.end() : named.end() + 1]
        if not known and (following == ":" or ((not following or following in ") " or following.isspace())
                                               and not misspelt_fields(named[1], least=75.0))):  # fmt: skip
            return False
        self._put(Kind.FIELD if known else Kind.UNKNOWN_FIELD, named.end())
        return True

    def _word(self, *, after_exact: bool) -> None:
        pattern = _RAW if _ADDRESS.match(self._text, self._at) else _RUN
        end = self._run_end(pattern)
        operator = not after_exact and is_operator(self._text[self._at : end])
        self._put(Kind.OPERATOR if operator else Kind.WORD, end)

    def _run_end(self, pattern: re.Pattern[str]) -> int:
        """The end of a run of characters; invisible ones behind it are left to the space."""
        run = self._text[self._at : _end(pattern.match(self._text, self._at), self._at)]
        return self._at + (len(run.rstrip(_INVISIBLE)) or len(run))


def _end(found: re.Match[str] | None, at: int) -> int:
    return found.end() if found else at + 1
