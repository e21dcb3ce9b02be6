"""The quotations of a text, each held to the archive: untouched they are exact, altered words are named."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest

from indexer.build import build
from indexer.quotes import find_quotes
from search.api import Archive, open_archive
from search.provenance.verdicts import Verdict
from tests.conftest import SEEDS, shared

ALTERATIONS = 40
LEAST_WORDS = 6  # of a quotation that is altered: in fewer a word is much of it
STRANGE = "granite harbour lantern meadow orchid pepper quarry ribbon saddle timber velvet walnut".split()


@pytest.fixture(scope="module", params=["seeds", "shared seeds"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """The seeds of the repository, and the five articles beside it where they are."""
    folder = SEEDS if request.param == "seeds" else shared("seeds")
    path = tmp_path_factory.mktemp("document") / "index"
    build(path, [str(folder)])
    with open_archive(path) as opened:
        yield opened


def bodies(archive: Archive) -> list[str]:
    """The bodies of all articles, in the order of their ids."""
    ids = sorted(term.decode() for term in archive._index.articles.lexicon("id"))
    return [shown[0].body for name in ids if (shown := archive.show(name))]


def test_every_quotation_of_an_article_is_exact(archive: Archive) -> None:
    """With its speaker, however short it is."""
    verdicts = [verdict for body in bodies(archive) for verdict in archive.verify_document(body)]
    assert len(verdicts) >= 40
    assert [(one.claim.text, one.outcome) for one in verdicts if one.outcome != "exact"] == []


def altered(text: str, chance: random.Random, count: int) -> tuple[str, list[tuple[int, str, str]]]:
    """A text with words of its quotations replaced, one in each: where, by which, and which it was."""
    words = []
    for quotation in find_quotes(text):
        inside = list(re.finditer(r"[^\W\d_]{3,}", text[quotation.start : quotation.end]))
        if len(quotation.text.split()) >= LEAST_WORDS and inside:
            word = chance.choice(inside)
            words.append((quotation.start + word.start(), word[0]))
    chosen = sorted(chance.sample(words, min(count, len(words))), reverse=True)
    made = []
    for start, word in chosen:
        new = chance.choice(STRANGE)
        text = text[:start] + new + text[start + len(word) :]
        made.append((start, new, word))
    return text, made


def test_every_alteration_is_named(archive: Archive) -> None:
    """A word replaced in each of forty quotations: near, with the word and the one in print."""
    chance = random.Random(20310402)
    left = ALTERATIONS
    while left:
        before = left
        for body in bodies(archive):
            text, made = altered(body, chance, left)
            verdicts = archive.verify_document(text)
            for start, new, word in made:
                # What was put in before an alteration moves it; the words tell which verdict is meant.
                assert any(_names(verdict, new, word) for verdict in verdicts), (start, new, word)
            left -= len(made)
        assert left < before


def _names(verdict: Verdict, new: str, word: str) -> bool:
    return verdict.outcome == "near" and any(new in one.quoted and word in one.printed for one in verdict.differences)
