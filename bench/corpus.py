"""The articles that every engine is given: read, generated or grown, and handed over in one file.

A prepared file holds articles as nearest to memory as Python has it (`marshal`), in batches, so
that reading them costs next to nothing (about 1 GB/s) and holds one batch at a time.
"""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import json
import marshal
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

BATCH = 500
NO_DAY = 0
FIRST_DAY = dt.date(2015, 1, 1).toordinal()


class Prepared(NamedTuple):
    """One article as every engine gets it; `day` is a proleptic Gregorian ordinal, NO_DAY if none is stated."""

    id: str
    title: str
    body: str
    day: int

    @property
    def size(self) -> int:
        """Bytes of UTF-8 in title and body: what MB/s and the index's size are measured by."""
        return len(self.title.encode()) + len(self.body.encode())


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """Where prepared articles lie, how many they are, and their text in bytes."""

    path: Path
    articles: int
    text_bytes: int


def read_json_lines(places: Sequence[Path]) -> Iterator[Prepared]:
    """The articles of JSON-lines files (also gzipped), or of all such files of folders, in order of name.

    Understood keys: `id`, `title`, `date` (ISO), `text` or `body`. Records without a body are left
    out, as are repeated ids.
    """
    seen: set[str] = set()
    for path in _files(places):
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                record = json.loads(line)
                article_id = _text(record.get("id")).strip() or f"{path.name}#{number}"
                body = _text(record.get("text") or record.get("body"))
                if body.strip() and article_id not in seen:
                    seen.add(article_id)
                    yield Prepared(article_id, _text(record.get("title")), body, _day(record.get("date")))


def _files(places: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for place in places:
        found += sorted([*place.rglob("*.jsonl"), *place.rglob("*.jsonl.gz")]) if place.is_dir() else [place]
    return found


def _text(value: object) -> str:
    """A string that UTF-8 can hold: half of the engines take no lone surrogates."""
    return "" if value is None else str(value).encode("utf-8", "replace").decode()


def _day(text: object) -> int:
    try:
        return dt.date.fromisoformat(str(text)[:10]).toordinal()
    except ValueError:
        return NO_DAY


def spread(articles: Sequence[Prepared], number: int) -> list[Prepared]:
    """`number` articles at even distances, so that a part holds the sources in the same proportions."""
    if number >= len(articles):
        return list(articles)
    return [articles[position * len(articles) // number] for position in range(number)]


def generate(number: int, *, seed: int = 7) -> Iterator[Prepared]:
    """Articles of made-up words whose frequencies follow Zipf's law, 60 to 400 words each.

    No word has an ending that an English stemmer would touch, so every engine indexes the same terms.
    """
    chance = random.Random(seed)
    vocabulary = _made_up_words(8000)
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(vocabulary))))
    for position in range(number):
        title = chance.choices(vocabulary, cum_weights=weights, k=10)
        words = chance.choices(vocabulary, cum_weights=weights, k=chance.randint(60, 400))
        body = " ".join(" ".join(words[start : start + 20]) + "." for start in range(0, len(words), 20))
        yield Prepared(f"made-{position}", " ".join(title), body, FIRST_DAY + chance.randrange(2000))


def _made_up_words(number: int) -> list[str]:
    syllables = [consonant + vowel for consonant in "bdfgkmprtv" for vowel in "aou"]
    words = ("".join(parts) + "k" for length in (2, 3) for parts in itertools.product(syllables, repeat=length))
    found = list(itertools.islice(words, 24_000))
    random.Random(1).shuffle(found)
    return found[:number]


class Grower:
    """Makes a corpus larger than it is, by copies that are articles of their own.

    The first copy is the corpus itself. In every other one
    - each sentence (text up to a full stop and a space) is, with a chance of 15 %, replaced by a
      sentence from elsewhere in the corpus, one at least, so that no two copies score alike;
    - each word that at most RARE articles hold is, for one copy in four, spelled in a way that no
      other copy has, so that the vocabulary grows with the text (16 copies hold about five times
      the words of one: Heaps' law with an exponent near 0.6, as English has it);
    - the id names the copy, and the date moves by 97 days a copy.
    """

    RARE = 20

    def __init__(self, articles: Sequence[Prepared], *, seed: int = 11) -> None:
        self._articles = articles
        self._seed = seed
        self._rare = self._rare_words()

    def _rare_words(self) -> dict[str, int]:
        """Each rare word, and which one of four copies spells it in a way of its own."""
        counts: dict[str, int] = {}
        for article in self._articles:
            for word in set(article.body.split()):
                if word.isalpha():
                    counts[word] = counts.get(word, 0) + 1
        return {word: _hash(word) % 4 for word, count in counts.items() if count <= self.RARE}

    def grow(self, number: int) -> Iterator[Prepared]:
        """The first `number` articles of as many copies as it takes."""
        chance = random.Random(self._seed)
        for position in range(number):
            copy, which = divmod(position, len(self._articles))
            article = self._articles[which]
            yield self._varied(article, copy, chance) if copy else article

    def _varied(self, article: Prepared, copy: int, chance: random.Random) -> Prepared:
        sentences = article.body.split(". ")
        places = [place for place in range(len(sentences)) if chance.random() < 0.15]
        for place in places or [chance.randrange(len(sentences))]:
            sentences[place] = chance.choice(chance.choice(self._articles).body.split(". "))
        mark = f"q{chr(97 + copy // 26)}{chr(97 + copy % 26)}"
        words = (". ".join(sentences)).split(" ")
        rare = self._rare
        for place, word in enumerate(words):
            if rare.get(word) == copy % 4:
                words[place] = word + mark
        day = article.day + 97 * copy if article.day != NO_DAY else NO_DAY
        return Prepared(f"{article.id}~{copy}", article.title, " ".join(words), day)


def _hash(word: str) -> int:
    """A small hash that is the same in every process (FNV-1a, 32 bits)."""
    value = 2166136261
    for byte in word.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def write_prepared(articles: Iterable[Prepared], path: Path) -> PreparedFile:
    """Write articles for the engines' processes to read."""
    count = size = 0
    remaining = iter(articles)
    with path.open("wb") as file:
        while batch := list(itertools.islice(remaining, BATCH)):
            count += len(batch)
            size += sum(article.size for article in batch)
            packed = marshal.dumps([tuple(article) for article in batch])
            file.write(len(packed).to_bytes(8, "little") + packed)
    return PreparedFile(path, count, size)


def read_prepared(path: Path) -> Iterator[Prepared]:
    """The articles of a file that this program wrote itself, a batch at a time."""
    with path.open("rb") as file:
        while length := file.read(8):
            for values in marshal.loads(file.read(int.from_bytes(length, "little"))):
                yield Prepared(*values)
