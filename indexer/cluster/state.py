"""What an archive on a cluster says of itself: its generation, the files that were read, what is withheld.

A commit makes what was written visible shard by shard. So the document `generation` says that one is being made
before it begins, and its number when it is done: who reads it before and after opening a point in time, and finds the
same number and none in the making, has one generation and no part of another (`settled`).

The state of a file is one document or, of a file with many articles, several parts. It is written when its articles
are: a crash in between leaves what there was, and the file is read again. A state of which parts are missing counts
as one of a file that was read in part.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from typing import Any, TypeVar

import orjson

from indexer.cluster.bulk import Bulk
from indexer.cluster.client import Client
from indexer.cluster.searching import every
from indexer.store.statistics import FileState

__all__ = ["Committed", "State", "committed"]

_GENERATION = "generation"
_PART = 10_000
"""Ids of articles in a document."""
_PATIENCE, _LOOK = 10.0, 0.05
"""Seconds that a commit is waited for, and between two looks."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Committed:
    """The last generation, and whether another one is in the making; up to which one copies were looked for, and of
    which groups articles were taken since; up to which one the rows of words are merged."""

    generation: int = 0
    in_the_making: bool = False
    compared: int = 0
    touched: tuple[str, ...] = ()
    merged: int = 0


def committed(client: Client, index: str) -> Committed:
    """What an index of state says of its archive."""
    answer = client.request("GET", f"/{index}/_doc/{_GENERATION}", accept=(200, 404))
    if answer.status == 404:
        return Committed()
    data = answer["_source"]["data"]
    return Committed(**data | {"touched": tuple(data["touched"])})


class State:
    """The state of an archive, as its writer reads and changes it."""

    def __init__(self, client: Client, index: str) -> None:
        self._client = client
        self._index = index
        self._files: dict[str, FileState] = {}
        self._orders: dict[str, int] = {}
        self._parts: dict[str, int] = {}
        self._withheld: dict[str, str] = {}
        self.committed = committed(client, index)
        client.request("POST", f"/{index}/_refresh")
        self._read()

    def files(self) -> dict[str, FileState]:
        """The files in the order in which they were read."""
        return dict(self._files)

    def withheld(self) -> dict[str, str]:
        return dict(self._withheld)

    def put_generation(self, now: Committed) -> None:
        self._client.request("PUT", f"/{self._index}/_doc/{_GENERATION}", {"kind": _GENERATION, "data": asdict(now)})
        self.committed = now

    def is_as(self, files: Mapping[str, FileState], withheld: Mapping[str, str] | None) -> bool:
        """Whether this is what it says already."""
        same = withheld is None or dict(withheld) == self._withheld
        return same and list(files) == list(self._files) and files == self._files

    def withhold(self, bulk: Bulk, withheld: Mapping[str, str]) -> None:
        """Withhold more articles."""
        for article, day in withheld.items():
            if self._withheld.get(article) != day:
                name = _hashed("withheld", article)
                row = {"kind": "withheld", "row": name, "data": {"article": _safe(article), "day": day}}
                bulk.index(self._index, name, orjson.dumps(row))
        self._withheld |= withheld

    def release(self, bulk: Bulk, withheld: Mapping[str, str]) -> None:
        """Withhold no more than these."""
        for article in self._withheld.keys() - withheld.keys():
            bulk.delete(self._index, _hashed("withheld", article))
            del self._withheld[article]

    def put_files(self, bulk: Bulk, files: Mapping[str, FileState]) -> None:
        """Write the states of files that have changed."""
        for key in self._files.keys() - files.keys():
            self._drop(bulk, key)
        last = 0
        for key, state in files.items():
            order = self._orders.get(key, 0)
            if order <= last:
                order = max(last, *self._orders.values(), 0) + 1 if self._orders else 1
            last = order
            if self._orders.get(key) != order or self._files.get(key) != state:
                self._orders[key] = order
                self._put(bulk, key, state, order)
        self._files = dict(files)

    def _put(self, bulk: Bulk, key: str, state: FileState, order: int) -> None:
        stated = [*((article, 0) for article in state.articles), *((article, 1) for article in state.elsewhere)]
        parts = [stated[low : low + _PART] for low in range(0, max(len(stated), 1), _PART)]
        mark = blake2b(orjson.dumps([_safe(state.stamp), order, len(stated)]), digest_size=8).hexdigest()
        for number, part in enumerate(parts):
            data: dict[str, Any] = {
                "key": _safe(key),
                "mark": mark,
                "parts": len(parts),
                "articles": [_safe(article) for article, elsewhere in part if not elsewhere],
                "elsewhere": [_safe(article) for article, elsewhere in part if elsewhere],
            }
            if not number:
                data |= {
                    "stamp": _safe(state.stamp),
                    "complete": state.complete,
                    "depth": state.depth,
                    "told": [
                        [_safe(value) if isinstance(value, str) else value for value in row] for row in state.told
                    ],
                    "reached": [_safe(state.reached[0]), *state.reached[1:]] if state.reached else None,
                }
            name = _hashed("file", key, number)
            row = {"kind": "file", "row": name, "order": order, "part": number, "data": data}
            bulk.index(self._index, name, orjson.dumps(row))
        for number in range(len(parts), self._parts.get(key, 0)):
            bulk.delete(self._index, _hashed("file", key, number))
        self._parts[key] = len(parts)

    def _drop(self, bulk: Bulk, key: str) -> None:
        for number in range(self._parts.pop(key, 0)):
            bulk.delete(self._index, _hashed("file", key, number))
        self._orders.pop(key, None)

    def _read(self) -> None:
        found: dict[str, dict[int, dict[str, Any]]] = {}
        for hit in every(self._client, self._index, {"terms": {"kind": ["file", "withheld"]}}, by="row"):
            source = hit["_source"]
            data = source["data"]
            if source["kind"] == "withheld":
                self._withheld[_told(data["article"])] = data["day"]
                continue
            key = _told(data["key"])
            found.setdefault(key, {})[source["part"]] = data
            self._orders[key] = source["order"] if not source["part"] else self._orders.get(key, source["order"])
        for key in sorted(found, key=self._orders.__getitem__):
            self._parts[key] = max(found[key]) + 1
            self._files[key] = _file_state([found[key][number] for number in sorted(found[key])])
            # Of what a crash has left in part, what there is counts, and the rest is read again.


def _file_state(parts: list[dict[str, Any]]) -> FileState:
    head = parts[0]
    whole = len(parts) == head["parts"] and all(part["mark"] == head["mark"] for part in parts)
    state = FileState(
        _told(head.get("stamp", "")),
        tuple(_told(article) for part in parts for article in part["articles"]),
        elsewhere=tuple(_told(article) for part in parts for article in part["elsewhere"]),
    )
    if not whole or "stamp" not in head:
        return replace(state, stamp="", complete=False)
    reached = head["reached"]
    return replace(
        state,
        complete=head["complete"],
        depth=head["depth"],
        told=tuple(tuple(_told(value) if isinstance(value, str) else value for value in row) for row in head["told"]),
        reached=(_told(reached[0]), *reached[1:]) if reached else None,
    )


def settled(client: Client, index: str, opened: Callable[[], T], close: Callable[[T], object]) -> tuple[T, Committed]:
    """What `opened` gives, a point in time for one, of one generation and no part of another; and which that is.

    While a commit is being made it is waited for, at most for some seconds: its writer may have died.
    """
    until = time.monotonic() + _PATIENCE
    while True:
        before = committed(client, index)
        late = time.monotonic() > until
        if late or not before.in_the_making:
            found = opened()
            if late or committed(client, index) == before:
                return found, before
            close(found)
        time.sleep(_LOOK)


def _hashed(*parts: object) -> str:
    return blake2b("\0".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _safe(text: str) -> str:
    """Text as UTF-8 can hold it: what has lone surrogates, as a file's name can, is escaped, behind a NUL."""
    return text if _is_utf8(text) and not text.startswith("\0") else "\0" + json.dumps(text)


def _told(text: str) -> str:
    """The inverse of `_safe`."""
    return json.loads(text[1:]) if text.startswith("\0") else text


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
