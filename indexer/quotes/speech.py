"""Which runs between marks are somebody's words, and which are titles, nicknames, scare quotes, slogans.

What is known of a run (its marks, its length, its capitals, the words around it, whether its sentence speaks of
speech, how well the best speaker fits) is scored by the same kind of linear model as the speakers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from indexer.quotes.candidates import Candidate
from indexer.quotes.context import look_up
from indexer.quotes.lists import words
from indexer.quotes.marks import Run
from indexer.quotes.model import Scorer, compile_templates, named_features, weights
from indexer.quotes.scene import Scene
from indexer.quotes.titles import WORD, WORKS, capitals_in

_SINGLE = "'‘‚‛"
_HEADLINE = re.compile(r"[^\n“\"]{0,60}?[^\W\d_a-z][\w.’'-]+(?: on [^\n:]{1,40})?: \Z")
_ENDS_LINE = frozenset(".!?…-—")
_PAUSE = re.compile("[,!?;—]|--")
_ANNOUNCED = re.compile("(?:[VDGBNP]:|[VDGB][,h]|At[NR],)\\Z")
_AROUND = words("around")
_KINDS_BEFORE = dict.fromkeys(words("works", "slogans"), "S") | dict.fromkeys(WORKS | words("works", "beside"), "W")
# What is left of a sentence's letters: its verbs of speech, what stands for them, "that" and other quotations.
_NOT_TELLING = {code: None for code in range(33, 127) if chr(code) not in "VDGWSAgBQh"}
_ADJECTIVES = str.maketrans("uUz", "xRN")
_SENTENCE = 70
_POSSESSIVE = ("’s", "'s")
# So many words between double marks were never a title, a nickname or a slogan.
_MANY = 13


def run_shape(
    text: str, scene: Scene, runs: list[Run], number: int, best: Candidate, chance: float
) -> tuple[str, ...]:
    """What is known of a run, as the model scores it.

    `best` is the likeliest speaker and `chance` its probability.
    """
    run = runs[number]
    letters, place = scene.simple, scene.at[number]
    beginning = scene.context.text[run.start : min(run.end, run.start + 200)]
    sample = WORD.findall(beginning)
    count = len(sample)
    length = str(count) if count < 4 else "6" if count < 7 else "12" if count < 13 else "+"
    capitals = capitals_in(sample)
    case = "all" if capitals == count else "most" if capitals * 3 >= count * 2 else "some"
    first = text[run.start]
    start = "l" if first.islower() else "U" if first.isupper() else "0" if first.isdigit() else first
    start = start if start in "lU0@#[" else "-"
    tail = text[run.end - 1]
    close = tail if tail in ".!?" else "," if text[run.end : run.end + 1] == "," else "w"
    marks = "minor" if run.mark in _SINGLE and not _only_singles(text, runs) else "major"
    raw, at = scene.context.letters, scene.context.at[number]
    one, two = _plain(raw[at - 1 : at]) or "^", _plain(raw[at + 1 : at + 3]) or "$"
    kind, following = _neighbours(text, run)
    told, tell = _sentence(letters, place)
    look = look_up()
    inner = "".join(map(look, beginning[:60].split()))[:5] if count < 6 else "+" + look(sample[0])[:1]
    last = look(sample[-1])[:1] if sample else "-"
    return (
        marks, length, case, start, close, letters[max(0, place - 2) : place], kind, following,
        _position(text, run), best.verb, str(int(chance * 4)), one, two,
        told, tell, _plain(inner), _plain(last),
    )  # fmt: skip


@lru_cache(maxsize=1 << 12)
def _plain(letters: str) -> str:
    """Letters of words in a run or beside it, those of peoples, parties and directions as of other words."""
    return letters.translate(_ADJECTIVES)


def _position(text: str, run: Run) -> str:
    """Where a run stands: in the headline, as a paragraph, at the beginning or the end of one, inside."""
    if run.outer_start < 200 and text.find("\n", 0, 300) >= run.outer_start:
        return "head"
    begins = run.outer_start == 0 or text[run.outer_start - 1] == "\n"
    ends = text[run.outer_end : run.outer_end + 1] in "\n"
    return "alone" if begins and ends else "first" if begins else "last" if ends else "inside"


def _sentence(letters: str, place: int) -> tuple[str, str]:
    """What the sentence around the quotation at letters[place] tells of speech, before it and after it."""
    before = letters[max(0, place - _SENTENCE) : place].rpartition(".")[2].rpartition("|")[2]
    after = letters[place + 1 : place + _SENTENCE].partition("|")[0].partition(".")[0]
    return before.translate(_NOT_TELLING)[-3:] or "-", after.translate(_NOT_TELLING)[:3] or "-"


def is_long(text: str, runs: list[Run], number: int) -> bool:
    """Whether a run is too long for anything but somebody's words."""
    run = runs[number]
    if text.count(" ", run.start, min(run.end, run.start + 200)) < _MANY - 1:
        return False
    return run.mark not in _SINGLE or _only_singles(text, runs)


def is_line(text: str, runs: list[Run], number: int) -> bool:
    """Whether a run is a line of a dialogue: two of these hold, and it is not written as a title. It is a paragraph
    by itself; it ends as a sentence does; nothing stands between it and another that does."""
    run = runs[number]
    alone, ends = _is_paragraph(text, run), text[run.end - 1] in _ENDS_LINE
    if not (alone and ends) and not ((alone or ends) and _is_answered(text, runs, number)):
        return False
    beginning = text[run.start : min(run.end, run.start + 200)]
    sample = WORD.findall(beginning)
    if len(sample) > 1 and sum(word[0].isupper() for word in sample[1:]) * 2 < len(sample):
        return True
    return _PAUSE.search(beginning, 0, len(beginning) - 1) is not None  # "How, Ada?"


def _is_paragraph(text: str, run: Run) -> bool:
    """Whether nothing stands beside a run in its line, which is not the first."""
    before, behind = text[run.outer_start - 1 : run.outer_start], text[run.outer_end : run.outer_end + 1]
    return before == "\n" and behind in ("", "\n")


def _is_answered(text: str, runs: list[Run], number: int) -> bool:
    """Whether a run follows on another that ends as a sentence does, or is followed by one: “Is it far?” “No.”"""
    for first, second in pairwise(range(max(0, number - 1), min(len(runs), number + 2))):
        other = runs[first if second == number else second]
        between = text[runs[first].outer_end : runs[second].outer_start]
        if text[other.end - 1] in _ENDS_LINE and between and not between.strip(" \n"):
            return True
    return False


def _only_singles(text: str, runs: list[Run]) -> bool:
    """Whether an article sets its quotations between single marks, as the British do."""
    if not (runs[0].mark in _SINGLE and runs[-1].mark in _SINGLE):
        return False
    return any(text[run.outer_end - 2] in ",.?!" and run.end - run.start > 10 for run in runs[:4] if run.closed)


def is_announced(text: str, scene: Scene, runs: list[Run], number: int) -> bool:
    """Whether a verb of speech or a speaker's colon stands right before a run of four words or more."""
    run, place = runs[number], scene.at[number]
    if text.count(" ", run.start, min(run.end, run.start + 80)) < 3:
        return False
    if run.mark in _SINGLE and not _only_singles(text, runs):
        return False
    return _ANNOUNCED.search(scene.simple, max(0, place - 6), place) is not None


def is_headline_quote(text: str, runs: list[Run], number: int) -> bool:
    """Whether a run stands in the first line as headlines quote, "Moreau: ‘We will hold’", in a text that has no
    other quotations."""
    start = runs[number].outer_start
    return start < 120 and runs[-1].mark in _SINGLE and _HEADLINE.match(text, 0, start) is not None


def _neighbours(text: str, run: Run) -> tuple[str, str]:
    """Whether the word before a run is a work's, a slogan's or a possessive, and the word behind it, if that is among
    those that tell something."""
    before = text[max(0, run.outer_start - 24) : run.outer_start].rsplit(None, 1)
    after = text[run.outer_end : run.outer_end + 24].split(None, 1)
    one = before[-1].lower().strip(",;(") if before else ""
    two = after[0].lower().rstrip(".,;:)") if after else "$"
    kind = "s" if one[-2:] in _POSSESSIVE else _KINDS_BEFORE.get(one, "-")
    return kind, two if two in _AROUND else "?"


FIELDS = (
    "marks", "length", "case", "start", "close", "before", "kind", "next", "position", "verb", "chance", "letter",
    "beside", "told", "tell", "inner", "last",
)  # fmt: skip
# What is left of twice as many: the others made the model no better on articles that it had not seen.
TEMPLATES = tuple(
    tuple(line.split())
    for line in (
        "marks", "marks position", "marks case", "marks verb", "marks close", "verb length", "verb case", "chance",
        "chance length", "letter case", "case before", "case kind", "case last", "inner length", "inner next", "next",
        "next beside", "next length start", "told tell", "told tell case", "told case", "told chance", "told close",
    )
)  # fmt: skip
_COMPILED = compile_templates("said", FIELDS, TEMPLATES)
_GROUPS = (
    "marks verb length case close position", "told tell case", "told chance close", "case last chance length",
    "case before kind letter", "next length start",
)  # fmt: skip
SCORER = Scorer("said", FIELDS, TEMPLATES, groups=_GROUPS)


def features(known: tuple[str, ...]) -> list[str]:
    """The features of a run."""
    return ["said:=", *named_features(_COMPILED, known)]


def score(known: tuple[str, ...]) -> float:
    """The sum of the weights of the features of a run."""
    return weights().get("said:=", 0.0) + SCORER(known) / 100
