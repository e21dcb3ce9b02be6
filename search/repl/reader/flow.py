"""A sheet at a width: which row comes after which, and where a place of the text is.

Only the paragraphs that are looked at are broken to rows, so that a book opens as fast as a note.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from search.repl.reader.sheet import Sheet
from search.repl.reader.wrapping import cells, wrapped_rows
from search.show.attributions import who_speaks

__all__ = ["MARGIN", "Flow", "Place", "Row"]

MARGIN = 2
"""Columns on the left of an article, in which its quotations have a bar."""
_READABLE = 100  # the longest row, in columns, that is set on a wide terminal
_KEPT = 4096  # paragraphs that are not broken anew


class Place(NamedTuple):
    """Where a row begins: its paragraph, its offset in the text, and which of the rows behind the paragraph it is."""

    paragraph: int
    offset: int
    note: int = 0


class Row(NamedTuple):
    """text[start:end] of the sheet, `indent` columns in; or, with `note`, a row behind the paragraph, which has
    words of its own."""

    paragraph: int
    start: int
    end: int
    indent: int = 0
    note: int = 0
    words: str = ""

    @property
    def place(self) -> Place:
        return Place(self.paragraph, self.start, self.note)


class Flow:
    """The rows of a sheet of which each has at most `width` columns, margin and all."""

    def __init__(self, sheet: Sheet, width: int) -> None:
        self.sheet = sheet
        self.width = width
        self.margin = MARGIN if sheet.article is not None else 0
        self._room = max((min(width, _READABLE) if self.margin else width) - self.margin, 8)
        self._starts = [paragraph.start for paragraph in sheet.paragraphs]
        # The headline need not be read twice: where the head has room for it, it stands there only.
        self._first = int(sheet.title and sum(map(cells, sheet.head[0])) <= width and len(sheet.paragraphs) > 1)
        self.rows = lru_cache(maxsize=_KEPT)(self._rows)

    @property
    def first(self) -> Place:
        return self.rows(self._first)[0].place

    @property
    def headed(self) -> int:
        """The offset before which the text stands in the head."""
        return self._starts[self._first] if self._first else 0

    def _rows(self, number: int) -> tuple[Row, ...]:
        """The rows of a paragraph, and those behind it: who speaks in it, and the empty one."""
        sheet, paragraph = self.sheet, self.sheet.paragraphs[number]
        indent = min(paragraph.indent, self._room // 2)
        spans = wrapped_rows(sheet.text, paragraph.start, paragraph.end, self._room - indent)
        rows = [Row(number, start, end, indent) for start, end in spans]
        notes = self._speakers(paragraph.start, paragraph.end)
        if paragraph.apart and number + 1 < len(sheet.paragraphs):
            notes.append("")
        for note, words in enumerate(notes, 1):
            rows.append(Row(number, paragraph.end, paragraph.end, note=note, words=words))
        return tuple(rows) or (Row(number, paragraph.start, paragraph.start),)

    def _speakers(self, start: int, end: int) -> list[str]:
        """The lines that say who is quoted in what ends in text[start:end]."""
        quoted = self.sheet.quoted
        ending = [number for number in quoted.over(start, end) if quoted.all[number][1] <= end]
        if not ending:
            return []
        begin = min(quoted.all[number][0] for number in ending)
        # How a speaker was found is told where that is asked for; who is not sure, and who is disputed, always is.
        told = [replace(self.sheet.told(number), cue=None, basis="cue") for number in ending]
        return who_speaks(told, (), excerpt=(min(begin, start), end), width=self._room)

    def place_of(self, offset: int) -> Place:
        """The row in which an offset of the text stands; the first one for what stands in the head."""
        number = max(bisect_right(self._starts, offset) - 1, self._first)
        rows = [row for row in self.rows(number) if not row.note]
        found = bisect_right([row.start for row in rows], offset) - 1
        return rows[max(found, 0)].place if rows else self.rows(number)[0].place

    def step(self, place: Place, by: int) -> Place:
        """The place so many rows further, or, with a negative number, further up; the first or the last at most."""
        number, at = self._at(place)
        at += by
        last = len(self.sheet.paragraphs) - 1
        while at < 0 and number > self._first:
            number -= 1
            at += len(self.rows(number))
        while at >= len(self.rows(number)) and number < last:
            at -= len(self.rows(number))
            number += 1
        return self.rows(number)[min(max(at, 0), len(self.rows(number)) - 1)].place

    def screen(self, top: Place, height: int) -> list[Row]:
        """Up to `height` rows from a place on."""
        number, at = self._at(top)
        found = list(self.rows(number)[at : at + height])
        while len(found) < height and number + 1 < len(self.sheet.paragraphs):
            number += 1
            found += self.rows(number)[: height - len(found)]
        return found

    def last_top(self, height: int) -> Place:
        """From where on the last screenful is shown."""
        number = len(self.sheet.paragraphs) - 1
        return self.step(self.rows(number)[-1].place, 1 - height)

    def near(self, place: Place) -> Place:
        """The row, at this width, that begins at a place or has it; of another width it may be."""
        number, at = self._at(place)
        return self.rows(number)[at].place

    def _at(self, place: Place) -> tuple[int, int]:
        if place.paragraph < self._first:
            return self._first, 0
        keys = [(row.start, row.note) for row in self.rows(place.paragraph)]
        return place.paragraph, max(bisect_right(keys, (place.offset, place.note)) - 1, 0)
