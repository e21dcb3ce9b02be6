"""What the verbs answer, as a receipt keeps it: which articles, how many matches in each, and what numbers.

A verb is asked here with the options of a receipt, which is how a receipt is asked again. A new verb is a function
and a line in VERBS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from indexer.analysis.stated import field_name
from indexer.arrays import Int32s
from indexer.errors import UsageError
from search.answer.facets import Facets
from search.provenance.buckets import UNITS
from search.results import Asked

if TYPE_CHECKING:
    from search.provenance.carriers import Carrier, Trace
    from search.provenance.timeline import Timeline
    from search.provenance.verdicts import Verdict
    from search.results import Results

__all__ = ["VERBS", "Answer", "Asker", "Option", "again", "allowed", "answer"]

Option = str | int | None
"""The value of an option."""
_NAMES = 1_000  # of a facet that are kept

_VALUES: Mapping[str, tuple[Option, ...]] = {
    "match": ("all", "any"),
    "reading": ("query", "words"),
    "names": ("all", "exact"),
    "space": ("articles", "quotations"),
    "copies": ("folded", "all"),
    "only": ("whole", "marked"),
    "silent": ("told",),
}
_OF_QUERY = frozenset({"match", "reading", "names", "space", "source", "since"})
_OPTIONS: Mapping[str, frozenset[str]] = {
    "search": _OF_QUERY | {"copies"},
    "quotes": _OF_QUERY | {"copies"},
    "timeline": _OF_QUERY | {"by"},
    "facets": _OF_QUERY | {"by"},
    "trace": frozenset({"only", "silent"}),
    "verify": frozenset({"speaker"}),
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
    def generation(self) -> int: ...
    @property
    def search(self) -> Callable[..., Results]: ...
    @property
    def documents(self) -> Callable[..., tuple[Asked, Int32s]]: ...
    @property
    def articles_of(self) -> Callable[..., Int32s]: ...
    @property
    def numbers_of(self) -> Callable[[Sequence[str]], Int32s]: ...
    @property
    def timeline(self) -> Callable[..., Timeline]: ...
    @property
    def facets(self) -> Callable[..., Facets]: ...
    @property
    def trace(self) -> Callable[..., Trace]: ...
    @property
    def verify(self) -> Callable[..., Verdict]: ...


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
    if name not in _OPTIONS.get(verb, ()):
        return False
    if name in ("source", "speaker"):
        return value is None or isinstance(value, str)
    if name == "since":
        return value is None or (type(value) is int and value >= 0)
    named = value.split(",") if isinstance(value, str) else [value]
    if name == "by":
        if verb == "facets":
            return all(isinstance(one, str) and field_name(one) == one for one in named)
        return len(named) == 1 and named[0] in UNITS
    if name == "only":
        return set(named) <= set(_VALUES["only"])
    return value in _VALUES.get(name, ())


def again(asked: Asked, options: Options) -> tuple[str | None, dict[str, Option]]:
    """The text and the options with which a question is asked again: as it was understood.

    The filter, the days that "last week" were and the saved queries are in what was understood.
    """
    kept = {name: value for name, value in options.items() if name not in ("match", "reading", "source", "since")}
    return asked.parsed or asked.query or None, kept


def _found(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    asked, documents = asker.documents(text, **how)
    return Answer(asked=asked, articles=asker.articles_of(documents, space=asked.space))


def _search(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    """All that match, those that stand folded under another with them; and how many texts they are."""
    copies = how.pop("copies", "folded")
    found = _found(asker, text, how)
    if not text:
        return found
    page = asker.search(text, limit=1, passages=0, copies=copies, closest=0, **how)
    return replace(found, figures={"texts": str(page.texts)}, chosen={"copies": copies})


def _quotes(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    return _search(asker, text, how | {"space": "quotations"})


def _timeline(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    found = asker.timeline(text, **how)
    figures = {bucket.first.isoformat(): f"{bucket.count} of {bucket.of}" for bucket in found.buckets}
    how.pop("by", None)
    return replace(_found(asker, text, how), figures=figures, chosen={"by": found.by})


def _facets(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    by = how.pop("by", None)
    found = asker.facets(text, by=by.split(",") if by else None, limit=_NAMES, **how)
    figures = {f"{facet.by} {one.value}": str(one.count) for facet in found.facets for one in facet.values}
    return replace(
        _found(asker, text, how), figures=figures, chosen={"by": ",".join(facet.by for facet in found.facets)}
    )


def _trace(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    only, silent = (how.pop("only", None) or "").split(","), how.pop("silent", None)
    found = asker.trace(text or "", only=[name for name in only if name], silent=silent is not None)
    figures = _printed(found.carriers)
    figures |= {f"first in print: {name}": "yes" for name in found.first}
    figures |= {f"said by {name}": str(count) for name, count in found.speakers.items()}
    figures |= {f"not carried by {one.source}": f"{one.about} of {one.articles}" for one in found.silent or ()}
    return _of_carriers(asker, text, found.carriers, figures)


def _verify(asker: Asker, text: str | None, how: dict[str, Any]) -> Answer:
    found = asker.verify(text or "", speaker=how.get("speaker"), evidence=None)
    figures = {"verdict": found.outcome, **_printed(found.evidence)}
    figures |= {f"said by {name}": "yes" for name in found.said_by}
    return _of_carriers(asker, text, found.evidence, figures)


def _printed(carriers: Sequence[Carrier]) -> dict[str, str]:
    """How each article prints the words."""
    return {f"words of {one.id}": ", ".join((one.rendering.extent, *one.rendering.kinds)) for one in carriers}


def _of_carriers(asker: Asker, text: str | None, carriers: Sequence[Carrier], figures: Mapping[str, str]) -> Answer:
    asked = Asked(query=text or "", parsed="", space="articles", total=len(carriers), generation=asker.generation)
    return Answer(asked=asked, articles=asker.numbers_of([one.id for one in carriers]), figures=figures)


VERBS: Mapping[str, Verb] = {
    "search": _search,
    "quotes": _quotes,
    "timeline": _timeline,
    "facets": _facets,
    "trace": _trace,
    "verify": _verify,
}
