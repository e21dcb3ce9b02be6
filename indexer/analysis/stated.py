"""What an article states beyond the fields that every one has: which of it a query can ask for.

Readers keep keys of other tools in `Article.extra`: a section, a category, the role of a byline. Of these the short
texts are values that can be asked for (`section:world`), each of a list for itself, and yes or no as `true` and
`false`. Not worth a field are numbers, addresses, moments, hashes and other marks of machines, and long texts; these
are kept and shown with the article. What a value is decides, and nothing else: so all segments of an index agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.analysis.tokenizer import folded
from indexer.article import Article

__all__ = ["LONGEST_VALUE", "MOST_STATED", "SEPARATOR", "field_name", "stated_values"]

SEPARATOR = "\x1f"
"""Between the name of a field and its value, in a term."""
MOST_STATED = 64
"""Values of an article that are indexed; a list of more is cut."""
LONGEST_VALUE, _LONGEST_NAME = 80, 40

_OWN = frozenset({"encoding", "partial", "unread_date", "unread_labels", "captured", "modified", "host"})
"""What readers note of the reading itself."""
_IN_TEXT = "_in_text"
_NAME = re.compile(r"[^\W\d]\w*")
_BETWEEN = re.compile(r"[^\w]+")
_OF_MACHINES = re.compile(
    r".*://.*|www\..*"
    r"|\d{4}-\d\d?-\d\d?.*"  # a moment
    r"|(?=.*\d)[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]+)*"  # a hash, a UUID
    r"|(?=.*\d)[\w\-+/=.]{25,}",  # a token
    re.DOTALL,
)


def field_name(key: str) -> str:
    """The name under which a key can be asked for, `byline_role` for `Byline Role`; empty if it can have none."""
    if len(key) > _LONGEST_NAME:
        return ""
    name = _BETWEEN.sub("_", key.strip().lower()).strip("_")
    return name if _NAME.fullmatch(name) and name not in _OWN and not name.endswith(_IN_TEXT) else ""


def stated_values(article: Article) -> list[str]:
    """The values of an article that can be asked for, as terms: the name of the field, SEPARATOR, the value."""
    if not article.extra:
        return []
    found: dict[str, None] = {}
    for key, value in article.extra.items():
        if name := field_name(key):
            for text in _texts(value):
                found[f"{name}{SEPARATOR}{text}"] = None
    return list(found)[:MOST_STATED]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, str):
        if len(value) <= 2 * LONGEST_VALUE and (text := _text(value)):
            yield text
    elif isinstance(value, list | tuple):
        for part in value[:MOST_STATED]:
            if isinstance(part, str | bool):
                yield from _texts(part)


def _text(value: str) -> str:
    """A short text on one line with a letter in it; empty for what is none."""
    text = " ".join(value.split())
    if not 0 < len(text) <= LONGEST_VALUE or _OF_MACHINES.fullmatch(text) or not any(map(str.isalpha, text)):
        return ""
    return text.replace(SEPARATOR, " ") if folded(text) else ""
