"""What is read: a text in paragraphs, with the places in it that matter. Frozen; nothing here knows a screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.article import Article, Quotation
from search.answer.places import Places
from search.repl.reader.spans import NOWHERE, Spans
from search.results import QuoteMatch
from search.show.cards import NO_SOURCE, UNDATED
from search.show.terminal import harmless, safe

__all__ = ["Look", "Paragraph", "Sheet", "article_sheet", "lines_sheet"]

Look = tuple[int, int, str]
"""Start and end of a piece of text, and the style of prompt_toolkit that it has."""

_LONGEST = 10_000  # code points of a paragraph
_ESCAPE = re.compile(r"\x1b\[([\d;]*)m")
_LOOKS = {"1": "bold", "4": "underline", "7": "reverse", "32": "ansigreen", "33": "ansiyellow", "36": "ansicyan"}
_OFF = {"22": "bold", "24": "underline", "27": "reverse"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """text[start:end] of the sheet, in the style `look`; `indent` columns in, with an empty row behind if `apart`."""

    start: int
    end: int
    look: str = ""
    indent: int = 0
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`head` (headline; outlet and date) stands on top always. All offsets but those of `quotations` are of `text`.

    `title` tells that the first paragraph is the headline: a row that `head` has need not be there twice.
    `article` is None where lines are read; then `quotations` is empty. `number` is that of the answer among `of`.
    """

    text: str
    paragraphs: tuple[Paragraph, ...]
    head: tuple[str, ...] = ()
    title: bool = False
    looks: tuple[Look, ...] = ()
    article: Article | None = None
    quotations: tuple[Quotation, ...] = ()
    body: int = 0
    matches: Spans = NOWHERE
    quoted: Spans = NOWHERE
    disputed: Callable[[Quotation], tuple[str, ...]] = lambda _: ()
    number: int | None = None
    of: int = 0
    start: int | None = None

    def told(self, number: int) -> QuoteMatch:
        """A quotation by its number in `quoted`, at its place in `text`, with who disputes it."""
        quotation = self.quotations[number]
        found = QuoteMatch.of(quotation, disputed=self.disputed(quotation))
        return replace(found, start=found.start + self.body, end=found.end + self.body)

    def with_places(self, places: Places) -> Sheet:
        """With the matches of the query."""
        return replace(
            self, matches=Spans((*places.title, *((a + self.body, b + self.body) for a, b in places.body)))
        )


def article_sheet(
    article: Article,
    quotations: Sequence[Quotation],
    *,
    disputed: Callable[[Quotation], tuple[str, ...]] = lambda _: (),
    place: int | None = None,
    number: int | None = None,
    of: int = 0,
) -> Sheet:
    """The whole article as `show` has it, to be opened at `place`, an offset of its body."""
    title = article.title or f"[{article.id}]"
    facts = [article.source or NO_SOURCE, str(article.date or UNDATED), *([article.id] if article.title else [])]
    texts = [harmless(title)]
    paragraphs = [Paragraph(0, len(title), "class:title", apart=True)]
    at = len(title) + 1

    def add(text: str, look: str = "", *, indent: int = 0, apart: bool = False) -> None:
        nonlocal at
        for line in text.split("\n"):
            line = harmless(line)
            if line.strip():
                cuts = [at, *_cuts(line, at), at + len(line)]
                paragraphs.extend(
                    Paragraph(start, end, look, indent, apart and end == cuts[-1]) for start, end in pairwise(cuts)
                )
            texts.append(line)
            at += len(line) + 1

    for value in (article.author, article.url):
        if value:
            add(safe(value), "class:meta")
    if len(paragraphs) > 1:
        paragraphs[-1] = replace(paragraphs[-1], apart=True)
    body = at
    add(article.body, apart=True)
    if article.asides:
        add("Not part of the article:", "class:meta")
        for aside in article.asides:
            add(aside.text, indent=2)
    ordered = sorted(quotations, key=lambda quotation: (quotation.start, -quotation.end))
    return Sheet(
        text="\n".join(texts),
        paragraphs=tuple(paragraphs),
        head=(safe(title), " · ".join(map(safe, facts))),
        title=True,
        article=article,
        quotations=tuple(ordered),
        body=body,
        quoted=Spans((quotation.start + body, quotation.end + body) for quotation in ordered),
        disputed=disputed,
        number=number,
        of=of,
        start=None if place is None else place + body,
    )


def _cuts(line: str, at: int) -> Iterator[int]:
    """Where a paragraph that begins at the offset `at` is cut, if it is too long to be broken to rows as a whole."""
    start = 0
    while len(line) - start > _LONGEST:
        start = line.rfind(" ", start, start + _LONGEST) + 1 or start + _LONGEST
        yield at + start


def lines_sheet(lines: Sequence[str]) -> Sheet:
    """Lines that are printed elsewhere; their escape sequences become looks."""
    texts: list[str] = []
    paragraphs: list[Paragraph] = []
    looks: list[Look] = []
    at = 0
    for line in lines:
        bare = ""
        for piece, look in _pieces(line):
            if look:
                looks.append((at + len(bare), at + len(bare) + len(piece), look))
            bare += piece
        indent = len(bare) - len(bare.lstrip(" "))
        paragraphs.append(Paragraph(at, at + len(bare), indent=indent))
        texts.append(bare)
        at += len(bare) + 1
    return Sheet(text="\n".join(texts), paragraphs=tuple(paragraphs), looks=tuple(looks))


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    """The texts between the escape sequences of a line, each with the style that it has."""
    style: list[str] = []
    for number, part in enumerate(_ESCAPE.split(line)):
        if number % 2 == 0:
            if part:
                yield harmless(part), " ".join(style)
            continue
        for code in part.split(";"):
            if code in ("", "0"):
                style.clear()
            elif code in _LOOKS:
                style.append(_LOOKS[code])
            elif code in _OFF:
                style = [look for look in style if look != _OFF[code]]
            elif code == "39":
                style = [look for look in style if not look.startswith("ansi")]
