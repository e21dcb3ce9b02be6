"""Which file has which article: who states an id, who has it, and what becomes of it when its file states it no
longer.

An article belongs to the file that was read last of those that state its id. The others keep the id among what they
state elsewhere, so that it goes back to the one of them that was read last, which is read again for its text. Only
an id that no file states is gone. What files no longer state is settled in one go, when all are read: a file that
was renamed, or gave a record to another, looks like two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from indexer.store import FileState
from indexer.store.statistics import PIPE

__all__ = ["Ledger"]


class Ledger:
    """The files by their keys, in the order in which they were read, as they change during a build."""

    def __init__(self, states: dict[str, FileState]) -> None:
        self._states = states
        self._owner = {article: key for key, state in states.items() for article in state.articles}
        twice = sum(len(state.articles) for state in states.values()) > len(self._owner)
        self._stale: set[str] = set(states) if twice else set()
        """Files from which others have taken articles over that their states still list as theirs."""
        self._dropped: dict[str, str] = {}
        """Articles that their file no longer states; they are its own until that is settled."""

    def files(self) -> list[str]:
        """Their keys."""
        return list(self._states)

    def get(self, key: str) -> FileState | None:
        """What is known of a file."""
        if key in self._stale:
            self._stale.discard(key)
            self._set(key, self._states[key])
        return self._states.get(key)

    def is_others(self, article: str, key: str) -> bool:
        """Whether a file other than this one states and has the article."""
        return self._owner.get(article, key) != key and article not in self._dropped

    def has(self, article: str, key: str) -> bool:
        """Whether the article is this file's."""
        return self._owner.get(article) == key

    def take(self, article: str, key: str) -> str | None:
        """The article is this file's from now on; the file whose it was, if that is another."""
        former = self._owner.get(article, key)
        self._owner[article] = key
        self._dropped.pop(article, None)
        if former == key:
            return None
        self._stale.add(former)
        return former

    def put(self, key: str, state: FileState) -> None:
        """What a file states now, in `articles`: they are told apart here. One with another stamp was read last."""
        before = self._states.get(key)
        if before is not None:
            self._drop(key, set(before.articles).difference(state.articles))
            if before.stamp != state.stamp:
                del self._states[key]
        self._set(key, state)

    def forget(self, key: str) -> None:
        """A file is gone, and states nothing."""
        self._drop(key, self._states.pop(key).articles)
        self._stale.discard(key)

    def settle(self) -> tuple[list[str], dict[str, set[str]]]:
        """The articles that no file states any more, and those that others have now, by file.

        Those files are to be read again, for what they say. What was piped in only has what no file states; its
        text is that of the file that had it.
        """
        self._refresh()
        dropped, self._dropped = self._dropped, {}
        heir: dict[str, str] = {}
        for key, state in self._states.items():
            for article in state.elsewhere if dropped else ():
                if article in dropped and not (key == PIPE and article in heir):
                    heir[article] = key
        passed: dict[str, set[str]] = {}
        for article, key in heir.items():
            self._owner[article] = key
            passed.setdefault(key, set()).add(article)
        for key in passed:
            self._set(key, replace(self._states[key], complete=key == PIPE))
        passed.pop(PIPE, None)
        gone = [article for article in dropped if article not in heir]
        for article in gone:
            del self._owner[article]
        return gone, passed

    def states(self) -> dict[str, FileState]:
        """What is to be committed. A file of which something is to be settled yet has it, and is to be read again."""
        self._refresh()
        states = dict(self._states)
        pending: dict[str, list[str]] = {}
        for article, key in self._dropped.items():
            pending.setdefault(key, []).append(article)
        for key, articles in pending.items():
            state = states[key]
            states[key] = replace(state, articles=(*state.articles, *articles), complete=False)
        return states

    def owners(self, key: str) -> Counter[str]:
        """Of what a file states and others have: how many articles each of them has."""
        state = self.get(key)
        return Counter(self._owner[article] for article in state.elsewhere) if state else Counter()

    def _drop(self, key: str, articles: Iterable[str]) -> None:
        self._dropped.update((article, key) for article in articles if self._owner.get(article) == key)

    def _refresh(self) -> None:
        for key in self._stale:
            self._set(key, self._states[key])
        self._stale.clear()

    def _set(self, key: str, state: FileState) -> None:
        own = [article for article in state.stated if self._owner.get(article) == key]
        others = [article for article in state.stated if self._owner.get(article, key) != key]
        self._states[key] = replace(state, articles=tuple(own), elsewhere=tuple(others))
