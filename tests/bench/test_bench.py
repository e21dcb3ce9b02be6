"""The bench itself: that it runs, that what it says is so, and that the engines agree. Nothing here is timed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bench.__main__ import main
from bench.building import Build, BuildFailed, Task, build, middle, run_module
from bench.corpus import NO_DAY, Grower, Prepared, generate, read_json_lines, read_prepared, spread, write_prepared
from bench.peers import OURS, PEERS, Opened, Unavailable, peer
from bench.querying import agree, summary
from bench.questions import KINDS, Question, Sampler, TooPoor
from bench.results import Comparison, Report, geometric_mean, goals
from bench.tables import lines, table


@pytest.fixture(scope="module")
def articles() -> list[Prepared]:
    return list(generate(120))


@pytest.fixture(scope="module")
def engines(articles: list[Prepared], tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Opened]]:
    """Every installed engine over the same articles."""
    opened = {}
    for name in PEERS:
        engine = peer(name)
        folder = tmp_path_factory.getbasetemp() / (engine.shares or name)
        try:
            engine.version()
        except Unavailable:
            continue
        if not engine.shares:
            folder.mkdir()
            engine.build(articles, folder, 1)
        opened[name] = engine.open(folder)
    yield opened
    for one in opened.values():
        one.close()


@pytest.mark.parametrize("kind", KINDS)
def test_engines_agree_on_the_matches(kind: str, articles: list[Prepared], engines: dict[str, Opened]) -> None:
    """Words that no stemmer touches: every engine finds exactly as many articles as onrecord."""
    questions = Sampler(articles).questions(5)[kind]
    # tantivy measures nearness in moves of words, which is another thing.
    other = {name for name in engines if kind in peer(name).cannot or (kind == "near" and "tantivy" in name)}
    found = agree({name: engines[name] for name in engines.keys() - other}, questions, reference=OURS)
    assert {one.matches for one in found.values()} == {found[OURS].matches}
    assert found[OURS].matches > 0


@pytest.mark.parametrize("name", PEERS)
def test_an_engine_answers_with_the_articles_that_have_the_word(
    name: str, articles: list[Prepared], engines: dict[str, Opened]
) -> None:
    """The ids of all answers to one word are the articles whose text holds it; newest first is by date."""
    if name not in engines:
        pytest.skip(f"{name} is not installed")
    word = articles[0].body.split()[3]
    holding = {article.id: article.day for article in articles if word in f"{article.title} {article.body}".split()}
    ask = engines[name]
    assert set(ask.ids(ask.prepare(Question((word,), limit=1000))())) == holding.keys()
    newest = ask.ids(ask.prepare(Question((word,), order="newest", limit=5))())
    assert [holding[one] for one in newest] == sorted(holding.values(), reverse=True)[:5]


@pytest.mark.parametrize("name", [OURS, "tantivy"])
def test_an_answer_with_a_total_says_how_many_match(
    name: str, articles: list[Prepared], engines: dict[str, Opened]
) -> None:
    """onrecord and tantivy with the total count all matches beside the ten best."""
    if name not in engines:
        pytest.skip(f"{name} is not installed")
    question = Question(Sampler(articles).questions(1)["common-or"][0].words, "any")
    ranked = engines[name].prepare(question)()
    counted = engines[name].prepare(replace(question, limit=0))()
    assert len(engines[name].ids(ranked)) == 10
    assert engines[name].count(ranked) == engines[name].count(counted)


def test_a_quick_run_prints_the_tables_and_saves_the_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`python -m bench --quick` ends with figures for every kind, engine and size that it prints."""
    saved = tmp_path / "bench.json"
    main(["--quick", "--articles", "60", "--stock-articles", "30", "--growth-base", "20", "--peers", "FTS5",
    "whoosh3",
          "--parts", "build", "ask", "stock", "growth", "provenance", "--json", str(saved)])  # fmt: skip
    figures = json.loads(saved.read_text())
    assert figures["main"]["articles"] == 60
    assert set(figures["main"]["asked"]) == set(KINDS)
    assert [step["build"]["articles"] for step in figures["growth"]["steps"]] == [20, 80, 320]
    assert figures["growth"]["opening"]["resident_bytes"] > 1_000_000
    assert set(figures["stock"]["asked"]["one"]["timings"]) == {OURS, "whoosh3"}
    assert figures["provenance"]["carriers"] >= figures["provenance"]["traces"] > 0
    assert figures["copies"]["groupings"][0]["engine"] == "onrecord"
    assert 0 < figures["copies"]["copies_seconds"] < figures["copies"]["build_seconds"]
    assert [cost["name"] for cost in figures["sides"]["beside"]][:1] == ["timeline"]
    printed = capsys.readouterr().out
    assert "rapidfuzz over every text" in printed
    assert "Copies of one text" in printed
    assert all(title in printed for title in ("Building", "Questions: p50", "== Growth", "== Goals", *KINDS.values()))


def test_a_build_counts_text_and_index_in_bytes(articles: list[Prepared], tmp_path: Path) -> None:
    """The child's figures come with the text's bytes and those of the files that it left."""
    text = write_prepared(articles[:20], tmp_path / "prepared")
    found = build(Task("FTS5", text, tmp_path / "index", 1))
    assert found.text_bytes == sum(len((article.title + article.body).encode()) for article in articles[:20])
    assert found.index_bytes == sum(path.stat().st_size for path in (tmp_path / "index").iterdir())
    assert found.seconds > 0
    assert (
        middle([replace(found, seconds=9.0), replace(found, seconds=1.0), replace(found, seconds=2.0)]).seconds == 2
    )
    assert found.peak_bytes > 1_000_000


def test_a_failing_child_is_reported_with_its_last_words() -> None:
    """A process that ends badly is an error that names the module and what it said."""
    with pytest.raises(BuildFailed, match=r"bench\.building nobody: exit 1, KeyError"):
        run_module("bench.building", ["nobody", "-", "-", "1"])


def test_prepared_articles_come_back_as_they_were(articles: list[Prepared], tmp_path: Path) -> None:
    """Writing and reading the prepared file loses nothing, whatever the batches."""
    text = write_prepared(iter(articles * 10), tmp_path / "prepared")
    assert list(read_prepared(text.path)) == articles * 10
    assert text.articles == 1200


def test_json_lines_are_read_plain_and_gzipped(tmp_path: Path) -> None:
    """`text` or `body`, no title or date, repeated ids, empty articles and half a surrogate pair are understood."""
    rows = [
        {"id": "a", "title": "One", "date": "2020-02-03", "text": "first"},
        {"id": " b ", "body": "second \ud800", "date": None},
        {"id": "a", "text": "again"},
        {"id": "c", "text": " "},
    ]
    (tmp_path / "one.jsonl").write_text("\n".join(map(json.dumps, rows)))
    with gzip.open(tmp_path / "two.jsonl.gz", "wt") as file:
        file.write(json.dumps({"title": "Two", "text": "third"}))
    found = list(read_json_lines([tmp_path]))
    assert [(one.id, one.title, one.body) for one in found] == [
        ("a", "One", "first"),
        ("b", "", "second ?"),
        ("two.jsonl.gz#1", "Two", "third"),
    ]
    assert (found[0].day, found[1].day) == (737458, NO_DAY)


def test_a_part_of_the_articles_is_taken_evenly(articles: list[Prepared]) -> None:
    """Every third article for a third of them; all where more are asked for than there are."""
    assert spread(articles, 40) == articles[::3]
    assert spread(articles, 500) == articles


def test_growth_makes_new_articles_with_new_words(articles: list[Prepared]) -> None:
    """A grown corpus begins with the corpus; its copies have ids, texts, dates and words of their own."""
    grown = list(Grower(articles).grow(480))
    assert grown[:120] == articles
    assert len({article.id for article in grown}) == len({article.body for article in grown}) == 480
    assert grown[120].day == articles[0].day + 97
    words, more = ({word for article in part for word in article.body.split()} for part in (articles, grown))
    assert len(words) * 1.2 < len(more) < len(words) * 4
    text, larger = (sum(article.size for article in part) for part in (articles, grown))
    assert larger == pytest.approx(4 * text, rel=0.1)


def test_questions_are_the_same_in_every_run_and_fit_their_kind(articles: list[Prepared]) -> None:
    """Sampling is fixed by its seed; a kind asks for as many words as its name says."""
    asked = Sampler(articles).questions(10)
    assert asked == Sampler(articles).questions(10)
    assert set(asked) == set(KINDS)
    expected = {"one": 1, "and2": 2, "or3": 3, "headline": 10, "phrase2": 2, "phrase4": 4, "common-or": 2}
    for kind, number in expected.items():
        assert {len(question.words) for question in asked[kind]} == {number}
    bodies = [" ".join(article.body.split()) for article in articles]
    assert all(any(" ".join(question.words) in body for body in bodies) for question in asked["phrase4"])


def test_too_few_articles_are_refused_and_do_not_hang() -> None:
    """Where no word is in three articles there is nothing to ask, and the sampler says so."""
    few = [Prepared(str(number), "", f"word{number} alone", NO_DAY) for number in range(3)]
    with pytest.raises(TooPoor):
        Sampler(few).questions(1)


def test_figures_are_medians_of_rounds_and_then_over_questions() -> None:
    """Three questions, three rounds each: one slow round moves nothing but the first time asked."""
    found = summary([[9.0, 1.0, 1.0], [9.0, 2.0, 2.0], [9.0, 6.0, 6.0]])
    assert (found.p50, found.p95, found.mean, found.first_p50) == (2.0, 6.0, 3.0, 9.0)


def test_a_goal_is_met_or_missed_by_its_figure() -> None:
    """Build speed has to reach tantivy's, the index's size may not exceed the text's."""
    ours = Build(OURS, 1, 10, 1000, seconds=2.0, cpu_seconds=2.0, peak_bytes=1, index_bytes=1500)
    theirs = Build("tantivy", 1, 10, 1000, seconds=3.0, cpu_seconds=3.0, peak_bytes=1, index_bytes=1500)
    report = Report(machine={}, versions={}, corpus="none", quick=True)
    report.main = Comparison(10, 1000, 1, 1, builds=[ours, theirs])
    assert [(goal.what, goal.figure, goal.met) for goal in goals(report)] == [
        ("build speed to tantivy, 1 core(s)", 1.5, True),
        ("index bytes per byte of text", 1.5, False),
    ]


def test_the_table_lines_up_and_means_are_geometric() -> None:
    """Names to the left, figures to the right; the mean of a half and its double is one."""
    assert list(table(["", "ms"], [["a", "1.00"], ["abc", "22.00"]])) == ["        ms", "a     1.00", "abc  22.00"]
    assert geometric_mean([0.5, 2.0]) == pytest.approx(1.0)


def test_a_report_says_what_was_skipped() -> None:
    """An engine that is not there is named with the reason."""
    report = Report(
        machine={"processor": "P", "cores": 2, "memory_gb": 1.0, "python": "3"},
        versions={},
        corpus="none",
        quick=True,
    )
    report.skipped["Xapian"] = "python3-xapian is not installed"
    assert "skipped: Xapian: python3-xapian is not installed" in list(lines(report))
