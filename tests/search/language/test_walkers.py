"""Whatever goes through a syntax tree meets every kind of node: a kind that one of them forgets fails here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import get_args

import pytest

from indexer.store import open_index
from search.answer.readings import readings
from search.api import open_archive
from search.empty.clauses import unmatched
from search.language import parse, speaks_of_quotations
from search.language.compile import compile_tree
from search.language.emphasis import light_stems
from search.language.lexer import Kind, Token
from search.language.marking import highlights_of
from search.language.normal import normal_form
from search.language.references import placed
from search.language.syntax import (
    And,
    AtLeast,
    DateUnknown,
    Exact,
    Field,
    Fuzzy,
    Literal,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Period,
    Phrase,
    Said,
    Together,
    Word,
    children,
    replaced,
    walk,
    with_children,
)
from search.language.widening import exactly_spelt, widened, widened_words
from search.names.spoken import speaker_spellings
from tests.conftest import searcher

LEAVES: dict[type, Node] = {
    Word: Word("it"),
    Exact: Exact("it"),
    Phrase: Phrase(("it", "river")),
    Pattern: Pattern("riv*"),
    Fuzzy: Fuzzy("river", 1),
    Literal: Field("url", Literal("x")),
    Period: Field("date", Period(dt.date(2025, 1, 1), None)),
    DateUnknown: Field("date", DateUnknown()),
}
WORD, OTHER = Word("it"), Word("river")
COMPOUNDS: dict[type, Node] = {
    Near: Near((WORD, OTHER), 5, False),
    Together: Together((WORD, OTHER), "sentence"),
    AtLeast: AtLeast(WORD, 1),
    Field: Field("title", WORD),
    Said: Said(WORD),
    Not: And((OTHER, Not(WORD))),
    And: And((WORD, OTHER)),
    Or: Or((WORD, OTHER)),
}
KINDS = LEAVES | COMPOUNDS


def of(kind: type) -> Node:
    """The node of this kind in its sample."""
    return next(node for node in walk(KINDS[kind]) if type(node) is kind)


def test_every_kind_of_node_is_tried() -> None:
    assert set(KINDS) == set(get_args(Node))


@pytest.mark.parametrize("kind", KINDS)
def test_children_are_all_nodes_below(kind: type) -> None:
    """Whatever field of a node holds nodes is among its children, and a node is made again of them."""
    node = of(kind)
    held: list[Node] = []
    for name in node.__dataclass_fields__:
        value = getattr(node, name)
        held += [part for part in (value if isinstance(value, tuple) else (value,)) if type(part) in KINDS]
    assert children(node) == tuple(held)
    assert with_children(node, children(node)) == node
    assert replaced(node, lambda part: part) == node
    assert [*walk(node)][1:] == [below for child in held for below in walk(child)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_tree_is_written_as_it_is_read(kind: type) -> None:
    assert parse(normal_form(KINDS[kind])).tree == KINDS[kind]


@pytest.mark.parametrize("space", ["articles", "quotations"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_tree_of_every_kind_is_asked(kind: type, space: str, seeds_index: Path) -> None:
    """Compiled, weighed, judged and explained without a kind that is not known."""
    tree = KINDS[kind]
    compile_tree(tree, space=space)  # type: ignore[arg-type]
    speaks_of_quotations(tree)
    assert unmatched(tree, lambda _: 0)
    with open_index(seeds_index) as index:
        speaker_spellings(searcher(index), tree, [])
        light_stems(tree, normal_form(tree))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if WORD in walk(KINDS[kind])])
def test_a_word_is_met_wherever_it_stands(kind: type, seeds_index: Path) -> None:
    """Its reading is told, its other spellings are found, its place is the one that it is put at."""
    tree = KINDS[kind]
    with open_index(seeds_index) as index:
        assert [reading.word for reading in readings(tree, searcher(index))] == ["it"]
    wide = widened(tree, lambda word: (f"{word}x",))
    assert {word.surface for word in widened_words(wide)} == {
        node.surface for node in walk(tree) if isinstance(node, Word)
    }
    moved = placed(tree, Token(Kind.WORD, "@name", 7, 12))
    assert {(node.start, node.end) for node in walk(moved)} == {(7, 12)}
    assert moved == tree


@pytest.mark.parametrize("kind", [Near, Together, AtLeast, Field, And, Or])
def test_a_word_is_marked_wherever_it_is_asked_for(kind: type) -> None:
    marks = highlights_of(KINDS[kind], space="articles")
    assert "it" in repr(marks)


def test_what_is_excluded_is_not_marked() -> None:
    assert "it" not in repr(highlights_of(Not(WORD), space="articles").text).replace("distinct", "")


@pytest.mark.parametrize("kind", [Not, And, Or])
def test_a_speaker_is_spelt_exactly_wherever_it_stands(kind: type) -> None:
    def named(node: Node) -> Node:
        return Field("speaker", node) if isinstance(node, Word) else replaced(node, named)

    exact = exactly_spelt(named(KINDS[kind]))
    assert not [node for node in walk(exact) if isinstance(node, Word)]
    assert [node for node in walk(exact) if isinstance(node, Exact)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_answer_is_explained_for_every_kind(kind: type, seeds_index: Path) -> None:
    """No kind of clause is an error, alone or beside another, where the answer is explained."""
    with open_archive(seeds_index) as archive:
        for beside in ("", " xyzzyx"):
            assert isinstance(archive.why_empty(f"({normal_form(KINDS[kind])}){beside}"), list)
        if kind is not Not:
            assert archive.why_empty(f"({normal_form(KINDS[kind])}) xyzzyx")
