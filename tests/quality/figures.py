"""The figures that the gates measure, and the pages that tell them.

`figures.json` keeps each as it is told, to three places. In a page a figure stands behind its name:
`<!--names.recall-->.908`, of which a reader sees the number. A gate fails where it measures another figure;
`FIGURES=write pytest tests/quality` writes the file and the pages anew.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
from pathlib import Path
from types import ModuleType

from tests.conftest import ROOT, SHARED

_FILE = Path(__file__).with_suffix(".json")
_TOLD = re.compile(r"(?<=<!--)([a-z]+\.[a-z0-9@_.]+)-->([\d.]*\d)")
PAGES = tuple(sorted(ROOT.glob("docs/*.md")))


def kept() -> dict[str, str]:
    """The figures by name, as they are told: `.908`."""
    found: dict[str, str] = json.loads(_FILE.read_text("utf-8"))
    return found


def told(page: Path) -> dict[str, str]:
    """The figures of a page."""
    return dict(_TOLD.findall(page.read_text("utf-8")))


def measured(figures: dict[str, float]) -> None:
    """Hold what was measured against what is told, or tell it."""
    found = {name: f"{value:.3f}".removeprefix("0") for name, value in figures.items()}
    if os.environ.get("FIGURES") != "write":
        assert found == {name: value for name, value in kept().items() if name in found}
        return
    every = kept() | found
    _FILE.write_text(json.dumps(every, indent=0, sort_keys=True) + "\n", "utf-8")
    for page in PAGES:
        text = page.read_text("utf-8")
        page.write_text(_TOLD.sub(lambda at: f"{at[1]}-->{every.get(at[1], at[2])}", text), "utf-8")


def shared_tool(name: str) -> ModuleType:
    """A scorer of ../shared/tools as a module."""
    spec = importlib.util.spec_from_file_location(name, SHARED / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
