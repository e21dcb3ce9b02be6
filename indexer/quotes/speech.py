"""Which runs between marks are somebody's words, and which are titles, nicknames, scare quotes, slogans.

What is known of a run (its marks, its length, its capitals, the words around it, how well the best speaker
fits) is scored by the same kind of linear model as the speakers.
"""

from __future__ import annotations

import re

from indexer.quotes.candidates import Candidate, Scene
from indexer.quotes.lists import words
from indexer.quotes.marks import Run
from indexer.quotes.model import compile_templates, named_features

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PERSON = re.compile(r"\b(?:I|we|We|you|You|my|My|our|Our|me|us|I'm|I’m|I've|I’ve)\b")
_AROUND = words("around")
_SMALL = frozenset(("a", "an", "the", "of", "and", "or", "in", "on", "at", "to", "for", "with", "by", "from", "is", "as"))


def run_shape(
    text: str, scene: Scene, runs: list[Run], number: int, best: Candidate, chance: float
) -> tuple[str, ...]:
    """What is known of a run, as the model scores it.

    `best` is the likeliest speaker and `chance` its probability.
    """
    run = runs[number]
    letters, place = scene.simple, scene.at[number]
    sample = _WORD.findall(text[run.start : min(run.end, run.start + 200)])
    count = len(sample)
    length = str(count) if count < 4 else "6" if count < 7 else "12" if count < 13 else "+"
    capitals = sum(word[0].isupper() or word.lower() in _SMALL for word in sample)
    case = "all" if capitals == count else "most" if capitals * 3 >= count * 2 else "some"
    first = text[run.start]
    start = "l" if first.islower() else "U" if first.isupper() else "0" if first.isdigit() else "@" if first in "@#" else "-"
    tail = text[run.end - 1]
    close = tail if tail in ".!?" else "," if text[run.end : run.end + 1] == "," else "w"
    following = text[run.outer_end : run.outer_end + 1]
    after = "s" if following in " \u00a0" else "p" if following in ".,;:!?)" else "n" if following in "\n" else "x"
    single = run.mark in "'‘‚‛"
    marks = "double" if not single else "single" if runs[0].mark in "'‘‚‛" and runs[-1].mark in "'‘‚‛" else "minor"
    raw, at = scene.context.letters, scene.context.at[number]
    previous, following_word = _neighbours(text, run)
    position = "head" if "\n" not in text[:run.outer_start] and run.outer_start < 200 and "\n" in text[:300] else "body"
    verb = best.known[6] if best.side in "AB" else best.side
    person = "I" if _PERSON.search(text, run.start, min(run.end, run.start + 150)) else "-"
    return (
        marks, length, case, start, close, after, letters[max(0, place - 2) : place], letters[place + 1 : place + 3], previous, following_word,
        position, best.side, verb, str(int(chance * 4)), person, raw[at - 1 : at] or "^",
    )  # fmt: skip


def _neighbours(text: str, run: Run) -> tuple[str, str]:
    """The words beside a run, where they are among those that tell something."""
    before = text[max(0, run.outer_start - 24) : run.outer_start].rstrip().rsplit(None, 1)
    after = text[run.outer_end : run.outer_end + 24].split(None, 1)
    one = before[-1].lower().strip(",;(") if before else "^"
    two = after[0].lower().rstrip(".,;:)") if after else "$"
    if one.endswith(("’s", "'s")):
        one = "'s"
    return (one if one in _AROUND or one == "'s" else "?", two if two in _AROUND else "?")


FIELDS = (
    "marks", "length", "case", "start", "close", "space", "before", "after", "previous", "next",
    "position", "side", "verb", "chance", "person", "letter",
)  # fmt: skip
TEMPLATES = tuple(
    tuple(line.split())
    for line in (
        "marks", "length", "length case", "case start", "close", "length close", "space", "before", "after",
        "length before", "length after", "previous", "next", "previous case", "previous length", "next case",
        "position marks", "position", "side", "verb", "verb length", "chance", "chance length", "person", "person length",
        "letter length", "letter case", "verb side length", "verb case", "start length close", "before after",
        "marks length", "marks case", "marks verb", "marks close", "case length close", "case before", "next length start",
    )
)  # fmt: skip
_COMPILED = compile_templates("said", FIELDS, TEMPLATES)


def features(known: tuple[str, ...]) -> list[str]:
    """The features of a run."""
    return ["said:=", *named_features(_COMPILED, known)]
