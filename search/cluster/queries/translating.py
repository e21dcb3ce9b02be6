"""A whoosh tree as OpenSearch DSL, clause by clause: the same documents, scored by the same terms.

Which documents match is said by filters where places matter; scores come from `rank` and its like, where each term
has its weight. A phrase or nearness scores by the words in it, as the engine's conjunctions do.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from whoosh.query import (
    And,
    AndMaybe,
    ConstantScoreQuery,
    Every,
    FuzzyTerm,
    Not,
    NullQuery,
    NumericRange,
    Or,
    Phrase,
    Prefix,
    Term,
    TermRange,
    Wildcard,
)
from whoosh.query.spans import SpanNear, SpanNear2

from indexer.cluster.cells import JOINT
from indexer.cluster.mapping import WEIGHT_SCALE
from indexer.errors import NotOnCluster
from indexer.schema import K1
from search.cluster.queries.intervals import standing
from search.cluster.queries.shapes import Expand
from search.cluster.queries.targets import (
    DAYS,
    KEYWORDS,
    NUMBERS,
    parts_of,
    target_of,
    text_of,
    value_of,
)
from search.engine.patterns import known
from search.engine.positional_queries import Around, AtLeast, InLead, Placed, Together
from search.engine.spaces import InArticle, InQuotation
from search.engine.synonyms import Synonyms

__all__ = ["Body", "Dialect", "Translator", "everything", "nothing"]

Body = dict[str, Any]
_LONGEST_PREFIX = 1000


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between versions. Up to 2.x a score of BM25 is (k1 + 1) times that of later ones."""

    version: tuple[int, ...] = (3, 0)

    def factor(self, weights: str) -> float:
        """By what a score of a field comes out as that of an index in a folder."""
        own = WEIGHT_SCALE * K1 if weights.endswith("rank") else K1
        return (K1 + 1.0) / (own + 1.0 if self.version < (3,) else 1.0)


def everything(score: float = 1.0) -> Body:
    return {"match_all": {"boost": score}}


def nothing() -> Body:
    return {"match_none": {}}


class Translator:
    """Translates trees of one archive. `expand` is asked for the surfaces of a pattern where places matter."""

    def __init__(self, expand: Expand, dialect: Dialect, *, most_weighed: int) -> None:
        """Of a pattern beside other words with more words than `most_weighed` none counts in scores."""
        self._expand = expand
        self._dialect = dialect
        self._most_weighed = most_weighed

    def query(self, tree: Any) -> Body:
        """The DSL of a tree over articles or, inside `quotes`, over quotations; NotOnCluster for what has none."""
        kind = type(tree)
        if kind in _TRANSLATIONS:
            translated: Body = _TRANSLATIONS[kind](self, tree)
            return translated
        if isinstance(tree, SpanNear | SpanNear2 | Placed):
            return self.placed(tree)
        raise NotOnCluster(f"a clause of the kind {kind.__name__}", hint="leave this clause out")

    def _all_of(self, tree: And) -> Body:
        if not tree.subqueries:
            return nothing()
        wanted = [self.query(part) for part in tree.subqueries if type(part) is not Not]
        unwanted = [self.query(part.query) for part in tree.subqueries if type(part) is Not]
        if unwanted:  # each counts, as it does for the engine
            wanted.append(everything(float(len(unwanted))))
        return _boosted({"must": wanted, "must_not": unwanted}, tree)

    def _any_of(self, tree: Or) -> Body:
        if len(tree.subqueries) < 2:
            return self.query(tree.subqueries[0]) if tree.subqueries else nothing()
        return _boosted({"should": [self.query(part) for part in tree.subqueries], "minimum_should_match": 1}, tree)

    def _not(self, tree: Not) -> Body:
        return {"bool": {"must": [everything()], "must_not": [self.query(tree.query)]}}

    def _maybe(self, tree: AndMaybe) -> Body:
        return {"bool": {"must": [self.query(tree.a)], "should": [self.query(tree.b)]}}

    def _constant(self, tree: ConstantScoreQuery) -> Body:
        return _constantly(self.query(tree.child), float(tree.score))

    def _every(self, tree: Every) -> Body:
        name = tree.fieldname
        if name in (None, "", "*"):
            return everything(float(tree.boost))
        if name in (*DAYS, *NUMBERS):
            return _constantly({"exists": {"field": name}}, float(tree.boost))
        raise NotOnCluster(f"all that have the field {name}", hint="leave this clause out")

    def _in_quotation(self, tree: InQuotation) -> Body:
        return {
            "nested": {
                "path": "quotes",
                "query": self.query(tree.inner),
                "score_mode": "max",
                "boost": float(tree.boost),
            }
        }

    def _in_article(self, tree: InArticle) -> Body:
        raise NotOnCluster("a clause on articles inside one on quotations", hint="put it beside said:(…)")

    # Values

    def _term(self, tree: Term) -> Body:
        name, boost = tree.fieldname, float(tree.boost)
        if name in KEYWORDS:
            return _constantly({"term": {KEYWORDS[name]: value_of(tree.text)}}, boost)
        if name in (*DAYS, *NUMBERS):
            return self._range(NumericRange(name, tree.text, tree.text, boost=boost))
        if "@" in name:
            return self._by_language(tree, [tree])
        return self._weight(tree)

    def _range(self, tree: NumericRange) -> Body:
        name = tree.fieldname
        low = None if tree.start is None else int(tree.start) + bool(tree.startexcl)
        high = None if tree.end is None else int(tree.end) - bool(tree.endexcl)
        limits: dict[str, Any] = {}
        if name in DAYS:
            first, last = dt.date.min.toordinal(), dt.date.max.toordinal()
            if (low is not None and low > last) or (high is not None and high < first):
                return nothing()
            if low is not None and low > first:
                limits["gte"] = dt.date.fromordinal(low).isoformat()
            if high is not None and high < last:
                limits["lte"] = dt.date.fromordinal(high).isoformat()
        elif name in NUMBERS:
            limits |= {} if low is None else {"gte": max(low, -(2**31))}
            limits |= {} if high is None else {"lte": min(high, 2**31 - 1)}
        else:
            raise NotOnCluster(f"a range of the field {name}", hint="leave this clause out")
        return _constantly({"range": {name: limits}} if limits else {"exists": {"field": name}}, float(tree.boost))

    def _term_range(self, tree: TermRange) -> Body:
        if tree.fieldname not in KEYWORDS:
            raise NotOnCluster(f"a range of words of the field {tree.fieldname}", hint="leave this clause out")
        limits = {}
        if tree.start is not None:
            limits["gt" if tree.startexcl else "gte"] = value_of(tree.start)
        if tree.end is not None:
            limits["lt" if tree.endexcl else "lte"] = value_of(tree.end)
        return _constantly({"range": {KEYWORDS[tree.fieldname]: limits}}, float(tree.boost))

    def _pattern(self, tree: Any) -> Body:
        """The documents that have a word that fits; each counts as much as the next."""
        name = tree.fieldname
        if name in KEYWORDS:
            field, sign = KEYWORDS[name], ""
        else:
            target = target_of(name)
            field, sign = target.weights, target.sign
        if len(tree.text) > _LONGEST_PREFIX:
            raise NotOnCluster("so long a pattern", hint=f"write at most {_LONGEST_PREFIX} letters")
        if isinstance(tree, Prefix):
            found = {"prefix": {field: {"value": sign + value_of(tree.text)}}}
        elif isinstance(tree, Wildcard):
            if set(tree.text) & {"[", "\\"}:
                raise NotOnCluster("such a pattern", hint="use * and ? only")
            found = {"wildcard": {field: {"value": sign + tree.text}}}
        else:
            found = _fuzzy(tree, field, sign)
        return _constantly(found, float(tree.boost))

    # Words

    def _weight(self, tree: Term) -> Body:
        """What a term counts in the documents that have it."""
        target = target_of(tree.fieldname)
        boost = float(tree.boost) * self._dialect.factor(target.weights)
        return {"term": {target.weights: {"value": target.term(text_of(tree.text)), "boost": boost}}}

    def _synonyms(self, tree: Synonyms) -> Body:
        return self._by_language(tree, tree.subqueries)

    def _united(self, tree: Any) -> Body:
        """Several terms that count as one: Lucene adds their frequencies, and takes them as rare as the commonest."""
        target = target_of(tree.subqueries[0].fieldname)
        cell = JOINT.join(target_of(term.fieldname).term(text_of(term.text)) for term in tree.subqueries)
        boost = float(tree.boost) * self._dialect.factor(target.weights)
        return {"match": {target.weights: {"query": cell, "boost": boost}}}

    def _phrase(self, tree: Phrase) -> Body:
        if len(tree.words) == 1:
            return self._term(Term(tree.fieldname, tree.words[0], boost=tree.boost))
        return self.placed(tree)

    def placed(self, tree: Any) -> Body:
        """Words in the right places; they score as in a conjunction."""
        return self._by_language(tree, list(_terms(tree)))

    def _standing(self, tree: Any) -> Body:
        return {"bool": {"filter": [standing(tree, self._expand)], "should": list(self._weights(tree))}}

    def _weights(self, tree: Any, boost: float = 1.0) -> Iterator[Body]:
        """What the words of a tree about places count."""
        if isinstance(tree, Term):
            yield self._weight(Term(tree.fieldname, tree.text, boost=tree.boost * boost))
        elif type(tree) is Synonyms:
            yield self._united(tree)
        elif isinstance(tree, Phrase):
            for word in tree.words:
                yield self._weight(Term(tree.fieldname, word, boost=tree.boost * boost))
        elif known(tree):
            terms = self._expand(tree)
            for text in terms if len(terms) <= self._most_weighed else ():
                yield self._weight(Term(tree.fieldname, text, boost=tree.boost * boost))
        elif isinstance(tree, Or):
            for part in tree.subqueries:
                # A phrase counts only where it stands.
                alone = isinstance(part, Term | Synonyms) or known(part)
                yield from self._weights(part) if alone else (self._standing(part),)
        else:
            for part in parts_of(tree):
                yield from self._weights(part)

    def _by_language(self, tree: Any, terms: Sequence[Any]) -> Body:
        """A tree with forms of other languages: for each of these, in documents that are in it; and in the others."""
        codes = sorted({term.fieldname.partition("@")[2] for term in terms if "@" in term.fieldname})
        if not codes:
            return self._plain(tree)
        spoken = "quotes.spoken" if target_of(terms[0].fieldname).places.startswith("quotes.") else "spoken"
        branches: list[Body] = []
        for code in codes:
            inside = _spoken_in(tree, code)
            if inside is not None:
                condition = {"term": {spoken: code}}
                branches.append({"bool": {"must": [self._plain(inside)], "filter": [condition]}})
        outside = _spoken_in(tree, None)
        if outside is not None:
            others = [{"terms": {spoken: codes}}]
            branches.append({"bool": {"must": [self._plain(outside)], "must_not": others}})
        return {"bool": {"should": branches, "minimum_should_match": 1}} if branches else nothing()

    def _plain(self, tree: Any) -> Body:
        """A tree of words without forms of other languages."""
        if type(tree) is Synonyms:
            return self._united(tree)
        return self._term(tree) if type(tree) is Term else self._standing(tree)


_TRANSLATIONS: dict[type, Callable[[Translator, Any], Body]] = {
    Term: Translator._term,
    And: Translator._all_of,
    Or: Translator._any_of,
    Not: Translator._not,
    AndMaybe: Translator._maybe,
    Synonyms: Translator._synonyms,
    Phrase: Translator._phrase,
    Prefix: Translator._pattern,
    Wildcard: Translator._pattern,
    FuzzyTerm: Translator._pattern,
    TermRange: Translator._term_range,
    NumericRange: Translator._range,
    Every: Translator._every,
    type(NullQuery): lambda _, __: nothing(),
    ConstantScoreQuery: Translator._constant,
    InQuotation: Translator._in_quotation,
    InArticle: Translator._in_article,
}


def _constantly(body: Body, score: float) -> Body:
    return {"constant_score": {"filter": body, "boost": score}}


def _boosted(clauses: dict[str, Any], tree: Any) -> Body:
    named = {name: value for name, value in clauses.items() if value}
    return {"bool": named if tree.boost == 1.0 else {**named, "boost": float(tree.boost)}}


def _fuzzy(tree: FuzzyTerm, field: str, sign: str) -> Body:
    """A word in as many edits. Lucene passes over words of no more letters than edits, the sign being one: these
    are named."""
    found: Body = {
        "fuzzy": {
            field: {
                "value": sign + tree.text,
                "fuzziness": int(tree.maxdist),
                "prefix_length": len(sign) + tree.prefixlength,
                "transpositions": False,
                "rewrite": "constant_score",
            }
        }
    }
    if tree.maxdist < 1 + len(sign) or len(tree.text) > tree.maxdist + 1 or not tree.prefixlength:
        return found
    letter: Body = {"term": {field: sign + tree.text[:1]}}
    return {"bool": {"should": [found, letter], "minimum_should_match": 1}}


def _terms(tree: Any) -> Iterator[Any]:
    """All terms in a tree about places."""
    if isinstance(tree, Term):
        yield tree
    elif isinstance(tree, Or | SpanNear | SpanNear2 | Placed):
        for part in parts_of(tree):
            yield from _terms(part)


def _spoken_in(tree: Any, code: str | None) -> Any:
    """The tree as it is for documents in one language, or in none of those that it names; None if nothing is left."""
    if isinstance(tree, Term):
        name, at, language = tree.fieldname.partition("@")
        if not at:
            return tree
        return Term(name, tree.text, boost=tree.boost) if language == code else None
    if isinstance(tree, Or):
        parts = [part for each in tree.subqueries if (part := _spoken_in(each, code)) is not None]
        if type(tree) is Synonyms and len(parts) > 1:
            return Synonyms(parts, boost=tree.boost)
        return None if not parts else parts[0] if len(parts) == 1 else Or(parts, boost=tree.boost)
    if not isinstance(tree, SpanNear | SpanNear2 | Placed):
        return tree
    parts = [_spoken_in(part, code) for part in parts_of(tree)]
    return None if None in parts else _with_parts(tree, parts)


def _with_parts(tree: Any, parts: Sequence[Any]) -> Any:
    if isinstance(tree, SpanNear2):
        return SpanNear2(parts, slop=tree.slop, ordered=tree.ordered, mindist=tree.mindist)
    if isinstance(tree, SpanNear):
        return SpanNear(parts[0], parts[1], slop=tree.slop, ordered=tree.ordered, mindist=tree.mindist)
    if isinstance(tree, Together):
        return Together(parts, tree.unit)
    if isinstance(tree, Around):
        return Around(parts, tree.within)
    if isinstance(tree, AtLeast):
        return AtLeast(parts[0], tree.times)
    assert isinstance(tree, InLead)
    return InLead(parts[0])
