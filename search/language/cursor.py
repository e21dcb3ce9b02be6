"""Going through the tokens of a query: what comes next, whether it is wanted, and the error if it is not."""

from __future__ import annotations

from itertools import zip_longest

from search.language.lexer import Kind, Token, lex
from search.language.refusals import Refusals

__all__ = ["Cursor"]

_SENTENCE_MARKS = frozenset(".,;:!?…")


class Cursor:
    """A place among the tokens of a query. What reads a grammar inherits from it."""

    def __init__(self, text: str, *, depth: int) -> None:
        """`depth` is how many parentheses are open, those of a query around this one included."""
        self._refuse = Refusals(text)
        self._tokens = _meaningful(lex(text))
        self._at = 0
        self._depth = depth

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> Token:
        token = self._peek()
        if token is None:
            raise self._refuse.ends_early()
        if token.kind == Kind.CLOSE:
            raise self._refuse.stray_close(token, inside=self._depth > 0)
        self._at += 1
        return token

    def _operator(self, name: str) -> Token | None:
        token = self._peek()
        if token and token.kind == Kind.OPERATOR and token.text == name:
            self._at += 1
            return token
        return None

    def _needs_right(self, operator: Token) -> None:
        following = self._peek()
        if not following or following.kind == Kind.CLOSE:
            raise self._refuse.nothing_behind(operator)
        if following.kind == Kind.OPERATOR and following.text != "NOT":
            raise self._refuse.misplaced(following)


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
