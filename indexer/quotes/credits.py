"""Who wrote, edited and photographed an article, as agencies set it: these people are not in the story.

"(Additional reporting by Ju-min Okafor in SEOUL; Editing by Tony Moreau)": otherwise a Moreau who speaks in the
article could become Tony.
"""

from __future__ import annotations

import re

_WORK = r"(?:reporting|writing|editing|compiled|photos?|graphics?)"
# The line end before a credit is taken in, so that the search can run from one parenthesis or line end to the next.
_CREDIT = re.compile(
    rf"\((?i:(?:additional |further )?{_WORK}(?: and (?:additional )?{_WORK})? by [^()]{{2,600}}(?:\)|$))"
    rf"|\n(?i:(?:additional |further )?{_WORK}(?: and {_WORK})? by [^\n.]{{2,300}};[^\n]{{2,300}}$)",
    re.MULTILINE,
)
# Every credit has one of these, and few other articles do. The look back comes after the letter that it is about, so
# that the search can run from one to the next and costs next to nothing.
_HINT = re.compile(
    "y (?:(?<=orting [bB]y )|(?<=[dr]iting by )|(?<=ompiled by )|(?<=hoto by )|(?<=hotos by )|(?<=raphics by ))"
)
_LONGEST = 100  # letters from where a credit begins to its hint
_INK = re.compile(r"\S")


def without_credits(text: str) -> str:
    """The text with spaces for its credits, code point for code point."""
    hint = _HINT.search(text)
    if hint is None:
        return text
    begin = hint.start() - _LONGEST
    if begin > 0:
        return text[:begin] + _CREDIT.sub(_blank, text[begin:])
    return _CREDIT.sub(_blank, "\n" + text)[1:]


def _blank(found: re.Match[str]) -> str:
    return _INK.sub(" ", found.group())
