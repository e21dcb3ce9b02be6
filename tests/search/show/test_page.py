"""The page of a report, as text: what is in it, and what articles may not put there."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import UsageError
from search.show.links import web_address
from search.show.page import page
from search.show.terminal import safe
from tests.browser.traced import QUOTE, carriers
from tests.conftest import Run, tries
from tests.search.provenance.archives import archive_of, told


class Outline(HTMLParser):
    """Checks that elements close as they open; keeps headings, links and the names of elements and attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.text = ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}
        if tag not in ("meta", "br", "line"):
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "data", "srcset")]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_report_has_its_parts_in_order(tmp_path: Path) -> None:
    """Headings go down one step at a time; every link leads into the page or to an article on the web."""
    said = [("The ferry leaves", "Ada Quill"), ("No ferry is free", None)]
    articles = [
        told(n, ["ferry"], source="Halyard", date="2025-03-01", said=said, url=f"https://example.org/{n}")
        for n in range(4)
    ]
    with archive_of(tmp_path / "index", articles, carriers()) as archive:
        outline = Outline(page(archive.report("ferry", trace=QUOTE)))
    assert outline.headings[0] == 1
    assert all(below - above <= 1 for above, below in zip(outline.headings, outline.headings[1:], strict=False))
    assert set(outline.links) == {
        *("#content", "#time", "#speakers", "#trace", "#sources", "#receipt"),
        *(f"https://example.org/{n}" for n in (*range(4), *range(201, 206))),
        "#carrier-1",
    }
    assert not outline.names & {"script", "img", "iframe", "link", "object", "form", "base", "onclick", "onload"}


def test_the_words_that_differ_are_told(tmp_path: Path) -> None:
    """What is missing and what stands instead, also to who hears the page; what was first, who did not print it."""
    with archive_of(tmp_path / "index", carriers()) as archive:
        report = archive.report(trace=QUOTE)
        text = page(report)
    assert f'<h1 dir="auto">“{QUOTE}”</h1>' in text
    assert re.search(r"<del>.*?missing: .*?before the summer.*?</del>", text)
    assert re.search(r"<del>.*?not.*?</del>\s*<ins>.*?now.*?</ins>", text, re.DOTALL)
    assert "One of the two denies what the other says." in text
    assert 'The same text as <a href="#carrier-1">Harbour Post, 2025-03-01</a>.' in text
    assert "1 of 1 article on it" in text
    assert text.count("first in print") == 1
    assert [receipt.verb for receipt in report.receipts] == ["trace"]
    assert "not carried by Halyard" in report.receipts[0].figures
    assert [entry.id for entry in report.receipts[0].entries] == [f"r{n}" for n in range(201, 206)]


def test_words_that_nobody_carries_have_a_page_that_says_so(tmp_path: Path) -> None:
    """Without pictures; and it is told from one that has something."""
    with archive_of(tmp_path / "index", carriers()) as archive:
        report = archive.report(trace="My uncle Piet carved his initials on the tiller")
        assert not report.matched
        assert "No article carries these words." in page(report)


HOSTILE = (
    "<script>alert(1)</script>", "<img src=http://example.org/x onerror=alert(1)>", "</style><b>", "{{ 7 * 7 }}",
    "{% raw %}", "javascript:alert(1)", "' onmouseover='x", '" style="x', "\u202egnp.exe", "\x00\x1b[31m", "]]>",
    "&lt;",
)  # fmt: skip


hostile = st.sampled_from(HOSTILE)


@settings(max_examples=tries(20, 200))
@given(hostile, hostile, st.text(min_size=1, max_size=20), hostile)
def test_nothing_of_an_article_is_markup(title: str, outlet: str, said: str, url: str) -> None:
    """Wherever it stands: no element, attribute or link comes of it, and no control is left."""
    quoted = [(f"ferry {said}", title)]
    article, quotations = told(0, ["ferry"], source=outlet, date="2025-03-01", said=quoted, url=url)
    article = replace(article, title=title, language=outlet)
    with (
        tempfile.TemporaryDirectory() as folder,
        archive_of(Path(folder, "index"), [(article, quotations)]) as archive,
    ):
        text = page(archive.report("ferry", trace="ferry"))
    outline = Outline(text)
    assert not outline.names & {"script", "img", "b", "onerror", "onmouseover"}
    assert all(link.startswith("#") for link in outline.links)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)
    for value in (title, outlet, f"ferry {said}"):
        assert " ".join(safe(value).split()) in " ".join(outline.text.split())


@pytest.mark.parametrize(
    ("url", "links"),
    [
        ("https://example.org/a?b=c&d=e#f", True),
        ("http://example.org", True),
        ("HTTPS://EXAMPLE.ORG/", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://example.org", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org/x", False),
        ("https://", False),
        ("https://[broken", False),
        ("https://example.org/\u202egnp", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, links: bool) -> None:
    """http and https with a host, and nothing that shows as another address than it is."""
    assert web_address(url) == (url if links else None)


def test_a_report_is_on_something_and_fits_a_picture(tmp_path: Path) -> None:
    """Neither a query nor a trace, or years by the day: it is said what to do."""
    articles = [told(0, date="2020-01-01"), told(1, date="2025-01-01"), told(2, ["kelp"])]
    with archive_of(tmp_path / "index", articles) as archive:
        with pytest.raises(UsageError, match="on something"):
            archive.report()
        with pytest.raises(UsageError, match="1,828 days"):
            archive.report("harbour", by="day")
        assert "Nothing of the answer has a date." in page(archive.report("kelp"))
        assert "No quotation answers." in page(archive.report("zeppelin"))


@pytest.mark.slow
def test_the_command_writes_the_page(run: Run, seeds_index: Path, tmp_path: Path) -> None:
    """In place of an older one; exit code 1 for an empty answer, 2 where it cannot be written."""
    arguments = ("-i", str(seeds_index), "-o", "page.html")
    for _ in range(2):
        done = run("report", "strike", *arguments)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "report: page.html\n")
    assert [path.name for path in tmp_path.glob("page*")] == ["page.html"]
    assert run("report", "zeppelin", *arguments).returncode == 1
    assert run("report", "strike", "-i", str(seeds_index), "-o", "nowhere/page.html").returncode == 2
    assert run("report", "strike", "-i", str(seeds_index)).returncode == 2
    assert run("report", "--trace", "Not a drop will be held back", *arguments).returncode == 0
    assert "Not a drop" in (tmp_path / "page.html").read_text("utf-8")
    assert run("report", "--trace", "My uncle carved his initials", *arguments).returncode == 1
    assert run("report", "strike", "--trace", "Not a drop will be held back", *arguments).returncode == 0
    assert run("report", *arguments).returncode == 2
