"""The sentences around quotations in a language with a grammar: verbs of speech, and the subject of each.

No grammar is known but this: which words are verbs of speech, which lead in what is no subject, and that a subject
stands before its verb or, in inverted order, right behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from indexer.quotes.grammar import Grammar
from indexer.quotes.lists import words
from indexer.quotes.marks import Run
from indexer.text.languages import is_function_word

__all__ = ["ENDS", "LONGEST_NAME", "REACH", "Clauses", "Subject", "Token"]

_ABBREVIATED = (
    r"(?:Prof|Dr|Mr|Mrs|Ms|St|Sr|Sra|Dra|Hr|Fr|Mme|Mlle|Sig|Dott|Gen|Col|Eng|Ing|Nr|Abs|Art|bzw|ca|vgl|etc|M|[IVX]{1,4})"
    r"\.(?=[\s,])"
)
_WORD = re.compile(
    r"(?P<q>\x00)|(?P<w>(?:[ldjmtsncLDJMTSNC]|qu|Qu|jusqu|dell|all|nell|sull|dall)['’](?=\w)"
    rf"|{_ABBREVIATED}|[^\W\d_](?:\.(?=[A-ZÀ-Þ]\w|\s[A-ZÀ-Þ])|[\w\[\]]*)(?:[-’'][^\W_]+)*)"
    r"|(?P<n>\d[\d.,:]*)|(?P<p>[^\s\w])"
)
ENDS = frozenset(".!?…")
_GENITIVE = frozenset(
    "de da do das dos du des d' d’ di del della dei degli delle dell' dell’ von vom der van av af of".split()
)
_RELATIVE = frozenset(
    "die dat qui der das welcher welche que che som który która který která который которая".split()
)
_INVERTED = ("-il", "-elle", "-on", "-ils", "-elles", "-je", "-nous")
_NOMINAL = ("ung", "ungen", "heit", "keit", "schaft", "tion", "ismus", "tät", "nis", "nisse", "status", "effekte")
_ADVERBIAL = ("lich", "ig", "isch", "weise", "end", "falls", "dings", "tens", "wegs", "mals", "hin", "bei", "rem")
LONGEST_NAME, _LONGEST_PHRASE = 6, 14
REACH = 30
"""Words around a quotation that are looked at."""
_SHORT_RUN = 4  # words of a run that may stand between a verb and its subject
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


class Clauses:
    """The words of a text outside its quotations, each of which is one token.

    `places` says where each run stands among the tokens.
    """

    def __init__(self, text: str, runs: Sequence[Run], grammar: Grammar) -> None:
        self.text = text
        self.runs = runs
        self.grammar = grammar
        self.tokens = list(_tokens(text, runs))
        self.places = {token.run: at for at, token in enumerate(self.tokens) if token.kind == "q"}
        self.given = words("given_names", "man") | words("given_names", "woman") | words("given_names", "both")

    @cached_property
    def fullest(self) -> dict[str, str]:
        """A surname, and the full name that the text has for it, if that is one."""
        names: dict[str, set[str]] = {}
        at = 0
        while at < len(self.tokens):
            name, stop = self.name(at)
            if name and stop - at > 1 and name.split()[0] in self.given:
                names.setdefault(name.split()[-1], set()).add(name)
            at = max(stop, at + 1)
        return {last: next(iter(full)) for last, full in names.items() if len(full) == 1}

    def subject_around(self, verb: int, start: int, at: int) -> Subject | None:
        """The subject of a verb before the quotation at `at`: in its clause before it, else right behind it, else the
        first of the sentence."""
        tokens = self.tokens
        clause = verb
        while clause > start and tokens[clause - 1].text not in ",;:–—" and tokens[clause - 1].kind != "q":
            clause -= 1
        if (named := self._named_pronoun(clause, start)) is not None:
            return named
        inside = self.first_subject(clause, verb)
        if (
            clause > start + 1
            and tokens[clause].text.lower() in _RELATIVE
            and (who := self._relative_to(clause, start))
        ):
            return who
        if inside is not None:
            return inside
        first = self.first_subject(start, verb) if clause > start else None
        behind = self.subject_behind(verb, stop=at, near=True)
        opening = tokens[start].text.lower() if start < len(tokens) else ""
        if at - start >= REACH:  # how the sentence begins is not known
            return behind or first
        if clause == verb and clause - start > 2 and tokens[clause - 1].text == ",":
            between = clause - 2
            while between > start and tokens[between - 1].text != ",":
                between -= 1
            name, stop = self.name(between)
            if name and stop == clause - 1 and between > start:
                return self._with_role(name, between, stop)
            lone = first is not None and len(first.text.split()) == 1 and first.stop == start + 1
            if first is not None and opening not in self.grammar.to and opening not in self.grammar.when:
                return behind if lone and behind is not None else first
        return behind or first

    def _named_pronoun(self, clause: int, start: int) -> Subject | None:
        """`she, Ada Moreau, |went to the mayor and said|`: the name between the pronoun and the clause."""
        at = clause - 1
        if at - 3 < start or self.tokens[at].text != ",":
            return None
        while at - 1 > start and self.tokens[at - 1].kind == "w":
            at -= 1
        name, stop = self.name(at)
        if not name or stop != clause - 1 or self.tokens[at - 1].text != ",":
            return None
        pronoun = self.tokens[at - 2].text.lower()
        return self._with_role(name, at, stop) if pronoun in self.grammar.pronouns else None

    def _relative_to(self, clause: int, start: int) -> Subject | None:
        """Whom a relative clause is about: the noun or name right before its comma."""
        at = clause - 1
        while at > start and self.tokens[at - 1].text not in ",;:–—" and self.tokens[at - 1].kind != "q":
            at -= 1
        return self.first_subject(at, clause - 1)

    def first_subject(self, start: int, stop: int) -> Subject | None:
        """The first noun phrase between two places that no preposition leads in."""
        at, lone = start, None
        while at < stop:
            token = self.tokens[at]
            low = token.text.lower()
            if token.kind != "w" or low in self.grammar.skip or low in self.grammar.aux or low in self.grammar.that:
                at += 1
                continue
            if low in self.grammar.to and not self._is_noble(at):
                at = self._past_group(at + 1, stop)
                continue
            subject = self.subject(at)
            if subject is not None and subject.stop <= stop:
                opens = at == 0 or self.tokens[at - 1].kind != "w"
                if lone is None and opens and subject.stop == at + 1 < stop and self.tokens[at + 1].text == ",":
                    lone, at = subject, at + 1  # a word that leads in, maybe
                    continue
                return subject
            at += 1
        return lone

    def subject_behind(self, verb: int, stop: int | None = None, *, near: bool = False) -> Subject | None:
        """The subject of a verb that it follows on: past adverbs, and past whom it is said to."""
        tokens, grammar = self.tokens, self.grammar
        end = min(verb + 16, len(tokens) if stop is None else stop)
        at = verb + 1
        if tokens[verb].text.endswith(_INVERTED):
            return Subject("pronoun", tokens[verb].text, at)
        while at < end:
            token = tokens[at]
            low = token.text.lower()
            if token.kind == "n" or (token.kind == "q" and (near or self._length(token) > _SHORT_RUN)):
                return None
            if token.kind == "q":
                at += 1
                continue
            if self.is_end(at) or token.text in ";:" or (low in grammar.that and low not in grammar.pronouns):
                return None
            if token.kind != "w":
                if near or token.text not in ",-–—":
                    return None
                at += 1
                continue
            if grammar.is_time(token.text) or (
                low in grammar.skip and low not in grammar.pronouns and token.text == low
            ):
                at += 1
                continue
            if low in grammar.to and (token.text == low):
                at = self._past_group(at + 1, end)
                continue
            if low in grammar.aux or (grammar.is_verb(token.text) and token.text == low):
                at += 1
                continue
            subject = self.subject(at)
            if subject is not None and low == "es" and at + 1 < end and tokens[at + 1].text.lower() in grammar.to:
                return self.subject(at + 2) or self._dative(at + 2)
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
        tokens, grammar = self.tokens, self.grammar
        nouns = 0
        while at < end and tokens[at].kind in ("w", "n"):
            token = tokens[at]
            low = token.text.lower()
            if (
                nouns
                and ((low in grammar.det and low not in _GENITIVE) or grammar.nouns_are_capitals)
                and token.text == low
                and low not in _GENITIVE
            ):
                break
            if nouns and (low in _GENITIVE or low in grammar.to):
                at, nouns = at + 1, 0
                continue
            if low in grammar.det or low in grammar.to:
                at += 1
                continue
            if token.text[0].isupper():
                _, stop = self.name(at)
                if nouns and not grammar.nouns_are_capitals and not self._after_genitive(at):
                    break
                at, nouns = max(self._until_given(at, stop), at + 1), nouns + 1
                continue
            if grammar.is_verb(token.text) or low in grammar.aux:
                break
            nouns += not grammar.nouns_are_capitals
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

    def subject(self, at: int) -> Subject | None:
        """The noun phrase that begins at a place: a pronoun, a name, or an article and a noun, with a name behind."""
        tokens, grammar = self.tokens, self.grammar
        if at >= len(tokens) or tokens[at].kind != "w":
            return None
        token = tokens[at]
        low = token.text.lower()
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        leads = after is not None and after.kind == "w" and (
            after.text[0].isupper() or not (grammar.is_verb(after.text) or after.text.lower() in grammar.aux)
        )  # fmt: skip
        if low in grammar.pronouns and not (low in grammar.det and leads):
            return Subject("pronoun", token.text, at + 1)
        if low not in grammar.det:
            name, stop = self.name(at)
            if name:
                return self._with_role(name, at, stop)
            bare = grammar.has_bare_nouns and len(low) > 2 and low not in grammar.skip and low not in grammar.when
            plain = low not in grammar.to and low not in grammar.aux and low not in grammar.that
            if token.text == low and (low in grammar.roles or (bare and plain and not grammar.is_verb(low))):
                return self._phrase(at, at)
            return None
        return self._phrase(at, at + 1)

    def _with_role(self, name: str, at: int, stop: int) -> Subject:
        """A name without the titles in front; of titles alone, a noun."""
        parts = name.split()
        while len(parts) > 1 and self.grammar.is_role(parts[0]):
            parts.pop(0)
        if len(parts) == 1 and self.grammar.is_role(parts[0]):
            return self._apposition(Subject("noun", name, stop))
        return Subject("name", " ".join(parts), stop)

    def _phrase(self, at: int, k: int) -> Subject | None:
        """An article, adjectives, a noun, what belongs to it; and a name right behind it, or behind a comma."""
        tokens, grammar = self.tokens, self.grammar
        nouns = 0
        while k < min(at + _LONGEST_PHRASE, len(tokens)):
            token = tokens[k]
            low = token.text.lower()
            if token.kind == "n" and nouns == 0:
                k += 1
                continue
            if token.text == "-" or token.kind not in ("w",) or grammar.is_time(token.text):
                break
            if token.text[0].isupper() and not grammar.nouns_are_capitals:
                name, stop = self.name(k)
                if not name:
                    break
                if not self._after_genitive(k):
                    return self._with_role(name, k, stop)
                k, nouns = stop, nouns + 1
                continue
            if grammar.nouns_are_capitals and token.text[0].isupper():
                if nouns and not self._after_genitive(k) and tokens[k - 1].text[0].isupper():
                    name, stop = self.name(k)
                    return self._with_role(name, k, stop) if name else None
                nouns += 1
                k += 1
                continue
            genitive = low in _GENITIVE
            if nouns and not genitive and (low in grammar.to or low in grammar.det or low in grammar.pronouns):
                break
            if nouns and (
                low in grammar.that or low in grammar.aux or grammar.is_verb(token.text) or low in grammar.skip
            ):
                break
            if grammar.nouns_are_capitals:
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
            name, stop = self.name(at + 1)
            after = tokens[stop].text if name and stop < len(tokens) else "\n"
            verb = stop < len(tokens) and (self.grammar.is_verb(after) or after.lower() in self.grammar.aux)
            if (
                name
                and (len(name.split()) > 1 or after in ",.\n(" or verb)
                and not self.grammar.is_role(name.split()[-1])
            ):
                return Subject("name", name, stop)
        return noun

    def name(self, at: int) -> tuple[str, int]:
        """The run of capitals that begins at a place, and where it ends; "" for none."""
        tokens, grammar = self.tokens, self.grammar
        k = at
        parts: list[Token] = []
        while k < len(tokens) and len(parts) < LONGEST_NAME:
            token = tokens[k]
            low = token.text.lower()
            if token.kind != "w" or (parts and self.text[parts[-1].end : token.start].strip(". ")):
                break
            if token.text[0].isupper():
                begins = k == 0 or self.tokens[k - 1].kind != "w"
                if begins and not self._is_noble(k) and is_function_word(low, grammar.code):
                    break
                if begins and any(source[0] == low for source in grammar.sources):
                    break
                known = low in grammar.skip or low in grammar.det or low in grammar.to or low in grammar.pronouns
                if grammar.is_time(token.text) or (
                    (known or low in grammar.that or low in grammar.aux) and len(token.text) < 6
                ):
                    break
                if not parts and (grammar.is_verb(token.text) and not grammar.nouns_are_capitals):
                    break
                parts.append(token)
            elif parts and low in grammar.particles and k + 1 < len(tokens) and self._goes_on_name(k + 1):
                parts.append(token)
            else:
                break
            k += 1
        if not parts or (len(parts) == 1 and self._is_adverb(at)):
            return "", at
        return " ".join(self.text[parts[0].start : parts[-1].end].split()), k

    def _goes_on_name(self, k: int) -> bool:
        token = self.tokens[k]
        if token.text[0].isupper():
            return True
        after = self.tokens[k + 1] if k + 1 < len(self.tokens) else None
        return token.text.lower() in self.grammar.particles and after is not None and after.text[0].isupper()

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
        """Whether a capital is a sentence's: of a word in a form that names do not have, which has none elsewhere."""
        if not self.grammar.nouns_are_capitals:
            return False
        word = self.tokens[at].text
        if word.endswith(_NOMINAL):
            return True
        if at > 0 and self.tokens[at - 1].kind == "w":
            return False
        return word.lower() in self.grammar.skip or (word.endswith(_ADVERBIAL) and f" {word} " not in self.text)

    def source(self, at: int) -> tuple[str, int] | None:
        """What names a source at a place, and where its noun begins."""
        for source in self.grammar.sources:
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
                    follows = self.subject(end)
                    opens = at == 0 or self.tokens[at - 1].kind in ("p", "q")
                    if follows is None or follows.kind == "pronoun" or not opens:
                        continue
                    after = self.tokens[follows.stop].text if follows.stop < len(self.tokens) else "\n"
                    if after not in ",.\n:" and self.tokens[min(follows.stop, len(self.tokens) - 1)].kind != "q":
                        continue
                return " ".join(source), end
        return None

    def verb_from(self, at: int) -> int | None:
        """A verb of speech at a place, past what may stand before it: helping verbs, little words."""
        tokens, grammar = self.tokens, self.grammar
        unknown = 0
        for k in range(at, min(at + 5, len(tokens))):
            token = tokens[k]
            low = token.text.lower()
            if token.kind != "w":
                return None
            if grammar.is_verb(token.text):
                return k
            if low not in grammar.aux and low not in grammar.skip and low not in grammar.pronouns:
                unknown += 1
                if unknown > 1 or token.text != low or low in grammar.det or low in grammar.to or low in grammar.that:
                    return None
        return None

    def is_end(self, at: int) -> bool:
        token = self.tokens[at]
        return token.text in ENDS or token.text == "\n"

    def ends(self, at: int) -> bool:
        """Whether the quotation at a place ends a sentence."""
        run = self.runs[self.tokens[at].run]
        last = self.text[run.end - 1 : run.end]
        after = self.tokens[at + 1].text if at + 1 < len(self.tokens) else "\n"
        return last in ENDS and after not in (",", "-", "–", "—")

    def sentence(self, at: int) -> int:
        """Where the sentence begins that a quotation stands in."""
        k = at
        while k > 0 and at - k < REACH:
            before = self.tokens[k - 1]
            if before.text == ":" and k < at and self.tokens[k].text[:1].isupper() and self.tokens[k].kind == "w":
                break
            if self.is_end(k - 1) or (before.kind == "q" and self.ends(k - 1) and self.tokens[k].text[:1].isupper()):
                break
            k -= 1
        return k

    def sentence_before(self, at: int) -> int:
        k = at
        while k > 0 and not self.is_end(k - 1):
            k -= 1
        return k

    def _length(self, quoted: Token) -> int:
        run = self.runs[quoted.run]
        return self.text.count(" ", run.start, run.end) + 1


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
