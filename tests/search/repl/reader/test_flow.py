"""Rows of a text: at any width nothing is lost, nothing is too wide, and every match is where it can be found."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from search.repl.reader.flow import Flow, Row
from search.repl.reader.sheet import Sheet, article_sheet, lines_sheet
from search.repl.reader.wrapping import cells, wrapped_rows
from search.show.terminal import COLOUR, marked_lines
from tests.search.repl.reader.conftest import sheets, texts

SPACES = " \u3000"
widths = st.integers(1, 130)


def width(text: str) -> int:
    return sum(map(cells, text))


def letters(text: str) -> str:
    return "".join(sign for sign in text if sign not in SPACES)


@given(texts, st.integers(1, 40))
def test_rows_have_the_whole_text_in_its_order(text: str, room: int) -> None:
    """But for the spaces between them; none is wider than the room, unless one character is."""
    rows = list(wrapped_rows(text, 0, len(text), room))
    assert letters("".join(text[start:end] for start, end in rows)) == letters(text)
    assert all(a < b for a, b in rows)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(rows))
    for start, end in rows:
        assert text[start] not in SPACES
        assert text[end - 1] not in SPACES
        assert width(text[start:end]) <= room or sum(cells(sign) > 0 for sign in text[start:end]) == 1


@given(texts, st.integers(2, 40))
def test_a_row_takes_what_there_is_room_for(text: str, room: int) -> None:
    """The first word of the next row would not have fitted behind it, and no accent begins one."""
    rows = list(wrapped_rows(text, 0, len(text), room))
    for (start, end), (begin, stop) in itertools.pairwise(rows):
        assert cells(text[begin]) or text[begin - 1] in SPACES
        word = begin + 1
        while word < stop and text[word] not in SPACES and 2 not in (cells(text[word]), cells(text[word - 1])):
            word += 1
        if text[begin:word].isascii() and text[start:end].isascii():
            assert width(text[start:begin]) + word - begin > room


@given(st.text("abc ", max_size=300), st.integers(1, 40))
def test_plain_text_is_broken_as_everywhere_else(text: str, room: int) -> None:
    """As `marked_lines` breaks it for the shell, where no word is wider than a row."""
    if any(len(word) > room for word in text.split()):
        return
    text = " ".join(text.split())
    rows = [text[start:end] for start, end in wrapped_rows(text, 0, len(text), room)]
    assert rows == marked_lines(text, (), width=room, style=COLOUR)


def every_row(flow: Flow) -> list[Row]:
    return flow.screen(flow.first, 10_000)


@given(sheets(), widths)
def test_every_match_is_on_a_row(sheet: Sheet, columns: int) -> None:
    """At the columns where its characters stand, or in the headline, which is on top; whatever the width."""
    flow = Flow(sheet, columns)
    rows = every_row(flow)
    shown = {place for row in rows if not row.note for place in range(row.start, row.end)}
    for start, end in sheet.matches.all:
        for place in range(start, end):
            assert place < flow.headed or place in shown or sheet.text[place].isspace()
        found = flow.place_of(start)
        assert found in {row.place for row in rows}
        if start in shown:
            row = next(row for row in rows if row.place == found)
            assert row.start <= start < row.end


@given(sheets(), widths)
def test_steps_go_through_the_rows_one_by_one(sheet: Sheet, columns: int) -> None:
    """There and back, and by many at once."""
    flow = Flow(sheet, columns)
    rows = every_row(flow)
    places = [row.place for row in rows]
    assert places == sorted(set(places))
    for number, place in enumerate(places):
        assert flow.step(place, 1) == places[min(number + 1, len(places) - 1)]
        assert flow.step(place, -1) == places[max(number - 1, 0)]
        assert flow.step(place, -number) == places[0]
    assert flow.step(places[0], 10_000) == places[-1]
    assert flow.last_top(5) == places[max(len(places) - 5, 0)]


def test_a_headline_that_fits_the_head_stands_there_only() -> None:
    """One that is longer can be read whole below it."""
    from indexer.article import Article

    sheet = article_sheet(Article(id="a", title="A headline of some length", body="Text."), [])
    assert [sheet.text[row.start : row.end] for row in every_row(Flow(sheet, 80))] == ["Text."]
    narrow = [sheet.text[row.start : row.end] for row in every_row(Flow(sheet, 20))]
    assert narrow == ["A headline of some", "length", "", "Text."]


def test_a_paragraph_of_a_book_is_broken_in_parts() -> None:
    """So that only what is looked at is broken to rows; nothing of it is lost."""
    from indexer.article import Article

    body = "word " * 30_000 + "漢" * 30_000
    sheet = article_sheet(Article(id="a", body=body), [])
    assert max(one.end - one.start for one in sheet.paragraphs) <= 10_000
    assert letters("".join(sheet.text[one.start : one.end] for one in sheet.paragraphs[1:])) == letters(body)
    assert [one.apart for one in sheet.paragraphs[1:]].count(True) == 1


def test_lines_keep_their_indent_and_their_looks() -> None:
    """A line that is printed in colour has it in the reader, and one that is too long goes on below its beginning."""
    sheet = lines_sheet([f"  {COLOUR.paint('match', 'zika')} in brazil and elsewhere", "", "end"])
    assert sheet.text == "  zika in brazil and elsewhere\n\nend"
    assert sheet.looks == ((2, 6, "bold underline ansiyellow"),)
    rows = every_row(Flow(sheet, 20))
    assert [(row.indent, sheet.text[row.start : row.end]) for row in rows] == [
        (2, "zika in brazil and"),
        (2, "elsewhere"),
        (0, ""),
        (0, "end"),
    ]
