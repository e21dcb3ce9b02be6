"""The front door: what `onrecord` hands on, from a checkout and from an installed wheel."""

from __future__ import annotations

import doctest
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

import onrecord
from indexer import errors
from tests.conftest import ROOT, SEEDS, environment

PUBLIC = {
    "Archive", "Article", "BuildReport", "Carrier", "Claim", "Closest",
    "ClusterBusy", "ClusterError", "ClusterFull", "ClusterPartial", "ClusterRefused",
    "ClusterDenied", "ClusterUnreachable", "ClusterUnsuitable", "Hit", "IndexCorrupt", "IndexLocked",
    "IndexNotFound", "IndexOutdated", "NotOnCluster", "OnRecordError", "PublicationDate", "QuerySyntaxError",
    "Quotation", "QuoteHit", "QuoteMatch", "RecordRejected", "Results", "Snippet", "Trace", "UnknownField",
    "UsageError", "Verdict", "WorkerDied", "WriterFailed", "__version__", "build", "find_quotes", "open_archive",
}  # fmt: skip


def subclasses(of: type) -> set[str]:
    """The names of a class and of all below it that onrecord defines."""
    return {of.__name__} | {name for one in of.__subclasses__() for name in subclasses(one)}


def test_the_public_surface_is_what_it_is() -> None:
    """A name more or less is a decision, not an accident; each is there."""
    assert set(onrecord.__all__) == PUBLIC
    assert all(getattr(onrecord, name) is not None for name in PUBLIC)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = onrecord.nothing_of_the_kind


def test_every_error_is_handed_on_and_drawn() -> None:
    """The hierarchy in the docstrings is the one in the code; no error is defined anywhere else."""
    import indexer.build
    import search.repl.session  # noqa: F401  # with these two all modules of both packages are loaded

    assert indexer.build is not None
    known = {name for name in subclasses(errors.OnRecordError) if hasattr(errors, name)}
    assert known == subclasses(errors.OnRecordError)
    assert known <= PUBLIC
    for text in (onrecord.__doc__, errors.__doc__):
        drawn = re.findall(r"(?:── |^ {4})(\w+) {2,}", text or "", re.MULTILINE)
        assert set(drawn) == known


def test_the_python_session_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the seeds, as it is written."""
    (tmp_path / "seeds").symlink_to(SEEDS)
    monkeypatch.chdir(tmp_path)
    session = re.search(r"^```python\n(.*?)^```$", (ROOT / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    assert session is not None
    test = doctest.DocTestParser().get_doctest(session[1], {}, "README", "README.md", 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test, out=said.append)
    assert not said, "".join(said)
    assert runner.tries


@pytest.mark.slow
def test_an_installed_wheel_runs_outside_of_the_checkout(tmp_path: Path, seeds_index: Path) -> None:
    """Built from what git knows, installed in an environment of its own, asked from an empty folder."""
    source, wheels, home = tmp_path / "source", tmp_path / "wheels", tmp_path / "env"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(source)], check=True, timeout=60)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    built = ["wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(wheels), str(source)]
    subprocess.run([*pip, *built], check=True, timeout=300)
    (wheel,) = wheels.iterdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True, timeout=120)
    python = home / "bin" / "python"
    (packages,) = home.glob("lib/*/site-packages")
    subprocess.run([*pip, "install", "--no-deps", "--no-index", "--target", str(packages), str(wheel)], check=True)
    manual = packages / "share" / "man"
    assert {page.name for page in (manual / "man1").iterdir()} >= {"onrecord.1", "onrecord-search.1"}
    if shutil.which("man"):
        subprocess.run(["man", "-w", "onrecord"], env=environment(MANPATH=str(manual)), check=True)
    # What it depends on is here already; the checkout is not on this path.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    def run(*arguments: str) -> str:
        kept = {name: value for name, value in environment().items() if name != "PYTHONPATH"}
        done = subprocess.run(
            [str(python), *arguments], cwd=tmp_path / "wheels", env=kept, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert str(home) in run("-c", "import onrecord, search, indexer; print(onrecord.__file__)")
    asked = f"import onrecord; print(onrecord.open_archive({str(seeds_index)!r}).search('river').hits[0])"
    assert "Hit(" in run("-c", asked)
    assert "*river*" in run("-m", "onrecord", "search", "-i", str(seeds_index), "river").lower()
    run("-m", "onrecord", "report", "-i", str(seeds_index), "river", "-o", str(tmp_path / "river.html"))
    assert "</svg>" in (tmp_path / "river.html").read_text("utf-8")
    assert "[]" not in run("-c", "import onrecord; print(onrecord.find_quotes('“We hold,” said Ada Moreau.'))")
