"""What an index holds after something went wrong with its writer, and whether it is what was committed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.build import build
from indexer.errors import IndexNotFound
from indexer.store import IndexWriter, open_index
from indexer.store.doctor import doctor
from indexer.store.files import LOCK
from indexer.store.manifest import read_manifest
from tests.indexer.store.corpora import article, contents

USERS = dict.fromkeys(("index/notes.txt", "index/2024.ledger", "index/a.mkv.part", "beside.segment"), b"mine")
"""Files of the user's, in the folder of an index and beside it, that nothing may touch."""


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


def look(
    place: Path,
    states: Sequence[State],
    last: State,
    *,
    rebuilt: str | None = None,
    prune: bool = False,
    partly: bool = False,
) -> Iterator[str]:
    """What is wrong with the index in `place`/index, in which one of `states` has to be.

    Reading the articles in the folder `rebuilt` again has to make `last`; the next writer has to go on from there and
    to leave no other file than its own and the user's. `partly`: some articles could not be read.
    """
    index = place / "index"
    found = state_of(index)
    if not (
        any(found.holds(state) and found.generation == state.generation for state in states)
        or (partly and found.between(states[0], last))
    ):
        yield f"generation {found.generation} holds {found.articles}, {found.ledger}"
    yield from damage(index)
    if rebuilt:
        build(index, [str(place / rebuilt)], workers=1, prune=prune)
        found = state_of(index)
        if not found.holds(last):
            yield f"building again made {found} and should make {last}"
    yield from _goes_on(index, found)
    left = set(os.listdir(index)) - read_manifest(index).files() - {LOCK}
    for name, content in USERS.items():
        if (place / name).parent == index:
            left -= {(place / name).name}
        if (place / name).exists() and (place / name).read_bytes() != content:
            yield f"the user's file {name} is not what it was"
    if left:
        yield f"left over: {', '.join(sorted(left))}"


def _goes_on(index: Path, before: State) -> Iterator[str]:
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
