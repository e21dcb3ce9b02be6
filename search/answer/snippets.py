"""Excerpts that show why an article matches: cut at sentence borders, the best passage first.

A passage is a run of whole sentences of one paragraph. It is worth the weights of the distinct
clauses that it shows, rare words more than common ones, and a little for each repetition; of equal
ones the earlier wins. After the first, a passage that shows a clause not seen yet is preferred.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from indexer.analysis.sentences import sentences
from indexer.article import Article
from search.answer.context import NO_CONTEXT, Context, surrounded
from search.answer.highlights import Marker, Match, joined
from search.results import Mark, Snippet

PASSAGE_WIDTH = 280
"""The code points that a passage of several sentences may have, and where a long sentence is cut."""

_REPEATED = 0.15  # what the second and further occurrences of a clause add, each by a logarithm
_SEEN = 0.3  # what a clause is still worth in the passages after the first that shows it


@dataclass(frozen=True, slots=True)
class _Passage:
    start: int
    end: int
    matches: tuple[Match, ...]


def snippets(
    article: Article, marker: Marker, *, passages: int, context: Context = NO_CONTEXT
) -> tuple[Snippet, ...]:
    """The title if it matches, then up to `passages` excerpts of the body (the lead if none matches).

    With `context` around each; those that touch then are one.
    """
    found = []
    if in_title := marker.spans("title", article.title, language=article.language, beside=article.body):
        found.append(Snippet(field="title", text=article.title, start=0, marks=in_title))
    if not passages:
        return tuple(found)
    matches = marker.matches("body", article.body, language=article.language, beside=article.title)
    if not matches:
        chosen = _lead(article.body)
    else:
        chosen = _best(_candidates(article.body, matches), marker.weights, passages)
    cores = [(passage.start, passage.end) for passage in chosen]
    if context:
        chosen = _surrounded(article.body, chosen, matches, context)
    for passage in chosen:
        inside = tuple(core for core in cores if passage.start <= core[0] and core[1] <= passage.end)
        found.append(_snippet(article.body, passage, cores=inside if context else ()))
    return tuple(found)


def _surrounded(body: str, chosen: list[_Passage], matches: Sequence[Match], context: Context) -> list[_Passage]:
    """The passages with what stands around them, in the same order, those that meet joined to the better one."""
    spans: list[tuple[int, int]] = []
    for passage in chosen:
        start, end = surrounded(body, passage.start, passage.end, context)
        apart: list[tuple[int, int]] = []
        place = len(spans)
        for first, last in spans:
            if first <= end and start <= last:
                start, end, place = min(start, first), max(end, last), min(place, len(apart))
            else:
                apart.append((first, last))
        spans = [*apart[:place], (start, end), *apart[place:]]
    starts = [match.start for match in matches]
    return [_Passage(start, end, _inside(matches, starts, start, end)) for start, end in spans]


def _snippet(body: str, passage: _Passage, *, cores: tuple[Mark, ...] = ()) -> Snippet:
    marks = joined((match.start, match.end) for match in passage.matches)
    return Snippet(
        field="body",
        text=body[passage.start : passage.end],
        start=passage.start,
        marks=tuple((start - passage.start, end - passage.start) for start, end in marks),
        passages=tuple(sorted((start - passage.start, end - passage.start) for start, end in cores)),
    )


def _lead(body: str) -> list[_Passage]:
    for start, end in sentences(body):
        return [_Passage(*cut_around(body, start, end, start, start), ())]
    return []


def _candidates(body: str, matches: Sequence[Match]) -> list[_Passage]:
    """For each sentence with a match, the passage that begins there."""
    found: list[_Passage] = []
    at = 0
    while at < len(matches):
        line = body.rfind("\n", 0, matches[at].start) + 1
        line_end = body.find("\n", matches[at].end)
        cuts = list(sentences(body, line, len(body) if line_end < 0 else line_end))
        last = cuts[-1][1]
        first = at
        while at < len(matches) and matches[at].start < last:
            at += 1
        found.extend(_passages(body, cuts, matches[first:at]))
    return found


def _passages(body: str, cuts: list[tuple[int, int]], matches: Sequence[Match]) -> list[_Passage]:
    found = []
    starts = [match.start for match in matches]
    for nth, (start, end) in enumerate(cuts):
        first, behind = bisect_left(starts, start), bisect_left(starts, end)
        if first == behind:
            continue
        if end - start > PASSAGE_WIDTH:
            start, end = cut_around(body, start, end, starts[first], matches[behind - 1].end)
        last = nth
        while last + 1 < len(cuts) and cuts[last + 1][1] - start <= PASSAGE_WIDTH:
            last += 1
            end = cuts[last][1]
        found.append(_Passage(start, end, _inside(matches, starts, start, end)))
    return found


def _inside(matches: Sequence[Match], starts: Sequence[int], start: int, end: int) -> tuple[Match, ...]:
    """The matches, which begin at `starts`, that lie from `start` to `end`."""
    return tuple(
        match for match in matches[bisect_left(starts, start) : bisect_left(starts, end)] if match.end <= end
    )


def cut_around(body: str, start: int, end: int, first: int, last: int) -> tuple[int, int]:
    """At most PASSAGE_WIDTH of a long sentence, at word borders, around the matches from `first` on."""
    if end - start <= PASSAGE_WIDTH:
        return start, end
    spare = max(PASSAGE_WIDTH - (min(last, first + PASSAGE_WIDTH) - first), 0)
    begin = max(start, first - spare // 2)
    if begin > start:
        begin = body.find(" ", begin - 1, first) + 1 or first
    stop = min(end, begin + PASSAGE_WIDTH)
    if stop < end:
        border = body.rfind(" ", first + 1, stop)
        stop = border if border > begin else stop
    return begin, stop


def _best(candidates: list[_Passage], weights: Sequence[float], wanted: int) -> list[_Passage]:
    chosen: list[_Passage] = []
    seen: set[int] = set()
    left = candidates
    while left and len(chosen) < wanted:
        best = max(left, key=lambda passage: (_worth(passage, weights, seen), -passage.start))
        chosen.append(best)
        seen.update(match.clause for match in best.matches)
        left = [other for other in left if other.end <= best.start or other.start >= best.end]
    return chosen


def _worth(passage: _Passage, weights: Sequence[float], seen: set[int]) -> float:
    counts: dict[int, int] = {}
    for match in passage.matches:
        counts[match.clause] = counts.get(match.clause, 0) + 1
    return sum(
        weights[clause] * (_SEEN if clause in seen else 1.0) * (1 + _REPEATED * log(times))
        for clause, times in counts.items()
    )
