"""Quotations in an article and who says them.

find_quotes(text) -> list[Quotation]
speaker_key(name) -> str
"""

from indexer.analysis.name_keys import speaker_key
from indexer.quotes.speakers import find_quotes

__all__ = ["find_quotes", "speaker_key"]
