"""What an index holds after something went wrong with its writer, and whether it is what was committed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexNotFound
from indexer.store import IndexWriter, open_index
from indexer.store.doctor import doctor
from indexer.store.files import LOCK
from indexer.store.manifest import read_manifest
from tests.indexer.store.corpora import article, contents


@dataclass(frozen=True, slots=True)
class State:
    """A generation: the version of each article, and the articles that the ledger names for each file."""

    generation: int
    articles: dict[str, int]
    ledger: dict[str, frozenset[str]]

    def holds(self, other: State) -> bool:
        """Whether the same is in both."""
        return (self.articles, self.ledger) == (other.articles, other.ledger)

    def between(self, before: State, after: State) -> bool:
        """Whether each article is as it was or as it should become, and the ledger names those that are there."""
        ids = before.articles.keys() | after.articles.keys() | self.articles.keys()
        versions = all(
            self.articles.get(name) in (before.articles.get(name), after.articles.get(name)) for name in ids
        )
        return versions and {name for names in self.ledger.values() for name in names} == self.articles.keys()


NOTHING = State(0, {}, {})


def state_of(index: Path) -> State:
    """The generation that opens; NOTHING before the first."""
    try:
        with open_index(index) as opened:
            ledger = {file: frozenset(state.articles) for file, state in opened.ledger().items()}
            return State(opened.generation, contents(opened), ledger)
    except IndexNotFound:
        return NOTHING


def damage(index: Path) -> list[str]:
    """What the doctor finds, but for files to be removed."""
    try:
        return [f"doctor: {found.file} {found.what}" for found in doctor(index) if found.kind != "orphan"]
    except IndexNotFound:
        return []


def goes_on(index: Path, before: State) -> Iterator[str]:
    """What is wrong with the next writer: it removes an article of those that are there, or adds the first."""
    gone = min(before.articles, default="")
    with IndexWriter(index) as writer:
        ledger = writer.ledger()
        if gone:
            writer.remove(gone)
        else:
            writer.put(*article(0))
        writer.commit(ledger)
    after = state_of(index).articles
    if after != ({name: n for name, n in before.articles.items() if name != gone} if gone else {"n0": 0}):
        yield f"the next writer made {after} of {before.articles}"


def untidy(index: Path, kept: set[str]) -> Iterator[str]:
    """What is in the folder of an index that a writer has left, and belongs neither to it nor to those `kept`."""
    left = set(os.listdir(index)) - read_manifest(index).files() - {LOCK} - kept
    if left:
        yield f"left over: {', '.join(sorted(left))}"


def files_below(folder: Path) -> dict[str, bytes]:
    """What each file holds, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
