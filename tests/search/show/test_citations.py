"""Citations: each style as its handbook has it, what is not stated, and marks inside of marks."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article, PublicationDate, Quotation
from search.results import QuoteMatch
from search.show.citations import STYLES, authors, citation
from search.show.terminal import CONTROLS

BODY = "Merkel said: “We can do this,” and left."
ARTICLE = Article(
    id="a",
    body=BODY,
    title="Merkel: “We can ‘do’ this”",
    source="The Guardian",
    date=PublicationDate.parse("2016-08-05"),
    author="Jane Doe and John Roe",
    url="https://g.example/a",
)
QUOTATION = Quotation(text="We can do this,", start=14, end=29, speaker="Angela Merkel", confidence=0.9)


@pytest.mark.parametrize(
    ("style", "article", "said"),
    [
        (
            "chicago",
            "Jane Doe and John Roe, “Merkel: ‘We can “do” this,’” The Guardian, August 5, 2016, https://g.example/a.",
            "“We can do this,” Angela Merkel, quoted in Jane Doe and John Roe, “Merkel: ‘We can “do” this,’” The "
            "Guardian, August 5, 2016, https://g.example/a.",
        ),
        (
            "apa",
            "Jane Doe & John Roe. (2016, August 5). Merkel: “We can ‘do’ this”. The Guardian. https://g.example/a",
            "“We can do this,” Angela Merkel, as cited in Jane Doe & John Roe. (2016, August 5). Merkel: “We can "
            "‘do’ this”. The Guardian. https://g.example/a",
        ),
        (
            "mla",
            "Jane Doe and John Roe. “Merkel: ‘We can “do” this.’” The Guardian, 5 Aug. 2016, https://g.example/a.",
            "“We can do this,” Angela Merkel, qtd. in Jane Doe and John Roe. “Merkel: ‘We can “do” this.’” The "
            "Guardian, 5 Aug. 2016, https://g.example/a.",
        ),
        (
            "ap",
            "“Merkel: ‘We can “do” this,’” by Jane Doe and John Roe, The Guardian, Aug. 5, 2016, https://g.example/a",
            "“We can do this,” Angela Merkel, quoted in “Merkel: ‘We can “do” this,’” by Jane Doe and John Roe, The "
            "Guardian, Aug. 5, 2016, https://g.example/a",
        ),
        (
            "plain",
            "Jane Doe, John Roe: Merkel: “We can ‘do’ this”. The Guardian, 2016-08-05. https://g.example/a",
            "“We can do this” — Angela Merkel. Jane Doe, John Roe: Merkel: “We can ‘do’ this”. The Guardian, "
            "2016-08-05. https://g.example/a",
        ),
    ],
)
def test_each_style_has_an_article_and_a_quotation_in_it(style: str, article: str, said: str) -> None:
    """The title's own marks change places with those around it; a stop goes inside all of them."""
    assert citation(ARTICLE, style=style) == article
    assert citation(ARTICLE, QUOTATION, style=style) == said
    assert citation(ARTICLE, QuoteMatch.of(QUOTATION), style=style) == said
    assert list(STYLES) == ["chicago", "apa", "mla", "ap", "plain"]


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("2016-08-05", ["August 5, 2016", "(2016, August 5)", "5 Aug. 2016", "Aug. 5, 2016", "2016-08-05"]),
        ("2016-05-01", ["May 1, 2016", "(2016, May 1)", "1 May 2016", "May 1, 2016", "2016-05-01"]),
        ("2016-08", [" August 2016.", "(2016, August)", " Aug. 2016.", " August 2016", ", 2016-08."]),
        ("2016", [", 2016.", "(2016)", ", 2016.", ", 2016", ", 2016."]),
        (None, [", n.d.", "(n.d.)", ", n.d.", ", n.d.", ", n.d."]),
    ],
)
def test_a_date_is_no_more_exact_than_it_is_known(date: str | None, told: list[str]) -> None:
    """A day, a month, a year, or none."""
    article = replace(ARTICLE, url=None, date=PublicationDate.parse(date) if date else None)
    for style, expected in zip(STYLES, told, strict=True):
        cited = citation(article, style=style)
        assert expected in cited, cited
        assert ".." not in cited
        assert date or not re.search(r"\d{4}", cited)


def test_what_is_not_stated_is_left_out() -> None:
    """Without a title the first words stand for it; without any word the id."""
    body = "The workers of the harbour, who had been out. More."
    bare = Article(id="a-1", body=body)
    assert [citation(bare, style=style) for style in STYLES] == [
        "“The workers of the harbour, who had been…,” n.d.",
        "The workers of the harbour, who had been… (n.d.).",
        "“The workers of the harbour, who had been…” n.d.",
        "“The workers of the harbour, who had been…,” n.d.",
        "The workers of the harbour, who had been… n.d.",
    ]
    assert citation(replace(bare, body="Out."), style="mla") == "“Out.” n.d."
    assert citation(replace(bare, body=" "), style="plain") == "a-1. n.d."
    unsaid = Quotation(text="Out.", start=0, end=4)
    assert citation(bare, unsaid).startswith("“Out.” Quoted in “The workers")
    assert citation(bare, unsaid, style="plain").startswith("“Out.” The workers")
    assert citation(bare, Quotation(text="Out", start=0, end=3), style="mla").startswith("“Out,” qtd. in “The")


@pytest.mark.parametrize(
    ("title", "chicago", "mla"),
    [
        ("Is it over?", "“Is it over?,”", "“Is it over?”"),
        ("It is over.", "“It is over,”", "“It is over.”"),
        ("Talks in the U.S.", "“Talks in the U.S.,”", "“Talks in the U.S.”"),
        ("‘We won’", "“‘We won,’”", "“‘We won.’”"),
        ('"We won"', "“‘We won,’”", "“‘We won.’”"),
        ("'We won', he said", "“‘We won’, he said,”", "“‘We won’, he said.”"),
        ("“He said ‘no’ to us”", "“‘He said “no” to us,’”", "“‘He said “no” to us.’”"),
        ("The workers’ party", "“The workers’ party,”", "“The workers’ party.”"),
        ("Don't look at the workers'", "“Don't look at the workers',”", "“Don't look at the workers'.”"),
        ("He is 5'10\" tall", "“He is 5'10\" tall,”", "“He is 5'10\" tall.”"),
        ("„Wir schaffen das“, sagt sie", "“„Wir schaffen das“, sagt sie,”", "“„Wir schaffen das“, sagt sie.”"),
        ("« Non », dit-il", "“« Non », dit-il,”", "“« Non », dit-il.”"),
        ("“We will fight and", "“‘We will fight and,”", "“‘We will fight and.”"),
    ],
)
def test_marks_in_a_title_are_nested(title: str, chicago: str, mla: str) -> None:
    """Straight and curly ones alike; apostrophes, inches and the marks of other languages stay as they are."""
    bare = Article(id="a", body="", title=title)
    assert citation(bare, style="chicago") == f"{chicago} n.d."
    assert citation(bare, style="mla") == f"{mla} n.d."
    assert citation(bare, style="plain").startswith(title)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        (None, ()),
        ("Jane Doe", ("Jane Doe",)),
        ("Jane Doe, John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe, John Roe, and Ann Poe", ("Jane Doe", "John Roe", "Ann Poe")),
        ("Jane Doe & John Roe", ("Jane Doe", "John Roe")),
        ("Doe, Jane; Roe, John", ("Doe, Jane", "Roe, John")),
        ("Doe, Jane", ("Doe, Jane",)),
        ("Jane Doe, Reuters", ("Jane Doe, Reuters",)),
        ("Martin Luther King, Jr. and Jane Doe", ("Martin Luther King, Jr.", "Jane Doe")),
        ("Anders And", ("Anders And",)),
    ],
)
def test_a_byline_is_divided_where_it_must_be(byline: str | None, names: tuple[str, ...]) -> None:
    """No name is turned around, and none is cut."""
    assert authors(byline) == names


def test_many_authors_are_cut_as_each_style_cuts_them() -> None:
    """Chicago names three, MLA two, APA twenty."""
    three, four = "A Doe, B Roe and C Poe", "A Doe, B Roe, C Poe and D Foe"
    for byline, style, begun in (
        (three, "chicago", "A Doe, B Roe, and C Poe, “"),
        (four, "chicago", "A Doe et al., “"),
        (three, "mla", "A Doe, et al. “"),
        (four, "apa", "A Doe, B Roe, C Poe, & D Foe. (2016"),
    ):
        assert citation(replace(ARTICLE, author=byline), style=style).startswith(begun)
    assert "by A Doe, B Roe and C Poe, The" in citation(replace(ARTICLE, author=three), style="ap")


def test_a_speaker_who_is_not_sure_is_cited_as_such() -> None:
    """In brackets, since no article says so."""
    for confidence, told in ((0.9, "” Angela"), (0.6, "” [probably] Angela"), (0.3, "” [perhaps] Angela")):
        doubtful = Quotation(text="We can", start=14, end=20, speaker="Angela Merkel", confidence=confidence)
        assert told in citation(ARTICLE, doubtful)
    disputed = QuoteMatch.of(QUOTATION, disputed=("Jens Spahn",))
    assert "[probably] Angela Merkel" in citation(ARTICLE, disputed)


ANY = st.text(st.characters(codec="utf-8") | st.sampled_from("“”\"‘’'„.,?!… \n\x1b\u202e"), max_size=30)


@given(title=ANY, body=ANY, said=ANY.filter(bool), outlet=ANY, author=ANY, style=st.sampled_from(list(STYLES)))
def test_any_text_makes_one_line_with_its_words(
    title: str, body: str, said: str, outlet: str, author: str, style: str
) -> None:
    """Safe for a terminal, with every letter of title, outlet and quotation, in their order."""
    article = Article(id="a", body=body, title=title, source=outlet, author=author)
    quotation = Quotation(text=said, start=0, end=len(said), speaker="Ann Poe", confidence=1.0)
    for cited in (citation(article, style=style), citation(article, quotation, style=style)):
        assert not re.search(rf"[{CONTROLS}]", cited)
        assert "  " not in cited
        for text in (title, outlet):
            assert letters(text) in letters(cited)
    assert letters(said) in letters(citation(article, quotation, style=style))


def letters(text: str) -> str:
    """What is neither space nor punctuation; no more characters without a width than a terminal is given."""
    return "".join(character for character in text if character.isalnum())
