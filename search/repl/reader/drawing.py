"""The rows of the reader's screen, as pieces of text with the styles that prompt_toolkit gives them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from itertools import pairwise

from search.repl.reader.flow import Row
from search.repl.reader.key_table import READING_KEYS
from search.repl.reader.screenful import Screenful
from search.repl.reader.wrapping import SOFT_HYPHEN, cells
from search.results import Mark
from search.show.attributions import attribution
from search.show.cards import why_lines
from search.show.terminal import PLAIN, capped, clipped, marked_lines, safe

__all__ = ["LOOK", "LOOK_PLAIN", "Pieces", "drawn", "filled", "head_rows", "key_rows", "status", "why_rows"]

Pieces = list[tuple[str, str]]
"""A row: styles and texts."""

LOOK = {
    "title": "bold",
    "meta": "ansicyan",
    "ruled": "underline",
    "speaker": "ansigreen",
    "quoted": "ansigreen",
    "chosen": "bold",
    "match": "bold underline ansiyellow",
    "meant": "reverse",
    "status": "reverse",
}
LOOK_PLAIN = {name: " ".join(part for part in look.split() if part[:4] != "ansi") for name, look in LOOK.items()}

_BAR, _CHOSEN_BAR = "│ ", "┃ "


def head_rows(screenful: Screenful) -> list[Pieces]:
    """The headline, its matches marked, and what is known of the article, with a rule below; none of mere lines."""
    sheet, width = screenful.sheet, screenful.flow.width
    if not sheet.head:
        return []
    title, meta = sheet.head
    shown = clipped(title, width)
    kept = len(shown) - 1 if shown != title else len(title)
    spans = [(max(a, 0), min(b, kept)) for a, b in _over(screenful, 0, kept)]
    facts = clipped(meta, width)
    padding = " " * (width - sum(map(cells, facts)))
    return [
        _painted(shown, 0, [(0, len(shown), "class:title"), *_marks(screenful, 0, kept, spans)]),
        [("class:meta,ruled", facts), ("class:ruled", padding)],
    ]


def _over(screenful: Screenful, start: int, end: int) -> list[Mark]:
    return [screenful.matches.all[number] for number in screenful.matches.over(start, end)]


def _marks(screenful: Screenful, start: int, end: int, spans: Iterable[Mark]) -> list[tuple[int, int, str]]:
    meant = None if screenful.match is None else screenful.matches.all[screenful.match]
    return [(a, b, "class:match" + (",meant" if meant and meant[0] <= a and b <= meant[1] else "")) for a, b in spans]


def drawn(screenful: Screenful) -> list[Pieces]:
    """The rows of the text in sight, without those that are covered."""
    return [_row(screenful, row) for row in screenful.rows[: screenful.height - screenful.covered]]


def _row(screenful: Screenful, row: Row) -> Pieces:
    sheet, margin = screenful.sheet, screenful.flow.margin
    paragraph = sheet.paragraphs[row.paragraph]
    if row.note:
        quoted = sheet.quoted.over(paragraph.start, paragraph.end) if row.words else []
        return [*_bar(screenful, quoted, margin), ("class:speaker", row.words)]
    start, end = row.start, row.end
    quoted = sheet.quoted.over(start, end)
    looks = [(start, end, paragraph.look), *(look for look in sheet.looks if look[0] < end and look[1] > start)]
    for number in quoted:
        chosen = ",chosen" if number == screenful.chosen else ""
        looks.append((*sheet.quoted.all[number], f"class:quoted{chosen}"))
    looks += _marks(screenful, start, end, _over(screenful, start, end))
    return [*_bar(screenful, quoted, margin), ("", " " * row.indent), *_painted(sheet.text[start:end], start, looks)]


def _bar(screenful: Screenful, quoted: Sequence[int], margin: int) -> Pieces:
    if not margin:
        return []
    if not quoted:
        return [("", " " * margin)]
    return [("class:speaker", _CHOSEN_BAR if screenful.chosen in quoted else _BAR)]


def _painted(text: str, start: int, looks: Sequence[tuple[int, int, str]]) -> Pieces:
    """A text that begins at the offset `start`, in the looks of the spans; a later one goes over an earlier one."""
    end = start + len(text)
    cuts = sorted({start, end, *(max(min(place, end), start) for look in looks for place in look[:2])})
    pieces = []
    for first, last in pairwise(cuts):
        style = " ".join(look for a, b, look in looks if a <= first and last <= b and look)
        pieces.append((style, _shown(text[first - start : last - start])))
    return pieces


def _shown(text: str) -> str:
    """What is printed for a piece: without what has no look of its own, and no pile of marks on a character."""
    if text.isascii():
        return text
    return capped(text.replace("\xa0", " ").replace(SOFT_HYPHEN, ""))


def why_rows(screenful: Screenful) -> list[Pieces]:
    """Whose words the chosen quotation is, and why that is believed; below a rule."""
    if screenful.chosen is None:
        return []
    width = screenful.flow.width
    match = screenful.sheet.told(screenful.chosen)
    told = marked_lines(attribution(match), (), width=width, style=PLAIN)
    why = why_lines(screenful.sheet.quotations[screenful.chosen], match, width=width, style=PLAIN)
    rule = [("class:meta", "─" * width)]
    return [rule, *([("class:speaker", line)] for line in told), *([("", line)] for line in why)]


def key_rows(width: int) -> list[Pieces]:
    """The keys and what they do; on a narrow screen one below the other."""
    room = width - 16
    rows: list[Pieces] = []
    for keys, told in READING_KEYS:
        if room < 28:
            rows.append([("class:title", keys)])
            rows += [[("", f"  {line}")] for line in textwrap.wrap(told, max(width - 2, 8))]
            continue
        first, *rest = textwrap.wrap(told, room)
        rows.append([("class:title", f"{keys:<16}"), ("", first)])
        rows += [[("", " " * 16 + line)] for line in rest]
    return rows


def status(screenful: Screenful, *, pending: bool = False) -> str:
    """Where in the text, in the answer and in the matches this is, and the keys that there is room for, or what is
    to be said; as wide as the screen."""
    sheet, width = screenful.sheet, screenful.flow.width
    places = [screenful.read]
    if sheet.number is not None:
        places.append(f"hit {sheet.number:,} of {sheet.of:,}")
    many = len(screenful.matches)
    if pending:
        places.append("looking for matches")
    elif many or screenful.sought:
        at = f"{screenful.match + 1:,} of " if screenful.match is not None else ""
        noun = f"“{safe(screenful.sought)}”" if screenful.sought else "match" if at or many == 1 else "matches"
        places.append(f"{noun} {at}{many:,}" if at or screenful.sought else f"{many:,} {noun}")
    left = " · ".join(places)
    if screenful.message:
        told = safe(screenful.message)
        both = f" {left}  {told}"
        return filled(both if sum(map(cells, both)) < width else f" {told}", width)
    hints = ["q back", "? keys"]
    if many:
        hints.insert(0, "n N match")
    if sheet.number is not None and sheet.of > 1:
        hints.insert(-2, "] [ hit")
    if sheet.quoted.all:
        hints.insert(-2, "Tab e c quotation")
    else:
        hints.insert(-2, "/ find")
    while hints and sum(map(cells, f" {left}  {'  '.join(hints)} ")) > width:
        del hints[0 if len(hints) < 3 else -3]
    return filled(f" {left}" + (f"{'  '.join(hints):>{width - 2 - sum(map(cells, left))}} " if hints else ""), width)


def filled(text: str, width: int) -> str:
    """The text, cut or filled to the width."""
    text = clipped(text, width)
    return text + " " * (width - sum(map(cells, text)))
