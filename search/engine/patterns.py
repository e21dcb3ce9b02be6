"""Which terms of a field a prefix, a wildcard, a regular expression, a fuzzy term or a range of terms stands for.

The terms are those that Whoosh's own queries find; they are looked for in the dictionary of each segment.
"""

# mypy: untyped-calls-exclude="whoosh"

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.query.qcore import Query
from whoosh.query.ranges import TermRange
from whoosh.query.terms import FuzzyTerm, PatternQuery, Prefix, Regex, Variations, Wildcard

from indexer.store import END, ClassField, Field, Int32s, SurfaceField, Terms, decoded, within
from search.engine.scope import Scope
from search.engine.term_union import Union

_PIECE = 8192
"""So many terms of a dictionary are read at a time."""
_SMALL = 1 << 14
"""So many bytes of a dictionary are looked through sooner than a regular expression is compiled for them."""


def terms(scope: Scope, pattern: Any) -> Sequence[bytes]:
    """The terms, ascending, that a pattern stands for in its field, which the scope has.

    KeyError for a class of patterns that is not known here.
    """
    if len(scope.parts) > 1:
        return sorted({term for part in scope.parts for term in terms(part, pattern)})
    chosen = scope.opened.made(("terms", *_named(scope, pattern)), lambda: _sized(_expanded(scope, pattern)))
    dictionary = _dictionary(scope, pattern.fieldname)
    return [dictionary.at(ordinal) for ordinal in chosen]


def documents(scope: Scope, pattern: Any) -> Union:
    """The documents that have any of the terms that a pattern stands for, as `terms` has them."""
    return scope.opened.made(("documents", *_named(scope, pattern)), lambda: _united(scope, pattern))


def any_term(scope: Scope, name: str) -> Union:
    """The documents that have any term at all of a field."""
    return _union(scope, name, lambda part: range(len(_dictionary(part, name))))


def _named(scope: Scope, pattern: Any) -> tuple[Any, ...]:
    """What tells a pattern in a scope from all others."""
    kind = type(pattern)
    return scope.number, pattern.fieldname, kind.__name__, *_DISTINCTIONS[kind](pattern)


def _dictionary(scope: Scope, name: str) -> Terms:
    return scope.segment_space.fields[name].terms


def _expanded(scope: Scope, pattern: Any) -> Sequence[int]:
    return _EXPANSIONS[type(pattern)](_dictionary(scope, pattern.fieldname), pattern)


def _sized(chosen: Sequence[int]) -> tuple[Sequence[int], int]:
    return chosen, 64 if isinstance(chosen, range) else 40 * len(chosen)


def _united(scope: Scope, pattern: Any) -> tuple[Union, int]:
    union = _union(scope, pattern.fieldname, lambda part: _expanded(part, pattern))
    return union, union.held


def _union(scope: Scope, name: str, choose: Callable[[Scope], Sequence[int]]) -> Union:
    """The documents of the terms chosen in each segment."""
    lists: list[NDArray[np.int32]] = []
    for part in scope.parts:
        own = document_lists(part, part.segment_space.fields[name], choose(part))
        lists.extend(own if part.base == scope.base else [docs + np.int32(part.base) for docs in own])
    return Union(scope, lists)


def known(pattern: Query) -> bool:
    """Whether `terms` knows the class of this query."""
    return type(pattern) in _EXPANSIONS


def _prefix(terms: Terms, pattern: Prefix) -> Sequence[int]:
    return range(*terms.prefix(term_bytes(pattern.text)))


def _wildcard(terms: Terms, pattern: Wildcard) -> Sequence[int]:
    if "[" in pattern.text:
        return _matching(terms, pattern)
    if pattern.text and not pattern.text.strip("*"):
        return range(len(terms))
    if "?" not in pattern.text and "*" in pattern.text:
        few = _in_order(terms, term_bytes(pattern.text).split(b"*"))
        if few is not None:
            return few
    prefix, find = _compiled(pattern.text)
    chosen: list[int] = []
    for first, piece in terms.pieces(prefix, _PIECE):
        # The END before a term is where a match begins: as many come before it as terms do.
        begins = [found.start() for found in find(piece)]
        if begins:
            ends = np.equal(np.frombuffer(piece, np.uint8), END[0]).nonzero()[0]
            chosen += (ends.searchsorted(begins) + first).tolist()
    return chosen


def _in_order(terms: Terms, literals: Sequence[bytes]) -> list[int] | None:
    """The terms that begin with the first of some literals, end with the last, and have the others in this order
    between; None where so many begin so that a regular expression is worth its compiling."""
    prefix, *inner, last = literals
    telling = max((*inner, last), key=len)
    pieces = terms.pieces(prefix, _PIECE)
    first, piece = next(pieces, (0, b""))
    if not telling or len(piece) > _SMALL or next(pieces, None) is not None:
        return None
    chosen: list[int] = []
    ordinal, begin = first - 1, 0
    at = piece.find(telling)
    while at >= 0:
        before, begin = begin, piece.rfind(END, 0, at) + 1
        ordinal += piece.count(END, before, begin)
        end = piece.find(END, at)
        if piece.startswith(prefix, begin) and _has(piece, begin + len(prefix), end, inner, last):
            chosen.append(ordinal)
        at = piece.find(telling, end)
    return chosen


def _has(piece: bytes, at: int, end: int, inner: Sequence[bytes], last: bytes) -> bool:
    for literal in inner:
        at = piece.find(literal, at, end)
        if at < 0:
            return False
        at += len(literal)
    return piece.endswith(last, at, end)


@lru_cache(maxsize=256)
def _compiled(glob: str) -> tuple[bytes, Callable[[bytes], Iterator[re.Match[bytes]]]]:
    """What the terms of a glob begin with, and a search for them, each with the END before it, in a piece of
    terms."""
    signs = {"*": rb"[^\xff]*", "?": rb"(?:[\x00-\x7f]|[\xc0-\xfe][\x80-\xbf]*)"}  # a ? is one character of UTF-8
    whole = glob.rstrip("*")  # whatever follows then belongs to a term that begins as is wanted
    pieces = [signs.get(piece) or re.escape(term_bytes(piece)) for piece in re.split(r"([*?])", whole)]
    expression = re.compile(b"".join((END, *pieces, rb"(?=\xff)" if whole == glob else b"")))
    return term_bytes(re.split(r"[*?]", glob, maxsplit=1)[0]), expression.finditer


def _matching(terms: Terms, pattern: PatternQuery) -> Sequence[int]:
    matches = re.compile(pattern._get_pattern()).match
    low, high = terms.prefix(term_bytes(pattern._find_prefix(pattern.text)))
    return [
        ordinal
        for start in range(low, high, _PIECE)
        for ordinal, term in enumerate(terms.slice(start, min(start + _PIECE, high)), start)
        if matches(decoded(term))
    ]


def _fuzzy(terms: Terms, pattern: FuzzyTerm) -> Sequence[int]:
    return within(terms, pattern.text, distance=int(pattern.maxdist), prefix=pattern.prefixlength)


def _between(terms: Terms, pattern: TermRange) -> Sequence[int]:
    low, high = 0, len(terms)
    if pattern.start is not None:
        start = term_bytes(pattern.start)
        low = terms.lower_bound(start)
        if pattern.startexcl and terms.find(start) >= 0:
            low += 1
    if pattern.end is not None:
        end = term_bytes(pattern.end)
        high = terms.lower_bound(end)
        if not pattern.endexcl and terms.find(end) >= 0:
            high += 1
    return range(low, max(low, high))


def _variations(terms: Terms, pattern: Variations) -> Sequence[int]:
    from whoosh.lang.morph_en import variations  # a large table that few queries need

    return sorted({ordinal for word in variations(pattern.text) if (ordinal := terms.find(word.encode())) >= 0})


def term_bytes(text: str | bytes) -> bytes:
    """A term as dictionaries keep it: UTF-8, with lone surrogates let through."""
    return text if isinstance(text, bytes) else text.encode(errors="surrogatepass")


_EXPANSIONS: dict[type, Callable[..., Sequence[int]]] = {
    Prefix: _prefix,
    Wildcard: _wildcard,
    Regex: _matching,
    FuzzyTerm: _fuzzy,
    TermRange: _between,
    Variations: _variations,
}


_DISTINCTIONS: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    Prefix: lambda pattern: (pattern.text,),
    Wildcard: lambda pattern: (pattern.text,),
    Regex: lambda pattern: (pattern.text,),
    FuzzyTerm: lambda pattern: (pattern.text, pattern.maxdist, pattern.prefixlength),
    TermRange: lambda pattern: (pattern.start, pattern.end, pattern.startexcl, pattern.endexcl),
    Variations: lambda pattern: (pattern.text,),
}
"""What of a pattern decides which terms of a field it stands for."""


def document_lists(scope: Scope, field: Field, chosen: Sequence[int]) -> list[NDArray[np.int32]]:
    """The documents of these terms, as few arrays as there can be, deleted documents included.

    Surfaces whose whole stem class was chosen are read as the class, which is stored ready.
    """
    if not isinstance(field, SurfaceField) or not len(chosen):
        return [field.docs(ordinal) for ordinal in chosen]
    classes = field.sister
    ordinals = np.arange(chosen.start, chosen.stop) if isinstance(chosen, range) else np.array(chosen)
    stems = classes.classes(chosen if isinstance(chosen, range) else ordinals)
    first = int(stems.min())
    seen = np.bincount(stems - first)
    whole = seen == scope.class_sizes(classes)[first : first + seen.size]
    whole &= seen > 0
    lists = _class_documents(scope, classes, first, whole)
    partly: dict[int, set[int]] = {}
    of_part = (~whole.take(stems - first)).nonzero()[0]
    for stem, ordinal in zip(stems.take(of_part).tolist(), ordinals.take(of_part).tolist(), strict=True):
        partly.setdefault(stem, set()).add(ordinal)
    lists.extend([field.documents_of(stem, surfaces) for stem, surfaces in partly.items()])
    return lists


def _class_documents(scope: Scope, classes: ClassField, first: int, chosen: NDArray[np.bool_]) -> list[Int32s]:
    """The documents of the classes `first` + i with `chosen[i]`; those of neighbours that are rare lie together."""
    framed = np.zeros(chosen.size + 2, np.bool_)
    framed[1:-1] = chosen
    edges = (framed[1:] != framed[:-1]).nonzero()[0] + first
    lists = [
        classes.rare_docs(low, high) for low, high in zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True)
    ]
    frequent = [
        term for term in classes.frequent_between(first, first + chosen.size).tolist() if chosen[term - first]
    ]
    lists.extend([scope.opened.docs(scope, classes, term) for term in frequent])
    return lists
