"""Files that come, change, break, move and go, against a model: what is in the index is what they state."""

from __future__ import annotations

import gzip
import io
import json
import random
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from indexer.build import build
from indexer.store import open_index
from indexer.store.doctor import doctor
from indexer.workers.progress import Progress
from tests.conftest import tries
from tests.torture.conftest import Torture

IDS = [f"x{number}" for number in range(8)]
NAMES = ["a/a.jsonl", "a/b.jsonl", "a/c.jsonl.gz", "b/a.jsonl", "b/d.jsonl.gz"]


class Killed(Exception):
    """In place of a process that is killed: nothing is committed after it."""


@dataclass
class File:
    """What is on the disk: the texts that can be read, the ids of records without a text, whether there is more."""

    version: int
    texts: dict[str, str]
    textless: set[str]
    whole: bool


@dataclass
class Row:
    """What is known of a file that was read: its version then, and the ids that it states."""

    version: int
    ids: set[str]


@dataclass
class Model:
    """What the index has to hold. An id is its whose new version was read last, or who stated it last before."""

    rows: dict[str, Row] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def pipe(self, texts: dict[str, str]) -> None:
        self.rows.setdefault("-", Row(0, set())).ids |= texts.keys()
        self._take("-", texts)

    def build(self, disk: dict[str, File], places: tuple[str, ...], *, prune: bool) -> None:
        for name in sorted(disk):
            file, row = disk[name], self.rows.get(name)
            if name.startswith(places) and (row is None or row.version != file.version):
                earlier = self.rows.pop(name).ids if row else set()
                ids = set(file.texts) | (earlier if not file.whole else earlier & file.textless)
                self.rows[name] = Row(file.version, ids)
                self._take(name, file.texts)
        for name in [name for name in self.rows if prune and name.startswith(places) and name not in disk]:
            del self.rows[name]
        for article, owner in list(self.owner.items()):
            if owner in self.rows and article in self.rows[owner].ids:
                continue
            heirs = [name for name, row in self.rows.items() if article in row.ids]
            heirs.sort(key=lambda name: name != "-")
            if not heirs:
                del self.owner[article], self.texts[article]
                continue
            self.owner[article] = heirs[-1]
            if heirs[-1] in disk and article in disk[heirs[-1]].texts:
                self.texts[article] = disk[heirs[-1]].texts[article]

    def _take(self, name: str, texts: dict[str, str]) -> None:
        self.owner.update(dict.fromkeys(texts, name))
        self.texts |= texts


class Disk:
    """Two folders of files, changed at random."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.files: dict[str, File] = {}
        self._chance = chance
        self._version = 0

    def change(self) -> None:
        name = self._chance.choice(NAMES)
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name in self.files and self._chance.random() < 0.4:
            moved = self._chance.choice(NAMES)
            if moved == name or path.suffix != Path(moved).suffix or self._chance.random() < 0.3:
                path.unlink()
                del self.files[name]
                return
            (self.folder / moved).parent.mkdir(exist_ok=True)
            path.rename(self.folder / moved)
            self._version += 1
            file = self.files.pop(name)
            self.files[moved] = File(self._version, file.texts, file.textless, file.whole)
            return
        self._version += 1
        self.files[name] = self._written(path)

    def records(self) -> tuple[list[str], dict[str, str]]:
        """Some records as lines, and their texts by id."""
        ids = self._chance.sample(IDS, self._chance.randrange(len(IDS)))
        texts = {name: f"Version {self._version} of {name}, {self._chance.random()}." for name in ids}
        return [json.dumps({"id": name, "text": text}) for name, text in texts.items()], texts

    def _written(self, path: Path) -> File:
        lines, texts = self.records()
        textless = {name for name in IDS if name not in texts and self._chance.random() < 0.1}
        lines += [json.dumps({"id": name}) for name in textless]
        whole = True
        if self._chance.random() < 0.2:
            lines.insert(self._chance.randrange(len(lines) + 1), "{broken")
            whole = False
        data = "".join(line + "\n" for line in lines).encode()
        if path.suffix == ".gz":
            data = gzip.compress(data)
            if self._chance.random() < 0.4:  # the end of the stream is missing, and with it what is not given before
                data, whole = data[: -self._chance.randrange(1, len(data) // 2)], False
                lines = [line.decode() for line in _readable(data)]
                said = {row["id"]: row.get("text") for row in map(json.loads, lines) if row}
                texts = {name: text for name, text in said.items() if text}
                textless &= said.keys()
        path.write_bytes(data)
        return File(self._version, texts, textless, whole)


def _readable(data: bytes) -> list[bytes]:
    """The whole lines of a gzip stream that is cut."""
    try:
        found = zlib.decompressobj(31).decompress(data)
    except zlib.error:
        return []
    lines = found.split(b"\n")[:-1]
    return [line for line in lines if line != b"{broken"]


def held(index: Path) -> dict[str, str]:
    with open_index(index) as opened:
        made = [opened.article(int(doc)) for doc in opened.articles.all_doc_ids()]
    return {article.id: article.body for article in made}


@pytest.mark.parametrize("way", ["alone", "workers", "committing"])
def test_files_and_the_index_agree(
    way: str, torture: Torture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After any changes and any builds, of which some were killed and run again, the index holds what the files
    state: each id as the file has it whose version was read last, or as it was if that cannot be read any more; and
    it is sound."""
    if way == "workers":
        monkeypatch.setattr("indexer.workers.intake.ALONE", 0)
    if way == "committing":
        monkeypatch.setattr("indexer.build.COMMIT_SECONDS", 0)
        monkeypatch.setattr("indexer.workers.progress.TELL_SECONDS", 0)
    for trial in range(tries(1, 400)):
        chance = torture.chance(f"files {way} {trial}")
        disk, model = Disk(tmp_path / f"{way}{trial}", chance), Model()
        index = disk.folder / "index"
        for _ in range(8):
            for _ in range(chance.randrange(1, 4)):
                disk.change()
            _build(index, disk, model, chance, 2 if way == "workers" else 1)
            if chance.random() < 0.2:
                lines, texts = disk.records()
                with pytest.MonkeyPatch.context() as patch:
                    patch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("\n".join(lines).encode())))
                    build(index, ["-"], workers=1, find=None)
                model.pipe(texts)
            assert held(index) == model.texts, f"{way} {trial}"
            torture.count("builds over changed files")
        assert doctor(index) == [], f"{way} {trial}"


def _build(index: Path, disk: Disk, model: Model, chance: random.Random, workers: int) -> None:
    """A build of all, or of one of the folders if nothing in the other has changed; perhaps killed once before."""
    places: tuple[str, ...] = ("a/", "b/")
    seen = {name: row.version for name, row in model.rows.items()}
    one = chance.choice(places)
    if all(name.startswith(one) or seen.get(name) == file.version for name, file in disk.files.items()):
        places = (one,)
    for place in ("a", "b"):
        (disk.folder / place).mkdir(parents=True, exist_ok=True)
    prune = chance.random() < 0.5
    paths = [str(disk.folder / place) for place in places]
    if chance.random() < 0.4:
        left = chance.randrange(1, 20)

        def kill(_: Progress) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Killed

        try:
            build(index, paths, prune=prune, workers=workers, find=None, on_progress=kill)
        except Killed:
            assert not [found for found in doctor(index) if found.kind == "damage"]
    build(index, paths, prune=prune, workers=workers, find=None)
    model.build(disk.files, places, prune=prune)
