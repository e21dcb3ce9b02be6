"""What a user has been shown of a question: up to which generation of an index, so that what is new can be told.

One readable file beside the saved queries, a line of JSON a question and index. An index is known by its identity,
which all its generations share; one that was built anew has another, and what was there before it cannot be told.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from indexer.errors import UsageError
from search.language import Kind, lex
from search.saved_queries import alone, replace_whole, saved_queries, state_folder

__all__ = ["Before", "LastAsked", "asked_path", "last_asked", "question_of", "remember"]

Before = Literal["known", "never", "rebuilt", "older"]
"""known: it was asked of this index. never: it was not. rebuilt: of one that stood in this place before. older: the
index was further on then, as one that was put back from a copy."""

_MOST = 2_000
"""Questions that are remembered; of more, those are forgotten that were asked longest ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAsked:
    """When a question was last asked for what is new; `generation` is what it was shown up to, None for nothing."""

    before: Before
    generation: int | None = None
    day: str = ""

    @property
    def told(self) -> str:
        """What an answer is new against, in words."""
        match self.before:
            case "known":
                return f"new since {self.day} (generation {self.generation})"
            case "never":
                return "asked for the first time: all of it is new"
            case "rebuilt":
                return f"the index was built anew since {self.day}: all of it is new"
            case "older":
                return f"the index is an older one than on {self.day}: all of it is new"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    question: str
    identity: str
    path: str
    generation: int
    day: str


def asked_path() -> Path:
    return state_folder() / "asked"


def question_of(text: str, **how: str | None) -> str:
    """What makes a question the same: its text, what the saved queries in it stand for, and how it is asked."""
    parts = [" ".join(text.split()), *(f"{name}={value}" for name, value in sorted(how.items()) if value is not None)]
    if how.get("reading") != "words":
        known = saved_queries()
        meant: dict[str, str] = {}
        waiting = [text]
        while waiting:
            for token in lex(waiting.pop()):
                name = token.text[1:].lower()
                if token.kind is Kind.SAVED and name in known and name not in meant:
                    meant[name] = known[name]
                    waiting.append(known[name])
        parts += [f"@{name} {query}" for name, query in sorted(meant.items())]
    return "\n".join(parts)


def last_asked(question: str, *, identity: str, path: Path, generation: int) -> LastAsked:
    """What was last shown of a question that is asked of an index now in `generation`. UsageError for a damaged
    file."""
    rows = [row for row in _rows() if row.question == question]
    for row in reversed(rows):
        if row.identity == identity:
            if row.generation > generation:
                return LastAsked(before="older", day=row.day)
            return LastAsked(before="known", generation=row.generation, day=row.day)
    here = [row for row in rows if row.path == str(path.absolute())]
    return LastAsked(before="rebuilt", day=here[-1].day) if here else LastAsked(before="never")


def remember(question: str, *, identity: str, path: Path, generation: int) -> None:
    """That the whole answer to a question was shown up to this generation."""
    row = _Row(
        question=question,
        identity=identity,
        path=str(path.absolute()),
        generation=generation,
        day=dt.date.today().isoformat(),
    )
    with alone(asked_path()):
        same = question, identity, row.path
        kept = [one for one in _rows() if (one.question, one.identity, one.path) != same]
        lines = (json.dumps(asdict(one), ensure_ascii=False) for one in [*kept, row][-_MOST:])
        replace_whole(asked_path(), "".join(f"{line}\n" for line in lines))


def _rows() -> list[_Row]:
    path = asked_path()
    try:
        lines = path.read_bytes().decode("utf-8", "replace").split("\n")
    except FileNotFoundError:
        return []
    return [_row(json_line, number, path) for number, json_line in enumerate(lines, 1) if json_line.strip()]


def _row(line: str, number: int, path: Path) -> _Row:
    try:
        values: dict[str, Any] = json.loads(line)
        row = _Row(**values)
        if type(row.generation) is not int or not {
            type(row.question),
            type(row.identity),
            type(row.path),
            type(row.day),
        } == {str}:
            raise TypeError("another kind of value")
    except (ValueError, TypeError, RecursionError) as error:
        raise UsageError(f"{path}, line {number} cannot be read", hint="remove the line, or the file") from error
    return row
