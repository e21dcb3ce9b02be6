"""What the first lines of a text state about it: front matter, header lines, title, byline.

Nothing is guessed from the prose. A line is a header only if it has the form of one, and
the first line that has not ends the headers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from indexer.article import PublicationDate
from indexer.text.boilerplate import lone_line
from indexer.text.datelines import is_outlet, may_be_outlet
from indexer.text.dates import read_date
from indexer.text.headlines import BYLINE, LONGEST_TITLE, is_longer, is_title
from indexer.text.labels import field_of, labelled, stated_by, unknown_block

_DEEPEST = 60  # lines looked at for headers
_LONGEST_VALUE = 500

_DATE_LINE = re.compile(
    r"(?:date\s*:?\s+)?(\d{4}-\d\d(?:-\d\d)?)(?:[T ]\d\d:\d\d\S*)?(?:\s*[|:–—-])?\s+(\S.*)\Z", re.IGNORECASE
)
_FRONT_MATTER = re.compile(r"([A-Za-z_][\w .-]{0,40}?)\s*:(?:\s+(.*)|\s*)\Z")
_ADDRESS = re.compile(r"https?://\S{4,500}")
_HEADING = re.compile(r"#{1,2}\s+(\S.*?)\s*#*\Z")

_BYLINE_AND_DATE = re.compile(r"(by:?\s[^|•·—–]{2,120}?)\s*(?:[|•·—–]|\s-\s)\s*([^|•·—–]{6,60})\Z", re.IGNORECASE)
_PUBLISHED = re.compile(r"\A(?:(?:first |last )?(?:published|posted|updated)(?: on| at)?\s*:?\s+)", re.IGNORECASE)
_PLACE = re.compile(r"\A[^\W\d_][\w.'’ ]{1,30} [-–—|] (?=\d)")
# The first comma or dash that a date may follow: the rest is one or not.
_NAMED_AND_DATED = re.compile(r"(?P<name>[^\W\d_][^\d,|–—\n]{1,40}?)(?:,| [-–—|])\s+(?P<date>(?=.*\d{4}).{6,50})\Z")
_EDITION = re.compile(r"correction appended|.{0,40}\bedition\b.{0,20}", re.IGNORECASE)
_HEAD = 10  # lines, the blank ones with them, in which a head goes on
_LONGEST_HEAD = 90  # characters of a line in a head
_LONGEST_OUTLET, _LONGEST_PLACE = 5, 3  # words of a name
_SMALL = frozenset("and of the for in at with de da del der di la le van von bin al".split())
_NO_NAME = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|then|now|the|this|that|those|these|noon|midnight",
    re.IGNORECASE,
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
        if found.labelled_line(line) or found.between_labels(lines, number):
            taken.append(number)
        elif unlabelled and not found.labelled and (unknown := unknown_block(lines[number : number + _DEEPEST])):
            found.keep("unread_labels", ", ".join(unknown))
            break
        elif unlabelled and found.unlabelled_line(line, lines, number):
            taken.append(number)
        elif lone_line(line) is None and not (unlabelled and found.goes_on(lines, number)):
            break
    found.masthead(lines, taken)
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
        if lines and lines[0].strip() == "+++":
            return self.toml_front_matter(lines)
        if not lines or lines[0].strip() != "---":
            return 0
        pairs: list[tuple[str, list[str]]] = []
        comments: list[str] = []
        for number, line in enumerate(lines[1 : _DEEPEST * 2], 1):
            stripped = line.strip()
            if stripped in ("---", "...") and pairs:
                for key, values in pairs:
                    self.front_matter_value(key, values)
                for comment in comments:
                    self.keep("comment", comment)
                self.labelled += len(pairs)
                return number + 1
            if not stripped or stripped.startswith("#"):
                comments += [stripped] if stripped else []
                continue
            if line[0] in " \t-" and pairs:
                pairs[-1][1].append(stripped.removeprefix("- "))
            elif pair := _FRONT_MATTER.match(stripped):
                pairs.append((pair[1], [pair[2]] if pair[2] else []))
            else:
                return 0
        return 0

    def toml_front_matter(self, lines: Sequence[str]) -> int:
        """Read TOML between two lines of `+++`; the number of lines read, 0 if it is none."""
        end = next((at for at, line in enumerate(lines[1 : _DEEPEST * 2], 1) if line.strip() == "+++"), 0)
        try:
            stated = tomllib.loads("\n".join(lines[1:end]))
        except tomllib.TOMLDecodeError:
            return 0
        for key, value in stated.items():
            values = value if isinstance(value, list) else [value]
            self.front_matter_value(key, [str(one) for one in values])
        for line in lines[1:end]:
            if line.lstrip().startswith("#"):
                self.keep("comment", line.strip())
        self.labelled += len(stated)
        return end + 1 if stated else 0

    def front_matter_value(self, key: str, values: list[str]) -> None:
        texts = [_unquoted(value) for value in values if value not in ("|", ">", "|-", ">-")]
        if len(texts) == 1 and texts[0][:1] == "[" and texts[0][-1:] == "]":
            texts = [_unquoted(part.strip()) for part in texts[0][1:-1].split(",")]
        name = field_of(key)
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
        found = stated_by(line)
        if found is None:
            return False
        self.add(*found)
        self.labelled += 1
        return True

    def between_labels(self, lines: Sequence[str], number: int) -> bool:
        """A line with a label that is not known, among those that are: `Section: World`. It is kept by its name."""
        found = labelled(lines[number].strip()) if self.labelled else None
        if found is None or not found.value or field_of(found.label) or len(lines[number]) > LONGEST_TITLE:
            return False
        for line in lines[number + 1 : number + _HEAD]:
            if len(line) > _LONGEST_VALUE or labelled(line.strip()) is None:
                return False
            if stated_by(line.strip()) is not None:
                self.keep(found.label, found.value)
                return True
        return False

    def _dated_title(self, line: str) -> bool:
        """`date 2022-02-26 A headline`, unless all after the label is a date."""
        found = _DATE_LINE.match(line)
        if not found or read_date(line[4:].lstrip(" \t:")) or not read_date(found[1]):
            return False
        self.add("date", found[1])
        self.add("title", found[2])
        return True

    def unlabelled_line(self, line: str, lines: Sequence[str], number: int) -> bool:
        """An address, a byline, a line that is a date, or the title."""
        if "url" not in self.fields and _ADDRESS.fullmatch(line):
            self.add("url", line)
            return True
        if len(line) > LONGEST_TITLE + 40:
            return False
        return (
            self._byline(line, lines, number)
            or self._outlet_and_date(line, lines, number)
            or self._date_line(line, lines, number)
            or self._title(line, lines, number)
        )

    def goes_on(self, lines: Sequence[str], number: int) -> bool:
        """Whether a short line is of the head, though it says nothing that is known: a line that is a date follows,
        within a few lines that are no longer."""
        if (
            "date" in self.fields
            or (not self.title and "title" not in self.fields)
            or len(lines[number]) > _LONGEST_HEAD
        ):
            return False
        following = (line.strip() for line in islice(lines, number, number + _HEAD))
        for line in filter(None, following):
            if len(line) > _LONGEST_HEAD:
                return False
            if _printed_date(line) is not None:
                return True
        return False

    def masthead(self, lines: Sequence[str], taken: list[int]) -> None:
        """An outlet that stands above a date and a headline was taken for the headline: as papers print it."""
        if (
            "source" in self.fields
            or self.title
            or "title" not in self.fields
            or (self.labelled and "title" in self.extra)
        ):
            return
        top = [number for number in taken[:2] if lines[number].strip()]
        if (
            len(top) < 2
            or lines[top[0]].strip() != self.fields["title"]
            or _printed_date(lines[top[1]].strip()) is None
        ):
            return
        if len(self.fields["title"].split()) > _LONGEST_OUTLET:
            return
        for number in range(top[1] + 1, min(len(lines), top[1] + _HEAD)):
            line = lines[number].strip()
            if not line or _EDITION.fullmatch(line):
                if line:
                    taken.append(number)
                continue
            if number not in taken and is_title(line, lines, number):
                self.fields["source"], self.fields["title"] = self.fields["title"], line
                taken.append(number)
                taken.sort()
            return

    def _byline(self, line: str, lines: Sequence[str], number: int) -> bool:
        """`By Ada Lindqvist`, and `By Ada Lindqvist | Feb. 26, 2022`."""
        if "author" in self.fields or line[:2].lower() != "by":
            return False
        parted = _BYLINE_AND_DATE.match(line)
        stated = read_date(_PUBLISHED.sub("", parted[2])) if parted else None
        if parted and stated is not None:
            line = parted[1]
        found = BYLINE.match(line)
        if not found or not _is_name(found[1], lines, number):
            return False
        self.add("author", found[1])
        if stated is not None:
            self.add("date", str(stated))
        return True

    def _outlet_and_date(self, line: str, lines: Sequence[str], number: int) -> bool:
        """`The Velm Herald, June 3, 2024`. A name that does not say that it is a paper's is one, or a place's, only
        beside a title; a place is kept, and is no outlet."""
        found = _NAMED_AND_DATED.match(line) if "date" not in self.fields else None
        if found is None or len(found["name"].split()) > _LONGEST_OUTLET or not _is_proper(found["name"]):
            return False
        name, date = found["name"], read_date(found["date"])
        if date is None or date.precision != "day":
            return False
        if not is_outlet(name):
            following = next((at for at in range(number + 1, len(lines)) if lines[at].strip()), None)
            titled = "title" in self.fields or bool(self.title) or (
                following is not None and is_title(lines[following].strip(), lines, following)
            )  # fmt: skip
            if not titled or len(name.split()) > _LONGEST_PLACE:
                return False
        self.add("date", found["date"])
        if is_outlet(name) or may_be_outlet(name):
            self.add("source", name)
        else:
            self.keep("place", name)
        return True

    def _date_line(self, line: str, lines: Sequence[str], number: int) -> bool:
        """`Published on February 26, 2022`, and `2022-02-26 A headline`."""
        if "date" in self.fields:
            return False
        date = _printed_date(line)
        if date is not None:
            self.add("date", str(date))
            return True
        dated = _DATE_LINE.match(line)
        titled = "title" in self.fields or bool(self.title)
        if not dated or titled or not read_date(dated[1]) or not is_title(dated[2], lines, number):
            return False
        self.add("date", dated[1])
        self.add("title", dated[2])
        return True

    def _title(self, line: str, lines: Sequence[str], number: int) -> bool:
        """The title that is known, or a line that is one."""
        if "title" in self.fields or lone_line(line) == "phrase":
            return False
        heading = _HEADING.match(line)
        text = heading[1] if heading else line
        titled = heading or is_title(line, lines, number) or _is_above_label(lines, number)
        if not (_same(text, self.title) if self.title else titled):
            return False
        self.add("title", text)
        return True


def _printed_date(line: str) -> PublicationDate | None:
    """The day that a line names and nothing else, but for when it was published, and where."""
    date = read_date(_PUBLISHED.sub("", line)) or read_date(_PLACE.sub("", line))
    return date if date is not None and date.precision == "day" else None


def _is_proper(name: str) -> bool:
    """Whether a few words are written as a name is."""
    return name[0].isupper() and all(
        word[0].isupper() or word in _SMALL or not word[0].isalpha() for word in name.split()
    )


def _is_above_label(lines: Sequence[str], number: int) -> bool:
    """Whether lines[number] is short and right above a label that is known, with a longer text below: it is no prose
    then, whatever it ends with."""
    line = lines[number].strip()
    if len(line) > _LONGEST_HEAD or not line[:1].isalpha() or line[0].islower() or number + 1 >= len(lines):
        return False
    return stated_by(lines[number + 1].strip()) is not None and is_longer(lines, number + 2, 2 * len(line))


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
