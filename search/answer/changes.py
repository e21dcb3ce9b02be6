"""What words differ between two versions of a text: paragraphs are compared, then the words of the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

__all__ = ["Change", "changes"]

_AROUND = 6
"""Words that are shown on either side of those that differ."""
_LONGEST = 4_000
"""Words of a paragraph that are compared one by one."""


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
    old, new = _paragraphs(before), _paragraphs(after)
    for kind, low, high, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _words(" ".join(old[low:high]).split(), " ".join(new[first:last]).split())


def _paragraphs(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    if not old or not new or max(len(old), len(new)) > _LONGEST:
        yield Change("added" if not old else "removed" if not new else "replaced", " ".join(old), " ".join(new))
        return
    for kind, low, high, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            name: Literal["added", "removed", "replaced"] = (
                "added" if low == high else "removed" if first == last else "replaced"
            )
            left, right = old[max(low - _AROUND, 0) : low], old[high : high + _AROUND]
            yield Change(name, " ".join(old[low:high]), " ".join(new[first:last]), " ".join(left), " ".join(right))
