"""What is installed is pinned; what of Whoosh's could run a stranger's code or read files of its own is not
reached."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT, environment

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKED = {"run": [], "test": ["test"], "bench": ["bench"]}


def locked(name: str) -> dict[str, list[tuple[str, int]]]:
    """The versions of each package in a lock file, and how many hashes each has."""
    found: dict[str, list[tuple[str, int]]] = {}
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        package, version = re.match(r"([\w.-]+)==(\S+)", line).groups()  # type: ignore[union-attr]
        found.setdefault(package.lower().replace("_", "-"), []).append((version, line.count("--hash=sha256:")))
    return found


@pytest.mark.parametrize("name", LOCKED)
def test_the_lock_fits_the_project(name: str) -> None:
    """Each direct dependency is in the lock file, in its range; every package of it has hashes and no address."""
    asked = [*PROJECT["dependencies"], *(line for e in LOCKED[name] for line in PROJECT["optional-dependencies"][e])]
    versions = locked(name)
    for requirement in map(Requirement, asked):
        found = versions[requirement.name.lower().replace("_", "-")]
        assert all(requirement.specifier.contains(version) for version, _ in found), requirement
    assert all(hashes for found in versions.values() for _, hashes in found)
    assert "//" not in (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")


def test_the_dependencies_have_bounds() -> None:
    """Whoosh exactly, the others below the next major version: `make lock` says which of these is installed."""
    every = map(Requirement, sum(PROJECT["optional-dependencies"].values(), PROJECT["dependencies"]))
    for requirement in every:
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators == ({"=="} if requirement.name == "whoosh3" else {">=", "<"}), requirement


_WATCHED = """
import json, os, sys, sysconfig
import whoosh
WHOOSH, IMPORTING = os.path.dirname(whoosh.__file__), "<frozen importlib"
FILES = os.path.join("indexer", "store", "files.py")
work, index = sys.argv[1:3]
told = []
SYSTEM = ("os.", "shutil.", "socket.", "subprocess.", "ctypes.", "pty.", "tempfile.", "mmap.")

def watch(event, values):
    watched = ("open", "pickle.find_class", "marshal.loads", "exec", "compile")
    if event not in watched and not event.startswith(SYSTEM):
        return
    frames, frame = [], sys._getframe(1)
    while frame:
        frames.append(frame.f_code.co_filename)
        frame = frame.f_back
    ours = [name for name in frames if name.startswith((IMPORTING, WHOOSH))]
    if ours and ours[0].startswith(WHOOSH) and not any(name.startswith(IMPORTING) for name in ours):
        told.append(["whoosh", event, repr(values)[:200]])
    own = any(name.endswith("workers/extraction.py") for name in frames)
    if not own and (event in ("subprocess.Popen", "os.system", "os.posix_spawn") or event.startswith("socket.c")):
        told.append(["process or network", event, repr(values)[:200]])
    if event == "pickle.find_class" and not any(name.endswith("multiprocessing/connection.py") for name in frames):
        told.append(["unpickled", event, repr(values)[:200]])
    if event == "open" and isinstance(values[0], str) and os.path.dirname(values[0]) == index:
        if frames[0] not in ("<frozen os>",) and not frames[0].endswith((FILES, "tempfile.py")):
            told.append(["opened unguarded", frames[0], values[0]])

sys.addaudithook(watch)
from search.commands.cli import cli
from search.commands.console import run_guarded
sys.stdin = open(os.devnull)
queries = ["river strike", '"water for power"', "dam NEAR/5 river", "negotiat* strik?s", "ceasfire~",
"date:2025-03..",
           "source:northline", "speaker:madrun quote:water", "a SENT b OR c PARA d", "atleast2:strike lead:dam",
           "-strike title:dam", "=Madrun", "said:(water)", "nothingatall", "speaker:nobody", "url:https*"]
batch = os.path.join(work, "queries")
open(batch, "w").write("\\n".join(queries))
codes = {}
def run(verb, *arguments):
    codes[" ".join([verb, *arguments])] = run_guarded(cli, [verb, "-i", index, *arguments])
run("index", sys.argv[3])
for query in queries:
    run("search", "--explain", "1", "--", query)
    run("search", "--json", "--sort", "newest", "--", query)
    run("quotes", "--", query)
run("batch", batch)
for verb in ("speakers", "info", "doctor", "optimize"):
    run(verb)
from search.api import open_archive
with open_archive(index) as archive:
    known = archive.search("river").hits[0].article.id
    from whoosh.query import DisjunctionMax, Every, FuzzyTerm, Regex, Require, SpanFirst, Term, Variations
    from search.engine import matching
    for query in (Every(), Variations("text", "river"), Require(Term("text", "river"), Term("text", "dam")),
                  SpanFirst(Term("text", "river")), Regex("words", "riv.*"), FuzzyTerm("words", "rivr"),
                  DisjunctionMax([Term("text", "river")])):
        matching(archive._searcher, query, space="articles")
    from whoosh.searching import Searcher
    with Searcher(archive._index.articles, closereader=False) as searcher:
        searcher.search(Term("text", "river"), sortedby="date")
run("show", known)
run("similar", known)
run("doctor", "--repair")
loaded = [name for name in sys.modules if name.startswith(("whoosh.multiproc", "whoosh.writing", "whoosh.qparser",
          "whoosh.codec.whoosh", "whoosh.codec.memory", "whoosh.filedb.filetables", "whoosh.filedb.fileindex"))]
print(json.dumps({"told": told, "codes": codes, "loaded": loaded}), file=sys.stderr)
"""


@pytest.mark.slow
def test_nothing_of_whoosh_is_reached_that_unpickles_or_opens(tmp_path: Path) -> None:
    """All commands and kinds of query under an audit hook: Whoosh's code opens no file, unpickles, compiles and runs
    nothing and starts no process (its modules are imported, no more); files of an index are opened in one place.

    A build with several processes pickles its own messages to its own workers, over pipes without a name.
    """
    script = tmp_path / "watched.py"
    script.write_text(_WATCHED, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(tmp_path / "index"), str(ROOT / "seeds")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(XDG_STATE_HOME=str(tmp_path / "state"), XDG_CACHE_HOME=str(tmp_path / "cache")),
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stderr.splitlines()[-1])
    assert found["told"] == []
    assert found["loaded"] == []
    assert {command: code for command, code in found["codes"].items() if code not in (0, 1)} == {}
