"""Each run between marks with its candidates, and what the model makes of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.quotes.candidates import Candidate, candidates, carried_shape, quote_shape
from indexer.quotes.context import Context
from indexer.quotes.marks import Run, find_runs, is_wrapped
from indexer.quotes.model import features, weights
from indexer.quotes.pronouns import Antecedent
from indexer.quotes.pronouns import features as antecedent_features
from indexer.quotes.speech import features as speech_features
from indexer.quotes.speech import run_shape


@dataclass(frozen=True, slots=True)
class Attempt:
    """A run and its candidates."""

    start: int
    end: int
    text: str
    context: Context
    candidates: list[Candidate]

    runs: list[Run]
    number: int

    def shape(self, text: str) -> tuple[str, ...]:
        """What is known of the run itself, given its likeliest speaker."""
        likely = chances(self.candidates)
        best = max(range(len(likely)), key=likely.__getitem__)
        return run_shape(text, self.context, self.runs, self.number, self.candidates[best], likely[best])

    def span(self, candidate: Candidate) -> tuple[int, int] | None:
        """Where in the text a candidate stands; None for one that stands nowhere."""
        if candidate.first < 0:
            return None
        return self.context.span(candidate.first, candidate.last)


def plain(text: str, *, wrapped: bool) -> str:
    """The text with plain apostrophes and spaces, code point for code point."""
    if not text.isascii():
        text = text.replace("’", "'").replace("\u00a0", " ")
    if wrapped:
        text = text.replace("\n", " ")
    return text


def attempts(text: str) -> Iterator[Attempt]:
    """Every run of an article with its candidates."""
    runs = find_runs(text)
    context = Context(plain(text, wrapped=is_wrapped(text)), runs)
    for number, run in enumerate(runs):
        yield Attempt(run.start, run.end, context.text, context, run_candidates(context, runs, number), runs, number)


def run_candidates(context: Context, runs: list[Run], number: int) -> list[Candidate]:
    run = runs[number]
    place = context.at[number]
    carried = carried_shape(context.letters, context.at[number - 1], place) if number else None
    return candidates(context.letters, place, quote_shape(context.text, run.start, run.end), carried)


_SCORES: dict[tuple[str, ...], float] = {}


def score(known: tuple[str, ...]) -> float:
    """The score of what is known of a candidate; remembered."""
    found = _SCORES.get(known)
    if found is None:
        table = weights()
        found = sum(table.get(feature, 0.0) for feature in features(known))
        if len(_SCORES) > 1 << 18:
            _SCORES.clear()
        _SCORES[known] = found
    return found


def _softmax(scores: list[float]) -> list[float]:
    top = max(scores)
    raised = [math.exp(one - top) for one in scores]
    total = sum(raised)
    return [one / total for one in raised]


def chances(found: list[Candidate]) -> list[float]:
    """The probability of each candidate."""
    return _softmax([score(candidate.known) for candidate in found])


def score_antecedents(found: list[Antecedent]) -> list[float]:
    """The probability of each antecedent."""
    scores = []
    for one in found:
        value = _SCORES.get(one.known)
        if value is None:
            table = weights()
            value = _SCORES[one.known] = sum(table.get(feature, 0.0) for feature in antecedent_features(one.known))
        scores.append(value)
    return _softmax(scores)


def score_speech(known: tuple[str, ...]) -> float:
    """The probability that a run is somebody's words."""
    value = _SCORES.get(known)
    if value is None:
        table = weights()
        value = _SCORES[known] = sum(table.get(feature, 0.0) for feature in speech_features(known))
    return 1 / (1 + math.exp(-value))
