"""Names in running text, and the key under which spellings meet."""

from __future__ import annotations

import pytest

from indexer.quotes import find_quotes, speaker_key
from indexer.quotes.name_runs import NAME, describe


@pytest.mark.parametrize(
    ("run", "shown", "kind", "gender"),
    [
        ("Ada Moreau", "Ada Moreau", "person", "f"),
        ("Tom Okafor", "Tom Okafor", "person", "m"),
        ("Mr. Okafor", "Okafor", "person", "m"),
        ("Mrs. Moreau", "Moreau", "person", "f"),
        ("Mx. Ash", "Ash", "person", ""),
        ("Sen. Ada Moreau", "Ada Moreau", "person", "f"),
        ("Ohio Gov. Tom Okafor", "Tom Okafor", "person", "m"),
        ("Secretary of State Tom Okafor", "Tom Okafor", "person", "m"),
        ("Prime Minister Rosa Lind", "Rosa Lind", "person", "f"),
        ("Velm Chief Executive Officer Ada Moreau", "Ada Moreau", "person", "f"),
        ("Chief Operating Officer", "Chief Operating Officer", "role", ""),
        ("Director-General Ada Moreau", "Ada Moreau", "person", "f"),
        ("Le Moreau", "Le Moreau", "unknown", ""),
        ("Tom Okafor Jr.", "Tom Okafor Jr", "person", "m"),
        ("Joris van der Meer", "Joris van der Meer", "unknown", ""),
        ("Omar bin Rashid", "Omar bin Rashid", "person", "m"),
        ("J. K. Moreau", "J. K. Moreau", "person", ""),
        ("Tom Okafor of Ohio", "Tom Okafor", "person", "m"),
        ("Sen. Moreau of Ohio", "Moreau", "person", ""),
        ("Joan of Arc", "Joan of Arc", "person", "f"),
        ("James Institute of Technology", "James Institute of Technology", "organisation", ""),
        ("The Valley Times", "Valley Times", "organisation", ""),
        ("Ministry of Waters", "Ministry of Waters", "organisation", ""),
        ("NRX", "NRX", "organisation", ""),
        ("Paris", "Paris", "place", ""),
        ("New Zealand", "New Zealand", "place", ""),
        ("Bill Okafor", "Bill Okafor", "person", "m"),
        ("Bill de Meer", "Bill de Meer", "person", "m"),
        ("Bill Okafor of Ohio", "Bill Okafor", "person", "m"),
        ("Bill Foundation", "Bill Foundation", "organisation", ""),
        ("Bill of Rights", "Bill of Rights", "organisation", ""),
        ("Park Ridge", "Park Ridge", "organisation", ""),
        ("Park Su-min", "Park Su-min", "unknown", ""),
        ("Lance Okafor", "Lance Okafor", "person", "m"),
        ("Lance Cpl. Tom Okafor", "Tom Okafor", "person", "m"),
        ("Dean Okafor", "Dean Okafor", "person", "m"),
        ("Dean Ada Moreau", "Ada Moreau", "person", "f"),
        ("Jan Okafor", "Jan Okafor", "person", ""),
        ("Toni Okafor", "Toni Okafor", "person", ""),
        ("Robin Okafor", "Robin Okafor", "person", ""),
        ("Velm CEO Ada Moreau", "Ada Moreau", "person", "f"),
        ("MP Ada Moreau", "Ada Moreau", "person", "f"),
        ("Ohio-born Ada Moreau", "Ada Moreau", "person", "f"),
        ("New Zealand Ada Moreau", "Ada Moreau", "person", "f"),
        ("CAIRO Ada Moreau", "Ada Moreau", "person", "f"),
        ("Secretary of River Safety Tom Okafor", "Tom Okafor", "person", "m"),
        ("JP Morgan Chase", "JP Morgan Chase", "unknown", ""),
        ("NEW YORK", "NEW YORK", "role", ""),
        ("COVID-19", "COVID-19", "role", ""),
        ("Brexit", "Brexit", "role", ""),
        ("WHO", "WHO", "organisation", ""),
        ("Justice Department", "Justice Department", "organisation", ""),
        ("U.S. Department of Justice", "U.S. Department of Justice", "organisation", ""),
        ("Justice Ada Moreau", "Ada Moreau", "person", "f"),
        ("Justice White", "White", "person", ""),
        ("Minister of Trade and Industry Hajime Tamura", "Hajime Tamura", "person", "m"),
        ("Director of the Office for Waters and Weirs Ada Moreau", "Ada Moreau", "person", "f"),
        ("Velm County Administrator Ada Moreau", "Ada Moreau", "person", "f"),
        ("N.H. Ada Moreau", "Ada Moreau", "person", "f"),
        ("Lieutenant-General Tom Okafor", "Tom Okafor", "person", "m"),
        ("General Motors", "General Motors", "organisation", ""),
        ("Rev. Grace King", "Grace King", "person", "f"),
        ("European Commission President Ada Moreau", "Ada Moreau", "person", "f"),
        ("Velm County Sheriff's Office", "Velm County Sheriff's Office", "organisation", ""),
    ],
)
def test_describe(run: str, shown: str, kind: str, gender: str) -> None:
    """A run is read as a person, an organisation or a place, its titles off, its gender where something tells it."""
    name = describe(run)
    assert name is not None
    assert (name.shown, name.kind, name.gender) == (shown, kind, gender)


@pytest.mark.parametrize("run", ["Monday", "The", "But", "January", "Ada Moreau " * 40])
def test_no_names(run: str) -> None:
    """Days, months, the first words of sentences and whole tables are no names."""
    assert describe(run) is None


def test_runs_of_a_sentence() -> None:
    """Names are found with their titles, particles and initials, and without the possessive."""
    text = "Then Dr. Ada K. Moreau's friend Karim al-Sabbah met Joris van der Meer of the Ministry of Waters."
    assert [found.group() for found in NAME.finditer(text)] == [
        "Then Dr. Ada K. Moreau", "Karim al-Sabbah", "Joris van der Meer", "Ministry of Waters",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "names",
    [
        ("Zelensky", "Zelenskyy", "Zelenskiy", "Mr. Zelensky"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "Vladimir Zelenskiy"),
        ("Muammar Gaddafi", "Moammar Gadafi"),
        ("Yuri Petrov", "Yuriy Petrov", "Yury Petroff"),
        ("José Núñez", "Jose Nunez"),
        ("Tom Okafor", "Sen. Tom Okafor", "Tom Okafor, MP"),
        ("Łukasz Żak", "Lukasz Zak"),
        ("Jürgen Weiß", "Jurgen Weiss"),
        ("Ada Moreau", "ADA MOREAU", "Ada K. Moreau"),
    ],
)
def test_spellings_meet(names: tuple[str, ...]) -> None:
    """Spellings of one person's name have one key."""
    assert len({speaker_key(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Ada Moreau", "Luc Moreau"),
        ("Tom Okafor", "Tom Oakes"),
        ("Clinton", "Clifton"),
        ("Ana Silva", "Ana Sousa"),
        ("Tom Okafor", "Tom Okafor Jr."),
        ("Boris Marlow", "Brian Marlow"),
    ],
)
def test_people_apart(one: str, two: str) -> None:
    """Different people keep different keys."""
    assert speaker_key(one) != speaker_key(two)


@pytest.mark.parametrize("name", ["", "  ", "…", "123", "'s"])
def test_no_key(name: str) -> None:
    """What has no letters has no key."""
    assert speaker_key(name) == ""


def test_surname_begins_the_full_key() -> None:
    """A surname's key begins the key of the full name, so that one finds the other."""
    assert speaker_key("Ada Moreau").startswith(speaker_key("Moreau") + " ")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“It holds,” Theresa May said on Monday.", "Theresa May"),
        ("“It is loud,” said Brian May, the guitarist.", "Brian May"),
        ("“We won’t,” Tom Okafor said in May.", "Tom Okafor"),
        ("In June Okafor spoke. “We won’t,” Okafor said.", "Okafor"),
        ("“We will see about it,” said April Moreau.", "April Moreau"),
        ("June Smith said: “We will see about it.”", "June Smith"),
        ("“We will see about it,” May Lee said. Rain fell in May.", "May Lee"),
        ("“We will see about it,” said engineer August Okafor.", "August Okafor"),
        ("In May Johnson said: “We will see about it.”", "Johnson"),
        ("Last April Moreau said: “We will see about it.”", "Moreau"),
        ("On April 5 Moreau said: “We will see about it.”", "Moreau"),
    ],
)
def test_months_that_are_names(text: str, speaker: str) -> None:
    """A month is a surname behind a given name or a title, and a given name before a name where no word of time
    stands before it; elsewhere it stays a month."""
    assert [quotation.speaker for quotation in find_quotes(text)] == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("(NRX)President Moreau said: “We will see about it.”", "Moreau"),
        ("VALLEY (NRX)Ada Moreau said: “We will see about it.”", "Ada Moreau"),
        ("“We will see about it,” Tom Okafor(R-Vale) said.", "Tom Okafor"),
        ("Rain fell on the dam.Moreau said: “We will see about it.”", "Moreau"),
        ("Rain fell on Friday.President Moreau said: “We will see about it.”", "Moreau"),
        ("“We will see about it,” said J.K. Moreau of the U.S. board.", "J.K. Moreau"),
    ],
)
def test_names_glued_to_what_stands_beside_them(text: str, speaker: str) -> None:
    """A space that was lost beside a name does not make the rest of the piece part of the name."""
    assert [quotation.speaker for quotation in find_quotes(text)] == [speaker]


def test_evidence_of_glued_words() -> None:
    """The evidence begins where the words begin, not where the piece does."""
    (quotation,) = find_quotes("(NRX)Ada Moreau said, “We will see about it.”")
    assert quotation.evidence == "Ada Moreau said"


def _speakers(text: str) -> list[str | None]:
    return [quote.speaker for quote in find_quotes(text)]


_TWO_MOREAUS = (
    "Ada Moreau opened the dam on Friday. Ada Moreau built it. Her brother, Tom Moreau, stayed away.\n\n"
    "“The dam holds for now,” Moreau said."
)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (_TWO_MOREAUS, "Ada Moreau"),
        (_TWO_MOREAUS.replace(" Ada Moreau built it.", " Tom Moreau paid, Tom Moreau planned."), "Tom Moreau"),
        # One full name each: the first counts for more, unless the pronouns speak for the other.
        ("Ada Moreau met Tom Moreau on the dam.\n\n“The dam holds for now,” Moreau said.", "Ada Moreau"),
        (
            "Ada Moreau met Tom Moreau on the dam. Moreau took off his hat. Moreau shook his head.\n\n"
            "“The dam holds for now,” Moreau said.",
            "Tom Moreau",
        ),
        # A surname that is a given name as well has no gender.
        (
            "Ada Clinton opened the dam on Friday. Ada Clinton built it. Her brother is Tom Clinton.\n\n"
            "“The dam holds for now,” Clinton said.",
            "Ada Clinton",
        ),
        ("Ada Moreau met Tom Moreau on the dam.\n\n“The dam holds for now,” Mr. Moreau said.", "Tom Moreau"),
    ],
)
def test_a_surname_that_two_share(text: str, speaker: str) -> None:
    """A bare surname is whose full name, place and pronouns weigh most; a title that tells the gender decides."""
    assert _speakers(text) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ada Law, the mayor, came on Friday.\n\n“The dam holds for now,” Law said.", "Ada Law"),
        ("Ada Law, the mayor, came on Friday.\n\nLaw said “the dam holds for now”.", "Ada Law"),
        ("Tom Voice, a baker, came on Friday.\n\n“The dam holds for now,” said Voice.", "Tom Voice"),
        ("Tom Welsh, a baker, came on Friday.\n\n“The dam holds for now,” Welsh said.", "Tom Welsh"),
        ("“The dam holds for now,” said Tom Irish.", "Tom Irish"),
        ("Tom Welsh, a baker, came.\n\nWelsh officials said, “The dam holds for now.”", "Welsh officials"),
        ("Tom Welsh, a baker, came.\n\n“The dam holds for now,” a Welsh official said.", "a Welsh official"),
    ],
)
def test_surnames_that_are_nouns_or_adjectives(text: str, speaker: str) -> None:
    """Where an article names Ada Law in full, "Law" is her and not the law; "Welsh officials" are not Tom Welsh."""
    assert _speakers(text) == [speaker]


def test_nouns_of_headlines_are_no_surnames() -> None:
    """What a headline in capitals sets behind a given name is no surname, and the noun stays one."""
    text = "Ada Voice Of Reason At Dam\n\nA voice was heard on Friday. “The dam holds for now,” said Tom Okafor."
    assert _speakers(text) == ["Tom Okafor"]


@pytest.mark.parametrize(
    "text",
    [
        # A word that the text has in small letters, behind a comma or in a quotation only.
        "Sanctions began in May. Tom Okafor spoke of “new sanctions, and soon”.\n\n“The dam holds for now,” he said.",
        "Tom Okafor fell ill with COVID-19. “The dam holds for now,” he said.",
        "WASHINGTON, May 3 - Tom Okafor came. “The dam holds for now,” he said.",
        "Tom Okafor met the Russians. “The dam holds for now,” he said.",
        "Pressed on the dam, Tom Okafor gave way. Reached later, he gave more. “The dam holds for now,” he said.",
        "Flood Wave Steps Forward At Dam\n\nTom Okafor came. “The dam holds for now,” he said.",
    ],
)
def test_what_is_nobody_is_not_he(text: str) -> None:
    """A pronoun means no disease, dateline, people, word of a headline or first word of a sentence."""
    assert _speakers(text)[-1] == "Tom Okafor"
