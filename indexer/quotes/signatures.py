"""Who signs a quotation: `“…” — Ada Moreau, poet` under it or behind it, `“…” (Jonas Ferrand, mayor)`.

A signature names the quotation before it, never the next.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.quotes.marks import Run

__all__ = ["Signature", "heading", "is_but_signed", "signature"]

_WORD = r"[A-ZÀ-Þ][^\W\d_]*(?:[’'.-]+[^\W\d_]+)*\.?"
_NAME = rf"(?P<name>{_WORD}(?: (?:(?:of|the|for|and|de|da|del|la|van|von|der|al|bin|ben) ){{0,2}}{_WORD}){{0,6}})"
_ROLE = r"(?:, ?[^\n“”\"]{2,90})?"
# Under the quotation, or behind it up to the end of the line.
_DASHED = re.compile(
    rf"[.!?,]?(?P<break>[ \t]*\n[ \t]*\n?[ \t]*|[ \t]*)[-–—―~]{{1,3}} ?{_NAME}{_ROLE}\.?[ \t]*(?=\n|\Z)"
)
_ENCLOSED = re.compile(rf"[.!?,]? \({_NAME}(?P<role>, ?[^()\n“”\"]{{2,80}})?\)")
_SIGNS = frozenset("-–—―~(")
_FEWEST = 3  # words of a quotation that is signed


# The line above: "From Chairwoman Ada Moreau:", "From the office of Jon Dorne, deputy."
_HEADED = re.compile(rf"(?:And )?[Ff]rom (?:the (?:office|desk) of )?{_NAME}{_ROLE}[.:]?\Z")


class Signature(NamedTuple):
    """The name, and where the signature ends."""

    name: str
    end: int


def signature(text: str, run: Run) -> Signature | None:
    """Who signs a quotation, None if nobody does."""
    behind = text[run.outer_end : run.outer_end + 6]
    if (behind[1:2].isalpha() and behind[0] not in _SIGNS) or _SIGNS.isdisjoint(behind):
        return None  # most
    if not run.closed or text.count(" ", run.start, min(run.end, run.start + 80)) < _FEWEST - 1:
        return None
    found = _DASHED.match(text, run.outer_end)
    if found is not None and (found["break"].strip(" \t") or _begins(text, run)):
        return Signature(_bare(found["name"]), found.end())
    found = _ENCLOSED.match(text, run.outer_end)
    if found is not None and (found["role"] or " " in found["name"]) and _begins(text, run):
        return Signature(_bare(found["name"]), found.end())
    return None


def heading(text: str, run: Run) -> str | None:
    """Whom the line above a quotation that is a paragraph says it is from."""
    above = text[max(0, run.outer_start - 160) : run.outer_start]
    if "rom " not in above or not above.endswith("\n"):
        return None
    found = _HEADED.match(above.rstrip().rpartition("\n")[2].strip())
    return _bare(found["name"]) if found is not None else None


def is_but_signed(text: str, before: Signature, run: Run) -> bool:
    """Whether nothing stands between a quotation and the signature of the one before."""
    return not text[before.end : run.outer_start].strip(" \t\n.,;•*-–—")


def _begins(text: str, run: Run) -> bool:
    """Whether a quotation begins a sentence, or a line."""
    at = run.outer_start - 1
    while at >= 0 and text[at] in " \t":
        at -= 1
    return at < 0 or text[at] in "\n.!?:)•*"


def _bare(name: str) -> str:
    return name.rstrip(".") if not re.search(r"\b(?:Jr|Sr)\.\Z", name) else name
