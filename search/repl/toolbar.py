"""The line at the bottom: which index, how much is in it, what is set, what the last answer was."""

from __future__ import annotations

from pathlib import Path

from search.language.columns import columns
from search.repl.narrowing import told
from search.repl.state import State
from search.show.terminal import clipped, counted, safe

_APART = " · "


def toolbar(state: State, *, path: Path, generation: int, articles: int | None, width: int) -> str:
    """One line of at most `width` columns; what matters least goes first where there is no room for all.

    `articles` is None while they are not counted.
    """
    parts = _parts(state, path=path, generation=generation, articles=articles)
    while len(parts) > 1 and columns(_APART.join(text for _, text in parts)) > width - 2:
        parts.remove(max(parts, key=lambda part: part[0]))
    return " " + clipped(_APART.join(text for _, text in parts), max(width - 2, 1))


def _parts(state: State, *, path: Path, generation: int, articles: int | None) -> list[tuple[int, str]]:
    """The parts in the order in which they are shown, each with the rank of its importance, 0 the greatest."""
    parts = [(6, shortened(path))]
    if articles is not None:
        parts.append((5, counted(articles, "article")))
    parts.append((8, f"generation {generation}"))
    if state.source is not None:
        parts.append((0, f"source: {safe(state.source)}"))
    if state.narrowed:
        parts.append((0, told(state.narrowed)))
    parts.append((2 if state.sort != "relevance" else 7, f"sort: {state.sort}"))
    parts.append((9, "limit: fit") if state.limit is None else (4, f"limit: {state.limit}"))
    if state.match != "all":
        parts.append((3, f"match: {state.match}"))
    if state.names != "all":
        parts.append((3, "exact"))
    if state.reading == "words":
        parts.append((3, "plain"))
    if state.results is not None:
        parts.append((1, f"{state.results.total:,} found, {state.results.took_ms:.0f} ms"))
    return parts


def shortened(path: Path, *, room: int = 28) -> str:
    """The path from the home on, or its end: `~/news/.onrecord`, `…/archive/2022/.onrecord`."""
    try:
        whole = safe(f"~/{path.absolute().relative_to(Path.home())}")
    except (ValueError, RuntimeError):  # not below the home, or there is none
        whole = safe(str(path.absolute()))
    if columns(whole) <= room:
        return whole
    names = whole.split("/")
    kept = names.pop()
    while names and columns(kept) + columns(names[-1]) + 3 <= room:
        kept = f"{names.pop()}/{kept}"
    return f"…/{clipped(kept, room - 2)}"
