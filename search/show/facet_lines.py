"""The facets of an answer for people: a block for each, its values with number and share."""

from __future__ import annotations

from collections.abc import Iterator

from search.answer.facets import Facet, Facets
from search.show.terminal import Style, clipped, counted, safe

__all__ = ["facet_lines", "total_of_facets"]

_WITHOUT = {
    "text": "",
    "source": "without an outlet",
    "speaker": "that quote nobody by name",
    "author": "without an author",
    "month": "without a month",
    "year": "without a year",
}


def facet_lines(facets: Facets, *, width: int, style: Style, numbered: bool = False) -> Iterator[str]:
    """The blocks, a blank line between two; none of an answer that is empty. The values are numbered from 1 on."""
    if not facets.asked.total:
        return
    every = sum(len(facet.values) for facet in facets.facets)
    numbers = (f"{nth:>{len(str(every))}}  " if numbered else "" for nth in range(1, every + 1))
    for nth, facet in enumerate(facets.facets):
        if nth:
            yield ""
        yield style.paint("title", counted(facet.distinct, facet.by))
        yield from _rows(facet, facets.asked.total, numbers, width, style)


def _rows(facet: Facet, total: int, numbers: Iterator[str], width: int, style: Style) -> Iterator[str]:
    room = max((len(f"{value.count:,}") for value in facet.values), default=1)
    for value in facet.values:
        figures = f"  {next(numbers)}{value.count:>{room},}  {value.count / total * 100:5.1f} %  "
        yield figures + clipped(safe(value.value), max(width - len(figures), 8))
    more = facet.distinct - len(facet.values)
    told = ([f"{more:,} more"] if more else []) + (
        [f"{facet.without:,} {_WITHOUT[facet.by]}"] if facet.without else []
    )
    if told:
        yield style.paint("meta", f"  {', '.join(told)}")


def total_of_facets(facets: Facets) -> str:
    """`31 articles: rail strike`."""
    asked = facets.asked
    line = counted(asked.total, asked.noun)
    return f"{line}: {safe(asked.parsed)}" if asked.parsed else line
