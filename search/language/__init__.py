"""The query language: text to a whoosh.query tree, or an error with the place and the mend.

`parse` is the way in. `lex` colours a query while it is typed, `FIELDS` says what may be asked for,
`render_error` shows an error with its caret.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from whoosh.query import Query

from indexer.analysis.tokenizer import folded
from indexer.errors import QuerySyntaxError
from search.language.as_words import read_words
from search.language.compile import compile_tree, speaks_of_quotations
from search.language.emphasis import light_stems, weighed
from search.language.errors import render_error
from search.language.fields import ALIASES, FIELDS, FieldInfo, Space
from search.language.lexer import Kind, Token, lex
from search.language.marking import Count, Highlights, Marks, Meeting, Nearness, highlights_of
from search.language.normal import normal_form
from search.language.parser import Match, read_query
from search.language.references import SAVED_NAME, Saved
from search.language.running_text import mend_of, sort_out
from search.language.stated import NOTHING_STATED, Stated, resolved
from search.language.syntax import Field, Fuzzy, Node, Pattern, Phrase, Word, children, walk
from search.language.syntax import Literal as Value
from search.language.widening import (
    POSSESSIVE,
    Inflected,
    OtherNames,
    Spellings,
    exactly_spelt,
    names_asked,
    no_forms,
    no_names,
    widened,
    widened_words,
    words_of_name,
)

__all__ = [
    "ALIASES",
    "FIELDS",
    "MAX_LENGTH",
    "NOTHING_STATED",
    "POSSESSIVE",
    "SAVED_NAME",
    "Count",
    "FieldInfo",
    "Highlights",
    "Kind",
    "Marks",
    "Match",
    "Meeting",
    "Nearness",
    "Node",
    "Parsed",
    "Query",
    "Reading",
    "Saved",
    "Space",
    "Spellings",
    "Stated",
    "Token",
    "as_words",
    "lex",
    "light_stems",
    "mend_of",
    "newer_than",
    "no_forms",
    "no_names",
    "of_outlet",
    "parse",
    "query_of",
    "read",
    "refuse_longer",
    "render_error",
    "speaks_of_quotations",
    "understood",
    "weighed",
]

Reading = Literal["query", "words"]
"""Whether a text is a query with its operators, or words and nothing else."""


MAX_LENGTH = 1 << 18
"""Characters of a query."""
MAX_PATTERNS = 256
"""Patterns and fuzzy words of a query: for each the dictionary is gone through, in about ten milliseconds."""
MAX_WORDS = 2048
"""Words, patterns and values of a query: each takes about a millisecond to be looked up, widened and marked."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query that was understood.

    `query` is for the engine, over `space`; `normal` shows how the text was read and parses to the same
    `tree` (with match="all", whatever the match of the text was); `highlights` are what to mark.
    """

    text: str
    space: Space
    query: Query
    normal: str
    tree: Node
    highlights: Highlights

    def widened(self) -> dict[str, tuple[str, ...]]:
        """The words that are also found in other spellings, and those."""
        return {word.surface: word.also for word in widened_words(self.tree)}

    def named(self, field: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """The clauses of a field for names that are looked for under others too: the words of each, and those
        names."""
        asked = names_asked(self.tree, field)
        return {normal_form(Field(field, node)): (words_of_name(node), node.also) for node in asked}


def parse(
    text: str,
    *,
    space: Space = "articles",
    match: Match = "all",
    reading: Reading = "query",
    today: dt.date | None = None,
    spellings: Spellings = no_forms,
    names: Literal["all", "exact"] = "all",
    saved: Saved | None = None,
    called: str | None = None,
    stated: Stated = NOTHING_STATED,
) -> Parsed:
    """Read a query for one document space. Raises QuerySyntaxError, UnknownField.

    With match="any", words side by side are alternatives instead of all being required. With reading="words"
    nothing in the text is an operator. `today` is what "last week" counts from, by default the local date.
    `spellings` gives the other spellings of a name, to be found as well; with names="exact" speakers are found in the
    spelling asked for only. `saved` gives the queries that `@name` may
    stand for; `called` is the name under which this one is to be saved. `stated` has the fields of an archive.
    """
    tree = read(text, match=match, reading=reading, today=today, saved=saved, called=called, stated=stated)
    return understood(tree, text=text, space=space, spellings=spellings, names=names, stated=stated)


def read(
    text: str,
    *,
    match: Match = "all",
    reading: Reading = "query",
    today: dt.date | None = None,
    saved: Saved | None = None,
    called: str | None = None,
    stated: Stated = NOTHING_STATED,
) -> Node:
    """The tree of a query as it is written; see `parse`."""
    refuse_longer(text)
    if reading == "words":
        tree = read_words(text, match=match)
    else:
        tree = read_query(text, match=match, today=today, saved=saved, called=called, stated=stated)
    _held_to_size(tree, text)
    return tree


def understood(
    tree: Node,
    *,
    text: str = "",
    space: Space = "articles",
    spellings: Spellings = no_forms,
    inflections: Inflected = no_forms,
    outlets: OtherNames = no_names,
    people: OtherNames = no_names,
    names: Literal["all", "exact"] = "all",
    stated: Stated = NOTHING_STATED,
) -> Parsed:
    """A tree made ready for the engine: names widened, the query compiled, what to mark. `text` is what was typed."""
    tree = widened(tree, spellings, inflections, outlets, people)
    if names == "exact":
        tree = exactly_spelt(tree)
    return Parsed(
        text=text,
        space=space,
        query=query_of(tree, space=space, stated=stated),
        normal=normal_form(tree),
        tree=tree,
        highlights=highlights_of(tree, space=space, light=light_stems(tree, text)),
    )


def query_of(tree: Node, *, space: Space, stated: Stated = NOTHING_STATED) -> Query:
    """What the engine is asked for a tree that is widened already."""
    return compile_tree(resolved(tree, stated), space=space)


def as_words(text: str, *, saved: Saved, stated: Stated = NOTHING_STATED) -> tuple[str, ...]:
    """The signs and words of a query that could be syntax and are read as text."""
    if text.isascii() and text.islower() and text.replace(" ", "").isalpha():
        return ()
    return sort_out(text, saved=saved, stated=stated).as_words


def of_outlet(name: str) -> Node:
    """`source:"NAME"`, under its other names too; a quotation mark in a name separates words, as in an article."""
    words = folded(name)
    if len(words) == 1:
        return Field("source", Word(words[0]))
    return read_query('source:"{}"'.format(" ".join(name.replace('"', " ").split())))


def newer_than(generation: int) -> Node:
    """`generation:>N`: what came in after a generation."""
    return Field("generation", Value(f">{generation}"))


def refuse_longer(text: str) -> None:
    """QuerySyntaxError if a text is longer than a query may be."""
    if len(text) > MAX_LENGTH:
        raise _too_long(text, MAX_LENGTH, f"A query has at most {MAX_LENGTH:,} characters.")


def _held_to_size(tree: Node, text: str) -> None:
    """QuerySyntaxError at the first word too many; saved queries are counted as what they stand for."""
    words = looked_for = 0
    for node in walk(tree):
        words += len(node.surfaces) if isinstance(node, Phrase) else not children(node)
        looked_for += isinstance(node, Fuzzy | Pattern)
        if words > MAX_WORDS:
            raise _too_long(text, node.start, f"A query has at most {MAX_WORDS:,} words and other values.")
        if looked_for > MAX_PATTERNS:
            raise _too_long(text, node.start, f"A query has at most {MAX_PATTERNS:,} patterns and fuzzy words.")


def _too_long(text: str, position: int, message: str) -> QuerySyntaxError:
    return QuerySyntaxError(message, query=text, position=position, hint="ask for a part of it")
