"""The inflected forms of a word in the languages of an archive: Mann finds Männer, in articles that are in German.

The classes of the index are those of English. For every other language that an archive has, the words that
Snowball's stemmer of that language puts together are looked for among the archive's own, as surfaces, in articles of
that language only: `manner` in an English article is no Mann. Surfaces have no diacritics; where a stemmer leans on
them, what an ending has lost is made up for before.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import Stemmer

from indexer.text.languages import primary
from search.engine.seam import BackEnd
from search.language import POSSESSIVE

__all__ = ["Inflections"]

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "hu": "hungarian", "hy": "armenian",
    "it": "italian", "lt": "lithuanian", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
# What comes before a word and is no part of its stem.
_PROCLITICS = {"ar": ("", "ال", "وال", "بال", "لل", "و", "ب", "ل")}
_ENDINGS = {
    "fr": (r"ees?$", "e"), "pt": (r"(?:oes|aes|aos)$", "ao"), "ru": (r"(?<=[иыоеу])и$", "й"),
}  # fmt: skip
_GRAVE = re.compile(r"(?<=[a-z]{2})eres?$")  # première
_REWRITTEN = 2
"""Letters at the end of a stem that a stemmer may have changed."""
_SHORTEST = 2  # letters of a stem's beginning that stays
_ENDING = 9  # letters that an ending has at most
_MOST = 40  # forms of one word


class Inflections:
    """The languages of one generation of an index, and the forms of words in them. What was asked is remembered."""

    def __init__(self, searcher: BackEnd) -> None:
        self._vocabulary = searcher.index.vocabulary
        self._known: dict[str, tuple[tuple[str, str], ...]] = {}
        self._languages: tuple[str, ...] | None = None

    def of(self, surface: str) -> tuple[tuple[str, str], ...]:
        """(language, surface) of each form that some article has, the word as it stands left out."""
        found = self._known.get(surface)
        if found is None:
            word = surface.removesuffix(POSSESSIVE)
            found = self._known[surface] = tuple(
                (language, form) for language in self._present() for form in self._forms(word, language)
            )
        return found

    def _present(self) -> tuple[str, ...]:
        if self._languages is None:
            codes = set(map(primary, self._vocabulary.terms("language")))
            self._languages = tuple(sorted(codes & _STEMMERS.keys()))
        return self._languages

    def _forms(self, word: str, language: str) -> list[str]:
        if not word.isalpha():
            return []
        classes = _stemmer(language)
        (wanted,) = classes([word])
        begins = [
            before + wanted[: max(len(wanted) - _REWRITTEN, min(len(wanted), _SHORTEST))]
            for before in _PROCLITICS.get(language, ("",))
        ]
        forms = sorted({*self._vocabulary.surfaces(language, begins, longest=len(wanted) + _ENDING)} - {word})
        return [form for form, each in zip(forms, classes(forms), strict=True) if each == wanted][:_MOST]


@cache
def _stemmer(language: str) -> Callable[[list[str]], list[str]]:
    """The stems of surfaces, whose diacritics are gone."""
    stemmer = Stemmer.Stemmer(_STEMMERS[language], 0)
    ending, made = _ENDINGS.get(language, ("", ""))
    if not ending:
        return lambda words: stemmer.stemWords(words)
    find = re.compile(ending)

    def stems(words: list[str]) -> list[str]:
        mended = [find.sub(made, word) for word in words]
        if language == "fr":
            mended = [_GRAVE.sub("er", word) for word in mended]
        found: list[str] = stemmer.stemWords(mended)
        return found

    return stems
