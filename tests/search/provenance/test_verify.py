"""Verdicts on claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.article import Article, Quotation
from indexer.errors import UsageError
from indexer.store import IndexWriter
from search.answer.rulings import add_ruling
from search.api import Archive, open_archive
from search.provenance.verdicts import EXIT_CODES, OUTCOMES, Outcome, worst
from tests.search.provenance.conftest import MakeArchive, article

QUOTE = "We shall not sell one plank of the old lifeboat to the museum"
OTHER = "Nobody has painted the lighthouse since my grandfather fell off it"
BODIES = {
    "mole": f"“{QUOTE},” Ada Quill said on the quay.",
    "tower": f"“{OTHER},” Tomas Orlec said.",
    "split": "“The pilot boat is late,” Ada Quill said at noon, “and the tide will not wait for the mayor.”",
    "two": "“The cook has drowned the soup again,” Ada Quill said.\n\n"
    "“My brother carves whistles out of old rudders,” Tomas Orlec said. "
    + "Nobody in the room moved or spoke for a while. " * 4
    + "\n\n“They sing when the wind turns,” he said.",
    "prose": "There is more to it than that, as the gulls on the mole know.",
}


@pytest.fixture
def archive(make_archive: MakeArchive) -> Archive:
    """Five articles of three outlets."""
    sources = {"mole": "Tern", "tower": "Gannet", "split": "Tern", "two": "Gannet", "prose": "Skua"}
    return make_archive(
        article(name, body, date=f"2031-04-0{n}", source=sources[name])
        for n, (name, body) in enumerate(BODIES.items(), 1)
    )


@pytest.mark.parametrize(
    ("claim", "speaker", "outcome"),
    [
        (QUOTE, "Ada Quill", "exact"),
        (QUOTE, "Quill", "exact"),
        (QUOTE, "Ms. A. Quill", "exact"),
        (QUOTE, None, "exact"),
        ("one plank of the old lifeboat", "Ada Quill", "exact"),
        ("The pilot boat is late, and the tide will not wait for the mayor.", "Quill", "exact"),
        ("The cook has drowned the soup again. My brother carves whistles out of old rudders.", None, "partial"),
        ("My brother carves whistles out of old rudders. They sing when the wind turns.", None, "partial"),
        (QUOTE, "Tomas Orlec", "other-speaker"),
        (QUOTE, "the harbour master", "exact"),
        (QUOTE.replace("plank", "nail"), "Ada Quill", "near"),
        (QUOTE.replace("not ", ""), "Ada Quill", "near"),
        (QUOTE.replace("plank", "nail"), "Tomas Orlec", "other-speaker"),
        ("We shall not sell one plank of the old lifeboat because my uncle Piet carved his initials on the tiller",
         "Ada Quill", "partial"),
        ("My uncle Piet carved his initials on the tiller long before the storm", "Ada Quill", "not-found"),
        ("There is more to it than that", "Ada Quill", "not-found"),
    ],
)  # fmt: skip
def test_outcomes(claim: str, speaker: str | None, outcome: Outcome, archive: Archive) -> None:
    """A table of claims."""
    assert archive.verify(claim, speaker=speaker).outcome == outcome


def test_a_missing_negation_comes_before_other_differences(archive: Archive) -> None:
    """However many words differ."""
    verdict = archive.verify(
        QUOTE.replace("We", "They").replace("not ", "").replace("museum", "baron"), speaker="Quill"
    )
    assert verdict.outcome == "near"
    assert verdict.negation
    assert (verdict.differences[0].negation, verdict.differences[0].printed) == (True, "not")
    assert not archive.verify(QUOTE.replace("plank", "nail"), speaker="Quill").negation


def test_somebody_else_is_named(archive: Archive) -> None:
    """With the article that says so."""
    verdict = archive.verify(OTHER, speaker="Ada Quill")
    assert (verdict.outcome, verdict.said_by) == ("other-speaker", ("Tomas Orlec",))
    assert [one.id for one in verdict.evidence] == ["tower"]


def test_what_the_claimed_speaker_says_goes_before_what_others_say(make_archive: MakeArchive) -> None:
    """Near in the right mouth rather than exact in another."""
    archive = make_archive(
        [
            article("hers", f"“{QUOTE.replace('plank', 'nail')},” Ada Quill said."),
            article("his", f"“{QUOTE},” Tomas Orlec said."),
        ]
    )
    assert archive.verify(QUOTE, speaker="Quill").outcome == "near"
    assert archive.verify(QUOTE, speaker="Orlec").outcome == "exact"
    assert [one.id for one in archive.verify(QUOTE, speaker="Quill").evidence] == ["hers"]


@pytest.mark.parametrize("speaker", ["Mirko Tarvensky", "Tarvenskiy", "President Tarvenskij", "M. Tarvensky"])
def test_spellings_of_a_name_are_one(speaker: str, make_archive: MakeArchive) -> None:
    """As everywhere in the archive."""
    archive = make_archive([article("a", f"“{QUOTE},” Mirko Tarvenskyy said.")])
    assert archive.verify(QUOTE, speaker=speaker).outcome == "exact"
    assert archive.verify(QUOTE, speaker=speaker.replace("Tarvensk", "Dolmarsk")).outcome == "other-speaker"


def test_the_users_rulings_hold(archive: Archive) -> None:
    """Names that no rule connects, and names that are not one."""
    path: Path = archive.path
    assert archive.verify(QUOTE, speaker="The Admiral").outcome == "other-speaker"
    add_ruling(path, "one", ("The Admiral", "Ada Quill"))
    with open_archive(path) as again:
        assert again.verify(QUOTE, speaker="The Admiral").outcome == "exact"
    add_ruling(path, "two", ("A. Quill", "Ada Quill"))
    with open_archive(path) as again:
        assert again.verify(QUOTE, speaker="A. Quill").outcome == "other-speaker"


def test_common_words_are_looked_for_in_what_is_said(make_archive: MakeArchive) -> None:
    """Where hundreds of articles have them, those are read in which somebody is quoted so."""
    prose = [article(f"prose-{n}", f"The gulls of day {n} were ready.") for n in range(220)]
    archive = make_archive([*prose, article("said", "“Ready,” Ada Quill said. “Steady,” Tomas Orlec said.")])
    verdict = archive.verify("ready", speaker="Quill")
    assert (verdict.outcome, [one.id for one in verdict.evidence]) == ("exact", ["said"])
    assert archive.verify("ready", speaker="Orlec").outcome == "other-speaker"
    assert archive.verify("were ready").outcome == "not-found"


def test_evidence_is_counted_beyond_what_is_kept(make_archive: MakeArchive) -> None:
    """Some articles are kept, all are counted."""
    archive = make_archive(article(f"a{n}", BODIES["mole"], source=f"outlet {n % 3}") for n in range(9))
    verdict = archive.verify(QUOTE)
    assert (verdict.articles, verdict.outlets, len(verdict.evidence)) == (9, 3, 5)


def test_a_verdict_is_json(archive: Archive) -> None:
    """What a program reads."""
    found = archive.verify(QUOTE.replace("plank", "nail"), speaker="Quill").to_dict()
    assert list(found)[:2] == ["type", "schema"]
    assert found["type"] == "verdict"
    assert found["verdict"] == "near"
    assert found["differences"] == [{"kind": "changed", "quoted": "nail", "printed": "plank", "negation": False}]
    assert [one["id"] for one in found["evidence"]] == ["mole"]


def test_a_claim_without_words_is_refused(archive: Archive) -> None:
    """As a trace is."""
    with pytest.raises(UsageError, match="no word"):
        archive.verify("…")


def test_every_outcome_has_a_code_and_a_place() -> None:
    """From the best to the worst: exact, near, partial, somebody else's, not found."""
    assert sorted(EXIT_CODES) == sorted(OUTCOMES)
    assert EXIT_CODES == {"exact": 0, "near": 3, "partial": 4, "other-speaker": 5, "not-found": 1}
    for number, outcome in enumerate(OUTCOMES):
        assert worst(list(OUTCOMES[: number + 1])) == outcome
    assert worst([]) == "exact"


def test_a_sure_speaker_outweighs_one_who_is_not(tmp_path: Path) -> None:
    """Where one article gives the words to somebody on weak grounds and others are sure of somebody else."""
    said = Article(id="sure", body=f"“{QUOTE},” Ada Quill said.")
    weak = Article(id="weak", body=f"Tomas Orlec was there. “{QUOTE}” was heard.")
    with IndexWriter(tmp_path / "index") as writer:
        for one, speaker, confidence in ((said, "Ada Quill", 0.95), (weak, "Tomas Orlec", 0.78)):
            start = one.body.index(QUOTE)
            quotation = Quotation(
                text=QUOTE, start=start, end=start + len(QUOTE), speaker=speaker, confidence=confidence
            )
            writer.put(one, [quotation])
        writer.commit({})
    with open_archive(tmp_path / "index") as opened:
        assert opened.verify(QUOTE, speaker="Ada Quill").outcome == "exact"
        verdict = opened.verify(QUOTE, speaker="Tomas Orlec")
        assert (verdict.outcome, verdict.said_by) == ("other-speaker", ("Ada Quill",))


def test_words_pasted_with_their_marks_are_those_inside(archive: Archive) -> None:
    """In whatever marks; those inside of words stay."""
    for pasted in (f"“{QUOTE}”", f'"{QUOTE}"', f" «{QUOTE}» "):
        assert archive.verify(pasted, speaker="Quill").claim.text == QUOTE
        assert archive.trace(pasted).quote == QUOTE
    assert archive.trace("“plank” of the “old lifeboat”").quote == "“plank” of the “old lifeboat”"


def test_who_prints_the_opposite_is_told_beside_an_exact_verdict(make_archive: MakeArchive) -> None:
    """One article left the negation out, two have it: in German too."""
    said = "Wir werden {} Kahn durch die Schleuse lassen, bevor das Tor geprüft ist"
    archive = make_archive(
        article(name, f"„{said.format(word)}“, sagte Hafenmeisterin Ada Moreau.", language="de")
        for name, word in (("one", "keinen"), ("two", "keinen"), ("three", "einen"))
    )
    verdict = archive.verify(said.format("einen"), speaker="Moreau")
    assert (verdict.outcome, verdict.articles, verdict.contrary) == ("exact", 1, 2)
    assert archive.verify(said.format("keinen"), speaker="Moreau").contrary == 1
    assert archive.verify(said.format("jeden"), speaker="Moreau").negation


def test_words_in_nobodys_mouth_are_told(archive: Archive) -> None:
    """They stand in an article, but nobody is quoted with them."""
    verdict = archive.verify("There is more to it than that")
    assert (verdict.outcome, verdict.unsaid) == ("not-found", 1)
    assert archive.verify("The gulls have eaten the flag").unsaid == 0
