"""The facets of an answer for people: a block for each, its values with number and share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from search.answer.facets import By, Facet, Facets
from search.language.columns import columns
from search.show.terminal import Style, clipped, counted, safe

__all__ = ["facet_lines", "facets_within", "total_of_facets"]

_MOST = 10  # values of a kind at the prompt
_BESIDE = 3  # rows of a kind beside its values
_BLOCK = 6  # rows that a kind takes at least where each value has a line
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
        yield style.paint("title", safe(counted(facet.distinct, facet.by)))
        yield from _rows(facet, facets.asked.total, numbers, width, style)


def _rows(facet: Facet, total: int, numbers: Iterator[str], width: int, style: Style) -> Iterator[str]:
    room = max((len(f"{value.count:,}") for value in facet.values), default=1)
    for value in facet.values:
        figures = f"  {next(numbers)}{value.count:>{room},}  {value.count / total * 100:5.1f} %  "
        yield figures + clipped(safe(value.value), max(width - len(figures), 8))
    more = facet.distinct - len(facet.values)
    told = ([f"{more:,} more"] if more else []) + (
        [f"{facet.without:,} {_WITHOUT.get(facet.by, f'that state no {safe(facet.by)}')}"] if facet.without else []
    )
    if told:
        yield style.paint("meta", f"  {', '.join(told)}")


def facets_within(
    facets: Facets, *, rows: int | None, width: int, style: Style
) -> tuple[list[str], list[tuple[By, str]]]:
    """Numbered lines that take about so many rows, and the kinds and values with the numbers from 1 on.

    Where there are too few rows for a line each, the values of a kind stand side by side.
    """
    each = (rows or 1000) // max(len(facets.facets), 1)
    if each >= _BLOCK:
        most = min(each - _BESIDE, _MOST)
        facets = replace(facets, facets=tuple(_greatest(facet, most) for facet in facets.facets))
        numbered = [(facet.by, value.value) for facet in facets.facets for value in facet.values]
        return list(facet_lines(facets, width=width, style=style, numbered=True)), numbered
    lines: list[str] = []
    shown: list[tuple[By, str]] = []
    for facet in facets.facets if facets.asked.total else ():
        name = counted(facet.distinct, facet.by)
        row, used = style.paint("title", name), columns(name)
        last = len(lines) + max(each, 1) - 1
        for value in _greatest(facet, _MOST).values:
            told = clipped(f"{len(shown) + 1} {safe(value.value)} ({value.count:,})", width - 2)
            if used + 2 + columns(told) > width:
                if len(lines) == last:
                    break
                lines.append(row)
                row, used = "", 0
            row += f"  {told}"
            used += 2 + columns(told)
            shown.append((facet.by, value.value))
        lines.append(row)
    return lines, shown


def _greatest(facet: Facet, most: int) -> Facet:
    """The facet with at most so many values, those of the greatest counts, in their order."""
    kept = set(sorted(facet.values, key=lambda value: -value.count)[:most])
    return replace(facet, values=tuple(value for value in facet.values if value in kept))


def total_of_facets(facets: Facets) -> str:
    """`31 articles: rail strike`."""
    asked = facets.asked
    line = counted(asked.total, asked.noun)
    return f"{line}: {safe(asked.parsed)}" if asked.parsed else line
