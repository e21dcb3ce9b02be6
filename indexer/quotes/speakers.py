"""The whole way from a text to its quotations with their speakers.

Runs between marks, blocks and turns come first; then for each the likeliest mention of a speaker; then
the person whom the mention means. What decided is kept with the quotation: a rule, a cue and the words that
are the evidence.
"""

from __future__ import annotations

import math
import re

from indexer.article import Basis, Quotation
from indexer.quotes.attribution import (
    Attempt,
    attempts_at,
    chance_of_speech,
    likeliest_antecedent,
)
from indexer.quotes.blocks import Turn, find_blocks, find_turns, may_have_turns, merge
from indexer.quotes.calibration import calibrated
from indexer.quotes.candidates import Candidate
from indexer.quotes.context import NAME_RUN
from indexer.quotes.dashes import may_have_dashes
from indexer.quotes.doubts import NOTHING, Around, doubts, is_reported, is_said
from indexer.quotes.entity import Entity
from indexer.quotes.evidence import cue_and_evidence, mention_span, rule_of
from indexer.quotes.lists import words
from indexer.quotes.marks import SPEAKING_LABEL, Doubled, Run, find_runs, has_marks, too_many
from indexer.quotes.people import People
from indexer.quotes.pronouns import antecedents, centre_of, gender_of
from indexer.quotes.roles import Roles
from indexer.quotes.scene import Scene
from indexer.quotes.signatures import Signature, heading, is_but_signed, signature
from indexer.quotes.speech import is_announced, is_headline_quote, is_line, is_long
from indexer.quotes.titles import is_entitled, is_title
from indexer.text.languages import spoken_in

# What may stand before the head of a noun phrase: "the former Trump campaign |manager|".
_PHRASE = re.compile(f"(?:d?[xR]{{1,2}}'|d|p|(?:{NAME_RUN})')?[xXuUzaf]{{0,2}}(?:{NAME_RUN})?[xR]{{0,2}}\\Z")
# A run is taken for a quotation if that is likelier than not. In cross-validation F1 is best there, and flat around
# it.
SPOKEN = 0.5
_DOUBTFUL = 0.9  # with the other members of an enumeration it may yet fall below


# "Some doctors", "many of the critics", "some congressional leaders": who is counted comes behind the head.
_MEN, _WOMEN = words("nouns", "man"), words("nouns", "woman")
_ONE_PERSON = _MEN | _WOMEN | words("nouns", "person")
_COUNTED = frozenset(("some", "many", "most"))
_GOES_ON = frozenset("added adds continued continues concluded concludes joked quipped insisted".split())
_APPOSED = re.compile(f"(?:[fi]d?[xuULOHNTYR']{{1,6}}){{0,2}},({NAME_RUN})(?=[,.|Q(]|\\Z)")
_CLOSED = re.compile(",?[px]{0,2}[NPR][VD]")
_PROPER = frozenset("uUzNOL")
_COUNTED_OF = re.compile("(?:fd?)?[xuU]{0,2}R|(?:fd?)?[xu](?=[VDWak,])")
# Soft hyphens and marks of no width, which a name may carry along.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))


class Decision:
    """Who speaks, how that was found and how sure it is."""

    __slots__ = (
        "announced", "basis", "confidence", "cue", "doubt", "entity", "evidence", "reported", "rule", "speaker",
        "spoken", "utterance",
    )  # fmt: skip

    def __init__(self) -> None:
        self.speaker: str | None = None
        self.entity: Entity | None = None
        self.basis: Basis = "unknown"
        self.confidence = 0.0
        self.doubt = 1.0
        self.cue: str | None = None
        self.rule = ""
        self.evidence = ""
        self.spoken = 1.0
        self.announced = False
        self.reported = False
        self.utterance = 0


def find_quotes(text: str, *, language: str | None = None, doubled: Doubled = "apostrophes") -> list[Quotation]:
    """The quotations of an article, in order, each with its speaker where the text supports one.

    They are the outermost: words quoted inside a quotation are part of it. `language` is what the article states;
    else its words tell. `doubled="marks"` reads '' as a quotation mark, as some archives set it.
    """
    if not (has_marks(text) or may_have_turns(text) or may_have_dashes(text) or find_blocks(text, [])):
        return []  # whatever the language
    spoken = spoken_in(text, language)
    if spoken != "en":
        from indexer.quotes.abroad import find_abroad

        return find_abroad(text, spoken, stated=language is not None)
    turns = find_turns(text)
    runs = merge(find_runs(text, doubled=doubled), [turn.run for turn in turns])
    runs = merge(runs, find_blocks(text, runs)) if not turns else runs
    if not runs:
        return []
    if too_many(text, runs):
        return [_without_speaker(text, run, number) for number, run in enumerate(runs)]
    labels = {turn.run.start: turn for turn in turns}
    decided: list[tuple[Run, Decision]] = []
    joined: list[list[Decision]] = []
    cast = _Cast()
    for attempt in attempts_at(text, runs):
        run = attempt.runs[attempt.number]
        turn = labels.get(run.start)
        decision = cast.turn(attempt, turn) if turn is not None else cast.decide(text, attempt)
        if attempt.enumerates():
            before = decided[-1][1]
            if joined and joined[-1][-1] is before:
                joined[-1].append(decision)
            else:
                joined.append([before, decision])
        decided.append((run, decision))
    for members in joined:
        _agree(members)
    return [
        _quotation(text, run, decision)
        for run, decision in decided
        if decision.spoken >= SPOKEN or decision.announced
    ]


def _agree(members: list[Decision]) -> None:
    """Judge the members of an enumeration alike: a title makes titles of all, else the mean of the log odds decides.

    Those that need no judging stay as they are.
    """
    judged = [one for one in members if 0 < one.spoken < 1]
    if any(one.spoken == 0 for one in members):
        for one in judged:
            one.spoken = 0.0
    elif len(judged) > 1:
        odds = sum(math.log(one.spoken / (1 - one.spoken)) for one in judged) / len(judged)
        for one in judged:
            one.spoken = 1 / (1 + math.exp(-odds))


def _quotation(text: str, run: Run, decision: Decision) -> Quotation:
    speaker = decision.speaker or None
    if speaker is not None and not speaker.isascii():
        speaker = " ".join(speaker.translate(_UNSEEN).split())
    return Quotation(
        text=text[run.start : run.end],
        start=run.start,
        end=run.end,
        speaker=speaker,
        cue=decision.cue,
        basis=decision.basis,
        confidence=round(decision.confidence, 3),
        rule=decision.rule,
        evidence=decision.evidence,
        utterance=decision.utterance,
    )


def _without_speaker(text: str, run: Run, number: int) -> Quotation:
    words = text[run.start : run.end]
    return Quotation(text=words, start=run.start, end=run.end, rule="too many marks", utterance=number)


class _Cast:
    """The decisions of one article so far."""

    def __init__(self) -> None:
        self.last: Decision | None = None
        self.spoke: list[tuple[int, Entity | None]] = []
        self.roles: Roles | None = None
        self.interviewee: Entity | None = None
        self.signed: Signature | None = None

    def decide(self, text: str, attempt: Attempt) -> Decision:
        """Who says a run, by its likeliest candidate."""
        run = attempt.runs[attempt.number]
        # Most begin with a capital and a small letter.
        opening = text[run.start : run.start + 2]
        labelled = opening[0].isupper() and not opening[1:].islower()
        if labelled and (label := SPEAKING_LABEL.match(text, run.start)) is not None:
            return self.turn(attempt, Turn(run, label.group()))
        signed, self.signed = self.signed, signature(text, run)
        if self.signed is not None:
            return self._signed(attempt, self.signed)
        if text[run.outer_start - 1 : run.outer_start] == "\n" and (headed := heading(text, run)):
            return self._signed(attempt, Signature(headed, run.outer_end))
        if signed is not None and is_but_signed(text, signed, run) and self._stands_alone(text, run):
            return self._unsigned(attempt)
        candidate, chance = attempt.likeliest()
        decision = Decision()
        decision.confidence = chance
        if run.mark and is_title(text, run):
            decision.spoken = 0.0
        elif run.mark and (chance < 1.0 or run.end - run.start < 20):
            # Else a verb and its subject right behind the comma leave no doubt that somebody speaks.
            self._judge(decision, text, attempt, candidate, chance)
        if candidate.side in "0C":
            self._carry(decision, attempt, candidate)
        else:
            self._name(decision, attempt, candidate)
        if not run.mark:
            self._block(decision, attempt)
        if decision.speaker:
            decision.confidence = calibrated(decision.basis, decision.confidence) * decision.doubt
            said = is_said(decision.spoken, decision.rule)
            around = NOTHING if said else self._around(decision, text, attempt, candidate)
            named = not said and is_reported(candidate, around)
            decision.reported = said or named
            if not said or decision.basis == "pronoun":
                decision.confidence *= doubts(
                    text[run.start : run.end],
                    spoken=decision.spoken,
                    rule=decision.rule,
                    basis=decision.basis,
                    entity=decision.entity,
                    candidate=candidate,
                    entitled=around.entitled,
                    named=named,
                )
        else:
            decision.confidence = 0.0
        self._close(decision, attempt)
        return decision

    def _around(self, decision: Decision, text: str, attempt: Attempt, candidate: Candidate) -> Around:
        """What stands around a run, as far as it makes its speaker more or less sure."""
        scene, run = attempt.scene, attempt.runs[attempt.number]
        place, last = candidate.place, self.last
        ahead = scene.simple[max(0, place - 6) : place]
        between = scene.simple[place + 1 : scene.at[attempt.number]] if candidate.side == "B" else ""
        joined = last is not None and last.reported and last.speaker == decision.speaker
        # Nothing else asks for it.
        matters = joined or "A" in ahead or ", verb" in decision.rule or "according to" in decision.rule
        entitled = matters and text[run.end - 1] not in "!?" and is_entitled(text, run)
        joined = joined and (attempt.enumerates() or (attempt.continues() and not entitled))
        before = text[max(0, run.outer_start - 100) : run.outer_start].rstrip()
        commas = text[run.end : run.end + 1], text[run.outer_end : run.outer_end + 1]
        closed = "," in commas and _CLOSED.match(scene.simple, scene.at[attempt.number] + 1) is not None
        return Around(ahead, between, before, entitled, joined, closed)

    def _signed(self, attempt: Attempt, signed: Signature) -> Decision:
        """Who signs it says it."""
        decision = Decision()
        decision.entity = attempt.scene.people.named(signed.name)
        decision.speaker = decision.entity.name if decision.entity is not None else signed.name
        decision.basis, decision.rule, decision.evidence = "cue", "quote, dash, name", signed.name
        decision.confidence = 0.95
        self._close(decision, attempt)
        return decision

    def _unsigned(self, attempt: Attempt) -> Decision:
        """Behind a signed one, and nobody signs it."""
        decision = Decision()
        decision.rule = "nobody near"
        self._close(decision, attempt)
        return decision

    @staticmethod
    def _stands_alone(text: str, run: Run) -> bool:
        """Whether nothing stands behind a quotation in its line."""
        return text[run.outer_end : run.outer_end + 1] in "\n"

    def _judge(self, decision: Decision, text: str, attempt: Attempt, candidate: Candidate, chance: float) -> None:
        """How likely a run is somebody's words, given its likeliest speaker; 1 if nothing else is possible."""
        runs, number = attempt.runs, attempt.number
        if is_long(text, runs, number) or is_line(text, runs, number):
            return
        decision.spoken = chance_of_speech(attempt.shape(text, candidate, chance))
        if decision.spoken < _DOUBTFUL:
            announced = is_announced(text, attempt.scene, runs, number)
            decision.announced = announced or is_headline_quote(text, runs, number)

    def turn(self, attempt: Attempt, turn: Turn) -> Decision:
        """Who says a turn of an interview: the label tells."""
        decision = Decision()
        people = attempt.scene.people
        decision.basis, decision.cue, decision.evidence = "block", turn.label + ":", turn.label + ":"
        decision.rule = "turn"
        if turn.label == "A":
            if self.interviewee is None:
                self.interviewee = people.foremost()
            decision.entity = self.interviewee
        elif turn.label != "Q":
            decision.entity = people.named(turn.label)
            decision.speaker = turn.label
        if decision.entity is not None:
            decision.speaker = decision.entity.name
        decision.confidence = 0.9 if turn.label != "A" else 0.6
        if decision.speaker is None:
            decision.basis, decision.confidence = "unknown", 0.0
        self._close(decision, attempt)
        return decision

    def _close(self, decision: Decision, attempt: Attempt) -> None:
        """Number the utterance and remember who spoke."""
        before = self.last
        joined = before is not None and decision.speaker == before.speaker and attempt.continues()
        decision.utterance = before.utterance if before is not None and joined else len(self.spoke)
        self.last = decision
        self.spoke.append((attempt.scene.context.at[attempt.number], decision.entity))

    def _carry(self, decision: Decision, attempt: Attempt, candidate: Candidate) -> None:
        """The speaker of the quotation before, or nobody."""
        before = self.last
        if candidate.side == "0" or before is None or before.speaker is None:
            decision.rule = "nobody near" if candidate.side == "0" else "carried on from nobody"
            return
        decision.speaker, decision.entity = before.speaker, before.entity
        decision.confidence *= max(before.confidence, 0.5)
        decision.basis = "carried"
        decision.rule = rule_of(attempt, candidate)
        decision.evidence = before.evidence

    def _name(self, decision: Decision, attempt: Attempt, candidate: Candidate) -> None:
        """Put a name to a mention."""
        scene = attempt.scene
        kind = scene.simple[candidate.place]
        place = attempt.place(candidate)
        start, end = mention_span(attempt, place)
        decision.cue, decision.evidence = cue_and_evidence(attempt, place, start, end)
        decision.rule = rule_of(attempt, candidate)
        if kind in "PpwE":
            self._pronoun(decision, scene, place, scene.context.text[start:end].lower())
        elif kind == "R":
            self._noun(decision, scene, place)
        else:
            decision.entity = scene.people.at(place)
            decision.speaker = decision.entity.name if decision.entity is not None else None
            decision.basis = "cue"

    def _noun(self, decision: Decision, scene: Scene, place: int) -> None:
        """A noun phrase: somebody named elsewhere, or the phrase itself."""
        context = scene.context
        letters = context.letters
        phrase = _PHRASE.search(letters, max(0, place - 12), place)
        first = phrase.start() if phrase else place
        while letters[place + 1 : place + 2] == "R":
            place += 1  # "said a company |spokeswoman|"
        after = place + 1
        start, end = context.span(place, after)
        head = context.text[start:end].lower()
        if head in _COUNTED:
            counted = _COUNTED_OF.match(letters, after)
            after = counted.end() if counted is not None else after
        start, end = context.span(first, after)
        words = " ".join(context.text[start:end].split())
        decision.basis = "nominal"
        decision.speaker = words
        named = self._named_behind(scene, after)
        if named is not None:
            decision.entity, decision.speaker, decision.basis = named, named.name, "cue"
            return
        if words[:4].lower() != "the " and scene.context.letters[place] != "T":
            return
        if self.roles is None:
            self.roles = Roles(scene.people)
        last = self.spoke[-1][1] if self.spoke else None
        own = (
            context.text[start:end].split()[:-1] if any(letter in _PROPER for letter in letters[first:place]) else ()
        )
        whose = {word.lower() for word in own if word[0].isupper() and word != "The"}
        meant = self.roles.resolve(head, place, last, whose=whose, goes_on=decision.cue in _GOES_ON)
        if meant is not None:
            decision.entity, chance = meant
            decision.speaker = decision.entity.name
            decision.confidence *= chance

    @staticmethod
    def _named_behind(scene: Scene, after: int) -> Entity | None:
        """`said the director of the port, Ada Moreau.`: the person named behind a noun and its comma."""
        found = _APPOSED.match(scene.context.letters, after)
        entity = scene.people.at(found.start(1)) if found is not None else None
        return entity if entity is not None and entity.person else None

    def _pronoun(self, decision: Decision, scene: Scene, place: int, pronoun: str) -> None:
        """The person whom a pronoun means."""
        letter = scene.context.letters[place]
        decision.basis = "pronoun"
        if letter == "w":
            named = scene.people.before(place)
            decision.entity = named if named is not None and named.person else None
        elif letter == "E":
            self._they(decision, pronoun, scene.people, place)
        else:
            self._he(decision, scene, place, gender_of(pronoun))
        if decision.entity is not None:
            decision.speaker = decision.entity.name
        elif not decision.speaker:
            decision.basis, decision.confidence = "unknown", 0.0

    def _he(self, decision: Decision, scene: Scene, place: int, gender: str) -> None:
        """Whom "he" or "she" means: somebody who is named, or a noun that the sentences before go on about."""
        if not gender:
            return
        letter = scene.context.letters[place]
        centre = centre_of(scene.people, place, gender) if letter == "P" else None
        noun = self._noun_meant(decision, scene, centre, gender) if isinstance(centre, int) else None
        if noun is not None and noun.entity is not None:
            decision.entity, decision.doubt = noun.entity, 0.9
            return
        found = antecedents(
            scene.people,
            place,
            gender,
            self.spoke,
            pronoun=letter,
            centre=None if isinstance(centre, int) else centre,
        )
        best, chance = likeliest_antecedent(found) if found else (None, 0.0)
        if noun is not None:
            named = noun.speaker or ""
            # "The mayor" may be somebody who is named elsewhere; "a spokesman" is not.
            known = best is not None and (best.entity.kind == "person" or bool(best.entity.gender))
            if not known or not named.lower().startswith("the "):
                decision.speaker, decision.basis, decision.doubt = named, "nominal", 0.9
                return
            decision.doubt = 0.75
        if best is not None:
            decision.entity = best.entity
            decision.confidence *= chance

    def _noun_meant(self, decision: Decision, scene: Scene, place: int, gender: str) -> Decision | None:
        """What the noun at letters[place] means, if a pronoun of this gender may mean it: one person."""
        noun = scene.context.word(place).lower()
        if noun not in _ONE_PERSON or noun in (_WOMEN if gender == "m" else _MEN):
            return None
        meant = Decision()
        meant.cue = decision.cue
        self._noun(meant, scene, place)
        return meant

    def _they(self, decision: Decision, pronoun: str, people: People, place: int) -> None:
        """ "It" is the organisation that spoke or was named last; "they", "we" and "I" are nobody that is named."""
        last = self.spoke[-1][1] if self.spoke else None
        if pronoun.startswith("it"):
            entity = last if last is not None and last.kind == "organisation" else people.body_before(place)
            decision.entity = entity
            decision.doubt = 0.7
        elif pronoun.startswith("they") and last is not None and not last.gender and self.last is not None:
            # Somebody whose gender nothing tells, and who has just spoken.
            decision.entity = last if last.person and self.last.basis != "nominal" else None
            decision.doubt = 0.6

    def _block(self, decision: Decision, attempt: Attempt) -> None:
        """A block without marks: whoever the paragraph before names first, else who was named last."""
        people = attempt.scene.people
        at = attempt.scene.context.at[attempt.number]
        if decision.basis != "cue" or not decision.evidence:
            decision.entity = people.subject_before(at)
            decision.speaker = decision.entity.name if decision.entity is not None else None
            decision.confidence = 0.4
        decision.basis = "block" if decision.speaker else "unknown"
        decision.rule = "unmarked block"
