"""Arguments of the shell as one query: each that has several words is a group of its own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from indexer.errors import UnknownField
from search.commands.console import tell
from search.language import Kind, Reading, lex, read
from search.language.running_text import sort_out
from search.show.reading_lines import sign_lines

__all__ = ["as_query"]

_PAIRED = frozenset('()"“”„‟«»「」『』＂')


def as_query(arguments: Sequence[str], *, reading: Reading = "query") -> str:
    """`A` and `B OR C` as `A (B OR C)`; words that the shell parted stand side by side as they were typed.

    QuerySyntaxError, with its place in the argument that cannot be read. As words, all of them are one text.
    """
    if len(arguments) < 2 or reading == "words":
        return " ".join(arguments)
    return " ".join(map(_group, arguments))


def _group(argument: str) -> str:
    if len([token for token in lex(argument) if token.kind != Kind.SPACE]) < 2:
        return argument
    from search.saved_queries import saved_queries

    with suppress(UnknownField):  # it may be one of the archive
        read(argument, saved=saved_queries)
    sorted_out = sort_out(argument, saved=saved_queries)
    if not any(_PAIRED.intersection(sign) for sign in sorted_out.as_words):
        return f"({argument})"
    # A mark without a partner would find one in another argument.
    tell(*sign_lines(sorted_out.as_words))
    text = ""
    end = 0
    for token in sorted_out.tokens:
        text += " " * (bool(text) and token.start > end) + token.text
        end = token.end
    return f"({text})"
