"""Where a quotation begins and ends: pairs of marks, in all the ways newspapers set and mis-set them.

`find_runs` returns the outermost runs between marks, in order. It knows nothing of who speaks or of
whether a run is a quotation at all.

Two passes, each linear. The first reads the marks that cannot be apostrophes with a small state
machine: a family of marks is open or it is not, marks of other families inside are nested and pass by.
The second looks for single marks ('…', ‘…’, ‚…‘) in what the first left over. A paragraph that ends with
a mark still open either goes on in the next paragraph, which then opens with a mark again, or the
mark was forgotten and the damage ends with the paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Doubled = Literal["apostrophes", "marks"]
DOUBLE = '"“”„‟＂'
_FAMILY = dict.fromkeys(DOUBLE, "d") | {"«": "a", "»": "a", "‹": "s", "›": "s"}
_FAMILY |= {"「": "c", "」": "c", "『": "w", "』": "w"}
# In hard-wrapped text a line end is a space; a blank or an indented line begins a paragraph.
_BREAK_WRAPPED = re.compile("\n(?=[ \t]*\n|[ \t]{2,}\\S)")
_MARKS = ('"', "“", "”", "„", "«", "‘", "‚", "`", "「", "『", "‹", "»", "›", "„", "‟", "＂")
_ASCII_MARKS = ('"', "`")
# The look back comes after the mark, so that the search can run from mark to mark.
_SINGLE_OPEN = {
    mark: re.compile(rf"{mark}(?<![\w'‘’.,!?;:”\"]{mark})(?=[\w\"“«\[($£€…])") for mark in ("'", "‘", "‚", "‛")
}
_SINGLE_CLOSE = re.compile(r"['’‘](?<=[^\s(\[—–]['’‘])(?:(?<!‘)(?![\w'’])|(?<=‘)(?=[\s.,;:!?)]|$))")
# What begins with an apostrophe and not with a quotation.
_APOSTROPHE_WORD = re.compile(
    r"['’‘](?:(?:tis|twas|twere|twill|em|til|till|cause|bout|round|neath|nother|ere|gainst|cos|cuz|tude|n|"
    r"sup|hood|burbs|phone|fore|appen|fraid)\b(?!\w)|\d\ds?\b)",
    re.IGNORECASE,
)
_OPENS_AFTER = frozenset("([{—–-/‘'’“\"«>*|\x00")
# Two single marks for a double one, as typewriters and some archives set them. The pair becomes a mark and a
# filler, on the outer side, so that the offsets stay: \\0 before an opening one, \\1 after a closing one.
_OPENING_PAIR = re.compile(r"(?<![^\s(\[—–-])(?:''|``)(?=\S)|``")
_CLOSING_PAIR = re.compile(r"(?<=\S)''")
# Nothing but a mark stands so.
_SURE_PAIR = re.compile(r"(?:^|[\s(\[—–-])''(?=\w)")
# The same in curly ones, and a mark doubled as in a table's cells: ""We will go,"" she said.
_OPENING_CURLY = re.compile(r"(?<![^\s(\[—–-])‘‘(?=\S)")
_CLOSING_CURLY = re.compile(r"(“[^“”‘\n]*?[^\s“”‘])’’(?![\w”\"’])")
# One mark that opens, and two single ones that close: "We will go,'' she said.
_MIXED = re.compile(r"((?<![^\s(\[—–-])[\"“](?=\w)[^\"“”\n]*?[,.?!])(?:''|’’)(?=[\s—–-]|\Z)")
_TWICE, _PAIR = re.compile('""'), re.compile("''")
_DOUBLED = re.compile(r'(?<![^\s(\[—–-])""([^"\s][^"\n]*)""(?![\w"])')
# What is no part of a quotation at its ends: commas, fillers, characters that nobody sees.
_EDGE = ",\x00\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
# "WALLACE: Let us begin": in a transcript between marks each paragraph is somebody's turn.
SPEAKING_LABEL = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?: [A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,2}(?=:)")
# What an outlet says to its readers, and those who copy it set between marks with the rest.
INVITATION = re.compile(r"Follow [^\n“”\"]{2,60} on (?:Twitter|Facebook|Instagram)\b")
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
_INCHES = re.compile(r"(?:\d\s?[′'’]\s?|\b)\d+(?:[.,]\d+|[½¼¾]|-\d/\d)?\Z")
# So many of them show that a text sets its quotations in pairs.
_SEVERAL = 2
_MOST_PARTS = 40  # paragraphs of a quotation between single marks
_FORGOTTEN = re.compile(
    r",['’”]?\s+(?:(?:he|she|they|it|[A-Z][\w'’.-]+(?:\s[A-Z][\w'’.-]+){0,3})\s+)?"
    r"(?:said|says|told|added|wrote|tweeted|explained|asked|noted|continued)\b"
)


_MANY, _DENSE = 1000, 20
_FARTHEST = 1000  # characters of a quotation over paragraphs that are not opened again


@dataclass(slots=True)  # frozen it would be made in three times the time; as a tuple it would be read slowly
class Run:
    """What stands between an opening and a closing mark; the marks themselves are outside.

    `outer_start` and `outer_end` take the marks in. `closed` is false where the closing mark was
    forgotten; `paragraphs` counts those that the run covers.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    mark: str
    closed: bool = True
    paragraphs: int = 1


def has_marks(text: str) -> bool:
    """Whether any mark that could open a quotation stands in the text."""
    marks = _ASCII_MARKS if text.isascii() else _MARKS
    for mark in marks:
        if mark in text:
            return True
    return "'" in text and (bool(_single_openings(text)) or "''" in text)


def too_many(text: str, runs: Sequence[Run]) -> bool:
    """Whether a text is marks and no article: more than a thousand runs, one in every twenty characters."""
    return len(runs) > _MANY and len(runs) * _DENSE > len(text)


@lru_cache(maxsize=1)
def _single_openings(text: str) -> Sequence[int]:
    """Where single marks stand that could open a quotation, in order."""
    return sorted(
        [one.start() for mark, pattern in _SINGLE_OPEN.items() if mark in text for one in pattern.finditer(text)]
    )


def _events(text: str) -> tuple[list[int], list[int]]:
    """Where paragraphs end and where marks stand that cannot be apostrophes."""
    # One mark after the other is sooner found than any of them.
    wrapped = is_wrapped(text)
    breaks = [one.start() for one in _BREAK_WRAPPED.finditer(text)] if wrapped else _places(text, "\n")
    marks: list[int] = []
    for mark in '"' if text.isascii() else _FAMILY:
        if mark in text:
            marks += _places(text, mark)
    return breaks, marks


def _places(text: str, mark: str) -> list[int]:
    found: list[int] = []
    at = text.find(mark)
    while at >= 0:
        found.append(at)
        at = text.find(mark, at + 1)
    return found


@lru_cache(maxsize=1)
def is_wrapped(text: str) -> bool:
    """Whether the lines are broken at a width, as on the wires, so that a line end is no paragraph end."""
    lines = text.count("\n", 0, 6000)
    if lines < 4 or min(len(text), 6000) / (lines + 1) > 90:
        return False
    sample = text[:6000].split("\n")[:-1]
    filled = [line for line in sample if len(line) > 40]
    if len(filled) < 3 or max(map(len, filled)) > 120:
        return False
    broken = sum(line.rstrip()[-1:] not in ".!?:\"”’'" for line in filled)
    return broken * 2 > len(filled)


def find_runs(text: str, *, doubled: Doubled = "apostrophes") -> list[Run]:
    """The outermost runs between marks, in the order of the text; they never overlap.

    `doubled` says what '' is; after `` it closes in any case. Where '' is not read as a mark and yet stands as one
    again and again, a ' is a mark inside of those, and opens nothing either.
    """
    if not has_marks(text):
        return []
    text = _with_fillers(text, doubled)
    breaks, marks = _events(text)
    runs = _Pairing(text, sorted(breaks + marks)).runs() if marks else []
    if "'" in text or "‘" in text or "‚" in text:
        openings = _single_openings(text)
        if openings:
            skipped = "'" if "''" in text and len(_SURE_PAIR.findall(text)) >= _SEVERAL else ""
            runs = _with_singles(text, runs, openings, breaks, skipped)
    return runs


def _with_fillers(text: str, doubled: Doubled) -> str:
    """The text with one mark and a filler for each two that are set for one; the offsets stay."""
    # One mark is far sooner looked for than two.
    paired = "'" in text and _PAIR.search(text) is not None
    if ("`" in text and "``" in text) or (doubled == "marks" and paired):
        text = _CLOSING_PAIR.sub('"\x01', _OPENING_PAIR.sub('\x00"', text))
    curly = "’" in text and "’’" in text
    if curly:
        text = _CLOSING_CURLY.sub("\\1”\x01", _OPENING_CURLY.sub("\x00“", text))
    if paired or curly:
        text = _MIXED.sub('\\1"\x01', text)
    if _TWICE.search(text):
        text = _DOUBLED.sub('\x00"\\1"\x01', text)
    return text


class _Pairing:
    """The state machine over the marks that cannot be apostrophes."""

    def __init__(self, text: str, events: list[int]) -> None:
        self.text = text
        self.events = events
        self.found: list[Run] = []

    def runs(self) -> list[Run]:
        text, events, count = self.text, self.events, len(self.events)
        at, opened, family, parts, last_part = 0, -1, "", 1, -1
        dead: set[str] = set()
        while at < count:
            place = events[at]
            mark = text[place]
            if mark == "\n":
                if opened >= 0:
                    following = self._continuation(at, family)
                    if following is not None:
                        last_part, parts, at = events[following], parts + 1, following + 1
                        if text[opened - 1 : opened] == "=":
                            opened = -1  # an attribute of a tag, broken over lines
                        continue
                    if family == "d" and self._goes_on(at, opened):
                        parts, at = parts + 1, at + 1
                        continue
                    if parts == 1 and family != "d":
                        # A lone « or 「 eats nothing: read the paragraph again without that family.
                        dead.add(family)
                        at = bisect_right(events, opened)
                        opened = -1
                        continue
                    self._forget(opened, place, parts, last_part)
                    opened = -1
                if dead:
                    dead.clear()
            elif opened < 0:
                # Most marks are pairs of which `_opens` and `_inside` would say nothing else.
                if mark in '"“' and at + 1 < count and text[place + 1].isalpha() and text[place - 1 : place] in " \n":
                    closing = events[at + 1]
                    last = text[closing - 1]
                    if text[closing] in '"”' and (last in ".,!?" or last.isalpha()):
                        self._add(place, closing, 1)
                        at += 2
                        continue
                if _FAMILY[mark] not in dead and (self._opens(place) or self._reopens(place)):
                    opened, family, parts, last_part = place, _FAMILY[mark], 1, place
            elif _FAMILY[mark] == family:
                step = self._inside(at, opened)
                if step == 0:
                    self._add(opened, place, parts)
                    opened = -1
                elif step == 1 and mark not in "」』":
                    self._forget(opened, place, parts, last_part)
                    opened, parts, last_part = place, 1, place
                else:
                    at += step - 2
            at += 1
        if opened >= 0 and (family == "d" or parts > 1):
            self._forget(opened, len(text), parts, last_part)
        return self.found

    def _opens(self, place: int) -> bool:
        """Whether a mark opens a quotation, none being open."""
        text, mark = self.text, self.text[place]
        before = text[place - 1] if place else "\n"
        after = text[place + 1] if place + 1 < len(text) else "\n"
        if mark in "“„‟「『":
            return after != "\n" or before.isspace()
        if mark in "」』":
            return False
        if mark in "«»‹›":
            if after in " \u00a0\u202f":
                return mark in "«‹" and (before.isspace() or before in _OPENS_AFTER)
            return (before.isspace() or before in _OPENS_AFTER) and not after.isspace()
        if before == "=":
            return True  # an attribute of a tag; _add drops it
        if before.isspace() or before in _OPENS_AFTER:
            return after != "\n" and (mark != "”" or not after.isspace())
        return after.isalnum() and not before.isdigit()

    def _reopens(self, place: int) -> bool:
        """Whether a mark set on the wrong side of its space takes a quotation up again: `“…,” he said,” and …”`."""
        text = self.text
        if text[place - 1 : place] != "," or text[place + 1 : place + 2] != " " or not self.found:
            return False
        between = text[self.found[-1].outer_end : place]
        return 3 < len(between) < 80 and between[:1] in " ,-–—" and not _SENTENCE_END.search(between)

    def _inside(self, at: int, opened: int) -> int:
        """What a mark of the open family does: 0 closes, 1 opens anew, 2 + n is nested and skips n more."""
        text, place = self.text, self.events[at]
        mark = text[place]
        if mark in "「『":
            return 1
        if mark in "」』":
            return 0
        before, after = text[place - 1], text[place + 1] if place + 1 < len(text) else "\n"
        if mark in '"＂' and before.isdigit() and self._is_inches(at, opened):
            return 2
        opening = (before.isspace() or before in "([—–\x00") and not after.isspace() and after not in ".,;:!?)"
        if mark == "“" and not before.isspace() and not after.isalnum():
            opening = False
        elif mark in "“„":
            opening = opening or after.isalnum()
        elif mark == "”":
            opening = opening and after.isalnum() and text[opened] == "”"
        if mark in "«»‹›":
            return 1 if mark == text[opened] else 0
        if mark == "“" and opening and text[opened] in '"＂' and self._pair_at(at):
            return 3  # "... “nested” ..."
        if not opening:
            return 0
        # A mark opens inside an open run. If two closing marks follow, it is nested.
        first, second = self._closing(at + 1), self._closing(at + 2)
        if first and second:
            return 3
        return 0 if second and self._closes_late(at, opened) else 1

    def _closes_late(self, at: int, opened: int) -> bool:
        """Whether a mark closes on the wrong side of its space, within a sentence and before the next that opens: the
        song "We Go "was sung for "the sea"."""
        text, place = self.text, self.events[at]
        if (
            text[place] != '"'
            or not text[place + 1].islower()
            or not text[place - 3 : place].rstrip(" ")[-1:].isalnum()
        ):
            return False
        following = self.events[at + 1]
        opens = text[following] == '"' and text[following - 1].isspace() and text[following + 1].isalnum()
        return opens and _FORGOTTEN.search(text, opened, place) is None

    def _pair_at(self, at: int) -> bool:
        """Whether an opening curly mark has its closing one next to it, before the paragraph ends."""
        return at + 1 < len(self.events) and self.text[self.events[at + 1]] == "”"

    def _closing(self, at: int) -> bool:
        """Whether the event can only be a closing mark of the double family."""
        if at >= len(self.events):
            return False
        text, place = self.text, self.events[at]
        if _FAMILY.get(text[place]) != "d":
            return False
        before, after = text[place - 1], text[place + 1] if place + 1 < len(text) else "\n"
        return not before.isspace() and not after.isalnum()

    def _is_inches(self, at: int, opened: int) -> bool:
        """6'2" and 12" are measures while the quotation that they stand in still has its own end."""
        text, place = self.text, self.events[at]
        if not _INCHES.search(text, max(opened + 1, place - 12), place):
            return False
        if place + 1 < len(text) and text[place + 1] in ".,!?":
            return False
        return self._closing(at + 1)

    def _continuation(self, at: int, family: str) -> int | None:
        """The event that takes an open quotation up again in the next paragraph, or None."""
        text, following = self.text, self._next_mark(at, family)
        if following is None:
            return None
        place = self.events[following]
        if text[self.events[at] : place].strip() or text[place] in "」』":
            return None  # a paragraph without a mark lies between
        if SPEAKING_LABEL.match(text, place + 1) or INVITATION.match(text, place + 1):
            return None  # a transcript between marks: somebody else's turn; or nobody's
        closes_nothing = text[place + 1 : place + 2].strip() != ""
        return following if closes_nothing else None

    def _next_mark(self, at: int, family: str) -> int | None:
        """The event behind the end of a paragraph that is a mark, None if that is of another family."""
        text, events = self.text, self.events
        following = at + 1
        while following < len(events) and text[events[following]] == "\n":
            following += 1
        return following if following < len(events) and _FAMILY.get(text[events[following]]) == family else None

    def _goes_on(self, at: int, opened: int) -> bool:
        """Whether the next mark behind a paragraph that leaves a quotation open is not far and can but close it:
        `“We will hold.` and then `We always did,” she said.`"""
        text, following = self.text, self._next_mark(at, "d")
        if following is None or text[opened - 1 : opened].isalnum():  # country"s
            return False
        place = self.events[following]
        if place - opened > _FARTHEST or text[place] not in '"”':
            return False
        set_off = text[place - 1] == " " and text[place + 1 : place + 2] in ("", "\n")
        return set_off or self._closing(following)

    def _forget(self, opened: int, stop: int, parts: int, last_part: int) -> None:
        """Add a run whose closing mark is missing, up to its attribution or to `stop`."""
        found = _FORGOTTEN.search(self.text, last_part + 1, min(stop, last_part + 1500))
        if found and found.start() > last_part + 1:
            stop = found.start()
        self._add(opened, stop, parts, closed=False)

    def _add(self, opened: int, closing: int, parts: int, *, closed: bool = True) -> None:
        text = self.text
        if opened and text[opened - 1] == "=" and parts == 1:
            return
        run = _run(text, opened, closing, parts, closed=closed)
        if run is not None:
            self.found.append(run)


def _run(text: str, opened: int, closing: int, parts: int, *, closed: bool) -> Run | None:
    """A run without the space and the commas at its ends; None if nothing is left."""
    start, end, mark = opened + 1, closing, text[opened]
    while start < end and (text[start] in _EDGE or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _EDGE or text[end - 1].isspace()):
        end -= 1
    if start == end:
        return None
    outer_end = closing + 1 if closed else end
    if text[opened - 1 : opened] == "\x00":
        opened -= 1
    if closed and text[outer_end : outer_end + 1] == "\x01":
        outer_end += 1
    return Run(start, end, opened, outer_end, mark, closed, parts)


def _with_singles(
    text: str, doubles: list[Run], openings: Sequence[int], breaks: list[int], skipped: str
) -> list[Run]:
    """Add the runs between single marks that lie outside the double ones, or around them; `skipped` opens none.

    `openings` are the marks that could open one, `breaks` where paragraphs end.
    """
    result: list[Run] = []
    starts = [run.outer_start for run in doubles]
    taken, barren_until, reach = 0, -1, 0
    for opened in openings:
        if opened < reach or opened < barren_until or text[opened] == skipped or _APOSTROPHE_WORD.match(text, opened):
            continue
        index = bisect_right(starts, opened) - 1
        if index >= 0 and opened < doubles[index].outer_end:
            continue
        border = bisect_right(breaks, opened)
        stop = breaks[border] if border < len(breaks) else len(text)
        closing = _single_close(text, opened, stop, doubles, index + 1)
        parts = 1
        while closing is None and parts < _MOST_PARTS and (again := _taken_up(text, opened, stop)) is not None:
            border = bisect_right(breaks, again)
            stop = breaks[border] if border < len(breaks) else len(text)
            closing, parts = _single_close(text, again, stop, doubles, bisect_right(starts, again)), parts + 1
        if closing is None:
            barren_until = stop
            continue
        run = _run(text, opened, closing, parts, closed=True)
        if run is None:
            continue
        while taken < len(doubles) and doubles[taken].outer_start < opened:
            result.append(doubles[taken])
            taken += 1
        if taken < len(doubles) and (doubles[taken].outer_start, doubles[taken].outer_end) == (run.start, run.end):
            reach = closing + 1
            continue  # '"We will go,"': the marks are there twice
        while taken < len(doubles) and doubles[taken].outer_start < closing:
            taken += 1  # nested in this run
        result.append(run)
        reach = closing + 1
    result.extend(doubles[taken:])
    return result


def _taken_up(text: str, opened: int, stop: int) -> int | None:
    """Where the next paragraph takes a quotation up again, by the mark that opened it, if this one leaves it open."""
    if (opened and text[opened - 1] not in "\n \t") or text[stop - 1 : stop] not in tuple(".!?…"):
        return None
    at = stop
    while at < len(text) and text[at] in " \t\n":
        at += 1
    return at if text[at : at + 1] == text[opened] and text[at + 1 : at + 2].isalnum() else None


def _single_close(text: str, opened: int, stop: int, doubles: list[Run], index: int) -> int | None:
    """The single mark that closes the one at `opened`, told from the apostrophes in between."""
    doubtful: int | None = None
    mark = text[opened]
    for found in _SINGLE_CLOSE.finditer(text, opened + 2, stop):
        place = found.start()
        while index < len(doubles) and doubles[index].outer_end <= place:
            index += 1
        if index < len(doubles) and doubles[index].outer_start < place:
            continue
        if text[place] == "‘" and mark != "‚":
            continue
        if text[place] == "’" and mark == "'":
            continue
        if doubtful is not None and _SINGLE_OPEN[mark].search(text, doubtful + 2, place):
            return doubtful  # another one opens first
        before, after = text[place - 1], text[place + 1 : place + 3]
        possessive = before in "sn" and len(after) == 2 and after[0] == " " and after[1].islower()
        if not possessive:
            return place
        if doubtful is not None:
            break
        doubtful = place
    return doubtful
