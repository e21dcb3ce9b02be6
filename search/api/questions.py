"""An index that is open for questions: how a text is read and understood, and which documents it finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, wraps
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Concatenate, Literal, ParamSpec, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.store import Index, Place
from search.answer.folding import TextGroups
from search.api.stated_fields import StatedFields
from search.engine import Searcher
from search.engine.seam import BackEnd, Capabilities, Space
from search.language import (
    Node,
    Parsed,
    Query,
    Reading,
    Saved,
    as_words,
    newer_than,
    no_forms,
    no_names,
    of_outlet,
    query_of,
    read,
    understood,
)
from search.language.syntax import Field, conjunction
from search.language.widening import as_asked
from search.names.inflections import Inflections
from search.names.variants import NameBook, printed
from search.results import Asked

if TYPE_CHECKING:
    from search.names.outlets import OutletBook

__all__ = ["Match", "Names", "Questions", "filters", "naming_damage"]

Match = Literal["all", "any"]
Names = Literal["all", "exact"]
Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Opened = TypeVar("Opened", bound="Questions")


def _saved_by_user() -> Mapping[str, str]:
    from search.saved_queries import saved_queries

    return saved_queries()


def naming_damage(
    method: Callable[Concatenate[Opened, Arguments], Answer],
) -> Callable[Concatenate[Opened, Arguments], Answer]:
    """An error that comes of a damaged file names the file."""

    @wraps(method)
    def call(self: Opened, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        with self._index.naming_damage():
            return method(self, *args, **kwargs)

    return call


class Questions:
    """One generation of an index. A context manager."""

    def __init__(
        self,
        opened: Index | BackEnd,
        *,
        today: Callable[[], dt.date] = dt.date.today,
        saved: Saved | None = None,
    ) -> None:
        """`today` is what "last week" counts from; `saved` are the queries for `@name`, by default the user's."""
        searcher = Searcher(opened) if isinstance(opened, Index) else opened
        self._searcher: BackEnd = searcher
        self._index = searcher.index
        self._today = today
        self._saved = saved or _saved_by_user
        self._texts = TextGroups(self._index)
        self._names = NameBook(searcher)
        self._inflections = Inflections(searcher)
        self._stated = StatedFields(self._index)

    @cached_property
    def _outlets(self) -> OutletBook:
        # Loaded for the queries that name an outlet.
        from search.names.aliases import aliases
        from search.names.outlets import OutletBook

        return OutletBook(self._index, aliases)

    def _other_names(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """What the user says that a speaker is called besides."""
        from search.answer.rulings import rulings

        return rulings(self.path).others(" ".join(words))

    def _other_outlets(self, words: tuple[str, ...]) -> tuple[str, ...]:
        return self._outlets.others(words)

    @property
    def place(self) -> Place:
        """Where it is: what `open_archive` opens it by."""
        return self._index.place

    @property
    def path(self) -> Path:
        """The folder of what the user says of it: the index's own, or one on this machine."""
        return self._index.path

    @property
    def capabilities(self) -> Capabilities:
        """What it refuses."""
        return self._searcher.capabilities

    def is_newest(self) -> bool:
        """Whether nothing was committed since it was opened."""
        return self._index.is_newest()

    @property
    def identity(self) -> str:
        """What tells the index from one that is built anew in the same place."""
        return self._index.identity

    @property
    def generation(self) -> int:
        return self._index.generation

    def close(self) -> None:
        self._index.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @naming_damage
    def read(
        self,
        text: str,
        *,
        space: Space = "articles",
        match: Match = "all",
        reading: Reading = "query",
        source: str | None = None,
        since: int | None = None,
    ) -> Parsed:
        """A query as `search` would understand it, without asking it. QuerySyntaxError if it cannot be read."""
        return self._understood(self._read(text, match, reading, source, since), text, space)

    def as_words(self, text: str) -> tuple[str, ...]:
        """The signs and words of a query that could be syntax and are read as text."""
        return as_words(text, saved=self._saved, stated=self._stated)

    @naming_damage
    def total(self, text: str, *, space: Space = "articles", names: Names = "all") -> int:
        """How many articles or quotations a query has."""
        return self._total(self._read(text), space, names)

    @naming_damage
    def documents(
        self,
        text: str | None = None,
        *,
        space: Space = "articles",
        match: Match = "all",
        reading: Reading = "query",
        names: Names = "all",
        source: str | None = None,
        since: int | None = None,
    ) -> tuple[Asked, NDArray[np.int32]]:
        """All documents (n,) that a query finds, ascending, and how it was understood; without a query, all.

        Their numbers are those of this generation.
        """
        if text is None and source is None and since is None:
            docs = self._searcher.living(space=space)
            return Asked(query="", parsed="", space=space, total=len(docs), generation=self.generation), docs
        tree = (
            conjunction(filters(source, since)) if text is None else self._read(text, match, reading, source, since)
        )
        parsed = self._understood(tree, text or "", space, names)
        docs = self._searcher.matching(parsed.query, space=space)
        return self._told(text or "", parsed, len(docs)), docs

    def articles_of(self, documents: NDArray[np.int32], *, space: Space) -> NDArray[np.int32]:
        """(n,) the article of each of these documents: itself, or the one that a quotation stands in."""
        return documents if space == "articles" else self._index.article_of(documents)

    def numbers_of(self, article_ids: Sequence[str]) -> NDArray[np.int32]:
        """(n,) the documents of the articles with these ids, in their order; those that are not there left out."""
        found = [doc for name in article_ids if (doc := self._index.find(name)) is not None]
        return np.array(found, np.int32)

    def _total(self, tree: Node, space: Space, names: Names) -> int:
        return self._searcher.count(self._understood(tree, space=space, names=names).query, space=space)

    def _read(
        self,
        text: str,
        match: Match = "all",
        reading: Reading = "query",
        source: str | None = None,
        since: int | None = None,
    ) -> Node:
        tree = read(text, match=match, reading=reading, today=self._today(), saved=self._saved, stated=self._stated)
        return conjunction([tree, *filters(source, since)])

    def _understood(self, tree: Node, text: str = "", space: Space = "articles", names: Names = "all") -> Parsed:
        return understood(
            tree,
            text=text,
            space=space,
            spellings=self._names.spellings if names == "all" else no_forms,
            inflections=self._inflections.of,
            outlets=self._other_outlets if names == "all" else no_names,
            people=self._other_names if names == "all" else no_names,
            names=names,
            stated=self._stated,
        )

    def _of_quotations(self, parsed: Parsed) -> Query:
        return query_of(parsed.tree, space="quotations", stated=self._stated)

    def _told(self, text: str, parsed: Parsed, total: int) -> Asked:
        return Asked(
            query=text,
            parsed=parsed.normal,
            space=parsed.space,
            total=total,
            generation=self.generation,
            variants=self._variants(parsed),
            outlets=self._outlets_met(parsed),
        )

    def _variants(self, parsed: Parsed) -> dict[str, dict[str, int]]:
        """The names of a query that are found in other spellings, outlets under other names, with their articles;
        speakers under other names, with their quotations."""
        names = {word: self._names.told(also) for word, also in parsed.widened().items()}
        for clause, (_, also) in parsed.named("source").items():
            names |= {clause: self._outlets.told(also)} if also else {}
        for clause, (_, also) in parsed.named("speaker").items():
            told = {" ".join(map(printed, name.split())): self._spoken_by(name) for name in also}
            names |= {clause: told} if also else {}
        return names

    def _spoken_by(self, name: str) -> int:
        parsed = understood(Field("speaker", as_asked(name)), space="quotations")
        return self._searcher.count(parsed.query, space="quotations")

    def _outlets_met(self, parsed: Parsed) -> dict[str, dict[str, int]]:
        """The clauses that name several outlets as they are printed, and these with their articles."""
        met = {clause: self._outlets.met(words) for clause, (words, _) in parsed.named("source").items()}
        return {clause: outlets for clause, outlets in met.items() if len(outlets) > 1}


def filters(source: str | None, since: int | None) -> list[Node]:
    """The clauses of an outlet and of what came in after a generation."""
    outlet = [] if source is None else [of_outlet(source)]
    return outlet if since is None else [*outlet, newer_than(since)]
