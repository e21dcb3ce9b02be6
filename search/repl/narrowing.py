"""What an answer is narrowed down to: values of its facets, as clauses of a query that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.show.terminal import safe

__all__ = ["FacetValue", "Narrowing", "narrowed_query", "told"]

_DATES = ("month", "year")
_BY_WORDS = ("speaker", "author")  # asked for by all words of the name; others by the whole value


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a kind of facet: `source` and `Halyard`."""

    by: str
    value: str

    @property
    def literal(self) -> str:
        """The value as a query has it behind a field."""
        return self.value if self.by in _DATES else '"{}"'.format(" ".join(self.value.replace('"', " ").split()))

    @property
    def clause(self) -> str:
        """`outlet:"Halyard"`, `date:2016-03`, `section:="world news"`."""
        if self.by in _DATES:
            return f"date:{self.literal}"
        if self.by == "source":
            return f"outlet:{self.literal}"
        return f"{self.by}:{'=' * (self.by not in _BY_WORDS)}{self.literal}"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One of several values of a kind, or none of them."""

    values: tuple[FacetValue, ...]
    excluded: bool = False

    @property
    def clause(self) -> str:
        either = " OR ".join(value.clause for value in self.values)
        joined = f"({either})" if len(self.values) > 1 else either
        return f"-{joined}" if self.excluded else joined

    def __str__(self) -> str:
        return f"{'without' if self.excluded else 'only'} {' or '.join(value.value for value in self.values)}"


def narrowed_query(query: str, narrowed: Sequence[Narrowing]) -> str:
    """A query in its normal form, and beside it what it is narrowed down to."""
    return " ".join([f"({query})", *(one.clause for one in narrowed)]) if narrowed else query


def told(narrowed: Sequence[Narrowing]) -> str:
    """`only Halyard · without Ada Quill`."""
    return safe(" · ".join(map(str, narrowed)))
