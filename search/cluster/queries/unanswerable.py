"""What a cluster cannot be asked exactly: refused, never approximated."""

from __future__ import annotations

from indexer.errors import UsageError

__all__ = ["NotOnCluster"]


class NotOnCluster(UsageError):
    """A clause that an index in a folder answers and a cluster cannot; `construct` names its kind."""

    def __init__(self, construct: str, *, hint: str) -> None:
        super().__init__(f"A cluster cannot answer {construct}.", hint=hint)
        self.construct = construct
