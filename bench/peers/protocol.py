"""What an engine has to offer to be measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from bench.corpus import Prepared
from bench.questions import Question

Asked = Callable[[], Any]
"""A question in the engine's own terms, ready to run. What it returns, `Opened.docs` understands."""


class Unavailable(Exception):
    """The engine is not installed here; the message says what is missing."""


class Opened(Protocol):
    """An index that is open for questions."""

    def prepare(self, question: Question) -> Asked:
        """Put a question in the engine's own terms. Not timed; calling what it returns is.

        A call ends with the ranked documents as the engine names them (or their number, where
        `limit` is 0), in Python's hands; stored texts are not read.
        """

    def prepare_answers(self, question: Question) -> Asked | None:
        """The same for what a person waits for: id, title and excerpts, with what is marked in them.

        None where the engine has no highlighter. Its answers are of no engine's form; they are counted and no more.
        """

    def count(self, answer: Any) -> int | None:
        """How many documents match, from what a call returned; None where the engine does not say."""

    def ids(self, answer: Any) -> list[str]:
        """The ids of the articles that a call returned, in its order. Not timed."""

    def segments(self) -> int | None:
        """How many segments the index has; None where the word has no meaning."""

    def close(self) -> None:
        """Give back what is open."""


class Peer(Protocol):
    """One engine."""

    name: str
    shares: str | None
    """The peer whose index this one reads, where it differs only in how questions are asked."""
    parallel: bool
    """Whether building makes use of a second core."""
    cannot: frozenset[str]
    """The kinds of questions that it has no words for."""

    def version(self) -> str:
        """What is measured, for the record. Unavailable if it is not installed."""

    def build(self, articles: Iterable[Prepared], folder: Path, cores: int) -> None:
        """Index title and body with positions, store both, and be durable on disk when it returns."""

    def open(self, folder: Path) -> Opened:
        """Open what `build` left."""


def batches(articles: Iterable[Prepared], size: int) -> Iterable[Sequence[Prepared]]:
    """Lists of at most `size` articles."""
    batch: list[Prepared] = []
    for article in articles:
        batch.append(article)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
