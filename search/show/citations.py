"""An article, or a quotation in it, as a citation: one line of text in a common style.

Names stand as the article prints them and in its order: nothing states which part of one is the family name, and
Xi Jinping, the BBC and Ludwig van Beethoven have different ones. Months are English, as the styles are. What an
article does not state is left out, but for the date, which is "n.d.".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from indexer.article import Article, PublicationDate, Quotation
from search.results import QuoteMatch
from search.show.attributions import doubt
from search.show.terminal import safe

__all__ = ["STYLES", "authors", "citation"]

UNDATED = "n.d."
_MONTHS = "January February March April May June July August September October November December".split()
_MLA = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()
_AP = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split()
_FIRST_WORDS = 8  # of an article without a title
_ABBREVIATED = re.compile(r"(?:\b\w\.){2,}\Z|\b(?:Co|Corp|Inc|Jr|Ltd|Sr|St)\.\Z")
_BETWEEN_NAMES = re.compile(r"\s*;\s*|\s+(?:and|&)\s+|\s*,\s*(?:and\s+|&\s*)?")
_SURE_BETWEEN_NAMES = re.compile(r"\s*;\s*|\s*,?\s+(?:and|&)\s+")
_OPENING = "([{-–—/‘’“\"'«„‚"  # what may stand before a mark that opens


def citation(article: Article, quotation: Quotation | QuoteMatch | None = None, *, style: str = "chicago") -> str:
    """The citation of an article, or of a quotation in it, as one line that is safe to print.

    A speaker who is not sure has [probably] or [perhaps] before the name. KeyError for another style than STYLES has.
    """
    article_in, said_in = STYLES[style]
    cited = _cited(article)
    if quotation is None:
        return article_in(cited)
    doubtful = doubt(quotation).strip()
    speaker = (f"[{doubtful}] " if doubtful else "") + _line(quotation.speaker)
    return said_in(cited, _line(quotation.text), speaker)


def authors(byline: str | None) -> tuple[str, ...]:
    """The names of a byline. A comma is between two of them only where none has it inside: each has two words."""
    names = [name for name in _BETWEEN_NAMES.split(_line(byline)) if name]
    if all(" " in name for name in names):
        return tuple(names)
    return tuple(name for name in _SURE_BETWEEN_NAMES.split(_line(byline)) if name)


@dataclass(frozen=True, slots=True)
class _Cited:
    """What a citation tells of an article; empty where nothing states it."""

    names: tuple[str, ...]
    heading: str
    """The title, else the first words."""
    outlet: str
    date: PublicationDate | None
    url: str

    def by(self, last: str, *, most: int, serial: str = ",") -> str:
        """`A`, `A and B`, `A, B, and C`; of more than `most` the first et al."""
        *first, final = self.names or ("",)
        if len(self.names) > most:
            return f"{self.names[0]}{serial if most < 3 else ''} et al."
        if len(first) < 2:
            return f" {last} ".join([*first, final])
        return f"{', '.join(first)}{serial} {last} {final}"


def _cited(article: Article) -> _Cited:
    heading = _line(article.title)
    if not heading:
        heading = _first_words(article.body) or _line(article.id)
    return _Cited(
        names=authors(article.author),
        heading=heading,
        outlet=_line(article.source),
        date=article.date,
        url=_line(article.url),
    )


def _first_words(body: str) -> str:
    words = _line(body).split()
    first = " ".join(words[:_FIRST_WORDS])
    return first if len(words) <= _FIRST_WORDS else f"{first.rstrip('.,;:…')}…"


def _line(text: str | None) -> str:
    return " ".join(safe(text or "").split())


def _chicago(cited: _Cited) -> str:
    """A note of the Chicago Manual of Style, 17th ed., 14.191."""
    names = f"{cited.by('and', most=3)}, " if cited.names else ""
    rest = ", ".join(part for part in (cited.outlet, _american(cited.date, _MONTHS), cited.url) if part)
    return _ended(f"{names}{_quoted(cited.heading, ',')} {rest}")


def _chicago_said(cited: _Cited, said: str, speaker: str) -> str:
    return _introduced(said, speaker, "quoted in") + _chicago(cited)


def _apa(cited: _Cited) -> str:
    """A reference of the APA, 7th ed., 10.1, but for the names."""
    date = cited.date
    when = UNDATED
    if date is not None:
        month = f", {_MONTHS[date.first.month - 1]}" if date.precision != "year" else ""
        when = f"{date.first.year:04}{month}" + (f" {date.first.day}" if date.precision == "day" else "")
    first = [_ended(cited.by("&", most=20))] if cited.names else []
    parts = [*first, f"({when}).", _ended(cited.heading)] if first else [_ended(cited.heading), f"({when})."]
    return " ".join([*parts, *([_ended(cited.outlet)] if cited.outlet else []), *([cited.url] if cited.url else [])])


def _apa_said(cited: _Cited, said: str, speaker: str) -> str:
    return _introduced(said, speaker, "as cited in") + _apa(cited)


def _mla(cited: _Cited) -> str:
    """An entry of the MLA Handbook, 9th ed., but for the names."""
    date = cited.date
    when = UNDATED
    if date is not None:
        day = f"{date.first.day} " if date.precision == "day" else ""
        month = f"{_MLA[date.first.month - 1]} " if date.precision != "year" else ""
        when = f"{day}{month}{date.first.year:04}"
    names = f"{_ended(cited.by('and', most=2))} " if cited.names else ""
    rest = ", ".join(part for part in (cited.outlet, when, cited.url) if part)
    return _ended(f"{names}{_quoted(cited.heading, '.')} {rest}")


def _mla_said(cited: _Cited, said: str, speaker: str) -> str:
    return _introduced(said, speaker, "qtd. in") + _mla(cited)


def _ap(cited: _Cited) -> str:
    """In the manner of an attribution in print: the months as the AP Stylebook has them."""
    months = _AP if cited.date is not None and cited.date.precision == "day" else _MONTHS
    names = f"by {cited.by('and', most=3, serial='')}" if cited.names else ""
    rest = (part for part in (names, cited.outlet, _american(cited.date, months), cited.url) if part)
    return f"{_quoted(cited.heading, ',')} {', '.join(rest)}"


def _ap_said(cited: _Cited, said: str, speaker: str) -> str:
    return _introduced(said, speaker, "quoted in") + _ap(cited)


def _plain(cited: _Cited) -> str:
    """`Name: Headline. Outlet, 2016-03-05. Address`."""
    names = f"{', '.join(cited.names)}: " if cited.names else ""
    where = ", ".join(part for part in (cited.outlet, str(cited.date or UNDATED)) if part)
    return f"{names}{_ended(cited.heading)} {_ended(where)}" + (f" {cited.url}" if cited.url else "")


def _plain_said(cited: _Cited, said: str, speaker: str) -> str:
    """The words as they stand between the marks, without a comma at their end that belongs to the article."""
    words = f"“{_nested(said.rstrip(','))[0]}”"
    return f"{_ended(f'{words} — {speaker}' if speaker else words)} {_plain(cited)}"


STYLES: dict[str, tuple[Callable[[_Cited], str], Callable[[_Cited, str, str], str]]] = {
    "chicago": (_chicago, _chicago_said),
    "apa": (_apa, _apa_said),
    "mla": (_mla, _mla_said),
    "ap": (_ap, _ap_said),
    "plain": (_plain, _plain_said),
}
"""By name: how an article is cited, and how the words of a speaker in it."""


def _american(date: PublicationDate | None, months: list[str]) -> str:
    """`March 5, 2016`, `March 2016`, `2016`, as exactly as it is known."""
    if date is None:
        return UNDATED
    day = f" {date.first.day}," if date.precision == "day" else ""
    month = f"{months[date.first.month - 1]}{day} " if date.precision != "year" else ""
    return f"{month}{date.first.year:04}"


def _introduced(said: str, speaker: str, how: str) -> str:
    """`“Words,” Name, quoted in `; behind words that end a sentence it begins another."""
    ends = said.rstrip("’”'\"")[-1:] in tuple(".?!…")
    quoted = _quoted(said, "." if ends else ",")
    if speaker:
        return f"{quoted} {speaker}, {how} "
    return f"{quoted} {how[0].upper() + how[1:] if ends else how} "


def _ended(text: str) -> str:
    """With a full stop, where none is; a headline may end with another mark, and with closing marks behind it."""
    return text if not text or text.rstrip("’”'\")")[-1:] in tuple(".?!…") else f"{text}."


def _quoted(text: str, stop: str) -> str:
    """Between double marks, with a comma or a full stop inside all of them, as American print has it."""
    inner, closed = _nested(text)
    core, marks = inner[: len(inner) - closed].rstrip(","), inner[len(inner) - closed :]
    if stop == "," and core.endswith(".") and not core.endswith("..") and not _ABBREVIATED.search(core):
        core = core[:-1]
    if stop == "." and core[-1:] in tuple(".?!…"):
        stop = ""
    return f"“{core}{stop}{marks}”"


def _nested(text: str) -> tuple[str, int]:
    """The text as it stands between double marks: those in it single, those in these double, and so on.

    Also how many marks close at its end. Apostrophes stay, and so do the marks of other languages: „…“, «…».
    """
    pairs = _pairs(text)
    out = list(text)
    depth = 0
    opened, closes = {start for start, _ in pairs}, {end for _, end in pairs}
    for at in range(len(text)):
        if at in opened:
            depth += 1
            out[at] = "‘“"[(depth + 1) % 2]
        elif at in closes:
            out[at] = "’”"[(depth + 1) % 2]
            depth -= 1
        elif text[at] in "“”" and not _foreign(text):
            out[at] = "‘" if text[at] == "“" else "’"  # its other half was cut off
    closed = 0
    while closed < len(text) and len(text) - 1 - closed in closes:
        closed += 1
    return "".join(out), closed


def _pairs(text: str) -> list[tuple[int, int]]:
    """Where marks of English open and close, (start, end) of each pair that is whole."""
    found = []
    waiting: list[tuple[int, str]] = []
    for at, mark in enumerate(text):
        if mark not in "“”\"‘’'„‚":
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        begins = not before or before.isspace() or before in _OPENING
        kind = "double" if mark in '“”"' else "low" if mark in "„‚" else "single"
        kinds = [one for _, one in waiting]
        if "low" in kinds and mark in "“”‘":
            del waiting[kinds.index("low") :]
        elif kind == "low" or mark in "“‘" or (mark in "\"'" and begins and after and not after.isspace()):
            waiting.append((at, kind))
        elif kind in kinds and not (kind == "single" and after.isalnum()):
            nth = len(kinds) - 1 - kinds[::-1].index(kind)
            found.append((waiting[nth][0], at))
            del waiting[nth:]
    return found


def _foreign(text: str) -> bool:
    return "„" in text
