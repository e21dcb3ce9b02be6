"""A segment, read: the columns of a batch of articles and of the quotations in them.

Two spaces with document numbers of their own, each from 0. The quotations of an article are
contiguous and in the order of the text. Which documents are deleted is not the segment's business
but the generation's, and is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.stated import SEPARATOR
from indexer.arrays import Array, Int32s
from indexer.store.class_field import ClassField
from indexer.store.columns import Columns
from indexer.store.derived import ArticleField, BodyField, KeywordField, OneLanguage, SurfaceField
from indexer.store.fields import Field
from indexer.store.frame_of_reference import FrameOfReference
from indexer.store.nametable import NameTable
from indexer.store.optional import read_dates, read_numbers
from indexer.store.records import Records
from indexer.store.stored_field import StoredField
from indexer.store.terms import Terms
from indexer.store.whole_values import put_together
from indexer.text.languages import primary

if TYPE_CHECKING:
    from indexer.store.samples import Samples
    from indexer.store.sentence_lengths import Sentences

FORMAT = 8
CLASS_FIELDS = {"articles": {"text": "words", "title": "title_words"}, "quotations": {"quote": "quote_words"}}
PLAIN_FIELDS = {"articles": ("author", "source"), "quotations": ("speaker", "speaker_key", "cue")}
KEYWORD_FIELDS = {
    "articles": ("id", "date_basis", "url", "path", "language", "outlet", "stated"),
    "quotations": ("basis", "confidence", "verbatim"),
}
_SEPARATOR = SEPARATOR.encode()
_MOST_STATED = 1_000
FEW_IDS = 1 << 16
"""Ids of so many articles are kept in memory at most, about 5 MB."""
SEVERAL = ("stated",)
"""Keyword fields of which a document may have several values."""
LABELS = {"articles": ("id", "source", "host"), "quotations": ("speaker",)}


class Labels:
    """One value for each document, as printed: `names` are the values, `ordinals` (documents,) say which, or -1."""

    def __init__(self, columns: Columns, prefix: str, documents: int, names: Terms | None = None) -> None:
        self.names = names if names is not None else Terms.read(columns, f"{prefix}.names")
        self.ordinals: Int32s = read_numbers(columns, f"{prefix}.ordinals", documents, none=-1)


class Fields(Mapping[str, Field]):
    """The fields of a space by name; each is opened when it is first asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], Field]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, Field] = {}
        self.documents_in: Callable[[str], Int32s] | None = None
        """The documents that are in a language, ascending."""

    def __getitem__(self, name: str) -> Field:
        field = self._made.get(name)
        if field is None:
            field = self._made[name] = self._makers[name]() if name in self._makers else self._of_language(name)
        return field

    def get(self, name: str, default: Field | None = None) -> Field | None:  # type: ignore[override]
        found = self._made.get(name)
        return super().get(name, default) if found is None else found

    def _of_language(self, name: str) -> Field:
        """`words@de`: a field in one language."""
        whole, at, language = name.partition("@")
        if not at or self.documents_in is None:
            raise KeyError(name)
        return OneLanguage(self[whole], self.documents_in(language))

    def add(self, name: str, maker: Callable[[], Field]) -> None:
        """One more field."""
        self._makers[name] = maker

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


class Space:
    """The articles, or the quotations, of a segment."""

    def __init__(self, columns: Columns, name: str, live: NDArray[np.bool_] | None, *, generation: int = 0) -> None:
        """`generation` is that of the commit that brought the segment."""
        self.name = name
        self.count = columns.scalar(name)
        """Documents, deleted ones included."""
        self.live = live
        """(count,), or None if nothing is deleted."""
        self.live_count = self.count if live is None else int(np.count_nonzero(live))
        self._columns_file = columns
        self._generation = generation
        self._classes: dict[str, ClassField] = {}
        self._surfaces: dict[str, SurfaceField] = {}
        self.fields = Fields(self._makers())

    def _makers(self) -> dict[str, Callable[[], Field]]:
        makers: dict[str, Callable[[], Field]] = {}
        for name, surface in CLASS_FIELDS[self.name].items():
            makers[name] = partial(self._class, name)
            makers[surface] = partial(self._surface, name)
        for name in PLAIN_FIELDS[self.name]:
            makers[name] = partial(StoredField, self._columns_file, f"{self.name}.{name}", name, self.count)
        for name in KEYWORD_FIELDS[self.name]:
            makers[name] = partial(KeywordField, self._columns_file, f"{self.name}.{name}", name)
        if self.name == "articles":
            makers["body"] = lambda: self._body[0]
            makers["body_words"] = lambda: self._body[1]
        return makers

    def _class(self, name: str) -> ClassField:
        """A class field, which is opened once, for itself and for the surface field over it."""
        field = self._classes.get(name)
        if field is None:
            field = ClassField(self._columns_file, f"{self.name}.{name}", name, self.count)
            self._classes[name] = field
        return field

    def _surface(self, name: str) -> SurfaceField:
        """The surface field over a class field."""
        surfaces = self._surfaces.get(name)
        if surfaces is None:
            surfaces = self._surfaces[name] = SurfaceField(self._class(name), CLASS_FIELDS[self.name][name])
        return surfaces

    @cached_property
    def _body(self) -> tuple[BodyField, BodyField]:
        text, title = self._class("text"), self._class("title")
        body = BodyField(text, title, "body")
        body_words = BodyField(self._surface("text"), self._surface("title"), "body_words")
        body.sister, body_words.sister = body_words, body
        return body, body_words

    @cached_property
    def columns(self) -> Mapping[str, Array]:
        """Of articles, (count,) int32 each, NO_DATE where it is not known: `date` and `date_last`, day ordinals;
        `minute` of the day; `generation`, that of the commit with which its present form came in. Of quotations
        nothing."""
        if self.name != "articles":
            return {}
        return {**read_dates(self._columns_file, self.count), "generation": self._generations()}

    def _generations(self) -> Int32s:
        """Those of articles that were merged are kept; others came with their segment."""
        if "articles.generation" not in self._columns_file:
            return np.full(self.count, self._generation, np.int32)
        kept = self._columns_file.sized("articles.generation", self.count)
        if self.count and int(kept.max()) > self._generation:
            raise self._columns_file.corrupt("has an article from a later generation")
        return kept.astype(np.int32)

    @cached_property
    def sentences(self) -> Sentences:
        """Those of bodies, or of quotations."""
        # Loaded for the few queries that ask for it.
        from indexer.store.sentence_lengths import Sentences

        return Sentences(self._columns_file, self.name, self.count)

    @cached_property
    def labels(self) -> Mapping[str, Labels]:
        """`id`, `source` and `host` (of the url) of articles, `speaker` of quotations, as printed."""
        return {
            name: Labels(
                self._columns_file,
                f"{self.name}.printed_{name}",
                self.count,
                self.fields["id"].terms if name == "id" else None,
            )
            for name in LABELS[self.name]
        }


class Segment:
    """One segment of an index, as a generation sees it."""

    def __init__(
        self,
        path: Path,
        *,
        deleted: NDArray[np.int64] | None = None,
        file: Columns | None = None,
        generation: int = 0,
    ) -> None:
        """Open a file, or take it as `file`; `deleted` are the articles that the generation leaves out, ascending.

        `generation` is that of the commit that brought the segment.
        """
        self.path = path
        self.name = path.name
        self.file = file or Columns(path)
        if self.file.scalar("format") != FORMAT:
            raise self.file.corrupt(f"is not of format {FORMAT}")
        articles, quotations = self.file.scalar("articles"), self.file.scalar("quotations")
        self._quotation_starts = FrameOfReference(self.file, "articles.quotations", articles + 1)
        if self._quotation_starts[0] != 0 or self._quotation_starts[articles] != quotations:
            raise self.file.corrupt("has quotations that belong to no article")
        live, live_quotations = self._live(deleted, articles)
        self.articles = Space(self.file, "articles", live, generation=generation)
        self.quotations = Space(self.file, "quotations", live_quotations)
        self.quotations.fields.add("article", self._article_field)
        self.articles.fields.documents_in = self._articles_in
        self.quotations.fields.documents_in = self._quotations_in

    def _article_field(self) -> ArticleField:
        return ArticleField(self.articles.fields["id"], self.article_quotations)

    def _articles_in(self, language: str) -> Int32s:
        codes = self.articles.fields["language"]
        every = [
            codes.docs(term)
            for term in range(len(codes.terms))
            if primary(codes.terms.at(term).decode("utf-8", "replace")) == language
        ]
        return np.sort(np.concatenate([np.zeros(0, np.int32), *every]))

    def _quotations_in(self, language: str) -> Int32s:
        return np.flatnonzero(np.isin(self.quotation_articles, self._articles_in(language))).astype(np.int32)

    def _live(
        self, deleted: NDArray[np.int64] | None, articles: int
    ) -> tuple[NDArray[np.bool_] | None, NDArray[np.bool_] | None]:
        if deleted is None or not len(deleted):
            return None, None
        live = np.ones(articles, np.bool_)
        live[deleted] = False
        return live, live[self.quotation_articles]

    @cached_property
    def article_quotations(self) -> NDArray[np.int32]:
        """(articles + 1,): the quotations of article `a` are those from `[a]` to before `[a + 1]`."""
        starts = self._quotation_starts.every().astype(np.int32)
        if np.any(starts[1:] < starts[:-1]):
            raise self.file.corrupt("has quotations that belong to several articles")
        return starts

    @cached_property
    def quotation_articles(self) -> NDArray[np.int32]:
        """(quotations,) the article of each quotation."""
        counts = np.diff(self.article_quotations)
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    @cached_property
    def names(self) -> NameTable:
        """The names in its articles, those of deleted ones included."""
        return NameTable(self.file)

    @cached_property
    def samples(self) -> Samples:
        """Those of the bodies of its articles, deleted ones included."""
        # Loaded by who looks for copies; it loads OpenSSL, and no search needs it.
        from indexer.store.samples import Samples

        return Samples(self.file, self.articles.count)

    @cached_property
    def records(self) -> Records:
        return Records(self.file, self.articles.count)

    def record(self, article: int) -> dict[str, Any]:
        """The stored record of an article, as `indexer.store.stored_form` makes it."""
        return self.records[article]

    def article_record(self, article: int) -> dict[str, Any]:
        """The same without its quotations."""
        return self.records.article(article)

    @cached_property
    def digests(self) -> NDArray[np.uint64]:
        """(articles,) what `indexer.store.stored_form.digest` gives for each, as a number."""
        return self.file.sized("articles.digests", self.articles.count)

    def values(self, label: str) -> tuple[Int32s, list[str]]:
        """Of `source`, `speaker` or `author` the place of each document's value in the list of values, or -1."""
        if label == "author":
            field = self.articles.fields[label]
            assert isinstance(field, StoredField)
            return put_together(field, self.articles.count)
        labels = (self.quotations if label in LABELS["quotations"] else self.articles).labels[label]
        return labels.ordinals, [name.decode("utf-8", "surrogatepass") for name in labels.names]

    def stated_names(self) -> dict[str, tuple[int, int]]:
        """What articles state besides: of each field how many articles do, and how many values there are."""
        field = self._stated
        found: dict[str, tuple[int, int]] = {}
        at = 0
        while at < len(field.terms) and len(found) < _MOST_STATED:
            name = field.terms.at(at).partition(_SEPARATOR)[0]
            low, high = field.terms.prefix(name + _SEPARATOR)
            if low <= at < high:
                states = np.zeros(self.articles.count, np.bool_)
                states[field.pairs(low, high)[0]] = True
                if self.articles.live is not None:
                    states &= self.articles.live
                found[name.decode("utf-8", "surrogatepass")] = int(np.count_nonzero(states)), high - low
            at = max(high, at + 1)
        return {name: counts for name, counts in found.items() if counts[0]}

    def stated(self, name: str) -> tuple[Int32s, Int32s, list[str]]:
        """Articles (n,) that state something in a field, each with the place (n,) of the value in the list."""
        field, start = self._stated, name.encode("utf-8", "surrogatepass") + _SEPARATOR
        low, high = field.terms.prefix(start)
        docs, terms = field.pairs(low, high)
        values = [term[len(start) :].decode("utf-8", "surrogatepass") for term in field.terms.slice(low, high)]
        return docs.astype(np.int32), (terms - low).astype(np.int32), values

    @property
    def _stated(self) -> KeywordField:
        field = self.articles.fields["stated"]
        assert isinstance(field, KeywordField)
        return field

    @cached_property
    def _all_ids(self) -> list[bytes]:
        names = self.articles.labels["id"].names
        return names.slice(0, len(names))

    def ids(self, articles: NDArray[np.int64]) -> list[bytes]:
        """The id of each of these articles; a segment of few keeps them all once it was asked for many."""
        labels = self.articles.labels["id"]
        ordinals = labels.ordinals[articles].tolist()
        if len(labels.names) <= FEW_IDS and len(ordinals) * 64 > len(labels.names):
            return [self._all_ids[ordinal] for ordinal in ordinals]
        return [labels.names.at(ordinal) for ordinal in ordinals]

    def find(self, article_id: bytes) -> int:
        """The live article with this id, or -1."""
        ids = self.articles.fields["id"]
        term = ids.terms.find(article_id)
        if term < 0:
            return -1
        docs = ids.docs(term)
        if self.articles.live is not None:
            docs = docs[self.articles.live[docs]]
        return int(docs[-1]) if len(docs) else -1
