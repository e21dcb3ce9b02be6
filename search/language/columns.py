"""How wide a text is in a terminal.

The width of a character is Unicode's East Asian Width (UAX #11), read from the standard library,
because the package that knows more about emoji takes longer to import than a search takes.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["columns"]


def columns(text: str) -> int:
    """How many terminal columns the text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
