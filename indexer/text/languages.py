"""The language of a text: by its script, or by the words that every sentence of a language needs.

Function words tell a text of a few sentences as surely as models of letters do, and cost a look-up a word. A text
that has too few of them, or as many of another language, is of none: a wrong language is worse than no language.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache, lru_cache
from pathlib import Path

__all__ = ["is_function_word", "language_of", "primary", "spoken_in"]

_FUNCTION_WORDS = Path(__file__).with_name("languages.tsv")
# Written without spaces, or alone in their script.
_SCRIPTS = {
    "ja": re.compile("[\u3041-\u30fa]"), "ko": re.compile("[\uac00-\ud7a3]"), "zh": re.compile("[\u4e00-\u9fff]"),
    "th": re.compile("[\u0e01-\u0e4e]"), "ka": re.compile("[\u10d0-\u10fa]"), "hy": re.compile("[\u0561-\u0587]"),
    "ta": re.compile("[\u0b85-\u0bb9]"), "bn": re.compile("[\u0985-\u09b9]"), "te": re.compile("[\u0c05-\u0c39]"),
}  # fmt: skip
# Letters that no language beside those has.
_LETTERS = {
    "ß": "de", "ñ": "es", "¿": "es", "¡": "es", "ã": "pt", "õ": "pt", "œ": "fr", "ê": "fr pt", "ů": "cs", "ř": "cs",
    "ě": "cs", "ľ": "sk", "ĺ": "sk", "ł": "pl", "ś": "pl", "ż": "pl", "ę": "pl", "ő": "hu", "ű": "hu", "ă": "ro",
    "ț": "ro", "ş": "tr ro", "ğ": "tr", "ı": "tr", "đ": "hr vi", "ø": "no da", "å": "no da sv", "ы": "ru be",
    "э": "ru be", "ё": "ru be", "ї": "uk", "є": "uk", "ґ": "uk", "ў": "be", "ђ": "sr", "љ": "sr mk", "ѓ": "mk",
}  # fmt: skip
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND_LATIN = re.compile("[\u0370-\uffef]")
_BEGINNING, _SAMPLE = 400, 2000
"""Code points that are looked at: English is told by the first of them, any other language by more."""
# Few texts need more than the first of them.
_ENGLISH = tuple(
    f" {word} " for word in "and that was with has would were from said its which have this their been".split()
)
_FEWEST = 3  # different function words, and letters
_LEAST = 0.1  # of all words
_LEAD = 1.8  # what speaks for the best and not for the second, by what speaks for the second and not for the best


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in _FUNCTION_WORDS.read_text(encoding="utf-8").splitlines():
        language, _, words = line.partition("\t")
        for word in words.split():
            found[word].append(language)
    return {word: tuple(languages) for word, languages in found.items()}


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the language that a text is written in, None if its words do not tell."""
    beginning = text[:_BEGINNING]
    if " the " in beginning and _looks_english(beginning):
        return "en"  # no other language has these; most articles are told by a look
    first = _told(beginning)
    if first == "en" or len(text) <= _BEGINNING:
        return first
    return _told(text[:_SAMPLE])


def _looks_english(beginning: str) -> bool:
    """Whether a text has " the " twice and one other word of English, or once and two."""
    wanted = 1 if beginning.count(" the ") > 1 else 2
    for word in _ENGLISH:
        if word in beginning:
            wanted -= 1
            if not wanted:
                return True
    return False


@lru_cache(maxsize=1 << 8)
def primary(code: str) -> str:
    """The language of a code, without its country: `de-AT` is `de`, `nb` and `nn` are `no`."""
    language = re.split("[-_]", code.strip().lower())[0]
    return _SAME.get(language, language)


def spoken_in(text: str, stated: str | None = None) -> str:
    """The language to read a text in: what is stated of it, what its words tell or hint at, else English."""
    code = primary(stated or "")
    if len(code) == 2 and code.isascii():
        return code
    return language_of(text) or _told(text[:_SAMPLE], hint=True) or "en"


def is_function_word(word: str, language: str) -> bool:
    """Whether a word in small letters is one that every text of the language needs."""
    return language in _table().get(word, ())


def _told(text: str, *, hint: bool = False) -> str | None:
    """The language of a sample; a `hint` is the likeliest, however little there is."""
    if not text.isascii():
        beyond = len(_BEYOND_LATIN.findall(text))
        for language, letters in _SCRIPTS.items() if beyond > len(text) / 10 else ():
            if len(letters.findall(text)) * (6 if language == "ja" else 2) > beyond:
                return language
    spoken_in = _table()
    words = _WORD.findall(text.lower())
    seen = Counter(filter(spoken_in.__contains__, words))
    if sum(seen.values()) < _LEAST * len(words) and not hint:
        return None
    # What every text of a language repeats says no more each time.
    signs = [(count**0.5, spoken_in[word]) for word, count in seen.items()]
    if not text.isascii():
        signs += [(1.0, tuple(_LETTERS[letter].split())) for letter in set(text.lower()) & _LETTERS.keys()]
    scores: dict[str, float] = defaultdict(float)
    kinds: dict[str, int] = defaultdict(int)
    for weight, languages in signs:
        for language in languages:
            scores[language] += weight
            kinds[language] += 1
    if not scores:
        return None
    best, *others = sorted(scores, key=lambda language: -scores[language])[:2]
    if hint:
        return best if "en" not in scores or scores["en"] < scores[best] else "en"
    if kinds[best] < _FEWEST:
        return None
    for other in others:
        alone = sum(weight for weight, languages in signs if best in languages and other not in languages)
        against = sum(weight for weight, languages in signs if other in languages and best not in languages)
        if alone < max(_LEAD * against, 1.0):
            return None
    return best
