"""What words differ between two versions of a text, whatever its line breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from rapidfuzz.distance import Indel

__all__ = ["Change", "changes"]

_AROUND = 6
"""Words that are shown on either side of those that differ."""
_MOST = 200_000_000
"""Words of one text by those of the other that are compared one by one, which takes a bit of memory for each; longer
texts are compared by paragraph first."""
_MARKS = str.maketrans("“”„«»‘’–—\u2011", '"""""\'\'---')
_BETWEEN = 2
"""So many equal words between two changes are chance."""


@dataclass(frozen=True, slots=True)
class Change:
    """Words that went, words that came, and some of those around them."""

    kind: Literal["added", "removed", "replaced"]
    before: str
    after: str
    left: str = ""
    right: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "before": self.before, "after": self.after, "left": self.left, "right": self.right}


def changes(before: str, after: str) -> Iterator[Change]:
    """How the first text became the second, in the order of the text."""
    old, new = before.split(), after.split()
    if len(old) * len(new) <= _MOST:
        yield from _words(old, new)
        return
    parts = _paragraphs(before), _paragraphs(after)
    for kind, low, high, first, last in SequenceMatcher(None, *parts, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _words(" ".join(parts[0][low:high]).split(), " ".join(parts[1][first:last]).split())


def _paragraphs(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    whole = not old or not new or len(old) * len(new) > _MOST
    for low, high, first, last in [(0, len(old), 0, len(new))] if whole else _differing(old, new):
        kind: Literal["added", "removed", "replaced"] = (
            "added" if low == high else "removed" if first == last else "replaced"
        )
        left, right = old[max(low - _AROUND, 0) : low], old[high : high + _AROUND]
        yield Change(kind, " ".join(old[low:high]), " ".join(new[first:last]), " ".join(left), " ".join(right))


def _plain(word: str) -> str:
    """A word with the marks of a typewriter: an outlet's own quotation marks and dashes are no other words."""
    return word.translate(_MARKS)


def _differing(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Where the words differ, from and to in each; a few equal words between two changes are part of one."""
    found: list[tuple[int, int, int, int]] = []
    for step in Indel.opcodes([_plain(word) for word in old], [_plain(word) for word in new]):
        if step.tag == "equal":
            continue
        low, high, first, last = step.src_start, step.src_end, step.dest_start, step.dest_end
        if found and low - found[-1][1] <= _BETWEEN and low - found[-1][1] < max(high - low, last - first, 2):
            low, first = found[-1][0], found[-1][2]
            found.pop()
        found.append((low, high, first, last))
    return found
