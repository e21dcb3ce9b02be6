"""Articles like another: by the words that tell it from others, reprints told as such, never itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.tokenizer import tokens
from indexer.article import Article
from indexer.schema import K1
from indexer.store import IndexWriter, open_index
from search.answer.similar import LEAST, shared, telling_words
from search.api import Archive, open_archive
from search.engine.weighting import inverse_frequency
from search.repl.conversation import Conversation
from search.repl.state import View
from search.results import Hit
from search.show.terminal import PLAIN
from tests.conftest import Run, searcher

STORY = "The turbine at the Marl dam failed on Sunday, and the valley went without power until the evening."
BODIES = {
    "dam": STORY + " Engineers blamed a worn bearing.",
    "reprint": STORY + " Engineers blamed a worn bearing.",
    "shortened": STORY,
    "later": "A new bearing for the turbine of the Marl dam arrived in the valley.",
    "trains": "The trains ran late on Sunday, and the station was full until the evening.",
    "football": "The club won its match in the evening.",
    **{f"filler{n}": "The council met and the mayor spoke of roads, of schools and of money." for n in range(9)},
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("similar") / "index"
    for part in range(2):
        with IndexWriter(path) as writer:
            for name in list(BODIES)[part::2]:
                writer.put(Article(id=name, title=f"On {name[:6]}", body=BODIES[name]), [])
            writer.commit({})
    return path


def hits(archive: Archive, name: str, **asked: int) -> list[Hit]:
    results = archive.similar(name, **asked)
    assert results is not None
    return [hit for hit in results.hits if isinstance(hit, Hit)]


def test_the_likest_come_first(path: Path) -> None:
    """A reprint, its shortened form, the next report of the matter; itself and what is about other things do not."""
    with open_archive(path) as archive:
        found = hits(archive, "dam")
        assert [hit.article.id for hit in found][:3] == ["reprint", "shortened", "later"]
        assert "dam" not in {hit.article.id for hit in found}
        assert not any(hit.article.id.startswith("filler") for hit in found)
        assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
        assert all(LEAST <= hit.score <= 1.01 for hit in found)
        assert sorted((hit.score for hit in found), reverse=True) == [hit.score for hit in found]


def test_the_same_text_is_said_to_be_so(path: Path) -> None:
    """A reprint shares all of it, and so does a part of it; another report does not."""
    with open_archive(path) as archive:
        told = {hit.article.id: hit.shared for hit in hits(archive, "dam")}
    assert told["reprint"] == told["shortened"] == 1.0
    assert told["later"] == 0.0


def test_pages_join_without_gaps(path: Path) -> None:
    """The second answer alone is the second of both."""
    with open_archive(path) as archive:
        both = [hit.article.id for hit in hits(archive, "dam", limit=2)]
        assert [hit.article.id for hit in hits(archive, "dam", limit=1, offset=1)] == both[1:]


def test_what_there_is_not(path: Path) -> None:
    """No article of that id: None. One whose words nobody else has: no answers."""
    with open_archive(path) as archive:
        assert archive.similar("nobody") is None
        assert hits(archive, "football", limit=50)[:0] == []


def test_the_words_are_those_that_count_most(path: Path) -> None:
    """By tf and idf as documented, computed here from the articles; no function words, none that is here alone."""
    texts = {name: [t.stem for t in tokens(f"On {name[:6]}\n{body}")] for name, body in BODIES.items()}
    index = open_index(path)
    try:
        doc = index.find("later")
        assert doc is not None
        found = telling_words(searcher(index), index.article(doc))
    finally:
        index.close()
    words = {word.stem: word.weight for word in found}
    assert {"turbin", "bear", "marl", "dam", "valley"} <= words.keys()
    assert not {"the", "a", "for", "arriv", "later"} & words.keys()
    frequency = sum("turbin" in stems for stems in texts.values())
    assert words["turbin"] == pytest.approx(inverse_frequency(frequency, len(BODIES)) / (1 + K1))
    assert [word.weight for word in found] == sorted(words.values(), reverse=True)


@given(st.lists(st.sampled_from("abcdefgh"), max_size=30), st.lists(st.sampled_from("abcdefgh"), max_size=30))
def test_shared_is_a_part(one: list[str], other: list[str]) -> None:
    """From 0 to 1, the same both ways, and 1 for a text of five words and itself."""
    first, second = " ".join(one), " ".join(other)
    assert 0 <= shared(first, second) == shared(second, first) <= 1
    assert shared(first, first) == (1 if len(one) >= 5 else 0)


@pytest.mark.slow
def test_the_command(run: Run, path: Path) -> None:
    """Cards and a total, or objects; an unknown id is told with those like it."""
    done = run("similar", "-i", str(path), "dam", "-n", "1")
    assert done.returncode == 0
    assert "the same text" in done.stdout
    assert "like dam: " in done.stderr
    first, *_, summary = map(json.loads, run("similar", "-i", str(path), "--json", "dam").stdout.splitlines())
    assert (first["id"], first["shared"], summary["total"]) == ("reprint", 1.0, summary["total"])
    wrong = run("similar", "-i", str(path), "dm")
    assert wrong.returncode == 1
    assert "There is no article 'dm'" in wrong.stderr


def test_the_prompt(path: Path) -> None:
    """`.more like N` asks; the answers can be opened and paged through like others."""
    with open_archive(path) as archive:
        conversation = Conversation(archive)

        def told(line: str) -> str:
            reply = conversation.answer(line, View(width=200, style=PLAIN))
            return "\n".join((*reply.lines, *reply.notes))

        assert told(".more like 1").startswith("there is no answer to open")
        told(".limit 1")
        told("worn bearing turbine title:dam")
        assert "like dam: " in told(".more like 1")
        assert "shortened" in told(".next")
        assert "On later" in told(".open 3")
        assert "On later" in told(".3")
        assert "worn bearing" in told(".more reprint")
        assert told(".quotes").startswith("there is no query yet")
        assert told(".save x").startswith("there is no query yet")
        told(".source -")
        assert told(".more like 99").startswith("there is no answer 99")
        assert told(".more").startswith("which answer?")
