"""What is deleted from an archive by hand, and does not come back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from search.api.questions import Match, Names, Questions, naming_damage
from search.language import Reading

if TYPE_CHECKING:
    from indexer.store.takedowns import Deleted, Restored

__all__ = ["Takedowns"]


class Takedowns(Questions):
    """Deletes articles for good. The archive that is open goes on answering as of its generation: open it anew."""

    def delete(self, article_ids: Iterable[str]) -> Deleted:
        """Delete the articles with these ids: builds do not bring them back, whatever files state them.

        Their text is on the disk until segments are merged; `onrecord optimize` does that at once. IndexLocked while
        somebody writes to the index.
        """
        from indexer.store.takedowns import delete

        return delete(self.place, article_ids)

    def restore(self, article_ids: Iterable[str]) -> Restored:
        """Let articles come back that were deleted: the next build reads their files again. IndexLocked."""
        from indexer.store.takedowns import restore

        return restore(self.place, article_ids)

    def withheld(self) -> dict[str, str]:
        """The ids of the articles that were deleted, with the day on which each was, as of this generation."""
        return self._index.withheld()

    @naming_damage
    def ids_found(
        self, text: str, *, match: Match = "all", reading: Reading = "query", names: Names = "all"
    ) -> list[str]:
        """The ids of all articles that a query finds."""
        return self._index.ids(self.documents(text, match=match, reading=reading, names=names)[1])

    @naming_damage
    def other_copies(self, article_ids: Sequence[str]) -> list[str]:
        """The ids of other articles that print the text of one of these."""
        docs = self.numbers_of(article_ids)
        every = self._searcher.living(space="articles")
        leads = self._index.copies.leads(every)
        same = np.isin(leads, self._index.copies.leads(docs)) & ~np.isin(every, docs)
        return self._index.ids(every[same])
