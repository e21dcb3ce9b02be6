"""The whole way from a text to its quotations with their speakers."""

from __future__ import annotations

import re

from indexer.article import Basis, Quotation
from indexer.quotes.attribution import Attempt, attempts, chance_of_speech, likeliest_antecedent, likeliest_speaker
from indexer.quotes.candidates import Candidate, Scene
from indexer.quotes.context import NAME_RUN
from indexer.quotes.marks import Run
from indexer.quotes.people import Entity
from indexer.quotes.pronouns import antecedents, gender_of

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
    decisions: list[tuple[Run, Decision]] = []
    spoke: list[tuple[int, Entity | None]] = []
    for attempt in attempts(text):
        decision = _decide(text, attempt, decisions[-1][1] if decisions else None, spoke)
        decisions.append((attempt.runs[attempt.number], decision))
        spoke.append((attempt.scene.context.at[attempt.number], decision.entity))
    return [
        _quotation(text, run, one, number) for number, (run, one) in enumerate(decisions) if one.spoken >= SPOKEN
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


def _decide(text: str, attempt: Attempt, earlier: Decision | None, spoke: list[tuple[int, Entity | None]]) -> Decision:
    candidate, chance = likeliest_speaker(attempt.candidates(spoke[-1][1] if spoke else None))
    decision = Decision()
    decision.confidence = chance
    decision.spoken = chance_of_speech(attempt.shape(text, candidate, chance))
    if candidate.side == "0":
        decision.rule = "nobody"
    elif candidate.side == "C":
        if earlier is not None:
            decision.speaker, decision.entity = earlier.speaker, earlier.entity
            decision.confidence *= earlier.confidence
        decision.basis = "carried" if decision.speaker else "unknown"
        decision.rule = "carried"
    else:
        decision.rule = candidate.side + ":" + candidate.known[3]
        _name(decision, attempt, candidate, spoke)
    return decision


def _name(
    decision: Decision, attempt: Attempt, candidate: Candidate, spoke: list[tuple[int, Entity | None]]
) -> None:
    """Put a name to a mention."""
    scene = attempt.scene
    kind = scene.simple[candidate.place]
    place = attempt.place(candidate)
    if kind in "PpwE":
        _pronoun(decision, scene, place, spoke)
        return
    if kind == "R":
        letters = scene.context.letters
        phrase = _PHRASE.search(letters, max(0, place - 12), place)
        start, end = scene.context.span(phrase.start() if phrase else place, place + 1)
        decision.speaker = scene.context.text[start:end]
        decision.basis = "nominal"
        return
    decision.basis = "cue"
    decision.entity = scene.people.at(place)
    if decision.entity is not None:
        decision.speaker = decision.entity.name


def _pronoun(decision: Decision, scene: Scene, place: int, spoke: list[tuple[int, Entity | None]]) -> None:
    letter = scene.context.letters[place]
    start, end = scene.context.span(place, place + 1)
    decision.basis = "pronoun"
    if letter == "w":
        decision.entity = scene.people.before(place)
        decision.speaker = decision.entity.name if decision.entity else None
        return
    gender = gender_of(scene.context.text[start:end])
    found = antecedents(scene.people, place, gender, spoke, pronoun=letter) if gender else []
    if not found:
        decision.basis = "unknown"
        decision.confidence = 0.0
        return
    best, chance = likeliest_antecedent(found)
    decision.entity = best.entity
    decision.speaker = best.entity.name
    decision.confidence *= chance
