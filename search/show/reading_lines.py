"""How words and signs of a query were read that may be meant otherwise, as lines under its answer."""

from __future__ import annotations

from collections.abc import Sequence

from search.language import mend_of
from search.results import Reading, Results
from search.show.terminal import counted, safe

__all__ = ["reading_lines", "sign_lines"]

_MOST = 12
"""Signs that are shown."""


def reading_lines(results: Results) -> list[str]:
    """`or: the word; OR for the operator finds 2,165`, `read as words: – ?`."""
    told = [_told(results.readings, reading) for reading in results.readings]
    joined = safe(" · ".join(dict.fromkeys(told)))
    return [*([joined] if joined else []), *sign_lines(results.as_words)]


def sign_lines(signs: Sequence[str]) -> list[str]:
    """The signs and words of a query that could be syntax and were read as text, and what to write for syntax."""
    if not signs:
        return []
    shown = " ".join([*signs[:_MOST], *(["…"] if len(signs) > _MOST else [])])
    mend = mend_of(signs)
    return [safe(f"read as words: {shown}{f'; {mend}' if mend else ''}")]


def _told(readings: Sequence[Reading], reading: Reading) -> str:
    """One reading; the operators of a query are told together, since they were counted so."""
    if reading.read != "operator" and _kind(reading) != "operator":
        number = counted(reading.articles, "article")
        return f"{reading.word}: the {reading.read}; {reading.other} for the {_kind(reading)} ({number})"
    same = [each for each in readings if (each.read, _kind(each)) == (reading.read, _kind(reading))]
    words, others = (", ".join(each) for each in zip(*((each.word, each.other) for each in same), strict=True))
    read, kind = (f"the {name}" if len(same) == 1 else f"{name}s" for name in (reading.read, _kind(reading)))
    finds = "finds" if len(same) == 1 else "find"
    if words == others:
        return f"{words}: {read}, in a line of capitals; as {kind}, among small letters, {finds} {reading.articles:,}"
    return f"{words}: {read}; {others} for {kind} {finds} {reading.articles:,}"


def _kind(reading: Reading) -> str:
    """What the other one is."""
    if reading.read != "word":
        return "word"
    return "operator" if reading.other in ("AND", "OR", "NOT") else "acronym"
