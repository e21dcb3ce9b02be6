"""What makes a speaker less sure than the model knows.

It learned from articles in which every run between marks is a quotation or known not to be, and in which the people
are the ones that speak. Elsewhere what is set off without a verb of speech is as often nobody's words, and "he" is
seldom somebody of whom nothing tells that it is a person. The factors were set by hand, after reading some 500
quotations of newspapers, agencies and sites.

A few words in marks are somebody's where the sentence reports what that one says or calls things: "Moreau called the
mayor a “fraud”", "Okafor dismissed the plan as “dear”", "According to Okafor, it reeks of “fear”". They are as often
a term, a name or the writer's distance where it does not: "the firm is known as a “unicorn”", "a “special meeting”".
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from indexer.quotes.candidates import Candidate
from indexer.quotes.entity import Entity

_SURELY_SPOKEN = 0.8
_FEW = 3  # words
_A_WORD, _NO_VERB, _NOT_KNOWN, _BESIDE = 0.8, 0.8, 0.85, 0.8
# Verbs by which the subject of a sentence gives something a name, in the words of that subject.
_NAMING = frozenset(
    "call calls called calling describe describes described describing brand brands branded branding label labels "
    "labeled labelled labeling labelling dub dubs dubbed dubbing denounce denounces denounced denouncing dismiss "
    "dismisses dismissed dismissing deride derides derided deriding blast blasts blasted blasting slam slams slammed "
    "slamming characterize characterizes characterized characterise characterises characterised accuse accuses "
    "accused accusing liken likens likened".split()
)
# "Moreau has often called him a", "whom he calls a", ", branding it a"; not "Moreau was called a", "a plan called".
_NAMES_IT = re.compile(
    r"(?:,|\b(?:he|she|they|it|who|we|I|[A-Z][\w.’'-]+)(?: (?:has|have|had|also|then|later|once|even|\w+ly)){0,2}"
    r"|\b(?:is|are|was|were|been|be|by)(?: \w+ly)?(?= \w+ing\b))"
    rf" (?:{'|'.join(sorted(_NAMING))})\b[^.,;:!?\n“”\"]{{0,48}}\Z"
)
# Where it may stand at the end of some words, it has one of those verbs; to look for them is far cheaper.
_SMALL, _WIDEST = re.compile("[a-z]+"), 48 + max(map(len, _NAMING))
_ACCOUNT = re.compile("A(?:ti?|i)?x?R?\\Z")  # "According to the analyst |Ada Moreau|"
# From a subject to the words: "|referred to the mayor as a| “...”"; the letters of a scene.
_AS = re.compile("(?:\\A|,)[xWV][^.|Q,wkhc]{0,8}[NPERLOp][^.|Q,wkhc]{0,4}kx?\\Z")


_SAID = re.compile(", verb|next sentence|^(?:carried|turn)")


@cache
def _is_of_speech(rule: str) -> bool:
    """Whether a rule, of which there are a few dozen, is about a verb of speech, or about who spoke before."""
    return _SAID.search(rule) is not None


class Around(NamedTuple):
    """What stands around a run.

    `ahead` are the letters before the likeliest speaker, `between` those from there to the run, "" if that one
    stands behind it, `before` the words right before it. It is `entitled` if it is written as titles are, `joined` if
    it goes on with a sentence that is reported, `closed` if its comma and who says it follow.
    """

    ahead: str = ""
    between: str = ""
    before: str = ""
    entitled: bool = False
    joined: bool = False
    closed: bool = False


NOTHING = Around()


def is_said(spoken: float, rule: str) -> bool:
    """Whether words are somebody's for sure, as most are: what stands around them need not be looked at."""
    return spoken >= _SURELY_SPOKEN and _is_of_speech(rule)


def doubts(
    quoted: str,
    *,
    spoken: float,
    rule: str,
    basis: str,
    entity: Entity | None,
    candidate: Candidate,
    entitled: bool,
    named: bool,
) -> float:
    """What the confidence is multiplied with, from 0 to 1.

    `quoted` are the words, `spoken` the probability that they are somebody's, `entitled` whether they are written as
    titles are, `named` whether they are reported without a verb of speech; the rest is what was decided.
    """
    words = quoted.count(" ") + 1
    said = _is_of_speech(rule) or ("according to" in rule and not entitled)
    # Nobody's words have no speaker; those that a sentence reports are somebody's, unless they are a title.
    reported = named or ((", verb" in rule or "according to" in rule) and not entitled)
    sure = 1.0 if reported or spoken >= _SURELY_SPOKEN else spoken
    if not said and not named:
        if words == 1:
            sure *= _A_WORD
        if 1 < words <= _FEW and "weak verb" not in rule:
            sure *= _NO_VERB
    if (
        basis == "pronoun" and entity is not None and entity.kind not in ("person", "organisation")
    ):  # "it" is no doubt
        sure *= _NOT_KNOWN
    if candidate.sighting is not None and basis == "cue" and candidate.sighting[6][-1:] in ("i", "b") and not said:
        sure *= _BESIDE  # "at Davos: ..."
    return sure


def is_reported(candidate: Candidate, around: Around) -> bool:
    """Whether a sentence without a verb of speech reports what the speaker calls things, or whose account it is."""
    if candidate.sighting is None:
        return False
    if around.joined or around.closed:
        return True
    if not around.between or "." in around.between or "|" in around.between:
        return False
    if _ACCOUNT.search(around.ahead):
        return not around.entitled
    return _names_it(around.before) or _AS.search(around.between) is not None


def _names_it(before: str) -> bool:
    """Whether the words before a run end in what its speaker gives a name."""
    if _NAMING.isdisjoint(_SMALL.findall(before, max(0, len(before) - _WIDEST))):
        return False
    return _NAMES_IT.search(before) is not None
