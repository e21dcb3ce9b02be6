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
from typing import ClassVar

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

    def __call__(self, known: tuple[str, ...]) -> int:
        if not self._look:
            self._read()
        score = sum([get(pick(known), 0) for get, pick in self._look])
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

    def forget(self) -> None:
        """Read the weights again."""
        self._look.clear()
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
        self[values] = score = self.scorer(values)
        return score


_COMPILED = {side: compile_templates(side, FIELDS[side], TEMPLATES[side]) for side in FIELDS}
SCORERS = {side: Scorer(side, FIELDS[side], TEMPLATES[side]) for side in FIELDS}


def features(known: tuple[str, ...]) -> list[str]:
    """The features of a candidate."""
    return named_features(_COMPILED[known[0]], known)


class _Nested(dict[tuple[str, ...], dict[str, int]]):
    """The weights of a template of a side: by some of its values, then by the one that is left."""

    _NONE: ClassVar[dict[str, int]] = {}

    def __init__(self, side: str, template: str, last: str) -> None:
        super().__init__()
        names = template.split()
        head = f"{side}:{'+'.join(names)}="
        left = names.index(last)
        for joined, weight in _table(head).items():
            values = joined.split(" ")
            value = values.pop(left)
            self.setdefault(tuple(values), {})[value] = weight

    def __missing__(self, values: tuple[str, ...]) -> dict[str, int]:
        return self._NONE


class _Mentions:
    """The scores of mentions on one side, as those of `Scorer`, sooner.

    What the candidates of a quotation have in common is looked up once for all of them; the values that few
    mentions share, the letters beside them, are looked up by themselves and not in a tuple.
    """

    def __init__(self, side: str) -> None:
        self._side = side
        self._nested = [
            _Nested(side, *pair)
            for pair in (
                ("fine close", "fine"), ("coarse after", "coarse"), ("next close", "next"), ("next after", "next"),
                ("previous after before", "previous"), ("before after close", "before"), ("length case verb", "verb"),
            )
        ]  # fmt: skip
        self._by_kind = [
            _Nested(side, *pair)
            for pair in (("kind next", "next"), ("kind previous", "previous"), ("fine kind", "fine"))
        ]
        self._by_verb = [
            _Nested(side, *pair) for pair in (("next verb sentences", "next"), ("previous verb sentences", "previous"))
        ]
        self._few = Scorer(side, FIELDS[side], _FEW)
        # For each combination of the values of few kinds their score and the tables that they choose.
        self._of_few: dict[tuple[str, ...], tuple[int, list[dict[str, int]]]] = {}

    def sheet(self, known: tuple[str, ...]) -> list[dict[str, int]]:
        """The tables for all candidates of the quotation of one of them."""
        close, case, length, before, after = known[9:]
        found = [
            nested[values]
            for nested, values in zip(
                self._nested,
                ((close,), (after,), (close,), (after,), (after, before), (after, close), (length, case)),
                strict=True,
            )
        ]
        found[5] = {"": found[5].get(before, 0)}
        return found

    def score(self, known: tuple[str, ...], sheet: list[dict[str, int]]) -> int:
        """The score of one candidate of the quotation whose tables are given."""
        _, kind, rank, fine, coarse, sentences, verb, following, previous, _, _, _, before, _ = known
        few = (kind, rank, sentences, verb, before)
        of_few = self._of_few.get(few)
        if of_few is None:
            tables = [nested[kind,] for nested in self._by_kind]
            tables += [nested[verb, sentences] for nested in self._by_verb]
            self._of_few[few] = of_few = (self._few(known), tables)
        score, (kind_next, kind_previous, kind_fine, verb_next, verb_previous) = of_few
        close_fine, after_coarse, close_next, after_next, after_previous, whole, length_verb = sheet
        return (
            score + close_fine.get(fine, 0) + after_coarse.get(coarse, 0) + close_next.get(following, 0)
            + after_next.get(following, 0) + after_previous.get(previous, 0) + whole[""] + length_verb.get(verb, 0)
            + kind_next.get(following, 0) + kind_previous.get(previous, 0) + kind_fine.get(fine, 0)
            + verb_next.get(following, 0) + verb_previous.get(previous, 0)
        )  # fmt: skip


# The templates of few values: their sum is remembered.
_FEW = tuple(tuple(line.split()) for line in ("kind", "sentences rank", "verb rank kind", "before kind sentences"))


@cache
def _mentions(side: str) -> _Mentions:
    return _Mentions(side)


def scores(found: list[tuple[str, ...]]) -> list[int]:
    """The scores of all candidates of one quotation, in hundredths."""
    sheets: dict[str, list[dict[str, int]]] = {}
    result = []
    for known in found:
        side = known[0]
        if side in "BA":
            mentions = _mentions(side)
            sheet = sheets.get(side)
            if sheet is None:
                sheet = sheets[side] = mentions.sheet(known)
            result.append(mentions.score(known, sheet))
        else:
            result.append(SCORERS[side](known))
    return result


def forget() -> None:
    """Read the weights again: they have been written anew."""
    weights.cache_clear()
    _tables.cache_clear()
    _mentions.cache_clear()
    for scorer in SCORERS.values():
        scorer.forget()


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
    for feature, weight in weights().items():
        head, _, values = feature.partition("=")
        found.setdefault(head + "=", {})[values] = round(weight * 100)
    return found


def _table(head: str) -> dict[str, int]:
    """The weights in hundredths of one template."""
    return _tables().get(head, {})
