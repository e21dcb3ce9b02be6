"""Which addresses of articles may be followed: they come from strangers."""

from __future__ import annotations

from urllib.parse import urlsplit

from search.show.terminal import safe

__all__ = ["web_address"]


def web_address(url: str | None) -> str | None:
    """The address, if it is a whole one of the web, http or https; else None: nothing else becomes a link."""
    if not url or safe(url) != url or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:  # of brackets that hold no address
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
