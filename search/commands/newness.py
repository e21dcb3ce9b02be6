"""`--new` at the shell: only what is new since a question was last asked so, and that it was shown."""

from __future__ import annotations

import sys
from typing import Any

from indexer.errors import UsageError
from search.answer.last_asked import last_asked, question_of, remember
from search.api import Archive
from search.commands.console import tell
from search.results import Results

__all__ = ["Newness"]


class Newness:
    """A question that is asked for what is new; `asked` is how, and is changed to ask for that."""

    def __init__(self, archive: Archive, query: str, asked: dict[str, Any], *, explained: bool) -> None:
        if explained or asked["since"] is not None:
            other = "--explain" if explained else "--since-generation"
            raise UsageError(f"--new and {other} do not go together", hint="leave one of them out")
        how = {name: asked[name] for name in ("space", "match", "reading", "names")}
        self._question = question_of(query, **how)
        self._place: dict[str, Any] = {
            "identity": archive.identity, "path": archive.path, "generation": archive.generation,
        }  # fmt: skip
        self._last = last_asked(self._question, **self._place)
        asked["since"] = self._last.generation

    def end(self, results: Results, *, shown: int) -> None:
        """Say what was new against, and remember that it was shown, if all of it was."""
        tell(self._last.told)
        if results.offset or shown < results.rows:
            tell("not all of it was shown: it is new the next time as well")
            return
        sys.stdout.flush()
        remember(self._question, **self._place)
