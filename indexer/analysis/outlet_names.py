"""What tells one outlet from another: the words of its name, and the host that its articles are at."""

from __future__ import annotations

import re

from indexer.analysis.tokenizer import folded

__all__ = ["host_of", "whole_name"]

_HOST = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.\-]*:)?//(?:[^/?#@]*@)?([\w\-]+(?:\.[\w\-]+)+)")
_LONGEST = 253


def whole_name(name: str | None) -> str:
    """The words of a name, folded: names meet that differ in case, accents and marks only."""
    return " ".join(folded(name or ""))


def host_of(url: str | None) -> str | None:
    """The host of an address in small letters, without a `www.` before it; None if it has none."""
    found = _HOST.match(url or "")
    return found[1].lower().removeprefix("www.")[:_LONGEST] if found else None
