"""A query as words without operators: what a text says, whatever is in it.

For questions that were written for people, for headlines, for sentences to be checked: no mark, no capital letter
and no colon in them means anything. Every token of the text is one word of the query.
"""

from __future__ import annotations

from indexer.analysis.acronyms import shouted
from indexer.analysis.tokenizer import tokens
from indexer.errors import QuerySyntaxError
from search.language.entities import without_references
from search.language.leaves import one_word
from search.language.parser import Match
from search.language.syntax import Node, conjunction, disjunction

__all__ = ["read_words"]


def read_words(text: str, *, match: Match = "all") -> Node:
    """The tree of a text read as words: all of them or, with match="any", any. QuerySyntaxError if there are none."""
    loud = shouted(text)
    words = [
        one_word(token.surface, start=token.start, end=token.end, loud=loud)
        for token in tokens(without_references(text), capitals="kept")
    ]
    if not words:
        raise QuerySyntaxError("There is no word in this query.", query=text, position=0, hint="write a word")
    return conjunction(words) if match == "all" else disjunction(words)
