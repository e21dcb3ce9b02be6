"""Lines and their replies, without any terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.build import build
from indexer.errors import UsageError
from search.api import Archive, open_archive
from search.language.columns import columns
from search.language.manual import MANUAL
from search.repl import registry
from search.repl.conversation import Conversation
from search.repl.help_text import TOPICS, page
from search.repl.state import Reply, View
from search.show.terminal import PLAIN

Answer = Callable[..., Reply]


def said(reply: Reply) -> str:
    return "\n".join((*reply.lines, *reply.notes))


def test_every_command_is_in_the_help() -> None:
    """The list is made from the registry, and each command has a page of its own."""
    listed = "\n".join(page("", 100))
    for name, command in registry.COMMANDS.items():
        assert command.heading in listed
        assert command.summary in listed
        assert page(name[1:], 100)[0] == command.heading
        assert command.details
    for topic in TOPICS:
        assert f".help {topic}" in listed
        assert page(topic, 100)


def test_the_way_out_stands_last() -> None:
    """In the list, whatever was registered after it."""
    rows = [line.split()[0] for line in page("", 100) if line.startswith("  .")]
    assert (rows[0], rows[-1]) == (".help", ".quit")
    assert rows.index(".timeline") < rows.index(".trace")


@pytest.mark.parametrize("width", [20, 33, 60, 200])
def test_help_keeps_to_the_width(width: int) -> None:
    """No line of the help is wider than the terminal, except where one word or one query is."""
    for topic in ("", *TOPICS, *(name[1:] for name in registry.COMMANDS)):
        for line in page(topic, width):
            assert columns(line) <= width or len(line.split()) == 1 or width < 40


def test_every_example_of_the_help_finds_something_in_the_seeds(tmp_path: Path) -> None:
    """The examples are about the articles that come with the project, and are what they say."""
    build(tmp_path / ".onrecord", [str(Path(__file__).resolve().parents[3] / "seeds")])
    with open_archive(tmp_path / ".onrecord") as archive:
        found = {query: archive.search(query).total for _, rows in MANUAL for query, _ in rows}
    assert [query for query, total in found.items() if not total] == []


@pytest.mark.parametrize(
    ("word", "name"),
    [
        (".open", ".show"),
        (".sh", ".show"),
        (".save", ".saved"),
        (".more", ".similar"),
        (".source", ".source"),
        (".sources", ".sources"),
        (".lim", ".limit"),
        (".exit", ".quit"),
        (".q", ".quit"),
        (".exi", ".quit"),
        (".expl", ".explain"),
        (".QUIT", ".quit"),
    ],
)
def test_commands_are_found_by_unambiguous_beginnings(word: str, name: str) -> None:
    """A name goes before a longer one that begins so; aliases and upper case do as well."""
    assert registry.find(word).name == name


@pytest.mark.parametrize(
    ("word", "hint"),
    [(".so", "letter more"), (".opne", "did you mean .open?"), (".xyzzy", ".help lists"), (".", ".help lists")],
)
def test_other_commands_are_refused_with_a_mend(word: str, hint: str) -> None:
    """An ambiguous or unknown command says what to do."""
    with pytest.raises(UsageError) as raised:
        registry.find(word)
    assert hint in raised.value.hint


def test_the_filter_is_added_to_every_query(answer: Answer) -> None:
    """`.source NAME` narrows articles and quotations alike, whatever operators the query has, until `.source -`."""
    total = {}
    for name, lines in {
        "all": ("day OR gulls",),
        "filtered": (".source harbour post", "day OR gulls"),
        "any": (".source harbour post", ".match any", "day gulls"),
        "quoted": (".source harbour post", ".quotes speaker:quill"),
        "freed": (".source -", "day OR gulls"),
    }.items():
        results = answer(*lines).state.results
        assert results
        total[name] = results.total
    assert total == {"all": 28, "filtered": 9, "any": 9, "quoted": 5, "freed": 28}


@pytest.mark.parametrize("query", ["kelp) OR (foghorn", "(kelp OR x", 'kelp "open OR x', "kelp OR", "speeker:x"])
def test_a_query_that_is_wrong_is_wrong_under_a_filter_too(answer: Answer, query: str) -> None:
    """The parentheses that the filter puts around a query mend nothing, and the error shows the query as typed."""
    bare, filtered = answer(query), answer(".source halyard", query)
    assert bare.outcome == filtered.outcome == "error"
    assert bare.notes == filtered.notes


def test_an_outlet_that_is_not_there_is_refused(answer: Answer) -> None:
    """A filter that could never match is not set; outlets that may have been meant are named."""
    reply = answer(".source harbor pst")
    assert reply.outcome == "error"
    assert "Harbour Post" in said(reply)
    assert reply.state.source is None


def test_an_empty_answer_is_explained(answer: Answer) -> None:
    """The words that nothing has, and the settings that stand in the way, are named."""
    assert "no article has: walrus" in said(answer("kelp walrus"))
    assert "1 article with any of the words" in said(answer("kelp walrus"))
    apart = answer("speaker:orlec quote:burned").notes
    assert apart[1] == "  each is found, but no one quotation has all of: speaker:orlec quote:burned"
    assert answer("kelp foghorn").notes[1] == "  each part is found, but no article has all of them"
    assert "1 article without the filter halyard" in said(answer(".source halyard", "kelp"))
    assert "1 article (.articles)" in said(answer(".source -", ".quotes kelp"))


def test_quotations_of_the_last_query(answer: Answer) -> None:
    """`.quotes` asks the last query of quotations, `.articles` of articles again; both take a query as well."""
    reply = answer("burned nights", ".quotes")
    assert reply.state.question
    assert (reply.state.question.text, reply.state.question.space) == ("burned nights", "quotations")
    assert "— Ada Quill" in said(reply)
    assert "articles" in answer(".articles").notes[0]
    assert "keepers" in said(answer(".quotes keepers"))


def test_an_answer_off_the_screen_can_be_opened(answer: Answer) -> None:
    """`.open 17` is the 17th answer to the last query, whatever page is shown."""
    opened = answer(".sort oldest", ".limit 2", "lighthouse", ".open 17")
    assert opened.lines[0] == "Lighthouse diary, day 17"
    assert answer(".open skerry-3").lines[0] == "Lighthouse diary, day 3"


@pytest.mark.parametrize("line", [".open", ".open 29", ".open 0", ".open nowhere", ".999999999999999999999", ".0"])
def test_an_answer_that_is_not_there(answer: Answer, line: str) -> None:
    """Opening what is not there is an error, whatever the number."""
    reply = answer("lighthouse", line)
    assert reply.outcome == "error"
    assert not reply.lines


@pytest.mark.parametrize("line", [".next", ".prev", ".quotes", ".articles", ".open 1"])
def test_commands_that_need_a_query_say_so(answer: Answer, line: str) -> None:
    """Before the first query there is nothing to page through, to ask again or to open."""
    assert answer(line).outcome == "error"


@pytest.mark.parametrize(
    "line", [".limit 0", ".limit x", ".limit -1", ".limit 9999999999", ".sort up", ".match some"]
)
def test_settings_refuse_what_they_cannot_be(answer: Answer, line: str) -> None:
    """The state stays as it was, and the choices are named."""
    reply = answer(line)
    assert reply.outcome == "error"
    assert (reply.state.limit, reply.state.sort, reply.state.match) == (None, "relevance", "all")
    assert len(reply.notes) == 2


@pytest.mark.parametrize("line", [".next 3", ".info all", ".quit now"])
def test_what_a_command_does_not_take_is_not_ignored(answer: Answer, line: str) -> None:
    """A command without an argument refuses one, and does nothing."""
    assert answer("lighthouse", line).outcome == "error"


def test_pages_follow_each_other_without_gaps(answer: Answer) -> None:
    """Whatever fits the screen, `.next` goes on behind the last answer shown, and `.prev` goes the same way back."""
    forth = [answer("lighthouse", rows=20)]
    while not forth[-1].notes[0].startswith("There are no more"):
        forth.append(answer(".next", rows=20 if len(forth) % 2 else 12))
    pages = [reply.state.results for reply in forth[:-1]]
    ranks = [hit.rank for results in pages if results for hit in results.hits]
    assert ranks == list(range(1, 29))
    for results in reversed(pages[:-1]):
        back = answer(".prev", rows=20).state.results
        assert back
        assert results
        assert back.offset == results.offset
    assert answer(".prev", rows=20).notes == ("These are the first answers.",)


@pytest.mark.parametrize("width", [8, 20, 80, 200])
def test_answers_fit_the_rows(answer: Answer, width: int) -> None:
    """What is shown without a limit is at most the rows that there are, but always at least one answer."""
    reply = answer("lighthouse", width=width, rows=18)
    results = reply.state.results
    assert results
    assert results.hits
    assert len(reply.lines) + 2 <= 18 or len(results.hits) == 1


def test_speakers_and_sources(answer: Answer) -> None:
    """They are listed with their counts, and narrowed by beginnings of words, without regard to case."""
    assert [line.split()[:3] for line in answer(".speakers", width=100).lines] == [
        ["14", "Ada", "Quill"],
        ["14", "Tomas", "Orlec"],
    ]
    assert "Quill" in answer(".speakers QUI a").lines[0]
    assert answer(".speakers QUI a").notes == ("1 speaker with a name that begins so",)
    assert answer(".speakers tomas x").notes[0].startswith("0 speakers")
    assert answer(".speakers orlek").notes[-1] == "  near it: Tomas Orlec"
    assert answer(".speakers keepers date:2025-02-01..2025-02-08").notes[0].startswith("1 speaker: keepers")
    assert {line.split("  ")[1] for line in answer(".sources").lines} == {"Harbour Post", "Skerry Times", "Halyard"}
    assert answer(".sources tim").notes == ("1 outlet",)


def test_who_is_quoted_in_what_a_query_finds(answer: Answer) -> None:
    """As `onrecord speakers QUERY`: of a query or the last one, under the filter, explained where there is nobody."""
    reply = answer(".who keepers date:2025-02-01..2025-02-08", width=100)
    assert [line.split()[:3] for line in reply.lines] == [["4", "Tomas", "Orlec"]]
    assert reply.notes == (
        "1 speaker: keepers date:2025-02-01..2025-02-08",
        "  looked for in what was said; who is quoted in the articles that match (4): .who articles keepers",
        "  date:2025-02-01..2025-02-08",
    )
    assert reply.outcome == "matched"
    assert answer("lamp", ".who").notes[0] == "1 speaker: lamp"
    assert ".who articles" in said(answer("lamp", ".who"))
    assert answer("lamp", ".who articles").notes[1].startswith("  quoted in ")
    assert answer(".source skerry", ".who lamp").notes[0] == "1 speaker: lamp source:skerry"
    reply = answer(".who xyzzyx")
    assert reply.notes[:3] == (
        "0 speakers: xyzzyx source:skerry",
        "  looked for in what was said",
        "  no quotation has: xyzzyx",
    )
    assert (reply.outcome, reply.lines) == ("nothing", ())


def test_who_needs_a_query(answer: Answer) -> None:
    """There is nobody to list before the first."""
    assert answer(".who").notes[0] == "there is no query yet"


def test_a_line_may_have_any_space_in_it(answer: Answer) -> None:
    """Tabs, line breaks and space around are as one space; an empty line does nothing."""
    reply = answer("  foghorn\n\tinquiry ")
    assert reply.state.question
    assert reply.state.question.text == "foghorn inquiry"
    assert answer("   ") == Reply(state=reply.state)


def test_the_newest_generation_is_used(growing_index: Path, add_article: Callable[[Path, str], int]) -> None:
    """A commit between two lines is seen by the second, even one that came before the first; the settings stay."""
    view = View(width=80, style=PLAIN)
    with open_archive(growing_index) as archive:
        add_article(growing_index, "Walrus")
        conversation = Conversation(archive)
        conversation.answer(".sort newest", view)
        assert conversation.answer("walrus", view).outcome == "matched"
        generation = add_article(growing_index, "Puffin")
        reply = conversation.answer("puffin", view)
        assert reply.notes[0] == f"The index has changed: this is generation {generation}."
        assert (reply.outcome, reply.state.sort) == ("matched", "newest")
        assert conversation.answer("puffin", view).notes[0].startswith("1 article")
        conversation.close()
        assert archive.search("walrus").total == 0


def test_an_index_that_has_gone_still_answers(growing_index: Path) -> None:
    """What is open goes on answering when the folder is taken away; nothing raises."""
    view = View(width=80, style=PLAIN)
    with open_archive(growing_index) as archive:
        conversation = Conversation(archive)
        assert conversation.answer("gulls", view).outcome == "matched"
        growing_index.rename(growing_index.with_name("elsewhere"))
        assert conversation.answer("gulls", view).outcome in ("matched", "error")
        conversation.close()


def test_the_callers_archive_is_not_closed(archive: Archive) -> None:
    """The conversation closes only what it opened."""
    conversation = Conversation(archive)
    conversation.answer("kelp", View(width=80, style=PLAIN))
    conversation.close()
    assert archive.search("kelp").total == 1


def test_a_filter_does_not_make_the_archive_smaller(answer: Answer) -> None:
    """What another outlet has is said to be there, and the filter to be in the way."""
    reply = answer(".source halyard", "source:skerry")
    assert "  in the archive 10 articles with: source:skerry" in reply.notes
    assert "  10 articles without the filter halyard (.source -)" in reply.notes
    assert not any("there is no outlet" in note for note in reply.notes)


def test_a_filter_is_one_outlet(answer: Answer) -> None:
    """For several there is the query, as it has to be written."""
    reply = answer(".source halyard, skerry times")
    assert reply.notes == (
        "no article is from halyard, skerry times",
        '  one outlet is filtered by; in a query, source:(halyard OR "skerry times")',
    )


@pytest.mark.parametrize("word", ["help", "?", "exit", "QUIT"])
def test_words_of_other_prompts_do_what_they_say(answer: Callable[..., Reply], word: str) -> None:
    """At a terminal, alone on a line, with the name of the command; in a pipe they are queries."""
    reply = answer(word, rows=24)
    assert reply.outcome == ("done" if word in ("help", "?") else "leave")
    assert any("The command is ." in note for note in reply.notes)
    assert not any("The command is ." in note for note in answer(f'"{word}" x', rows=24).notes)
    assert not any("The command is ." in note for note in answer(word).notes)
