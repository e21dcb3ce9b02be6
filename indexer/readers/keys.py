"""What other tools call the fields of an article: the keys of their JSON, the columns of their tables.

Read are the names that newspaper4k, news-please, trafilatura, fundus, CC-News, RealNews, Media Cloud, the Guardian,
the
New York Times, Event Registry, Aleph, GDELT and All the News use, and what is spelt like them. A path of two names
goes into an object. Of several names for one field the first that has a value counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["FIELDS", "FULL_TEXTS", "PARTIAL_TEXTS", "Keys", "filled", "has_text", "looks_like"]

FULL_TEXTS = (
    "text", "body", "maintext", "content", "articlebody", "bodytext", "fulltext", "articletext", "plaintext",
    "cleanedtext", "storytext", "fields.bodytext", "fields.body", "properties.bodytext", "rawtext", "texte", "inhalt",
)  # fmt: skip
PARTIAL_TEXTS = ("leadparagraph", "abstract", "snippet", "shortdescription", "description", "summary", "excerpt")
FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "_id", "uuid", "guid", "articleid", "storiesid"),
    "title": (
        "title", "headline.main", "headline", "webtitle", "properties.title", "articletitle", "titel", "titre",
        "titulo",
    ),
    "source": (
        "source", "sourcename", "publication", "outlet", "newspaper", "publisher", "medianame", "sourcehostname",
        "sitename", "site", "properties.publisher", "provider", "journal", "medium", "hostname", "sourcedomain",
        "domain", "quelle", "zeitung", "fuente", "fonte",
        "sourceurl", "mediaurl",
    ),
    "date": (
        "date", "publishdate", "datepublish", "datepublished", "publicationdate", "pubdate", "publishedat",
        "published",
        "publishedon", "webpublicationdate", "properties.publishedat", "seendate", "datetime", "datum", "fecha",
        "publishtime", "publishedtime", "datepublication", "releasedate",
    ),
    "author": (
        "author", "authors", "byline.original", "byline", "fields.byline", "creator", "writer", "properties.author",
        "autor", "auteur", "journalist",
    ),
    "url": ("url", "link", "weburl", "articleurl", "canonicalurl", "permalink", "address", "href", "urls", "loc"),
    "language": ("language", "lang", "metalang", "inlanguage", "fields.lang", "sprache"),
}  # fmt: skip
"""For each of our fields the names that count as it, squeezed: without case, `_`, `-` and blanks."""

_DATES = re.compile(r"date|publi|time|datum|fecha", re.IGNORECASE)
_NO_DATES = re.compile(
    r"modif|updat|download|index|crawl|captur|warc|fetch|retriev|collect|import|creat|scrap|file", re.IGNORECASE
)
_SQUEEZED = re.compile(r"[\s_-]+")
Keys = Mapping[str, str]
"""What `--map` says: our field -> the name that it has."""


def filled(record: dict[str, object], extra: dict[str, object], keys: Keys) -> None:
    """Give a record what it lacks of our fields out of `extra`, which loses what is taken.

    Its text is the first full text; a summary is the text only if there is no other, and then `partial` names it.
    """
    if isinstance(record.get("source"), str) and str(record["source"]).startswith(("http://", "https://")):
        record.setdefault("url", record["source"])  # trafilatura calls the address so
        del record["source"]
    index = _index(extra)
    for name in _NAMES:
        aliases = FIELDS.get(name, FULL_TEXTS)
        if name in keys:
            aliases = (_squeezed(keys[name]), *aliases)
            if _squeezed(keys[name]) in index:
                record.pop(name, None)
        value = record.get(name)
        if name != "text" and isinstance(value, dict | list) and (plain := _simple(name, value)):
            record[name] = value = plain
        if value not in (None, "", [], {}) or (name == "text" and record.get("body")):
            continue
        for alias in aliases:
            if alias in index and (value := _usable(name, index[alias][1])) is not None:
                record[name] = value
                extra.pop(index[alias][0], None)
                break
    if not record.get("text") and not record.get("body"):
        for alias in PARTIAL_TEXTS:
            if alias in index and isinstance(value := index[alias][1], str | list) and value:
                record["text"] = value
                extra["partial"] = index[alias][0]
                break


_NAMES = (*FIELDS, "text")


def _usable(name: str, value: object) -> object:
    """A value as one of our field; None if it is none."""
    if value in (None, "", [], {}):
        return None
    if name != "text":
        value = _simple(name, value)
    if name == "source":
        value = _of_host(value)
    if name == "url" and not (isinstance(value, str) and value.startswith(("http://", "https://", "www."))):
        return None
    return value if value not in (None, "", [], {}) else None


def looks_like(record: Mapping[str, object]) -> str:
    """A key that may be the date, in a record without one: to be told; empty if there is none."""
    for key, value in record.items():
        if (
            key != "unread_date"
            and isinstance(value, str | int)
            and _DATES.search(key)
            and not _NO_DATES.search(key)
            and re.search(r"\d{4}", str(value))
        ):
            return key
    return ""


def _squeezed(name: str) -> str:
    return _SQUEEZED.sub("", name).casefold()


def _index(record: Mapping[str, object]) -> dict[str, tuple[str, object]]:
    """By squeezed name or path: the outer key, and the value."""
    found: dict[str, tuple[str, object]] = {}
    for key, value in record.items():
        name = _squeezed(key)
        found.setdefault(name, (key, value))
        if isinstance(value, dict):
            for inner, one in value.items():
                if isinstance(inner, str):
                    found.setdefault(f"{name}.{_squeezed(inner)}", (key, one))
    return found


def _simple(name: str, value: object) -> object:
    """A value out of lists of one and of objects with a name."""
    if isinstance(value, list) and name != "author":
        value = value[0] if value and isinstance(value[0], str | dict) else None
    if isinstance(value, dict):
        value = next((value[key] for key in ("title", "name", "main", "original", "#text") if value.get(key)), None)
    if name == "author":
        names = [_simple("", one) for one in value] if isinstance(value, list) else value
        if isinstance(names, list):
            return [one for one in names if isinstance(one, str) and one]
        return re.sub(r"\A[Bb][Yy]\s+", "", names) if isinstance(names, str) else None
    if name == "language" and isinstance(value, str):
        return {"eng": "en", "deu": "de", "fra": "fr", "spa": "es", "ita": "it", "por": "pt", "nld": "nl"}.get(
            value, value
        )
    return value


def _of_host(value: object) -> object:
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return value.split("/")[2].removeprefix("www.") if value.count("/") > 1 else value
    return value


def has_text(names: Iterable[str]) -> bool:
    """Whether one of some columns is a text."""
    squeezed = {_squeezed(name) for name in names}
    return bool(squeezed & (set(FULL_TEXTS) | set(PARTIAL_TEXTS)))
