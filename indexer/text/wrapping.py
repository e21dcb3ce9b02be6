"""Lines that were broken to fit a width, put together again to paragraphs.

Agencies and old archives wrap text at some 60 to 80 columns. A break was made by wrapping if the next
line's first word would not have fitted on the line before it; a text is wrapped if most of its breaks
were, and most of those inside a sentence: paragraphs of one line each end like sentences. Lines that
begin with an indent, and lines behind a blank one, begin a paragraph.
"""

from __future__ import annotations

import re

_NARROWEST, _WIDEST = 40, 110  # columns that texts are wrapped at
_SLACK = 6  # columns by which the lines of one text may be wrapped earlier than its widest
_ENDINGS = '.!?…:"”’»)'  # what the last line of a paragraph ends with
_INDENT = re.compile(r"[ \t\u3000]{2,}|\t")


def unwrapped(text: str) -> str:
    """The text with its paragraphs in one line each if it is hard-wrapped, else the text itself.

    Only white space at line ends is changed; a hyphen at the end of a line keeps its word together.
    """
    breaks = text.count("\n")
    if not breaks or len(text) > breaks * _WIDEST + _WIDEST:
        return text
    lines = text.split("\n")
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST:
        return text
    wrapped = [False] * len(lines)
    candidates = inside = 0
    for number in range(1, len(lines)):
        before, line = lines[number - 1].rstrip(), lines[number]
        if not before or not line.strip() or _INDENT.match(line):
            continue
        candidates += 1
        wrapped[number] = len(before) + 1 + len(line.split(None, 1)[0]) > width - _SLACK
        inside += wrapped[number] and before[-1] not in _ENDINGS
    if candidates < 2 or 2 * sum(wrapped) < candidates or 2 * inside < sum(wrapped):
        return text
    return _joined(lines, wrapped)


def _joined(lines: list[str], wrapped: list[bool]) -> str:
    paragraphs: list[list[str]] = []
    for line, continues in zip(lines, wrapped, strict=True):
        if not continues:
            paragraphs.append([line.strip()])
            continue
        previous = paragraphs[-1]
        split_word = previous[-1].endswith("-") and previous[-1][-2:-1].isalpha()
        previous.append(("" if split_word else " ") + line.strip())
    return "\n".join("".join(paragraph) for paragraph in paragraphs)
