"""Who could have said a quotation: the mentions around it, each with what speaks for it.

A candidate is a stretch of letters in a `Context` (a name, a noun such as "the senator", a pronoun), or the
speaker of the quotation before, carried on, or nobody. What is known of a candidate is a tuple of a few
small values; the model of `model.py` scores the tuple, and remembers the score.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

NAME_RUN = "[TNOLJH](?:[TNOLJHY]|e{1,2}(?=[NOJ])|fd?(?=[NOLH]))*"
_MENTION = re.compile(f"(?P<name>{NAME_RUN})'?|[RY](?!{NAME_RUN})|[PEwp]")
_DROP = str.maketrans(dict.fromkeys("aXde'") | dict.fromkeys("TJOHL", "N") | {"Y": "R", "f": "x", "i": "x"})
_PARENTHESES = re.compile(r"\([^()]{0,40}\)")
_NAMES = re.compile("N+")
_WORDS = re.compile("x+")
_PARAGRAPHS = re.compile("¶+")
_COARSE = re.compile("[^VWGgAS.:¶QNPE]")
# How many letters before and after a quotation are looked at, and how many mentions on either side.
LETTERS_BEFORE, LETTERS_AFTER = 70, 50
MENTIONS_BEFORE, MENTIONS_AFTER = 7, 5


class Path(NamedTuple):
    """The letters between a mention and a quotation, told in several grains."""

    fine: str
    coarse: str
    sentences: int
    verb: str


class Candidate(NamedTuple):
    """A mention at letters[first:last], or none: `side` is B(efore), A(fter), C(arried on) or 0 (nobody)."""

    side: str
    first: int
    last: int
    known: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def normal(letters: str) -> str:
    """The letters without what seldom matters, runs of a kind told once."""
    plain = letters.translate(_DROP)
    if "(" in plain:
        plain = _PARENTHESES.sub("", plain).replace("(", "").replace(")", "")
    return _PARAGRAPHS.sub("¶", _WORDS.sub("x", _NAMES.sub("N", plain)))


@lru_cache(maxsize=1 << 16)
def _path(letters: str, side: str) -> Path:
    fine = normal(letters)
    coarse = _COARSE.sub("", fine)
    verb = next((letter for letter in "VGWgAS" if letter in fine), "-")
    sentences = min(3, fine.count(".") + fine.count("¶"))
    if len(fine) > 8:
        fine = "<" + fine[-7:] if side == "B" else fine[:7] + ">"
    coarse = coarse[-5:] if side == "B" else coarse[:5]
    return Path(fine, coarse, sentences, verb)


def _window(letters: str, place: int) -> tuple[int, int]:
    """From where to where mentions can be found for the quotation at `place`."""
    begin = max(0, place - LETTERS_BEFORE)
    # This paragraph and the one before.
    bound = letters.rfind("¶", begin, place)
    if bound >= 0:
        while bound > begin and letters[bound - 1] == "¶":
            bound -= 1
        earlier = letters.rfind("¶", begin, bound)
        if earlier >= 0:
            begin = earlier + 1
    end = min(len(letters), place + LETTERS_AFTER)
    bound = letters.find("¶", place + 1, end)
    if bound >= 0:
        after = bound
        while after < end and letters[after] == "¶":
            after += 1
        alone = bound == place + 1 and letters[after : after + 1] == "-"
        end = min(end, after + 12) if alone else bound
    return begin, end


def candidates(
    letters: str, place: int, quote: tuple[str, ...], carried: tuple[str, ...] | None
) -> list[Candidate]:
    """The candidates for the quotation at letters[place], the likeliest places first on either side.

    `quote` is what is known of the quotation itself (see `quote_shape`), `carried` of the one before.
    """
    begin, end = _window(letters, place)
    before = normal(letters[max(0, place - 6) : place])[-2:]
    after = normal(letters[place + 1 : place + 7])[:3]
    shape = (*quote, before, after)
    found: list[Candidate] = []
    mentions = list(_MENTION.finditer(letters, begin, place))[-MENTIONS_BEFORE:]
    for rank, mention in enumerate(reversed(mentions)):
        found.append(_candidate(letters, mention, place, "B", rank, shape))
    for rank, mention in enumerate(_MENTION.finditer(letters, place + 1, end)):
        if rank == MENTIONS_AFTER:
            break
        found.append(_candidate(letters, mention, place, "A", rank, shape))
    if carried is not None:
        found.append(Candidate("C", -1, -1, ("C", *carried, *shape)))
    found.append(Candidate("0", -1, -1, ("0", *shape)))
    return found


def _candidate(
    letters: str, mention: re.Match[str], place: int, side: str, rank: int, shape: tuple[str, ...]
) -> Candidate:
    first, last = mention.span()
    kind = letters[first]
    if mention.lastgroup:
        run = mention.group("name")
        kind = "O" if "O" in run or "H" in run else "N" if "N" in run or "J" in run else run[0]
    possessive = "'" if letters[last - 1] == "'" else ""
    path = _path(letters[last:place] if side == "B" else letters[place + 1 : first], side)
    following = normal(letters[last : last + 6])[:3]
    preceding = normal(letters[max(0, first - 5) : first])[-2:]
    known = (side, kind + possessive, str(min(rank, 3)), *path[:2], str(path.sentences), path.verb, following, preceding)
    return Candidate(side, first, last, known + shape)


def quote_shape(text: str, start: int, end: int) -> tuple[str, ...]:
    """What the quotation itself tells: how it begins, how it ends, how long it is."""
    tail = text[end - 1]
    following = text[end : end + 1]
    close = tail if tail in ".!?" else "," if following == "," else "…" if tail in "…-—–" else "w"
    words = text.count(" ", start, min(end, start + 120)) + 1
    length = "1" if words == 1 else "3" if words < 4 else "7" if words < 8 else "+"
    return (close, "l" if text[start].islower() else "U", length)


def carried_shape(letters: str, previous: int, place: int) -> tuple[str, ...]:
    """What lies between a quotation and the one before it."""
    between = normal(letters[previous + 1 : place][-60:])
    paragraphs = str(min(3, between.count("¶")))
    coarse = _COARSE.sub("", between)[-6:]
    return (paragraphs, coarse, between if len(between) < 7 else between[:3] + "~" + between[-3:])
