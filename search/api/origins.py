"""Questions about where words come from: who printed them, in which articles, in which versions of one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from indexer.article import Article
from search.api.questions import Questions, naming_damage
from search.language.syntax import Field
from search.language.syntax import Literal as Value

if TYPE_CHECKING:
    from search.provenance.carriers import Trace
    from search.provenance.copies import Pair, TextOf
    from search.provenance.people import People
    from search.provenance.trace import Only
    from search.provenance.verdicts import Claim, Verdict

__all__ = ["Origins"]


class Origins(Questions):
    """Follows words and texts through the archive."""

    @naming_damage
    def trace(self, text: str, *, only: Collection[Only] = (), silent: bool = False) -> Trace:
        """Every article that carries these words or a variant of them, in the order of time.

        `only` leaves out fragments ("whole") or what stands outside of quotation marks ("marked"). With `silent`,
        also the outlets that did not carry it. UsageError for words that are none, too many, or too common.
        """
        from search.provenance.trace import trace
        from search.provenance.words import unmarked

        return trace(self._searcher, self._people, unmarked(text), only=only, silent=silent)

    @naming_damage
    def verify(self, claim: str | Claim, *, speaker: str | None = None, evidence: int | None = 5) -> Verdict:
        """Whether these words were said, and by whom: the verdict, with the articles that show it, the best first.

        Of these as many as `evidence` says, or all.

        UsageError for a claim without words.
        """
        from search.provenance.verdicts import Claim
        from search.provenance.verify import verify
        from search.provenance.words import unmarked

        asked = Claim(text=claim, speaker=speaker) if isinstance(claim, str) else claim
        asked = replace(asked, text=unmarked(asked.text))
        return verify(self._searcher, self._people, asked, most=evidence)

    @naming_damage
    def verify_document(self, text: str, *, language: str | None = None) -> list[Verdict]:
        """A verdict on each quotation of a text, in order, with the speaker whom the text gives.

        `language` is that of the text where it is known; else its words tell.
        """
        from search.provenance.document import claims_of

        return [self.verify(claim) for claim in claims_of(text, language=language)]

    @cached_property
    def _people(self) -> People:
        from search.provenance.people import People

        return People(self._searcher)

    @naming_damage
    def copies(self, article_id: str) -> list[TextOf] | None:
        """The articles that print the text of this one, the earliest first, and those that share a part of it.

        None if there is no such article.
        """
        from search.provenance.copies import copies_of

        doc = self._index.find(article_id)
        return None if doc is None else copies_of(self._index, self._texts, doc)

    @naming_damage
    def texts(self, *, parts: bool = False) -> list[tuple[str, ...]]:
        """The ids of the articles of each text that several print, the earliest first, the most printed text first.

        With `parts`, excerpts and new tops are counted with the texts that they are of.
        """
        from search.provenance.copies import texts_of

        return texts_of(self._index, parts=parts)

    @naming_damage
    def overlaps(self) -> list[Pair]:
        """All pairs of articles that were found to share half of the shorter text or more."""
        from search.provenance.copies import pairs_of

        return list(pairs_of(self._index))

    @naming_damage
    def versions(self, article_id: str) -> list[Article] | None:
        """The articles of the address of this one, that saved last first; it alone if it states none.

        None if there is no such article.
        """
        doc = self._index.find(article_id)
        if doc is None:
            return None
        article = self._index.article(doc)
        if article.url is None:
            return [article]
        docs = self._searcher.matching(self._understood(Field("url", Value(article.url))).query)
        found = [self._index.article(int(one)) for one in docs]
        return sorted(found, key=lambda one: (str(one.extra.get("captured") or ""), one.id), reverse=True)
