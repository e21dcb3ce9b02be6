"""The engine beside tantivy, query class by query class: p50 of the same queries over the same articles.

    python -m bench.engine [FOLDER] [--news FOLDER] [--rounds N]

FOLDER keeps both indexes between runs (default: a temporary one). The first round is cold (each query of a
class for the first time), the rest warm. Both sides get queries that are built already and give the number
of all matches with the best. Everything runs in one thread, the two sides in turn.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from whoosh.query import And, NumericRange, Or, Phrase, Prefix, Term

from indexer.analysis import stem, surfaces
from indexer.article import Article, PublicationDate
from indexer.schema import NO_DATE
from indexer.store import Index, IndexWriter, open_index, optimize
from search.engine import count, rank

NEWS = Path(__file__).parents[2] / "shared" / "data" / "news"
COMMON = "the of to in and a said for on that is was with by he it from at as have has were they would will".split()
Case = tuple[Callable[[], object], Callable[[], object]]


def articles(folder: Path) -> Iterator[Article]:
    """The news, one article for each record."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file):
                record = json.loads(line)
                date = PublicationDate.parse(record["date"][:10]) if record.get("date") else None
                yield Article(id=f"{path.name}#{number}", title=record["title"] or "", body=record["text"], date=date)


def peer_schema() -> tantivy.Schema:
    """Stems, words and the day, with positions, as the engine has them."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="en_stem", index_option="position")
    builder.add_text_field("words", tokenizer_name="default", index_option="position")
    builder.add_integer_field("day", indexed=True, fast=True)
    return builder.build()


def built(folder: Path, news: Path) -> tuple[Index, tantivy.Index]:
    """Both indexes, made where they are missing; one segment each."""
    ours, theirs = folder / "onrecord", folder / "tantivy"
    if not ours.exists():
        with IndexWriter(ours) as writer:
            for article in articles(news):
                writer.put(article, [])
            writer.commit({})
        optimize(ours)
    if not theirs.exists():
        theirs.mkdir(parents=True)
        peer = tantivy.Index(peer_schema(), path=str(theirs))
        with_one = peer.writer(heap_size=1_000_000_000, num_threads=1)
        for article in articles(news):
            text = f"{article.title}\n{article.body}"
            day = article.date.first.toordinal() if article.date else 0
            with_one.add_document(tantivy.Document(text=text, words=text, day=day))
        with_one.commit()
        with_one.wait_merging_threads()
    return open_index(ours), tantivy.Index(peer_schema(), path=str(theirs))


class Cases:
    """The same queries for both sides, from words that stand together in the articles."""

    def __init__(self, index: Index, peer: tantivy.Index, *, size: int = 150, seed: int = 5) -> None:
        self.index, self.searcher, self.schema = index, peer.searcher(), peer_schema()
        chance = random.Random(seed)
        field = index.segments[0].articles.fields["words"]
        most = int(index.article_bases[-1]) * 0.08
        self.content: list[list[str]] = []
        self.headlines: list[list[str]] = []
        self.passages: list[list[str]] = []
        while min(len(self.content), len(self.headlines), len(self.passages)) < size:
            article = index.article(chance.randrange(int(index.article_bases[-1])))
            words, title = surfaces(article.body[:2000]), surfaces(article.title)
            found = [(word, field.terms.find(word.encode())) for word in words if word.isascii() and word.isalpha()]
            rare = [word for word, at in found if at >= 0 and len(word) > 3 and 20 <= field.doc_frequency(at) <= most]
            if len(rare) >= 3:
                self.content.append(chance.sample(rare, 3))
            if len(title) >= 6 and all(word.isascii() for word in title):
                self.headlines.append(title[:10])
            at = chance.randrange(max(len(words) - 4, 1))
            if len(words) > 20 and all(word.isascii() and word.isalpha() for word in words[at : at + 4]):
                self.passages.append(words[at : at + 4])
        self.common = [chance.sample(COMMON, 2) for _ in range(size // 3)]
        for made in (self.content, self.headlines, self.passages):
            del made[size:]
        dates = index.dates()[0]
        self.low, self.high = (int(day) for day in np.percentile(dates[dates != NO_DATE], [30, 70]))

    def _term(self, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self.schema, "text", stem(word))

    def _both(self, ours: Any, theirs: tantivy.Query, *, limit: int = 10, newest: bool = False) -> Case:
        index, searcher = self.index, self.searcher
        if newest:
            first = lambda: rank(index, ours, limit=limit, sort="newest")  # noqa: E731
            return first, lambda: searcher.search(theirs, limit, order_by_field="day")
        return lambda: rank(index, ours, limit=limit), lambda: searcher.search(theirs, limit)

    def _words(self, words: list[str], kind: Any, occur: Any, *, limit: int = 10) -> Case:
        ours = kind([Term("text", stem(word)) for word in words])
        return self._both(ours, tantivy.Query.boolean_query([(occur, self._term(word)) for word in words]), limit=limit)

    def _counted(self, words: list[str]) -> Case:
        ours = And([Term("text", stem(word)) for word in words])
        theirs = tantivy.Query.boolean_query([(tantivy.Occur.Must, self._term(word)) for word in words])
        return lambda: count(self.index, ours), lambda: self.searcher.search(theirs, 1).count

    def _phrase(self, words: list[str]) -> Case:
        return self._both(Phrase("words", words), tantivy.Query.phrase_query(self.schema, "words", words))

    def _dated(self, word: str) -> Case:
        days = tantivy.Query.range_query(self.schema, "day", tantivy.FieldType.Integer, self.low, self.high)
        both = tantivy.Query.boolean_query([(tantivy.Occur.Must, self._term(word)), (tantivy.Occur.Must, days)])
        lower, upper = NumericRange("date", self.low, None), NumericRange("date_last", None, self.high)
        return self._both(And([Term("text", stem(word)), lower, upper]), both)

    def _prefix(self, start: str) -> Case:
        return self._both(Prefix("words", start), tantivy.Query.regex_query(self.schema, "words", f"{start}.*"))

    def classes(self) -> dict[str, list[Case]]:
        """The query classes by name."""
        should, must = tantivy.Occur.Should, tantivy.Occur.Must
        one = [words[0] for words in self.content]
        return {
            "one word": [self._both(Term("text", stem(word)), self._term(word)) for word in one],
            "two words AND": [self._words(words[:2], And, must) for words in self.content],
            "two words OR": [self._words(words[:2], Or, should) for words in self.content],
            "three words OR": [self._words(words, Or, should) for words in self.content],
            "headline OR": [self._words(words, Or, should) for words in self.headlines],
            "phrase of two": [self._phrase(words[:2]) for words in self.passages],
            "phrase of four": [self._phrase(words) for words in self.passages],
            "two common OR": [self._words(words, Or, should) for words in self.common],
            "two common AND": [self._words(words, And, must) for words in self.common],
            "prefix": [self._prefix(word[:5]) for word in one],
            "word in a date range": [self._dated(word) for word in one],
            "word by date": [self._both(Term("text", stem(w)), self._term(w), newest=True) for w in one],
            "top 1000 of two OR": [self._words(words[:2], Or, should, limit=1000) for words in self.content],
            "count of two AND": [self._counted(words[:2]) for words in self.content],
        }


def measured(cases: list[Case], rounds: int) -> tuple[list[float], list[float]]:
    """p50 in microseconds of ours and theirs: cold, then the best of the warm rounds."""
    ours, theirs = [], []
    for _ in range(rounds):
        spent: tuple[list[float], list[float]] = ([], [])
        for pair in cases:
            for side, ask in enumerate(pair):
                start = time.perf_counter()
                ask()
                spent[side].append(time.perf_counter() - start)
        ours.append(statistics.median(spent[0]) * 1e6)
        theirs.append(statistics.median(spent[1]) * 1e6)
    return [ours[0], min(ours[1:])], [theirs[0], min(theirs[1:])]


def main() -> None:
    """Prints a line for each class and the geometric mean of the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--news", type=Path, default=NEWS)
    parser.add_argument("--rounds", type=int, default=6)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        index, peer = built(options.folder or Path(scratch), options.news)
        print(f"{'p50 in microseconds':22}{'cold':>8}{'tantivy':>9}{'ratio':>7}{'warm':>10}{'tantivy':>9}{'ratio':>7}")
        ratios = []
        for name, cases in Cases(index, peer).classes().items():
            ours, theirs = measured(cases, options.rounds)
            ratios.append([mine / other for mine, other in zip(ours, theirs, strict=True)])
            (cold, warm), (cold_ratio, warm_ratio) = zip(ours, theirs, strict=True), ratios[-1]
            print(f"{name:22}{cold[0]:8.1f}{cold[1]:9.1f}{cold_ratio:7.2f}{warm[0]:10.1f}{warm[1]:9.1f}{warm_ratio:7.2f}")
        cold_mean, warm_mean = np.exp(np.log(ratios).mean(axis=0))
        print(f"{'geometric mean':22}{cold_mean:24.2f}{warm_mean:26.2f}")


if __name__ == "__main__":
    main()
