"""Queries with what they mean: each clause can be written in the language, and says of a text whether it holds.

Plain Python over `indexer.analysis.tokenizer.tokens`, article by article, word by word: nothing of the parser, the
compiler, the engine or the store has a part in it.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, product

from indexer.analysis import tokenizer
from indexer.analysis.sentences import breaks
from indexer.article import Article, Quotation

Spans = set[tuple[int, int]]


class Text:
    """A run of words: a title, a body or a quotation."""

    def __init__(self, text: str, *, title: bool = False) -> None:
        found = list(tokenizer.tokens(text))
        self.words = [token.surface for token in found]
        self.stems = [token.stem for token in found]
        self._starts = [token.start for token in found]
        self._text = text
        self._title = title

    @cached_property
    def at(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            places.setdefault(word, []).append(place)
        return places

    @cached_property
    def stem_at(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self.stems):
            places.setdefault(word, []).append(place)
        return places

    @cached_property
    def units(self) -> dict[str, list[int]]:
        """For each word the number of its sentence and of its paragraph."""
        ends = [] if self._title else list(breaks(self._text))
        lines = [end for end, line in ends if line]
        return {
            "SENT": [bisect_right([end for end, _ in ends], start) for start in self._starts],
            "PARA": [bisect_right(lines, start) for start in self._starts],
        }

    @cached_property
    def lead(self) -> Text:
        """The first paragraphs that make forty words together, at most a hundred words."""
        paragraphs = self.units["PARA"]
        end = 0
        while end < len(self.words) and (end < 40 or paragraphs[end] == paragraphs[end - 1]):
            end += 1
        part = Text("")
        end = min(end, 100)
        part.words, part.stems, part._starts = self.words[:end], self.stems[:end], self._starts[:end]
        part.__dict__["units"] = {unit: numbers[:end] for unit, numbers in self.units.items()}
        return part


class Document:
    """An article with its quotations."""

    def __init__(self, article: Article, quotations: Sequence[Quotation] = ()) -> None:
        self.id = article.id
        self.title, self.body = Text(article.title, title=True), Text(article.body)
        self.source = set(tokenizer.surfaces(article.source or ""))
        self.date = article.date
        self.quotations = [Text(quotation.text) for quotation in quotations]

    def texts(self, field: str) -> list[Text]:
        return {
            "": [self.title, self.body], "title": [self.title], "body": [self.body], "lead": [self.body.lead]
        }[field]  # fmt: skip


class Clause:
    """What can be asked. `text` is how it is written, `holds` whether it is true of a document (in a field of it)."""

    @property
    def text(self) -> str:
        raise NotImplementedError

    def holds(self, about: Document, field: str = "") -> bool:
        return self.true(about.texts(field))

    def true(self, texts: Sequence[Text]) -> bool:
        """Whether it is true of some texts taken together."""
        return any(self.spans(each) for each in texts)

    def spans(self, text: Text) -> Spans:
        """Where it stands in a text: places of its first and last word."""
        raise NotImplementedError

    @property
    def grouped(self) -> str:
        return self.text if re.fullmatch(r'[\w:=*?~"“”]+|"[^"]*"(~\d+)?', self.text) else f"({self.text})"


def _points(places: Iterator[int] | Sequence[int]) -> Spans:
    return {(place, place) for place in places}


@dataclass(frozen=True)
class Word(Clause):
    surface: str

    @property
    def text(self) -> str:
        return self.surface

    def spans(self, text: Text) -> Spans:
        return _points(text.stem_at.get(tokenizer.stem(self.surface), ()))


@dataclass(frozen=True)
class Exact(Clause):
    surface: str

    @property
    def text(self) -> str:
        return f"={self.surface}"

    def spans(self, text: Text) -> Spans:
        return _points(text.at.get(self.surface, ()))


@dataclass(frozen=True)
class Glob(Clause):
    """Acronyms fit as well, capitals aside."""

    glob: str

    @property
    def text(self) -> str:
        return self.glob

    def spans(self, text: Text) -> Spans:
        pattern = _pattern(self.glob)
        return _points(
            [place for word, places in text.at.items() if pattern.fullmatch(word.lower()) for place in places]
        )


@lru_cache
def _pattern(glob: str) -> re.Pattern[str]:
    return re.compile("".join({"*": ".*", "?": "."}.get(sign) or re.escape(sign) for sign in glob))


@dataclass(frozen=True)
class Fuzzy(Clause):
    surface: str
    distance: int

    @property
    def text(self) -> str:
        return f"{self.surface}~{self.distance}"

    def spans(self, text: Text) -> Spans:
        fits = [word for word in text.at if edits(word.lower(), self.surface) <= self.distance]
        return _points([place for word in fits for place in text.at[word]])


@lru_cache(maxsize=1 << 18)
def edits(a: str, b: str) -> int:
    """Letters put in, left out or exchanged; 9 where the first letter is another or the lengths differ by far."""
    if a[:1] != b[:1] or abs(len(a) - len(b)) > 2:
        return 9
    row = list(range(len(b) + 1))
    for n, left in enumerate(a, 1):
        before, row[0] = row[0], n
        for m, right in enumerate(b, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (left != right))
    return row[-1]


@dataclass(frozen=True)
class Phrase(Clause):
    words: tuple[str, ...]
    within: int = 1

    @property
    def text(self) -> str:
        return f'"{" ".join(self.words)}"' + (f"~{self.within}" if self.within > 1 else "")

    def spans(self, text: Text) -> Spans:
        return _chained([Exact(word).spans(text) for word in self.words], self.within, ordered=True)


@dataclass(frozen=True)
class Near(Clause):
    parts: tuple[Clause, ...]
    within: int
    ordered: bool

    @property
    def text(self) -> str:
        joint = f" {'ADJ' if self.ordered else 'NEAR'}/{self.within} "
        return joint.join(part.grouped for part in self.parts)

    def spans(self, text: Text) -> Spans:
        return _chained([part.spans(text) for part in self.parts], self.within, ordered=self.ordered)


def _chained(links: list[Spans], within: int, *, ordered: bool) -> Spans:
    """Each link at most `within` places from the stretch over those before it, in any order also inside it."""
    found = {(span, (span,)) for span in links[0]}
    for link in links[1:]:
        found = {
            ((min(reach[0], span[0]), max(reach[1], span[1])), (*chosen, span))
            for (reach, chosen), span in product(found, link)
            if span[0] - reach[1] <= within
            and (span[0] > reach[1] if ordered else reach[0] - span[1] <= within)
            and all(span[0] > last or span[1] < first for first, last in chosen)
        }
    return {reach for reach, _ in found}


@dataclass(frozen=True)
class Together(Clause):
    parts: tuple[Clause, ...]
    unit: str

    @property
    def text(self) -> str:
        return f" {self.unit} ".join(part.grouped for part in self.parts)

    def spans(self, text: Text) -> Spans:
        units = text.units[self.unit]
        by_unit: dict[int, list[Spans]] = {}
        for number, part in enumerate(self.parts):
            for first, last in part.spans(text):
                if units[first] == units[last]:
                    by_unit.setdefault(units[first], [set() for _ in self.parts])[number].add((first, last))
        # Some choice of one span for each part, no two of which overlap.
        return {
            (min(chosen)[0], max(chosen)[1])
            for parts in by_unit.values()
            for chosen in product(*parts)
            if all(a[1] < b[0] for a, b in pairwise(sorted(chosen)))
        }


@dataclass(frozen=True)
class AtLeast(Clause):
    part: Clause
    times: int

    @property
    def text(self) -> str:
        return f"atleast{self.times}:{self.part.grouped}"

    def true(self, texts: Sequence[Text]) -> bool:
        return sum(_apart(self.part.spans(each)) for each in texts) >= self.times


def _apart(spans: Spans) -> int:
    """The most of these spans that do not overlap: the one that ends first, and so on (interval scheduling)."""
    count, end = 0, -1
    for first, last in sorted(spans, key=lambda span: span[1]):
        if first > end:
            count, end = count + 1, last
    return count


@dataclass(frozen=True)
class Either(Clause):
    parts: tuple[Clause, ...]

    @property
    def text(self) -> str:
        return " OR ".join(part.grouped for part in self.parts)

    def holds(self, about: Document, field: str = "") -> bool:
        return any(part.holds(about, field) for part in self.parts)

    def true(self, texts: Sequence[Text]) -> bool:
        return any(part.true(texts) for part in self.parts)

    def spans(self, text: Text) -> Spans:
        return set().union(*(part.spans(text) for part in self.parts))


@dataclass(frozen=True)
class All(Clause):
    parts: tuple[Clause, ...]

    @property
    def text(self) -> str:
        return " ".join(part.grouped for part in self.parts)

    def holds(self, about: Document, field: str = "") -> bool:
        return all(part.holds(about, field) for part in self.parts)

    def true(self, texts: Sequence[Text]) -> bool:
        return all(part.true(texts) for part in self.parts)


@dataclass(frozen=True)
class Without(Clause):
    part: Clause

    @property
    def text(self) -> str:
        return f"NOT ({self.part.text})"

    def holds(self, about: Document, field: str = "") -> bool:
        return not self.part.holds(about, field)

    def true(self, texts: Sequence[Text]) -> bool:
        return not self.part.true(texts)


@dataclass(frozen=True)
class Field(Clause):
    name: str
    part: Clause

    @property
    def text(self) -> str:
        return f"{self.name}:({self.part.text})"

    def holds(self, about: Document, field: str = "") -> bool:
        return self.part.holds(about, self.name)


@dataclass(frozen=True)
class Said(Clause):
    """One quotation of which something is true."""

    part: Clause

    @property
    def text(self) -> str:
        return f"said:({self.part.text})"

    def holds(self, about: Document, field: str = "") -> bool:
        return any(self.part.true([each]) for each in about.quotations)


@dataclass(frozen=True)
class Source(Clause):
    word: str

    @property
    def text(self) -> str:
        return f"source:{self.word}"

    def holds(self, about: Document, field: str = "") -> bool:
        return self.word in about.source


@dataclass(frozen=True)
class Dated(Clause):
    first: dt.date
    last: dt.date

    @property
    def text(self) -> str:
        return f"date:{self.first}..{self.last}"

    def holds(self, about: Document, field: str = "") -> bool:
        date = about.date
        return date is not None and self.first <= date.first and date.last <= self.last
