"""Real articles in made-up pages: of these the true text is known."""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

_MENU = "<nav><ul>" + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(30)) + "</ul></nav>"
_MORE = "".join(f"<li><a href='/m{n}'>Another story of today, number {n}</a></li>" for n in range(8))
_BESIDE = f"<aside class='related'><h3>Related</h3><ul>{_MORE}</ul></aside>"
Frame = Callable[[str, Sequence[str]], str]


def _page(title: str, inside: str) -> str:
    return f"<html><head><title>{title}</title></head><body>{inside}</body></html>"


def _article(title: str, paragraphs: Sequence[str]) -> str:
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    return _page(title, f"{_MENU}<article><h1>{title}</h1>{text}</article>{_BESIDE}<footer>© Post</footer>")


def _interrupted(title: str, paragraphs: Sequence[str]) -> str:
    parts = [f"<div class='story-text'><p>{one}</p></div>" for one in paragraphs]
    parts[2:2] = [_BESIDE, "<figure><img src='a'><figcaption>The harbour. Photograph: A/B</figcaption></figure>"]
    return _page(title, f"{_MENU}<div class='main'><h1>{title}</h1>{''.join(parts)}</div><div>Sign up</div>")


def _table(title: str, paragraphs: Sequence[str]) -> str:
    text = "<br><br>".join(paragraphs)
    return _page(title, f"<table><tr><td>{_MENU}</td><td><h2>{title}</h2>{text}</td><td>{_BESIDE}</td></tr></table>")


def _divisions(title: str, paragraphs: Sequence[str]) -> str:
    text = "".join(f"<div>{one}</div>" for one in paragraphs)
    return _page(title, f"{_MENU}<div class='content'><h1>{title}</h1>{text}</div>{_BESIDE}")


def _linked(title: str, paragraphs: Sequence[str]) -> str:
    def linked(text: str) -> str:
        words = text.split(" ")
        return " ".join(f"<a href='/x'>{word}</a>" if n % 17 == 5 else word for n, word in enumerate(words))

    text = "".join(f"<p>{linked(one)}</p>" for one in paragraphs)
    return _page(title, f"{_MENU}<section itemprop='articleBody'><h1>{title}</h1>{text}</section>{_BESIDE}")


FRAMES: dict[str, Frame] = {
    "an article": _article,
    "an article with what interrupts it": _interrupted,
    "a table and breaks": _table,
    "divisions": _divisions,
    "links": _linked,
}


def framed(frame: Frame, title: str, text: str) -> bytes:
    """The page of an article, a line of whose text is a paragraph."""
    paragraphs = [html.escape(line, quote=False) for line in text.split("\n") if line.strip()]
    return frame(html.escape(title), paragraphs).encode()


def articles(path: Path, count: int) -> Iterator[tuple[str, str]]:
    """Title and text of so many articles of several paragraphs, spread over the file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, 40 * count, 20):
            record = json.loads(line)
            text = record.get("text") or record.get("body") or ""
            if 800 < len(text) < 12_000 and text.count("\n") > 3:
                yield record.get("title") or "A headline of some words", text
