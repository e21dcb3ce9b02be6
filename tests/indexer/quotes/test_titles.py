"""Titles, names, labels and what is printed, told by the words beside them; and the words that look like them."""

from __future__ import annotations

import pytest

from indexer.quotes import find_quotes
from indexer.quotes.marks import find_runs
from indexer.quotes.titles import is_title

TITLES = [
    "Ada Moreau spoke of the dam on Channel Nine’s “Good Evening Rivers.”",
    "On Sunday’s “Face the Valley,” Ada Moreau spoke of the dam.",
    "Ada Moreau said so in an interview with “Valley Morning.”",
    "Ada Moreau will appear Friday on “The Late Hour” to speak of it.",
    "Tony Lind, the co-author of “Rivers and Mills,” said that the dam was old.",
    "Rosa Lind, who had roles in “Slow Water” and “The Weir 2,” said nothing of it.",
    "The choir performed “The Water Is Wide” for Ada Moreau.",
    "Ada Moreau was one of those behind the 1994 “Contract with the Valley.”",
    "The campaign began with a new ad, “Playing the Mayor,” in which children throw paper boats.",
    "Ada Moreau told the “Off the Record” podcast that the dam was old.",
    "“Orange is the New River” star Rosa Lind spoke of the dam.",
    "Ada Moreau has a “Keeping It Dry” radio program.",
    "He showed the “Make the Valley Dry Again” hat that the campaign had given him.",
    "A man in a “Vote Moreau Now” T-shirt told her so.",
    "The mayor earned “is it over?” headlines.",
    "“Mill to close at the end of May,” by the Herald's Rosa Lind, was read by many.",
    "“Rivers and Mills” by Tony Lind says that the dam is old.",
    "Enter your address, he said, and click “sign up.”",
    "Ada Moreau opened the “History of Velm,” and nobody spoke.",
    "Ada Moreau said that the “Dry Cellars Act” would pass.",
    "Tony Lind wrote under the pseudonym “Old Miller” for years, he said.",
]

SAID = [
    ("“The dam holds,” stars said at the ball.", "The dam holds"),
    ("“The dam will hold,” by Ada Moreau’s own account, was all she said.", "The dam will hold"),
    ("Ada Moreau told the hall, “We lost.” T-shirts were sold outside.", "We lost."),
    ("In 1994, “We Will Hold,” Ada Moreau said.", "We Will Hold"),
    ("Ada Moreau said on Sunday’s “very sad” turn of events that it had to come.", "very sad"),
    ("Ada Moreau agreed with “every word” that the mayor had said.", "every word"),
    ("Ada Moreau praised the “very old” dam at length, she said.", "very old"),
    ("Ada Moreau asked for a show\n\n“We Will Hold,” she said.", "We Will Hold"),
]


@pytest.mark.parametrize("text", TITLES)
def test_titles_are_nobodys_words(text: str) -> None:
    """What the words beside it name as a work, a label or something printed is no quotation, whoever is near."""
    assert find_quotes(text) == []


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_words_beside_such_nouns_may_be_said(text: str, expected: str) -> None:
    """The same nouns beside somebody's words make no title of them."""
    assert [quote.text for quote in find_quotes(text)] == [expected]


def test_an_enumeration_is_judged_alike() -> None:
    """The members of an enumeration that begins with a title are titles, and what is said does not change that."""
    text = "The band played hits including “The Water Is Wide,” “by the mill” and “Rain.” “It is late,” Ada said."
    assert [quote.text for quote in find_quotes(text)] == ["It is late"]


def test_invitations_to_readers_are_nobodys_words() -> None:
    """ "Follow ... on Twitter" behind the last paragraph of a quotation neither belongs to it nor is one."""
    text = (
        'Ada Moreau said:\n\n"The dam holds.\n\n"We shall see to that.\n\n"Follow Rosa Lind on Twitter @rosalind."\n'
    )
    assert [quote.text for quote in find_quotes(text)] == ['The dam holds.\n\n"We shall see to that.']


EDGES = ["“A", "5“A B” ", "“A B”", " show “A”", "1994 “A” by", "”“ by A", "“” star", "x of “,” hat"]


@pytest.mark.parametrize("text", EDGES)
def test_the_ends_of_a_text_are_no_obstacle(text: str) -> None:
    """Runs at either end of a text, and texts of little else, are judged without an error."""
    assert all(is_title(text, run) in (True, False) for run in find_runs(text))


DIALOGUE = [
    ("Ada sat down.\n\n“I thought of Velm.”\n\nThe rain had stopped.", ["I thought of Velm."]),
    ("Ada sat down.\n\n“How, Helen?”\n\nThe rain had stopped.", ["How, Helen?"]),
    (
        "A heron came by. “Is there fish in the lake?” “Of course.” It flew on.",
        ["Is there fish in the lake?", "Of course."],
    ),
    (
        "Ada sat down.\n\n“We must go to Velm.”\n\n“I will come ”\n\nThe rain had stopped.",
        ["We must go to Velm.", "I will come"],
    ),
    ("Ada sat down.\n\n“Rivers and Mills”\n\nThe rain had stopped.", []),
]


@pytest.mark.parametrize(("text", "expected"), DIALOGUE)
def test_lines_of_a_dialogue_are_said(text: str, expected: list[str]) -> None:
    """A paragraph by itself, or beside another quotation, is said if it is written as a sentence and no title."""
    assert [quote.text for quote in find_quotes(text)] == expected
