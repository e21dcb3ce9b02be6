"""Where a query stands in a text: its spans, in some documents, for the classes that have any."""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whoosh.query.compound import And, Or
from whoosh.query.positional import Phrase
from whoosh.query.qcore import Query
from whoosh.query.spans import SpanNear, SpanNear2
from whoosh.query.terms import Term

from search.engine import patterns
from search.engine.patterns import term_bytes
from search.engine.proximity import Spans, near, points, united
from search.engine.scope import Docs, Scope
from search.engine.synonyms import Synonyms, synonym_entry

Find = Callable[[Docs], Spans]
"""The spans of a query in some ascending documents, and maybe in others."""


def spans(scope: Scope, tree: Any) -> Find | None:
    """A function from ascending documents to the query's spans there; None for a class whose spans are not known."""
    kind = type(tree)
    if kind is Term and has_positions(scope, tree.fieldname):
        postings = scope.opened.entry(tree.fieldname, term_bytes(tree.text)).postings(scope)
        return lambda docs: points(postings.keys(docs) if postings else docs[:0])
    if kind is Synonyms:
        postings = synonym_entry(scope.opened, tree.named()).postings(scope)
        return lambda docs: points(postings.keys(docs) if postings else docs[:0])
    if kind in (Or, And) and tree.subqueries and not getattr(tree, "scale", None):
        return _united(scope, tree.subqueries)
    if patterns.known(tree) and has_positions(scope, tree.fieldname):
        return _united(scope, [Term(tree.fieldname, term) for term in patterns.terms(scope, tree)])
    if kind is Phrase and len(tree.words) > 1 and has_positions(scope, tree.fieldname):
        words = [Term(tree.fieldname, word) for word in tree.words]
        return spans(scope, SpanNear2(words, slop=tree.slop, ordered=True, mindist=1))
    if kind in (SpanNear, SpanNear2) and members(tree):
        return _nested(scope, tree)
    return _placed(scope, tree)


def members(tree: SpanNear | SpanNear2) -> list[Query]:
    """What has to be near each other."""
    return [tree.a, tree.b] if isinstance(tree, SpanNear) else list(tree.qs)


def _placed(scope: Scope, tree: Any) -> Find | None:
    from search.engine.positional import in_lead
    from search.engine.positional_queries import Around, InLead
    from search.engine.stretches import around

    if not isinstance(tree, Around | InLead):
        return None
    found = [part for each in tree.parts if (part := spans(scope, each)) is not None]
    if len(found) < len(tree.parts):
        return None
    return around(found, tree.within) if isinstance(tree, Around) else in_lead(scope, found[0])


def has_positions(scope: Scope, name: str) -> bool:
    """Whether a field says where in a text its terms stand."""
    field = scope.space.fields.get(name)
    return field is not None and field.kind != "keyword"


def _united(scope: Scope, trees: Any) -> Find | None:
    parts = [part for tree in trees if (part := spans(scope, tree)) is not None]
    if len(parts) < len(trees):
        return None
    if not parts:
        return lambda docs: points(docs[:0])
    return lambda docs: united([part(docs) for part in parts])


def _nested(scope: Scope, tree: SpanNear | SpanNear2) -> Find | None:
    inner = members(tree)
    parts = [part for each in inner if (part := spans(scope, each)) is not None]
    if len(parts) < len(inner):
        return None
    slop, ordered, mindist = tree.slop, tree.ordered, tree.mindist
    reach = type(tree) is SpanNear

    def spanned(docs: Docs) -> Spans:
        found = parts[0](docs)
        for part in parts[1:]:
            found = near(found, part(docs), slop=slop, ordered=ordered, mindist=mindist, reach=reach)
        return found

    return spanned
