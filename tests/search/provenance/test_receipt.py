"""Receipts: what is in one, and what is said when it is asked again."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import UsageError
from indexer.store import open_index, optimize
from search.api import Archive, open_archive
from search.provenance.receipt import Receipt, write_receipt
from search.provenance.receipt_file import read_receipt
from search.provenance.recheck import Recheck
from tests.conftest import tries
from tests.search.provenance.archives import archive_of, reprinted, told, write

QUESTIONS: list[tuple[str, str | None, dict[str, Any]]] = [
    ("search", "ferry", {}),
    ("search", 'ferry -quarrel source:"harbour post"', {"names": "exact"}),
    ("search", "ferry AND OR (", {"reading": "words"}),
    ("search", "ferry lantern", {"match": "any", "source": "Halyard"}),
    ("search", "zeppelin", {}),
    ("quotes", "speaker:quill", {}),
    ("timeline", "ferry", {}),
    ("timeline", None, {"by": "week", "space": "quotations"}),
    ("facets", "harbour", {"by": "speaker,month"}),
    ("facets", None, {"source": "Skerry Times"}),
    ("search", "ferry", {"copies": "all"}),
    ("trace", "The ferry leaves", {}),
    ("trace", "The ferry leaves", {"only": "whole,marked", "silent": "told"}),
    ("trace", "My uncle carved his initials on the tiller", {}),
    ("verify", "The ferry leaves", {"speaker": "Quill"}),
    ("verify", "The ferry stays", {}),
]


def articles() -> list[Any]:
    outlets = ("Harbour Post", "Skerry Times", "Halyard")
    words = (["ferry"], ["ferry", "lantern"], ["harbour", "quarrel"], ["harbour", "ferry", "quarrel"])
    return [
        told(
            n,
            words[n % 4],
            source=outlets[n % 3],
            date=f"2025-03-{n + 1:02}",
            said=[("The ferry leaves", ("Ada Quill", "Tomas Orlec")[n % 2])],
        )
        for n in range(20)
    ]


def kept(receipt: Receipt, folder: Path) -> Receipt:
    """A receipt written to a file and read again."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        write_receipt(receipt, Path(made, "receipt.json"))
        return read_receipt(Path(made, "receipt.json"))


@pytest.mark.parametrize(("verb", "text", "options"), QUESTIONS)
def test_a_receipt_asked_again_on_the_same_index_is_the_same(
    tmp_path: Path, verb: str, text: str | None, options: Mapping[str, Any]
) -> None:
    """Also after its segments were merged; and the file has what the receipt has."""
    path = tmp_path / "index"
    with archive_of(path, articles()[:8], articles()[5:15], articles()[15:]) as archive:
        receipt = archive.receipt(verb, text, options=options)
        read = kept(receipt, tmp_path)
        assert read == receipt
        assert_same(archive.recheck(read))
    optimize(path)
    with open_archive(path) as archive:
        assert_same(archive.recheck(read))


def assert_same(checked: Recheck) -> None:
    assert checked.rows() == []
    assert checked.summary()["outcome"] == "same"
    assert checked.same_corpus


def changed(archive: Archive, receipt: Receipt) -> dict[str, list[str]]:
    checked = archive.recheck(receipt)
    assert not checked.same_corpus
    assert not checked.versions
    named = {
        change: [one.name for one in checked.articles if one.change == change]
        for change in ("new", "gone", "changed")
    }
    assert {change: checked.summary()[change] for change in named} == {c: len(names) for c, names in named.items()}
    return named


@pytest.mark.parametrize("verb", ["search", "timeline", "facets"])
def test_what_was_added_changed_and_removed_is_named(tmp_path: Path, verb: str) -> None:
    """Each by its id; an article that matches no more is gone."""
    path = tmp_path / "index"
    with archive_of(path, articles()) as archive:
        receipt = archive.receipt(verb, "ferry")
    write(path, [told(50, ["ferry"], date="2025-04-01")])
    with open_archive(path) as archive:
        assert changed(archive, receipt) == {"new": ["r50"], "gone": [], "changed": []}
    write(path, [told(0, ["ferry", "ferry"]), told(1, ["kelp"])], remove=["r4"])
    with open_archive(path) as archive:
        checked = archive.recheck(receipt)
        assert changed(archive, receipt) == {"new": ["r50"], "gone": ["r1", "r4"], "changed": ["r0"]}
    assert (checked.same, checked.summary()["outcome"]) == (False, "changed")


@pytest.mark.parametrize(("verb", "options"), [("trace", {"silent": "told"}), ("verify", {"speaker": "Ada Quill"})])
def test_who_carries_the_words_is_named_as_well(tmp_path: Path, verb: str, options: Mapping[str, Any]) -> None:
    """Of a trace and of a verdict: all articles, and not the few that are shown; each that is new, gone, changed."""
    path, words = tmp_path / "index", "The ferry leaves for the islands at nine tonight"
    told_so = [told(n, ["harbour"], date=f"2025-03-{n + 1:02}", said=[(words, "Ada Quill")]) for n in range(12)]
    with archive_of(path, told_so, articles()[15:]) as archive:
        receipt = kept(archive.receipt(verb, words, options=options), tmp_path)
        assert [entry.id for entry in receipt.entries] == sorted(f"r{n}" for n in range(12))
        assert_same(archive.recheck(receipt))
    other = "The ferry leaves for the islands at ten tonight"
    write(
        path,
        [told(0, said=[(words, "Ada Quill")]), told(1, ["kelp"]), told(30, said=[(words, "Ada Quill")])],
        remove=["r4"],
    )
    with open_archive(path) as archive:
        assert changed(archive, receipt) == {"new": ["r30"], "gone": ["r1", "r4"], "changed": ["r0"]}
    write(path, [told(n, said=[(other, "Ada Quill")]) for n in (*range(12), 30)])
    with open_archive(path) as archive:
        figures = {one.name: (one.then, one.now) for one in archive.recheck(receipt).figures}
    assert figures["words of r0"][0] == "whole, exact"
    assert verb == "trace" or figures["verdict"] == ("exact", "near")


def test_what_is_folded_is_in_the_receipt(tmp_path: Path) -> None:
    """All that match, whether they are shown or stand under another; and how it was asked."""
    path = tmp_path / "index"
    with archive_of(path, reprinted()) as archive:
        shown = archive.search("lantern")
        assert (shown.total, shown.texts, len(shown.hits)) == (6, 3, 3)
        for verb in ("search", "quotes"):
            folded = kept(archive.receipt(verb, "lantern"), tmp_path)
            unfolded = kept(archive.receipt(verb, "lantern", options={"copies": "all"}), tmp_path)
            assert [entry.id for entry in folded.entries] == [f"r{n}" for n in range(6)]
            assert folded.entries == unfolded.entries
            assert (folded.options["copies"], unfolded.options["copies"]) == ("folded", "all")
            assert folded.figures == {"texts": "3"}
            assert_same(archive.recheck(folded))
            assert archive.recheck(unfolded).now.options["copies"] == "all"
    write(path, reprinted()[:3], remove=["r2"])
    with open_archive(path) as archive:
        assert changed(archive, folded)["gone"] == ["r2"]


def test_what_changes_beside_the_answer_leaves_it_the_same(tmp_path: Path) -> None:
    """It is another corpus, and told to be."""
    with archive_of(tmp_path / "index", articles()) as archive:
        receipt = archive.receipt("search", "lantern")
    write(tmp_path / "index", [told(50, ["kelp"])])
    with open_archive(tmp_path / "index") as archive:
        checked = archive.recheck(receipt)
    assert (checked.same, checked.same_corpus, checked.summary()["corpus"]) == (True, False, "other")


def test_figures_that_change_without_an_article_of_the_answer_are_named(tmp_path: Path) -> None:
    """The share of a day is another if the archive has more articles then."""
    with archive_of(tmp_path / "index", articles()) as archive:
        receipt = archive.receipt("timeline", "lantern", options={"by": "day"})
    write(tmp_path / "index", [told(50, ["kelp"], date="2025-03-02")])
    with open_archive(tmp_path / "index") as archive:
        (figure,) = archive.recheck(receipt).figures
    assert (figure.name, figure.then, figure.now) == ("2025-03-02", "1 of 1", "1 of 2")


def test_another_schema_or_version_is_told_apart_from_another_corpus(tmp_path: Path) -> None:
    """As a difference of its own, with the articles still compared."""
    with archive_of(tmp_path / "index", articles()) as archive:
        receipt = archive.receipt("search", "ferry")
        older = replace(receipt.versions, schema=receipt.versions.schema - 1, program="0.0.9")
        checked = archive.recheck(replace(receipt, versions=older))
    assert [(one.name, one.then) for one in checked.versions] == [
        ("program", "0.0.9"), ("schema", str(older.schema)),
    ]  # fmt: skip
    assert (checked.same, checked.same_corpus) == (True, True)
    assert checked.summary()["versions"] == "other"


def test_one_hash_stands_for_the_corpus_however_it_lies(tmp_path: Path) -> None:
    """Ten commits, one, another order, and after articles were replaced by themselves; not with one word other."""
    rows = articles()
    ways = {
        "one": [rows],
        "ten": [rows[n : n + 2] for n in range(0, 20, 2)],
        "turned": [rows[::-1]],
        "twice": [rows, rows[3:9]],
        "other": [rows, [told(3, ["harbour", "ferry", "quarrels"])]],
    }
    digests = {}
    for name, commits in ways.items():
        with archive_of(tmp_path / name, *commits) as archive:
            digests[name] = archive.receipt("search", "ferry").corpus.digest
    assert len({digests[name] for name in ("one", "ten", "turned", "twice")}) == 1
    assert digests["other"] != digests["one"]


def test_a_day_a_saved_query_and_a_filter_mean_what_they_meant(tmp_path: Path) -> None:
    """They are asked again as they were understood."""
    with archive_of(tmp_path / "index", articles()) as archive:
        pass
    with Archive(
        open_index(tmp_path / "index"),
        today=lambda: dt.date(2025, 3, 12),
        saved=lambda: {"boats": "ferry OR lantern"},
    ) as archive:
        receipt = archive.receipt("search", '@boats date:"last week"', options={"source": "halyard"})
        total = receipt.asked.total
    with open_archive(tmp_path / "index") as archive:
        checked = archive.recheck(kept(receipt, tmp_path))
    assert checked.same
    assert checked.now.asked.total == total > 0


def test_no_text_is_in_a_receipt_unless_it_is_asked_for(tmp_path: Path) -> None:
    """Neither of articles nor of quotations."""
    with archive_of(tmp_path / "index", articles()) as archive:
        bare, full = (
            archive.receipt("quotes", "speaker:quill"),
            archive.receipt("quotes", "speaker:quill", texts="with"),
        )
    write_receipt(bare, tmp_path / "bare.json")
    write_receipt(full, tmp_path / "full.json")
    assert "ferry leaves" not in (tmp_path / "bare.json").read_text()
    assert "ferry leaves" in (tmp_path / "full.json").read_text()
    assert read_receipt(tmp_path / "full.json") == full
    with open_archive(tmp_path / "index") as archive:
        assert archive.recheck(full).same


def test_a_receipt_is_not_overwritten(tmp_path: Path) -> None:
    """What was cited stays."""
    with archive_of(tmp_path / "index", articles()) as archive:
        receipt = archive.receipt("search", "ferry")
    write_receipt(receipt, tmp_path / "receipt.json")
    with pytest.raises(UsageError, match="there already"):
        write_receipt(receipt, tmp_path / "receipt.json")


def test_what_has_no_receipt_is_refused(tmp_path: Path) -> None:
    """A verb, an option, a value of one."""
    with archive_of(tmp_path / "index", articles()) as archive:
        for verb, options in (
            ("optimize", {}),
            ("search", {"by": "week"}),
            ("timeline", {"by": "century"}),
            ("facets", {"by": "week"}),
            ("search", {"names": "some"}),
            ("search", {"today": "2025-01-01"}),
            ("trace", {"names": "exact"}),
            ("trace", {"only": "fragments"}),
            ("verify", {"speaker": 3}),
            ("search", {"speaker": "Quill"}),
        ):
            with pytest.raises(UsageError):
                archive.receipt(verb, "ferry", options=options)


@pytest.fixture(
    scope="module",
    params=[
        ("timeline", "ferry", {"by": "week"}),
        ("trace", "The ferry leaves", {"only": "whole", "silent": "told"}),
    ],
    ids=["timeline", "trace"],
)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A receipt as JSON values."""
    verb, text, options = request.param
    folder = tmp_path_factory.mktemp("receipt")
    with archive_of(folder / "index", articles()) as archive:
        write_receipt(archive.receipt(verb, text, options=options), folder / "receipt.json")
    value: dict[str, Any] = json.loads((folder / "receipt.json").read_text())
    return value


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"type": "hit"}', "{" * 100_000, '{"type": "receipt"}', "\x00", '{"a": 1e999}'],
    ids=range(9),
)
def test_a_file_that_is_no_receipt_is_refused(tmp_path: Path, text: str) -> None:
    """With the file's name, and no other error."""
    (tmp_path / "file").write_text(text)
    with pytest.raises(UsageError, match="file is no receipt"):
        read_receipt(tmp_path / "file")
    with pytest.raises(UsageError, match="cannot be read"):
        read_receipt(tmp_path)


def test_a_receipt_of_a_later_form_asks_for_a_later_program(tmp_path: Path, written: dict[str, Any]) -> None:
    """It is not guessed at."""
    (tmp_path / "file").write_text(json.dumps(written | {"schema": 9}))
    with pytest.raises(UsageError, match="later form"):
        read_receipt(tmp_path / "file")


_junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("x" * 300_000),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=tries(60, 1000))
@given(st.data())
def test_a_receipt_that_was_tampered_with_is_read_or_refused(written: dict[str, Any], data: st.DataObject) -> None:
    """Whatever stands in it: there is no other error, and what is read can be asked or is refused as a query is."""
    value = json.loads(json.dumps(written))
    place: Any = value
    key = data.draw(st.sampled_from(sorted(value)))
    while isinstance(place[key], (dict, list)) and place[key] and data.draw(st.booleans()):
        place = place[key]
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
    place[key] = data.draw(_junk)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "file").write_text(json.dumps(value))
        try:
            receipt = read_receipt(Path(folder, "file"))
        except UsageError:
            return
        assert kept(receipt, Path(folder)) == receipt
