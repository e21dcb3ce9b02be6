"""What the user says about names of speakers: these are one, these are two.

A readable file in the folder of the index, a line a ruling: `one: Barack Obama | Obama`. It says what no rule can
know; `onrecord speakers --merge` and `--split` write it, and any editor does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.analysis.tokenizer import folded
from indexer.errors import UsageError

__all__ = ["FILE_NAME", "Rulings", "add_ruling", "rulings"]

FILE_NAME = "speakers.txt"
_HEAD = "# Names of speakers that are one (one: Barack Obama | Obama), or not (two: Steve King | Stephen King).\n"
_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Rulings:
    """Names that are one person's, and names that are not, in the order of the file."""

    one: tuple[tuple[str, ...], ...] = ()
    two: tuple[tuple[str, ...], ...] = ()

    def others(self, name: str) -> tuple[str, ...]:
        """The names, folded, that are said to be one person's with this one, which is folded as well."""
        groups = [tuple(" ".join(folded(each)) for each in group) for group in self.one]
        found = {each: None for group in groups if name in group for each in group}
        return tuple(each for each in found if each and each != name)


def rulings(index: Path) -> Rulings:
    """Those of the index at `index`. UsageError for a line that is none."""
    path = index / FILE_NAME
    try:
        if not path.is_file():
            return Rulings()
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(_MOST_BYTES)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint="mend it, or take it away") from error
    found: dict[str, list[tuple[str, ...]]] = {"one": [], "two": []}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, _, names = line.partition(":")
        listed = tuple(name for part in names.split("|") if (name := " ".join(part.split())))
        if kind.strip() not in found or len(listed) < 2:
            raise UsageError(f"{path}:{number} is no ruling", hint="write one: NAME | NAME, or two: NAME | NAME")
        found[kind.strip()].append(listed)
    return Rulings(tuple(found["one"]), tuple(found["two"]))


def add_ruling(index: Path, kind: str, names: tuple[str, ...]) -> Path:
    """Write one more; an earlier one of the other kind about the same names goes. The file."""
    path = index / FILE_NAME
    wanted = tuple(" ".join(name.split()) for name in names)
    if len(set(wanted)) < 2 or any("|" in name or not name for name in wanted):
        raise UsageError("two names or more are needed", hint="onrecord speakers --merge 'Barack Obama' Obama")
    rulings(index)  # a file that cannot be read is not written to
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else _HEAD.splitlines()
    kept = [line for line in lines if line.startswith("#") or {*_names(line)} != {*wanted}]
    index.mkdir(parents=True, exist_ok=True)  # of an archive on a cluster it is on this machine, and empty at first
    path.write_text("\n".join([*kept, f"{kind}: {' | '.join(wanted)}"]) + "\n", encoding="utf-8")
    return path


def _names(line: str) -> list[str]:
    return [" ".join(part.split()) for part in line.partition(":")[2].split("|")]
