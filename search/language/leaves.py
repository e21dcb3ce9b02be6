"""One token of a query as a leaf of its tree: a word, a phrase, a pattern, a date, a whole value.

What looks like the syntax of another search tool is refused with what to write here, never read as words.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from indexer.analysis import tokenizer
from indexer.analysis.acronyms import of_acronym
from indexer.analysis.outlet_names import whole_name
from indexer.article import BASES
from indexer.schema import language_code
from search.language import dates
from search.language.errors import shortened
from search.language.fields import FIELDS, RAW_KINDS, FieldInfo
from search.language.foreign import WHOLE, foreign_mark, meant_elsewhere
from search.language.lexer import QUOTES, Kind, Token, is_address, is_bare_count, is_operator
from search.language.refusals import Refusals
from search.language.suggestions import suggestions
from search.language.syntax import (
    And,
    DateUnknown,
    Exact,
    Field,
    Fuzzy,
    Literal,
    Node,
    Not,
    Pattern,
    Period,
    Phrase,
    Word,
    disjunction,
)
from search.language.wildcards import NoPattern, read_wildcards

__all__ = ["LeafReader", "one_word"]

_LEAST_FUZZY = 3
_LONG = 6  # letters from which a similar spelling may be two letters off

_DATE_RANGE = re.compile(r"[0-9]{4}[0-9\-]*(?:\.{2,3}|…)(?:[0-9]{4}[0-9\-]*)?|(?:\.{2,3}|…)[0-9]{4}[0-9\-]*")
_LONGEST_DATE = 8
"""Words of a date."""
_SHARE = re.compile(r"(>=|<=|=|>|<)?(\d{1,3}(?:\.\d{0,4})?|\.\d{1,4})(%)?")
_WHOLE_NUMBER = re.compile(r"(>=|<=|=|>|<)?([0-9]{1,9})")
_FUZZY = re.compile(r"([^~]+)~([0-9]*)", re.DOTALL)
_TRAILING = ".,;:!?…'’"
_COMMA_NAMED = {",": "comma", ";": "semicolon"}
_COMMA = re.compile("[" + "".join(_COMMA_NAMED) + "]")
_LOOSE = re.compile(r"[*?~]")


@dataclass(frozen=True, slots=True)
class LeafReader:
    """Reads the leaves of one query, whose last token ends at `last`; `today` is what relative dates count from.

    In a query that is `loud`, all in capitals, these do not tell an acronym from a word.
    """

    refuse: Refusals
    today: dt.date
    last: int
    loud: bool = False

    def leaf(self, token: Token, info: FieldInfo | None) -> Node:
        """The leaf that a word, phrase or value makes in a field (None: anywhere)."""
        if token.kind == Kind.OPEN_QUOTE:
            mend = f"add {QUOTES.get(token.text[0], token.text[0])[0]} where the phrase ends"
            raise self.refuse.at(token, "This quotation mark is not closed.", length=1, hint=mend)
        if token.kind == Kind.TEXT:
            return self._words(token, info)
        if info is None and is_address(token.text):
            return self._address(token)
        kind = info.kind if info else "text"
        if info and (kind in ("name", "date", "choice") or info.name in ("language", "outlet")):
            self._refuse_list(token, info)
        if kind == "date":
            return self._date(token)
        if kind == "exact":
            return self._whole(token, info)
        if kind == "choice":
            return self._choice(token)
        if kind == "share":
            return self._share(token)
        if kind == "number":
            return self._number(token, info)
        if token.kind != Kind.PHRASE:
            return self._word(token, info)
        found = self._phrase(token, info)
        if isinstance(found, Exact) and _of_whole_names(info):
            # Names have no forms: in marks or not, the outlet is meant, under its other names as well.
            return Word(found.surface, found.spelt, start=found.start, end=found.end)
        return found

    def exact(self, sign: Token, token: Token, info: FieldInfo | None) -> Node:
        """What `=` makes of the word or phrase behind it: this spelling only."""
        if info and info.kind not in ("text", "name"):
            raise self.refuse.at(sign, f"{info.name}: is exact anyway.", hint="leave the = out")
        if token.kind == Kind.PHRASE:
            return _only(self._phrase(token, info, start=sign.start), info)
        if found := _LOOSE.search(token.text):
            message = f"= and {found[0]} contradict each other."
            raise self.refuse.at(sign, message, length=token.end - sign.start, hint="leave one of them out")
        self._refuse_foreign(token)
        if info and info.kind == "name":
            self._refuse_list(token, info)
        return _only(self._verbatim(token, token.text, info, start=sign.start), info)

    def loose_phrase(self, token: Token, slop: Token, info: FieldInfo | None, *, most: int) -> Node:
        """`"peace talks"~3`: the words in this order, each at most 3 places after the one before."""
        if info and info.kind != "text":
            raise self.refuse.at(slop, f"{info.name}: takes phrases as they stand.", hint="leave the ~ out")
        digits = slop.text[1:].lstrip("0")
        if not digits or len(digits) > 6 or int(digits) > most:
            mend = f'write "peace talks"~3, from 1 to {most}'
            raise self.refuse.at(slop, "How far apart may the words be?", hint=mend)
        phrase = self._phrase(token, info)
        if not isinstance(phrase, Phrase):
            raise self.refuse.at(slop, "A single word has no distances.", hint="write word~ for similar spellings")
        return Phrase(phrase.surfaces, int(digits), phrase.spelt, start=token.start, end=slop.end)

    def check_values(self, operand: Node, info: FieldInfo) -> None:
        """Refuse a group that asks one article for two values of a field that has only one."""
        if info.kind not in RAW_KINDS or not isinstance(operand, And):
            return
        wanted = [value for value in operand.operands if not isinstance(value, Not)]
        if len(wanted) > 1:
            mend = f"write OR between them: {info.name}:(a OR b)"
            raise self.refuse.at(wanted[1], f"Nothing has two values of {info.name}:.", hint=mend)

    # Words.

    def _word(self, token: Token, info: FieldInfo | None) -> Node:
        self._refuse_foreign(token)
        if "~" in token.text:
            return self._fuzzy(token)
        if "*" in token.text or "?" in token.text:
            return self._pattern(token)
        if info is None and _DATE_RANGE.fullmatch(token.text):
            mend = f"write date:{shortened(token.text)}"
            raise self.refuse.at(token, "A range of dates needs its field.", hint=mend)
        return self._words(token, info)

    def _words(self, token: Token, info: FieldInfo | None) -> Node:
        """A word in any form, or several verbatim."""
        words = self._tokens(token.text, info)
        # What reads as an operator without the marks around it has a normal form as this spelling only.
        if len(words) == 1 and not (is_operator(words[0].surface) or is_bare_count(words[0].surface)):
            spelt = _spelt(words, token.text)
            return one_word(words[0].surface, spelt, start=token.start, end=token.end, loud=self.loud)
        return self._verbatim(token, token.text, info)

    def _tokens(self, text: str, info: FieldInfo | None) -> list[tokenizer.Token]:
        """The tokens of a piece; names have no acronyms."""
        named = info is not None and info.kind != "text"
        return list(tokenizer.tokens(text, capitals="folded" if named else "kept"))

    def _phrase(self, token: Token, info: FieldInfo | None, *, start: int | None = None) -> Node:
        if not token.inner.strip():
            mend = "put the words in, or take them out"
            raise self.refuse.at(token, "There is nothing between these quotation marks.", hint=mend)
        return self._verbatim(token, token.inner, info, start=start)

    def _verbatim(self, token: Token, text: str, info: FieldInfo | None, *, start: int | None = None) -> Node:
        """The words of a text as they stand: one word exactly, several as a phrase."""
        words = self._tokens(text, info)
        if self.loud and len(words) > 1:
            words = list(tokenizer.tokens(text, capitals="judged"))
        start = token.start if start is None else start
        if not words:
            mend = WHOLE.get(token.text, "marks are not indexed: leave it out")
            raise self.refuse.at(token, "There is no letter or digit here.", hint=mend)
        if len(words) == 1:
            return Exact(words[0].surface, _spelt(words, text), start=start, end=token.end)
        surfaces = tuple(word.surface for word in words)
        return Phrase(surfaces, 1, _spelt(words, text), start=start, end=token.end)

    def _pattern(self, token: Token) -> Node:
        glob = read_wildcards(token.text)
        if isinstance(glob, NoPattern):
            raise self.refuse.at(token, glob.message, hint=glob.mend)
        return Pattern(glob, start=token.start, end=token.end)

    def _fuzzy(self, token: Token) -> Node:
        found = _FUZZY.fullmatch(token.text.rstrip(_TRAILING))
        words = list(tokenizer.tokens(found[1], capitals="folded")) if found else []
        if not found or len(words) != 1 or _spelt(words, found[1]) or set(found[1]) & {"*", "?"}:
            mend = 'write word~ for similar spellings, "two words"~3 for a distance'
            raise self.refuse.at(token, "~ stands behind one word.", hint=mend)
        surface = words[0].surface
        if len(surface) < _LEAST_FUZZY:
            mend = f"write {_LEAST_FUZZY} letters or more"
            raise self.refuse.at(token, "This word is too short for similar spellings.", hint=mend)
        edits = found[2].lstrip("0") if found[2] else ("1" if len(surface) < _LONG else "2")
        if edits not in ("1", "2"):
            mend = f"write {shortened(surface)}~1 or {shortened(surface)}~2"
            raise self.refuse.at(token, "A similar spelling is 1 or 2 letters off.", hint=mend)
        return Fuzzy(surface, int(edits), start=token.start, end=token.end)

    def _refuse_foreign(self, token: Token) -> None:
        """Refuse what means something to other tools; what has no word in it has an error of its own."""
        if token.text in WHOLE or not any(map(str.isalnum, token.text)):
            return
        if found := foreign_mark(token.text):
            message = f"{found[0]} is not part of the language."
            mend = meant_elsewhere(found[0])
            raise self.refuse.at(token, message, start=token.start + found.start(), length=1, hint=mend)

    # Values.

    def _refuse_list(self, token: Token, info: FieldInfo) -> None:
        """Refuse `cnn,bbc`, and `cnn,` where something follows: the comma would be passed over, and no name be found.

        Between quotation marks it belongs to the name, and a number has it inside.
        """
        comma = _COMMA.search(token.text.rstrip(_TRAILING) if token.end == self.last else token.text)
        if token.kind == Kind.PHRASE or not comma:
            return
        values = [value for part in _COMMA.split(token.text) if (value := part.strip(_TRAILING))]
        if len(values) > 1 and (info.kind != "name" or len(self._tokens(token.text, info)) > 1):
            written = shortened(f"{info.name}:({' OR '.join(values)})", most=60)
            mend = f"for one of several write {written}"
        elif len(values) == 1 and token.text.endswith(comma[0]):
            mend = f"for one of several write {info.name}:({shortened(values[0])} OR …), else leave it out"
        else:
            return
        start = token.start + comma.start()
        raise self.refuse.at(
            token, f"A {_COMMA_NAMED[comma[0]]} lists nothing here.", start=start, length=1, hint=mend
        )

    def _date(self, token: Token) -> Node:
        text, offset = (token.inner, 1) if token.kind == Kind.PHRASE else (token.text, 0)
        try:
            days = dates.read_date(text, today=self.today)
        except dates.ImpossibleDate as error:
            start = token.start + offset + error.start
            mend = self._in_marks(token) or error.hint
            raise self.refuse.at(token, error.message, start=start, length=error.length, hint=mend) from None
        if days is None:
            return DateUnknown(start=token.start, end=token.end)
        return Period(*days, start=token.start, end=token.end)

    def _in_marks(self, token: Token) -> str:
        """What to write for `date:march to may 2016`, of which only the first word is the value; else empty."""
        words = self.refuse.query[token.start :].split(None, _LONGEST_DATE)[:_LONGEST_DATE]
        for count in range(len(words), 1, -1) if token.kind == Kind.VALUE else ():
            text = " ".join(words[:count]).rstrip(")")
            if dates.is_date(text, today=self.today):
                return f'put the words in quotation marks: date:"{text}"'
        return ""

    def _literal(self, token: Token) -> Literal:
        value = (token.inner if token.kind == Kind.PHRASE else token.text).strip()
        prefix = value.endswith("*")
        value = value[:-1] if prefix else value
        if not value:
            mend = "write the whole value, or its beginning and *"
            raise self.refuse.at(token, "There is no value here.", hint=mend)
        return Literal(value, prefix, start=token.start, end=token.end)

    def _whole(self, token: Token, info: FieldInfo | None) -> Literal:
        """A whole value, as the field keeps it."""
        literal = self._literal(token)
        if info and info.name == "language":
            return replace(literal, value=language_code(literal.value))
        if info and info.name == "outlet":
            if not (name := whole_name(literal.value)):
                raise self.refuse.at(token, "There is no letter or digit here.", hint="write the name of an outlet")
            # The beginning `the *` is that of The Times, not of Thetimes.
            ends = literal.prefix and not literal.value[-1].isalnum()
            return replace(literal, value=f"{name} " if ends else name)
        return literal

    def _number(self, token: Token, info: FieldInfo | None) -> Literal:
        """`>12`: more or less than a whole number, or that number."""
        found = _WHOLE_NUMBER.fullmatch(self._literal(token).value)
        if found is None:
            name = info.name if info else ""
            mend = f"write {name}:>12, or {name}:<=12"
            raise self.refuse.at(token, f"{shortened(token.text)} is no whole number.", hint=mend)
        return Literal(f"{found[1] or '='}{int(found[2])}", start=token.start, end=token.end)

    def _choice(self, token: Token) -> Literal:
        value = self._literal(token)
        known = value.value.lower()
        if value.prefix or known not in BASES:
            near = suggestions(known, BASES, most=1)
            meant = f"did you mean {near[0]}? It is" if near else "it is"
            message = f"{shortened(value.value)} is no way to find a speaker."
            raise self.refuse.at(token, message, hint=f"{meant} one of {', '.join(BASES)}")
        return Literal(known, start=token.start, end=token.end)

    def _share(self, token: Token) -> Literal:
        """`>=.9`: more or less than a share, or that share to its hundredth."""
        found = _SHARE.fullmatch(self._literal(token).value)
        share = float(found[2]) / (100 if found[3] else 1) if found else 2.0
        if found is None or share > 1:
            mend = "write confidence:>=.9, or confidence:<.7; a share is from 0 to 1"
            raise self.refuse.at(token, f"{shortened(token.text)} is no share.", hint=mend)
        value = f"{found[1] or '='}{f'{share:.2f}'.removeprefix('0')}"
        return Literal(value, start=token.start, end=token.end)

    def _address(self, token: Token) -> Node:
        """A pasted address asks for the article that was published there."""
        value = token.text.rstrip(_TRAILING)
        literal = self._literal(Token(Kind.VALUE, value, token.start))
        return Field("url", literal, start=token.start, end=literal.end)


def _only(name: Node, info: FieldInfo | None) -> Node:
    """What `=` makes of the name of an outlet: it has no other names; and of what an archive states: all of it."""
    return replace(name, exact=True) if isinstance(name, Phrase) and _of_whole_names(info) else name


def _of_whole_names(info: FieldInfo | None) -> bool:
    return info is not None and (info.name == "source" or info.name not in FIELDS)


def one_word(surface: str, spelt: str = "", *, start: int, end: int, loud: bool) -> Node:
    """A word; in a query that is loud, one that is spelt like an acronym is either."""
    small = of_acronym(surface)
    if not (small and loud):
        return Word(surface, spelt, start=start, end=end)
    return disjunction([Word(each, start=start, end=end) for each in (surface.lower(), surface)])


def _spelt(words: list[tokenizer.Token], text: str) -> str:
    """How to write words of which a surface, read again, would be another (`½` has the surface `1⁄2`); else empty."""
    if all(_surfaces(word.surface) == [word.surface] for word in words):
        return ""
    return " ".join(text[word.start : word.end] for word in words)


def _surfaces(text: str) -> list[str]:
    return [token.surface for token in tokenizer.tokens(text, capitals="kept")]
