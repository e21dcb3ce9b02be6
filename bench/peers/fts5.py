"""SQLite's FTS5, of the SQLite that Python carries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.corpus import Prepared
from bench.peers.protocol import Asked, Unavailable, batches
from bench.questions import NEAR, Question

_FILE = "archive.sqlite"
_JOINS = {"all": " AND ", "any": " OR ", "phrase": " + "}
_SNIPPET = "snippet(found, 1, '[', ']', '…', 48)"
_SCHEMA = """
CREATE TABLE article(doc INTEGER PRIMARY KEY, id TEXT, day INTEGER, title TEXT, body TEXT);
CREATE INDEX article_day ON article(day);
CREATE VIRTUAL TABLE found USING fts5(
    title, body, content='article', content_rowid='doc', tokenize='porter unicode61 remove_diacritics 2'
);
"""


class Fts5:
    """A table of articles and a full-text index over it (external content), in one transaction."""

    name = "FTS5"
    shares = None
    parallel = False
    cannot: frozenset[str] = frozenset({"wildcard"})

    def version(self) -> str:
        with sqlite3.connect(":memory:") as database:
            try:
                database.execute("CREATE VIRTUAL TABLE probe USING fts5(text)")
            except sqlite3.OperationalError as error:
                raise Unavailable(f"this Python's SQLite is built without FTS5 ({error})") from error
        database.close()
        return sqlite3.sqlite_version

    def build(self, articles: Iterable[Prepared], folder: Path, cores: int) -> None:
        """SQLite writes with one thread, whatever `cores`."""
        database = sqlite3.connect(folder / _FILE, isolation_level=None)
        database.executescript(_SCHEMA)
        database.execute("PRAGMA cache_size = -262144")
        database.execute("BEGIN")
        doc = 0
        for batch in batches(articles, 1000):
            rows = [(doc + place, *article) for place, article in enumerate(batch)]
            doc += len(rows)
            database.executemany("INSERT INTO article(doc, id, title, body, day) VALUES (?, ?, ?, ?, ?)", rows)
            database.executemany(
                "INSERT INTO found(rowid, title, body) VALUES (?, ?, ?)", [(row[0], row[2], row[3]) for row in rows]
            )
        database.execute("COMMIT")
        database.close()

    def open(self, folder: Path) -> OpenedFts5:
        return OpenedFts5(folder)


class OpenedFts5:
    """One connection, with the whole file mapped into memory."""

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / _FILE)
        self._database.execute("PRAGMA cache_size = -262144")
        self._database.execute("PRAGMA mmap_size = 2147418112")

    def prepare(self, question: Question) -> Asked:
        sql, values = self._asked(question, "found.rowid")
        execute = self._database.execute
        return lambda: execute(sql, values).fetchall()

    def _asked(self, question: Question, wanted: str, *, joined: bool = False) -> tuple[str, list[Any]]:
        """The SQL of a question, and its values."""
        words = [f'"{word}"' for word in question.words]
        if question.match == "prefix":
            match = f"{words[0]} *"
        elif question.match == "near":
            match = f"NEAR({' '.join(words)}, {NEAR - 1})"
        else:
            match = _JOINS[question.match].join(words)
        values: list[Any] = [match]
        within, dated = "", joined or question.days or question.order == "newest"
        if question.days:
            within = " AND article.day BETWEEN ? AND ?"
            values += question.days
        tables = "found JOIN article ON article.doc = found.rowid" if dated else "found"
        if not question.limit:
            return f"SELECT count(*) FROM {tables} WHERE found MATCH ?{within}", values
        order = "article.day DESC" if question.order == "newest" else "rank"
        values.append(question.limit)
        return f"SELECT {wanted} FROM {tables} WHERE found MATCH ?{within} ORDER BY {order} LIMIT ?", values

    def prepare_answers(self, question: Question) -> Asked | None:
        """Id, title and `snippet()` of the body."""
        sql, values = self._asked(question, f"article.id, article.title, {_SNIPPET}", joined=True)
        execute = self._database.execute
        return lambda: execute(sql, values).fetchall()

    def count(self, answer: Any) -> int | None:
        """Only where that was the question: FTS5 does not say how many match beyond the limit."""
        return int(answer[0][0])

    def ids(self, answer: Any) -> list[str]:
        sql = "SELECT id FROM article WHERE doc = ?"
        return [self._database.execute(sql, row).fetchone()[0] for row in answer]

    def segments(self) -> int | None:
        return None

    def close(self) -> None:
        self._database.close()
