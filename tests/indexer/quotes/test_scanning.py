"""What is found one character after the other is what a pattern over all of them finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from indexer.quotes.context import CLASSES, Context, look_up
from indexer.quotes.credits import _HINT
from indexer.quotes.marks import _FAMILY, _events, _single_openings, find_runs, is_wrapped
from indexer.quotes.scene import _without_repeats

_HINTS = (
    "orting by ",
    "orting By ",
    "diting by ",
    "riting by ",
    "ompiled by ",
    "hoto by ",
    "hotos by ",
    "raphics by ",
)
_SINGLE = re.compile(r"['‘‚‛](?<![\w'‘’.,!?;:”\"]['‘‚‛])(?=[\w\"“«\[($£€…])")
_TEXTS = st.text(st.sampled_from("ab Q.,\n\"'‘’‚“”«»„"), max_size=80)


@given(st.text(st.sampled_from("xi|N.Q"), max_size=60))
def test_a_run_of_plain_words_leaves_its_last_letter(kinds: str) -> None:
    """Of each run of x and i the last letter is left, and one | of several."""
    assert _without_repeats(kinds.encode()).decode() == re.sub(r"[xi]+(?=[xi])|\|+(?=\|)", "", kinds)


@given(_TEXTS)
def test_marks_and_line_ends_are_all_found(text: str) -> None:
    """Every mark and every line end of a text that is not wrapped is an event, and every single opening is found."""
    breaks, marks = _events(text)
    assert not is_wrapped(text)
    assert breaks == [at for at, one in enumerate(text) if one == "\n"]
    assert sorted(marks) == [at for at, one in enumerate(text) if one in _FAMILY]
    assert _single_openings(text) == [one.start() for one in _SINGLE.finditer(text)]


@given(st.sampled_from([*_HINTS, "oming by ", "hotos By ", "orting by", " by "]), st.text("abotsy ", max_size=9))
def test_credits_are_hinted_at_by_their_words(hint: str, around: str) -> None:
    """The one pattern that looks for credits finds what any of their words would."""
    text = around + hint + around
    assert (_HINT.search(text) is not None) == any(one in text for one in _HINTS)


@given(_TEXTS)
def test_quotations_are_the_only_letters_q(text: str) -> None:
    """Whatever a text holds, its context has a Q for each run and no other, and words outside have their place."""
    runs = find_runs(text)
    context = Context(text, runs)
    assert context.letters.count("Q") == len(runs)
    assert [context.letters[at] for at in context.at] == ["Q"] * len(runs)
    inside = {at for run in runs for at in range(run.outer_start, run.outer_end)}
    for place, letter in enumerate(context.letters):
        if letter in "xN":
            start, end = context.span(place, place + 1)
            assert inside.isdisjoint(range(start, end))


_MONTHS = st.lists(st.sampled_from("May April June, March. August's Theresa Ryan in said 5 The\n\n may".split(" ")))


@given(_MONTHS)
def test_no_month_is_left_open(words: list[str]) -> None:
    """Once the pieces around it are read, the name of a month has the letter of a month or of a name."""
    context = Context(" ".join(words), [])
    assert set(context.letters) <= set(CLASSES) | set(",.:;-()")
    assert [look_up()(word)[0] for word in ("May", "April", "June's", "August,")] == ["a", "X", "X", "X"]


_WORDS = ("Ada", "Moreau,", "(NRX)Ada", "U.S.", "Okafor(R-Vale)", "said:", "“We will.”", "of the", "\n", "")


@given(st.lists(st.sampled_from(_WORDS), max_size=12))
def test_names_and_their_places_agree(words: list[str]) -> None:
    """A name's words and the offsets of its letters tell of the same place in the text, the marks at the ends off."""
    text = " ".join(words)
    context = Context(text, find_runs(text))
    assert bool(context.names) == any(word[:1] in ("A", "M", "(", "U", "O") for word in words)
    for first, last, name in context.names:
        start, end = context.span(first, last)
        assert text[start:end] == name.removesuffix(",")
