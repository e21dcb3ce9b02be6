"""The first promises of find_quotes."""

from indexer.quotes import find_quotes, speaker_key


def test_name_beside_the_verb() -> None:
    """A speech verb beside the marks ties the quotation to the name at its side."""
    (quote,) = find_quotes("“The bridge is safe,” said Ada Moreau, an engineer.")
    assert (quote.text, quote.speaker, quote.cue) == ("The bridge is safe", "Ada Moreau", "said")


def test_spellings_share_a_key() -> None:
    """Spellings of one person meet under one key."""
    assert len({speaker_key(n) for n in ("Zelensky", "Zelenskyy", "Zelenskiy", "Mr. Zelensky")}) == 1
