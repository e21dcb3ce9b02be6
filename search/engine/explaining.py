"""Takes a score apart: for one document, what each clause of a query and each nearness adds to it.

Every number is the engine's own, asked of the node that a clause compiles to. What has no parts of its own here
(a pattern, a range, a class that only Whoosh knows) is explained as a whole.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh.query import And, Not, Or, Phrase, Query, Term
from whoosh.query.spans import SpanNear, SpanNear2
from whoosh.query.wrappers import ConstantScoreQuery

from search.answer.score_tree import Explanation
from search.engine.compiler import Compiler
from search.engine.nearness import SHARE, Neighbours, bonuses, weight_of
from search.engine.opened import OpenedIndex, Space
from search.engine.positional_queries import Around, AtLeast, InLead, Placed, Together
from search.engine.scope import Scope
from search.engine.spaces import InArticle, InQuotation
from search.engine.synonyms import Synonyms, synonym_entry

if TYPE_CHECKING:
    pass

__all__ = ["explained"]


def explained(
    searcher: OpenedIndex, query: Query, pairs: Sequence[Neighbours] = (), *, doc: int, space: Space = "articles"
) -> Explanation:
    """The score of a document that matches, taken apart. `doc` is a number of the whole index."""
    held = searcher.space(space)
    scope = next(scope for scope in held.scopes if scope.base <= doc < scope.base + scope.count)
    local = doc - scope.base
    words = _clause(Compiler(scope), query, local)
    near = tuple(_nearness(scope, pair, local) for pair in pairs)
    near = tuple(part for part in near if part.value)
    if not near:
        return words
    return _sum("score", (words, _sum("nearness of the query's words", near)))


def _sum(what: str, parts: tuple[Explanation, ...]) -> Explanation:
    return Explanation(sum(part.value for part in parts), what, parts, "sum")


def _value(compiler: Compiler, tree: Any, local: int) -> float | None:
    """What the clause gives the document, None if it does not match."""
    mask, scores = compiler.node(tree).probe(np.array([local], np.intp))
    return float(np.atleast_1d(scores)[0]) if mask[0] else None


def _clause(compiler: Compiler, tree: Any, local: int) -> Explanation:
    taken_apart = _KINDS.get(type(tree))
    if taken_apart and getattr(tree, "boost", 1.0) == 1.0:
        return taken_apart(compiler, tree, local)
    if type(tree) is Term:
        return _term(compiler, tree, local)
    return Explanation(_value(compiler, tree, local) or 0.0, _described(tree))


def _compound(compiler: Compiler, tree: Any, local: int) -> Explanation:
    """A conjunction or a disjunction: its clauses that match; those that add nothing are left out."""
    matching = [part for part in tree.subqueries if _value(compiler, part, local) is not None]
    parts = tuple(part for each in matching if (part := _clause(compiler, each, local)).value)
    return parts[0] if len(parts) == 1 else _sum("all of" if type(tree) is And else "any of", parts)


def _term(compiler: Compiler, tree: Term, local: int) -> Explanation:
    value = _value(compiler, tree, local) or 0.0
    scope, name = compiler.scope, tree.fieldname
    field = scope.space.fields.get(name)
    if field is None or field.lengths is None:
        return Explanation(value, _described(tree))
    entry = scope.opened.entry(name, tree.text.encode())
    parts = [
        Explanation(entry.weight, "idf: how rare it is"),
        Explanation(_saturated(scope, name, tree.text, local), _frequency(scope, name, tree.text, local)),
    ]
    if tree.boost != 1.0:
        parts.append(Explanation(tree.boost, "weight in the query"))
    return Explanation(value, _described(tree), tuple(parts), "product")


def _saturated(scope: Scope, name: str, text: str, local: int) -> float:
    postings = scope.opened.entry(name, text.encode()).postings(scope)
    return float(postings.among(np.array([local], np.intp))[1][0]) if postings else 0.0


def _frequency(scope: Scope, name: str, text: str, local: int) -> str:
    """How often a word stands in a document, weighed by where, and how long that is."""
    field = scope.segment_space.fields[name]
    ordinal = field.terms.find(text.encode())
    at = int(np.searchsorted(field.docs(ordinal), local))
    freq, weight = int(field.freqs(ordinal)[at]), float(field.weights(ordinal)[at])
    assert field.lengths is not None
    length, average = int(field.lengths[local]), scope.opened.average_length(name)
    return f"{freq} times, weighing {weight:g}, in {length} words (average {average:.1f}), saturated"


def _synonyms(compiler: Compiler, tree: Synonyms, local: int) -> Explanation:
    """Spellings that count as one word: their weights are summed, and the sum is saturated once."""
    scope = compiler.scope
    named = tree.named()
    entry = synonym_entry(scope.opened, named)
    postings = entry.postings(scope)
    saturated = float(postings.among(np.array([local], np.intp))[1][0]) if postings else 0.0
    members = tuple(member for each in named if (member := _member(scope, *each, local)).value)
    weight = sum(member.value for member in members)
    name = named[0][0]
    lengths = scope.space.fields[name].lengths
    assert lengths is not None
    within = f"in {int(lengths[local])} words (average {scope.opened.average_length(name):.1f})"
    parts = (
        Explanation(entry.weight, "idf: how rare they are together"),
        Explanation(weight, "weight of the spellings", members, "sum"),
        Explanation(saturated / weight if weight else 0.0, f"saturation {within}"),
    )
    return Explanation(_value(compiler, tree, local) or 0.0, _described(tree), parts, "product")


def _member(scope: Scope, name: str, term: bytes, local: int) -> Explanation:
    """What one spelling weighs in a document, 0 if it is not there."""
    field = scope.segment_space.fields[name]
    ordinal = field.terms.find(term)
    what = f"{name}:{term.decode('utf-8', 'replace')}"
    docs = field.docs(ordinal) if ordinal >= 0 else np.empty(0, np.int32)
    at = int(np.searchsorted(docs, local))
    if at == len(docs) or docs[at] != local:
        return Explanation(0.0, what)
    times = int(field.freqs(ordinal)[at])
    return Explanation(float(field.weights(ordinal)[at]), f"{what}, {times} time{'' if times == 1 else 's'}")


def _phrase(compiler: Compiler, tree: Phrase, local: int) -> Explanation:
    words = tuple(_term(compiler, Term(tree.fieldname, word), local) for word in tree.words)
    return _sum(_described(tree), words)


def _near(compiler: Compiler, tree: SpanNear | SpanNear2, local: int) -> Explanation:
    members = [tree.a, tree.b] if isinstance(tree, SpanNear) else tree.qs
    inside = compiler.within_spans()
    return _sum(_described(tree), tuple(_clause(inside, member, local) for member in members))


def _placed(compiler: Compiler, tree: Placed, local: int) -> Explanation:
    """Words in one sentence, in the lead, so many times: their scores are those of the words."""
    inside = compiler.within_spans()
    parts = [part.parts[0] if isinstance(part, InLead) else part for part in tree.parts]
    return _sum(_described(tree), tuple(_clause(inside, part, local) for part in parts))


def _in_quotation(compiler: Compiler, tree: InQuotation, local: int) -> Explanation:
    """The quotation of the article that matches best."""
    scope = compiler.scope
    across = Compiler(scope.opened.sibling.scopes[scope.number])
    first, end = (int(number) for number in scope.segment.article_quotations[local : local + 2])
    own = np.arange(first, end)
    mask, scores = across.node(tree.inner).probe(own)
    values = np.where(mask, scores, -np.inf)
    chosen = int(values.argmax())
    best = _clause(across, tree.inner, int(own[chosen]))
    many = int(np.count_nonzero(mask))
    what = (
        f"quotation {chosen + 1} of {own.size}, the best of {many} that match"
        if many > 1
        else f"quotation {chosen + 1} of {own.size}"
    )
    return Explanation(best.value, what, (best,), "highest")


def _nearness(scope: Scope, pair: Neighbours, local: int) -> Explanation:
    value = float(bonuses(scope, [pair], np.array([local], np.intp))[0, 0])
    weight = weight_of(scope.opened, pair)
    what = f"{pair.first[0][1]} near {pair.second[0][1]}"
    parts = (
        Explanation(weight, f"{SHARE:g} of the smaller idf" + (f", {pair.times} times" if pair.times > 1 else "")),
        Explanation(value / weight if weight else 0.0, "how close, saturated"),
    )
    return Explanation(value, what, parts, "product")


def _described(tree: Any) -> str:
    """A clause as it may be shown."""
    if type(tree) is Term:
        return f"{tree.fieldname}:{tree.text}"
    if type(tree) is Phrase:
        return f'{tree.fieldname}:"{" ".join(tree.words)}"'
    if type(tree) is Synonyms:
        return f"any of {', '.join(_described(member) for member in tree.subqueries)}, as one word"
    if isinstance(tree, SpanNear | SpanNear2):
        members = [tree.a, tree.b] if isinstance(tree, SpanNear) else tree.qs
        return f" {'ADJ' if tree.ordered else 'NEAR'}/{tree.slop} ".join(map(_described, members))
    if isinstance(tree, Together):
        return (" SENT " if tree.unit == "sentence" else " PARA ").join(map(_described, tree.parts))
    if isinstance(tree, Around):
        joints = [f" NEAR/{within} " for within in tree.within]
        return "".join(f"{_described(part)}{joint}" for part, joint in zip(tree.parts, [*joints, ""], strict=True))
    if isinstance(tree, InArticle | InQuotation):
        return f"{type(tree).__name__}({_described(tree.inner)})"
    if type(tree) is And:
        return " and ".join(map(_described, tree.subqueries))
    if type(tree) is Not:
        return f"not {_described(tree.query)}"
    if isinstance(tree, ConstantScoreQuery):
        return f"{_described(tree.child)}, which counts the same in each"
    if type(tree) is Or:
        return " or ".join(map(_described, tree.subqueries))
    if isinstance(tree, AtLeast):
        return f"at least {tree.times} of {_described(tree.parts[0])}"
    if isinstance(tree, InLead):
        return f"in the lead, {_described(tree.parts[0])}"
    return str(tree)


_KINDS: dict[type, Callable[[Compiler, Any, int], Explanation]] = {
    And: _compound,
    Or: _compound,
    Synonyms: _synonyms,
    Phrase: _phrase,
    SpanNear: _near,
    SpanNear2: _near,
    Together: _placed,
    Around: _placed,
    AtLeast: _placed,
    InLead: _placed,
    InQuotation: _in_quotation,
}
