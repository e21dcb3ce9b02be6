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
        (("Harald Quell", *["Quell"] * 3), {"Harald Quell": 1, "Quell": 3}),
    ],
)
def test_a_surname_alone_joins_the_one_person_whom_it_fits(
    tmp_path: Path, said: tuple[str, ...], expected: dict[str, int]
) -> None:
    """Not where two fit, nor where the full name is much rarer: it may have been misread, or be somebody else."""
    assert rows(tmp_path, *said) == expected
