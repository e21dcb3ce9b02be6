"""A receipt asked again: what is the same, and what is new, gone or changed.

The question is asked as it was understood, so that "last week", a saved query or a filter mean what they meant. What
differs comes of the corpus or of the program: if articles are the same and the versions are not, they are read
otherwise now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from search.provenance.receipt import Receipt
from search.results import SCHEMA

__all__ = ["Difference", "Recheck", "compared"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """`name` is the id of an article that is new, gone or changed, or a figure, or a version, with its values."""

    change: str
    name: str
    then: str | None = None
    now: str | None = None

    def to_dict(self) -> dict[str, Any]:
        values = {} if self.then is None and self.now is None else {"then": self.then, "now": self.now}
        return {"type": "difference", "schema": SCHEMA, "change": self.change, "name": self.name, **values}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """A receipt, `then`, and that of the same question, `now`, with what differs in their answers.

    `articles` are those that are new, gone or changed; `figures` other numbers; `versions` those of the program, the
    schema and the format, which are no difference of the answer.
    """

    then: Receipt
    now: Receipt
    articles: tuple[Difference, ...]
    figures: tuple[Difference, ...]
    versions: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether the answer is the same."""
        return not self.articles and not self.figures

    @property
    def same_corpus(self) -> bool:
        """Whether the archive has the same articles, in the answer and beside it."""
        return self.then.corpus.digest == self.now.corpus.digest

    def rows(self) -> list[dict[str, Any]]:
        return [difference.to_dict() for difference in (*self.articles, *self.figures, *self.versions)]

    def summary(self) -> dict[str, Any]:
        changes = [difference.change for difference in self.articles]
        return {
            "type": "summary",
            "schema": SCHEMA,
            "outcome": "same" if self.same else "changed",
            "verb": self.then.verb,
            "query": self.then.asked.query,
            "parsed": self.then.asked.parsed,
            "at": self.then.at.isoformat(),
            "total_then": self.then.asked.total,
            "total_now": self.now.asked.total,
            **{change: changes.count(change) for change in ("new", "gone", "changed")},
            "figures": len(self.figures),
            "corpus": "same" if self.same_corpus else "other",
            "versions": "other" if self.versions else "same",
            "generation": self.now.asked.generation,
        }


def compared(then: Receipt, now: Receipt) -> Recheck:
    """What differs between two receipts of one question."""
    return Recheck(
        then=then,
        now=now,
        articles=tuple(_articles(then, now)),
        figures=tuple(_values("figure", dict(then.figures), dict(now.figures))),
        versions=tuple(_values("version", _texts(then), _texts(now))),
    )


def _articles(then: Receipt, now: Receipt) -> Iterator[Difference]:
    before = {entry.id: (entry.digest, entry.matches) for entry in then.entries}
    after = {entry.id: (entry.digest, entry.matches) for entry in now.entries}
    yield from (Difference(change="new", name=name) for name in after if name not in before)
    yield from (Difference(change="gone", name=name) for name in before if name not in after)
    for name, entry in before.items():
        if name in after and after[name] != entry:
            yield Difference(change="changed", name=name)


def _texts(receipt: Receipt) -> dict[str, str]:
    return {name: str(value) for name, value in receipt.versions.to_dict().items()}


def _values(change: str, then: dict[str, str], now: dict[str, str]) -> Iterator[Difference]:
    for name in dict.fromkeys((*then, *now)):
        if then.get(name) != now.get(name):
            yield Difference(change=change, name=name, then=then.get(name), now=now.get(name))
