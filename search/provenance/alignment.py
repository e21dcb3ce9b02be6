"""Which words of a stretch of text are those of a quotation: runs of equal words, in order in both.

The longest common subsequence (rapidfuzz's Indel, bit-parallel after Hyyrö 2004) has the most words in common, but
takes each where it comes first: of "the minister said the people want peace" it would give the first "the" to "the
people". So words are looked for again beside the others if they stand far off, words are moved to the longer of the
two runs that they could belong to, and words that stand alone, far from the others, are let go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

__all__ = ["Alignment", "Run", "align", "in_a_row"]

_NEAR = 2  # words between a word alone and its neighbour in both texts, at most
_FAR = 6  # words of text between two runs, beyond which as many words are looked for nearer by
_STRAY = 4  # words of text between a word alone at either end and the rest, at most
_WAY = 0.02  # bits that each word between two runs costs, so that of two places the denser one is taken


@dataclass(frozen=True, slots=True)
class Run:
    """Equal words: `length` of them from word `quoted` of the quotation and from word `printed` of the text on."""

    quoted: int
    printed: int
    length: int

    @property
    def quoted_end(self) -> int:
        return self.quoted + self.length

    @property
    def printed_end(self) -> int:
        return self.printed + self.length


@dataclass(frozen=True, slots=True)
class Alignment:
    """The runs that a text has of a quotation, in order; at least one."""

    runs: tuple[Run, ...]

    @property
    def longest(self) -> int:
        """The words of the longest run."""
        return max(run.length for run in self.runs)

    def worth(self, bits: Sequence[float]) -> float:
        """What the words in common say, less a little for each word of text between them. `bits` is of each word of
        the quotation."""
        first, last = self.runs[0], self.runs[-1]
        between = last.printed_end - first.printed - sum(run.length for run in self.runs)
        return sum(sum(bits[run.quoted : run.quoted_end]) for run in self.runs) - _WAY * between


def align(quoted: Sequence[str], printed: Sequence[str]) -> Alignment | None:
    """What a text has of a quotation, of one word or more; None if it has no words of it near each other."""
    if (whole := next(in_a_row(quoted, printed), None)) is not None:
        return Alignment((Run(0, whole, len(quoted)),))
    runs = _beside(quoted, printed, _in_common(quoted, printed))
    runs = _turned(_beside(quoted[::-1], printed[::-1], _turned(runs, quoted, printed)), quoted, printed)
    runs = _gathered(quoted, printed, runs)
    runs = _turned(_gathered(quoted[::-1], printed[::-1], _turned(runs, quoted, printed)), quoted, printed)
    runs = _joined(runs)
    if len(quoted) > 1:
        runs = _in_company(runs)
    runs = _without_strays(runs)
    return Alignment(tuple(runs)) if runs else None


def _in_common(quoted: Sequence[str], printed: Sequence[str]) -> list[Run]:
    """The longest common subsequence."""
    return [
        Run(code.src_start, code.dest_start, code.src_end - code.src_start)
        for code in Indel.opcodes(quoted, printed)
        if code.tag == "equal"
    ]


def _beside(quoted: Sequence[str], printed: Sequence[str], runs: list[Run]) -> list[Run]:
    """The runs, those behind a wide gap in the text nearer by if as many words of the rest stand there."""
    for number in range(1, len(runs)):
        first, at = runs[number - 1].quoted_end, runs[number - 1].printed_end
        rest = runs[number:]
        if rest[0].printed - at > _FAR:
            end = min(at + len(quoted) - first + _FAR, rest[-1].printed_end - 1)
            nearer = _in_common(quoted[first:], printed[at:end])
            if sum(run.length for run in nearer) >= sum(run.length for run in rest):
                moved = [Run(run.quoted + first, run.printed + at, run.length) for run in nearer]
                return [*runs[:number], *moved]
    return runs


def in_a_row(quoted: Sequence[str], printed: Sequence[str]) -> Iterator[int]:
    """The places at which a text has all the words of a quotation, with no other between."""
    wanted = list(quoted)
    for at, word in enumerate(printed):
        if word == wanted[0] and list(printed[at : at + len(wanted)]) == wanted:
            yield at


def _in_company(runs: Sequence[Run]) -> list[Run]:
    """The runs without the words alone that have no other run beside them."""

    def beside(one: Run, other: Run) -> bool:
        return other.printed - one.printed_end <= _NEAR and other.quoted - one.quoted_end <= _NEAR

    return [
        run
        for number, run in enumerate(runs)
        if run.length > 1
        or (number > 0 and beside(runs[number - 1], run))
        or (number + 1 < len(runs) and beside(run, runs[number + 1]))
    ]


def _gathered(quoted: Sequence[str], printed: Sequence[str], runs: Sequence[Run]) -> list[Run]:
    """The same runs, each with the equal words right before it, which a shorter run before it loses or is."""
    done: list[Run] = []
    for run in runs:
        grown = _grown(quoted, printed, run, done)
        while done and grown.quoted <= done[-1].quoted:
            done.pop()
            grown = _grown(quoted, printed, grown, done)
        if done and (shared := done[-1].quoted_end - grown.quoted) > 0:
            before = done[-1]
            if before.length >= grown.length:
                grown = Run(grown.quoted + shared, grown.printed + shared, grown.length - shared)
            else:
                done[-1] = Run(before.quoted, before.printed, before.length - shared)
        if len(done) == 1:
            done = [_moved(quoted, printed, done[0], before=grown)]
        done.append(grown)
    return done


def _moved(quoted: Sequence[str], printed: Sequence[str], run: Run, *, before: Run) -> Run:
    """The first run, where the same words last stand before the next one."""
    words = quoted[run.quoted : run.quoted_end]
    for at in range(before.printed - run.length, run.printed, -1):
        if printed[at : at + run.length] == words:
            return Run(run.quoted, at, run.length)
    return run


def _grown(quoted: Sequence[str], printed: Sequence[str], run: Run, before: Sequence[Run]) -> Run:
    """A run with the equal words before it, back to where the run before it ends in the text."""
    floor = before[-1].printed_end if before else 0
    first, at = run.quoted, run.printed
    while at > floor and first > 0 and quoted[first - 1] == printed[at - 1]:
        first, at = first - 1, at - 1
    return Run(first, at, run.quoted_end - first)


def _joined(runs: Sequence[Run]) -> list[Run]:
    """The runs, those that touch in both texts as one."""
    done: list[Run] = []
    for run in runs:
        if done and (done[-1].quoted_end, done[-1].printed_end) == (run.quoted, run.printed):
            done[-1] = Run(done[-1].quoted, done[-1].printed, done[-1].length + run.length)
        else:
            done.append(run)
    return done


def _turned(runs: Sequence[Run], quoted: Sequence[str], printed: Sequence[str]) -> list[Run]:
    """The runs as they are where both texts are read backwards."""
    return [Run(len(quoted) - run.quoted_end, len(printed) - run.printed_end, run.length) for run in reversed(runs)]


def _without_strays(runs: list[Run]) -> list[Run]:
    """The runs without the words alone at either end that stand far from the rest."""
    while len(runs) > 1 and runs[0].length == 1 and runs[1].printed - runs[0].printed_end > _STRAY:
        runs = runs[1:]
    while len(runs) > 1 and runs[-1].length == 1 and runs[-1].printed - runs[-2].printed_end > _STRAY:
        runs = runs[:-1]
    return runs
