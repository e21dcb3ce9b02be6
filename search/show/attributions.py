"""Who said it, under a quotation or under an excerpt with several: there each line says whose words it means."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.article import Quotation
from search.language.columns import columns
from search.results import SURE, Mark, QuoteMatch
from search.show.terminal import clipped, safe

__all__ = ["NO_SPEAKER", "attribution", "doubt", "who_speaks", "within"]

NO_SPEAKER = "speaker unknown"
_PROBABLE = 0.5
_HOW = {"pronoun": "by pronoun", "nominal": "by description", "carried": "carried on", "block": "unmarked block"}
_WORDS = 3  # of a quotation, when its beginning stands for it
_LONG = 30  # columns that they may take
_NAMED = 3  # quotations of one speaker that are named so


def attribution(quote: QuoteMatch) -> str:
    """`— Name (said)`, with how the name was found where it does not stand beside the verb."""
    told = ", ".join(part for part in (safe(quote.cue or ""), _HOW.get(quote.basis, "")) if part)
    named = f"— {doubt(quote)}{safe(quote.speaker or NO_SPEAKER)}" + (f" ({told})" if told else "")
    return named + (f"; disputed: elsewhere {safe(', '.join(quote.disputed))}" if quote.disputed else "")


def doubt(quote: Quotation | QuoteMatch) -> str:
    """What stands before the name of a speaker who is not sure: "probably ", "perhaps "."""
    if not quote.speaker or quote.confidence >= SURE or not quote.confidence:  # none is stated
        return ""
    return "probably " if quote.confidence >= _PROBABLE else "perhaps "


def within(quote: QuoteMatch, spans: Sequence[Mark]) -> bool:
    """Whether the whole quotation stands in one of the spans of the body."""
    return any(start <= quote.start and quote.end <= end for start, end in spans)


def who_speaks(quotes: Sequence[QuoteMatch], others: Sequence[QuoteMatch], *, excerpt: Mark, width: int) -> list[str]:
    """Lines of at most `width` columns that say who speaks in an excerpt: the speakers of `quotes`, which match.

    The quotations stand in the excerpt, so their words are not printed again; but where there are several that are
    not all by one speaker (`others` do not match), each line begins with the first words of those that it means.
    """
    inside = [quote for quote in quotes if within(quote, [excerpt])]
    told = [quote for quote in inside if quote.speaker]
    apart = [
        other
        for other in others
        if other.start < excerpt[1] and other.end > excerpt[0] and not _overlaps(other, inside)
    ]
    groups: dict[str, list[QuoteMatch]] = {}
    for quote in sorted(told, key=lambda quote: quote.start):
        groups.setdefault(attribution(quote), []).append(quote)
    everyone = [*inside, *apart]
    if not told or len({quote.speaker for quote in everyone}) == 1:
        return [clipped(line, width) for line in groups]
    return [_line(line, [_beginning(quote, everyone) for quote in said], width) for line, said in groups.items()]


def _overlaps(other: QuoteMatch, quotes: Sequence[QuoteMatch]) -> bool:
    """A quotation inside another is part of it."""
    return any(other.start < quote.end and quote.start < other.end for quote in quotes)


def _line(named: str, beginnings: Sequence[str], width: int) -> str:
    """`“There is no…”, “There is a table.” — Jana Orlec (said)`; the name is cut last."""
    more = len(beginnings) - _NAMED
    words = ", ".join(beginnings[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    room = width - columns(named) - 1
    return f"{clipped(words, room)} {named}" if room > _WORDS else clipped(named, width)


def _beginning(quote: QuoteMatch, among: Sequence[QuoteMatch]) -> str:
    """The first words of a quotation between marks: as few as tell it from the others, and no fewer than _WORDS."""
    words = safe(quote.text).split()
    others = [safe(other.text).split() for other in among if other is not quote]
    count = _WORDS
    while count < len(words) and any(other[:count] == words[:count] for other in others):
        count += 1
    shown = " ".join(words[:count])
    if count >= len(words) and columns(shown) <= _LONG:
        return f"“{shown}”"
    return f"“{clipped(shown, max(_LONG, columns(' '.join(words[: count - 1])))).rstrip('.,;:!?…—–- ')}…”"
