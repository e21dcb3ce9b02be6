"""A query as a tree, or an error that says where it cannot be read and how to mend it.

::

    query    = any                              OR binds least
    any      = all { "OR" all }
    all      = both { both }                    side by side: all of them (see `match` below)
    both     = not { "AND" not }
    not      = { "NOT" } together
    together = near { ("SENT" | "PARA") near }
    near     = part { ("NEAR/n" | "ADJ/n") part }
    part     = [ "-" ] ( "(" any ")" | field ":" value | "atleastN:" value | "@name" | leaf )
    value    = "(" any ")" | leaf               of the kind that the field takes
    leaf     = word | "=" word | phrase [ "~n" ] | word "~" [ n ] | pattern | date

With match="any", words that stand side by side are alternatives; what says who, where and when (source, date,
speaker, ...) and what is excluded still holds for every answer.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal as OneOf

from indexer.analysis.acronyms import shouted
from indexer.errors import QuerySyntaxError
from search.language.cursor import Cursor
from search.language.dates import is_day
from search.language.errors import shortened
from search.language.fields import GROUP_FIELD, RAW_KINDS, FieldInfo, find_field, info_of
from search.language.leaves import LeafReader
from search.language.lexer import Kind, Token, counter, is_bare_count, nearness, unit_of
from search.language.references import Expansion, Saved, placed, refused_within
from search.language.stated import NOTHING_STATED, Stated
from search.language.syntax import (
    And,
    AtLeast,
    Exact,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Pattern,
    Period,
    Phrase,
    Said,
    Together,
    Word,
    conjunction,
    disjunction,
    fielded,
    near_depth,
    nearby,
    negation,
    united,
)

__all__ = ["MAX_DEPTH", "MAX_DISTANCE", "Match", "read_query"]

Match = OneOf["all", "any"]

MAX_DEPTH = 50
"""How deep parentheses may nest, and how many words NEAR and ADJ may join."""

MAX_DISTANCE = 250
"""The most words that NEAR and ADJ may span: less than lies between a title and its body."""

MAX_TOGETHER = 8
"""The most parts that SENT and PARA may join: all their orders are looked at."""

MAX_TIMES = 1000
"""The most mentions that may be asked for."""

_TO = ("to", "till", "until", "through", "-", "–", "—")
_MEASURABLE = (Word, Exact, Phrase, Pattern, Fuzzy, Near)


def read_query(
    text: str,
    *,
    match: Match = "all",
    today: dt.date | None = None,
    saved: Saved | None = None,
    called: str | None = None,
    stated: Stated = NOTHING_STATED,
) -> Node:
    """The tree of a query. Raises QuerySyntaxError, UnknownField.

    `today` is what relative dates count from (by default the local date), `saved` gives the queries that `@name`
    may stand for, `called` is the name of this one if it is such a query. `stated` are the fields of the archive that
    are not the language's own.
    """
    expansion = Expansion(saved) if saved else Expansion()
    within = (called,) if called else ()
    return _Parser(text, match, today or dt.date.today(), expansion, within, stated=stated).read()


class _Parser(Cursor):
    def __init__(
        self,
        text: str,
        match: Match,
        today: dt.date,
        expansion: Expansion,
        within: tuple[str, ...] = (),
        *,
        stated: Stated,
        depth: int = 0,
        said: bool = False,
    ) -> None:
        super().__init__(text, depth=depth, saved=None if within else expansion.queries, stated=stated)
        self._match = match
        self._today = today
        self._expansion = expansion
        self._within = within
        self._stated = stated
        words = " ".join(token.text for token in self._tokens if token.kind in (Kind.WORD, Kind.PHRASE, Kind.TEXT))
        last = self._tokens[-1].end if self._tokens else 0
        self._leaves = LeafReader(self._refuse, today, last, loud=shouted(words))
        self._field: FieldInfo | None = None
        self._said = said
        self._counting = False

    def read(self) -> Node:
        if not self._tokens:
            raise self._refuse.empty()
        tree = self._any()
        if stray := self._peek():
            raise self._refuse.stray_close(stray, inside=False)
        return tree

    def _saved(self, token: Token) -> Node:
        """What a saved query stands for: all of its words, as when it was saved, whatever the match is here."""
        if self._field:
            raise self._refuse.at(token, f"A saved query cannot stand in {self._field.name}:.", hint="put it outside")
        if self._depth >= MAX_DEPTH:
            raise self._refuse.too_deep(token, most=MAX_DEPTH)
        text = self._expansion.text(token, self._within, self._refuse)
        within = (*self._within, token.text[1:].lower())
        inner = _Parser(
            text, "all", self._today, self._expansion, within,
            stated=self._stated, depth=self._depth + 1, said=self._said,
        )  # fmt: skip
        try:
            return placed(inner.read(), token)
        except QuerySyntaxError as error:
            raise refused_within(error, token, self._refuse) from error

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
        if self._match == "all" or (self._field and self._field.kind != "text"):
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
        operand = self._together()
        return negation(operand, start=first.start) if first and excluded else operand

    def _together(self) -> Node:
        left = self._near()
        while (operator := self._peek()) and operator.kind == Kind.OPERATOR and (unit := unit_of(operator.text)):
            operands = [left]
            following: Token | None = operator
            while following and following.kind == Kind.OPERATOR and unit_of(following.text) == unit:
                if following.text[4:].startswith("/"):
                    raise self._refuse.no_number(following)
                self._at += 1
                self._needs_right(following)
                operands.append(self._near())
                for operand in operands[-2:]:
                    if not (isinstance(operand, Together) and operand.unit == unit):
                        self._check_operand(operand, following)
                following = self._peek()
            left = united(operands, unit)
            if len(left.operands) > MAX_TOGETHER:
                raise self._refuse.too_many(operator, most=MAX_TOGETHER)
        return left

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
            raise self._refuse.too_deep(operator, most=MAX_DEPTH)
        return joined

    def _part(self) -> Node:
        token = self._take()
        if token.kind == Kind.MINUS:
            return self._excluded(token)
        if token.kind == Kind.OPEN:
            return self._group(token)
        if token.kind in (Kind.FIELD, Kind.UNKNOWN_FIELD):
            return self._fielded(token)
        if token.kind == Kind.SAVED:
            return self._saved(token)
        return self._leaf(token)

    # The parts.

    def _excluded(self, minus: Token) -> Node:
        previous = self._tokens[self._at - 2] if self._at > 1 else None
        if error := self._refuse.minus(minus, previous=previous, field=self._field):
            raise error
        following = self._peek()
        if not following or following.start != minus.end:
            mend = "write -word without a space to exclude a word"
            raise self._refuse.at(minus, "Nothing stands behind this minus.", hint=mend)
        if following.kind == Kind.OPERATOR:
            raise self._refuse.at(following, "An operator cannot be excluded.", hint="exclude a word, or (a group)")
        return negation(self._part(), start=minus.start)

    def _group(self, opening: Token) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._refuse.too_deep(opening, most=MAX_DEPTH)
        token = self._peek()
        if token and token.kind == Kind.CLOSE:
            raise self._refuse.empty_group(opening, token)
        inside = self._any() if token else None
        if not inside or not self._peek():
            raise self._refuse.not_closed(opening)
        self._at += 1
        self._depth -= 1
        return inside

    def _fielded(self, token: Token) -> Node:
        name = token.text[:-1].lower()
        times = counter(name)
        if times is not None:
            return self._counted(token, times)
        info = find_field(name)
        if not info and name != GROUP_FIELD:
            if name not in (others := self._stated.names()):
                raise self._refuse.unknown_field(token, others)
            info = info_of(name)
        following = self._peek()
        if not following or following.start != token.end or following.kind == Kind.CLOSE:
            raise self._refuse.no_value(token)
        if self._counting and info:
            mend = "only words are counted: write it beside the count"
            if info.kind == "text":
                mend = f"put the field around it: {info.name}:(atleast3:word)"
            raise self._refuse.at(token, f"{info.name}: cannot stand inside atleast.", hint=mend)
        if self._field:
            raise self._refuse.nested_field(token, inside=self._field)
        if not info:
            return self._in_quotation(token)
        if self._said and info.space != "quotations":
            mend = "inside said:(…) use speaker:, quote:, cue: or basis:"
            raise self._refuse.at(token, f"{info.name}: is not about a quotation.", hint=mend)
        self._field = info
        operand = self._value(info)
        self._field = None
        return fielded(info.name, operand, start=token.start)

    def _value(self, info: FieldInfo) -> Node:
        value = self._take()
        if value.kind == Kind.OPERATOR:
            raise self._refuse.operator_as_value(value, field=info)
        if value.kind == Kind.OPEN:
            operand = self._group(value)
            self._leaves.check_values(operand, info)
            return operand
        if value.kind == Kind.MINUS:
            return self._excluded(value)
        if value.kind in (Kind.FIELD, Kind.UNKNOWN_FIELD):
            return self._fielded(value)
        if value.kind == Kind.SAVED:
            return self._saved(value)
        behind = self._peek()
        if info.kind in RAW_KINDS and behind and behind.start == value.end and behind.kind != Kind.CLOSE:
            mend = "put all of it between the marks"
            raise self._refuse.at(behind, "The value goes on behind its quotation mark.", hint=mend)
        leaf = self._leaf(value)
        if isinstance(leaf, Period):
            self._check_span(value)
        return leaf

    def _check_span(self, first: Token) -> None:
        joint, last = (*self._tokens[self._at : self._at + 2], None, None)[:2]
        if joint and last and joint.text.lower() in _TO and is_day(last.text):
            raise self._refuse.span_in_words(first, joint, last)

    def _counted(self, token: Token, times: int) -> Node:
        following = self._peek()
        if not 1 <= times <= MAX_TIMES:
            raise self._refuse.no_count(token, most=MAX_TIMES)
        if not following or following.start != token.end or following.kind == Kind.CLOSE:
            raise self._refuse.no_value(token)
        if self._counting:
            raise self._refuse.at(token, "A count cannot stand inside a count.", hint="write them side by side")
        if self._field and self._field.kind != "text":
            raise self._refuse.count_outside(token, inside=self._field)
        self._counting = True
        operand = self._part()
        self._counting = False
        parts = operand.operands if isinstance(operand, Or) else (operand,)
        if not all(isinstance(part, _MEASURABLE) for part in parts):
            raise self._refuse.not_countable(operand, token)
        return AtLeast(operand, times, start=token.start, end=self._tokens[self._at - 1].end)

    def _in_quotation(self, token: Token) -> Node:
        if self._said:
            raise self._refuse.at(token, "said: cannot stand inside said:.", hint="close the other one before it")
        opening = self._take()
        if opening.kind != Kind.OPEN:
            raise self._refuse.at(token, "said: takes a group.", hint="write said:(speaker:name words)")
        self._said = True
        operand = self._group(opening)
        self._said = False
        return Said(operand, start=token.start, end=self._tokens[self._at - 1].end)

    def _leaf(self, token: Token) -> Node:
        if token.kind == Kind.OPERATOR:
            raise self._refuse.misplaced(token)
        if token.kind == Kind.WORD and is_bare_count(token.text):
            raise self._refuse.bare_count(token)
        behind = self._peek()
        if token.kind == Kind.EXACT:
            if not behind or behind.start != token.end or behind.kind not in (Kind.WORD, Kind.PHRASE):
                mend = "write =word for this spelling only"
                raise self._refuse.at(token, "Nothing stands behind this =.", hint=mend)
            self._at += 1
            return self._leaves.exact(token, behind, self._field)
        if token.kind == Kind.PHRASE and behind and behind.kind == Kind.SLOP:
            self._at += 1
            return self._leaves.loose_phrase(token, behind, self._field, most=MAX_DISTANCE)
        return self._leaves.leaf(token, self._field)

    # What the levels share.

    def _nearness(self) -> Token | None:
        token = self._peek()
        return token if token and token.kind == Kind.OPERATOR and nearness(token.text) else None

    def _distance(self, operator: Token) -> tuple[int, bool]:
        within, ordered = nearness(operator.text) or (None, False)
        if within is None or not 1 <= within <= MAX_DISTANCE:
            raise self._refuse.no_distance(operator, most=MAX_DISTANCE)
        return within, ordered

    def _check_operand(self, operand: Node, operator: Token) -> None:
        if self._field and self._field.kind != "text":
            mend = "it works in title:, body:, lead: and quote:"
            what = "Nearness" if nearness(operator.text) else shortened(operator.text)
            raise self._refuse.at(operator, f"{what} does not work in {self._field.name}:.", hint=mend)
        parts = operand.operands if isinstance(operand, Or) else (operand,)
        if not all(isinstance(part, _MEASURABLE) for part in parts):
            raise self._refuse.not_measurable(operand, operator)


def _is_filter(node: Node) -> bool:
    """Whether a clause still holds for every answer when words are alternatives."""
    match node:
        case Not():
            return True
        case Field(name, _):
            return info_of(name).kind != "text"
        case And(operands) | Or(operands):
            return all(map(_is_filter, operands))
        case _:
            return False


def _ends_conjunction(token: Token) -> bool:
    return token.kind == Kind.CLOSE or (token.kind == Kind.OPERATOR and token.text == "OR")
