"""Saved queries: a name for a query, written `@name` inside others.

They belong to the user, not to an index, in one readable file of lines `@name query`, beside the history. It is
replaced whole, so that nobody ever reads half of it, and only its owner can read it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import UsageError
from search.language import SAVED_NAME, parse
from search.language.fields import similar_fields

__all__ = ["alone", "forget", "keep", "replace_whole", "saved_path", "saved_queries", "state_folder"]

_HEADING = "# Saved queries of onrecord, one a line: @name query\n"


def state_folder() -> Path:
    """`XDG_STATE_HOME/onrecord`; a relative XDG_STATE_HOME is ignored, as its specification asks."""
    state = Path(os.environ.get("XDG_STATE_HOME", ""))
    if not state.is_absolute():
        state = Path.home() / ".local" / "state"
    return state / "onrecord"


def saved_path() -> Path:
    return state_folder() / "queries"


def saved_queries() -> dict[str, str]:
    """The saved queries by name, in order; none if there is no file. UsageError if a line of it cannot be read."""
    path = saved_path()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no text", hint="save it as UTF-8, or remove it") from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, query = line.partition(" ")
        if not (name.startswith("@") and SAVED_NAME.fullmatch(name[1:]) and query.strip()):
            raise UsageError(f"{path}, line {number} is no saved query", hint="write @name query, or remove the line")
        if name[1:].lower() in found:
            raise UsageError(f"{path}, line {number}: {name} is there twice", hint="remove one of the lines")
        found[name[1:].lower()] = query.strip()
    return dict(sorted(found.items()))


def keep(name: str, query: str) -> str | None:
    """Save a query, in place of one of that name, which is given back.

    UsageError if the name is none, QuerySyntaxError if the query cannot be read, also because it asks for itself.
    """
    name = _named(name)
    with alone(saved_path()):
        queries = saved_queries()
        before = queries.get(name)
        query = " ".join(query.split())
        queries[name] = query
        parse(query, saved=lambda: queries, called=name, stated=_OfSomeArchive())
        _write(queries)
    return before


def forget(name: str) -> str:
    """Remove a saved query and give it back. UsageError if there is none of that name."""
    name = _named(name)
    with alone(saved_path()):
        queries = saved_queries()
        if name not in queries:
            known = ", ".join(f"@{each}" for each in queries)
            mend = f"there are {known}" if known else "none is saved"
            raise UsageError(f"there is no saved query @{name}", hint=mend)
        query = queries.pop(name)
        _write(queries)
    return query


class _OfSomeArchive:
    """Which fields an archive has besides is not known here: what is like none of ours may be one of them."""

    def names(self) -> Collection[str]:
        return _UnlikeOurs()

    def values(self, name: str, /) -> tuple[()]:
        return ()


class _UnlikeOurs(Collection[str]):
    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and not similar_fields(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """What is read of a file here and written is not written by anybody else meanwhile: who comes second waits."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
    lock = os.open(path.with_name(f"{path.name}.lock"), flags, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _named(name: str) -> str:
    bare = name.removeprefix("@").lower()
    if not SAVED_NAME.fullmatch(bare):
        raise UsageError(f"{name!r} cannot be a name", hint="take a letter, then letters, digits, - and _")
    return bare


def _write(queries: Mapping[str, str]) -> None:
    replace_whole(saved_path(), _HEADING + "".join(f"@{name} {query}\n" for name, query in sorted(queries.items())))


def replace_whole(path: Path, text: str) -> None:
    """Write a file of the user's, which only they can read: nobody ever reads half of it."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)  # of a process that was killed
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(text.encode("utf-8", "replace"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
