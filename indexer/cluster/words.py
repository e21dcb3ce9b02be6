"""The words of an archive beside its articles: all surfaces, which are names, and which a language has.

What a cluster cannot be asked of the articles themselves: which surfaces there are, how often a word has a capital
inside a sentence, by the number of its sound, and which surfaces articles in a language have. Surfaces are in rows of
many, with the first and the last of each. Each commit writes rows of its own, as a segment has its own names, and
readers add them up: written twice they are the same rows. `optimize` merges them: rows that say up to which
generation they count all, which the archive names (`state.Committed.merged`) when they are there. As in an index in a
folder deletions do not change them; other than there, a word stays that no article has any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from indexer.cluster.cells import document_id, keyword

__all__ = ["Words", "forms_query", "names_query", "outdated_query", "rows_query", "surfaces_query"]

_IN_A_ROW = 2000
"""Surfaces of a row."""
_BY_GENERATION = ("name", "surfaces")


@dataclass(slots=True)
class Words:
    """Surfaces; names with the number of the key of their sound and how often they have a capital and a small
    letter; surfaces by language."""

    surfaces: set[str] = field(default_factory=set)
    names: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    forms: dict[str, set[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.surfaces or self.names or self.forms)

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
        self.surfaces |= other.surfaces
        self.add_names((name, *counts) for name, counts in other.names.items())
        for language, surfaces in other.forms.items():
            self.add_forms(language, surfaces)

    def rows(self, generation: int, *, merged: bool = False) -> Iterator[tuple[str, bytes]]:
        """The rows of a commit, or of all commits up to it: the name of each and what it says."""
        batch = {"merged": generation} if merged else {"generation": generation}
        for name, (key, named, small) in self.names.items():
            row = document_id(f"{'m' if merged else ''}{generation:x}:{name}")
            told = {"kind": "name", "row": row, "surface": keyword(name), "key": key, "named": named, "small": small}
            yield row, orjson.dumps(told | batch)
        every = sorted(filter(_can_be_written, self.surfaces))
        for number in range(0, len(every), _IN_A_ROW):
            part = every[number : number + _IN_A_ROW]
            row = document_id(f"{'m' if merged else ''}{generation:x}={number}")
            told = {"kind": "surfaces", "row": row, "surface": keyword(part[0]), "last": keyword(part[-1])}
            yield row, orjson.dumps(told | {"words": part} | batch)
        for language, surfaces in self.forms.items():
            for surface in surfaces:
                row = document_id(f"{language}:{surface}")
                told = {"kind": "form", "row": row, "surface": keyword(surface), "language": language}
                yield row, orjson.dumps(told)

    def add_rows(self, sources: Iterable[Mapping[str, Any]]) -> None:
        """Rows of names and of surfaces as they were written."""
        for row in sources:
            if row["kind"] == "surfaces":
                self.surfaces.update(row["words"])
            else:
                self.add_names([(row["surface"], row["key"], row["named"], row["small"])])


def rows_query(merged: int, *filters: Mapping[str, Any], kinds: Collection[str] = _BY_GENERATION) -> dict[str, Any]:
    """Finds the rows of names and surfaces that count, of these those that some filters find. `merged` is what the
    archive says."""
    later = {"range": {"generation": {"gt": merged}}}
    either = {"bool": {"should": [{"term": {"merged": merged}}, later], "minimum_should_match": 1}}
    return {"bool": {"filter": [{"terms": {"kind": list(kinds)}}, either, *filters]}}


def names_query(merged: int, keys: Collection[int]) -> dict[str, Any]:
    """Finds the rows of the names with one of these keys."""
    return rows_query(merged, {"terms": {"key": list(keys)}}, kinds=("name",))


def surfaces_query(merged: int, beginning: str) -> dict[str, Any]:
    """Finds the rows that have the surfaces with a beginning."""
    low, high = keyword(beginning), keyword(beginning + "\U0010ffff")
    filters = ({"range": {"surface": {"lte": high}}}, {"range": {"last": {"gte": low}}}) if beginning else ()
    return rows_query(merged, *filters, kinds=("surfaces",))


def forms_query(language: str, beginning: str) -> dict[str, Any]:
    """Finds the rows of the surfaces that articles in a language have or had, and that begin so."""
    filters = [{"term": {"kind": "form"}}, {"term": {"language": language}}, {"prefix": {"surface": beginning}}]
    return {"bool": {"filter": filters}}


def outdated_query(merged: int) -> dict[str, Any]:
    """Finds the rows of names and surfaces that do not count."""
    return {"bool": {"filter": [{"terms": {"kind": _BY_GENERATION}}], "must_not": [rows_query(merged)]}}


def _can_be_written(surface: str) -> bool:
    """Whether UTF-8 can hold it: of the others, which are no words, nothing is told."""
    try:
        surface.encode()
    except UnicodeEncodeError:
        return False
    return True
