"""A quotation with what is printed otherwise."""

from __future__ import annotations

import pytest

from search.provenance.differences import Difference
from search.show.word_differences import Extent, differing, passage

WORDS = "there is no offer on the table and there will be none before the thaw".split()


def one(kind: str, first: int, last: int, printed: str = "") -> Difference:
    return Difference(kind=kind, first=first, last=last, quoted=" ".join(WORDS[first:last]), printed=printed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("differences", "extent", "expected"),
    [
        ([one("missing", 2, 3)], "around", "there is -no- offer on …"),
        ([one("added", 3, 3, "firm")], "around", "there is no +firm+ offer on …"),
        ([one("changed", 6, 7, "desk")], "around", "… on the -table- +desk+ and there …"),
        ([one("missing", 0, 9)], "around", "-there is no … table and there- will be …"),
        ([one("missing", 0, 2), one("changed", 14, 15, "spring")], "around",
         "-there is- no offer … before the -thaw- +spring+"),
        ([one("changed", 6, 7, "desk")], "whole",
         "there is no offer on the -table- +desk+ and there will be none before the thaw"),
        ([], "whole", " ".join(WORDS)),
    ],
)  # fmt: skip
def test_differences(differences: list[Difference], extent: Extent, expected: str) -> None:
    """Missing between -, printed between +, what is alike cut short unless all is wanted."""
    assert differing(WORDS, differences, extent=extent) == expected


TEXT = "He said:\n“There is no offer on the\ntable,” and left."
AT = TEXT.index("There")


def printed(kind: str, at: str, quoted: str, *words: str) -> Difference:
    """A difference at the first letter of `at`, or behind it if no words are printed; `first` says nothing here."""
    spans = tuple((TEXT.index(word), TEXT.index(word) + len(word)) for word in words)
    place = spans[0][0] if spans else TEXT.index(at) + (0 if at == "There" else len(at))
    return Difference(
        kind=kind, first=0, last=len(quoted.split()), quoted=quoted, printed=" ".join(words), at=place, spans=spans,
    )  # type: ignore[arg-type]  # fmt: skip


@pytest.mark.parametrize(
    ("end", "differences", "expected"),
    [
        ("table", [], "There is no offer on the table"),
        ("table", [printed("changed", "", "an", "no")], "There is -an- +no+ offer on the table"),
        ("table", [printed("missing", "offer", "now")], "There is no offer -now- on the table"),
        ("table", [printed("missing", "There", "Yes")], "-Yes- There is no offer on the table"),
        ("table", [printed("missing", "table", "today")], "There is no offer on the table -today-"),
        ("left", [printed("added", "", "", "offer", "table")], "There is no +offer+ on the +table+,” and left"),
        ("left", [printed("missing", "table", "at all")], "There is no offer on the table -at all-,” and left"),
    ],
)
def test_a_passage_is_shown_as_it_is_printed(end: str, differences: list[Difference], expected: str) -> None:
    """With its marks and what stands between; the words that are missing in it between -, those it adds between +."""
    text = TEXT[AT : TEXT.index(end) + len(end)]
    assert passage(text, differences, start=AT) == expected


def test_what_is_alike_far_from_a_difference_is_left_out() -> None:
    """Of a long passage, some words on either side."""
    text = " ".join(f"w{number}" for number in range(60))
    at = text.index("w30")
    one = Difference(kind="changed", first=30, last=31, quoted="x", printed="w30", at=at, spans=((at, at + 3),))
    shown = passage(text, [one], start=0).split()
    assert (shown[0], shown[1], shown[-2], shown[-1]) == ("…", "w18", "w42", "…")
