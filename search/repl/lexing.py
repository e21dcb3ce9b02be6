"""The colours of a query while it is typed: our own lexer's tokens, each with the class of its kind."""

from __future__ import annotations

from collections.abc import Callable, Collection

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

from search.language.lexer import Kind, Token, lex
from search.repl.registry import COMMANDS

CLASSES = {
    Kind.PHRASE: "class:query.phrase",
    Kind.OPEN_QUOTE: "class:query.open",
    Kind.FIELD: "class:query.field",
    Kind.UNKNOWN_FIELD: "class:query.wrong",
    Kind.VALUE: "class:query.value",
    Kind.SAVED: "class:query.field",
    Kind.OPERATOR: "class:query.operator",
    Kind.MINUS: "class:query.operator",
    Kind.EXACT: "class:query.operator",
    Kind.SLOP: "class:query.operator",
    Kind.OPEN: "class:query.operator",
    Kind.CLOSE: "class:query.operator",
}
"""Words and spaces have no class."""


class LineLexer(Lexer):
    """Colours a line: a dot command and its argument, or a query."""

    def __init__(self, stated: Callable[[], Collection[str]] = tuple) -> None:
        """`stated` gives the fields of the archive that are not the language's own."""
        self._stated = stated

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        lines = document.lines

        def fragments(number: int) -> StyleAndTextTuples:
            return coloured(lines[number], self._stated()) if number < len(lines) else []

        return fragments


def coloured(line: str, stated: Collection[str] = ()) -> StyleAndTextTuples:
    """The line in pieces with their classes; joined, the pieces are the line again."""
    if not line.lstrip().startswith("."):
        return _query(line, stated)
    at = len(line) - len(line.lstrip())
    word = line[at:].split(maxsplit=1)[0]
    rest = line[at + len(word) :]
    begins = any(
        known.startswith(word.lower()) for name, entry in COMMANDS.items() for known in (name, *entry.aliases)
    )
    kind = "command" if begins or word[1:].isdecimal() else "wrong"
    command = COMMANDS.get(word.lower())
    argument = _query(rest, stated) if command and command.argument == "query" else [("", rest)]
    return [("", line[:at]), (f"class:query.{kind}", word), *argument]


def _query(text: str, stated: Collection[str]) -> StyleAndTextTuples:
    return [(_class(token, stated), token.text) for token in lex(text)]


def _class(token: Token, stated: Collection[str]) -> str:
    known = token.kind is Kind.UNKNOWN_FIELD and token.text[:-1].lower() in stated
    return CLASSES.get(Kind.FIELD if known else token.kind, "")
