"""speakers, extract, show --explain, doctor, optimize."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from indexer.build import build
from indexer.store import IndexWriter, open_index
from tests.conftest import SEEDS, Run
from tests.search.commands.conftest import objects

pytestmark = pytest.mark.slow


def test_the_spellings_of_one_person_are_one_speaker(ask: Run) -> None:
    """Four outlets spell the president in four ways; the list has him once, with all of them."""
    *speakers, summary = objects(ask("speakers", "--json", "-n", "100").stdout)
    (president,) = [row for row in speakers if "Tarvensk" in row["name"]]
    assert len({name.split()[-1] for name in president["spellings"]}) >= 4
    assert sum(president["spellings"].values()) == president["quotations"]
    assert president["first"] < president["last"]
    assert president["outlets"] > 2
    assert summary["total"] == len(speakers)


def test_speakers_count_what_quotes_finds(ask: Run) -> None:
    """The quotations of the list, and those by nobody named, add up to what the same query finds."""
    *speakers, summary = objects(ask("speakers", "--json", "-n", "100", "date:2025-03").stdout)
    *quotes, _ = objects(ask("quotes", "--json", "--all", "-n", "1000", "date:2025-03").stdout)
    named = sum(row["quotations"] for row in speakers)
    assert named + summary["described"] + summary["unknown"] == len(quotes)
    assert summary["unknown"] == sum(quote["speaker"] is None for quote in quotes)
    assert ask("speakers", "xylophone").returncode == 1


def test_any_spelling_of_a_speaker_finds_all(ask: Run) -> None:
    """speaker:tarvenskij finds what is printed as Tarvensky; with = only this spelling."""
    every = objects(ask("quotes", "--json", "speaker:tarvenskij").stdout)[-1]["total"]
    assert every == objects(ask("quotes", "--json", "speaker:tarvensky").stdout)[-1]["total"]
    assert 0 < objects(ask("quotes", "--json", "speaker:=tarvensky").stdout)[-1]["total"] < every


def test_two_people_of_one_surname_stay_two(ask: Run) -> None:
    """Jana and Tomas Orlec are listed apart."""
    *speakers, _ = objects(ask("speakers", "--json", "-n", "100").stdout)
    assert {"Jana Orlec", "Tomas Orlec"} <= {row["name"] for row in speakers}


def test_extract_needs_no_index(run: Run, tmp_path: Path) -> None:
    """Quotations of a file and of standard input, with offsets into the text as it stands."""
    text = "The dam holds, she feared.\n\n“It will not,” said Ada Lind, an engineer.\n"
    (tmp_path / "note.txt").write_text(text, "utf-8")
    for arguments, stdin in ((("extract", "--json", "note.txt"), ""), (("extract", "--json", "-"), text)):
        quote, summary = objects(run(*arguments, stdin=stdin).stdout)
        assert text[quote["start"] : quote["end"]].strip("“”,") == "It will not"
        assert quote["speaker"] == "Ada Lind"
        assert summary["total"] == 1
    assert run("extract", "-", stdin="Nobody speaks.").returncode == 1
    assert run("extract", "missing.txt").returncode == 2


def test_show_can_explain_each_speaker(ask: Run) -> None:
    """Basis, rule and offsets of every quotation follow the article."""
    told = ask("show", "--explain", "rail-strike-ends.md").stdout
    count = len(json.loads(ask("show", "--json", "rail-strike-ends.md").stdout)["quotes"])
    assert told.count("basis ") == count > 3
    assert told.count("offsets ") == count


def test_doctor_finds_a_sound_index_sound(ask: Run) -> None:
    """Exit code 0, and a word on stderr."""
    done = ask("doctor")
    assert done.returncode == 0, done.stdout
    assert "sound" in done.stderr


def test_doctor_names_the_damaged_file(run: Run, seeds_index: Path, tmp_path: Path) -> None:
    """One flipped byte: exit code 2 and the file's name."""
    copy = tmp_path / "copy"
    shutil.copytree(seeds_index, copy)
    segment = max(copy.iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 0xFF
    segment.write_bytes(data)
    done = run("doctor", "-i", str(copy))
    assert done.returncode == 2
    assert segment.name in done.stdout


def test_doctor_removes_what_belongs_to_no_generation(run: Run, seeds_index: Path, tmp_path: Path) -> None:
    """A left-over file is named with exit code 1; with --repair it goes and nothing else does."""
    copy = tmp_path / "copy"
    shutil.copytree(seeds_index, copy)
    segment = max(copy.iterdir(), key=lambda path: path.stat().st_size)
    orphan = copy / ("000999-" + segment.name.partition("-")[2])
    shutil.copy(segment, orphan)
    found = run("doctor", "-i", str(copy))
    assert (found.returncode, orphan.name in found.stdout) == (1, True), found
    assert run("doctor", "-i", str(copy), "--repair").returncode == 0
    assert not orphan.exists()
    assert run("search", "-i", str(copy), "strike").returncode == 0


def test_optimize_keeps_every_answer(run: Run, tmp_path: Path) -> None:
    """Many segments with deletions become one, and a search answers as before."""
    index = tmp_path / "index"
    build(index, [str(SEEDS)])
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"The strike of {number}.\n", "utf-8")
        build(index, [str(tmp_path / f"{number}.txt")])
    with IndexWriter(index) as writer:
        writer.remove("1.txt")
        writer.commit(writer.ledger())
    before = run("search", "-i", str(index), "--json", "strike -rail").stdout
    assert run("optimize", "-i", str(index)).returncode == 0
    with open_index(index) as opened:
        assert len(opened.segments) == 1
    after = run("search", "-i", str(index), "--json", "strike -rail").stdout
    assert [o["id"] for o in objects(after)[:-1]] == [o["id"] for o in objects(before)[:-1]]


def test_damage_is_an_error_and_no_empty_answer(run: Run, seeds_index: Path, tmp_path: Path) -> None:
    """A segment whose bytes changed after it was written is refused by name, wherever the byte is."""
    for part in range(1, 8):
        copy = tmp_path / f"copy{part}"
        shutil.copytree(seeds_index, copy)
        segment = max(copy.iterdir(), key=lambda path: path.stat().st_size)
        data = bytearray(segment.read_bytes())
        data[len(data) * part // 8] ^= 0xFF
        segment.write_bytes(data)
        told = run("search", "-i", str(copy), '"water for power"')
        assert told.returncode == 2
        assert segment.name in told.stderr


def test_only_queries_about_words_show_quotations(ask: Run) -> None:
    """All the quotations of an article say nothing on why its title or its outlet matched."""
    *hits, _ = objects(ask("search", "--json", "title:strike source:northline").stdout)
    assert hits
    assert all(hit["quotes"] == [] for hit in hits)
