"""What each part of the ranking is worth: the figures of tests/quality/test_ranking.py with one part changed.

    python -m tests.quality.ablation

prints nDCG@10 / MAP of the three collections and their mean. Not a test: docs/ranking.md has the table.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import mean
from typing import Any
from unittest.mock import patch

from indexer.build import build
from search.answer import ranking
from search.api import Archive, open_archive
from search.commands.batch import Asking, trec_format
from search.commands.batch_queries import Question, read_questions
from search.engine import nearness
from search.language import emphasis
from tests.conftest import SHARED
from tests.quality.test_ranking import COLLECTIONS, PEERS, scored

VARIANTS: dict[str, tuple[tuple[Any, str, Any], ...]] = {
    "as it is": (),
    "function words in full": ((ranking, "light_stems", lambda tree, text: frozenset()),),
    "function words not at all": ((emphasis, "LIGHT", 1e-9),),
    "function words a fifth": ((emphasis, "LIGHT", 0.2),),
    "no nearness": ((ranking, "neighbours", lambda query, light: ()),),
    **{f"nearness {share}": ((nearness, "SHARE", share),) for share in (0.1, 0.2, 0.3, 0.5, 0.8)},
    "nearness within 1": ((nearness, "WINDOW", 1),),
    "nearness within 10": ((nearness, "WINDOW", 10),),
    "50 candidates": ((nearness, "CANDIDATES", 50),),
    "1000 candidates": ((nearness, "CANDIDATES", 1000),),
    "repeated words once": ((emphasis, "_merged", lambda parts: list(dict.fromkeys(parts))),),
    "none of it": (
        (ranking, "light_stems", lambda tree, text: frozenset()),
        (ranking, "neighbours", lambda query, light: ()),
    ),
}


@contextmanager
def changed(*parts: tuple[Any, str, Any]) -> Iterator[None]:
    """With these attributes of modules set to something else."""
    with ExitStack() as stack:
        for module, name, value in parts:
            stack.enter_context(patch.object(module, name, value))
        yield


def figures(archive: Archive, name: str, folder: Path) -> dict[str, float]:
    """The figures of one collection."""
    asking = Asking(archive, limit=1000, match="any", reading="words")
    lines: list[str] = []
    for question in read_questions((SHARED / "data" / "collections" / name / "queries.jsonl").open("rb")):
        assert isinstance(question, Question)
        lines += trec_format(asking, question).lines
    run = folder / "run"
    run.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return scored(run, name)


def main() -> None:
    """Print a line for each variant."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name in COLLECTIONS:
            build(folder / name, [str(SHARED / "data" / "collections" / name / "corpus.jsonl.gz")])
        archives = {name: open_archive(folder / name) for name in COLLECTIONS}
        for label, parts in VARIANTS.items():
            with changed(*parts):
                found = [figures(archives[name], name, folder) for name in COLLECTIONS]
            found.append({key: mean(each[key] for each in found) for key in PEERS})
            print(f"{label:26}", *(f"{each['ndcg@10']:.3f}/{each['map']:.3f}" for each in found), flush=True)


if __name__ == "__main__":
    main()
