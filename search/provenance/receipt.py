"""A receipt: a question and its answer, to be cited and asked again.

It has the query as it was typed and as it was understood, what was asked with it, the versions of the program and of
the index, the numbers of the answer, and of each article in it the id and a digest of all that is stored of it. No
text is in it unless that is asked for. One hash stands for the whole corpus: it is the same for the same articles,
however they lie in segments.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

import numpy as np

from indexer.arrays import Int32s
from indexer.errors import UsageError
from indexer.schema import SCHEMA_VERSION
from indexer.store.segment import FORMAT
from search import __version__
from search.engine.seam import BackEnd, Holdings
from search.provenance.answers import Answer, Option
from search.results import SCHEMA, Asked

__all__ = ["MOST", "Corpus", "Entry", "Receipt", "Texts", "Versions", "taken", "write_receipt"]

MOST = 100_000
"""Articles of an answer that a receipt can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """Of the program, of the schema (what is indexed, and how) and of the format of the index."""

    program: str
    schema: int
    format: int

    def to_dict(self) -> dict[str, Any]:
        return {"program": self.program, "schema": self.schema, "format": self.format}


Texts = Literal["without", "with"]
"""Whether the texts of the articles are in a receipt."""
HERE = Versions(program=__version__, schema=SCHEMA_VERSION, format=FORMAT)
"""Those of this program, which reads no index of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What the archive had: `digest` is the BLAKE2b of the digests of all its articles, in ascending order."""

    articles: int
    quotations: int
    digest: str

    def to_dict(self) -> dict[str, Any]:
        return {"articles": self.articles, "quotations": self.quotations, "digest": self.digest}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article of the answer: its id, the digest of what is stored of it, how many of its documents match.

    `text` is there only if texts were asked for.
    """

    id: str
    digest: str
    matches: int = 1
    text: Mapping[str, str | None] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "digest": self.digest,
            "matches": self.matches,
            **({"text": dict(self.text)} if self.text else {}),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`verb` is the command that was asked, `options` what was asked with the query, `at` when, in UTC.

    `figures` are the numbers of the answer that are not those of its articles, by name.
    """

    verb: str
    asked: Asked
    options: Mapping[str, Option]
    at: dt.datetime
    versions: Versions
    corpus: Corpus
    figures: Mapping[str, str]
    entries: tuple[Entry, ...]

    def to_dict(self) -> dict[str, Any]:
        asked = self.asked.to_dict()
        return {
            "type": "receipt",
            "schema": SCHEMA,
            "verb": self.verb,
            "query": asked.pop("query"),
            "parsed": asked.pop("parsed"),
            "options": dict(self.options),
            "at": self.at.isoformat(timespec="seconds"),
            "versions": self.versions.to_dict(),
            "corpus": self.corpus.to_dict(),
            **asked,
            "figures": dict(self.figures),
            "answer": [entry.to_dict() for entry in self.entries],
        }


def taken(
    searcher: BackEnd, verb: str, answer: Answer, *, options: Mapping[str, Option], texts: Texts = "without"
) -> Receipt:
    """The receipt of an answer. UsageError if it has more than MOST articles."""
    index = searcher.index
    articles, matches = np.unique(answer.articles, return_counts=True)
    if len(articles) > MOST:
        raise UsageError(
            f"a receipt has at most {MOST:,} articles, not {len(articles):,}", hint="ask for a part of it"
        )
    every = searcher.living()
    return Receipt(
        verb=verb,
        asked=answer.asked,
        options={**options, **answer.chosen},
        at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        versions=HERE,
        corpus=Corpus(
            articles=len(every),
            quotations=len(searcher.living(space="quotations")),
            digest=_corpus_digest(index, every),
        ),
        figures=answer.figures,
        entries=tuple(sorted(_entries(index, articles, matches.tolist(), texts), key=lambda entry: entry.id)),
    )


def _corpus_digest(index: Holdings, articles: Int32s) -> str:
    # The digest of an article is over its id as well, so that it need not be hashed again.
    digests = np.sort(index.digests[articles]).astype("<u8")
    return blake2b(digests.tobytes(), digest_size=16).hexdigest()


def _entries(index: Holdings, articles: Int32s, matches: Iterable[int], texts: Texts) -> Iterator[Entry]:
    digests = index.digests[articles].tolist()
    for doc, name, digest, times in zip(articles.tolist(), index.ids(articles), digests, matches, strict=True):
        text = _text(index, doc) if texts == "with" else {}
        yield Entry(id=name, digest=f"{digest:016x}", matches=times, text=text)


def _text(index: Holdings, doc: int) -> dict[str, str | None]:
    article = index.article(doc)
    return {
        "title": article.title or None,
        "source": article.source,
        "date": str(article.date) if article.date else None,
        "url": article.url,
        "body": article.body,
    }


def write_receipt(receipt: Receipt, path: Path) -> None:
    """As JSON, an article a line. UsageError if there is such a file: a receipt is never overwritten."""
    whole = receipt.to_dict()
    entries = whole.pop("answer")
    head = json.dumps(whole, ensure_ascii=True, indent=1)
    rows = ",\n".join(f"  {json.dumps(entry, ensure_ascii=True)}" for entry in entries)
    try:
        with path.open("x", encoding="ascii") as file:
            file.write(f'{head[:-2]},\n "answer": [\n{rows}\n ]\n}}\n')
    except FileExistsError:
        raise UsageError(f"{path} is there already", hint="a receipt is not overwritten: name another file") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"{path} cannot be written: {reason}", hint="name a file in a folder of yours") from error
