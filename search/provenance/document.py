"""The quotations of a text, each as a claim: what a program wrote, or a colleague, before it is printed."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.quotes import find_quotes
from search.provenance.sought import MOST_WORDS
from search.provenance.verdicts import Claim
from search.provenance.words import Words

__all__ = ["claims_of"]

_BELIEVED = 0.5  # the confidence from which on the text is held to its speaker


def claims_of(text: str, *, language: str | None = None) -> Iterator[Claim]:
    """The quotations of a text in order, numbered from 1, those without a word left out.

    Of one longer than can be traced the beginning is taken. A speaker whom the text hardly supports is not claimed.
    """
    number = 0
    for quotation in find_quotes(text, language=language):
        words = Words.of(quotation.text, count=MOST_WORDS)
        if len(words):
            number += 1
            yield Claim(
                text=quotation.text[: words.ends[-1]] if len(words) == MOST_WORDS else quotation.text,
                speaker=quotation.speaker if quotation.confidence >= _BELIEVED else None,
                id=str(number),
                start=quotation.start,
            )
