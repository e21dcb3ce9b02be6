"""The scores of the candidates of a quotation, sooner than feature by feature, and the same.

Many fields have few values (`FEW`), the others are letters around a mention or a quotation. A template joins a field
of letters to fields of few values, or fields of few values, but for one that joins two of letters. So the weights of
the templates with the same field of letters are kept together, a row for each of its values: what would be a look-up
for each template is one for each field, and the rest is known by its place in the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt

from indexer.quotes.candidates import Options, Sighting
from indexer.quotes.model import CASES, CLOSES, FEW, KINDS, LENGTHS, TEMPLATES, UP_TO_3, VERBS, weights_of

_OF_MENTIONS = frozenset(("kind", "rank", "sentences", "verb"))

Row = tuple[int, ...]
# What the rows of a mention hold: the weights with each kind, then with each close, then with each stage.
_BLOCKS = ("kind", "close", "sentences verb")
_FIRST_CLOSE = len(KINDS)
_FIRST_STAGE = _FIRST_CLOSE + len(CLOSES)
_NONE: Row = (0,) * (_FIRST_STAGE + len(UP_TO_3) * len(VERBS))
_NO_COARSE: dict[str, int] = {}


def _rows(side: str, field: str, blocks: tuple[str, ...]) -> dict[str, Row]:
    """For each value of a field of letters its row: the weights of its templates, block by block.

    The weight of the field by itself, if that is a template, is in all of the first block, of which one always
    counts.
    """
    rows: dict[str, list[int]] = {}
    width, first = sum(len(_values(block)) for block in blocks), 0
    for block in blocks:
        names = block.split()
        for template in TEMPLATES[side]:
            if set(template) == {field, *names}:
                in_order = [names.index(name) for name in template if name != field]
                columns = {tuple(one[k] for k in in_order): first + k for k, one in enumerate(_values(block))}
                at = template.index(field)
                for values, weight in weights_of(side, template):
                    row = rows.get(values[at]) or rows.setdefault(values[at], [0] * width)
                    row[columns[values[:at] + values[at + 1 :]]] = weight
        first += len(_values(block))
    if (field,) in TEMPLATES[side]:
        last = len(_values(blocks[0]))
        for (value,), weight in weights_of(side, (field,)):
            row = rows.setdefault(value, [0] * width)
            row[:last] = [weight + one for one in row[:last]]
    return {value: tuple(row) for value, row in rows.items()}


def _values(block: str) -> list[tuple[str, ...]]:
    """The values of fields of few values together, in order."""
    return list(product(*(FEW[name] for name in block.split())))


def _grid(side: str, fields: str, *, without: frozenset[str] = frozenset()) -> npt.NDArray[np.int64]:
    """The sums of the weights of the templates with none but `fields`, which have few values, by their numbers.

    Templates with none but those of `without` are left out.
    """
    axes = fields.split()
    grid = np.zeros([len(FEW[name]) for name in axes], dtype=np.int64)
    for template in TEMPLATES[side]:
        if set(template) <= {"side", *axes} and not set(template) <= without:
            for values, weight in weights_of(side, template):
                known = dict(zip(template, values, strict=True))
                grid[*(FEW[name].index(known[name]) if name in known else slice(None) for name in axes)] += weight
    return grid


# What a stage of the way from a quotation to a mention, sentences and verb, tells: which place in the rows is its
# own, its score with what is known of the quotation, and the scores of each rank with each kind.
_Stage = tuple[int, int, tuple[Row, ...]]
_Stages = tuple[tuple[_Stage, ...], ...]


class _Mentions:
    """The scores of mentions on one side."""

    def __init__(self, side: str) -> None:
        self._next = _rows(side, "next", _BLOCKS)
        self._previous = _rows(side, "previous", _BLOCKS)
        self._fine = _rows(side, "fine", _BLOCKS[:2])
        self._coarse = _rows(side, "coarse", _BLOCKS[:1])
        self._coarse_after: dict[str, dict[str, int]] = {}
        for (coarse, after), weight in weights_of(side, ("coarse", "after")):
            self._coarse_after.setdefault(after, {})[coarse] = weight
        # By sentences, verb and rank the scores of each kind; by close, case and length those of each stage.
        self._by_rank = [
            [tuple(map(tuple, by_rank)) for by_rank in by_verb]
            for by_verb in _grid(side, "sentences verb rank kind").tolist()
        ]
        self._of_stage = _grid(side, "close case length sentences verb", without=_OF_MENTIONS).tolist()

    def stages(self, close: int, case: int, length: int) -> _Stages:
        """What the number of sentences and then the verb between tell, for a quotation of that kind."""
        places = iter(range(_FIRST_STAGE, len(_NONE)))
        return tuple(
            tuple((next(places), score, by_rank) for score, by_rank in zip(*of_sentences, strict=True))
            for of_sentences in zip(self._of_stage[close][case][length], self._by_rank, strict=True)
        )

    def scores(self, found: list[Sighting], stages: _Stages, close: int, after: str) -> list[int]:
        """The scores of the candidates on this side of a quotation; `close` is its place in the rows."""
        by_next, by_previous, by_fine, by_coarse = (
            self._next.get,
            self._previous.get,
            self._fine.get,
            self._coarse.get,
        )
        by_coarse_here = self._coarse_after.get(after, _NO_COARSE).get
        result = []
        for _, kind, rank, sentences, verb, following, previous, fine, coarse in found:
            stage, score, by_rank = stages[sentences][verb]
            with_next, with_previous = by_next(following, _NONE), by_previous(previous, _NONE)
            with_fine = by_fine(fine, _NONE)
            result.append(
                score + by_rank[rank][kind] + with_next[kind] + with_next[close] + with_next[stage]
                + with_previous[kind] + with_previous[stage] + with_fine[kind] + with_fine[close]
                + by_coarse(coarse, _NONE)[kind] + by_coarse_here(coarse, 0)
            )  # fmt: skip
        return result


@dataclass(slots=True, eq=False)
class _Quoted:
    """What the fields of few values of a quotation tell: close, case and length."""

    close: int
    case: int
    length: int
    nobody: int
    carried: Row
    before: _Stages
    after: _Stages


class _Scores:
    """The scores of all candidates."""

    def __init__(self) -> None:
        self._before, self._after = _Mentions("B"), _Mentions("A")
        self._nobody_before = _rows("0", "before", ("length",))
        self._nobody_after = _rows("0", "after", ("length",))
        self._nobody = _grid("0", "close case length").tolist()
        self._carried_before = _rows("C", "before", ("paragraphs", "close", "case"))
        self._carried_by = [
            {value: weight for (value,), weight in weights_of("C", (field,))} for field in ("coarse", "fine", "after")
        ]
        self._carried = _grid("C", "close case length paragraphs").tolist()
        self._quoted: dict[tuple[str, str, str], _Quoted] = {}

    def __call__(self, found: Options) -> list[int]:
        """The scores of all candidates of one quotation, in hundredths, in their order."""
        shape, sightings_before, sightings_after, carried = found
        close, case, length, before, after = shape
        quoted = self._quoted.get((close, case, length)) or self._quote(close, case, length)
        place = _FIRST_CLOSE + quoted.close
        result = self._before.scores(sightings_before, quoted.before, place, after) if sightings_before else []
        if sightings_after:
            result += self._after.scores(sightings_after, quoted.after, place, after)
        if carried is not None:
            paragraphs, coarse, fine = carried
            by_coarse, by_fine, by_after = self._carried_by
            row = self._carried_before.get(before, _NONE)
            first_close, first_case = len(UP_TO_3), len(UP_TO_3) + len(CLOSES)
            result.append(
                quoted.carried[paragraphs] + row[paragraphs] + row[first_close + quoted.close]
                + row[first_case + quoted.case] + by_coarse.get(coarse, 0) + by_fine.get(fine, 0)
                + by_after.get(after, 0)
            )  # fmt: skip
        number = quoted.length
        result.append(
            quoted.nobody
            + self._nobody_before.get(before, _NONE)[number]
            + self._nobody_after.get(after, _NONE)[number]
        )
        return result

    def _quote(self, close: str, case: str, length: str) -> _Quoted:
        """What a quotation of that kind tells, remembered."""
        few = CLOSES.index(close), CASES.index(case), LENGTHS.index(length)
        first, second, third = few
        nobody, carried = self._nobody[first][second][third], tuple(self._carried[first][second][third])
        found = _Quoted(*few, nobody, carried, self._before.stages(*few), self._after.stages(*few))
        self._quoted[close, case, length] = found
        return found


@cache
def _scores() -> _Scores:
    return _Scores()


def scores(found: Options) -> list[int]:
    """The scores of all candidates of one quotation, in hundredths, in their order."""
    return _scores()(found)


def forget_scores() -> None:
    """Read the weights again: they have been written anew."""
    _scores.cache_clear()
