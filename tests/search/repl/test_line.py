"""The line while it is typed: completion, colours, the toolbar, and what pages are made of."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory

from search.api import Archive
from search.language.columns import columns
from search.repl.completion import LineCompleter, as_value
from search.repl.history import history_path, shorten
from search.repl.lexing import coloured
from search.repl.pager_setting import pager_command
from search.repl.paging import rows
from search.repl.state import Question, State
from search.repl.toolbar import shortened, toolbar
from search.repl.vocabulary import Names, Vocabulary, read_vocabulary
from search.results import Results
from search.saved_queries import keep, saved_path

NAMES = Names.of({"Volodymyr Zelensky": 9, "Łódź Daily": 5, "Zoe O'Neil": 3, "Vladimir Putin": 2})


def completions(line: str, *, asked: bool = True, state: State | None = None) -> list[str]:
    """The lines that Tab could make of this one."""
    vocabulary = Vocabulary(generation=1, articles=3, sources=NAMES, speakers=NAMES)
    completer = LineCompleter(state=lambda: state or State(), vocabulary=lambda: vocabulary)
    event = CompleteEvent(completion_requested=asked)
    found = completer.get_completions(Document(line), event)
    return [line[: len(line) + one.start_position] + one.text for one in found]


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("spea", "speaker:"),
        ("peace -sou", "peace -source:"),
        ("(quo", "(quote:"),
        ("peace N", "peace NOT"),
        ("speaker:z", 'speaker:"Volodymyr Zelensky"'),
        ("speaker:v", 'speaker:"Volodymyr Zelensky"'),
        ("speaker:“vlad", 'speaker:"Vladimir Putin"'),
        ('speaker:"vladimir pu', 'speaker:"Vladimir Putin"'),
        ("source:lodz", 'source:"Łódź Daily"'),
        ("SOURCE:lodz", 'SOURCE:"Łódź Daily"'),
        ("basis:pro", "basis:pronoun"),
        ("date:yes", "date:yesterday"),
        ('date:"last w', 'date:"last week"'),
        (".he", ".help"),
        (".sort old", ".sort oldest"),
        (".match an", ".match any"),
        (".limit f", ".limit fit"),
        (".quotes speaker:put", '.quotes speaker:"Vladimir Putin"'),
        (".source zoe", ".source Zoe O'Neil"),
        (".speakers o'n", ".speakers Zoe O'Neil"),
    ],
)
def test_what_is_offered_first(line: str, first: str) -> None:
    """Each place of a line has its own: fields, operators, names by any of their words, commands and arguments."""
    assert completions(line)[0] == first


def test_saved_queries_are_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind an @, as soon as they are saved; a file that cannot be read offers none."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert completions("peace @") == []
    keep("rail", "strike")
    keep("dam", "weir")
    assert completions("peace @") == ["peace @dam", "peace @rail"]
    assert completions("-@RA", asked=False) == ["-@rail"]
    saved_path().write_text("damaged")
    assert completions("@r") == []


@pytest.mark.parametrize(
    "line", ['"stop the', "peace talks", "speaker:xyz", 'source:"lodz daily"', "=spea", ".info x"]
)
def test_where_nothing_is_offered(line: str) -> None:
    """Not within a phrase, nor for words that begin like nothing, nor behind what is complete."""
    assert completions(line) == []


def test_the_menu_is_no_nuisance() -> None:
    """While typing, nothing is offered for an empty line or the first letter of a word; Tab offers all."""
    assert completions("", asked=False) == []
    assert completions("s", asked=False) == []
    assert completions("peace ", asked=False) == []
    assert "speaker:" in completions("")
    assert "source:" in completions("s")


def test_the_more_frequent_name_comes_first() -> None:
    """Names stand in the order of their frequency, not of the alphabet."""
    assert NAMES.beginning("v", most=9) == ["Volodymyr Zelensky", "Vladimir Putin"]
    assert NAMES.beginning("v", most=1) == ["Volodymyr Zelensky"]


def test_a_filter_can_be_taken_away_by_completion() -> None:
    """`-` is offered where a filter is set, and only there."""
    assert ".source -" in completions(".source ", state=State(source="Halyard"))
    assert ".source -" not in completions(".source ")


@pytest.mark.parametrize(
    ("name", "value"),
    [("Reuters", "Reuters"), ("Al Jazeera", '"Al Jazeera"'), ("OR", '"OR"'), ('A "B"', '"A B"'), ("a-b", '"a-b"')],
)
def test_names_are_quoted_where_they_must_be(name: str, value: str) -> None:
    """One plain word stands as it is; all else in quotation marks, which a name cannot break."""
    assert as_value(name) == value


def test_the_vocabulary_is_that_of_the_index(archive: Archive, index_path: Path) -> None:
    """Outlets and speakers with their counts, the number of articles and the generation."""
    vocabulary = read_vocabulary(index_path)
    assert vocabulary.articles == 30
    assert vocabulary.generation == archive.generation
    assert vocabulary.sources.counts == archive.sources()
    assert vocabulary.speakers.counts == archive.speakers()


@pytest.mark.parametrize(
    "line", ["", "a", '.quotes "x', ".opne 3", "speaker:x -(a OR b)~ =c", " .help x", '“curly” "open', "."]
)
def test_colouring_keeps_the_text(line: str) -> None:
    """Whatever is typed, the coloured pieces together are the line."""
    assert "".join(piece[1] for piece in coloured(line)) == line


def test_wrong_parts_look_wrong() -> None:
    """An unknown field, an open quotation and an unknown command have classes of their own."""
    assert ("class:query.wrong", "speeker:") in coloured("speeker:x")
    assert ("class:query.open", '"open') in coloured('"open')
    assert ("class:query.wrong", ".opne") in coloured(".opne 1")
    assert ("class:query.command", ".op") in coloured(".op 1")
    assert ("class:query.field", "speaker:") in coloured(".quotes speaker:x")


RESULTS = Results(
    query="x", parsed="x", total=1234, took_ms=2.4, generation=3, offset=0, hits=(), texts=1234, independent=1234
)


def test_the_toolbar_fits_every_width() -> None:
    """What matters least goes first: the filter and the last answer stay longest."""
    state = State(source="Kaldria Today", sort="newest", question=Question(text="x"), results=RESULTS)
    for width in range(1, 160):
        line = toolbar(state, path=Path("/data/news/.onrecord"), generation=3, articles=12, width=width)
        assert columns(line) <= max(width, 2)
        assert width < 40 or "source: Kaldria Today" in line
        assert width < 50 or "1,234 found, 2 ms" in line
        assert width < 150 or "12 articles · generation 3" in line


def test_the_path_is_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the home it begins with ~; a long one keeps its end."""
    monkeypatch.setenv("HOME", "/home/ada")
    assert shortened(Path("/home/ada/news/.onrecord")) == "~/news/.onrecord"
    assert shortened(Path("/srv/a/very/long/way/to/the/archive/2022/.onrecord")) == "…/the/archive/2022/.onrecord"
    assert columns(shortened(Path("/srv") / ("x" * 300))) <= 28


def test_rows_count_what_the_terminal_wraps() -> None:
    """An empty line takes one row, a wide one several, wide characters two columns, colour none."""
    assert rows(["", "x" * 10, "x" * 11, "漢" * 5, "漢" * 6], 10) == 1 + 1 + 2 + 1 + 2
    assert rows(["\x1b[1;4;33mkelp\x1b[22;24;39m"], 4) == 1


@pytest.mark.parametrize(
    ("said", "wanted", "command"),
    [
        (None, "most -x", "most -x"),
        (None, " ", ""),
        (None, None, ""),
        ("Off", "most", ""),
        (None, "builtin", ""),
        ("less -R", "most", "less -R"),
    ],
)
def test_which_pager(monkeypatch: pytest.MonkeyPatch, said: str | None, wanted: str | None, command: str) -> None:
    """What was said at the prompt, else ONRECORD_PAGER; PAGER, which is for other programs, is none."""
    monkeypatch.setenv("PAGER", "less")
    if wanted is None:
        monkeypatch.delenv("ONRECORD_PAGER", raising=False)
    else:
        monkeypatch.setenv("ONRECORD_PAGER", wanted)
    assert pager_command(said) == command


def test_where_the_history_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """XDG_STATE_HOME if it is absolute, else .local/state in the home."""
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("XDG_STATE_HOME", "/var/state")
    assert history_path() == Path("/var/state/onrecord/history")
    for unusable in ("", "relative/state"):
        monkeypatch.setenv("XDG_STATE_HOME", unusable)
        assert history_path() == Path("/home/ada/.local/state/onrecord/history")


def test_a_long_history_loses_its_older_half(tmp_path: Path) -> None:
    """It is cut where an entry begins, and stays private."""
    path = tmp_path / "history"
    path.write_text("".join(f"\n# 2025-01-01 00:00:00\n+query {n}\n" for n in range(1000)), encoding="utf-8")
    shorten(path)
    kept = list(FileHistory(str(path)).load_history_strings())
    assert kept == [f"query {n}" for n in range(999, 999 - len(kept), -1)]
    assert 400 < len(kept) < 600
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
