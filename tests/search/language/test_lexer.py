"""What the pieces of a query look like, for the parser and for the colours of the prompt."""

from __future__ import annotations

import pytest

from indexer.schema import article_schema, quotation_schema
from search.language import ALIASES, FIELDS, lex, parse

KINDS = [
    ("peace talks", "word space word"),
    ('a "b c"', "word space phrase"),
    ("“b c” «d»", "phrase space phrase"),
    ("'b c' 'd' ‘e f’", "phrase space word space phrase"),
    ('"b c', "open quote"),
    ('"a b"~3', "phrase slop"),
    ("a AND (b OR -c)", "word space operator space open word space operator space minus word close"),
    (
        "a NEAR/5 b w/5 c near5 d",
        "word space operator space word space operator space word space operator space word",
    ),
    ("and or near", "word space word space word"),
    ("=NOT NOT", "exact word space operator"),
    ("title:a", "field word"),
    ("-title:(a)", "minus field open word close"),
    ("said:(a)", "field open word close"),
    ("sourse:a", "unknown field word"),
    ("date:2022-01..2022-03", "field value"),
    ('date:"last month"', "field phrase"),
    ("path:'a.txt'", "field phrase"),
    ("url:http://a.b/c?d=(e)", "field value"),
    ("http://a.b/c", "word"),
    ("war: 10:30", "word space word"),
    ("source: bbc", "field space word"),
    ("a\u00a0b\u200b c", "word space word space word"),
    ("date:", "field"),
    ("", ""),
]


@pytest.mark.parametrize(("query", "kinds"), KINDS)
def test_kinds(query: str, kinds: str) -> None:
    """Each piece of a query has a kind, also while the query is not finished."""
    assert " ".join(token.kind for token in lex(query)) == kinds


def test_phrases_know_what_is_between_their_marks() -> None:
    """A phrase gives its text without the marks, whichever these are."""
    assert [token.inner for token in lex('"a b"«c»“d"')] == ["a b", "c", "d"]


def test_fields_are_those_of_the_schemas() -> None:
    """Every field of the language is one of its space's schema, and an alias leads to one."""
    schemas = {"articles": article_schema(), "quotations": quotation_schema()}
    for name, info in FIELDS.items():
        assert info.name == name
        assert name in schemas[info.space] or name == "lead"  # a part of the body
    assert set(ALIASES.values()) <= set(FIELDS)


@pytest.mark.parametrize("name", list(FIELDS))
def test_examples_of_the_fields_are_queries(name: str) -> None:
    """The example that the help shows for a field asks for that field."""
    assert parse(FIELDS[name].example).normal.startswith(f"{name}:")
