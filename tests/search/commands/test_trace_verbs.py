"""`onrecord trace` and `onrecord verify`, on the seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.api import open_archive
from tests.conftest import Run
from tests.search.commands.conftest import objects

DROP = "Not a drop will be held back"
OFFER = "There is no offer on the table"


def test_a_trace_is_a_line_for_each_carrier(ask: Run) -> None:
    """By time, with lag and outlet; what is about it goes to stderr."""
    done = ask("trace", DROP)
    assert done.returncode == 0
    rows = [line for line in done.stdout.splitlines() if line.startswith("  20")]
    assert [row.split()[0] for row in rows] == ["2023-09-14", "2025-01-13"]
    assert "+487 days" in rows[1]
    assert "Mirko Tarvenskiy (1), Sefa Madrun (1)" in done.stdout
    assert "2 articles, 2 outlets" in done.stderr
    assert "first in print: Ozhna Valley Gazette" in done.stderr


def test_a_trace_in_json_is_that_of_the_api(ask: Run, seeds_index: Path) -> None:
    """One object a carrier, and a summary."""
    *carriers, summary = objects(ask("trace", "--json", DROP).stdout)
    with open_archive(seeds_index) as archive:
        found = archive.trace(DROP)
    assert carriers == [one.to_dict() for one in found.carriers]
    assert summary | {"took_ms": 0} == found.summary() | {"took_ms": 0}


def test_what_is_listed_can_be_narrowed_down(ask: Run) -> None:
    """The first alone, or so many; those in marks; all of the summary is still of all."""
    assert [one["rank"] for one in objects(ask("trace", "--json", "--first", DROP).stdout)[:-1]] == [1]
    *some, summary = objects(ask("trace", "--json", "-n", "1", DROP).stdout)
    assert (len(some), summary["carriers"]) == (1, 2)
    every, marked = (objects(ask("trace", "--json", *more, "water for power").stdout) for more in ([], ["--marked"]))
    assert {one["marked"] for one in marked[:-1]} == {1.0}
    assert len(marked) < len(every)
    assert "silent" in objects(ask("trace", "--json", "--silent", DROP).stdout)[-1]


def test_differences_are_shown(ask: Run) -> None:
    """Around the words, or in the whole quotation."""
    altered = "From six o’clock tonight nobody shoots, nobody digs and nobody moves a gun"
    assert "six o’clock -tonight- +this evening+ nobody shoots …" in ask("trace", altered).stdout
    assert "+this evening+ nobody shoots nobody digs and nobody moves a gun" in ask("trace", "--diff", altered).stdout


def test_nothing_carried_is_1_and_nonsense_is_2(ask: Run) -> None:
    """As everywhere."""
    assert ask("trace", "my uncle Piet carved his initials").returncode == 1
    assert ask("trace", "…").returncode == 2
    assert ask("trace").returncode == 2


@pytest.mark.parametrize(
    ("words", "speaker", "code", "told"),
    [
        (OFFER, "Orlec", 0, "EXACT"),
        (OFFER.replace("no", "an"), "Orlec", 3, "NEAR: a negation differs"),
        (OFFER, "Madrun", 5, "said by Jana Orlec"),
        ("My uncle Piet carved his initials on the tiller", "Madrun", 1, "NOT FOUND"),
    ],
)
def test_a_verdict_has_a_code(words: str, speaker: str, code: int, told: str, ask: Run) -> None:
    """Exact 0, near 3, somebody else's 5, not found 1."""
    done = ask("verify", words, "--speaker", speaker)
    assert done.returncode == code
    assert told in done.stdout


def test_near_can_be_accepted(ask: Run) -> None:
    """It is told as near all the same."""
    done = ask("verify", OFFER.replace("no", "an"), "--speaker", "Orlec", "--accept", "near")
    assert done.returncode == 0
    assert "NEAR" in done.stdout


def test_a_part_has_a_code_of_its_own(ask: Run) -> None:
    """4, and the evidence says which part."""
    claim = (
        "From six o’clock this evening nobody shoots, nobody digs, while the bakers of Umbrek knead rye until dawn"
    )
    done = ask("verify", claim, "--json")
    assert done.returncode == 4
    (verdict,) = objects(done.stdout)
    assert verdict["verdict"] == "partial"
    assert any("bakers" in one["quoted"] for one in verdict["differences"])


def test_a_file_of_claims_ends_with_the_worst(ask: Run, tmp_path: Path) -> None:
    """Each is answered in order, with its id."""
    file = tmp_path / "claims.tsv"
    file.write_text(f"{OFFER}\tOrlec\n{OFFER.replace('no', 'an')}\tOrlec\n{OFFER}\tMadrun\n", encoding="utf-8")
    done = ask("verify", "--batch", str(file), "--json")
    *verdicts, summary = objects(done.stdout)
    assert done.returncode == 5
    assert [(one["id"], one["verdict"]) for one in verdicts] == [
        ("1", "exact"),
        ("2", "near"),
        ("3", "other-speaker"),
    ]
    assert (summary["total"], summary["exact"], summary["near"], summary["other-speaker"]) == (3, 1, 1, 1)
    assert ask("verify", "--batch", str(file)).stderr == "3 claims: 1 exact, 1 near, 1 other-speaker\n"


def test_a_claim_that_cannot_be_read_is_told_and_the_rest_is_answered(ask: Run) -> None:
    """Code 2, whatever the others are."""
    done = ask(
        "verify", "--batch", "-", "--json", stdin=f'{{"claim": 3}}\n{{"claim": "{OFFER}"}}\n{{"claim": "…"}}\n'
    )
    assert done.returncode == 2
    assert [one["type"] for one in objects(done.stdout)] == ["error", "verdict", "error", "summary"]
    assert "-:1: This object has no claim" in done.stderr


def test_a_document_is_checked_quotation_by_quotation(ask: Run, tmp_path: Path) -> None:
    """Its own article bears all out; a word that was altered is named."""
    seed = Path(__file__).resolve().parents[3] / "seeds" / "rail-strike-ends.md"
    done = ask("verify", "--document", str(seed))
    assert (done.returncode, done.stderr) == (0, "10 claims: 10 exact\n")
    draft = tmp_path / "draft.md"
    draft.write_text(seed.read_text("utf-8").replace("five hours", "two hours"), encoding="utf-8")
    done = ask("verify", "--document", str(draft))
    assert done.returncode == 3
    assert "-two- +five+" in done.stdout
    assert ask("verify", "--document", "-", stdin="Nobody says anything here.").returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        (), (OFFER, "--batch", "-"), ("--batch", "-", "--document", "-"), ("--batch", "-", "--speaker", "Orlec"),
        ("--batch", "no/such/file"), ("--document", "no/such/file"), ("…",),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(arguments: tuple[str, ...], ask: Run) -> None:
    """With 2, and the mend."""
    done = ask("verify", *arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2


def test_nothing_to_verify_is_not_exact(ask: Run, tmp_path: Path) -> None:
    """A file without claims, or a text without quotations, ends with 1: nothing was verified."""
    (tmp_path / "empty.tsv").write_text("")
    (tmp_path / "draft.txt").write_text("Nobody is quoted here.")
    for how in (("--batch", str(tmp_path / "empty.tsv")), ("--document", str(tmp_path / "draft.txt"))):
        done = ask("verify", *how)
        assert (done.returncode, done.stderr.strip()) == (1, "no claims")


def test_an_explanation_has_no_receipt(ask: Run, tmp_path: Path) -> None:
    """It is refused, and so is a file that cannot be written."""
    file = tmp_path / "receipt.json"
    assert ask("search", "dam", "--explain", "1", "--receipt", str(file)).returncode == 2
    assert not file.exists()
    told = ask("search", "dam", "--receipt", str(tmp_path / "nowhere" / "receipt.json"))
    assert told.returncode == 2
    assert "cannot be written" in told.stderr
