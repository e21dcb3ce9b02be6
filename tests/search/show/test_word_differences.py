"""A quotation with what is printed otherwise."""

from __future__ import annotations

import pytest

from search.provenance.differences import Difference
from search.show.word_differences import Extent, differing

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
