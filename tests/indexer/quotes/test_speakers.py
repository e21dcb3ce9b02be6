"""Who says a quotation, how it was found and how that is told."""

from __future__ import annotations

import pytest

from indexer.article import BASES
from indexer.quotes import find_quotes
from tests.indexer.quotes.cases_speakers import SPEAKERS, Expected


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in SPEAKERS], ids=[case[0] for case in SPEAKERS])
def test_speaker(text: str, expected: Expected) -> None:
    """Each way of attributing gives the quotation the speaker that a reader would."""
    found = find_quotes(text)
    shown = [(quote.text[: len(words)], quote.speaker) for quote, (words, _) in zip(found, expected, strict=True)]
    assert shown == expected


@pytest.mark.parametrize(
    ("text", "basis", "cue"),
    [
        ("“The dam holds for now,” said Ada Moreau.", "cue", "said"),
        ("“The dam holds for now,” Ada Moreau told the Valley Herald.", "cue", "told"),
        ("According to Ada Moreau, “the dam holds for now”.", "cue", "according to"),
        ("Ada Moreau: “The dam holds for now.”", "cue", ":"),
        ("Ada Moreau runs the mill. “The dam holds for now,” she said.", "pronoun", "said"),
        ("“The dam holds for now,” a neighbour said.", "nominal", "said"),
        ("The stone bore the line “here the water stood in spring” in old letters.", "unknown", None),
    ],
)
def test_basis_and_cue(text: str, basis: str, cue: str | None) -> None:
    """A quotation tells on what basis its speaker was found and by which cue."""
    (quote,) = find_quotes(text)
    assert (quote.basis, quote.cue) == (basis, cue)


def test_rule_and_evidence() -> None:
    """The rule reads as the pattern that decided, the evidence as the words that show it."""
    (quote,) = find_quotes("“The dam holds for now,” said Ada Moreau on Friday.")
    assert quote.rule == "quote, verb, name"
    assert quote.evidence == "said Ada Moreau"


def test_confidence_is_a_chance() -> None:
    """A name beside its verb is surer than a pronoun between two women; nobody has no confidence."""
    (sure,) = find_quotes("“The dam holds for now,” said Ada Moreau.")
    (less,) = find_quotes("Ada Moreau met Rosa Lind at the mill.\n\n“The dam holds for now,” she said.")
    (nobody,) = find_quotes("The stone bore the line “here the water stood in spring” in old letters.")
    assert 1 >= sure.confidence > less.confidence > nobody.confidence == 0


def test_split_utterance_is_one() -> None:
    """The parts that an attribution splits share an utterance; the next sentence is another."""
    first, second, third = find_quotes(
        "“We can,” Ada Moreau said, “and we will.” Rain fell. “It is late,” she added."
    )
    assert first.utterance == second.utterance != third.utterance


NOT_SAID = [
    "The show “Good Evening Rivers” opens on Friday.",
    "Her first novel, “The Old Man and the River,” sold well.",
    "They watched “Dam Busters” and “River Run” at home.",
    "The hit series “The Mill” returns in autumn.",
    "Luis “Red” Ortega won the race.",
    "She will be on the morning show “River Talk” on Friday.",
    "He sat beneath a sign that read “Slow Water” and waited.",
    "The so-called “water tax” takes effect in May.",
    "The word “weir” is older than the town.",
    "Ada Moreau, whose latest book is called “The Salt Road,” spoke first.",
]


SAID = [
    (
        "Ada Moreau said that the plan was “a waste of stone” and “bad for fish”.",
        ["a waste of stone", "bad for fish"],
    ),
    ("The plan, she told the council, would “drown the mill”.", ["drown the mill"]),
    ("Okafor called the board “a club of sleepers” on Friday.", ["a club of sleepers"]),
    (
        "Nobody spoke.\n\n“Water finds its way through any wall that was ever built by people who never saw a flood”",
        ["Water finds its way through any wall that was ever built by people who never saw a flood"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_words_in_reported_speech_are_quotations(text: str, expected: list[str]) -> None:
    """A few words between marks are somebody's where the sentence speaks of speech; many words always are."""
    assert [quote.text for quote in find_quotes(text)] == expected


@pytest.mark.parametrize("text", NOT_SAID)
def test_titles_and_nicknames_are_not_quotations(text: str) -> None:
    """Titles of works and nicknames between marks are nobody's words."""
    assert find_quotes(text) == []


def test_who_wrote_the_article_does_not_speak_in_it() -> None:
    """The reporters whom an agency names share surnames with the people of the story."""
    text = (
        "KIMBAR (News) - Chairman Moreau opened the dam.\n\n“It holds,” Moreau said. “We waited long.”\n\n"
        "(Additional reporting by Tony Moreau and Ju-min Okafor in KIMBAR; Editing by Ann Lee)"
    )
    assert {quote.speaker for quote in find_quotes(text)} == {"Moreau"}


def test_block_announced_by_a_comma() -> None:
    """A paragraph in the first person that the one before announces is a quotation, by its own basis."""
    text = (
        "In a letter, Ada Moreau appealed to the farmers below the dam,\n\n"
        "Let us share the water while there is some.\n\nRain fell."
    )
    (quote,) = find_quotes(text)
    assert (quote.speaker, quote.basis) == ("Ada Moreau", "block")
    assert quote.text == "Let us share the water while there is some."


def test_block_announced_by_a_colon() -> None:
    """So is one after a colon."""
    text = "Ada Moreau wrote to the farmers:\n\nWe shall share the water while there is some.\n\nRain fell."
    (quote,) = find_quotes(text)
    assert (quote.speaker, quote.basis) == ("Ada Moreau", "block")


@pytest.mark.parametrize(
    "text",
    [
        "Open this week:\n\nThe mill and the dam, from nine to five each day.\n\nFree.",
        "Here is what we know:\n\nThe dam was built in 1911 and raised in 1950.\n\nMore later.",
        "(all times local):\n\n9:15 p.m.\n\nRain falls on the dam.",
    ],
)
def test_lists_are_no_blocks(text: str) -> None:
    """What a colon announces without a word of speech, or without anybody's own voice, is no quotation."""
    assert find_quotes(text) == []


def test_questions_and_answers() -> None:
    """In an interview the answers are the one's whom the article is about, the questions nobody's."""
    text = (
        "Ada Moreau runs the mill. We met Ada Moreau on Friday.\n\nQ: Does the dam hold?\n\nA: It does, for now.\n\n"
        "Q: And next year?\n\nA: Nobody can tell."
    )
    found = find_quotes(text)
    assert [quote.speaker for quote in found] == [None, "Ada Moreau", None, "Ada Moreau"]
    assert found[1].text == "It does, for now."


def test_debate() -> None:
    """Labels that come back are turns, each by the person whom the label names."""
    text = (
        "Ada Moreau met Tom Okafor on Friday.\n\nMOREAU: The dam holds.\n\nOKAFOR: It leaks.\n\nMOREAU: A little.\n\n"
        "OKAFOR: Every spring.\n\nMOREAU: So do you."
    )
    assert [quote.speaker for quote in find_quotes(text)] == ["Ada Moreau", "Tom Okafor"] * 2 + ["Ada Moreau"]


def test_entries_of_a_list_are_no_turns() -> None:
    """Their labels come back like those of a debate, but nobody is named and nothing sounds spoken."""
    entry = "The Harbour Players\n\nTime: 7:30 p.m.\n\nLink: Players / Films\n\nStyle: plain song\n\n"
    assert find_quotes("What to hear this week.\n\n" + entry * 5) == []


def test_every_basis_is_known() -> None:
    """What the extractor gives as a basis is among those that Quotation knows."""
    for _, text, _ in SPEAKERS:
        assert {quote.basis for quote in find_quotes(text)} <= set(BASES)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Marine Le Pen spoke on Friday. “It is late,” Le Pen said.", "Marine Le Pen"),
        ("“It is late,” said Tom de Moreau. “We go,” De Moreau said.", "Tom de Moreau"),
        ("“It is late,” said \u00adAda Mo\u00adreau.", "Ada Moreau"),
    ],
)
def test_names_that_look_like_something_else(text: str, speaker: str) -> None:
    """A surname that is a verb, a particle with a capital, characters that nobody sees."""
    assert find_quotes(text)[-1].speaker == speaker
