"""The words of a text as they are compared: without case, diacritics and apostrophes, each with its place.

They are the tokens of the index, so the position of a posting is the place of a word here. `don't`, `don’t` and
`dont` are one word, `US` and `us` too: a newsroom changes these without changing what was said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from indexer.analysis.tokenizer import Token, start_of, tokens

__all__ = ["Words", "compared", "unmarked"]

_MARKS = '"“”„«»'
_IN_MARKS = re.compile(rf"\s*[{_MARKS}]([^{_MARKS}]+)[{_MARKS}]\s*")


@dataclass(frozen=True, slots=True)
class Words:
    """Words in the order of a text: how each is compared, and where it stands (`text[starts[n]:ends[n]]`)."""

    compared: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]

    def __len__(self) -> int:
        return len(self.compared)

    @classmethod
    def of(cls, text: str, *, first: int = 0, count: int | None = None) -> Words:
        """The words of a text, or `count` of them from number `first` on."""
        found = tokens(text, start=start_of(text, first) if first > 0 else 0)
        return cls.made(list(islice(found, count)))

    def part(self, first: int, last: int) -> Words:
        """The words from number `first` to before number `last`."""
        return Words(self.compared[first:last], self.starts[first:last], self.ends[first:last])

    @classmethod
    def made(cls, found: Sequence[Token]) -> Words:
        """The words that some tokens are."""
        return cls(
            [compared(token.surface) for token in found],
            [token.start for token in found],
            [token.end for token in found],
        )


def unmarked(text: str) -> str:
    """Words without the quotation marks that they were pasted in."""
    found = _IN_MARKS.fullmatch(text)
    return found[1].strip() if found else text


def compared(surface: str) -> str:
    """A surface of the index as it is compared; initials in capitals (`US`) in small letters."""
    return surface.replace("'", "").lower()
