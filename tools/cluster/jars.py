"""What a node needs to run: a Java development kit of the right age, and jars that Maven brings once."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
BUILD = HERE.parent.parent / "build" / "cluster"
_FETCH_SECONDS = 600
_FOLDERS_OF_JAVAS = ("/usr/lib/jvm/*", "/opt/java/*", "/Library/Java/JavaVirtualMachines/*/Contents/Home")


class NotRunnable(Exception):
    """There can be no nodes here: what is lacking, and where to have it from."""


@dataclass(frozen=True)
class Release:
    """A version of OpenSearch, the runner that brings its jars, and the Javas that it runs on."""

    version: str
    runner: str
    oldest: int
    newest: int


RELEASES = {
    each.version: each
    for each in (
        Release("3.8", "3.8.0.0", oldest=21, newest=99),
        Release("2.19", "2.19.1.0", oldest=11, newest=23),  # Java 24 has no security manager, which it asks for
    )
}


@dataclass(frozen=True)
class Program:
    """How a node is started: a Java, and the folder with the classes and jars."""

    java: Path
    jars: Path

    @property
    def classpath(self) -> str:
        return f"{self.jars}{os.pathsep}{self.jars}/*"


def program(version: str) -> Program:
    """What starts nodes of this version; what is not there yet is brought."""
    release = RELEASES[version]
    home = _java_home(release)
    jars = BUILD / f"jars-{release.runner}"
    with _locked(BUILD):
        if not jars.exists():
            _bring(release, home, jars)
        source, compiled = HERE / "OneNode.java", jars / "OneNode.class"
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            _called(
                [str(home / "bin/javac"), "-proc:none", "-nowarn", "-cp", f"{jars}/*", "-d", str(jars), str(source)]
            )
    return Program(home / "bin/java", jars)


def _java_home(release: Release) -> Path:
    """A development kit that the release runs on: of JAVA_HOME, JAVA_HOME_21_X64, ..., PATH, the usual folders."""
    named = [Path(os.environ[name]) for name in sorted(os.environ) if re.match(r"JAVA_HOME($|_)", name)]
    on_path = shutil.which("javac")
    beside = [Path(on_path).resolve().parent.parent] if on_path else []
    usual = [home for pattern in _FOLDERS_OF_JAVAS for home in sorted(Path("/").glob(pattern[1:]))]
    ages = {home: _age(home) for home in (*named, *beside, *usual)}
    for home, age in ages.items():
        if release.oldest <= age <= release.newest:
            return home
    wanted = f"{release.oldest} or newer" if release.newest == 99 else f"{release.oldest} to {release.newest}"
    found = ", ".join(sorted({f"Java {age}" for age in ages.values() if age})) or "none"
    raise NotRunnable(
        f"OpenSearch {release.version} needs a Java development kit, {wanted} (found: {found}). "
        "Install one, or set JAVA_HOME to the folder of one."
    )


def _age(home: Path) -> int:
    """Which Java this is a development kit of; 0 where it is none."""
    try:
        stated = (home / "release").read_text("utf-8", "replace")
    except OSError:
        return 0
    version = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', stated, re.MULTILINE)
    return int(version[1]) if version and (home / "bin/javac").exists() else 0


def _bring(release: Release, java_home: Path, jars: Path) -> None:
    """The jars, in a folder that is there only when it has all of them; nothing is left outside the checkout."""
    maven = shutil.which("mvn")
    if not maven:
        raise NotRunnable(
            "the jars of OpenSearch are brought by Maven, and there is no mvn on the PATH: install Maven."
        )
    with tempfile.TemporaryDirectory(dir=BUILD) as scratch:
        _called(
            [
                *(maven, "--batch-mode", "--quiet", "--strict-checksums", "--file", str(HERE / "pom.xml")),
                *(f"-Drunner={release.runner}", f"-Dmaven.repo.local={scratch}/repository"),
                *("dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={scratch}/jars"),
            ],
            JAVA_HOME=str(java_home),
        )
        _check(Path(scratch, "jars"), HERE / f"jars-{release.runner}.txt")
        Path(scratch, "jars").rename(jars)


def _check(jars: Path, locked: Path) -> None:
    """Each jar is one that was looked at when the release was chosen: what runs here runs with our rights."""
    found = {f"{_digest(jar)}  {jar.name}" for jar in jars.glob("*.jar")}
    if others := sorted(found ^ set(locked.read_text("utf-8").splitlines())):
        raise NotRunnable(f"the jars are not those of {locked.name}: {others[0]}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _called(command: list[str], **environment: str) -> None:
    try:
        subprocess.run(
            command,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_FETCH_SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        said = "\n".join(error.stdout.strip().splitlines()[:6])
        raise NotRunnable(f"{Path(command[0]).name} failed; is there a way to its repository?\n{said}") from None
    except subprocess.TimeoutExpired:
        raise NotRunnable(f"{Path(command[0]).name} was not done in {_FETCH_SECONDS} s.") from None


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One at a time: two may need the same jars at once."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
