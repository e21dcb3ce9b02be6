"""Make the weights of the speaker model from annotated articles.

    python -m tools.quotes.train ../shared/data/quotes/polnear-train.jsonl.gz

The articles are JSON lines with `text` and `quotes`, each quote with offsets and the offsets of the mention of
its speaker. The loss is the negative log of the probability of all right candidates together, with an L2
penalty, minimised over all quotations at once by gradient steps with a step per weight (Rprop-, Riedmiller
and Braun 1993). Nothing is random; the weights are rounded, so the file is the same on every run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer import quotes
from indexer.quotes.attribution import Attempt, attempts, forget_weights
from indexer.quotes.candidates import Candidate
from indexer.quotes.entity import Entity
from indexer.quotes.model import features
from indexer.quotes.pronouns import antecedents, gender_of
from indexer.quotes.pronouns import features as antecedent_features
from indexer.quotes.speech import features as speech_features
from indexer.quotes.speech import is_long

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


FOLDS = 4
HEAD = "# feature, weight; made by tools/quotes/train.py, not by hand\n"


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


@dataclass(frozen=True, slots=True)
class Lesson:
    """A run with its annotation, if it has one, and which of its candidates are right."""

    attempt: Attempt
    quote: dict[str, Any] | None
    candidates: list[Candidate]
    right: list[bool]
    spoke: list[tuple[int, Entity | None]]


def lessons(article: dict[str, Any]) -> Iterator[Lesson]:
    """Every run of an annotated article, in order, with who is annotated to have spoken before."""
    quotes = sorted(article["quotes"], key=lambda quote: quote["start"])
    previous: dict[str, Any] | None = None
    spoke: list[tuple[int, Entity | None]] = []
    for attempt in attempts(article["text"]):
        run = attempt.runs[attempt.number]
        quote = next((one for one in quotes if one["start"] < run.end and run.start < one["end"]), None)
        found = attempt.candidates()
        right = right_candidates(attempt, found, quote, previous) if quote is not None else [False] * len(found)
        yield Lesson(attempt, quote, found, right, spoke)
        previous = quote or previous
        name = quote["speaker"] if quote is not None else None
        speaker = next((one for one in attempt.scene.people.entities if name and same_person(one.name, name)), None)
        spoke = [*spoke, (attempt.scene.context.at[attempt.number], speaker)]


def right_candidates(
    attempt: Attempt, found: list[Candidate], quote: dict[str, Any], previous: dict[str, Any] | None
) -> list[bool]:
    """Which candidates are the annotated speaker: by place, or carried on from the quotation before."""
    begin, end = quote.get("speaker_mention_start"), quote.get("speaker_mention_end")
    if begin is None or end is None:
        return [candidate.side == "0" for candidate in found]
    right, named = [], []
    name = (quote["speaker"] or "").split()
    context = attempt.scene.context
    for candidate in found:
        if candidate.place < 0:
            right.append(False)
            named.append(False)
            continue
        place = attempt.place(candidate)
        entity = attempt.scene.people.at(place)
        start = context.span(place, place + 1)[0]
        right.append(begin <= start < end)
        named.append(right[-1] and bool(name) and entity is not None and name[-1] in entity.words)
    if sum(right) > 1 and any(named):
        return named
    if not any(right) and previous is not None:
        same = previous.get("speaker_mention_start") == begin
        same = same or (bool(name) and previous["speaker"] == quote["speaker"])
        return [same and candidate.side == "C" for candidate in found]
    return right


def examples(article: dict[str, Any]) -> Iterator[Example]:
    """What an annotated article teaches of speakers."""
    for lesson in lessons(article):
        if any(lesson.right):
            yield Example([features(candidate.known) for candidate in lesson.candidates], lesson.right)


def antecedent_examples(article: dict[str, Any]) -> Iterator[Example]:
    """What it teaches of pronouns: who of the people named before is meant."""
    for lesson in lessons(article):
        quote, scene = lesson.quote, lesson.attempt.scene
        if quote is None or not quote["speaker"] or quote["speaker_type"] != "pronoun":
            continue
        for candidate, good in zip(lesson.candidates, lesson.right, strict=True):
            if good and candidate.place >= 0 and scene.simple[candidate.place] in "Pp":
                place = lesson.attempt.place(candidate)
                start, end = scene.context.span(place, place + 1)
                gender = gender_of(scene.context.text[start:end])
                letter = scene.context.letters[place]
                found = antecedents(scene.people, place, gender, lesson.spoke, pronoun=letter)
                same = [same_person(one.entity.name, quote["speaker"]) for one in found]
                if any(same):
                    yield Example([antecedent_features(one.known) for one in found], same)


def same_person(one: str, other: str) -> bool:
    """Whether two names share a surname."""
    first, second = one.lower().split(), other.lower().split()
    return bool(first and second) and (first[-1] in second or second[-1] in first)


def speech_examples(article: dict[str, Any]) -> Iterator[Example]:
    """What it teaches of runs that are nobody's words; the weights of the speakers must be there already, and must
    have been made without this article, for the model to know chances as it will meet them."""
    for lesson in lessons(article):
        runs, number = lesson.attempt.runs, lesson.attempt.number
        run = runs[number]
        if is_long(article["text"], runs, number):
            continue  # not judged by the model
        if any(run.start < one["end"] and one["start"] < run.end for one in article["ignore"]):
            continue
        best, chance = lesson.attempt.likeliest()
        known = lesson.attempt.shape(article["text"], best, chance)
        spoken = lesson.quote is not None
        yield Example([speech_features(known), []], [spoken, not spoken])


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


def fold_of(article: dict[str, Any]) -> int:
    """One of four folds, by the id."""
    return zlib.crc32(article["id"].encode()) % FOLDS


def train(path: Path, data: list[dict[str, Any]]) -> str:
    """Write the weights that `data` teaches and use them from now on; a line that says what was learned."""
    by_fold: dict[int, list[Example]] = {}
    for article in data:
        by_fold.setdefault(fold_of(article), []).extend(examples(article))
    people = Problem(one for article in data for one in antecedent_examples(article))
    # What is said is judged with the likeliest speaker, as weights find it that do not know the article.
    judged: list[Example] = []
    for fold in sorted(by_fold):
        others = _mention_lines(Problem(one for other, known in by_fold.items() if other != fold for one in known))
        _write(path, others)
        judged += [one for article in data if fold_of(article) == fold for one in speech_examples(article)]
    speech = Problem(judged, at_least=3)
    mentions = Problem(one for fold in sorted(by_fold) for one in by_fold[fold])
    kept = _mention_lines(mentions)
    kept += lines(people, minimise(people, penalty=4.5), threshold=0.03)
    kept += lines(speech, minimise(speech, penalty=3.0), threshold=0.03)
    _write(path, kept)
    return f"{mentions.examples} quotations, {people.examples} pronouns, {speech.examples} runs, {len(kept)} weights"


def _mention_lines(problem: Problem) -> list[str]:
    """The weights of the candidates that a problem teaches."""
    return lines(problem, minimise(problem, penalty=1.0), threshold=0.03)


def _write(path: Path, rows: list[str]) -> None:
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    forget_weights()


def main() -> None:
    """Train on the articles given and write the weights where the extractor reads them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    args = parser.parse_args()
    print(train(Path(quotes.__file__).with_name("speaker_weights.tsv"), list(articles(args.articles))))


if __name__ == "__main__":
    main()
