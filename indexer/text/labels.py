"""What the labels of header lines mean: `Source: …`, `Tarih: …`, `見出し：…`.

`labels.tsv` has them by language and field. A label means the same whatever language the text is in: no two languages
have one word for two fields.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

__all__ = ["Labelled", "field_of", "labelled", "stated_by", "unknown_block"]

_LABELS = Path(__file__).with_name("labels.tsv")
# A word of one letter is none of ours but in languages that need few.
_LABELLED = re.compile(
    r"\**([^\W\d_][\w'’]{0,19}(?: [^\W\d_][\w'’]{0,15}){0,2})\**\s?(?::\**(?!//)|：)\s*(.*)\Z", re.DOTALL
)
_FEWEST, _MOST = 3, 12
"""Lines of a block of labels."""
_LONGEST_LANGUAGE = 20
_LONGEST = 160
"""Characters of such a line."""


class Labelled(NamedTuple):
    """A line that says what it is: its label, and what stands behind the colon."""

    label: str
    value: str


def labelled(line: str) -> Labelled | None:
    """A line as one with a label, None if it has not that form."""
    found = _LABELLED.match(line)
    return Labelled(found[1], found[2].strip()) if found else None


def field_of(label: str) -> str | None:
    """The field that a label means, in any of the languages."""
    return _table().get(_folded(label))


def stated_by(line: str) -> tuple[str, str] | None:
    """The field that a line with a label states and its value; None if it states none, as `Date: a fruit` does."""
    found = labelled(line)
    name = field_of(found.label) if found is not None else None
    return (name, found.value) if found is not None and name is not None and _fits(name, found.value) else None


def unknown_block(lines: Sequence[str]) -> list[str]:
    """The labels of a block of lines that look like headers, of which none is known; empty if there is none.

    They are at least three, each with another label, and a blank line stands behind them. In a conversation labels
    come back, and what is said is longer.
    """
    found: list[str] = []
    for line in lines[: _MOST + 1]:
        if not line.strip():
            break
        one = labelled(line.strip())
        if one is None or not one.value or len(line) > _LONGEST or one.label in found:
            return []
        found.append(one.label)
    else:
        return []
    return found if len(found) >= _FEWEST and not any(map(field_of, found)) else []


def _folded(label: str) -> str:
    """In small letters, with one i: Turkish writes TARİH for tarih."""
    return label.lower().replace("i̇", "i").replace("ı", "i")


@cache
def _table() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _LABELS.read_text(encoding="utf-8").splitlines():
        _, name, labels = line.split("\t")
        found.update(dict.fromkeys(map(_folded, labels.split("|")), name))
    return found


def _fits(name: str, value: str) -> bool:
    """Whether a labelled value is of the kind that the label promises: `Date: a fruit of the desert` is prose."""
    if name == "date":
        return not value or any(char.isdigit() for char in value)
    if name == "url":
        return value.lower().startswith(("http://", "https://", "www."))
    if name == "language":
        return 0 < len(value) <= _LONGEST_LANGUAGE
    return bool(value) or name == "author"
