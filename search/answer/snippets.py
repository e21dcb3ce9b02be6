"""Excerpts that show why an article matches: cut at sentence borders, the best passage first.

A passage is a run of whole sentences of one paragraph. It is worth the weights of the distinct
clauses that it shows, rare words more than common ones, and a little for each repetition; of equal
ones the earlier wins. After the first, a passage that shows a clause not seen yet is preferred.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from math import log
from typing import NamedTuple

from indexer.analysis.sentences import sentences
from indexer.article import Article
from search.answer.context import NO_CONTEXT, Context, surrounded
from search.answer.highlights import Marker, Match, marked
from search.results import Mark, Snippet

PASSAGE_WIDTH = 280
"""The code points that a passage of several sentences may have, and where a long sentence is cut."""

_REPEATED = 0.15  # what the second and further occurrences of a clause add, each by a logarithm
_SEEN = 0.3  # what a clause is still worth in the passages after the first that shows it


class _Passage(NamedTuple):
    start: int
    end: int
    matches: Sequence[Match]


def snippets(
    article: Article, marker: Marker, *, passages: int, context: Context = NO_CONTEXT
) -> tuple[Snippet, ...]:
    """The title if it matches, then up to `passages` excerpts of the body (the lead if none matches).

    With `context` around each; those that touch then are one.
    """
    found = []
    title, body, language = article.title, article.body, article.language
    if in_title := marker.spans("title", title, language=language, beside=body):
        found.append(Snippet(field="title", text=title, start=0, marks=in_title))
    if not passages:
        return tuple(found)
    matches = marker.matches("body", body, language=language, beside=title)
    chosen = _best(_candidates(body, matches), marker, passages) if matches else _lead(body)
    cores = [(passage.start, passage.end) for passage in chosen]
    if context:
        chosen = _surrounded(body, chosen, matches, context)
    for passage in chosen:
        inside = tuple(core for core in cores if passage.start <= core[0] and core[1] <= passage.end)
        found.append(_snippet(body, passage, cores=inside if context else ()))
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
    start, end, matches = passage
    return Snippet(
        field="body",
        text=body[start:end],
        start=start,
        marks=tuple([(first - start, last - start) for first, last in marked(matches)]),
        passages=tuple(sorted((first - start, last - start) for first, last in cores)),
    )


def _lead(body: str) -> list[_Passage]:
    for start, end in sentences(body):
        return [_Passage(*cut_around(body, start, end, start, start), [])]
    return []


def _candidates(body: str, matches: Sequence[Match]) -> list[_Passage]:
    """For each sentence with a match, the passage that begins there."""
    found: list[_Passage] = []
    starts = [match[0] for match in matches]
    at = 0
    while at < len(matches):
        line = body.rfind("\n", 0, starts[at]) + 1
        line_end = body.find("\n", matches[at][1])
        cuts = list(sentences(body, line, len(body) if line_end < 0 else line_end))
        behind = bisect_left(starts, cuts[-1][1], at)
        _add_passages(found, body, cuts, matches[at:behind], starts[at:behind])
        at = behind
    return found


def _add_passages(
    found: list[_Passage], body: str, cuts: list[tuple[int, int]], matches: Sequence[Match], starts: list[int]
) -> None:
    """Add those of one line, of which `cuts` are the sentences and `starts` where its matches begin."""
    behind = 0
    for nth, (start, end) in enumerate(cuts):
        first, behind = behind, bisect_left(starts, end, behind)
        if first == behind:
            continue
        if end - start > PASSAGE_WIDTH:
            start, end = cut_around(body, start, end, starts[first], matches[behind - 1][1])
        last = nth
        while last + 1 < len(cuts) and cuts[last + 1][1] - start <= PASSAGE_WIDTH:
            last += 1
            end = cuts[last][1]
        found.append(_Passage(start, end, _inside(matches, starts, start, end)))


def _inside(matches: Sequence[Match], starts: Sequence[int], start: int, end: int) -> Sequence[Match]:
    """The matches, which begin at `starts`, that lie from `start` to `end`."""
    return [match for match in matches[bisect_left(starts, start) : bisect_left(starts, end)] if match[1] <= end]


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


def _best(candidates: list[_Passage], marker: Marker, wanted: int) -> list[_Passage]:
    """Those that are worth most, one after the other, the earlier of equal ones; none overlaps another."""
    if len(candidates) < 2:
        return candidates
    weights = marker.weights
    left = [(passage, _worths(passage, weights)) for passage in candidates]
    chosen: list[_Passage] = []
    seen: set[int] = set()
    while left and len(chosen) < wanted:
        if seen:
            worth = [sum([one * (_SEEN if clause in seen else 1.0) for clause, one in of.items()]) for _, of in left]
        else:
            worth = [sum(of.values()) for _, of in left]
        best, of = left[worth.index(max(worth))]
        chosen.append(best)
        if len(chosen) < wanted:
            seen.update(of)
            start, end, _ = best
            left = [one for one in left if one[0][1] <= start or one[0][0] >= end]
    return chosen


def _worths(passage: _Passage, weights: Sequence[float]) -> dict[int, float]:
    """What each clause that is in it is worth there."""
    clauses = [clause for _, _, clause in passage[2]]
    if len(clauses) == 1:
        return {clauses[0]: weights[clauses[0]]}
    return {
        clause: weights[clause] if times == 1 else weights[clause] * (1 + _REPEATED * log(times))
        for clause in dict.fromkeys(clauses)
        if (times := clauses.count(clause))
    }
