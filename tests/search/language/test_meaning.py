"""What queries find, against brute force over the words of a small archive."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.analysis import tokenizer
from indexer.article import BASES, Article, Quotation
from indexer.store import Index, IndexWriter, open_index
from search.engine import matching
from search.language import FIELDS, Node, parse
from search.language.syntax import And, Exact, Field, Near, Not, Or, Pattern, Phrase, Said, Word
from tests.conftest import searcher, tries

WORDS = ["war", "wars", "peace", "talk", "talks", "the", "of"]
NAMES = ["ann", "bob", "ann bob"]
Spans = set[tuple[int, int]]


@dataclass(frozen=True)
class Archive:
    """Articles with their quotations, in lists that are numbered as the documents of the two indexes are."""

    articles: list[Article] = field(default_factory=list)
    quotations: list[tuple[int, Quotation]] = field(default_factory=list)

    def about(self, number: int) -> Iterator[Quotation]:
        return (quotation for article, quotation in self.quotations if article == number)


def build() -> Archive:
    chance = random.Random(5)
    archive = Archive()

    def some(most: int) -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, most)))

    for number in range(40):
        said = [some(4) for _ in range(chance.randint(0, 3))]
        body = some(6) + "".join(f' "{words}" {some(3)}' for words in said)
        article = Article(id=f"A{number}", title=some(4), body=body, source=chance.choice([None, *NAMES]))
        archive.articles.append(article)
        at = 0
        for words in said:
            at = body.index(f'"{words}"', at) + 1
            speaker, basis = chance.choice([None, *NAMES]), chance.choice(BASES)
            quotation = Quotation(text=words, start=at, end=at + len(words), speaker=speaker, basis=basis)  # type: ignore[arg-type]
            archive.quotations.append((number, quotation))
    return archive


ARCHIVE = build()


# The oracle: a tree against the words themselves.


def texts(node_field: str, about: Article | Quotation) -> list[list[str]]:
    """The runs of words that a field has; a phrase lies in one of them."""
    if isinstance(about, Quotation):
        return [tokenizer.surfaces({"quote": about.text, "speaker": about.speaker or ""}[node_field])]
    parts = {
        "title": [about.title],
        "body": [about.body],
        "source": [about.source or ""],
        "": [about.title, about.body],
    }
    return [tokenizer.surfaces(part) for part in parts[node_field]]


def spans(node: Node, words: list[str], *, stems: bool) -> Spans:
    """Where a clause stands among words: places of its first and last one."""
    match node:
        case Word(surface) if stems:
            wanted = tokenizer.stem(surface)
            return {(at, at) for at, word in enumerate(words) if tokenizer.stem(word) == wanted}
        case Word(surface) | Exact(surface):
            return {(at, at) for at, word in enumerate(words) if word == surface}
        case Pattern(glob):
            return {(at, at) for at, word in enumerate(words) if word.startswith(glob.rstrip("*"))}
        case Phrase(surfaces, within):
            return chained([spans(Exact(each), words, stems=False) for each in surfaces], within, ordered=True)
        case Near(operands, within, ordered):
            return chained([spans(each, words, stems=stems) for each in operands], within, ordered=ordered)
        case Or(operands):
            return set().union(*(spans(each, words, stems=stems) for each in operands))
        case _:
            raise AssertionError(node)


def chained(links: list[Spans], within: int, *, ordered: bool) -> Spans:
    """Each link at most `within` places from the stretch over those before it, in any order also inside it."""
    found = {(span, (span,)) for span in links[0]}
    for link in links[1:]:
        found = {
            ((min(reach[0], span[0]), max(reach[1], span[1])), (*chosen, span))
            for (reach, chosen), span in itertools.product(found, link)
            if span[0] - reach[1] <= within
            and (span[0] > reach[1] if ordered else reach[0] - span[1] <= within)
            and all(span[0] > last or span[1] < first for first, last in chosen)
        }
    return {reach for reach, _ in found}


def holds(node: Node, about: Article | Quotation, name: str) -> bool:
    """Whether a value is in the field `name` (empty: in title or body)."""
    match node:
        case And(operands):
            return all(holds(each, about, name) for each in operands)
        case Or(operands):
            return any(holds(each, about, name) for each in operands)
        case Not(operand):
            return not holds(operand, about, name)
        case _:
            stems = name in ("", "title", "body", "quote")
            return any(spans(node, words, stems=stems) for words in texts(name, about))


def said_by(node: Node, quotation: Quotation, number: int) -> bool:
    """Whether a query over quotations is true of one of them, in article `number`."""
    match node:
        case And(operands):
            return all(said_by(each, quotation, number) for each in operands)
        case Or(operands):
            return any(said_by(each, quotation, number) for each in operands)
        case Not(operand):
            return not said_by(operand, quotation, number)
        case Said(operand):
            return said_by(operand, quotation, number)
        case Field(name, operand) if FIELDS[name].space == "articles":
            return holds(operand, ARCHIVE.articles[number], name)
        case Field(name, operand):
            return holds(operand, quotation, name)
        case _:
            return holds(node, quotation, "quote")


def written(node: Node, number: int) -> bool:
    """Whether a query over articles is true of article `number`."""

    def quoted(*clauses: Node) -> bool:
        return any(all(said_by(each, one, number) for each in clauses) for one in ARCHIVE.about(number))

    match node:
        case And(operands):
            about = [each for each in operands if speaks_of_quotations(each)]
            denied = [each for each in operands if isinstance(each, Not) and speaks_of_quotations(each.operand)]
            if about:  # then one quotation has what is asked for and lacks what is excluded
                rest = [each for each in operands if each not in about and each not in denied]
                return quoted(*about, *denied) and all(written(each, number) for each in rest)
            return all(written(each, number) for each in operands)
        case _ if speaks_of_quotations(node):
            return quoted(node)
        case Or(operands):
            return any(written(each, number) for each in operands)
        case Not(operand):
            return not written(operand, number)
        case Said(operand):
            return quoted(operand)
        case Field(name, operand):
            return holds(operand, ARCHIVE.articles[number], name)
        case _:
            return holds(node, ARCHIVE.articles[number], "")


def speaks_of_quotations(node: Node) -> bool:
    match node:
        case Field(name, _):
            return FIELDS[name].space == "quotations"
        case And(operands):
            bare = [each.operand if isinstance(each, Not) else each for each in operands]
            return any(not isinstance(each, Not) for each in operands) and all(map(speaks_of_quotations, bare))
        case Or(operands):
            return all(map(speaks_of_quotations, operands))
        case _:
            return False


# The same through the index.


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    path = tmp_path_factory.mktemp("archive")
    with IndexWriter(path) as writer:
        for number, article in enumerate(ARCHIVE.articles):
            writer.put(article, list(ARCHIVE.about(number)))
        writer.commit({})
    with open_index(path) as opened:
        yield opened


# Queries, made by the grammar.

word = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map("={}".format),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    st.sampled_from(["wa*", "pea*", "ta*"]),
    st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS), st.integers(1, 3)).map(
        lambda x: f'"{x[0]} {x[1]}"~{x[2]}'
    ),
)
near = st.tuples(
    st.lists(
        st.one_of(word, st.tuples(word, word).map(lambda two: f"({two[0]} OR {two[1]})")), min_size=2, max_size=3
    ),
    st.sampled_from(["NEAR", "ADJ"]),
    st.integers(1, 4),
).map(lambda x: f"({f' {x[1]}/{x[2]} '.join(x[0])})")


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: f"({' '.join(parts)})"),
        several.map(lambda parts: f"({' OR '.join(parts)})"),
        inner.map("NOT ({})".format),
        inner.map(lambda part: part if part.startswith("-") else f"-{part}" if " " not in part else f"-({part})"),
    )


words = st.recursive(st.one_of(word, near), combined, max_leaves=4)
names = st.sampled_from(["ann", "bob", '"ann bob"', "=bob", "(ann OR bob)", "(ann -bob)"])
clause = st.one_of(
    words,
    st.tuples(st.sampled_from(["title", "body", "quote"]), words).map(lambda x: f"{x[0]}:({x[1]})"),
    st.tuples(st.sampled_from(["source", "speaker"]), names).map(":".join),
    st.tuples(names, words).map(lambda x: f"said:(speaker:{x[0]} {x[1]})"),
    names.map(lambda name: f"said:(-speaker:{name})"),
)
queries = st.recursive(clause, combined, max_leaves=6)


@pytest.mark.slow
@given(text=queries)
@example('war NEAR/1 "war war"~2')
@example('talks NEAR/2 "the peace of"')
@settings(deadline=None, max_examples=tries(75, 150))
def test_articles(index: Index, text: str) -> None:
    """A query finds the articles of which it is true, word by word."""
    parsed = parse(text)
    found = {index.article(int(doc)).id for doc in matching(searcher(index), parsed.query)}
    assert found == {article.id for number, article in enumerate(ARCHIVE.articles) if written(parsed.tree, number)}


@pytest.mark.slow
@given(text=queries)
@example("(war body:((war NEAR/1 war NEAR/1 war)))")
@settings(deadline=None, max_examples=tries(75, 150))
def test_quotations(index: Index, text: str) -> None:
    """The same query over quotations finds those of which it is true, with the articles they stand in."""
    parsed = parse(text, space="quotations")
    docs = matching(searcher(index), parsed.query, space="quotations")
    articles = index.article_of(docs)
    found = {
        (index.article(int(article)).id, index.quotation_with_article(int(doc))[1].start)
        for doc, article in zip(docs, articles, strict=True)
    }
    assert found == {
        (ARCHIVE.articles[number].id, one.start)
        for number, one in ARCHIVE.quotations
        if said_by(parsed.tree, one, number)
    }
