"""Dates that cannot be: only what is certain is said."""

from __future__ import annotations

import datetime as dt

import pytest

from search.provenance.stated_days import Statement, days_spoken_of, weekday_beside

WEDNESDAY = dt.date(2031, 4, 2)
TUESDAY, THURSDAY = WEDNESDAY - dt.timedelta(1), WEDNESDAY + dt.timedelta(1)


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("“We sail,” she said on Wednesday night.", 2),
        ("In a statement Monday she said: “We sail.”", 0),
        ("It rained on Friday. “We sail,” she said.", None),
        ("“We sail,” she said on Monday and on Tuesday.", None),
        ("“We sail,” she said last Wednesday.", None),
        ("“We sail on Sunday,” she said.", None),
    ],
)
def test_the_day_that_an_attribution_names(text: str, weekday: int | None) -> None:
    """In the same sentence, outside of what is said, one only, of this week."""
    said = (text.index("“") + 1, text.index("”"))
    start = text.index("We sail")
    assert weekday_beside(text, start, start + len("We sail"), [said]) == weekday


def statements(*others: Statement) -> list[Statement]:
    """An article dated a Tuesday that says Wednesday, and others."""
    return [Statement("Tern", TUESDAY, 2), *others]


AGREEING = (Statement("Gannet", WEDNESDAY, 2), Statement("Tern", THURSDAY, 2))


def test_a_day_too_early_is_told() -> None:
    """Two others, one of another outlet, say the same day, and nobody printed it before."""
    assert days_spoken_of(statements(*AGREEING)) == [WEDNESDAY, None, None]


@pytest.mark.parametrize(
    "others",
    [
        (),
        AGREEING[:1],
        (AGREEING[1], AGREEING[1]),
        (*AGREEING, Statement("Skua", TUESDAY, None)),
        (*AGREEING, Statement("Skua", THURSDAY, 1)),
        (Statement("Gannet", None, 2), Statement("Skua", None, 2)),
        tuple(Statement(one.source, one.day and one.day + dt.timedelta(7), 2) for one in AGREEING),
    ],
    ids=["alone", "one other", "own outlet", "printed before", "another day", "undated", "a week later"],
)
def test_what_is_not_certain_is_not_told(others: tuple[Statement, ...]) -> None:
    """Each of these leaves room for another reading."""
    assert days_spoken_of(statements(*others))[0] is None
