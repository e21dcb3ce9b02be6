"""An address that no article has: the same one as others write it, or the longest beginning of it that some have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["begun_alike"]

_HEADS = ("https://", "http://", "https://www.", "http://www.")
_HEAD = re.compile(r"(?:https?://)?(?:www\.)?", re.IGNORECASE)
_MOST = 12  # parts of a path that are left off one by one


def begun_alike(address: str, count: Callable[[str], int]) -> tuple[str, int] | None:
    """The beginning of addresses that is most like `address`, and how many articles have one that begins so.

    Tried are http and https, with www. and without, then without fragment and question, then one part of the path
    after the other left off, down to the site. `count` says how many articles have an address with a beginning.
    """
    head = _HEAD.match(address)
    bare = address[head.end() if head else 0 :]
    asked = head[0].lower() if head else ""
    heads = sorted(_HEADS, key=lambda each: each != asked)
    for rest in dict.fromkeys(_shorter(bare)):
        for start in heads:
            if many := count(start + rest):
                return start + rest, many
    return None


def _shorter(bare: str) -> Iterator[str]:
    """An address without its head, as it is and then shorter and shorter; a site ends in a slash."""
    whole = re.split(r"[?#]", bare, maxsplit=1)[0].rstrip("/")
    if bare.rstrip("/") != whole:
        yield bare
    site, *parts = whole.split("/")
    if not site:
        return
    if parts:
        yield whole
    parts = parts[:_MOST]
    while parts:
        parts.pop()
        yield "/".join([site.lower(), *parts, ""])
    yield f"{site.lower()}/"
