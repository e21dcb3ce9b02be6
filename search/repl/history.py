"""The lines of earlier sessions, in a file that only its owner can read."""

from __future__ import annotations

import os
from pathlib import Path

from prompt_toolkit.history import FileHistory, History, InMemoryHistory


def history_path() -> Path:
    """`XDG_STATE_HOME/onrecord/history`; a relative XDG_STATE_HOME is ignored, as its specification asks."""
    state = Path(os.environ.get("XDG_STATE_HOME", ""))
    if not state.is_absolute():
        state = Path.home() / ".local" / "state"
    return state / "onrecord" / "history"


def open_history() -> tuple[History, str]:
    """The history, and why it will not be kept after this session if it will not."""
    try:
        path = history_path()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except (OSError, RuntimeError) as error:  # RuntimeError: there is no home
        return _Sparing(), f"Lines are not kept after this session: {error}"
    return _Kept(str(path)), ""


def _worth_keeping(line: str, latest: list[str]) -> bool:
    """Not a line that begins with a space, as in a shell, and not the same line twice in a row."""
    return bool(line.strip()) and not line.startswith(" ") and latest[:1] != [line]


class _Sparing(InMemoryHistory):
    def append_string(self, string: str) -> None:
        if _worth_keeping(string, self._loaded_strings):
            super().append_string(string)


class _Kept(FileHistory):
    def append_string(self, string: str) -> None:
        if _worth_keeping(string, self._loaded_strings):
            super().append_string(string)

    def store_string(self, string: str) -> None:
        """A full disk, or a file that has become unwritable, does not stop the session."""
        try:
            super().store_string(string)
        except OSError:
            return
