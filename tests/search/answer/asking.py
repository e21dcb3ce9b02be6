"""Queries of all kinds, made from the words of real articles, for comparing two ways to mark their answers."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence

from indexer.article import Article, Quotation

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_COMMON = ["the", "of", "us", "who", "it", "US", "WHO", "U.S.", "and", "a", "in", "said", "not", "is"]
Stored = tuple[Article, Sequence[Quotation]]


class Asker:
    """Makes queries that some article meets, and some that none does."""

    def __init__(self, articles: Sequence[Stored], chance: random.Random) -> None:
        self._articles = articles
        self._chance = chance
        self._kinds: list[Callable[[], str]] = [
            self._words, self._words, self._any, self._headline, self._phrase, self._phrase, self._loose, self._near,
            self._near, self._adjacent, self._sentence, self._paragraph, self._counted, self._pattern, self._inside,
            self._fuzzy, self._exact, self._name, self._title, self._lead, self._said, self._spoken, self._mixed,
            self._not, self._long, self._number, self._strange, self._small, self._nested,
        ]  # fmt: skip

    def queries(self, number: int) -> Iterator[str]:
        """So many, the kinds by turns."""
        for at in range(number):
            yield self._kinds[at % len(self._kinds)]()

    def _body(self) -> str:
        while True:
            article, _ = self._chance.choice(self._articles)
            if len(article.body) > 200:
                return article.body

    def _row(self, count: int) -> list[str]:
        """Words that stand one behind the other."""
        while True:
            body = self._body()
            start = self._chance.randrange(len(body))
            found = _WORD.findall(body[start : start + 40 * count])[1 : count + 1]
            if len(found) == count:
                return found

    def _one(self) -> str:
        if self._chance.random() < 0.1:
            return self._chance.choice(_COMMON)
        return max(self._row(3), key=len)

    def _case(self, word: str) -> str:
        return self._chance.choice([word, word, word.lower(), word.upper(), word.title()])

    def _words(self) -> str:
        words = self._row(6)
        return " ".join(self._case(word) for word in self._chance.sample(words, self._chance.randint(1, 3)))

    def _any(self) -> str:
        return " OR ".join(self._case(self._one()) for _ in range(self._chance.randint(2, 4)))

    def _headline(self) -> str:
        return " OR ".join(f'"{word}"' if word.isupper() else word for word in self._row(9))

    def _quoted(self, most: int = 5) -> str:
        return f'"{" ".join(self._row(self._chance.randint(2, most)))}"'

    def _phrase(self) -> str:
        return self._quoted()

    def _loose(self) -> str:
        row = self._row(6)
        return f'"{row[0]} {row[2]}"~{self._chance.randint(1, 6)}'

    def _part(self) -> str:
        row = self._row(8)
        return self._chance.choice(
            [row[3]] * 3 + [f'"{row[3]} {row[4]}"', f"({row[3]} OR {row[0]})", f"{row[3][:4]}*", f"={row[3]}"]
        )

    def _between(self, operator: str) -> str:
        """Two words that stand near each other, or two that may not."""
        row = self._row(8)
        if self._chance.random() < 0.7:
            return f"{row[0]} {operator} {row[self._chance.randint(2, 7)]}"
        return f"{self._part()} {operator} {self._part()}"

    def _near(self) -> str:
        return self._between(f"NEAR/{self._chance.choice([1, 2, 3, 5, 8, 40])}")

    def _adjacent(self) -> str:
        return self._between(f"ADJ/{self._chance.choice([1, 2, 3, 5, 8, 40])}")

    def _sentence(self) -> str:
        return self._between("SENT")

    def _paragraph(self) -> str:
        return self._between("PARA")

    def _counted(self) -> str:
        return f"atleast{self._chance.randint(2, 5)}:{self._one()}"

    def _pattern(self) -> str:
        word = max(self._row(4), key=len).lower()
        return f"{word[: max(len(word) - 2, 3)]}*" if len(word) > 3 else f"{word}{word}*"

    def _inside(self) -> str:
        word = max(self._row(5), key=len).lower()
        if len(word) < 6:
            return f"{word}?"
        return self._chance.choice([f"{word[:4]}?{word[5:]}", f"{word[:3]}*{word[4:]}", f"{word[:4]}*{word[-1]}"])

    def _fuzzy(self) -> str:
        word = max(self._row(5), key=len).lower()
        return f"{word[:2]}{word[3:]}~" if len(word) > 5 else f"{word}~1"

    def _exact(self) -> str:
        return f"={self._one()}"

    def _name(self) -> str:
        names = [quotation.speaker for _, said in self._articles for quotation in said[:1] if quotation.speaker]
        name = self._chance.choice(names) if names else self._one()
        return self._chance.choice([name, name.split()[-1], f'"{name}"', f"={name.split()[-1]}"])

    def _title(self) -> str:
        article, _ = self._chance.choice(self._articles)
        words = _WORD.findall(article.title) or self._row(2)
        return f"{self._chance.choice(['title', 'body'])}:{self._chance.choice(words)}"

    def _lead(self) -> str:
        words = _WORD.findall(self._body()[:400])
        return self._chance.choice([f"lead:{self._chance.choice(words)}", f'lead:"{words[3]} {words[4]}"'])

    def _said(self) -> str:
        said = [quotation.text for _, row in self._articles for quotation in row[:2]]
        words = _WORD.findall(self._chance.choice(said)) if said else self._row(4)
        return f"quote:{max(words or ['it'], key=len)}" if len(words) < 4 else f'quote:"{words[1]} {words[2]}"'

    def _spoken(self) -> str:
        return f"{self._name()} quote:{self._one()}"

    def _mixed(self) -> str:
        return f"{self._one()} ({self._quoted(3)} OR {self._one()}) {self._pattern()}"

    def _not(self) -> str:
        return f"{self._one()} -{self._one()}"

    def _long(self) -> str:
        return " OR ".join(word.lower() for word in self._row(60))

    def _number(self) -> str:
        numbers = re.findall(r"\d[\d.,]*\d", self._body()) or ["2022"]
        number = self._chance.choice(numbers)
        return self._chance.choice([number, f'"{number}"', number.replace(",", "")])

    def _strange(self) -> str:
        for _ in range(200):
            odd = [word for word in _WORD.findall(self._body()) if not word.isascii() or "." in word]
            if odd:
                return self._chance.choice(odd)
        return "Łódź"

    def _small(self) -> str:
        return self._chance.choice([*_COMMON, "s", "d", "m", "100", "1,000", "don't", "isn't", "u.s", "a.m."])

    def _nested(self) -> str:
        row = self._row(8)
        return self._chance.choice(
            [
                f"({row[0]} OR {row[1]}) NEAR/4 ({row[3]} OR {row[4][:4]}*)",
                f'"{row[0]} {row[1]}" NEAR/6 {row[5]}',
                f"{row[0]} NEAR/9 {row[3]} NEAR/9 {row[6]}",
                f"{row[0]} SENT {row[3]} SENT {row[6]}",
                f'"{row[0]} {row[1]}" SENT {row[6]}',
                f"atleast2:({row[0]} OR {row[4]})",
            ]
        )
