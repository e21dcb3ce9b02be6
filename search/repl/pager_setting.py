"""Which program shows what is long, if not the reader."""

from __future__ import annotations

import os

__all__ = ["pager_command"]


def pager_command(said: str | None) -> str:
    """The shell command to page with: what was `said` at the prompt, else ONRECORD_PAGER; empty for the reader.

    `off` and `builtin` are the reader. PAGER is what other programs page with: none of them knows the answer that an
    article is read for.
    """
    command = (said if said is not None else os.environ.get("ONRECORD_PAGER", "")).strip()
    return "" if command.lower() in ("off", "builtin") else command
