"""A receipt out of a file: somebody else's, so that nothing in it is believed before it is looked at.

Every value is held against its type and bounds; what is not known is refused. Nothing in a receipt is run: its query
is read by the grammar of queries, its options have a few values each.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

from indexer.errors import UsageError
from indexer.store.stored_form import json_object
from search.language import MAX_LENGTH
from search.provenance.answers import VERBS, allowed
from search.provenance.receipt import MOST, Corpus, Entry, Receipt, Versions
from search.results import SCHEMA, Asked

__all__ = ["MOST_BYTES", "read_receipt"]

MOST_BYTES = 256 << 20
"""A receipt with texts has them all."""
_NAME = 4096  # characters of an id
_FIGURE, _VALUE = _NAME + 64, 256  # characters of the name of a figure, which may have an id in it, and of its value
_NUMBER = (1 << 63) - 1
_DIGEST = re.compile(r"[0-9a-f]{16}")
_CORPUS = re.compile(r"[0-9a-f]{32}")
_TEXTS = ("title", "source", "date", "url", "body")


def read_receipt(path: Path) -> Receipt:
    """The receipt in a file. UsageError if it is none, or has what none has."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}", hint="name a file that --receipt wrote"
        ) from error
    try:
        if len(raw) > MOST_BYTES:
            raise ValueError("it is too long")
        value = json_object(raw)
        if value.get("type") != "receipt":
            raise ValueError("it is something else")
        if _number(value.get("schema")) > SCHEMA:
            raise UsageError(f"{path} is a receipt of a later form than {SCHEMA}", hint="upgrade onrecord")
        return _receipt(value)
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise UsageError(f"{path} is no receipt: {told[:200]}", hint="name a file that --receipt wrote") from error


def _receipt(value: dict[str, Any]) -> Receipt:
    verb = _one_of(value["verb"], VERBS)
    versions, corpus = _object(value["versions"]), _object(value["corpus"])
    at = dt.datetime.fromisoformat(_text(value["at"], 40))
    if at.utcoffset() is None:
        raise ValueError("its time is in no zone")
    return Receipt(
        verb=verb,
        asked=_asked(value),
        options=_options(verb, _object(value["options"])),
        at=at.astimezone(dt.UTC),
        versions=Versions(
            program=_text(versions["program"], 40),
            schema=_number(versions["schema"]),
            format=_number(versions["format"]),
        ),
        corpus=Corpus(
            articles=_number(corpus["articles"]),
            quotations=_number(corpus["quotations"]),
            digest=_like(corpus["digest"], _CORPUS),
        ),
        figures={_text(name, _FIGURE): _text(each, _VALUE) for name, each in _object(value["figures"]).items()},
        entries=_entries(value["answer"]),
    )


def _asked(value: dict[str, Any]) -> Asked:
    space: Any = _one_of(value["space"], ("articles", "quotations"))
    variants = {
        _text(word, _NAME): {_text(name, _NAME): _number(count) for name, count in _object(spellings).items()}
        for word, spellings in _object(value["variants"]).items()
    }
    return Asked(
        query=_text(value["query"], MAX_LENGTH),
        parsed=_text(value["parsed"], MAX_LENGTH),
        space=space,
        total=_number(value["total"]),
        generation=_number(value["generation"]),
        variants=variants,
    )


def _options(verb: str, value: dict[str, Any]) -> dict[str, Any]:
    for name, each in value.items():
        if (isinstance(each, str) and len(each) > _NAME) or not allowed(verb, name, each):
            raise ValueError(f"{verb} is not asked with {name[:40]} as it has it")
    return value


def _entries(value: Any) -> tuple[Entry, ...]:
    if type(value) is not list or len(value) > MOST:
        raise ValueError(f"its answer is no list of at most {MOST:,} articles")
    found = tuple(_entry(_object(row)) for row in value)
    if len({entry.id for entry in found}) != len(found):
        raise ValueError("an article is in it twice")
    return found


def _entry(row: dict[str, Any]) -> Entry:
    text = _object(row.get("text", {}))
    for name, each in text.items():
        _one_of(name, _TEXTS)
        if each is not None and type(each) is not str:
            raise TypeError("a text that is none")
    return Entry(
        id=_text(row["id"], _NAME),
        digest=_like(row["digest"], _DIGEST),
        matches=_number(row["matches"]),
        text=text,
    )


def _object(value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise TypeError("a list of names and values is none")
    return value


def _text(value: Any, most: int) -> str:
    if type(value) is not str or len(value) > most:
        raise TypeError(f"a text is none, or longer than {most:,} characters")
    return value


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _NUMBER:
        raise TypeError("a number is none, or too large")
    return value


def _like(value: Any, form: re.Pattern[str]) -> str:
    if not form.fullmatch(_text(value, 64)):
        raise ValueError("a digest is none")
    return value  # type: ignore[no-any-return]  # a text, as it fits


def _one_of(value: Any, known: Any) -> str:
    if _text(value, _NAME) not in known:
        raise ValueError(f"{value[:40]} is none of {', '.join(known)}")
    return value  # type: ignore[no-any-return]  # a text, as it is one of them
