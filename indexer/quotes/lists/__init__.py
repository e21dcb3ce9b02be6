"""The word lists that ship with the extractor, read once, when the first article asks for them.

Each file says what it holds and who compiled it. `#` begins a comment line, `[name]` a section.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def sections(name: str) -> dict[str, list[str]]:
    """The lines of `name`.txt by section; what stands before the first section is under ""."""
    content = resources.files(__name__).joinpath(name + ".txt").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {"": []}
    current = found[""]
    for line in content.splitlines():
        if line.startswith("["):
            current = found.setdefault(line[1 : line.index("]")], [])
        elif line and not line.startswith("#"):
            current.append(line)
    return found


@cache
def words(name: str, section: str = "") -> frozenset[str]:
    """Every word of a section, whether they stand one a line or many."""
    return frozenset(word for line in sections(name).get(section, []) for word in line.split())


def _regular(lemma: str) -> list[str]:
    """Third person, past and gerund of a regular English verb."""
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "o", "z")) else "s")
    stem = lemma
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        third, stem = lemma[:-1] + "ies", lemma[:-1] + "i"
    past = lemma + "d" if lemma.endswith("e") else stem + "ed"
    return [third, past]


def _gerund(lemma: str) -> str:
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return lemma[:-1] + "ing"
    return lemma + "ing"


def _doubled(lemma: str) -> bool:
    """Whether a short verb doubles its last letter: quip, quipped, quipping."""
    if lemma in ("quip", "admit"):
        return True
    vowels = "aeiou"
    ends_short = 2 < len(lemma) <= 4 and lemma[-1] in "bdgmnprt"
    return ends_short and lemma[-2] in vowels and lemma[-3] not in vowels


@cache
def verbs(section: str) -> tuple[frozenset[str], frozenset[str]]:
    """The finite forms and the gerunds of a section of verbs.txt, lower case."""
    finite: set[str] = set()
    gerunds: set[str] = set()
    for line in sections("verbs")[section]:
        lemma, *irregular = line.split()
        finite.update([lemma, *_regular(lemma), *irregular])
        gerunds.add(_gerund(lemma))
        if _doubled(lemma):
            finite.add(lemma + lemma[-1] + "ed")
            gerunds.add(lemma + lemma[-1] + "ing")
    return frozenset(finite), frozenset(gerunds)
