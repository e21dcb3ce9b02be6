"""What the readers make of annotated web pages.

    python -m tests.quality.pages SET.tar.xz > results.jsonl

writes for each page what the scorer reads: file, title, date, source, author, text. The pages go the whole way, out
of the archive through the processes that take them apart.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from indexer.article import Article
from indexer.readers import formats
from indexer.readers.document import Document
from indexer.readers.source import SourceFile
from indexer.workers.extraction import extraction


def results(path: Path) -> Iterator[dict[str, object]]:
    """A row for each page of a set."""
    with tarfile.open(path) as archive:
        members = {Path(one.name).name: one for one in archive if one.isfile()}
        notes = archive.extractfile(members["annotations.jsonl"])
        assert notes is not None
        annotated = [json.loads(line) for line in notes.read().decode("utf-8").splitlines() if line.strip()]
        with extraction(1):
            for page in annotated:
                file = archive.extractfile(members[page["file"]])
                assert file is not None
                document = Document(SourceFile.of(path), page["file"], file.read(), url=page["url"])
                yield row(page["file"], [made for made in formats.read(document, {}) if isinstance(made, Article)])


def row(name: str, made: list[Article]) -> dict[str, object]:
    """One page; without fields where nothing was made of it."""
    if not made:
        return {"file": name}
    article = made[0]
    return {
        "file": name,
        "title": article.title,
        "date": str(article.date) if article.date else None,
        "source": article.source,
        "author": article.author,
        "text": article.body,
    }


if __name__ == "__main__":
    for each in results(Path(sys.argv[1])):
        print(json.dumps(each, ensure_ascii=False))
