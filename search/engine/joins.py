"""The two query nodes that lead from one document space to the other, for who builds query trees."""

from search.engine.scopes import InArticle, InQuotation

__all__ = ["InArticle", "InQuotation"]
