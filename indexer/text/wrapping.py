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


_DIVIDED = re.compile(r"([^\W\d_]+)(-|\u00ad|\u00ac)[ \t]*\n[ \t]*([^\W\d_]+[^\s]*)[ \t]?")
_FIRST_PARTS = frozenset(
    "well self ex long short high low so two three four five six seven eight nine ten twenty thirty forty fifty"
    " half all part full mid vice left right far once much non old new cross third second first".split()
)
"""What stands in front of a hyphen in English more often than a syllable does."""
_SUSPENDED = frozenset("and or to und oder bis et ou y o e en of".split())


def rejoined(text: str) -> str:
    """The text with its words whole that were divided at the ends of lines.

    A soft hyphen, or the ¬ that scans have for it, is no part of a word. A hyphen is, where the text has the word
    with it elsewhere, behind the first parts of compounds, and before `and`: `pre- and post-war`.
    """
    if "-\n" in text or "\u00ac" in text or "\u00ad" in text or "- \n" in text:
        text = _DIVIDED.sub(lambda found: _whole(found, text), text)
    return text.replace("\u00ad", "") if "\u00ad" in text else text


def _whole(found: re.Match[str], text: str) -> str:
    first, mark, second = found.groups()
    word = re.match(r"[^\W\d_]+", second)
    assert word is not None
    if mark == "-":
        if not second[0].islower() or word[0] in _SUSPENDED:
            return found[0]
        if first.lower() in _FIRST_PARTS or f"{first}-{word[0]}" in text:
            return f"{first}-{second}\n"
    return f"{first}{second}\n"


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
