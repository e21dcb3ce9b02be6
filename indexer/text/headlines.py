"""Whether a line is a headline: by its form, and by what stands below it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from indexer.text.datelines import match_dateline

__all__ = ["BYLINE", "LONGEST_TITLE", "is_longer", "is_title"]

LONGEST_TITLE = 200
_LONGEST_WRAPPED = 120  # a line that is longer was not broken by hand
_FARTHEST_TURN = 60  # lines in which somebody speaks again
# The caption of a picture ends so, no headline does.
_CREDITED = re.compile(r"(?:\bREUTERS/|\bAP Photo|/(?:AP|AFP|EPA|Reuters|Getty)\b|\bGetty(?: Images)?\)?$)")
# "HOST: Welcome", "[00:12] HOST: Welcome"
_TURN = re.compile(r"(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?\s+)?([^\W\d_a-z][\w.'’ -]{0,40}:)(?= )")
_LONGEST_NAME = 40

_NAME = r"[^\W\d_][\w.'’-]*"
# The separators begin with different characters: a line of many commas must not be tried in every way.
BYLINE = re.compile(rf"by:?\s+({_NAME}(?:(?:\s+|,\s*|[/|&]\s*|\s[,/|&]\s*){_NAME})*)\.?\Z", re.IGNORECASE)


def is_title(line: str, lines: Sequence[str], number: int) -> bool:
    """Whether `line`, which is `lines[number]`, is a headline over what follows and not its first paragraph.

    It is short, ends no sentence, and is followed by a longer text from which it is set off by
    a blank line or by its form; a line of hard-wrapped text is none.
    """
    if len(line) > LONGEST_TITLE or line[0].islower() or not any(char.isalpha() for char in line):
        return False
    if not _ends_as_title(line) or _CREDITED.search(line) or match_dateline(line) or _is_turn(line, lines, number):
        return False
    following = list(islice((n for n in range(number + 1, len(lines)) if lines[n].strip()), 6))
    if not following or not is_longer(lines, following[0], 2 * len(line)):
        return False
    if following[0] > number + 1:
        return True
    after = lines[following[0]].strip()
    if after[0].islower():
        return False
    if any(len(lines[n]) > _LONGEST_WRAPPED for n in following) or 2 * len(line) <= len(after):
        return True
    return line.isupper() or bool(match_dateline(after) or BYLINE.match(after))


def _is_turn(line: str, lines: Sequence[str], number: int) -> bool:
    """Whether a line begins what somebody says in a conversation: its label, or the line, comes back."""
    following = islice(lines, number + 1, number + _FARTHEST_TURN)
    found = _TURN.match(line)
    if found is not None:
        return any(other.lstrip(" \t[]():0123456789").startswith(found[1]) for other in following)
    return len(line) < _LONGEST_NAME and any(other.strip() == line for other in following)


def is_longer(lines: Sequence[str], number: int, length: int) -> bool:
    """Whether more than `length` characters stand from `lines[number]` on."""
    for line in islice(lines, number, None):
        length -= len(line.strip())
        if length < 0:
            return True
    return False


def _ends_as_title(line: str) -> bool:
    if line[-1] in ",;:-–—":
        return False
    bare = line.rstrip("\"”’'»)")
    if not bare.endswith("."):
        return True
    # A full stop that belongs to an abbreviation (U.S., a.m., Inc.) or to an ellipsis.
    return (
        bare == line and re.search(r"(?:\b\w\.\w\.|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|St|No)\.|\.\.\.)\Z", bare) is not None
    )
