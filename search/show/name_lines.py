"""What is told under an answer of the names in its query: other spellings, other names, that there are several."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

from search.language.normal import normal_form
from search.language.syntax import Field, Literal
from search.results import Asked, Results
from search.show.terminal import safe

__all__ = ["name_lines"]

_TOLD = 8  # names in a line


def name_lines(answer: Results | Asked) -> list[str]:
    """The spellings and other names in which names of a query were found besides, a line for each name; and a line
    for each that is several outlets'."""
    lines = [
        f"also: {_counts(spellings)}; {_exactly(safe(word))} for this "
        f"{'name' if word.startswith('source:') else 'spelling'} only"
        for word, spellings in answer.variants.items()
    ]
    for clause, outlets in answer.outlets.items():
        one = normal_form(Field("outlet", Literal(next(iter(outlets)))))
        lines.append(f"{safe(clause)}: {_counts(outlets)}; {safe(one)} for one of them only")
    return lines


def _counts(names: Mapping[str, int]) -> str:
    told = [f"{safe(name)} ({count:,})" for name, count in islice(names.items(), _TOLD)]
    more = [f"{len(names) - _TOLD:,} more"] if len(names) > _TOLD else []
    return ", ".join(told + more)


def _exactly(word: str) -> str:
    """`=kyiv`, `speaker:=zelensky`, `source:="abc news"`."""
    field, colon, name = word.partition(":")
    return f"{field}:={name}" if colon else f"={word}"
