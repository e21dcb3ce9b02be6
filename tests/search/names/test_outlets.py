"""Outlets under their other names: what meets, what never does, and that it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis.tokenizer import folded
from indexer.article import Article
from indexer.errors import UsageError
from indexer.store import IndexWriter
from search.api import Archive, open_archive
from search.names.aliases import Aliases, add_alias, alias_path, aliases, remove_alias
from search.names.outlets import covers, initials, labels, site_of
from tests.conftest import Run

Printed = tuple[str | None, str | None, int]
"""An outlet as printed, the address of its articles without their number, and how many there are."""

WORLD: Sequence[Printed] = (
    ("The New York Times", "https://www.nytimes.com/", 7),
    ("www.nytimes.com", "http://nytimes.com/", 3),
    ("ABC News", "http://abcnews.go.com/", 4),
    ("abcnews.go.com", "http://abcnews.go.com/", 9),
    ("ESPN", "http://espn.go.com/", 5),
    ("abc.net.au", "https://www.abc.net.au/", 6),
    ("bbc.co.uk", "http://www.bbc.co.uk/", 8),
    ("The Times", "https://www.thetimes.co.uk/", 9),
    ("The Sunday Times", "https://www.thetimes.co.uk/", 2),
    ("thetimes.co.uk", None, 1),
    ("The Washington Post", None, 2),
    ("washingtonpost.com", None, 1),
    ("Reuters", "http://feeds.reuters.com/", 6),
    (None, "http://nowhere.example/", 2),
)


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def archive_of(path: Path, printed: Sequence[Printed]) -> Archive:
    """An archive in which each outlet has so many articles."""
    with IndexWriter(path) as writer:
        for place, (source, address, many) in enumerate(printed):
            for number in range(many):
                url = None if address is None else f"{address}{place}/{number}"
                article_id = f"{place}-{number}"
                writer.put(Article(id=article_id, body=f"strike {article_id}", source=source, url=url), [])
        writer.commit({})
    return open_archive(path)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with archive_of(tmp_path_factory.mktemp("world"), WORLD) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "total", "also"),
    [
        ("source:nytimes", 10, {"The New York Times": 7}),
        ('source:"nytimes"', 10, {"The New York Times": 7}),
        ("source:nytimes.com", 10, {"The New York Times": 7}),
        ('source:"https://www.nytimes.com/"', 10, {"The New York Times": 7, "www.nytimes.com": 3}),
        ("source:nyt", 10, {"The New York Times": 7, "www.nytimes.com": 3}),
        ("source:TNYT", 10, {"The New York Times": 7, "www.nytimes.com": 3}),
        ('source:"New York Times"', 10, {"www.nytimes.com": 3}),
        ("source:=nytimes", 3, {}),
        ('source:="New York Times"', 7, {}),
        # Two of one site, with a name in common: they never meet.
        ('source:"abc news"', 13, {"abcnews.go.com": 9}),
        ("source:abcnews", 13, {"ABC News": 4}),
        ("source:abc.net.au", 6, {}),
        ("source:espn", 5, {}),
        # By one word both are meant as printed, and listed below.
        ("source:abc", 19, {"abcnews.go.com": 9}),
        ('source:"bbc news"', 8, {"bbc.co.uk": 8}),
        ('source:"the sunday times"', 2, {}),
        ('source:"the times"', 10, {"thetimes.co.uk": 1}),
        ("source:thetimes.co.uk", 12, {"The Times": 9, "The Sunday Times": 2}),
        ('source:"washington post"', 3, {"washingtonpost.com": 1}),
        ("source:washingtonpost", 3, {"The Washington Post": 2}),
        ("source:reuters.com", 6, {"Reuters": 6}),
        ("source:feeds.reuters.com", 6, {"Reuters": 6}),
        ("source:co.uk", 18, {"The Times": 9}),
        ("source:nosuch", 0, {}),
        ("source:news", 13, {"abcnews.go.com": 9}),
        ("outlet:abc", 0, {}),
        ('outlet:"ABC NEWS"', 4, {}),
        ('outlet:"the *"', 20, {}),
    ],
)
def test_what_meets(world: Archive, query: str, total: int, also: dict[str, int]) -> None:
    """By hosts and initials, both ways; what is found besides is told with its articles; = and outlet: are exact."""
    found = world.search(query, limit=1)
    told = {name: count for names in found.variants.values() for name, count in names.items()}
    assert (found.total, told) == (total, also)


def test_several_outlets_are_listed(world: Archive) -> None:
    """As printed, with their articles and in JSON; one alone is not."""
    found = world.search("strike source:abc")
    assert found.outlets == {"source:abc": {"abc.net.au": 6, "ABC News": 4}}
    assert found.summary()["outlets"] == found.outlets
    assert world.search('source:"abc news"').outlets == {}
    assert world.facets("source:abc").asked.outlets == found.outlets


def test_off_is_what_is_printed(world: Archive) -> None:
    """With names="exact" a clause finds what = finds; the filter is widened as source: is, in every verb."""
    for value in ("nytimes", "abc", '"new york times"', "nosuch"):
        exact = world.documents(f"source:{value}", names="exact")[1].tolist()
        assert exact == world.documents(f"source:={value}")[1].tolist()
        assert set(exact) <= set(world.documents(f"source:{value}")[1].tolist())
    asked, filtered = world.documents(None, source="nytimes")
    assert filtered.tolist() == world.documents("source:nytimes")[1].tolist()
    assert asked.variants == {"source:nytimes": {"The New York Times": 7}}
    assert world.facets("strike", source="NYT", by=["source"]).facets[0].distinct == 2
    (shown,) = world.facets("source:nyt", by=["source"]).facets
    assert {one.value: one.count for one in shown.values} == {"The New York Times": 7, "www.nytimes.com": 3}


def test_what_is_excluded_is_widened_too(world: Archive) -> None:
    """A minus leaves out what the clause finds, and tells it."""
    found = world.search("strike -source:nytimes", limit=1)
    assert found.total == world.search("strike").total - 10
    assert found.variants == {"source:nytimes": {"The New York Times": 7}}


def test_an_outlet_alone_is_what_its_facet_counts(world: Archive) -> None:
    """`outlet:` of each value of the facet finds as many articles as it counts."""
    (facet,) = world.facets(by=["source"], limit=100).facets
    for value in facet.values:
        assert world.search(f'outlet:"{value.value}"', limit=1).total == value.count


def test_aliases_of_the_user(world: Archive) -> None:
    """They connect whole names and hosts, also over several lines, and part what would meet; a change is seen."""
    assert world.search("source:gray").total == 0
    add_alias("Gray = The New York Times | espn.go.com")
    assert world.search("source:gray").variants == {
        "source:gray": {"The New York Times": 7, "ESPN": 5, "www.nytimes.com": 3}
    }
    add_alias("Gray = The New York Times | ESPN")
    add_alias("ESPN = Reuters")
    assert world.search("source:gray").total == 21
    assert world.search("source:GRAY", names="exact").total == 0
    add_alias("Gray != Reuters")
    assert world.search("source:gray").total == 15
    add_alias("nytimes != The New York Times")
    assert world.search("source:nytimes").total == 3


def test_the_file_is_the_users() -> None:
    """Comments and order stay, one about the same first name is replaced; what is no alias is told with its line."""
    assert aliases() == Aliases()
    alias_path().parent.mkdir(parents=True)
    alias_path().write_text("# mine\nDW = dw.com\n\n  # two papers\nABC News != ABC\n", "utf-8")
    add_alias("dw = Deutsche  Welle | dw.com")
    assert alias_path().read_text("utf-8").splitlines() == [
        "# mine", "", "  # two papers", "ABC News != ABC", "dw = Deutsche Welle | dw.com",
    ]  # fmt: skip
    remove_alias("abc news")
    assert aliases() == Aliases(one=(("dw", "Deutsche Welle", "dw.com"),))
    with pytest.raises(UsageError, match="no alias"):
        remove_alias("abc news")
    for wrong in ("x", "x =", "= y", "x = X", "a = b = c", "!= b"):
        with pytest.raises(UsageError, match="no alias"):
            add_alias(wrong)
    alias_path().write_text("# mine\nDW\n", "utf-8")
    with pytest.raises(UsageError, match="line 2 is no alias"):
        aliases()
    alias_path().write_bytes(b"\xff")
    with pytest.raises(UsageError, match="is no text"):
        aliases()


def test_the_command(run: Run) -> None:
    """Lists, writes and removes; exit code 1 where there is none."""
    assert run("alias").returncode == 1
    assert run("alias", "NYT", "=", "The New York Times").returncode == 0
    assert run("alias", "ABC News != ABC").returncode == 0
    assert run("alias").stdout == "NYT = The New York Times\nABC News != ABC\n"
    assert run("alias", "--remove", "nyt").returncode == 0
    assert run("alias", "NYT").returncode == 2


@pytest.mark.parametrize(
    ("host", "site", "named"),
    [
        ("nytimes.com", "nytimes.com", {"nytimes"}),
        ("news.bbc.co.uk", "bbc.co.uk", {"bbc", "news"}),
        ("abc.net.au", "abc.net.au", {"abc"}),
        ("abcnews.go.com", "go.com", {"abcnews", "go"}),
        ("dw.com", "dw.com", {"dw"}),
        ("smh.com.au", "smh.com.au", {"smh"}),
    ],
)
def test_hosts(host: str, site: str, named: set[str]) -> None:
    """The part that is one owner's, and the names in it."""
    assert (site_of(host), labels(host)) == (site, named)
    assert covers(site, host)
    assert not covers(f"x{site}", host)


def test_initials() -> None:
    """With and without small words; one word has none."""
    assert initials(folded("The Wall Street Journal")) == {"twsj", "wsj"}
    assert initials(["reuters"]) == set()


_names = st.sampled_from([name for name, _, _ in WORLD if name] + ["BBC News", "NYT", "Times", "x.example", "!"])
_hosts = st.sampled_from(
    [None, "http://a.example/", "http://b.example/", "https://www.nytimes.com/", "http://x.example/"]
)


@settings(max_examples=25)
@given(
    printed=st.lists(st.tuples(_names, _hosts, st.integers(1, 3)), min_size=1, max_size=6),
    asked=st.sampled_from(["times", "nyt", "abc", "bbc news", "x.example", "the times", "nytimes"]),
)
def test_any_archive(tmp_path_factory: pytest.TempPathFactory, printed: list[Printed], asked: str) -> None:
    """What is found is what is printed so and what is told, and nothing else; without widening, what is printed."""
    with archive_of(tmp_path_factory.mktemp("any"), printed) as archive:
        words = folded(asked)
        sources = [name for name, _, many in printed for _ in range(many)]

        def so_printed(name: str | None) -> bool:
            held = folded(name or "")
            return any(held[at : at + len(words)] == words for at in range(len(held)))

        found = archive.search(f'source:"{asked}"', limit=1)
        told = {" ".join(folded(name)) for names in found.variants.values() for name in names}
        wanted = [name for name in sources if so_printed(name) or " ".join(folded(name or "")) in told]
        assert found.total == len(wanted)
        assert archive.search(f'source:="{asked}"', limit=1).total == sum(map(so_printed, sources))


def test_the_real_archive(real_outlets: Callable[[], Archive]) -> None:
    """All articles of a paper that an archive of four sources prints in two ways."""
    with real_outlets() as archive:
        assert archive.search("source:nytimes", limit=1).total == 89
        assert archive.search("source:abc", limit=1).total == 491
        assert archive.search("source:nyt", limit=1).total == 89
        assert archive.search('source:"bbc news"', limit=1).total == 354


@pytest.fixture
def real_outlets(tmp_path: Path) -> Callable[[], Archive]:
    """The outlets and addresses of the real articles, with next to no text: it is quickly built."""
    import gzip
    import json

    from tests.conftest import shared

    def built() -> Archive:
        with IndexWriter(tmp_path / "real") as writer:
            for path in sorted(shared("data", "news").glob("*.jsonl.gz")):
                if "reuters21578" in path.name:
                    continue
                with gzip.open(path, "rt", encoding="utf-8") as lines:
                    for record in map(json.loads, lines):
                        made = Article(id=record["id"], body="a", source=record["source"], url=record["url"])
                        writer.put(made, [])
            writer.commit({})
        return open_archive(tmp_path / "real")

    return built
