"""The fields that the articles of an archive state besides those of the language, as a query asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from indexer.analysis.tokenizer import folded
from search.engine.seam import Holdings
from search.language.fields import ALIASES, FIELDS, GROUP_FIELD
from search.language.lexer import counter

__all__ = ["MOST_VALUES", "StatedFields"]

MOST_VALUES = 20_000
"""A field of more values names articles, and does not divide them: it cannot be asked for."""
_MOST_FIELDS = 200


class StatedFields:
    """Those of one generation; what was read of it is kept."""

    def __init__(self, index: Holdings) -> None:
        self._index = index
        self._values: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {}

    @cached_property
    def _names(self) -> Mapping[str, int]:
        found = {
            name: articles
            for name, (articles, values) in self._index.stated_names().items()
            if not _is_ours(name) and (values <= MOST_VALUES or len(self._index.stated_values(name)) <= MOST_VALUES)
        }
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0]))[:_MOST_FIELDS])

    def names(self) -> Mapping[str, int]:
        """The fields, each with about how many articles state it, the most stated first."""
        return self._names

    def values(self, name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The values of a field as printed, each with its words."""
        found = self._values.get(name)
        if found is None:
            found = tuple((value, tuple(folded(value))) for value in self._index.stated_values(name))
            self._values[name] = found
        return found


def _is_ours(name: str) -> bool:
    return name in FIELDS or name in ALIASES or name == GROUP_FIELD or counter(name) is not None
