"""-A, -B and -C: words, sentences and paragraphs around an excerpt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import UsageError
from search.answer.context import Context, Extent, read_context, surrounded
from search.api import Archive
from search.results import Hit
from tests.conftest import Run
from tests.search.names.test_variants import archive_of

TEXT = "One is here. Two is here. Three is here.\n\nFour is here. Five is here.\n \nSix is here."
THREE = (TEXT.index("Three"), TEXT.index("Three") + len("Three is here."))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (None, None, "Three is here."),
        ("1", None, "Two is here. Three is here."),
        ("9", None, "One is here. Two is here. Three is here."),
        (None, "1", "Three is here.\n\nFour is here."),
        (None, "2s", "Three is here.\n\nFour is here. Five is here."),
        ("2w", "1w", "is here. Three is here.\n\nFour"),
        ("0", "0", "Three is here."),
        ("1p", None, "One is here. Two is here. Three is here."),
        (None, "1P", "Three is here.\n\nFour is here. Five is here."),
        (None, "9999p", TEXT[THREE[0] :]),
    ],
)
def test_what_stands_around(before: str | None, after: str | None, shown: str) -> None:
    """So many units, as far as the text goes, across its paragraphs."""
    start, end = surrounded(TEXT, *THREE, read_context(before=before, after=after, both=None))
    assert TEXT[start:end] == shown


def test_a_cut_sentence_is_filled_up_first() -> None:
    """Then come the sentences that were asked for."""
    start, end = surrounded(TEXT, THREE[0] + 6, THREE[0] + 8, read_context(before=None, after=None, both="1"))
    assert TEXT[start:end] == "Two is here. Three is here.\n\nFour is here."


def test_one_side_goes_before_both() -> None:
    """As in grep."""
    assert read_context(before="1", after=None, both="3w") == Context(Extent(1), Extent(3, "words"))


@pytest.mark.parametrize("text", ["", "-1", "w", "2 words", "10000", "1.5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    """With how to write one."""
    with pytest.raises(UsageError, match="no amount of context") as raised:
        read_context(before=None, after=text, both=None)
    assert "-A 30w" in raised.value.hint


@given(st.text("ab. \n", max_size=80), st.data())
def test_context_only_adds(text: str, data: st.DataObject) -> None:
    """The excerpt stays inside; more context is never less text; what is added is cut at the units asked for."""
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    unit = data.draw(st.sampled_from(["", "w", "p"]))
    last = (start, end)
    for count in range(4):
        found = surrounded(text, start, end, read_context(before=None, after=None, both=f"{count}{unit}"))
        assert found[0] <= last[0] <= last[1] <= found[1]
        last = found
        for at, edge in ((found[0], start), (found[1], end)):
            if at != edge:
                assert text[at : at + 1].strip() if at < edge else text[at - 1 : at].strip()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    body = "Zero came. The dam broke. One came. Two came. A dam held. Three came.\n\nFour came. No dam. Five came."
    return archive_of(tmp_path_factory.mktemp("context") / "index", [body])


def test_excerpts_that_touch_are_one(archive: Archive) -> None:
    """The marks of both are in it, and `passages` tells the excerpts from what is around them."""
    bare = archive.search("dam", passages=9).hits[0]
    wide = archive.search("dam", passages=9, context=Context(Extent(1), Extent(1))).hits[0]
    assert isinstance(bare, Hit)
    assert isinstance(wide, Hit)
    (snippet,) = wide.snippets
    assert snippet.text == wide.article.body[snippet.start : snippet.start + len(snippet.text)] == wide.article.body
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["dam", "dam", "dam"]
    told = sorted(wide.article.body.index(each.text) for each in bare.snippets)
    assert [a + snippet.start for a, _ in snippet.passages] == told
    assert all(each.passages == () for each in bare.snippets)


@pytest.mark.slow
def test_the_command(run: Run, seeds_index: Path) -> None:
    """Text with its paragraphs apart, and JSON; a wrong amount is an error of the command line."""
    asked = ("search", "-i", str(seeds_index), "turbines", "-n", "1")
    bare, wide = run(*asked), run(*asked, "-C", "1")
    assert len(wide.stdout.splitlines()) > len(bare.stdout.splitlines())
    assert '"Not a drop will be held back,"' in wide.stdout
    assert "    The dam, 84 metres high" in wide.stdout
    snippet = json.loads(run(*asked, "--json", "-A", "2w").stdout.splitlines()[0])["snippets"][0]
    ((start, end),) = snippet["passages"]
    assert (start, snippet["text"][end:].split()) == (0, ["The", "dam,"])
    wrong = run(*asked, "-A", "x")
    assert (wrong.returncode, "no amount of context" in wrong.stderr) == (2, True)
