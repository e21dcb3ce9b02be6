"""RIS and BibTeX: newspaper articles for Zotero, EndNote and LaTeX, a quotation in the note of its article.

Names stand as they are printed (search.show.citations says why), so BibTeX has each in braces.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Any

from indexer.article import Article
from search.results import QuoteMatch
from search.show.attributions import doubt
from search.show.citations import authors
from search.show.export.table import Table, printed, rows_of

__all__ = ["bibtex_pieces", "ris_pieces"]

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._/+-]*")
_SPECIAL = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{character: f"\\{character}" for character in "&%$#_"},
}
_TO_LATEX = str.maketrans(_SPECIAL)
_TO_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


def ris_pieces(table: Table, items: Iterable[Any]) -> Iterator[bytes]:
    """An entry of RIS a row, of type NEWS; a tag a line, so that no text can begin another."""
    for item in rows_of(table, items):
        tags = "".join(f"{tag}  - {value}\n" for tag, value in _ris(table, item))
        yield f"{tags}ER  - \n\n".encode()


def _ris(table: Table, item: Any) -> Iterator[tuple[str, str]]:
    article, said = _cited(table, item)
    date = article.date
    yield "TY", "NEWS"
    yield "ID", _line(table.kind.key(item))
    yield "TI", _line(article.title) or _line(article.id)
    for name in authors(article.author):
        yield "AU", name
    if article.source:
        yield "T2", _line(article.source)
    if date is not None:
        month = f"{date.first.month:02}" if date.precision != "year" else ""
        day = f"{date.first.day:02}" if date.precision == "day" else ""
        yield "PY", f"{date.first.year:04}"
        yield "DA", f"{date.first.year:04}/{month}/{day}/"
    if article.url:
        yield "UR", _line(article.url)
    if article.language:
        yield "LA", _line(article.language)
    if said is not None:
        yield "N1", _note(said)
    if table.text and table.kind.text:
        yield "AB", _line(printed(table.kind.text.value(item)))


def bibtex_pieces(table: Table, items: Iterable[Any]) -> Iterator[bytes]:
    """An @article a row, the outlet as its journal, every value in braces that are balanced."""
    for item in rows_of(table, items):
        fields = "".join(f"  {name} = {value},\n" for name, value in _bibtex(table, item))
        yield f"@article{{{_key(table.kind.key(item))},\n{fields}}}\n\n".encode()


def _bibtex(table: Table, item: Any) -> Iterator[tuple[str, str]]:
    article, said = _cited(table, item)
    date = article.date
    yield "title", f"{{{{{_latex(article.title) or _latex(article.id)}}}}}"
    if names := authors(article.author):
        yield "author", f"{{{' and '.join(f'{{{_latex(name)}}}' for name in names)}}}"
    if article.source:
        yield "journal", f"{{{_latex(article.source)}}}"
    if date is not None:
        yield "year", f"{{{date.first.year:04}}}"
        if date.precision != "year":
            yield "month", _MONTHS[date.first.month - 1]
        if date.precision == "day":
            yield "day", f"{{{date.first.day}}}"
    if article.url:
        yield "url", f"{{{_line(article.url).translate(_TO_ADDRESS)}}}"
    if article.language:
        yield "language", f"{{{_latex(article.language)}}}"
    if said is not None:
        yield "note", f"{{{_latex(_note(said))}}}"
    if table.text and table.kind.text:
        yield "abstract", f"{{{_latex(printed(table.kind.text.value(item)))}}}"


def _cited(table: Table, item: Any) -> tuple[Article, QuoteMatch | None]:
    assert table.kind.cited is not None  # the table of formats says which kinds can be cited
    _, article, said = table.kind.cited(item)
    return article, said


def _note(said: QuoteMatch) -> str:
    return f"“{_line(said.text)}”" + (f" — {doubt(said)}{_line(said.speaker)}" if said.speaker else "")


def _line(text: str | None) -> str:
    return " ".join(printed(text).split())


def _latex(text: str) -> str:
    return _line(text).translate(_TO_LATEX)


def _key(name: str) -> str:
    """The name itself where BibTeX takes it; else what it takes of it, with a digest: another name is another key."""
    if _KEY.fullmatch(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{'-'.join(re.findall(r'[A-Za-z0-9]+', name))[:60] or 'article'}-{digest}"
