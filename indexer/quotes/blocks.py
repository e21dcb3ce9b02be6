"""Quotations without marks: a paragraph that a colon or a comma announces, and turns of an interview.

A block is taken only where two things agree: the paragraph before ends in a colon or a comma and holds a
word of speech, and the block itself speaks in the first person or exhorts ("Let us ..."). Lists, times
and picture credits are announced by a colon as well, and are nobody's words. Turns are taken only where
labels come back: Q and A, or the names of at least two who speak in turn. "Link: ..." and "Time: ..." come back
as well, in the entries of a list: what a label that is no full name announces has to sound spoken.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from indexer.quotes.lists import verbs, words
from indexer.quotes.marks import Run

_ANNOUNCED = re.compile(r"[,:][ \t\u00a0]*\n[ \t]*\n?[ \t]*(?=[^\W\d_])")
_MAYBE_ANNOUNCED = re.compile(r"\n(?<=[,: \t\u00a0]\n)")
_OWN_WORDS = re.compile(r"(?:^|[.!?] )Let(?: us|'s|’s)\b|\b(?:[Ww]e|I|[Oo]ur|[Mm]y|us|me)\b(?!\.)")
_ANY_MARK = re.compile('["“”„«»]')
_WORD = re.compile(r"[^\W\d_]+")
# "PETR LINDQVIST, FERRY DIRECTOR (ph):", "ATWELL (voice-over):", "[00:12] ATWELL:"; in capitals a title may stand
# behind the name.
_LABEL = (
    r"[ \t]*(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?[ \t]+)?(?:\*\*)?"
    r"(?:(?P<letter>[%s])[.:]|(?P<name>[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){0,3}"
    r"(?:(?<=[A-ZÀ-Þ]{2}), [^a-z\n:()]{2,60})?)(?: [(\[][^()\[\]\n]{1,40}[)\]]){0,3}:)"
    r"(?:\*\*)?[ \t]+(?=\S)"
)
# What nobody says, and which ends what somebody says: the time, what is shown or heard.
_STAGE = re.compile(r"\n[ \t]*(?:\[[^\]\n]{1,60}\]|\([^()\n]{1,60}\))[ \t]*(?=\n|\Z)")
_SHOWN = frozenset(("TEXT", "GRAPHIC", "CAPTION", "SUBTITLE", "VIDEO", "AUDIO", "NOTE", "SOURCE", "PHOTO"))
# What people say to each other, and entries of a list do not: questions, exclamations, "I" and "you".
_SPOKEN = re.compile(
    r"[?!](?=\s|$|[\"”’])|\b(?:I|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur|[Yy]our|me|us|[Yy]es|[Yy]eah|[Nn]o|OK)\b(?!\.)"
)
_ANSWERED = re.compile(r"\n(?=[ARO]\.)")
_MAYBE_LABEL = re.compile(r"\n[ \t*\d:\[\]()]*[^\W\d_a-z][^\n:.]{0,40}[:.][ \t*]")
_LONGEST = 3000
_GIVEN = words("given_names", "man") | words("given_names", "woman") | words("given_names", "both")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of an interview or a debate: its run and who is said to speak, Q and A among them."""

    run: Run
    label: str


def find_blocks(text: str, runs: list[Run]) -> list[Run]:
    """The paragraphs without marks that the paragraph before announces as somebody's words."""
    found: list[Run] = []
    # Most lines could announce nothing, and finding that out is cheap.
    for line in _MAYBE_ANNOUNCED.finditer(text):
        last = line.start() - 1
        while last > 0 and text[last] in " \t\u00a0":
            last -= 1
        match = _ANNOUNCED.match(text, last)
        if match is None:
            continue
        start = match.end()
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        intro = text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - 400) : match.start()]
        block = text[start:end].rstrip()
        if not 20 <= len(block) <= _LONGEST or _ANY_MARK.search(block) or block[-1] not in ".!?…":
            continue
        if len(intro) < 15 or not _announces(intro) or not _OWN_WORDS.search(block, 0, 200):
            continue
        found.append(Run(start, start + len(block), start, start + len(block), "", closed=True))
    return found


@cache
def _speech() -> frozenset[str]:
    """Words that make a paragraph announce another one."""
    strong, addressed = verbs("strong"), verbs("addressed")
    return strong[0] | strong[1] | addressed[0] | addressed[1] | words("nouns", "speech") | _SOFTLY


def _announces(intro: str) -> bool:
    """Whether the paragraph before speaks of speech."""
    return not _speech().isdisjoint(word.lower() for word in _WORD.findall(intro))


# These do, though they are no words of speech by themselves.
_SOFTLY = frozenset(
    ("video", "appealed", "appeals", "broadcast", "letter", "appears", "caption", "follows", "called")
)


def may_have_turns(text: str) -> bool:
    """Whether lines may begin with who asks and who answers, in any language."""
    return text.count(":") > 1 or _ANSWERED.search(text) is not None


class _Labels(NamedTuple):
    """The patterns of labels where these letters stand for who asks and who answers."""

    first: re.Pattern[str]
    later: re.Pattern[str]
    asked: re.Pattern[str]


@cache
def _labels(letters: str) -> _Labels:
    label = _LABEL % letters
    asked = re.compile(rf"\.(?<=[{letters}]\.)")
    return _Labels(re.compile(rf"(?:^|\n){label}"), re.compile(rf"\n{label}"), asked)


def find_turns(text: str, *, letters: str = "QA") -> list[Turn]:
    """The turns of an interview or a debate; empty if the article is none.

    `letters` are those for who asks and who answers; they are Q and A in what is returned.
    """
    # Four labels, each with a colon unless it is "Q." or "A."; and two of the same name with one unless some are Q.
    colons = text.count(":")
    first_label, later_label, asked = _labels(letters)
    if colons < 4 and ((colons < 2 and letters[0] not in text) or not asked.search(text)):
        return []
    if "\n" not in text or not _MAYBE_LABEL.search(text):
        return []
    first = first_label.match(text)
    labels = [first] if first is not None else []
    labels += later_label.finditer(text, first.end() if first is not None else 0)
    said = dict(zip(letters, "QA", strict=True))
    names = _in_full([said.get(match["letter"]) or match["name"].split(",")[0] for match in labels])
    if not _come_back(text, names):
        return []
    heard = _heard(text, labels, names)
    borders = sorted({match.start() for match in labels} | {match.start() for match in _STAGE.finditer(text)})
    labels = [match for match, name in zip(labels, names, strict=True) if name in heard]
    names = [name for name in names if name in heard]
    if not _come_back(text, names):
        return []
    turns: list[Turn] = []
    for number, match in enumerate(labels):
        start = match.end()
        later = bisect_left(borders, start)
        border = borders[later] if later < len(borders) else text.find("\n", start)
        end = len(text) if border < 0 else border
        if number + 1 == len(labels) or end - start > _LONGEST:
            end = min(end, text.find("\n", start) if "\n" in text[start:end] else end)
        while end > start and text[end - 1].isspace():
            end -= 1
        if end - start > 1:
            turns.append(Turn(Run(start, end, start, end, "", closed=True), names[number]))
    return turns


def _in_full(names: list[str]) -> list[str]:
    """The labels, a surname as the full name that another label has, if one has."""
    full: dict[str, set[str]] = {}
    for name in names:
        if " " in name:
            full.setdefault(name.split()[-1], set()).add(name)
    return [next(iter(full[name])) if len(full.get(name, ())) == 1 else name for name in names]


def _come_back(text: str, names: list[str]) -> bool:
    """Whether labels of these names, those of a whole text in order, come back as in a conversation."""
    counts = Counter(names)
    asked = counts["Q"] >= 2 and counts["A"] >= 2
    back = [count for count in counts.values() if count >= 2]
    if not asked and (len(back) < 2 or sum(back) < 5):
        return False
    paragraphs = text.count("\n\n") or text.count("\n")
    return len(names) * 3 >= paragraphs


def _heard(text: str, labels: list[re.Match[str]], names: list[str]) -> frozenset[str]:
    """The labels that may be speakers: Q and A, people's names, and those whose words mostly sound spoken."""
    spoken: Counter[str] = Counter()
    for number, match in enumerate(labels):
        border = labels[number + 1].start() if number + 1 < len(labels) else len(text)
        spoken[names[number]] += _SPOKEN.search(text, match.end(), min(border, match.end() + _LONGEST)) is not None
    every = _WORD.findall(text)
    surnames = {after for given, after in pairwise(every) if given in _GIVEN}
    counts = Counter(names)
    heard = {
        name
        for name, count in counts.items()
        if name not in _SHOWN and (name in ("Q", "A") or spoken[name] * 2 >= count or _is_person(name, surnames))
    }
    if sum(name.isupper() for name in heard) > 1:  # a transcript: whoever comes back in capitals speaks
        heard |= {name for name, count in counts.items() if count > 1 and name.isupper() and name not in _SHOWN}
    return frozenset(heard)


def _is_person(label: str, surnames: Collection[str]) -> bool:
    """Whether a label begins with a given name, or is a surname that the text has behind one."""
    parts = label.title().split()
    return parts[0] in _GIVEN or parts[-1] in surnames


def merge(runs: list[Run], others: list[Run]) -> list[Run]:
    """Both in order; a run that touches one of `others` gives way to it."""
    if not others:
        return runs
    kept: list[Run] = []
    at = 0
    for run in runs:
        while at < len(others) and others[at].end <= run.outer_start:
            at += 1
        if at == len(others) or others[at].start >= run.outer_end:
            kept.append(run)
    return sorted([*kept, *others], key=lambda run: run.start)
