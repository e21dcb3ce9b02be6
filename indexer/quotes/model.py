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
from sys import intern
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from indexer.quotes.candidates import Options, Sighting

# What is known of a candidate, in the order of Candidate.known: of a mention (a Sighting), of the quotation.
_MENTION = ("kind", "rank", "sentences", "verb", "next", "previous", "fine", "coarse")
_QUOTE = ("close", "case", "length", "before", "after")
FIELDS = {
    "B": ("side", *_MENTION, *_QUOTE),
    "A": ("side", *_MENTION, *_QUOTE),
    "C": ("side", "paragraphs", "coarse", "fine", *_QUOTE),
    "0": ("side", *_QUOTE),
}
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
_GROUPS = {
    "C": ("side paragraphs close case length before",),
    "0": ("side close case length", "length before"),
}
SCORERS = {side: Scorer(side, FIELDS[side], TEMPLATES[side], groups=_GROUPS.get(side, ())) for side in FIELDS}


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
            value = intern(values.pop(left))
            self.setdefault(tuple(values), {})[value] = weight

    def __missing__(self, values: tuple[str, ...]) -> dict[str, int]:
        return self._NONE


_Get = Callable[[str, int], int]
# The score of the values of few kinds, and the tables that they choose.
_Few = tuple[int, _Get, _Get, _Get, _Get, _Get, _Get]


class _Mentions:
    """The scores of mentions on one side, as those of `Scorer`, sooner.

    What the candidates of a quotation have in common is looked up once for all of them; the letters around a
    mention, which few mentions share, are looked up by themselves and not in a tuple.
    """

    def __init__(self, side: str) -> None:
        self._next_close = _Nested(side, "next close", "next")
        self._fine_close = _Nested(side, "fine close", "fine")
        self._length_verb = _Nested(side, "length case verb", "verb")
        self._coarse_after = _Nested(side, "coarse after", "coarse")
        self._by_kind = tuple(_Nested(side, pair + " kind", pair) for pair in ("next", "previous", "fine", "coarse"))
        self._by_verb = tuple(_Nested(side, pair + " verb sentences", pair) for pair in ("next", "previous"))
        self._few = Scorer(side, _FEW_FIELDS, _FEW)
        self._of_few: dict[tuple[str, ...], _Few] = {}

    def scores(self, found: list[Sighting], shape: tuple[str, ...]) -> list[int]:
        """The scores of the candidates on this side of a quotation, of which `shape` is known."""
        close, case, length, _, after = shape
        by_next, by_fine = self._next_close[close,].get, self._fine_close[close,].get
        by_verb, by_coarse = self._length_verb[length, case].get, self._coarse_after[after,].get
        look = self._of_few.get
        result = []
        for _, kind, rank, sentences, verb, following, previous, fine, coarse in found:
            few = look((kind, rank, sentences, verb, close)) or self._combine((kind, rank, sentences, verb, close))
            score, kind_next, kind_previous, kind_fine, kind_coarse, verb_next, verb_previous = few
            result.append(
                score + kind_next(following, 0) + kind_previous(previous, 0) + kind_fine(fine, 0)
                + kind_coarse(coarse, 0) + verb_next(following, 0) + verb_previous(previous, 0) + by_next(following, 0)
                + by_fine(fine, 0) + by_verb(verb, 0) + by_coarse(coarse, 0)
            )  # fmt: skip
        return result

    def _combine(self, values: tuple[str, ...]) -> _Few:
        """For the values of _FEW_FIELDS their score, and the tables that they choose."""
        kind, _, sentences, verb, _ = values
        following, previous, fine, coarse = (nested[kind,].get for nested in self._by_kind)
        after, before = (nested[verb, sentences].get for nested in self._by_verb)
        self._of_few[values] = found = (self._few(values), following, previous, fine, coarse, after, before)
        return found


# The templates of few values: their sum is remembered.
_FEW_FIELDS = ("kind", "rank", "sentences", "verb", "close")
_FEW = tuple(
    tuple(line.split())
    for line in ("kind", "kind sentences", "sentences rank", "verb rank kind", "verb close sentences")
)


@cache
def _mentions(side: str) -> _Mentions:
    return _Mentions(side)


def scores(found: Options) -> list[int]:
    """The scores of all candidates of one quotation, in hundredths, in their order."""
    shape = found.shape
    result = _mentions("B").scores(found.before, shape) if found.before else []
    if found.after:
        result += _mentions("A").scores(found.after, shape)
    if found.carried is not None:
        result.append(SCORERS["C"](("C", *found.carried, *shape)))
    result.append(SCORERS["0"](("0", *shape)))
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
