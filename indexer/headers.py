"""What the first lines of a text state about it: front matter, header lines, title, byline, dateline.

Nothing is guessed from the prose. A line is a header only if it has the form of one, and
the first line that has not ends the headers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from indexer.article import PublicationDate
from indexer.boilerplate import lone_line
from indexer.dates import read_date

_DEEPEST = 60  # lines looked at for headers
_LONGEST_TITLE = 200
_LONGEST_VALUE = 500
_LONGEST_WRAPPED = 120  # a line that is longer was not broken by hand
_LONGEST_DATELINE = 160

_LABELS = {
    label: name
    for name, labels in {
        "title": "title headline заголовок titel titre título titolo",
        "source": "source publisher publication outlet newspaper site источник издание quelle fuente fonte джерело",
        "date": "date published pubdate datum дата fecha data",
        "author": "author authors by byline автор autor auteur autore",
        "url": "url link permalink",
        "language": "language lang",
    }.items()
    for label in labels.split()
} | {"published on": "date", "publication date": "date", "date published": "date", "published at": "date"}

_LABELLED = re.compile(r"\**([^\W\d_]{2,16}(?: [^\W\d_]{2,12})?)\**\s?:\**(?!//)\s*(.*)\Z")
_DATE_LINE = re.compile(
    r"(?:date\s*:?\s+)?(\d{4}-\d\d(?:-\d\d)?)(?:[T ]\d\d:\d\d\S*)?(?:\s*[|:–—-])?\s+(\S.*)\Z", re.IGNORECASE
)
_FRONT_MATTER = re.compile(r"([A-Za-z_][\w .-]{0,40}?)\s*:(?:\s+(.*)|\s*)\Z")
# The caption of a picture ends so, no headline does.
_CREDITED = re.compile(r"(?:\bREUTERS/|\bAP Photo|/(?:AP|AFP|EPA|Reuters|Getty)\b|\bGetty(?: Images)?\)?$)")
_HEADING = re.compile(r"#{1,2}\s+(\S.*?)\s*#*\Z")

_NAME = r"[^\W\d_][\w.'’-]*"
# The separators begin with different characters: a line of many commas must not be tried in every way.
_BYLINE = re.compile(rf"by:?\s+({_NAME}(?:(?:\s+|,\s*|[/|&]\s*|\s[,/|&]\s*){_NAME})*)\.?\Z", re.IGNORECASE)
_SMALL = frozenset("and of the for in at with de da del der di la le van von bin al".split())
_NO_NAME = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|then|now|the|this|that|those|these|noon|midnight",
    re.IGNORECASE,
)

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY = rf"(?P<day>{_MONTH}\s\d{{1,2}}|\d{{1,2}}\s{_MONTH})(?P<year>,?\s\d{{4}})?"
_PLACE = r"(?P<place>[A-Z][\w.'’/ -]{1,40}(?:,\s[A-Z][\w.'’ -]{1,30}){0,2}?)"
_DASH = r"\s?(?:[—–-]{1,2})\s?(?=\S)"
_DATELINES = (
    # KYIV, March 1 (Reuters) — and (Reuters) -
    re.compile(rf"{_PLACE}?(?:,?\s{_DAY})?\s?\((?P<agency>[^()\n]{{2,40}})\){_DASH}"),
    # MOSCOW, March 1. /TASS/.
    re.compile(rf"{_PLACE}(?:,\s{_DAY})\.?\s/(?P<agency>[^/\n]{{2,40}})/\."),
    # KYIV, March 1 —
    re.compile(rf"(?=[A-Z]{{3}}){_PLACE},\s{_DAY}{_DASH}(?P<agency>)"),
)
# An outlet in a dateline is believed if it is one of these or says that it is one.
_AGENCIES = frozenset(
    name.strip()
    for name in """
    reuters, ap, associated press, the associated press, afp, agence france-presse, upi, united press international
    cnn, bbc, xinhua, tass, itar-tass, ria novosti, ria, sputnik, interfax, interfax-ukraine, ukrinform, unian
    bloomberg, ani, pti, ians, dpa, efe, ansa, kyodo, yonhap, anadolu, aa, npr, rfe/rl, rferl, voa, dw, cbs, nbc, cbc
    aap, pa, pa media, apa, apf, belga, cna, irna, tasnim, isna, fars, wafa, sana, bernama, antara, lusa, agerpres
    pap, čtk, tanjug, hina, bta, thomson reuters foundation, the conversation, the hill, politico, axios, propublica
    """.replace("\n", ",").split(",")
    if name.strip()
)
_OUTLET_WORD = re.compile(
    r"\b(?:News|Agency|Press|Times|Post|Tribune|Herald|Journal|Radio|Gazette|Daily|Courier|Telegraph|Guardian|Observer"
    r"|Chronicle|Wire)\b"
)


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields that the first lines state, and the numbers of the lines that state them.

    `labelled` counts the lines that say what they are (`Source: …`, front matter).
    """

    lines: Sequence[int] = ()
    title: str = ""
    source: str | None = None
    date: PublicationDate | None = None
    author: str | None = None
    url: str | None = None
    language: str | None = None
    extra: dict[str, object] = field(default_factory=dict)
    labelled: int = 0


def read_headers(lines: Sequence[str], *, unlabelled: bool = True, title: str = "") -> Headers:
    """Read the headers off the top of `lines`.

    Unless `unlabelled`, only lines that carry a label count, no title, byline or date without one. A `title` that
    is known already is the only one that a line without a label can be.
    """
    found = _Found(title)
    start = found.front_matter(lines)
    taken = list(range(start))
    for number in range(start, min(len(lines), start + _DEEPEST)):
        line = lines[number].strip()
        if not line:
            continue
        if found.labelled_line(line) or (unlabelled and found.unlabelled_line(line, lines, number)):
            taken.append(number)
        elif lone_line(line) is None:
            break
    return found.headers(taken)


class _Found:
    """The fields as they are gathered; the first statement of a field stands, later ones go to `extra`."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.fields: dict[str, str] = {}
        self.extra: dict[str, object] = {}
        self.labelled = 0

    def headers(self, lines: Sequence[int]) -> Headers:
        stated = self.fields.pop("date", None)
        date = None if stated is None else read_date(stated)
        if stated is not None and date is None:
            self.extra["unread_date"] = stated
        return Headers(
            lines=lines,
            title=self.fields.get("title", ""),
            source=self.fields.get("source"),
            date=date,
            author=self.fields.get("author"),
            url=self.fields.get("url"),
            language=self.fields.get("language"),
            extra=self.extra,
            labelled=self.labelled,
        )

    def add(self, name: str, value: str) -> None:
        value = value.strip()
        if not value:
            return
        if name not in self.fields:
            self.fields[name] = value
        elif name == "author":
            self.fields[name] += f", {value}"
        elif self.fields[name] != value:
            self.keep(f"other_{name}", value)

    def keep(self, key: str, value: str) -> None:
        before = self.extra.get(key)
        self.extra[key] = value if before is None else f"{before}\n{value}"

    def front_matter(self, lines: Sequence[str]) -> int:
        """Read `key: value` lines between two lines of dashes; the number of lines read, 0 if there are none."""
        if not lines or lines[0].strip() != "---":
            return 0
        pairs: list[tuple[str, list[str]]] = []
        for number, line in enumerate(lines[1 : _DEEPEST * 2], 1):
            stripped = line.strip()
            if stripped in ("---", "...") and pairs:
                for key, values in pairs:
                    self.front_matter_value(key, values)
                self.labelled += len(pairs)
                return number + 1
            if not stripped or stripped.startswith("#"):
                continue
            if line[0] in " \t-" and pairs:
                pairs[-1][1].append(stripped.removeprefix("- "))
            elif pair := _FRONT_MATTER.match(stripped):
                pairs.append((pair[1], [pair[2]] if pair[2] else []))
            else:
                return 0
        return 0

    def front_matter_value(self, key: str, values: list[str]) -> None:
        texts = [_unquoted(value) for value in values if value not in ("|", ">", "|-", ">-")]
        if len(texts) == 1 and texts[0][:1] == "[" and texts[0][-1:] == "]":
            texts = [_unquoted(part.strip()) for part in texts[0][1:-1].split(",")]
        name = _LABELS.get(key.lower())
        if name is None:
            self.keep(key, "\n".join(texts))
        else:
            self.add(name, (", " if name == "author" else " ").join(texts))

    def labelled_line(self, line: str) -> bool:
        """`Source: …` and its like, and `date 2022-02-26 A headline`."""
        if len(line) > _LONGEST_VALUE:
            return False
        if line[:4].lower() == "date" and "date" not in self.fields and self._dated_title(line):
            self.labelled += 1
            return True
        found = _LABELLED.match(line)
        name = _LABELS.get(found[1].lower()) if found else None
        if found is None or name is None or not (found[2] or name in ("author", "date")):
            return False
        self.add(name, found[2])
        self.labelled += 1
        return True

    def _dated_title(self, line: str) -> bool:
        """`date 2022-02-26 A headline`, unless all after the label is a date."""
        found = _DATE_LINE.match(line)
        if not found or read_date(line[4:].lstrip(" \t:")) or not read_date(found[1]):
            return False
        self.add("date", found[1])
        self.add("title", found[2])
        return True

    def unlabelled_line(self, line: str, lines: Sequence[str], number: int) -> bool:
        """A byline, a line that is a date, or the title."""
        if len(line) > _LONGEST_TITLE + 40:
            return False
        if "author" not in self.fields and (found := _BYLINE.match(line)) and _is_name(found[1], lines, number):
            self.add("author", found[1])
            return True
        if "date" not in self.fields:
            date = read_date(line.removeprefix("Published ").removeprefix("Updated "))
            if date is not None and date.precision == "day":
                self.add("date", str(date))
                return True
            dated = _DATE_LINE.match(line)
            titled = "title" in self.fields or bool(self.title)
            if dated and not titled and read_date(dated[1]) and is_title(dated[2], lines, number):
                self.add("date", dated[1])
                self.add("title", dated[2])
                return True
        if "title" not in self.fields and lone_line(line) != "phrase":
            heading = _HEADING.match(line)
            text = heading[1] if heading else line
            if _same(text, self.title) if self.title else (heading or is_title(line, lines, number)):
                self.add("title", text)
                return True
        return False


def is_title(line: str, lines: Sequence[str], number: int) -> bool:
    """Whether `line`, which is `lines[number]`, is a headline over what follows and not its first paragraph.

    It is short, ends no sentence, and is followed by a longer text from which it is set off by
    a blank line or by its form; a line of hard-wrapped text is none.
    """
    if len(line) > _LONGEST_TITLE or line[0].islower() or not any(char.isalpha() for char in line):
        return False
    if not _ends_as_title(line) or _CREDITED.search(line) or _match_dateline(line):
        return False
    following = list(islice((n for n in range(number + 1, len(lines)) if lines[n].strip()), 6))
    if not following or not _is_longer(lines, following[0], 2 * len(line)):
        return False
    if following[0] > number + 1:
        return True
    after = lines[following[0]].strip()
    if after[0].islower():
        return False
    if any(len(lines[n]) > _LONGEST_WRAPPED for n in following) or 2 * len(line) <= len(after):
        return True
    return line.isupper() or bool(_match_dateline(after) or _BYLINE.match(after))


def _is_longer(lines: Sequence[str], number: int, length: int) -> bool:
    """Whether more than `length` characters stand from `lines[number]` on."""
    for line in islice(lines, number, None):
        length -= len(line.strip())
        if length < 0:
            return True
    return False


def _ends_as_title(line: str) -> bool:
    if line[-1] in ",;:-–—":
        return False
    bare = line.rstrip("\"”’'»)")
    if not bare.endswith("."):
        return True
    # A full stop that belongs to an abbreviation (U.S., a.m., Inc.) or to an ellipsis.
    return bare == line and re.search(r"(?:\b\w\.\w\.|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|No)\.|\.\.\.)\Z", bare) is not None


def dateline(line: str) -> tuple[str | None, PublicationDate | None]:
    """The outlet and the date that `KYIV, March 1, 2022 (Reuters) —` states; a day without a year is no date."""
    found = _match_dateline(line)
    if not found:
        return None, None
    agency = found["agency"].strip()
    # The whole form, with a place and a day, is believed of any outlet; a bracket alone only of one that is known.
    whole = bool(found["place"] and found["day"]) and agency[:1].isupper() and not any(map(str.isdigit, agency))
    known = agency.casefold() in _AGENCIES or _OUTLET_WORD.search(agency) is not None
    date = read_date(f"{found['day']} {found['year'].strip(', ')}") if found["day"] and found["year"] else None
    return (agency if whole or known else None), date


def _match_dateline(line: str) -> re.Match[str] | None:
    line = line[:_LONGEST_DATELINE]
    # Each form has one of these; most first lines have none.
    if "-" not in line and "—" not in line and "–" not in line and "/" not in line:
        return None
    return next((found for form in _DATELINES if (found := form.match(line))), None)


def _is_name(text: str, lines: Sequence[str], number: int) -> bool:
    words = re.split(r"[\s,/|&]+", text)
    if len(words) > 14 or len(text) > 120 or _NO_NAME.fullmatch(words[0]):
        return False
    if not all(word[:1].isupper() or word in _SMALL for word in words if word):
        return False
    return number + 1 >= len(lines) or not lines[number + 1].strip()[:1].islower()


def _same(text: str, other: str) -> bool:
    return text.casefold().split() == other.casefold().split()


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
