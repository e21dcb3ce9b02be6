"""How copies of one text look: the line below an answer, and the list of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from search.results import Hit, QuoteHit
from search.show.change_lines import change_lines
from search.show.terminal import Style, clipped, counted, safe

if TYPE_CHECKING:
    from search.provenance.copies import TextOf

__all__ = ["copies_line", "copy_lines", "total_of_copies"]

_RELATIONS = {
    "lead": "first",
    "copy": "copy",
    "version": "version of the same address",
    "excerpt": "excerpt",
    "new top": "the same below another top",
    "partial": "in part",
}


def copies_line(hit: Hit | QuoteHit, width: int) -> str | None:
    """`+3 more outlets: The Herald, The Post (4 copies)`; None where nothing was folded."""
    if not hit.copies:
        return None
    others = list(dict.fromkeys(copy.source for copy in hit.copies if copy.source not in (None, hit.article.source)))
    if not others:
        return f"+{counted(len(hit.copies), 'more copy')}"
    many = f" ({len(hit.copies)} copies)" if len(hit.copies) > len(others) else ""
    named = safe(", ".join(map(str, others)))
    return clipped(f"+{counted(len(others), 'more outlet')}{many}: {named}", width)


def copy_lines(found: Sequence[TextOf], *, diff: bool, width: int, style: Style) -> Iterator[str]:
    """A line for each: date, outlet, what it is of the lead, id; with `diff` the words that differ."""
    outlets = [one.article.source or "source unknown" for one in found]
    room = min(max(map(len, outlets), default=0), 30)
    for one, outlet in zip(found, outlets, strict=True):
        date = str(one.article.date or "undated")
        told = _RELATIONS[one.relation]
        if one.relation not in ("lead", "copy", "version"):
            told += f", {one.shared:.0%} of the shorter"
        elif one.relation != "lead":
            told += f", {_differing(one)}"
        head = style.paint("title", f"{date:<10}") + f"  {safe(outlet)[:room]:<{room}}  {told}"
        yield f"{head}  {style.paint('meta', safe(one.article.id))}"
        if diff:
            yield from change_lines(one.changes, width=width, style=style)


def total_of_copies(found: Sequence[TextOf]) -> str:
    copies = [one for one in found if one.relation in ("lead", "copy", "version")]
    outlets = {one.article.source for one in copies if one.article.source}
    parts = len(found) - len(copies)
    more = f", {parts} more with a part of it" if parts else ""
    if len(copies) == 1:
        return f"No other article prints this text{more}."
    return f"{len(copies)} articles print this text, in {counted(len(outlets), 'outlet')}{more}"


def _differing(one: TextOf) -> str:
    gone = sum(len(change.before.split()) for change in one.changes)
    come = sum(len(change.after.split()) for change in one.changes)
    if not gone and not come:
        return "word for word"
    return ", ".join(part for part in (f"-{gone} words" * (gone > 0), f"+{come} words" * (come > 0)) if part)
