"""The rules of the design that hold the parts apart."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import indexer.store
from tests.conftest import ROOT, environment

PRODUCT = sorted(path for package in ("indexer", "search", "onrecord") for path in ROOT.glob(f"{package}/**/*.py"))
MAY_IMPORT_WHOOSH = ("indexer/schema.py", "indexer/store/", "search/language/", "search/engine/", "search/cluster/")


def imported(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module or ""


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PRODUCT, ids=relative)
def test_imports_keep_to_the_seams(path: Path) -> None:
    """The indexer never imports search; Whoosh stays behind its seam, its parser is never used, prompt_toolkit
    stays under search/repl; nothing is unpickled."""
    name = relative(path)
    for module in imported(path):
        top = module.split(".")[0]
        assert not (name.startswith("indexer/") and top == "search"), f"{name} imports {module}"
        assert top != "whoosh" or name.startswith(MAY_IMPORT_WHOOSH), f"{name} imports {module}"
        assert not module.startswith("whoosh.qparser"), f"{name} imports {module}"
        assert top != "prompt_toolkit" or name.startswith("search/repl/"), f"{name} imports {module}"
        assert top not in ("pickle", "shelve", "marshal"), f"{name} imports {module}"


def arrows(package: str) -> dict[str, set[str]]:
    """Which modules of a package each of its modules imports, wherever and for whatever."""
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in PRODUCT
        if relative(path).startswith(f"{package}/")
    }
    found: dict[str, set[str]] = {}
    for name, path in modules.items():
        targets = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                targets |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                full = {f"{node.module}.{alias.name}" for alias in node.names}
                targets |= (full & set(modules)) or {node.module}
        found[name] = (targets & set(modules)) - {name}
    return found


@pytest.mark.slow
@pytest.mark.parametrize("package", ["indexer", "search"])
def test_there_is_no_import_circle(package: str) -> None:
    """Modules that import only what was taken away before can be taken away; in the end nothing is left."""
    left = arrows(package)
    while free := {name for name, targets in left.items() if not targets & set(left)}:
        left = {name: targets for name, targets in left.items() if name not in free}
    assert not left, f"in or behind a circle: {sorted(left)}"


def test_rooms_are_few_and_names_are_said_once() -> None:
    """A stranger sees the whole house at once, and a module's name says which one is meant."""
    for package, most in (("search", 16), ("indexer", 15)):
        entries = [path for path in (ROOT / package).iterdir() if path.name != "__pycache__"]
        assert len(entries) <= most, sorted(path.name for path in entries)
        names = Counter(path.stem for path in PRODUCT if relative(path).startswith(f"{package}/"))
        assert [name for name, times in names.items() if times > 1] == ["__init__"]


def test_the_engine_knows_of_the_store_what_the_store_names() -> None:
    """`search.engine` imports names of `indexer.store.__all__`, and no module inside."""
    for path in PRODUCT:
        if not relative(path).startswith("search/engine/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("indexer.store"):
                assert node.module == "indexer.store", f"{relative(path)} imports {node.module}"
                assert {alias.name for alias in node.names} <= set(indexer.store.__all__), relative(path)


def test_the_tour_names_every_module() -> None:
    """docs/architecture.md says of each room what it is useful for and what not, and names what is in it."""
    tour = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    missing = [relative(path) for path in PRODUCT if path.stem[:2] != "__" and f"{path.name}`" not in tour]
    assert not missing
    for room in re.findall(r"^### .*?(?=^##)", tour, re.DOTALL | re.MULTILINE):
        assert re.search(r"\*Useful\s+for\*", room), room[:60]
        assert re.search(r"\*Not\s+useful\s+for\*", room), room[:60]


@pytest.mark.slow
def test_messages_are_shown_in_one_place() -> None:
    """What a message names may come from a stranger; where it is shown it is made safe, and nobody goes past that."""
    past = [
        relative(path)
        for path in PRODUCT
        if relative(path) != "search/commands/console.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("echo", "secho")
    ]
    assert not past


def test_the_top_level_is_the_one_that_was_agreed() -> None:
    """Packages stand where a user of the project expects them."""
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile", ".ci/run"):
        assert (ROOT / name).is_file(), name
    for name in ("indexer", "search", "seeds", "tests"):
        assert (ROOT / name).is_dir(), name


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh Python has loaded after running some code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}})"],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=60,
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.slow
def test_a_search_starts_without_the_prompt_or_the_pipeline(seeds_index: Path) -> None:
    """`onrecord search` drags in neither prompt_toolkit nor what reading articles or writing reports needs."""
    code = (
        "import sys; from search.commands.console import run_guarded; from search.commands.cli import cli\n"
        f"assert run_guarded(cli, ['search', '-i', {str(seeds_index)!r}, 'rail strike']) == 0\n"
        "assert not [m for m in sys.modules if m.startswith(('indexer.build', 'indexer.readers', "
        "'indexer.quotes'))]\n"
        "assert not [m for m in sys.modules if m.startswith('search.provenance')]\n"
        "assert 'whoosh.searching' not in sys.modules and 'whoosh.highlight' not in sys.modules"
    )
    loaded = modules_after(code)
    assert "prompt_toolkit" not in loaded
    assert "charset_normalizer" not in loaded
    assert "jinja2" not in loaded


@pytest.mark.slow
def test_the_prompt_is_loaded_without_the_pipeline() -> None:
    """What the prompt imports does not read articles."""
    code = (
        "import sys, search.repl, search.repl.session, search.repl.completion\n"
        "assert not [m for m in sys.modules if m.startswith(('indexer.build', 'indexer.readers', 'indexer.quotes'))]"
    )
    assert "prompt_toolkit" in modules_after(code)
