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


Pick = Callable[[tuple[str, ...]], str | tuple[str, ...]]
Table = tuple[str, Pick]


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


class Scorer:
    """The score of what is known: the sum of the weights of all its features, in hundredths.

    The same sum as that of the weights of `named_features`; the values are looked up as they are, a table a
    template, and no name of a feature is written out.
    """

    def __init__(self, prefix: str, fields: tuple[str, ...], templates: tuple[tuple[str, ...], ...]) -> None:
        self._templates = compile_templates(prefix, fields, templates)
        self._look: list[tuple[Callable[[str | tuple[str, ...], int], int], Pick]] = []

    def __call__(self, known: tuple[str, ...]) -> int:
        if not self._look:
            self._read()
        return sum([get(pick(known), 0) for get, pick in self._look])

    def _read(self) -> None:
        """Sort the weights by template."""
        tables: dict[str, dict[str | tuple[str, ...], int]] = {head: {} for head, _ in self._templates}
        for feature, weight in weights().items():
            head, _, values = feature.partition("=")
            table = tables.get(head + "=")
            if table is not None:
                table[tuple(values.split(" ")) if "+" in head else values] = round(weight * 100)
        self._look = [(tables[head].get, pick) for head, pick in self._templates]

    def forget(self) -> None:
        """Read the weights again."""
        self._look.clear()


_COMPILED = {side: compile_templates(side, FIELDS[side], TEMPLATES[side]) for side in FIELDS}
SCORERS = {side: Scorer(side, FIELDS[side], TEMPLATES[side]) for side in FIELDS}


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
