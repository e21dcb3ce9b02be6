"""Short runs between marks: somebody's words where the sentence reports them, doubtful where it does not."""

from __future__ import annotations

import pytest

from indexer.quotes import find_quotes

REPORTED = [
    ("Ada Moreau has repeatedly called the plan a “disgrace” and left.", "disgrace", "Ada Moreau"),
    ("Ada Moreau, who lives in Velm, blasted Tom Okafor as a “fraud” on Monday.", "fraud", "Ada Moreau"),
    ("Ada Moreau called Okafor a “liar,” a “bully” and “weak” on Monday.", "weak", "Ada Moreau"),
    ("According to political analyst Ada Moreau, the move reeks of “fear” and haste.", "fear", "Ada Moreau"),
    ("The ferry was “far too slow”, Ada Moreau said on Monday.", "far too slow", "Ada Moreau"),
    ("“Renata,” Ada Moreau said.", "Renata", "Ada Moreau"),
]
DOUBTFUL = [
    "Tom Okafor, from Velm, was one of many “frequent flyers” of the clinic.",
    "Ada Moreau left Velm in 1990. The bill gives the chair the power to call a “special meeting” of all.",
    "Ada Moreau let the firm “buy” back some of its shares in Velm.",
]


@pytest.mark.parametrize(("text", "words", "speaker"), REPORTED)
def test_what_a_sentence_reports_is_not_doubted(text: str, words: str, speaker: str) -> None:
    """Words that somebody calls a thing, whose account a sentence is, or who says it at its end, are that one's."""
    quote = next(one for one in find_quotes(text, language="en") if one.text.strip(".,") == words)
    assert quote.speaker == speaker
    assert quote.confidence >= 0.7


@pytest.mark.parametrize("text", DOUBTFUL)
def test_terms_and_distance_are_doubted(text: str) -> None:
    """A few words in marks that no verb of speech leads in may be nobody's: a speaker of theirs is doubtful."""
    assert all(one.confidence < 0.7 for one in find_quotes(text, language="en"))
