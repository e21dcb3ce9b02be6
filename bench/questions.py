"""The questions that every engine is asked, sampled from the corpus with a fixed seed.

Words are runs of ASCII letters that stand alone in the text, so that no two tokenizers disagree on
them. Phrases and headlines are real ones.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bench.corpus import NO_DAY, Prepared

Match = Literal["all", "any", "phrase", "prefix", "near", "wildcard"]
Order = Literal["relevance", "newest"]

_WORD = re.compile(r"(?<![^\s])[A-Za-z]{3,20}(?![^\s])")
_HEADLINE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+){9}")
COMMON = 60
"""The words in most articles: `common` questions take their pairs from these."""


ATTEMPTS = 10_000
NEAR = 5


class TooPoor(Exception):
    """The corpus cannot be asked such questions: too few articles, or none in Latin letters."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in no engine's language.

    `words` are lower-case surfaces (for a prefix: its beginning, for a wildcard: its beginning and a later part, each
    with any letters behind it); near is within NEAR places, in any order. `days` is a closed range of day
    ordinals. `limit` 0 asks for the number of matches only.
    """

    words: tuple[str, ...]
    match: Match = "all"
    days: tuple[int, int] | None = None
    order: Order = "relevance"
    limit: int = 10


KINDS: dict[str, str] = {
    "one": "one word",
    "and2": "two words, AND",
    "or2": "two words, OR",
    "or3": "three words, OR",
    "headline": "a headline of ten words, OR",
    "phrase2": "a phrase of two words",
    "phrase4": "a phrase of four words",
    "common-and": "two very common words, AND",
    "common-or": "two very common words, OR",
    "prefix": "a prefix",
    "dated": "a word, in a range of dates",
    "newest": "a word, newest first",
    "one-1000": "one word, top 1000",
    "or2-1000": "two words, OR, top 1000",
    "count-and2": "two words, AND, count only",
    "count-or2": "two words, OR, count only",
    "near": f"two words at most {NEAR} places apart",
    "wildcard": "a word with a wildcard inside",
}
"""What is measured, in the order of the table; the top 10 is asked for where nothing else is said."""


class Sampler:
    """Draws questions from a sample of the articles (all of them up to `most`)."""

    def __init__(self, articles: Sequence[Prepared], *, seed: int = 20221014, most: int = 20_000) -> None:
        self._chance = random.Random(seed)
        step = max(1, len(articles) // most)
        self._articles = articles[::step]
        self._frequency: Counter[str] = Counter()
        for article in self._articles:
            self._frequency.update(set(_words(article.body)))
        self._common = [word for word, _ in self._frequency.most_common(COMMON)]
        self._top = set(self._common)
        rarest = max(3, len(self._articles) // 2000)
        commonest = max(3 * rarest, len(self._articles) // 12)
        self._headlines = [article.title for article in self._articles if _HEADLINE.fullmatch(article.title)]
        self._middle = {word for word, count in self._frequency.items() if rarest <= count <= commonest} - self._top

    def questions(self, number: int) -> dict[str, list[Question]]:
        """`number` questions of every kind."""
        makers: dict[str, Callable[[], Question]] = {
            "one": lambda: Question(self._together(1)),
            "and2": lambda: Question(self._together(2)),
            "or2": lambda: Question(self._together(2), "any"),
            "or3": lambda: Question(self._together(3), "any"),
            "headline": lambda: Question(self._headline(), "any"),
            "phrase2": lambda: Question(self._phrase(2), "phrase"),
            "phrase4": lambda: Question(self._phrase(4), "phrase"),
            "common-and": lambda: Question(self._pair()),
            "common-or": lambda: Question(self._pair(), "any"),
            "prefix": lambda: Question((self._together(1)[0][:5],), "prefix"),
            "dated": self._dated,
            "newest": lambda: Question(self._together(1), order="newest"),
            "one-1000": lambda: Question(self._together(1), limit=1000),
            "or2-1000": lambda: Question(self._together(2), "any", limit=1000),
            "count-and2": lambda: Question(self._together(2), limit=0),
            "count-or2": lambda: Question(self._together(2), "any", limit=0),
            "near": self._near,
            "wildcard": self._wildcard,
        }
        return {kind: [makers[kind]() for _ in range(number)] for kind in KINDS}

    def _together(self, number: int) -> tuple[str, ...]:
        """Distinct words of middling frequency (1 in 2,000 to 1 in 12 articles) that one article holds."""
        for _ in range(ATTEMPTS):
            article = self._chance.choice(self._articles)
            fitting = sorted(self._middle.intersection(_words(article.body)))
            if len(fitting) >= number:
                return tuple(self._chance.sample(fitting, number))
        raise TooPoor(f"no article holds {number} words of middling frequency")

    def _pair(self) -> tuple[str, ...]:
        return tuple(self._chance.sample(self._common, 2))

    def _headline(self) -> tuple[str, ...]:
        """A title of exactly ten words, short and common ones included."""
        if not self._headlines:
            return self._phrase(10)
        return tuple(self._chance.choice(self._headlines).lower().split())

    def _phrase(self, length: int) -> tuple[str, ...]:
        """Words that stand side by side in a body, not all of them very common."""
        for _ in range(ATTEMPTS):
            body = self._chance.choice(self._articles).body
            start = self._chance.randrange(len(body))
            window = body[start : start + 40 * length].split(" ")[1 : length + 1]
            words = [word.lower() for word in window]
            if (
                len(words) == length
                and all(_WORD.fullmatch(word) for word in words)
                and not self._top.issuperset(words)
            ):
                return tuple(words)
        raise TooPoor(f"no article holds {length} plain words in a row")

    def _near(self) -> Question:
        """Two words of middling frequency that stand near each other in a body."""
        for _ in range(ATTEMPTS):
            words = self._chance.choice(self._articles).body.lower().split()
            start = self._chance.randrange(max(1, len(words) - NEAR))
            fitting = [word for word in words[start : start + NEAR] if word in self._middle]
            if len(set(fitting)) > 1:
                return Question((fitting[0], next(word for word in fitting if word != fitting[0])), "near")
        raise TooPoor("no article holds two words of middling frequency near each other")

    def _wildcard(self) -> Question:
        """Three letters of a word of middling frequency, and two after one that is left out, as in `neg*ti*`.

        The end is left open, for engines that know a word by its stem.
        """
        for _ in range(ATTEMPTS):
            word = self._together(1)[0]
            if len(word) > 6:
                return Question((word[:3], word[4:6]), "wildcard")
        raise TooPoor("no article holds a word of seven letters")

    def _dated(self) -> Question:
        """A word of an article, and 30 to 365 days around the day of that article."""
        for _ in range(ATTEMPTS):
            article = self._chance.choice(self._articles)
            fitting = sorted(self._middle.intersection(_words(article.body)))
            if fitting and article.day != NO_DAY:
                before, after = self._chance.randint(15, 180), self._chance.randint(15, 185)
                return Question((self._chance.choice(fitting),), days=(article.day - before, article.day + after))
        raise TooPoor("no article with a word of middling frequency has a date")


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
