"""Runs between marks that are titles, nicknames, words as words, and what is printed: nobody's words, whoever is
near.

The words right before and right behind a run tell, and where those alone would not, the capitals of a title:

    her novel, “The Old Mill”; on Channel Nine's “Good Evening”; an interview with “Face to Face”; the author of
    “Rain” the so-called “water tax”; nicknamed “the Weir”; a sign reading “Slow Water”; click “sign up” the “Slow
    Water” podcast; a “Vote Moreau” hat; “Mill to close in May,” by the Herald's Ada Stone
"""

from __future__ import annotations

import re

from indexer.quotes.lists import words
from indexer.quotes.marks import INVITATION, Run, is_wrapped

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
WORKS = words("works")
_BESIDE = words("works", "beside")
_PRINTED = words("works", "printed")
_APPEARS = words("works", "appears")
_MAKES = words("works", "makes")
_CLICKS = frozenset(("click", "clicks", "clicked", "clicking"))
_PERFORMS = frozenset("perform performs performed performing".split())


def _any_of(found: frozenset[str]) -> str:
    return "|".join(sorted(found))


# What makes the run behind it a name, a word as a word, the text of a sign; and the last words of all that.
_MENTIONED = re.compile(
    r"\b(?:so[- ]called|(?:en)?titled(?: simply)?|headlined|(?:nicknamed|known as)(?: the| a)?"
    r"|st(?:ands?|ood) for|translate[sd]? (?:as|to)"
    r"|pseudonym|alias|nickname|moniker|epithet|sobriquet"
    r"|(?:\A|(?<=[.!?\n”\"])|(?<=[.!?\n”\"] ))(?-i:The) (?:word|term|phrase|expression)s?"
    rf"|(?:{_any_of(_CLICKS)})(?: on)?"
    rf"|(?:{_any_of(_PRINTED - {'headline', 'headlines', 'gear'})})"
    r"(?:,? (?:that|which))?(?: reads?| reading| sa(?:id|ys?|ying))"
    rf"|(?:{_any_of(WORKS)})(?: is| was|,)? (?:called|named))\Z",
    re.IGNORECASE,
)
_MENTIONS = _CLICKS | frozenset(
    "simply for called named so-called titled entitled headlined nicknamed as the a word words term terms phrase "
    "phrases expression expressions read reads reading said say says saying pseudonym alias nickname moniker epithet "
    "sobriquet "
    "on".split()
)
_ENDS = "\n'’"
_STOPPED = re.compile(r"[.!?,;—]")
_WIDEST = 28  # what _MENTIONED finds has 24 characters at most; it is slow, and need not look farther back
_LONGEST_MENTION, _LONGEST_TITLE, _LONGEST_SENTENCE = 60, 120, 160
# What makes the run behind it a title if it is written as one: who broadcasts it and when, who plays in it or made
# it, its year.
_ENTITLES = re.compile(
    r"\b(?:(?:[A-Z]{3,5}|C-SPAN|[Cc]hannel(?: (?:[A-Z][a-z]+|\d+))?|[Nn]etwork|[Rr]adio"
    r"|Fox|Sky|News|TV|Television|P(?:olitico|OLITICO)"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)['’]s"
    rf"|(?i:{_any_of(_APPEARS)})(?: [A-Z][a-z]+day)? (?:on|with|to|in|of)|(?i:{_any_of(_MAKES)}) of"
    rf"|(?:{_any_of(_PERFORMS)})|(?:19|20)\d\d"
    r"|(?:hits|songs|albums|films|movies|books|novels|plays|shows|programs) (?:like|including|such as))\Z"
)
_ENTITLE = WORKS | _PERFORMS | frozenset("on with to in of like including as".split())
# Last words that are seldom what these are about, and the words that they then have before them.
_COMMON = frozenset("simply for the a as on with to in of said say says saying".split())
_TRIGGERS = (
    _APPEARS
    | _MAKES
    | _CLICKS
    | _PRINTED
    | frozenset("titled nicknamed known such stand stands stood translate translates translated".split())
)
_TELLING = _MENTIONS | _ENTITLE | _BESIDE
_POSSESSIVE = ("'s", "’s")
_BEHIND_TITLES = WORKS | words("works", "makers")
_BEHIND = re.compile(
    r",?[ \u00a0]"
    rf"(?:(?:{_any_of(words('works', 'between'))})[ \u00a0](?=[a-zT]))?"
    r"(by(?=[ \u00a0](?:the )?[^\W\d_a-z])(?![^\n,]{2,40}['’]s own\b)|T-shirts?\b|(?!by\b)[a-z]+(?:-[a-z]+)*\b)"
)
_LONGEST_BETWEEN = max(map(len, words("works", "between"))) + len(",  by")
# What a title leaves in small letters.
_SMALL = frozenset(("a", "an", "the", "of", "and", "or", "in", "on", "at", "to", "for", "with", "by", "from", "as"))


def is_title(text: str, run: Run) -> bool:
    """Whether the words before a run or behind it make it a title, a name, a word as a word, or what is printed."""
    if run.end - run.start > _LONGEST_TITLE:
        return False
    if _told_before(text, run) or _told_behind(text, run) or _is_heading(text, run):
        return True
    return text.startswith("Follow ", run.start) and INVITATION.match(text, run.start) is not None


def _told_before(text: str, run: Run) -> bool:
    """Whether the words before a run do."""
    start = run.outer_start
    before = text[max(0, start - 24) : start].rstrip()
    if before[-1:] in ".!?":
        return False  # most runs follow a sentence, or nothing
    if before[-1:] == "(":
        enclosed = text[run.outer_end : run.outer_end + 1] in tuple("),;") or text[run.end : run.end + 1] in tuple(
            ",;"
        )
        return enclosed and is_entitled(text, run)
    last = before.rsplit(None, 1)[-1].rstrip(",:").lower()
    if last in ("the", "on", "’s", "'s") and WORD.findall(text, run.start, run.end)[-1:][0].lower() in WORKS:
        return is_entitled(text, run)  # on the “Face to Face Show”
    if last == "the" and " " in text[run.start : run.end] and is_entitled(text, run):
        return True  # she opened the “History of Velm”
    if last == "called":
        sentence = re.split(r"[.!?\n]\s", text[max(0, start - _LONGEST_SENTENCE) : start])[-1]
        if not WORKS.isdisjoint(sentence.lower().split()) and is_entitled(text, run):
            return True
    if last not in _TELLING and last[-2:] not in _POSSESSIVE and not last.isdecimal():
        return False
    before = text[max(0, start - 48) : start]
    if last in _COMMON and _TRIGGERS.isdisjoint([word.rstrip(",") for word in before.lower().rsplit(None, 4)]):
        return False
    before = before.rstrip(" ,:\u00a0")
    if "\n" in before:
        before = before.replace("\n", " ").rstrip() if is_wrapped(text) else before[before.rindex("\n") + 1 :]
    if not before:
        return False  # it begins a paragraph
    near = len(before) - _WIDEST
    if last.startswith("sa") and text[start - 2] == ":":
        return False  # a sign that says: “...”, which is as good as a voice
    if last in _MENTIONS and run.end - run.start < _LONGEST_MENTION and _MENTIONED.search(before, near) is not None:
        return True
    comma = text[start - 2] == ","
    if last.isdecimal() and comma:
        return False  # his 1994 “Slow Water”, not: in 1994, “...
    named = last in WORKS or (last in _BESIDE and comma) or _ENTITLES.search(before) is not None
    return named and is_entitled(text, run)


def _told_behind(text: str, run: Run) -> bool:
    """Whether the words behind a run do; "...," stars said" is no title."""
    after = text[run.outer_end : run.outer_end + _LONGEST_BETWEEN]
    comma = after[:1] == "," or text[run.end : run.end + 1] == ","
    if comma and "by" not in after:
        return False  # most, and to look is far cheaper
    found = _BEHIND.match(text, run.outer_end)
    if found is None:
        return False
    word = found[1]
    if word == "by":
        return not text[run.start].islower() if comma else is_entitled(text, run)
    if comma or (word[0] == "T" and text[run.end - 1] in ".!?"):
        return False
    if word.lower() in _PRINTED:
        return run.end - run.start < _LONGEST_MENTION
    return word in _BEHIND_TITLES and is_entitled(text, run)


def _is_heading(text: str, run: Run) -> bool:
    """Whether a run is a paragraph by itself that is written as titles are."""
    if text[run.outer_end : run.outer_end + 1] not in _ENDS:
        return False
    before, behind = text[max(0, run.outer_start - 2) : run.outer_start], text[run.outer_end : run.outer_end + 2]
    if before.strip("'‘\n") or behind.strip("'’\n") or "\n" not in before or "\n" not in behind:
        return False
    words = text[run.start : run.end].removesuffix(".")
    if words.count(" ") < 2 or _STOPPED.search(words) or not is_entitled(text, run):
        return False
    found = WORD.findall(words)
    return capitals_in(found) == len(found) or words == text[run.start : run.end]  # "I thought of Velm." is said


def is_entitled(text: str, run: Run) -> bool:
    """Whether a run is written as titles are: the first and the last word and two of three with a capital."""
    if text[run.start].islower():
        return False
    found = WORD.findall(text, run.start, run.end)
    if not found or not all(word[0].isupper() or word[0].isdigit() for word in (found[0], found[-1])):
        return False
    capitals = capitals_in(found) + sum(word[0].isdigit() for word in found)
    return 3 * capitals >= 2 * len(found) and any(word[0].isupper() for word in found)


def capitals_in(found: list[str]) -> int:
    """How many words stand as in a title, those with a capital and the small ones.

    They are not looked up in a table of words seen: to ask for one that is not in the processor's cache takes longer.
    """
    return sum([word[0].isupper() or word.lower() in _SMALL for word in found])
