"""Any text in: valid offsets, no overlap, no exception, linear work."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.quotes import find_quotes, speaker_key
from indexer.quotes.marks import find_runs
from tests.conftest import tries

pytestmark = pytest.mark.slow

PIECES = [
    *"\"“”'‘’«»„‚‹›「」()[]=…é王🙂\n\x00\u00a0\u202e",
    *["``", "''", "\n\n", " ", ". ", ", ", ": ", "? ", "said", " she said", " he told CNN", "Ada Moreau"],
    *[" Mr. Okafor ", "the mayor", "According to ", "Q: ", "A: ", "MOREAU: ", "We will", "12", "6'2"],
    *["Jr.", " who ", "it", " they ", "Part III", "HALL: "],
]
texts = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(PIECES), max_size=120).map("".join),
)


def _check(text: str) -> None:
    previous = 0
    for quote in find_quotes(text):
        assert 0 <= quote.start < quote.end <= len(text)
        assert quote.start >= previous
        assert text[quote.start : quote.end] == quote.text == quote.text.strip()
        assert 0 <= quote.confidence <= 1
        assert (quote.speaker is None) == (quote.basis == "unknown")
        previous = quote.end


@settings(max_examples=tries(150, 400), deadline=None)
@given(texts)
def test_any_text(text: str) -> None:
    """Whatever the text, quotations lie in it, in order, apart from one another, and say what they hold."""
    _check(text)


@settings(max_examples=tries(100, 200), deadline=None)
@given(texts)
def test_runs_hold_their_marks(text: str) -> None:
    """A run lies inside its marks and runs do not overlap, whatever '' is taken for."""
    for doubled in ("apostrophes", "marks"):
        previous = 0
        for run in find_runs(text, doubled=doubled):  # type: ignore[arg-type]
            assert previous <= run.outer_start <= run.start < run.end <= run.outer_end <= len(text)
            previous = run.outer_end


@settings(max_examples=tries(60, 150), deadline=None)
@given(texts)
def test_same_answer_twice(text: str) -> None:
    """What was read before does not change the answer."""
    assert find_quotes(text) == find_quotes(text)


@given(st.text(max_size=60))
def test_any_name_has_a_key(name: str) -> None:
    """Any string has a key, and the key is a folded string without space at its ends."""
    key = speaker_key(name)
    assert key == key.strip() == key.lower()


HARD = {
    "marks": '"',
    "open marks": "“",
    "closing marks": "”",
    "single marks": " 'a",
    "nested marks": "“a ‘b «c ",
    "nested and closed": "“a ‘b’ ",
    "one line of words": "said Ada Moreau and the mayor ",
    "one line of quotations": '"We will," said Ada Moreau. ',
    "pronouns": '"We will," she said. ',
    "nouns": '"We will," the mayor said. ',
    "it": '"We will," it said. ',
    "paragraphs left open": '"We will\n\n',
    "guillemets": "« a ",
    "inches": '12" ',
    "turns": "\nMOREAU: We will.\n\nOKAFOR: No.\n",
    "questions": "\nQ: Will you?\nA: We will.\n",
    "announced": "She said:\n\nWe will not go home.\n\n",
    "names": "Ada Moreau Tom Okafor, ",
    "first words": "Water. Stone. ",
    "parentheses": "(a(b",
    "acronyms": "Valley Board (VB) ",
    "apostrophes": "the players' and the teams' ",
    "brackets": "「『",
    "capital letters": "A. B. C. ",
    "no spaces": "a",
    "no spaces with a mark": 'a"',
    "gerunds": '"We will," saying, ',
    "words of": "in the words of ",
    "doubled marks": '""a b,"" he said. ',
    "doubled marks left open": '""a ',
    "doubled curly marks": "‘‘a b’’ ",
    "curly marks closed by two": "“a ’’b ",
    "glued names": "(NRX)President",
    "names and months": "May Lee April Moreau, ",
    "names and homes": "Tom Okafor of Ohio ",
    "a body without an end": "Department of ",
    "bodies for bodies": "Ministry for the ",
    "a name without an end": "Ada A. ",
    "a surname without an end": "Tom Page ",
    "one of the months without an end": "Theresa May ",
    "generations": "Ann Lee, Jr. ",
}


@pytest.mark.parametrize("piece", HARD.values(), ids=HARD.keys())
def test_texts_made_to_be_hard_are_read_to_their_end(piece: str) -> None:
    """No repetition makes it look at a text again and again: a quadratic reader would not end in the suite’s time."""
    _check(piece * (200_000 // len(piece)))


@pytest.mark.parametrize(
    "piece",
    [
        "names and months", "names", "first words", "apostrophes", "parentheses", "a body without an end",
        "bodies for bodies", "a name without an end", "a surname without an end", "one of the months without an end",
        "generations",
    ],
)  # fmt: skip
def test_a_long_text_beside_one_quotation_is_read_to_its_end(piece: str) -> None:
    """Nor does it where only one quotation stands before it, and all the rest is its context."""
    _check('"We will," she said. ' + HARD[piece] * (500_000 // len(HARD[piece])))


@pytest.mark.parametrize("piece", ['"', "a ", "“a ‘b «c ", '"We will," she said. '])
def test_a_megabyte_is_read_whole(piece: str) -> None:
    """Half a megabyte (in full one) of marks, of one line or of nested marks is read to its end."""
    _check(piece * (tries(500_000, 1_000_000) // len(piece)))
