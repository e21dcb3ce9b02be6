"""Answers as a list of lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, PublicationDate
from search.language.columns import columns
from search.results import Copy, Hit, QuoteHit, QuoteMatch, Snippet
from search.show.answer_list import answer_lines
from search.show.terminal import COLOUR, PLAIN

TEXTS = st.text("ab 東京é’.-", min_size=1, max_size=120).filter(str.strip)


def hit(title: str, *, rank: int = 1, source: str | None = "Halyard", copies: int = 0, mark: str = "") -> Hit:
    at = title.find(mark)
    marks = ((at, at + len(mark)),) if mark and at >= 0 else ()
    return Hit(
        rank=rank,
        score=1.0,
        article=Article(
            id=f"a{rank}", title=title, body="Gulls came.\nAnd went.", source=source,
            date=PublicationDate.parse("2025-02-03"),
        ),
        snippets=(Snippet(field="title", text=title, start=0, marks=marks),) if title else (),
        quotes=(),
        copies=tuple(Copy(id=f"c{n}", source="B", date=None) for n in range(copies)),
    )  # fmt: skip


def said(text: str, speaker: str | None, *, confidence: float = 1.0, mark: str = "") -> QuoteHit:
    at = text.find(mark)
    quote = QuoteMatch(
        text=text, start=0, end=len(text), speaker=speaker, cue=None, basis="cue", confidence=confidence,
        marks=((at, at + len(mark)),) if mark and at >= 0 else (),
    )  # fmt: skip
    return QuoteHit(rank=1, score=1.0, quote=quote, article=hit("t").article)


def test_a_line_has_what_tells_an_article_from_others() -> None:
    """Number, date, outlet, title with its match, the copies; without a title the id and the first words."""
    lines = answer_lines(
        [hit("The lamp is out", rank=9, mark="lamp", copies=2), hit("", rank=10, source=None)], width=80, style=PLAIN
    )
    assert lines == [
        " 9 2025-02-03  Halyard         The *lamp* is out +2",
        "10 2025-02-03  source unknown  [a10] Gulls came. And went.",
    ]


def test_a_quotation_stands_behind_its_speaker() -> None:
    """With the doubt there is; a match far into it is shown."""
    assert answer_lines([said("I will.", "Ada Quill")], width=80, style=PLAIN)[0].endswith("Ada Quill: “I will.”")
    assert (
        "probably Ada Quill:"
        in answer_lines([said("I will.", "Ada Quill", confidence=0.6)], width=80, style=PLAIN)[0]
    )
    assert "speaker unknown:" in answer_lines([said("I will.", None)], width=80, style=PLAIN)[0]
    long = "We have said so many times before " * 4 + "that the harbour shuts."
    (line,) = answer_lines([said(long, "Ada Quill", mark="harbour")], width=80, style=PLAIN)
    assert "*harbour*" in line
    assert "“… " in line


@given(TEXTS, TEXTS, st.integers(20, 120), st.integers(0, 3))
def test_no_line_is_wider_than_the_screen(title: str, mark: str, width: int, copies: int) -> None:
    """Whatever the script, in both looks, marked or not."""
    hits = [hit(title, copies=copies, mark=mark.strip()), said(title, mark, mark=mark[:3]), hit("", source=title)]
    for line in answer_lines(hits, width=width, style=PLAIN):
        assert columns(line) <= width
    assert len(answer_lines(hits, width=width, style=COLOUR)) == 3
