"""Why an answer has its score: a tree of numbers, each the sum, the product or the highest of those below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

How = Literal["sum", "product", "highest", "given"]

_SAID = {"sum": "sum of", "product": "product of", "highest": "highest of", "given": ""}


@dataclass(frozen=True, slots=True)
class Explanation:
    """`value` comes from the `parts` as `how` says; without parts it is given. `what` says what it stands for."""

    value: float
    what: str
    parts: tuple[Explanation, ...] = ()
    how: How = "given"

    def to_dict(self) -> dict[str, Any]:
        """For JSON; parts only where there are any."""
        found: dict[str, Any] = {"value": round(self.value, 6), "what": self.what}
        if self.parts:
            found |= {"how": self.how, "parts": [part.to_dict() for part in self.parts]}
        return found


def explanation_lines(explanation: Explanation, *, depth: int = 0) -> Iterator[str]:
    """The tree as text: the number, what it is, and indented below it what it is made of."""
    how = f", {_SAID[explanation.how]}:" if explanation.parts else ""
    yield f"{'  ' * depth}{explanation.value:.6f}  {explanation.what}{how}"
    for part in explanation.parts:
        yield from explanation_lines(part, depth=depth + 1)
