"""The whole way from a text to its quotations with their speakers."""

from __future__ import annotations

import re

from indexer.article import Basis, Quotation
from indexer.quotes.attribution import chances, plain, run_candidates, score_antecedents, score_speech
from indexer.quotes.candidates import NAME_RUN, Candidate
from indexer.quotes.context import Context
from indexer.quotes.marks import Run, find_runs, is_wrapped
from indexer.quotes.people import Entity, People
from indexer.quotes.pronouns import antecedents, gender_of
from indexer.quotes.speech import run_shape

_PHRASE = re.compile(f"(?:d|p|(?:{NAME_RUN})'?)?[xXaf]{{0,3}}(?:{NAME_RUN})?[xR]?\\Z")


# A run is taken for a quotation if that is at least this likely.
SPOKEN = 0.45


class Decision:
    """Who speaks, how that was found and how sure it is."""

    __slots__ = ("basis", "confidence", "cue", "entity", "evidence", "rule", "speaker", "spoken")

    def __init__(self) -> None:
        self.speaker: str | None = None
        self.entity: Entity | None = None
        self.basis: Basis = "unknown"
        self.confidence = 0.0
        self.cue: str | None = None
        self.rule = ""
        self.evidence = ""
        self.spoken = 1.0


def find_quotes(text: str) -> list[Quotation]:
    """The quotations of an article, in order, each with its speaker where the text supports one."""
    runs = find_runs(text)
    if not runs:
        return []
    context = Context(plain(text, wrapped=is_wrapped(text)), runs)
    people = People(context)
    decisions: list[Decision] = []
    spoke: list[tuple[int, Entity | None]] = []
    for number in range(len(runs)):
        decision = _decide(text, context, people, runs, number, decisions, spoke)
        decisions.append(decision)
        spoke.append((context.at[number], decision.entity))
    return [
        _quotation(text, run, one, number)
        for number, (run, one) in enumerate(zip(runs, decisions, strict=True))
        if one.spoken >= SPOKEN
    ]


def _quotation(text: str, run: Run, decision: Decision, number: int) -> Quotation:
    return Quotation(
        text=text[run.start : run.end],
        start=run.start,
        end=run.end,
        speaker=decision.speaker,
        cue=decision.cue,
        basis=decision.basis,
        confidence=decision.confidence,
        rule=decision.rule,
        evidence=decision.evidence,
        utterance=number,
    )


def _decide(
    text: str,
    context: Context,
    people: People,
    runs: list[Run],
    number: int,
    earlier: list[Decision],
    spoke: list[tuple[int, Entity | None]],
) -> Decision:
    found = run_candidates(context, runs, number)
    likely = chances(found)
    best = max(range(len(found)), key=likely.__getitem__)
    candidate = found[best]
    decision = Decision()
    decision.confidence = likely[best]
    decision.spoken = score_speech(run_shape(text, context, runs, number, candidate, likely[best]))
    if candidate.side == "0":
        decision.rule = "nobody"
        return decision
    if candidate.side == "C":
        before = earlier[-1]
        decision.speaker, decision.entity = before.speaker, before.entity
        decision.basis = "carried" if before.speaker else "unknown"
        decision.confidence *= before.confidence
        decision.rule = "carried"
        return decision
    decision.rule = candidate.side + ":" + candidate.known[3]
    _name(decision, context, people, candidate, spoke)
    return decision


def _name(
    decision: Decision,
    context: Context,
    people: People,
    candidate: Candidate,
    spoke: list[tuple[int, Entity | None]],
) -> None:
    """Put a name to a mention."""
    letters = context.letters
    letter = letters[candidate.first]
    start, end = context.span(candidate.first, candidate.last)
    mention = context.text[start:end]
    if letter in "PpwE":
        _pronoun(decision, people, candidate, mention, letter, spoke)
        return
    entity = people.at(candidate.first, candidate.last)
    if letter in "RY" or (entity is None and letter == "T"):
        begin = candidate.first
        phrase = _PHRASE.search(letters, max(0, begin - 12), begin)
        if phrase and phrase.start() < begin:
            start = context.span(phrase.start(), candidate.last)[0]
        decision.speaker = context.text[start:end]
        decision.basis = "nominal"
        return
    decision.basis = "cue"
    decision.entity = entity
    decision.speaker = entity.name if entity is not None else mention


def _pronoun(
    decision: Decision,
    people: People,
    candidate: Candidate,
    mention: str,
    letter: str,
    spoke: list[tuple[int, Entity | None]],
) -> None:
    decision.basis = "pronoun"
    gender = gender_of(mention)
    if letter == "w":
        entity = people.before(candidate.first)
        decision.entity = entity
        decision.speaker = entity.name if entity else None
        return
    if not gender:
        decision.confidence = 0.0
        decision.basis = "unknown"
        return
    found = antecedents(people, candidate.first, gender, spoke, pronoun=letter)
    if not found:
        decision.basis = "unknown"
        decision.confidence = 0.0
        return
    likely = score_antecedents(found)
    best = max(range(len(found)), key=likely.__getitem__)
    decision.entity = found[best].entity
    decision.speaker = decision.entity.name
    decision.confidence *= likely[best]
