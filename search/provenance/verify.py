"""Whether somebody said it: a claim is looked for as in a trace, what is found is graded, speakers are compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.arrays import Int32s
from search.engine.seam import BackEnd
from search.provenance.candidates import Candidate, candidates
from search.provenance.carriers import Carrier
from search.provenance.grading import PART_ROW, Grade, grade, may_be_graded
from search.provenance.people import People, is_described
from search.provenance.reading import Found, read, when
from search.provenance.renderings import MARKED
from search.provenance.sought import Sought
from search.provenance.trace import carriers_of
from search.provenance.verdicts import Claim, Outcome, Verdict

__all__ = ["verify"]

_MOST_READ = 200  # articles; of more, those in which somebody is quoted with the words
_UNQUOTED_READ = 20  # articles, if there are none such
_SURE = 0.85  # the confidence from which on a speaker outweighs one who is less sure
_BELIEVED = 0.5  # the confidence from which on a speaker is somebody else
_DIVISIBLE = 10  # words of a claim of which the parts are looked for
_PART_BITS = 18.0  # that have to be in somebody's mouth
_PARTS_READ = 20  # articles
_GRADES: tuple[Grade, ...] = ("exact", "near", "partial")


@dataclass(frozen=True, slots=True)
class _Graded:
    """An article, how it bears out the claim, and whether who says it there may be who is claimed to have said it:
    None where it names nobody, or nobody is claimed."""

    found: Found
    grade: Grade
    same: bool | None
    sure: float
    """How sure the speaker is on whom that rests."""


def verify(searcher: BackEnd, people: People, claim: Claim, *, most: int | None) -> Verdict:
    """The verdict on one claim, with at most so many pieces of evidence, or all. UsageError for a claim without
    words, or with too many."""
    sought = Sought(searcher, claim.text)
    places = [place for place in candidates(sought) if may_be_graded(place, sought)]
    whole = len(places) <= _MOST_READ
    if not whole:
        quoted = _quoted_in(searcher, people, sought, claim.speaker)
        places = [place for place in places if place.doc in quoted][:_MOST_READ] or places[:_UNQUOTED_READ]
    graded = sorted(
        _graded(searcher, people, sought, places, claim.speaker),
        key=lambda one: (
            _GRADES.index(one.grade),
            one.found.best.marked < MARKED,
            -round(one.found.best.coverage, 2),
            when(one.found.article),
        ),
    )
    outcome: Outcome = "not-found"
    evidence: list[Carrier] = []
    if graded:
        outcome, found = _decided(graded)
        evidence = carriers_of(searcher, people, sought, found)
    elif len(sought) >= _DIVISIBLE:
        evidence = carriers_of(searcher, people, sought, list(_by_parts(searcher, sought)))
        outcome = "partial" if evidence else "not-found"
    return Verdict(
        claim=claim,
        outcome=outcome,
        evidence=tuple(evidence[:most]),
        articles=len(evidence),
        outlets=len({one.source for one in evidence if one.source}),
        whole=whole,
        contrary=sum(_denies(one) for one in graded) if outcome == "exact" else 0,
        unsaid=len(searcher.in_a_row("words", sought.surfaces)) if outcome == "not-found" else 0,
        said_by=tuple(dict.fromkeys(one.person for one in evidence if one.person))
        if outcome == "other-speaker"
        else (),
    )


def _denies(graded: _Graded) -> bool:
    """Whether an article prints nearly the same and a negation differs."""
    return graded.grade == "near" and any(one.negation for one in graded.found.best.differences)


def _decided(graded: Sequence[_Graded]) -> tuple[Outcome, list[Found]]:
    """The outcome, and the articles that show it, out of all from the best to the worst.

    What the one who is claimed to have said it says comes before what others say with fewer differences.
    """
    theirs = [one for one in graded if one.same and one.grade != "partial"]
    best = (theirs or graded)[0].grade
    alike = [one for one in graded if one.grade == best]
    others = [one for one in alike if one.same is False]
    if others and best != "partial" and (not theirs or _outweighed(theirs, others)):
        return "other-speaker", [one.found for one in others]
    own = [one.found for one in alike if one.same]
    return best, own + [one.found for one in alike if one.same is None or (one.same is False and not own)]


def _outweighed(theirs: Sequence[_Graded], others: Sequence[_Graded]) -> bool:
    """Whether those who name the claimed speaker are not sure of it, and others are sure that it is somebody else."""
    return max(one.sure for one in theirs) < _SURE <= max(one.sure for one in others)


def _graded(
    searcher: BackEnd, people: People, sought: Sought, places: Sequence[Candidate], speaker: str | None
) -> Iterator[_Graded]:
    for found in read(searcher.index, sought, places):
        same = _is_same(people, found, speaker)
        graded = grade(found.best, sought, speaker="theirs" if same else "any")
        if graded:
            # A confidence of 0 is none that was stated.
            sure = max((one.confidence or 1.0 for one in found.best.said if one.speaker), default=0.0)
            yield _Graded(found, graded, same, sure)


def _is_same(people: People, found: Found, speaker: str | None) -> bool | None:
    """Whether who says it in an article may be who is asked for; a description may be anybody's, and a speaker who is
    hardly sure contradicts nobody."""
    named = [one for one in found.best.said if one.speaker and not is_described(one.speaker)]
    if not speaker or is_described(speaker):
        return None
    if any(people.may_be_one(speaker, one.speaker) for one in named if one.speaker):
        return True
    # A confidence of 0 is none that was stated.
    return False if any(one.confidence >= _BELIEVED or not one.confidence for one in named) else None


def _quoted_in(searcher: BackEnd, people: People, sought: Sought, speaker: str | None) -> frozenset[int]:
    """The articles in which somebody is quoted with just these words; if there are any, in which the speaker is."""
    index = searcher.index
    quotations: Int32s = searcher.in_a_row("quote_words", sought.surfaces, space="quotations")
    articles = index.article_of(quotations)
    if speaker and len(articles):
        ordinals, names = people.labels
        of = ordinals[quotations]
        theirs = [n for n in set(of.tolist()) if n >= 0 and people.may_be_one(speaker, names[n])]
        if theirs:
            articles = articles[[n in theirs for n in of.tolist()]]
    return frozenset(articles.tolist())


def _by_parts(searcher: BackEnd, sought: Sought) -> Iterator[Found]:
    """Of a claim that is half somebody's words: the articles that have its first half, its last, or its middle."""
    length = len(sought)
    for first, last in ((0, length // 2), (length - length // 2, length), (length // 4, length - length // 4)):
        part = Sought(searcher, sought.text[sought.words.starts[first] : sought.words.ends[last - 1]])
        places = [place for place in candidates(part) if place.row >= PART_ROW][:_PARTS_READ]
        docs = {one.doc for one in read(searcher.index, part, places) if _is_said(one)}
        if docs:
            whole = [replace(place, position=place.position - first) for place in places if place.doc in docs]
            yield from read(searcher.index, sought, whole)
            return


def _is_said(part: Found) -> bool:
    """Whether a part of a claim stands in somebody's mouth, and says enough."""
    found = part.best
    return found.marked >= MARKED and found.longest >= PART_ROW and found.bits >= _PART_BITS
