"""The scores of the candidates of a quotation, sooner than feature by feature, and the same.

Many fields have few values (`FEW`), the others are letters around a mention or a quotation. A template joins a field
of letters to fields of few values, or fields of few values, but for one that joins two of letters. So the weights of
the templates with the same field of letters are kept together, a row for each of its values: what would be a look-up
for each template is one for each field, and the rest is known by its place in the row.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

from indexer.quotes.candidates import Options, Sighting
from indexer.quotes.model import CASES, CLOSES, FEW, KINDS, LENGTHS, TEMPLATES, UP_TO_3, VERBS, Scorer, weights_of

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

    The weight of the field by itself, if that is a template, is in all of the first block, of which one always counts.
    """
    rows: dict[str, list[int]] = {}
    width, first = sum(len(_values(block)) for block in blocks), 0
    for block in blocks:
        names, last = block.split(), first + len(_values(block))
        for template in TEMPLATES[side]:
            if set(template) == {field, *names}:
                in_order = [names.index(name) for name in template if name != field]
                columns = {tuple(one[k] for k in in_order): first + k for k, one in enumerate(_values(block))}
                at = template.index(field)
                for values, weight in weights_of(side, template).items():
                    row = rows.setdefault(values[at], [0] * width)
                    row[columns[values[:at] + values[at + 1 :]]] += weight
            elif template == (field,) and first == 0:
                for (value,), weight in weights_of(side, template).items():
                    row = rows.setdefault(value, [0] * width)
                    row[:last] = [weight + one for one in row[:last]]
        first = last
    return {value: tuple(row) for value, row in rows.items()}


def _values(block: str) -> list[tuple[str, ...]]:
    """The values of fields of few values together, in order."""
    return list(product(*(FEW[name] for name in block.split())))


def _of_few(side: str, fields: tuple[str, ...], *, without: frozenset[str] = frozenset()) -> Scorer:
    """The score of `fields` of few values by the templates that have no others, nor none but those of `without`."""
    inside = (one for one in TEMPLATES[side] if set(one) <= set(fields) and not set(one) <= without)
    return Scorer(side, fields, tuple(inside))


# What a stage of the way from a quotation to a mention, sentences and verb, tells: which place in the rows is its own,
# its score with what is known of the quotation, and the scores of each rank with each kind.
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
        for (coarse, after), weight in weights_of(side, ("coarse", "after")).items():
            self._coarse_after.setdefault(after, {})[coarse] = weight
        score = _of_few(side, ("kind", "rank", "sentences", "verb"))
        self._by_rank = {
            (sentences, verb): tuple(tuple(score((kind, rank, sentences, verb)) for kind in KINDS) for rank in UP_TO_3)
            for sentences, verb in product(UP_TO_3, VERBS)
        }
        fields = ("sentences", "verb", "close", "case", "length")
        self._of_stage = _of_few(side, fields, without=_OF_MENTIONS)

    def stages(self, close: str, case: str, length: str) -> _Stages:
        """What the number of sentences and then the verb between tell, for a quotation of that kind."""
        places = iter(range(_FIRST_STAGE, len(_NONE)))
        return tuple(
            tuple(
                (next(places), self._of_stage((sentences, verb, close, case, length)), self._by_rank[sentences, verb])
                for verb in VERBS
            )
            for sentences in UP_TO_3
        )

    def scores(self, found: list[Sighting], stages: _Stages, close: int, after: str) -> list[int]:
        """The scores of the candidates on this side of a quotation; `close` is its place in the rows."""
        by_next, by_previous, by_fine, by_coarse = self._next.get, self._previous.get, self._fine.get, self._coarse.get
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


class _Quoted(NamedTuple):
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
        self._nobody = _of_few("0", ("side", "close", "case", "length"))
        self._carried_before = _rows("C", "before", ("paragraphs", "close", "case"))
        self._carried_by = [
            {value: weight for (value,), weight in weights_of("C", (field,)).items()}
            for field in ("coarse", "fine", "after")
        ]
        self._carried = _of_few("C", ("side", "paragraphs", "close", "case", "length"))
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
        self._quoted[close, case, length] = found = _Quoted(
            CLOSES.index(close),
            CASES.index(case),
            LENGTHS.index(length),
            self._nobody(("0", close, case, length)),
            tuple(self._carried(("C", paragraphs, close, case, length)) for paragraphs in UP_TO_3),
            self._before.stages(close, case, length),
            self._after.stages(close, case, length),
        )
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
