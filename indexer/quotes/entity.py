"""One of those whom an article names, under the longest form of the name."""

from __future__ import annotations

from dataclasses import replace

from indexer.quotes.name_runs import Gender, Kind, Name


class Entity:
    """One person, organisation or place of an article."""

    __slots__ = ("form", "gender", "kind", "met", "suffix")

    def __init__(self, name: Name) -> None:
        self.form = name  # the longest, of which the name and its words are read when they are asked for
        self.suffix = name.suffix
        self.gender: Gender = name.gender
        self.kind: Kind = name.kind
        self.met = False  # no mention was read so far

    @property
    def name(self) -> str:
        return self.form.shown

    @property
    def words(self) -> tuple[str, ...]:
        return self.form.words

    @property
    def surname(self) -> str:
        return self.form.words[-1]

    @property
    def person(self) -> bool:
        return self.kind in ("person", "unknown")

    def takes(self, name: Name) -> bool:
        """Whether a full name with this surname can be this entity's."""
        given, own = name.words[0], self.form.words[0]
        if name.suffix != self.suffix and given == own:
            return False
        if name.gender and self.gender and name.gender != self.gender:
            return False
        if given == own:
            return True
        short, other = sorted((given, own), key=len)
        return len(short) == 2 and short[1] == "." and other[:1] == short[0]

    def respell(self, wrong: str, right: str) -> None:
        """Its name with a surname as the article mostly spells it."""
        words = tuple(right if word == wrong else word for word in self.form.words)
        self.form = replace(self.form, words=words, shown=self.form.shown.replace(wrong, right))

    def learn(self, name: Name) -> None:
        """Take the longer form of the name and a gender not yet known."""
        if len(name.words) > len(self.form.words) and len(name.words[0].rstrip(".")) > 1:
            self.form = name
        self.gender = self.gender or name.gender
        if name.kind == "person":
            self.kind = "person"
