"""Words looked for in a text as a reader types them: in any case, without accents, with plain marks."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate

from search.answer.highlights import joined
from search.results import Mark

__all__ = ["found"]

_PLAIN = {
    "‘": "'",
    "’": "'",
    "‚": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‐": "-",
    "‑": "-",
    "–": "-",
}
_PLAIN |= {"—": "-", "\xa0": " ", "\xad": "", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ı": "i"}


def found(text: str, wanted: str) -> tuple[Mark, ...]:
    """Where the words stand, one behind the other, whatever the space between them."""
    words = [re.escape(word) for word in "".join(map(_folded, wanted)).split()]
    if not words:
        return ()
    each = {character: _folded(character) for character in set(text)}
    even = all(len(folded) == 1 for folded in each.values())
    folded = text.translate({ord(character): to for character, to in each.items()})
    spans = [match.span() for match in re.finditer(r"\s+".join(words), folded)]
    if even or not spans:
        return tuple(spans)
    ends = list(accumulate(len(each[character]) for character in text))  # in the folded text, of each character
    # A match goes to the end of the character that its last letter is of, and takes the accents behind it along.
    places = [
        (bisect_right(ends, start), bisect_right(ends, ends[bisect_right(ends, end - 1)])) for start, end in spans
    ]
    return joined(iter(places))


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    """What it is taken for: nothing, if it is an accent alone."""
    if character in _PLAIN:
        return _PLAIN[character]
    small = character.casefold()
    parts = [part for part in unicodedata.normalize("NFD", small) if not unicodedata.combining(part)]
    return "".join(parts) if len(parts) <= len(small) else small  # a syllable of Hangul is no letters with accents
