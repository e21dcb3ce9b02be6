"""Screens as they were drawn once, and whether they are drawn so still.

`SCREENS=write pytest tests/search/repl` writes them anew; look at the difference before it is kept.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

_FOLDER = Path(__file__).with_name("screens")


def compare(name: str, screens: Mapping[str, Sequence[str]]) -> None:
    """Screens of one session by the step that led to each, against those in the file of that name."""
    path = _FOLDER / f"{name}.txt"
    text = "".join(f"=== {step}\n" + "".join(f"{row}\n" for row in rows) for step, rows in screens.items())
    if os.environ.get("SCREENS") == "write":
        _FOLDER.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")
