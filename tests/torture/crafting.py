"""Hostile indexes: a sound one with something in it that no writer leaves, and every checksum right.

A stranger can compute checksums, so none of what is made here is refused for one. `craft` is determined by its
chance.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import zstandard

from indexer.store import stored_form
from indexer.store.columns import TYPES
from indexer.store.files import LOCK, MANIFEST
from indexer.store.records import MOST_UNPACKED
from indexer.store.term_blocks import MAGIC, BlockPacker
from indexer.store.terms import STRIDE, Terms
from tests.torture.changes import CHANGES
from tests.torture.sealing import Parts, as_they_are, bomb, records_in, seal, store

Chance = random.Random

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\u2066"
"""Sets a title, clears a screen, colours, turns the text around: what no terminal may get."""
NUMBERS = (-1, 0, 1, 2, 127, 255, 65535, 2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**62, 2**63 - 1, 2**64, 10**400, 1.5)
WRONG: tuple[Any, ...] = (
    None,
    True,
    "",
    "x" * 100_000,
    ESCAPES,
    [],
    {},
    [[]],
    {"a": 1},
    float("nan"),
    -0.0,
    *NUMBERS,
)
DEEP = "[" * 2000 + "]" * 2000


def craft(number: int, chance: Chance, index: Path, victim: Path) -> str:
    """Make a sound index hostile; what was done. `victim` is a file outside that a link may lead to.

    The first numbers are of one kind each.
    """
    each = list(dict(KINDS).items())
    kind, make = each[number] if number < len(each) else chance.choice(KINDS)
    return f"{kind}: {make(chance, index, victim)}"


def _files(chance: Chance, index: Path, victim: Path) -> str:
    """A file that is none."""
    name = chance.choice([*sorted(path.name for path in index.iterdir() if path.name != LOCK), LOCK, "manifest.part"])
    path = index / name
    path.unlink(missing_ok=True)
    how = chance.choice(
        ["pipe", "zeros", "random", "folder", "socket", "link", "hard link", "sparse", "gone", "empty"]
    )
    if how == "pipe":
        os.mkfifo(path)
    elif how in ("zeros", "random"):
        path.symlink_to("/dev/zero" if how == "zeros" else "/dev/urandom")
    elif how == "folder":
        path.mkdir()
    elif how == "socket":
        here = Path.cwd()
        os.chdir(index)  # the path of a socket is short
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(name)
        os.chdir(here)
    elif how == "link":
        path.symlink_to(victim)
    elif how == "hard link":
        path.hardlink_to(victim)
    elif how != "gone":
        path.touch()
        os.truncate(path, 6 << 30 if how == "sparse" else 0)
    return f"{name} is {how}"


def _anywhere(chance: Chance, value: Any) -> tuple[list[Any], Any]:
    """A random place in a JSON value, as what leads there, and what stands there."""
    path: list[Any] = []
    while isinstance(value, dict | list) and value and (not path or chance.random() < 0.8):
        key = chance.choice(list(value)) if isinstance(value, dict) else chance.randrange(len(value))
        path.append(key)
        value = value[key]
    return path, value


def _mutated(chance: Chance, value: Any) -> str:
    """Change a JSON value in one place, and say how."""
    path, was = _anywhere(chance, value)
    if not path:
        return "nothing"
    for key in path[:-1]:
        value = value[key]
    last = path[-1]
    how = chance.choice(["wrong", "wrong", "near", "drop", "double", "name"])
    if how == "near" and type(was) is int:
        value[last] = was + chance.choice([-1, 1, 64, -64, 1 << 20])
    elif how == "drop":
        del value[last]
    elif how == "double" and isinstance(value, list):
        value.append(was)
    elif how in ("double", "name") and isinstance(value, dict):
        value[chance.choice([ESCAPES, "../victim", "/etc/passwd", "a\0b", "\ud800", "x" * 5000])] = was
    else:
        value[last] = chance.choice(WRONG)
    return f"{how} at {path!r:.60}"


def _manifest(chance: Chance, index: Path, victim: Path) -> str:
    """A manifest with something else in it."""
    manifest = json.loads((index / MANIFEST).read_bytes())
    special = chance.randrange(8)
    if special == 0:
        (index / MANIFEST).write_text(chance.choice([DEEP, "{" * 5000, "1" * 5000, "null", f'"{ESCAPES}"', "{}"]))
        return "no manifest"
    if special == 1:
        manifest["segments"] *= chance.choice([2, 50, 5000])
        told = "many segments"
    elif special == 2:
        name = chance.choice(
            ["../victim", str(victim), ESCAPES, "lock", MANIFEST, "000001-abcdef.segment\n", "", ".."]
        )
        entry = chance.choice([*manifest["segments"], manifest["ledger"]])
        entry["name"] = name
        told = f"a file named {name!r}"
    elif special == 3:
        manifest["generation"] = ESCAPES
        told = "a generation of escapes"
    else:
        told = ", ".join(_mutated(chance, manifest) for _ in range(chance.randint(1, 3)))
    seal(index, manifest)
    return told


def _segment(chance: Chance, index: Path) -> Path:
    """One of the segments, mostly the one with the most articles."""
    paths = sorted(index.glob("*.segment"), key=lambda path: -path.stat().st_size)
    return paths[0] if chance.random() < 0.7 else chance.choice(paths)


def _table(chance: Chance, index: Path, victim: Path) -> str:
    """A table of contents with something else in it."""
    path = _segment(chance, index)
    parts = Parts.of(path)
    told: list[str] = []

    def written(table: dict[str, Any]) -> str:
        special = chance.randrange(6)
        if special == 0:
            told.append("no table")
            other = '{"scalars": [], "columns": []}', '{"scalars": {}, "columns": {}}'
            return chance.choice([DEEP, "{" * 5000, "null", *other])
        if special == 1:
            told.append("a fact deep")
            return json.dumps(table).replace('"scalars": {', f'"scalars": {{"deep": {DEEP}, ', 1)
        if special == 2:
            told.append("columns of escapes")
            table["columns"] = {name + ESCAPES: row for name, row in table["columns"].items()}
        elif special == 3:
            row = chance.choice(list(table["columns"].values()))
            place = chance.randrange(4)
            row[place] = chance.choice([*TYPES, *NUMBERS, row[place]])
            told.append("a row changed")
        else:
            told.append(_mutated(chance, table))
        return json.dumps(table)

    parts.write(path, written)
    seal(index)
    return ", ".join(told)


def _fact(chance: Chance, index: Path, victim: Path) -> str:
    """A count among the scalars that is another."""
    path = _segment(chance, index)
    parts = Parts.of(path)
    name = chance.choice(list(parts.scalars))
    parts.scalars[name] = max(parts.scalars[name] + chance.choice([-1, 1, 2, 7, 64, 1 << 20, 1 << 31, 1 << 40]), 0)
    parts.write(path)
    seal(index)
    return f"{name} is {parts.scalars[name]}"


def _columns(chance: Chance, index: Path, victim: Path) -> str:
    """Columns with other values in them."""
    path = _segment(chance, index)
    parts = Parts.of(path)
    told = []
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        name = chance.choice(list(parts.columns))
        how = chance.choice(list(CHANGES))
        parts.columns[name] = CHANGES[how](chance, parts.columns[name], parts.columns)
        told.append(f"{name} {how}")
    parts.write(path)
    seal(index)
    return ", ".join(told)


def _records(chance: Chance, index: Path, victim: Path) -> str:
    """Stored articles with something else in them; half the time in all of them, so that any answer has it."""
    path = _segment(chance, index)
    parts = Parts.of(path)
    records = records_in(path)
    told = ""
    seed = chance.random()
    for doc in range(len(records)) if chance.random() < 0.7 else [chance.randrange(len(records))]:
        records[doc], told = _record(Chance(seed), records[doc])
    store(parts, records, as_they_are(records))
    parts.write(path)
    seal(index)
    return told


def _record(chance: Chance, raw: bytes) -> tuple[bytes, str]:
    record = stored_form.loads(raw)
    special = chance.randrange(12)
    if special == 0:
        others = (DEEP.encode(), b"null", b"[]", b'"x"', b"", b"{", b"\xff", b"1" * 5000, b"NaN")
        return chance.choice(others), "no record"
    if special == 1:
        levels = chance.choice([60, 70, 300, 900, 1800])
        deep = f'{{"extra": {{"deep": {"[" * levels + "]" * levels}}}, '
        return _coded(chance, record).replace(b"{", deep.encode(), 1), f"extra {levels} deep"
    if special == 2:
        record["date"] = chance.choice([
            ["2025-13-45"] * 2 + ["stated"], ["0001-01-01", "9999-12-31", "path"], ["9999-01-01", "0001-01-01",
            "url"],
            [1, 2, 3], ["2025-01-01"], "2025-01-01", [ESCAPES] * 3, ["2025-01-01", "2025-01-01", ESCAPES], None,
            [[], {}, 5],
        ])  # fmt: skip
        return _coded(chance, record), "date"
    if special == 3:
        for row in record.get("quotations", []):
            row[chance.randrange(len(row))] = chance.choice(WRONG)
        return _coded(chance, record), "quotations"
    if special == 4:
        for row in record.get("quotations", []):
            row[:2] = chance.choice(
                [(-5, 5), (5, 5), (0, 10**9), (10**9, 10**9 + 5), (0.0, 5), (True, 5), (0, 2**70)]
            )
        return _coded(chance, record), "offsets"
    if special == 5:
        record["asides"] = chance.choice([[{}], [5], [{"kind": "x", "text": 5, "before": 0}], {"a": 1}, 7, [None],
            [{"kind": ESCAPES, "text": ESCAPES, "before": 0}], [{"kind": "teaser", "text": "x", "before": 10**9}],
            [{"kind": "teaser", "text": "x", "before": "0"}]])  # fmt: skip
        return _coded(chance, record), "asides"
    if special in (6, 7):
        for name in list(record):
            if isinstance(record[name], str) and name != "id":
                more = "\ud800" if special == 7 else ""
                record[name] = ESCAPES + record[name].replace("water", f"water{ESCAPES}") + more
        record["extra"] = {ESCAPES: ESCAPES, "\x00": "\x85\x7f"}
        return _coded(chance, record), "escapes"
    if special == 8:
        name = chance.choice(["id", "title", "source", "author", "url", "path", "language", "body", "extra"])
        record[name] = chance.choice(WRONG)
        return _coded(chance, record), f"{name} wrong"
    if special == 9:
        numbers = [1e308, 10**300, float("inf"), float("nan"), -0.0]
        record["extra"] = {"number": chance.choice(numbers), "list": [[[]]] * 50}
        return _coded(chance, record), "extra numbers"
    return _coded(chance, record), _mutated(chance, record)


def _coded(chance: Chance, record: dict[str, Any]) -> bytes:
    """A record with what was put into it; half the time as one that has more than 64 bits or UTF-8 hold."""
    space = chance.choice(["", " "])
    lines = [{name: value for name, value in record.items() if name != "quotations"}]
    lines += [record["quotations"]] if "quotations" in record else []
    return "\n".join(space + json.dumps(line) for line in lines).encode()


def _bombs(chance: Chance, index: Path, victim: Path) -> str:
    """Stored articles, or a dictionary of theirs, that are large when they are unpacked."""
    path = _segment(chance, index)
    parts = Parts.of(path)
    records = records_in(path)
    size = chance.choice([MOST_UNPACKED - (1 << 17), MOST_UNPACKED - (1 << 17), 60 << 20, 300 << 20])
    frame = bomb(size)
    packed, dictionary = as_they_are(records), b""
    if chance.random() < 0.3:
        compress = zstandard.ZstdCompressor().compress
        packed, dictionary = [compress(record)[len(MAGIC) :] for record in records], frame
    else:
        for doc in range(0, len(records), 3 if size < MOST_UNPACKED else 90):
            packed[doc] = frame[len(MAGIC) :]
    store(parts, records, packed, dictionary)
    parts.write(path)
    seal(index)
    return f"bombs of {size >> 20} MiB"


def _same_ids(chance: Chance, index: Path, victim: Path) -> str:
    """The first segment twice, under two names."""
    path = _segment(chance, index)
    other = index / f"000099-{chance.getrandbits(24):06x}.segment"
    shutil.copy(path, other)
    manifest = json.loads((index / MANIFEST).read_bytes())
    entry = next(entry for entry in manifest["segments"] if entry["name"] == path.name)
    manifest["segments"].append({**entry, "name": other.name, "deleted": None, "deleted_articles": 0})
    seal(index, manifest)
    return "every id twice"


def _ledger(chance: Chance, index: Path, victim: Path) -> str:
    """A ledger with odd rows."""
    path = next(index.glob("*.ledger"))
    rows = json.loads(path.read_bytes())
    special = chance.randrange(6)
    text = ""
    if special == 0:
        others = (f'"{ESCAPES}"', '{"a": []}', '{"a": 5}', '{"a": [1, 2]}')
        text = chance.choice([DEEP, "{" * 5000, "[]", "null", "5", *others])
    elif special == 1:
        some = [next(iter(rows.values())), [ESCAPES, [ESCAPES], True, [ESCAPES], 9], ["", [], False, [], 0]]
        some.append(["x", ["n1", "n1"], True, ["n1"], 1])
        rows |= {f"{ESCAPES}/{number}": some[number % len(some)] for number in range(5000)}
    elif special == 2:
        rows |= {
            str(victim): ["", ["n1"], True, [], 1],
            "/": ["", ["n2"], True, [], 0],
            "a\0b": ["", [], True, [], 9],
        }
        rows["\ud800"] = ["\ud800", ["\ud800"], True, ["\ud800"], 1 << 40]
    elif special == 3:
        rows = {key: [stamp, ids * 2000, *rest] for key, (stamp, ids, *rest) in rows.items()}
    else:
        for _ in range(chance.randint(1, 20)):
            _mutated(chance, rows)
    path.write_text(text or json.dumps(rows), "utf-8")
    seal(index)
    return f"kind {special}"


def _deleted(chance: Chance, index: Path, victim: Path) -> str:
    """Other articles deleted than the manifest says, or all, or none."""
    path = next(index.glob("*.deleted"))
    size = path.stat().st_size
    path.write_bytes(chance.choice([b"\xff" * size, bytes(size), chance.randbytes(size), b"", bytes(size * 2)]))
    seal(index)
    return "other bits"


def _names(chance: Chance, index: Path, victim: Path) -> str:
    """Escapes in a dictionary: ids, sources, speakers, words; those that a terminal may see."""
    path = _segment(chance, index)
    parts = Parts.of(path)
    name = chance.choice([name.removesuffix(".blob") for name in parts.columns if name.endswith(".blob")])
    blob, offsets = parts.columns[f"{name}.blob"], parts.columns[f"{name}.offsets"]
    kept = parts.columns.pop(f"{name}.dictionary", None)
    dictionary = b"" if kept is None else kept.tobytes()
    terms = list(map(bytearray, Terms(blob, offsets, parts.scalars[f"{name}.count"], dictionary=dictionary)))
    for term in chance.sample(terms, min(len(terms), 200)):
        if len(term) > 1:
            term[chance.randrange(len(term) - 1)] = chance.choice(b"\x1b\x07\x00\x7f\x0d\xc0\xed")
    pack = BlockPacker(b"").pack
    packed = [pack(list(map(bytes, terms[low : low + STRIDE]))) for low in range(0, len(terms), STRIDE)]
    parts.columns[f"{name}.blob"] = np.frombuffer(b"".join(packed), np.uint8)
    parts.columns[f"{name}.offsets"] = np.cumsum([0, *map(len, packed)]).astype(np.uint32)
    parts.write(path)
    seal(index)
    return f"escapes in {name}"


def _strange(chance: Chance, index: Path, victim: Path) -> str:
    """Files of no generation, whose names and contents are strange, and a lock that is."""
    for name in ("000077-abcdef.segment", f"000078-{ESCAPES}.segment", f"{ESCAPES}.part", "000079-abcdef.ledger"):
        (index / name).write_bytes(b"x")
    (index / "000080-abcdef.segment").symlink_to(victim)
    os.mkfifo(index / "000081-abcdef.deleted")
    pid = chance.choice([1, -1, ESCAPES, 10**400, None])
    told = json.dumps({"pid": pid, "host": ESCAPES, "since": chance.choice([ESCAPES, 5])})
    (index / LOCK).write_text(chance.choice([told, '{"pid": ' + DEEP, ESCAPES, "", '{"pid": ' + "1" * 5000]))
    return "strange files"


Make = Callable[[Chance, Path, Path], str]
KINDS: list[tuple[str, Make]] = [
    ("file", _files),
    ("file", _files),
    ("manifest", _manifest),
    ("manifest", _manifest),
    ("table", _table),
    ("fact", _fact),
    *[("columns", _columns)] * 8,
    *[("records", _records)] * 4,
    ("bombs", _bombs),
    ("ids", _same_ids),
    ("ledger", _ledger),
    ("ledger", _ledger),
    ("deleted", _deleted),
    ("names", _names),
    ("names", _names),
    ("strange", _strange),
]
