"""The outlets of an archive for people, at the prompt and at the shell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from search.api import Archive
from search.language.suggestions import suggestions
from search.show.terminal import safe

__all__ = ["no_outlet", "outlet_lines"]


def outlet_lines(sources: Mapping[str, int]) -> Iterator[str]:
    """A line an outlet, with the number of its articles."""
    room = max((len(f"{count:,}") for count in sources.values()), default=0)
    return (f"{count:>{room},}  {safe(name)}" for name, count in sources.items())


def no_outlet(archive: Archive, text: str) -> str:
    """That no outlet has words that begin so, and which are near to it."""
    if not text:
        return "No outlet is named in this index."
    near = suggestions(text, archive.sources(), least=70, parts=True)
    hint = f" Near it: {', '.join(near)}." if near else ""
    return safe(f"No outlet {text!r}.{hint}")
