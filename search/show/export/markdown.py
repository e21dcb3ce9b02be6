"""Markdown to read and to paste: articles with their excerpts, quotations with their citations, else a table.

What strangers wrote is text in it and no markup (CommonMark 2.4).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from indexer.article import Article
from search.results import Hit, Mark
from search.show.attributions import doubt
from search.show.citations import citation
from search.show.export.table import Table, printed, rows_of

__all__ = ["markdown_pieces"]

_MARKUP = re.compile(r"[\\`*_\[\]<>~|&$]")
_BEGINS = re.compile(r"\A(\s*)(?:([#+=-])|(\d{1,9})([.)]))")
_ADDRESS = re.compile(r"https?://[^\s<>]+")


def markdown_pieces(table: Table, items: Iterable[Any]) -> Iterator[bytes]:
    """A list of what can be cited; a table of other rows, and of columns that were picked."""
    made = _table(table, items) if table.picked or table.kind.cited is None else _list(table, items)
    return (piece.encode() for piece in made)


def _list(table: Table, items: Iterable[Any]) -> Iterator[str]:
    assert table.kind.cited is not None
    for nth, item in enumerate(rows_of(table, items), 1):
        hit, article, said = table.kind.cited(item)
        text = printed(table.kind.text.value(item)) if table.text and table.kind.text else ""
        if said is not None:
            speaker = (
                f"**{_inline(doubt(said) + (said.speaker or ''))}**, quoted in " if said.speaker else "Quoted in "
            )
            blocks = [_bold(text, said.text)] if text else [f"“{_marked(said.text, said.marks)}”"]
        else:
            speaker = ""
            found = hit.snippets if isinstance(hit, Hit) else ()
            blocks = (
                [_paragraphs(text)]
                if text
                else [_marked(one.text, one.marks) for one in found if one.field == "body"]
            )
        number = f"{nth}. "
        lines = [f"{number}{speaker}{_escaped(citation(replace(article, url=None)))}{_address(article)}"]
        for block in blocks:
            lines += ["", *(f"{' ' * len(number)}> {line}".rstrip() for line in block.split("\n"))]
        yield "\n".join(lines) + "\n\n"


def _bold(text: str, part: str) -> str:
    """A text with a part of it, the quotation in its context, bold."""
    start = text.find(part)
    return _marked(text, [(start, start + len(part))]) if start >= 0 else _escaped(text)


def _address(article: Article) -> str:
    url = printed(article.url)
    return f" <{url}>" if _ADDRESS.fullmatch(url) else f" {_escaped(url)}" if url else ""


def _paragraphs(text: str) -> str:
    """Each paragraph as one, an empty line between two."""
    return "\n\n".join(_escaped(line.strip()) for line in text.split("\n") if line.strip())


def _marked(text: str, marks: Iterable[Mark]) -> str:
    """An excerpt with its matches bold."""
    parts, at = [], 0
    for start, end in marks:
        parts += [_inline(text[at:start]), f"**{_inline(text[start:end])}**"]
        at = end
    return _harmless_begin(" ".join("".join([*parts, _inline(text[at:])]).split()))


def _escaped(text: str) -> str:
    return _harmless_begin(_inline(text))


def _inline(text: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", printed(text).replace("\n", " "))


def _harmless_begin(text: str) -> str:
    """What would begin a heading, a list or a rule, with a backslash before the sign that does."""
    return _BEGINS.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}", text
    )


def _table(table: Table, items: Iterable[Any]) -> Iterator[str]:
    yield f"| {' | '.join(column.name for column in table.columns)} |\n|{' --- |' * len(table.columns)}\n"
    for item in rows_of(table, items):
        yield f"| {' | '.join(_inline(printed(cell)) for cell in table.cells(item))} |\n"
