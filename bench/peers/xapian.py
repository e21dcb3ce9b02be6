"""Xapian, where its Python binding is installed (Debian: python3-xapian)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from bench.corpus import Prepared
from bench.peers.protocol import Asked, Unavailable
from bench.questions import NEAR, Question

_DEBIAN = Path("/usr/lib/python3/dist-packages/xapian/__init__.py")
_DAY = 0


def _xapian() -> Any:
    """The module, also from Debian's own folder: no package index has it, so no virtual environment does."""
    try:
        return import_module("xapian")
    except ImportError as error:
        if not _DEBIAN.exists():
            raise Unavailable("python3-xapian is not installed") from error
    spec = spec_from_file_location("xapian", _DEBIAN, submodule_search_locations=[str(_DEBIAN.parent)])
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules["xapian"] = module
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        del sys.modules["xapian"]
        raise Unavailable(f"python3-xapian is of another Python than this one ({error})") from error
    return module


class Xapian:
    """Words with their positions, and their stems, as Xapian's term generator makes them."""

    name = "Xapian"
    shares = None
    parallel = False
    cannot: frozenset[str] = frozenset({"wildcard"})  # before 2.0 only at the end

    def version(self) -> str:
        return str(_xapian().version_string())

    def build(self, articles: Iterable[Prepared], folder: Path, cores: int) -> None:
        """Xapian writes with one thread, whatever `cores`; it flushes every 10,000 documents, as it likes to."""
        xapian = _xapian()
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OPEN)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("en"))
        for article in articles:
            document = xapian.Document()
            generator.set_document(document)
            generator.index_text(article.title)
            generator.increase_termpos()
            generator.index_text(article.body)
            document.set_data("\n".join((article.id, article.title, article.body)))
            document.add_value(_DAY, xapian.sortable_serialise(article.day))
            database.add_document(document)
        database.commit()
        database.close()

    def open(self, folder: Path) -> OpenedXapian:
        return OpenedXapian(_xapian(), folder)


class OpenedXapian:
    """One database, BM25 with the same k1 and b as the others have."""

    def __init__(self, xapian: Any, folder: Path) -> None:
        self._xapian = xapian
        self._database = xapian.Database(str(folder))
        self._documents = self._database.get_doccount()
        self._stem = xapian.Stem("en")
        self._weighting = xapian.BM25Weight(1.2, 0, 1, 0.75, 0.5)

    def _query(self, question: Question) -> Any:
        query = self._xapian.Query
        words = list(question.words)
        if question.match == "phrase":
            found = query(query.OP_PHRASE, words)
        elif question.match == "prefix":
            found = query(query.OP_WILDCARD, words[0], 0, query.WILDCARD_LIMIT_ERROR)
        elif question.match == "near":
            found = query(query.OP_NEAR, words, NEAR + 1)
        else:
            stems = [f"Z{self._stem(word).decode()}" for word in words]
            found = query(query.OP_OR if question.match == "any" else query.OP_AND, stems)
        if question.days:
            first, last = (self._xapian.sortable_serialise(day) for day in question.days)
            found = query(query.OP_FILTER, found, query(query.OP_VALUE_RANGE, _DAY, first, last))
        return found

    def prepare(self, question: Question) -> Asked:
        enquire = self._xapian.Enquire(self._database)
        enquire.set_query(self._query(question))
        enquire.set_weighting_scheme(self._weighting if question.limit else self._xapian.BoolWeight())
        if question.order == "newest":
            enquire.set_sort_by_value(_DAY, True)
        if not question.limit:
            documents = self._documents
            return lambda: enquire.get_mset(0, 0, documents).get_matches_estimated()
        limit = question.limit
        return lambda: [match.docid for match in enquire.get_mset(0, limit)]

    def prepare_answers(self, question: Question) -> Asked | None:
        """The documents are read, and `MSet.snippet` cuts one excerpt of each."""
        query, limit, stem = self._query(question), question.limit, self._stem

        def answered() -> list[Any]:
            enquire = self._xapian.Enquire(self._database)
            enquire.set_query(query)
            enquire.set_weighting_scheme(self._weighting)
            found = enquire.get_mset(0, limit)
            texts = [match.document.get_data().decode().split("\n", 2) for match in found]
            return [(name, title, found.snippet(body, 280, stem)) for name, title, body in texts]

        return answered

    def count(self, answer: Any) -> int | None:
        """Only where that was the question: otherwise Xapian estimates."""
        return int(answer)

    def ids(self, answer: Any) -> list[str]:
        return [self._database.get_document(doc).get_data().decode().split("\n", 1)[0] for doc in answer]

    def segments(self) -> int | None:
        return None

    def close(self) -> None:
        self._database.close()
