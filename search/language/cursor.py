"""Going through the tokens of a query: what comes next, whether it is wanted, and the error if it is not."""

from __future__ import annotations

from search.language.lexer import Kind, Token
from search.language.references import Saved
from search.language.refusals import Refusals
from search.language.running_text import sort_out
from search.language.stated import Stated

__all__ = ["Cursor"]


class Cursor:
    """A place among the tokens of a query. What reads a grammar inherits from it."""

    def __init__(self, text: str, *, depth: int, saved: Saved | None, stated: Stated) -> None:
        """`depth` is how many parentheses are open, those of a query around this one included; `saved` and
        `stated` as for `sort_out`."""
        self._refuse = Refusals(text)
        self._tokens = sort_out(text, saved=saved, stated=stated).tokens
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
