"""Each run between marks with its candidates, and what the model makes of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.quotes import pronouns, speech
from indexer.quotes.candidates import Candidate, certain, options, quote_shape
from indexer.quotes.context import Context
from indexer.quotes.credits import without_credits
from indexer.quotes.marks import Run, find_runs, is_wrapped
from indexer.quotes.model import forget
from indexer.quotes.people import People
from indexer.quotes.pronouns import Antecedent
from indexer.quotes.scene import Scene
from indexer.quotes.scoring import forget_scores, scores

# So many letters an attribution has at most that breaks a sentence.
_CENTRE = 120  # hundredths of log odds for whom the sentences before go on about; the model does not know it
_LONGEST_BREAK = 12
# What joins the members of an enumeration, in letters.
_JOINED = frozenset(("", ",", "c", ",c"))


@dataclass(slots=True, eq=False)
class Attempt:
    """A run of an article, by its number."""

    scene: Scene
    runs: list[Run]
    number: int

    def candidates(self) -> list[Candidate]:
        """Who could have said it."""
        run = self.runs[self.number]
        shape = quote_shape(self.scene, self.number, run.start, run.end)
        alone = certain(self.scene, self.number, shape)
        return [alone] if alone is not None else options(self.scene, self.number, shape).candidates()

    def likeliest(self) -> tuple[Candidate, float]:
        """The likeliest of `candidates` and its probability."""
        scene, number = self.scene, self.number
        run = self.runs[number]
        shape = quote_shape(scene, number, run.start, run.end)
        alone = certain(scene, number, shape)
        if alone is not None:
            return alone, 1.0
        found = options(scene, number, shape)
        index, chance = _likeliest(scores(found))
        return found.candidate(index), chance

    def shape(self, text: str, best: Candidate, chance: float) -> tuple[str, ...]:
        """What is known of the run itself, given its likeliest speaker."""
        return speech.run_shape(text, self.scene, self.runs, self.number, best, chance)

    def continues(self) -> bool:
        """Whether this run goes on with the sentence of the one before, broken by its attribution."""
        if self.number == 0:
            return False
        scene = self.scene
        begin, end = scene.at[self.number - 1] + 1, scene.at[self.number]
        if not 0 < end - begin < _LONGEST_BREAK:
            return False
        between = scene.simple[begin:end]
        return "|" not in between and "." not in between

    def enumerates(self) -> bool:
        """Whether nothing but a comma or "and" stands between this run and the one before: “...,” “...” and “...”."""
        if self.number == 0:
            return False
        begin, end = self.scene.at[self.number - 1] + 1, self.scene.at[self.number]
        return end - begin < 3 and self.scene.simple[begin:end] in _JOINED

    def place(self, candidate: Candidate) -> int:
        """Where a candidate stands in the context's letters."""
        return self.scene.locate(self.number, candidate.place)


def plain(text: str, *, wrapped: bool) -> str:
    """The text with plain apostrophes and spaces and without credits, code point for code point."""
    text = without_credits(text)
    if not text.isascii():
        text = text.replace("’", "'").replace("\u00a0", " ")
    if wrapped:
        text = text.replace("\n", " ")
    return text


def attempts(text: str) -> Iterator[Attempt]:
    """Every run between marks of an article."""
    runs = find_runs(text)
    if runs:
        yield from attempts_at(text, runs)


def attempts_at(text: str, runs: list[Run]) -> Iterator[Attempt]:
    """Every one of `runs`, which are in order and at least one."""
    if runs:
        context = Context(plain(text, wrapped=is_wrapped(text)), runs)
        scene = Scene(context, People(context))
        for number in range(len(runs)):
            yield Attempt(scene, runs, number)


def forget_weights() -> None:
    """Read the weights again: they have been written anew."""
    forget()
    forget_scores()
    pronouns.SCORER.forget()
    speech.SCORER.forget()


def _likeliest(scores: list[int]) -> tuple[int, float]:
    """Which is the highest and its probability by softmax; the scores are in hundredths."""
    top = max(scores)
    return scores.index(top), 1 / sum([math.exp((one - top) / 100) for one in scores])


def likeliest_antecedent(found: list[Antecedent]) -> tuple[Antecedent, float]:
    """The likeliest antecedent and its probability."""
    if len(found) == 1:
        return found[0], 1.0
    index, chance = _likeliest([pronouns.SCORER(one.known) + _CENTRE * one.centre for one in found])
    return found[index], chance


def chance_of_speech(known: tuple[str, ...]) -> float:
    """The probability that a run is somebody's words."""
    return 1 / (1 + math.exp(-speech.score(known)))
