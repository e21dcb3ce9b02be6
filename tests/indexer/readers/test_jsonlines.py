"""A file of JSON lines gives an Article or a Rejected for each line that is not blank, and goes on."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Article
from indexer.readers import Rejected, iter_articles
from indexer.readers.jsonlines import iter_stream
from indexer.readers.source import SourceFile

TEXT = "The dam above Orlo held through the night, the water board said."


class Bytes:
    """A stream of the given bytes."""

    def __init__(self, data: bytes) -> None:
        self._pieces: Iterator[bytes] = iter([data, b""])

    def read1(self, _size: int = -1, /) -> bytes:
        return next(self._pieces, b"")


def read(*lines: object, name: str = "news/all.jsonl") -> list[Article | Rejected]:
    """What the lines give; a line that is no string or bytes is written as JSON."""
    written = [
        line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in lines
    ]
    source = SourceFile(path=Path("in") / name, root=Path("in"), name=name)
    return list(iter_stream(Bytes(b"\n".join(written)), source))


def one(record: object) -> Article:
    """The one article that one record gives."""
    (made,) = read(record)
    assert isinstance(made, Article), made
    return made


def test_every_key() -> None:
    """The known keys are the fields, and the others are kept as they are, nulls left out."""
    article = one(
        {"id": "d1", "title": " Dam holds ", "text": TEXT, "source": "The Orlo Post", "date": "2022-02-26",
         "author": "A. Roth",
          "url": "https://o.example/d", "language": "en", "section": "north",
         "tags": ["dam", {"n": 1.5}], "page": None}
    )  # fmt: skip
    assert (article.id, article.title, article.body, article.source) == ("d1", "Dam holds", TEXT, "The Orlo Post")
    assert (str(article.date), article.author, article.url, article.language) == (
        "2022-02-26",
        "A. Roth",
        "https://o.example/d",
        "en",
    )
    assert article.extra == {"section": "north", "tags": ["dam", {"n": 1.5}]}
    assert article.path == "news/all.jsonl"


def test_nothing_is_invented() -> None:
    """What a record does not state, or states as empty, null or NaN, is None, and the title is empty."""
    for record in ({"text": TEXT}, {"text": TEXT, "source": " ", "date": "", "author": None, "url": "", "title": ""}):
        article = one(record)
        assert (article.source, article.date, article.author, article.url, article.title) == (
            None,
            None,
            None,
            None,
            "",
        )
        assert article.extra == {}
    (article,) = read('{"text": "The dam held.", "source": NaN, "date": NaN}')
    assert isinstance(article, Article)
    assert (article.source, article.date) == (None, None)


def test_ids() -> None:
    """An id is the one given, a whole number as text, or the relative path with the line; blank lines count."""
    found = read({"text": TEXT, "id": "a"}, "", {"text": TEXT}, {"text": TEXT, "id": 7}, {"text": TEXT, "id": None})
    assert [made.id for made in found if isinstance(made, Article)] == [
        "a",
        "news/all.jsonl#3",
        "7",
        "news/all.jsonl#5",
    ]


@pytest.mark.parametrize(
    ("record", "body"),
    [
        ({"body": "Held."}, "Held."),
        ({"text": None, "body": "Held."}, "Held."),
        ({"text": "  ", "body": "Held."}, "Held."),
        ({"text": ["Held.", "All night."]}, "Held.\n\nAll night."),
        ({"Text": "Held.", "TITLE": "x"}, "Held."),
        ({"text": "\r\n Held.\r\nAll night. \r\n"}, "Held.\nAll night."),
    ],
)
def test_where_the_text_is(record: dict[str, object], body: str) -> None:
    """The text is under `text` or `body`, in any case, whole or as a list of paragraphs."""
    assert one(record).body == body


def test_a_second_text_is_kept() -> None:
    """If `text` and `body` differ, neither is lost."""
    article = one({"text": "Held.", "body": "Held all night."})
    assert (article.body, article.extra) == ("Held.", {"body": "Held all night."})


def test_fields_are_one_line() -> None:
    """Line ends and other blanks inside a title or an outlet are single spaces."""
    article = one({"text": TEXT, "title": "Dam\n  holds", "source": "The\u00a0Orlo\u2028Post"})
    assert (article.title, article.source) == ("Dam holds", "The Orlo Post")


def test_authors_in_a_list() -> None:
    """Several authors may come as a list."""
    assert one({"text": TEXT, "author": ["A. Roth", "B. Lind"]}).author == "A. Roth, B. Lind"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json}", "not JSON"),
        ('{"text": "Held."', "not JSON"),
        ('{"text": "Held."} {"text": "Held."}', "something follows"),
        ('{"text": "He\tld."}', "not JSON"),
        ("[1, 2]", "a list"),
        ('"Held."', "a text"),
        ("17", "a number"),
        ("null", "null"),
        ("true", "true or false"),
        ("{}", "no text"),
        ('{"title": "Dam holds"}', "no text"),
        ('{"text": ""}', "no text"),
        ('{"text": "Advertisement"}', "no text"),
        ('{"text": 5}', "'text' is a number"),
        ('{"text": ["Held.", 5]}', "'text' is a list"),
        ('{"text": "Held.", "title": 5}', "'title' is a number"),
        ('{"text": "Held.", "source": {"x": "x"}}', "'source' is an object"),
        ('{"text": "Held.", "url": [5]}', "'url' is a list"),
        ('{"text": "Held.", "author": [1]}', "'author' is a list"),
        ('{"text": "Held.", "language": true}', "'language' is true or false"),
        ('{"text": "Held.", "id": ""}', "an empty id"),
        ('{"text": "Held.", "id": "  "}', "an empty id"),
        ('{"text": "Held.", "id": "a\\nb"}', "line end"),
        ('{"text": "Held.", "id": 1.5}', "'id' is a number"),
        ('{"text": "Held.", "id": true}', "'id' is true or false"),
        ('{"text": "Held.", "n": ' + "1" * 5000 + "}", "not JSON that can be read"),
        ('{"text": "Held.", "n": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep"),
        ('{"text": "Held.", "n": ' + "[" * 100 + "]" * 100 + "}", "nested too deep"),
        ('{"text": "Held.", "n": [' + "[]," * 400_000 + "0]}", "hundreds of thousands of values"),
        ('{"text": "Held.", "n": [' + '"a",' * 600_000 + "0]}", "hundreds of thousands of values"),
        (b'{"text": "caf\xe9"}', "not UTF-8 at byte 14"),
        (b'{"text": "\xff\xfe"}', "not UTF-8"),
        (b"\x00\x01\x02", "not JSON"),
    ],
)
def test_a_bad_record_is_rejected_and_the_run_goes_on(line: str | bytes, reason: str) -> None:
    """A record that cannot be an article is reported with its file and line, and the ones around it are read."""
    before, bad, after = read({"text": "One."}, line, {"text": "Three."})
    assert isinstance(before, Article)
    assert isinstance(after, Article)
    assert isinstance(bad, Rejected)
    assert reason in bad.reason
    assert bad.place == "in/news/all.jsonl:2"


def test_an_id_given_twice() -> None:
    """The first article of an id stands; the second is reported, so that none disappears without a word."""
    first, second, third = read(
        {"id": "a", "text": "One."}, {"id": " a ", "text": "Two."}, {"id": "b", "text": "Three."}
    )
    assert isinstance(first, Article)
    assert isinstance(second, Rejected)
    assert "'a'" in second.reason
    assert isinstance(third, Article)


@pytest.mark.parametrize("value", ["03/04/2022", "2022-02-30", "yesterday", 164586, {"day": 3}, [2022], 1.5, True])
def test_a_date_that_cannot_be_read_is_kept_apart(value: object) -> None:
    """An article is not lost over its date, nor is the date guessed: it is None, and what was stated is kept."""
    article = one({"text": TEXT, "date": value})
    assert article.date is None
    assert article.extra == {"unread_date": value}


@pytest.mark.parametrize(
    ("value", "expected"), [("Feb. 26, 2022", "2022-02-26"), ("2022-02", "2022-02"), (2022, "2022")]
)
def test_a_date_keeps_its_precision(value: object, expected: str) -> None:
    """A day, a month or a year is what was stated, no more."""
    date = one({"text": TEXT, "date": value}).date
    assert date is not None
    assert (str(date), date.basis) == (expected, "stated")


def test_a_date_from_the_url() -> None:
    """The URL gives the date if the record does not, and says so; the name of a file of many says nothing."""
    date = one({"text": TEXT, "url": "https://o.example/2022/02/26/dam"}).date
    assert date is not None
    assert (str(date), date.basis) == ("2022-02-26", "url")
    stated = one({"text": TEXT, "url": "https://o.example/2022/02/26/dam", "date": "2022-02-25"}).date
    assert stated is not None
    assert (str(stated), stated.basis) == ("2022-02-25", "stated")
    (made,) = read({"text": TEXT}, name="2022/02/26/all.jsonl")
    assert isinstance(made, Article)
    assert made.date is None


def test_the_text_is_cleared_of_boilerplate() -> None:
    """Lone lines and teasers of a record's text become asides."""
    article = one({"text": f"{TEXT}\n\nAdvertisement\n\n“Perhaps,” she said."})
    assert article.body == f"{TEXT}\n\n“Perhaps,” she said."
    assert [(aside.text, article.body[aside.before :]) for aside in article.asides] == [
        ("Advertisement", "“Perhaps,” she said.")
    ]


def test_headers_in_a_text_fill_what_is_missing() -> None:
    """A dateline or labelled lines in the text state what the record leaves out, and never override it."""
    assert one({"text": "ORLO, March 1 (Reuters) — The dam held."}).source == "Reuters"
    assert (
        one({"text": "ORLO, March 1 (Reuters) — The dam held.", "source": "The Orlo Post"}).source == "The Orlo Post"
    )
    article = one({"text": f"Source: The Orlo Post\nDate: 2022-02-26\n\n{TEXT}", "title": "Dam holds"})
    assert (article.source, str(article.date), article.title, article.body) == (
        "The Orlo Post",
        "2022-02-26",
        "Dam holds",
        TEXT,
    )
    assert one({"text": f"Dam holds\n\n{TEXT}"}).title == ""
    both = one({"text": f"Source: The Orlo Post\nDate: 2022-02-26\n\n{TEXT}", "source": "The Vesna Gazette"})
    assert (both.source, str(both.date), both.body) == ("The Vesna Gazette", "2022-02-26", TEXT)
    assert both.extra == {"source_in_text": "The Orlo Post"}


def test_halves_of_letters_and_zeros() -> None:
    """What JSON can spell and UTF-8 cannot hold becomes U+FFFD, in every field; whole pairs are one letter."""
    (article,) = read(
        '{"id": "a", "text": "He\\ud83dld \\ud83d\\ude00 \\u0000\\u001b\\u000a\\u00e9.",'
        ' "x\\udc00": ["\\udfff"], "title": "\\uDBFF"}'
    )
    assert isinstance(article, Article)
    assert article.body == "He\ufffdld 😀 \ufffd\ufffd\né."
    assert article.title == "\ufffd"
    assert article.extra == {"x\ufffd": ["\ufffd"]}


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('[\n{"text": "One."},\n{"text": "Two."}\n]', "jq -c"),
        ('{\n  "text": "One."\n}\n', "jq -c"),
        ('[{"text": "One."}]', "jq -c"),
    ],
)
def test_json_that_is_no_json_lines(text: str, hint: str) -> None:
    """Where lines are read, one JSON text over many is one rejection with the mend, not one a line."""
    (made,) = read(text)
    assert isinstance(made, Rejected)
    assert hint in made.hint


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz", "ALL.JSONL", "zipped.jsonl"])
def test_files(tmp_path: Path, name: str) -> None:
    """Files are read zipped or not, by what they hold and not by what they are called."""
    data = json.dumps({"text": TEXT}).encode() + b"\r\n"
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if "gz" in name or "zip" in name else data)
    (made,) = iter_articles(path)
    assert isinstance(made, Article)
    assert made.id == f"{name}#1"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that went away since it was found is a rejection."""
    (made,) = iter_articles(tmp_path / "gone.jsonl")
    assert isinstance(made, Rejected)
    assert made.line is None


def test_a_file_is_streamed(tmp_path: Path) -> None:
    """The memory taken does not grow with the length of the articles of a file."""
    path = tmp_path / "long.jsonl"
    with path.open("wb") as file:
        for _ in range(400):
            file.write(json.dumps({"text": TEXT * 1000}).encode() + b"\n")
    tracemalloc.start()
    count = sum(isinstance(made, Article) for made in iter_articles(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 400
    assert path.stat().st_size > 25_000_000
    assert peak < 8_000_000


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=6,
)
KEYS = st.sampled_from(["id", "title", "text", "body", "source", "date", "author", "url", "language", "Text", "x"])
RECORDS = st.dictionaries(KEYS, JSON, max_size=8).map(json.dumps)


@pytest.mark.slow
@given(st.lists(st.one_of(RECORDS, st.text(alphabet='{}[]":,a1 \\u', max_size=20)), max_size=6))
def test_every_line_is_accounted_for(lines: list[str]) -> None:
    """Any line that is not blank gives one Article that can be stored as UTF-8, or one Rejected."""
    wanted = [number for number, line in enumerate(lines, 1) if line.strip()]
    found = read('{"text": "First."}', *lines)
    assert len(found) == len(wanted) + 1
    for made in found:
        if isinstance(made, Article):
            json.dumps([made.id, made.title, made.body, made.source, made.extra], ensure_ascii=False).encode()


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """Nothing raises, whatever the bytes."""
    read(data)


def test_character_references_of_a_page_are_read(tmp_path: Path) -> None:
    """What HTML left in a record is the character that it stands for; a bare ampersand stays."""
    path = tmp_path / "page.jsonl"
    text = "Lind &quot;knew&quot; of R&D; AT&T said."
    record = {"title": "Dam &#8211; river &amp; town", "text": text, "source": "A&amp;B"}
    path.write_text(json.dumps(record) + "\n", "utf-8")
    (article,) = iter_articles(SourceFile.of(path))
    assert isinstance(article, Article)
    assert (article.title, article.source) == ("Dam – river & town", "A&B")
    assert article.body == 'Lind "knew" of R&D; AT&T said.'


def test_what_holds_no_article_line_after_line_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of something else is told, but not by each of its millions of lines; an article between starts anew."""
    monkeypatch.setattr("indexer.readers.jsonlines.IN_VAIN", 10)
    *told, last = read(*["{broken"] * 100)
    assert len(told) == 10
    assert isinstance(last, Rejected)
    assert last.id is None
    assert "the rest is not read" in last.reason
    assert len(read(*["{broken"] * 9, {"text": TEXT}, *["{broken"] * 9, {"text": TEXT})) == 20


def test_the_length_of_an_article_and_of_an_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is longer is rejected with its line, its length and the mend, and the lines after it are read."""
    monkeypatch.setattr("indexer.readers.jsonlines.MAX_CHARACTERS", 100)
    for record, reason in (
        ({"text": TEXT * 2}, "128 characters"),
        ({"text": TEXT, "title": "x" * 60}, "124 characters"),
        ({"id": "x" * 5000, "text": TEXT}, "id of 5,000 characters"),
    ):
        rejected, article = read(record, {"text": TEXT})
        assert isinstance(rejected, Rejected)
        assert reason in rejected.reason
        assert rejected.line == 1
        assert rejected.hint
        assert isinstance(article, Article)


def test_what_a_record_calls_itself_is_known_where_it_can_be_read() -> None:
    """Of a record without a text, or with an id that was there before; not of a line that is no record."""
    rejected = read({"ID": "a"}, {"title": "T"}, {"id": "b", "text": TEXT}, {"id": "b", "text": TEXT}, "{", "[]")
    known = [made.id for made in rejected if isinstance(made, Rejected)]
    assert known == ["a", "news/all.jsonl#2", "b", None, None]
