"""Quotations that a dash opens at the beginning of a line, as much of Europe prints them:

    – Skolen åpner i mai, sier ordfører Jonas Ferrand. — Rien n'est prêt, a répondu Ada Moreau.

They end where the verb of speech follows; a line without one is an item of a list, or nobody knows where it ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from indexer.quotes.grammar import Grammar
from indexer.quotes.marks import Run

__all__ = ["may_have_dashes", "with_dashes"]

_DASHES = ("–", "—", "-")
_LANGUAGES = frozenset("cs da es fr it no pl pt ru sv uk".split())
_LINE = re.compile(r"(?:^|\n)[ \t]*[–—-][ \t]*(?=[^\W\d_])")
_BEGINS = re.compile("\n(?=[–—-])")  # one character is far sooner looked for than two
_BREAK = re.compile(
    r"(?:[,.!?…]|(?=[ \t][–—]))[ \t]+(?:[–—-][ \t]*)?(?P<first>[^\W\d_][\w’'-]*)"
    r"(?:[ \t]+(?P<second>[^\W\d_][\w’'-]*))?"
)


def with_dashes(text: str, runs: Sequence[Run], grammar: Grammar) -> list[Run]:
    """The runs, with those that dashes open, in order."""
    found = list(runs)
    if grammar.code not in _LANGUAGES:
        return found
    starts = [run.outer_start for run in runs]
    for line in _LINE.finditer(text):
        stop = text.find("\n", line.end())
        stop = len(text) if stop < 0 else stop
        before = bisect_left(starts, stop) - 1
        if before >= 0 and line.end() < runs[before].outer_end:
            continue  # it has marks
        for pause in _BREAK.finditer(text, line.end(), stop):
            if _speaks(pause["first"], pause["second"], grammar):
                end = pause.start() + (text[pause.start()] in ".!?…")
                found.append(Run(line.end(), end, line.end(), end, "–"))
                break
    return sorted(found, key=lambda run: run.start)


def may_have_dashes(text: str) -> bool:
    """Whether a line begins with a dash."""
    return text[:1] in _DASHES or _BEGINS.search(text) is not None


def _speaks(first: str, second: str | None, grammar: Grammar) -> bool:
    """Whether these words behind a pause are a verb of speech, or one with its auxiliary: "a répondu"."""
    if not first[0].islower():
        return False
    return grammar.is_verb(first) or (first.lower() in grammar.aux and second is not None and grammar.is_verb(second))
