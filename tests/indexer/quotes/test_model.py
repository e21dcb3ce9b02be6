"""The quick ways to a score give the sum of the weights of the features."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.quotes import pronouns, speech
from indexer.quotes.attribution import attempts
from indexer.quotes.candidates import Options, options, quote_shape
from indexer.quotes.model import FEW, KINDS, TEMPLATES, VERBS, features, weights, weights_of
from indexer.quotes.scoring import scores

TEXT = (
    "Mayor Ada Moreau met Tom Okafor, a senator, on Monday. “We will hold,” she told reporters. Okafor disagreed.\n\n"
    "“That is wrong,” said Okafor, who had called her “a tired voice”. According to the group, “nobody asked”.\n\n"
    "“Nobody did,” the senator added. “It is over.” The spokeswoman declined to comment.\n"
)


def _sum(names: list[str]) -> float:
    return sum(weights().get(name, 0.0) for name in names)


def test_scores_of_candidates_are_sums_of_weights() -> None:
    """Rows of weights give a candidate the score of its features, those that training sees."""
    for attempt in attempts(TEXT):
        run = attempt.runs[attempt.number]
        found = options(attempt.scene, attempt.number, quote_shape(attempt.scene, attempt.number, run.start, run.end))
        known = [candidate.known for candidate in found.candidates()]
        assert [score / 100 for score in scores(found)] == pytest.approx([_sum(features(one)) for one in known])


def _letters(field: str, sides: str) -> st.SearchStrategy[str]:
    """The values of a field of letters that have weights, and one that has none."""
    found = {
        values[template.index(field)]
        for side in sides
        for template in TEMPLATES[side]
        if field in template
        for values, _ in weights_of(side, template)
    }
    return st.sampled_from(["nowhere", *sorted(found)])


_SIGHTINGS = st.lists(
    st.tuples(
        st.just(0), st.integers(0, len(KINDS) - 1), st.integers(0, 3), st.integers(0, 3),
        st.integers(0, len(VERBS) - 1), *(_letters(field, "AB") for field in ("next", "previous", "fine", "coarse")),
    ),
    max_size=4,
)  # fmt: skip
_SHAPES = st.tuples(
    *(st.sampled_from(FEW[field]) for field in ("close", "case", "length")),
    _letters("before", "C0"), _letters("after", "ABC0"),
)  # fmt: skip
_CARRIED = st.none() | st.tuples(st.integers(0, 3), _letters("coarse", "C"), _letters("fine", "C"))


@given(found=st.builds(Options, shape=_SHAPES, before=_SIGHTINGS, after=_SIGHTINGS, carried=_CARRIED))
def test_no_template_is_left_out_of_a_score(found: Options) -> None:
    """Whatever is known of the candidates, their scores are the sums of the weights of their features."""
    expected = [_sum(features(candidate.known)) for candidate in found.candidates()]
    assert [score / 100 for score in scores(found)] == pytest.approx(expected)


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
