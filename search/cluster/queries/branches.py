"""Queries over quotations: an article has its quotations inside, so what is asked of the article is asked first.

The clauses on articles in a tree are true or false of an article, whichever of its quotations is meant. For each way
in which they can be so, the tree is one over quotations alone: a *branch*. An article is in one branch at most.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from whoosh.query import And, AndMaybe, ConstantScoreQuery, Every, Not, NullQuery, Or

from indexer.errors import NotOnCluster
from search.cluster.queries.translating import Body, Translator, everything
from search.engine.spaces import InArticle

__all__ = ["Branch", "QuotationQuery", "branches_of"]

_MOST_CLAUSES = 6
"""Clauses on articles: 64 branches."""


@dataclass(frozen=True, slots=True)
class Branch:
    """The quotations that `quotations` finds, in the articles that `articles` finds (None: in all). The one is DSL
    over the nested documents of `quotes`, the other over articles."""

    articles: Body | None
    quotations: Body


@dataclass(frozen=True, slots=True)
class QuotationQuery:
    """The quotations of some branches, which have no article in common."""

    branches: tuple[Branch, ...]

    def articles(self, *, inner_hits: Mapping[str, Any] | None = None) -> Body:
        """The articles that have such quotations, each with the score of the best. With `inner_hits` (size, sort,
        docvalue_fields, …) a hit has its quotations, which `found_in` gives.

        The best k quotations are among those of the best k articles.
        """
        found = []
        for number, branch in enumerate(self.branches):
            nested: Body = {"path": "quotes", "query": branch.quotations, "score_mode": "max"}
            if inner_hits is not None:
                nested["inner_hits"] = {**inner_hits, "name": str(number)}
            clauses: Body = {"must": [{"nested": nested}], "_name": str(number)}
            if branch.articles is not None:
                clauses["filter"] = [branch.articles]
            found.append({"bool": clauses})
        if len(found) == 1:
            return found[0]
        return {"bool": {"should": found, "minimum_should_match": 1}} if found else {"match_none": {}}

    def found_in(self, hit: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The hits in an article's hit that are its quotations: those of the branch that it is in."""
        (name,) = hit["matched_queries"]
        hits: list[dict[str, Any]] = hit["inner_hits"][name]["hits"]["hits"]
        return hits

    def counts(self) -> Body:
        """Aggregations by which `counted` says how many quotations there are."""
        return {
            str(number): {
                "filter": branch.articles or everything(),
                "aggs": {
                    "inside": {
                        "nested": {"path": "quotes"},
                        "aggs": {"found": {"filter": branch.quotations}},
                    }
                },
            }
            for number, branch in enumerate(self.branches)
        }

    def counted(self, aggregations: Mapping[str, Any]) -> int:
        """How many quotations there are, of the `aggregations` of an answer."""
        return sum(int(aggregations[str(n)]["inside"]["found"]["doc_count"]) for n in range(len(self.branches)))


def branches_of(tree: Any, translator: Translator, closeness: Sequence[Body] = ()) -> QuotationQuery:
    """The branches of a tree over quotations; NotOnCluster for what has no exact form. `closeness` adds to scores."""
    clauses = list(dict.fromkeys(_on_articles(tree)))
    if len(clauses) > _MOST_CLAUSES:
        raise NotOnCluster(
            f"more than {_MOST_CLAUSES} clauses on articles, of quotations", hint="join them, or ask for articles"
        )
    conditions = [translator.query(clause.inner) for clause in clauses]
    branches: list[Branch] = []
    for truths in product((True, False), repeat=len(clauses)):
        left = _given(tree, dict(zip(clauses, truths, strict=True)))
        if left == NullQuery:
            continue
        quotations = translator.query(left)
        if closeness:
            quotations = {"bool": {"must": [quotations], "should": list(closeness)}}
        branches.append(Branch(_condition(conditions, truths), quotations))
    return QuotationQuery(tuple(branches))


def _condition(conditions: Sequence[Body], truths: Sequence[bool]) -> Body | None:
    wanted = [each for each, true in zip(conditions, truths, strict=True) if true]
    unwanted = [each for each, true in zip(conditions, truths, strict=True) if not true]
    return {"bool": {"filter": wanted, "must_not": unwanted}} if conditions else None


def _on_articles(tree: Any) -> Iterator[InArticle]:
    if isinstance(tree, InArticle):
        yield tree
    for part in _parts(tree):
        yield from _on_articles(part)


def _parts(tree: Any) -> Sequence[Any]:
    if type(tree) in (And, Or):
        return tree.subqueries  # type: ignore[no-any-return]  # Whoosh is not typed
    if isinstance(tree, AndMaybe):
        return (tree.a, tree.b)
    return (tree.query,) if isinstance(tree, Not) else (tree.child,) if isinstance(tree, ConstantScoreQuery) else ()


def _given(tree: Any, truths: Mapping[InArticle, bool]) -> Any:
    """The tree over quotations that is left where the clauses on articles are known; NullQuery for nothing."""
    if isinstance(tree, InArticle):
        return _all(0.0) if truths[tree] else NullQuery
    if type(tree) not in (And, Or, AndMaybe, Not, ConstantScoreQuery) or not any(_on_articles(tree)):
        return tree
    parts = [_given(part, truths) for part in _parts(tree)]
    if isinstance(tree, Not):
        return _all(1.0) if parts[0] == NullQuery else NullQuery if _is_all(parts[0]) else Not(parts[0])
    if isinstance(tree, ConstantScoreQuery):
        return NullQuery if parts[0] == NullQuery else ConstantScoreQuery(parts[0], score=tree.score)
    if isinstance(tree, AndMaybe):
        return NullQuery if parts[0] == NullQuery else AndMaybe(*parts)
    left = [part for part in parts if part != NullQuery]
    if not left or (type(tree) is And and len(left) < len(parts)):
        return NullQuery
    return left[0] if len(left) == 1 and type(tree) is Or else type(tree)(left, boost=tree.boost)


def _all(score: float) -> ConstantScoreQuery:
    return ConstantScoreQuery(Every(), score=score)


def _is_all(tree: Any) -> bool:
    return isinstance(tree, ConstantScoreQuery) and isinstance(tree.child, Every)
