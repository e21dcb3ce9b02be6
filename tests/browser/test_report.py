"""A report in a browser: what it asks for, shows, and how it can be used."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.api import Archive
from search.show.page import page
from tests.browser.chromium import Chromium, Page, found
from tests.browser.traced import QUOTE, carriers
from tests.conftest import Run
from tests.search.provenance.archives import archive_of, told

pytestmark = pytest.mark.slow

AXE = Path(__file__).with_name("node_modules") / "axe-core" / "axe.min.js"
LOOKS = [("light", 1100), ("dark", 1100), ("light", 375), ("dark", 375)]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One browser for all pages. Where there is none, the tests are left out; CI brings one."""
    if found() is None:
        pytest.skip("needs chromium: apt-get install chromium")
    with Chromium(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core."""
    if not AXE.exists():
        pytest.skip("needs axe-core: npm ci --prefix tests/browser")
    return AXE.read_text("utf-8")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    """Two years of ferries in many outlets, with a burst, hostile titles and one very long word."""
    articles = []
    for n in range(120):
        day = f"{2024 + n // 60}-{n % 12 + 1:02}-{n % 28 + 1:02}" if n < 80 else f"2025-06-{n % 28 + 1:02}"
        ferry = n % 7 == 0 or n >= 80
        article, quotations = told(
            n, ["ferry"] if ferry else ["kelp"], source=f"Outlet number {n % 11}" if n % 11 else None,
            date=day if n % 17 else None,
            said=[("The ferry leaves", ("Ada Quill", "Tomas Orlec", None)[n % 3])] if ferry else [],
            url=f"https://example.org/{n}" if n % 2 else "javascript:alert(1)",
        )  # fmt: skip
        title = ("Ferry diary", "<img src='http://example.org/x.png'>", "Wharf" * 40, "עברית والعربية")[n % 4]
        quotations = [replace(one, confidence=(0.9, 0.6, 0.2)[n % 3] if one.speaker else 0.0) for one in quotations]
        articles.append((replace(article, title=f"{title} {n}"), quotations))
    with archive_of(tmp_path_factory.mktemp("ferries") / "index", articles, carriers()) as opened:
        yield opened


@pytest.fixture(scope="module")
def file(archive: Archive, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a report on a query with a trace."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    report = archive.report("ferry", by="month", trace=QUOTE)
    path.write_text(page(report), "utf-8")
    return path


Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Chromium, file: Path) -> Open:
    """Opens the page, with all that can be unfolded unfolded if `unfolded`."""

    def call(*, width: int = 1100, scheme: str = "light", unfolded: bool = True) -> Page:
        shown = Page(browser, file, width=width, scheme=scheme)
        if unfolded:
            shown.value("document.querySelectorAll('details').forEach(one => one.open = true)")
        return shown

    return call


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_it_asks_for_nothing_and_says_nothing(opened: Open, scheme: str, width: int) -> None:
    """No request but for the file itself, no message on the console, no error, whatever titles say."""
    shown = opened(scheme=scheme, width=width)
    assert shown.requests == [shown.url]
    assert shown.complaints == []
    assert shown.value("document.scripts.length + document.images.length + document.links.length > 0")
    assert shown.value("document.scripts.length + document.images.length") == 0


def test_a_page_that_would_ask_for_more_could_not(browser: Chromium, file: Path, tmp_path: Path) -> None:
    """The page forbids it: were there an image or a script in it, none would be fetched or run."""
    holed = tmp_path / "holed.html"
    inserted = "<img src='http://192.0.2.1/x.png'><script>document.title = 'owned'</script></main>"
    holed.write_text(file.read_text("utf-8").replace("</main>", inserted), "utf-8")
    shown = Page(browser, holed)
    assert shown.value("document.images.length") == 1
    assert shown.value("document.title") != "owned"
    assert any("Content Security Policy" in json.dumps(complaint) for complaint in shown.complaints)


def test_the_numbers_are_those_of_the_timeline(opened: Open, archive: Archive, run: Run) -> None:
    """In the table and in the picture, bucket by bucket and outlet by outlet, as `timeline --json` has them."""
    done = run("timeline", "ferry", "--by", "month", "--by-source", "--json", "-i", str(archive.path))
    *buckets, summary = map(json.loads, done.stdout.splitlines())
    shown = opened()
    rows: list[list[str]] = shown.value(
        """[...document.querySelectorAll('table.numbers tbody tr')].map(
            row => [...row.cells].map(cell => cell.innerText))"""
    )
    assert len(buckets) == len(rows) > 20
    assert [[row[0], *map(int, (row[1], row[2], row[4]))] for row in rows] == [
        [one["first"][:7], one["count"], one["of"], one["texts"]] for one in buckets
    ]
    outlets = [dict(part.rsplit(" ", 1) for part in row[5].split(", ") if part) for row in rows]
    assert [{name: int(count) for name, count in row.items()} for row in outlets] == [
        one["sources"] | ({"source unknown": one["unnamed"]} if one["unnamed"] else {}) for one in buckets
    ]
    lanes: list[Any] = shown.value(
        """[...document.querySelectorAll('#time .lane:not(.ticks)')].map(lane => [
            lane.querySelector('.name').innerText, lane.querySelector('.total').innerText,
            [...lane.querySelectorAll('rect')].map(bar => [bar.textContent, bar.getBoundingClientRect().height])])"""
    )
    assert lanes[0][1] == str(summary["drawn"])
    for name, total, bars in lanes:
        counts = [numbers(one)[name] for one in buckets]
        drawn = [count for count in counts if count]
        assert int(total) == sum(drawn)
        told_of = [f"{one['first'][:7]}: {n} article" for one, n in zip(buckets, counts, strict=True) if n]
        assert all(told.startswith(start) for (told, _), start in zip(bars, told_of, strict=True))
        heights = [height for _, height in bars]
        most = max(heights) / drawn[heights.index(max(heights))]
        assert heights == pytest.approx([max(n * most, 1.5) for n in drawn], abs=0.6)
    assert summary["undated"] > 0
    assert f"{summary['undated']} without a date" in shown.value("document.body.innerText")


def numbers(bucket: Mapping[str, Any]) -> Counter[str]:
    """What a bucket of the JSON has for each lane of the picture."""
    named = {"All outlets": bucket["count"], "source unknown": bucket["unnamed"]}
    return Counter(named | bucket["sources"])


def test_the_trace_is_that_of_the_command(opened: Open, archive: Archive, run: Run) -> None:
    """Article by article and dot by dot, as `trace --json --silent` has them."""
    done = run("trace", QUOTE, "--json", "--silent", "-i", str(archive.path))
    *found, summary = map(json.loads, done.stdout.splitlines())
    shown = opened()
    stops: list[list[str]] = shown.value(
        """[...document.querySelectorAll('.carriers li')].map(stop => [
            stop.id, stop.closest('article').querySelector('h3').innerText, stop.querySelector('.facts').innerText,
            stop.querySelector('.source').innerText, stop.className, stop.querySelector('a').href])"""
    )
    assert len(found) == len(stops) == 5
    told = {stop[0]: stop[1:] for stop in stops}
    for one in found:
        outlet, facts, title, kind, link = told[f"carrier-{one['rank']}"]
        assert (outlet, title) == (one["source"] or "source unknown", one["title"])
        assert facts.startswith(f"{one['date'] or 'undated'} · ")
        assert (f" · +{one['lag_days']} day" in facts) == bool(one["lag_days"])
        assert (" · " + one["extent"]) in facts
        assert ("first in print" in facts) == (one["id"] in summary["first"])
        assert bool(kind) == bool(one["missing"] or one["added"] or one["changed"])
        assert link == f"https://example.org/{one['id'][1:]}"
    lanes: list[Any] = shown.value(
        """[...document.querySelectorAll('#trace .lane.dots')].map(lane => [
            lane.querySelector('.name').innerText, lane.querySelector('.total').innerText,
            [...lane.querySelectorAll('circle')].map(dot => {
                const box = dot.getBoundingClientRect();
                return [dot.textContent.slice(0, 10), dot.classList.contains('other'), box.left, box.top]})])"""
    )
    by_outlet = Counter(one["source"] or "source unknown" for one in found)
    assert [(name, int(total)) for name, total, _ in lanes] == list(by_outlet.items())
    dots = sorted((name, day, other) for name, _, circles in lanes for day, other, *_ in circles)
    assert dots == sorted(
        (one["source"], one["date"], bool(one["missing"] or one["added"] or one["changed"]))
        for one in found
        if one["date"]
    )
    places = [tuple(place) for *_, circles in lanes for _, _, *place in circles]
    assert len(set(places)) == len(places)
    text = shown.value("document.querySelector('#trace').innerText")
    assert f"Carried by {summary['carriers']} articles of {summary['outlets']} outlets" in text
    assert f"{summary['texts']} independent texts" in text
    assert [f"{one['source']} {one['about']} of {one['articles']} article" in text for one in summary["silent"]] == [
        True
    ]
    assert all(f"{name} ({count} article" in text for name, count in summary["speakers"].items())


def test_the_same_text_leads_to_the_one_that_leads(opened: Open) -> None:
    """By a link inside the page."""
    shown = opened()
    shown.value("[...document.querySelectorAll('.carriers a')].find(one => one.hash).click()")
    assert shown.value("document.querySelector(':target').id") == "carrier-1"


def test_a_burst_is_marked_and_told(opened: Open) -> None:
    """By a sign and not by a colour alone."""
    shown = opened()
    assert shown.value("document.querySelectorAll('svg text.burst').length") == 1
    assert "2025-06" in shown.value("document.querySelector('.bursts').innerText")


@pytest.mark.parametrize("width", [375, 320, 1100])
def test_nothing_is_wider_than_the_screen(opened: Open, width: int) -> None:
    """On a phone neither: the page does not scroll sideways, with everything unfolded."""
    shown = opened(width=width)
    assert shown.value("document.documentElement.scrollWidth") <= width
    beyond = """[...document.querySelectorAll('body *')].filter(one => !one.closest('.scroll, .hidden, .skip, svg'))
        .filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 90))"""
    assert shown.value(beyond) == []


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_nothing(opened: Open, axe: str, scheme: str, width: int) -> None:
    """No violation of any rule of axe-core, contrast among them, light and dark, wide and narrow."""
    shown = opened(scheme=scheme, width=width)
    shown.value(axe + "; undefined")
    violations = shown.value(
        """axe.run(document).then(found => found.violations.map(
            one => [one.id, one.help, one.nodes.map(node => node.html.slice(0, 120)).slice(0, 3)]))"""
    )
    assert violations == []


def test_it_can_be_used_with_the_keyboard(opened: Open) -> None:
    """The first stop leads past the navigation, the next are its links; a table is unfolded with a key."""
    shown = opened(unfolded=False)
    stops = []
    for _ in range(3):
        press(shown, "Tab", 9)
        stops.append(shown.value("document.activeElement.getAttribute('href')"))
    assert stops == ["#content", "#time", "#speakers"]
    shown.value("document.querySelector('summary').focus()")
    press(shown, "Enter", 13)
    assert shown.value("document.querySelector('details').open")
    press(shown, "Tab", 9)
    assert shown.value("document.activeElement.className") == "scroll"
    outline = shown.value("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def press(shown: Page, key: str, code: int) -> None:
    for kind in ("keyDown", "keyUp"):
        text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
        shown.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)


def test_it_can_be_printed(opened: Open, tmp_path: Path) -> None:
    """On paper nothing is folded, there is no navigation, and links have their addresses."""
    shown = opened(unfolded=False)
    shown.call("Emulation.setEmulatedMedia", media="print")
    assert shown.value("document.querySelector('table.numbers').getBoundingClientRect().height") > 100
    assert shown.value("getComputedStyle(document.querySelector('nav')).display") == "none"
    after = "getComputedStyle(document.querySelector('main a[href^=http]'), '::after').content"
    assert "https://example.org/" in shown.value(after)
    shown.printed(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
