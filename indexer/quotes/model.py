"""A linear model over what is known of the candidates; its weights are a readable file.

The probability of a candidate is the softmax of the scores of all candidates of a quotation. A score is a
sum of weights, one for each feature; a feature is a conjunction of one to four of the known values (see
`TEMPLATES`), so every decision can be read as "these patterns spoke for it". `train.py` makes the weights.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import resources
from operator import itemgetter

# What is known of a candidate, in the order of Candidate.known.
_MENTION = ("kind", "rank", "fine", "coarse", "sentences", "verb", "next", "previous")
_QUOTE = ("close", "case", "length", "before", "after")
FIELDS = {
    "B": ("side", *_MENTION, *_QUOTE),
    "A": ("side", *_MENTION, *_QUOTE),
    "C": ("side", "paragraphs", "coarse", "fine", *_QUOTE),
    "0": ("side", *_QUOTE),
}
_SIDES = """
kind
kind next
kind previous
fine close
fine kind
previous verb sentences
coarse after
sentences rank
verb rank kind
next close
next after
previous after before
before after close
next verb sentences
before kind sentences
length case verb
"""
TEMPLATES = {
    "B": tuple(tuple(line.split()) for line in _SIDES.split("\n") if line),
    "A": tuple(tuple(line.split()) for line in _SIDES.split("\n") if line),
    "C": tuple(
        tuple(line.split())
        for line in (
            "side", "paragraphs", "coarse", "fine", "paragraphs before", "paragraphs before after", "before after",
            "paragraphs close", "close before", "case before", "coarse after", "coarse before", "length case",
            "fine after", "fine close", "paragraphs length", "after",
        )
    ),
    "0": tuple(
        tuple(line.split())
        for line in ("side", "close", "case length", "before", "after", "before after", "length before", "length after")
    ),
}  # fmt: skip


Table = tuple[str, Callable[[tuple[str, ...]], str | tuple[str, ...]]]


def compile_templates(prefix: str, fields: tuple[str, ...], templates: tuple[tuple[str, ...], ...]) -> list[Table]:
    """For each template the head of its features and what picks its values from those known."""
    return [(f"{prefix}:{'+'.join(names)}=", itemgetter(*map(fields.index, names))) for names in templates]


def named_features(tables: list[Table], known: tuple[str, ...]) -> list[str]:
    """The features of what is known, each as it stands in the file of weights."""
    found = []
    for head, pick in tables:
        values = pick(known)
        found.append(head + (values if isinstance(values, str) else " ".join(values)))
    return found


_COMPILED = {side: compile_templates(side, FIELDS[side], TEMPLATES[side]) for side in FIELDS}


def features(known: tuple[str, ...]) -> list[str]:
    """The features of a candidate."""
    return named_features(_COMPILED[known[0]], known)


@cache
def weights() -> dict[str, float]:
    """The weights that ship, by feature."""
    content = resources.files("indexer.quotes").joinpath("speaker_weights.tsv").read_text(encoding="utf-8")
    table: dict[str, float] = {}
    for line in content.splitlines():
        if not line.startswith("#"):
            feature, weight = line.rsplit("\t", 1)
            table[feature] = float(weight)
    return table
