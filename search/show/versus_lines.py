"""Two sides for people: a table with a column for each, and the words that tell them apart."""

from __future__ import annotations

from search.language.columns import columns
from search.provenance.versus import Side, Versus
from search.show.terminal import Style, clipped, counted, marked_lines, safe

__all__ = ["total_of_versus", "versus_lines"]

_ROWS = ("articles", "texts", "quotations", "words", "outlets")
_FIRST = 12  # columns of the names of the rows
_LEAST = 20  # columns of a side


def versus_lines(versus: Versus, *, width: int, style: Style) -> list[str]:
    """Numbers with their shares of the archive side by side, then each side's telling words with both its counts."""
    room = min(max((min(width, 100) - _FIRST) // 2, _LEAST), 40)
    names = [clipped(safe(side.asked.query), room - 2) for side in versus.sides]
    lines = [" " * _FIRST + "".join(style.paint("title", f"{' ' * (room - columns(n))}{n}") for n in names)]
    for name in _ROWS:
        cells = [_cell(versus, side, name) for side in versus.sides]
        lines.append(f"{name:<{_FIRST}}" + "".join(f"{cell:>{room}}" for cell in cells))
    for name in ("first", "last"):
        days = [str(getattr(side, name) or "—") for side in versus.sides]
        lines.append(f"{name:<{_FIRST}}" + "".join(f"{day:>{room}}" for day in days))
    for side in versus.sides:
        if side.telling:
            lines += ["", style.paint("title", f"Told by {clipped(safe(side.asked.query), width - 9)}")]
            told = ", ".join(f"{safe(word.word)} {word.count:,}:{word.other:,}" for word in side.telling)
            lines += [f"  {line}" for line in marked_lines(told, (), width=max(min(width, 100) - 2, 8), style=style)]
    return lines


def _cell(versus: Versus, side: Side, name: str) -> str:
    return f"{getattr(side.amounts, name):,}  {versus.share(side, name) * 100:5.1f} %"


def total_of_versus(versus: Versus) -> str:
    """`7 articles are of both sides; words are those of the quotations; on: tax*`."""
    of = "the quotations" if versus.words_of == "quotations" else "the articles"
    on = f"; on: {safe(versus.on)}" if versus.on else ""
    verb = "is" if versus.both == 1 else "are"
    return f"{counted(versus.both, 'article')} {verb} of both sides; words are those of {of}{on}"
