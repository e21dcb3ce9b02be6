"""`doctor` and `optimize`: what keeps an index sound and small."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import EXIT_ERROR, EXIT_MATCHED, EXIT_NOTHING
from indexer.store import open_index, optimize
from indexer.store.doctor import doctor
from search.commands.console import print_lines, tell
from search.show.about import human_size
from search.show.terminal import safe

if TYPE_CHECKING:
    from indexer.cluster.target import Target


def examine(index: Path | Target, *, repair: bool) -> int:
    """Check all of an index and say what is wrong; 0 if it is sound, 1 if orphans are left, 2 if it is damaged."""
    findings = doctor(index, repair=repair) if isinstance(index, Path) else index.examined(repair=repair)
    print_lines(
        safe(f"{'removed' if finding.removed else finding.kind} {finding.file}: {finding.what}")
        for finding in findings
    )
    damaged = sorted({finding.file for finding in findings if finding.kind == "damage"})
    orphans = sum(finding.kind == "orphan" and not finding.removed for finding in findings)
    if damaged:
        tell(f"Damaged: {', '.join(damaged)}. Restore the index from a copy, or build it again.")
        return EXIT_ERROR
    if orphans:
        tell(f"Nothing is damaged; --repair removes {orphans} left-over files.")
        return EXIT_NOTHING
    weak = [finding for finding in findings if finding.kind == "weak"]
    if weak:
        tell(
            "Nothing is damaged, but were a node to fail, some of it would be gone: add nodes, or lower its replicas."
        )
        return EXIT_NOTHING
    live = [finding for finding in findings if finding.kind == "live"]
    told = f" {len(live)} files of it are still being written." if live else ""
    tell(f"The index is sound.{told}")
    return EXIT_MATCHED


def compact(index: Path | Target) -> int:
    """Merge all segments into one and drop what was deleted."""
    before = _size(index)
    optimize(index)
    print_lines([f"{human_size(before)} before, {human_size(_size(index))} now"])
    return EXIT_MATCHED


def _size(index: Path | Target) -> int:
    if not isinstance(index, Path):
        return index.size_bytes()
    with open_index(index) as opened, opened.naming_damage():
        return opened.statistics().size_bytes
