"""One key under which the spellings of one person's name meet: Zelensky, Zelenskyy, Zelenskiy.

The key is for grouping and looking up; what is shown is always the name as printed. Its words are
folded: no diacritics, no case, and one letter for the sounds that transliterations spell in several ways.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from indexer.analysis import tokenizer
from indexer.analysis.spelling import romanised

_WORD = re.compile(r"[^\W\d_]+(?:[’'\-][^\W\d_]+)*\.?")
TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness baron count president vice prime minister "
    "senator sen congressman congresswoman rep representative gov governor mayor judge justice gen general lt "
    "lieutenant col colonel maj major capt captain sgt sergeant cpl admiral adm rev reverend pope king queen "
    "prince princess sheikh ayatollah chancellor secretary ambassador minister rabbi imam mullah attorney "
    "chairman chairwoman former acting deputy the".split()
)
GENERATIONS = frozenset("jr sr ii iii iv".split())
SUFFIXES = frozenset("jr sr ii iii iv esq phd md obe mbe cbe qc kc mp".split())
PARTICLES = frozenset(
    "van von der den de del della di da dos du la le el al bin ibn ben abu st ter ten zu af av y e".split()
)
_GIVEN = frozenset(("ben", "al", "abu", "di"))  # given names as well as particles
_VOWELS = re.compile(r"[aeiou]")
_SHORTEST = 5  # letters; in shorter names a sound more or less makes another name (Li, Lee)
_SPECIAL = str.maketrans(
    {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)


def _fold(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word.lower()
    spread = unicodedata.normalize("NFKD", word.lower().translate(_SPECIAL))
    return "".join(ch for ch in spread if ch.isalnum()).lower()


def _sound(word: str) -> str:
    return word if len(word) < _SHORTEST else romanised(word)


def _given_key(word: str) -> str:
    """A given name by its first letter and its consonants if it is long: Volodymyr, Vladimir; Boris, Brian."""
    respelt = romanised(word)
    return respelt if len(respelt) < _SHORTEST else respelt[0] + _VOWELS.sub("", respelt[1:])


_POSSESSIVE = re.compile(r"[’']s?(?=\s|$)")


@lru_cache(maxsize=65536)
def name_key(word: str) -> str:
    """The key of one word of a name, the same for its spellings: "zelenskyy" and "zelensky" are "zelenski".

    One token of letters and digits for every word that has any, else the word itself.
    """
    folded = _fold(word)
    return _sound(folded) or folded or word


def name_keys(name: str) -> str:
    """The keys of the words of a name, in order, with spaces between."""
    return " ".join(map(name_key, tokenizer.folded(name)))


def folded_words(name: str) -> list[str]:
    """The words of a name in small letters, without diacritics and possessives."""
    plain = _POSSESSIVE.sub("", name) if "'" in name or "’" in name else name
    return [word for word in (_fold(found) for found in _WORD.findall(plain)) if word]


def without_titles(words: Sequence[str]) -> Sequence[str]:
    """The folded words of a name without the titles in front: "dr fauci" is "fauci"; one word is left in any case."""
    first = 0
    while first < len(words) - 1 and words[first] in TITLES:
        first += 1
    return words[first:]


@lru_cache(maxsize=65536)
def speaker_key(name: str) -> str:
    """The key of a speaker: the same for every spelling of one name, "" if the name has no letters.

    Titles count only in front.
    Surname, given name, and a suffix that tells generations apart, each by its `name_key`: "Volodymyr
    Zelenskyy" is "zelenski vldmr". Where less is printed the key is shorter: "V. Zelenskiy" gives
    "zelenski v", "Mr. Zelensky" "zelenski".
    """
    if name.isascii() and name.isalpha():
        return _sound(name.lower())  # most are asked for by surname
    core = list(without_titles(folded_words(name)))
    generation = ""
    while len(core) > 1 and core[-1] in SUFFIXES:
        suffix = core.pop()
        generation = suffix if suffix in GENERATIONS else generation
    if not core:
        return ""
    given = core[:-1] if len(core) > 2 else [w for w in core[:-1] if w not in PARTICLES or w in _GIVEN]
    parts = (_sound(core[-1]), _given_key(given[0]) if given else "", generation)
    return " ".join(part for part in parts if part)
