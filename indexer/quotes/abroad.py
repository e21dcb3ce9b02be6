"""Quotations in other languages than English: by their marks, with the subject of the verb of speech beside them.

What a language needs is in lists/languages.tsv: its verbs of speech, its articles, pronouns and prepositions, what
names a source ("selon", "laut"). The subject of the verb in the same sentence is the speaker: behind it in inverted
order, else before it. Of a language without a list only the quotations are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from indexer.article import Basis, Quotation
from indexer.quotes.lists import words
from indexer.quotes.marks import Run, find_runs
from indexer.text.languages import is_function_word, language_of, spoken_in

__all__ = ["LANGUAGES", "find_abroad"]

_LISTS = Path(__file__).with_name("lists") / "languages.tsv"
_WORD = re.compile(
    r"(?P<q>\x00)|(?P<w>(?:[ldjmtsncLDJMTSNC]|qu|Qu|jusqu|dell|all|nell|sull|dall)['’](?=\w)"
    r"|(?:Prof|Dr|Mr|Mrs|Ms|St|Sr|Sra|Dra|Hr|Fr|Mme|Mlle|Sig|Dott|Gen|Col|Eng|Ing|Nr|Abs|Art|bzw|ca|vgl|etc|M|[IVX]{1,4})\.(?=[\s,])"
    r"|[^\W\d_](?:\.(?=[A-ZÀ-Þ]\w|\s[A-ZÀ-Þ])|[\w\[\]]*)(?:[-’'][^\W_]+)*)|(?P<n>\d[\d.,:]*)|(?P<p>[^\s\w])"
)
_ENDS = frozenset(".!?…")
_OPENERS = frozenset("-–—(")
_GENITIVE = frozenset(
    "de da do das dos du des d' d’ di del della dei degli delle dell' dell’ von vom der van av af of".split()
)
_RELATIVE = frozenset(
    "die dat qui der das welcher welche que che som który która který která который которая".split()
)
_INVERTED = ("-il", "-elle", "-on", "-ils", "-elles", "-je", "-nous")
_NOMINAL = ("ung", "ungen", "heit", "keit", "schaft", "tion", "ismus", "tät", "nis", "nisse", "status", "effekte")
_ADVERBIAL = ("lich", "ig", "isch", "weise", "end", "falls", "dings", "tens", "wegs", "mals", "hin", "bei", "rem")
_LONGEST_NAME, _LONGEST_PHRASE = 6, 14
_REACH = 30
"""Words around a quotation that are looked at."""
_REPORTED = "carried on, reported speech"
_SHORT = 2000
_SURE = 0.7
_SPOKEN = 6
"""Words of a quotation that needs no verb of speech to be one."""
Kind = Literal["name", "noun", "pronoun"]


class Token(NamedTuple):
    """A word, a number, a sign, or (`text` is a zero) a quotation: `kind` is the group of _WORD, `run` its number."""

    text: str
    start: int
    end: int
    kind: str
    run: int


class Subject(NamedTuple):
    """Who or what does what a verb says: a name, a noun with what belongs to it, or a pronoun."""

    kind: Kind
    text: str
    stop: int


class Found(NamedTuple):
    """A speaker by a rule, and the words that show it."""

    subject: Subject | None
    rule: str
    cue: str
    sure: float


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language."""

    code: str
    forms: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    sources: tuple[tuple[str, ...], ...] = ()
    to: frozenset[str] = frozenset()
    when: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()
    det: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    that: frozenset[str] = frozenset()
    aux: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    time: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    _known: dict[str, bool] = field(default_factory=dict)

    @property
    def has_bare_nouns(self) -> bool:
        """Whether a noun needs no article before it."""
        return self.code in ("no", "da", "sv", "cs", "pl", "ru", "uk")

    @property
    def nouns_are_capitals(self) -> bool:
        return self.code == "de"

    def is_verb(self, word: str) -> bool:
        """Whether a form is one of a verb of speech."""
        found = self._known.get(word)
        if found is None:
            low = word.lower()
            if "-" in low[2:]:  # disse-nos, dit-il
                low = low.split("-")[0]
            found = low in self.forms or any(
                low[:cut] in self.stems and (low[cut:] in self.endings or (cut == len(low) and "" in self.endings))
                for cut in range(3, len(low) + 1)
            )
            if len(self._known) < 10_000:
                self._known[word] = found
        return found

    def is_role(self, word: str) -> bool:
        low = word.lower().rstrip(".")
        if low in self.roles:
            return True
        return self.nouns_are_capitals and any(
            len(role) > 3 and (low.endswith((role, f"{role}in"))) for role in self.roles
        )

    def is_time(self, word: str) -> bool:
        low = word.lower()
        return low in self.time or (self.nouns_are_capitals and low.startswith(tuple(self.time)))


@cache
def _lexicons() -> dict[str, Lexicon]:
    rows: dict[str, dict[str, object]] = {}
    for line in _LISTS.read_text(encoding="utf-8").splitlines():
        code, kind, listed = line.split("\t")
        row = rows.setdefault(code, {})
        if kind == "sources":
            row[kind] = tuple(sorted((tuple(one.split()) for one in listed.split("|")), key=len, reverse=True))
        else:
            row[kind] = frozenset(listed.split())
    return {code: Lexicon(code, **row) for code, row in rows.items()}  # type: ignore[arg-type]


LANGUAGES = frozenset(line.split("\t")[0] for line in _LISTS.read_text(encoding="utf-8").splitlines())
"""Codes of the languages whose speakers are looked for."""


def find_abroad(text: str, language: str, *, stated: bool = True) -> list[Quotation]:
    """The quotations of a text in this language, in order, with their speakers if the language is known here.

    Where it was not `stated`, a short text may be in several: each of its paragraphs is read in its own.
    """
    if not stated and len(text) < _SHORT and "\n\n" in text and language_of(text) is None:
        return [quotation for part in _paragraphs(text) for quotation in part]
    runs = find_runs(text)
    lexicon = _lexicons().get(language)
    if lexicon is None:
        return [
            _quotation(text, run, number, Found(None, "no list of this language", "", 0.0), "unknown", None)
            for number, run in enumerate(runs)
            if _count(text, run) >= _SPOKEN or not run.mark.isascii()
        ]
    return _Reading(text, runs, lexicon).quotations()


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
    return len(re.findall(r"\w+", text[run.start : min(run.end, run.start + 200)]))


def _quotation(text: str, run: Run, utterance: int, found: Found, basis: Basis, speaker: str | None) -> Quotation:
    return Quotation(
        text=text[run.start : run.end], start=run.start, end=run.end, speaker=speaker, cue=found.cue or None,
        basis=basis, confidence=round(found.sure, 3), rule=found.rule, evidence=found.cue, utterance=utterance,
    )  # fmt: skip


class _Reading:
    """One text: its words outside the marks, and who was last heard."""

    def __init__(self, text: str, runs: Sequence[Run], lexicon: Lexicon) -> None:
        self.text = text
        self.runs = runs
        self.lexicon = lexicon
        self.tokens = list(_tokens(text, runs))
        self.places = {token.run: at for at, token in enumerate(self.tokens) if token.kind == "q"}
        self.given = words("given_names")

    def quotations(self) -> list[Quotation]:
        found: list[Quotation] = []
        last: tuple[str, int] | None = None  # who was last given by name, and where that quotation ends
        before: tuple[Found, Basis, str | None] | None = None
        for number, run in enumerate(self.runs):
            at = self.places[number]
            one = self._attributed(at, run)
            basis: Basis = "unknown"
            speaker: str | None = None
            if one.subject is None and before is not None and self._goes_on(at):
                one, basis, speaker = (
                    before[0]._replace(rule="carried on", sure=before[0].sure * 0.8),
                    before[1],
                    before[2],
                )
                if basis == "cue":
                    basis = "carried"
            elif one.subject is not None:
                speaker, basis = one.subject.text, "cue" if one.subject.kind == "name" else "nominal"
                if one.subject.kind == "pronoun":
                    basis = "pronoun"
                    near = last is not None and self.text.count("\n\n", last[1], run.start) <= 1
                    speaker = last[0] if near and last is not None else self._named_before(at)
                    one = one._replace(sure=0.55 if speaker else 0.0)
                elif one.subject.kind == "name":
                    speaker = self.fullest.get(speaker.split()[-1], speaker) if speaker else speaker
                    last = (speaker, run.end)
            if speaker is None and one.subject is None and (told := self._told_on(at)) is not None:
                speaker, basis = told, "carried"
                one = Found(Subject("name", told, at), _REPORTED, "", 0.6)
            if speaker is None and one.subject is None and (led := self._led_in(at, run, last)) is not None:
                speaker, basis = led, "carried"
                one = Found(Subject("name", led, at), "carried on, next sentence", "", 0.6)
            before = (one, basis, speaker)
            if not self._is_spoken(run, one, at):
                continue
            if speaker is None:
                basis, one = "unknown", one._replace(sure=0.0)
            found.append(_quotation(self.text, run, number, one, basis, speaker))
        return found

    @property
    def fullest(self) -> dict[str, str]:
        """A surname, and the full name that the text has for it, if that is one."""
        if self._fullest is None:
            names: dict[str, set[str]] = {}
            at = 0
            while at < len(self.tokens):
                name, stop = self._name(at)
                if name and stop - at > 1 and name.split()[0] in self.given:
                    names.setdefault(name.split()[-1], set()).add(name)
                at = max(stop, at + 1)
            self._fullest = {last: next(iter(full)) for last, full in names.items() if len(full) == 1}
        return self._fullest

    _fullest: dict[str, str] | None = None

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
            return self.lexicon.nouns_are_capitals or capitals * 10 < len(inside) * 7
        return count > 1 and (said[-1:] in _ENDS or (at > 0 and self.tokens[at - 1].text == ":"))

    def _is_title(self, said: str, count: int, at: int, found: Found) -> bool:
        """Whether a run is the name of a work, a paper, a body: behind a noun that has one, or short and in capitals
        behind an article or a noun, or with its initials behind it."""
        if at == 0 or said[-1:] in _ENDS or not said[:1].isupper():
            return False
        before, lexicon = self.tokens[at - 1], self.lexicon
        if before.text.lower() in lexicon.works and count < 2 * _LONGEST_NAME:
            return True
        if count > _LONGEST_NAME:
            return False
        if self._initials_follow(at):
            return True
        inside = [word for word in re.findall(r"[^\W\d_]\w*", said) if len(word) > 3 or word[0].isupper()]
        capitals = bool(inside) and all(word[0].isupper() for word in inside)
        if lexicon.nouns_are_capitals:
            noun = before.kind == "w" and before.text[0].isupper() and not lexicon.is_verb(before.text)
            low = before.text.lower()
            led_in = low in lexicon.det or low in lexicon.to
            return (noun and (capitals or (count < _SPOKEN and not found.rule.startswith("quote")))) or (
                capitals and led_in
            )
        return capitals and before.kind == "w"

    def _initials_follow(self, at: int) -> bool:
        following = self.tokens[at + 1 : at + 4]
        return (
            len(following) == 3
            and following[0].text == "("
            and following[1].text.isupper()
            and following[2].text == ")"
        )

    # Who says them.

    def _attributed(self, at: int, run: Run) -> Found:
        """The best of what stands behind a quotation and before it."""
        behind = self._behind(at)
        if behind is not None and behind.sure >= 0.9:
            return behind
        ahead = self._ahead(at)
        both = [one for one in (behind, ahead) if one is not None]
        return max(both, key=lambda one: one.sure) if both else Found(None, "nobody near", "", 0.0)

    def _behind(self, at: int) -> Found | None:
        """`“…”, said Moreau`; `“…”, Moreau said`; `“…”, according to Moreau`; `“…” – Moreau`."""
        tokens, lexicon = self.tokens, self.lexicon
        j, first = at + 1, at + 1
        while j < len(tokens) and tokens[j].kind == "p" and tokens[j].text in ",-–—" and j < at + 4:
            j += 1
        if j >= len(tokens) or tokens[j].text == "\n":
            return None
        if tokens[j].text in ("som", "como", "comme", "come", "jak", "как", "як", "zoals", "wie"):
            j += 1
        broken = self._ends(at) and tokens[j].text[:1].isupper()
        if tokens[first].text in _OPENERS and (named := self._name(first + 1))[0] and not broken:
            after = tokens[named[1]].text if named[1] < len(tokens) else "\n"
            if after in ",)\n." and not lexicon.is_verb(named[0].split()[0]):
                return Found(Subject("name", named[0], named[1]), "quote, dash, name", "", 0.9)
        if tokens[j].text == "." and j + 1 < len(tokens) and tokens[j + 1].text == "(":
            j += 1
        if tokens[j].text == "(" and (named := self._name(j + 1))[0]:
            after = tokens[named[1]].text if named[1] < len(tokens) else "\n"
            if after in ",)":
                return Found(Subject("name", named[0], named[1]), "quote, (name)", "", 0.8)
        if broken:
            return None
        if (source := self._source(j)) is not None and (subject := self._subject(source[1])) is not None:
            return Found(subject, "quote, source", source[0], 0.92 if subject.kind == "name" else 0.8)
        verb = self._verb_from(j)
        if verb is not None:
            subject = self._subject_behind(verb)
            if subject is None:
                subject = self._first_subject(self._sentence(at), at)
            sure = 0.5 if subject is None else 0.95 if subject.kind == "name" else 0.9
            return Found(subject or Subject("pronoun", "", verb + 1), "quote, verb, name", tokens[verb].text, sure)
        if tokens[first].text in ",-–—" and (subject := self._subject(j)) is not None:
            verb = self._verb_from(subject.stop)
            if verb is not None:
                return Found(subject, "quote, name, verb", tokens[verb].text, 0.9)
        for k in range(j, min(j + _REACH, len(tokens))):
            if self._is_end(k) or tokens[k].kind == "q":
                break
            if tokens[k].text == "," and (source := self._source(k + 1)) is not None:
                subject = self._subject(source[1])
                if subject is not None:
                    return Found(subject, "quote, words, source", source[0], 0.8)
            if tokens[k].text == "," and (verb := self._verb_from(k + 1)) is not None and verb == k + 1:
                subject = self._subject_behind(verb)
                if subject is not None:
                    return Found(subject, "quote, words, verb, name", tokens[verb].text, 0.75)
        return None

    def _ahead(self, at: int) -> Found | None:
        """`Moreau said: “…”`; `Then said Moreau: “…”`; `According to Moreau, “…”`; `Moreau: “…”`."""
        tokens, lexicon = self.tokens, self.lexicon
        start = self._sentence(at)
        for verb in range(at - 1, start - 1, -1):
            token = tokens[verb]
            if (source := self._source(verb)) is not None:
                subject = self._subject(source[1])
                if (
                    subject is not None
                    and subject.stop <= at
                    and (verb == start or len(source[0]) > 5 or subject.kind == "name")
                ):
                    return Found(subject, "source, quote", source[0], 0.9 if subject.kind == "name" else 0.75)
            if (
                token.kind != "w"
                or not lexicon.is_verb(token.text)
                or token.text[0].isupper()
                and lexicon.nouns_are_capitals
                and verb > start
            ):
                continue
            if (
                verb > start
                and tokens[verb - 1].text.lower() in lexicon.det
                and tokens[verb - 1].text.lower() not in lexicon.pronouns
            ):
                continue
            subject = self._subject_around(verb, start, at)
            close = at - verb < 4 or tokens[at - 1].text == ":"
            if subject is None:
                return Found(Subject("pronoun", "", verb), "verb, quote", token.text, 0.5)
            sure = (0.94 if close else 0.85) if subject.kind == "name" else (0.85 if close else 0.75)
            return Found(subject, "name, verb, quote", token.text, sure)
        if at > start and tokens[at - 1].text == ":":
            subject = self._first_subject(start, at)
            if subject is not None and subject.kind != "pronoun":
                return Found(subject, "name, colon, quote", ":", 0.7 if subject.kind == "name" else 0.55)
            return Found(None, "colon, quote", ":", 0.0)
        if at > start:
            subject = self._first_subject(start, at)
            sure_name = not lexicon.nouns_are_capitals or (subject is not None and " " in subject.text)
            if subject is not None and subject.kind == "name" and sure_name:
                return Found(subject, "name, words, quote", "", 0.45)
        return None

    def _subject_around(self, verb: int, start: int, at: int) -> Subject | None:
        """The subject of a verb before the quotation at `at`: in its clause before it, else right behind it, else the
        first of the sentence."""
        tokens = self.tokens
        clause = verb
        while clause > start and tokens[clause - 1].text not in ",;:–—" and tokens[clause - 1].kind != "q":
            clause -= 1
        inside = self._first_subject(clause, verb)
        if (
            clause > start + 1
            and tokens[clause].text.lower() in _RELATIVE
            and (who := self._relative_to(clause, start))
        ):
            return who
        if inside is not None:
            return inside
        first = self._first_subject(start, verb) if clause > start else None
        behind = self._subject_behind(verb, stop=at, near=True)
        opening = tokens[start].text.lower() if start < len(tokens) else ""
        if at - start >= _REACH:  # how the sentence begins is not known
            return behind or first
        if clause == verb and clause - start > 2 and tokens[clause - 1].text == ",":
            between = clause - 2
            while between > start and tokens[between - 1].text != ",":
                between -= 1
            name, stop = self._name(between)
            if name and stop == clause - 1 and between > start:
                return self._with_role(name, between, stop)
            lone = first is not None and len(first.text.split()) == 1 and first.stop == start + 1
            if first is not None and opening not in self.lexicon.to and opening not in self.lexicon.when:
                return behind if lone and behind is not None else first
        return behind or first

    def _relative_to(self, clause: int, start: int) -> Subject | None:
        """Whom a relative clause is about: the noun or name right before its comma."""
        at = clause - 1
        while at > start and self.tokens[at - 1].text not in ",;:–—" and self.tokens[at - 1].kind != "q":
            at -= 1
        return self._first_subject(at, clause - 1)

    def _first_subject(self, start: int, stop: int) -> Subject | None:
        """The first noun phrase between two places that no preposition leads in."""
        at, lone = start, None
        while at < stop:
            token = self.tokens[at]
            low = token.text.lower()
            if token.kind != "w" or low in self.lexicon.skip or low in self.lexicon.aux or low in self.lexicon.that:
                at += 1
                continue
            if low in self.lexicon.to and not self._is_noble(at):
                at = self._past_group(at + 1, stop)
                continue
            subject = self._subject(at)
            if subject is not None and subject.stop <= stop:
                opens = at == 0 or self.tokens[at - 1].kind != "w"
                if lone is None and opens and subject.stop == at + 1 < stop and self.tokens[at + 1].text == ",":
                    lone, at = subject, at + 1  # a word that leads in, maybe
                    continue
                return subject
            at += 1
        return lone

    def _subject_behind(self, verb: int, stop: int | None = None, *, near: bool = False) -> Subject | None:
        """The subject of a verb that it follows on: past adverbs, and past whom it is said to."""
        tokens, lexicon = self.tokens, self.lexicon
        end = min(verb + 16, len(tokens) if stop is None else stop)
        at = verb + 1
        if tokens[verb].text.endswith(_INVERTED):
            return Subject("pronoun", tokens[verb].text, at)
        while at < end:
            token = tokens[at]
            low = token.text.lower()
            if token.kind == "n" or (token.kind == "q" and (near or _count(self.text, self.runs[token.run]) > 4)):
                return None
            if token.kind == "q":
                at += 1
                continue
            if self._is_end(at) or token.text in ";:" or (low in lexicon.that and low not in lexicon.pronouns):
                return None
            if token.kind != "w":
                if near or token.text not in ",-–—":
                    return None
                at += 1
                continue
            if lexicon.is_time(token.text) or (
                low in lexicon.skip and low not in lexicon.pronouns and token.text == low
            ):
                at += 1
                continue
            if low in lexicon.to and (token.text == low):
                at = self._past_group(at + 1, end)
                continue
            if low in lexicon.aux or (lexicon.is_verb(token.text) and token.text == low):
                at += 1
                continue
            subject = self._subject(at)
            if subject is not None and low == "es" and at + 1 < end and tokens[at + 1].text.lower() in lexicon.to:
                return self._subject(at + 2) or self._dative(at + 2)
            if subject is not None:
                return subject
            if near:
                return None
            at += 1
        return None

    def _dative(self, at: int) -> Subject | None:
        """`heißt es in dem Schreiben`: what it stands in."""
        found = self._phrase(at, at + 1) if at + 1 < len(self.tokens) else None
        return found if found is not None and found.kind == "noun" else None

    def _past_group(self, at: int, end: int) -> int:
        """Past the noun that a preposition leads in, with its article, and past what belongs to it."""
        tokens, lexicon = self.tokens, self.lexicon
        nouns = 0
        while at < end and tokens[at].kind in ("w", "n"):
            token = tokens[at]
            low = token.text.lower()
            if (
                nouns
                and ((low in lexicon.det and low not in _GENITIVE) or lexicon.nouns_are_capitals)
                and token.text == low
                and low not in _GENITIVE
            ):
                break
            if nouns and (low in _GENITIVE or low in lexicon.to):
                at, nouns = at + 1, 0
                continue
            if low in lexicon.det or low in lexicon.to:
                at += 1
                continue
            if token.text[0].isupper():
                name, stop = self._name(at)
                if nouns and not lexicon.nouns_are_capitals and not self._after_genitive(at):
                    break
                at, nouns = max(self._until_given(at, stop), at + 1), nouns + 1
                continue
            if lexicon.is_verb(token.text) or low in lexicon.aux:
                break
            nouns += not lexicon.nouns_are_capitals
            at += 1
            if nouns >= 2:
                break
        return at

    def _until_given(self, at: int, stop: int) -> int:
        """Where in a run of capitals behind a preposition another name begins: `disse à Folha Antonio Neto`."""
        if stop - at > 2 and self.tokens[at].text.isupper() and len(self.tokens[at].text) > 2:
            return at + 1
        for k in range(at + 1, stop - 1):
            if self.tokens[k].text in self.given and self.tokens[k - 1].text not in self.given:
                return k
        return stop

    def _after_genitive(self, at: int) -> bool:
        return at > 0 and self.tokens[at - 1].text.lower() in _GENITIVE

    def _subject(self, at: int) -> Subject | None:
        """The noun phrase that begins at a place: a pronoun, a name, or an article and a noun, with a name behind."""
        tokens, lexicon = self.tokens, self.lexicon
        if at >= len(tokens) or tokens[at].kind != "w":
            return None
        token = tokens[at]
        low = token.text.lower()
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        leads = after is not None and after.kind == "w" and (
            after.text[0].isupper() or not (lexicon.is_verb(after.text) or after.text.lower() in lexicon.aux)
        )  # fmt: skip
        if low in lexicon.pronouns and not (low in lexicon.det and leads):
            return Subject("pronoun", token.text, at + 1)
        if low not in lexicon.det:
            name, stop = self._name(at)
            if name:
                return self._with_role(name, at, stop)
            bare = lexicon.has_bare_nouns and len(low) > 2 and low not in lexicon.skip and low not in lexicon.when
            plain = low not in lexicon.to and low not in lexicon.aux and low not in lexicon.that
            if token.text == low and (low in lexicon.roles or (bare and plain and not lexicon.is_verb(low))):
                return self._phrase(at, at)
            return None
        return self._phrase(at, at + 1)

    def _with_role(self, name: str, at: int, stop: int) -> Subject:
        """A name without the titles in front; of titles alone, a noun."""
        parts = name.split()
        while len(parts) > 1 and self.lexicon.is_role(parts[0]):
            parts.pop(0)
        if len(parts) == 1 and self.lexicon.is_role(parts[0]):
            return self._apposition(Subject("noun", name, stop))
        return Subject("name", " ".join(parts), stop)

    def _phrase(self, at: int, k: int) -> Subject | None:
        """An article, adjectives, a noun, what belongs to it; and a name right behind it, or behind a comma."""
        tokens, lexicon = self.tokens, self.lexicon
        nouns = 0
        while k < min(at + _LONGEST_PHRASE, len(tokens)):
            token = tokens[k]
            low = token.text.lower()
            if token.kind == "n" and nouns == 0:
                k += 1
                continue
            if token.text == "-" or token.kind not in ("w",) or lexicon.is_time(token.text):
                break
            if token.text[0].isupper() and not lexicon.nouns_are_capitals:
                name, stop = self._name(k)
                if not name:
                    break
                if not self._after_genitive(k):
                    return self._with_role(name, k, stop)
                k, nouns = stop, nouns + 1
                continue
            if lexicon.nouns_are_capitals and token.text[0].isupper():
                if nouns and not self._after_genitive(k) and tokens[k - 1].text[0].isupper():
                    name, stop = self._name(k)
                    return self._with_role(name, k, stop) if name else None
                nouns += 1
                k += 1
                continue
            genitive = low in _GENITIVE
            if nouns and not genitive and (low in lexicon.to or low in lexicon.det or low in lexicon.pronouns):
                break
            if nouns and (
                low in lexicon.that or low in lexicon.aux or lexicon.is_verb(token.text) or low in lexicon.skip
            ):
                break
            if lexicon.nouns_are_capitals:
                if nouns and not genitive:
                    break
            elif not genitive:
                nouns += 1
            k += 1
        if not nouns:
            return None
        while k > at and tokens[k - 1].text.lower() in _GENITIVE:
            k -= 1
        text = self.text[tokens[at].start : tokens[k - 1].end]
        return self._apposition(Subject("noun", " ".join(text.split()), k))

    def _apposition(self, noun: Subject) -> Subject:
        """`the director, Ada Moreau`: the name, if one stands behind the comma, and nothing of another clause."""
        tokens = self.tokens
        at = noun.stop
        if at < len(tokens) and tokens[at].text == "," and at + 1 < len(tokens):
            name, stop = self._name(at + 1)
            after = tokens[stop].text if name and stop < len(tokens) else "\n"
            verb = stop < len(tokens) and (self.lexicon.is_verb(after) or after.lower() in self.lexicon.aux)
            if (
                name
                and (len(name.split()) > 1 or after in ",.\n(" or verb)
                and not self.lexicon.is_role(name.split()[-1])
            ):
                return Subject("name", name, stop)
        return noun

    def _name(self, at: int) -> tuple[str, int]:
        """The run of capitals that begins at a place, and where it ends; "" for none."""
        tokens, lexicon = self.tokens, self.lexicon
        k = at
        parts: list[Token] = []
        while k < len(tokens) and len(parts) < _LONGEST_NAME:
            token = tokens[k]
            low = token.text.lower()
            if token.kind != "w" or (parts and self.text[parts[-1].end : token.start].strip(". ")):
                break
            if token.text[0].isupper():
                begins = k == 0 or self.tokens[k - 1].kind != "w"
                if begins and not self._is_noble(k) and is_function_word(low, lexicon.code):
                    break
                if begins and any(source[0] == low for source in lexicon.sources):
                    break
                known = low in lexicon.skip or low in lexicon.det or low in lexicon.to or low in lexicon.pronouns
                if lexicon.is_time(token.text) or (
                    (known or low in lexicon.that or low in lexicon.aux) and len(token.text) < 6
                ):
                    break
                if not parts and (lexicon.is_verb(token.text) and not lexicon.nouns_are_capitals):
                    break
                parts.append(token)
            elif parts and low in lexicon.particles and k + 1 < len(tokens) and self._goes_on_name(k + 1):
                parts.append(token)
            else:
                break
            k += 1
        if not parts or (len(parts) == 1 and self._is_adverb(at)):
            return "", at
        return " ".join(self.text[parts[0].start : parts[-1].end].split()), k

    def _is_noble(self, k: int) -> bool:
        """`Von der Leyen` at the beginning of a sentence."""
        following = self.tokens[k + 1 : k + 3]
        low = self.tokens[k].text.lower()
        return (
            low in ("von", "van")
            and len(following) == 2
            and following[0].text in ("der", "den", "de")
            and following[1].text[0].isupper()
        )

    def _is_adverb(self, at: int) -> bool:
        """Whether a capital is that of a sentence: a word of a form that names do not have, and has it nowhere else."""
        if not self.lexicon.nouns_are_capitals:
            return False
        word = self.tokens[at].text
        if word.endswith(_NOMINAL):
            return True
        if at > 0 and self.tokens[at - 1].kind == "w":
            return False
        return word.lower() in self.lexicon.skip or (word.endswith(_ADVERBIAL) and f" {word} " not in self.text)

    def _goes_on_name(self, k: int) -> bool:
        token = self.tokens[k]
        if token.text[0].isupper():
            return True
        after = self.tokens[k + 1] if k + 1 < len(self.tokens) else None
        return token.text.lower() in self.lexicon.particles and after is not None and after.text[0].isupper()

    def _source(self, at: int) -> tuple[str, int] | None:
        """What names a source at a place, and where its noun begins."""
        for source in self.lexicon.sources:
            end = at + len(source)
            if end <= len(self.tokens) and all(
                self.tokens[at + n].text.lower().replace("’", "'") == word.replace("’", "'")
                for n, word in enumerate(source)
            ):
                if source[-1] in (
                    "so",
                    "para",
                    "pour",
                    "per",
                    "como",
                    "comme",
                    "som",
                    "jak",
                    "как",
                    "як",
                    "efter",
                    "etter",
                ):
                    follows = self._subject(end)
                    opens = at == 0 or self.tokens[at - 1].kind in ("p", "q")
                    if follows is None or follows.kind == "pronoun" or not opens:
                        continue
                    after = self.tokens[follows.stop].text if follows.stop < len(self.tokens) else "\n"
                    if after not in ",.\n:" and self.tokens[min(follows.stop, len(self.tokens) - 1)].kind != "q":
                        continue
                return " ".join(source), end
        return None

    def _verb_from(self, at: int) -> int | None:
        """A verb of speech at a place, past what may stand before it: helping verbs, little words."""
        tokens, lexicon = self.tokens, self.lexicon
        unknown = 0
        for k in range(at, min(at + 5, len(tokens))):
            token = tokens[k]
            low = token.text.lower()
            if token.kind != "w":
                return None
            if lexicon.is_verb(token.text):
                return k
            if low not in lexicon.aux and low not in lexicon.skip and low not in lexicon.pronouns:
                unknown += 1
                if unknown > 1 or token.text != low or low in lexicon.det or low in lexicon.to or low in lexicon.that:
                    return None
        return None

    def _told_on(self, at: int) -> str | None:
        """Of a quotation in a sentence of reported speech (the German subjunctive): whose speech that is."""
        start = self._sentence(at)
        around = self.tokens[start : min(at + 12, len(self.tokens))]
        if not self.lexicon.reported or not any(token.text in self.lexicon.reported for token in around):
            return None
        return self._said_before(start)

    def _said_before(self, start: int) -> str | None:
        """The subject of the last verb of speech of the paragraph before a sentence."""
        k = start - 1
        floor = max(start - 80, 0)
        while k > floor and self.tokens[k].text != "\n":
            token = self.tokens[k]
            if token.kind == "w" and self.lexicon.is_verb(token.text) and token.text[0].islower():
                begin = self._sentence_before(k)
                subject = self._subject_around(k, begin, start)
                if subject is not None and subject.kind != "pronoun":
                    return self.fullest.get(subject.text.split()[-1], subject.text)
            k -= 1
        return None

    def _led_in(self, at: int, run: Run, last: tuple[str, int] | None) -> str | None:
        """Of a quotation that is a sentence of its own: who spoke last, or does in the sentence before."""
        if _count(self.text, run) < _SPOKEN or self._sentence(at) != at:
            return None
        said = self._said_before(at)
        if said is not None:
            return said
        if last is not None and self.text.count("\n\n", last[1], run.start) <= 1 and run.start - last[1] < 400:
            return last[0]
        return None

    # Sentences.

    def _is_end(self, at: int) -> bool:
        token = self.tokens[at]
        return token.text in _ENDS or token.text == "\n"

    def _ends(self, at: int) -> bool:
        """Whether the quotation at a place ends a sentence."""
        run = self.runs[self.tokens[at].run]
        last = self.text[run.end - 1 : run.end]
        after = self.tokens[at + 1].text if at + 1 < len(self.tokens) else "\n"
        return last in _ENDS and after not in (",", "-", "–", "—")

    def _sentence(self, at: int) -> int:
        """Where the sentence begins that a quotation stands in."""
        k = at
        while k > 0 and at - k < _REACH:
            before = self.tokens[k - 1]
            if before.text == ":" and k < at and self.tokens[k].text[:1].isupper() and self.tokens[k].kind == "w":
                break
            if self._is_end(k - 1) or (
                before.kind == "q" and self._ends(k - 1) and self.tokens[k].text[:1].isupper()
            ):
                break
            k -= 1
        return k

    def _goes_on(self, at: int) -> bool:
        """Whether a quotation follows on another with nothing but little words between."""
        k = at - 1
        while k >= 0 and self.tokens[k].kind != "q":
            if self.tokens[k].text in "!?…" or at - k > 12:
                return False
            k -= 1
        return k >= 0

    def _named_before(self, at: int) -> str | None:
        """The name that leads in a sentence before, in this paragraph or the one before."""
        breaks = 0
        k = self._sentence(at) - 1
        while k > 0 and breaks < 3 and at - k < 120:
            breaks += self.tokens[k].text == "\n"
            begin = self._sentence_before(k)
            subject = self._first_subject(begin, k)
            if subject is not None and subject.kind == "name":
                return self.fullest.get(subject.text.split()[-1], subject.text)
            k = begin - 1
        return None

    def _sentence_before(self, at: int) -> int:
        k = at
        while k > 0 and not self._is_end(k - 1):
            k -= 1
        return k


def _tokens(text: str, runs: Sequence[Run]) -> Iterator[Token]:
    """The words outside the marks; a quotation is one token, and so is an end of a line."""
    at = 0
    for number, run in enumerate(runs):
        yield from _words(text, at, run.outer_start)
        yield Token("\x00", run.outer_start, run.outer_end, "q", number)
        at = run.outer_end
    yield from _words(text, at, len(text))


def _words(text: str, start: int, stop: int) -> Iterator[Token]:
    line = start
    while line < stop:
        end = text.find("\n", line, stop)
        last = stop if end < 0 else end
        for found in _WORD.finditer(text, line, last):
            yield Token(found[0], found.start(), found.end(), found.lastgroup or "p", -1)
        if end >= 0:
            yield Token("\n", end, end + 1, "p", -1)
        line = last + 1
