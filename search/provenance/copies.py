"""The articles that print the text of one, and those that print a part of it, by time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from indexer.article import Article
from indexer.store import Overlap
from search.answer.changes import Change, changes
from search.answer.folding import TextGroups
from search.answer.similar import shared
from search.engine.seam import Holdings
from search.results import SCHEMA

__all__ = ["Pair", "TextOf", "copies_of", "pairs_of", "texts_of"]

Relation = Literal["lead", "copy", "version", "excerpt", "new top", "partial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOf:
    """An article that shares text with one that was asked for, or that one.

    The `relation` is to the lead, the earliest that prints the text: another copy, or a version of the same address;
    an excerpt of it or it of this one, the same under a new top, half of the shorter text or more. `shared` is what
    part of the shorter text both have; `changes` are how the words of the lead became these, of copies.
    """

    article: Article
    relation: Relation
    shared: float
    changes: tuple[Change, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        date = self.article.date
        return {
            "type": "copy",
            "schema": SCHEMA,
            "id": self.article.id,
            "title": self.article.title or None,
            "source": self.article.source,
            "date": str(date) if date else None,
            "time": date.clock if date else None,
            "url": self.article.url,
            "relation": self.relation,
            "shared": round(self.shared, 3),
            "changes": [change.to_dict() for change in self.changes],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two articles, by id, that share text: what part of the shorter one's runs of five words both have."""

    one: str
    other: str
    shared: float
    relation: Relation


def texts_of(index: Holdings, *, parts: bool = False) -> list[tuple[str, ...]]:
    """The ids of the articles of each text that several print, the lead first, the most printed text first.

    With `parts`, excerpts and new tops are counted with the texts that they are of.
    """
    copies = index.copies
    docs = copies.grouped
    leads = copies.families(docs) if parts else copies.leads(docs)
    ids = index.ids(docs)
    found: dict[int, list[str]] = {}
    for lead, doc, name in zip(leads.tolist(), docs.tolist(), ids, strict=True):
        found.setdefault(lead, []).insert(0 if doc == lead else len(ids), name)
    return sorted((tuple(names) for names in found.values() if len(names) > 1), key=lambda names: -len(names))


def pairs_of(index: Holdings) -> Iterator[Pair]:
    """All pairs of articles of which one shares half of the shorter text or more with the other."""
    for doc, other, part, relation in index.copies.related():
        one, two = index.ids(np.array([doc, other], np.int32))
        yield Pair(one=one, other=two, shared=part, relation=relation)


def copies_of(index: Holdings, texts: TextGroups, doc: int) -> list[TextOf]:
    """The lead of an article's text first, then its other copies, then what shares a part, each by time."""
    copies = index.copies
    lead = int(copies.leads(np.array([doc], np.int32))[0])
    first = index.article(lead)
    members = [one for one in _by_time(texts, copies.members(doc)) if one != lead]
    found = [TextOf(article=first, relation="lead", shared=1.0)]
    for one in members:
        article = index.article(one)
        same_address = article.url is not None and article.url == first.url
        found.append(
            TextOf(
                article=article,
                relation="version" if same_address else "copy",
                shared=shared(first.body, article.body),
                changes=tuple(changes(first.body, article.body)),
            )
        )
    parts: dict[int, Overlap] = {}
    for one in (lead, *members):
        for overlap in copies.overlaps(one):
            if overlap.doc != lead and overlap.doc not in members and overlap.relation != "copy":
                parts.setdefault(overlap.doc, overlap)
    return found + [
        TextOf(article=index.article(one), relation=parts[one].relation, shared=parts[one].shared)
        for one in _by_time(texts, list(parts))
    ]


def _by_time(texts: TextGroups, docs: list[int]) -> list[int]:
    numbers = np.array(docs, np.int32)
    return [int(doc) for doc in numbers[np.argsort(texts.earliest(numbers, "articles"))]] if docs else []
