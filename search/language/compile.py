"""A tree as a whoosh.query tree over one document space, articles or quotations.

**One and the same quotation.** In the space of articles, the clauses of one conjunction that speak of
quotations (`quote:`, `speaker:`, `cue:`, `basis:`, and alternatives of such) become a single InQuotation: one
quotation satisfies them all. A negated clause among them, as in `quote:security -speaker:putin`, is said of that
same quotation: somebody else than Putin says it. Where no such clause is positive, as in `ceasefire -speaker:putin`,
the article has no quotation of that kind at all. `said:(…)` is a quotation of its own: `said:(speaker:a)
said:(speaker:b)` finds articles that quote both.

In the space of quotations it is the other way round: words, `quote:`, `speaker:`, `cue:` and `basis:` are about the
quotation; `title:`, `body:`, `source:`, `date:` and the like go through InArticle to the article it stands in.

`speaker:zelensky` finds the name in whichever spelling it is printed, `speaker:=zelensky` in this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from whoosh import query
from whoosh.query.spans import SpanNear, SpanNear2

from indexer.analysis.acronyms import acronyms_like, acronyms_near
from indexer.analysis.name_keys import name_key, without_titles
from indexer.analysis.tokenizer import stem
from indexer.schema import SURFACE_FIELD, share_term
from search.engine.spaces import InArticle, InQuotation
from search.engine.synonyms import Synonyms
from search.language.fields import Space, info_of
from search.language.stated import STATED
from search.language.syntax import (
    And,
    AtLeast,
    DateUnknown,
    Exact,
    Field,
    Fuzzy,
    Literal,
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
)
from search.language.widening import as_asked, forms

__all__ = ["compile_tree"]

_FIRST_DAY = 1
"""The ordinal of the first day there is: a range with an open beginning starts here, past articles without a date."""

_SPEAKER_KEY = "speaker_key"  # where the spellings of a name meet, see indexer.analysis.name_keys
_FUZZY_PREFIX = 1  # letters that a similar spelling shares


def speaks_of_quotations(node: Node) -> bool:
    """Whether some clause that is not excluded is about what was said, or who said it; a bare word is."""
    match node:
        case And(operands) | Or(operands):
            return any(map(speaks_of_quotations, operands))
        case Not():
            return False
        case Field(name, _):
            return info_of(name).space == "quotations"
        case _:
            return True


def compile_tree(tree: Node, *, space: Space) -> query.Query:
    """The whoosh.query tree of a parsed query, for an engine that knows InQuotation and InArticle."""
    home = _home(tree, space)
    return _clause(tree, space) if home == space else _join(tree_query=_clause(tree, home), to=home)


def _home(node: Node, space: Space) -> Space:
    """The document space that a clause speaks of; a mixture speaks of `space`, which sees both."""
    match node:
        case Field(name, _):
            return info_of(name).space
        case And(operands) | Or(operands):
            positive = [operand for operand in operands if not isinstance(operand, Not)]
            if not positive or (isinstance(node, Or) and len(positive) < len(operands)):
                return space
            homes = {_home(operand.operand if isinstance(operand, Not) else operand, space) for operand in operands}
            return homes.pop() if len(homes) == 1 else space
        case _:
            return space


def _join(*, tree_query: query.Query, to: Space) -> query.Query:
    return InQuotation(tree_query) if to == "quotations" else InArticle(tree_query)


def _clause(node: Node, space: Space) -> query.Query:
    """A clause in its own words: what it says of the documents of `space`."""
    match node:
        case And(operands):
            return _conjunction(operands, space)
        case Or(operands):
            return query.Or([compile_tree(operand, space=space) for operand in operands])
        case Not():
            return _conjunction((node,), space)
        case Field(name, operand) if name == STATED:
            # A section counts no more for being rare.
            return query.ConstantScoreQuery(_value(operand, name))
        case Field("source", operand):
            # Which outlet it is says nothing on how well an article answers.
            return query.ConstantScoreQuery(_value(operand, "source"))
        case Field(name, operand):
            return _value(operand, name)
        case Said(operand):
            said = _clause(operand, "quotations")
            return InQuotation(said) if space == "articles" else said
        case _:
            return _value(node, "text" if space == "articles" else "quote")


def _conjunction(operands: Sequence[Node], space: Space) -> query.Query:
    """All of them: those about the other space as one join, the rest side by side."""
    homes = [_home(operand.operand if isinstance(operand, Not) else operand, space) for operand in operands]
    own = [operand for operand, home in zip(operands, homes, strict=True) if home == space]
    foreign = [operand for operand, home in zip(operands, homes, strict=True) if home != space]
    parts = []
    excluded = []
    for operand in own:
        if isinstance(operand, Not):
            excluded.append(_clause(operand.operand, space))
        else:
            parts.append(_clause(operand, space))
    if foreign:
        other: Space = "quotations" if space == "articles" else "articles"
        if all(isinstance(operand, Not) for operand in foreign):
            excluded += [
                _join(tree_query=_clause(operand.operand, other), to=other)
                for operand in foreign
                if isinstance(operand, Not)
            ]
        else:
            parts.append(_join(tree_query=_conjunction(foreign, other), to=other))
    if not parts:
        parts.append(query.Every())
    parts += [query.Not(each) for each in excluded]
    return parts[0] if len(parts) == 1 else query.And(parts)


def _value(node: Node, name: str) -> query.Query:
    """What a field's value says; `name` is a field of the schema, or `text`."""
    match node:
        case Word(also=also) | Phrase(also=also) if also and name == "source":
            own = _value(replace(node, also=()), name)
            return query.Or([own, *(query.Term("outlet", other) for other in also)])
        case Word(also=also) | Phrase(also=also) if also and name == "speaker":
            return query.Or([_value(each, name) for each in (replace(node, also=()), *map(as_asked, also))])
        case And(operands):
            parts = [_value(operand, name) for operand in operands if not isinstance(operand, Not)]
            excluded = [query.Not(_value(operand.operand, name)) for operand in operands if isinstance(operand, Not)]
            return query.And([*(parts or [query.Every()]), *excluded])
        case Or(operands):
            return query.Or([_value(operand, name) for operand in operands])
        case Not(operand):
            return query.And([query.Every(), query.Not(_value(operand, name))])
        case Together() | AtLeast():
            return _placed(node, name)
        case Near(ordered=False) if len(_chain(node)) > 2 and name != "lead":
            return _placed(node, name)
        case _ if name == "lead":
            return _placed(node, name)
        case Near(operands, within, ordered):
            return _near(operands, [_value(operand, name) for operand in operands], within, ordered=ordered)
        case Word(surface) if name == "speaker":
            # The spelling that is asked for comes first: Volcker before Volker.
            return query.AndMaybe(query.Term(_SPEAKER_KEY, name_key(surface)), query.Term(name, surface))
        case Phrase(surfaces, within) if name == "speaker":
            keys = [name_key(surface) for surface in without_titles(surfaces)]
            return (
                query.Phrase(_SPEAKER_KEY, keys, slop=within) if len(keys) > 1 else query.Term(_SPEAKER_KEY, keys[0])
            )
        case Word(also=also, inflected=inflected) if (also or inflected) and name in SURFACE_FIELD:
            return _forms(node, name)
        case Word(surface):
            return query.Term(name, stem(surface) if name in SURFACE_FIELD else surface)
        case Literal(value, False) if name == "language":
            # en-GB counts no more and no less than en.
            return query.ConstantScoreQuery(query.Or([query.Term(name, value), query.Prefix(name, f"{value}-")]))
        case Literal(value, False) if name == "confidence":
            return _shares(value)
        case Literal(value, False) if name == "generation":
            return _numbers(name, value)
        case Literal(value, prefix):
            return query.Prefix(name, value) if prefix else query.Term(name, value)
        case Period() | DateUnknown():
            return _dates(node)
        case _:
            return _verbatim(node, SURFACE_FIELD.get(name, name))


def _forms(word: Word, name: str) -> query.Query:
    """A word in any of its forms; its other spellings as they stand, as what they inflect to is another word."""
    verbatim = SURFACE_FIELD[name]
    wanted = stem(word.surface)
    others = [query.Term(verbatim, form) for other in word.also if stem(other) != wanted for form in forms(other)]
    others += [query.Term(f"{verbatim}@{code}", form) for code, form in word.inflected if stem(form) != wanted]
    own = query.Term(name, wanted)
    return Synonyms([own, *others]) if others else own


def _placed(node: Node, name: str) -> query.Query:
    """Words in one sentence, in the lead, so many times, several near each other."""
    # Loaded for the few queries that say so.
    from search.engine import positional_queries

    match node:
        case Together(operands, unit):
            return positional_queries.Together([_value(operand, name) for operand in operands], unit)
        case AtLeast(operand, times):
            return positional_queries.AtLeast(_value(operand, name), times)
        case Near() if name != "lead":
            chain = _chain(node)
            parts = [_value(operand, name) for operand, _ in chain]
            return positional_queries.Around(parts, [distance for _, distance in chain[1:]])
        case _:
            return positional_queries.InLead(_value(node, "body"))


def _chain(node: Near) -> list[tuple[Node, int]]:
    """The operands of a nearness in any order, those of one at its left end taken in, each with its distance."""
    first, *others = node.operands
    before = _chain(first) if isinstance(first, Near) and not first.ordered and not node.ordered else [(first, 0)]
    return [*before, *((operand, node.within) for operand in others)]


def _near(operands: Sequence[Node], parts: list[query.Query], within: int, *, ordered: bool) -> query.Query:
    """Operands near each other.

    SpanNear2 passes over what begins more than `within` places before, even if it ends nearer: in any order it
    is right only for operands of one word behind the first. SpanNear compares the ends.
    """
    if ordered or all(map(_is_one_word, operands[1:])):
        return SpanNear2(parts, slop=within, ordered=ordered)
    joined = parts[0]
    for part in parts[1:]:
        joined = SpanNear(joined, part, slop=within, ordered=False)
    return joined


def _is_one_word(node: Node) -> bool:
    if isinstance(node, Or):
        return all(map(_is_one_word, node.operands))
    return not isinstance(node, Phrase | Near)


def _verbatim(node: Node, name: str) -> query.Query:
    """Words as they stand, in a field of surfaces."""
    match node:
        case Exact(surface):
            return query.Term(name, surface)
        case Phrase(surfaces, within):
            return query.Phrase(name, list(surfaces), slop=within)
        case Pattern(glob):
            plain = glob.endswith("*") and not set(glob[:-1]) & {"*", "?"}
            wild = query.Prefix(name, glob[:-1]) if plain else query.Wildcard(name, glob)
            return _with_acronyms(wild, name, acronyms_like(glob))
        case Fuzzy(surface, distance):
            near = query.FuzzyTerm(name, surface, maxdist=distance, prefixlength=_FUZZY_PREFIX)
            return _with_acronyms(near, name, acronyms_near(surface, distance))
        case _:
            raise AssertionError(f"not a word: {node!r}")


def _with_acronyms(wanted: query.Query, name: str, acronyms: Sequence[str]) -> query.Query:
    """What stands for many words does not mind capitals."""
    if not acronyms or name not in SURFACE_FIELD.values():
        return wanted
    return query.Or([wanted, *(query.Term(name, acronym) for acronym in acronyms)])


def _shares(value: str) -> query.Query:
    """The quotations whose confidence is so, as `LeafReader` writes it: `>=.90`."""
    sign = value.rstrip("0123456789.")
    share = share_term(float(value.removeprefix(sign)))
    low = share if sign in (">", ">=", "=") else "000"
    high = share if sign in ("<", "<=", "=") else "100"
    return query.TermRange("confidence", low, high, startexcl=sign == ">", endexcl=sign == "<")


def _numbers(name: str, value: str) -> query.Query:
    """The documents whose number is so, as `LeafReader` writes it: `>=12`."""
    sign = value.rstrip("0123456789")
    number = int(value.removeprefix(sign))
    low = number if sign in (">", ">=", "=") else None
    high = number if sign in ("<", "<=", "=") else None
    return query.NumericRange(name, low, high, startexcl=sign == ">", endexcl=sign == "<")


def _dates(node: Period | DateUnknown) -> query.Query:
    """The articles whose whole date, be it a day, a month or a year, lies in a period."""
    if isinstance(node, DateUnknown):
        return query.Term("date_basis", "none")
    first, last = node.first, node.last
    parts = []
    if first:
        parts.append(query.NumericRange("date", first.toordinal(), None))
    if last:
        parts.append(query.NumericRange("date_last", _FIRST_DAY, last.toordinal()))
    return parts[0] if len(parts) == 1 else query.And(parts)
