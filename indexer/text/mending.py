"""Mojibake: UTF-8 that was read as Windows-1252, and saved so. `â€œ` was `“`.

ftfy (Speer 2019) undoes it where it is sure; what it is not sure of stays.
"""

from __future__ import annotations

import re

__all__ = ["mended"]

# What the second and third bytes of UTF-8 look like in Windows-1252, behind what its first byte looks like.
_SIGNS = re.compile("[\u00c2\u00c3\u00c5\u00d0\u00d1\u00e2][\u0080-\u00bf\u20ac\u201a-\u2122\u0152-\u0192]")


def mended(text: str) -> str:
    """The text as it was written, if it is seen to have been decoded wrongly, and how; else the text."""
    if text.isascii() or not _SIGNS.search(text):
        return text
    from ftfy import fix_encoding

    return fix_encoding(text)
