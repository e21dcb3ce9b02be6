"""A query as a tree, or an error that says where it cannot be read and how to mend it.

::

    query    = any                              OR binds least
    any      = all { "OR" all }
    all      = both { both }                    side by side: all of them (see `match` below)
    both     = not { "AND" not }
    not      = { "NOT" } near
    near     = part { ("NEAR/n" | "ADJ/n") part }
    part     = [ "-" ] ( "(" any ")" | field ":" value | leaf )
    value    = "(" any ")" | leaf               of the kind that the field takes
    leaf     = word | "=" word | phrase [ "~n" ] | word "~" [ n ] | pattern | date

With match="any", words that stand side by side are alternatives; what says who, where and when (source, date,
speaker, ...) and what is excluded still holds for every answer.
"""

from __future__ import annotations

import datetime as dt
import re
from itertools import zip_longest
from typing import Literal as OneOf

from indexer.errors import QuerySyntaxError, UnknownField
from search.language.errors import shortened
from search.language.fields import FIELDS, GROUP_FIELD, RAW_KINDS, FieldInfo, find_field, similar_fields
from search.language.leaves import LeafReader
from search.language.lexer import Kind, Token, lex, nearness
from search.language.syntax import (
    And,
    Exact,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Said,
    Word,
    conjunction,
    disjunction,
    fielded,
    near_depth,
    nearby,
    negation,
)

__all__ = ["MAX_DEPTH", "MAX_DISTANCE", "Match", "read_query"]

Match = OneOf["all", "any"]

MAX_DEPTH = 50
"""How deep parentheses and nearness may nest."""

MAX_DISTANCE = 250
"""The most words that NEAR and ADJ may span: less than lies between a title and its body."""

_PLANNED = {
    "SENT": "words of one sentence cannot be asked for yet: use NEAR/15, or write sent for the word",
    "PARA": "words of one paragraph cannot be asked for yet: use NEAR/60, or write para for the word",
}
_PLANNED_FIELD = re.compile(r"lead|(?:atleast|atl)[0-9]*", re.IGNORECASE)
_GLUED = frozenset(".,;:!?…")
_FILTERS = frozenset({"source", "author", "date", "speaker", "cue", "basis", "url", "path", "id", "language"})


def read_query(text: str, *, match: Match = "all", today: dt.date | None = None) -> Node:
    """The tree of a query. Raises QuerySyntaxError, UnknownField.

    `today` is what relative dates count from (by default the local date).
    """
    return _Parser(text, match, today or dt.date.today()).read()


class _Parser:
    def __init__(self, text: str, match: Match, today: dt.date) -> None:
        self._text = text
        self._match = match
        self._tokens = _meaningful(lex(text))
        self._leaves = LeafReader(text, today, self._tokens[-1].end if self._tokens else 0)
        self._at = 0
        self._depth = 0
        self._field: FieldInfo | None = None
        self._said = False

    def read(self) -> Node:
        if not self._tokens:
            raise QuerySyntaxError(
                "The query is empty.", query=self._text, position=0, hint="write a word, or a field such as date:2022"
            )
        tree = self._any()
        if self._at < len(self._tokens):
            raise self._error(
                "This parenthesis closes nothing.", self._tokens[self._at], hint="take it out, or open one before it"
            )
        return tree

    # The levels of the grammar, loosest first.

    def _any(self) -> Node:
        operands = [self._all()]
        while operator := self._operator("OR"):
            self._needs_right(operator)
            operands.append(self._all())
        return disjunction(operands)

    def _all(self) -> Node:
        operands = [self._both()]
        while (token := self._peek()) and not _ends_conjunction(token):
            operands.append(self._both())
        if self._match == "all" or (self._field and self._field.kind != "text") or len(operands) == 1:
            return conjunction(operands)
        required = [operand for operand in operands if _is_filter(operand)]
        wanted = [operand for operand in operands if not _is_filter(operand)]
        return conjunction([disjunction(wanted), *required] if wanted else required)

    def _both(self) -> Node:
        operands = [self._not()]
        while operator := self._operator("AND"):
            self._needs_right(operator)
            operands.append(self._not())
        return conjunction(operands)

    def _not(self) -> Node:
        first: Token | None = None
        excluded = False
        while operator := self._operator("NOT"):
            self._needs_right(operator)
            first = first or operator
            excluded = not excluded
        operand = self._near()
        return negation(operand, start=first.start) if first and excluded else operand

    def _near(self) -> Node:
        left = self._part()
        while operator := self._nearness():
            left = self._measured(left, operator)
        return left

    def _measured(self, left: Node, operator: Token) -> Node:
        """What stands before a NEAR or ADJ and all that the same one joins to it."""
        within, ordered = self._distance(operator)
        operands = [left]
        following: Token | None = operator
        while following and nearness(following.text) == (within, ordered):
            self._at += 1
            self._needs_right(following)
            operands.append(self._part())
            for operand in operands[-2:]:
                self._check_operand(operand, following)
            following = self._nearness()
        joined = nearby(operands, within, ordered=ordered)
        if near_depth(joined) > MAX_DEPTH:
            raise self._too_deep(operator)
        return joined

    def _part(self) -> Node:
        token = self._take()
        if token.kind == Kind.MINUS:
            return self._excluded(token)
        if token.kind == Kind.OPEN:
            return self._group(token)
        if token.kind in (Kind.FIELD, Kind.UNKNOWN_FIELD):
            return self._fielded(token)
        return self._leaf(token)

    # The parts.

    def _excluded(self, minus: Token) -> Node:
        before = self._text[minus.start - 1 : minus.start]
        if before == "-":
            raise self._error(
                "Two minus signs.", minus, hint="write -word to exclude a word; options do not belong in a query"
            )
        if self._field and before == ":":
            raise self._error(
                "The minus stands before the field.", minus, hint=f"write -{self._field.name}:… to exclude a value"
            )
        if before and before not in "(" and self._tokens[self._at - 2].end == minus.start:
            raise self._error("Is this to be excluded?", minus, hint="then put a space before the minus")
        following = self._peek()
        if not following or following.start != minus.end:
            raise self._error(
                "Nothing stands behind this minus.", minus, hint="write -word without a space to exclude a word"
            )
        if following.kind == Kind.OPERATOR:
            raise self._error(
                f"{shortened(following.text)} cannot be excluded.", following, hint="exclude a word, or (a group)"
            )
        return negation(self._part(), start=minus.start)

    def _group(self, opening: Token) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._too_deep(opening)
        if (token := self._peek()) and token.kind == Kind.CLOSE:
            raise QuerySyntaxError(
                "There is nothing between these parentheses.",
                query=self._text,
                position=opening.start,
                length=token.end - opening.start,
                hint="take them out, or put a word in",
            )
        inside = self._any() if token else None
        closing = self._peek()
        if not inside or not closing:
            raise self._error("This parenthesis is not closed.", opening, hint="add ) where it ends, or take it out")
        self._at += 1
        self._depth -= 1
        return inside

    def _fielded(self, token: Token) -> Node:
        name = token.text[:-1]
        info = self._known(token, name)
        following = self._peek()
        if not following or following.start != token.end or following.kind == Kind.CLOSE:
            plain = name.lower()
            after = f"write {plain}:word without a space, {plain}:(several words), or leave the colon out"
            raise self._error(f"{name.lower()}: needs a value right behind it.", token, hint=after)
        if name.lower() == GROUP_FIELD:
            return self._in_quotation(token)
        assert info is not None
        if self._field:
            raise self._error(
                f"{info.name}: cannot stand inside {self._field.name}:.",
                token,
                hint=f"close {self._field.name}: before it; a colon that belongs to the value needs quotation marks",
            )
        if self._said and info.space != "quotations":
            raise self._error(
                f"{info.name}: is not about a quotation.",
                token,
                hint="inside said:(…) use speaker:, quote:, cue: or basis:",
            )
        self._field = info
        try:
            operand = self._value(token, info)
        finally:
            self._field = None
        return fielded(info.name, operand, start=token.start)

    def _value(self, token: Token, info: FieldInfo) -> Node:
        value = self._take()
        if value.kind == Kind.OPERATOR:
            mend = f'write {info.name}:"{shortened(value.text).lower()}" for the word'
            raise self._error(f"{shortened(value.text)} is an operator, not a value.", value, hint=mend)
        if value.kind == Kind.OPEN:
            operand = self._group(value)
            self._leaves.check_values(operand, info)
            return operand
        if value.kind == Kind.MINUS:
            return self._excluded(value)
        if value.kind in (Kind.FIELD, Kind.UNKNOWN_FIELD):
            return self._fielded(value)
        if (
            info.kind in RAW_KINDS
            and (behind := self._peek())
            and behind.start == value.end
            and behind.kind != Kind.CLOSE
        ):
            raise self._error(
                "The value goes on behind its quotation mark.", behind, hint="put all of it between the marks"
            )
        return self._leaf(value)

    def _in_quotation(self, token: Token) -> Node:
        if self._said or self._field:
            raise self._error("said: cannot stand inside another field.", token, hint="close that field before it")
        opening = self._take()
        if opening.kind != Kind.OPEN:
            raise self._error("said: takes a group.", token, hint="write said:(speaker:name words)")
        self._said = True
        try:
            operand = self._group(opening)
        finally:
            self._said = False
        end = self._tokens[self._at - 1].end
        if isinstance(operand, Not):
            return Not(Said(operand.operand, start=token.start, end=end), start=token.start, end=end)
        return Said(operand, start=token.start, end=end)

    def _known(self, token: Token, name: str) -> FieldInfo | None:
        info = find_field(name)
        if info or name.lower() == GROUP_FIELD:
            return info
        if _PLANNED_FIELD.fullmatch(name):
            raise self._error(
                f"{shortened(name)}: cannot be asked for yet.",
                token,
                hint="leave it out; fields are " + ", ".join(FIELDS),
                length=len(name),
            )
        meant = " or ".join(f"{field}:" for field in similar_fields(name))
        raise UnknownField(
            f"There is no field {shortened(name)}.",
            query=self._text,
            position=token.start,
            length=len(name),
            hint=(f"did you mean {meant}? If" if meant else f"fields are {', '.join(FIELDS)}; if")
            + " the colon belongs to the text, put it in quotation marks",
        )

    def _leaf(self, token: Token) -> Node:
        if token.kind == Kind.OPERATOR:
            raise self._misplaced(token)
        behind = self._peek()
        if token.kind == Kind.EXACT:
            if not behind or behind.start != token.end or behind.kind not in (Kind.WORD, Kind.PHRASE):
                raise self._error("Nothing stands behind this =.", token, hint="write =word for this spelling only")
            self._at += 1
            return self._leaves.exact(token, behind, self._field)
        if token.kind == Kind.PHRASE and behind and behind.kind == Kind.SLOP:
            self._at += 1
            return self._leaves.loose_phrase(token, behind, self._field, most=MAX_DISTANCE)
        return self._leaves.leaf(token, self._field)

    # What the levels share.

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self) -> Token:
        token = self._peek()
        if token is None:
            raise QuerySyntaxError(
                "The query ends too early.",
                query=self._text,
                position=len(self._text),
                hint="write what is to be found here",
            )
        if token.kind == Kind.CLOSE:
            raise self._error(
                "This parenthesis closes nothing."
                if not self._depth
                else "Something is missing before this parenthesis.",
                token,
                hint="take it out, or open one before it" if not self._depth else "write a word before it",
            )
        self._at += 1
        return token

    def _operator(self, name: str) -> Token | None:
        token = self._peek()
        if token and token.kind == Kind.OPERATOR and token.text == name:
            self._at += 1
            return token
        return None

    def _needs_right(self, operator: Token) -> None:
        following = self._peek()
        if not following or following.kind == Kind.CLOSE:
            raise self._error(
                f"{shortened(operator.text)} has nothing behind it.",
                operator,
                hint=_or_word(operator.text, "write what follows"),
            )
        if following.kind == Kind.OPERATOR and following.text != "NOT":
            raise self._misplaced(following)

    def _misplaced(self, token: Token) -> QuerySyntaxError:
        if token.text in _PLANNED:
            return self._error(f"{token.text} is not there yet.", token, hint=_PLANNED[token.text])
        if token.text == "NOT":
            return self._error("NOT cannot stand here.", token, hint="put it before all that it excludes: NOT (a b)")
        return self._error(
            f"{shortened(token.text)} has nothing before it to join.",
            token,
            hint=_or_word(token.text, "write what comes first"),
        )

    def _nearness(self) -> Token | None:
        token = self._peek()
        return token if token and token.kind == Kind.OPERATOR and nearness(token.text) else None

    def _distance(self, operator: Token) -> tuple[int, bool]:
        within, ordered = nearness(operator.text) or (None, False)
        if within is None or not 1 <= within <= MAX_DISTANCE:
            name = "ADJ" if ordered else "NEAR"
            raise self._error(
                f"{name} needs a number of words from 1 to {MAX_DISTANCE}.",
                operator,
                hint=f"write {name}/5, or {name.lower()} in small letters for the word",
            )
        return within, ordered

    def _check_operand(self, operand: Node, operator: Token) -> None:
        kinds = (Word, Exact, Phrase, Pattern, Fuzzy, Near)
        if self._field and self._field.kind != "text":
            raise self._error(
                f"{shortened(operator.text)} does not work in {self._field.name}:.",
                operator,
                hint="it works in title:, body: and quote:",
            )
        if isinstance(operand, kinds):
            return
        if isinstance(operand, Or) and all(isinstance(part, kinds) for part in operand.operands):
            return
        mend = 'put words, "phrases" or (a OR b) on both sides'
        if isinstance(operand, Field):
            mend = f"put the field around both: {operand.name}:(a {shortened(operator.text)} b)"
        elif isinstance(operand, Not):
            mend = f"to exclude the pair, write -(a {shortened(operator.text)} b)"
        raise QuerySyntaxError(
            f"{shortened(operator.text)} cannot measure from this.",
            query=self._text,
            position=operand.start,
            length=operand.end - operand.start,
            hint=mend,
        )

    def _too_deep(self, token: Token) -> QuerySyntaxError:
        return self._error(
            f"This is nested more than {MAX_DEPTH} deep.", token, hint="take out parentheses that change nothing"
        )

    def _error(self, message: str, token: Token, *, hint: str, length: int | None = None) -> QuerySyntaxError:
        length = len(token.text) if length is None else length
        return QuerySyntaxError(message, query=self._text, position=token.start, length=length, hint=hint)


def _is_filter(node: Node) -> bool:
    """Whether a clause still holds for every answer when words are alternatives."""
    match node:
        case Not():
            return True
        case Field(name, _):
            return name in _FILTERS
        case And(operands) | Or(operands):
            return all(map(_is_filter, operands))
        case _:
            return False


def _meaningful(tokens: list[Token]) -> list[Token]:
    """The tokens without spaces and without the marks of a sentence that cling to a phrase: `"stop it",`."""
    kept: list[Token] = []
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.kind == Kind.SPACE:
            continue
        clings = kept and kept[-1].end == token.start and kept[-1].kind in (Kind.PHRASE, Kind.SLOP, Kind.CLOSE)
        ends = following is None or following.kind in (Kind.SPACE, Kind.CLOSE)
        if not (clings and ends and token.kind == Kind.WORD and _GLUED.issuperset(token.text)):
            kept.append(token)
    return kept


def _ends_conjunction(token: Token) -> bool:
    return token.kind == Kind.CLOSE or (token.kind == Kind.OPERATOR and token.text == "OR")


def _or_word(operator: str, mend: str) -> str:
    word = operator.lower() if operator.isalpha() else f'"{shortened(operator)}"'
    return f"{mend}; for the word itself write {word}"
