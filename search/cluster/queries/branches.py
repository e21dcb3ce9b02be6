"""Queries over quotations: an article has its quotations inside, so what is asked of the article is asked first.

The clauses on articles in a tree are true or false of an article, whichever of its quotations is meant. For each way
in which they can be so, the tree is one over quotations alone: a *branch*. An article is in one branch at most.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from whoosh.query import And, AndMaybe, ConstantScoreQuery, Every, Not, NullQuery, Or

from search.cluster.queries.translating import Body, Translator, everything
from search.cluster.queries.unanswerable import NotOnCluster
from search.engine.spaces import InArticle
from search.engine.synonyms import Synonyms

__all__ = ["Branch", "QuotationQuery", "branches_of"]

_MOST_CLAUSES = 6
"""Clauses on articles: 64 branches."""
_TRUE, _FALSE = "true", "false"


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
        docvalue_fields, …) a hit has its quotations, under the number of its branch: `inner_hits["0"]`.

        The best k quotations are among those of the best k articles.
        """
        found = []
        for number, branch in enumerate(self.branches):
            nested: Body = {"path": "quotes", "query": branch.quotations, "score_mode": "max"}
            if inner_hits is not None:
                nested["inner_hits"] = {**inner_hits, "name": str(number)}
            clauses: Body = {"must": [{"nested": nested}]}
            if branch.articles is not None:
                clauses["filter"] = [branch.articles]
            found.append({"bool": clauses})
        if len(found) == 1:
            return found[0]
        return {"bool": {"should": found, "minimum_should_match": 1}} if found else {"match_none": {}}

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
    atoms = list(dict.fromkeys(_atoms(tree)))
    if len(atoms) > _MOST_CLAUSES:
        raise NotOnCluster(
            f"more than {_MOST_CLAUSES} clauses on articles, of quotations", hint="join them, or ask for articles"
        )
    conditions = [translator.query(atom.inner) for atom in atoms]
    branches: list[Branch] = []
    for truths in product((True, False), repeat=len(atoms)):
        left = _given(tree, dict(zip(atoms, truths, strict=True)))
        if left is _FALSE:
            continue
        quotations = everything() if left is _TRUE else translator.query(left)
        if closeness:
            quotations = {"bool": {"must": [quotations], "should": list(closeness)}}
        branches.append(Branch(_condition(conditions, truths), quotations))
    return QuotationQuery(tuple(branches))


def _condition(conditions: Sequence[Body], truths: Sequence[bool]) -> Body | None:
    wanted = [each for each, true in zip(conditions, truths, strict=True) if true]
    unwanted = [each for each, true in zip(conditions, truths, strict=True) if not true]
    if not wanted and not unwanted:
        return None
    return {"bool": {"filter": wanted, "must_not": unwanted}}


def _atoms(tree: Any) -> list[InArticle]:
    if isinstance(tree, InArticle):
        return [tree]
    if type(tree) in (And, Or):
        return [atom for part in tree.subqueries for atom in _atoms(part)]
    if isinstance(tree, AndMaybe):
        return _atoms(tree.a) + _atoms(tree.b)
    if isinstance(tree, Not):
        return _atoms(tree.query)
    return _atoms(tree.child) if isinstance(tree, ConstantScoreQuery) else []


def _given(tree: Any, truths: Mapping[InArticle, bool]) -> Any:
    """The tree of which the clauses on articles are known: _TRUE (which adds no score), _FALSE, or a tree."""
    if isinstance(tree, InArticle):
        return _TRUE if truths[tree] else _FALSE
    if tree == NullQuery:
        return _FALSE
    if type(tree) is And or (type(tree) is Or and not isinstance(tree, Synonyms)):
        short, neutral = (_FALSE, _TRUE) if type(tree) is And else (_TRUE, _FALSE)
        parts = [_given(part, truths) for part in tree.subqueries]
        if type(tree) is And and _FALSE in [part for part in parts if isinstance(part, str)]:
            return short
        left = [part for part in parts if not isinstance(part, str)]
        if type(tree) is Or and any(part is _TRUE for part in parts):
            # All match; those that match the others too have their scores.
            return AndMaybe(ConstantScoreQuery(Every(), score=0.0), Or(left, boost=tree.boost)) if left else _TRUE
        if not left:
            return neutral
        if type(tree) is And and all(isinstance(part, Not) for part in left):
            return And([ConstantScoreQuery(Every(), score=0.0), *left])
        return left[0] if len(left) == 1 else type(tree)(left, boost=tree.boost)
    if isinstance(tree, AndMaybe):
        required, wished = _given(tree.a, truths), _given(tree.b, truths)
        if isinstance(required, str) or isinstance(wished, str):
            return required
        return AndMaybe(required, wished)
    if isinstance(tree, Not):
        inner = _given(tree.query, truths)
        return {_TRUE: _FALSE, _FALSE: _TRUE}[inner] if isinstance(inner, str) else Not(inner)
    if isinstance(tree, ConstantScoreQuery):
        child = _given(tree.child, truths)
        if child is _FALSE:
            return _FALSE
        return ConstantScoreQuery(Every() if child is _TRUE else child, score=tree.score)
    return tree
