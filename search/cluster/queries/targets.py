"""Where the fields of a tree are in a cluster: the field with its places, the field with its weights, the sign before
its terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whoosh.query import Or, Phrase, Query, Term
from whoosh.query.spans import SpanNear, SpanNear2

from indexer.cluster.cells import SURFACE, keyword, written
from indexer.errors import NotOnCluster
from search.engine.patterns import known
from search.engine.positional_queries import InLead, Placed

__all__ = [
    "DAYS", "KEYWORDS", "NUMBERS", "Target", "field_of", "parts_of", "target_of", "text_of", "value_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A field of texts. `in_body` of one whose places are those of a larger one, behind the title."""

    places: str
    weights: str
    sign: str = ""
    in_body: bool = False

    def term(self, text: str) -> str:
        """A term as it stands in both fields."""
        return self.sign + written(text)


_ARTICLES = {
    "text": Target("text", "rank"),
    "body": Target("text", "body_rank", in_body=True),
    "title": Target("title", "title_rank"),
    "quote": Target("quotes.quote", "quotes.rank"),
}
_SURFACES = {"text": "words", "body": "body_words", "title": "title_words", "quote": "quote_words"}
_TARGETS = {
    **_ARTICLES,
    **{
        _SURFACES[name]: Target(target.places, target.weights, SURFACE, target.in_body)
        for name, target in _ARTICLES.items()
    },
    **{name: Target(name, name) for name in ("author", "source")},
    **{name: Target(f"quotes.{name}", f"quotes.{name}") for name in ("speaker", "speaker_key", "cue")},
}
KEYWORDS = {
    **{name: name for name in ("id", "path", "url", "language", "outlet", "stated", "date_basis")},
    **{name: f"quotes.{name}" for name in ("basis", "confidence", "verbatim")},
}
"""Fields of whole values."""
DAYS = ("date", "date_last")
NUMBERS = ("generation",)


def target_of(name: str) -> Target:
    """Where a field of texts is; `words@de` is where `words` is."""
    try:
        return _TARGETS[name.partition("@")[0]]
    except KeyError:
        raise NotOnCluster(f"words of the field {name}", hint="leave this clause out") from None


def text_of(term: str | bytes) -> str:
    return term.decode("utf-8", "surrogatepass") if isinstance(term, bytes) else term


def value_of(term: str | bytes) -> str:
    """A whole value as it is indexed."""
    return keyword(text_of(term))


def parts_of(tree: Any) -> list[Query]:
    """What a query about places joins, or the one query that it is about."""
    if isinstance(tree, SpanNear2):
        return list(tree.qs)
    if isinstance(tree, SpanNear):
        return [tree.a, tree.b]
    return list(tree.parts) if isinstance(tree, Placed) else list(tree.subqueries)


def field_of(tree: Any) -> Target:
    """The field whose places a query is about; NotOnCluster where it is about several."""
    if isinstance(tree, Term | Phrase) or known(tree):
        return target_of(tree.fieldname)
    if isinstance(tree, InLead):
        inner = field_of(tree.parts[0])
        return Target("opening", inner.weights)
    if isinstance(tree, Or | SpanNear2 | SpanNear | Placed) and (parts := parts_of(tree)):
        found = {(target.places, target.in_body): target for target in map(field_of, parts)}
        if len(found) == 1:
            return next(iter(found.values()))
    raise NotOnCluster("places in several fields at once", hint="ask for one field")
