"""What a web page states about its article: title, outlet, author, date, address, language.

In this order of trust: the description that the page has for machines (JSON-LD, schema.org), its `meta` elements,
what
is marked in its text (h1, microdata), and last its address. Nothing is guessed: a field that nothing states is None,
and a date that says when the page was changed, or saved, is never the date of publication.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from indexer.analysis.outlet_names import host_of
from indexer.article import PublicationDate
from indexer.text.dates import date_in_address, read_date, timed

__all__ = ["Statements", "stated"]

_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review|LiveBlog|LiveBlogPosting|NewsItem)\Z")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.publication",
    "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "published_at",
    "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "dcterms.issued", "dc.date.created", "date",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article.published", "article_date_original",
    "originalpublicationdate", "published-date", "ptime", "article:publish_date", "bt:pubdate", "dcterms.available",
    "iso-8601-publish-date", "vr:published_time", "prism.publicationdate", "rnews:datepublished", "timestamp",
    "created", "og:pubdate", "nrk:datepublished",
)  # fmt: skip
_AUTHORS = (
    "author", "article:author", "parsely-author", "byl", "sailthru.author", "dc.creator", "dcterms.creator",
    "og:article:author", "article:author_name", "cxenseparse:author", "citation_author", "vr:author",
)  # fmt: skip
_SITES = ("og:site_name", "application-name", "al:iphone:app_name", "twitter:app:name:iphone", "dc.publisher")
_MOST_NODES = 5_000
_DEEPEST = 40
_LONGEST = 300
_MOST_SECTIONS = 8
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?\s*(Z|[+-]00:?00|UTC|GMT)?\Z")
_EARLY = 10
"""Before this hour of a day in Greenwich it is the day before in much of America."""
_SUFFIX = re.compile(r"\s+[|–—•·»:-]\s+|\s*\|\s*")
_CATALOGUE = re.compile(r"\.(?:com?|org|net|info|news|[a-z]{2})\b")
_BY = re.compile(r"\A\s*(?:by|von|par|por|de|di|da|door|av|af)\s*:?\s+(?=\S)", re.IGNORECASE)
_NO_AUTHOR = re.compile(
    r"https?://|www\.|@|\A\W*\Z|\b(?:staff|redaktion|redacci[oó]n|r[ée]daction|redazione|redactie|redaksjon|newsroom|admin|editor"
    r"|news desk|correspondent|agenc\w+|unknown|anonymous)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statements:
    """`others` has what else was stated: when the page was changed, its host, its section."""

    title: str = ""
    source: str | None = None
    author: str | None = None
    date: PublicationDate | None = None
    url: str | None = None
    language: str | None = None
    others: dict[str, object] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    """The schema.org types, and og:type."""


def stated(page: HtmlElement, *, url: str | None = None) -> Statements:
    """What a page states; `url` is where it was fetched from, where that is known."""
    metas = _metas(page)
    graph = list(_graph(page))
    address = _address(page, metas, url)
    host = host_of(address or url)
    article = _article_of(graph, address, metas, page)
    source = _source(article, graph, metas, host)
    title = _title(page, article, metas, source, host)
    date, others = _date(page, article, metas, address or url)
    author = _author(page, article, graph, metas, source)
    language = (page.get("lang") or page.get("xml:lang") or _text(article.get("inLanguage")) or "").strip()
    if host:
        others["host"] = host
    if sections := _sections(article, metas):
        others["section"] = sections[0] if len(sections) == 1 else sections
    kinds = {kind for node in graph for kind in _types(node)} | set(metas.get("og:type", ()))
    return Statements(
        title=title,
        source=source or host,
        author=author,
        date=date,
        url=address or url,
        language=language[:20] or metas.get("og:locale", [None])[0],
        others=others,
        kinds=frozenset(kinds),
    )


def _sections(article: dict[str, Any], metas: dict[str, list[str]]) -> list[str]:
    """The sections of the outlet that the article stands in."""
    given = article.get("articleSection") or metas.get("article:section") or []
    found = [_text(one) for one in (given if isinstance(given, list) else [given])[:_MOST_SECTIONS]]
    return list(dict.fromkeys(" ".join(one.split()) for one in found if one and len(one) <= _LONGEST))


def _metas(page: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in page.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = " ".join((meta.get("content") or meta.get("value") or "").split())
        if name and content and len(content) <= 2_000:
            found.setdefault(name, []).append(content)
    return found


# JSON-LD.


def _graph(page: HtmlElement) -> Iterator[dict[str, Any]]:
    """The nodes of all JSON-LD of a page, outermost first."""
    count = 0
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for root in _loaded(script.text or ""):
            stack: list[tuple[Any, int]] = [(root, 0)]
            while stack and count < _MOST_NODES:
                node, depth = stack.pop()
                if isinstance(node, list):
                    stack += [(one, depth + 1) for one in reversed(node[:500]) if depth < _DEEPEST]
                elif isinstance(node, dict):
                    count += 1
                    if "@type" in node:
                        yield node
                    inner = [
                        node.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "subjectOf")
                    ]
                    stack += [
                        (one, depth + 1)
                        for one in reversed(inner)
                        if isinstance(one, (dict, list)) and depth < _DEEPEST
                    ]


_COMMENT = re.compile(
    r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\]\]>\*/)\s*;?\s*\Z"
)


def _loaded(text: str) -> Iterator[Any]:
    text = _COMMENT.sub("", text).strip().rstrip(";")
    if not text or len(text) > 1 << 20:
        return
    decoder = json.JSONDecoder(strict=False)
    try:
        yield decoder.decode(text)
    except (ValueError, RecursionError):
        # Line ends and tabs in strings are let through; commas before a bracket are a slip that many make.
        try:
            yield decoder.decode(re.sub(r",\s*([}\]])", r"\1", text))
        except (ValueError, RecursionError):
            return


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rsplit("/", 1)[-1] for kind in kinds if isinstance(kind, str)]


def _article_of(
    graph: Sequence[dict[str, Any]], address: str | None, metas: dict[str, list[str]], page: HtmlElement
) -> dict[str, Any]:
    """The node of the article itself: of several that of this address, or with its headline; {} if there is none."""
    articles = [node for node in graph if any(map(_ARTICLE.search, _types(node)))]
    if not articles:
        about = [
            node for node in graph if set(_types(node)) & {"WebPage", "ItemPage", "VideoObject", "PodcastEpisode"}
        ]
        return next((node for node in about if node.get("datePublished")), {})
    if len(articles) == 1:
        return articles[0]
    path = _path(address)
    for node in articles:
        if path and path in {_path(place) for place in _addresses(node)}:
            return node
    headlines = [_plain(text) for text in (*metas.get("og:title", ()), *(_content(h) for h in page.iter("h1")))]
    for node in articles:
        headline = _plain(_text(node.get("headline")))
        if headline and any(headline in one or one in headline for one in headlines if one):
            return node
    dated = [node for node in articles if node.get("datePublished") and node.get("headline")]
    return dated[0] if len(dated) == 1 or not path else (dated or articles)[0]


def _addresses(node: dict[str, Any]) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        value = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(value, str):
            yield value


def _path(url: str | None) -> str:
    try:
        return urlsplit(url or "").path.rstrip("/").removesuffix(".html").removesuffix(".amp").removesuffix("/amp")
    except ValueError:
        return ""


def _text(value: Any) -> str:
    """A text of JSON-LD: also the first of several, or the name of a node."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("@value") or value.get("name") or value.get("headline") or ""
    return _unescaped(" ".join(value.split())) if isinstance(value, str) else ""


def _unescaped(text: str) -> str:
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    return re.sub(r"<[^<>]{1,200}>", "", text).strip() if "<" in text else text.strip()


# Title.


def _title(
    page: HtmlElement, article: dict[str, Any], metas: dict[str, list[str]], source: str | None, host: str | None
) -> str:
    headline = _text(article.get("headline"))
    shared = [_unescaped(text) for name in ("og:title", "twitter:title") for text in metas.get(name, ())]
    element = page.find(".//title")
    shared += [_unescaped(_content(element))] if element is not None else []
    names = [headline, _text(article.get("name")), *([] if headline else shared)]
    main = _heading(page, names)
    # What is printed, where the page calls itself so elsewhere; a whole headline, where a subtitle follows it.
    if headline and main and _plain(main).startswith(_plain(headline)) and not headline.endswith(("…", "...")):
        return headline
    if main and (not headline or any(_alike(main, name) for name in names)):
        return _without_site(main, source, host)
    if headline and not _is_name_of(headline, source, host):
        return headline
    if main:
        return _without_site(main, source, host)
    for text in shared:
        bare = _without_site(text, source, host)
        if bare and not _is_name_of(bare, source, host):
            return bare
    return ""


def _heading(page: HtmlElement, others: Sequence[str]) -> str:
    """The h1 that is the headline: that which the others repeat; else the only one with some words."""
    found = [text for text in map(_content, page.iter("h1")) if 3 < len(text) <= _LONGEST]
    known = [_plain(text) for text in others if text]
    for text in found:
        if any(_alike(text, one) for one in known):
            return text
    wordy = [text for text in dict.fromkeys(found) if len(text.split()) > 3]
    return wordy[0] if len(wordy) == 1 else ""


def _alike(printed: str, other: str) -> bool:
    """Whether one holds the other, and is not much longer."""
    one, other = _plain(printed), _plain(other.rstrip(" .…"))
    return bool(other) and ((one in other and 2 * len(one) > len(other)) or (len(other) > 20 and other in one))


def _without_site(text: str, source: str | None, host: str | None) -> str:
    parts = _SUFFIX.split(text)
    while len(parts) > 1 and _is_name_of(parts[-1], source, host):
        text = text[: text.rfind(parts.pop())].rstrip(" |–—•·»:-")
    if len(parts) > 1 and "|" in text and len(parts[-1].split()) < 4 < len(parts[0].split()):
        return text[: text.rfind("|")].rstrip()
    if len(parts) > 1 and _is_name_of(parts[0], source, host):
        return text[len(parts[0]) :].lstrip(" |–—•·»:-")
    return text


def _is_name_of(text: str, source: str | None, host: str | None) -> bool:
    name = re.sub(r"\W+", "", _CATALOGUE.sub("", text.casefold()))
    known = {re.sub(r"\W+", "", _CATALOGUE.sub("", one.casefold())) for one in (source, host) if one}
    return (
        not name
        or name in known
        or any(name.startswith(one) and len(name) < len(one) + 5 for one in known if len(one) > 3)
    )


# Outlet.


def _source(
    article: dict[str, Any], graph: Sequence[dict[str, Any]], metas: dict[str, list[str]], host: str | None
) -> str | None:
    names = [_unescaped(text) for name in _SITES[:1] for text in metas.get(name, ())]
    names.append(_text(article.get("publisher")))
    names += [_text(node.get("name")) for node in graph if "WebSite" in _types(node)]
    names += [_text(node.get("name")) for node in graph if set(_types(node)) & {"NewsMediaOrganization"}]
    names += [_unescaped(text) for name in _SITES[1:] for text in metas.get(name, ())]
    label = re.sub(r"\W+", "", _CATALOGUE.sub("", host or ""))
    if label:  # the name that is spelt as the host is comes first
        names.sort(key=lambda name: _squeezed(name) != label)
    usable = [re.sub(r"\s+(?:Website|Webseite|Online)\Z", "", name) for name in names]
    usable = [name for name in usable if 1 < len(name) <= 80 and not name.startswith(("http", "@", "#"))]
    for name in usable:
        if (
            label
            and _squeezed(name)
            and (_squeezed(name) in label or label in _squeezed(name))
            and not _HOST.fullmatch(name)
        ):
            return _SUFFIX.split(name)[0].strip() or name
    return (_SUFFIX.split(usable[0])[0].strip() or usable[0]) if usable else None


_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")


def _squeezed(name: str) -> str:
    return re.sub(r"\W+|^the ", "", name.casefold())


# Author.


def _author(
    page: HtmlElement,
    article: dict[str, Any],
    graph: Sequence[dict[str, Any]],
    metas: dict[str, list[str]],
    source: str | None,
) -> str | None:
    """Who wrote it: people where some are stated, else who else is."""
    known = {node["@id"]: node for node in graph if isinstance(node.get("@id"), str)}
    stated_here = list(_people(article.get("author") or article.get("creator"), known))
    offered = [stated_here]
    offered += [[part for text in metas.get(name, ()) for part in _parted(_unescaped(text))] for name in _AUTHORS]
    offered.append([part for one in _marked(page) for part in _parted(_content(one))])
    if (
        stated_here
        and not any(_is_person(one, source) for one in stated_here)
        and "Person" in str(article.get("author"))
    ):
        offered = offered[:1]
    for names in offered:
        if found := [one for one in names if _is_person(one, source)]:
            return ", ".join(list(dict.fromkeys(found))[:12])
    for names in offered[:2]:
        if found := [one for one in names if 1 < len(one) <= 60 and not _ADDRESS.search(one)]:
            return ", ".join(list(dict.fromkeys(found))[:3])
    return None


_ADDRESS = re.compile(r"https?:?|www\.|@|/|\.\w+\.")
_BYLINES = ("author", "byline", "by-line", "autor", "auteur", "writer", "reporter")
_COMMENTS = re.compile(r"comment|related|sidebar|footer|nav|recommend|teaser|widget|bio\b", re.IGNORECASE)


def _marked(page: HtmlElement) -> list[HtmlElement]:
    """Elements that are marked as the author's name; else the first that is classed so and is no longer than one."""
    exact = page.xpath("//*[@rel='author' or contains(concat(' ', @itemprop, ' '), ' author ')]")
    exact = [one for one in exact if not _is_beside(one)]
    if exact:
        names = [inner for one in exact for inner in (one.xpath(".//*[contains(@itemprop, 'name')]") or [one])]
        return names[:6]
    for name in _BYLINES:
        test = f"contains(translate(@class, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz'), '{name}')"
        for one in page.xpath(f"//*[{test}]")[:40]:
            text = _content(one)
            if one.tag in ("body", "html", "article", "section") or not 2 < len(text) < 90 or _is_beside(one):
                continue
            links = [inner for inner in one.iter("a") if _is_person(_content(inner), None)]
            if links:
                return links[:6]
            if _BY.match(text) or len(text.split()) < 5:
                return [one]
    return []


def _is_beside(element: HtmlElement) -> bool:
    around = [element, *element.iterancestors()][:12]
    return any(
        _COMMENTS.search(f"{one.get('class') or ''} {one.get('id') or ''}")
        for one in around
        if one.tag not in ("body", "html")
    )


def _people(value: Any, known: dict[str, dict[str, Any]]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, list):
            yield from _people(one, known)
        elif isinstance(one, dict):
            one = known.get(one.get("@id", ""), one) if set(one) <= {"@id", "@type"} else one
            names = one.get("name") or " ".join(
                part for part in (_text(one.get("givenName")), _text(one.get("familyName"))) if part
            )
            for name in names if isinstance(names, list) else [names]:
                if isinstance(name, str):
                    yield from _parted(_unescaped(name))
        elif isinstance(one, str):
            yield from _parted(_unescaped(one))


def _parted(text: str) -> list[str]:
    if "//" in text:
        return []
    text = _LABEL.sub("", _BY.sub("", " ".join(text.split())))
    text = re.split(r"\s[-–—]\s|\s-\Z", text)[0]
    return [
        part.strip(" .,;|")
        for part in re.split(r"\s*(?:[;|•/]|,(?!\s*(?:Jr|Sr|MD|PhD)\b)|\s(?:and|und|et|y|e|&|en|og|och)\s)\s*", text)
        if part.strip(" .,;|")
    ]


_LABEL = re.compile(
    r"\A(?:authors?|autor(?:en|es)?|auteure?s?|text|written by|posted by|story by)\s*:?\s+(?:by\s+)?", re.IGNORECASE
)


def _is_person(name: str, source: str | None) -> bool:
    words = name.split()
    if not 0 < len(words) <= 6 or len(name) > 60 or _NO_AUTHOR.search(name) or any(char.isdigit() for char in name):
        return False
    same = source is not None and _plain(name) in (_plain(source), _plain(re.sub(r"^The ", "", source)))
    return not same and not _CATALOGUE.search(
        name.casefold().replace(" ", "") if "." in name and len(words) == 1 else ""
    )


# Date.


def _date(
    page: HtmlElement, article: dict[str, Any], metas: dict[str, list[str]], url: str | None
) -> tuple[PublicationDate | None, dict[str, object]]:
    others: dict[str, object] = {}
    modified = _text(article.get("dateModified")) or next(iter(metas.get("article:modified_time", ())), "")
    if modified:
        others["modified"] = modified[:_LONGEST]
    in_address = date_in_address(url, basis="url") if url else None
    stamps = [_text(article.get(key)) for key in ("datePublished", "dateCreated", "uploadDate")]
    stamps += [text for name in _PUBLISHED for text in metas.get(name, ())[:2]]
    marked = page.xpath("//*[contains(concat(' ', @itemprop, ' '), ' datePublished ') or @pubdate]")
    stamps += [one.get("content") or one.get("datetime") or _content(one) for one in marked[:3]]
    stamps = [stamp for stamp in stamps if stamp]
    # A stamp that is not of Greenwich has the day that was printed.
    for stamp in sorted(stamps, key=lambda one: bool(_GREENWICH.search(one))) if _split_day(stamps) else stamps:
        if date := _day(stamp, in_address) or _either_day(stamp, modified):
            return date, others
    if in_address is not None and in_address.precision == "day":
        return in_address, others
    times = {date for one in page.xpath("//time[@datetime]")[:40] if (date := _day(one.get("datetime"), in_address))}
    if len(times) == 1:
        return times.pop(), others
    within = _beside_heading(page, in_address) or _printed(page, in_address)
    return within or in_address, others


_GREENWICH = re.compile(r"Z\Z|[+-]00:?00\Z|GMT|UTC")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_GMT_STAMP = re.compile(
    r"(?:[A-Z][a-z]{2},? )?(?:([A-Z][a-z]{2}) (\d\d?)|(\d\d?) ([A-Z][a-z]{2})) (\d{4}) (\d\d):(\d\d):\d\d (?:GMT|UTC)"
)


def _split_day(stamps: Sequence[str]) -> bool:
    """Whether the first stamp is of an early hour in Greenwich, when it was another day elsewhere."""
    found = _STAMP.match(stamps[0]) if stamps else None
    return bool(found and found[4] and int(found[2]) < _EARLY)


def _either_day(stamp: str, modified: str) -> PublicationDate | None:
    """`10/05/2022`, where only one of the two days that it may be is shortly before the page was last changed."""
    found, changed = _NUMERIC.match(stamp), read_date(modified)
    if not found or changed is None:
        return None
    first, second, year = found.groups()
    days = [read_date(f"{year}-{m:0>2}-{d:0>2}", basis="page") for d, m in ((first, second), (second, first))]
    close = [day for day in days if day and 0 <= (changed.first - day.first).days <= 31]
    return close[0] if len(close) == 1 else None


def _beside_heading(page: HtmlElement, in_address: PublicationDate | None) -> PublicationDate | None:
    """The first `time` behind the headline, within the element that both stand in."""
    headings = list(page.iter("h1"))
    if len(headings) != 1:
        return None
    around = headings[0].getparent()
    for _ in range(4):
        if around is None or around.tag in ("body", "html"):
            return None
        for one in around.iter("time"):
            if date := _day(one.get("datetime") or _content(one), in_address):
                return date
        around = around.getparent()
    return None


_DATED = re.compile(r"date|time|publish|byline|meta|posted|author|info", re.IGNORECASE)
_A_DATE = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{1,2}(?:st|nd|rd|th|\.)?\s(?:de\s)?[^\W\d_]{3,10}\.?,?\s(?:de\s)?\d{4}"
    r"|[^\W\d_]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}|\d{1,2}\.\d{1,2}\.\d{2}(?!\d)"
)


def _printed(page: HtmlElement, in_address: PublicationDate | None) -> PublicationDate | None:
    """The day that stands in the short elements that are classed as its date or byline, if it is one day.

    It agrees with the month that the address names, if it does; a year of two digits is read only then.
    """
    found: set[PublicationDate] = set()
    for one in page.xpath("//*[@class or @id]")[:4000]:
        if not _DATED.search(f"{one.get('class') or ''} {one.get('id') or ''}") or _is_beside(one):
            continue
        text = _content(one)
        if not 5 < len(text) < 160:
            continue
        for stamp in _A_DATE.findall(text):
            if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{2}", stamp):
                stamp = f"{stamp[:-2]}20{stamp[-2:]}" if in_address else ""
            day = read_date(stamp.replace(". ", "." if stamp[:5].count(".") > 1 else ". "), basis="page")
            if day and (in_address is None or in_address.first <= day.first <= in_address.last):
                found.add(day)
    return found.pop() if len(found) == 1 else None


def _day(stamp: str | None, in_address: PublicationDate | None) -> PublicationDate | None:
    """The day that a stamp names: of an early hour in Greenwich the day before, where the address says that day."""
    stamp = " ".join((stamp or "").split())[:80]
    if found := _GMT_STAMP.match(stamp):
        day = read_date(f"{found[1] or found[4]} {found[2] or found[3]}, {found[5]}")
        stamp = f"{day}T{found[6]}:{found[7]}Z" if day else stamp
    if found := _STAMP.match(stamp):
        day = read_date(found[1], basis="page")
        if (
            day
            and found[4]
            and in_address
            and in_address.precision == "day"
            and int(found[2]) < _EARLY
            and (day.first - in_address.first).days == 1
        ):
            return PublicationDate(in_address.first, in_address.last, "page")
        return timed(day, stamp)
    if stamp.isdigit() and len(stamp) in (10, 13):
        return _of_epoch(int(stamp[:10]))
    return read_date(stamp, basis="page")


def _of_epoch(seconds: int) -> PublicationDate | None:
    day = dt.datetime.fromtimestamp(seconds, dt.UTC).date()
    return PublicationDate(day, day, "page") if 1990 <= day.year < 2100 else None


# Address.


def _address(page: HtmlElement, metas: dict[str, list[str]], url: str | None) -> str | None:
    """The canonical address, if it is of the host that the page was fetched from, or that og:url names."""
    given = [link.get("href") for link in page.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    stated_here = [*(one for one in given if one), *metas.get("og:url", ())]
    for one in stated_here:
        absolute = urljoin(url, one.strip()) if url else one.strip()
        host = host_of(absolute)
        ours = host and (url is None or _same_site(host, host_of(url)))
        if ours and absolute.startswith(("http://", "https://")) and (len(_path(absolute)) > 1 or url is None):
            return str(absolute)
    return url


def _same_site(one: str, other: str | None) -> bool:
    return other is None or one.split(".")[-2:] == other.split(".")[-2:]


def _content(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()
