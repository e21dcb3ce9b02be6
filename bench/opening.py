"""What it takes to open an index and answer once, in a process that does nothing else.

`python -m bench.opening FOLDER WORD...` is that process; it prints one JSON object. The module
imports next to nothing itself, so that what searching imports is seen in time and in memory.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import machine


@dataclass(frozen=True, slots=True)
class Opening:
    """A first answer in a fresh process, files in the page cache. Seconds and bytes, medians.

    `import_seconds` is the time to import what searches, `open_seconds` to open the index,
    `first_seconds` to answer two words (AND) with the ids of the ten best; `resident_bytes` is the
    peak of the whole process.
    """

    articles: int
    import_seconds: float
    open_seconds: float
    first_seconds: float
    resident_bytes: int


def measure_opening(folder: Path, words: Sequence[str], articles: int, *, runs: int) -> Opening:
    """Medians of `runs` processes, after one that fills the page cache."""
    from bench.building import run_module  # the child has no use for it

    said = [run_module("bench.opening", [str(folder), *words]) for _ in range(runs + 1)][1:]
    middle = {name: sorted(run[name] for run in said)[runs // 2] for name in said[0]}
    return Opening(
        articles=articles,
        import_seconds=middle["import_seconds"],
        open_seconds=middle["open_seconds"],
        first_seconds=middle["first_seconds"],
        resident_bytes=int(middle["resident_bytes"]),
    )


def main(arguments: Sequence[str]) -> None:
    """The child."""
    folder, words = Path(arguments[0]), arguments[1:]
    begun = time.perf_counter()
    from whoosh import query  # what the imports cost is what is measured

    from indexer.analysis import tokenizer
    from indexer.store import open_index
    from search.engine import Searcher, rank

    imported = time.perf_counter()
    index = open_index(folder)
    opened = time.perf_counter()
    found = rank(Searcher(index), query.And([query.Term("text", tokenizer.stem(word)) for word in words]), limit=10)
    shown = [index.article(doc).id for doc in found.docs.tolist()]
    answered = time.perf_counter()
    figures = {
        "import_seconds": imported - begun,
        "open_seconds": opened - imported,
        "first_seconds": answered - opened,
        "resident_bytes": machine.peak_bytes(),
        "shown": len(shown),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
