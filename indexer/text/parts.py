"""A text as it was collected, taken apart: what it states about itself, its body, and what is no part of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from indexer.article import Aside, PublicationDate
from indexer.text.boilerplate import mark, may_hold_asides, one_blank_line, separate
from indexer.text.datelines import dateline
from indexer.text.headers import Headers, read_headers
from indexer.text.mending import mended
from indexer.text.wrapping import rejoined, unwrapped

HeaderRule = Literal["all", "unmistakable"]

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 127), "\ufffd")
_NO_HEADERS = Headers()
_SOUGHT = frozenset(("title", "source", "date", "author"))
_FIRST_LINES = 4000  # characters in which headers are sought where they are not expected
_LONGEST_LABEL = 40
_LONGEST_FIRST = 200  # characters of the first line in which a dateline is sought


@dataclass(frozen=True, slots=True)
class TextParts:
    """The pieces of a text. `asides` point into `body` by code points; a field that nothing states is None."""

    body: str
    title: str = ""
    asides: tuple[Aside, ...] = ()
    source: str | None = None
    date: PublicationDate | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


def read_text(text: str, *, headers: HeaderRule = "all", title: str = "", known: Collection[str] = ()) -> TextParts:
    """Take `text` apart. It never fails, and takes time linear in the length of `text`.

    headers: `all` for a text that has nothing else to say what it is; `unmistakable` for one that comes with
    fields of its own: front matter or two and more labelled lines are read, a first line is never made a title.
    title: the title, where it is known; a first line that is no other than this is taken for it, and no other line.
    known: names of fields that are known, and are not worth looking for.
    """
    text = normalize_line_ends(text)
    read = read_headers(text.split("\n"), title=title) if headers == "all" else _unmistakable(text, known)
    body, asides = _body(text, read.lines)
    source, date = read.source, read.date
    wanted = ("source" not in known and source is None, "date" not in known and date is None)
    if any(wanted):
        line_source, line_date = dateline(body[:_LONGEST_FIRST].partition("\n")[0])
        source = line_source if wanted[0] else source
        date = line_date if wanted[1] else date
    return TextParts(
        body=body,
        asides=asides,
        title=read.title,
        source=source,
        date=date,
        author=read.author,
        url=read.url,
        language=read.language,
        extra=read.extra,
    )


def body_of(text: str) -> tuple[str, tuple[Aside, ...]]:
    """The body and the asides of a text whose title, outlet, date and author are stated elsewhere."""
    parts = read_text(mended(text), headers="unmistakable", known=_SOUGHT)
    return parts.body, parts.asides


def _body(text: str, headers: Sequence[int]) -> tuple[str, tuple[Aside, ...]]:
    """The body and the asides of a text, without the lines that are `headers`."""
    if headers:
        end = headers[-1] + 1
        top = text.split("\n", end)
        for number in headers:
            top[number] = ""
        blank = not any(line.strip() for line in top[:end])
        text = "\n".join(top[end:] if blank else top)
    text = unwrapped(rejoined(text))
    if may_hold_asides(text):
        lines = text.split("\n")
        return separate(lines, mark(lines))
    return one_blank_line(text.strip()), ()


def _unmistakable(text: str, known: Collection[str]) -> Headers:
    """Headers that carry labels, two of them at least, at the top of a text that need not have any."""
    if _SOUGHT.issubset(known) or (text.find(":", 0, _LONGEST_LABEL) < 0 and not text.startswith(("---", "+++"))):
        return _NO_HEADERS
    read = read_headers(text[:_FIRST_LINES].split("\n")[:-1], unlabelled=False)
    return read if read.labelled > 1 else _NO_HEADERS


def without_controls(text: str) -> str:
    """Put U+FFFD for the control characters that are no blanks: a terminal would obey them, and some stores stop."""
    return text.translate(_CONTROLS) if _CONTROL.search(text) else text


def normalize_line_ends(text: str) -> str:
    r"""Make every end of a line `\n`.

    CR LF, CR, vertical tab, form feed and the Unicode separators end lines. U+0085 does so only where nothing
    else does: among other line ends it is the ellipsis of Windows-1252, decoded as Latin-1.
    """
    if text.startswith("\ufeff"):
        text = text[1:]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x0b" in text or "\x0c" in text:
        text = text.replace("\x0b", "\n").replace("\x0c", "\n")
    if not text.isascii():
        if "\u2028" in text or "\u2029" in text:
            text = text.replace("\u2028", "\n").replace("\u2029", "\n")
        if "\x85" in text:
            text = text.replace("\x85", "…" if "\n" in text else "\n")
    return text
