"""The words of an archive beside its articles: which are names, and which surfaces a language has.

What a cluster cannot be asked of the articles themselves: how often a word has a capital inside a sentence, by the
number of its sound, and which surfaces articles in a language have. Each commit writes rows of its own, as a segment
has its own names, and readers add them up: written twice they are the same rows. `optimize` makes one set of all. As
in an index in a folder deletions do not change them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import orjson

from indexer.cluster.cells import document_id, keyword

__all__ = ["Words"]


@dataclass(slots=True)
class Words:
    """Names with the number of the key of their sound and how often they have a capital and a small letter; surfaces
    by language."""

    names: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    forms: dict[str, set[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names or self.forms)

    def add_names(self, rows: Iterable[tuple[str, int, int, int]]) -> None:
        """Names, each with its key and both counts."""
        for name, key, named, small in rows:
            before = self.names.get(name)
            if before is not None:
                named, small = before[1] + named, before[2] + small
            self.names[name] = key, named, small

    def add_forms(self, language: str, surfaces: Iterable[str]) -> None:
        self.forms.setdefault(language, set()).update(surfaces)

    def add(self, other: Words) -> None:
        self.add_names((name, *counts) for name, counts in other.names.items())
        for language, surfaces in other.forms.items():
            self.add_forms(language, surfaces)

    def rows(self, batch: str) -> Iterator[tuple[str, bytes]]:
        """The rows of a batch: the name of each and what it says."""
        for name, (key, named, small) in self.names.items():
            row = {"kind": "name", "surface": name, "key": key, "named": named, "small": small, "batch": batch}
            yield document_id(f"{batch}:{name}"), orjson.dumps(row)
        for language, surfaces in self.forms.items():
            for surface in surfaces:
                row = {"kind": "form", "surface": keyword(surface), "language": language}
                yield document_id(f"{language}:{surface}"), orjson.dumps(row)
