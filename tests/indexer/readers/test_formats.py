"""A file of each format is made, and read: the table of docs/formats.md is true."""

from __future__ import annotations

import io
import json
import random
import re
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.build import build
from indexer.readers import Made, Passed, Rejected, discover, iter_articles
from indexer.readers.source import SourceFile
from indexer.store import open_index
from indexer.workers.extraction import extraction
from tests.conftest import Run, environment, tries
from tests.forked import Commands
from tests.indexer.readers.making import (
    AUTHOR,
    DAY,
    FORMATS,
    OUTLET,
    PARAGRAPHS,
    TEXT,
    TITLE,
    page,
    saved,
    tarred,
    warc,
    zipped,
)

pytestmark = pytest.mark.slow
NO_OUTLET = ("article.", "plain.txt", "words.", "Files")
NO_AUTHOR = ("letter.eml", "newsletter.eml", "box.mbox", "words.")
UNDATED = ("words.",)
TWO = ("nexis.TXT", "uni.txt", "Files (2).DOCX", "factiva.txt", "printed.txt", "proquest.txt", "box.mbox")
TWO += ("nexis.html", "europresse.HTML", "counted.txt")


def plain(text: str) -> str:
    """The words, without marks of quotation and line ends."""
    return " ".join(re.sub(r'["“”]', "", text).split())


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Made]]:
    """What each file gives."""
    folder = tmp_path_factory.mktemp("formats")
    for name, make in FORMATS.items():
        (folder / name).write_bytes(make())
    with extraction(2):
        return {name: list(iter_articles(SourceFile.of(folder / name, root=folder))) for name in FORMATS}


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_each_format_is_read(read: dict[str, list[Made]], name: str) -> None:
    """Text, title, date, outlet and author are those of the article, and nothing around it is in the text."""
    articles = [made for made in read[name] if isinstance(made, Article)]
    assert articles, read[name]
    assert not [made for made in read[name] if isinstance(made, Rejected)]
    article = articles[0]
    words = plain(article.body)
    for paragraph in PARAGRAPHS:
        assert plain(paragraph) in words
    for around in ("Terms of use", "The dam on Saturday", "Ferry line", "LOAD-DATE", "Copyright", "2025-03-11"):
        assert around not in article.body
    assert name.startswith("words.") or article.title == TITLE
    assert (str(article.date) if article.date else None) == (None if name.startswith(UNDATED) else DAY)
    if not name.startswith(NO_OUTLET) or name == "Files (2).DOCX":
        assert article.source == OUTLET
    if not name.startswith(NO_AUTHOR):
        assert article.author == AUTHOR


@pytest.mark.parametrize(
    "name", ["nexis.TXT", "uni.txt", "Files (2).DOCX", "factiva.txt", "printed.txt", "proquest.txt", "box.mbox"]
)
def test_what_holds_two_documents_is_two_articles(read: dict[str, list[Made]], name: str) -> None:
    """With ids of their own, and none has the text of the other's head."""
    first, second = (made for made in read[name] if isinstance(made, Article))
    assert first.id != second.id
    assert name == "box.mbox" or second.title == "A second one"


def test_what_a_crawl_has_besides_pages_is_passed_over(read: dict[str, list[Made]]) -> None:
    """Revisits, missing pages, pictures: each is told."""
    kinds = [made.kind for made in read["crawl.warc.gz"] if isinstance(made, Passed)]
    assert kinds == ["record of the crawl", "revisit", "status 404", "image/png"]
    article = next(made for made in read["crawl.warc.gz"] if isinstance(made, Article))
    assert article.extra["captured"] == "2025-03-12T10:00:00Z"


def test_what_stands_beside_the_text_is_kept(read: dict[str, list[Made]]) -> None:
    """Captions and links to other articles are no part of the body, and not lost."""
    (article,) = read["page.html"]
    assert isinstance(article, Article)
    asides = [aside.text for aside in article.asides]
    assert asides == ["The dam on Saturday", "Ferry line told to mend its ramps at once"]


def test_summaries_of_feeds_are_passed_over(read: dict[str, list[Made]]) -> None:
    """An entry without its text is told, and is no article."""
    assert [made.kind for made in read["feed.xml"] if isinstance(made, Passed)] == ["feed entry"]


def test_every_row_of_the_page_is_tried() -> None:
    """No format is in the table that is not made here."""
    rows = (Path(__file__).parents[3] / "docs" / "formats.md").read_text("utf-8")
    for kind in (
        "web page",
        "MHTML",
        "Nexis",
        "Factiva",
        "ProQuest",
        "JSON lines",
        "JSON",
        "CSV, TSV",
        "XLSX",
        "WARC",
    ):
        assert f"| {kind} |" in rows
    for kind in (
        "RSS, Atom",
        "ZIP, tar",
        "mail",
        "PDF",
        "DOCX, ODT, RTF",
        "EPUB",
        "NITF, NewsML",
        "subtitles",
        "text",
    ):
        assert f"| {kind} |" in rows


def test_a_mixed_folder_is_accounted_for(tmp_path: Path, run: Run) -> None:
    """Each file and member is an article, rejected or passed over: in the text, in JSON and in the report."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    for name, make in FORMATS.items():
        (folder / name).write_bytes(make())
    (folder / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "front.html").write_text(
        "<html><head><meta property='og:type' content='website'></head><body>"
        + "".join(f"<li><a href='/{n}'>Headline number {n} of the day</a></li>" for n in range(30))
        + "</body></html>"
    )
    (folder / "page_files").mkdir()
    (folder / "page_files" / "script.js").write_text("var a")
    report = tmp_path / "report.jsonl"
    done = run("index", "-i", "ix", "--json", "--report", str(report), str(folder))
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    lines = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    kinds = [line["type"] for line in lines]
    assert told["added"] == len({line["id"] for line in lines if line["type"] == "article"})
    assert len(told["rejected"]) == kinds.count("rejected") == 1
    assert len(told["passed"]) == kinds.count("passed") >= 12
    named = {line["path"].removeprefix(f"{folder}/").split("/")[0].split("#")[0] for line in lines}
    assert named >= {*FORMATS, "picture.jpg", "old.doc", "broken.pdf", "front.html", "page_files"}
    again = run("index", "-i", "ix", str(folder))
    assert f"0 added, 0 updated, {told['added']:,} unchanged" in again.stdout
    assert "passed over:" in again.stderr


def test_a_folder_of_nothing_is_an_error(tmp_path: Path, run: Run) -> None:
    """Exit code 2, and what was passed over."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jpg").write_bytes(b"\xff\xd8\xff")
    done = run("index", "-i", "ix", "in")
    assert done.returncode == 2
    assert "passed over: 1 picture" in done.stderr
    assert "nothing of it could be read" in done.stderr


@pytest.mark.parametrize("indent", [None, 1])
def test_an_outbox_of_activitypub_is_read(tmp_path: Path, indent: int | None) -> None:
    """Each note is an article by who wrote it; what was only handed on is none."""
    host = "https://orlo.example"
    note = {
        "type": "Note", "id": f"{host}/notes/1", "url": f"{host}/@board/1", "attributedTo": f"{host}/users/board",
        "published": f"{DAY}T08:00:00Z", "content": "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS),
    }  # fmt: skip
    items: list[object] = [{"type": "Create", "object": note}, {"type": "Announce", "object": f"{host}/notes/2"}]
    box = {"@context": ["https://www.w3.org/ns/activitystreams", {"x": "y"}], "orderedItems": items}
    path = tmp_path / "outbox.json"
    path.write_text(json.dumps(box, indent=indent), encoding="utf-8")
    (article,) = iter_articles(SourceFile.of(path, root=tmp_path))
    assert isinstance(article, Article)
    assert plain(article.body) == plain(TEXT)
    assert article.author == "board@orlo.example"
    assert str(article.date) == DAY
    assert article.url == f"{host}/@board/1"


def test_names_of_fields_can_be_said(tmp_path: Path, run: Run) -> None:
    """`--map`, and the note on a key that may be the date."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"inhalt_lang": PARAGRAPHS[1], "veroeffentlicht_datum": DAY}) + "\n")
    done = run("index", "-i", "ix", "a.jsonl")
    assert done.returncode == 1
    done = run("index", "-i", "ix", "--map", "text=inhalt_lang", "a.jsonl")
    assert "--map date=veroeffentlicht_datum" in done.stderr
    done = run("index", "-i", "iy", "--map", "text=inhalt_lang", "--map", "date=veroeffentlicht_datum", "a.jsonl")
    assert "1 added" in done.stdout
    with open_index(tmp_path / "iy") as opened:
        assert str(opened.article(0).date) == DAY
    assert run("index", "--map", "colour=x", "a.jsonl").returncode == 2


def test_a_table_joins_pages_by_their_addresses(tmp_path: Path) -> None:
    """What it states goes before what the page does; the scheme and www. do not count."""
    (tmp_path / "a.html").write_text(page())
    (tmp_path / "metadata.csv").write_text(
        "url,title,source\nhttp://www.orlopost.example/2025/03/09/dam-holds,Held,The Post\n"
    )
    made = [one for found in discover([tmp_path]) for one in iter_articles(found)]  # type: ignore[arg-type]
    (article,) = made
    assert isinstance(article, Article)
    assert (article.title, article.source, article.author) == ("Held", "The Post", AUTHOR)


def test_versions_of_a_page_are_kept_and_compared(tmp_path: Path, run: Run) -> None:
    """Saved three times: the second time the same, the third without its quotation."""
    later = page().replace(PARAGRAPHS[1], "The keeper of the dam did not want to say more.")
    records = [page().encode(), page().encode(), later.encode()]
    data = b"".join(saved(one, day) for one, day in zip(records, (10, 11, 12), strict=True))
    (tmp_path / "a.warc").write_bytes(data)
    done = run("index", "-i", "ix", "a.warc")
    assert "2 added" in done.stdout
    assert "1 capture (the same text as a.warc#1)" in done.stderr
    told = run("versions", "-i", "ix", "a.warc#1")
    assert told.stderr == "2 versions\n"
    assert told.stdout.index("2025-03-12") < told.stdout.index("2025-03-10")
    assert "*“We counted" in told.stdout
    newest, oldest = map(json.loads, run("versions", "-i", "ix", "a.warc#3", "--json").stdout.splitlines())
    assert newest["id"] == "a.warc#3"
    assert PARAGRAPHS[1].split(",")[0] in " ".join(change["before"] for change in newest["changes"])
    assert oldest["changes"] == []


def test_a_crawl_of_two_thousand_pages_survives_being_killed(tmp_path: Path) -> None:
    """With ten damaged records: killed at random, then to the end; all the others are in, and the ten are told."""
    count = tries(150, 2_000)
    pages = [page().replace("two metres", f"{number} metres").encode() for number in range(count)]
    data = bytearray(warc(pages))
    places = [at for at in range(len(data)) if data.startswith(b"\x1f\x8b\x08", at)]
    damaged = random.Random(3).sample(range(2, count), 10)
    for number in damaged:
        data[places[number] + 12 : places[number] + 60] = bytes(48)
    (tmp_path / "crawl.warc.gz").write_bytes(bytes(data))
    command = [sys.executable, "-m", "onrecord", "index", "-i", str(tmp_path / "ix"), str(tmp_path / "crawl.warc.gz")]
    chance = random.Random(5)
    for _ in range(tries(2, 10)):
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.5, 3))
        process.kill()
        process.wait()
    report = build(tmp_path / "ix", [str(tmp_path / "crawl.warc.gz")])
    with open_index(tmp_path / "ix") as opened:
        assert opened.statistics().articles == count - 10
    assert len(report.rejected) == 10


def test_a_date_is_guessed_only_if_that_is_wished_for(tmp_path: Path) -> None:
    """With a basis of its own; a file that was read without the wish is read again, and not again without it."""
    text = re.sub(
        r"<script type=.application/ld.*?</script>|<meta [^>]*>|<link [^>]*>|<time.*?</time>", "", page(), flags=re.S
    )
    (tmp_path / "a.html").write_text(text.replace("</body>", "<footer>Published 9 March 2025</footer></body>"))
    found = []
    for guess_dates in (False, True, False):
        build(tmp_path / "ix", [str(tmp_path)], guess_dates=guess_dates)
        with open_index(tmp_path / "ix") as opened:
            date = opened.article(0).date
            found.append((str(date), date.basis) if date else None)
    assert found == [None, (DAY, "guess"), (DAY, "guess")]


# Hostile ones.


def _html(data: bytes, tmp_path: Path, name: str = "bomb.html") -> list[Made]:
    (tmp_path / name).write_bytes(data)
    return list(iter_articles(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "attributes",
            b"<html><body " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b"><p>x</p></body></html>",
        ),
        ("paragraphs", b"<html><body>" + b"<p>word word</p>" * 700_000 + b"</body></html>"),
        ("nested", b"<html><body>" + b"<div>" * 300_000 + b"x" + b"</div>" * 300_000 + b"</body></html>"),
    ],
)
def test_pages_made_to_hurt_are_rejected_and_the_others_read(tmp_path: Path, name: str, data: bytes) -> None:
    """Within the time and memory of one document; the file beside it is in."""
    (tmp_path / "bomb.html").write_bytes(data)
    (tmp_path / "good.html").write_text(page())
    report = build(tmp_path / "ix", [str(tmp_path)], workers=1)
    assert report.added == 1, report
    assert len(report.rejected) + len(report.passed) == 1


def test_archives_made_to_hurt_are_rejected(tmp_path: Path) -> None:
    """A ratio, a size, archives in each other, an encrypted member: each costs itself alone."""
    deep = zipped({"a.txt": b"Deep in it there is a text that says nothing of the dam.\n"})
    for _ in range(4):
        deep = zipped({"inner.zip": deep})
    good = page().encode()
    files = {"zeros.txt": b"0" * (80 << 20), "deep.zip": deep, "good.html": good}
    (tmp_path / "bomb.zip").write_bytes(zipped(files))
    (tmp_path / "bomb.tar").write_bytes(tarred({"zeros.txt": b"0" * (70 << 20), "good.html": good}, "w:"))
    import gzip

    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(b"0" * (80 << 20)))
    for found in discover([tmp_path]):
        assert isinstance(found, SourceFile)
        made = list(iter_articles(found))
        assert sum(isinstance(one, Article) for one in made) == (0 if found.path.suffix == ".gz" else 1), made
        assert [one for one in made if isinstance(one, Rejected)]


MILLIONS = tries(1, 16)
"""Of whatever hurts. Fewer are read, or refused, in the same way."""


def _packed_pdf(stream: bytes, *, pages: int = 1) -> bytes:
    """A PDF whose pages share one packed stream."""
    packed = zlib.compress(stream, 9)
    kids = " ".join(f"{number + 4} 0 R" for number in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream",
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R >>"] * pages,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}"
    return out + f"{end}\n%%EOF\n".encode()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("stream.pdf", lambda: _packed_pdf(b"BT (dam) Tj ET\n" * (10 * MILLIONS << 18))),
        ("pages.pdf", lambda: _packed_pdf(b"BT (dam) Tj ET", pages=2_100)),
        ("groups.rtf", lambda: b"{\\rtf1 " + b"{" * (MILLIONS << 20) + b"}" * ((MILLIONS - 1) << 20) + b"}"),
        ("words.rtf", lambda: b"{\\rtf1 " + b"\\b0\\b1 " * ((MILLIONS // 2) << 19) + b"}"),
        ("long.rtf", lambda: b"{\\rtf1 " + b"dam " * (9 << 20) + b"}"),
    ],
)
def test_documents_made_to_hurt_are_rejected_and_the_others_read(
    tmp_path: Path, commands: Commands, name: str, make: Callable[[], bytes]
) -> None:
    """PDF and RTF: within 25 seconds of one document, 1.2 GiB; the file beside them is in."""
    (tmp_path / name).write_bytes(make())
    (tmp_path / "good.html").write_text(page())
    ran = commands.run(["index", "-i", "ix", ".", "--json"], folder=tmp_path)
    report = json.loads(ran.out)
    assert report["added"] == 1, report
    assert len(report["rejected"]) + len(report["passed"]) == 1, report
    assert report["seconds"] < 60  # alone 25; the machine has other things to do
    assert ran.memory < 1_300_000 << 10


def test_a_crowd_of_members_and_a_large_pdf_are_refused(tmp_path: Path) -> None:
    """Over 100,000 members; 200 MB of PDF; an encrypted member by its name."""
    crowd = io.BytesIO()
    with zipfile.ZipFile(crowd, "w") as archive:
        for number in range(100_001):
            archive.writestr(f"{number}", b"")
    (tmp_path / "crowd.zip").write_bytes(crowd.getvalue())
    with (tmp_path / "large.pdf").open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate((200 << 20) + 1)
    locked = bytearray(zipped({"secret.html": page().encode(), "good.html": page().encode()}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    (tmp_path / "locked.zip").write_bytes(bytes(locked))
    (tmp_path / "good.html").write_text(page())
    report = build(tmp_path / "ix", [str(tmp_path)], workers=1)
    assert report.added == 2, report
    said = {Path(one.path).name: one.reason for one in report.rejected}
    assert "100,000 members" in said["crowd.zip"]
    assert "200 MiB" in said["large.pdf"]
    assert said["secret.html"] == "encrypted"


def test_xml_that_declares_entities_is_refused(tmp_path: Path) -> None:
    """A billion laughs, and a file of the reader's."""
    laugh = "<!DOCTYPE rss [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><rss><channel><title>&b;</title></channel></rss>"
    (rejected,) = _html(laugh.encode(), tmp_path, "laugh.xml")
    assert isinstance(rejected, Rejected)
    assert "entities" in rejected.reason


def test_a_damaged_record_costs_that_record(tmp_path: Path) -> None:
    """Of a crawl of forty pages five are damaged, packed and not: the others are read, and the five are told."""
    for packed in (True, False):
        pages = [page().replace("two metres", f"{n} metres").encode() for n in range(40)]
        data = bytearray(warc(pages, packed=packed))
        marks = b"\x1f\x8b\x08" if packed else b"WARC/1.0\r\nWARC-Type: response"
        places = [at for at in range(len(data)) if data.startswith(marks, at)]
        for number in (3, 9, 10, 20, 39):
            at = places[number]
            data[at + 12 : at + 60] = bytes(48) if packed else b"x" * 48
        (tmp_path / "a.warc").write_bytes(bytes(data))
        with extraction(2):
            made = list(iter_articles(tmp_path / "a.warc"))
        assert sum(isinstance(one, Article) for one in made) == 35
        assert sum(isinstance(one, Rejected) for one in made) >= 4


def _changed(data: bytearray, chance: random.Random) -> bytes:
    """Some bits flipped, a part cut off, doubled, zeroed, or noise put in."""
    how = chance.choice(["flip", "cut", "double", "zero", "noise"])
    for _ in range(chance.choice([1, 3, 20])):
        at = chance.randrange(len(data) or 1)
        if not data:
            break
        if how == "flip":
            data[at] ^= 1 << chance.randrange(8)
        elif how == "cut":
            del data[at:]
        elif how == "double":
            data[at:at] = data[at : at + 200]
        elif how == "zero":
            data[at : at + 30] = bytes(len(data[at : at + 30]))
        else:
            data[at:at] = chance.randbytes(9)
    return bytes(data)


def test_damaged_files_of_every_format_are_read_or_told(tmp_path: Path) -> None:
    """No damage raises, and none is told as a fault of ours."""
    chance = random.Random(11)
    with extraction(1):
        for number in range(tries(100, 3_000)):
            name = chance.choice(list(FORMATS))
            (tmp_path / f"{number} {name}").write_bytes(_changed(bytearray(FORMATS[name]()), chance))
            for made in iter_articles(tmp_path / f"{number} {name}"):
                assert not isinstance(made, Rejected) or "Error:" not in made.reason, (number, name, made)
