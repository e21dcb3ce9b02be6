"""The nominative of a name that Russian and Ukrainian print in the genitive: "по словам Ивана Мороза" is Иван Мороз.

By the endings of names alone; a name in which nothing tells stays as it is printed.
"""

from __future__ import annotations

__all__ = ["GENITIVE", "nominative"]

GENITIVE = frozenset(("ru", "uk"))
"""Languages whose words for "according to" are followed by it."""
# Of surnames first, the longest ending first.
_ENDINGS = (
    ("ского", "ский"), ("цкого", "цкий"), ("ського", "ський"), ("цького", "цький"),
    ("ской", "ская"), ("цкой", "цкая"), ("ської", "ська"), ("цької", "цька"),
    ("овой", "ова"), ("евой", "ева"), ("иной", "ина"), ("ової", "ова"), ("евої", "ева"),
    ("ии", "ия"), ("ії", "ія"), ("ья", "ий"), ("ия", "ий"), ("ія", "ій"), ("ея", "ей"), ("ая", "ай"),
    ("ы", "а"), ("и", "а"), ("і", "я"), ("а", ""), ("я", "ь"),
)  # fmt: skip
_VOWELS = frozenset("аеёиоуыэюяєії")


def nominative(name: str) -> str:
    """The name as it would stand as a subject."""
    words = name.split()
    return " ".join(map(_word, words)) if len(words) > 1 else name


def _word(word: str) -> str:
    for ending, subject in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1 and (ending not in ("а", "я", "ы", "и", "і") or stem[-1] not in _VOWELS):
            return stem + subject
    return word
