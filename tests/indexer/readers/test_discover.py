"""Which files are read, in which order, and under which names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.article import Article
from indexer.readers import STDIN, Rejected, SourceFile, discover, iter_articles


def tree(root: Path, *names: str) -> Path:
    """Files of these names under `root`."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("The dam above Orlo held through the night.")
    return root


def names(*paths: str | Path) -> list[str]:
    """The names of the files that are found; all have to be files."""
    found = list(discover(paths))
    assert all(isinstance(source, SourceFile) for source in found), found
    return [source.name for source in found if isinstance(source, SourceFile)]


def test_a_folder(tmp_path: Path) -> None:
    """All files, in order of their names, in all folders below: what they are, their content says."""
    tree(
        tmp_path,
        "b.txt",
        "a/z.md",
        "a/a.jsonl",
        "a/b.jsonl.gz",
        "a/metadata.csv",
        "C.TXT",
        "d.pdf",
        "other.csv",
        "e.gz",
        "f",
    )
    below = ["a/a.jsonl", "a/b.jsonl.gz", "a/metadata.csv", "a/z.md"]
    assert names(tmp_path) == ["C.TXT", *below, "b.txt", "d.pdf", "e.gz", "f", "other.csv"]


def test_hidden_things(tmp_path: Path) -> None:
    """Hidden files and folders are passed over, an index among them; one that is given itself is read."""
    tree(tmp_path, ".a.txt", ".git/b.txt", ".onrecord/c.txt", "d.txt")
    assert names(tmp_path) == ["d.txt"]
    assert names(tmp_path / ".a.txt") == [".a.txt"]


def test_one_file(tmp_path: Path) -> None:
    """A file given itself has the name that it has in its folder."""
    tree(tmp_path, "b.txt", "a.txt")
    assert names(tmp_path / "b.txt") == ["b.txt"]
    assert names(tmp_path / "b.txt", tmp_path) == ["b.txt", "a.txt"]
    assert names(tmp_path, tmp_path / "b.txt", tmp_path / ".") == ["a.txt", "b.txt"]


def test_standard_input() -> None:
    """A dash is standard input, once."""
    (found,) = discover(["-", "-"])
    assert isinstance(found, SourceFile)
    assert found.is_stdin
    assert (found.path, found.name) == (STDIN, "-")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("gone.txt", "no such file"), ("pipe.txt", "neither a file"),
     ("dead.txt", "link to nothing"),  ("x" * 5000, "File name too long")],
)  # fmt: skip
def test_what_is_given_and_cannot_be_read(tmp_path: Path, name: str, reason: str) -> None:
    """A path that was named is never passed over in silence, and the others are read."""
    tree(tmp_path, "a.pdf", "b.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "dead.txt").symlink_to(tmp_path / "nothing.txt")
    rejected, found = discover([tmp_path / name, tmp_path / "b.txt"])
    assert isinstance(rejected, Rejected)
    assert reason in rejected.reason
    assert rejected.place == str(tmp_path / name)
    assert isinstance(found, SourceFile)


def test_a_folder_that_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that may not be listed is a rejection, and the walk goes on."""
    tree(tmp_path, "a/x.txt", "b/y.txt")
    scandir = os.scandir

    def closed(path: Path) -> object:
        if path.name == "a":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    rejected, found = discover([tmp_path])
    assert isinstance(rejected, Rejected)
    assert "Permission denied" in rejected.reason
    assert isinstance(found, SourceFile)
    assert found.name == "b/y.txt"


def test_loops_of_links(tmp_path: Path) -> None:
    """Links that lead in a circle, or twice to one place, end; each file is found once, under its own name."""
    tree(tmp_path, "m/x.txt", "z/y.txt")
    (tmp_path / "m" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "m" / "self").symlink_to(tmp_path / "m", target_is_directory=True)
    (tmp_path / "a").symlink_to(tmp_path / "z", target_is_directory=True)
    (tmp_path / "a.txt").symlink_to(tmp_path / "z" / "y.txt")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert names(tmp_path) == ["m/x.txt", "z/y.txt"]


def test_links_that_lead_out(tmp_path: Path) -> None:
    """Links to what the walk would not come by are followed: out of the folder, or to a hidden place in it."""
    tree(tmp_path, "in/x.txt", "out/y.txt", "in/.store/blob", "far.txt")
    (tmp_path / "out" / "back").symlink_to(tmp_path / "out", target_is_directory=True)
    (tmp_path / "in" / "a").symlink_to(tmp_path / "out", target_is_directory=True)
    (tmp_path / "in" / "b").symlink_to(tmp_path / "out", target_is_directory=True)
    (tmp_path / "in" / "c.txt").symlink_to(tmp_path / "far.txt")
    (tmp_path / "in" / "kept.txt").symlink_to(tmp_path / "in" / ".store" / "blob")
    assert names(tmp_path / "in") == ["a/y.txt", "c.txt", "kept.txt", "x.txt"]


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """A file whose name is no UTF-8, has a line end, or begins with a space has an id that can be stored."""
    for name in (b"caf\xe9.txt", b"a\nb.txt", b" c.txt"):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text("The dam held.")
    made = [made for source in discover([tmp_path]) for made in iter_articles(source)]  # type: ignore[arg-type]
    assert [article.id for article in made if isinstance(article, Article)] == [
        "./ c.txt",
        "a\ufffdb.txt",
        "café.txt",
    ]


def test_deep_folders(tmp_path: Path) -> None:
    """Folders nested deeper than Python nests calls are walked."""
    path = tmp_path
    fd = os.open(tmp_path, os.O_RDONLY)
    for _ in range(600):
        os.mkdir("d", dir_fd=fd)
        deeper = os.open("d", os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = deeper
        path = path / "d"
    os.close(os.open("x.txt", os.O_CREAT | os.O_WRONLY, dir_fd=fd))
    os.close(fd)
    assert names(tmp_path) == ["d/" * 600 + "x.txt"]


def test_what_cannot_be_looked_at_is_told(as_nobody: Path) -> None:
    """A folder that may be listed and not searched, one behind a link, and a path that is too long for the system."""
    tree(as_nobody, "in/a/x.txt", "in/b/y.txt", "out/c/z.txt")
    (as_nobody / "in" / "link").symlink_to(as_nobody / "out" / "c")
    fd = os.open(as_nobody / "in", os.O_RDONLY)
    for _ in range(17):
        os.mkdir("d" * 250, dir_fd=fd)
        deeper = os.open("d" * 250, os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = deeper
    os.close(fd)
    (as_nobody / "in" / "a").chmod(0o600)
    (as_nobody / "out").chmod(0o600)
    try:
        found = list(discover([as_nobody / "in"]))
        (given,) = discover([as_nobody / "out" / "c"])
    finally:
        (as_nobody / "in" / "a").chmod(0o700)
        (as_nobody / "out").chmod(0o700)
    assert [one.name for one in found if isinstance(one, SourceFile)] == ["b/y.txt"]
    told = {one.path.rpartition("/")[2]: one.reason for one in found if isinstance(one, Rejected)}
    assert told == {
        "x.txt": "cannot be read: Permission denied",
        "d" * 250: "cannot be read: File name too long",
        "link": "cannot be read: Permission denied",
    }
    assert isinstance(given, Rejected)
    assert "Permission denied" in given.reason
