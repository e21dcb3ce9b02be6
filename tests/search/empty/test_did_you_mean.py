"""Did you mean: what a word that nobody printed may stand for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.build import build
from search.api import open_archive
from search.empty.did_you_mean import slip_cost

WORDS = ["train"] * 9 + ["than"] * 2 + ["ceasefire", "parliament", "phone", "state", "crate", "crane"] + ["stare"] * 3


@pytest.fixture(scope="module")
def archive_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of one word each."""
    folder = tmp_path_factory.mktemp("words")
    lines = [json.dumps({"id": f"w{number}", "text": f"{word}."}) for number, word in enumerate(WORDS)]
    (folder / "words.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build(folder / "index", [str(folder / "words.jsonl")])
    return folder / "index"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("trian", ["train", "than"]),  # swapped letters, and the word that more articles have
        ("cesefire", ["ceasefire"]),
        ("xtate", ["state"]),  # the first letter wrong
        ("sfate", ["state", "stare"]),  # a key beside the right one goes before one that is not
        ("train", []),  # some article has it
        ("zzzzzz", []),
    ],
)
def test_the_likeliest_word_comes_first(archive_path: Path, typed: str, meant: list[str]) -> None:
    """By how often the archive has it, and how easily fingers and ears take one for the other."""
    with open_archive(archive_path) as archive:
        assert list(archive.similar_words(typed))[:2] == meant


@pytest.mark.parametrize(
    ("easy", "hard"),
    [
        (("tset", "test"), ("tzat", "test")),  # a swap costs less than two letters
        (("committee", "comittee"), ("committee", "commitee")),  # both double letters, alike
        (("rest", "test"), ("pest", "test")),  # neighbours on the keyboard
        (("seperate", "separate"), ("sepxrate", "separate")),  # a vowel for a vowel
        (("biscut", "biskut"), ("bisput", "biskut")),  # letters of one sound
        (("tesx", "test"), ("xest", "test")),  # the first letter is seldom wrong
    ],
)
def test_easy_slips_cost_less(easy: tuple[str, str], hard: tuple[str, str]) -> None:
    """And none costs nothing."""
    assert 0 < slip_cost(*easy) <= slip_cost(*hard)
    assert slip_cost(easy[0], easy[0]) == 0
