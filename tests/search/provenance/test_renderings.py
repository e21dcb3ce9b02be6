"""How an article prints a quotation: a table of cases by kind."""

from __future__ import annotations

import pytest

from search.api import Archive
from search.provenance.candidates import candidates
from search.provenance.reading import read
from search.provenance.renderings import Kind, Rendering
from search.provenance.sought import Sought
from tests.search.provenance.conftest import MakeArchive, article

QUOTE = "We have never raised the harbour dues in winter, and we shall not begin in this one"


def found(archive: Archive, quote: str) -> Rendering:
    """How the only article of an archive prints it."""
    sought = Sought(archive._searcher, quote)
    (only,) = read(archive._index, sought, candidates(sought))
    return only.best


def printed(old: str = "", new: str = "") -> str:
    """The quotation in an article, some of its words replaced."""
    return f"“{QUOTE.replace(old, new) if old else QUOTE},” Ada Quill said on the quay."


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        (printed(), {"exact"}),
        (f"“Believe me. {QUOTE}. That is all,” Ada Quill said.", {"exact"}),
        (f"Ada Quill told us that {QUOTE.replace('We', 'we')}.", {"unmarked"}),
        (printed(" and we", "” Ada Quill said on Monday, “and we"), {"split"}),
        ("Ada Quill said they “have never raised the harbour dues in winter”.", {"cut"}),
        (printed("winter", "summer"), {"changed"}),
        (printed("never", "never once"), {"added"}),
        (printed("harbour", "harbor"), {"spelling"}),
        (printed("never ", ""), {"cut", "negation"}),
        (printed("harbour", "[heavy] harbour"), {"insertion"}),
        (printed("the harbour", "…"), {"cut", "ellipsis"}),
    ],
)
def test_kinds(body: str, kinds: set[Kind], make_archive: MakeArchive) -> None:
    """Each way to print it, and what it is called."""
    rendering = found(make_archive([article("a", body)]), QUOTE)
    assert set(rendering.kinds) == kinds
    assert rendering.verbatim == (not kinds - {"exact", "split", "unmarked", "insertion"})


def test_offsets_are_code_points_of_the_body(make_archive: MakeArchive) -> None:
    """From the first word to the last, whatever stands before."""
    body = f"𝒮ehr wohl — so begins the note.\n\n“{QUOTE},” Ada Quill said."
    rendering = found(make_archive([article("a", body)]), QUOTE)
    assert body[rendering.start : rendering.end] == QUOTE
    assert [one.speaker for one in rendering.said] == ["Ada Quill"]


def test_a_word_at_the_end_tells_what_stands_there(make_archive: MakeArchive) -> None:
    """It is missing, and the other word of the same quotation is kept."""
    body = "“We have never raised the harbour dues in winter, and we shall not begin in that,” said Ada Quill."
    rendering = found(make_archive([article("a", body)]), QUOTE.removesuffix(" one"))
    (only,) = rendering.differences
    assert (only.kind, only.quoted, only.printed) == ("missing", "this", "that")


def test_what_is_said_goes_before_what_is_written(make_archive: MakeArchive) -> None:
    """Of the same words in the article's own prose and in somebody's mouth the second count."""
    body = f"{QUOTE}: so runs the saying.\n\nNobody laughed.\n\n“{QUOTE},” Ada Quill said."
    assert found(make_archive([article("a", body)]), QUOTE).marked == 1.0


def test_coverage_is_the_share_of_what_the_words_say(make_archive: MakeArchive) -> None:
    """A rare word that is missing takes more away than a common one."""
    archive = make_archive([article("a", f"“{QUOTE},” Ada Quill said.")])
    rare, common = (found(archive, f"{QUOTE} {word}").coverage for word in ("pelicans", "the"))
    assert 0.5 < rare < common < 1.0
