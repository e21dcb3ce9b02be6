"""--new, .new and --since-generation: what came in since, over real runs of the index."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.store import IndexWriter
from search.answer.last_asked import asked_path, last_asked, question_of, remember
from search.api import open_archive
from search.repl.conversation import Conversation
from search.repl.state import View
from search.saved_queries import keep
from search.show.terminal import PLAIN
from tests.conftest import Run


@pytest.fixture
def put(tmp_path: Path, run: Run) -> Callable[..., None]:
    """Write articles, one a file, and index them."""

    def call(*articles: tuple[str, str], prune: bool = False) -> None:
        folder = tmp_path / "news"
        folder.mkdir(exist_ok=True)
        for name, text in articles:
            (folder / f"{name}.json").write_text(json.dumps({"id": name, "source": "Daily", "text": text}))
        assert run("index", "news", *(["--prune"] if prune else [])).returncode == 0

    return call


def ids(ran: subprocess.CompletedProcess[str]) -> str:
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    return " ".join(sorted(row["id"] for row in found if row["type"] in ("hit", "quote")))


def new(run: Run, *arguments: str) -> str:
    return ids(run("search", *arguments, "--new", "--json"))


def test_what_counts_as_new(run: Run, put: Callable[..., None], tmp_path: Path) -> None:
    """What was added, changed, copied or came again; not what was merged, removed or left as it was."""
    put(("a", "The rail strike goes on."), ("b", "A strike of bakers."), ("c", "Nothing."))
    assert new(run, "strike") == "a b"
    assert run("search", "strike", "--new").returncode == 1
    put(("d", "The rail strike is over."), ("b", "A strike of bakers and cooks."))
    assert run("optimize").returncode == 0
    assert new(run, "strike") == "b d"
    put(("e", "The rail strike is over."))
    put(("c", "Nothing but a strike."))
    (tmp_path / "news" / "a.json").unlink()
    put(prune=True)
    assert new(run, "strike", "--all") == "c e"
    assert new(run, "strike") == ""
    put(("a", "The rail strike goes on."))
    assert new(run, "strike") == "a"


def test_a_question_is_its_text_and_how_it_is_asked(run: Run, put: Callable[..., None]) -> None:
    """Spaces do not count; another text, another match, quotations, and another saved query of the name do."""
    put(("a", "A strike. “There is no offer on the table”, said Ada Lind."))
    assert run("saved", "rail", "strike").returncode == 0
    assert [new(run, "@rail"), new(run, " @rail "), new(run, "strike"), new(run, "@rail", "--match", "any")] == [
        "a", "", "a", "a",
    ]  # fmt: skip
    assert ids(run("quotes", "offer", "--new", "--json")) == "a"
    assert run("saved", "rail", "strike OR bakers").returncode == 0
    assert new(run, "@rail") == "a"


def test_only_what_was_shown_whole_was_shown(run: Run, put: Callable[..., None]) -> None:
    """A page is not all of it, and an answer into a closed pipe is none; without -n all are shown."""
    put(*((f"a{number:02}", f"A strike, {number}.") for number in range(14)))
    shown = run("search", "strike", "--new", "-n", "3")
    assert "not all of it was shown" in shown.stderr
    assert len(new(run, "strike").split()) == 14
    assert new(run, "strike") == ""
    assert run("search", "strike", "--new", "--since-generation", "1").returncode == 2
    assert run("search", "strike", "--new", "--explain", "1").returncode == 2


def test_an_index_that_is_built_anew(run: Run, put: Callable[..., None], tmp_path: Path) -> None:
    """All of it is new, and that is told; so it is in one put back from an old copy, and not in one that moved."""
    put(("a", "A strike."))
    assert new(run, "strike") == "a"
    shutil.copytree(tmp_path / ".onrecord", tmp_path / "copy")
    put(("b", "A strike, too."))
    assert new(run, "strike") == "b"
    shutil.rmtree(tmp_path / ".onrecord")
    shutil.copytree(tmp_path / "copy", tmp_path / ".onrecord")
    older = run("search", "strike", "--new", "--json")
    assert ids(older) == "a"
    assert "an older one" in older.stderr
    assert ids(run("search", "-i", "copy", "strike", "--new", "--json")) == ""
    shutil.rmtree(tmp_path / ".onrecord")
    put()
    anew = run("search", "strike", "--new", "--json")
    assert ids(anew) == "a b"
    assert "built anew" in anew.stderr


def test_since_a_generation(run: Run, put: Callable[..., None]) -> None:
    """For answers, and for what counts them; a number that is none is refused."""
    put(("a", "A strike. “There is no offer on the table”, said Ada Lind."))
    put(("b", "A strike. “There is no offer on the table”, said Ada Lind again."))
    first = int(json.loads(run("info", "--json").stdout)["generation"]) - 1
    for verb in ("search", "quotes"):
        assert ids(run(verb, "offer", "--since-generation", str(first), "--json")) == "b"
    counted = run("facets", "offer", "--since-generation", str(first), "--json", "--by", "source")
    assert json.loads(counted.stdout.splitlines()[0])["count"] == 1
    assert json.loads(run("timeline", "--since-generation", "0", "--json").stdout.splitlines()[-1])["total"] == 2
    assert run("search", "offer", "--since-generation", "x").returncode == 2
    assert run("search", "generation:x").returncode == 2


def test_the_prompt_shares_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.new` asks as --new does; what it shows counts once it is shown, and the next page is of what is new."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    keep("rail", "strike")
    view = View(width=80, style=PLAIN)
    with IndexWriter(tmp_path / "x") as writer:
        writer.put(Article(id="a", body="A strike."), [])
        writer.commit({})
    with open_archive(tmp_path / "x") as archive:
        conversation = Conversation(archive)
        assert conversation.answer(".new", view).outcome == "error"
        reply = conversation.answer(".new @rail", view)
        assert reply.outcome == "matched"
        assert "first time" in reply.notes[-1]
        assert not asked_path().exists()
        assert reply.shown is not None
        reply.shown()
        with IndexWriter(tmp_path / "x") as writer:
            for number in range(12):
                writer.put(Article(id=f"b{number}", body=f"A strike, {number}."), [])
            writer.commit({})
        reply = conversation.answer(".new @rail", view)
        results = reply.state.results
        assert results is not None
        assert (results.total, len(results.hits), reply.shown) == (12, 10, None)
        reply = conversation.answer(".next", view)
        assert reply.shown is not None
        reply.shown()
        assert conversation.answer(".new", view).outcome == "nothing"
        assert conversation.answer("strike", view).state.results.total == 13  # type: ignore[union-attr]
        conversation.close()


def test_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line a question and index, the latest; one that cannot be read is told with its place."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    place = {"identity": "1" * 16, "path": tmp_path / "x"}
    for generation in (3, 5):
        remember("q", generation=generation, **place)  # type: ignore[arg-type]
    assert len(asked_path().read_text("utf-8").splitlines()) == 1
    known = last_asked("q", generation=6, **place)  # type: ignore[arg-type]
    assert (known.before, known.generation) == ("known", 5)
    assert last_asked("other", generation=6, **place).before == "never"  # type: ignore[arg-type]
    for damaged in ("{", "[]", '{"question": 1}', "[" * 10_000):
        asked_path().write_text(f"\n{damaged}\n")
        with pytest.raises(Exception, match="line 2 cannot be read"):
            last_asked("q", generation=6, **place)  # type: ignore[arg-type]
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "other"))
    keep("b", "y")
    keep("a", "@b x")
    assert question_of("@a  @a", match="all") == question_of(" @a @a ", match="all")
    assert question_of("@a", reading="words") != question_of("@a", reading="query")
    assert "@b y" in question_of("@a")


@settings(max_examples=20)
@given(rounds=st.lists(st.sets(st.integers(0, 5), max_size=4), min_size=1, max_size=5), since=st.integers(0, 6))
def test_new_and_old_are_all(tmp_path_factory: pytest.TempPathFactory, rounds: list[set[int]], since: int) -> None:
    """Whatever was changed when, and whatever is asked: each answer is new or not, and none is both."""
    path = tmp_path_factory.mktemp("rounds")
    with IndexWriter(path) as writer:
        for version, numbers in enumerate(rounds):
            for number in numbers:
                writer.put(Article(id=f"a{number}", body=f"strike {number} {version}", source="Daily"), [])
            writer.commit({})
    with open_archive(path) as archive:
        for query in ("strike", "strike -3", "source:daily OR nothing"):
            every = set(archive.documents(query)[1].tolist())
            newer = set(archive.documents(query, since=since)[1].tolist())
            older = set(archive.documents(f"({query}) generation:<={since}")[1].tolist())
            assert newer | older == every
            assert not newer & older
            assert newer == set(archive.documents(f"({query}) generation:>{since}")[1].tolist())
