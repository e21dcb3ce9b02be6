"""US and us, WHO and who, IT and it: found apart, marked apart, and the answer says which was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.article import Article
from search.api import Archive
from search.results import Hit
from search.show.cards import variant_lines
from tests.conftest import Run
from tests.search.names.test_variants import archive_of, found

BODIES = (
    "They sent the letter to the US last week.",
    "They sent the letter to us last week.",
    "The U.S. Senate met; the US’s allies waited.",
    "The WHO met in Geneva.",
    "Nobody knows who met in Geneva.",
    "An IT firm was sold.",
    "It was sold.",
    "TELL US WHAT HAPPENED AND WHO DID IT",
    "A summit of NATO began, and Nato went on.",
    "Cases of AIDS rose.",
    "Cases of AIDS fell; Aids was feared.",
    "New hearing aids are small.",
    "The PMs dined with the new PM.",
    "Nobody spoke of AIDS.",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return archive_of(tmp_path_factory.mktemp("acronyms") / "index", BODIES, commits=2)


@pytest.mark.parametrize(
    ("query", "answers"),
    [
        ("US", "0 2"),
        ("U.S.", "0 2"),
        ("u.s.", "0 2"),
        ("us", "1 7"),
        ("=US", "0 2"),
        ("=US's", "2"),
        ('"to us"', "1"),
        ('"to the US"', "0"),
        ('"the U.S. Senate"', "2"),
        ("WHO", "3"),
        ("who", "4 7"),
        ("WHO -who", "3"),
        ("met NEAR/3 WHO", "3"),
        ("IT", "5"),
        ("it", "6 7"),
        ("body:IT sold", "5"),
        ("nato", "8"),
        ("NATO", "8"),
        ('"nato went"', "8"),
        ('"summit of nato"', "8"),
        ("tell us what happened", "7"),
        ("TELL US WHAT HAPPENED", "7"),
        ('"TELL US WHAT HAPPENED"', "7"),
        ("PM", "12"),
        ("PM dined", "12"),
        # More articles have AIDS than the word: small letters find both.
        ("aids", "9 10 11 13"),
        ("=aids", "10 11"),
        ("AIDS", "9 10 13"),
        ("aid*", "9 10 11 13"),
        ("aidz~", "9 10 11 13"),
        ("cases NEAR/3 aid*", "9 10"),
    ],
)
def test_what_is_found(archive: Archive, query: str, answers: str) -> None:
    """The acronym or the word, as it is typed; a word that is no acronym is found in any case."""
    assert found(archive.search(query, limit=20)) == set(answers.split())


def test_words_without_operators_are_read_alike(archive: Archive) -> None:
    """`--plain` keeps acronyms and words apart too."""
    assert found(archive.search("the US letter", reading="words")) == {"0"}
    assert found(archive.search("letter us", reading="words")) == {"1"}


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ("us", ["us: the word; US for the acronym (2 articles)"]),
        ("US", ["US: the acronym; us for the word (2 articles)"]),
        (
            '"to us" -who',
            ["us: the word; US for the acronym (2 articles) · who: the word; WHO for the acronym (1 article)"],
        ),
        ("us OR US", []),
        ("source:us letter", []),
        ("nato", []),
        ("=us", []),
        ("aids", ["also: AIDS (3); =aids for this spelling only"]),
    ],
)
def test_the_answer_says_what_was_meant(archive: Archive, query: str, lines: list[str]) -> None:
    """Where the archive has the other one as well, and the query does not ask for both or for one by `=`."""
    assert variant_lines(archive.search(query)) == lines


def test_the_summary_says_so(archive: Archive) -> None:
    """As an object by word."""
    assert archive.search("us").summary()["readings"] == {"us": {"read": "word", "other": "US", "articles": 2}}


@pytest.mark.parametrize(
    ("query", "article", "marked"),
    [("US", "2", {"U.S.", "US’s"}), ("us", "1", {"us"}), ("aid*", "10", {"AIDS", "Aids"}), ("aids", "9", {"AIDS"})],
)
def test_what_is_marked(archive: Archive, query: str, article: str, marked: set[str]) -> None:
    """What was matched is marked, and no more."""
    hits = [hit for hit in archive.search(query, limit=20).hits if hit.article.id == article]
    assert isinstance(hits[0], Hit)
    snippets = hits[0].snippets
    assert {snippet.text[a:b] for snippet in snippets for a, b in snippet.marks} == marked


def test_exact_names_leave_the_acronym_out(archive: Archive) -> None:
    """`--exact` takes words as they are typed."""
    assert found(archive.search("aids", names="exact")) == {"10", "11"}


def test_titles_and_quotations_have_acronyms(tmp_path: Path) -> None:
    """A title in small letters and one in capitals; a quotation is read as it stands in the text."""
    from indexer.quotes import find_quotes
    from indexer.store import IndexWriter, open_index

    body = '"The US must act for us," said Jane Doe of the WHO.'
    with IndexWriter(tmp_path / "index") as writer:
        writer.put(Article(id="a", title="What the US wants", body=body), find_quotes(body))
        writer.put(Article(id="b", title="WHAT THEY TELL US", body="Nothing."), [])
        writer.commit({})
    with Archive(open_index(tmp_path / "index")) as archive:
        assert found(archive.search("title:US")) == {"a"}
        assert found(archive.search("title:us")) == {"b"}
        assert archive.search("US", space="quotations").total == 1
        assert archive.search("WHO", space="quotations").total == 0


@pytest.mark.slow
def test_counts_under_an_answer_are_of_living_articles(run: Run, tmp_path: Path) -> None:
    """An article that was read again is counted once."""
    file = tmp_path / "one.txt"
    for text in ("It rained on us.", "It rained on us, and on the US.", "It rained on us and the US again."):
        file.write_text(f"A headline\n\n{text}\n", encoding="utf-8")
        run("index", "-i", str(tmp_path / "index"), str(file))
    told = run("search", "-i", str(tmp_path / "index"), "us").stderr
    assert "US for the acronym (1 article)" in told
