"""Names in running text: capitalised runs, and what each of them is likely to name.

`NAME` finds the runs; `describe` reads one: titles and suffixes off, person or organisation or place,
gender where a title or a given name tells it. Both look at the run alone, so a run is read once however
often it stands in the archive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from indexer.quotes.lists import sections, words

Kind = Literal["person", "organisation", "place", "role", "unknown"]
Gender = Literal["m", "f", ""]

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚΑ-ΩА-ЯЁЄІЇҐ"
_TITLE = (
    r"(?:Mrs?|Ms|Mx|Mme|Drs?|Sens?|Reps?|Govs?|Gen|Lt|Col|Maj|Sgt|Capt|Cpl|Cmdr|Rev|Prof|Hon|Pres|Atty|Adm|Det|"
    r"Supt|Cllr|St|Fr|Jr|Sr|Inc|Corp|Co|Ltd)\."
)
_CAPITAL = rf"[{UPPER}]\w*(?:(?:[-&./]|'(?!s\b|\s))\w+)*"
_INITIAL = rf"(?:[{UPPER}]\.(?:[ -]?(?=[{UPPER}]\.))?)+"
_ARABIC = rf"(?:al|el|ad|as|ash|an|ar|at|ul)-[{UPPER}]\w+(?:-\w+)*"
_PARTICLE = r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|bint|ibn|ben|abu|ter|ten|af|av|zu|ould)"
_HEAD = "(?:" + "|".join(sorted(words("organisations", "head"))) + ")s?"
_UNIT = rf"(?:{_TITLE}|{_HEAD} (?:of|for)(?: the)? {_CAPITAL}|{_INITIAL}(?!\w)|(?![RDI]-[{UPPER}]){_CAPITAL})"
# A run begins at a capital; the word boundary is checked by what stands before it.
NAME_PATTERN = (
    rf"(?:(?<![\w'-])(?:{_ARABIC}|{_UNIT})(?:(?: |(?<=\w) & )(?:(?:{_PARTICLE} ){{0,2}}(?:{_UNIT}|{_ARABIC})))*"
    rf"(?:, (?:Jr|Sr)\b\.?)?)"
)
NAME = re.compile(NAME_PATTERN)
_SUFFIXES = words("titles", "suffix")
_MR, _MRS = words("titles", "mr"), words("titles", "mrs")
TITLES = _MR | _MRS | words("titles", "any")
_STOP = words("organisations", "stop")
_ADJECTIVES = words("organisations", "adjective")
# Months that are given names or surnames as well.
NAMESAKES = ("May", "June", "April", "August", "March")
BODIES = words("organisations", "word") | words("organisations", "head")
# What the chief is chief of; by themselves these words are no titles ("Executive Order").
_OFFICES = frozenset(
    "Executive Operating Financial Finance Medical Science Scientific Legal Technology Information Marketing Officer "
    "Economist Strategist Engineer Scientist Prosecutor Negotiator Whip".split()
)
_NOUNS = words("nouns", "person") | words("nouns", "man") | words("nouns", "woman")
_OFFICERS = ("-General", "-Admiral", "-Chairman", "ologist", "etrist", "alist")
_STATES = re.compile(r"[A-Z][a-z]*\.(?:[A-Z][a-z]*\.)+")  # N.H., W.Va.
_CHIEF = _OFFICES | {"Chief"}
_PLACES = frozenset(words("places"))
_TOWNS = frozenset(sections("towns")[""])
_THINGS = words("organisations", "thing")
_COMMON = words("common")
_CREDIT = re.compile(r"[a-z]/[A-Z]")
_SAINTS = frozenset(("St.", "St", "Saint", "Ste.", "San", "Santa", "São"))
_PRIZES = frozenset(
    "Award Awards Prize Prizes Medal Trophy War Wars Cup Olympics Championship Championships".split()
)  # whatever stands before
_NUMBERED = re.compile(r"-\d+\Z")  # COVID-19, MiG-29
# Whole peoples and camps are neither "he" nor "it", as places are: Russians, Islamists, Technocrats.
_GROUPS = ("ians", "eans", "icans", "ists", "crats")
_ORIGIN = re.compile(r"-(?:born|based|backed|bred|raised|trained|educated|native|area|era)\Z")
MEN, WOMEN, _BOTH = (words("given_names", section) for section in ("man", "woman", "both"))
GIVEN = MEN | WOMEN | _BOTH
# Who may be of either gender has none that a name tells.
MEN, WOMEN = MEN - _BOTH, WOMEN - _BOTH
# Given names that are hardly anything else.
TELLING = (MEN | WOMEN) - _PLACES - _STOP - _ADJECTIVES
# "Park Geun-hye": a family name that is a word for a place as well, before a given name with a hyphen.
FAMILY = words("given_names", "family")
# A title that is a given name as well, with nothing but a surname behind it: "Dean Okafor".
HONORIFICS = frozenset(("Mr", "Mrs", "Ms", "Miss", "Mx"))
_GIVEN_TITLES = words("titles", "any") & GIVEN
# Titles that begin the name of a body as well: "Justice Department", "General Motors"; and words of bodies that are
# surnames behind them: Justice White.
_BODILY = frozenset(("Justice", "General", "Major", "Chief", "Private", "Associate"))
_SURNAMES = frozenset("White Hill Church Star Guard Post".split())
# Words of bodies that are surnames behind a given name: Michael Bloomberg.
_BEARERS = frozenset(
    "Bloomberg Hill Church White Hall Day Park Page Knight Hunt Wolf Bush Field Banks Fields Street".split()
)
HEADS = words("organisations", "head")
_PARTICLES = frozenset(_PARTICLE[3:-1].split("|"))
# A run of more characters is a table or a list of names, and nobody's; reading it word by word would take long.
LONGEST_NAME = 250


@dataclass(slots=True, eq=False)  # frozen it would be made in three times the time
class Name:
    """A capitalised run, read.

    `skip` characters of the run come before the name (a sentence's first word, "The"); `words` are the name
    without titles and suffixes; `shown` is the name as it stands, without titles, with its suffix. It is `full` if
    it names somebody by several words.
    """

    skip: int
    words: tuple[str, ...]
    shown: str
    kind: Kind
    gender: Gender
    titled: bool
    suffix: str
    full: bool

    @property
    def surname(self) -> str:
        return self.words[-1]


def _is_stop(word: str) -> bool:
    """Whether a capitalised word is no part of a name before others: "The", and "MORE" as well, but not "WHO"."""
    return word in _STOP or (word.isupper() and len(word) > 2 and word.capitalize() in _STOP and word not in BODIES)


def _in_capitals(word: str) -> bool:
    """Whether a word is a place in capitals, as datelines and headings set it: "WASHINGTON"."""
    return word.isupper() and word not in _PLACES and word.capitalize() in _PLACES


def _is_thing(core: tuple[str, ...]) -> bool:
    """Whether a run is nobody who can speak: "Brexit", "COVID-19", the "NEW YORK" of a dateline."""
    if core[0].startswith("#"):
        return True
    if core[-1] in _THINGS and (len(core) == 1 or core[-1] in _PRIZES):
        return True
    if len(core) == 1 and _NUMBERED.search(core[0]):
        return True
    return _in_capitals(core[-1]) and all(word.isupper() for word in core)


def _behind_what_is_no_name(parts: list[str], first: int) -> int:
    """Where from parts[first] on a person's name begins: "Tesla CEO |Elon Musk", "Ohio-born |Ada Okafor",
    "Secretary of Homeland Security |John Kelly",
    "Director of the Office for Management and Budget |Ada Okafor", "CAIRO |Ada Okafor", "South Korea |Ada Okafor"."""
    if len(parts) - first == 2 and parts[-1] in TELLING and _ORIGIN.search(parts[-2]):
        return len(parts) - 1  # "US-born Julie"
    for at in range(len(parts) - 2, first, -1):
        if parts[at] in TELLING and BODIES.isdisjoint(parts[at + 1 :]):
            before = parts[at - 1]
            if (
                (before.isupper() and before.isalpha() and len(before) > 1)
                or _ORIGIN.search(before)
                or (first > 1 and parts[first - 2] == "of")
                or "and" in parts[first:at]
                or before.lower() in _NOUNS
                or (before not in GIVEN and (before.lower() in _COMMON or before in _PLACES))
                or before.endswith(_OFFICERS)
                or _STATES.fullmatch(before)
                or _kind(tuple(parts[first:at]), titled=False) == "place"
            ):
                return at
    return first


def _is_body(parts: list[str], first: int) -> bool:
    """Whether a run with titles before parts[first] is all the same the name of a body: "Justice Department",
    "Department of Justice"."""
    if not first:
        return False
    if first == len(parts):
        return first > 2 and parts[-2] == "of" and parts[-3] in HEADS
    last = parts[-1]
    return first == len(parts) - 1 and parts[first - 1] in _BODILY and last in BODIES and last not in _SURNAMES


@lru_cache(maxsize=1 << 17)
def describe(run: str) -> Name | None:
    """Read one capitalised run; None if it is no name (a sentence's first word, a weekday, a whole table)."""
    if len(run) > LONGEST_NAME:
        return None
    parts = run.split(" ")
    skip = 0
    # A month before a name is in a run only where it is a given name: April Ryan.
    while parts and _is_stop(parts[0]) and not (len(parts) > 1 and parts[0] in (*NAMESAKES, "Will")):
        skip += len(parts.pop(0)) + 1
    if not parts:
        return None
    suffix = ""
    while len(parts) > 1 and parts[-1] in _SUFFIXES:
        suffix = parts.pop().rstrip(".") + (" " + suffix if suffix else "")
    parts[-1] = parts[-1].rstrip(",")
    gender: Gender = ""
    # "Ohio Gov. John Kasich": what stands before the last title is no part of the name either.
    first = 0
    for at, part in enumerate(parts, 1):
        if part in TITLES:
            first = at
    if first == len(parts) > 1 and parts[-2].rstrip(".") in HONORIFICS:
        first -= 1  # "Mr. King"
    if first == len(parts) > 1 and parts[-2] in GIVEN and parts[-2] not in TITLES:
        # "Rev. Bernice King": behind a given name it is a surname.
        first = max((at for at, part in enumerate(parts[:-1], 1) if part in TITLES), default=0)
    if first == 1 and len(parts) == 2 and parts[0] in _GIVEN_TITLES and parts[1] not in GIVEN:
        first = 0
    # "Chief Executive Officer Tim Cook"
    while 0 < first < len(parts) - 1 and parts[first] in _OFFICES and parts[first - 1] in _CHIEF:
        first += 1
    for part in parts[:first]:
        if part in _MR:
            gender = "m"
        elif part in _MRS:
            gender = "f"
    if _is_body(parts, first):
        return Name(skip, tuple(parts), " ".join(parts), "organisation", "", False, "", True)
    if first and parts[first : first + 1] == ["for"]:
        # "Minister for Indigenous Australians Ken Wyatt"
        first = next((at for at in range(first + 1, len(parts) - 1) if parts[at] in TELLING), first)
    if first and parts[first : first + 1] == ["of"]:
        # "Secretary of State John Kerry", "Secretary of the Interior", "Minister of Trade and Industry Hajime Tamura"
        first += 3 if parts[first + 1 : first + 2] == ["the"] else 2
        if "and" in parts[first:]:
            first = parts.index("and", first) + 2
    core = tuple(parts[_behind_what_is_no_name(parts, first) :])
    if not core or _is_thing(core):
        return Name(skip, tuple(parts), " ".join(parts), "role", gender, False, "", False)
    if "of" in core:
        core = _without_home(core, titled=first > 0)
    kind = _kind(core, titled=first > 0)
    if len(core) > 1 and _is_no_name(core, kind):
        return Name(skip, tuple(parts), " ".join(parts), "role", gender, False, "", False)
    if kind in ("organisation", "place") and first:
        core, first = tuple(parts), 0
    # A given name tells the gender; "Mr. Jordan" is a surname.
    given = (kind in ("person", "unknown") and len(core) > 1) or (kind == "person" and not first)
    if given and not gender:
        gender = "m" if core[0] in MEN else "f" if core[0] in WOMEN else ""
    shown = " ".join(core) + (" " + suffix if suffix else "")
    if len(core) == 2 and core[0].lower() in _PARTICLES and core[0] not in GIVEN and kind in ("person", "unknown"):
        core = core[1:]  # "Le Pen", "De Blasio": a surname alone
    return Name(skip, core, shown, kind, gender, first > 0, suffix, len(core) > 1)


def _is_no_name(core: tuple[str, ...], kind: Kind) -> bool:
    """Whether a run is words with capitals, "Really Happened", or a credit: "Ada Stone/Herald"."""
    if "/" in core[-1] and _CREDIT.search(core[-1]):
        return True
    return kind == "unknown" and core[0].endswith("ly") and core[0].lower() in _COMMON


def _without_home(core: tuple[str, ...], *, titled: bool) -> tuple[str, ...]:
    """A person's name without where the person comes from: "Tom Okafor of Ohio"."""
    name = core[: core.index("of")]
    known = titled or (len(name) > 1 and (name[0] in GIVEN or name[0][1:2] == "."))
    return name if name and known and not _organised(name) else core


def _organised(core: tuple[str, ...]) -> bool:
    """Whether a word of the run makes it an organisation; "Bill" before other words is a given name, "Press" is
    not."""
    first = 0
    if len(core) > 1:
        first = (core[0] in GIVEN and core[1] != "of") or (core[0] in FAMILY and "-" in core[1])
        if len(core) == 2 and core[0] in GIVEN and core[1] in _BEARERS:
            return False
    return not BODIES.isdisjoint(core[first:])


def _kind(core: tuple[str, ...], *, titled: bool) -> Kind:
    """Person, organisation or place, by the words of the run alone."""
    if len(core) > 1 and (" ".join(core) in _TOWNS or core[0] in _SAINTS):
        return "place"
    if _PLACES.issuperset(core) and not (len(core) > 1 and core[0] in GIVEN):
        return "place"
    if _organised(core) and not (titled and len(core) == 1):
        return "organisation"
    if titled:
        return "person"
    if len(core) == 1:
        word = core[0]
        if word in GIVEN:
            return "person"
        if word.endswith(_GROUPS):
            return "place"
        letters = word.replace(".", "").replace("-", "")
        return "organisation" if len(letters) < 7 and letters.isupper() and len(letters) > 1 else "unknown"
    if core[0] in GIVEN or (len(core[0]) == 2 and core[0][1] == "."):
        return "person"
    if core[-1] in _PLACES:
        return "place" if len(core) == 2 else "unknown"
    return "unknown"
