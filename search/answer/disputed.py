"""Whose words they are elsewhere: the same words, SAYING of them or more, by somebody else in another article."""

from __future__ import annotations

from functools import lru_cache

from indexer.analysis.name_keys import name_keys
from indexer.article import Quotation
from indexer.schema import verbatim_key
from search.engine.seam import BackEnd, Holdings

__all__ = ["other_speakers"]

_LOOKS = 64  # quotations with the same words


def other_speakers(searcher: BackEnd, quotation: Quotation, *, doc: int | None = None) -> tuple[str, ...]:
    """The names that other articles give for the same words, if they are somebody else's, in the order of the index.

    A description is nobody else: "the minister" may be the one who is named here. `doc` is the number of the
    quotation, where that is known: most are said nowhere else, and no more need be asked of these.
    """
    if not _is_named(quotation) or (doc is not None and not searcher.index.is_said_again(doc)):
        return ()
    key = verbatim_key(quotation.text)
    if key is None:
        return ()
    index: Holdings = searcher.index
    found: dict[str, None] = {}
    own = _words(quotation.speaker or "")
    for doc in index.same_words(key)[:_LOOKS]:
        speaker = index.speaker_of(doc)
        if speaker and speaker not in found and _words(speaker).isdisjoint(own):
            other = index.quotation_with_article(doc)[1]
            if _is_named(other) and verbatim_key(other.text) == key:
                found[speaker] = None
    return tuple(found)


def _is_named(quotation: Quotation) -> bool:
    return bool(quotation.speaker) and quotation.basis != "nominal"


@lru_cache(maxsize=1 << 12)
def _words(name: str) -> frozenset[str]:
    """What the spellings of a name share, word by word, and its initials."""
    initials = "".join(word[0] for word in name.split() if word[0].isupper()).lower()
    return frozenset((*name_keys(name).split(), *([initials] if len(initials) > 2 else [])))
