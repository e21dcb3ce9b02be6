"""One token of a query as a leaf of its tree: a word, a phrase, a pattern, a date, a whole value.

What looks like the syntax of another search tool is refused with what to write here, never read as words.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from indexer import analysis
from indexer.article import BASES
from indexer.errors import QuerySyntaxError
from search.language import dates
from search.language.errors import shortened
from search.language.fields import FieldInfo
from search.language.lexer import QUOTES, Kind, Token, is_address, trimmed
from search.language.syntax import (
    And,
    DateUnknown,
    Exact,
    Field,
    Fuzzy,
    Literal,
    Node,
    Not,
    Pattern,
    Period,
    Phrase,
    Word,
)

__all__ = ["LeafReader"]

_LEAST_PREFIX = 2  # letters before the first * or ?
_LEAST_OPEN = 3  # letters in a pattern that begins with * or ?
_LEAST_FUZZY = 3
_MOST_EDITS = 2

_DATE_RANGE = re.compile(r"[0-9]{4}[0-9\-]*(?:\.{2,3}|…)(?:[0-9]{4}[0-9\-]*)?|(?:\.{2,3}|…)[0-9]{4}[0-9\-]*")
_FUZZY = re.compile(r"([^~]+)~([0-9]*)", re.DOTALL)
_TRAILING = ".,;:!?…'’"
_ASKING = re.compile(
    r"\s*(?:who|whom|whose|what|when|where|why|which|how|did|does|do|is|are|was|were|has|have|will|can)(?:'s|’s)?\s",
    re.IGNORECASE,
)

# What other tools mean by a mark, and how it is said here.
_FOREIGN_FIRST = {
    "+": "every word is required already: leave the + out",
    "!": "write -word to exclude a word",
    "@": "saved queries are not there yet; for the name itself leave the @ out",
    "–": "this is a dash: to exclude a word write -word with a minus, else leave it out",
    "—": "this is a dash: to exclude a word write -word with a minus, else leave it out",
    "−": "write -word with the minus of the keyboard to exclude a word",
    "~": "write word~ for similar spellings",
    ":": "a field's colon stands right behind its name: write title:word",
    "[": "a range of dates is date:2022-02-24..2022-03-15; else leave the brackets out",
    "{": "a range of dates is date:2022-02-24..2022-03-15; else leave the brackets out",
}
_FOREIGN_INSIDE = {
    "|": "write OR between words",
    "^": "words cannot be weighted: leave the ^ out",
    "\\": 'there are no escapes: put the text in quotation marks, "like this"',
}
_INSIDE = re.compile("[" + re.escape("".join(_FOREIGN_INSIDE)) + "]")
_FOREIGN_WHOLE = {"&": "write AND, or nothing", "&&": "write AND, or nothing", "|": "write OR", "||": "write OR",
                  "*": "write some letters before the *; for everything of a time, date:2022"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeafReader:
    """Reads the leaves of one query, whose last token ends at `last`; `today` is what relative dates count from."""

    query: str
    today: dt.date
    last: int

    def leaf(self, token: Token, info: FieldInfo | None) -> Node:
        """The leaf that a word, phrase or value makes in a field (None: anywhere)."""
        if token.kind == Kind.OPEN_QUOTE:
            raise self._error(
                "This quotation mark is not closed.",
                token,
                length=1,
                hint=f"add {_closing(token.text)} where the phrase ends",
            )
        if info is None and is_address(token.text):
            return self._address(token)
        kind = info.kind if info else "text"
        if kind == "date":
            return self._date(token)
        if kind == "exact":
            return self._literal(token)
        if kind == "choice":
            return self._choice(token)
        return self._phrase(token) if token.kind == Kind.PHRASE else self._word(token, info)

    def exact(self, sign: Token, token: Token, info: FieldInfo | None) -> Node:
        """What `=` makes of the word or phrase behind it: this spelling only."""
        if info and info.kind not in ("text", "name"):
            raise self._error(f"{info.name}: is exact anyway.", sign, hint="leave the = out")
        if token.kind == Kind.PHRASE:
            return self._phrase(token, start=sign.start)
        if found := next((mark for mark in token.text if mark in "*?~"), None):
            raise self._error(
                f"= and {found} contradict each other.",
                sign,
                length=token.end - sign.start,
                hint="leave one of them out",
            )
        self._refuse_foreign(token)
        return self._verbatim(token, token.text, start=sign.start)

    def loose_phrase(self, token: Token, slop: Token, info: FieldInfo | None, *, most: int) -> Node:
        """`"peace talks"~3`: the words in this order, each at most 3 places after the one before."""
        if info and info.kind != "text":
            raise self._error(f"{info.name}: takes phrases as they stand.", slop, hint="leave the ~ out")
        digits = slop.text[1:].lstrip("0")
        if not digits or len(digits) > 6 or int(digits) > most:
            raise self._error("How far apart may the words be?", slop, hint=f'write "peace talks"~3, from 1 to {most}')
        phrase = self._phrase(token)
        if not isinstance(phrase, Phrase):
            raise self._error("A single word has no distances.", slop, hint="write word~ for similar spellings")
        return Phrase(phrase.surfaces, int(digits), phrase.spelt, start=token.start, end=slop.end)

    def check_values(self, operand: Node, info: FieldInfo) -> None:
        """Refuse a group that asks one article for two values of a field that has only one."""
        if info.kind not in ("exact", "choice", "date") or not isinstance(operand, And):
            return
        wanted = [value for value in operand.operands if not isinstance(value, Not)]
        if len(wanted) > 1:
            raise QuerySyntaxError(
                f"Nothing has two values of {info.name}:.",
                query=self.query,
                position=wanted[1].start,
                length=wanted[1].end - wanted[1].start,
                hint=f"write OR between them: {info.name}:(a OR b)",
            )

    # Words.

    def _word(self, token: Token, info: FieldInfo | None) -> Node:
        self._refuse_foreign(token)
        if "~" in token.text:
            return self._fuzzy(token)
        if "*" in token.text or "?" in token.text:
            return self._pattern(token)
        if info is None and _DATE_RANGE.fullmatch(token.text):
            raise self._error("A range of dates needs its field.", token, hint=f"write date:{token.text}")
        words = list(analysis.tokens(token.text))
        if len(words) == 1:
            return Word(words[0].surface, _spelt(words, token.text), start=token.start, end=token.end)
        return self._verbatim(token, token.text)

    def _phrase(self, token: Token, *, start: int | None = None) -> Node:
        if not token.inner.strip():
            raise self._error(
                "There is nothing between these quotation marks.", token, hint="put the words in, or take them out"
            )
        return self._verbatim(token, token.inner, start=start)

    def _verbatim(self, token: Token, text: str, *, start: int | None = None) -> Node:
        """The words of a text as they stand: one word exactly, several as a phrase."""
        words = list(analysis.tokens(text))
        start = token.start if start is None else start
        if not words:
            raise self._error(
                "There is no letter or digit here.",
                token,
                hint=_FOREIGN_WHOLE.get(token.text, "marks are not indexed: leave it out"),
            )
        if len(words) == 1:
            return Exact(words[0].surface, _spelt(words, text), start=start, end=token.end)
        return Phrase(tuple(word.surface for word in words), 1, _spelt(words, text), start=start, end=token.end)

    def _pattern(self, token: Token) -> Node:
        glob = re.sub(r"\*+", "*", trimmed(token.text))
        if glob.endswith("?") and self._ends_a_question(token):
            raise self._error(
                "Is this a question, or does ? stand for one letter?",
                token,
                hint=f"leave the ? out; for any ending write {shortened(glob.rstrip('?'))}*",
            )
        pieces = re.split(r"([*?])", glob)
        for at in range(0, len(pieces), 2):
            if pieces[at]:
                pieces[at] = self._piece(pieces[at], token)
        letters = len("".join(pieces[::2]))
        least = _LEAST_PREFIX if pieces[0] else _LEAST_OPEN
        if (len(pieces[0]) if pieces[0] else letters) < least:
            raise self._error(
                "This pattern fits too many words.",
                token,
                hint=_FOREIGN_WHOLE["*"]
                if not letters
                else f"write {least} letters or more{' before the first * or ?' * bool(pieces[0])}",
            )
        return Pattern("".join(pieces), start=token.start, end=token.end)

    def _ends_a_question(self, token: Token) -> bool:
        """Whether a pasted question ends with this word: `?` would then be read as a letter in silence."""
        return token.end == self.last and bool(_ASKING.match(self.query))

    def _piece(self, piece: str, token: Token) -> str:
        """The folded letters of a pattern between its wildcards."""
        words = list(analysis.tokens(piece))
        if len(words) == 1 and not _spelt(words, piece) and words[0].end - words[0].start == len(piece):
            return words[0].surface
        if len(words) > 1:
            raise self._error("A pattern is one word.", token, hint="write it as words in order: cease ADJ/1 fir*")
        raise self._error(
            f"{shortened(piece)} cannot be part of a pattern.", token, hint="write letters and digits, * and ?"
        )

    def _fuzzy(self, token: Token) -> Node:
        found = _FUZZY.fullmatch(token.text.rstrip(_TRAILING))
        words = list(analysis.tokens(found[1])) if found else []
        if not found or len(words) != 1 or _spelt(words, found[1]) or set(found[1]) & {"*", "?"}:
            raise self._error(
                "~ stands behind one word.",
                token,
                hint='write word~ for similar spellings, "two words"~3 for a distance',
            )
        surface = words[0].surface
        edits = found[2].lstrip("0") if found[2] else ("1" if len(surface) < 6 else "2")
        if len(surface) < _LEAST_FUZZY:
            raise self._error(
                "This word is too short for similar spellings.", token, hint=f"write {_LEAST_FUZZY} letters or more"
            )
        if edits not in ("1", "2"):
            raise self._error(
                f"A spelling may be 1 or {_MOST_EDITS} letters off.",
                token,
                hint=f"write {shortened(surface)}~1 or {shortened(surface)}~2",
            )
        return Fuzzy(surface, int(edits), start=token.start, end=token.end)

    def _refuse_foreign(self, token: Token) -> None:
        text = token.text
        if text in _FOREIGN_WHOLE or not any(map(str.isalnum, text)):
            return  # there is no word in it, which has an error of its own
        if hint := _FOREIGN_FIRST.get(text[0]):
            raise self._error(f"{text[0]} is not part of the language.", token, length=1, hint=hint)
        if found := _INSIDE.search(text):
            raise QuerySyntaxError(
                f"{found[0]} is not part of the language.",
                query=self.query,
                position=token.start + found.start(),
                hint=_FOREIGN_INSIDE[found[0]],
            )

    # Values.

    def _date(self, token: Token) -> Node:
        text, offset = (token.inner, 1) if token.kind == Kind.PHRASE else (token.text, 0)
        try:
            days = dates.read_date(text, today=self.today)
        except dates.ImpossibleDate as error:
            raise QuerySyntaxError(
                error.message,
                query=self.query,
                position=token.start + offset + error.start,
                length=error.length,
                hint=error.hint,
            ) from None
        if days is None:
            return DateUnknown(start=token.start, end=token.end)
        return Period(*days, start=token.start, end=token.end)

    def _literal(self, token: Token) -> Literal:
        value = (token.inner if token.kind == Kind.PHRASE else token.text).strip()
        prefix = value.endswith("*")
        value = value[:-1] if prefix else value
        if not value:
            raise self._error("There is no value here.", token, hint="write the whole value, or its beginning and *")
        return Literal(value, prefix, start=token.start, end=token.end)

    def _choice(self, token: Token) -> Literal:
        value = self._literal(token)
        known = value.value.lower()
        if value.prefix or known not in BASES:
            near = process.extractOne(known[:40], BASES, scorer=fuzz.ratio, score_cutoff=60)
            meant = f"did you mean {near[0]}? It is" if near else "it is"
            raise self._error(
                f"{shortened(value.value)} is no way to find a speaker.",
                token,
                hint=f"{meant} one of {', '.join(BASES)}",
            )
        return Literal(known, start=token.start, end=token.end)

    def _address(self, token: Token) -> Node:
        """A pasted address asks for the article that was published there."""
        value = token.text.rstrip(_TRAILING)
        literal = self._literal(Token(Kind.VALUE, value, token.start))
        return Field("url", literal, start=token.start, end=token.end)

    def _error(self, message: str, token: Token, *, hint: str, length: int | None = None) -> QuerySyntaxError:
        length = len(token.text) if length is None else length
        return QuerySyntaxError(message, query=self.query, position=token.start, length=length, hint=hint)


def _spelt(words: list[analysis.Token], text: str) -> str:
    """How to write words of which a surface, read again, would be another (`½` has the surface `1⁄2`); else empty."""
    if all(analysis.surfaces(word.surface) == [word.surface] for word in words):
        return ""
    return " ".join(text[word.start : word.end] for word in words)


def _closing(opening: str) -> str:
    return QUOTES.get(opening[0], '"')[0]
