"""What of a sheet is in sight, and what in it is chosen: a frozen value, and what each key makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from search.repl.reader.finding import found
from search.repl.reader.flow import Flow, Place, Row
from search.repl.reader.sheet import Sheet
from search.repl.reader.spans import Spans
from search.results import Mark

__all__ = ["Screenful", "opened"]

Direction = Literal[1, -1]
_WORDS = {1: "first", -1: "last"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screenful:
    """`height` rows of `flow` from `top` on, of which the last `covered` have something else over them.

    `match` is the number of the match that is meant, among `found` where words were `sought` and else among those of
    the sheet; `chosen` the number of a quotation. `message` is what is to be said once.
    """

    flow: Flow
    height: int
    top: Place
    covered: int = 0
    match: int | None = None
    chosen: int | None = None
    sought: str = ""
    found: Spans | None = None
    message: str = ""

    @property
    def sheet(self) -> Sheet:
        return self.flow.sheet

    @property
    def matches(self) -> Spans:
        return self.sheet.matches if self.found is None else self.found

    @property
    def rows(self) -> list[Row]:
        return self.flow.screen(self.top, self.height)

    @property
    def _clear(self) -> int:
        """The rows that nothing covers."""
        return max(self.height - self.covered, 1)

    def in_sight(self, span: Mark) -> bool:
        """Whether the beginning of a piece of the text can be seen."""
        if span[0] < self.flow.headed:
            return True
        place = self.flow.place_of(span[0])
        return any(row.place == place for row in self.rows[: self._clear])

    @property
    def read(self) -> str:
        """How far the text is in sight: all, top, end, or a share of it."""
        last = self.flow.last_top(self.height) <= self.top
        if self.top <= self.flow.first:
            return "all" if last else "top"
        if last:
            return "end"
        return f"{min(self.rows[-1].end * 100 // max(len(self.sheet.text), 1), 99)}%"

    def sized(self, width: int, height: int) -> Screenful:
        """On a screen of this size; what stands on top stays there, and a match that was in sight stays in sight."""
        if (width, height) == (self.flow.width, self.height):
            return self
        flow = self.flow if width == self.flow.width else Flow(self.sheet, width)
        last = flow.last_top(height)
        # The place itself is kept, not the row that has it at this width.
        new = replace(self, flow=flow, height=height, top=self.top if flow.near(self.top) <= last else last)
        if self.match is not None and self.in_sight(self.matches.all[self.match]):
            return new.showing(self.matches.all[self.match])
        return new

    def _from(self, top: Place) -> Screenful:
        return replace(self, top=max(min(top, self.flow.last_top(self.height)), self.flow.first))

    def scrolled(self, by: int) -> Screenful:
        """So many rows further down, or up."""
        return self._from(self.flow.step(self.top, by))

    def paged(self, by: Direction) -> Screenful:
        """The next screenful, or the one before; two rows stay in sight."""
        return self.scrolled(by * max(self._clear - 2, 1))

    def at_top(self) -> Screenful:
        """From the beginning."""
        return self._from(self.flow.first)

    def at_end(self) -> Screenful:
        """The last screenful."""
        return self._from(self.flow.last_top(self.height))

    def showing(self, span: Mark) -> Screenful:
        """With the beginning of a piece of the text in sight: where it is, if it is, else a third of the way down."""
        if self.in_sight(span):
            return self
        return self._from(self.flow.step(self.flow.place_of(span[0]), -(self._clear // 3)))

    def to_match(self, by: Direction) -> Screenful:
        """To the next match, or the one before, of what is in sight; from the last on to the first, with a word."""
        many = len(self.matches)
        if not many:
            return replace(self, message=f"“{self.sought}” is not in this text" if self.sought else "no matches here")
        if self.match is not None and self.in_sight(self.matches.all[self.match]):
            number = self.match + by
        else:
            first = self.matches.first_from(self.rows[0].start)
            number = first if by > 0 else first - 1
        message = "" if 0 <= number < many else f"from the {_WORDS[by]} match again"
        return self._with_match(number % many, message)

    def _with_match(self, number: int, message: str = "") -> Screenful:
        span = self.matches.all[number]
        around = [quote for quote in self.sheet.quoted.over(*span) if _within(span, self.sheet.quoted.all[quote])]
        new = replace(self, match=number, chosen=around[-1] if around else None, message=message)
        return new.showing(span)

    def seeking(self, words: str) -> Screenful:
        """With the words looked for in the text, from what is in sight on; without words, the query's matches."""
        words = " ".join(words.split())
        if not words:
            return replace(self, sought="", found=None, match=None, message="")
        spans = Spans(found(self.sheet.text, words))
        if not spans.all:
            return replace(self, message=f"“{words}” is not in this text")
        new = replace(self, sought=words, found=spans, match=None)
        number = spans.first_from(self.rows[0].start)
        again = number == len(spans)
        return new._with_match(number % len(spans), "from the first match again" if again else "")

    def to_quotation(self, by: Direction) -> Screenful:
        """To the next quotation, or the one before; from the last on to the first, with a word."""
        quoted = self.sheet.quoted
        if not quoted.all:
            return replace(self, message="no quotations here")
        if self.chosen is not None and self.in_sight(quoted.all[self.chosen]):
            number = self.chosen + by
        else:
            first = quoted.first_from(self.rows[0].start)
            number = first if by > 0 else first - 1
        message = "" if 0 <= number < len(quoted) else f"from the {_WORDS[by]} quotation again"
        return replace(self, chosen=number % len(quoted), message=message).showing(quoted.all[number % len(quoted)])

    def choosing(self) -> Screenful:
        """With a quotation chosen that is in sight: the one that is, else the first; with a word if there is none."""
        quoted = self.sheet.quoted
        if self.chosen is not None and self.in_sight(quoted.all[self.chosen]):
            return self
        rows = self.rows[: self._clear]
        here = [number for number in quoted.over(rows[0].start, rows[-1].end) if self.in_sight(quoted.all[number])]
        here = here or quoted.over(rows[0].start, rows[-1].end)
        return replace(self, chosen=here[0] if here else None, message="" if here else "no quotation in sight")

    def covering(self, rows: int) -> Screenful:
        """With so many rows covered, and the quotation that is chosen still in sight."""
        new = replace(self, covered=min(rows, self.height - 1))
        return new if self.chosen is None else new.showing(self.sheet.quoted.all[self.chosen])

    def with_sheet(self, sheet: Sheet) -> Screenful:
        """With the matches that were found meanwhile; what is in sight stays so."""
        new = replace(self, flow=Flow(sheet, self.flow.width), message="")
        if self.match is not None or self.found is not None:
            return new
        return new._meaning(sheet.start)

    def _meaning(self, place: int | None) -> Screenful:
        """With the match meant that stands at a place, or else the first."""
        spans = self.matches
        if not spans.all:
            return self
        at = spans.over(place, place + 1) if place is not None else [0]
        number = at[0] if at else min(spans.first_from(place or 0), len(spans) - 1)
        return self._with_match(number)


def _within(inner: Mark, outer: Mark) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def opened(sheet: Sheet, width: int, height: int) -> Screenful:
    """A sheet as it is opened: from the top, if what is meant stands high on the first screenful, else there."""
    flow = Flow(sheet, width)
    new = Screenful(flow=flow, height=height, top=flow.first)
    if sheet.start is not None:
        new = replace(replace(new, covered=height // 3).showing((sheet.start, sheet.start)), covered=0)
    return new._meaning(sheet.start)
