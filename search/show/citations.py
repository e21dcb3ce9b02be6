"""An article, or a quotation in it, as a citation."""

from __future__ import annotations

from indexer.article import Article, Quotation
from search.results import QuoteMatch
from search.show.terminal import safe

__all__ = ["citation"]


def citation(article: Article, quotation: Quotation | QuoteMatch | None = None, *, style: str = "chicago") -> str:
    """The citation as one line that is safe to print; with a quotation, its words and its speaker before it."""
    date = str(article.date) if article.date else "n.d."
    facts = (f"“{article.title or article.id},”", article.source, date, article.url)
    cited = " ".join(safe(fact) for fact in facts if fact)
    if quotation is None:
        return cited
    named = f" {quotation.speaker}," if quotation.speaker else ""
    return safe(f"“{quotation.text}”{named} quoted in {cited}")
