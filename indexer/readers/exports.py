"""Exports of news databases, in which many documents stand one after the other: Nexis, Factiva, ProQuest.

Each has its own marks between documents and its own labels. What has such marks is taken apart by them, whatever the
file it came in (text, DOCX, RTF, HTML): `documents_in` says whether a text is one, and gives its documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.article import Article, PublicationDate
from indexer.readers.document import Document
from indexer.readers.source import MAX_CHARACTERS, Rejected, too_long
from indexer.text.boilerplate import one_blank_line
from indexer.text.dates import read_date
from indexer.text.mending import mended
from indexer.text.parts import normalize_line_ends, read_text

__all__ = ["Exported", "documents_in", "iter_documents", "may_be_export"]


@dataclass(slots=True)
class Exported:
    """One document of an export: its fields as they are printed, the rest in `extra`."""

    title: str = ""
    source: str = ""
    date: str = ""
    author: str = ""
    language: str = ""
    body: str = ""
    line: int = 1
    extra: dict[str, object] = field(default_factory=dict)


_SINGLE = re.compile(r"^(BYLINE|LENGTH|SECTION|LOAD-DATE|DATELINE|PUBLICATION-TYPE): \S", re.MULTILINE)
_HINTS = (
    b"LENGTH: ",
    b"Length: ",
    b"LOAD-DATE",
    b"DOCUMENT",
    b"End of Document",
    b"end of document",
    b"____________",
    b"Document ",
)


def may_be_export(data: bytes) -> bool:
    """Whether bytes may hold the marks of an export: to spare all others the close look."""
    return any(hint in data for hint in _HINTS) or b"D\x00O\x00C\x00U" in data


def documents_in(text: str) -> list[Exported] | None:
    """The documents of an export; None if the text is none."""
    text = normalize_line_ends(text)
    for marks, least, read in _FORMATS:
        found = list(marks.finditer(text))
        made = [one for one in read(text, found) if one.body or one.title] if len(found) >= least else []
        if made:
            return made
    if single := of_nexis_uni(text):
        return [single]
    if len({found[1] for found in _SINGLE.finditer(text)}) >= 2:
        return [_of_nexis(text)]
    return None


def iter_documents(documents: list[Exported], document: Document) -> Iterator[Article | Rejected]:
    """The articles of an export, numbered in the order of the file."""
    for number, one in enumerate(document.in_turn(documents), 1):
        name = f"{document.name}#{number}"
        parts = read_text(mended(one.body), headers="unmistakable", known=("title", "source", "date", "author"))
        if not parts.body:
            yield document.rejected("no text", "it has a headline alone", line=one.line, known=name)
            continue
        if len(parts.body) > MAX_CHARACTERS:
            yield document.rejected(*too_long(len(parts.body)), line=one.line, known=name)
            continue
        date = _date(one.date)
        extra = dict(one.extra)
        if one.date and date is None:
            extra["unread_date"] = one.date
        yield Article(
            id=name,
            body=parts.body,
            title=mended(" ".join(one.title.split())),
            source=" ".join(one.source.split()) or None,
            date=date,
            author=" ".join(one.author.split()) or None,
            path=document.name,
            language=one.language or None,
            asides=parts.asides,
            extra=extra,
        )


def _date(stated: str) -> PublicationDate | None:
    """`January 11, 2024 Monday`, and what a desk adds behind it (`Late Edition`)."""
    stated = " ".join(stated.split())
    while stated:
        if date := read_date(stated):
            return date
        stated = stated.rpartition(" ")[0].rstrip(" ,;.")
    return None


Marks = list[re.Match[str]]

# Nexis, as it was until 2020: `3 of 7 DOCUMENTS`, outlet, date, headline, labels, text, labels.

_NEXIS = re.compile(r"^[ \t\ufeff]*\d{1,5} (?:of|von|de|di|sur) \d{1,5} DOCUMENT[A-Z]*[ \t]*$", re.MULTILINE)
_LABEL = re.compile(r"\A([A-Z][A-Z /-]{2,24}|[A-Z][a-z]+(?:-[A-Z][a-z]+)?): ?(.*)\Z")
_NEXIS_LABELS = frozenset(
    "BYLINE SECTION LENGTH DATELINE HIGHLIGHT SERIES TYPE COLUMN GRAPHIC LOAD-DATE LANGUAGE PUBLICATION-TYPE"
    " JOURNAL-CODE SUBJECT COMPANY GEOGRAPHIC CITY STATE COUNTRY PERSON ORGANIZATION INDUSTRY TICKER CORRECTION"
    " CORRECTION-DATE URL HEADLINE SOURCE TITLE AUTHOR PAGE EDITION AUTOR RUBRIK LÄNGE ACC-NO DOCUMENT-TYPE"
    " PUB-TYPE NAME NOTES".split()
)
_COPYRIGHT = re.compile(r"\A(?:copyright|©|all rights reserved|\(c\) )", re.IGNORECASE)
_RIGHTS = re.compile(r"\A(?:copyright (?:©|\d{4}).{0,100}|all rights reserved\.?)\Z", re.IGNORECASE)


def _nexis(text: str, marks: Marks) -> Iterator[Exported]:
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        one = _of_nexis(text[mark.end() : end])
        one.line = text.count("\n", 0, mark.start()) + 1
        yield one


def _of_nexis(text: str) -> Exported:
    one = Exported()
    blocks = [block for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    body: list[str] = []
    heading = True
    for block in blocks:
        lines = [line.strip() for line in block.strip().split("\n")]
        label = _LABEL.match(lines[0])
        name = label[1].upper() if label else ""
        if label and name in _NEXIS_LABELS:
            value = " ".join([label[2], *lines[1:]]).strip()
            heading = heading and name in (
                "HEADLINE",
                "SECTION",
                "BYLINE",
                "LENGTH",
                "SERIES",
                "DATELINE",
                "HIGHLIGHT",
                "TITLE",
                "COLUMN",
                "TYPE",
                "SOURCE",
            )
            if name in ("BYLINE", "AUTHOR", "AUTOR"):
                one.author = re.sub(r"\A(?:by|von) ", "", value, flags=re.IGNORECASE)
            elif name in ("HEADLINE", "TITLE"):
                one.title = value
            elif name == "LANGUAGE":
                one.language = _LANGUAGES.get(value.split(";")[0].strip().lower(), "")
            elif name == "HIGHLIGHT":
                body.append(value)
            else:
                one.extra[name.lower()] = value
            continue
        joined = " ".join(lines)
        if all(map(_RIGHTS.match, lines)) or (not body and _COPYRIGHT.match(joined) and len(joined) < 200):
            continue
        if heading and not body and _heads(one, lines, joined):
            continue
        body.append("\n".join(lines))
    one.body = one_blank_line("\n\n".join(body))
    return one


def _heads(one: Exported, lines: list[str], joined: str) -> bool:
    """Outlet, then date, then headline, each a block of its own; what else stands among them stays."""
    if len(joined) > 400:
        return False
    if not one.source and not one.date:
        if _date(joined):
            one.date = joined
        else:
            one.source = lines[0]
            if len(lines) > 1 and _date(lines[1]):
                one.date = lines[1]
        return True
    if not one.date and (date := next((line for line in lines if _date(line)), "")):
        one.date = date
        return True
    if one.date and not one.title:
        if re.fullmatch(
            r"(?:correction appended|(?:early|late|final|first|second|national|regional|city).{0,40}edition.{0,30})",
            joined,
            re.IGNORECASE,
        ):
            return True
        one.title = joined
        return True
    return False


# Nexis since: a document ends with `End of Document`; headline, outlet, date, labels, `Body`, text.

_NEXIS_UNI = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE | re.IGNORECASE)
_BODY = re.compile(r"^[ \t]*(?:Body|Full Text|Text)[ \t]*$", re.MULTILINE)


def _nexis_uni(text: str, marks: Marks) -> Iterator[Exported]:
    start = 0
    for mark in marks:
        one = _of_nexis_uni(text[start : mark.start()])
        one.line = text.count("\n", 0, start) + 1
        start = mark.end()
        yield one


def of_nexis_uni(text: str) -> Exported | None:
    """The one document of a text that has the head of Nexis: a line `Body`, and labels above it."""
    body = _BODY.search(text, 0, 4_000)
    if (
        not body
        or len(
            re.findall(
                r"^(?:Section|Length|Byline|Dateline|Highlight|Copyright)\b", text[: body.start()], re.MULTILINE
            )
        )
        < 2
    ):
        return None
    return _of_nexis_uni(text)


def _of_nexis_uni(text: str) -> Exported:
    one = Exported()
    found = _BODY.search(text)
    head, rest = (text[: found.start()], text[found.end() :]) if found else ("", text)
    plain = []
    for line in filter(None, map(str.strip, head.split("\n"))):
        label = _LABEL.match(line)
        if label and label[1].upper() in _NEXIS_LABELS:
            if label[1].upper() in ("BYLINE", "AUTHOR"):
                one.author = re.sub(r"\Aby ", "", label[2], flags=re.IGNORECASE)
            elif label[1].upper() == "HIGHLIGHT":
                rest = f"{label[2]}\n\n{rest}"
            else:
                one.extra[label[1].lower()] = label[2]
        elif not _COPYRIGHT.match(line) and not re.match(r"(?:Page \d+ of|Link to (?:PDF|Image))", line):
            plain.append(line)
    dated = next((at for at, line in enumerate(plain) if at and _date(line) and any(map(str.isdigit, line))), None)
    if dated is not None:
        one.date, one.source = plain[dated], plain[dated - 1] if dated > 1 else ""
        one.title = " ".join(plain[: max(dated - 1, 1)])
    elif plain:
        one.title = plain[0]
    lines = rest.split("\n")
    while lines and (
        not lines[-1].strip()
        or re.match(
            r"\s*(?:Load-Date|Classification|Language|Publication-Type|Subject|Graphic|Journal Code)\b", lines[-1]
        )
    ):
        if found := re.match(r"\s*Load-Date:\s*(.*)", lines[-1]):
            one.extra["load-date"] = found[1]
        lines.pop()
    cut = next(
        (at for at, line in enumerate(lines) if re.match(r"\s*(?:Load-Date:|Classification\s*\Z)", line)), len(lines)
    )
    one.body = one_blank_line("\n".join(line.strip() for line in lines[:cut]).strip())
    return one


# Factiva: `HD`, `BY`, `PD`, `SN`, `LP`, `TD` in front of the lines of a field; `AN` or `Document …` ends a document.

_FACTIVA = re.compile(r"^(?:AN[ \t]+)?Document [A-Za-z0-9]{10,40}[ \t]*$", re.MULTILINE)
_TAG = re.compile(
    r"^(HD|SE|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|CLM|ART|NGC|GC)"
    r"(?:[ \t]+|$)",
    re.MULTILINE,
)


def _factiva(text: str, marks: Marks) -> Iterator[Exported]:
    start = 0
    for mark in marks:
        part = text[start : mark.start()]
        line = text.count("\n", 0, start) + 1
        start = mark.end()
        one = _tagged(part) if len(_TAG.findall(part)) >= 4 else _printed(part)
        one.line = line
        yield one


def _tagged(text: str) -> Exported:
    pieces = _TAG.split(text)
    fields: dict[str, str] = {}
    for name, value in zip(pieces[1::2], pieces[2::2], strict=True):
        fields[name] = f"{fields[name]}\n\n{value.strip()}" if name in fields else value.strip()
    body = "\n\n".join(fields.get(name, "") for name in ("LP", "TD") if fields.get(name))
    return Exported(
        title=fields.get("HD", ""),
        source=fields.get("SN", ""),
        date=fields.get("PD", ""),
        author=re.sub(r"\Aby ", "", fields.get("BY", ""), flags=re.IGNORECASE),
        language=_LANGUAGES.get(fields.get("LA", "").lower(), ""),
        body=body,
        extra={name.lower(): fields[name] for name in ("SE", "PG", "ED", "SC") if name in fields},
    )


_WORDS = re.compile(r"\A[\d,.]+ (?:words|Wörter|mots|palabras)\Z")


def _printed(text: str) -> Exported:
    """Headline, author, number of words, date, time, outlet, code, page, language, copyright; then the text."""
    blocks = [line.strip() for line in text.split("\n") if line.strip()]
    at = next((n for n, line in enumerate(blocks[:12]) if _WORDS.match(line)), None)
    if at is None:
        return Exported(body="\n\n".join(blocks))
    one = Exported(title=blocks[0], author=" ".join(blocks[1:at]))
    one.author = re.sub(r"\Aby ", "", one.author, flags=re.IGNORECASE)
    rest = blocks[at + 1 :]
    while rest and not one.date and not _COPYRIGHT.match(rest[0]):
        line = rest.pop(0)
        one.date = line if _date(line) else ""
    while rest:
        line = rest.pop(0)
        if re.match(r"\d\d:\d\d", line):
            continue
        if not one.source:
            one.source = line
        elif line.lower() in _LANGUAGES:
            one.language = _LANGUAGES[line.lower()]
        elif _COPYRIGHT.match(line) or len(line) > 100:
            rest = rest if _COPYRIGHT.match(line) else [line, *rest]
            break
    one.body = "\n\n".join(line for line in rest if not _RIGHTS.match(line))
    return one


# ProQuest: a line of underscores between documents, `Title: `, `Publication title: `, `Full text: `.

_PROQUEST = re.compile(r"^_{20,}[ \t]*$", re.MULTILINE)
_PROQUEST_LABEL = re.compile(r"^([A-Z][A-Za-z /]{2,40}): ", re.MULTILINE)


_PROQUEST_COUNT = re.compile(r"^[ \t]*Document \d{1,5} of \d{1,5}[ \t]*$", re.MULTILINE)


def _proquest(text: str, marks: Marks) -> Iterator[Exported]:
    edges = [0, *(mark.end() for mark in marks), len(text)]
    for low, high in pairwise(edges):
        pieces = _PROQUEST_LABEL.split(_PROQUEST_COUNT.sub("", text[low:high]).rstrip("_ \t\n"))
        fields = dict(zip(map(str.lower, pieces[1::2]), map(str.strip, pieces[2::2]), strict=True))
        if "full text" not in fields and "abstract" not in fields:
            continue
        yield Exported(
            title=fields.get("title", pieces[0].strip().split("\n")[0]),
            source=re.sub(r"\s*;.*\Z", "", fields.get("publication title", ""), flags=re.DOTALL),
            date=fields.get("publication date", ""),
            author=fields.get("author", ""),
            language=_LANGUAGES.get(fields.get("language of publication", "").lower(), ""),
            body=fields.get("full text") or fields.get("abstract", ""),
            line=text.count("\n", 0, low) + 1,
            extra={
                key: fields[key]
                for key in ("section", "first page", "document url", "proquest document id")
                if key in fields
            },
        )


_LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr",
    "spanish": "es", "español": "es",
    "portuguese": "pt", "italian": "it", "dutch": "nl", "norwegian": "no", "swedish": "sv", "danish": "da",
    "russian": "ru", "polish": "pl", "czech": "cs", "chinese": "zh", "japanese": "ja",
    "arabic": "ar", "turkish": "tr",
}  # fmt: skip
_FORMATS: tuple[tuple[re.Pattern[str], int, Callable[[str, Marks], Iterator[Exported]]], ...] = (
    (_NEXIS, 1, _nexis), (_NEXIS_UNI, 1, _nexis_uni), (_FACTIVA, 1, _factiva), (_PROQUEST, 1, _proquest),
)  # fmt: skip
