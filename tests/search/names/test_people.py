"""People under other names: what `speakers --merge` says holds for queries too."""

from __future__ import annotations

import json
from pathlib import Path

from indexer.build import build
from search.answer.rulings import add_ruling
from search.api import open_archive


def test_a_ruling_widens_a_speaker(tmp_path: Path) -> None:
    """By the whole name, in articles and quotations, told with its quotations; = and exact names leave it out."""
    said = ("Samuel Clemens", "Samuel Clemens", "Mark Twain", "Clemens", "Ada Brook")
    lines = [
        {"id": f"a{number}", "text": f"It rained.\n\n“The harbour will open again on Monday,” said {name}.\n"}
        for number, name in enumerate(said)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    build(tmp_path / "index", [str(tmp_path / "a.jsonl")])

    def found(query: str, **how: str) -> int:
        with open_archive(tmp_path / "index") as archive:
            return archive.search(query, copies="all", **how).total  # type: ignore[arg-type]

    before = {query: found(query) for query in ('speaker:"mark twain"', 'speaker:"samuel clemens"', "speaker:twain")}
    assert before == {'speaker:"mark twain"': 1, 'speaker:"samuel clemens"': 2, "speaker:twain": 1}
    add_ruling(tmp_path / "index", "one", ("Samuel Clemens", "Mark Twain"))
    assert [found(query) for query in before] == [3, 3, 1]
    assert found('speaker:"Mark Twain" harbour', space="quotations") == 3
    assert found('harbour -speaker:"mark twain"') == 2
    assert found('speaker:"mark twain"', names="exact") == 1
    with open_archive(tmp_path / "index") as archive:
        told = archive.search('speaker:"mark twain"').variants
        assert told['speaker:"mark twain"']["Samuel Clemens"] == 2
        assert archive.facets('speaker:"mark twain"').asked.total == 3
