"""What a decision rests on, in words: the rule, the cue and the piece of text that shows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexer.quotes.context import RUN

if TYPE_CHECKING:
    from indexer.quotes.attribution import Attempt
    from indexer.quotes.candidates import Candidate

_KINDS = {"N": "name", "P": "pronoun", "p": "possessive", "E": "pronoun", "w": "who", "R": "noun"}
_STRONG = re.compile("[VDGBA]")
_LAST_STRONG, _LAST_WEAK = re.compile(".*([VDGBA])"), re.compile(".*([WgS:])")
_WEAK = re.compile("[WgS:]")
_NEXT = re.compile(r"(?:[TNOLJHYuUzef'd,xi(]|R(?=,)){0,8}?a{0,2}([VDW])")
_LONGEST = 120
_ACCORDING = frozenset(("according", "According", "ACCORDING"))


def rule_of(attempt: Attempt, candidate: Candidate) -> str:
    """The pattern that decided, as it reads: "quote, verb, name"."""
    simple, quote = attempt.scene.simple, attempt.scene.at[attempt.number]
    if candidate.side == "C":
        between = simple[attempt.scene.at[attempt.number - 1] : quote]
        return "carried on, next paragraph" if "|" in between else "carried on, same paragraph"
    kind = _KINDS[simple[candidate.place]]
    if candidate.side == "B":
        between = simple[candidate.place + 1 : quote]
        verb = _verb(between)
        rule = f"{kind}, {verb}, quote" if verb else f"{kind}, quote"
    else:
        between = simple[quote + 1 : candidate.place]
        verb = _verb(between)
        if verb:
            rule = f"quote, {verb}, {kind}"
        else:
            follows = _verb(simple[candidate.place + 1 : candidate.place + 4])
            rule = f"quote, {kind}, {follows}" if follows else f"quote, {kind}"
    return rule + ", next sentence" if "." in between or "|" in between else rule


def _verb(between: str) -> str:
    if "A" in between:
        return "according to"
    if _STRONG.search(between):
        return "verb"
    if "W" in between or "g" in between:
        return "weak verb"
    return "colon" if ":" in between else ""


def _cue_place(attempt: Attempt, place: int) -> int | None:
    """The letter that is the cue: the verb between the mention and the quotation, else the one after the mention."""
    letters, quote = attempt.scene.context.letters, attempt.scene.context.at[attempt.number]
    if place < quote:
        last = _LAST_STRONG.match(letters, place, quote) or _LAST_WEAK.match(letters, place, quote)
        found = last.start(1) if last is not None else None
        if found is not None and letters[found] != ":":
            return found
        # "According to Ann Lee, ..."
        before = letters.rfind("A", max(0, place - 6), place)
        return before if before >= 0 else found
    first = _STRONG.search(letters, quote, place) or _WEAK.search(letters, quote, place)
    if first is not None:
        return first.start()
    after = _NEXT.match(letters, place + 1, place + 14)
    return after.start(1) if after else None


def mention_span(attempt: Attempt, place: int) -> tuple[int, int]:
    """The offsets in the text of the mention at letters[place]."""
    return attempt.scene.context.span(place, _name_end(attempt, place))


def cue_and_evidence(attempt: Attempt, place: int, start: int, end: int) -> tuple[str | None, str]:
    """The verb or the phrase that attributes, and the words that show it with the mention at letters[place],
    which is text[start:end]."""
    context, outer_start = attempt.scene.context, attempt.runs[attempt.number].outer_start
    at = _cue_place(attempt, place)
    cue = None
    if at is not None:
        if context.letters[at] == ":":
            cue = ":"
        elif end <= outer_start and at > place:
            cue = context.word(at)  # what is shown goes past it, to the quotation
        else:
            one, two = context.span(at, at + 1)
            cue = context.text[one:two]
            if one < start:
                start = one
            if two > end:
                end = two
        if cue in _ACCORDING:
            cue = "according to"
    # What stands before a quotation is shown up to it.
    shown = context.text[start : min(outer_start if end <= outer_start else end, start + _LONGEST)]
    # Few have other space in them than single blanks, and asking is cheaper than splitting.
    if "  " in shown or not shown.isprintable():
        shown = " ".join(shown.split())
    return cue, shown.strip(" ,")


def _name_end(attempt: Attempt, place: int) -> int:
    """The end of the name that begins at letters[place]."""
    name = RUN.match(attempt.scene.context.letters, place)
    return name.end() if name is not None else place + 1
