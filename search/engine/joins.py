"""The two query nodes that lead from one document space to the other.

They are leaves of a whoosh.query tree: Whoosh itself cannot look through them, the engine can.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from whoosh import query

__all__ = ["InArticle", "InQuotation"]


class _Join(query.Query):
    """A query over the other document space, as a leaf of this one."""

    name: ClassVar[str]

    def __init__(self, inner: query.Query, boost: float = 1.0) -> None:
        self.inner = inner
        self.boost = boost

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), self.inner, self.boost))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.inner!r})"

    def __str__(self) -> str:
        return f"{self.name}({self.inner})"

    def is_leaf(self) -> bool:
        return True

    def normalize(self) -> query.Query:
        joined: query.Query = type(self)(self.inner.normalize(), self.boost)
        return joined

    def leaves(self) -> Iterator[query.Query]:
        yield self

    def estimate_size(self, ixreader: Any) -> int:
        size: int = ixreader.doc_count()
        return size

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        raise TypeError(f"{self} spans two document spaces: search.engine answers it")


class InQuotation(_Join):
    """Articles that have one quotation which satisfies `inner`; scored as the best of them."""

    name = "quotation"


class InArticle(_Join):
    """Quotations whose article satisfies `inner`; it adds nothing to their score."""

    name = "article"
