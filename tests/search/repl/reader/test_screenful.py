"""What each key makes of what is in sight, without a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, Quotation
from search.answer.places import Places
from search.repl.reader.drawing import LOOK_PLAIN, drawn, head_rows, key_rows, status, why_rows
from search.repl.reader.key_table import READING_KEYS
from search.repl.reader.screenful import Screenful, opened
from search.repl.reader.sheet import Sheet, article_sheet
from search.repl.reader.wrapping import cells
from tests.conftest import ROOT
from tests.search.repl.reader.conftest import sheets

sizes = st.tuples(st.integers(1, 120), st.integers(1, 40))
KEYS = (
    lambda now: now.scrolled(1),
    lambda now: now.scrolled(-1),
    lambda now: now.paged(1),
    lambda now: now.paged(-1),
    Screenful.at_top,
    Screenful.at_end,
    lambda now: now.to_match(1),
    lambda now: now.to_match(-1),
    lambda now: now.to_quotation(1),
    lambda now: now.to_quotation(-1),
    lambda now: now.seeking("A"),
    lambda now: now.seeking(""),
    Screenful.choosing,
    lambda now: now.covering(3),
    lambda now: now.sized(33, 11),
    lambda now: now.sized(80, 4),
)


def words(pieces: list[tuple[str, str]]) -> str:
    return "".join(text for _, text in pieces)


def paragraphs(many: int) -> str:
    return "\n\n".join(f"Paragraph {number} of the inquiry." for number in range(1, many + 1))


def inquiry(place: int | None = None, *, needles: tuple[int, ...] = (3, 50, 90)) -> Sheet:
    """A hundred paragraphs; the words of three are matches, and a quotation."""
    body = paragraphs(100)
    spans = [(body.index(f"Paragraph {number} "), len(f"Paragraph {number}")) for number in needles]
    marks = tuple((start, start + size) for start, size in spans)
    said = [
        Quotation(text=body[a:b], start=a, end=b, speaker="Ada Quill", cue="said", rule="a rule", evidence="she said")
        for a, b in marks
    ]
    start = body.index(f"Paragraph {place} ") if place else None
    sheet = article_sheet(Article(id="i", title="The inquiry", body=body), said, place=start, number=2, of=9)
    return sheet.with_places(Places(body=marks))


@given(sheets(), sizes, st.lists(st.sampled_from(KEYS), max_size=12))
def test_no_key_leads_astray(sheet: Sheet, size: tuple[int, int], keys: list[object]) -> None:
    """Whatever is pressed: as many rows as there are, none wider than the screen, no end passed; the status fits."""
    now = opened(sheet, *size)
    for key in keys:
        now = key(now)  # type: ignore[operator]
        width = now.flow.width
        assert now.flow.first <= now.flow.near(now.top)
        assert now.flow.near(now.top) <= max(now.flow.last_top(now.height), now.flow.first)
        assert len(now.rows) <= now.height
        assert sum(map(cells, status(now))) == width
        if width >= 12:
            for row in [*drawn(now), *head_rows(now), *why_rows(now)]:
                assert sum(map(cells, words(row))) <= width


@given(sheets(), st.integers(12, 120))
def test_what_is_marked_is_what_matches(sheet: Sheet, width: int) -> None:
    """In the rows and in the headline, and nothing else; that is seen without colour, as it is underlined."""
    now = opened(sheet, width, 10_000)
    marked = [text for row in drawn(now) for style, text in row if "class:match" in style]
    wanted = "".join(sheet.text[max(a, now.flow.headed) : b] for a, b in sheet.matches.all if b > now.flow.headed)
    assert shown("".join(marked)) == shown(wanted)
    if now.flow.headed:
        title = [text for style, text in head_rows(now)[0] if "class:match" in style]
        assert shown("".join(title)) == shown(
            "".join(sheet.text[a:b] for a, b in sheet.matches.all if b < now.flow.headed)
        )
    assert "underline" in LOOK_PLAIN["match"]


def shown(text: str) -> str:
    return "".join(text.replace("\xad", "").split())


@given(sheets(), sizes, st.sampled_from((1, -1)))
def test_a_match_that_is_gone_to_is_in_sight(sheet: Sheet, size: tuple[int, int], by: int) -> None:
    """Through all of them, and round."""
    now = opened(sheet, *size)
    seen = set()
    for _ in range(len(sheet.matches) + 1):
        now = now.to_match(by)  # type: ignore[arg-type]
        if now.match is not None:
            seen.add(now.match)
            assert now.in_sight(now.matches.all[now.match])
    assert seen == set(range(len(sheet.matches)))


@given(sheets(), sizes, sizes, st.integers(0, 30))
def test_a_size_and_back_leaves_what_is_on_top(
    sheet: Sheet, size: tuple[int, int], other: tuple[int, int], down: int
) -> None:
    """The row that has what stood on top is on top, if the text is long enough for that at both sizes."""
    now = replace(opened(sheet, *size).at_top().scrolled(down), match=None)
    there = now.sized(*other)
    if there.flow.near(now.top) == there.rows[0].place:
        assert there.sized(*size).rows[0] == now.rows[0]


def test_it_opens_at_the_place_that_answers() -> None:
    """A third of the way down; from the top, if it stands high on the first screenful."""
    now = opened(inquiry(50), 80, 21)
    assert [row.place for row in now.rows].index(now.flow.place_of(now.matches.all[1][0])) == 4
    assert now.match == 1
    assert now.chosen == 1
    assert opened(inquiry(3), 80, 21).top == now.flow.first
    assert opened(inquiry(), 80, 21).match == 0


def test_matches_are_gone_through_and_round() -> None:
    """n from the last goes to the first and says so; N from the first to the last."""
    now = opened(inquiry(50), 80, 21)
    now = now.to_match(1)
    assert (now.match, now.message) == (2, "")
    now = now.to_match(1)
    assert (now.match, now.message) == (0, "from the first match again")
    now = now.to_match(-1)
    assert (now.match, now.message) == (2, "from the last match again")


def test_after_scrolling_the_next_match_is_that_below() -> None:
    """And not the one behind that which was last gone to."""
    now = opened(inquiry(90), 80, 21).at_top()
    assert now.to_match(1).match == 0
    assert now.scrolled(30).to_match(1).match == 1
    assert now.scrolled(30).to_match(-1).match == 0


def test_words_are_looked_for_from_what_is_in_sight() -> None:
    """n then goes over them, and an empty search goes back to the matches of the query."""
    now = opened(inquiry(50), 80, 21).seeking("PARAGRAPH  5")
    assert [now.sheet.text[a:b] for a, b in now.matches.all] == ["Paragraph 5"] * 11
    assert now.match == 1  # paragraph 50
    assert "“PARAGRAPH 5” 2 of 11" in status(now)
    assert now.to_match(1).match == 2
    assert now.seeking("zebra").message == "“zebra” is not in this text"
    assert now.seeking("").matches is now.sheet.matches


def test_a_quotation_is_chosen_where_one_is_in_sight() -> None:
    """The one that was gone to, else the first that can be seen; a word if there is none."""
    now = opened(inquiry(50), 80, 21)
    assert now.choosing().chosen == 1
    assert now.to_quotation(1).chosen == 2
    away = now.scrolled(20)
    assert (away.choosing().chosen, away.choosing().message) == (None, "no quotation in sight")
    assert away.to_quotation(1).chosen == 2
    assert away.to_quotation(1).to_quotation(1).message == "from the first quotation again"


def test_why_a_speaker_is_believed_is_told_below_the_quotation() -> None:
    """With the words of `show --explain`, and the quotation stays in sight."""
    now = opened(inquiry(50), 80, 21).choosing()
    rows = why_rows(now)
    told = "\n".join(map(words, rows))
    assert "— Ada Quill (said)" in told
    assert "basis unknown" in told
    assert "evidence: she said" in told
    low = now.scrolled(-14).covering(len(rows))
    assert low.in_sight(low.sheet.quoted.all[1])
    assert len(drawn(low)) == 21 - len(rows)


@pytest.mark.parametrize("width", [20, 50, 80, 120])
def test_the_keys_are_told_at_any_width(width: int) -> None:
    """Every key of the table, in rows that fit."""
    rows = [words(row) for row in key_rows(width)]
    assert all(len(row) <= width for row in rows)
    assert all(any(row.startswith(keys) for row in rows) for keys, _ in READING_KEYS)


def test_the_manual_has_every_key() -> None:
    """In its table, as the help names them."""
    manual = (ROOT / "docs" / "prompt.md").read_text("utf-8").partition("## Reading")[2]
    for keys, _ in READING_KEYS:
        assert all(f"`{key}`" in manual for key in keys.replace("/ Enter", "/").split(", ")), keys


def test_what_strangers_wrote_is_made_safe() -> None:
    """No control character reaches the screen, no pile of marks, no change of direction."""
    body = "An \x1b]0;title\x07 escape \u202e and e" + "\u0301" * 40
    sheet = article_sheet(Article(id="x", title="\x1b[31mred", body=body, author="\x9bA"), [])
    now = opened(sheet, 80, 20)
    shown = "".join(words(row) for row in [*head_rows(now), *drawn(now)])
    assert shown.isprintable()
    assert shown.count("\u0301") == 8
