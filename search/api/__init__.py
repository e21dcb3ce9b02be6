"""The single path from a query to an answer: the commands, the prompt and Python callers all use it.

`Archive` is all of it. `questions` opens an index and knows which documents a query finds; on that stand
`whole_answers` (what is told of all that is found), `origins` (who printed words or a text), `contents` (what is in
the archive) and `takedowns` (what is deleted from it); `archive` has all of these, and answers with articles and
quotations.
"""

from search.api.archive import Archive, Copies, open_archive
from search.api.hits import Hits
from search.api.questions import Match, Names

__all__ = ["Archive", "Copies", "Hits", "Match", "Names", "open_archive"]
