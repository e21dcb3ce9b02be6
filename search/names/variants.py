"""Other spellings of a name, found among the words that the archive itself writes.

A search for Zelensky finds Zelenskyy and Zelenskiy as well. Only names are widened, and only to names: words that the
archive writes with a capital more often than not where a sentence does not ask for one. A word that the archive does
not have at all may be a name's misspelling. Which names are alike, `search.names.likeness` decides; names that no
rule connects, as Kyiv and Kiev, are in the list names.tsv.

The candidates come from an index by sound (`indexer.store.nametable`): no vocabulary is read through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path

from indexer.analysis.acronyms import of_acronym
from indexer.analysis.spelling import key, key_number, near_keys
from search.answer.readings import acronyms_meant
from search.engine.seam import BackEnd
from search.language import POSSESSIVE
from search.names.likeness import is_slip, sound_alike

__all__ = ["NameBook", "printed"]

_LIST = Path(__file__).with_name("names.tsv")
_DIFFERENT = "not"
_SHORTEST, _LONGEST = 4, 40  # letters of a name
_SLIPS_FROM = 5  # letters of a name, and
_SLIP_KEY = 3  # consonants, from which keys near its own are looked up as well
_MOST = 12  # spellings of one name
_MOSTLY = 0.6  # share of the occurrences inside sentences that have a capital
Counts = tuple[int, int]
"""How often a word is written with a capital inside a sentence, and how often with a small letter."""


class NameBook:
    """The names of one generation of an index. What was asked before is remembered."""

    def __init__(self, searcher: BackEnd) -> None:
        self._searcher = searcher
        self._vocabulary = searcher.index.vocabulary
        self._known: dict[str, tuple[str, ...]] = {}

    def spellings(self, surface: str) -> tuple[str, ...]:
        """The other spellings of a surface in the archive, the most frequent first; none if it is no name."""
        found = self._known.get(surface)
        if found is None:
            found = self._known[surface] = self._look_up(surface.removesuffix(POSSESSIVE))
        return found

    def articles(self, spelling: str) -> int:
        """How many articles have this spelling."""
        return self._searcher.frequency("words", spelling, spelling + POSSESSIVE)

    def told(self, spellings: Iterable[str]) -> dict[str, int]:
        """The spellings as names are written, with the number of articles that have each, most first."""
        counts = {printed(spelling): self.articles(spelling) for spelling in spellings}
        return dict(sorted(counts.items(), key=lambda each: -each[1]))

    def _look_up(self, word: str) -> tuple[str, ...]:
        if acronym := acronyms_meant(self._searcher, word):
            return acronym
        if not _SHORTEST <= len(word) <= _LONGEST or not word.replace("'", "").isalpha():
            return ()
        own = self._counts([key(word)]).get(word)
        if not _is_name(own) if own else self.articles(word):
            return ()
        named = own[0] if own else 0
        found = {**self._by_sound(word), **self._by_slip(word, named)}
        different = _different().get(word, frozenset())
        ranked = sorted((-counts[0], name) for name, counts in found.items() if name not in different)
        return tuple(name for _, name in ranked)[:_MOST]

    def _by_sound(self, word: str) -> dict[str, Counts]:
        """Names that sound alike, and those that are listed."""
        listed = _listed().get(word, frozenset())
        return {
            name: counts
            for name, counts in self._counts({key(word), *map(key, listed)}).items()
            if _is_name(counts) and (name in listed or sound_alike(word, name))
        }

    def _by_slip(self, word: str, named: int) -> dict[str, Counts]:
        """Names of which one is a slip of the pen for the other."""
        sound = key(word)
        near = near_keys(sound) if len(word) >= _SLIPS_FROM and len(sound) >= _SLIP_KEY else set()
        return {
            name: counts
            for name, counts in self._counts({sound, *near}).items()
            if name[0] == word[0]
            and abs(len(name) - len(word)) <= 1
            and _is_name(counts)
            and is_slip(
                word,
                name,
                counts=(named, counts[0]),
                together=partial(self._together, word, name, (named, counts[0])),
            )
        }

    def _counts(self, keys: Iterable[str]) -> dict[str, Counts]:
        """The names with one of these keys, in the archive."""
        return self._vocabulary.named(map(key_number, keys))

    def _together(self, word: str, name: str, counts: Counts) -> bool:
        """Whether half of the articles that have the rarer one have the other as well."""
        rare, frequent = (word, name) if counts[0] <= counts[1] else (name, word)
        having, both = self._vocabulary.together(rare, frequent)
        return 0 < having <= 2 * both


def printed(spelling: str) -> str:
    """A surface as a name is written; what stood in the text, with its accents and inner capitals, may differ."""
    if of_acronym(spelling):
        return spelling
    head, mark, rest = spelling.partition("'")
    if mark and len(head) == 1:
        return f"{head.upper()}'{rest.capitalize()}"
    return spelling.capitalize()


def _is_name(counts: Counts) -> bool:
    named, small = counts
    return named >= _MOSTLY * (named + small) > 0


@cache
def _lines() -> tuple[tuple[str, ...], ...]:
    rows = (line.split("\t") for line in _LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple(tuple(row) for row in rows)


@cache
def _listed() -> Mapping[str, frozenset[str]]:
    """The spellings that are listed with each name, itself left out."""
    return _by_name(row[1:] for row in _lines() if row[0] != _DIFFERENT)


@cache
def _different() -> Mapping[str, frozenset[str]]:
    """The names that are listed as different from each."""
    return _by_name(row[1:] for row in _lines() if row[0] == _DIFFERENT)


def _by_name(groups: Iterable[tuple[str, ...]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in groups:
        for name in group:
            found[name] = found.get(name, frozenset()) | (frozenset(group) - {name})
    return found
