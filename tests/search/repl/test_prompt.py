"""The prompt in a real terminal: what is typed, and what then is on the screen."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Start = Callable[..., Any]

CTRL_C, CTRL_D, TAB, RIGHT, PAGE_DOWN, PAGE_UP = "\x03", "\x04", "\t", "\x1b[C", "\x1b[6~", "\x1b[5~"


@pytest.mark.slow
def test_a_line_is_a_query_and_its_answers_are_numbered_cards(start: Start) -> None:
    """Bare text searches articles; the cards carry numbers, the matches are lit, the total and the query follow."""
    terminal = start()
    terminal.line("foghorn inquiry")
    terminal.until(r"^1 article \(.* ms\): foghorn inquiry")
    assert terminal.until(r"^  1 The foghorn inquiry")
    assert terminal.style_of("The foghorn").bold
    lit, dark = terminal.style_of("inquiry into"), terminal.style_of("Paragraph")
    assert (lit.underscore, dark.underscore) == (True, False)
    assert lit.fg != dark.fg


@pytest.mark.slow
def test_as_many_answers_are_shown_as_the_screen_has_room_for(start: Start) -> None:
    """Without a limit no search needs the pager: the first answer is still in sight when the prompt is back."""
    terminal = start(rows=24)
    terminal.line("lighthouse")
    terminal.until(r"^1-14 of 28 articles .* \.next for more")
    terminal.ready()
    assert " 1 2025-02-28  Skerry Times  Lighthouse diary, day 28" in terminal.lines
    terminal.line(".view cards")
    terminal.until(r"^1-\d of 28 articles .* \.next for more")
    terminal.ready()
    assert "  1 Lighthouse diary, day 28" in terminal.lines


@pytest.mark.slow
def test_an_answer_is_opened_by_its_number(start: Start) -> None:
    """`.open 1` and `.1` show the article with its quotations marked."""
    terminal = start()
    terminal.line("speaker:quill date:2025-02-07")
    terminal.until("1 article ")
    terminal.ready()
    terminal.line(".open 1")
    terminal.until(r"^┃ “The lamp has burned for 7 nights,” Ada Quill said on the quay\.$")
    assert terminal.style_of("The lamp has burned").underscore
    terminal.send("q")
    terminal.until(lambda: not terminal.reads)
    terminal.ready()
    terminal.line("speaker:orlec date:2025-02-06")
    terminal.until("1 article .*orlec")
    terminal.ready()
    terminal.line(".1")
    terminal.until(r"^┃ “Nobody asked the 6 keepers,” Tomas Orlec said on the quay\.$")


@pytest.mark.slow
def test_pages_of_answers_are_turned(start: Start) -> None:
    """`.next` and `.prev`, and on an empty line Page Down and Page Up, go on and back by whole pages."""
    terminal = start()
    terminal.line(".limit 3")
    terminal.until("limit: 3")
    terminal.ready()
    terminal.line("lighthouse")
    terminal.until("1-3 of 28 articles")
    terminal.ready()
    terminal.line(".next")
    terminal.until("4-6 of 28 articles")
    terminal.ready()
    terminal.send(PAGE_DOWN)
    terminal.until("7-9 of 28 articles")
    terminal.ready()
    terminal.send(PAGE_UP)
    terminal.until(lambda: terminal.text.count("4-6 of 28 articles") == 2)
    terminal.ready()
    terminal.line(".prev")
    terminal.until(lambda: terminal.text.count("1-3 of 28 articles") == 1 and terminal.prompt_line == "onrecord>")


COMPLETED = (
    (".speak", "onrecord> .speakers"),
    ("tit", "onrecord> title:"),
    ("source:halya", "onrecord> source:Halyard"),
    ("source:har", 'onrecord> source:"Harbour Post"'),
    ('kelp source:"times', 'onrecord> kelp source:"Skerry Times"'),
    ("speaker:orl", 'onrecord> speaker:"Tomas Orlec"'),
    (".source skerry t", "onrecord> .source Skerry Times"),
    (".sort n", "onrecord> .sort newest"),
    (".help que", "onrecord> .help query"),
)


@pytest.mark.slow
def test_tab_completes(start: Start) -> None:
    """Commands, their arguments, fields, outlets and speakers by any of their words, quoted where they must be."""
    terminal = start()
    terminal.until("30 articles")  # in the toolbar: the names have been read
    for typed, completed in COMPLETED:
        terminal.send(typed)
        terminal.until(lambda typed=typed: terminal.prompt_line.startswith(f"onrecord> {typed}"))
        terminal.send(TAB)
        terminal.until(lambda completed=completed: terminal.prompt_line == completed)
        terminal.send(CTRL_C)
        terminal.ready()


@pytest.mark.slow
def test_completions_show_while_typing(start: Start) -> None:
    """A menu offers the outlets with the number of their articles; nothing has to be pressed."""
    terminal = start()
    terminal.until("30 articles")
    terminal.send("source:")
    terminal.until(r"Halyard +\d+ articles")
    terminal.until(r"Skerry Times +\d+ articles")


@pytest.mark.slow
def test_an_error_has_a_caret_under_its_place(start: Start) -> None:
    """A query that cannot be read comes back with a caret and the mend, and the prompt goes on."""
    terminal = start()
    terminal.line("(kelp OR foghorn")
    terminal.until(r"^  \(kelp OR foghorn\n  \^\n\S.*\n  \S")
    terminal.ready()
    terminal.line("speeker:quill")
    terminal.until(r"^  speeker:quill\n  \^+\n(.*\n)*.*did you mean\s+speaker")
    terminal.ready()
    terminal.line("kelp")
    terminal.until("1 article .*: kelp")


@pytest.mark.slow
def test_an_error_under_a_filter_keeps_its_place(start: Start) -> None:
    """The clause that the filter adds does not move the caret nor show in the query."""
    terminal = start()
    terminal.line(".source halyard")
    terminal.until(r"^source: halyard \(\d+ articles\)")
    terminal.ready()
    terminal.line("kelp) OR (foghorn")
    terminal.until(r"^  kelp\) OR \(foghorn\n      \^")


@pytest.mark.slow
def test_a_command_that_is_not_there(start: Start) -> None:
    """An unknown command is answered with the one that may have been meant."""
    terminal = start()
    terminal.line(".opne 1")
    terminal.until(r"there is no command \.opne\n +did you mean \.open")


@pytest.mark.slow
def test_ctrl_c_on_an_empty_line_does_not_leave(start: Start) -> None:
    """It says how to leave instead."""
    terminal = start()
    terminal.send(CTRL_C)
    terminal.until("Ctrl-D or .quit leaves")
    terminal.ready()
    terminal.line("kelp")
    terminal.until("1 article ")


@pytest.mark.slow
def test_ctrl_c_clears_a_half_typed_line(start: Start) -> None:
    """What was typed is gone, nothing was searched for, and the next line is a fresh one."""
    terminal = start()
    terminal.send("lighthouse source:")
    terminal.until(r"onrecord> lighthouse source:")
    terminal.send(CTRL_C)
    terminal.ready()
    terminal.line("kelp")
    terminal.until("1 article .*: kelp")
    assert "28 articles" not in terminal.text


@pytest.mark.slow
def test_ctrl_c_cancels_a_running_search(start: Start) -> None:
    """The search stops, and the prompt is there again."""
    endless = """
import search.api
def endless(self, text, **asked):
    print("searching", flush=True)
    while True:
        sum(range(1000))
search.api.Archive.hits = endless
from search.commands.start import main
main()
"""
    terminal = start(code=endless)
    terminal.line("kelp")
    terminal.until("^searching")
    terminal.send(CTRL_C)
    terminal.until("^Cancelled")
    terminal.ready()
    terminal.line("foghorn")
    terminal.until(lambda: terminal.text.count("searching") == 2)
    terminal.send(CTRL_C * 5)  # as one does who waits for too long
    terminal.until(lambda: terminal.text.count("Cancelled") == 2 or "Ctrl-D or" in terminal.text)
    terminal.ready()
    assert terminal.leave() == 0


@pytest.mark.slow
def test_the_pager_that_the_user_wants(start: Start, tmp_path: Path) -> None:
    """ONRECORD_PAGER, or what `.pager` says, is run as a shell command with the text as its input; PAGER is not."""
    kept = tmp_path / "paged"
    terminal = start(rows=24, ONRECORD_PAGER=f"cat >'{kept}'; echo was paged", PAGER="no-such-pager-anywhere")
    terminal.line(".open foghorn")
    terminal.until("was paged")
    terminal.ready()
    assert "Paragraph 120 of" in kept.read_text(encoding="utf-8")
    assert "Paragraph 120 of" not in terminal.text
    terminal.line(".pager off")
    terminal.until("pager: off")
    terminal.ready()
    terminal.line(".open foghorn")
    terminal.until(lambda: terminal.reads)
    terminal.send("q")
    terminal.until(lambda: not terminal.reads)
    terminal.ready()
    terminal.line(".pager tail -n 1; echo in the other way")
    terminal.until("pager: tail -n 1")
    terminal.ready()
    terminal.line(".open foghorn")
    terminal.until("^in the other way")
    assert "Paragraph 120 of the inquiry into the foghorn." in terminal.lines


@pytest.mark.slow
def test_a_pager_that_cannot_be_run_does_not_swallow_the_answer(start: Start) -> None:
    """The text is printed as if there were no pager."""
    terminal = start(rows=24, ONRECORD_PAGER="no-such-pager-anywhere")
    terminal.line(".open foghorn")
    terminal.until("Paragraph 120 of")
    terminal.ready()


@pytest.mark.slow
def test_a_pager_that_stops_reading_is_no_error(start: Start) -> None:
    """A pager that leaves without having read its input leaves no trace."""
    terminal = start(rows=24, ONRECORD_PAGER="exec 0<&-; true")
    terminal.line(".speakers")
    terminal.until("2 speakers")
    terminal.ready()
    terminal.line(".open foghorn")
    terminal.until(lambda: terminal.text.count("onrecord>") >= 3)
    terminal.ready()
    assert terminal.leave() == 0


@pytest.mark.slow
def test_ctrl_d_leaves(start: Start) -> None:
    """On an empty line it ends the session, with exit code 0."""
    assert start(fresh=True).leave() == 0


@pytest.mark.slow
def test_quit_leaves(start: Start) -> None:
    """And so does `.quit`."""
    terminal = start()
    terminal.line(".quit")
    assert terminal.ended() == 0


@pytest.mark.slow
def test_ctrl_d_in_a_line_does_not_leave(start: Start) -> None:
    """In a line it deletes the character under the cursor, as in a shell."""
    terminal = start()
    terminal.send("kelpx\x1b[D" + CTRL_D)
    terminal.until(lambda: terminal.prompt_line == "onrecord> kelp")
    terminal.send("\r")
    terminal.until("1 article ")


@pytest.mark.slow
def test_a_query_is_coloured_while_it_is_typed(start: Start) -> None:
    """Fields, phrases and operators each look their own way, and an unknown field looks wrong."""
    terminal = start()
    terminal.send('title:day OR "on the quay" speeker:x')
    terminal.until("speeker:x")
    looks = {text: terminal.style_of(text) for text in ("title:", "OR", '"on the quay"', "speeker:")}
    colours = [look.fg for look in looks.values()]
    assert len(set(colours)) == 4
    assert "default" not in colours
    assert looks["speeker:"].underscore


@pytest.mark.slow
def test_the_toolbar_tells_the_state(start: Start) -> None:
    """Articles and generation, then the filter, the order, the limit, and what the last answer was."""
    terminal = start(columns=140)
    terminal.until(lambda: "30 articles · generation 1" in terminal.lines[-1])
    for line in (".source harbour post", ".sort oldest", ".limit 2", ".match any", "lighthouse"):
        terminal.line(line)
        terminal.until(rf"onrecord> {line}")
        terminal.ready()
    shown = r"source: harbour post · sort: oldest · limit: 2 · match: any · 9 found, \d+ ms"
    terminal.until(shown)
    assert "  1 Lighthouse diary, day 3" in terminal.lines
    terminal.line(".source -")
    terminal.until(lambda: "source:" not in terminal.lines[-1])


@pytest.mark.slow
def test_nothing_breaks_on_a_narrow_terminal(start: Start) -> None:
    """On 20 columns everything is wrapped or cut to them, and a smaller or larger one in mid-line does no harm."""
    terminal = start(rows=20, columns=20, ONRECORD_PAGER="cat")
    terminal.line("lighthouse")
    terminal.until("of 28")
    terminal.until("for more")
    terminal.ready()
    terminal.line("kelp speeker:quill")
    terminal.until(r"\^\^")
    terminal.ready()
    terminal.line(".help")
    terminal.until("shortened")
    terminal.ready()
    terminal.send("kelp")
    terminal.until("> kelp")
    terminal.resize(5, 12)
    terminal.until(lambda: terminal.prompt_line.startswith("> kelp"))
    terminal.resize(30, 100)
    terminal.until(lambda: terminal.prompt_line.startswith("onrecord> kelp"))
    terminal.send("\r")
    terminal.until("1 article .*: kelp")
    terminal.ready()
    assert terminal.leave() == 0


@pytest.mark.slow
def test_odd_bytes_are_no_obstacle(start: Start) -> None:
    """Bytes that are no text and control characters end no session; a paste of several lines is one line."""
    terminal = start()
    terminal.send(b"\xff\xfe kelp \x16\x01\r")
    terminal.until(lambda: terminal.text.count("onrecord>") == 2)  # they are answered, if only with an error
    terminal.ready()
    terminal.send("\x1b[200~foghorn\r\ninquiry\n\x1b[201~")
    terminal.until(lambda: terminal.prompt_line == "onrecord> foghorn inquiry")
    terminal.send("\r")
    terminal.until(r"^1 article .*: foghorn inquiry")
    terminal.ready()
    assert terminal.leave() == 0


@pytest.mark.slow
def test_history_is_private_and_outlives_the_session(start: Start, home: Path) -> None:
    """Lines are kept in a file of mode 0600 in a folder of mode 0700, except those that begin with a space."""
    terminal = start()
    for line in ("kelp", "kelp", " foghorn secret"):
        terminal.line(line)
        terminal.until(rf"onrecord> {line}")
        terminal.ready()
    assert terminal.leave() == 0
    kept = home / "state" / "onrecord" / "history"
    assert [line for line in kept.read_text().splitlines() if line.startswith("+")] == ["+kelp"]
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    again = start()
    again.send("\x1b[A")
    again.until(lambda: again.prompt_line == "onrecord> kelp")


@pytest.mark.slow
def test_an_earlier_line_is_suggested_in_grey(start: Start) -> None:
    """The rest of the latest line that began so stands behind the cursor; Right takes it."""
    terminal = start()
    terminal.line("foghorn inquiry")
    terminal.until("1 article ")
    terminal.ready()
    terminal.send("fogh")
    terminal.until(lambda: terminal.prompt_line == "onrecord> foghorn inquiry")
    assert terminal.style_of("fogh").fg == "default"
    assert terminal.style_of("orn inquiry").fg != "default"
    terminal.send(RIGHT + "\r")
    terminal.until(lambda: terminal.text.count("1 article ") == 2)


@pytest.mark.slow
def test_a_history_that_cannot_be_kept_is_no_obstacle(start: Start, home: Path) -> None:
    """Where the folder cannot be made the session says so and goes on."""
    (home / "file").write_text("in the way")
    terminal = start(XDG_STATE_HOME=str(home / "file"))
    terminal.until("Lines are not kept after this session")
    terminal.line("kelp")
    terminal.until("1 article ")


@pytest.mark.slow
def test_a_newer_generation_is_used_by_the_next_search(
    start: Start, growing_index: Path, add_article: Callable[[Path, str], int]
) -> None:
    """A commit by another process shows in the next answer, which says so, and in the toolbar."""
    terminal = start(index=growing_index)
    terminal.line("walrus")
    terminal.until("0 articles ")
    terminal.ready()
    generation = add_article(growing_index, "A walrus on the slipway")
    terminal.line("walrus")
    terminal.until("1 A walrus on the slipway")
    terminal.until(f"this is generation {generation}")
    terminal.until(f"4 articles · generation {generation}")


@pytest.mark.slow
def test_without_colour_matches_and_suggestions_still_show(start: Start) -> None:
    """NO_COLOR: no colour is sent, a match stands between asterisks."""
    terminal = start(NO_COLOR="1")
    terminal.line("kelp")
    terminal.until(r"\*kelp\*")
    terminal.ready()
    assert terminal.style_of("kelp").fg == "default"
    assert terminal.leave() == 0
    assert b"\x1b[36m" not in terminal.output
    assert b"\x1b[0;36" not in terminal.output


@pytest.mark.slow
def test_a_saved_query_is_completed_and_asked(start: Start, home: Path) -> None:
    """`.save` keeps the last query; `@` and Tab offer it with what it stands for; the next session has it too."""
    terminal = start()
    terminal.line("kelp")
    terminal.until("1 article ")
    terminal.line(".save weed")
    terminal.until("saved: @weed stands for kelp")
    assert (home / "state" / "onrecord" / "queries").read_text("utf-8").endswith("@weed kelp\n")
    terminal.ready()
    assert terminal.leave() == 0
    terminal = start()
    terminal.ready()
    terminal.send("@w")
    terminal.until("@weed +kelp")
    terminal.send(TAB)
    terminal.until("> @weed")
    terminal.send(" OR zzzz\r")
    terminal.until("kelp OR zzzz")
