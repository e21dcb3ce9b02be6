"""Verdicts as lines: what the archive says of a claim, which words differ, and where it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from search.provenance.carriers import Carrier
from search.provenance.verdicts import OUTCOMES, Outcome, Verdict
from search.provenance.words import Words
from search.show.cards import NO_SOURCE, UNDATED
from search.show.terminal import Style, clipped, counted, marked_lines, safe
from search.show.trace_lines import quoted_lines
from search.show.word_differences import differing

__all__ = ["tally_of_verdicts", "verdict_lines"]

_NAMES: dict[Outcome, str] = {
    "exact": "EXACT",
    "near": "NEAR",
    "partial": "PARTIAL",
    "other-speaker": "SAID BY SOMEBODY ELSE",
    "not-found": "NOT FOUND",
}
_SHOWN = 2  # pieces of evidence


def verdict_lines(verdict: Verdict, *, width: int, style: Style) -> Iterator[str]:
    """The outcome, the claim, the differences and the best evidence."""
    claim = verdict.claim
    number = f"{safe(claim.id)}  " if claim.id else ""
    yield style.paint("title", clipped(f"{number}{_NAMES[verdict.outcome]}{_warning(verdict)}", width))
    indent, room = "  ", max(width - 2, 8)
    for line in quoted_lines(claim.text, safe(claim.speaker or ""), width=room, style=style):
        yield indent + line
    if verdict.said_by:
        yield indent + clipped(f"said by {safe(', '.join(verdict.said_by))}", room)
    if verdict.differences:
        words = Words.of(claim.text)
        written = [claim.text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]
        told = differing(written, verdict.evidence[0].rendering.differences)
        for line in marked_lines(f"in print: {safe(told)}", (), width=room, style=style):
            yield indent + line
    if verdict.evidence and verdict.evidence[0].rendering.joined:
        yield indent + clipped("in print its parts are several quotations", room)
    for one in verdict.evidence[:_SHOWN]:
        yield indent + style.paint("meta", clipped(_place(one), room))
    if more := verdict.articles - len(verdict.evidence[:_SHOWN]):
        told = f"and {counted(more, 'article')} more; {counted(verdict.outlets, 'outlet')} in all"
        if not verdict.whole:
            told = f"and {counted(more, 'article')} more, of many that were not looked at"
        yield indent + style.paint("meta", clipped(told, room))


def _warning(verdict: Verdict) -> str:
    if verdict.contrary:
        return f", but {counted(verdict.contrary, 'article')} with a negation that differs"
    if verdict.unsaid:
        return f": the words stand in {counted(verdict.unsaid, 'article')}, but nobody is quoted with them"
    return ": a negation differs" if verdict.negation else ""


def _place(one: Carrier) -> str:
    speaker = [f"— {one.speaker}"] if one.speaker else []
    return safe(" · ".join([one.source or NO_SOURCE, str(one.date or UNDATED), one.id, *speaker]))


def tally_of_verdicts(verdicts: Sequence[Outcome]) -> str:
    """`40 claims: 38 exact, 2 near`."""
    counts = Counter(verdicts)
    told = [f"{counts[outcome]:,} {outcome}" for outcome in OUTCOMES if counts[outcome]]
    return f"{counted(len(verdicts), 'claim')}: {', '.join(told)}" if told else "no claims"
