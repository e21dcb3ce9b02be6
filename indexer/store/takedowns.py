"""Articles that are deleted by hand, and do not come back when their files are read again.

Somebody has the right to have them gone: so they are withheld by their ids, which the index keeps, whatever becomes
of the files that state them, until they are restored. What they said is gone from the disk when the segments that
had it are merged: `optimize` does that at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from indexer.store.protocol import Place
from indexer.store.statistics import PIPE, FileState
from indexer.store.writer import open_writer

__all__ = ["Deleted", "Restored", "delete", "restore"]


@dataclass(frozen=True, slots=True)
class Deleted:
    """What a deletion did: the articles that are gone, those that were withheld before, those that are not there."""

    deleted: tuple[str, ...]
    withheld: tuple[str, ...]
    missing: tuple[str, ...]
    generation: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What may come back: the articles with the file that had each ("-": it was piped in; "": there is none), and
    those that were not withheld."""

    restored: dict[str, str]
    missing: tuple[str, ...]
    generation: int


def delete(place: Place, articles: Iterable[str]) -> Deleted:
    """Delete the articles with these ids and their quotations, and withhold them. Errors are those of its writer."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    deleted: list[str] = []
    before: list[str] = []
    missing: list[str] = []
    with open_writer(place, create=False) as writer:
        withheld = writer.withheld()
        asked = list(dict.fromkeys(articles))
        removed = writer.remove_all(asked)
        for article in asked:
            if article in removed:
                withheld[article] = today
                deleted.append(article)
            else:
                (before if article in withheld else missing).append(article)
        generation = writer.commit(writer.ledger(), withheld=withheld)
    return Deleted(tuple(deleted), tuple(before), tuple(missing), generation)


def restore(place: Place, articles: Iterable[str]) -> Restored:
    """Withhold these articles no longer: the next build reads the files that had them as if these had changed.

    Errors are those of its writer.
    """
    restored: dict[str, str] = {}
    missing = []
    with open_writer(place, create=False) as writer:
        withheld, ledger = writer.withheld(), writer.ledger()
        owner = {article: key for key, state in ledger.items() for article in state.articles}
        for article in dict.fromkeys(articles):
            if withheld.pop(article, None) is None:
                missing.append(article)
                continue
            restored[article] = owner.get(article, "")
        piped = {article for article, key in restored.items() if key == PIPE}
        for key, state in ledger.items():
            if key != PIPE and (key in restored.values() or piped.intersection(state.elsewhere)):
                ledger[key] = replace(_without(state, piped), complete=False, reached=None)
            elif key == PIPE:
                ledger[key] = _without(state, piped)  # it cannot be read again
        generation = writer.commit(ledger, withheld=withheld)
    return Restored(restored, tuple(missing), generation)


def _without(state: FileState, gone: set[str]) -> FileState:
    articles = tuple(article for article in state.articles if article not in gone)
    return replace(state, articles=articles, elsewhere=tuple(one for one in state.elsewhere if one not in gone))
