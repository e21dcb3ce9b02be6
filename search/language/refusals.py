"""Why a query is refused: the errors of the grammar, each with its place and its mend."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from indexer.errors import QuerySyntaxError, UnknownField
from search.language.errors import shortened
from search.language.fields import FIELDS, GROUP_FIELD, FieldInfo, similar_fields
from search.language.lexer import Token, counter, nearness, unit_of
from search.language.syntax import And, AtLeast, Field, Node, Not, Together

__all__ = ["Refusals"]

_MOST_OTHERS = 12  # fields of the archive that are named
_SIDES = ("after", "since", "before", "until")
_DAY = re.compile(r"\s*[0-9]{4}(?:-[0-9]{2}){0,2}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Refusals:
    """The errors of one query. Each method gives an error to raise."""

    query: str

    def at(
        self, place: Token | Node, message: str, *, hint: str, start: int | None = None, length: int | None = None
    ) -> QuerySyntaxError:
        """What is wrong with a token or a part of the tree; `start` and `length` if with a piece of it."""
        return QuerySyntaxError(
            message,
            query=self.query,
            position=place.start if start is None else start,
            length=place.end - place.start if length is None else length,
            hint=hint,
        )

    def empty(self) -> QuerySyntaxError:
        return QuerySyntaxError(
            "The query is empty.", query=self.query, position=0, hint="write a word, or a field such as date:2022"
        )

    def ends_early(self) -> QuerySyntaxError:
        return QuerySyntaxError(
            "The query ends too early.", query=self.query, position=len(self.query), hint="write what is to be found"
        )

    def stray_close(self, token: Token, *, inside: bool) -> QuerySyntaxError:
        if inside:
            return self.at(token, "Something is missing before this parenthesis.", hint="write a word before it")
        return self.at(token, "This parenthesis closes nothing.", hint="take it out, or open one before it")

    def empty_group(self, opening: Token, closing: Token) -> QuerySyntaxError:
        return self.at(
            opening,
            "There is nothing between these parentheses.",
            length=closing.end - opening.start,
            hint="take them out, or put a word in",
        )

    def not_closed(self, opening: Token) -> QuerySyntaxError:
        return self.at(opening, "This parenthesis is not closed.", hint="add ) where it ends, or take it out")

    def too_deep(self, token: Token, *, most: int) -> QuerySyntaxError:
        return self.at(
            token,
            f"This is nested more than {most} deep.",
            hint="take out parentheses that change nothing, or ask for less at once",
        )

    # Operators.

    def nothing_behind(self, operator: Token) -> QuerySyntaxError:
        message = f"{shortened(operator.text)} has nothing behind it."
        return self.at(operator, message, hint=_or_word(operator, "write what follows"))

    def misplaced(self, operator: Token) -> QuerySyntaxError:
        """An operator where a word should stand."""
        if operator.text == "NOT":
            return self.at(operator, "NOT cannot stand here.", hint="put it before all that it excludes: NOT (a b)")
        message = f"{shortened(operator.text)} has nothing before it to join."
        return self.at(operator, message, hint=_or_word(operator, "write what comes first"))

    def no_distance(self, operator: Token, *, most: int) -> QuerySyntaxError:
        _, ordered = nearness(operator.text) or (None, False)
        name = "ADJ" if ordered else "NEAR"
        return self.at(
            operator,
            f"{name} needs a number of words from 1 to {most}.",
            hint=f"write {name}/5, or {name.lower()} in small letters for the word",
        )

    def no_number(self, operator: Token) -> QuerySyntaxError:
        name = operator.text[:4]
        mend = f"write {name} alone, or NEAR/5 for a distance"
        return self.at(operator, f"{name} takes no number.", hint=mend)

    def too_many(self, operator: Token, *, most: int) -> QuerySyntaxError:
        message = f"{shortened(operator.text)} joins at most {most} parts."
        return self.at(operator, message, hint="ask for fewer of them in one place, and for the others beside it")

    def not_measurable(self, operand: Node, operator: Token) -> QuerySyntaxError:
        """Something that has no place among the words, beside NEAR, ADJ, SENT or PARA."""
        joint = shortened(operator.text)
        mend = 'put words, "phrases" or (a OR b) on both sides'
        if isinstance(operand, Field):
            mend = f"put the field around both: {operand.name}:(a {joint} b)"
        elif isinstance(operand, Not):
            mend = f"to exclude the pair, write -(a {joint} b)"
        elif isinstance(operand, Together):
            inner = "SENT" if operand.unit == "sentence" else "PARA"
            mend = f"ask for them side by side: (a {inner} b) (b {joint} c)"
        elif isinstance(operand, AtLeast):
            mend = f"ask for it beside the pair: (a {joint} b) atleast{operand.times}:a"
        elif isinstance(operand, And):
            mend = f"write the operator between all of them, a {joint} b {joint} c, or OR for alternatives"
        verb = "join" if unit_of(operator.text) else "measure from"
        return self.at(operand, f"{joint} cannot {verb} this.", hint=mend)

    # Counts.

    def no_count(self, token: Token, *, most: int) -> QuerySyntaxError:
        mend = f"write atleast3:word, from 1 to {most} times"
        return self.at(token, "How many times at least?", length=len(token.text) - 1, hint=mend)

    def not_countable(self, operand: Node, token: Token) -> QuerySyntaxError:
        """Something of which there are no mentions to count."""
        name = token.text.lower()
        mend = f'count a word, a "phrase", a pattern or {name}(a OR b)'
        if isinstance(operand, And):
            mend = f'count each, {name}a {name}b, either, {name}(a OR b), or a "phrase"'
        elif isinstance(operand, Not):
            mend = f"for fewer mentions exclude the count: -{name}a"
        elif isinstance(operand, Field):
            mend = f"put the field around it: {operand.name}:({name}a)"
        return self.at(operand, f"{shortened(name[:-1])} cannot count this.", hint=mend)

    def count_outside(self, token: Token, *, inside: FieldInfo) -> QuerySyntaxError:
        mend = "it works in title:, body:, lead: and quote:"
        return self.at(token, f"Mentions are not counted in {inside.name}:.", hint=mend)

    def bare_count(self, token: Token) -> QuerySyntaxError:
        word = shortened(token.text)
        mend = f'write {word}:word or {word}:"several words" without a space'
        return self.at(token, f"{word} needs a colon and what is to be counted.", hint=mend)

    def minus(self, token: Token, *, previous: Token | None, field: FieldInfo | None) -> QuerySyntaxError | None:
        """What is wrong with a minus that stands right behind something else; None if nothing is."""
        if not previous or previous.end != token.start or previous.text == "(":
            return None
        if previous.text == "-":
            mend = "write -word to exclude a word; options do not belong in a query"
            return self.at(token, "Two minus signs.", hint=mend)
        if field:
            mend = f"write -{field.name}:… to exclude a value"
            return self.at(token, "The minus stands before the field.", hint=mend)
        return self.at(token, "Is this to be excluded?", hint="then put a space before the minus")

    # Fields.

    def unknown_field(self, token: Token, others: Collection[str]) -> QuerySyntaxError:
        """`others` are the fields of the archive that are not the language's own."""
        name = token.text[:-1]
        meant = self._open_span(token) or " or ".join(f"{field}:" for field in similar_fields(name, others))
        known = [*FIELDS, *list(others)[:_MOST_OTHERS], *["…"][: len(others) > _MOST_OTHERS]]
        return UnknownField(
            f"There is no field {shortened(name)}.",
            query=self.query,
            position=token.start,
            length=len(name),
            hint=(f"did you mean {meant}? If" if meant else f"fields are {', '.join(known)}; if")
            + " the colon belongs to the text, put it in quotation marks",
        )

    def _open_span(self, token: Token) -> str:
        """What to write for `since:2020`, which is a date with an open end; empty for other names."""
        side = token.text[:-1].lower()
        if side not in _SIDES:
            return ""
        day = _DAY.match(self.query, token.end)
        return f'date:"{side} {day[0].strip() if day else 2022}"'

    def span_in_words(self, first: Token, joint: Token, last: Token) -> QuerySyntaxError:
        """`date:2020-04-01 to 2020-04-05`, of which only the first day would be a date."""
        return self.at(
            joint,
            "A span of days is written with two dots.",
            length=last.end - joint.start,
            hint=f"write date:{shortened(first.text)}..{shortened(last.text)}",
        )

    def no_value(self, token: Token) -> QuerySyntaxError:
        name = token.text.lower()
        forms = f"{name}word or {name}(several words)"
        if name[:-1] == GROUP_FIELD:
            forms = f"{name}(speaker:name words)"
        elif counter(name[:-1]) is not None:
            forms = f'{name}word or {name}"several words"'
        mend = f"write {forms} without a space, or leave the colon out"
        return self.at(token, f"{name} needs a value right behind it.", hint=mend)

    def nested_field(self, token: Token, *, inside: FieldInfo) -> QuerySyntaxError:
        return self.at(
            token,
            f"{token.text.lower()} cannot stand inside {inside.name}:.",
            hint=f"close {inside.name}: before it; a colon that belongs to the value needs quotation marks",
        )

    def operator_as_value(self, operator: Token, *, field: FieldInfo) -> QuerySyntaxError:
        word = shortened(operator.text)
        mend = f'write {field.name}:"{word.lower()}" for the word'
        return self.at(operator, f"{word} is an operator, not a value.", hint=mend)


def _or_word(operator: Token, mend: str) -> str:
    word = operator.text.lower() if operator.text.isalpha() else f'"{shortened(operator.text)}"'
    return f"{mend}; for the word itself write {word}"
