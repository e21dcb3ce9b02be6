"""The formats: what other programs read out of them is what was in the answer, and nothing of it runs there."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import sys
from dataclasses import replace
from typing import Any

import bibtexparser
import pytest
import rispy
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from indexer.article import Article, PublicationDate
from indexer.errors import UsageError
from search.commands.options import FORMS, STYLES, TABLES
from search.results import Copy, Hit, QuoteHit, QuoteMatch, Snippet
from search.show import citations
from search.show.export.kinds import ARTICLES, KINDS, QUOTATIONS, SPEAKERS, of_queries
from search.show.export.table import MOST_IN_CELL, Remark, Table
from search.show.export.writers import FORMATS, format_of
from search.show.terminal import CONTROLS
from tests.conftest import ROOT

BODY = "It rained. He came.\n“We will fight,” Ann Poe said. It rained on. And on. And so on."
ARTICLE = Article(
    id="a-1",
    body=BODY,
    title="The rain",
    source="Halyard",
    date=PublicationDate.parse("2016-03-05"),
    author="Jane Doe and John Roe",
    url="https://h.example/a_b?x=1&y=2",
    path="h/a.txt",
    language="en",
)
QUOTE = QuoteMatch(
    text="We will fight,",
    start=21,
    end=35,
    speaker="Ann Poe",
    cue="said",
    basis="cue",
    confidence=0.9,
    marks=((8, 13),),
)
HIT = Hit(
    rank=1,
    score=2.5,
    article=ARTICLE,
    snippets=(Snippet(field="body", text="It rained.", start=0, marks=((3, 9),)),),
    quotes=(QUOTE,),
    copies=(Copy(id="b", source="B", date=None), Copy(id="c", source=None, date=None)),
)
SAID = QuoteHit(rank=1, score=2.5, quote=QUOTE, article=ARTICLE)

SIGNS = st.sampled_from("=+-@|\t\n\r\"',;{}\\%&#_~^$`*<>[]!“”\x00\x1b\u202e\ufffe\ud800é🙂")
ANY = st.text(st.characters() | SIGNS, max_size=40)


def written(name: str, items: list[Any], kind: Any = ARTICLES, **asked: Any) -> tuple[bytes, Table]:
    made = FORMATS[name]
    table = made.table(kind, **asked)
    return b"".join(made.pieces(table, items)), table


def titled(title: str, **more: Any) -> Hit:
    return replace(HIT, article=replace(ARTICLE, title=title, **more))


def cleaned(text: str) -> str:
    """The text as a cell has it: what a terminal would obey is a space, lines end in one way."""
    text = re.sub(r"\r\n?", "\n", text)
    text = re.sub(rf"(?!\n)[{CONTROLS}]", " ", text)
    return re.sub("[\ud800-\udfff\ue000\ue001]", "\ufffd", text)


def test_the_table_of_formats_is_what_the_options_offer() -> None:
    """Each by its name, tables where nothing can be cited, and each ending is of one format."""
    assert ("text", *FORMATS) == FORMS
    assert ("text", *(name for name, made in FORMATS.items() if not made.cites)) == TABLES
    assert tuple(citations.STYLES) == STYLES
    endings = [ending for made in FORMATS.values() for ending in made.endings]
    assert len(endings) == len(set(endings))
    for name, made in FORMATS.items():
        assert format_of(ROOT / f"answers{made.endings[0].upper()}").name == name
    with pytest.raises(UsageError, match="names no format"):
        format_of(ROOT / "answers.doc")


@given(ANY, ANY)
def test_any_text_comes_back_out_of_csv_and_tsv(title: str, author: str) -> None:
    """Read by the csv module: the text itself, and before what would be a formula an apostrophe."""
    for name, dialect in (("csv", "excel"), ("tsv", "excel-tab")):
        made, _ = written(name, [titled(title, author=author)], fields="title,author,rank")
        head, row = csv.reader(io.StringIO(made.decode(), newline=""), dialect)
        assert head == ["title", "author", "rank"]
        for cell, text in zip(row[:2], (title, author), strict=True):
            assert not re.match(r"\s*[=+\-@＝＋－＠]", cell)
            assert cell.removeprefix("'" if re.match(r"\s*[=+\-@＝＋－＠]", cleaned(text)) else "") == cleaned(text)


@settings(max_examples=40)
@given(st.lists(ANY, min_size=1, max_size=20))
def test_any_text_comes_back_out_of_xlsx(titles: list[str]) -> None:
    """Read by another library: texts as texts, whatever they begin with; no cell is a formula."""
    made, _ = written("xlsx", [titled(title) for title in titles], fields="title,rank")
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert rows[0] == ["title", "rank"]
    for (cell, rank), title in zip(rows[1:], titles, strict=True):
        assert rank == 1
        assert unescaped(str(cell)) == unescaped(cleaned(title))
    assert b"<f>" not in sheet_xml(made)


def unescaped(text: str) -> str:
    """What a reader may or may not do for itself: characters that XML cannot have are written by their numbers."""
    text = re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text.replace("_x005F_", "_"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def sheet_xml(made: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        return parts.read("xl/worksheets/sheet1.xml")


@given(ANY)
def test_any_text_comes_back_out_of_json_lines(title: str) -> None:
    """As it is, and with nothing in the line that a terminal would obey."""
    for asked in ({}, {"fields": "title,copies,date"}):
        made, _ = written("jsonl", [titled(title)], **asked)
        line = made.decode()
        assert not re.search(rf"[{CONTROLS}]", line.removesuffix("\n"))
        assert json.loads(line)["title"] == (title or None)


@given(ANY, ANY, ANY.filter(bool))
def test_any_text_makes_entries_that_reference_managers_read(title: str, author: str, said: str) -> None:
    """RIS and BibTeX as other libraries read them: one entry each, with the title and the quotation."""
    article = replace(ARTICLE, title=title, author=author)
    quote = replace(QUOTE, text=said, start=100, end=100 + len(said))
    hits = [replace(SAID, article=article, quote=quote), SAID]
    ris, _ = written("ris", hits, QUOTATIONS)
    first, second = rispy.loads(ris.decode())
    assert first["title"] == (joined(title) or "a-1")
    assert first["type_of_reference"] == "NEWS"
    if joined(said):
        assert first["notes"] == [f"“{joined(said)}” — Ann Poe"]
    assert second["authors"] == ["Jane Doe", "John Roe"]
    bibtex, _ = written("bibtex", hits, QUOTATIONS)
    library = bibtexparser.parse_string(bibtex.decode())
    assert not library.failed_blocks
    one, other = library.entries
    assert unlatex(one["title"]) == (joined(title) or "a-1")
    assert unlatex(one["note"]) == f"“{joined(said)}” — Ann Poe"
    assert one.key != other.key
    assert other["author"] == "{Jane Doe} and {John Roe}"


def joined(text: str) -> str:
    return " ".join(cleaned(text).split())


def unlatex(value: str) -> str:
    """What LaTeX prints for the escapes of a value."""
    names = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}
    value = value.removeprefix("{").removesuffix("}") if value.startswith("{") and value.endswith("}") else value
    return re.sub(r"\{\\text(\w+)\}|\\([&%$#_])", lambda found: names.get(found[1]) or found[2], value)


def test_an_entry_has_what_the_article_states() -> None:
    """Newspaper, day, address, language; with --text the body or the sentences around."""
    ris, _ = written("ris", [HIT], text=True)
    (entry,) = rispy.loads(ris.decode())
    assert (entry["secondary_title"], entry["year"], entry["date"]) == ("Halyard", "2016", "2016/03/05/")
    assert (entry["urls"], entry["language"], entry["id"]) == ([ARTICLE.url], "en", "a-1")
    assert entry["abstract"].startswith("It rained. He came. “We will fight,”")
    bibtex, _ = written("bibtex", [SAID], QUOTATIONS, text=True)
    (entry,) = bibtexparser.parse_string(bibtex.decode()).entries
    assert [entry[name] for name in ("journal", "year", "month", "day")] == ["Halyard", "2016", "mar", "5"]
    assert (entry.key, entry["url"]) == ("a-1:21-35", ARTICLE.url)
    assert entry["abstract"].endswith("It rained on. And on.")
    for date, ris_date, fields in (("2016-03", "2016/03//", {"year", "month"}), ("2016", "2016///", {"year"})):
        dated = titled("x", date=PublicationDate.parse(date))
        assert f"DA  - {ris_date}\n" in written("ris", [dated])[0].decode()
        (entry,) = bibtexparser.parse_string(written("bibtex", [dated])[0].decode()).entries
        assert {"year", "month", "day"} & set(entry.fields_dict) == fields
    undated = replace(HIT, article=Article(id="ä b", body="x"))
    assert b"DA" not in written("ris", [undated])[0]
    assert re.match(
        r"@article\{b-[0-9a-f]{10},\n  title = \{\{ä b\}\},\n\}", written("bibtex", [undated])[0].decode()
    )


MARKUP = st.text(st.sampled_from("\\`*_[]<>~|&$#+-=.)(! \n1ab“”"), max_size=30)


@given(MARKUP)
def test_nothing_in_a_text_is_markup(text: str) -> None:
    """Each sign that could be has a backslash, those that begin a block at the beginning."""
    hit = replace(titled(text), snippets=(Snippet(field="body", text=text or "x", start=0),))
    for asked, kind, item in (({}, ARTICLES, hit), ({"fields": "title"}, ARTICLES, hit)):
        made = written("md", [item], kind, **asked)[0].decode()
        lines = made.splitlines()
        if asked:
            assert len(lines) == 3
            cell = lines[2].removeprefix("| ").removesuffix(" |")
            assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>~|&$]", cell.replace("\\\\", "x"))
            continue
        for line in lines:
            if line.startswith("   > "):
                words = line.removeprefix("   > ").replace("\\\\", "x")
                assert not re.search(r"(?<!\\)[`*_\[\]<>~|&$]", words)
                assert not re.match(r"[#+=-]|\d+[.)]", words)


def test_a_list_to_read_has_citations_and_block_quotes() -> None:
    """Articles with their excerpts, or the whole text; quotations with the speaker, matches bold."""
    assert written("md", [HIT])[0].decode() == (
        "1. Jane Doe and John Roe, “The rain,” Halyard, March 5, 2016. <https://h.example/a_b?x=1&y=2>\n\n"
        "   > It **rained**.\n\n"
    )
    assert written("md", [SAID], QUOTATIONS)[0].decode() == (
        "1. **Ann Poe**, quoted in Jane Doe and John Roe, “The rain,” Halyard, March 5, 2016. "
        "<https://h.example/a_b?x=1&y=2>\n\n   > “We will **fight**,”\n\n"
    )
    whole = written("md", [HIT], text=True)[0].decode()
    assert "   > It rained. He came.\n   >\n   > “We will fight,” Ann Poe said." in whole
    assert (
        "> It rained. He came. “**We will fight,**” Ann Poe"
        in written("md", [SAID], QUOTATIONS, text=True)[0].decode()
    )
    table = written("md", [HIT], fields="rank,title,copies")[0].decode()
    assert table == "| rank | title | copies |\n| --- | --- | --- |\n| 1 | The rain | b; c |\n"


def test_days_are_days_in_a_workbook_and_what_is_less_exact_is_text() -> None:
    """And so are days before Excel's first; numbers are numbers."""
    dates = ["2016-03-05", "2016-03", "2016", "1899-12-31", None]
    hits = [titled("x", date=PublicationDate.parse(date) if date else None) for date in dates]
    made, _ = written("xlsx", hits, fields="date,score")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()[1:]
    assert [row[0] for row in rows] == [dt.date(2016, 3, 5), "2016-03", "2016", "1899-12-31", ""]
    assert {row[1] for row in rows} == {2.5}


def test_a_cell_that_is_too_long_for_excel_is_told() -> None:
    """In a workbook it is cut, elsewhere not; a character beyond the BMP takes two places."""
    long = ["x" * MOST_IN_CELL, "x" * (MOST_IN_CELL + 1), "🙂" * 16_384]
    made, table = written("xlsx", [titled(title) for title in long], fields="title")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()[1:]
    assert [row[0] for row in rows] == [long[0], "x" * (MOST_IN_CELL - 1) + "…", "🙂" * 16_383 + "…"]
    assert (table.written.long, table.written.cut) == (2, True)
    made, table = written("csv", [titled(title) for title in long], fields="title")
    assert made.decode().split() == ["title", *long]
    assert (table.written.long, table.written.cut) == (2, False)


def test_more_rows_than_a_sheet_has_go_to_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the names of the columns on each."""
    monkeypatch.setattr("search.show.export.workbook._MOST_ROWS", 3)
    made, table = written("xlsx", [HIT] * 7, fields="rank")
    book = CalamineWorkbook.from_filelike(io.BytesIO(made))
    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names] == [4, 4, 2]
    assert (table.written.sheets, table.written.rows) == (3, 7)


def test_without_the_library_for_xlsx_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """And what opens in Excel without."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UsageError, match="XlsxWriter") as refused:
        written("xlsx", [HIT])
    assert "pip install" in refused.value.hint
    assert "--bom" in refused.value.hint


def test_excel_is_told_that_a_csv_is_utf_8() -> None:
    """By a byte order mark, before the names of the columns; nothing else may have one."""
    assert written("csv", [HIT], fields="title", bom=True)[0] == b"\xef\xbb\xbftitle\nThe rain\n"
    with pytest.raises(UsageError, match="byte order mark"):
        FORMATS["xlsx"].table(ARTICLES, bom=True)


@pytest.mark.parametrize(
    ("name", "kind", "asked", "told"),
    [
        ("csv", ARTICLES, {"fields": "rank,colour"}, "no column colour"),
        ("csv", QUOTATIONS, {"fields": "body"}, "there are rank, score, text"),
        ("jsonl", SPEAKERS, {"text": True}, "have no text"),
        ("ris", SPEAKERS, {}, "for articles and quotations"),
        ("bibtex", ARTICLES, {"fields": "title"}, "no columns"),
        ("csv", ARTICLES, {"fields": " , "}, "names no column"),
    ],
)
def test_what_cannot_be_written_is_refused_with_what_can(
    name: str, kind: Any, asked: dict[str, Any], told: str
) -> None:
    """Before anything is asked of the archive."""
    with pytest.raises(UsageError) as refused:
        FORMATS[name].table(kind, **asked)
    assert told in f"{refused.value.message} {refused.value.hint}"


def test_columns_come_in_the_order_they_are_asked_for() -> None:
    """In tables and in lines of JSON, which keep what says what they are; the text comes last."""
    assert written("csv", [HIT], fields="title, rank,title", text=True)[0].startswith(b"title,rank,body\n")
    (line,) = written("jsonl", [SAID], QUOTATIONS, fields="speaker,date", text=True)[0].splitlines()
    assert list(json.loads(line).items())[:4] == [
        ("type", "quote"), ("schema", 1), ("speaker", "Ann Poe"), ("date", "2016-03-05"),
    ]  # fmt: skip
    assert json.loads(line)["context"] == BODY.removesuffix(" And so on.").replace("\n", "\n")
    (line,) = written("jsonl", [HIT], text=True)[0].splitlines()
    assert json.loads(line) == HIT.to_dict() | {"body": BODY}


def test_remarks_are_for_lines_of_json() -> None:
    """Where they come; a table has none of them. Rows of queries have the query first."""
    kind = of_queries(ARTICLES)
    items = [("q 1", HIT), Remark({"type": "summary"}), ("q 2", HIT)]
    objects = [json.loads(line) for line in written("jsonl", items, kind)[0].splitlines()]
    assert [one.get("query_id") for one in objects] == ["q 1", None, "q 2"]
    assert list(objects[0])[:3] == ["type", "schema", "query_id"]
    rows = list(csv.DictReader(io.StringIO(written("csv", items, kind)[0].decode())))
    assert [row["query"] for row in rows] == ["q 1", "q 2"]
    keys = [entry.key for entry in bibtexparser.parse_string(written("bibtex", items, kind)[0].decode()).entries]
    assert len(set(keys)) == 2


def test_rows_are_written_as_they_come() -> None:
    """The first is out before the second is asked for; only a workbook waits for the last."""
    for name in FORMATS:
        if name == "xlsx":
            continue
        asked: list[int] = []

        def items(asked: list[int] = asked) -> Any:
            for nth in range(3):
                asked.append(nth)
                yield HIT

        made = FORMATS[name].pieces(FORMATS[name].table(ARTICLES), items())
        while b"rain" not in next(made):
            pass
        assert asked == [0], name


def test_the_page_on_export_names_every_column() -> None:
    """docs/export.md has a table for each kind of row: every column with what it is, in their order."""
    page = (ROOT / "docs" / "export.md").read_text("utf-8")
    for name, kind in KINDS.items():
        block = page.split(f"### {name}\n")[1].split("\n#")[0]
        told = re.findall(r"^\| `(\w+)` \| (.*) \|$", block, re.MULTILINE)
        columns = (*kind.columns, *([kind.text] if kind.text else []))
        assert told == [(column.name, column.about) for column in columns], name
