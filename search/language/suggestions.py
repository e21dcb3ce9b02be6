"""Did you mean: of the names that there are, those that a name which is not there may be a slip for, or the beginning
of."""

from __future__ import annotations

from collections.abc import Iterable

from indexer.analysis.tokenizer import folded

__all__ = ["begins", "suggestions"]

_LONGEST = 120  # characters of what was written that are compared
_WORSE = 15.0  # how much less like than the likest, of 100, a name is that was hardly meant


def suggestions(
    written: str, known: Iterable[str], *, least: float = 60.0, most: int = 3, parts: bool = False
) -> list[str]:
    """The likest names, the likest first, each with a likeness of at least `least` in 100, whatever the case.

    With `parts`, a name is also like what is written if a part of it is.
    """
    # Loaded for what is wrong: it takes longer than a search.
    from rapidfuzz import fuzz, process
    from rapidfuzz.utils import default_process

    found = process.extract(
        written[:_LONGEST],
        list(known),
        scorer=fuzz.WRatio if parts else fuzz.ratio,
        processor=default_process if parts else str.lower,
        score_cutoff=least,
        limit=most,
    )
    return [name for name, likeness, _ in found if likeness > found[0][1] - _WORSE]


def begins(name: str, text: str) -> bool:
    """Whether each word of `text` begins a word of the name."""
    words = folded(name)
    return all(any(word.startswith(beginning) for word in words) for beginning in folded(text))
