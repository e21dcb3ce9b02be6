"""Where sentences begin and end, for cutting excerpts.

A sentence ends at . ! ? or … with any closing marks behind it, before white space and a capital,
a digit or an opening mark, unless the dot belongs to an abbreviation or an initial. A line break
always ends one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"""(?<![.!?…])[.!?…]++["'”’»)\]]*+(?=\s++["'“‘«(\[„]*+[^\W_a-zß-öø-ÿ])|\n+""")
_ABBREVIATION = re.compile(
    r"""(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Capt|Sgt|Maj|Adm|Rev|Hon|Pres|St|Jr|Sr|vs|No|Nos
    |Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Corp|Ltd|Co|approx|Messrs|Mme)|\b[^\W\d_])\Z""",
    re.VERBOSE,
)


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The (start, end) of each sentence of `text[start:end]`, without the space around it."""
    stop = len(text) if end is None else end
    begun = start
    for found in _END.finditer(text, start, stop):
        if found[0] == "." and _ABBREVIATION.search(text, max(begun, found.start() - 10), found.start()):
            continue
        yield from _trimmed(text, begun, found.end())
        begun = found.end()
    yield from _trimmed(text, begun, stop)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
