"""The five articles of ../shared/seeds, read by hand: every quotation by its offsets and who says it; no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.quotes import find_quotes, speaker_key

SEEDS = Path(__file__).resolve().parents[4] / "shared" / "seeds"
WORDS = 5

# For each article the quotations of five words and more: start, end, the speaker's surname, the basis if it matters.
READ_BY_HAND: dict[str, list[tuple[int, int, str, str | None]]] = {
    "000_1eacef28929213f9.txt": [
        (419, 604, "Zelenskyy", None),
        (804, 969, "Zelenskyy", None),
        (1379, 1614, "Zelenskyy", None),
        (1767, 2036, "Zelenskyy", None),
        (2170, 2382, "Zelenskyy", None),
    ],
    "001_397482d9dd43dfde.txt": [
        (196, 305, "Zelensky", None),
        (408, 463, "Zelensky", "pronoun"),
        (715, 822, "NBC News", None),
        (826, 931, "NBC News", "pronoun"),
        (1193, 1310, "Zelensky", "nominal"),
        (1927, 1977, "Zelensky", "cue"),
        (1981, 2028, "Zelensky", "nominal"),
        (2526, 2616, "Zelensky", "pronoun"),
        (3256, 3452, "Foreign Intelligence Service", "cue"),
    ],
    "002_3c03c4b709e8b93d.txt": [
        (50, 78, "Zelensky", "cue"),
        (571, 679, "Zelensky", "pronoun"),
        (696, 904, "Zelensky", None),
        (993, 1276, "Zelensky", "nominal"),
        (1767, 1867, "Marchenko", "pronoun"),
        (2092, 2268, "Zelensky", None),
        (2362, 2442, "Zelensky", "pronoun"),
        (2597, 2916, "Zelensky", "pronoun"),
    ],
    "003_a6f201c6b5813709.txt": [
        (1146, 1258, "Zelenskyy", "cue"),
        (2226, 2398, "Zelenskyy", "cue"),
        (2402, 2629, "Zelenskyy", "pronoun"),
    ],
    "004_05c9f8b4699ed3c9.txt": [
        (1054, 1122, "Zelenskiy", "block"),
        (1629, 1659, "Zelenskiy", "nominal"),
        (2345, 2399, "Zelenskiy", "block"),
    ],
}

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="needs ../shared/seeds")


@pytest.mark.parametrize("name", READ_BY_HAND)
def test_seed(name: str) -> None:
    """Every quotation of five words and more is found at its place, and only those, with its speaker."""
    text = (SEEDS / name).read_bytes().decode("utf-8")
    found = [quote for quote in find_quotes(text) if len(quote.text.split()) >= WORDS]
    expected = READ_BY_HAND[name]
    assert [(quote.start, quote.end) for quote in found] == [(start, end) for start, end, _, _ in expected]
    for quote, (_, _, speaker, basis) in zip(found, expected, strict=True):
        assert quote.speaker is not None
        assert quote.speaker.endswith(speaker)
        assert basis in (None, quote.basis)


def test_over_two_paragraphs() -> None:
    """The quotation whose first paragraph is left open is one, and holds the second paragraph."""
    text = (SEEDS / "002_3c03c4b709e8b93d.txt").read_bytes().decode("utf-8")
    last = find_quotes(text)[-1]
    assert (last.start, last.end) == (2597, 2916)
    assert last.text.count("\n") == 1


def test_one_person_over_the_seeds() -> None:
    """The president's name is spelled in several ways over the articles and has one key."""
    names = {
        speaker for quotes in READ_BY_HAND.values() for _, _, speaker, _ in quotes if speaker.startswith("Zelen")
    }
    assert len(names) == 3
    assert len({speaker_key("Volodymyr " + name) for name in names}) == 1
