"""The quick ways to a score give the sum of the weights of the features."""

from __future__ import annotations

import pytest

from indexer.quotes import pronouns, speech
from indexer.quotes.attribution import attempts
from indexer.quotes.candidates import options, quote_shape
from indexer.quotes.model import features, scores, weights

TEXT = (
    "Mayor Ada Moreau met Tom Okafor, a senator, on Monday. “We will hold,” she told reporters. Okafor disagreed.\n\n"
    "“That is wrong,” said Okafor, who had called her “a tired voice”. According to the group, “nobody asked”.\n\n"
    "“Nobody did,” the senator added. “It is over.” The spokeswoman declined to comment.\n"
)


def _sum(names: list[str]) -> float:
    return sum(weights().get(name, 0.0) for name in names)


def test_scores_of_candidates_are_sums_of_weights() -> None:
    """Nested tables and remembered sums give a candidate the score of its features, those that training sees."""
    for attempt in attempts(TEXT):
        run = attempt.runs[attempt.number]
        found = options(attempt.scene, attempt.number, quote_shape(attempt.scene, attempt.number, run.start, run.end))
        known = [candidate.known for candidate in found.candidates()]
        assert [score / 100 for score in scores(found)] == pytest.approx([_sum(features(one)) for one in known])


def test_scores_of_runs_are_sums_of_weights() -> None:
    """So do the groups by which a run is judged to be speech."""
    for attempt in attempts(TEXT):
        best, chance = attempt.likeliest()
        known = attempt.shape(TEXT, best, chance)
        assert speech.score(known) == pytest.approx(_sum(speech.features(known)))


def test_scores_of_antecedents_are_sums_of_weights() -> None:
    """And the tables for the people whom a pronoun may mean."""
    for attempt in attempts(TEXT):
        people, place = attempt.scene.people, attempt.scene.context.at[attempt.number]
        for one in pronouns.antecedents(people, place, "f", []):
            assert pronouns.SCORER(one.known) / 100 == pytest.approx(_sum(pronouns.features(one.known)))
