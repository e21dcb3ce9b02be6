"""What the verbs answer, as a receipt keeps it: which articles, how many matches in each, and what numbers.

A verb is asked here with the options of a receipt, which is how a receipt is asked again. A new verb is a function
and a line in VERBS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from indexer.arrays import Int32s
from indexer.errors import UsageError
from search.answer.facets import DEFAULT, FACETS, Facets
from search.provenance.buckets import UNITS
from search.provenance.timeline import Timeline
from search.results import Asked

__all__ = ["VERBS", "Answer", "Asker", "Option", "again", "allowed", "answer"]

Option = str | int | None
"""The value of an option."""
_NAMES = 1_000  # of a facet that are kept

_VALUES: Mapping[str, tuple[Option, ...]] = {
    "match": ("all", "any"),
    "reading": ("query", "words"),
    "names": ("all", "exact"),
    "space": ("articles", "quotations"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`articles` (n,) are the documents of the articles, one for each match; `figures` what else was answered.

    `chosen` are options that were left open and have a value now.
    """

    asked: Asked
    articles: Int32s
    figures: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, Option] = field(default_factory=dict)


class Asker(Protocol):
    """What is asked: the methods of `search.api.Archive`."""

    @property
    def documents(self) -> Callable[..., tuple[Asked, Int32s]]: ...
    @property
    def articles_of(self) -> Callable[..., Int32s]: ...
    @property
    def timeline(self) -> Callable[..., Timeline]: ...
    @property
    def facets(self) -> Callable[..., Facets]: ...


Options = Mapping[str, Option]
Verb = Callable[[Asker, str | None, dict[str, Any]], Answer]


def answer(asker: Asker, verb: str, text: str | None, options: Options) -> Answer:
    """Ask a verb with the options of a receipt. UsageError for a verb or an option of which there is none."""
    if verb not in VERBS:
        raise UsageError(f"there are no receipts of {verb}", hint=f"of {', '.join(VERBS)}")
    for name, value in options.items():
        if not allowed(verb, name, value):
            raise UsageError(f"{verb} has no option {name} that is {value}", hint="leave it out")
    return VERBS[verb](asker, text, dict(options))


def allowed(verb: str, name: str, value: object) -> bool:
    """Whether a verb may be asked with an option of this name and value."""
    if name == "source":
        return value is None or isinstance(value, str)
    if name == "by":
        kinds = {"timeline": UNITS, "facets": FACETS}.get(verb, ())
        named = value.split(",") if isinstance(value, str) else [value]
        return set(named) <= set(kinds) and (verb == "facets" or len(named) == 1)
    return value in _VALUES.get(name, ())


def again(asked: Asked, options: Options) -> tuple[str | None, dict[str, Option]]:
    """The text and the options with which a question is asked again: as it was understood.

    The filter, the days that "last week" were and the saved queries are in what was understood.
    """
    kept = {name: value for name, value in options.items() if name in ("space", "names", "by")}
    return asked.parsed or asked.query or None, kept


def _found(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    asked, documents = asker.documents(text, **how)
    return Answer(asked=asked, articles=asker.articles_of(documents, space=asked.space))


def _quotes(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    return _found(asker, text, how | {"space": "quotations"})


def _timeline(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    found = asker.timeline(text, **how)
    figures = {bucket.first.isoformat(): f"{bucket.count} of {bucket.of}" for bucket in found.buckets}
    how.pop("by", None)
    return replace(_found(asker, text, how), figures=figures, chosen={"by": found.by})


def _facets(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    by = how.pop("by", ",".join(DEFAULT))
    found = asker.facets(text, by=by.split(","), limit=_NAMES, **how)
    figures = {f"{facet.by} {one.value}": str(one.count) for facet in found.facets for one in facet.values}
    return replace(_found(asker, text, how), figures=figures, chosen={"by": by})


VERBS: Mapping[str, Verb] = {"search": _found, "quotes": _quotes, "timeline": _timeline, "facets": _facets}
