"""Character references of HTML in what is pasted from a page's source or a feed: `AT&amp;T`, `don&#039;t`."""

from __future__ import annotations

import html
import re

__all__ = ["without_references"]

_REFERENCE = re.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,8});")
_FILLER = "\u200b"  # separates nothing inside a word


def without_references(text: str) -> str:
    """The text with the characters that are meant, as long as it was, so that places in it stay what they are.

    The filler stands before the character: behind an apostrophe it would part the word.
    """
    return _REFERENCE.sub(_filled, text) if "&" in text else text


def _filled(found: re.Match[str]) -> str:
    meant = html.unescape(found[0])
    return found[0] if meant == found[0] or len(meant) > 1 else meant.rjust(len(found[0]), _FILLER)
