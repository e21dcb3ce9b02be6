"""Why an answer is empty, in words: one line a reason."""

from __future__ import annotations

from collections.abc import Iterable

from search.empty.reason import Reason
from search.show.terminal import counted, safe

__all__ = ["reason_lines"]

_CALLED = {"source": "outlet", "outlet": "outlet named", "url": "address"}
_WHOLE = ("id", "path")  # of whose values each is of one article


def reason_lines(reasons: Iterable[Reason]) -> list[str]:
    """The lines, indented, safe to print."""
    return [f"  {safe(_told(reason))}" for reason in reasons]


def _told(reason: Reason) -> str:
    clauses, noun = ", ".join(reason.clauses), reason.noun
    many = counted(reason.count, noun)
    match reason.kind:
        case "absent":
            return f"no {noun} has: {clauses}"
        case "no_such_word":
            return f"no article has {clauses}, and no word is spelt much like it"
        case "no_word_fits":
            return f"no word fits {clauses}"
        case "similar_words":
            return f"near {reason.value}: {', '.join(reason.near)}"
        case "no_such_value":
            return _no_such_value(reason)
        case "outside":
            return f"in the archive {many} with: {clauses}"
        case "every_article_dated":
            return "every article states a date"
        case "no_article_dated":
            return "no article states a date: date:unknown finds them"
        case "dated_less_exactly":
            return f"{many} dated less exactly: {clauses}"
        case "nearest_dates":
            return f"the nearest dates are {reason.first} and {reason.last}"
        case "dates_of_archive":
            undated = f" ({many} without: date:unknown)" if reason.count else ""
            return f"the archive's dates are from {reason.first} to {reason.last}{undated}"
        case "address_begins":
            return f"no article is from this address; {many} from: {clauses}"
        case "no_address_of_site":
            return "no article is from this address, nor from its site"
        case "no_addresses":
            return "no article states its address"
        case "wider":
            return f"{many} {reason.how}: {clauses}"
        case "found_apart":
            return f"each part is found, but no {noun} has all of them{f': {clauses}' if clauses else ''}"
        case "found_in_several_quotations":
            return f"each is found, but no one quotation has all of: {clauses}"
        case "a_quotation_for_each":
            return f"{many} with a quotation for each: {clauses}"
        case "without":
            return f"{many} without {clauses}"
        case "not_looked_at":
            return f"of the words and clauses {reason.count:,} were not looked at one by one"


def _no_such_value(reason: Reason) -> str:
    line = f"there is no {_CALLED.get(reason.field, reason.field)} {reason.value}"
    if not reason.near:
        return line
    counts = "" if reason.field in _WHOLE else " ({:,})"
    return f"{line}: did you mean {' or '.join(like + counts.format(many) for like, many in reason.near.items())}?"
