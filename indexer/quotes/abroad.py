"""Quotations in other languages than English: by their marks, with the subject of the verb of speech beside them.

The subject of the verb in the same sentence is the speaker: behind it in inverted order, else before it
(`clauses.py`). What a language needs for that is in its grammar; of a language without one only the quotations are
given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from indexer.article import Basis, Quotation
from indexer.quotes.blocks import find_turns, merge
from indexer.quotes.cases import GENITIVE, nominative
from indexer.quotes.clauses import ENDS, LONGEST_NAME, REACH, Clauses, Subject
from indexer.quotes.dashes import with_dashes
from indexer.quotes.grammar import Grammar, grammars
from indexer.quotes.marks import Run, find_runs, too_many
from indexer.text.languages import language_of, spoken_in

__all__ = ["find_abroad"]

# Who asks and who answers, in interviews.
_LETTERS = {"es": "PR", "pt": "PR", "it": "DR", "fr": "QR", "de": "FA", "pl": "PO"}
_OPENERS = frozenset("-–—(")
_REPORTED = "carried on, reported speech"
_WORD = re.compile(r"\w+")
_SHORT = 2000  # characters of a text that may be in several languages
_SURE = 0.7  # of whom a short run is somebody's words
_SPOKEN = 6
"""Words of a quotation that needs no verb of speech to be one."""


class Found(NamedTuple):
    """A speaker by a rule, and the words that show it."""

    subject: Subject | None
    rule: str
    cue: str
    sure: float


class Heard(NamedTuple):
    """What was decided of a quotation: by which rule, and who speaks."""

    found: Found
    basis: Basis
    speaker: str | None


_NOBODY = Found(None, "nobody near", "", 0.0)


def find_abroad(text: str, language: str, *, stated: bool = True) -> list[Quotation]:
    """The quotations of a text in this language, in order, with their speakers if the language is known here.

    Where it was not `stated`, a short text may be in several: each of its paragraphs is read in its own.
    """
    if not stated and len(text) < _SHORT and "\n\n" in text and language_of(text) is None:
        return [quotation for part in _paragraphs(text) for quotation in part]
    runs = find_runs(text)
    if too_many(text, runs):
        nobody = Heard(_NOBODY._replace(rule="too many marks"), "unknown", None)
        return [_quotation(text, run, number, nobody) for number, run in enumerate(runs)]
    grammar = grammars().get(language)
    if grammar is None:
        return [
            _quotation(text, run, number, Heard(_NOBODY._replace(rule="no list of this language"), "unknown", None))
            for number, run in enumerate(runs)
            if not run.mark.isascii() or _is_set_off(text, run)
        ]
    turns = find_turns(text, letters=_LETTERS.get(language, "QA"))
    runs = with_dashes(text, merge(runs, [turn.run for turn in turns]), grammar)
    return _Reading(text, runs, grammar, {turn.run.start: turn.label for turn in turns}).quotations()


def _paragraphs(text: str) -> Iterator[list[Quotation]]:
    at = utterance = 0
    for part in text.split("\n\n"):
        found = find_abroad(part, spoken_in(part))
        yield [
            replace(one, start=one.start + at, end=one.end + at, utterance=one.utterance + utterance) for one in found
        ]
        at += len(part) + 2
        utterance += len(found)


def _count(text: str, run: Run) -> int:
    return len(_WORD.findall(text, run.start, min(run.end, run.start + 200)))


def _is_set_off(text: str, run: Run) -> bool:
    """Whether words between straight marks, in a language that nothing is known of, may be somebody's: they are no
    single word and no name."""
    inside = _WORD.findall(text, run.start, min(run.end, run.start + 200))
    if len(inside) >= _SPOKEN or text[run.end - 1] in ENDS:
        return True
    return len(inside) > 1 and not all(word[0].isupper() for word in inside)


def _quotation(text: str, run: Run, utterance: int, heard: Heard) -> Quotation:
    found = heard.found
    return Quotation(
        text=text[run.start : run.end], start=run.start, end=run.end, speaker=heard.speaker, cue=found.cue or None,
        basis=heard.basis, confidence=round(found.sure, 3), rule=found.rule, evidence=found.cue, utterance=utterance,
    )  # fmt: skip


def _said_in_turn(label: str) -> Heard:
    """Whose turn it is: the label tells, but for Q and A."""
    if label in ("Q", "A"):
        return Heard(_NOBODY._replace(rule="turn"), "unknown", None)
    return Heard(Found(None, "turn", f"{label}:", 0.9), "block", label)


class _Reading:
    """One text: its clauses, and who was last heard."""

    def __init__(self, text: str, runs: Sequence[Run], grammar: Grammar, turns: Mapping[int, str]) -> None:
        """`turns` are the labels of those runs that are turns of a conversation, by where they begin."""
        self.text = text
        self.turns = turns
        self.runs = runs
        self.clauses = Clauses(text, runs, grammar)
        self.last: tuple[str, int] | None = None
        """Who was last given by name, and where that quotation ends."""

    def quotations(self) -> list[Quotation]:
        """All of them, in order."""
        found: list[Quotation] = []
        before: Heard | None = None
        for number, run in enumerate(self.runs):
            at = self.clauses.places[number]
            if run.start in self.turns:
                before = _said_in_turn(self.turns[run.start])
                found.append(_quotation(self.text, run, number, before))
                continue
            before = heard = self._heard(self._attributed(at), at, run, before)
            if self._is_spoken(run, heard.found, at):
                sure = heard if heard.speaker else Heard(heard.found._replace(sure=0.0), "unknown", None)
                found.append(_quotation(self.text, run, number, sure))
        return found

    def _heard(self, one: Found, at: int, run: Run, before: Heard | None) -> Heard:
        """Who speaks, given what was found beside a quotation."""
        if one.subject is not None:
            return self._named(one, one.subject, at, run)
        if before is not None and self._goes_on(at):
            found = before.found._replace(rule="carried on", sure=before.found.sure * 0.8)
            return Heard(found, "carried" if before.basis == "cue" else before.basis, before.speaker)
        for rule, name in ((_REPORTED, self._told_on(at)), ("carried on, next sentence", self._led_in(at, run))):
            if name is not None:
                return Heard(Found(Subject("name", name, at), rule, "", 0.6), "carried", name)
        return Heard(one, "unknown", None)

    def _named(self, one: Found, subject: Subject, at: int, run: Run) -> Heard:
        """The subject of a verb of speech as a speaker."""
        if subject.kind == "noun":
            return Heard(one, "nominal", subject.text)
        if subject.kind == "name":
            speaker = self.clauses.fullest.get(subject.text.split()[-1], subject.text)
            if "source" in one.rule and self.clauses.grammar.code in GENITIVE:
                speaker = nominative(speaker)
            self.last = (speaker, run.end)
            return Heard(one, "cue", speaker)
        near = self.last is not None and self.text.count("\n\n", self.last[1], run.start) <= 1
        name = self.last[0] if near and self.last is not None else self._named_before(at)
        return Heard(one._replace(sure=0.55 if name else 0.0), "pronoun", name)

    # Which runs are somebody's words.

    def _is_spoken(self, run: Run, found: Found, at: int) -> bool:
        said = self.text[run.start : run.end]
        count = _count(self.text, run)
        if self._is_title(said, count, at, found):
            return False
        if found.cue or found.sure >= _SURE or found.rule == _REPORTED:
            return True
        if count >= _SPOKEN:
            inside = re.findall(r"[^\W\d_]\w*", said[:200])
            capitals = sum(word[0].isupper() for word in inside)
            return self.clauses.grammar.nouns_are_capitals or capitals * 10 < len(inside) * 7
        return count > 1 and (said[-1:] in ENDS or (at > 0 and self.clauses.tokens[at - 1].text == ":"))

    def _is_title(self, said: str, count: int, at: int, found: Found) -> bool:
        """Whether a run is the name of a work, a paper, a body: behind a noun that has one, or short and in capitals
        behind an article or a noun, or with its initials behind it."""
        if at == 0 or said[-1:] in ENDS or not said[:1].isupper():
            return False
        before, grammar = self.clauses.tokens[at - 1], self.clauses.grammar
        if before.text.lower() in grammar.works and count < 2 * LONGEST_NAME:
            return True
        if count > LONGEST_NAME:
            return False
        if self._initials_follow(at):
            return True
        inside = [word for word in re.findall(r"[^\W\d_]\w*", said) if len(word) > 3 or word[0].isupper()]
        capitals = bool(inside) and all(word[0].isupper() for word in inside)
        if grammar.nouns_are_capitals:
            noun = before.kind == "w" and before.text[0].isupper() and not grammar.is_verb(before.text)
            low = before.text.lower()
            led_in = low in grammar.det or low in grammar.to
            return (noun and (capitals or (count < _SPOKEN and not found.rule.startswith("quote")))) or (
                capitals and led_in
            )
        return capitals and before.kind == "w"

    def _initials_follow(self, at: int) -> bool:
        following = self.clauses.tokens[at + 1 : at + 4]
        return (
            len(following) == 3
            and following[0].text == "("
            and following[1].text.isupper()
            and following[2].text == ")"
        )

    def _attributed(self, at: int) -> Found:
        """The best of what stands behind a quotation and before it."""
        behind = self._behind(at)
        if behind is not None and behind.sure >= 0.9:
            return behind
        ahead = self._ahead(at)
        both = [one for one in (behind, ahead) if one is not None]
        return max(both, key=lambda one: one.sure) if both else _NOBODY

    def _behind(self, at: int) -> Found | None:
        """`“…”, said Moreau`; `“…”, Moreau said`; `“…”, according to Moreau`; `“…” – Moreau`."""
        tokens, grammar = self.clauses.tokens, self.clauses.grammar
        j, first = at + 1, at + 1
        while j < len(tokens) and tokens[j].kind == "p" and tokens[j].text in ",-–—" and j < at + 4:
            j += 1
        if j >= len(tokens) or tokens[j].text == "\n":
            return None
        if tokens[j].text in ("som", "como", "comme", "come", "jak", "как", "як", "zoals", "wie"):
            j += 1
        broken = self.clauses.ends(at) and tokens[j].text[:1].isupper()
        if tokens[first].text in _OPENERS and (named := self.clauses.name(first + 1))[0] and not broken:
            after = tokens[named[1]].text if named[1] < len(tokens) else "\n"
            if after in ",)\n." and not grammar.is_verb(named[0].split()[0]):
                return Found(Subject("name", named[0], named[1]), "quote, dash, name", "", 0.9)
        if tokens[j].text == "." and j + 1 < len(tokens) and tokens[j + 1].text == "(":
            j += 1
        if tokens[j].text == "(" and (named := self.clauses.name(j + 1))[0]:
            after = tokens[named[1]].text if named[1] < len(tokens) else "\n"
            if after in ",)":
                return Found(Subject("name", named[0], named[1]), "quote, (name)", "", 0.8)
        if broken:
            return None
        if (source := self.clauses.source(j)) is not None and (
            subject := self.clauses.subject(source[1])
        ) is not None:
            return Found(subject, "quote, source", source[0], 0.92 if subject.kind == "name" else 0.8)
        verb = self.clauses.verb_from(j)
        if verb is not None:
            subject = self.clauses.subject_behind(verb)
            if subject is None:
                subject = self.clauses.first_subject(self.clauses.sentence(at), at)
            sure = 0.5 if subject is None else 0.95 if subject.kind == "name" else 0.9
            return Found(subject or Subject("pronoun", "", verb + 1), "quote, verb, name", tokens[verb].text, sure)
        if tokens[first].text in ",-–—" and (subject := self.clauses.subject(j)) is not None:
            verb = self.clauses.verb_from(subject.stop)
            if verb is not None:
                return Found(subject, "quote, name, verb", tokens[verb].text, 0.9)
        for k in range(j, min(j + REACH, len(tokens))):
            if self.clauses.is_end(k) or tokens[k].kind == "q":
                break
            if tokens[k].text == "," and (source := self.clauses.source(k + 1)) is not None:
                subject = self.clauses.subject(source[1])
                if subject is not None:
                    return Found(subject, "quote, words, source", source[0], 0.8)
            if tokens[k].text == "," and (verb := self.clauses.verb_from(k + 1)) is not None and verb == k + 1:
                subject = self.clauses.subject_behind(verb)
                if subject is not None:
                    return Found(subject, "quote, words, verb, name", tokens[verb].text, 0.75)
        return None

    def _ahead(self, at: int) -> Found | None:
        """`Moreau said: “…”`; `Then said Moreau: “…”`; `According to Moreau, “…”`; `Moreau: “…”`."""
        tokens, grammar = self.clauses.tokens, self.clauses.grammar
        start = self.clauses.sentence(at)
        for verb in range(at - 1, start - 1, -1):
            token = tokens[verb]
            if (source := self.clauses.source(verb)) is not None:
                subject = self.clauses.subject(source[1])
                if (
                    subject is not None
                    and subject.stop <= at
                    and (verb == start or len(source[0]) > 5 or subject.kind == "name")
                ):
                    return Found(subject, "source, quote", source[0], 0.9 if subject.kind == "name" else 0.75)
            if (
                token.kind != "w"
                or not grammar.is_verb(token.text)
                or (token.text[0].isupper() and grammar.nouns_are_capitals and verb > start)
            ):
                continue
            if (
                verb > start
                and tokens[verb - 1].text.lower() in grammar.det
                and tokens[verb - 1].text.lower() not in grammar.pronouns
            ):
                continue
            subject = self.clauses.subject_around(verb, start, at)
            close = at - verb < 4 or tokens[at - 1].text == ":"
            if subject is None:
                return Found(Subject("pronoun", "", verb), "verb, quote", token.text, 0.5)
            sure = (0.94 if close else 0.85) if subject.kind == "name" else (0.85 if close else 0.75)
            return Found(subject, "name, verb, quote", token.text, sure)
        if at > start and tokens[at - 1].text == ":":
            subject = self.clauses.first_subject(start, at)
            if subject is not None and subject.kind != "pronoun":
                return Found(subject, "name, colon, quote", ":", 0.7 if subject.kind == "name" else 0.55)
            return Found(None, "colon, quote", ":", 0.0)
        if at > start:
            subject = self.clauses.first_subject(start, at)
            sure_name = not grammar.nouns_are_capitals or (subject is not None and " " in subject.text)
            if subject is not None and subject.kind == "name" and sure_name:
                return Found(subject, "name, words, quote", "", 0.45)
        return None

    def _told_on(self, at: int) -> str | None:
        """Of a quotation in a sentence of reported speech (the German subjunctive): whose speech that is."""
        start = self.clauses.sentence(at)
        around = self.clauses.tokens[start : min(at + 12, len(self.clauses.tokens))]
        if not self.clauses.grammar.reported or not any(
            token.text in self.clauses.grammar.reported for token in around
        ):
            return None
        return self._said_before(start)

    def _said_before(self, start: int) -> str | None:
        """The subject of the last verb of speech of the paragraph before a sentence."""
        k = start - 1
        floor = max(start - 80, 0)
        while k > floor and self.clauses.tokens[k].text != "\n":
            token = self.clauses.tokens[k]
            if token.kind == "w" and self.clauses.grammar.is_verb(token.text) and token.text[0].islower():
                begin = self.clauses.sentence_before(k)
                subject = self.clauses.subject_around(k, begin, start)
                if subject is not None and subject.kind != "pronoun":
                    return self.clauses.fullest.get(subject.text.split()[-1], subject.text)
            k -= 1
        return None

    def _led_in(self, at: int, run: Run) -> str | None:
        """Of a quotation that is a sentence of its own: who spoke last, or does in the sentence before."""
        if _count(self.text, run) < _SPOKEN or self.clauses.sentence(at) != at:
            return None
        said = self._said_before(at)
        if said is not None:
            return said
        last = self.last
        if last is not None and self.text.count("\n\n", last[1], run.start) <= 1 and run.start - last[1] < 400:
            return last[0]
        return None

    def _goes_on(self, at: int) -> bool:
        """Whether a quotation follows on another with nothing but little words between."""
        k = at - 1
        while k >= 0 and self.clauses.tokens[k].kind != "q":
            if self.clauses.tokens[k].text in "!?…" or at - k > 12:
                return False
            k -= 1
        return k >= 0

    def _named_before(self, at: int) -> str | None:
        """The name that leads in a sentence before, in this paragraph or the one before."""
        breaks = 0
        k = self.clauses.sentence(at) - 1
        while k > 0 and breaks < 3 and at - k < 120:
            breaks += self.clauses.tokens[k].text == "\n"
            begin = self.clauses.sentence_before(k)
            subject = self.clauses.first_subject(begin, k)
            if subject is not None and subject.kind == "name":
                return self.clauses.fullest.get(subject.text.split()[-1], subject.text)
            k = begin - 1
        return None
