"""Who is quoted: which spellings are one row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.build import build
from search.api import open_archive


def rows(folder: Path, *said: str) -> dict[str, int]:
    """Quotations by speaker, of articles that each quote one speaker once."""
    file = folder / "articles.jsonl"
    lines = [
        {"id": f"a{number}", "text": f"It rained.\n\n“The harbour will open again on Monday,” said {name}.\n"}
        for number, name in enumerate(said)
    ]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    build(folder / "index", [str(file)])
    with open_archive(folder / "index") as archive:
        return {row.name: row.quotations for row in archive.who_spoke().speakers}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("Ada Brook", "Ada Brook", "Brook"), {"Ada Brook": 3}),
        (("Ada Brook", "Tom Brook", "Brook"), {"Ada Brook": 1, "Tom Brook": 1, "Brook": 1}),
        (("Harald Quell", *["Quell"] * 3), {"Harald Quell": 4}),
        (("Zzyx Quell", *["Quell"] * 3), {"Zzyx Quell": 1, "Quell": 3}),
        ((*["Ada Brook"] * 19, "Tom Brook", "Brook"), {"Ada Brook": 20, "Tom Brook": 1}),
        ((*["Ada Brook"] * 4, "Tom Brook", "Brook"), {"Ada Brook": 4, "Tom Brook": 1, "Brook": 1}),
    ],
)
def test_a_surname_alone_joins_the_one_person_whom_it_fits(
    tmp_path: Path, said: tuple[str, ...], expected: dict[str, int]
) -> None:
    """Not where two fit, unless most is one's; nor where the full name is much rarer and no known given name: it may
    have been misread."""
    assert rows(tmp_path, *said) == expected


def test_a_surname_alone_is_of_its_time(tmp_path: Path) -> None:
    """Thirty years before the one who is named in full it is somebody else's, without a date it may be theirs."""
    said = {"1987-03-20": "Quell", "2016-05-01": "Quell", "": "Quell"}
    said |= {"2017-02-02": "Harald Quell", "2017-02-03": "Harald Quell"}
    lines = [
        {"id": f"a{number}", "date": day or None, "text": f"It rained.\n\n“The harbour will open,” said {name}.\n"}
        for number, (day, name) in enumerate(said.items())
    ]
    (tmp_path / "articles.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    build(tmp_path / "index", [str(tmp_path / "articles.jsonl")])
    with open_archive(tmp_path / "index") as archive:
        found = {row.name: (row.quotations, str(row.first)) for row in archive.who_spoke().speakers}
    assert found == {"Harald Quell": (4, "2016-05-01"), "Quell": (1, "1987-03-20")}


def test_whoever_is_only_described_is_no_speaker_by_name(tmp_path: Path) -> None:
    """Officials are not one person, with a capital or without; a King is one."""
    assert rows(tmp_path, "Grace King", "Officials", "some officials", "Experts") == {"Grace King": 1}


def told(folder: Path, query: str, *said: str, names: str = "all") -> tuple[int, dict[str, dict[str, int]]]:
    """How many articles a query finds among those of `rows`, and the spellings that are told."""
    rows(folder, *said)
    with open_archive(folder / "index") as archive:
        results = archive.search(query, names="exact" if names == "exact" else "all")
        return results.total, {word: dict(counts) for word, counts in results.variants.items()}


def test_the_spellings_of_a_speaker_are_told(tmp_path: Path) -> None:
    """A name asked for as nobody prints it is found, and the answer says in which spelling."""
    assert told(tmp_path, "speaker:hasselbergg", "Ada Hasselberg", "Tom Hale") == (
        1,
        {"speaker:hasselbergg": {"Hasselberg": 1}},
    )
    assert told(tmp_path, "speaker:hasselberg", "Ada Hasselberg") == (1, {})


def test_exact_is_said_of_speakers_too(tmp_path: Path) -> None:
    """Only the spelling that is asked for, alone or among the words of a name."""
    assert told(tmp_path, "speaker:hasselbergg", "Ada Hasselberg", names="exact") == (0, {})
    assert told(tmp_path, 'speaker:"ada hasselberg"', "Ada Hasselberg", names="exact") == (1, {})
