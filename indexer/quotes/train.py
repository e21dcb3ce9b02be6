"""Make the weights of the speaker model from annotated articles.

    python -m indexer.quotes.train ../shared/data/quotes/polnear-train.jsonl.gz

The articles are JSON lines with `text` and `quotes`, each quote with offsets and the offsets of the mention of
its speaker. The loss is the negative log of the probability of all right candidates together, with an L2
penalty, minimised over all quotations at once by gradient steps with a step per weight (Rprop-, Riedmiller
and Braun 1993). Nothing is random; the weights are rounded, so the file is the same on every run.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.quotes.attribution import Attempt, attempts
from indexer.quotes.model import features
from indexer.quotes.people import Entity, People
from indexer.quotes.pronouns import antecedents, gender_of
from indexer.quotes.pronouns import features as antecedent_features
from indexer.quotes.speech import features as speech_features

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """One quotation: the features of each candidate, and which candidates are right."""

    candidates: list[list[str]]
    right: list[bool]


def articles(path: Path) -> Iterator[dict[str, Any]]:
    """The articles of a file of JSON lines, gzipped or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def examples(article: dict[str, Any]) -> Iterator[Example]:
    """What one annotated article teaches."""
    quotes = sorted(article["quotes"], key=lambda quote: quote["start"])
    previous: dict[str, Any] | None = None
    for attempt in attempts(article["text"]):
        quote = _annotated(quotes, attempt)
        if quote is None:
            continue
        right = right_candidates(attempt, quote, previous)
        previous = quote
        if any(right):
            yield Example([features(candidate.known) for candidate in attempt.candidates], right)


def _annotated(quotes: list[dict[str, Any]], attempt: Attempt) -> dict[str, Any] | None:
    for quote in quotes:
        if quote["start"] < attempt.end and attempt.start < quote["end"]:
            return quote
    return None


def right_candidates(attempt: Attempt, quote: dict[str, Any], previous: dict[str, Any] | None) -> list[bool]:
    """Which candidates are the annotated speaker: by place, or carried on from the quotation before."""
    begin, end = quote.get("speaker_mention_start"), quote.get("speaker_mention_end")
    if begin is None:
        return [candidate.side == "0" for candidate in attempt.candidates]
    right = []
    for candidate in attempt.candidates:
        span = attempt.span(candidate)
        right.append(span is not None and span[0] < end and begin < span[1])
    if sum(right) > 1:
        right = _heads(attempt, right, quote)
    if not any(right) and previous is not None:
        same = previous.get("speaker_mention_start") == begin or (
            quote["speaker"] is not None and previous["speaker"] == quote["speaker"]
        )
        right = [same and candidate.side == "C" for candidate in attempt.candidates]
    return right


def _heads(attempt: Attempt, right: list[bool], quote: dict[str, Any]) -> list[bool]:
    """Of several candidates inside one annotated mention, those that are the annotated name, or the first."""
    name = (quote["speaker"] or "").split()
    kept = []
    for candidate, good in zip(attempt.candidates, right, strict=True):
        span = attempt.span(candidate)
        kept.append(bool(good and span and name and attempt.text[span[0] : span[1]].endswith(name[-1])))
    return kept if any(kept) else right


class Problem:
    """All examples as flat arrays; `loss` gives the loss and its gradient."""

    def __init__(self, data: Iterable[Example], *, at_least: int = 2) -> None:
        data = list(data)
        counts = Counter(feature for one in data for names in one.candidates for feature in names)
        self.names = sorted(feature for feature, count in counts.items() if count >= at_least)
        index = {feature: number for number, feature in enumerate(self.names)}
        columns: list[int] = []
        rows: list[int] = []
        group: list[int] = []
        right: list[bool] = []
        for number, one in enumerate(data):
            for names, good in zip(one.candidates, one.right, strict=True):
                found = [index[feature] for feature in names if feature in index]
                columns.extend(found)
                rows.extend([len(right)] * len(found))
                group.append(number)
                right.append(good)
        self.columns: Ints = np.array(columns, dtype=np.int64)
        self.rows: Ints = np.array(rows, dtype=np.int64)
        self.group: Ints = np.array(group, dtype=np.int64)
        self.right = np.array(right, dtype=np.float64)
        self.starts: Ints = np.flatnonzero(np.diff(self.group, prepend=-1))
        self.examples = len(data)

    def loss(self, weights: Floats, penalty: float) -> tuple[float, Floats]:
        """The loss at `weights` and its gradient."""
        scores = np.bincount(self.rows, weights[self.columns], len(self.group))
        scores -= np.maximum.reduceat(scores, self.starts)[self.group]
        chances = np.exp(scores)
        chances /= np.add.reduceat(chances, self.starts)[self.group]
        good = np.add.reduceat(chances * self.right, self.starts)
        pull = chances - chances * self.right / np.maximum(good, 1e-300)[self.group]
        gradient = np.bincount(self.columns, pull[self.rows], len(weights)) + penalty * weights
        return float(-np.log(np.maximum(good, 1e-300)).sum() + penalty / 2 * (weights @ weights)), gradient


def minimise(problem: Problem, *, penalty: float = 0.3, rounds: int = 120) -> Floats:
    """Weights that make the loss small: Rprop without weight-backtracking, from zero."""
    weights = np.zeros(len(problem.names))
    steps = np.full(len(weights), 0.05)
    last = np.zeros(len(weights))
    for _ in range(rounds):
        _, gradient = problem.loss(weights, penalty)
        agreement = gradient * last
        steps = np.clip(steps * np.where(agreement > 0, 1.2, np.where(agreement < 0, 0.5, 1.0)), 1e-5, 0.5)
        gradient = np.where(agreement < 0, 0.0, gradient)
        weights -= np.sign(gradient) * steps
        last = gradient
    return weights


def lines(problem: Problem, weights: Floats, *, threshold: float) -> list[str]:
    """The weights that matter, sorted by feature, two decimals."""
    return [
        f"{name}\t{weight:.2f}"
        for name, weight in zip(problem.names, weights.tolist(), strict=True)
        if abs(weight) >= threshold
    ]


def antecedent_examples(article: dict[str, Any]) -> Iterator[Example]:
    """What one annotated article teaches about pronouns: who of the people named before is meant."""
    quotes = sorted(article["quotes"], key=lambda quote: quote["start"])
    previous: dict[str, Any] | None = None
    spoke: list[tuple[int, Entity | None]] = []
    people: People | None = None
    for number, attempt in enumerate(attempts(article["text"])):
        people = people or People(attempt.context)
        place = attempt.context.at[number]
        quote = _annotated(quotes, attempt)
        if quote is None:
            spoke.append((place, None))
            continue
        right = right_candidates(attempt, quote, previous)
        previous = quote
        name = quote["speaker"]
        if name and quote["speaker_type"] == "pronoun":
            for candidate, good in zip(attempt.candidates, right, strict=True):
                letter = attempt.context.letters[candidate.first]
                span = attempt.span(candidate)
                if not good or span is None or letter not in "Pp":
                    continue
                gender = gender_of(attempt.text[span[0] : span[1]])
                found = antecedents(people, candidate.first, gender, spoke, pronoun=letter)
                same = [_same(one.entity.name, name) for one in found]
                if any(same):
                    yield Example([antecedent_features(one.known) for one in found], same)
        speaker = next((one for one in people.entities if name and _same(one.name, name)), None)
        spoke.append((place, speaker))


def _same(one: str, other: str) -> bool:
    """Whether two names share a surname."""
    first, second = one.lower().split(), other.lower().split()
    return bool(first and second) and (first[-1] in second or second[-1] in first)


def speech_examples(article: dict[str, Any]) -> Iterator[Example]:
    """What one annotated article teaches about runs that are nobody's words."""
    text = article["text"]
    for attempt in attempts(text):
        if any(attempt.start < one["end"] and one["start"] < attempt.end for one in article["ignore"]):
            continue
        spoken = _annotated(article["quotes"], attempt) is not None
        yield Example([speech_features(attempt.shape(text)), []], [spoken, not spoken])


def main() -> None:
    """Train on the articles given and write the weights beside this module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("speaker_weights.tsv"))
    args = parser.parse_args()
    data = list(articles(args.articles))
    mentions = Problem(one for article in data for one in examples(article))
    people = Problem(one for article in data for one in antecedent_examples(article))
    speech = Problem((one for article in data for one in speech_examples(article)), at_least=3)
    kept = lines(mentions, minimise(mentions, penalty=1.0), threshold=0.02)
    kept += lines(speech, minimise(speech, penalty=3.0), threshold=0.02)
    kept += lines(people, minimise(people, penalty=3.0), threshold=0.02)
    head = "# feature, weight; made by indexer/quotes/train.py, not by hand\n"
    args.out.write_text(head + "\n".join(kept) + "\n", encoding="utf-8")
    print(f"{mentions.examples} quotations, {people.examples} pronouns, {len(kept)} weights")


if __name__ == "__main__":
    main()
