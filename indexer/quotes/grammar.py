"""The words of a language by which its quotations are read: verbs of speech, articles, what names a source.

They stand in lists/languages.tsv, a line a language and kind. A verb is a whole form, or a stem with one of the
language's endings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

__all__ = ["Grammar", "grammars"]

_LISTS = Path(__file__).with_name("lists") / "languages.tsv"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words of one language.

    `to` leads in what is no subject, `when` a clause before the main one; `that` begins what is said; `skip` are
    little words between a verb and its subject, `time` days and months, `works` what has a title, `reported` verbs
    in the mood of reported speech.
    """

    code: str
    forms: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    sources: tuple[tuple[str, ...], ...] = ()
    to: frozenset[str] = frozenset()
    when: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()
    det: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    that: frozenset[str] = frozenset()
    aux: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    time: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    _known: dict[str, bool] = field(default_factory=dict)

    @property
    def has_bare_nouns(self) -> bool:
        """Whether a noun needs no article before it."""
        return self.code in ("no", "da", "sv", "cs", "pl", "ru", "uk")

    @property
    def nouns_are_capitals(self) -> bool:
        return self.code == "de"

    def is_verb(self, word: str) -> bool:
        """Whether a form is one of a verb of speech."""
        found = self._known.get(word)
        if found is None:
            low = word.lower()
            if "-" in low[2:]:  # disse-nos, dit-il
                low = low.split("-")[0]
            found = low in self.forms or any(
                low[:cut] in self.stems and (low[cut:] in self.endings or (cut == len(low) and "" in self.endings))
                for cut in range(3, len(low) + 1)
            )
            if len(self._known) < 10_000:
                self._known[word] = found
        return found

    def is_role(self, word: str) -> bool:
        low = word.lower().rstrip(".")
        if low in self.roles:
            return True
        return self.nouns_are_capitals and any(
            len(role) > 3 and (low.endswith((role, f"{role}in"))) for role in self.roles
        )

    def is_time(self, word: str) -> bool:
        low = word.lower()
        return low in self.time or (self.nouns_are_capitals and low.startswith(tuple(self.time)))


@cache
def grammars() -> dict[str, Grammar]:
    rows: dict[str, dict[str, object]] = {}
    for line in _LISTS.read_text(encoding="utf-8").splitlines():
        code, kind, listed = line.split("\t")
        row = rows.setdefault(code, {})
        if kind == "sources":
            row[kind] = tuple(sorted((tuple(one.split()) for one in listed.split("|")), key=len, reverse=True))
        else:
            row[kind] = frozenset(listed.split())
    return {code: Grammar(code, **row) for code, row in rows.items()}  # type: ignore[arg-type]
