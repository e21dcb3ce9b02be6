"""Terms within some edits of a word."""

from __future__ import annotations

import numpy as np

from indexer.store.terms import Terms

_PIECE = 8192


def within(terms: Terms, text: str, *, distance: int, prefix: int) -> list[int]:
    """Ordinals, ascending, of terms with the same first `prefix` characters and at most `distance` edits after them.

    Edits are insertions, deletions and substitutions, as in Whoosh's automaton (no transpositions).
    """
    # Loaded for the few queries that need it: it takes as long as a search.
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.process import cdist

    low, high = terms.prefix(text[:prefix].encode(errors="surrogatepass"))
    found: list[int] = []
    for start in range(low, high, _PIECE):
        words = [decoded(term)[prefix:] for term in terms.slice(start, min(start + _PIECE, high))]
        edits = cdist([text[prefix:]], words, scorer=Levenshtein.distance, score_cutoff=distance, dtype=np.uint16)[0]
        found.extend((np.flatnonzero(edits <= distance) + start).tolist())
    return found


def decoded(term: bytes) -> str:
    """A term as text; lone surrogates are let through."""
    return term.decode(errors="surrogatepass")
