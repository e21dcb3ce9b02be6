"""What is done whole, or was the last that was done: a writer that failed in the middle commits nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from indexer.errors import WriterFailed


class Writing(Protocol):
    """What has such methods: where it writes to, and whether one of them has not come to its end."""

    path: Path
    failed: bool


W = TypeVar("W", bound=Writing)
P = ParamSpec("P")
T = TypeVar("T")


def whole(method: Callable[Concatenate[W, P], T]) -> Callable[Concatenate[W, P], T]:
    """A method after which, if it ends by an error or by Ctrl-C, each is WriterFailed. None of them calls another."""

    @wraps(method)
    def call(self: W, *arguments: Any, **named: Any) -> T:
        if self.failed:
            raise WriterFailed(
                f"writing to {self.path} failed before", hint="what was committed is kept; open it anew"
            )
        self.failed = True
        result = method(self, *arguments, **named)
        self.failed = False
        return result

    return cast(Callable[Concatenate[W, P], T], call)
