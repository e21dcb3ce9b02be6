"""How terms are written for a cluster, whose analysis only takes them apart: the same when indexing and asking.

A *cell* is what stands at one place of a text, its tokens with JOINT between them: the stem, the surface behind
SURFACE, and marks. Cells have spaces between them. A cell of a surface alone is that surface and, without the sign,
the stem that is spelt like it.
"""

from __future__ import annotations

from hashlib import blake2b

__all__ = [
    "BODY", "FILLER", "GAP", "HOLE", "JOINT", "LONGEST_KEYWORD", "MARKS", "NOWHERE", "SURFACE", "document_id", "full",
    "keyword", "written",
]  # fmt: skip

JOINT = "/"
SURFACE = "="
BODY = "¦"
"""Stands before the first word of the body."""
HOLE = "_"
"""A place of any word, in a query."""
NOWHERE = "∅"
"""A token that no text has."""
FILLER = "¦"
"""Makes up what the weights of an article lack to be in proportion to its length."""
MARKS = {"sentence": ("<", ">"), "paragraph": ("{", "}")}
"""At the first and the last word of each sentence and paragraph of two words or more."""
GAP = 1000
"""Places between a title and its body: more than any nearness spans."""

LONGEST_KEYWORD = 8000
"""Bytes of a whole value; Lucene takes 32,766."""
_LONGEST_TERM, _KEPT = 2000, 600
_LONGEST_ID = 512
"""Bytes that OpenSearch takes for an `_id`."""
_SPACE = "\u2423"


def written(term: str) -> str:
    """A term as a token: without the space that a few compatibility forms fold to, and not too long.

    Of a term of more than 2,000 letters both ends are kept, with a hash between them.
    """
    if " " in term:
        term = term.replace(" ", _SPACE)
    return f"{term[:_KEPT]}…{_hash(term)}…{term[-_KEPT:]}" if len(term) > _LONGEST_TERM else term


def full(cell: str) -> str:
    """A cell with both its tokens spelt out, to which others can be joined."""
    return cell if JOINT in cell else cell.removeprefix(SURFACE) + JOINT + cell


def keyword(value: str) -> str:
    """A whole value as it is indexed and asked for: text that UTF-8 can hold, and not too long.

    Of a long one its beginning is kept, for prefixes, and a hash.
    """
    try:
        size = len(value) if value.isascii() else len(value.encode())
    except UnicodeEncodeError:
        value = "\x1f" + value.encode("utf-8", "backslashreplace").decode()
        size = len(value)
    return value if size <= LONGEST_KEYWORD else f"{value[: LONGEST_KEYWORD // 4]}…{_hash(value)}"


def document_id(article_id: str) -> str:
    """The `_id` of an article: its id, or what stands for one that is too long."""
    value = keyword(article_id)
    if len(value.encode()) <= _LONGEST_ID:
        return value
    return f"{_cut(value, _LONGEST_ID // 2)}…{_hash(value)}"


def _cut(value: str, most: int) -> str:
    return value.encode()[:most].decode("utf-8", "ignore")


def _hash(value: str) -> str:
    return blake2b(value.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
