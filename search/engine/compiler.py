"""From a whoosh.query tree to nodes over one segment, by the class of each query.

Scores are Whoosh's, with the exceptions that are stated here because Whoosh 3.54 lets them depend on
how it happens to evaluate:

- Patterns and term ranges with `constantscore` give every document their boost. (Whoosh gives 1, or the
  sum of the terms' scores, by the number of documents and of terms.) Inside a nearness query the terms'
  own scores count, as there in Whoosh.
- A `ConstantScoreQuery` gives its score everywhere, inside a nearness query too.
- `DisjunctionMax` takes the highest score among clauses that match the document; `tiebreak` does nothing.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.query.compound import And, AndMaybe, AndNot, DisjunctionMax, Or, Require
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Every, NullQuery, Query
from whoosh.query.ranges import DateRange, NumericRange, TermRange
from whoosh.query.spans import SpanNear, SpanNear2
from whoosh.query.terms import FuzzyTerm, Prefix, Regex, Term, Variations, Wildcard
from whoosh.query.wrappers import ConstantScoreQuery, Not

from indexer.schema import NO_DATE
from search.engine import patterns
from search.engine.boolean import AndMaybeNode, AndNode, AndNotNode, NotNode, RequireNode
from search.engine.disjunction import MaxNode, OrNode, Pruning
from search.engine.fallback import matched_by_whoosh
from search.engine.join import ArticleNode, QuotationNode
from search.engine.nodes import (
    HIGHEST,
    BoostNode,
    ConstantNode,
    Empty,
    EveryNode,
    ListNode,
    Matches,
    Node,
    RangeNode,
    TermNode,
    UnionNode,
)
from search.engine.patterns import term_bytes
from search.engine.postings import Entry
from search.engine.proximity import NearNode, PairNode, PhraseNode
from search.engine.scope import Scope
from search.engine.spaces import InArticle, InQuotation
from search.engine.spanning import has_positions, members, spans
from search.engine.synonyms import Synonyms, synonym_entry

if TYPE_CHECKING:
    from search.engine.positional_queries import Placed

_LOWEST, _HIGHEST = NO_DATE + 1, HIGHEST
"""The values that a NUMERIC field of 32 bits can hold, without the one that stands for none."""


class Compiler:
    """Compiles for one segment. `scored` is false where only matching matters; `stepping` inside a nearness query."""

    __slots__ = ("pruning", "scope", "scored", "stepping")

    def __init__(
        self, scope: Scope, *, scored: bool = True, stepping: bool = False, pruning: Pruning = "auto"
    ) -> None:
        self.scope = scope
        self.scored = scored
        self.stepping = stepping
        self.pruning = pruning

    def node(self, tree: Any) -> Node:
        """The node of a query; unknown classes go to Whoosh's matchers."""
        compile_one = _COMPILERS.get(type(tree))
        if compile_one is None:
            return _other(self, tree)
        return compile_one(self, tree)

    def unscored(self) -> Compiler:
        return self if not self.scored else Compiler(self.scope, scored=False)

    def within_spans(self) -> Compiler:
        return Compiler(self.scope, scored=self.scored, stepping=True, pruning=self.pruning)

    def boosted(self, node: Node, boost: float) -> Node:
        return node if boost == 1.0 or not self.scored else BoostNode(node, boost)


def compile_query(tree: Any, scope: Scope, *, scored: bool = True, pruning: Pruning = "auto") -> Node:
    """What a query is in one segment."""
    return Compiler(scope, scored=scored, pruning=pruning).node(tree)


# Leaves


def _term(compiler: Compiler, tree: Term) -> Node:
    scope = compiler.scope
    name = tree.fieldname
    if name in scope.opened.numbers:
        return _number(compiler, tree)
    entry = scope.opened.entry(name, term_bytes(tree.text))
    postings = entry.postings(scope)
    if postings is None:
        return Empty(scope)
    return TermNode(scope, postings, entry.weight * tree.boost, scored=compiler.scored)


def _synonyms(compiler: Compiler, tree: Synonyms) -> Node:
    scope = compiler.scope
    entry = synonym_entry(scope.opened, tree.named())
    postings = entry.postings(scope)
    if postings is None:
        return Empty(scope)
    return TermNode(scope, postings, entry.weight * tree.boost, scored=compiler.scored)


def _number(compiler: Compiler, tree: Term) -> Node:
    """A term of a number: the number itself, or Whoosh's bytes of a number without its last bits."""
    scope = compiler.scope
    field: Any = scope.opened.schema[tree.fieldname]
    try:
        term = field.to_bytes(tree.text)
    except ValueError:
        return Empty(scope)
    shift = term[0]
    low = (int.from_bytes(term[1:], "big") << shift) + field.min_value
    return _column(compiler, tree.fieldname, low, low + (1 << shift) - 1, tree.boost)


def _column(compiler: Compiler, name: str, low: int, high: int, score: float) -> Node:
    column = compiler.scope.space.columns[name]
    return RangeNode(compiler.scope, column, max(low, _LOWEST), min(high, _HIGHEST), float(score))


def _numeric_range(compiler: Compiler, tree: NumericRange) -> Node:
    name = tree.fieldname
    if name not in compiler.scope.opened.numbers:
        return matched_by_whoosh(compiler.scope, tree, scored=compiler.scored)  # raises what Whoosh raises
    low, high = _LOWEST, _HIGHEST
    if tree.start is not None:
        low = _prepared(compiler, name, tree.start) + bool(tree.startexcl)
    if tree.end is not None:
        high = _prepared(compiler, name, tree.end) - bool(tree.endexcl)
    return _column(compiler, name, low, high, tree.boost)


def _prepared(compiler: Compiler, name: str, number: Any) -> int:
    """A number as the field takes it; ValueError for one that it cannot hold."""
    if type(number) is int and NO_DATE <= number <= HIGHEST:
        return number
    field: Any = compiler.scope.opened.schema[name]
    return int(field.prepare_number(number))


def _every(compiler: Compiler, tree: Every) -> Node:
    scope = compiler.scope
    name = tree.fieldname
    boost = float(tree.boost)
    if name in (None, "", "*"):
        return EveryNode(scope, boost)
    if name in scope.space.columns:
        return RangeNode(scope, scope.space.columns[name], _LOWEST, _HIGHEST, boost)
    field = scope.space.fields.get(name)
    if field is None:
        return Empty(scope)
    if field.lengths is None:
        return UnionNode(scope, patterns.any_term(scope, name), boost)
    return ListNode(scope, Matches(scope.only_live((np.asarray(field.lengths) > 0).nonzero()[0]), boost))


def _pattern(compiler: Compiler, tree: Any) -> Node:
    scope = compiler.scope
    name = tree.fieldname
    field = scope.space.fields.get(name)
    if field is None:
        if name in scope.opened.schema:
            return matched_by_whoosh(scope, tree, scored=compiler.scored)
        return Empty(scope)
    if compiler.scored and (compiler.stepping or not tree.constantscore):
        chosen = patterns.terms(scope, tree)
        return _any(compiler, [_term(compiler, Term(name, term, boost=tree.boost)) for term in chosen])
    union = patterns.documents(scope, tree)
    return UnionNode(scope, union, float(tree.boost)) if union.size else Empty(scope)


def _prefix(compiler: Compiler, tree: Prefix) -> Node:
    return _pattern(compiler, tree) if tree.text else _every(compiler, Every(tree.fieldname, tree.boost))


def _wildcard(compiler: Compiler, tree: Wildcard) -> Node:
    return _pattern(compiler, tree) if tree.text != "*" else _every(compiler, Every(tree.fieldname, tree.boost))


def _null(compiler: Compiler, tree: Any) -> Node:
    return Empty(compiler.scope)


# Compounds. One clause alone is that clause, and the compound's boost is not applied: as in Whoosh.


def _and(compiler: Compiler, tree: And) -> Node:
    children = [compiler.node(child) for child in tree.subqueries]
    if len(children) < 2:
        return children[0] if children else Empty(compiler.scope)
    return compiler.boosted(AndNode(compiler.scope, children), tree.boost)


def _or(compiler: Compiler, tree: Or) -> Node:
    if tree.scale and compiler.scored:
        return matched_by_whoosh(compiler.scope, tree, scored=True)
    children = [compiler.node(child) for child in tree.subqueries]
    if len(tree.subqueries) < 2:
        return children[0] if children else Empty(compiler.scope)
    return compiler.boosted(_any(compiler, children), tree.boost)


def _any(compiler: Compiler, children: list[Node]) -> Node:
    children = [child for child in children if child.size]
    if len(children) < 2:
        return children[0] if children else Empty(compiler.scope)
    return OrNode(compiler.scope, children, scored=compiler.scored, pruning=compiler.pruning)


def _max(compiler: Compiler, tree: DisjunctionMax) -> Node:
    children = [compiler.node(child) for child in tree.subqueries]
    if len(children) < 2:
        return children[0] if children else Empty(compiler.scope)
    return compiler.boosted(MaxNode(compiler.scope, children, scored=compiler.scored), tree.boost)


def _not(compiler: Compiler, tree: Not) -> Node:
    return NotNode(compiler.unscored().node(tree.query))


def _and_not(compiler: Compiler, tree: AndNot) -> Node:
    return AndNotNode(compiler.node(tree.a), compiler.unscored().node(tree.b))


def _require(compiler: Compiler, tree: Require) -> Node:
    return RequireNode(compiler.node(tree.a), compiler.unscored().node(tree.b))


def _and_maybe(compiler: Compiler, tree: AndMaybe) -> Node:
    required = compiler.node(tree.a)
    return AndMaybeNode(required, compiler.node(tree.b)) if compiler.scored else required


def _constant(compiler: Compiler, tree: ConstantScoreQuery) -> Node:
    return ConstantNode(compiler.unscored().node(tree.child), float(tree.score) if compiler.scored else 0.0)


# Positions


def _phrase(compiler: Compiler, tree: Phrase) -> Node:
    scope = compiler.scope
    field = scope.space.fields.get(tree.fieldname)
    if field is None or field.kind == "keyword" or not tree.words:
        if tree.fieldname not in scope.opened.schema:
            return Empty(scope)
        return matched_by_whoosh(scope, tree, scored=compiler.scored)  # raises what Whoosh raises
    entries = [scope.opened.entry(tree.fieldname, term_bytes(word)) for word in tree.words]
    found = [postings for entry in entries if (postings := entry.postings(scope)) is not None]
    if len(found) < len(entries):
        return Empty(scope)
    factors = [entry.weight * tree.boost for entry in entries]
    if len(found) == 1:
        return TermNode(scope, found[0], factors[0], scored=compiler.scored)
    return PhraseNode(scope, found, factors, slop=tree.slop, scored=compiler.scored)


def _near(compiler: Compiler, tree: SpanNear | SpanNear2) -> Node:
    inner = members(tree)
    if len(inner) == 2 and tree.mindist == 1:
        first, second = _word(compiler.scope, inner[0]), _word(compiler.scope, inner[1])
        if first is not None and second is not None:
            return _pair(compiler, tree, first, second)
    spanned = spans(compiler.scope, tree)
    if spanned is None:
        return matched_by_whoosh(compiler.scope, tree, scored=compiler.scored)
    inside = compiler.within_spans()
    children = [inside.node(child) for child in inner]
    conjunction = AndNode(compiler.scope, children) if len(children) > 1 else children[0]
    return NearNode(conjunction, spanned)


def _word(scope: Scope, tree: Query) -> Entry | None:
    """The entry of a word, or of its spellings as one; None for what is no such."""
    if type(tree) is Term and tree.boost == 1.0 and has_positions(scope, tree.fieldname):
        found: Entry = scope.opened.entry(tree.fieldname, term_bytes(tree.text))
        return found
    return synonym_entry(scope.opened, tree.named()) if type(tree) is Synonyms and tree.boost == 1.0 else None


def _pair(compiler: Compiler, tree: SpanNear | SpanNear2, first: Entry, second: Entry) -> Node:
    scope = compiler.scope
    one, other = first.postings(scope), second.postings(scope)
    if one is None or other is None:
        return Empty(scope)
    factors = first.weight, second.weight
    return PairNode(scope, (one, other), factors, slop=tree.slop, ordered=tree.ordered, scored=compiler.scored)


def _other(compiler: Compiler, tree: Any) -> Node:
    # Loaded for the few queries that know of it.
    from search.engine.positional_queries import Placed

    if isinstance(tree, Placed):
        return _placed(compiler, tree)
    return matched_by_whoosh(compiler.scope, tree, scored=compiler.scored)


def _placed(compiler: Compiler, tree: Placed) -> Node:
    from search.engine.positional import PlacedNode, having, in_lead, often, together
    from search.engine.positional_queries import Around, AtLeast, InLead, Together
    from search.engine.stretches import are_around

    scope = compiler.scope
    parts = [part for each in tree.parts if (part := spans(scope, each)) is not None]
    if len(parts) < len(tree.parts):
        return matched_by_whoosh(scope, tree, scored=compiler.scored)
    inside = compiler.within_spans()
    children = [inside.node(child.parts[0] if isinstance(child, InLead) else child) for child in tree.parts]
    conjunction = AndNode(scope, children) if len(children) > 1 else children[0]
    if isinstance(tree, Together):
        return PlacedNode(conjunction, together(scope, parts, tree.unit))
    if isinstance(tree, AtLeast):
        return PlacedNode(conjunction, often(parts[0], tree.times))
    if isinstance(tree, Around):
        return PlacedNode(conjunction, are_around(parts, tree.within))
    assert isinstance(tree, InLead)
    found = in_lead(scope, parts[0])
    return PlacedNode(conjunction, lambda docs: having(docs, found(docs).first))


# Between articles and quotations


def _in_quotation(compiler: Compiler, tree: InQuotation) -> Node:
    inner = Compiler(compiler.scope.across(), scored=compiler.scored).node(tree.inner)
    return compiler.boosted(QuotationNode(compiler.scope, inner), tree.boost)


def _in_article(compiler: Compiler, tree: InArticle) -> Node:
    return ArticleNode(compiler.scope, Compiler(compiler.scope.across(), scored=False).node(tree.inner))


_COMPILERS: dict[type, Callable[[Compiler, Any], Node]] = {
    Term: _term,
    And: _and,
    Or: _or,
    Not: _not,
    AndNot: _and_not,
    AndMaybe: _and_maybe,
    Require: _require,
    DisjunctionMax: _max,
    Phrase: _phrase,
    Synonyms: _synonyms,
    Prefix: _prefix,
    Wildcard: _wildcard,
    Regex: _pattern,
    FuzzyTerm: _pattern,
    Variations: _pattern,
    TermRange: _pattern,
    NumericRange: _numeric_range,
    DateRange: _numeric_range,
    Every: _every,
    ConstantScoreQuery: _constant,
    type(NullQuery): _null,
    SpanNear: _near,
    SpanNear2: _near,
    InQuotation: _in_quotation,
    InArticle: _in_article,
}
