"""The seam between an answer and the index that it comes of: what a back end is asked, and nothing besides.

`search.api`, `search.answer`, `search.provenance`, `search.names` and `search.empty` know these protocols only. The
index of a folder is their first implementation: `search.engine.Searcher` with `indexer.store.Index`; the archive on
a cluster the second: `search.cluster`. What one of them refuses raises NotOnCluster, and its Capabilities say so.

Articles and quotations have document numbers (int32) of their own, those of one generation. Arrays over all documents
have a place for each number that there is, deleted documents included. What they say of a document can be relied on
once a question has given out its number: ask `living` first where all are wanted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from indexer.arrays import Bools, Int32s, Int64s, UInt64s
from indexer.article import Article, PublicationDate, Quotation
from search.engine.capabilities import Capabilities
from search.engine.opened import Space

if TYPE_CHECKING:
    from indexer.store import IndexStatistics, Overlap, Place, Relation
    from search.answer.score_tree import Explanation
    from search.engine import Ranked, Sort
    from search.engine.nearness import Neighbours

__all__ = ["BackEnd", "Capabilities", "Copies", "Holdings", "Occurring", "Space", "Vocabulary"]

T = TypeVar("T")


class Occurring(Protocol):
    """In which articles a term stands, and where in them."""

    @property
    def size(self) -> int: ...

    def keys(self, docs: Any) -> Int64s:
        """Number of the article << POSITION_BITS | place, ascending; with those of all these articles, ascending."""


class Copies(Protocol):
    """Which articles print one text."""

    @property
    def grouped(self) -> Int32s:
        """(n,) the articles whose text some other one prints, ascending."""

    @property
    def is_grouped(self) -> Bools:
        """(articles,) whether it is one of these."""

    def leads(self, docs: Int32s) -> Int32s:
        """(n,) the earliest copy of the text of each."""

    def families(self, docs: Int32s) -> Int32s:
        """(n,) the same, excerpts and new tops counted with what they are of."""

    def members(self, doc: int) -> list[int]:
        """The articles that print the same text, this one included, ascending."""

    def overlaps(self, doc: int) -> list[Overlap]:
        """The articles that share text with one."""

    def related(self) -> Iterator[tuple[int, int, float, Relation]]:
        """The pairs of articles of which one has a part of the other's text, how much, and how they are related."""


class Vocabulary(Protocol):
    """The words of articles."""

    def terms(self, field: str) -> Iterable[str]:
        """The terms of a field that is a keyword, or `author`, ascending."""

    def within(self, surface: str, edits: int, *, prefix: int) -> Iterable[str]:
        """The surfaces at most so many edits from one, with the same first `prefix` letters."""

    def named(self, keys: Iterable[int]) -> dict[str, tuple[int, int]]:
        """The names with one of these sounds (`indexer.analysis.spelling.key_number`): how often each is written
        with a capital inside a sentence, and how often with a small letter."""

    def together(self, surface: str, other: str) -> tuple[int, int]:
        """How many articles have a surface, and how many of them another one besides."""

    def surfaces(self, language: str, beginnings: Sequence[str], *, longest: int) -> Iterable[str]:
        """The surfaces with one of these beginnings, in articles of one language, of so many letters at most."""


class Holdings(Protocol):
    """What is held: articles, quotations, their columns, and the vocabulary."""

    @property
    def place(self) -> Place:
        """Where it is: what `open_archive` opens it by."""

    @property
    def path(self) -> Path:
        """The folder of what the user says of it: the index's own, or one on this machine."""

    @property
    def identity(self) -> str:
        """What tells the index from one that is built anew in the same place."""

    @property
    def generation(self) -> int: ...

    def is_newest(self) -> bool:
        """Whether nothing was committed since it was opened."""

    @property
    def copies(self) -> Copies: ...

    def close(self) -> None: ...

    def naming_damage(self) -> AbstractContextManager[None]:
        """An error that comes of a damaged part names it."""

    def size(self, space: Space) -> int:
        """How many document numbers there are."""

    # Documents

    def expect(self, docs: Sequence[int], space: Space) -> None:
        """These documents will be read next, one after the other."""

    def find(self, article_id: str) -> int | None: ...

    def ids(self, docs: Int32s) -> list[str]: ...

    def article(self, doc: int) -> Article: ...

    def stored(self, doc: int) -> tuple[Article, list[Quotation]]: ...

    def quotation_with_article(self, doc: int) -> tuple[Article, Quotation]: ...

    def quotations_of(self, doc: int) -> range: ...

    def article_of(self, docs: Int32s) -> Int32s: ...

    def speaker_of(self, doc: int) -> str | None: ...

    def sources_of(self, docs: Int32s) -> list[str | None]: ...

    def date_of(self, doc: int) -> PublicationDate | None: ...

    def same_words(self, verbatim: str) -> list[int]:
        """The quotations with this value of `verbatim` (of the schema), ascending."""

    def is_said_again(self, doc: int) -> bool:
        """Whether other quotations may have the words of this one: where it is not so, none has."""

    def verbatim(self, docs: Int32s) -> list[bytes]: ...

    def withheld(self) -> dict[str, str]: ...

    # Columns

    def dates(self) -> tuple[Int32s, Int32s]: ...

    def minutes(self) -> Int32s: ...

    @property
    def leads(self) -> Int32s: ...

    @property
    def digests(self) -> UInt64s: ...

    def lengths(self, space: Space) -> UInt64s: ...

    def labelled(self, label: Literal["source", "speaker", "author"]) -> tuple[Int32s, list[str]]: ...

    def stated(self, name: str) -> tuple[Int32s, Int32s, list[str]]: ...

    # Counts and names

    def statistics(self) -> IndexStatistics: ...

    def source_names(self) -> dict[str, int]: ...

    def speaker_names(self) -> dict[str, int]: ...

    def source_hosts(self) -> dict[str, Counter[str]]: ...

    def stated_names(self) -> dict[str, tuple[int, int]]: ...

    def stated_values(self, name: str) -> list[str]: ...

    # Vocabulary

    def doc_frequency(self, field: str, term: str) -> int:
        """How many articles have a term; those that were removed may be counted."""

    def doc_frequencies(self, field: str, terms: Iterable[str]) -> dict[str, int]:
        """The same of many terms, asked at once."""

    @property
    def vocabulary(self) -> Vocabulary: ...

    def stem_counts(self, space: Space, groups: Sequence[Int32s]) -> tuple[list[bytes], Int64s, Int64s]: ...

    def commonest_surface(self, space: Space, stem: bytes) -> str: ...


class BackEnd(Protocol):
    """What finds: it evaluates whoosh.query trees as `search.language` compiles them."""

    @property
    def index(self) -> Holdings: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def rank(
        self,
        query: Any,
        pairs: Sequence[Neighbours] = (),
        *,
        space: Space = "articles",
        limit: int = 10,
        sort: Sort = "relevance",
    ) -> Ranked:
        """The `limit` best documents. By relevance words that stand near each other count (`pairs`)."""

    def rank_by_words(self, weights: Mapping[str, float], *, limit: int) -> Ranked:
        """The best articles that have any of some stems, each counting by its weight (above 0)."""

    def explained(
        self, query: Any, pairs: Sequence[Neighbours] = (), *, doc: int, space: Space = "articles"
    ) -> Explanation:
        """Why a document has its score."""

    def count(self, query: Any, *, space: Space = "articles") -> int: ...

    def matching(self, query: Any, *, space: Space = "articles") -> Int32s:
        """All documents that match, ascending."""

    def copied(self, query: Any, *, space: Space = "articles") -> tuple[int, Int32s]:
        """How many documents match; and, ascending, some of them, with all whose text others of them print."""

    def under(self, query: Any, articles: Sequence[int]) -> Int32s:
        """Quotations that match, ascending, with all that stand in these articles."""

    def living(self, *, space: Space = "articles") -> Int32s:
        """All documents that were neither removed nor replaced, ascending."""

    def many(self, *, space: Space = "articles") -> int:
        """How many these are."""

    def frequency(self, field: str, *terms: str, space: Space = "articles") -> int:
        """How many documents have one of some terms."""

    def holding(self, field: str, value: str, *, space: Space = "articles") -> Int32s:
        """All documents with this value of a field, ascending."""

    def in_a_row(self, field: str, terms: Sequence[str], *, space: Space = "articles") -> Int32s:
        """All documents in which these terms stand in this order with nothing between, ascending."""

    def holding_most(
        self, weights: Mapping[str, float], *, least: float, whole: float, most: int, among: Int32s | None = None
    ) -> Int32s:
        """The articles, ascending, in which stems stand that weigh `least` together or more: the `most` of the
        greatest weight, and all that have `whole`; `among` (n,) leaves the others out."""

    def occurring(self, field: str, term: str, *, space: Space = "articles") -> Occurring | None:
        """In which documents a term stands, and where in them; None where it does in none."""

    def kept(self, key: tuple[Hashable, ...], make: Callable[[], tuple[T, int]], *, space: Space = "articles") -> T:
        """What `make` gives, with its size in bytes, kept under a key of four parts or more while it is in use."""
