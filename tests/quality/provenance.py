"""What the scorers of provenance read, for a folder of gold data and an index of its articles.

    python -m tests.quality.provenance FOLDER --index DIR --out DIR2

FOLDER is one as ../shared/data/provenance: `pairs.jsonl`, `events.jsonl`, `trace.jsonl` (qid, quote), `verify.jsonl`
(cid, claim, speaker). Into DIR2 go `groups.jsonl`, `families.jsonl`, `overlap.jsonl`, `traces.jsonl` and
`verdicts.jsonl`; the files of gold that are not there are passed over.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from search.api import Archive, open_archive

Row = dict[str, Any]


def groups(archive: Archive, gold: Path) -> Iterator[Row]:
    """The articles of each text that several print."""
    for names in archive.texts():
        yield from ({"id": name, "group": names[0]} for name in names)


def families(archive: Archive, gold: Path) -> Iterator[Row]:
    """The same, excerpts and new tops counted with the texts that they are of."""
    for names in archive.texts(parts=True):
        yield from ({"id": name, "group": names[0]} for name in names)


def overlap(archive: Archive, gold: Path) -> Iterator[Row]:
    """The pairs of articles that share half of the shorter text."""
    for pair in archive.overlaps():
        yield {"a": pair.one, "b": pair.other, "containment": pair.shared}


def traces(archive: Archive, gold: Path) -> Iterator[Row]:
    """The articles that carry each quotation, and which had it first."""
    for asked in rows(gold):
        found = archive.trace(asked["quote"])
        carriers = [{"id": one.id, "kinds": list(one.rendering.kinds)} for one in found.carriers]
        yield {"qid": asked["qid"], "carriers": carriers, "first": list(found.first)}


def verdicts(archive: Archive, gold: Path) -> Iterator[Row]:
    """What the archive says of each claim."""
    for asked in rows(gold):
        found = archive.verify(asked["claim"], speaker=asked["speaker"])
        articles = [one.id for one in found.evidence]
        yield {"cid": asked["cid"], "verdict": found.outcome, "articles": articles, "negation": found.negation}


WRITTEN: dict[str, tuple[str, Callable[[Archive, Path], Iterator[Row]]]] = {
    "groups.jsonl": ("pairs.jsonl", groups),
    "families.jsonl": ("events.jsonl", families),
    "overlap.jsonl": ("pairs.jsonl", overlap),
    "traces.jsonl": ("trace.jsonl", traces),
    "verdicts.jsonl": ("verify.jsonl", verdicts),
}
"""Each file that is written: the file of gold that it answers, and how."""


def rows(path: Path) -> Iterator[Row]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def write(archive: Archive, folder: Path, out: Path) -> list[Path]:
    """Write what there is gold for; the files."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (gold, answers) in WRITTEN.items():
        if (folder / gold).is_file():
            lines = "".join(f"{json.dumps(row)}\n" for row in answers(archive, folder / gold))
            (out / name).write_text(lines, encoding="utf-8")
            written.append(out / name)
    return written


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the files and print their names."""
    parser = argparse.ArgumentParser(prog="python -m tests.quality.provenance", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--index", type=Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR2")
    given = parser.parse_args(arguments)
    with open_archive(given.index) as archive:
        for path in write(archive, given.folder, given.out):
            print(path)


if __name__ == "__main__":
    main()
