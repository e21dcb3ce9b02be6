"""Other spellings of a name: found, scored as one, marked, told, and switched off."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.analysis.tokenizer import surfaces
from indexer.article import Article, Quotation
from indexer.build import build
from indexer.store import IndexWriter, open_index
from search.api import Archive
from search.names.variants import NameBook, printed
from search.results import Hit, Results
from tests.conftest import ROOT, Run, searcher

BODIES = (
    "Talks with Zelensky went on. The visit of Zelensky was long.",
    "Talks with Zelenskyy went on. The visit of Zelenskyy was long.",
    "A letter by Zelenskiy was read, and Zelensky's answer to it.",
    "The road to Kiev is closed.",
    "The road to Kyiv is closed.",
    "The marks may burn like bush fire, in may or in june, and leave marks.",
    "Then the Marcks company and the family of Marks came, with Mei and the Busch brothers.",
    "The minister met Erdoğan in the capital.",
    "The paper misspelt Erodgan and Erdogan.",
    *["A speech by Erdogan was heard."] * 9,
    "The visit to Shanxi, and the visit to Shaanxi.",
)


def archive_of(path: Path, bodies: Sequence[str], *, commits: int = 1) -> Archive:
    """An archive of articles with these bodies, their ids the numbers of them."""
    for part in range(commits):
        with IndexWriter(path) as writer:
            for number in range(part, len(bodies), commits):
                writer.put(Article(id=str(number), body=bodies[number]), [])
            writer.commit({})
    return Archive(open_index(path))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return archive_of(tmp_path_factory.mktemp("names") / "index", BODIES)


def found(results: Results) -> set[str]:
    return {hit.article.id for hit in results.hits}


def test_a_name_is_found_in_its_other_spellings(archive: Archive) -> None:
    """All articles that write the name, and the answer says which spellings, and how often each is there."""
    results = archive.search("zelensky", limit=20)
    assert found(results) == {"0", "1", "2"}
    assert results.variants == {"zelensky": {"Zelenskyy": 1, "Zelenskiy": 1}}
    assert results.summary()["variants"] == {"zelensky": {"Zelenskyy": 1, "Zelenskiy": 1}}


def test_listed_names_meet_either_way(archive: Archive) -> None:
    """What no rule of sound connects is in the list."""
    assert found(archive.search("kyiv")) == found(archive.search("Kiev")) == {"3", "4"}


def test_a_rare_slip_of_a_frequent_name_is_found_and_says_so(archive: Archive) -> None:
    """Both from the name and from the slip; accents do not count as a spelling."""
    assert archive.search("Erdogan").variants == {"erdogan": {"Erodgan": 1}}
    assert archive.search("erodgan").variants == {"erodgan": {"Erdogan": 11}}


@pytest.mark.parametrize("query", ["may", "marks", "bush fire", "talks", "closed", "june"])
def test_ordinary_words_are_not_widened(archive: Archive, query: str) -> None:
    """However much a name in the archive looks like one of them."""
    assert archive.search(query).variants == {}


@pytest.mark.parametrize("query", ["=zelensky", '"zelensky went"', "zelensk*", "zelensky~1", "shanxi", "id:0"])
def test_what_is_asked_for_exactly_is_not_widened(archive: Archive, query: str) -> None:
    """Exact words, phrases, patterns; nor are names that are listed as different."""
    results = archive.search(query)
    assert results.total > 0
    assert results.variants == {}


def test_all_names_can_be_exact(archive: Archive) -> None:
    """With names="exact" the query finds its own spelling only."""
    results = archive.search("zelensky", names="exact")
    assert found(results) == {"0", "2"}
    assert results.variants == {}


def test_a_possessive_finds_the_name_and_is_found(archive: Archive) -> None:
    """Zelenskyy's finds Zelensky; Zelenskiy finds Zelensky's."""
    assert found(archive.search("zelenskyy's")) == {"0", "1", "2"}
    assert found(archive.search("zelenskiy -letter")) == {"0", "1"}


def test_a_negated_name_is_excluded_in_all_its_spellings(archive: Archive) -> None:
    """An article about Zelenskyy is one about Zelensky."""
    assert found(archive.search("talks -zelensky")) == set()


def test_spellings_score_as_one_term(tmp_path: Path) -> None:
    """The scores are those of an archive that writes one spelling only, in one segment or several."""
    bodies = (*BODIES[:3], "The talks of Zelenskyy and Zelensky, with Zelenskyy and others.", "The end of the talks.")
    uniform = [body.replace("Zelenskyy", "Zelensky").replace("Zelenskiy", "Zelensky") for body in bodies]
    plain = archive_of(tmp_path / "one", uniform).search("zelensky talks")
    expected = {hit.article.id: hit.score for hit in plain.hits}
    for commits in (1, 3):
        mixed = archive_of(tmp_path / str(commits), bodies, commits=commits).search("zelensky talks")
        assert {hit.article.id: hit.score for hit in mixed.hits} == pytest.approx(expected, abs=1e-5)


def test_nearness_and_fields_find_the_spellings(archive: Archive) -> None:
    """A widened word is a word wherever words may stand."""
    assert found(archive.search("visit NEAR/3 zelensky")) == {"0", "1"}
    assert found(archive.search("body:(zelensky road) OR body:zelensky")) == {"0", "1", "2"}
    assert found(archive.search("title:zelensky")) == set()


def test_the_spellings_are_marked(archive: Archive) -> None:
    """What matched is what is marked."""
    (hit,) = [hit for hit in archive.search("zelensky").hits if hit.article.id == "1"]
    assert isinstance(hit, Hit)
    marked = [snippet.text[a:b] for snippet in hit.snippets for a, b in snippet.marks]
    assert set(marked) == {"Zelenskyy"}


def test_quotations_are_found_by_spellings_of_their_words(tmp_path: Path) -> None:
    """In the space of quotations as in that of articles."""
    body = "She said: “I met Zelenskyy.” The office of Zelenskyy and the friends of Zelensky agreed."
    start = body.index("I met")
    with IndexWriter(tmp_path) as writer:
        quotation = Quotation(text="I met Zelenskyy.", start=start, end=start + 16)
        writer.put(Article(id="a", body=body), [quotation])
        writer.commit({})
    with Archive(open_index(tmp_path)) as archive:
        assert archive.search("zelensky", space="quotations").total == 1
        assert archive.search("quote:zelensky").total == 1
        assert archive.search("quote:=zelensky").total == 0


def test_a_word_that_no_article_has_finds_the_name(archive: Archive) -> None:
    """A name half remembered."""
    assert NameBook(archive._searcher).spellings("zelenskij") == ("zelensky", "zelenskyy", "zelenskiy")


def test_the_names_survive_merging(tmp_path: Path) -> None:
    """Several segments and the one that they are merged to know the same names."""
    before = archive_of(tmp_path, BODIES, commits=4)
    spellings = {word: NameBook(before._searcher).spellings(word) for word in ("zelensky", "kiev", "erdogan", "may")}
    before.close()
    with IndexWriter(tmp_path) as writer:
        writer.optimize()
    with open_index(tmp_path) as index:
        assert len(index.segments) == 1
        assert {word: NameBook(searcher(index)).spellings(word) for word in spellings} == spellings


@pytest.mark.slow
def test_the_command_tells_the_spellings(run: Run, tmp_path: Path) -> None:
    """On standard error in text, in the summary in JSON; --exact switches them off."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for number, body in enumerate(BODIES[:3]):
        (folder / f"{number}.txt").write_text(f"A headline\n\n{body}\n", encoding="utf-8")
    build(tmp_path / ".onrecord", [str(folder)])
    done = run("search", "zelensky")
    assert "also: Zelenskyy (1), Zelenskiy (1); =zelensky for this spelling only" in done.stderr
    assert "also:" not in run("search", "--exact", "zelensky").stderr
    summary = json.loads(run("search", "--json", "zelensky").stdout.splitlines()[-1])
    assert summary["variants"] == {"zelensky": {"Zelenskiy": 1, "Zelenskyy": 1}}
    assert summary["total"] == 3


@pytest.mark.parametrize(("surface", "name"), [("zelensky", "Zelensky"), ("o'neill", "O'Neill"), ("xi'an", "Xi'an")])
def test_names_are_printed_as_names(surface: str, name: str) -> None:
    """With a capital, and one behind an initial."""
    assert printed(surface) == name


def test_the_list_is_well_formed() -> None:
    """Folded single words, at least two a line, no name twice in a line."""
    lines = (ROOT / "search" / "names" / "names.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            ground, *names = line.split("\t")
            assert ground.isascii(), line
            assert ground.isalpha(), line
            assert len(set(names)) == len(names) >= 2, line
            assert all(surfaces(name) == [name] for name in names), line
