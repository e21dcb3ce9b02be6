"""Text to tokens: one tokenizer for indexing, queries and highlighting.

A token is a run of letters and digits. Inside it stay: an apostrophe between letters (`don't`,
`Russia’s`), the dots of initials (`U.S.` is `us`), a decimal point (`5.93`), the separators of
thousands (`1,300` is `1300`), and marks that combine with the letter before them. Everything else
separates: `cease-fire` is two tokens. So is what French and Italian elide before a word: `l'accord`, `dell'Italia`.
Scripts that are written without spaces have a token a character (with the marks on it), so that a word in a sentence
is a phrase of its characters; a stretched Arabic letter (tatweel) is none. No word is dropped.

A token has a *surface*, its folded spelling (no case, no diacritics, straight apostrophes), and a
*stem* (Snowball's English stemmer), which stands for the class of its inflected forms. Acronyms that
are spelt like a word (`US`) keep their capitals in both, see `indexer.analysis.acronyms`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Literal

import Stemmer

from indexer.analysis.acronyms import ACRONYMS, acronym_in, initials_in, stands_apart

__all__ = ["Capitals", "Token", "fold", "folded", "is_of_token", "start_of", "stem", "stems", "surfaces", "tokens"]

Capitals = Literal["judged", "kept", "folded"]
"""What a word of the list in capitals is: by what stands beside it, as in running text; always an acronym, as in a
query, with initials in small letters too; or never one, as in a name."""

# Marks that combine with the letter before them (Mn and Mc of the scripts in use), joiners and the
# soft hyphen: Python's \w leaves them out, which would cut words in two.
_MARKS = (
    "\u00ad\u0640\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f"
    "\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957"
    "\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09cd\u0a01-\u0a03\u0a3c-\u0a51\u0a81-\u0a83\u0abc\u0abe-\u0acd"
    "\u0b01-\u0b03\u0b3c\u0b3e-\u0b57\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c56\u0cbc\u0cbe-\u0cd6\u0d3b-\u0d4d"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3\u1dc0-\u1dff"
    "\u200b-\u200d\u2060\u20d0-\u20f0\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
)
_APOSTROPHES = "'\u2019\u02bc\uff07"
# Kana, Han, bopomofo; Thai, Lao, Burmese, Khmer: written without spaces between words.
_UNSPACED = (
    "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u1000-\u102a\u1780-\u17b3\u3005-\u3007"
    "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U0003134f"
)
_LETTERS = rf"[^\W_{_UNSPACED}][^\W_{_MARKS}{_UNSPACED}]*(?:[{_MARKS}]+[^\W_{_UNSPACED}]*)*"
ELIDED = frozenset(
    "l d j m t s n c qu jusqu lorsqu puisqu quoiqu quelqu presqu"
    " dell all nell sull dall coll un quell bell sant".split()
)
"""What French and Italian elide, before an apostrophe and a word that begins with a vowel or h."""
VOWELS = "aeiouyhàáâäãåæèéêëìíîïòóôöõùúûüœ"
_BEFORE_WORD = rf"[{_APOSTROPHES}](?=[{VOWELS}][^\W\d_])"  # of two letters: not N'Djamena, nor all's
_TOKEN = re.compile(
    rf"""
      (?:[^\W\d_]\.){{2,}} (?: [^\W\d_] (?![^\W_{_MARKS}]) )?      # U.S., D.C
    | \d{{1,3}} (?:,\d{{3}})+ (?!\d) (?:\.\d+)?                      # 1,300  1,300.5
    | \d+ (?:\.\d+)+                                                # 5.93  24.02.2022
    | (?:{"|".join(sorted(ELIDED, key=len, reverse=True))})(?={_BEFORE_WORD})    # l'accord
    | [{_UNSPACED}][{_MARKS}]*
    | {_LETTERS} (?: [{_APOSTROPHES}] {_LETTERS} )*
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Letters that Unicode does not decompose, as newsrooms without them write them.
_SPELT = str.maketrans(
    {
        "ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th",
        "ŋ": "n", "ĸ": "k", "ə": "e", "\u2019": "'", "\u02bc": "'", "\uff07": "'",
    }
)  # fmt: skip
_DROPPED = re.compile(rf"[{_MARKS}]+")
_BARE = re.compile(r"[.,]")
_OF_TOKEN = re.compile(rf"[^\W_]|[{_MARKS}{_APOSTROPHES}]")
_stemmer = Stemmer.Stemmer("english", 0)
# What the stemmer does not see: plurals of initials without a vowel, and acronyms.
_UNSTEMMED = {"mps": "mp", "tvs": "tv", "cds": "cd", "dvds": "dvd", "pcs": "pc", "phds": "phd"} | ACRONYMS


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its surface, its stem, and where it stands (`text[start:end]`)."""

    surface: str
    stem: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The surface of one token as printed: `Łódź` is `lodz`, `1,300` is `1300`, `U.S.` is `us`."""
    if word.isascii():
        folded = word.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", word.casefold())
        folded = _DROPPED.sub("", decomposed).casefold().translate(_SPELT)
    if "." in folded or "," in folded:
        folded = folded.replace(",", "") if folded[0].isdigit() else _BARE.sub("", folded)
    return folded


@lru_cache(maxsize=65536)
def stem(surface: str) -> str:
    """The name of the class of inflected forms that a surface belongs to."""
    stemmed: str = _UNSTEMMED.get(surface) or _stemmer.stemWord(surface)
    return stemmed or surface


def stems(words: Sequence[str]) -> list[str]:
    """The stems of many distinct surfaces."""
    found = [stemmed or word for stemmed, word in zip(_stemmer.stemWords(words), words, strict=True)]
    place = {word: at for at, word in enumerate(words) if word in _UNSTEMMED}
    for word, at in place.items():
        found[at] = _UNSTEMMED[word]
    return found


def forget() -> None:
    """Give up what was remembered of words: who keeps tables of his own will not ask for these again."""
    fold.cache_clear()
    stem.cache_clear()


def tokens(text: str, *, capitals: Capitals = "judged", start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of a text, in order; a token's position is its place in this sequence.

    From `start` to `end` only, if no token reaches over these.
    """
    for found in _TOKEN.finditer(text, start, len(text) if end is None else end):
        surface = _acronym(text, found, capitals) or fold(found[0])
        if surface:
            yield Token(surface, stem(surface), found.start(), found.end())


def start_of(text: str, number: int) -> int:
    """Where the token of that number (from 0) begins; the length of the text if there are fewer.

    Faster than counting `tokens`. Where marks stand alone, which are no token, it is that many tokens too early.
    """
    found = next(islice(_TOKEN.finditer(text), max(number, 0), None), None)
    return found.start() if found else len(text)


def surfaces(text: str) -> list[str]:
    """The surfaces of a text, in order: what `tokens` gives, without the rest."""
    return [token.surface for token in tokens(text)]


def folded(text: str) -> list[str]:
    """The surfaces of a name or another short text in which capitals say nothing."""
    return [surface for word in _TOKEN.findall(text) if (surface := fold(word))]


def is_of_token(sign: str) -> bool:
    """Whether a code point may be part of a token: a letter, a digit, a mark, an apostrophe."""
    return _OF_TOKEN.fullmatch(sign) is not None


def _acronym(text: str, found: re.Match[str], capitals: Capitals) -> str:
    """The surface of a token that is an acronym of the list, else empty."""
    second = found[0][1:2]
    if capitals == "folded" or not (second.isupper() or second == "."):
        return ""
    surface = acronym_in(found[0])
    if capitals == "kept":
        return surface or initials_in(found[0])
    return surface if surface and stands_apart(text, found.start(), found.end()) else ""
