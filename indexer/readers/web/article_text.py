"""The text of the article in a web page: its paragraphs, without what stands around them.

Trafilatura (Barbaresi 2021) finds the text; captions, promotions and lines of the site that it leaves in go by their
elements before, and by their form behind.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement
from trafilatura import bare_extraction

__all__ = ["article_text"]

_BLOCKS = ("p", "li", "h2", "h3", "h4", "h5", "h6", "div", "strong", "b", "em", "span")
_DIVIDED = frozenset(("body", "div", "td", "article", "section", "main", "font", "center", "blockquote", "span"))
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code dfn em font i img ins kbd mark q s samp small span strike strong sub sup time tt"
    " u var wbr".split()
)
_HIDDEN = re.compile(
    r"(?<![\w])(?:\w+-)?(?:vh|sr-only|visually-?hidden|screen-?reader(?:-text|-only)?|off-?screen)(?![\w-])",
    re.IGNORECASE,
)
_PARAGRAPHS = 3  # that make a cell an article
_FEWEST = 4  # words of a link that is a headline


_MOST_BESIDE = 60
_LONGEST_BESIDE = 400


def article_text(page: HtmlElement) -> tuple[str, list[str]]:
    """The paragraphs, an empty line between them; and captions and links to other articles, which are none of it.

    The page is changed.
    """
    captions = [" ".join("".join(one.itertext()).split()) for one in page.iter("figcaption")]
    beside = [*captions, *_without_links_alone(page)]
    _without_hidden(page)
    _divide_at_breaks(page)
    _without_layout(page)
    found = bare_extraction(page, include_comments=False, include_tables=True, with_metadata=False)
    body = str(getattr(found, "text", "") or "")
    lines = [" ".join(line.split()) for line in body.split("\n")]
    body = "\n\n".join(line for line in lines if line)
    kept = [one[:_LONGEST_BESIDE] for one in dict.fromkeys(beside) if one and one not in body]
    return body, kept[:_MOST_BESIDE]


def _divide_at_breaks(page: HtmlElement) -> None:
    """Make paragraphs of what two line breaks divide: there are pages that know no others."""
    parents = {id(one): one for br in page.iter("br") if _is_second(br) and (one := br.getparent()) is not None}
    for parent in parents.values():
        if parent.tag not in _DIVIDED:
            continue
        children = list(parent)
        text, parent.text = parent.text, None
        for child in children:
            parent.remove(child)
        paragraph = _added(parent, text)
        breaks = 0
        for child in children:
            tail, child.tail = child.tail, None
            if child.tag == "br":
                breaks += 1
                if breaks == 2:
                    paragraph = _added(parent, None)
                elif breaks == 1:
                    paragraph.append(child)
            elif child.tag in _INLINE:
                paragraph.append(child)
            else:
                parent.append(child)
                paragraph = _added(parent, None)
            if child.tag != "br" or (tail or "").strip():
                breaks = 0
            last = paragraph[-1] if len(paragraph) else None
            if last is None:
                paragraph.text = (paragraph.text or "") + (tail or "")
            else:
                last.tail = (last.tail or "") + (tail or "")


def _without_hidden(page: HtmlElement) -> None:
    """Take out what is read aloud only, as `(opens in new tab)` behind a link."""
    for part in list(page.iter("span")):
        if part.get("class") and _HIDDEN.search(part.get("class")) and part.getparent() is not None:
            part.drop_tree()


def _without_layout(page: HtmlElement) -> None:
    """Take apart the tables that hold an article in a cell, and are none."""
    for table in list(page.iter("table")):
        if any(sum(1 for _ in cell.iter("p")) >= _PARAGRAPHS for cell in table.iter("td")):
            for part in list(table.iter("table", "tbody", "tr", "td")):
                part.tag = "div"


def _is_second(br: HtmlElement) -> bool:
    before = br.getprevious()
    return before is not None and before.tag == "br" and not (before.tail or "").strip()


def _added(parent: HtmlElement, text: str | None) -> HtmlElement:
    paragraph = parent.makeelement("p")
    paragraph.text = text
    parent.append(paragraph)
    return paragraph


def _without_links_alone(page: HtmlElement) -> list[str]:
    """Take out the paragraphs that are a link to another article and nothing else; what they say."""
    taken: list[str] = []
    for link in list(page.iter("a")):
        text = "".join(link.itertext())
        if len(text.split()) < _FEWEST or text.rstrip().endswith((".", "!", ":")):
            continue
        block, size = link, len("".join(text.split()))
        while (around := block.getparent()) is not None and around.tag in _BLOCKS:
            if _is_longer(around, size * 1.3):
                break
            block = around
            if block.tag in ("p", "li", "h2", "h3", "h4"):
                break
        if block is not link and block.getparent() is not None and block.getparent().tag != "blockquote":
            block.drop_tree()
            taken.append(" ".join(text.split()))
    return taken


def _is_longer(element: HtmlElement, most: float) -> bool:
    """Whether an element has more letters than this; no more of it is read than that takes."""
    for text in element.itertext():
        most -= len("".join(text.split()))
        if most < 0:
            return True
    return False
