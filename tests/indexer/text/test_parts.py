"""A text is taken apart into what it states, its body, and what is no part of it; nothing is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.text.parts import TextParts, normalize_line_ends, read_text
from tests.conftest import tries

BODY = (
    "The dam above Orlo held through the night, the water board said on Tuesday, though crews had feared the "
    "worst.\n\n"
    "“We had an hour left,” said Vera Kessling, who leads the board. “Perhaps less.”"
)


def stated(parts: TextParts) -> dict[str, object]:
    """The fields that have a value, the date as text."""
    fields = {
        "title": parts.title,
        "source": parts.source,
        "date": parts.date and str(parts.date),
        "author": parts.author,
        "url": parts.url,
        "language": parts.language,
    }
    return {name: value for name, value in fields.items() if value} | dict(parts.extra)


HEADERS = [
    ("", {}),
    (" date 2022-02-26 Dam holds & town sleeps\n\n", {"date": "2022-02-26", "title": "Dam holds & town sleeps"}),
    ("date: 2022-02-26 Dam holds\n\n", {"date": "2022-02-26", "title": "Dam holds"}),
    ("2022-02-26 | Dam holds\n\n", {"date": "2022-02-26", "title": "Dam holds"}),
    ("Dam holds through the night\n\n", {"title": "Dam holds through the night"}),
    ("Dam holds through the night\n", {"title": "Dam holds through the night"}),
    ("Will the dam hold?\n\n", {"title": "Will the dam hold?"}),
    ("Envoy returns to the U.S.\n\n", {"title": "Envoy returns to the U.S."}),
    ("# Dam holds\n\n", {"title": "Dam holds"}),
    (
        "Title: Dam holds.\nSource: The Orlo Post\nDate: 26 February 2022\nAuthor: Ada Lindqvist\nURL: https://o.example/d\n\n",
        {
            "title": "Dam holds.",
            "source": "The Orlo Post",
            "date": "2022-02-26",
            "author": "Ada Lindqvist",
            "url": "https://o.example/d",
        },
    ),
    ("SOURCE : The Orlo Post\nPublished: Feb. 26, 2022\n", {"source": "The Orlo Post", "date": "2022-02-26"}),
    ("**Source:** The Orlo Post\n\n", {"source": "The Orlo Post"}),
    (
        "Dam holds\nBy Ada Lindqvist\nFebruary 26, 2022\n\n",
        {"title": "Dam holds", "author": "Ada Lindqvist", "date": "2022-02-26"},
    ),
    (
        "Dam holds\n\nBy ADA LINDQVIST and Jan de Vries, Orlo Post\n\n",
        {"title": "Dam holds", "author": "ADA LINDQVIST and Jan de Vries, Orlo Post"},
    ),
    ("By: Ada Lindqvist\n\nDam holds\n\n", {"title": "Dam holds", "author": "Ada Lindqvist"}),
    ("Published February 26, 2022\n\n", {"date": "2022-02-26"}),
    (
        "Dam holds\nBy Ada Lindqvist | Published on Feb. 26, 2022\n",
        {"title": "Dam holds", "author": "Ada Lindqvist", "date": "2022-02-26"},
    ),
    ("By Ada Lindqvist - 26 February 2022, 10:30\n", {"author": "Ada Lindqvist", "date": "2022-02-26"}),
    ("Source: A\nSource: B\nAuthor: C\nAuthor: D\n\n", {"source": "A", "author": "C, D", "other_source": "B"}),
    ("Date: 03/04/2022\n\n", {"unread_date": "03/04/2022"}),
    ("Источник: Почта Орло\nДата: 26 февраля 2022\n\n", {"source": "Почта Орло", "date": "2022-02-26"}),
    (
        '---\ntitle: "Dam: it holds"\nsource: The Orlo Post\ndate: 2022-02-26\n'
        "authors:\n  - Ada Lindqvist\n  - Jan de Vries\n"
        "tags: [dam, flood]\nlang: en\n---\n\n",
        {
            "title": "Dam: it holds",
            "source": "The Orlo Post",
            "date": "2022-02-26",
            "author": "Ada Lindqvist, Jan de Vries",
            "tags": "dam\nflood",
            "language": "en",
        },
    ),
    (
        "---\nauthor: [Ada Lindqvist, 'Jan de Vries']\n---\nDam holds\n\n",
        {"author": "Ada Lindqvist, Jan de Vries", "title": "Dam holds"},
    ),
    (
        '+++\ntitle = "Dam holds"\ndate = 2022-02-26T08:00:00+01:00\nauthor = ["Bo Hale", "Vera Orm"]\n+++\n\n',
        {"title": "Dam holds", "date": "2022-02-26", "author": "Bo Hale, Vera Orm"},
    ),
    # Labels in other languages, with a wide colon, in capitals; what is not known among them is kept by its name.
    (
        "Kaynak: Orlo Postası\nTARİH: 3 Haziran 2024\nBaşlık: Baraj sağlam\nYazar: Selin Aydoğan\n\n",
        {"source": "Orlo Postası", "date": "2024-06-03", "title": "Baraj sağlam", "author": "Selin Aydoğan"},
    ),
    (
        "見出し：堤防は無事\n媒体：オルロ新聞\n日付：2024年6月3日\n記者：森 愛\n\n",
        {"source": "オルロ新聞", "date": "2024-06-03", "title": "堤防は無事", "author": "森 愛"},
    ),
    (
        "العنوان: السد صامد\nالمصدر: جريدة أورلو\nالتاريخ: 3 يونيو 2024\n\n",
        {"source": "جريدة أورلو", "title": "السد صامد"} | {"date": "2024-06-03"},
    ),
    (
        "제목: 댐은 무사\n출처: 오를로 신문\n날짜: 2024-06-03\n\n",
        {"source": "오를로 신문", "date": "2024-06-03", "title": "댐은 무사"},
    ),
    (
        "标题：大坝无恙\n来源：奥洛报\n日期：2024-06-03\n\n",
        {"source": "奥洛报", "date": "2024-06-03", "title": "大坝无恙"},
    ),
    (
        "Τίτλος: Το φράγμα\nΠηγή: Όρλο\nΗμερομηνία: 03.06.2024\n\n",
        {"source": "Όρλο", "date": "2024-06-03", "title": "Το φράγμα"},
    ),
    (
        "Tytuł: Grobla\nŹródło: Orlo\nData publikacji: 03.06.2024\n\n",
        {"source": "Orlo", "date": "2024-06-03", "title": "Grobla"},
    ),
    (
        "Titulek: Hráz\nZdroj: Orlo\nDatum vydání: 3. 6. 2024\n\n",
        {"source": "Orlo", "title": "Hráz"} | {"date": "2024-06-03"},
    ),
    (
        "Назва: Гребля\nДжерело: Орло\nДата публікації: 03.06.2024\n\n",
        {"source": "Орло", "date": "2024-06-03", "title": "Гребля"},
    ),
    (
        "Manchete: A barragem\nVeículo: Orlo\nPublicado em: 3 de junho de 2024\n\n",
        {"source": "Orlo", "date": "2024-06-03", "title": "A barragem"},
    ),
    (
        "Source: Orlo\nSection: World\nDate: 2024-06-03\n\n",
        {"source": "Orlo", "Section": "World", "date": "2024-06-03"},
    ),
    # The outlet and the date in one line; a place is no outlet.
    (
        "Orlokurier, 3. Juni 2024\n\nDer Damm hält\n\n",
        {"source": "Orlokurier", "date": "2024-06-03", "title": "Der Damm hält"},
    ),
    ("Orlokurier, 3. Juni 2024\n\n", {"source": "Orlokurier", "date": "2024-06-03"}),
    (
        "O Farol, 3 de maio de 2018\nA barragem aguenta\n\n",
        {"source": "O Farol", "date": "2018-05-03", "title": "A barragem aguenta"},
    ),
    (
        "Dam holds\nThe Orlo Herald | June 3, 2024\n\n",
        {"source": "The Orlo Herald", "date": "2024-06-03", "title": "Dam holds"},
    ),
    (
        "La Paz, 3 de mayo de 2018\n\nLa presa aguanta\n\n",
        {"place": "La Paz", "date": "2018-05-03", "title": "La presa aguanta"},
    ),
    # Whatever ends it, what stands right above a label is the title.
    ("The dam holds.\nPublished: 7 Oct 2023\n\n", {"title": "The dam holds.", "date": "2023-10-07"}),
    ("Flood Update, March 3, 2022\n\n", {"title": "Flood Update, March 3, 2022"}),
    (
        "https://www.orlo.example/dam-holds\nDam holds\n\n",
        {"title": "Dam holds", "url": "https://www.orlo.example/dam-holds"},
    ),
]


@pytest.mark.parametrize(("head", "expected"), HEADERS)
def test_headers(head: str, expected: dict[str, object]) -> None:
    """Header lines, front matter, titles, bylines and date lines are read, and the body is what follows them."""
    parts = read_text(head + BODY)
    assert stated(parts) == expected
    assert parts.body == BODY
    assert parts.asides == ()


NO_HEADERS = [
    # A first paragraph is no title.
    "The dam held.\n\n" + BODY,
    "“The dam held,” she said.\n\n" + BODY,
    "The board said: “The dam held.”\n\n" + BODY,
    "The dam held, but not for long,\n\n" + BODY,
    # A line of hard-wrapped text is no title, whatever letter the next one begins with.
    "The dam above Orlo held through the night, the water\nboard said on Tuesday,"
    " though crews of\nthe town had feared the worst.\n",
    "The dam above Orlo held through the night, as the town of\nKessling said on Tuesday,"
    " though crews of\nthe town had feared\nOrlo would be gone by the morning of the day after the storm.\n",
    # Nor is a line that the next one goes on from.
    "The crews of Orlo and of\nthe towns below it had feared the worst when the rain began, and they went up to the "
    "dam"
    " with all that they had, lamps and sand and rope.\n",
    # A title over nothing is a text.
    "The dam holds",
    "The dam holds\n\nIt does.",
    # A caption is no title.
    "Crews at the dam above Orlo on Tuesday. REUTERS/Ida Roth\n\n" + BODY,
    # These are sentences, not labels or bylines.
    "By Tuesday the crews had left and the dam stood alone.\n\n" + BODY,
    "By Tuesday\nthe crews had left and the dam stood alone.\n\n" + BODY,
    "The minister: we will not leave.\n\n" + BODY,
    "Date: a fruit of the desert.\n\n" + BODY,
    "Link: the dam and the town have never been closer.\n\n" + BODY,
    "Language: it divides the two banks of the river, the board said.\n\n" + BODY,
    "https://o.example/dam is where the board publishes its figures.\n\n" + BODY,
    # Front matter that is never closed, or that is none, is text.
    "---\ntitle: Dam holds.\n\n" + BODY + ".",
    "---\nThe dam held.\n---\n\n" + BODY,
]


@pytest.mark.parametrize("text", NO_HEADERS)
def test_no_headers_where_there_are_none(text: str) -> None:
    """Prose at the top stays in the body, and nothing is made up of it."""
    parts = read_text(text)
    assert stated(parts) == {}
    assert parts.body.split() == text.split()


DATELINES = [
    ("ORLO, March 1 (Reuters) — The dam held.", {"source": "Reuters"}),
    ("ORLO, March 1, 2022 (Reuters) - The dam held.", {"source": "Reuters", "date": "2022-03-01"}),
    ("ORLO, 1 March 2022 (Vesna Wire) -- The dam held.", {"source": "Vesna Wire", "date": "2022-03-01"}),
    ("ORLO (AP) — The dam held.", {"source": "AP"}),
    ("(CNN) — The dam held.", {"source": "CNN"}),
    ("Orlo, Vesnia (Vesna News) – The dam held.", {"source": "Vesna News"}),
    ("MOSCOW, March 28. /TASS/. The dam held.", {"source": "TASS"}),
    ("ORLO, March 1 — The dam held.", {}),
    ("ORLO, March 1, 2022 — The dam held.", {"date": "2022-03-01"}),
    ("ORLO (Vesnia) — The dam held.", {}),
    ("LONDON (UK) — The dam held.", {}),
    ("Kessling (58) - the head of the board - said the dam held.", {}),
    ("The board (which met on Tuesday) - the first time this year - said the dam held.", {}),
]


@pytest.mark.parametrize(("line", "expected"), DATELINES)
def test_datelines(line: str, expected: dict[str, object]) -> None:
    """A dateline states an outlet, and a date if it has a year; it stays in the body; a place is no outlet."""
    text = line + "\n\n" + BODY
    parts = read_text(text)
    assert stated(parts) == expected
    assert parts.body == text


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement", "ADVERTISEMENT", "Source", "SOURCE:", "(Image: AP)", "[Photo: Ida Roth]",
        "Photo: Ida Roth, AP",
        "(Photo by Ida Roth/Getty Images)", "(AP Photo/Ida Roth)", "Image credit: Ida Roth",
        "Read more: Why dams fail",
        "READ | Why dams fail", "Also read: Why dams fail", "See also: Why dams fail", "Related:",
        "RELATED: Why dams fail",
        "Featured image adapted from the board’s page.", "Share this article", "Share this story with your friends",
        "Follow us on Twitter", "Follow Ida Roth on Twitter @idaroth.", "Facebook Twitter WhatsApp",
        "Share on Facebook",
        "Continue reading the main story", "Sign up for our newsletter", "Click here to read the full story.",
        "Source: Orlo water board", "© 2022 The Orlo Post", "Copyright 2022 The Orlo Post. All rights reserved.",
        "Loading...", "Story continues below advertisement", "Реклама", "Читайте также: Почему рушатся плотины",
        "• Share",
    ],
)  # fmt: skip
def test_lone_lines_are_set_apart(line: str) -> None:
    """A lone line that is no prose is an aside at its place, whether blank lines surround it or not."""
    first, second = BODY.split("\n\n")
    for text in (
        f"{first}\n\n{line}\n\n{second}",
        f"{first}\n{line}\n{second}",
        f"{first}\r\n \r\n  {line}\t\r\n\r\n{second}",
    ):
        parts = read_text(text)
        assert [aside.text for aside in parts.asides] == [line]
        assert parts.asides[0].kind == "boilerplate"
        assert parts.body[parts.asides[0].before :] == second
        assert parts.body.split() == (first + " " + second).split()
    last = read_text(f"{first}\n\n{second}\n\n{line}")
    assert [(aside.text, aside.before) for aside in last.asides] == [(line, len(BODY))]
    assert last.body == BODY


@pytest.mark.parametrize(
    "line",
    [
        "What the board wants",
        "Sources say the dam may fail",
        "Source of the water",
        "Advertisement revenue fell by half.",
        "More rain is on its way.",
        "Video shows the water rising behind the dam.",
        "(The image was taken by a neighbour of the board’s head, who asked not to be named.)",
        "Share the news with your mother, she told the crews.",
        "Read my lips, she said.",
        "Follow the river to Orlo and you will see.",
        "Image: The dam at dawn. It looks small from here. Nobody would think that it holds back a lake. It does.",
        "“Advertisement”",
        "Copyright law knows no dams.",
        "She had waited all night…",
    ],
)
def test_prose_and_subheadings_stay(line: str) -> None:
    """A subheading or a sentence that begins like boilerplate stays in the body."""
    text = BODY.replace("\n\n", f"\n\n{line}\n\n")
    parts = read_text(text)
    assert parts.body == text
    assert parts.asides == ()


def test_wrapped_words_are_no_lone_lines() -> None:
    """In hard-wrapped text a line of one word is a piece of a sentence."""
    text = (
        "The crews had no other\nsource\nof light than a lamp, and they sold their (old)\nshares.\n"
        "That was all they had to\nshare\nThen they left."
    )
    assert read_text(text).body == text


TEASERS = [
    "The minister of waters has called a meeting of all the boards in the north of the country and…",
    "Tickets for the summer games go on sale on Monday at all post offices, the organisers…",
    "Three people were hurt when a tram left its rails in the old town of Vesna on...",
    "A new bridge over the Orlo is to be opened by the end of the year, the [...]",
]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("count", [2, 3, 4])
def test_teasers_at_the_end(count: int, gap: str) -> None:
    """Two or more cut-off lines at the end are teasers of other articles: not in the body, not lost."""
    text = BODY + gap + gap.join(TEASERS[:count])
    parts = read_text(text)
    assert parts.body == BODY
    assert [(aside.kind, aside.text, aside.before) for aside in parts.asides] == [
        ("teaser", teaser, len(BODY)) for teaser in TEASERS[:count]
    ]


def test_teasers_among_lone_lines() -> None:
    """Lone lines in and around a block of teasers do not hide it, and the order of all is kept."""
    text = "\n".join(
        [BODY, "Related articles", TEASERS[0], "Advertisement", TEASERS[1], TEASERS[2], "Share this article"]
    )
    parts = read_text(text)
    assert parts.body == BODY
    assert [aside.kind for aside in parts.asides] == [
        "boilerplate",
        "teaser",
        "boilerplate",
        "teaser",
        "teaser",
        "boilerplate",
    ]


@pytest.mark.parametrize(
    "tail",
    [
        TEASERS[0],  # one is not several
        "“We waited for the water all night, and it came, and it kept on coming…\n"
        "“And then it was over, as if it had never been…",
        "She waited…\nAnd waited…",
        "ORLO.......(3/1)........120..............130...............\nVESNA......(4/1)........110..............123.............",
        TEASERS[0] + "\n" + TEASERS[1] + "\nThat is all that is known.",
    ],
)
def test_an_ellipsis_alone_makes_no_teaser(tail: str) -> None:
    """One cut-off line, quotations, tables, and cut-off lines before the end stay in the body."""
    text = BODY + "\n" + tail
    assert read_text(text).body == text


def test_a_text_of_nothing_but_teasers_is_a_body() -> None:
    """Teasers are of other articles: there has to be one before them."""
    text = "\n".join(TEASERS)
    assert read_text(text).body == text


def test_paragraphs_keep_their_gaps() -> None:
    """A line end stays a line end and a blank line a blank line; a run of blank lines is one."""
    assert read_text("One line.\nNext line.\n\nNew one.\n \n\n\t\nLast one.\n\n").body == (
        "One line.\nNext line.\n\nNew one.\n\nLast one."
    )


def test_a_known_title_keeps_the_first_line_in_the_body() -> None:
    """A first line that is not the title that is known is text; one that is the same is taken out."""
    other = read_text("Dam holds\n\n" + BODY, title="What the water did")
    assert (other.title, other.body) == ("", "Dam holds\n\n" + BODY)
    same = read_text("DAM  HOLDS\n\n" + BODY, title="Dam holds")
    assert (same.title, same.body) == ("DAM  HOLDS", BODY)


def test_unmistakable_headers_only() -> None:
    """In a text that comes with fields of its own, a title line or one label stays; two labels are headers."""
    one = "Dam holds through the night\nSource: The Orlo Post\n\n" + BODY
    assert read_text("Dam holds\n\n" + BODY, headers="unmistakable").body == "Dam holds\n\n" + BODY
    assert read_text(one, headers="unmistakable").source is None
    two = read_text("Source: The Orlo Post\nDate: 2022-02-26\n\n" + BODY, headers="unmistakable")
    assert (two.source, str(two.date), two.body) == ("The Orlo Post", "2022-02-26", BODY)


def test_line_ends() -> None:
    """Every kind of line end is one; U+0085 is an ellipsis where there are others."""
    assert normalize_line_ends("\ufeffa\r\nb\rc\x0bd\x0ce\u2028f\u2029g") == "a\nb\nc\nd\ne\nf\ng"
    assert normalize_line_ends("Wait\x85\nNo.") == "Wait…\nNo."
    assert normalize_line_ends("One.\x85Two.") == "One.\nTwo."


LINES = st.sampled_from(
    [
        "", " ", "Advertisement", "Source", "source", "Source: The Orlo Post", "Date: 2022-02-26",
        "date 2022-02-26 Dam holds",
        "By Ada Lindqvist", "Title: Dam holds", "---", "title: x", "Dam holds", "# Dam holds", "The dam held.",
        *TEASERS,
        "“It did…", "ORLO, March 1, 2022 (Reuters) — It held.", "Read more: this", "Facebook Twitter", "2022-02-26",
        "Author: A", "Author: B", "x: y", "- z", "[Photo: A]", "tags: [a, b]", "\t\tIndented it held.",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(LINES, max_size=14).map("\n".join), st.text(max_size=300))


def words(text: str) -> list[str]:
    """The words and numbers of a text, without labels, dates and marks, which fields have in another form."""
    return [word for word in re.findall(r"[^\W_]+", text.lower()) if not word.isdigit() and word not in LABELS]


LABELS = {"source", "date", "by", "title", "author", "published", "updated", "x", "march", "february"}


@pytest.mark.slow
@given(TEXTS)
@example("Source: a\nSource: a\nSource: b\n\nThe dam held.")
@example("---\nRead more: this\n---")
@example("0\xadA")
@example('+++\n# kept\ntitle = "a"\n+++\nb')
@settings(max_examples=tries(200, 400))
def test_nothing_is_lost_and_offsets_hold(text: str) -> None:
    """Every word stands in the body, an aside or a field; asides are in order and inside the body."""
    parts = read_text(text)
    offsets = [aside.before for aside in parts.asides]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(parts.body) for offset in offsets)
    assert all(offset in (0, len(parts.body)) or parts.body[offset - 1] == "\n" for offset in offsets)
    assert parts.body == parts.body.strip()
    fields = [*map(str, stated(parts).values()), *parts.extra]
    kept = " ".join([parts.body, *(aside.text for aside in parts.asides), *fields])
    assert set(words(normalize_line_ends(text).replace("\xad", ""))) <= set(words(kept))  # a soft hyphen is no letter


@pytest.mark.slow
@given(st.lists(LINES, max_size=14), st.sampled_from(["\r\n", "\r", "\u2028", "\x0c"]))
def test_line_ends_make_no_difference(lines: list[str], end: str) -> None:
    """The same lines give the same parts, whatever ends them."""
    assert read_text(end.join(lines)) == read_text("\n".join(lines))


@given(TEXTS)
def test_body_is_a_fixed_point_of_the_cheap_way(text: str) -> None:
    """Without headers, the look that spares the close one never misses an aside: the body holds none any more."""
    parts = read_text(text, headers="unmistakable", known=("title", "source", "date", "author"))
    lines = [line.strip() for line in parts.body.split("\n")]
    again = read_text(parts.body, headers="unmistakable", known=("title", "source", "date", "author"))
    assert all(aside.kind == "teaser" or aside.text in lines for aside in again.asides)


ADVERSARIAL = [
    "\n", " ", "\n \n", "Source\n", "Source: a\n", "By A, B, ", "A, ", "a:", "---\n", "x: y\n", "…\n", "(", "#", "# ",
    "Facebook ", "Facebook, ", "A. B. ", "\r", "\u2028", "“", "Read more: A. ", "2022-02-26 ", "A (", "- ", "AAA, A-",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("piece", ADVERSARIAL)
@pytest.mark.parametrize("start", ["", "---\n", "By A", "ORLO, March 1 ", "Read more: "])
def test_texts_made_to_hurt_are_read_to_their_end(start: str, piece: str) -> None:
    """No repetition makes it look at a text again and again: a quadratic reader would not end in the suite's time."""
    text = start + piece * 40_000
    parts = read_text(text)
    assert len(parts.body) <= len(text)


def test_labels_that_are_not_known_are_told() -> None:
    """A block of lines with labels stays in the body, and its labels are kept to be told; in a conversation they come
    back, and one of them that is known is enough to read on."""
    block = "Kälä: Orlo\nVärt: 3. 6. 2024\nNümm: Damm\n\n" + BODY
    parts = read_text(block)
    assert parts.extra == {"unread_labels": "Kälä, Värt, Nümm"}
    assert parts.body == block
    assert read_text("Ada: Yes.\nBo: No.\nAda: So?\n\n" + BODY).extra == {}


def test_the_first_turn_of_a_transcript_is_no_title() -> None:
    """Below a title in capitals and its date."""
    head = "THE ORLO HOUR\n\nPublished: 7 Oct 2023\n\n"
    talk = "HOST: Welcome back, all of you.\n\nVERA KESSLING: Thank you.\n\nHOST: Does the dam hold?\n\n" * 2
    for label in ("HOST: ", "[00:12] HOST: ", "HOST\n"):
        said = talk.replace("HOST: ", label)
        parts = read_text(head + said)
        assert stated(parts) == {"title": "THE ORLO HOUR", "date": "2023-10-07"}
        assert parts.body == said.strip()
