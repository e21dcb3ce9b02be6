"""Which names are one person's, and which are not; what the user says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import UsageError
from search.answer.persons import Persons
from search.answer.rulings import FILE_NAME, Rulings, add_ruling, rulings
from tests.conftest import Run

ONE = [
    ("Barack Obama", "Obama"),
    ("Ada Moreau", "Ada B. Moreau"),
    ("Steve Bannon", "Stephen Bannon"),
    ("Chuck Schumer", "Charles Schumer"),
    ("Sergei Lavrov", "Sergey Lavrov"),
    ("Recep Tayyip Erdogan", "Tayyip Erdogan"),
    ("Kim Jong Un", "Kim Jong-un"),
    ("Justice Department", "Department of Justice"),
    ("Justice Department", "U.S. Department of Justice"),
    ("Federal Bureau of Investigation", "FBI"),
    ("United States", "the U.S."),
    ("Nicolás Maduro", "Nicolas Maduro"),
    ("Hugh Liedtke", "J. Hugh Liedtke"),
    ("Dr. Anthony Fauci", "Anthony Fauci"),
    ("Zelenskyy", "Zelensky"),
]
TWO = [
    ("John Major", "John King"),
    ("John Major", "John Sergeant"),
    ("Julie King", "Julie Major"),
    ("Ben Wallace", "Chris Wallace"),
    ("Ben Foden", "Phil Foden"),
    ("Danny Dyer", "Dani Dyer"),
    ("Reena Moreau", "Rinna Moreau"),
    ("Michelle Obama", "Barack Obama"),
    ("George W. Bush", "George H. Bush"),
    ("Donald Trump", "Donald Trump Jr."),
    ("Tom Orlec", "Jana Orlec"),
    ("Louisiana Justice Department", "Justice Department"),
    ("Justice Ministry", "Justice Department"),
]


@pytest.mark.parametrize(("name", "other"), ONE)
def test_names_of_one_person(name: str, other: str) -> None:
    """Titles, middle names, short forms and other spellings tell nobody apart; a body has its name in any order."""
    joined = Persons({name: 9, other: 3}).joined
    assert joined[name] == joined[other]


@pytest.mark.parametrize(("name", "other"), TWO)
def test_names_of_two(name: str, other: str) -> None:
    """Different given names, middle names that contradict each other, generations, and bodies of other words."""
    joined = Persons({name: 9, other: 3}).joined
    assert joined[name] != joined[other]


def test_a_rarer_name_may_be_of_another_time() -> None:
    """George Bush is George W. Bush only where both are quoted: `own` keeps him apart."""
    persons = Persons({"George W. Bush": 40, "George Bush": 4})
    assert persons.joined["George Bush"] == persons.joined["George W. Bush"]
    assert persons.own["George Bush"] != persons.own["George W. Bush"]


def test_what_the_user_says_comes_first() -> None:
    """Two who look like one, and one who looks like two."""
    printed = {"Steve King": 9, "Stephen King": 3, "Ada Moreau": 2, "Ada Brook": 5}
    persons = Persons(printed, one=[("Ada Brook", "Ada Moreau")], two=[("Steve King", "Stephen King")])
    assert persons.joined["Steve King"] != persons.joined["Stephen King"]
    assert persons.joined["Ada Brook"] == persons.joined["Ada Moreau"] == persons.own["Ada Moreau"]


def test_rulings_are_a_file_to_read(tmp_path: Path) -> None:
    """What is written is read; the opposite of a ruling takes its place; a line that is none is named."""
    assert rulings(tmp_path) == Rulings()
    add_ruling(tmp_path, "one", ("Ada  Brook", "Ada Moreau"))
    add_ruling(tmp_path, "two", ("Steve King", "Stephen King"))
    add_ruling(tmp_path, "two", ("Ada Moreau", "Ada Brook"))
    assert rulings(tmp_path) == Rulings((), (("Steve King", "Stephen King"), ("Ada Moreau", "Ada Brook")))
    file = tmp_path / FILE_NAME
    file.write_text(file.read_text("utf-8") + "three: Ada\n", "utf-8")
    with pytest.raises(UsageError, match=r"speakers\.txt:4 is no ruling"):
        rulings(tmp_path)
    with pytest.raises(UsageError, match="two names"):
        add_ruling(tmp_path / "elsewhere", "one", ("Ada",))


def test_the_command_writes_rulings(run: Run, tmp_path: Path) -> None:
    """`speakers --merge` and `--split`, and what the list is then."""
    said = "\n\n".join(
        f"“The harbour will open again,” said {name}." for name in ("Ada Brook", "Ada Moreau", "Bo Hale")
    )
    (tmp_path / "a.txt").write_text(f"The harbour\n\n{said}\n", "utf-8")
    assert run("index", "a.txt").returncode == 0

    def listed() -> list[str]:
        return [line.strip() for line in run("speakers").stdout.splitlines()]

    assert not any("also" in line for line in listed())
    assert run("speakers", "--merge", "Ada Brook", "Ada Moreau").returncode == 0
    assert any("(also Ada Moreau)" in line or "(also Ada Brook)" in line for line in listed())
    assert run("speakers", "--split", "Ada Moreau", "Ada Brook").returncode == 0
    assert not any("also" in line for line in listed())
