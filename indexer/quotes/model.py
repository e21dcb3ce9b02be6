"""A linear model over what is known of the candidates; its weights are a readable file.

The probability of a candidate is the softmax of the scores of all candidates of a quotation. A score is a
sum of weights, one for each feature; a feature is a conjunction of one to four of the known values (see
`TEMPLATES`), so every decision can be read as "these patterns spoke for it". `train.py` makes the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from operator import itemgetter

# What is known of a candidate, in the order of Candidate.known: of a mention, of the quotation.
_MENTION = ("kind", "rank", "sentences", "verb", "next", "previous", "fine", "coarse")
_QUOTE = ("close", "case", "length", "before", "after")
FIELDS = {
    "B": ("side", *_MENTION, *_QUOTE),
    "A": ("side", *_MENTION, *_QUOTE),
    "C": ("side", "paragraphs", "coarse", "fine", *_QUOTE),
    "0": ("side", *_QUOTE),
}
# The letters of mentions, and the same with a possessive behind them.
KINDS = tuple(letter + owner for owner in ("", "'") for letter in "NOLPEwpR")
# Verbs of speech and what stands for one, the strongest first.
VERBS = "VDGBWgAS-"
# A number, 3 if it is higher.
UP_TO_3 = "0123"
# How a quotation ends, how it begins, how many words it has at most (+ if more).
CLOSES, CASES, LENGTHS = ".!?,…w", "lU", "137+"
# The values of the fields that have few, each in the order of its numbers.
FEW = {
    "kind": KINDS, "rank": UP_TO_3, "sentences": UP_TO_3, "verb": VERBS, "paragraphs": UP_TO_3,
    "close": CLOSES, "case": CASES, "length": LENGTHS,
}  # fmt: skip
_SIDES = (
    "kind", "next kind", "previous kind", "kind sentences", "sentences rank", "verb rank kind", "next verb sentences",
    "previous verb sentences", "next close", "length case verb", "fine kind", "fine close", "coarse after",
    "coarse kind", "verb close sentences",
)  # fmt: skip
TEMPLATES = {
    "B": tuple(tuple(line.split()) for line in _SIDES),
    "A": tuple(tuple(line.split()) for line in _SIDES),
    "C": tuple(
        tuple(line.split())
        for line in (
            "side", "paragraphs", "paragraphs before", "paragraphs close", "paragraphs length", "close before",
            "case before", "length case", "coarse", "fine", "after",
        )
    ),
    "0": tuple(
        tuple(line.split())
        for line in ("side", "close", "case length", "before", "length before", "after", "length after")
    ),
}  # fmt: skip


_SUMS_AT_MOST = 1 << 16

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

    def __init__(
        self,
        prefix: str,
        fields: tuple[str, ...],
        templates: tuple[tuple[str, ...], ...],
        *,
        groups: tuple[str, ...] = (),
    ) -> None:
        """`groups` are fields of few values together: the sum of the templates that they hold is remembered."""
        self._groups: list[_Sums] = []
        left = list(templates)
        for names in [tuple(group.split()) for group in groups]:
            inside = tuple(template for template in left if set(template) <= set(names))
            left = [template for template in left if template not in inside]
            self._groups.append(_Sums(itemgetter(*map(fields.index, names)), Scorer(prefix, names, inside)))
        self._templates = compile_templates(prefix, fields, tuple(left))
        self._look: list[tuple[Callable[[str | tuple[str, ...], int], int], Pick]] = []
        self._ready = False

    def __call__(self, known: tuple[str, ...]) -> int:
        if not self._ready:
            self._read()
        score = 0
        for get, pick in self._look:
            score += get(pick(known), 0)
        for group in self._groups:
            score += group[group.pick(known)]
        return score

    def _read(self) -> None:
        """Sort the weights by template."""
        for head, pick in self._templates:
            several = "+" in head
            table: dict[str | tuple[str, ...], int] = {
                tuple(values.split(" ")) if several else values: weight for values, weight in _table(head).items()
            }
            self._look.append((table.get, pick))
        self._ready = True

    def forget(self) -> None:
        """Read the weights again."""
        self._look.clear()
        self._ready = False
        for group in self._groups:
            group.clear()
            group.scorer.forget()


class _Sums(dict[tuple[str, ...], int]):
    """The scores of the values of a group of fields, once a combination."""

    def __init__(self, pick: Callable[[tuple[str, ...]], tuple[str, ...]], scorer: Scorer) -> None:
        super().__init__()
        self.pick = pick
        self.scorer = scorer

    def __missing__(self, values: tuple[str, ...]) -> int:
        if len(self) > _SUMS_AT_MOST:
            self.clear()
        self[values] = score = self.scorer(values)
        return score


_COMPILED = {side: compile_templates(side, FIELDS[side], TEMPLATES[side]) for side in FIELDS}


def features(known: tuple[str, ...]) -> list[str]:
    """The features of a candidate."""
    return named_features(_COMPILED[known[0]], known)


def forget() -> None:
    """Read the weights again: they have been written anew."""
    weights.cache_clear()
    _tables.cache_clear()


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


@cache
def _tables() -> dict[str, dict[str, int]]:
    """The weights in hundredths, by the head of the feature and then by its values."""
    found: dict[str, dict[str, int]] = {}
    numbers: dict[int, int] = {}
    for feature, weight in weights().items():
        head, _, values = feature.partition("=")
        hundredths = round(weight * 100)
        # Each number is kept once: what is looked up so often should lie close together.
        found.setdefault(head + "=", {})[values] = numbers.setdefault(hundredths, hundredths)
    return found


def _table(head: str) -> dict[str, int]:
    """The weights in hundredths of one template."""
    return _tables().get(head, {})


def weights_of(side: str, template: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """The values of one template of a side with their weights, in hundredths."""
    for values, weight in _table(f"{side}:{'+'.join(template)}=").items():
        yield tuple(values.split(" ")), weight
