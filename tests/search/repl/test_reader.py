"""Reading in the prompt, in a real terminal: an answer is opened at its match, and q leads back to the answers."""

from __future__ import annotations

import base64
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer.article import Article
from search.api import open_archive
from search.show.citations import citation
from tests.search.repl.conftest import quoted, write_index
from tests.search.repl.stored_screens import compare

Start = Callable[..., Any]
CTRL_C, CTRL_D, ESC, TAB, CTRL_Z = "\x03", "\x04", "\x1b", "\t", "\x1a"
SIZES = pytest.mark.parametrize(("rows", "columns"), [(24, 80), (40, 120), (20, 50)])
COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
OPENED, LEFT = b"\x1b[?1049h", b"\x1b[?1049l"


def asked(terminal: Any, query: str) -> None:
    terminal.line(query)
    terminal.until(r"(articles?|quotations?)( · \.next.*)? \(.*ms\)|ms\):")
    terminal.ready()


def opened(terminal: Any, line: str) -> None:
    terminal.line(line)
    terminal.until(lambda: terminal.reads and "keys" in terminal.lines[-1])


def gone_back(terminal: Any) -> None:
    terminal.until(lambda: not terminal.reads)
    terminal.ready()


@pytest.mark.slow
@SIZES
def test_an_answer_is_read(start: Start, seeds_index: Path, rows: int, columns: int) -> None:
    """Opened at its match with the headline on screen; the next match, the next hit, words in it, why a speaker is
    believed, the keys; and back to the same results. The screens are those that are kept."""
    terminal = start(rows=rows, columns=columns, index=seeds_index)
    asked(terminal, "strike")
    before = terminal.text.split("\nonrecord>")[0]
    screens = {}

    def pressed(step: str, keys: str, wanted: str) -> None:
        terminal.send(keys)
        terminal.until(wanted)
        screens[step] = terminal.drawn

    pressed("opened", ".1\r", r"hit 1 of \d+ · match \d+ of")
    assert terminal.lines[0].startswith("Talks to end Orvenian rail strike collapse")
    assert terminal.lines[1] == "Northline · 2025-02-11 · northline-2025-02-11-0417"
    pressed("n, the next match", "n", "match 3 of 3")
    pressed("], the next hit", "]", "hit 2 of")
    pressed("[, the hit before", "[", "hit 1 of")
    pressed("/, words", "/TALKS\r", "“TALKS” 2 of 2")
    pressed("Tab, e, why", TAB + "e", "^basis ")
    pressed("?, the keys", "e?", "any key goes back")
    terminal.send("xq")
    gone_back(terminal)
    assert before.split("\n")[-8:] == terminal.text.split("\nonrecord>")[0].split("\n")[-8:]
    compare(f"reading-{columns}x{rows}", screens)


@pytest.mark.slow
def test_back_to_the_same_results(start: Start, seeds_index: Path) -> None:
    """Whichever key leads back, and however many hits were read: nothing is printed, and .next goes on from there."""
    terminal = start(rows=40, columns=90, index=seeds_index)
    terminal.line(".limit 2")
    terminal.until("limit: 2")
    terminal.ready()
    asked(terminal, "water")
    shown = terminal.text
    for line, key in ((".1", "q"), (".2", CTRL_C), (".1", CTRL_D), (".2", ESC)):
        opened(terminal, line)
        terminal.send("]]")
        terminal.until(r"hit [34] of")
        terminal.send(key)
        gone_back(terminal)
        assert terminal.text.startswith(shown.split("\nonrecord>")[0])
    terminal.line(".next")
    terminal.until("3-4 of 8 texts")
    terminal.ready()
    assert terminal.leave() == 0


@pytest.mark.slow
def test_the_next_match_is_copied_with_its_citation(start: Start, seeds_index: Path) -> None:
    """In two steps: the query; `.1` with n and c. The terminal's clipboard has it, it is told, and printed after."""
    terminal = start(rows=24, columns=80, index=seeds_index)
    asked(terminal, ".quotes speaker:madrun water")
    opened(terminal, ".1")
    terminal.send("nc")
    terminal.until("copied: “")
    found = COPIED.search(terminal.output)
    assert found is not None
    text = base64.b64decode(found[1]).decode("utf-8")
    with open_archive(seeds_index) as archive:
        hit = archive.search("speaker:madrun water", space="quotations").hits[0]
        shown = archive.show(hit.article.id)
        assert shown is not None
        quotation = next(one for one in shown[1] if one.start == hit.place)
        assert text == citation(shown[0], quotation)
    assert quotation.text in text
    assert "Sefa Madrun" in text
    terminal.send("q")
    gone_back(terminal)
    printed = "".join(line for line in terminal.lines if line).replace(" ", "")
    assert f"copied: {text}".replace(" ", "") in printed
    assert terminal.leave() == 0


@pytest.mark.slow
def test_a_hit_may_be_the_last(start: Start, seeds_index: Path) -> None:
    """Then the reader stays where it is, and says so."""
    terminal = start(rows=24, columns=80, index=seeds_index)
    asked(terminal, "speaker:madrun water")
    opened(terminal, ".4")
    terminal.send("]")
    terminal.until("this is the last hit")
    terminal.send("[[[[")
    terminal.until("this is the first hit")
    terminal.send("q")
    gone_back(terminal)
    opened(terminal, ".open strike-kitchen.txt")
    terminal.send("]")
    terminal.until("not opened from an answer")
    assert terminal.lines[0] == "[strike-kitchen.txt]"


@pytest.mark.slow
def test_what_is_typed_ahead_goes_where_it_belongs(start: Start, seeds_index: Path) -> None:
    """Keys that come before the reader is open are its own; what is typed behind q is a line of the prompt."""
    terminal = start(rows=24, columns=80, index=seeds_index)
    asked(terminal, "water")
    terminal.send(".1\rG/GATES\rn]cqdam gates\r")
    terminal.until(r"ms\): dam gates")
    terminal.ready()
    assert terminal.output.count(OPENED) == terminal.output.count(LEFT) == 1
    assert len(COPIED.findall(terminal.output)) <= 1
    assert terminal.leave() == 0


@pytest.mark.slow
def test_the_screen_may_change_its_size(start: Start, seeds_index: Path) -> None:
    """The text is set anew, and what was read stays in sight; a very small one does no harm."""
    terminal = start(rows=24, columns=80, index=seeds_index)
    asked(terminal, 'northline "no offer on the table"')
    opened(terminal, ".1")
    terminal.until("no offer on the table")
    for rows, columns in ((20, 50), (40, 120), (12, 30)):
        terminal.resize(rows, columns)
        terminal.until(lambda columns=columns: terminal.lines[0].startswith("Talks to end Orvenian"))
        terminal.until(lambda: "hit 1 of" in terminal.lines[-1] and "no offer on" in terminal.text)
        assert all(len(line) <= columns for line in terminal.lines)
    for rows, columns in ((3, 10), (1, 4), (24, 80)):
        terminal.resize(rows, columns)
        terminal.send("jk")
    terminal.until("no offer on the table")
    terminal.send("q")
    gone_back(terminal)
    assert terminal.leave() == 0


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["term", "hup"])
def test_ended_while_something_is_read(start: Start, number: signal.Signals) -> None:
    """The screen of the shell is there again, and it echoes; the signal is the status."""
    terminal = start(rows=24)
    opened(terminal, ".open foghorn")
    assert not terminal.echoes
    terminal.kill(number)
    assert terminal.ended() == -number
    assert terminal.echoes
    assert terminal.output.rindex(LEFT) > terminal.output.rindex(OPENED)


@pytest.mark.slow
def test_stopped_and_gone_on_with(start: Start) -> None:
    """Ctrl-Z gives the shell its screen back; here is none to stop us, so the reader is there again at once."""
    terminal = start(rows=24)
    opened(terminal, ".open foghorn")
    terminal.send(CTRL_Z)
    terminal.until(lambda: terminal.output.count(OPENED) == 2 and terminal.reads)
    terminal.until("^The foghorn inquiry")
    assert terminal.output.index(LEFT) < terminal.output.rindex(OPENED)
    terminal.send("q")
    gone_back(terminal)
    assert terminal.leave() == 0


@pytest.mark.slow
def test_a_dumb_terminal_gets_the_text(start: Start) -> None:
    """All of it, as a pipe does, without a reader."""
    terminal = start(rows=24, TERM="dumb")
    terminal.line(".open foghorn")
    terminal.until("Paragraph 120 of")
    terminal.ready()
    assert OPENED not in terminal.output
    assert b"Paragraph 1 of" in terminal.output


@pytest.mark.slow
def test_the_address_is_opened_in_a_browser(start: Start, tmp_path: Path) -> None:
    """As one argument, that no shell reads; only if it is one of the web."""
    kept = tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$#$1" >{kept}\n', "utf-8")
    browser.chmod(0o755)
    url = "https://example.org/a?b=1&c=$(id)'`x`"
    index = tmp_path / "index"
    others = (("script", "javascript:alert(1)"), ("none", None))
    write_index(index, [(Article(id="kelp", title="Kelp", body="Kelp grows.", url=url), [])])
    write_index(index, [(Article(id=name, title=name, body="Other text.", url=one), []) for name, one in others])
    terminal = start(rows=24, index=index, BROWSER=f"{browser} %s")
    for name, told in (("script", "none of the web"), ("none", "no address"), ("kelp", "opened https://example.org")):
        opened(terminal, f".open {name}")
        assert not kept.exists()
        terminal.send("o")
        terminal.until(told)
        terminal.send("q")
        gone_back(terminal)
    assert kept.read_text("utf-8") == f"1{url}"


@pytest.mark.slow
def test_any_script_is_read(start: Start, tmp_path: Path) -> None:
    """Wide characters, accents on letters and what runs from right to left stand where they belong; no escape
    sequence of a stranger's is obeyed."""
    body = "\n\n".join(
        (
            "漢字の文章は空白なしで折り返される。" * 5,
            "Cafe\u0301 \x1b[2J\x1b]0;owned\x07 and n\u0303 needle",
            "שלום עולם and مرحبا بالعالم",
        )
    )
    index = tmp_path / "index"
    write_index(index, [(Article(id="one", title="題名 \x1b[31mred", body=body), [])])
    terminal = start(rows=20, columns=50, index=index)
    asked(terminal, "needle")
    opened(terminal, ".1")
    assert terminal.lines[0] == "題名  [31mred"
    text = "".join(line.strip() for line in terminal.lines[2:-1])
    assert "漢字の文章は空白なしで折り返される。" * 5 in text
    assert "Café  [2J ]0;owned  and ñ needle" in terminal.text
    assert "שלום עולם and مرحبا بالعالم" in terminal.text
    assert terminal.style_of("needle").underscore
    assert b"owned\x07" not in terminal.output


@pytest.mark.slow
def test_a_book_is_open_before_all_its_matches_are_known(start: Start, tmp_path: Path) -> None:
    """It opens where the quotation stands; the matches are counted as they arrive."""
    paragraphs = [f"Chapter {number} tells of kelp and the tide in the harbour." for number in range(1, 6001)]
    paragraphs[4000] = "“The needle came,” Ada Quill said."
    body = "\n\n".join(paragraphs)
    index = tmp_path / "index"
    said = quoted(body, "The needle came", "Ada Quill")
    notes = [(Article(id=f"note-{number}", body=f"Kelp grows, says note {number}."), []) for number in range(9)]
    write_index(index, [(Article(id="book", title="A book", body=body), [said]), *notes])
    terminal = start(rows=24, columns=80, index=index)
    asked(terminal, "kelp needle")
    opened(terminal, ".1")
    terminal.until("“The needle came,” Ada Quill said")
    terminal.until("match 4,001 of 6,000")
    terminal.send("n")
    terminal.until("match 4,002 of 6,000")
    terminal.send("gn")
    terminal.until("match 1 of 6,000")
    terminal.send("q")
    gone_back(terminal)
    assert terminal.leave() == 0


@pytest.mark.slow
def test_long_outputs_are_read_as_well(start: Start) -> None:
    """Without a headline; what was in sight last stays on the screen of the prompt."""
    terminal = start(rows=24, columns=80)
    opened(terminal, ".help query")
    assert terminal.lines[0] == "Words:"
    terminal.send("/zelen\r")
    terminal.until("is not in this text")
    terminal.send("/OPERATORS are\r")
    terminal.until("^Operators are upper case")
    assert terminal.style_of("Operators are").reverse
    terminal.send("Gq")
    gone_back(terminal)
    assert "  language:    the code of its language; en is en-GB too" in terminal.lines
    opened(terminal, ".help keys")
    terminal.send("q")
    gone_back(terminal)
    assert terminal.leave() == 0
